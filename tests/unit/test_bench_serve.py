"""The benchmark of the server: which of its parts run."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from tests.bench import serve


@pytest.mark.parametrize(
    ("options", "ran"),
    [
        (["--dialogues", "0"], ["load", "many"]),
        (["--seconds", "0"], ["load", "many"]),
        (["--short", "--requests", "0", "--dialogues", "0"], ["many"]),
        (["--requests", "0", "--cases", "0", "--dialogues", "0"], []),
        (["--requests", "0", "--cases", "0", "--dialogues", "2", "--seconds", "0.1"], ["dialogues 2", "dialogues 2"]),
    ],
)
def test_a_part_that_is_set_to_nothing_is_left_out(
    monkeypatch: pytest.MonkeyPatch, options: list[str], ran: list[str]
) -> None:
    done: list[str] = []

    @contextmanager
    def running(command: Any) -> Iterator[tuple[str, int]]:
        yield "http://127.0.0.1:9/", 0

    async def dialogues(address: str, clients: int, seconds: float) -> dict[str, int]:
        done.append(f"dialogues {clients}")
        return {"healthz slowest, ms": 1, "answered": 1}

    monkeypatch.setattr(serve, "running", running)
    monkeypatch.setattr(serve, "dialogues", dialogues)
    monkeypatch.setattr(serve, "memory", lambda pid: 1.0)
    monkeypatch.setattr(serve, "load", lambda number: done.append("load"))
    monkeypatch.setattr(serve, "many", lambda number: done.append("many"))
    monkeypatch.setattr(sys, "argv", ["serve", *options])
    assert serve.main() == 0
    assert done == ran
