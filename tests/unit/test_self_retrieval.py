"""Patients drawn from a card's own profile are found again, and are the same on every run."""

import pytest

from dermagent.knowledge.base import KnowledgeBase
from dermagent.knowledge.priors import read_prior
from dermagent.steps.observe import observe
from dermagent.steps.retrieve.findings import FindingsRanker
from dermagent.types import Case
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


#: Conditions that benchmark labels named before they had a card, in a patient's or a doctor's words.
TOLD_IN_WORDS = {
    "arteriovenous_hemangioma": (
        "58-year-old man with a smooth dome-shaped red-purple bump on his upper lip for two years. It does "
        "not hurt, has never bled and has not grown. Soft, blanches with pressure."
    ),
    "blastic_plasmacytoid_dendritic_cell_neoplasm": (
        "Dad, 74, has a hard violet lump on his forehead that keeps growing for two months and bruises on his "
        "trunk although he didn't bump anywhere. He feels well."
    ),
    "cellular_neurothekeoma": (
        "A 14-year-old girl has a firm pink 8 mm papule on the cheek, slowly growing for 18 months, painless, "
        "no bleeding, does not dimple."
    ),
    "coccidioidomycosis_cutaneous": (
        "After a trip to the California desert I had a bad cough and fever, now there are several bumps and "
        "ulcers on my face with crusts that do not heal, joints ache."
    ),
    "neuroma_of_skin": (
        "Since I cut my finger years ago there is a firm skin-coloured little lump in the scar which hurts "
        "and tingles when I knock it."
    ),
    "subcutaneous_panniculitis_like_t_cell_lymphoma": (
        "34-year-old woman with several firm deep lumps under the skin of thighs, upper arms and abdomen for "
        "eight months, coming and going, leaving dents. Fever, night sweats, weight loss."
    ),
    "verruciform_xanthoma": (
        "I have a pebbly wart-like white-pink spot on my gum for a year, it doesn't hurt, just one."
    ),
    "recurrent_nevus": (
        "A mole on my back was shaved off six months ago and now brown streaks have come back inside the scar. I am 27."
    ),
    "acrokeratosis_verruciformis": (
        "A 22-year-old man has many flat-topped skin-coloured rough papules on the backs of both hands and "
        "feet since childhood; his mother has the same."
    ),
}


@pytest.mark.parametrize("condition", TOLD_IN_WORDS)
def test_a_condition_that_a_benchmark_names_is_found_by_its_history(ranker: FindingsRanker, condition: str) -> None:
    seen = observe(Case(id="told", history=TOLD_IN_WORDS[condition], language="en"))
    assert condition in [candidate.condition for candidate in ranker.rank(seen, k=TOP).candidates[:TOP]]
