"""Boxes to tick in a PDF, words a pixel high, popovers, letters of one point and sentences that end in "e.g."."""

from pathlib import Path

import docx
import pytest
from docx.shared import Pt

from dermagent.knowledge.documents.read import read_document
from dermagent.knowledge.documents.statements import statements_of
from dermagent.steps.ground import verify
from tests.drawn_pdf import drawn, words

KEPT = "Topical permethrin is used twice, a week apart."


def quotable(file: Path) -> list[str]:
    """The statements of a file that may be quoted."""
    return [one.text for one in statements_of("own", read_document(file).passages) if one.quotable]


def widget(state: str, more: str = "") -> str:
    """A field of a form beside the words at a height of 700 points."""
    place = "/Type /Annot /Subtype /Widget /FT /Btn /Rect [30 696 44 710]"
    return f"/Annots [<< {place} /T (box) /AS /{state} {more} >>]"


@pytest.mark.parametrize("state", ["Off", "Yes"])
def test_words_beside_a_box_to_tick_are_in_doubt(tmp_path: Path, state: str) -> None:
    page = [words(KEPT, 50, 740), words("Live vaccines may be given to this patient.", 50, 700)]
    (tmp_path / "form.pdf").write_bytes(drawn([page], more=widget(state)))
    told = [one.text for one in read_document(tmp_path / "form.pdf").passages]
    assert any(("\u2610" if state == "Off" else "\u2611") in text for text in told)
    assert not any("Live vaccines" in text for text in quotable(tmp_path / "form.pdf"))


def test_a_button_to_push_puts_nothing_in_doubt(tmp_path: Path) -> None:
    page = [words("Live vaccines may be given to this patient.", 50, 700)]
    (tmp_path / "form.pdf").write_bytes(drawn([page], more=widget("Off", "/Ff 65536")))
    assert quotable(tmp_path / "form.pdf") == ["Live vaccines may be given to this patient."]


@pytest.mark.parametrize(
    "hiding",
    [
        '<p style="height:1px;width:1px;overflow:hidden">{}</p>',
        '<div style="width:1px;height:1px;position:absolute;overflow:hidden"><p>{}</p></div>',
        "<style>.sr{{width:1px;height:1px;overflow:hidden;position:absolute}}</style><p class=sr>{}</p>",
        '<p style="white-space:nowrap;width:1px;overflow:hidden">{}</p>',
        '<p style="max-height:.1em;overflow-y:clip">{}</p>',
        '<div style="block-size:1px;inline-size:1px;overflow:hidden">{}</div>',
        '<p style="width:1ch;overflow:hidden;white-space:nowrap">{}</p>',
        "<p popover>{}</p>",
    ],
)
def test_words_that_a_page_leaves_no_room_for_are_no_text(tmp_path: Path, hiding: str) -> None:
    (tmp_path / "a.html").write_text(f"<p>{KEPT}</p>{hiding.format('Mercury cures all acne at once.')}")
    assert quotable(tmp_path / "a.html") == [KEPT]


@pytest.mark.parametrize(
    "style", ["height:30px;overflow:hidden", "width:100%;overflow:hidden", "max-width:60em;overflow-x:hidden"]
)
def test_words_that_have_room_are(tmp_path: Path, style: str) -> None:
    (tmp_path / "a.html").write_text(f'<p style="{style}">{KEPT}</p>')
    assert quotable(tmp_path / "a.html") == [KEPT]


def test_letters_of_one_point_in_a_word_file_are_no_text(tmp_path: Path) -> None:
    document = docx.Document()
    run = document.add_paragraph(KEPT).add_run(" Mercury cures gout.")
    run.font.size = Pt(1)
    document.save(str(tmp_path / "a.docx"))
    assert [one.text for one in read_document(tmp_path / "a.docx").passages] == [KEPT]


def test_letters_of_a_point_or_two_on_a_page_are_no_text(tmp_path: Path) -> None:
    page = [words(KEPT, 50, 700), words("Mercury cures all acne at once.", 50, 680, size=2)]
    (tmp_path / "a.pdf").write_bytes(drawn([page]))
    assert [one.text for one in read_document(tmp_path / "a.pdf").passages] == [KEPT]


@pytest.mark.parametrize("end", ["e.g.", "i.e.", "p. ej.", "cf.", "z.B."])
def test_a_sentence_that_a_page_cuts_behind_an_abbreviation_goes_on_or_is_in_doubt(tmp_path: Path, end: str) -> None:
    first = f"Systemic steroids are given to all patients with drug rash, {end}"
    for behind in (
        "those without signs of infection. Others wait for cultures first.",
        "Others wait for cultures first.",
    ):
        (tmp_path / "a.pdf").write_bytes(drawn([[words(first, 50, 700)], [words(behind, 50, 700)]]))
        told = [text for text in quotable(tmp_path / "a.pdf") if "Systemic steroids" in text]
        assert all("those without signs" in text for text in told)


@pytest.mark.parametrize(
    ("quote", "found"),
    [
        ("Doxycycline is never used | | Ecthyma", "altered"),
        ("Words that are made up | | and stand nowhere", "nowhere"),
        ("never used | | Ecthyma | Flucloxacillin for a week", "altered"),
        ("| Lyme disease in a child | Doxycycline is never used |", "verified"),
        ("Lyme disease in a child | Doxycycline is never used", "verified"),
        ("Doxycycline is never used", "verified"),
    ],
)
def test_no_quotation_joins_two_rows_of_a_table(tmp_path: Path, quote: str, found: str) -> None:
    (tmp_path / "t.md").write_text(
        "| Disease | Rule |\n| --- | --- |\n"
        "| Lyme disease in a child | Doxycycline is never used |\n| Ecthyma | Flucloxacillin for a week |\n"
    )
    statements = {one.id: one for one in statements_of("own", read_document(tmp_path / "t.md").passages)}
    (holder,) = (id_ for id_, one in statements.items() if "Doxycycline" in one.text)
    assert verify(holder, quote, statements) == found
