"""Wordings are met by their words' forms, small words between, in either order; and nothing looser."""

import pytest

from dermagent.knowledge.lexicon import Lexicon, words_of
from dermagent.reading.vocabulary import small_words
from dermagent.text.match import Matcher
from dermagent.text.tokens import cut

WORDINGS = {
    "swelling": ["swollen lips"],
    "breath": ["can't breathe"],
    "sheet": ["skin coming off in sheets"],
    "single": ["winded"],
    "acronym": ["SOB"],
}
ENGLISH = Lexicon({}, "en", WORDINGS)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("My lips are badly swollen", ["swelling"]),
        ("swollen itchy lips", ["swelling"]),
        ("His lip swelled up", ["swelling"]),
        ("swollen eyes and dry lips", []),
        ("lips. Swollen", []),
        ("I can not breathe", ["breath"]),
        ("i cant breathe", ["breath"]),
        ("couldn't breathe", []),
        ("the skin is coming off in big sheets", ["sheet"]),
        ("I was winded", ["single"]),
        ("the wind", []),
        ("SOB", ["acronym"]),
        ("sob", []),
    ],
)
def test_a_wording_is_met_loosely(text: str, expected: list[str]) -> None:
    assert [match.key for match in ENGLISH.find(text)] == expected


@pytest.mark.parametrize(
    ("text", "expected"), [("urticarria", True), ("urtcaria", True), ("uritcaria", True), ("ursicaria", False)]
)
def test_a_slip_of_the_pen_in_a_long_word_is_forgiven(text: str, expected: bool) -> None:
    phrases = {"x": ["urticaria"]}
    assert bool(Lexicon(phrases, "en").find(text)) == expected
    assert not Lexicon(phrases, "en", forgives=False).find(text)


def test_chinese_wordings_step_over_small_words_but_not_over_a_blank() -> None:
    chinese = Lexicon({}, "zh", {"swelling": ["嘴唇肿"]})

    def found(text: str) -> list[str]:
        tokens = cut(text)
        return [one.key for one in chinese.find_tokens(tokens, small_words(tokens, "zh").free)]

    assert found("嘴唇有点肿") == ["swelling"]
    assert found("嘴唇 肿") == found("嘴唇周围的皮肤肿") == []


def test_what_denies_from_inside_is_told() -> None:
    matcher = Matcher(words_of("en"))
    matcher.add_wording("x", "throat swollen")
    tokens = cut("the throat is not swollen")
    (found,) = matcher.find(tokens, negators=frozenset({3}))
    assert 3 in found.skipped
    assert matcher.find(tokens)[0].skipped != ()
