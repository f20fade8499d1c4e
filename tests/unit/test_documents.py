"""Guideline files as people have them: columns, tables, turned and scanned pages, other encodings; nothing is lost."""

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
    assert "Widespread dermatitis is treated" in told(read(tmp_path, "cut.pdf", drawn([page])))


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
    assert "".join("".join(s.text.split()) for s in statements) == "".join(text.split())
    assert all(len(s.text) <= LONGEST for s in statements)
    assert len({s.id for s in statements}) == len(statements)


@pytest.mark.parametrize("sentence", ["夜间瘙痒明显，好发于指缝、腕部。", "Itch is worse at night. "])
def test_long_paragraphs_are_cut_between_sentences(sentence: str) -> None:
    statements = list(statements_of("long.md", (Passage("/", 0, sentence * 400),)))
    assert len(statements) > 2
    assert all(s.text.endswith((".", "。")) for s in statements)


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
