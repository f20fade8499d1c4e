"""A progress bar on standard error where that is a terminal, and nothing where it is not."""

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import click

Report = Callable[[str, int, int], None]


class Remaining:
    """How long the rest will take by the pace so far, told from the first one done on.

    What was done before, in a run that goes on, took no time of this one.
    """

    def __init__(self, started: float, done: int) -> None:
        """`started` in seconds; `done` is how many are done at the first report."""
        self._started, self._before = started, max(0, done - 1)

    def told(self, now: float, done: int, total: int) -> str:
        """In hours, minutes and seconds; empty before one is done."""
        new = done - self._before
        if new < 1 or now <= self._started:
            return ""
        return str(timedelta(seconds=round((now - self._started) / new * (total - done))))


@contextmanager
def resumable(folder: Path) -> Iterator[None]:
    """Say what is kept of a run in a folder, and how to go on with it, where the user breaks it off."""
    try:
        yield
    except KeyboardInterrupt:
        from dermagent.evals.running.records import RECORDS, read_records

        kept = len(read_records(folder)) if (folder / RECORDS).is_file() else 0
        click.echo(f"stopped: {kept} cases are recorded in {str(folder)!r}; go on with --resume", err=True)
        raise


@contextmanager
def bar() -> Iterator[Report]:
    """A function that takes what is being done, how much of it is done, and of how much.

    What stands in parentheses behind what is done is a note that may change.
    """
    if not sys.stderr.isatty():
        yield lambda what, done, total: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[left]} left"),
    )
    with Progress(*columns, console=Console(stderr=True)) as progress:
        tasks: dict[str, tuple[Any, Remaining]] = {}
        last = time.monotonic()

        def report(what: str, done: int, total: int) -> None:
            nonlocal last
            name, now = what.partition(" (")[0], time.monotonic()
            if name not in tasks:
                tasks[name] = progress.add_task(what, total=total, left=""), Remaining(last, done)
            task, left = tasks[name]
            progress.update(task, description=what, completed=done, total=total, left=left.told(now, done, total))
            last = now

        yield report
