"""Processes that work on cases: as many as asked for, begun anew when one ends, and ended when one does not let go."""

import asyncio
import logging
import socket
import subprocess
import sys
from collections.abc import AsyncIterator, Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from dermagent.errors import InputError
from dermagent.serve.jobs import Gone, Job, Piece, packed, refused, unpacked
from dermagent.serve.limits import ServeLimits

log = logging.getLogger(__name__)
#: How long a case that was given up may take to let go before its process is ended.
_PATIENCE_S = 2.0
_START_S = 120.0
_STOP_S = 3.0
_AGAIN_S = 1.0
_TRIES = 2


@dataclass(eq=False)
class _Running:
    """A job at work: what came of it so far, and how often it was begun."""

    job: Job
    parts: "asyncio.Queue[Piece]" = field(default_factory=asyncio.Queue)
    tries: int = 0
    begun: bool = False
    given_up: bool = False


class _Slot:
    """The place of one process; another takes it when that one has ended."""

    def __init__(self, number: int, start: bytes) -> None:
        self.number, self._start = number, start
        self.running: dict[int, _Running] = {}
        self.process: subprocess.Popen[bytes] | None = None
        self.reader: asyncio.StreamReader | None = None
        self.writer: asyncio.StreamWriter | None = None

    @property
    def alive(self) -> bool:
        return self.writer is not None

    async def begin(self) -> None:
        """Start a process; returns when it is ready.

        Raises:
            InputError: it cannot begin, because of a setting.
            Gone: it has ended at once.
        """
        ours, theirs = socket.socketpair()
        with theirs:
            # Not in a thread: a child is told of its parent's end when the thread that made it ends.
            self.process = subprocess.Popen(  # noqa: S603, ASYNC220 - this program itself; takes milliseconds
                [sys.executable, "-m", "dermagent.serve.child", str(theirs.fileno())],
                pass_fds=(theirs.fileno(),),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
            )
        self.reader, writer = await asyncio.open_connection(sock=ours)
        writer.write(self._start)
        try:
            async with asyncio.timeout(_START_S):
                told = await unpacked(self.reader)
        except (EOFError, TimeoutError) as error:
            self.kill()
            writer.close()
            raise Gone("a process that works on cases has ended at its start") from error
        if "refused" in told:
            writer.close()
            raise InputError(told["refused"])
        self.writer = writer

    def kill(self) -> None:
        """End the process for real."""
        if self.process:
            self.process.kill()

    async def end(self) -> None:
        """Let the process end by itself, or end it."""
        if self.writer:
            self.writer.close()
            self.writer = None
        if self.process:
            try:
                await asyncio.to_thread(self.process.wait, _STOP_S)
            except subprocess.TimeoutExpired:
                self.process.kill()
                await asyncio.to_thread(self.process.wait)


class WorkerPool:
    """CaseWorkers in processes of their own, so that all cores are used and a case that does not let go is ended."""

    def __init__(self, processes: int, flags: dict[str, Any], sessions: str | None, limits: ServeLimits) -> None:
        """Prepare; in memory each process holds dialogues of its own and takes a share of their number."""
        self._own_dialogues = sessions is None
        self._slots = []
        for number in range(processes):
            share = limits
            if self._own_dialogues:
                share = replace(
                    limits,
                    max_sessions=_share(limits.max_sessions, number, processes),
                    max_session_bytes=limits.max_session_bytes // processes,
                )
            start = packed({"flags": _plain(flags), "sessions": sessions, "limits": asdict(share)})
            self._slots.append(_Slot(number, start))
        self._homes: dict[str, int] = {}
        self._keepers: list[asyncio.Task[None]] = []
        self._watchers: set[asyncio.Task[None]] = set()
        self._numbers = iter(range(1, 2**62))
        self.restarts = 0

    @property
    def alive(self) -> bool:
        """Whether cases can be worked on."""
        return any(slot.alive for slot in self._slots)

    async def start(self) -> None:
        """Begin all processes; returns when they are ready.

        Raises:
            InputError: a setting or a file cannot be used.
        """
        try:
            await self._slots[0].begin()  # what is wrong is told once
            await asyncio.gather(*(slot.begin() for slot in self._slots[1:]))
        except BaseException:
            await asyncio.gather(*(slot.end() for slot in self._slots))
            raise
        self._keepers = [asyncio.create_task(self._keep(slot)) for slot in self._slots]

    async def parts(self, job: Job, most_s: float) -> AsyncIterator[Piece]:
        """The answer to a job, piece by piece; closing this gives the job up.

        One that is given up and does not let go is ended with its process when `most_s` are over.

        Raises:
            Gone: no process is there to work on it.
        """
        until = asyncio.get_running_loop().time() + most_s
        for slot in self._places(job):
            refused_there = None
            async for part in self._parts_of(slot, job, until):
                if self._own_dialogues and job.kind == "begin" and part.last and part.status == 503:
                    refused_there = part  # this one holds as many dialogues as it may; another may not
                    break
                if part.last and job.kind == "begin" and self._own_dialogues:
                    self._remember(part, slot)
                yield part
            if refused_there is None:
                return
        yield refused_there or refused(503, "no process is there to work on cases; try again", {"Retry-After": "5"})

    async def stop(self) -> None:
        """End all processes."""
        for keeper in (*self._keepers, *self._watchers):
            keeper.cancel()
        await asyncio.gather(*self._keepers, *self._watchers, return_exceptions=True)
        await asyncio.gather(*(slot.end() for slot in self._slots))

    def _places(self, job: Job) -> list[_Slot]:
        """Where a job may go, the best first."""
        alive = sorted((slot for slot in self._slots if slot.alive), key=lambda slot: len(slot.running))
        if not alive:
            raise Gone("no process is there to work on cases; it is being started again")
        if not (self._own_dialogues and job.kind in {"answer", "more", "current", "forget"}):
            return alive if job.kind == "begin" and self._own_dialogues else alive[:1]
        number = self._homes.get(job.session)
        return [slot for slot in alive if slot.number == number] or alive[:1]

    def _remember(self, part: Piece, slot: _Slot) -> None:
        if session := part.facts.get("session"):
            self._homes[session] = slot.number
            while len(self._homes) > 100_000:
                del self._homes[next(iter(self._homes))]

    async def _parts_of(self, slot: _Slot, job: Job, until: float) -> AsyncIterator[Piece]:
        running = _Running(job)
        self._begin(slot, running)
        part = None
        try:
            while part is None or not part.last:
                part = await running.parts.get()
                running.begun = True
                yield part
        finally:
            if part is None or not part.last:
                self._give_up(running, until)

    def _begin(self, slot: _Slot, running: _Running) -> None:
        number = next(self._numbers)
        running.tries += 1
        slot.running[number] = running
        if slot.writer:
            slot.writer.write(packed(running.job, number=number))

    def _give_up(self, running: _Running, until: float) -> None:
        running.given_up = True
        for slot in self._slots:
            for at, one in slot.running.items():
                if one is running:
                    if slot.writer:
                        slot.writer.write(packed({"cancel": True, "number": at}))
                    watcher = asyncio.create_task(self._watch(slot, at, until))
                    self._watchers.add(watcher)
                    watcher.add_done_callback(self._watchers.discard)

    async def _watch(self, slot: _Slot, number: int, until: float) -> None:
        """End the process of a job that was given up and does not let go."""
        process = slot.process
        await asyncio.sleep(max(0.0, until - asyncio.get_running_loop().time()) + _PATIENCE_S)
        if number in slot.running and slot.process is process:
            log.warning("a case did not end in time; its process was ended")
            slot.kill()

    async def _keep(self, slot: _Slot) -> None:
        """Hand on what a process answers, and begin another when it has ended."""
        while True:
            try:
                while slot.reader:
                    told = await unpacked(slot.reader)
                    running = slot.running.get(told.pop("number"))
                    if running is None:
                        continue
                    part = Piece(**told)
                    if part.last:
                        slot.running = {at: one for at, one in slot.running.items() if one is not running}
                    running.parts.put_nowait(part)
            except EOFError:
                pass
            left, slot.running = list(slot.running.values()), {}
            await slot.end()
            self.restarts += 1
            self._homes = {name: home for name, home in self._homes.items() if home != slot.number}
            self._again(left)
            while not slot.alive:
                try:
                    await slot.begin()
                except (InputError, Gone, OSError) as error:
                    log.error("a process that works on cases could not be started: %s", type(error).__name__)
                    await asyncio.sleep(_AGAIN_S)

    def _again(self, left: list[_Running]) -> None:
        """Jobs of a process that has ended are begun once more elsewhere, unless something of them was told already."""
        others = sorted((slot for slot in self._slots if slot.alive), key=lambda slot: len(slot.running))
        for running in left:
            if running.given_up:
                continue
            if others and not running.begun and running.tries < _TRIES:
                self._begin(others[0], running)
            else:
                gone = "the process that worked on this case has ended; try again"
                running.parts.put_nowait(refused(503, gone, {"Retry-After": "5"}))


def _share(number: int, of: int, among: int) -> int:
    return number // among + (of < number % among)


def _plain(flags: Mapping[str, Any]) -> dict[str, Any]:
    """Settings as JSON carries them: paths as text."""

    def plain(value: Any) -> Any:
        if isinstance(value, (list, tuple)):
            return [plain(one) for one in value]
        return value if isinstance(value, (bool, int, float, type(None))) else str(value)

    return {name: plain(value) for name, value in flags.items()}
