"""`examples/dialogue.py` with the embedded default, as a person uses it."""

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

from dermagent.types import Turn
from tests.shared import ROOT

RASH = "After starting a new medicine two weeks ago I have a painful rash all over."


def example(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, ROOT / "examples" / f"{name}.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


async def test_it_asks_until_it_knows_and_goes_on_where_it_stopped_with_its_photograph(
    tmp_path: Path, photo: Path
) -> None:
    talk, store = example("dialogue").talk, tmp_path / "talks.sqlite"
    asked: list[str] = []
    told: list[str] = []

    def leave(question: str) -> str:
        asked.append(question)
        raise KeyboardInterrupt

    def answer(question: str) -> str:
        asked.append(question)
        return "yes"

    with pytest.raises(KeyboardInterrupt):
        await talk(RASH, [photo], name="anna", store=store, ask=leave, tell=told.append)
    turn: Turn = await talk("", [], name="anna", store=store, ask=answer, tell=told.append)
    assert asked[0] == asked[1] and len(set(asked)) == len(asked) - 1
    assert turn.differential.urgency == "emergency"
    assert [image.refused for image in turn.differential.images] == [None]
    assert "emergency" in told[-1]
