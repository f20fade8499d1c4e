"""Run servers and other long commands as processes that have everything imported: forks, as in `tests.commands`.

Their processes that work on cases are forks too, and children of the server, as those that it starts itself are. That a
server starts from nothing is tested with `subprocess` where it is tested.
"""

import atexit
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from multiprocessing.connection import Connection
from pathlib import Path
from types import MappingProxyType, SimpleNamespace
from typing import IO, Any

from tests.commands import be_the_command, forks
from tests.shared import ROOT


class Server:
    """A server's process, used as a `subprocess.Popen` is."""

    def __init__(
        self, arguments: tuple[str, ...], cwd: Path, environment: Mapping[str, str], shorter: Mapping[str, float]
    ) -> None:
        """Begin with these arguments of the command, in this environment, with these constants changed."""
        (out, out_end), (err, err_end) = (forks.Pipe(duplex=False) for _ in range(2))
        self._process = forks.Process(target=_serve, args=(arguments, cwd, environment, shorter, out_end, err_end))
        self._process.start()
        self._ended: int | None = None
        self.stdout, self.stderr = _file_of(out), _file_of(err)
        for end in (out_end, err_end):
            end.close()

    @property
    def pid(self) -> int:
        return self._process.pid or 0

    @property
    def returncode(self) -> int | None:
        return self._ended if self._ended is not None else self._process.exitcode

    def poll(self) -> int | None:
        return self._process.exitcode

    def send_signal(self, number: int) -> None:
        os.kill(self.pid, number)

    def terminate(self) -> None:
        self.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        self._process.kill()

    def wait(self, timeout: float | None = None) -> int:
        self._process.join(timeout)
        if self._process.exitcode is None:
            raise TimeoutError(f"the server has not ended within {timeout} s")
        return self._process.exitcode

    def communicate(self, timeout: float | None = None) -> tuple[str, str]:
        """What it still says, once it has ended."""
        self.wait(timeout)
        return self.stdout.read(), self.stderr.read()

    def close(self) -> None:
        """End it, and what was opened for it."""
        self.kill()
        self._process.join(10)
        self._ended = self._process.exitcode
        self.stdout.close()
        self.stderr.close()
        self._process.close()


@contextmanager
def started(
    *arguments: str, cwd: Path = ROOT, shorter: Mapping[str, float] = MappingProxyType({}), **environment: str
) -> Iterator[Server]:
    """A server, or another command that goes on, in this environment and more; it is ended behind.

    `shorter` gives constants of modules, such as `dermagent.serve.listen.GRACE_S`, so that a test waits a short time.
    """
    server = Server(arguments, cwd, {**os.environ, **environment}, dict(shorter))
    try:
        yield server
    finally:
        server.close()


def _file_of(pipe: Connection) -> IO[str]:
    file = open(os.dup(pipe.fileno()), encoding="utf-8")
    pipe.close()
    return file


def _serve(
    arguments: tuple[str, ...],
    cwd: Path,
    environment: Mapping[str, str],
    shorter: Mapping[str, float],
    out: Connection,
    err: Connection,
) -> None:
    """Be the server."""
    os.environ.clear()
    os.environ.update(environment)
    os.chdir(cwd)
    for number, pipe in ((1, out), (2, err)):
        os.dup2(pipe.fileno(), number)
        pipe.close()
    sys.stdout, sys.stderr = (open(n, "w", encoding="utf-8", closefd=False, buffering=1) for n in (1, 2))
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.default_int_handler if number == signal.SIGINT else signal.SIG_DFL)
    from dermagent.serve import pool

    # of the pool alone: other commands may start what they like
    pool.subprocess = SimpleNamespace(**{**vars(subprocess), "Popen": _Forked})  # type: ignore[assignment]
    for name, value in shorter.items():
        module, _, constant = name.rpartition(".")
        assert hasattr(sys.modules[module], constant), name
        setattr(sys.modules[module], constant, value)
    be_the_command(arguments)


class _Forked:
    """A process that works on cases, forked from the server: what `_Slot` asks of a `subprocess.Popen`."""

    def __init__(self, command: Sequence[str], *, pass_fds: tuple[int], **_: Any) -> None:
        module = command[2]
        assert module == "dermagent.serve.child", command
        self.returncode: int | None = None
        self._reaping = threading.Lock()
        self.pid = os.fork()
        if self.pid:
            return
        try:
            _work(*pass_fds)
            os._exit(0)
        finally:
            os._exit(1)  # never back into the server's own code

    def poll(self) -> int | None:
        with self._reaping:
            if self.returncode is None:
                pid, status = os.waitpid(self.pid, os.WNOHANG)
                if pid:
                    self.returncode = os.waitstatus_to_exitcode(status)
        return self.returncode

    def wait(self, timeout: float | None = None) -> int:
        until = time.monotonic() + (timeout or 1e9)
        while self.poll() is None:
            if time.monotonic() > until:
                raise subprocess.TimeoutExpired("a process that works on cases", timeout or 0)
            time.sleep(0.01)
        return self.returncode or 0

    def kill(self) -> None:
        if self.poll() is None:
            os.kill(self.pid, signal.SIGKILL)


def _work(own: int) -> None:
    """Be the process that works on cases, at the other end of this socket; nothing else of the server stays open."""
    nothing = os.open(os.devnull, os.O_RDWR)
    for number in sorted(int(name) for name in os.listdir("/proc/self/fd")):
        if number not in {2, own, nothing}:
            try:
                os.fstat(number)
            except OSError:
                continue
            os.dup2(nothing, number)  # not closed: another file that got its number would be closed with the old one
    from dermagent.serve import child

    atexit._clear()
    sys.argv = ["child", str(own)]
    signal.set_wakeup_fd(-1)
    child.main()
    atexit._run_exitfuncs()  # such as sending the last spans
