"""Grave: how urgent a name makes a condition by its words alone, and whether it names one at all."""

import re
from functools import cache
from typing import Any

from dermagent.knowledge.base import shipped
from dermagent.knowledge.claimed import naming, unled
from dermagent.knowledge.spelt import exactly, folded, found_in, singular
from dermagent.types import URGENCIES, Urgency


def says_nothing(text: str) -> bool:
    """Whether a name is one that says that there is no diagnosis, or no more than "rash"."""
    plain = {singular(folded(text)), singular(folded(unled(text)))}
    return not plain.isdisjoint(outside_words()["no_diagnosis"])


def urgency_in_name(text: str) -> Urgency | None:
    """How urgent a name makes a condition by a word of a danger in it that is not denied ("non-septic"); None where it
    has none.
    """
    if says_nothing(text):
        return None
    plain = _denied_dangers().sub(" ", folded(text))
    return next((urgency for urgency, stems in _dangers() if stems.search(plain)), None)


@cache
def _denied_dangers() -> re.Pattern[str]:
    return re.compile(outside_words()["denied_danger"])


def of_no_grave_kind(name: str) -> str:
    """A name without the word that says of which grave kind it is not ("non-necrotizing cellulitis")."""
    rest = " ".join(naming("denied_kind").sub(" ", name).split())
    if rest == name or urgency_in_name(rest) or not (found_in(rest) or exactly(rest)):
        return name
    return rest


@cache
def _dangers() -> tuple[tuple[Urgency, re.Pattern[str]], ...]:
    """The stems of each urgency, the most urgent first."""
    stems = outside_words()["dangerous_stems"]
    return tuple((one, re.compile("|".join(stems[one]))) for one in URGENCIES if one in stems)


@cache
def outside_words() -> dict[str, Any]:
    """All of `outside.yaml`: names that are no diagnosis, and stems of dangers by urgency."""
    content: dict[str, Any] = shipped("outside.yaml")
    return content
