"""Two dangers at once: the typical findings of two must-not-miss cards are as urgent as the more urgent one."""

import random
from itertools import combinations

import pytest

from dermagent import Case, diagnose
from dermagent.knowledge.base import KnowledgeBase, knowledge
from dermagent.types import URGENCIES, Differential, Urgency, most_urgent
from tests.spread import every

TYPICAL = ("always", "very_frequent", "frequent")
DANGERS = sorted(card.id for card in knowledge().cards.values() if card.must_not_miss)
PAIRS = random.Random(20261128).sample(list(combinations(DANGERS, 2)), 120)


def typical(kb: KnowledgeBase, *conditions: str) -> dict[str, bool | None]:
    """The findings that most patients with any of the conditions have, or at least a third of them."""
    return {
        finding: True
        for condition in conditions
        for finding, often in kb.cards[condition].findings.items()
        if often in TYPICAL
    }


def told(kb: KnowledgeBase, *conditions: str) -> Differential:
    return diagnose(Case(complaint={"symptoms": typical(kb, *conditions)}))


def too_slow(found: Urgency | None, wanted: Urgency) -> bool:
    return found is None or URGENCIES.index(found) > URGENCIES.index(wanted)


@pytest.mark.parametrize("part", every(3, range(3)))
def test_each_danger_by_itself_is_as_urgent_as_its_card(kb: KnowledgeBase, part: int) -> None:
    slow = [one for one in DANGERS[part::3] if too_slow(told(kb, one).urgency, kb.cards[one].urgency)]
    assert slow == []


@pytest.mark.parametrize("part", every(4, range(4)))
def test_two_dangers_at_once_are_as_urgent_as_the_more_urgent_of_them(kb: KnowledgeBase, part: int) -> None:
    slow = []
    for a, b in PAIRS[part::4]:
        found = told(kb, a, b)
        wanted = most_urgent([kb.cards[a].urgency, kb.cards[b].urgency])
        if too_slow(found.urgency, wanted) or found.outcome != "answered":
            slow.append((a, b, wanted, found.urgency, found.outcome))
    assert slow == []
