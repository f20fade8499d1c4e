"""The figures of accuracy in the manual are those of the results page, which a command writes."""

import csv
import re

from tests.shared import ROOT

MEASURED = (ROOT / "docs" / "measured.md").read_text(encoding="utf-8")
RESULTS = (ROOT / "docs" / "results.md").read_text(encoding="utf-8")


def figures(text: str) -> set[str]:
    """Decimals of three places without sign and leading zero, and with any kind of minus."""
    return set(re.findall(r"(?<![\d.])0?(\.\d{3})(?!\d)", text)) | set(re.findall(r"\b1\.000\b", text))


def test_every_accuracy_in_the_manual_stands_in_the_results() -> None:
    measured = MEASURED.split("python -m tests.bench.index")[0]
    assert len(figures(measured)) > 30
    assert figures(measured) <= figures(RESULTS), sorted(figures(measured) - figures(RESULTS))


def test_every_set_read_at_first_sight_stands_in_the_results() -> None:
    for name in ("reading", "dangers", "everyday", "posts"):
        with (ROOT / "eval_sets" / name / "first_sight.csv").open(encoding="utf-8") as file:
            sets = list(csv.DictReader(file))
        missing = [one["set"] for one in sets if "set" in one and f"| {one['set']} | {one['commit']} |" not in RESULTS]
        assert sets and not missing, name
