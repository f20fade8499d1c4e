"""A server that is down is not asked for a while, so that one dead endpoint does not cost every case its retries."""

import logging
import time
from collections.abc import Callable

from dermagent.errors import ModelError

log = logging.getLogger(__name__)
#: How long nobody asks an endpoint that was found down, in seconds.
PAUSE_S = 30.0


class Breaker:
    """Opens when a call has failed for good and none has succeeded since it began; lets calls through after a pause."""

    def __init__(self, pause_s: float = PAUSE_S, now: Callable[[], float] = time.monotonic) -> None:
        self.now = now
        self._pause_s = pause_s
        self._succeeded_at = float("-inf")
        self._open_until = float("-inf")
        self._why: ModelError | None = None

    def check(self) -> None:
        """Raise what the server was found down with, as long as it is not to be asked again."""
        if self._why and self.now() < self._open_until:
            raise type(self._why)(str(self._why), asked=False)

    def succeeded(self) -> None:
        """The server has answered."""
        self._succeeded_at = self.now()
        self._why = None

    def failed(self, why: ModelError, since: float) -> None:
        """A call that began at `since` has failed in a way that every other call will."""
        if self._succeeded_at > since:
            return
        if self._why is None or self.now() >= self._open_until:
            log.warning("%s; nothing is asked of it for %g s", why, self._pause_s)
        self._why, self._open_until = why, self.now() + self._pause_s
