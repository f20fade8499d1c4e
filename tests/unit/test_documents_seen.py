"""What a reader of a PDF does not see is no text, and marks that browsers print small keep their height."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from dermagent.knowledge.documents.passages import Passage
from dermagent.knowledge.documents.read import read_document
from tests.drawn_pdf import box, drawn, image, words


def passages(folder: Path, drawings: Sequence[str], more: str = "") -> tuple[Passage, ...]:
    (folder / "page.pdf").write_bytes(drawn([drawings], more=more))
    return read_document(folder / "page.pdf").passages


def told(folder: Path, *drawings: str, more: str = "") -> str:
    """The text of a page; words that may not be quoted in brackets."""
    found = passages(folder, drawings, more)
    return " / ".join(one.text if one.quotable else f"[{one.text}]" for one in found)


#: "Take " is 24.46 points wide at 10 points, "Take 40 " 38.36.
DOSE = words("Take 40 mg of it each week.", 50, 700)
OVER = box(74.2, 697, 86, 709)


@pytest.mark.parametrize(
    ("drawings", "text"),
    [
        ([DOSE, OVER], "Take mg of it each week."),
        ([DOSE, OVER, words("15", 74.46, 700)], "Take 15 mg of it each week."),
        ([DOSE, box(40, 690, 400, 712), words("Take 15 mg of it.", 50, 700)], "Take 15 mg of it."),
        ([DOSE, box(40, 690, 400, 712, "0 g")], ""),
        ([DOSE, box(40, 690, 400, 712, "0.9 0.1 0.1 rg")], ""),
        ([DOSE, "q 14 w 40 704 m 400 704 l S Q"], ""),
        ([box(40, 690, 400, 712, "1 1 0 rg"), DOSE], "Take 40 mg of it each week."),
        ([DOSE, box(40, 690, 400, 712, "1 1 0 rg", "tint")], "Take 40 mg of it each week."),
        ([DOSE, box(40, 690, 400, 712, "0 g", "faint")], "Take 40 mg of it each week."),
        ([DOSE, box(40, 690, 400, 712, "1 g", "clear")], "Take 40 mg of it each week."),
        ([DOSE, box(40, 650, 400, 690)], "Take 40 mg of it each week."),
        ([DOSE, box(79.5, 697, 86, 709)], "[Take 4 mg of it each week.]"),
        ([DOSE, "1 g 200 690 m 90 712 l 60 690 l h f"], "[Take 40 mg of it each week.]"),
        ([DOSE, "0 g 40 690 360 22 re 41 691 358 20 re f*"], "Take 40 mg of it each week."),
        (
            [DOSE, "q 200 0 0 30 40 690 cm /P Do Q", words("Another line is here, and it is longer.", 50, 600)],
            "Another line is here, and it is longer.",
        ),
        ([DOSE, image()], "Take 40 mg of it each week."),
        ([image(), f"3 Tr {DOSE}"], "Take 40 mg of it each week."),
    ],
)
def test_covered_words_are_no_text_and_ground_tints_and_frames_cover_none(
    tmp_path: Path, drawings: list[str], text: str
) -> None:
    assert told(tmp_path, *drawings) == text


SEEN = words("Wash the sheets.", 50, 600)


@pytest.mark.parametrize(
    "hidden",
    [
        words("Secret words.", -300, 700),
        words("Secret words.", 50, 900),
        f"q 300 300 10 10 re W n {words('Secret words.', 50, 700)} Q",
        f"q 0 0 600 650 re W* n 0 0 600 640 re W n {words('Secret words.', 50, 700)} Q",
        f"q 0.98 g {words('Secret words.', 50, 700)} Q",
        f"q 0.97 0.99 0.98 rg {words('Secret words.', 50, 700)} Q",
        f"q 0 0 0 0.03 k {words('Secret words.', 50, 700)} Q",
        f"q 3 Tr {words('Secret words.', 50, 700)} Q",
        f"q 7 Tr {words('Secret words.', 50, 700)} Q",
        f"q /clear gs {words('Secret words.', 50, 700)} Q",
        f"{box(40, 690, 300, 712, '0 g')} {words('Secret words.', 50, 700)}",
        f"{box(40, 690, 300, 712, '0 0.5 0 rg')} q 0 0.52 0 rg {words('Secret words.', 50, 700)} Q",
        f"q 1 G 1 Tr {words('Secret words.', 50, 700)} Q",
    ],
)
def test_words_off_the_page_clipped_clear_or_of_the_colour_of_their_ground_are_no_text(
    tmp_path: Path, hidden: str
) -> None:
    assert told(tmp_path, hidden, SEEN) == "Wash the sheets."


@pytest.mark.parametrize(
    "shown",
    [
        f"q 0.8 g {words('Grey words.', 50, 700)} Q",
        f"{box(40, 690, 300, 712, '0 0 0.4 rg')} q 1 g {words('Grey words.', 50, 700)} Q",
        f"q 40 690 300 30 re W n {words('Grey words.', 50, 700)} Q",
        f"q 0 G 1 g 2 Tr {words('Grey words.', 50, 700)} Q",
        f"q /faint gs {words('Grey words.', 50, 700)} Q",
        f"q 0 0 10 10 re W n Q {words('Grey words.', 50, 700)}",
    ],
)
def test_pale_outlined_and_clipped_words_that_are_seen_stay(tmp_path: Path, shown: str) -> None:
    assert "Grey words." in told(tmp_path, shown, SEEN)


def test_words_outside_what_of_the_page_is_shown_are_no_text(tmp_path: Path) -> None:
    trimmed = told(tmp_path, words("Printer's mark.", 50, 785), SEEN, more="/CropBox [20 20 580 780]")
    assert trimmed == "Wash the sheets."


@pytest.mark.parametrize("kind", ["/FreeText", "/Redact", "/Square /IC [1 1 1]"])
def test_a_note_that_is_drawn_over_words_puts_the_page_in_doubt(tmp_path: Path, kind: str) -> None:
    note = f"/Annots [<< /Type /Annot /Subtype {kind} /Rect [70 690 90 712] >>]"
    assert told(tmp_path, DOSE, more=note) == "[Take 40 mg of it each week.]"
    aside = note.replace("70 690 90 712", "70 100 90 120")
    assert told(tmp_path, DOSE, more=aside) == "Take 40 mg of it each week."


@pytest.mark.parametrize("share", [0.6, 0.75, 0.83, 0.89])
def test_raised_and_lowered_marks_of_any_smaller_size_keep_their_height(tmp_path: Path, share: float) -> None:
    size = round(12 * share, 2)

    def row(y: float, before: str, mark: str, rise: float, behind: str, width: float) -> str:
        at = 50 + width
        wide = sum(0.556 if c.isdigit() else 0.5 for c in mark) * size
        return " ".join((words(before, 50, y, 12), words(mark, at, y + rise, size), words(behind, at + wide, y, 12)))

    power = row(700, "At 10", "5", 4.5, " cells it fails.", 28.0)
    index = row(660, "The CO", "2", -2.5, " is normal.", 42.0)
    note = row(620, "Give bleomycin", "4", 4.5, " for one day.", 82.0)
    assert told(tmp_path, power).startswith("At 10\u2075 cells")
    assert told(tmp_path, index).startswith("The CO2 is")
    assert told(tmp_path, note) == "Give bleomycin for one day."
