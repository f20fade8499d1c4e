"""Pages with a stamp that says that they hold no more: searched, and not quoted; other stamps change nothing."""

from pathlib import Path

import pytest

from tests.drawn_pdf import words
from tests.unit.test_documents_order import BODY, down, quoted

SLANT = "BT /F1 40 Tf 0.7 0.7 -0.7 0.7 100 500 Tm ({}) Tj ET"
VOID = [
    "WITHDRAWN",
    "Superseded",
    "OBSOLETE",
    "DRAFT",
    "NO LONGER VALID",
    "RETIRADO",
    "DEROGADO",
    "Withdrawn 2021",
    "DO NOT USE",
]
OTHER = ["CONFIDENTIAL", "SAMPLE", "Copyright 2024", "Guideline", "Drug withdrawal", "COPIA", "NEW"]


@pytest.mark.parametrize("stamp", VOID)
def test_a_page_that_is_stamped_as_void_is_not_quoted(tmp_path: Path, stamp: str) -> None:
    assert quoted(tmp_path, [*down(BODY), SLANT.format(stamp)]) == []
    assert quoted(tmp_path, [*down(BODY), words(stamp, 60, 300, 40)]) == []


@pytest.mark.parametrize("stamp", OTHER)
def test_a_page_with_another_stamp_is_quoted(tmp_path: Path, stamp: str) -> None:
    assert " ".join(BODY) in quoted(tmp_path, [*down(BODY), SLANT.format(stamp)])
    assert quoted(tmp_path, [*down(BODY), words(stamp, 60, 300, 40)])


def test_a_word_of_the_text_is_no_stamp(tmp_path: Path) -> None:
    assert quoted(tmp_path, [*down(BODY), words("withdrawn", 60, 300, 10)])
