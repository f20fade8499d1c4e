"""Files that are not what their name says, files of other kinds among others, and lists that go on."""

import io
import re
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import docx
import pytest
from docx.oxml import parse_xml
from docx.shared import Cm

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


def told(folder: Path, name: str, content: str | bytes) -> list[tuple[str, bool]]:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return [(one.text, one.quotable) for one in statements_of(name, read_document(path).passages)]


@pytest.mark.parametrize(
    ("before", "behind", "quotable"),
    [
        ("Whoever has gout and failing kidneys must not", "swallow any of these tablets at any time.", False),
        ("Quien tenga gota no debe tomar nunca, tampoco", "en dosis bajas, ninguna de estas pastillas.", False),
        ("Whoever has gout may have them, as told above.", "Swallow one of these tablets in the morning.", True),
        ("Nobody with gout is ever to swallow any of these:", "colchicine in any dose above the usual one", True),
    ],
)
def test_the_second_half_of_a_sentence_in_a_text_is_not_quoted(
    tmp_path: Path, before: str, behind: str, quotable: bool
) -> None:
    parted = told(tmp_path, "a.txt", f"{before}\n\n{behind}\n")
    assert {sure for text, sure in parted if behind in text} == {quotable}
    turned = told(tmp_path, "b.txt", f"{before}\n\fLeaflet, page 2.\n{behind}\n")
    assert {sure for text, sure in turned if behind in text} == {quotable and before.endswith(".")}


def test_marks_of_footnotes_are_left_out_of_texts_and_notes_stay(tmp_path: Path) -> None:
    notes = "Dab it on thrice[^a] a day, 30[^2] ml at most.\n\n[^a]: Never.\n[^2]: Less below six years\n"
    assert told(tmp_path, "a.md", notes) == [
        ("Dab it on thrice a day, 30 ml at most.", True),
        ("Never.", True),
        ("Less below six years", True),
    ]
    typed = (
        "Twice a week\u00b2 at most.\u00b3 Of 10\u2076 mites and 4 mg/m\u00b2, 10\u207b\u00b3 g, CO\u00b2 none is left."
    )
    plain = "Twice a week at most. Of 10\u2076 mites and 4 mg/m\u00b2, 10\u207b\u00b3 g, CO\u00b2 none is left."
    for name in ("a.txt", "b.md", "c.html"):
        assert told(tmp_path, name, f"{typed}\n") == [(plain, True)]
    assert told(tmp_path, "d.md", "The class [^a-z] and `[^1]` stay as they are.\n")[0][0].count("[^") == 2


BOXED = [
    ("a.html", "<p><input type=checkbox checked>Punch biopsy</p><p><input type=radio>Antibiotic by mouth</p>"),
    (
        "a.html",
        "<main><form><p><input type=radio checked>Punch biopsy<p><input type=radio>Antibiotic by mouth</form></main>",
    ),
    ("a.md", "- [X] Punch biopsy\n- [ ] Antibiotic by mouth\n"),
    ("a.md", '<input type="checkbox" checked> Punch biopsy\n\n<input type="checkbox"> Antibiotic by mouth\n'),
    ("a.txt", "\u2612 Punch biopsy\n\u2610 Antibiotic by mouth\n"),
]


@pytest.mark.parametrize(("name", "content"), BOXED)
def test_what_stands_beside_a_box_is_told_with_it_and_not_quoted(tmp_path: Path, name: str, content: str) -> None:
    found = told(tmp_path, name, content)
    assert not any(quotable for _, quotable in found)
    whole = " ".join(text for text, _ in found)
    assert re.search(r"(?:[\u2611\u2612]|\[X\]) Punch biopsy .*(?:\u2610|\[ \]) Antibiotic by mouth", whole)


def test_what_is_entered_in_a_page_stands_at_its_place_and_is_not_quoted(tmp_path: Path) -> None:
    page = (
        "<main><p>Highest dose: <input value='30 ml'> a day</p><p>Given to <select><option>babies</option>"
        "<option selected>adults</option></select></p><p>All of this stands until it is replaced.</p>"
        "<form><input type=search placeholder=Search><button>Go</button></form></main>"
    )
    assert told(tmp_path, "a.html", page) == [
        ("Highest dose: 30 ml a day", False),
        ("Given to adults", False),
        ("All of this stands until it is replaced.", True),
    ]


def word_file(*paragraphs: tuple[str, str], indented: bool = False) -> bytes:
    """A Word file of paragraphs, each with its style; `indented` moves those without one to the right."""
    file = docx.Document()
    for style, text in paragraphs:
        if style == "table":
            cells = file.add_table(1, 2).rows[0].cells
            cells[0].text, cells[1].text = text.split("|")
            continue
        made = file.add_paragraph(text, style=style or None)
        if indented and not style:
            made.paragraph_format.left_indent = Cm(1)
    kept = io.BytesIO()
    file.save(kept)
    return kept.getvalue()


FIRST, SECOND = "retinoids by mouth or on the skin", "methotrexate by mouth or by syringe"
PARTS = [("", "It harms the child for certain."), ("table", "dose|any"), ("", "\u4f1a\u4f24\u5bb3\u80ce\u513f\u3002")]


@pytest.mark.parametrize("lead", [lead for lead, _ in LEADS])
@pytest.mark.parametrize("part", PARTS)
def test_a_list_of_a_word_file_that_goes_on_behind_a_paragraph_is_below_its_line_or_in_doubt(
    tmp_path: Path, lead: str, part: tuple[str, str]
) -> None:
    parts = [("", lead), ("List Bullet", FIRST), part, ("List Bullet", SECOND)]
    found = told(tmp_path, "a.docx", word_file(*parts))
    assert [sure for text, sure in found if FIRST in text and text.startswith(lead)] == [True]
    assert [sure for text, sure in found if SECOND in text] == [False]


def test_an_indented_paragraph_of_a_word_file_leaves_its_list_whole(tmp_path: Path) -> None:
    parts = [
        ("List Number", "Never on broken skin:"),
        ("List Bullet", FIRST),
        ("", "They burn."),
        ("List Bullet", SECOND),
    ]
    found = told(tmp_path, "a.docx", word_file(*parts, indented=True))
    assert (f"Never on broken skin: {SECOND}", True) in found
    other = [("", "Allowed is all of this, and much more of it"), ("List Bullet", "zinc paste as thick as one likes")]
    assert ("zinc paste as thick as one likes", True) in told(tmp_path, "a.docx", word_file(*parts, *other))


def test_items_of_one_depth_stand_below_an_item_of_another_list_that_leads_on(tmp_path: Path) -> None:
    parts = [("List Number", "Never on the eyelids:"), ("List Bullet", FIRST), ("List Bullet", SECOND)]
    parts += [("List Number", "Allowed on the eyelids:"), ("List Bullet", "white petrolatum and nothing beside it")]
    assert [text for text, _ in told(tmp_path, "a.docx", word_file(*parts))] == [
        f"Never on the eyelids: {FIRST}",
        f"Never on the eyelids: {SECOND}",
        "Allowed on the eyelids: white petrolatum and nothing beside it",
    ]


@pytest.mark.parametrize("mark", ["\u2022", "-", "2.", "b)", "\u2013"])
def test_items_with_a_typed_mark_stand_below_their_line(tmp_path: Path, mark: str) -> None:
    lines = [
        "Never on the eyelids:",
        f"{mark} {FIRST}",
        f"{mark} {SECOND}",
        "Ask before any other cream is used there.",
    ]
    wanted = [f"Never on the eyelids: {mark} {FIRST}", f"Never on the eyelids: {mark} {SECOND}", lines[3]]
    for name, content in (
        ("a.docx", word_file(*(("", line) for line in lines))),
        ("a.html", "".join(f"<p>{line}</p>" for line in lines)),
        ("a.txt", "\n\n".join(lines)),
    ):
        assert told(tmp_path, name, content) == [(text, True) for text in wanted]


def test_boxes_and_choices_of_a_word_file_are_told_as_they_stand(tmp_path: Path) -> None:
    file = docx.Document()
    field = (
        '<w:r><w:fldChar w:fldCharType="begin"><w:ffData>{}</w:ffData></w:fldChar></w:r>'
        '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )
    control = (
        '<w:sdt><w:sdtPr><w14:checkbox><w14:checked w14:val="{}"/></w14:checkbox></w:sdtPr>'
        "<w:sdtContent><w:r><w:t>\u25a0</w:t></w:r></w:sdtContent></w:sdt>"
    )
    choice = '<w:ddList><w:result w:val="1"/><w:listEntry w:val="babies"/><w:listEntry w:val="adults"/></w:ddList>'
    old_box = '<w:checkBox><w:default w:val="1"/><w:checked w:val="0"/></w:checkBox>'
    for xml, text in (
        (control.format(1), " Punch biopsy was taken of the edge"),
        (control.format(0), " Antibiotic is given by mouth for a week"),
        (field.format(old_box), " Plaster stays on for two days and nights"),
        (field.format(choice), " alone are given this kind of ointment."),
    ):
        paragraph = file.add_paragraph()
        ns = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
        ns += ' xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml"'
        for element in parse_xml(f"<w:p {ns}>{xml}<w:r><w:t xml:space='preserve'>{text}</w:t></w:r></w:p>"):
            paragraph._p.append(element)
    file.save(str(tmp_path / "kept.docx"))
    assert told(tmp_path, "a.docx", (tmp_path / "kept.docx").read_bytes()) == [
        ("\u2611 Punch biopsy was taken of the edge", False),
        ("\u2610 Antibiotic is given by mouth for a week", False),
        ("\u2610 Plaster stays on for two days and nights", False),
        ("adults alone are given this kind of ointment.", True),
    ]


NEVER = ["Never on the eyelids:", "No usar en los p\u00e1rpados:", "\u773c\u7751\u7981\u7528\uff1a"]
PARTED_IN_MARKDOWN = [
    "- {0}\n\n* {1}",
    "1. {0}\n\n- {1}",
    "* {0}\n\n| Ointment | When |\n| --- | --- |\n| {1} | daily |",
]
PARTED_IN_PAGES = [
    "<ul><li>{0}</ul><ol><li>{1}</ol>",
    "<ul><li>{0}</ul><section><ul><li>{1}</ul></section>",
    "<ol><li>{0}</ol><dl><dt>Eczema<dd>{1}</dl>",
    "<ul><li>{0}</ul><table><tr><th>Ointment<th>When<tr><td>{1}<td>daily</table>",
]


@pytest.mark.parametrize("lead", NEVER)
@pytest.mark.parametrize("parted", [*PARTED_IN_MARKDOWN, *PARTED_IN_PAGES])
def test_what_follows_a_list_without_a_word_between_is_of_its_line_for_certain_in_no_case(
    tmp_path: Path, lead: str, parted: str
) -> None:
    items = ("clobetasol ointment of any strength", "white petrolatum as often as one likes")
    is_page = parted in PARTED_IN_PAGES
    text = (f"<p>{lead}</p>" if is_page else f"{lead}\n\n") + parted.format(*items)
    found = told(tmp_path, "a.html" if is_page else "a.md", text)
    assert [sure for told_, sure in found if items[0] in told_] == [True]
    assert [sure for told_, sure in found if items[1] in told_] == [False]


@pytest.mark.parametrize("lead", NEVER)
@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.md", "{}\n\n- {}\n\n---\n\n- {}\n"),
        ("a.md", "{}\n\n- {}\n\n## Next\n\n* {}\n"),
        ("a.html", "<p>{}</p><ul><li>{}</ul><hr><ul><li>{}</ul>"),
        ("a.html", "<p>{}</p><ul><li>{}</ul><h3>Next</h3><ol><li>{}</ol>"),
    ],
)
def test_a_rule_or_a_heading_ends_the_list_below_a_line(tmp_path: Path, lead: str, name: str, text: str) -> None:
    second = "white petrolatum as often as one likes"
    found = told(tmp_path, name, text.format(lead, "clobetasol ointment of any strength", second))
    assert (second, True) in found


@pytest.mark.parametrize("lead", NEVER)
def test_a_list_of_another_kind_below_one_of_a_word_file_or_of_typed_marks_is_in_doubt(
    tmp_path: Path, lead: str
) -> None:
    paragraphs = [("", lead), ("List Bullet", FIRST), ("List Number", SECOND), ("List Number", "dapsone in any dose")]
    found = told(tmp_path, "a.docx", word_file(*paragraphs))
    assert [sure for text, sure in found if FIRST in text] == [True]
    assert [sure for text, sure in found if SECOND in text or "dapsone" in text] == [False] * 2
    typed = told(tmp_path, "a.txt", f"{lead}\n\n\u2022 {FIRST}\n\n\u2022 dapsone in any dose\n\n1) {SECOND}\n")
    assert [sure for text, sure in typed if FIRST in text or "dapsone" in text] == [True] * 2
    assert [sure for text, sure in typed if SECOND in text] == [False]


ARCHIVE = "From: <Saved by a browser>\nMIME-Version: 1.0\nContent-Type: multipart/related;\n\n<p>Wash=20it.</p>"


@pytest.mark.parametrize("name", ["a.html", "a.htm", "a.txt", "a.md"])
def test_a_web_archive_is_named_for_what_it_is(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text(ARCHIVE)
    with pytest.raises(InputError, match="web archive"):
        read_document(tmp_path / name)
