"""A pattern is left out only where the text cannot match it."""

import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dermagent.reading.asides import _simple
from dermagent.reading.vitals import _tests
from dermagent.reading.ways import age_patterns, bounded_patterns, ways_of
from dermagent.text.sieve import Sieve, needs
from tests.shared import ROOT

LANGUAGES = ("en", "es", "zh")


def lets_through(pattern: str, text: str, flags: int = re.IGNORECASE) -> bool:
    return bool(list(Sieve([re.compile(pattern, flags)], lambda one: one).through(text)))


@pytest.mark.parametrize(
    ("pattern", "fitting", "other"),
    [
        (r"\b(?:son|daughter), \d+", "my SON is well, 7", "my niece is 7"),
        (r"\b(?:son|daughter), \d+", "daughter, 7", "my daughter is seven"),
        (r"(?:two|[3-5]) days", "2 days, two of them", "some days"),
        (r"(?P<name>[^.;]{3,9}?) (?:fue|era)", "lo de la fiebre era", "la fiebre"),
        (r"(?-i:[MF])\d", "F3", "B3"),
        (r"(?:ab(?:c|d)){2,}e?", "abdabc", "ab ab"),
        (r"(?>rash)", "a rash", "an ash"),
        ("\u5c81", "\u4e09\u5c81", "\u4e09"),
        ("K\u00df", "\u212a\u1e9e", "k"),
        ("ilik", "\u0130L\u0131K", "lake"),
    ],
)
def test_what_a_pattern_needs_is_read_from_its_syntax(pattern: str, fitting: str, other: str) -> None:
    assert lets_through(pattern, fitting)
    assert needs(re.compile(pattern, re.IGNORECASE))
    assert not lets_through(pattern, other)


@pytest.mark.parametrize("pattern", [r"\d*", "(?:a|)", "(?!a)", r"\w+", "[^a]", "x?y*", "(?<!a)", r"\b"])
def test_a_pattern_whose_needs_cannot_be_told_is_always_tried(pattern: str) -> None:
    assert needs(re.compile(pattern)) == ()
    assert lets_through(pattern, "") and lets_through(pattern, "anything")


def test_the_order_of_the_entries_stays_and_what_belongs_to_a_pattern_comes_with_it() -> None:
    entries = [(re.compile(one), n) for n, one in enumerate(("c", "b", "a", "bb"))]
    assert [n for _, n in Sieve(entries, lambda entry: entry[0]).through("a cab")] == [0, 1, 2]


def test_a_digit_of_any_script_is_a_digit() -> None:
    assert lets_through(r"\d days", "\u0663 days")


@given(st.text(max_size=40), st.text(min_size=1, max_size=4))
def test_letters_that_are_there_are_never_missed(around: str, word: str) -> None:
    text = around + word + around
    for flags in (0, re.IGNORECASE):
        assert not re.search(re.escape(word), text, flags) or lets_through(re.escape(word), text, flags)


@pytest.mark.parametrize("step", [24, pytest.param(4, marks=pytest.mark.long)])
def test_no_history_is_kept_from_a_pattern_that_matches_it(step: int) -> None:
    texts = {language: [] for language in LANGUAGES}
    for path in sorted((ROOT / "eval_sets" / "reading").glob("*_1?.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines()[::step]:
            row = json.loads(line)
            texts[row["language"]].append(row["history"])
    matched = 0
    for language in LANGUAGES:
        ways = ways_of(language)
        sieves = {
            "ages": (age_patterns(ways, "ages"), lambda one: one.told),
            "ages_else": (age_patterns(ways, "ages_else"), lambda one: one.told),
            "relative": (bounded_patterns(ways, "relative"), lambda one: one.told),
            "unnumbered": (bounded_patterns(ways, "unnumbered"), lambda one: one.told),
            "tests": (_tests(ways), lambda one: one[0]),
            "asides": (_simple(), lambda one: one),
        }
        for name, (sieve, pattern_of) in sieves.items():
            for text in texts[language]:
                passed = {id(pattern_of(one)) for one in sieve.through(text)}
                for entry in sieve:
                    found = pattern_of(entry).search(text)
                    matched += found is not None
                    assert found is None or id(pattern_of(entry)) in passed, (name, found)
    assert matched > 2000 / step
