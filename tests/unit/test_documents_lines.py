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
