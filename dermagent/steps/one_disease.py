"""One disease: conditions that are forms or names of one disease share a line of the differential."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from dermagent.knowledge.base import KnowledgeBase

#: A kind that is at least this many times as probable as the name that leaves the kind open is the better name: our
#: choice. Below it, the open name heads the line.
_KNOWN = 1 / 3


@dataclass(frozen=True)
class DiseaseLine:
    """Conditions of one disease, the one that names the line first and the others by their probability."""

    conditions: tuple[str, ...]

    @property
    def head(self) -> str:
        """The condition that names the line."""
        return self.conditions[0]


def shares_of(lines: Sequence[DiseaseLine], probabilities: Mapping[str, float]) -> tuple[float, ...]:
    """How probable each line is: its conditions together, but no more than the line above.

    A name that leaves the kind open counts for the kind beside it only so far: it lifts no line above another disease.
    """
    shares: list[float] = []
    for line in lines:
        together = sum(probabilities[condition] for condition in line.conditions)
        shares.append(min([together, *shares[-1:]]))
    return tuple(shares)


def lines_of(
    listed: Iterable[str], probabilities: Mapping[str, float], dangers: Collection[str], kb: KnowledgeBase
) -> tuple[DiseaseLine, ...]:
    """The listed conditions as lines, best first; each stands in one line.

    A form shares the line of its disease and of the disease's other forms, and they are ranked by their probabilities
    together. A dangerous form keeps a line of its own beside a harmless one. A name that leaves the kind open joins the
    most probable of its kinds where that is known well enough; else the kinds join it, but for dangerous ones; the line
    is ranked by the more probable of the two.

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
    weight = {key: sum(probabilities[c] for c in members) for key, members in groups.items()}
    heads: dict[str, str] = {}

    def join(key: str, other: str) -> None:
        groups[key] += groups.pop(other)
        weight[key] = max(weight[key], weight[other])

    openly = [condition for condition in place if kb.leaves_open(condition)]
    for name in sorted(openly, key=lambda c: (-len(kb.broader_conditions(c)), place[c])):  # the narrowest name first
        own = next(key for key, members in groups.items() if name in members)
        kinds = _kinds_of(name, groups, kb)
        known = [key for key in kinds if weight[key] >= _KNOWN * probabilities[name]]
        if known:
            join(max(known, key=lambda key: (weight[key], -place[groups[key][0]])), own)
            continue
        heads[own] = name
        for key in kinds:
            if dangerous(name) or not any(map(dangerous, groups[key])):
                join(own, key)
    made = {key: _line(members, heads.get(key, ""), probabilities, place, kb) for key, members in groups.items()}
    return tuple(made[key] for key in sorted(made, key=lambda key: (-weight[key], place[made[key].head])))


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
    return DiseaseLine((first, *(c for c in order if c != first)))
