"""The thread that works on cases, with an event loop of its own, so that the server answers meanwhile."""

import asyncio
import logging
import threading
from collections.abc import Awaitable, Callable, Coroutine
from contextlib import suppress
from typing import Any, TypeVar

T = TypeVar("T")
log = logging.getLogger(__name__)
_CHORE_EVERY_S = 60.0


class Worker:
    """Runs coroutines for other event loops; all of them share this one, and so a model's connections and its limit."""

    def __init__(self, chore: Callable[[], Awaitable[None]], last: Callable[[], Awaitable[None]]) -> None:
        """Prepare; `chore` runs at the start and once a minute, `last` when everything is over."""
        self._chore = chore
        self._last = last
        self._ready = threading.Event()
        self._thread = threading.Thread(target=self._run, name="dermagent-cases", daemon=True)

    @property
    def alive(self) -> bool:
        """Whether cases can be worked on."""
        return self._ready.is_set() and self._thread.is_alive()

    def start(self) -> None:
        """Begin; returns when the loop runs."""
        self._thread.start()
        self._ready.wait()

    def submit(self, work: Coroutine[Any, Any, T]) -> "asyncio.Future[T]":
        """A future of the caller's loop; cancelling it cancels the work at its next await."""
        return asyncio.wrap_future(asyncio.run_coroutine_threadsafe(work, self._loop))

    def stop(self) -> None:
        """Cancel what is left and end the thread."""
        self._loop.call_soon_threadsafe(self._stopping.set)
        self._thread.join()

    def _run(self) -> None:
        asyncio.run(self._until_stopped())

    async def _until_stopped(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._loop.set_exception_handler(_told_without_content)
        self._stopping = asyncio.Event()
        self._ready.set()
        while not self._stopping.is_set():
            try:
                await self._chore()
            except Exception as error:  # whatever it is, cases are still worked on, and it is tried again
                log.error("tidying up failed: %s", type(error).__name__)
            with suppress(TimeoutError):
                await asyncio.wait_for(self._stopping.wait(), _CHORE_EVERY_S)
        await self._last()


def _told_without_content(loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
    """An error that nobody waited for any more; its own message could hold text of a case."""
    log.error("an error was left over: %s", type(context.get("exception")).__name__)
