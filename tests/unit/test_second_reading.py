"""What the second reading of the cards corrected stays: levels, telling findings, safeguards of drugs."""

import re

import pytest

from dermagent.knowledge.base import KnowledgeBase
from dermagent.types import URGENCIES, Urgency

#: The slowest urgency that each may have, since the card's own course is faster than it once said.
SLOWEST: dict[str, Urgency] = {
    "cholesterol_embolism": "same_day",
    "deep_fungal_infection_of_skin": "same_day",
    "dengue_rash": "same_day",
    "herpetic_whitlow": "same_day",
}
#: Urgencies that were too high for the condition as it usually presents.
FASTEST: dict[str, Urgency] = {"actinic_cheilitis": "routine", "bee_or_wasp_sting": "self_care"}
#: A drug or measure in a next step, and the safeguard that some step of the same card has to name.
SAFEGUARDS = {
    r"\bdapsone\b": r"G6PD",
    r"\bisotretinoin\b": r"pregnan|contracept",
    r"\ballopurinol\b": r"HLA-B\*5801",
}


@pytest.mark.parametrize("condition", SLOWEST)
def test_no_card_is_slower_than_its_disease(kb: KnowledgeBase, condition: str) -> None:
    assert URGENCIES.index(kb.cards[condition].urgency) <= URGENCIES.index(SLOWEST[condition])


@pytest.mark.parametrize("condition", FASTEST)
def test_a_harmless_course_is_not_called_urgent(kb: KnowledgeBase, condition: str) -> None:
    assert URGENCIES.index(kb.cards[condition].urgency) >= URGENCIES.index(FASTEST[condition])


@pytest.mark.parametrize("condition", ["cholesterol_embolism", "dengue_rash", "deep_fungal_infection_of_skin"])
def test_what_kills_is_not_to_be_missed(kb: KnowledgeBase, condition: str) -> None:
    assert kb.cards[condition].must_not_miss


@pytest.mark.parametrize(
    ("condition", "finding"),
    [
        ("acanthosis_nigricans", "weight_loss"),
        ("acanthosis_nigricans", "malignancy_internal"),
        ("cat_scratch_disease", "vesicle"),
        ("hereditary_angioedema", "lesions_fixed_24_h"),
    ],
)
def test_a_finding_that_occurs_does_not_speak_against_its_condition(
    kb: KnowledgeBase, condition: str, finding: str
) -> None:
    assert kb.cards[condition].findings.get(finding) not in ("very_rare", "excluded")


def test_swelling_of_hereditary_angioedema_outlasts_the_day(kb: KnowledgeBase) -> None:
    assert kb.cards["hereditary_angioedema"].findings["transient_lesions_24_h"] == "very_rare"


@pytest.mark.parametrize("drug", SAFEGUARDS)
def test_a_step_with_a_dangerous_drug_names_its_safeguard(kb: KnowledgeBase, drug: str) -> None:
    steps = {card.id: " ".join(step.text for step in card.next_steps) for card in kb.cards.values()}
    using = {condition: text for condition, text in steps.items() if re.search(drug, text, re.IGNORECASE)}
    assert using
    assert not [c for c, text in using.items() if not re.search(SAFEGUARDS[drug], text, re.IGNORECASE)]


def test_compression_waits_for_a_look_at_the_arteries(kb: KnowledgeBase) -> None:
    steps = " ".join(step.text for step in kb.cards["hemosiderin_pigmentation_of_skin"].next_steps)
    assert steps.index("ankle-brachial") < steps.index("compression")


def test_a_midline_lump_of_a_child_is_imaged_before_any_needle(kb: KnowledgeBase) -> None:
    steps = " ".join(step.text for step in kb.cards["dermoid_cyst_of_skin"].next_steps)
    assert re.search(r"MRI before any needle", steps)
