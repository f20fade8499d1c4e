"""Parts that settings name: one loader, one error, for retrievers, encoders, segmenters and data sets."""

from collections.abc import Callable
from typing import Any

import pytest

from dermagent.encoders.registry import make_encoder
from dermagent.errors import InputError
from dermagent.evals.datasets.registry import data_set
from dermagent.imaging.segment import make_segmenter
from dermagent.plugins import make
from dermagent.steps.retrieve import Tools, make_retriever

HERE = "tests.unit.test_plugins"
KINDS: dict[str, Callable[[str], Any]] = {
    "encoder": make_encoder,
    "segmenter": make_segmenter,
    "data set": data_set,
    "retriever": lambda name: make_retriever(name, Tools("uniform")),
}


def broken(*given: object) -> None:
    raise OSError("no weights here")


def refusing(*given: object) -> None:
    raise InputError("set a folder")


def pair(*given: object) -> tuple[object, ...]:
    return given


def test_a_known_name_and_a_module_with_factory_are_made_with_what_they_are_given() -> None:
    assert make("thing", "mine", 1, 2, known={"mine": f"{HERE}:pair"}) == (1, 2)
    assert make("thing", f"{HERE}:pair", 3) == (3,)


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_says_the_same_of_what_cannot_be_made(kind: str) -> None:
    for name, told in (
        ("no_such.module:it", f"the {kind} 'no_such.module:it' cannot be imported: .*on PYTHONPATH"),
        (f"{HERE}:nothing", f"the {kind} '{HERE}:nothing' cannot be imported"),
        (f"{HERE}:broken", f"the {kind} '{HERE}:broken' cannot be made: OSError: no weights here"),
        (f"{HERE}:refusing", "^set a folder$"),
    ):
        with pytest.raises(InputError, match=told):
            KINDS[kind](name)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", ["nonsense", "nonsense:"])
def test_a_name_that_is_neither_known_nor_a_factory_is_refused(kind: str, name: str) -> None:
    with pytest.raises(InputError, match=f"there is no {kind} '{name}'|cannot be imported"):
        KINDS[kind](name)
