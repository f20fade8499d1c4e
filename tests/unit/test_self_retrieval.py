"""Patients drawn from a card's own profile are found again, and are the same on every run."""

import pytest

from dermagent.knowledge.base import KnowledgeBase
from dermagent.knowledge.priors import read_prior
from dermagent.steps.retrieve.findings import FindingsRanker
from tests.bench.self_retrieval import CASES, TOP, patient

CONDITIONS = "pyoderma_gangrenosum dermatomyositis orbital_cellulitis melasma nevus_sebaceus".split()


@pytest.fixture(scope="module")
def ranker(kb: KnowledgeBase) -> FindingsRanker:
    return FindingsRanker(kb, read_prior("uniform", kb))


def test_a_drawn_patient_is_the_same_on_every_run(kb: KnowledgeBase) -> None:
    card = kb.cards["dermatomyositis"]
    assert patient(card, kb, 3) == patient(card, kb, 3) != patient(card, kb, 4)


def test_a_drawn_patient_denies_nothing_that_is_implied(kb: KnowledgeBase) -> None:
    for number in range(CASES):
        seen = patient(kb.cards["pyoderma_gangrenosum"], kb, number)
        present = {item.finding for item in seen.items if item.polarity == "present"}
        implied = {a for finding in present for a in kb.ancestors(finding)}
        assert not implied & {item.finding for item in seen.items if item.polarity == "absent"}


@pytest.mark.parametrize("condition", CONDITIONS)
def test_a_card_finds_its_own_patients(kb: KnowledgeBase, ranker: FindingsRanker, condition: str) -> None:
    found = 0
    for number in range(CASES):
        ranking = ranker.rank(patient(kb.cards[condition], kb, number), k=0).candidates
        found += condition in [candidate.condition for candidate in ranking[:TOP]]
    assert found >= 0.9 * CASES
