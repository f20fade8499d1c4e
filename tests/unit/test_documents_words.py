"""Words of guideline files: parted at the end of a line, with signs that are not printed, in wide letters."""

from pathlib import Path

import pytest

from dermagent.knowledge.corpus import Corpus
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
    text = "A re-bite is seen at once by all of us.\n\nThe second re-\nbite is seen too, and so is a zig-\nzag; zigzag lines."
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
