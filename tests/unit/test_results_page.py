"""The figures of accuracy in the manual are those of the results page, which a command writes."""

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
