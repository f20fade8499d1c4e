"""Grave: how urgent a name makes a condition by its words alone, and whether it names one at all."""

import re
from functools import cache
from typing import Any

from dermagent.knowledge.base import shipped
from dermagent.knowledge.claimed import unled
from dermagent.knowledge.spelt import folded, singular
from dermagent.types import URGENCIES, Urgency


def says_nothing(text: str) -> bool:
    """Whether a name is one that says that there is no diagnosis, or no more than "rash"."""
    plain = {singular(folded(text)), singular(folded(unled(text)))}
    return not plain.isdisjoint(outside_words()["no_diagnosis"])


def urgency_in_name(text: str) -> Urgency | None:
    """How urgent a name makes a condition by a word of a danger in it; None where it has none."""
    if says_nothing(text):
        return None
    return next((urgency for urgency, stems in _dangers() if stems.search(folded(text))), None)


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
