"""What stands on a printed page beside its sentences: words put in above, wide letters, a browser's lines."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from dermagent.knowledge.documents.read import read_document
from dermagent.knowledge.documents.statements import statements_of
from tests.drawn_pdf import drawn, words
from tests.unit.test_documents_lines import quoted

RULE = "Do use this cream on the face of children."


def pdf(folder: Path, drawings: Sequence[str], name: str = "a.pdf") -> list[str]:
    """The statements of a page that may be quoted."""
    return quoted(folder, name, drawn([drawings]))


def texts(folder: Path) -> str:
    return " | ".join(s.text for s in statements_of("a.pdf", read_document(folder / "a.pdf").passages))


@pytest.mark.parametrize(
    ("word", "size", "x", "y"),
    [
        ("not", 6, 75, 708),
        ("not", 7, 74, 707),
        ("never", 5, 73, 707.5),
        ("nunca", 6, 90, 708),
        ("NOT", 6, 72, 694),
        ("hardly ever", 5, 75, 708),
        ("not", 6, 130, 708),
        ("except", 6.5, 220, 707),
        ("no", 4.5, 76, 707),
        ("nicht", 7, 75, 693),
    ],
)
def test_a_small_word_put_in_above_or_below_a_line_puts_the_line_in_doubt(
    tmp_path: Path, word: str, size: float, x: float, y: float
) -> None:
    more = [
        "It is for adults who have had it before, and for nobody",
        "else in the house. It is put on at night and left there.",
    ]
    rest = [words(line, 60, 640 - 60 * part - 13 * n, 11) for part in range(3) for n, line in enumerate(more)]
    found = pdf(tmp_path, [words(RULE, 60, 700, 11), *rest, words(word, x, y, size)])
    assert not any(RULE in text for text in found)
    assert any(" ".join(more) in text for text in found)
    assert word in texts(tmp_path)


@pytest.mark.parametrize(
    ("text", "size", "x", "y"),
    [
        ("Small print stands below it all.", 6, 60, 686),
        ("A caption stands above it here.", 7, 60, 716),
        ("A second line of the small print.", 6, 60, 679),
        ("2", 6, 266, 705),
    ],
)
def test_small_letters_beside_a_line_leave_it(tmp_path: Path, text: str, size: float, x: float, y: float) -> None:
    assert any(RULE[:-1] in told for told in pdf(tmp_path, [words(RULE, 60, 700, 11), words(text, x, y, size)]))


WIDE = [
    ("Not for children under two.", 4.0),
    ("Wash it off after eight hours.", 3.0),
    ("Never put it into the eye.", 6.0),
    ("No usar en la cara.", 5.0),
    ("Give 5 mg/kg at night.", 4.0),
    ("Lindane, then zinc paste.", 8.0),
]


@pytest.mark.parametrize(("text", "wide"), WIDE)
def test_letters_set_wide_are_words(tmp_path: Path, text: str, wide: float) -> None:
    page = [f"BT {wide} Tc /F1 11 Tf 60 700 Td ({text}) Tj ET", words("It heals well within a week.", 60, 600)]
    assert text in " ".join(pdf(tmp_path, page))


def test_letters_that_are_names_stay_apart(tmp_path: Path) -> None:
    pdf(tmp_path, [words("Vitamins A B C D E F K are safe.", 60, 700)])
    assert "A B C D E F K" in texts(tmp_path)


@pytest.mark.parametrize(
    ("head", "foot"),
    [
        ("11/30/26, 11:02 AM", "file:///home/me/lice.html"),
        ("30/11/2026, 14:05", "https://example.org/lice?print=1"),
        ("2026/11/30 14:05", "https://example.org/lice"),
        ("30.11.26, 14:05", "http://example.org/a/b.html"),
        ("1/2/24, 9:15 PM", "file:///C:/lice.htm"),
    ],
)
@pytest.mark.parametrize("titled", [True, False])
def test_what_a_browser_prints_around_a_page_is_told_apart(tmp_path: Path, head: str, foot: str, titled: bool) -> None:
    page = [
        words(head, 24, 780, 7),
        *([words("Lice and nits", 280, 780, 7)] if titled else []),
        words("Lice", 40, 740, 20),
        words("Comb the hair of all who live there.", 40, 712, 10),
        words(foot, 24, 16, 7),
        words("1/1", 570, 16, 7),
    ]
    found = pdf(tmp_path, page)
    assert not any(one in text for one in (head, foot, "1/1", "Lice and nits") for text in found)
    assert titled or any("Comb the hair of all who live there." in text for text in found)
    assert head in texts(tmp_path)
    assert foot in texts(tmp_path)


def test_a_date_in_the_text_is_text(tmp_path: Path) -> None:
    page = [words("Seen on 11/30/26, 11:02 AM, and treated.", 40, 780), words("It heals well.", 40, 768)]
    assert any("11/30/26, 11:02 AM" in text for text in pdf(tmp_path, page))


SIGNS = [
    ("\u5916\u2f64\u6c2f\u83ca\u916f\u3002", "\u5916\u7528\u6c2f\u83ca\u916f\u3002"),
    ("\u2f09\u7ae5\u7981\u2f64\ufe12", "\u513f\u7ae5\u7981\u7528\u3002"),
    ("\u4e09\u4e2a\u2f49\u5185\ufe11\u907f\u5b55\ufe12", "\u4e09\u4e2a\u6708\u5185\u3001\u907f\u5b55\u3002"),
    ("\u2f83\u8eab\u2faf\u90e8\u53ef\u2f64\u3002", "\u81ea\u8eab\u9762\u90e8\u53ef\u7528\u3002"),
    ("\u2ea0\u95f4\u2ee2\u6cb9\u3002", "\u6c11\u95f4\u9a6c\u6cb9\u3002"),
    ("\u53e3\u670d\ufe355\ufe36\u6beb\u5347\u3002", "\u53e3\u670d\uff085\uff09\u6beb\u5347\u3002"),
    ("\u2ecb\u2fa6\u8fc7\u654f\ufe10\u2f64\u836f\ufe14", "\u8f66\u91d1\u8fc7\u654f\uff0c\u7528\u836f\uff1b"),
]


@pytest.mark.parametrize(("kept", "told"), SIGNS)
@pytest.mark.parametrize("name", ["a.txt", "a.md", "a.html"])
def test_radicals_and_upright_signs_are_the_letters_that_they_show(
    tmp_path: Path, kept: str, told: str, name: str
) -> None:
    (tmp_path / name).write_text(kept, encoding="utf-8")
    assert [one.text for one in statements_of(name, read_document(tmp_path / name).passages)] == [told]
