"""One disease: conditions that are forms or names of one disease share a line of the differential."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass

from dermagent.knowledge.base import KnowledgeBase

#: A kind that is at least this many times as probable as the name that leaves the kind open is the better name: our
#: choice. Below it, the open name heads the line.
_KNOWN = 1 / 3


@dataclass(frozen=True)
class DiseaseLine:
    """Conditions of one disease, the one that names the line first and the others by their probability."""

    conditions: tuple[str, ...]
    probability: float

    @property
    def head(self) -> str:
        """The condition that names the line."""
        return self.conditions[0]


def lines_of(
    listed: Iterable[str], probabilities: Mapping[str, float], dangers: Collection[str], kb: KnowledgeBase
) -> tuple[DiseaseLine, ...]:
    """The listed conditions as lines, the most probable first; each stands in one line.

    A form shares the line of its disease and of the disease's other forms. A dangerous form keeps a line of its own
    beside a harmless one. A name that leaves the kind open joins the most probable of its kinds where that is known
    well enough; else the kinds join it, but for dangerous ones. A line is as probable as its conditions together.

    Args:
        listed: conditions, best first; ties in the order of the lines are broken by it.
        probabilities: probability of each listed condition.
        dangers: conditions that must not be missed in this case, beside those that never must.
        kb: what is broader than what.
    """
    place = {condition: n for n, condition in enumerate(listed)}

    def dangerous(condition: str) -> bool:
        return condition in dangers or kb.must_not_miss(condition)

    groups: dict[str, list[str]] = {}
    for condition in place:
        groups.setdefault(_disease_of(condition, dangerous, kb), []).append(condition)
    openly = [condition for condition in place if kb.leaves_open(condition)]
    heads: dict[str, str] = {}
    for name in sorted(openly, key=lambda c: (-len(kb.broader_conditions(c)), place[c])):  # the narrowest name first
        kinds = _kinds_of(name, groups, kb)
        least = _KNOWN * probabilities[name]
        own = next(key for key, members in groups.items() if name in members)
        known = [key for key in kinds if sum(probabilities[c] for c in groups[key]) >= least]
        if known:
            best = max(known, key=lambda key: (sum(probabilities[c] for c in groups[key]), -place[groups[key][0]]))
            groups[best] += groups.pop(own)
        else:
            joining = [key for key in kinds if dangerous(name) or not any(map(dangerous, groups[key]))]
            for key in joining:
                groups[own] += groups.pop(key)
            heads[own] = name
    made = [_line(members, heads.get(key, ""), probabilities, place, kb) for key, members in groups.items()]
    return tuple(sorted(made, key=lambda line: (-line.probability, place[line.head])))


def _disease_of(condition: str, dangerous: Callable[[str], bool], kb: KnowledgeBase) -> str:
    """The broadest condition of which this is a form; no name that leaves the kind open, and as dangerous as it."""
    found = condition
    while not kb.leaves_open(found):
        own = dangerous(condition)
        above = [c for c in kb.broader.get(found, ()) if not kb.leaves_open(c) and dangerous(c) == own]
        if not above:
            break
        found = above[0]
    return found


def _kinds_of(name: str, groups: Mapping[str, list[str]], kb: KnowledgeBase) -> list[str]:
    """The groups of all that an open name may stand for: narrower conditions, or where none is known its family."""
    narrower = kb.narrower_conditions(name)
    family = kb.conditions[name].family

    def may_be(condition: str) -> bool:
        if condition == name or condition not in kb.conditions:
            return False
        if narrower:
            return condition in narrower
        return kb.conditions[condition].family == family and not kb.leaves_open(condition)

    return [key for key, members in groups.items() if name not in members and any(map(may_be, members))]


def _line(
    members: list[str], head: str, probabilities: Mapping[str, float], place: Mapping[str, int], kb: KnowledgeBase
) -> DiseaseLine:
    order = sorted(members, key=lambda c: (-probabilities[c], place[c]))
    exact = [c for c in order if not kb.leaves_open(c)]
    first = head or (exact or order)[0]
    return DiseaseLine((first, *(c for c in order if c != first)), sum(probabilities[c] for c in members))
