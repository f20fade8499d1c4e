"""A process that works on cases: jobs come and answers go over one socket; it ends when its parent does."""

import asyncio
import contextvars
import ctypes
import gc
import logging
import signal
import socket
import sys
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from typing import Any, TypeVar

from dermagent.errors import InputError
from dermagent.serve.cases import Cases
from dermagent.serve.jobs import Job, packed, unpacked
from dermagent.serve.limits import ServeLimits
from dermagent.serve.worker import chores, told_without_content
from dermagent.tracing import configure

T = TypeVar("T")
#: Images that are decoded and measured at a time; one of 59 megapixels takes 1 GB while it is.
_THREADS = 2
_job: contextvars.ContextVar[int] = contextvars.ContextVar("job", default=0)
_PR_SET_PDEATHSIG = 1


class _Threads(ThreadPoolExecutor):
    """Threads that know for which job they work."""

    def __init__(self) -> None:
        super().__init__(_THREADS)
        self.busy: dict[int, set[Future[Any]]] = {}

    def submit(self, fn: Callable[..., T], /, *args: Any, **kwargs: Any) -> Future[T]:
        """Work in a thread, for the job of the task that asks."""
        done = super().submit(fn, *args, **kwargs)
        mine = self.busy.setdefault(_job.get(), set())
        mine.add(done)
        done.add_done_callback(mine.discard)
        return done

    async def over(self, job: int) -> None:
        """Returns when nothing works for a job any more."""
        for one in list(self.busy.get(job, ())):
            with suppress(Exception):
                await asyncio.wrap_future(one)
        self.busy.pop(job, None)


class _Child:
    def __init__(self, cases: Cases, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._cases, self._reader, self._writer = cases, reader, writer
        self._threads = _Threads()
        self._working: dict[int, asyncio.Task[None]] = {}

    async def serve(self) -> None:
        """Work until the parent has gone."""
        asyncio.get_running_loop().set_default_executor(self._threads)
        stopping = asyncio.Event()
        tidying = asyncio.create_task(chores(self._cases, stopping))
        try:
            while True:
                message = await unpacked(self._reader)
                number = message.pop("number")
                if message.pop("cancel", False):
                    if number in self._working:
                        self._working[number].cancel()
                else:
                    self._working[number] = asyncio.create_task(self._work(number, Job(**message)))
        except EOFError:
            pass
        finally:
            for task in self._working.values():
                task.cancel()
            stopping.set()
            await asyncio.gather(tidying, *self._working.values(), return_exceptions=True)

    async def _work(self, number: int, job: Job) -> None:
        _job.set(number)
        ended = False
        try:
            async for part in self._cases.parts(job):
                ended = part.last
                self._writer.write(packed(part, number=number))
                await self._writer.drain()
        finally:
            del self._working[number]
            await self._threads.over(number)
            if not ended and not self._writer.is_closing():
                self._writer.write(packed({"last": True, "status": 499, "number": number}))


async def _run(own: socket.socket) -> None:
    reader, writer = await asyncio.open_connection(sock=own)
    asyncio.get_running_loop().set_exception_handler(told_without_content)
    told = await unpacked(reader)
    try:
        cases = Cases(told["flags"], told["sessions"], ServeLimits(**told["limits"]))
        await cases.open()
        await cases.warm()
    except InputError as error:
        writer.write(packed({"refused": str(error)}))
        await writer.drain()
        return
    gc.collect()
    gc.freeze()  # what is loaded by now stays: looking through it again and again was half of a turn's time
    writer.write(packed({"ready": True}))
    try:
        await _Child(cases, reader, writer).serve()
    finally:
        await cases.close()
        writer.close()


def main() -> None:
    """Work for the parent at the other end of the socket whose number is the only argument."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent ends this process
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    if sys.platform == "linux":  # also where a step computes and so does not see that the parent has gone
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    logging.basicConfig(format="%(asctime)s %(message)s", level=logging.WARNING)
    with suppress(InputError):  # the parent has said it
        configure()
    own = socket.socket(fileno=int(sys.argv[1]))
    with suppress(EOFError):
        asyncio.run(_run(own))


if __name__ == "__main__":
    main()
