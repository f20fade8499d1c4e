"""Lines of guideline files that stand one below another: those that are two sentences never become one."""

import io
from pathlib import Path

import docx
import pytest

from dermagent.knowledge.documents.read import read_document
from dermagent.knowledge.documents.statements import statements_of
from tests.drawn_pdf import drawn, words


def quoted(folder: Path, name: str, content: str | bytes) -> list[str]:
    """The statements of a file that may be quoted."""
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return [one.text for one in statements_of(name, read_document(path).passages) if one.quotable]


def word_lines(*lines: str) -> bytes:
    """A Word file of one paragraph with a break between its lines; an empty one is an empty line."""
    file, kept = docx.Document(), io.BytesIO()
    run = file.add_paragraph().add_run(lines[0])
    for line in lines[1:]:
        run.add_break()
        run.add_text(line)
    file.save(kept)
    return kept.getvalue()


PAIRS = [
    ("Not to be used on the face of children", "Hydrocortisone thins the skin least of all."),
    ("No debe aplicarse en la cara de los ni\u00f1os", "La hidrocortisona es la que menos adelgaza la piel."),
    (
        "\u513f\u7ae5\u9762\u90e8\u7981\u7528\u4e0b\u5217\u6240\u6709\u7684\u5f3a\u6548\u5916\u7528\u836f\u7269",
        "\u6c22\u5316\u53ef\u7684\u677e\u5bf9\u76ae\u80a4\u7684\u5f71\u54cd\u6700\u5c0f\uff0c\u53ef\u7528\u4e00\u5468\u3002",
    ),
]


@pytest.mark.parametrize(("first", "second"), PAIRS)
@pytest.mark.parametrize("blank", ["<br><br>", "<br/>\n<br />", "<br>&nbsp;<br>", "<BR> <BR> <BR>"])
def test_an_empty_line_parts_paragraphs(tmp_path: Path, first: str, second: str, blank: str) -> None:
    for name, text in (("a.html", f"<p>{first}{blank}{second}</p>"), ("a.md", f"{first}{blank}{second}\n")):
        found = quoted(tmp_path, name, text)
        assert second in found and not any(first in text and second in text for text in found)
    assert second in quoted(tmp_path, "a.docx", word_lines(first, "", second))


@pytest.mark.parametrize(("first", "second"), PAIRS)
def test_two_lines_of_which_the_first_has_no_end_are_not_quoted_as_one(tmp_path: Path, first: str, second: str) -> None:
    for name, text in (
        ("a.html", f"<p>{first}<br>{second}</p>"),
        ("b.html", f"<table><tr><th>Drug<th>Note<tr><td>{first}<br>{second}<td>all</table>"),
        ("a.md", f"{first}<br>{second}\n"),
        ("b.md", f"{first}  \n{second}\n"),
        ("c.md", f"| Drug | Note |\n| --- | --- |\n| {first}<br>{second} | all |\n"),
        ("a.txt", f"{first}\n{second}\n"),
        ("a.docx", word_lines(first, second)),
    ):
        assert not any(first in text and second in text for text in quoted(tmp_path, name, text))


@pytest.mark.parametrize(
    ("first", "second", "told"),
    [
        ("Rub it in every evening", "for two weeks.", "Rub it in every evening for two weeks."),
        ("Rub it in every evening.", "Wash it off.", "Rub it in every evening. Wash it off."),
        ("Use it on these:", "- the hands", "Use it on these: - the hands"),
        ("Puede usarse cada noche", "durante dos semanas.", "Puede usarse cada noche durante dos semanas."),
    ],
)
def test_lines_that_belong_together_are_quoted_as_one(tmp_path: Path, first: str, second: str, told: str) -> None:
    for name, text in (
        ("a.html", f"<p>{first}<br>{second}</p>"),
        ("a.md", f"{first}<br>{second}\n"),
        ("a.txt", f"{first}\n{second}\n"),
        ("a.docx", word_lines(first, second)),
    ):
        assert quoted(tmp_path, name, text) == [told]


def test_a_line_of_a_page_that_stops_before_its_end_is_in_doubt_with_what_stands_below_it(tmp_path: Path) -> None:
    lines = ["Not on the face", "Hydrocortisone thins the skin least of all of", "them. It may be used for a week."]
    page = [words(line, 60, 700 - 12 * n) for n, line in enumerate(lines)]
    assert quoted(tmp_path, "a.pdf", drawn([page])) == []
    full = ["It is sold by the name of Dermol by a firm that", "Londoners know. It may be used for one week."]
    page = [words(line, 60, 700 - 12 * n) for n, line in enumerate(full)]
    assert quoted(tmp_path, "a.pdf", drawn([page])) == [" ".join(full)]


HALVES = [
    "Children with asthma must on no account be given",
    "A course by mouth is of use in adults alone, provided that",
    "Nobody who is pregnant is to have acitretin or any other retinoid by mouth",
    "Las personas con asma no deben tomar nunca este medicamento salvo",
    "La ciclosporina no se usa en",
    "\u513f\u7ae5\u4e0d\u5b9c\u4f7f\u7528\u6b64\u836f\uff0c\u9664\u975e",
]


def word_paragraphs(*lines: str) -> bytes:
    file, kept = docx.Document(), io.BytesIO()
    for text in lines:
        file.add_paragraph(text)
    file.save(kept)
    return kept.getvalue()


@pytest.mark.parametrize("half", HALVES)
@pytest.mark.parametrize("behind", ["", "The rash heals within a week or two in most of them."])
def test_a_sentence_that_does_not_end_is_not_quoted_in_a_file_of_any_kind(
    tmp_path: Path, half: str, behind: str
) -> None:
    whole = "Zinc paste soothes the skin of babies well. "
    lines = [words(whole + half, 40, 700, 7)] + ([words(behind, 40, 600, 7)] if behind else [])
    for name, content in (
        ("a.txt", f"{whole}{half}\n\n{behind}\n"),
        ("a.md", f"{whole}{half}\n\n{behind}\n"),
        ("a.html", f"<p>{whole}{half}</p><p>{behind}</p>"),
        ("a.docx", word_paragraphs(whole + half, *([behind] if behind else []))),
    ):
        found = quoted(tmp_path, name, content)
        assert not any(half in text for text in found)
        assert any(text.startswith(whole.strip()) for text in found)
        assert not behind or any(behind in text for text in found)
    if half.isascii():
        assert not any(half in text for text in quoted(tmp_path, "a.pdf", drawn([lines])))


@pytest.mark.parametrize(
    ("half", "rest"),
    [
        ("Steroids by mouth are for children over six", "who have been seen by a specialist before."),
        ("Los corticoides orales son para adultos", "que ya hayan sido vistos por un especialista."),
    ],
)
def test_neither_half_of_a_sentence_over_two_paragraphs_is_quoted(tmp_path: Path, half: str, rest: str) -> None:
    for name, content in (
        ("a.md", f"{half}\n\n{rest}\n"),
        ("a.html", f"<p>{half}</p><div>{rest}</div>"),
        ("a.docx", word_paragraphs(half, rest)),
    ):
        assert quoted(tmp_path, name, content) == []


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("a.md", "- zinc paste on the skin of babies at night\n- oils\n", "zinc paste on the skin of babies at night"),
        (
            "a.html",
            "<ul><li>zinc paste on the skin of babies at night<li>oils</ul>",
            "zinc paste on the skin of babies",
        ),
        ("a.txt", "1. zinc paste on the skin of babies at night\n2. oils on it\n", "zinc paste on the skin of babies"),
        ("a.md", "| Drug | Use |\n| --- | --- |\n| zinc paste | on the skin at night, with |\n", "| zinc paste |"),
        (
            "a.html",
            "<p>Second line</p><p>Zinc paste soothes the skin.</p>",
            "Second line \u2022 Zinc paste soothes the skin.",
        ),
        ("a.txt", "Zinc paste soothes the skin of small babies well.[12, 13]\n", "Zinc paste soothes the skin"),
        (
            "a.md",
            "Soothe the skin of small babies with these:\n\nzinc paste of any make and strength\n",
            "zinc paste of any",
        ),
    ],
)
def test_items_rows_labels_and_sentences_with_references_need_no_other_end(
    tmp_path: Path, name: str, content: str, told: str
) -> None:
    assert any(told in text for text in quoted(tmp_path, name, content))
