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
