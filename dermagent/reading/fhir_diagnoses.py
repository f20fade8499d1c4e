"""Diagnoses as health records name them: how each stands, and which conditions its name or code means."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal, cast, get_args

from rapidfuzz import fuzz

from dermagent.knowledge.base import knowledge
from dermagent.knowledge.meant import conditions_meant
from dermagent.knowledge.texts import texts
from dermagent.reading.fhir_elements import data, map_of, maps_of, name_of, named_by_code, words_of
from dermagent.reading.text import read_text
from dermagent.text.normal import CJK
from dermagent.types import Language

#: Characters of a name in which its standing is looked for.
_MOST_NAMED = 300
#: Least likeness (0 to 100) of a name that is spelt otherwise.
_NEAR = 88
_AMERICAN = ((re.compile(r"is(?=(?:ing|ed|ation)\b)"), "iz"), (re.compile("ae|oe"), "e"))
_CERTAINTY = "diagnosesicherheit"
Standing = Literal["confirmed", "suspected", "refuted", "past", "beside"]


@dataclass(frozen=True)
class Named:
    """A diagnosis as a record names it.

    `name` is without words of a language that is not read, where there were any (`cut`), and may have `said` its
    standing by the words that are left; `bare` is without all words of its `standing`. "beside" is no diagnosis of the
    patient now.
    """

    standing: Standing
    name: str
    bare: str
    cut: bool
    said: bool


def diagnosis_of(concept: Any) -> Named:
    """How a diagnosis stands by the words around its name, or by a mark of certainty beside its code."""
    named = name_of(concept)
    marks = {mark for coding in maps_of(map_of(concept).get("coding")) for mark in _certainties(coding)}
    name, _ = _stripped(named, _foreign_standings())
    bare, found = _stripped(named, _standings())
    marks |= found
    for words in words_of(concept):
        marks |= _stripped(words, _standings())[1]
    standing = next((mark for mark in ("beside", "refuted", "past", "suspected") if mark in marks), "confirmed")
    said = standing in _stripped(name, _standings())[1]
    return Named(cast(Standing, standing), name, bare, name != named, said)


def is_feared(name: str) -> bool:
    """Whether a name tells that something is feared, or a risk: it names no disease that anybody has."""
    return any(words in name.casefold() for words in data()["feared"])


def evidence_of(condition: Mapping[str, Any]) -> Iterator[Any]:
    """The signs that a Condition names as its evidence, in R4's `code` or R5's `concept`, and not by reference."""
    for one in maps_of(condition.get("evidence")):
        yield from maps_of(one.get("code"))
        if isinstance(one.get("concept"), dict):
            yield one["concept"]


def _stripped(words: str, around: Mapping[str, re.Pattern[str]]) -> tuple[str, set[str]]:
    """A name without what stands around it, and what that makes of it."""
    found, left = set(), words
    for kind, pattern in around.items():
        if whole := pattern.fullmatch(left[:_MOST_NAMED]):
            found.add(kind)
            left = (whole["name_a"] or whole["name_b"]).strip(" ,;:-\u2013")
    return left or words, found


def conditions_of(concept: Any, bare: str) -> list[str]:
    """The conditions that a concept means: by a name that is one of theirs, else by a code of ICD-10."""
    for name in (bare, *words_of(concept), named_by_code(concept)):
        for spelt in dict.fromkeys((name, _in_american(name))):
            if spelt and (meant := _meant_whole(spelt)):
                return meant
    return []


def _in_american(name: str) -> str:
    """A name in American spelling, as conditions have it."""
    for british, american in _AMERICAN:
        name = british.sub(american, name)
    return name


def _meant_whole(name: str) -> list[str]:
    """The conditions that a name means; none where it tells of a sign and names no condition of the patient."""
    if known := _shown_names().get(name.casefold()):
        return [known]
    meant, conditions = conditions_meant(name), knowledge().conditions
    read = read_text(name, None, "history")
    if not read.items or any(one.stance == "suggested" for one in read.named):
        return [] if any(one.stance != "suggested" for one in read.named) else list(meant)
    names = (one for c in meant for one in (conditions[c].name, *conditions[c].synonyms))
    return list(meant) if any(fuzz.ratio(name.casefold(), one.casefold()) >= _NEAR for one in names) else []


@cache
def _shown_names() -> Mapping[str, str]:
    """The names that reports give conditions in each language, and those of code systems, in small letters."""
    shown = {
        name.casefold(): condition
        for language in get_args(Language)
        for condition, name in texts(language).conditions.items()
    }
    return shown | dict(data()["names"])


def _certainties(coding: Mapping[str, Any]) -> Iterator[str]:
    """The marks of certainty beside a code of the German ICD-10."""
    marks: Mapping[str, str] = data()["certainties"]
    for extension in maps_of(coding.get("extension")):
        if _CERTAINTY in str(extension.get("url", "")):
            code = str(map_of(extension.get("valueCoding")).get("code") or extension.get("valueCode"))
            if code in marks:
                yield marks[code]


@cache
def _standings() -> Mapping[str, re.Pattern[str]]:
    """For each standing the words that make it, around a name."""
    return {
        kind: _around(
            [*one["before"], *one["german_before"]],
            [*one["behind"], *one["german_behind"]],
        )
        for kind, one in data()["standings"].items()
    }


@cache
def _foreign_standings() -> Mapping[str, re.Pattern[str]]:
    return {kind: _around(one["german_before"], one["german_behind"]) for kind, one in data()["standings"].items()}


def _around(before: list[str], behind: list[str]) -> re.Pattern[str]:
    """A name with one of these words in front of it, behind it, or both."""
    first = "|".join(_bounded(word) for word in sorted(before, key=len, reverse=True))
    last = "|".join(_bounded(word, ahead=True) for word in sorted(behind, key=len, reverse=True))
    front, end = rf"(?:{first})[\s:,\u2013-]*", rf"[\s,;:(\[\u2013-]*(?:{last})[\s.)\]]*"
    return re.compile(rf"(?:{front}(?P<name_a>.+?)(?:{end})?|(?P<name_b>.+?){end})", re.IGNORECASE)


def _bounded(word: str, *, ahead: bool = False) -> str:
    """A word as a pattern, apart from letters beside it unless it is written in characters or ends in a mark."""
    edge = word[0] if ahead else word[-1]
    if not (edge.isascii() or edge.isalpha()) or edge > CJK or not edge.isalpha():
        return re.escape(word)
    return rf"(?<![^\W\d_]){re.escape(word)}" if ahead else rf"{re.escape(word)}(?![^\W_]|-\w)"
