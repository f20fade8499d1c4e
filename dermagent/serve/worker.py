"""Work on cases in a thread of this process, with an event loop of its own, so that the server answers meanwhile."""

import asyncio
import logging
import threading
from collections.abc import AsyncIterator
from contextlib import suppress

from dermagent.serve.cases import Cases
from dermagent.serve.jobs import Gone, Job, Piece

log = logging.getLogger(__name__)
_CHORE_EVERY_S = 60.0
#: How long to wait at the end for a step that does not let go; the thread ends with the process.
_STOP_S = 5.0


class Worker:
    """All work in one thread: for a model that is an object of this process, and for embedding the server elsewhere.

    A case that is given up ends at its next await; one that computes without any is not ended before that.
    """

    def __init__(self, cases: Cases) -> None:
        """Prepare; nothing runs before `start`."""
        self._cases = cases
        self._ready = threading.Event()
        self._failed: BaseException | None = None
        self._thread = threading.Thread(target=self._run, name="dermagent-cases", daemon=True)

    @property
    def alive(self) -> bool:
        """Whether cases can be worked on."""
        return self._ready.is_set() and self._thread.is_alive()

    @property
    def restarts(self) -> int:
        """How often the work had to be begun anew: a thread never is."""
        return 0

    async def start(self) -> None:
        """Begin; returns when the loop runs and the store is open.

        Raises:
            InputError: the store cannot be used.
        """
        self._thread.start()
        await asyncio.to_thread(self._ready.wait)
        if self._failed:
            raise self._failed

    async def parts(self, job: Job, most_s: float) -> AsyncIterator[Piece]:
        """The answer to a job, piece by piece; closing this gives the job up, however long that takes.

        Raises:
            Gone: the thread has ended.
        """
        if not self.alive:
            raise Gone("the thread that works on cases has ended; start the server again")
        here, told = asyncio.get_running_loop(), asyncio.Queue[Piece]()

        async def work() -> None:
            async for part in self._cases.parts(job):
                here.call_soon_threadsafe(told.put_nowait, part)

        working = asyncio.run_coroutine_threadsafe(work(), self._loop)
        try:
            while True:
                part = await told.get()
                yield part
                if part.last:
                    return
        finally:
            working.cancel()

    async def stop(self) -> None:
        """Cancel what is left and end the thread."""
        if self._thread.is_alive():
            with suppress(RuntimeError):
                self._loop.call_soon_threadsafe(self._stopping.set)
            await asyncio.to_thread(self._thread.join, _STOP_S)

    def _run(self) -> None:
        try:
            asyncio.run(self._until_stopped())
        except BaseException as error:  # the end of a thread: who started it is told, and raises it
            self._failed = error
        finally:
            self._ready.set()

    async def _until_stopped(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._loop.set_exception_handler(told_without_content)
        self._stopping = asyncio.Event()
        await self._cases.open()
        self._ready.set()
        try:
            await chores(self._cases, self._stopping)
        finally:
            await self._cases.close()


async def chores(cases: Cases, stopping: asyncio.Event) -> None:
    """Tidy up at the start and once a minute, until the end."""
    while not stopping.is_set():
        try:
            await cases.sweep()
        except Exception as error:  # whatever it is, cases are still worked on, and it is tried again
            log.error("tidying up failed: %s", type(error).__name__)
        with suppress(TimeoutError):
            await asyncio.wait_for(stopping.wait(), _CHORE_EVERY_S)


def told_without_content(loop: asyncio.AbstractEventLoop, context: dict[str, object]) -> None:
    """An error that nobody waited for any more; its own message could hold text of a case."""
    log.error("an error was left over: %s", type(context.get("exception")).__name__)
