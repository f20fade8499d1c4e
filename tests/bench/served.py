"""Servers that are measured: started as anybody starts them, and the memory that they and their children hold."""

import re
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

SERVER = [sys.executable, "-c", "from dermagent.cli import main; main()", "serve", "--port", "0"]
#: The history of a dialogue, whose first question decides how urgent it is.
DRUG = "After starting a new medicine two weeks ago I have a painful rash all over."


@contextmanager
def running(command: list[str]) -> Iterator[tuple[str, int]]:
    """The address and the process of a server."""
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as server:
        assert server.stderr is not None
        first = server.stderr.readline()
        found = re.search(r"http://\S+", first)
        assert found, first + server.stderr.read()
        # What it says is read and dropped, or it would wait for room in the pipe.
        threading.Thread(target=server.stderr.read, daemon=True).start()
        try:
            yield found.group(), server.pid
        finally:
            server.kill()


def family(pid: int) -> list[int]:
    """A process and its children."""
    return [pid, *map(int, Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split())]


def memory(pid: int) -> float:
    """MB that a process and its children hold now."""
    held = 0.0
    for one in family(pid):
        status = Path(f"/proc/{one}/status").read_text(encoding="ascii")
        held += float(status.split("VmRSS:")[1].split()[0]) / 1024
    return held
