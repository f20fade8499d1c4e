"""The benchmark of the server: which of its parts run."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from tests.bench import hardships, serve

HARD = ("slow_bodies", "large_pictures", "killed")
NO_LOAD = ("--requests", "0", "--cases", "0")


@pytest.mark.parametrize(
    ("options", "ran"),
    [
        (["--dialogues", "0"], ["load", "many", *HARD]),
        (["--seconds", "0"], ["load", "many", *HARD]),
        (["--short", "--requests", "0", "--dialogues", "0", "--killed", "0"], ["many", *HARD[:2]]),
        ([*NO_LOAD, "--dialogues", "0", "--bodies", "0", "--pictures", "0", "--killed", "0"], []),
        ([*NO_LOAD, "--dialogues", "2", "--seconds", "0.1"], [*HARD, "dialogues 2", "dialogues 2"]),
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
    for part in HARD:
        monkeypatch.setattr(serve, part, lambda *sizes, part=part: done.append(part))
    monkeypatch.setattr(sys, "argv", ["serve", *options])
    assert serve.main() == 0
    assert done == ran


def test_what_is_slower_than_it_may_be_or_lost_is_not_held(capsys: pytest.CaptureFixture[str]) -> None:
    assert hardships.beside([10, 20, 30], [20, 39, 60], 0, 2.0) == (True, "1.95 x")
    assert hardships.beside([10, 20, 30], [20, 41, 60], 0, 2.0) == (False, "2.05 x")
    assert hardships.beside([10, 20, 30], [20, 20, 20], 1, 2.0) == (False, "1.00 x")
    assert hardships.verdict(True, "x") == "held: x" and hardships.verdict(False, "x") == "NOT held: x"
