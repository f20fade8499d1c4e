"""Find the drugs that a text names (`knowledge/data/drugs.csv`)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from dermagent.knowledge.base import rows, split
from dermagent.resources import KNOWLEDGE

#: Scripts from here on are written without blanks.
_CJK = "\u2e80"


@dataclass(frozen=True, order=True)
class NamedDrug:
    """A drug named at [start, end) of a text.

    `high_risk` ones are known for severe cutaneous reactions, `long_term` ones are taken for years by many people.
    """

    start: int
    end: int
    high_risk: bool = False
    long_term: bool = False


@dataclass(frozen=True)
class _Names:
    """All names as one pattern, and those of each kind in small letters."""

    pattern: re.Pattern[str]
    high_risk: frozenset[str]
    long_term: frozenset[str]


def find_drugs(text: str) -> Iterator[NamedDrug]:
    """The known drugs of a text, in order."""
    names = _names()
    for found in names.pattern.finditer(text):
        name = found.group().lower()
        yield NamedDrug(found.start(), found.end(), name in names.high_risk, name in names.long_term)


def is_high_risk(name: str) -> bool:
    """Whether a drug of this name is known for severe cutaneous reactions."""
    return any(drug.high_risk for drug in find_drugs(name))


@cache
def _names() -> _Names:
    names: list[str] = []
    kinds: dict[str, set[str]] = {"high_risk": set(), "long_term": set()}
    for row in rows(KNOWLEDGE / "drugs.csv"):
        own = [row["name"], *split(row["synonyms"])]
        names.extend(own)
        for kind, of_kind in kinds.items():
            if row[kind] == "yes":
                of_kind.update(name.lower() for name in own)
    ordered = sorted(names, key=len, reverse=True)
    latin = [re.escape(name) for name in ordered if name[0] < _CJK]
    other = [re.escape(name) for name in ordered if name[0] >= _CJK]
    pattern = re.compile(rf"\b(?:{'|'.join(latin)})\b|(?:{'|'.join(other)})", re.IGNORECASE)
    return _Names(pattern, frozenset(kinds["high_risk"]), frozenset(kinds["long_term"]))
