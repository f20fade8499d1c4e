"""Find the drugs that a text names (`knowledge/data/drugs.csv`)."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Set
from dataclasses import dataclass
from functools import cache

from dermagent.knowledge.drugs import BLAND, KnownDrug, drugs
from dermagent.text.normal import CJK


@dataclass(frozen=True, order=True)
class NamedDrug:
    """A drug named at [start, end) of a text.

    `high_risk` ones are known for severe cutaneous reactions, `long_term` ones are taken for years by many people, and
    `bland` ones are no medicines.
    """

    start: int
    end: int
    high_risk: bool = False
    long_term: bool = False
    bland: bool = False


@dataclass(frozen=True)
class _Names:
    """All names as one pattern, and those of each kind in small letters."""

    pattern: re.Pattern[str]
    high_risk: frozenset[str]
    long_term: frozenset[str]
    bland: frozenset[str]


def find_drugs(text: str) -> Iterator[NamedDrug]:
    """The known drugs of a text, in order."""
    names = _names()
    for found in names.pattern.finditer(text):
        name = found.group().lower()
        kinds = (name in kind for kind in (names.high_risk, names.long_term, names.bland))
        yield NamedDrug(found.start(), found.end(), *kinds)


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
    names = [name for drug in drugs() for name in drug.names]

    def named(of_kind: Callable[[KnownDrug], bool]) -> frozenset[str]:
        return frozenset(name.lower() for drug in drugs() if of_kind(drug) for name in drug.names)

    latin = any_of({name.lower() for name in names if name[0] < CJK})
    other = any_of({name for name in names if name[0] >= CJK})
    pattern = re.compile(rf"\b{latin}\b|{other}", re.IGNORECASE)
    return _Names(
        pattern,
        named(lambda drug: drug.high_risk),
        named(lambda drug: drug.long_term),
        named(lambda drug: BLAND in drug.says),
    )
