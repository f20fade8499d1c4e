"""Find the drugs that a text names (`knowledge/data/drugs.csv`)."""

import re
from collections import defaultdict
from collections.abc import Iterator, Set
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


def any_of(names: Set[str]) -> str:
    """A pattern for any of some names, the longest first, which looks at each common beginning only once."""
    tails: dict[str, set[str]] = defaultdict(set)
    for name in names:
        if name:
            tails[name[0]].add(name[1:])
    branches = [re.escape(first) + any_of(rest) for first, rest in sorted(tails.items())]
    if not branches:
        return ""
    whole = branches[0] if len(branches) == 1 and "" not in names else f"(?:{'|'.join(branches)})"
    return f"{whole}?" if "" in names else whole


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
    latin = any_of({name.lower() for name in names if name[0] < _CJK})
    other = any_of({name for name in names if name[0] >= _CJK})
    pattern = re.compile(rf"\b{latin}\b|{other}", re.IGNORECASE)
    return _Names(pattern, frozenset(kinds["high_risk"]), frozenset(kinds["long_term"]))
