"""Tell apart: what the cards say would separate the first line of a differential from what looks like it."""

from collections.abc import Iterator, Sequence

from dermagent.knowledge.base import KnowledgeBase
from dermagent.knowledge.schema import Card, Discriminator
from dermagent.types import RankedCondition, ToldApart

#: Look-alikes that the first line is told apart from.
_MOST = 3


def told_apart(ranked: Sequence[RankedCondition], kb: KnowledgeBase) -> tuple[ToldApart, ...]:
    """What separates the first line from its look-alikes, three at most: those that are listed too go first, by rank.

    A listed condition that the cards of the first line say nothing of is told apart by its own cards.
    """
    if not ranked:
        return ()
    first, *others = ranked
    listed = {condition for line in ranked for condition in _conditions(line)}
    looks = {line.condition: (line.name, said) for line in others if (said := _between(first, line, kb))}
    for card in _cards(first, kb):
        for said in card.discriminators:
            if said.against not in listed and said.against in kb.conditions:
                looks.setdefault(said.against, (kb.conditions[said.against].name, said))
    return tuple(
        ToldApart(conditions=(first.condition, condition), names=(first.name, name), findings=said.by, text=said.text)
        for condition, (name, said) in list(looks.items())[:_MOST]
    )


def _between(first: RankedCondition, second: RankedCondition, kb: KnowledgeBase) -> Discriminator | None:
    """The first sentence of a card of one line on a condition of the other."""
    for own, other in ((first, second), (second, first)):
        against = _conditions(other)
        for card in _cards(own, kb):
            if found := next((said for said in card.discriminators if said.against in against), None):
                return found
    return None


def _cards(line: RankedCondition, kb: KnowledgeBase) -> Iterator[Card]:
    return (kb.cards[condition] for condition in _conditions(line) if condition in kb.cards)


def _conditions(line: RankedCondition) -> tuple[str, ...]:
    """The conditions of a line, the one that heads it first."""
    return tuple(dict.fromkeys((line.condition, *(form.condition for form in line.forms))))
