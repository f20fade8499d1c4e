"""What a value of a table or a health record answers: whether a thing is there, and which sex; the words are data."""

import re
import unicodedata
from collections.abc import Mapping
from functools import cache
from typing import Any, Literal

from dermagent.knowledge.base import shipped
from dermagent.knowledge.bounds import DAYS_OF_A_YEAR
from dermagent.types import Polarity, Sex

#: Nothing of so many, with words behind it.
_ZERO = re.compile(r"0(?:[.,]0+)?(?:\s*(?:/|out of|of|von|de|sobre|sur)\s*\d{1,3}(?:[.,]0+)?)?(?P<words>\D{0,40})")
#: Marks that may stand behind an answer.
_MARKS = " .!;:,\u3002\uff01"
POLARITIES: tuple[Polarity, ...] = ("present", "absent", "unknown")
_SEXES: tuple[Sex, ...] = ("female", "male", "other")


def answer_of(text: str) -> Polarity | None:
    """What a whole value answers; None where it says something else, or nothing that is known."""
    return _by_word(POLARITIES).get(_plain(text))  # type: ignore[return-value]


def zero_score(text: str) -> Polarity | None:
    """Absent where a value is nothing of a scale ("0/10", "0 out of 10", "0 - none", "0 %"); None where it is not."""
    found = _ZERO.fullmatch(_plain(text))
    if not found:
        return None
    words = found["words"].strip(" ()[]-:=\u2013,")
    return "absent" if not words or answer_of(words) == "absent" or words in _words()["of_scales"] else None


def begins_with_answer(text: str) -> bool:
    """Whether a value is an answer with more behind it ("yes, since Monday")."""
    first = re.match(r"[^\W\d_]+(?=[\s,;:(-])", text.strip())
    return first is not None and answer_of(first[0]) in ("present", "absent")


def sex_of(text: str) -> Sex | None:
    """The sex that a whole value names; None where it names none that is known."""
    return _by_word(_SEXES).get(_plain(text))  # type: ignore[return-value]


def year_share(unit: str) -> float | None:
    """How many years a unit of age is ("months": 1/12), years where it is empty; None for a unit that is not known."""
    shares = {"years": 1.0, "months": 1 / 12, "weeks": 7 / DAYS_OF_A_YEAR, "days": 1 / DAYS_OF_A_YEAR}
    return 1.0 if not unit else next((shares[name] for name, words in _words()["ages"].items() if unit in words), None)


def coded_answer(codes: set[str], kind: Literal["codes", "interpretations"] = "codes") -> Polarity | None:
    """What codes of LOINC, SNOMED CT or HL7 answer; of an interpretation those of ObservationInterpretation."""
    answers: Mapping[str, list[str]] = _words()[kind]
    for polarity in POLARITIES[:2]:
        if not codes.isdisjoint(answers[polarity]):
            return polarity
    return None


def _plain(text: str) -> str:
    """A value as the words are written: one kind of sign, lower case, single blanks, no mark at its end."""
    plain = " ".join(unicodedata.normalize("NFKC", text).casefold().split())
    return plain.rstrip(_MARKS) or plain


@cache
def _by_word(kinds: tuple[str, ...]) -> Mapping[str, str]:
    return {_plain(str(word)): kind for kind in kinds for word in _words()[kind]}


@cache
def _words() -> Mapping[str, Any]:
    words: Mapping[str, Any] = shipped("answers.yaml")
    return words
