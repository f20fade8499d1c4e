"""One at a time: a line in which tasks of any thread and event loop wait, in the order in which they came."""

import asyncio
import threading
from collections import deque
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager
from typing import Any, TypeVar

T = TypeVar("T")


class OneAtATime:
    """A lock that no event loop owns; a task that is cancelled while it waits gives its place up."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._taken = False
        self._waiting: deque[tuple[asyncio.AbstractEventLoop, asyncio.Future[None]]] = deque()

    @asynccontextmanager
    async def turn(self) -> AsyncIterator[None]:
        """Wait for the turn, and pass it on at the end."""
        await self._enter()
        try:
            yield
        finally:
            self._leave()

    async def _enter(self) -> None:
        loop = asyncio.get_running_loop()
        with self._guard:
            if not self._taken:
                self._taken = True
                return
            place = (loop, loop.create_future())
            self._waiting.append(place)
        try:
            await place[1]
        except BaseException:
            with self._guard:
                waits = place in self._waiting
                if waits:
                    self._waiting.remove(place)
            if not waits:  # the turn came in the same moment
                self._leave()
            raise

    def _leave(self) -> None:
        with self._guard:
            while self._waiting:
                loop, called = self._waiting.popleft()
                try:
                    loop.call_soon_threadsafe(_call, called)
                except RuntimeError:  # its loop is closed, so nobody waits there
                    continue
                return
            self._taken = False


def _call(waiting: "asyncio.Future[None]") -> None:
    if not waiting.done():
        waiting.set_result(None)


class _Background:
    """The event loop, in a thread of its own, of all calls that come from code without one.

    One loop for all: connections of a model that is shared between calls belong to the loop that opened them.
    """

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread: threading.Thread | None = None

    def wait(self, work: Coroutine[Any, Any, T]) -> T:
        """The result of work on that loop."""
        with self._guard:
            if self._thread is None or not self._thread.is_alive():  # not there yet, or lost in a fork
                self._loop = asyncio.new_event_loop()
                self._thread = threading.Thread(target=self._loop.run_forever, name="dermagent-dialogues", daemon=True)
                self._thread.start()
            loop = self._loop
        assert loop is not None  # noqa: S101 - for the type checker
        done = asyncio.run_coroutine_threadsafe(work, loop)
        try:
            return done.result()
        except BaseException:
            done.cancel()
            raise


#: Where `Session.start` and its like run.
background = _Background()
