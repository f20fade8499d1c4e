"""Files that are not what their name says, files of other kinds among others, and lists that go on."""

from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import pytest

from dermagent.errors import InputError
from dermagent.knowledge.corpus import Corpus
from dermagent.knowledge.documents.read import read_document
from dermagent.knowledge.documents.statements import statements_of
from tests.drawn_pdf import drawn, words


@pytest.mark.parametrize("name", ["a.txt", "a.md", "a.markdown", "a.html", "a.xhtml"])
@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (drawn([[words("Never on the face.", 60, 700)]]), "a PDF"),
        (b"junk of a mailer\n" + drawn([[words("Never on the face.", 60, 700)]]), "a PDF"),
        (b"PK\x03\x04" + b"word/document.xml" * 20, "an archive|another archive"),
        (b"{\\rtf1\\ansi Never on the face.}", "RTF"),
        (b"%!PS-Adobe-3.0\n(Never on the face.) show", "PostScript"),
    ],
)
def test_a_file_of_another_kind_is_named_whatever_it_is_called(
    tmp_path: Path, name: str, content: bytes, kind: str
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(InputError, match=kind):
        read_document(path)


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("a.docx", drawn([[words("Never on the face.", 60, 700)]]), "a PDF"),
        ("a.docx", b"<html><p>Never on the face.</p>", "an HTML page"),
        ("a.docx", b"{\\rtf1 Never on the face.}", "RTF"),
        ("a.pdf", b"<!DOCTYPE html><p>Never on the face.", "an HTML page"),
        ("a.pdf", b"PK\x03\x04" + b"word/document.xml" * 20, "a Word file"),
        ("a.docx", b"\xd0\xcf\x11\xe0" + b"\0" * 600, "protected by a password, or an old Word file"),
        ("a.docx", b"Never on the face.", "damaged or none"),
    ],
)
def test_a_word_file_or_pdf_that_is_none_is_named_as_what_it_is(
    tmp_path: Path, name: str, content: bytes, told: str
) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(InputError, match=told):
        read_document(tmp_path / name)


def test_a_word_file_that_would_fill_the_memory_is_told_so(tmp_path: Path) -> None:
    with ZipFile(tmp_path / "a.docx", "w", ZIP_DEFLATED) as parts:
        parts.writestr("word/document.xml", " " * 30_000_000)
    with pytest.raises(InputError, match="unpacks to 30 MB, far more than its size"):
        read_document(tmp_path / "a.docx")


@pytest.mark.parametrize("text", ["<!DOCTYPE html><p hidden>x</p>", "\n <HTML><body>No</body></html>"])
def test_a_page_is_no_plain_text(tmp_path: Path, text: str) -> None:
    path = tmp_path / "a.txt"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match="an HTML page"):
        read_document(path)


def test_a_file_of_another_kind_stops_no_other(tmp_path: Path) -> None:
    (tmp_path / "doses.xlsx").write_bytes(b"PK")
    (tmp_path / "a.md").write_text("Zinc paste is for napkin rash.", encoding="utf-8")
    changes = Corpus(tmp_path / "corpus").add([tmp_path / "doses.xlsx", tmp_path / "a.md"])
    assert (changes.added, changes.left_out, changes.statements) == (("a.md",), ("doses.xlsx",), 1)
    with pytest.raises(InputError, match="none of"):
        Corpus(tmp_path / "corpus").add([tmp_path / "doses.xlsx"])


LEADS = [
    ("Never on the eyelids:", "Allowed there:"),
    ("No usar nunca:", "Se puede usar:"),
    ("\u7981\u7528\uff1a", "\u53ef\u7528\uff1a"),
]


def statements(folder: Path, name: str, text: str) -> list[str]:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return [statement.text for statement in statements_of(name, read_document(path).passages)]


@pytest.mark.parametrize(("no", "yes"), LEADS)
def test_every_list_below_a_line_keeps_it(tmp_path: Path, no: str, yes: str) -> None:
    items = [f"clobetasol {n} in any vehicle whatever" for n in range(4)]
    markdown = f"{no}\n\n- {items[0]}\n\n* {items[1]}\n+ {items[2]}\n\n{yes}\n\n- {items[3]}\n"
    page = f"<p>{no}</p><ul><li>{items[0]}</ul><ol><li>{items[1]}</ol><ul><li>{items[2]}</ul>"
    page += f"<p>{yes}</p><ul><li>{items[3]}</ul>"
    for told in (statements(tmp_path, "a.md", markdown), statements(tmp_path, "a.html", page)):
        for item in items[:3]:
            assert any(text.startswith(no) and text.endswith(item) for text in told)
        assert any(text.startswith(yes) and text.endswith(items[3]) for text in told)
        assert not any(no in text and (yes in text or items[3] in text) for text in told)


@pytest.mark.parametrize(("no", "yes"), LEADS)
def test_a_second_paragraph_of_an_item_stays_with_it(tmp_path: Path, no: str, yes: str) -> None:
    markdown = f"1. {no}\n   - clobetasol\n\n   It thins.\n2. {yes}\n   - mometasone\n   * zinc\n"
    page = f"<ol><li><p>{no}</p><ul><li>clobetasol</ul><p>It thins.</p>"
    page += f"<li><p>{yes}</p><ul><li>mometasone</ul><ul><li>zinc</ul></ol>"
    for told in (statements(tmp_path, "a.md", markdown), statements(tmp_path, "a.html", page)):
        assert not any("It thins." in text and (yes in text or no not in text) for text in told)
        for drug in ("mometasone", "zinc"):
            assert all(yes in text and no not in text for text in told if drug in text)
