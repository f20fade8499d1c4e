"""Words of guideline files: parted at the end of a line, with signs that are not printed, in wide letters."""

from pathlib import Path

import pytest

from dermagent.knowledge.corpus import Corpus
from dermagent.knowledge.documents.read import read_document
from dermagent.knowledge.documents.statements import statements_of
from tests.drawn_pdf import drawn, words


def stored(folder: Path, name: str, content: str | bytes) -> str:
    (folder / name).write_bytes(content if isinstance(content, bytes) else content.encode())
    corpus = Corpus(folder / "corpus")
    corpus.add([folder / name])
    return " / ".join(one.text for one in corpus.statements)


@pytest.mark.parametrize(
    ("parted", "whole"),
    [
        ("psoria-\nsis", "psoriasis"),
        ("derma-\ntology", "dermatology"),
        ("immuno-\nsuppressed", "immunosuppressed"),
        ("anti-\nbiotics", "antibiotics"),
        ("there-\nfore", "therefore"),
        ("low-\ndose", "low-dose"),
        ("follow-\nup", "follow-up"),
        ("well-\nknown", "well-known"),
        ("long-\nterm", "long-term"),
        ("skin-\ncoloured", "skin-coloured"),
        ("IgA-\nmediated", "IgA-mediated"),
        ("vitamin-\nD", "vitamin-D"),
        ("5-\n10", "5-10"),
        ("COVID-\n19", "COVID-19"),
        ("hospital\u2010\nisation", "hospitalisation"),
        ("eryth\u00ad\nroderma", "erythroderma"),
    ],
)
def test_a_word_that_is_parted_at_the_end_of_a_line_is_whole_and_a_compound_keeps_its_hyphen(
    tmp_path: Path, parted: str, whole: str
) -> None:
    told = f"The patient must be seen for {whole} by a doctor of the same clinic. Therefore call today."
    text = told.replace(whole, parted, 1)
    assert stored(tmp_path, "a.txt", text) == told
    if text.isascii():
        lines = [words(line, 50, 700 - 12 * n) for n, line in enumerate(text.split("\n"))]
        assert stored(tmp_path, "b.pdf", drawn([lines])).endswith(told)


def test_how_the_file_writes_a_word_elsewhere_decides(tmp_path: Path) -> None:
    text = "A re-bite is seen at once by us.\n\nThe second re-\nbite is seen too, and so is a zig-\nzag; zigzag lines."
    told = stored(tmp_path, "a.txt", text)
    assert "second re-bite" in told and "a zigzag;" in told


@pytest.mark.parametrize(
    "word", ["val\u00adacyclovir", "valacyclovir\u200b", "\u2060valacyclovir", "val\ufeffacyclovir"]
)
def test_signs_that_are_not_printed_hide_no_word(tmp_path: Path, word: str) -> None:
    (tmp_path / "a.txt").write_text(f"Give {word} one gram three times a day.", "utf-8")
    corpus = Corpus(tmp_path / "corpus")
    corpus.add([tmp_path / "a.txt"])
    [found] = corpus.search("valacyclovir")
    assert found.text == "Give valacyclovir one gram three times a day."


def test_wide_letters_keep_their_blanks_and_chinese_ones_have_none(tmp_path: Path) -> None:
    wide = "\uff24\uff4f\uff53\uff45 \uff12\uff10 \uff4d\uff47 \u6bcf\u65e5 \u4e00\u6b21"
    told = stored(tmp_path, "a.txt", f"{wide} and more words of this file.")
    assert told.startswith("\uff24\uff4f\uff53\uff45 \uff12\uff10 \uff4d\uff47 \u6bcf\u65e5\u4e00\u6b21")


def quotable(folder: Path, name: str, content: str | bytes) -> dict[str, bool]:
    (folder / name).write_bytes(content if isinstance(content, bytes) else content.encode())
    return {one.text: one.quotable for one in read_document(folder / name).passages}


PLAIN = ["Wash all clothes of the house hot.", "Treat all who live in it at once.", "Ring back if the itch goes on."]


def test_a_box_beside_a_text_puts_its_paragraph_in_doubt_and_no_other(tmp_path: Path) -> None:
    text = [words(line, 50, 700 - 12 * n) for n, line in enumerate((*PLAIN, *PLAIN))]
    boxed = [*text, words("Box: never", 225, 700), words("in babies.", 225, 688)]
    below = [words(line, 50, 560 - 12 * n) for n, line in enumerate(PLAIN)]
    told = quotable(tmp_path, "a.pdf", drawn([[*boxed, *below]]))
    assert [certain for text, certain in told.items() if "Box" in text] == [False]
    assert told[" ".join(PLAIN)] is True
    assert all(quotable(tmp_path, "b.pdf", drawn([[*text, *below]])).values())


@pytest.mark.parametrize("blank", ["  ", "   ", "    "])
def test_two_blanks_behind_a_sentence_and_the_mark_of_an_item_are_no_hole(tmp_path: Path, blank: str) -> None:
    lines = [
        f"Wash the clothes.{'  '}Do it hot.",
        f"1.{blank}Treat all at once today.",
        "Ring back if the itch goes on.",
    ]
    drawings = [words(line, 50, 700 - 12 * n) for n, line in enumerate(lines)]
    assert all(quotable(tmp_path, "a.pdf", drawn([drawings])).values())
    assert all(quotable(tmp_path, "a.txt", "\n".join(lines)).values())


def test_cells_without_lines_are_in_doubt(tmp_path: Path) -> None:
    rows = [("Drug", "Dose", "Days"), ("Doxycycline", "100 mg", "7"), ("Azithromycin", "500 mg", "3")]
    cells = [words(cell, 50 + 62 * m, 700 - 20 * n) for n, row in enumerate(rows) for m, cell in enumerate(row)]
    assert not any(quotable(tmp_path, "a.pdf", drawn([cells])).values())


def test_a_block_below_two_columns_is_read_behind_both(tmp_path: Path) -> None:
    left = [words(line, 50, 700 - 12 * n) for n, line in enumerate((*PLAIN, *PLAIN))]
    right = [words(f"Right {line.lower()}", 310, 700 - 12 * n) for n, line in enumerate((*PLAIN, *PLAIN))]
    block = [words("A short note below.", 50, 600)]
    text = " ".join(quotable(tmp_path, "a.pdf", drawn([[*left, *right, *block]])))
    assert text.index("Right ring back") < text.index("A short note below.")
    longer = [words("And the left column goes on.", 50, 628)]
    text = " ".join(quotable(tmp_path, "b.pdf", drawn([[*left, *longer, *right]])))
    assert text.index("And the left column") < text.index("Right wash")


@pytest.mark.parametrize(
    ("text", "certain"),
    [
        ("Cause of the itch   Care of the skin\nis a small mite.    is done each day.", False),
        ("Cause of the itch\tCare of the skin\nis a small mite.\tis done each day.", False),
        ("Drug       Dose     Days\nPermethrin   5 %      1", False),
        ("Ivermectin    200 ug/kg    two doses", False),
        ("The itch  starts late.\nIt goes on for weeks.", True),
        ("  Indented lines are\n  plain text as well.", True),
        ("- Wash it.\n-   Dry it.\n-   Iron it.", True),
    ],
)
def test_columns_of_a_plain_text_are_in_doubt(tmp_path: Path, text: str, certain: bool) -> None:
    other = "Another paragraph stands alone here."
    told = quotable(tmp_path, "a.txt", f"{text}\n\n{other}\n")
    assert all(told.values()) if certain else sorted(told.values()) == [False, True]


# ruff: noqa: E501 - letters of other scripts, each as its number
RUSSIAN = "\u041b\u0438\u0448\u0430\u0439 \u043f\u0440\u043e\u0445\u043e\u0434\u0438\u0442 \u0441\u0430\u043c \u0437\u0430 \u043d\u0435\u0434\u0435\u043b\u0438."
GREEK = "\u0397 \u03c8\u03ce\u03c1\u03b1 \u03b8\u03b5\u03c1\u03b1\u03c0\u03b5\u03cd\u03b5\u03c4\u03b1\u03b9 \u03c3\u03ae\u03bc\u03b5\u03c1\u03b1."
HEBREW = "\u05d2\u05e8\u05d3\u05ea \u05de\u05d8\u05d5\u05e4\u05dc\u05ea \u05d4\u05d9\u05d5\u05dd."
POLISH = "Wszyscy domownicy s\u0105 leczeni tego samego dnia, tak\u017ce dzieci; \u015bwi\u0105d mija."
CHINESE = "\u75a5\u75ae\u7528\u6c2f\u83ca\u916f\u6cbb\u7597\uff0c\u6240\u6709\u5bb6\u5ead\u6210\u5458\u540c\u65e5\u6cbb\u7597\u3002"
SPANISH = "La sarna se trata con permetrina; el ni\u00f1o y la se\u00f1ora tambi\u00e9n."


@pytest.mark.parametrize(
    ("text", "encoding", "certain"),
    [
        (RUSSIAN, "cp1251", False),
        (RUSSIAN * 9, "cp1251", False),
        (RUSSIAN, "koi8_r", False),
        (GREEK, "cp1253", False),
        (HEBREW * 4, "cp1255", False),
        (POLISH, "cp1250", False),
        (CHINESE, "gb18030", True),
        (SPANISH, "cp1252", True),
        (RUSSIAN, "utf-8", True),
        (HEBREW, "utf-16", True),
    ],
)
@pytest.mark.parametrize("name", ["a.txt", "a.md", "a.html"])
def test_letters_that_are_a_guess_are_never_quoted_and_the_file_is_named(
    tmp_path: Path, text: str, encoding: str, certain: bool, name: str
) -> None:
    (tmp_path / name).write_bytes(text.encode(encoding))
    document = read_document(tmp_path / name)
    assert all(one.quotable == certain for one in document.passages) and document.passages
    assert ["a guess" in one.why for one in document.unread] == ([] if certain else [True])


def test_a_table_of_markdown_stands_where_it_begins(tmp_path: Path) -> None:
    text = "Some words.\n\n| Drug | Dose |\n| --- | --- |\n| A | 5 mg |\n| B | 7 mg |\n\n- an item of a list\n"
    (tmp_path / "a.md").write_text(text)
    first, table, item = read_document(tmp_path / "a.md").passages
    assert (first.start, table.start, item.start) == (0, text.index("| Drug"), text.index("an item"))


def in_font(text: str, code: str, font: str = "") -> bytes:
    """A page with a sentence in which `@` stands for a letter of another font, given by its code there."""
    before, behind = text.split("@")
    x = 50 + 5.0 * len(before)
    page = [words(before, 50, 700), words(code, x, 700, font="F2"), words(behind, x + 8, 700)]
    return drawn([page], font=font) if font else drawn([page])


@pytest.mark.parametrize(
    ("code", "letter"),
    [("\xa3", "\u2264"), ("\xb3", "\u2265"), ("\xb9", "\u2260"), ("\xae", "\u2192"), ("m", "\u00b5"), ("b", "\u03b2")],
)
@pytest.mark.parametrize("name", ["Symbol", "ABCDEF+SymbolMT"])
def test_letters_of_the_font_symbol_are_read_by_its_own_table(
    tmp_path: Path, code: str, letter: str, name: str
) -> None:
    font = f"<< /Type /Font /Subtype /Type1 /BaseFont /{name} /FontDescriptor << /FontName /{name} /Flags 4 >> >>"
    (tmp_path / "a.pdf").write_bytes(in_font("Stop it where the count is @ 40 in the blood.", code, font))
    [told] = read_document(tmp_path / "a.pdf").passages
    assert letter in told.text and read_document(tmp_path / "a.pdf").unread == ()


GUESSED = [
    "/Subtype /TrueType /BaseFont /AAAAAA+Wingdings3 /FontDescriptor << /FontName /AAAAAA+Wingdings3 /Flags 4 >>",
    "/Subtype /TrueType /BaseFont /AAAAAA+MathA /FontDescriptor << /FontName /AAAAAA+MathA /Flags 4 >>",
    "/Subtype /Type1 /BaseFont /MathB /FontDescriptor << /FontName /MathB /Flags 4 >> "
    "/Encoding << /Differences [65 /alpha] >>",
    "/Subtype /Type1 /BaseFont /ZapfDingbats",
]


@pytest.mark.parametrize("font", GUESSED)
def test_a_letter_of_a_font_that_does_not_say_what_it_shows_is_lost_and_named(tmp_path: Path, font: str) -> None:
    (tmp_path / "a.pdf").write_bytes(in_font("Stop it where the count is @ 40 in the blood.", "G", f"<< {font} >>"))
    document = read_document(tmp_path / "a.pdf")
    [one] = statements_of("a.pdf", document.passages)
    assert not one.quotable and "\ufffd" in one.text and [told.where for told in document.unread] == ["page 1"]


@pytest.mark.parametrize("more", ["/Encoding /WinAnsiEncoding", "/Encoding << /Differences [71 /G] >>"])
def test_a_font_that_says_its_letters_is_read(tmp_path: Path, more: str) -> None:
    kind = "/Subtype /TrueType /BaseFont /Own /FontDescriptor << /FontName /Own /Flags 4 >>"
    (tmp_path / "a.pdf").write_bytes(in_font("Vitamin @ is sold.", "G", f"<< {kind} {more} >>"))
    document = read_document(tmp_path / "a.pdf")
    assert "G" in document.passages[0].text and document.unread == ()


@pytest.mark.parametrize("sign", ["\ue010", "\uf0e3", "\U000f1234", "\U00100001"])
@pytest.mark.parametrize("name", ["a.txt", "a.md", "a.html"])
def test_a_letter_that_only_one_font_has_is_not_quoted_and_the_file_is_named(
    tmp_path: Path, sign: str, name: str
) -> None:
    (tmp_path / name).write_text(f"Rub in {sign} 5 % twice.", "utf-8")
    document = read_document(tmp_path / name)
    assert not any(one.quotable for one in statements_of(name, document.passages)) and len(document.unread) == 1


def test_the_sign_of_an_item_in_such_a_font_is_one(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("\uf0b7 Wash the clothes hot today.\n\uf0a7 Treat everybody at once.\n", "utf-8")
    document = read_document(tmp_path / "a.txt")
    [one] = statements_of("a.txt", document.passages)
    assert one.quotable and one.text.startswith("\u2022 Wash") and document.unread == ()


UNSEEN = ["\u200e", "\u200d", "\u2062", "\u3164", "\ufe0f", "\U000e0065", "\ufffa", "\u180b", "\u2069", "\u202c"]


@pytest.mark.parametrize("sign", UNSEEN)
@pytest.mark.parametrize("name", ["a.txt", "a.md", "a.html"])
def test_signs_that_nobody_sees_are_left_out_in_files_of_any_kind(tmp_path: Path, sign: str, name: str) -> None:
    (tmp_path / name).write_text(f"Rub it in{sign} twice a day, not on{sign}ce.", "utf-8")
    [told] = statements_of(name, read_document(tmp_path / name).passages)
    assert (told.text, told.quotable) == ("Rub it in twice a day, not once.", True)


@pytest.mark.parametrize("sign", ["\u202e", "\u202d", "\u2067"])
def test_words_that_are_shown_in_another_order_than_they_are_kept_are_not_quoted(tmp_path: Path, sign: str) -> None:
    (tmp_path / "a.txt").write_text(f"Rub it in {sign}eciwt a day.", "utf-8")
    [told] = statements_of("a.txt", read_document(tmp_path / "a.txt").passages)
    assert sign not in told.text and not told.quotable


def test_letters_of_scripts_that_need_them_keep_their_joiners(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645.", "utf-8")
    assert "\u200c" in stored(tmp_path, "b.txt", (tmp_path / "a.txt").read_bytes())
