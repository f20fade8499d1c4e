"""Normalising a text keeps the way back to the untouched one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dermagent.text.normal import normalise
from dermagent.text.tokens import cut


@pytest.mark.parametrize("mark", ["\u2019", "\u02bc", "\u2032", "\u00b4", "\uff07", "`"])
def test_every_apostrophe_is_one(mark: str) -> None:
    assert normalise(f"don{mark}t").text == "don't"


@pytest.mark.parametrize(
    "hidden",
    ["\u200b", "\u2060", "\u00ad", "\ufeff", "\u200b\u2060\u00ad", "\0", "\x08", "\x1b", "\x7f", "\x80", "\0\u200b"],
)
def test_what_is_not_seen_hides_nothing(hidden: str) -> None:
    normal = normalise(f"no fe{hidden}ver")
    assert normal.text == "no fever"
    assert normal.original[slice(*normal.origin(3, 8))] == f"fe{hidden}ver"


def test_full_width_letters_and_combining_accents_are_read() -> None:
    assert normalise("\uff46\uff45\uff56\uff45\uff52 \uff13\uff19\u2103").text == "fever 39\u00b0C"
    assert normalise("pica\u0301").text == "pic\u00e1"


@pytest.mark.parametrize("apart", ["\x0b", "\x0c", "\r", "\x1c", "\x1d", "\x1e", "\x1f", "\x85", "\u2028"])
def test_controls_that_part_words_still_part_them(apart: str) -> None:
    assert normalise(f"dry{apart}skin").text.split() == ["dry", "skin"]


@given(st.text(max_size=200))
def test_every_character_leads_back_into_the_original(text: str) -> None:
    normal = normalise(text)
    for i in range(len(normal.text)):
        start, end = normal.origin(i, i + 1)
        assert 0 <= start < end <= len(text)


@given(st.text(max_size=200))
def test_tokens_lie_in_order_and_each_in_one_sentence_and_line(text: str) -> None:
    tokens = cut(text)
    ends = [token.end for token in tokens.items]
    assert ends == sorted(ends)
    for i in range(len(tokens.items)):
        first, last = tokens.sentence(i)
        assert first <= i < last
        first, last = tokens.line(i)
        assert first <= i < last


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("No swelling.Itchy wheals.", 2),
        ("Temp 39.2 and 3.5 cm", 1),
        ("e.g. a rash", 1),
        ("took it p.o. for days", 1),
        ("1. rash\n2. fever", 4),
        ("- rash\n- fever", 2),
        ("it began on\nmonday", 1),
        ("trouble breathing\nnormal weight", 2),
        ("It itches\nNo fever", 2),
        ("红疹。发烧！痒？", 3),
    ],
)
def test_sentences_end_where_a_reader_would_end_them(text: str, sentences: int) -> None:
    marks = [i for i in cut(text).sentences if any(t.kind != "mark" for t in _of(text, i))]
    assert len(marks) == sentences


def _of(text: str, first: int) -> list:  # type: ignore[type-arg]
    tokens = cut(text)
    return tokens.items[slice(*tokens.sentence(first))]


@pytest.mark.parametrize("text", ["don't", "dont", "do not", "DON\u2019T"])
def test_contractions_are_two_words(text: str) -> None:
    assert [token.word for token in cut(text).items] == ["do", "not"]
