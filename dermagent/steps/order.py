"""Order: pool what was proposed, apply a person's corrections, and then the floors that nothing goes below."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, partial

from dermagent.knowledge.base import KnowledgeBase
from dermagent.steps.correct import must_not_miss, reweighed
from dermagent.steps.critique.merge import said_together
from dermagent.steps.one_disease import DiseaseLine, lines_of
from dermagent.steps.retrieve.fuse import fused_from, probabilities_together
from dermagent.types import Correction, Heard, Moved, Opinion, Proposal, Retrieved, RetrieverInfo, Triage

#: Probability that the conditions of a fired red-flag rule share at least, so that none is lost among the likely ones.
RED_FLAG_FLOOR = 0.10
#: Conditions that are gone through at most for each line of the list, so that forms of one disease do not fill it.
_MOST_FORMS = 3
#: Probability that all floors together take at most: what the case itself says keeps the rest.
MOST_FLOORED = 0.90


@dataclass(frozen=True)
class Corrected:
    """The corrections that fired, and what was retrieved before a finding was ignored (None: no rules are set)."""

    fired: tuple[Correction, ...] = ()
    before: Retrieved | None = None


@dataclass(frozen=True)
class Order:
    """All probabilities before and after the floors, what is left, and the lines to list, made when asked for.

    `ranked` are all conditions, the most probable first; `held` ones are listed whatever their rank.
    """

    ranked: Sequence[str]
    own: Mapping[str, float]
    raised: Mapping[str, float]
    other: float
    floors: Mapping[str, float]
    held: frozenset[str]
    top_k: int
    kb: KnowledgeBase

    @cached_property
    def listed(self) -> tuple[str, ...]:
        """The conditions of all lines, each by itself, the most probable first."""
        number, lines = self.top_k, self._lines(self.ranked[: self.top_k])
        while len(lines) < self.top_k and number < min(len(self.ranked), _MOST_FORMS * self.top_k):
            number += 1
            lines = self._lines(self.ranked[:number])
        kept = self.floors.keys() | self.held
        has_shares = any(share > 0 for share in self.raised.values())  # a list without any stands in its order
        likely = {c for c in self.ranked[:number] if self.raised[c] > 0 or not has_shares}
        return tuple(c for c in self.ranked if c in likely or c in kept)

    @cached_property
    def lines(self) -> tuple[DiseaseLine, ...]:
        """The lines, best first: `top_k`, and those of what is listed whatever its rank."""
        return self._lines(self.listed)

    def _lines(self, conditions: Sequence[str]) -> tuple[DiseaseLine, ...]:
        return lines_of(conditions, self.raised, self.floors, self.kb)


def order_of(
    triage: Triage,
    retrieved: Retrieved,
    votes: tuple[Opinion, ...],
    top_k: int,
    kb: KnowledgeBase,
    held: frozenset[str] = frozenset(),
    fired: tuple[Correction, ...] = (),
) -> Order:
    """The order with these corrections; `held` conditions are listed whatever their rank."""
    said = said_together(votes)
    own: Mapping[str, float]
    if said.shares or said.excluded:
        heard = retrieved.heard or (_as_heard(retrieved),)
        own, rest = probabilities_together(heard, said.shares, said.excluded, said.firsts)
    else:
        own, rest = {c.condition: c.probability or 0.0 for c in retrieved.fused}, retrieved.other
    before = own
    own, rest = reweighed({**dict.fromkeys(held, 0.0), **own}, rest, fired)
    floors = floors_of(triage)
    raised, other = with_floors(own, rest, floors)
    ranked = [c for c in (*before, *sorted(raised.keys() - before.keys())) if c in raised]
    ranked.sort(key=raised.__getitem__, reverse=True)  # of equal ones the one that was ranked before stays so
    return Order(ranked, own, raised, other, floors, held, top_k, kb)


def _as_heard(retrieved: Retrieved) -> Heard:
    """One list as if a retriever had given it, where it is not known who did."""
    return Heard(info=RetrieverInfo(name="fused"), proposal=Proposal(candidates=retrieved.fused, other=retrieved.other))


def without_models(retrieved: Retrieved) -> Retrieved | None:
    """What was retrieved without the lists of models; None where there was none, or nothing else."""
    others = [one for one in retrieved.speaking if not one.info.asks_model]
    if not others or len(others) == len(retrieved.speaking):
        return None
    return fused_from(others, failed={})


def corrected_order(
    triage: Triage,
    retrieved: Retrieved,
    votes: tuple[Opinion, ...],
    top_k: int,
    corrected: Corrected,
    kb: KnowledgeBase,
    named: frozenset[str] = frozenset(),
) -> tuple[Order, tuple[Correction, ...]]:
    """The final order, and each firing with what it moved; what must not be missed stays listed if it was.

    `named` are dangers that a model named, which are listed whatever their rank.
    """
    if not corrected.fired:
        return order_of(triage, retrieved, votes, top_k, kb, named), ()
    before = order_of(triage, corrected.before or retrieved, votes, top_k, kb, named)
    held = frozenset(condition for condition in before.listed if must_not_miss(condition, triage, kb))
    order_with = partial(order_of, triage, retrieved, votes, top_k, kb, held)
    return order_with(corrected.fired), _audited(corrected.fired, before, order_with)


def _audited(
    fired: tuple[Correction, ...], before: Order, order_with: Callable[[tuple[Correction, ...]], Order]
) -> tuple[Correction, ...]:
    """Ranks moved by the ignored findings together, then by each veto and boost in turn."""
    last = order_with(())
    by_ignoring = tuple(move for move in _moves(before, last) if move.before != move.after)
    told: list[Correction] = []
    for number, one in enumerate(fired, start=1):
        moved: tuple[Moved, ...] = ()
        if one.done == "ignore_concept":
            moved = by_ignoring
        elif one.done != "require_review":
            now = order_with(fired[:number])
            moved = tuple(move for move in _moves(last, now) if move.condition == one.target)
            last = now
        told.append(one.model_copy(update={"moved": moved}))
    return tuple(told)


def _moves(before: Order, after: Order) -> tuple[Moved, ...]:
    """Both ranks of every condition of either list, those of their lines, in the order of the later one."""
    old, new = (
        {c: n for n, line in enumerate(order.lines, start=1) for c in line.conditions} for order in (before, after)
    )
    return tuple(Moved(condition=c, before=old.get(c), after=new.get(c)) for c in (new | old))


def floors_of(triage: Triage) -> dict[str, float]:
    """Least probability of each condition of a fired rule: the rule's floor shared evenly by its conditions.

    Where many rules fired, all floors are scaled down alike to `MOST_FLOORED` together.
    """
    floors: dict[str, float] = {}
    for flag in triage.red_flags:
        for condition in flag.conditions:
            floors[condition] = max(floors.get(condition, 0.0), RED_FLAG_FLOOR / len(flag.conditions))
    scale = MOST_FLOORED / max(sum(floors.values()), MOST_FLOORED)
    return {condition: floor * scale for condition, floor in floors.items()}


def with_floors(
    probabilities: Mapping[str, float], other: float, floors: Mapping[str, float]
) -> tuple[dict[str, float], float]:
    """Probabilities raised to their floors, the rest scaled down so that all still add up to 1."""
    raised: dict[str, float] = {}
    scale = 1.0
    while True:  # scaling down may bring another condition below its floor; each turn raises at least one
        low = {c: floor for c, floor in floors.items() if c not in raised and probabilities.get(c, 0.0) * scale < floor}
        if not low:
            break
        raised |= low
        rest = other + sum(p for c, p in probabilities.items() if c not in raised)
        scale = max(0.0, 1.0 - sum(raised.values())) / rest if rest > 0 else 0.0
    scaled = {c: p * scale for c, p in probabilities.items() if c not in raised}
    return scaled | raised, other * scale
