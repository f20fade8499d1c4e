"""Guideline files as people have them: columns, tables, turned and scanned pages, other encodings; nothing is lost."""

import io
import zipfile
from collections.abc import Sequence
from pathlib import Path

import docx
import pytest
from docx.oxml import OxmlElement
from hypothesis import given, settings
from hypothesis import strategies as st

from dermagent.cli import main
from dermagent.errors import InputError
from dermagent.knowledge.corpus import Corpus
from dermagent.knowledge.documents.passages import Passage
from dermagent.knowledge.documents.read import read_document
from dermagent.knowledge.documents.statements import LONGEST, statements_of
from dermagent.steps.ground import verify
from tests.drawn_pdf import drawn, image, line, words
from tests.shared import shared

LEFT = [
    "Morphoea of the trunk is watched",
    "closely during its first two years.",
    "Deep forms over a joint are treated",
    "with methotrexate and physiotherapy.",
    "A rheumatologist sees every child.",
]
RIGHT = [
    "Lichen planus of the mouth is painful",
    "and needs a look at every dental visit.",
    "Ulcers that stay for three weeks are",
    "biopsied. Potent steroid gels are used",
    "before any tablet is thought of.",
]
MIDDLE = [
    "Rosacea of the eyes is asked about",
    "in every patient with facial rosacea.",
    "Lid hygiene comes first for all of",
    "them. Doxycycline in a low dose helps",
    "when the lids stay inflamed for long.",
]


def read(tmp_path: Path, name: str, content: bytes) -> tuple[Passage, ...]:
    path = tmp_path / name
    path.write_bytes(content)
    return read_document(path).passages


def told(passages: Sequence[Passage]) -> str:
    return "\n".join(" ".join(passage.text.split()) for passage in passages)


def row_by_row(*columns: Sequence[str], x: Sequence[float], top: float = 700) -> list[str]:
    return [
        words(cell, left, top - 12 * n)
        for n, row in enumerate(zip(*columns, strict=True))
        for left, cell in zip(x, row, strict=True)
    ]


def test_columns_drawn_row_by_row_are_read_one_after_the_other(tmp_path: Path) -> None:
    title = words("Advice on two diseases that are seldom seen in general practice", 60, 760, 14)
    foot = words("All doses are for adults without other disease, unless the text says otherwise here.", 60, 600)
    page = [title, *row_by_row(LEFT, RIGHT, x=(60, 310)), foot]
    passages = read(tmp_path, "two.pdf", drawn([page]))
    text = told(passages).replace("\n", " ")
    assert all(passage.quotable for passage in passages)
    places = [text.index(part) for part in ("Advice", " ".join(LEFT), " ".join(RIGHT), "All doses")]
    assert places == sorted(places)


def test_three_columns_are_kept_apart(tmp_path: Path) -> None:
    columns = [[part[:20].rpartition(" ")[0] for part in column] for column in (LEFT, MIDDLE, RIGHT)]
    page = row_by_row(*columns, x=(40, 230, 420))
    text = told(read(tmp_path, "three.pdf", drawn([page]))).replace("\n", " ")
    places = [text.index(" ".join(column)) for column in columns]
    assert places == sorted(places)


def test_one_column_is_left_as_it_is(tmp_path: Path) -> None:
    page = [words(f"{a} {b}", 60, 700 - 12 * n) for n, (a, b) in enumerate(zip(LEFT, RIGHT, strict=True))]
    (passage,) = read(tmp_path, "one.pdf", drawn([page]))
    assert passage.text == " ".join(f"{a} {b}" for a, b in zip(LEFT, RIGHT, strict=True))
    assert (passage.where, passage.quotable) == ("page 1", True)


def test_a_ruled_table_is_read_row_by_row_with_its_cells_apart(tmp_path: Path) -> None:
    rows = [("Site", "Steroid"), ("Eyelid", "mild only"), ("Palm", "very potent")]
    page = [words("Choose by the site:", 60, 740)]
    page += [line(60, 720 - 20 * n, 360, 720 - 20 * n) for n in range(4)]
    page += [line(x, 720, x, 660) for x in (60, 210, 360)]
    page += [words(cell, 65 + 150 * m, 706 - 20 * n) for n, row in enumerate(rows) for m, cell in enumerate(row)]
    passages = read(tmp_path, "ruled.pdf", drawn([page]))
    assert [passage.text for passage in passages] == [
        "Choose by the site:",
        "| Site | Steroid |\n| Eyelid | mild only |\n| Palm | very potent |",
    ]
    assert passages[1].quotable


def test_a_table_without_rules_is_searched_and_never_quoted_as_verified(tmp_path: Path) -> None:
    rows = [("Drug", "Dose"), ("Ivermectin", "200 mcg/kg"), ("Permethrin", "5 % cream"), ("Crotamiton", "10 % cream")]
    page = [words(cell, 60 + 200 * m, 700 - 14 * n) for n, row in enumerate(rows) for m, cell in enumerate(row)]
    path = tmp_path / "plain.pdf"
    path.write_bytes(drawn([page]))
    corpus = Corpus(tmp_path / "corpus")
    corpus.add([path])
    (statement,) = corpus.search("permethrin cream")
    assert "Permethrin | 5 % cream" in statement.text
    assert verify(statement.id, "Permethrin | 5 % cream", {statement.id: statement}) == "doubtful"
    assert verify(statement.id, "Permethrin 10 %", {statement.id: statement}) == "altered"
    assert not Corpus(tmp_path / "corpus").statements[0].quotable


@pytest.mark.parametrize("quarter", [1, 2, 3])
def test_a_turned_page_is_read_upright(tmp_path: Path, quarter: int) -> None:
    places = {1: lambda n: (100 + 14 * n, 60), 2: lambda n: (540, 100 + 14 * n), 3: lambda n: (500 - 14 * n, 740)}
    page = [words(text, *places[quarter](n), quarter=quarter) for n, text in enumerate(LEFT)]
    (passage,) = read(tmp_path, "turned.pdf", drawn([page]))
    assert passage.text == " ".join(LEFT)
    turned = drawn([[words(text, 100 + 14 * n, 60, quarter=1) for n, text in enumerate(LEFT)]], rotate=90)
    assert read(tmp_path, "rotate.pdf", turned)[0].text == " ".join(LEFT)


def test_running_heads_and_page_numbers_are_no_text(tmp_path: Path) -> None:
    bodies = [LEFT, MIDDLE, RIGHT, LEFT]
    pages = [
        [
            words(f"House guideline 2024, edition {n}", 60, 770),
            *(words(text, 60, 700 - 12 * m) for m, text in enumerate(body)),
            words(f"Page {n} of 4", 280, 30),
        ]
        for n, body in enumerate(bodies, start=1)
    ]
    passages = read(tmp_path, "heads.pdf", drawn(pages))
    assert [passage.text for passage in passages] == [" ".join(body) for body in bodies]


def test_a_word_divided_at_the_end_of_a_line_is_put_together(tmp_path: Path) -> None:
    page = [words("Widespread derma-", 60, 700), words("titis is treated as a whole-", 60, 688)]
    page.append(words("Body matter.", 60, 676))
    [whole] = statements_of("cut.pdf", read(tmp_path, "cut.pdf", drawn([page])))
    assert whole.text == "Widespread dermatitis is treated as a whole-Body matter."


def test_scanned_pages_are_named_and_counted(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    mixed, scanned = tmp_path / "mixed.pdf", tmp_path / "scanned.pdf"
    mixed.write_bytes(drawn([[image()], [words(" ".join(LEFT), 20, 700, 6)], [image()]]))
    scanned.write_bytes(drawn([[image()]]))
    corpus = ["--corpus", str(tmp_path / "c")]

    def run(*words: str) -> int:
        with pytest.raises(SystemExit) as ended:
            main(["guidelines", *words, *corpus])
        return int(ended.value.code or 0)

    assert run("add", str(mixed)) == 0
    said = capsys.readouterr().err
    assert "not read: mixed.pdf, page 1: it has no text, only an image" in said
    assert "page 3" in said and "page 2" not in said
    assert run("add", str(scanned)) == 2
    assert "nothing could be read of scanned.pdf" in capsys.readouterr().err
    assert run("list") == 0
    assert "mixed.pdf  (2 places not read)" in capsys.readouterr().out


def test_a_page_is_read_without_what_frames_it(tmp_path: Path) -> None:
    page = """<html><head><title>T</title><style>p{}</style></head><body><header>Our hospital</header>
    <nav><a href="/">Home</a></nav><main><header><h1>Warts</h1><p>Most warts of children go away by themselves.</p>
    </header><p style="display: none">hidden words</p><p hidden>more hidden</p>
    <h2>When to treat</h2><div>Treat <b>painful</b> warts<br>of the sole.</div><dl><dt>Cryotherapy</dt>
    <dd>every three weeks</dd></dl><ul><li>Not in <i>toddlers</i>.</li><li>Not on the face.</li></ul>
    <h1>Molluscum</h1><p>Leave it alone.</p></main><footer>© 2024</footer><script>x()</script></body></html>"""
    passages = read(tmp_path, "page.html", page.encode())
    assert [(passage.where, passage.text) for passage in passages] == [
        ("/Warts", "Most warts of children go away by themselves."),
        ("/Warts/When to treat", "Treat painful warts of the sole."),
        ("/Warts/When to treat", "Cryotherapy"),
        ("/Warts/When to treat", "every three weeks"),
        ("/Warts/When to treat", "Not in toddlers."),
        ("/Warts/When to treat", "Not on the face."),
        ("/Molluscum", "Leave it alone."),
    ]


def test_a_table_of_a_page_keeps_its_rows_and_one_that_lays_it_out_is_none(tmp_path: Path) -> None:
    table = """<table><caption>Doses</caption><thead><tr><th>Age<th>Dose</thead>
    <tr><td>child<td>5 mg</tr><tr><td>adult<td></tr></table>"""
    (passage,) = read(tmp_path, "table.html", f"<body>{table}</body>".encode())
    assert passage.text == "Doses\n| Age | Dose |\n| child | 5 mg |\n| adult | – |"
    laid = f"<table><tr><td><p>To the left.</p></td><td>{table}</td></tr></table>"
    assert next(p.text for p in read(tmp_path, "laid.html", laid.encode())) == "To the left."
    assert passage.text in {p.text for p in read(tmp_path, "laid.html", laid.encode())}


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("utf8.txt", "\ufeffCafé au lait spots are counted.".encode()),
        ("utf16.txt", "Café au lait spots are counted.".encode("utf-16")),
        ("windows.txt", ("Café au lait spots are counted. " + "Señales típicas de la piel. " * 8).encode("cp1252")),
        ("page.html", '<meta charset="gb2312"><p>咖啡斑要计数。Café</p>'.replace("é", "e").encode("gb2312")),
        ("latin.html", "<meta charset='iso-8859-1'><p>Café au lait spots are counted.</p>".encode("latin-1")),
        ("bom.md", "\ufeff# Spots\n\nCafé au lait spots are counted.".encode()),
    ],
)
def test_any_common_encoding_is_read(tmp_path: Path, name: str, content: bytes) -> None:
    passages = read(tmp_path, name, content)
    text = told(passages)
    assert "Café" in text or "咖啡斑要计数。Cafe" in text
    assert "\ufeff" not in text
    assert name != "bom.md" or passages[0].where == "/Spots"


@pytest.mark.parametrize("content", [b"\x00\x01\x02\x03" * 50, bytes(range(256)) * 3])
def test_what_is_no_text_is_refused(tmp_path: Path, content: bytes) -> None:
    with pytest.raises(InputError, match="save it as UTF-8"):
        read(tmp_path, "data.txt", content)


def test_a_word_file_is_read_by_its_headings_and_rows(tmp_path: Path) -> None:
    made = docx.Document()
    made.add_heading("Bites", 0)
    made.add_paragraph("Wash every bite with soap at once.")
    made.add_heading("Human bites", 2)
    table = made.add_table(rows=2, cols=2)
    for row, texts in zip(table.rows, [("Who", "Which"), ("all", "co-amoxiclav")], strict=True):
        for cell, text in zip(row.cells, texts, strict=True):
            cell.text = text
    made.add_heading("Snakes", 1)
    made.add_paragraph("Do not cut the wound.")
    made.save(str(tmp_path / "bites.docx"))
    passages = read_document(tmp_path / "bites.docx").passages
    assert [(passage.where, passage.text) for passage in passages] == [
        ("/Bites", "Wash every bite with soap at once."),
        ("/Bites/Human bites", "| Who | Which |\n| all | co-amoxiclav |"),
        ("/Snakes", "Do not cut the wound."),
    ]


@settings(deadline=None, max_examples=60)
@given(st.lists(st.text(st.sampled_from("ab .,\n疥疮。，；A1"), max_size=900), max_size=6))
def test_statements_put_together_give_the_text(parts: list[str]) -> None:
    text = "\n\n".join(parts)
    statements = list(statements_of("any.txt", (Passage("text", 0, text),)))
    assert "".join("".join(s.text.split()) for s in statements).replace("•", "") == "".join(text.split())
    assert all(len(s.text) <= LONGEST for s in statements)
    assert len({s.id for s in statements}) == len(statements)


@pytest.mark.parametrize("sentence", ["夜间瘙痒明显，好发于指缝、腕部。", "Itch is worse at night. "])
def test_long_paragraphs_are_cut_between_sentences(sentence: str) -> None:
    statements = list(statements_of("long.md", (Passage("/", 0, sentence * 400),)))
    assert len(statements) > 2
    assert all(s.text.endswith((".", "。")) for s in statements)


@pytest.mark.parametrize(
    ("begun", "clause", "end"),
    [
        ("Never give", " to a child with condition {}, nor", " any retinoid by mouth."),
        ("No se debe dar", " a los ni\u00f1os con la enfermedad {}, ni", " un retinoide por boca."),
        ("\u4e0d\u5f97\u7528\u4e8e", "\u60a3\u6709\u75be\u75c5{}\uff0c\u6216", "\u7684\u4eba\u3002"),
    ],
)
def test_a_part_of_a_sentence_that_is_too_long_is_not_quotable(begun: str, clause: str, end: str) -> None:
    sentence = begun + "".join(clause.format(n) for n in range(200)) + end
    found = list(statements_of("a.txt", [Passage("text", 0, f"{sentence} Wash it. {sentence}")]))
    assert len(found) > 2 and not any(statement.quotable for statement in found if statement.text != "Wash it.")
    rows = "\n".join(f"| Drug {n} | {n} mg by mouth on each day of the week |" for n in range(60))
    assert all(statement.quotable for statement in statements_of("a.md", [Passage("/", 0, rows)]))


def test_letters_that_are_printed_as_one_sign_are_found(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("A su\ufb03cient amount of nafti\ufb01ne su\ufb00ices for the sti\ufb04ed.", encoding="utf-8")
    corpus = Corpus(tmp_path / "corpus")
    corpus.add([path])
    (found,) = corpus.search("naftifine")
    assert found.text == "A sufficient amount of naftifine suffices for the stiffled."


def test_the_shared_files_are_read_right() -> None:
    folder = shared() / "cases" / "guidelines"
    if not folder.is_dir():
        pytest.skip("the shared cases are not there")
    told_of = {name: told(read_document(folder / name).passages) for name in ("two_columns.pdf", "table.html")}
    assert "hepatitis B before rituximab." in told_of["two_columns.pdf"]
    assert "| Genital skin | mild only | 7 days |" in told_of["table.html"]
    assert [one.where for one in read_document(folder / "mixed.pdf").unread] == ["page 2", "page 3", "page 4"]
    assert read_document(folder / "aes_permissions.pdf").passages
    with pytest.raises(InputError, match="protected by a password"):
        read_document(folder / "aes_password.pdf")


def test_a_sentence_goes_on_over_the_page_and_marks_of_footnotes_are_no_figures(tmp_path: Path) -> None:
    first = [words("Measure the blood pressure and use 90 g", 60, 700)]
    first += [words("2", 245.3, 704, 6), words("before", 252, 700)]
    second = [words("the drug is begun, at 25 mg/m", 60, 700), words("2", 193, 704, 6)]
    second.append(words("of skin.", 199, 700))
    (passage,) = read(tmp_path, "over.pdf", drawn([first, second]))
    assert passage.where == "pages 1 and 2"
    assert passage.text == "Measure the blood pressure and use 90 g before the drug is begun, at 25 mg/m² of skin."


def test_markdown_is_read_as_it_is_shown(tmp_path: Path) -> None:
    text = (
        "---\nnote: not for print\n---\n# Warts\n\nSee the [foot page](https://example.org/x) *first*.\n"
        "<!-- hidden -->\n\n"
        "- Not in diabetes\n  - nor on the face\n\n| Site | Which |\n|:---|---|\n| sole \\| heel | acid |\n"
    )
    passages = read(tmp_path, "warts.md", text.encode())
    assert [(passage.where, passage.text) for passage in passages] == [
        ("/Warts", "See the foot page first."),
        ("/Warts", "Not in diabetes"),
        ("/Warts", "nor on the face"),
        ("/Warts", "| Site | Which |\n| sole | heel | acid |"),
    ]


def test_insertions_count_and_hidden_words_do_not_in_a_word_file(tmp_path: Path) -> None:
    made = docx.Document()
    paragraph = made.add_paragraph("Dress the ulcer ")
    for name, text in (("w:ins", "every week"), ("w:del", "every day")):
        mark = OxmlElement(name)
        run = OxmlElement("w:r")
        shown = OxmlElement("w:t")
        shown.text = text
        run.append(shown)
        mark.append(run)
        paragraph._p.append(mark)
    paragraph.add_run(".")
    paragraph.add_run(" Ask the sponsor.").font.hidden = True
    made.save(str(tmp_path / "ulcer.docx"))
    assert told(read_document(tmp_path / "ulcer.docx").passages) == "Dress the ulcer every week."


def told_html(tmp_path: Path, body: str) -> str:
    return told(
        read(tmp_path, "any.html", f"<html><head><meta charset=utf-8></head><body>{body}</body></html>".encode())
    )


@pytest.mark.parametrize(
    ("body", "shown"),
    [
        ("<p>Use 3 × 10<sup>5</sup> cells.</p>", "Use 3 × 10⁵ cells."),
        ("<p>Use 3 × 10<span style='vertical-align: super'>5</span> cells.</p>", "Use 3 × 10⁵ cells."),
        ("<style>.hi, i.up {vertical-align:super}</style><p>10<b class='hi'>-3</b> mol</p>", "10⁻³ mol"),
        ("<p>10<sup><a href='#r'>4</a></sup> units</p>", "10⁴ units"),
        ("<p>Take 2<sup>1</sup>/<sub>4</sub> tablets.</p>", "Take 2¼ tablets."),
        ("<p>Take 3<sup>3</sup>&frasl;<sub>4</sub> tablets.</p>", "Take 3¾ tablets."),
        ("<p>Take 3<sup>1</sup>/2 tablets.</p>", "Take 3½ tablets."),
        ("<p>Take 1&frac12; tablets.</p>", "Take 1½ tablets."),
        ("<p>Take 4<sup>5</sup>/<sub>16</sub> ml.</p>", "Take 4⁵⁄₁₆ ml."),
        ("<p>Take 6<math><mfrac><mn>1</mn><mn>2</mn></mfrac></math> ml.</p>", "Take 6½ ml."),
        ("<p><math><msup><mn>10</mn><mn>8</mn></msup></math> copies</p>", "10⁸ copies"),
        ("<p>Dapsone 50<sup>3,4</sup> mg daily.</p>", "Dapsone 50³,⁴ mg daily."),
        ("<p>Dapsone<sup>3,4</sup> at night<sup>†</sup>.</p>", "Dapsone at night."),
        ("<p>Dapsone 50<sup>[7]</sup> mg.</p>", "Dapsone 50 mg."),
        ("<p>20 mg/m<sup>2</sup>, the 1<sup>st</sup> day, H<sub>2</sub>O</p>", "20 mg/m², the 1st day, H2O"),
        (
            "<table><tr><th>Dose<th>Age<tr><td>10<sup>7</sup> U<td>7<b>.5</b> y</table>",
            "| Dose | Age | | 10⁷ U | 7.5 y |",
        ),
        ("<h2>Doses above 10<sup>6</sup></h2><p>none</p>", "none"),
    ],
)
def test_raised_and_lowered_signs_of_a_page_make_no_other_number(tmp_path: Path, body: str, shown: str) -> None:
    assert told_html(tmp_path, body) == shown


@pytest.mark.parametrize(
    "body",
    [
        "<p>Leave the wart. <s>Cut the wart.</s></p>",
        "<p>Leave the wart. <strike>Cut the wart.</strike></p>",
        "<p>Leave the wart.</p><del><p>Cut the wart.</p></del>",
        "<p>Leave the wart.<span style='text-decoration-line: line-through red'> Cut the wart.</span></p>",
        "<style>@media print {.x {color: red}} .c3 {text-decoration: line-through}</style>"
        "<p>Leave the wart. <span class=c3>Cut <b>the</b> wart.</span></p>",
        "<style>div.old p {text-decoration: line-through}</style><p>Leave the wart.</p>"
        "<div class=old><p>Cut the wart.</p></div>",
        "<style>#w {display: none}</style><p>Leave the wart.</p><p id=w>Cut the wart.</p>",
        "<p>Leave the wart.<span style='font-size:0'> Cut the wart.</span></p>",
        "<p>Leave the wart.<span style='opacity: 0.0'> Cut the wart.</span></p>",
        "<p>Leave the wart. <span class='line-through'>Cut the wart.</span></p>",
    ],
)
def test_deleted_and_hidden_words_of_a_page_are_no_text(tmp_path: Path, body: str) -> None:
    assert told_html(tmp_path, body) == "Leave the wart."
    table = f"<table><tr><th>Do</th><th>Why</th></tr><tr><td>{body}</td><td>it heals</td></tr></table>"
    assert told_html(tmp_path, table) == "| Do | Why | | Leave the wart. | it heals |"


def test_a_rule_for_print_hides_nothing_and_what_is_inserted_stays(tmp_path: Path) -> None:
    page = "<style>@media print { p { display: none } }</style><p>Wash <ins>twice</ins> a day.</p>"
    assert told_html(tmp_path, page) == "Wash twice a day."


def test_cells_over_several_rows_and_columns_stand_in_each(tmp_path: Path) -> None:
    table = """<table><tr><th rowspan=2>Site<th colspan=2>Steroid<th rowspan=2>Weeks</tr>
    <tr><th>child<th>adult</tr><tr><td>face<td>none<td>mild<td>1</tr><tr><td colspan=4>Not in rosacea</table>"""
    assert told_html(tmp_path, table) == (
        "| Site | Steroid | Steroid | Weeks | | Site | child | adult | Weeks | | face | none | mild | 1 | "
        "| Not in rosacea |"
    )


def test_tables_within_cells_are_kept(tmp_path: Path) -> None:
    inner = "<table><tr><th>Age<th>Dose<tr><td>2 y<td>5 ml</table>"
    page = f"<table><tr><th>Drug<th>How<tr><td>syrup<td>by age: {inner}<tr><td>gel<td>thin</table>"
    assert told_html(tmp_path, page) == (
        "| Drug | How | | syrup | by age: | | gel | thin |\n| Age | Dose | | 2 y | 5 ml |"
    )


LIST = ["Never do this:", "give steroids to the eye", "in children", "unless an ophthalmologist asks for it", "cut"]


@pytest.mark.parametrize("name", ["list.md", "list.html", "list.docx"])
def test_items_of_lists_keep_what_they_stand_below(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    if name == "list.docx":
        made = docx.Document()
        made.add_paragraph(LIST[0])
        for text, style in zip(LIST[1:], ("List Bullet", "List Bullet 2", "List Bullet 3", "List Bullet"), strict=True):
            made.add_paragraph(text, style=style)
        made.save(str(path))
    elif name == "list.md":
        path.write_text("{}\n\n- {}\n  - {}\n    - {}\n- {}\n".format(*LIST))
    else:
        path.write_text("<p>{}<ul><li>{}<ul><li>{}<ul><li>{}</ul></ul><li>{}</ul>".format(*LIST))
    told = [s.text for s in statements_of(name, read_document(path).passages)]
    assert told == [
        "Never do this: give steroids to the eye",
        "Never do this: give steroids to the eye › in children",
        "Never do this: give steroids to the eye › in children › unless an ophthalmologist asks for it",
        "Never do this: cut",
    ]


def test_short_lines_that_stood_apart_do_not_become_one_sentence() -> None:
    (statement,) = statements_of("any.txt", (Passage("text", 0, "Contraindicated\n\nGive 5 mg daily."),))
    assert statement.text == "Contraindicated • Give 5 mg daily."


@pytest.mark.parametrize(
    "text",
    [
        "Burn warts off. ~~Cut warts.~~",
        "Burn warts off. <del>Cut warts.</del>",
        "Burn warts off. <s>Cut *all* warts.</s>",
        "Burn warts off.\n\n<del>\n\nCut warts.\n\n- all of them\n\n</del>",
        "Burn warts off.\n\n<div><strike>Cut warts.</strike></div>",
    ],
)
def test_what_markdown_strikes_through_is_no_text(tmp_path: Path, text: str) -> None:
    assert told(read(tmp_path, "any.md", text.encode())).strip() == "Burn warts off."


def test_markdown_keeps_powers_and_blocks_of_html(tmp_path: Path) -> None:
    text = (
        "Use 10<sup>9</sup> cells, 1<sup>1</sup>/<sub>2</sub> ml.\n\n<table><tr><th>Age<th>Dose<tr><td>2<td>3</table>\n"
    )
    assert told(read(tmp_path, "any.md", text.encode())) == "Use 10⁹ cells, 1½ ml.\n| Age | Dose | | 2 | 3 |"


def word(paragraphs: str, **parts: str) -> bytes:
    """A Word file with these paragraphs as its body, in WordprocessingML."""
    made, out = io.BytesIO(), io.BytesIO()
    docx.Document().save(made)
    spaces = " ".join(
        f'xmlns:{name}="{address}"'
        for name, address in {
            "w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
            "m": "http://schemas.openxmlformats.org/officeDocument/2006/math",
            "mc": "http://schemas.openxmlformats.org/markup-compatibility/2006",
            "wps": "http://schemas.microsoft.com/office/word/2010/wordprocessingShape",
            "v": "urn:schemas-microsoft-com:vml",
        }.items()
    )
    with zipfile.ZipFile(made) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            if name == "word/document.xml":
                content = f"<w:document {spaces}><w:body>{paragraphs}</w:body></w:document>".encode()
            elif name == "word/styles.xml" and "styles" in parts:
                content = content.replace(b"</w:styles>", parts["styles"].encode() + b"</w:styles>")
            new.writestr(name, content)
    return out.getvalue()


def run(text: str, properties: str = "") -> str:
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


UP, DOWN = '<w:vertAlign w:val="superscript"/>', '<w:vertAlign w:val="subscript"/>'
STRUCK = '<w:style w:type="character" w:styleId="Old"><w:name w:val="Old"/><w:rPr><w:strike/></w:rPr></w:style>'
STRUCK += '<w:style w:type="character" w:styleId="Older"><w:name w:val="Older"/><w:basedOn w:val="Old"/></w:style>'


@pytest.mark.parametrize(
    ("runs", "shown"),
    [
        (run("2 × 10") + run("6", UP) + run(" units"), "2 × 10⁶ units"),
        (run("2 × 10") + run("6", '<w:position w:val="6"/>') + run(" units"), "2 × 10⁶ units"),
        (run("2") + run("1", UP) + run("/") + run("2", DOWN) + run(" ml"), "2½ ml"),
        (run("15") + run("2", UP) + run(" mg weekly") + run("3", UP), "15² mg weekly"),
        (
            run("7")
            + "<m:oMath><m:f><m:num><m:r><m:t>1</m:t></m:r></m:num><m:den><m:r><m:t>4</m:t></m:r></m:den></m:f>"
            "</m:oMath>" + run(" ml"),
            "7¼ ml",
        ),
        (run("5") + "<w:r><w:noBreakHyphen/></w:r>" + run("10 mg"), "5-10 mg"),
        ('<w:r><w:sym w:font="Symbol" w:char="F0B3"/></w:r>' + run(" 5 mg"), "≥ 5 mg"),
        (run("Rest. ") + run("Run.", "<w:strike/>"), "Rest."),
        (run("Rest. ") + run("Run.", "<w:dstrike/>"), "Rest."),
        (run("Rest. ") + run("Run.", '<w:rStyle w:val="Older"/>'), "Rest."),
        (run("Rest. ") + run("Run.", '<w:rStyle w:val="Old"/><w:strike w:val="0"/>'), "Rest. Run."),
        (run("Rest. ") + run("Run.", '<w:vanish w:val="false"/>'), "Rest. Run."),
        (run("Rest. ") + f'<w:moveFrom w:id="1" w:author="a">{run("Run.")}</w:moveFrom>', "Rest."),
    ],
)
def test_runs_of_a_word_file_are_read_as_they_are_printed(tmp_path: Path, runs: str, shown: str) -> None:
    assert told(read(tmp_path, "any.docx", word(f"<w:p>{runs}</w:p>", styles=STRUCK))) == shown


def test_a_text_box_is_read_once_and_apart(tmp_path: Path) -> None:
    inside = f"<w:txbxContent><w:p>{run('Call the ward.')}</w:p></w:txbxContent>"
    box = (
        f'<w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wps:txbx>{inside}</wps:txbx></w:drawing>'
        f"</mc:Choice><mc:Fallback><w:pict><v:textbox>{inside}</v:textbox></w:pict></mc:Fallback>"
        "</mc:AlternateContent></w:r>"
    )
    alone = f"<w:r><w:pict><v:textbox>{inside}</v:textbox></w:pict></w:r>"
    for one in (box, alone):
        passages = read(tmp_path, "box.docx", word(f"<w:p>{run('Swelling of the lips')}{one}</w:p>"))
        assert [passage.text for passage in passages] == ["Swelling of the lips", "Call the ward."]


def cell(content: str, properties: str = "") -> str:
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{content}<w:p/></w:tc>"


def test_tables_of_a_word_file_keep_spans_and_inner_tables_and_lose_deleted_rows(tmp_path: Path) -> None:
    def p(text: str) -> str:
        return f"<w:p>{run(text)}</w:p>"

    inner = f"<w:tbl><w:tr>{cell(p('2 y'))}{cell(p('5 ml'))}</w:tr></w:tbl>"
    one = f"<w:tbl><w:tr>{cell(p('same day'))}</w:tr></w:tbl>"
    wide, begins, goes_on = '<w:gridSpan w:val="2"/>', '<w:vMerge w:val="restart"/>', "<w:vMerge/>"
    deleted = '<w:trPr><w:del w:id="3" w:author="a"/></w:trPr>'
    rows = [
        cell(p("Drug")) + cell(p("Dose"), wide),
        cell(p("syrup"), begins) + cell(p("by age:") + inner) + cell(p("adult")),
        cell("", goes_on) + cell(one) + cell(p("never") + p("in asthma")),
        deleted + cell(p("gone")) + cell(p("gone")),
    ]
    body = f"<w:tbl>{''.join(f'<w:tr>{row}</w:tr>' for row in rows)}</w:tbl>"
    body += f"<w:sdt><w:sdtContent>{p('Within a control.')}</w:sdtContent></w:sdt>"
    assert told(read(tmp_path, "table.docx", word(body))) == (
        "| Drug | Dose | Dose | | syrup | by age: | adult | | syrup | same day | never • in asthma |\n"
        "| 2 y | 5 ml |\nWithin a control."
    )


@pytest.mark.parametrize("shifts", [[(0.3, 0)], [(0, 0.4)], [(0.9, -0.9)], [(0, 0)], [(0.2, 0), (0.4, 0), (0.6, 0)]])
def test_letters_drawn_again_for_bold_or_a_shadow_are_read_once(
    tmp_path: Path, shifts: list[tuple[float, float]]
) -> None:
    text = "Colloid milium: 11 lesions, 22 mm, still all well"
    page = [words(text, 60 + x, 700 + y) for x, y in [(0, 0), *shifts]]
    assert told(read(tmp_path, "bold.pdf", drawn([page]))) == text


def raised_page(quarter: int = 0) -> list[str]:
    """10 to the power of 6, drawn 6.5 points high and 4 points up, upright or turned."""
    if quarter == 1:
        return [
            words("Give 10", 300, 60, quarter=1),
            words("6", 296, 95.6, 6.5, 1),
            words("units.", 300, 102, quarter=1),
        ]
    return [words("Give 10", 60, 700), words("6", 95.6, 704, 6.5), words("units.", 102, 700)]


@pytest.mark.parametrize("quarter", [0, 1])
def test_a_small_raised_figure_stays_a_power(tmp_path: Path, quarter: int) -> None:
    assert told(read(tmp_path, "power.pdf", drawn([raised_page(quarter)]))) == "Give 10⁶ units."


@pytest.mark.parametrize(
    ("page", "shown"),
    [
        ([words("Take 2", 60, 700), words("5", 91.7, 703.5, 6), words("mg", 98, 700)], "Take 2⁵ mg"),
        ([words("Take 10", 60, 700), words("6", 104, 705, 7), words("units", 112, 700)], "Take 10⁶ units"),
        (
            [
                words("Take 7", 60, 700),
                words("1", 91.2, 704, 6),
                words("/", 94.6, 700),
                words("2", 97.4, 698, 6),
                words("mg", 104, 700),
            ],
            "Take 7½ mg",
        ),
        (
            [words("Take 7", 60, 700), words("1", 91.2, 705, 6), words("4", 91.2, 697, 6), words("mg", 100, 700)],
            "Take 7¼ mg",
        ),
        ([words("CO", 60, 700), words("2", 75.2, 698, 6), words("laser", 82, 700)], "CO2 laser"),
        ([words("On the 2", 60, 700), words("nd", 98.2, 704, 6), words("day", 108, 700)], "On the 2nd day"),
    ],
)
def test_small_raised_and_lowered_signs_of_a_pdf_make_no_other_number(
    tmp_path: Path, page: list[str], shown: str
) -> None:
    assert told(read(tmp_path, "marks.pdf", drawn([page]))) == shown


def test_powers_stand_in_cells_and_cells_over_two_columns_in_both(tmp_path: Path) -> None:
    page = [line(60, y, 360, y) for y in (720, 690, 660, 630)]
    page += [line(x, 720, x, 630) for x in (60, 360)] + [line(160, 720, 160, 630), line(260, 690, 260, 630)]
    page += [words(*cell) for cell in (("Drug", 65, 700), ("Dose", 165, 700), ("child", 165, 670), ("adult", 265, 670))]
    page += [words("serum", 65, 640), words("10", 165, 640), words("3", 176.4, 644, 6), words("U", 180, 640)]
    page += [words("none", 265, 640)]
    assert told(read(tmp_path, "cells.pdf", drawn([page]))) == (
        "| Drug | Dose | Dose | | – | child | adult | | serum | 10³ U | none |"
    )


GOOD, BAD = "Isotretinoin is not given in pregnancy.", "Isotretinoin may be given in pregnancy."
QUADS = "/Annots [<< /Type /Annot /Subtype /StrikeOut /Rect [60 678 260 690] "
QUADS += "/QuadPoints [60 690 260 690 60 678 260 678] >>]"


@pytest.mark.parametrize(
    ("drawing", "more"),
    [
        ([line(60, 683.4, 260, 683.4)], ""),
        (["60 683 200 0.8 re f"], ""),
        ([line(60, 683.4, 150, 683.4), line(150, 683.4, 260, 683.4)], ""),
        ([], QUADS),
    ],
)
def test_what_a_line_strikes_through_is_no_text(tmp_path: Path, drawing: list[str], more: str) -> None:
    page = [words(GOOD, 60, 700), words(BAD, 60, 680), *drawing]
    assert told(read(tmp_path, "struck.pdf", drawn([page], more=more))) == GOOD


def test_what_is_underlined_stays_and_white_on_white_is_no_text(tmp_path: Path) -> None:
    page = [words(GOOD, 60, 700), line(60, 698.6, 260, 698.6), "0 0 0.5 rg 50 730 300 30 re f 1 1 1 rg"]
    page += [words("White on blue", 60, 740), words(BAD, 60, 600)]
    assert told(read(tmp_path, "white.pdf", drawn([page]))) == f"White on blue {GOOD}"


@pytest.mark.parametrize(
    "rows",
    [
        ["Month {n}: infliximab {m} mg per kg"],
        ["Visit {n}: take {m} tablets.", "Drink water"],
        ["Grade {n}", "Stop at {m} %"],
        ["{m}"],
    ],
)
def test_pages_that_differ_in_figures_alone_are_kept(tmp_path: Path, rows: list[str]) -> None:
    pages = [
        [words(row.format(n=n, m=n * 7 + 20), 60, 700 - 12 * k) for k, row in enumerate(rows)] for n in (1, 2, 3, 4, 5)
    ]
    text = told(read(tmp_path, "alike.pdf", drawn(pages)))
    assert all(str(n * 7 + 20) in text for n in (1, 2, 3, 4, 5))


def test_a_sentence_at_the_foot_of_every_page_is_told_once_and_parts_none(tmp_path: Path) -> None:
    bodies, foot = (LEFT, MIDDLE, RIGHT), "Ask a pharmacist about every dose."
    pages = [[*(words(t, 60, 700 - 12 * m) for m, t in enumerate(body)), words(foot, 60, 30)] for body in bodies]
    text = told(read(tmp_path, "foot.pdf", drawn(pages)))
    assert text.count(foot) == 1
    assert all(" ".join(body) in text for body in bodies)


def test_a_damaged_page_is_named_and_the_others_are_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    content = drawn([[words(" ".join(LEFT), 20, 700, 6)], [words(" ".join(RIGHT), 20, 700, 6)]])
    content = content.replace(b"/MediaBox [0 0 600 800]", b"/MediaBox [0 0 (x) 800]", 1)
    path = tmp_path / "half.pdf"
    path.write_bytes(content)
    document = read_document(path)
    assert [one.where for one in document.unread] == ["page 1"]
    assert told(document.passages) == " ".join(RIGHT)


SPANISH = "La niña no debe tomar más de 5 mg – «según» el médico: ¿cuándo? Sólo si hay 38 °C."
ENGLISH = "Don’t cut it – the “mother” patch comes first… Café-au-lait spots: ≥ 6."


@pytest.mark.parametrize(
    ("text", "encoding"),
    [(SPANISH, "mac_roman"), (SPANISH, "cp1252"), (ENGLISH, "mac_roman"), (ENGLISH.replace("≥", ">"), "cp1252")]
    + [("El niño está mejor: ya no pica ningún día.", name) for name in ("cp850", "cp1252", "mac_roman", "utf-8")],
)
@pytest.mark.parametrize("name", ["a.txt", "a.md", "a.html"])
def test_the_letters_of_old_machines_are_told(tmp_path: Path, text: str, encoding: str, name: str) -> None:
    (passage,) = read(tmp_path, name, text.encode(encoding))
    assert passage.text == text
    assert passage.quotable


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("half.txt", "Café-au-lait spots, “mother” patch — naïve".encode() + b" caf\xe9 spots"),
        ("twice.txt", "Donâ€™t give it to children under two."),
        ("odd.txt", b"Caf\xe9-au-lait spots: don\xd5t cut."),
        ("wrong.html", b"<meta charset=iso-8859-1><p>Give it\xd5s dose"),
    ],
)
def test_where_letters_are_a_guess_nothing_is_quoted(tmp_path: Path, name: str, content: bytes | str) -> None:
    passages = read(tmp_path, name, content if isinstance(content, bytes) else content.encode())
    assert not any(statement.quotable for statement in statements_of(name, passages))


def test_a_page_of_utf8_that_declares_another_encoding_is_read_as_utf8(tmp_path: Path) -> None:
    (passage,) = read(tmp_path, "a.html", f"<meta charset='iso-8859-1'><p>{ENGLISH}".encode())
    assert passage.text == ENGLISH
