"""Altered cases, and what they do to answers."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from dermagent.errors import InputError
from dermagent.evals.datasets.base import LabelledCase
from dermagent.evals.records import read_records
from dermagent.evals.robustness import KINDS, TEXT_CHANGES, Altered, robustness
from dermagent.evals.runner import Plan, run_set
from dermagent.imaging.synth import render, save_png
from dermagent.settings import resolve
from dermagent.types import Case, CaseImage, Language
from tests.unit.evals.test_runs import record

HISTORY = "Itchy burrows between the fingers. It is worse at night. My partner itches too."


class Two:
    """One case in words, one with a picture."""

    name = "two"

    def load(self, root: Path, *, split: str, language: Language) -> Iterator[LabelledCase]:
        yield LabelledCase(Case(id="words", history=HISTORY), {"scabies": 1.0})
        yield LabelledCase(Case(id="picture", images=(CaseImage(path="p.png"),)), {"melanoma": 1.0})


def altered(kind: str, severity: int, root: Path = Path()) -> list[Case]:
    return [c.case for c in Altered(Two(), kind, severity).load(root, split="all", language="en")]


@pytest.mark.parametrize("kind", sorted(TEXT_CHANGES))
def test_row_35_histories_are_altered_the_same_way_each_time(kind: str) -> None:
    assert altered(kind, 0)[0].history == HISTORY
    one, two = altered(kind, 3)[0].history, altered(kind, 3)[0].history
    assert one == two != HISTORY
    assert altered(kind, 3)[1].history == ""


def test_row_35_pictures_are_spoilt_and_words_left(tmp_path: Path) -> None:
    save_png(render(np.random.default_rng(0), size=64), tmp_path / "p.png")
    words, picture = altered("blur", 4, tmp_path)
    assert words.history == HISTORY
    assert picture.images[0].content is not None and picture.images[0].path is None
    assert altered("blur", 4)[1].images[0].path == "p.png"  # not there: intake says so


@pytest.mark.parametrize(("kind", "severity"), [("nothing", 1), ("blur", 6)])
def test_unknown_alterations_are_refused(kind: str, severity: int) -> None:
    with pytest.raises(InputError, match="known are noise"):
        Altered(Two(), kind, severity)


def test_row_35_hand_example_of_flips_and_what_is_left() -> None:
    before = [record("a", "scabies", "urticaria"), record("b", "urticaria"), record("c", "scabies", outcome="failed")]
    after = [record("a", "urticaria", "scabies"), record("b", "urticaria"), record("c", "scabies")]
    found = robustness(before, after, kind="typo", severity=2)
    assert (found.n, found.flipped, found.top_3_before, found.top_3) == (2, 0.5, 0.5, 0.5)
    assert found.relative == 1.0 and 0 < found.overlap < 1
    assert found.moved == pytest.approx(0.125)
    with pytest.raises(InputError, match="no scored case in common"):
        robustness(before, [record("z", "scabies")], kind="typo", severity=1)


async def test_row_35_an_injection_changes_nothing_offline(tmp_path: Path) -> None:
    settings = resolve()
    await run_set(Plan(Two(), tmp_path, "all", settings), tmp_path / "before")
    await run_set(Plan(Altered(Two(), "irrelevant", 5), tmp_path, "all", settings), tmp_path / "after")
    found = robustness(
        read_records(tmp_path / "before"), read_records(tmp_path / "after"), kind="irrelevant", severity=5
    )
    assert found.flipped == 0.0


def test_every_kind_is_named_once() -> None:
    assert len(KINDS) == len(set(KINDS)) == 17
