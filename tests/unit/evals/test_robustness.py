"""Altered cases, and what they do to answers."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from dermagent.errors import InputError
from dermagent.evals.audits.robustness import (
    GROUPS,
    KINDS,
    TEXT_CHANGES,
    Altered,
    Robustness,
    kinds_of,
    relative_robustness,
    robustness,
)
from dermagent.evals.datasets.base import LabelledCase
from dermagent.evals.metrics.statistics import Interval
from dermagent.evals.reporting.report import robustness_to_markdown
from dermagent.evals.running.plan import Plan
from dermagent.evals.running.records import read_records
from dermagent.evals.running.runner import run_set
from dermagent.imaging.synth import render, save_png
from dermagent.settings import resolve
from dermagent.types import Case, CaseImage, Language
from tests.shared import ROOT
from tests.unit.evals.test_runs import record

HISTORY = "Itchy burrows between the fingers. It is worse at night. My partner itches too."


class Two:
    """One case in words, one with a picture."""

    name = "two"

    def load(self, root: Path, *, split: str, language: Language) -> Iterator[LabelledCase]:
        yield LabelledCase(Case(id="words", history=HISTORY), {"scabies": 1.0})
        yield LabelledCase(Case(id="picture", images=(CaseImage(path="p.png"),)), {"melanoma": 1.0})


def altered(kind: str, severity: int, root: Path = Path()) -> list[Case]:
    return [c.case for c in Altered(Two(), kind, severity).load(root, split="all", language="en") if c.reference]


@pytest.mark.parametrize("kind", sorted(TEXT_CHANGES))
def test_row_35_histories_are_altered_the_same_way_each_time(kind: str) -> None:
    assert altered(kind, 0)[0].history == HISTORY
    (one,), (two,) = altered(kind, 3), altered(kind, 3)  # the case without a history has nothing to alter
    assert one.history == two.history != HISTORY


@pytest.mark.parametrize("kind", GROUPS["images"])
def test_rows_1_24_and_35_images_are_spoilt_and_cases_without_one_left_out(tmp_path: Path, kind: str) -> None:
    save_png(render(np.random.default_rng(0), size=64), tmp_path / "p.png")
    assert [case.id for case in altered(kind, 0, tmp_path)] == ["words", "picture"]
    (image,) = altered(kind, 4, tmp_path)
    assert image.images[0].content is not None and image.images[0].path is None
    with pytest.raises(InputError, match="has an image that is there to alter"):
        altered(kind, 4)


@pytest.mark.parametrize(("kind", "severity"), [("nothing", 1), ("blur", 6)])
def test_unknown_alterations_are_refused(kind: str, severity: int) -> None:
    with pytest.raises(InputError, match="known are noise"):
        Altered(Two(), kind, severity)


def test_row_35_hand_example_of_flips_and_what_is_left() -> None:
    before = [record("a", "scabies", "urticaria"), record("b", "urticaria"), record("c", "scabies", outcome="failed")]
    after = [record("a", "urticaria", "scabies"), record("b", "urticaria"), record("c", "scabies")]
    found = robustness(before, after, kind="typo", severity=2)
    assert (found.n, found.flipped.value, found.top_3_before.value, found.top_3.value) == (2, 0.5, 0.5, 0.5)
    assert found.relative == 1.0 and 0 < found.overlap.value < 1
    assert found.moved is not None and found.moved.value == pytest.approx(0.125)
    with pytest.raises(InputError, match="no scored case in common"):
        robustness(before, [record("z", "scabies")], kind="typo", severity=1)


async def test_row_35_an_injection_changes_nothing_offline(tmp_path: Path) -> None:
    settings = resolve()
    await run_set(Plan(Two(), tmp_path, "all", settings), tmp_path / "before")
    await run_set(Plan(Altered(Two(), "irrelevant", 5), tmp_path, "all", settings), tmp_path / "after")
    found = robustness(
        read_records(tmp_path / "before"), read_records(tmp_path / "after"), kind="irrelevant", severity=5
    )
    assert found.flipped.value == 0.0


def test_row_35_images_of_one_patient_are_no_independent_cases() -> None:
    before = [record(f"c{n}", "scabies", group="p0" if n < 20 else "p1") for n in range(40)]
    after = [*(record(f"c{n}", "urticaria") for n in range(20)), *before[20:]]
    found = robustness(before, after, kind="typo", severity=1)
    for one in (found.flipped, found.overlap, found.moved, found.top_3):
        assert one is not None and (one.low, one.high, one.n) in {(0.0, 1.0, 40), (0.0, 0.5, 40)}


def test_every_kind_is_named_once() -> None:
    assert len(KINDS) == len(set(KINDS)) == 17
    assert kinds_of("histories,images,artefacts, tone") == [*GROUPS["histories"], *GROUPS["images"]]
    assert set(GROUPS["artefacts"]) < set(GROUPS["images"]) and "tone" in GROUPS["images"]


def test_the_help_names_every_kind() -> None:
    from click.testing import CliRunner

    from dermagent.cli.eval import evaluate

    told = CliRunner().invoke(evaluate, ["robust", "--help"]).output
    assert all(name in told for name in (*KINDS, *GROUPS))


def test_row_35_the_command_says_what_is_left(tmp_path: Path) -> None:
    from click.testing import CliRunner

    from dermagent.cli.eval import evaluate

    data = str(ROOT / "eval_sets/dermavqa/sample")
    command = ["robust", "dermavqa", "--data", data, "--split", "valid", "--out", str(tmp_path), "--severities", "1,5"]
    done = CliRunner().invoke(evaluate, [*command, "--kinds", "drop,irrelevant"], catch_exceptions=False)
    rows = [
        line.split("|")[1:4] for line in done.output.splitlines() if line.startswith(("| drop |", "| irrelevant |"))
    ]
    assert [[part.strip() for part in row] for row in rows[:4]] == [
        ["drop", "1", "1"],
        ["drop", "5", "1"],
        ["irrelevant", "1", "1"],
        ["irrelevant", "5", "1"],
    ]
    assert [len(row) for row in rows[4:]] == [3, 3]  # what is left of each


def test_row_35_what_cannot_be_altered_is_told_before_anything_runs(tmp_path: Path) -> None:
    from click.testing import CliRunner

    from dermagent.cli.eval import evaluate

    (tmp_path / "mine.csv").write_text(
        "nr,said,told\n1,Scabies,Itchy burrows.\n2,Scabies,Itchy burrows. Worse at night. All at home itch.\n", "utf-8"
    )
    mapping = tmp_path / "map.yaml"
    mapping.write_text("files: [{path: mine.csv}]\ntable: {id: nr, label: said, text: told}\n", "utf-8")
    command = ["robust", "own", "--data", str(tmp_path), "--mapping", str(mapping), "--severities", "5"]

    def done(out: str, *more: str) -> Any:
        return CliRunner().invoke(evaluate, [*command, "--out", str(tmp_path / out), *more])

    nothing = done("a", "--kinds", "drop", "--limit", "1")
    assert "own drop 5: none of 1 cases has anything to alter; it is not run" in nothing.output
    assert isinstance(nothing.exception, InputError) and not (tmp_path / "a").exists()
    some = done("b", "--kinds", "drop,irrelevant", "--limit", "1")
    assert some.exit_code == 0 and not (tmp_path / "b" / "drop_5").exists()
    assert "| irrelevant | 5 | 1 |" in some.output


def test_row_35_relative_robustness_is_the_mean_over_severities_of_the_share_left() -> None:
    def row(severity: int, relative: float | None) -> Robustness:
        figures = dict.fromkeys(
            ("flipped", "overlap", "moved", "top_3", "top_3_before"), Interval(value=0, low=0, high=0, n=2)
        )
        return Robustness(kind="tone", severity=severity, n=2, relative=relative, **figures)

    rows = [row(0, 1.0), row(1, 0.9), row(3, 0.6)]
    assert relative_robustness(rows) == pytest.approx(0.75)
    assert relative_robustness([row(1, None)]) is None
    told = robustness_to_markdown(rows)
    assert "| tone | 0.750 |" in told and "flip rate" in told and "RBO, p = .9" in told
    assert "| tone | not computable |" in robustness_to_markdown([row(1, None)])


@pytest.mark.parametrize(
    ("chosen", "compared", "left"),
    [
        (["--limit", "2"], 1, "1 of 2"),
        (["--limit", "3"], 2, "1 of 3"),
        (["--ids", "c1,c2"], 1, "1 of 2"),
        (["--n", "4"], 2, "2 of 4"),
        ([], 2, "2 of 4"),
    ],
)
def test_the_cases_are_chosen_before_they_are_altered(
    tmp_path: Path, chosen: list[str], compared: int, left: str
) -> None:
    from click.testing import CliRunner

    from dermagent.cli.eval import evaluate

    rows = ["id,text,image,label", f"c1,{HISTORY},,scabies", "c2,,p.png,melanoma"]
    rows += [f"c4,{HISTORY} It spreads.,,scabies", "c3,,p.png,melanoma"]
    (tmp_path / "cases.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    save_png(render(np.random.default_rng(0), size=64), tmp_path / "p.png")
    mapping = tmp_path / "own.yaml"
    mapping.write_text(
        "files: [{path: cases.csv}]\ntable: {id: id, text: text, label: label, image: '{image}'}\n", encoding="utf-8"
    )
    given = ["robust", "own", "--data", tmp_path, "--mapping", mapping, "--out", tmp_path / "runs", *chosen]
    done = CliRunner().invoke(evaluate, [*map(str, given), "--kinds", "irrelevant", "--severities", "2"])
    assert done.exit_code == 0, done.output
    assert f"irrelevant 2: {left} cases are left as they are and not compared" in done.output
    assert len(read_records(tmp_path / "runs/irrelevant_2")) == compared
