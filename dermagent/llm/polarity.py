"""Polarity: whether a thing is there, in a model's words; what it could not tell is neither present nor absent."""

import re
from functools import cache
from typing import Literal

from dermagent.knowledge.speech import speech
from dermagent.llm.keys import is_named, plain_key
from dermagent.llm.said_share import whole_words
from dermagent.reading.values import answer_of
from dermagent.types import Polarity

Said = Literal["present", "absent", "unsure"]
_SAID: dict[Polarity, Said] = {"present": "present", "absent": "absent", "unknown": "unsure"}
#: Signs for what is there and what is not.
_PLUS, _MINUS = ("+", "\uff0b", "(+)"), ("-", "\u2013", "\u2212", "\uff0d", "(-)")
#: Where more is said behind an answer.
_MORE = re.compile("[,;(\uff0c\uff1b\uff08]")


def polarity_said(value: object) -> Said:
    """What a value says of a finding; what is neither yes nor no is unsure."""
    if isinstance(value, bool | int | float):
        return "present" if value == 1 else "unsure" if value else "absent"
    return (_in_words(value) if isinstance(value, str) else None) or "unsure"


def polarity_of_group(key: str) -> Said | None:
    """What the name of a field says of the findings that it holds; None where it says nothing of that."""
    words = plain_key(key).replace("_", " ")
    if not_known().search(words):
        return "unsure"
    return _named(words)


def with_signs_read(findings: object) -> object:
    """The findings of a reply that marks those that are there with a plus, with what it marks with a minus as absent.

    A dash where nothing has a plus may stand for what was not asked.
    """
    if not isinstance(findings, list):
        return findings
    told = [(one, key) for one in findings if isinstance(one, dict) for key in one if is_named(str(key), "polarity")]
    if not any(one[key] in _PLUS for one, key in told if isinstance(one[key], str)):
        return findings
    return [
        {key: "absent" if is_named(str(key), "polarity") and value in _MINUS else value for key, value in one.items()}
        if isinstance(one, dict)
        else one
        for one in findings
    ]


def _in_words(text: str) -> Said | None:
    """What words say: first whether it could be told at all, for many of these begin with a denial."""
    words = text.strip().lower()
    first = _MORE.split(words)[0].strip()
    if first != words and not not_known().search(first) and _in_words(first) == "present":
        return "present"  # "present, borders not clear"
    if not_known().search(words):
        return "unsure"
    if known := answer_of(words):
        return _SAID[known]
    return _named(words)


def _named(words: str) -> Said | None:
    kinds: tuple[Said, ...] = ("absent", "present")
    return next((said for said in kinds if is_named(words, said)), None)


@cache
def not_known() -> re.Pattern[str]:
    """Words that something could not be told, was not asked, or is not excluded."""
    return whole_words(speech("shares")["not_known"])
