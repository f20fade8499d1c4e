"""Quotations that leave out what stands right beside them: a comparison, or what makes another amount of theirs."""

import pytest

from dermagent.knowledge.base import KnowledgeBase
from dermagent.steps.ground import verify
from dermagent.types import Statement


def _verdict(kb: KnowledgeBase, text: str, quote: str) -> str:
    shipped = next(statement for card in kb.cards.values() for statement in card.statements)
    statement = Statement.model_validate({**shipped.model_dump(), "id": "x.1", "text": text})
    return verify("x.1", quote, {"x.1": statement})


@pytest.mark.parametrize(
    ("text", "quote"),
    [
        ("It feels tight more than it itches, and clears slowly.", "it itches, and clears slowly"),
        ("Lesions are larger than those of impetigo.", "those of impetigo"),
        ("It is detached on less than a tenth of the body surface.", "a tenth of the body surface"),
        ("The nose is red; about half of the patients have it.", "half of the patients have it"),
        ("The nose is red; about half of the patients have it.", "of the patients have it"),
        ("A quarter of patients relapse within a year.", "of patients relapse within a year"),
        ("Two thirds of the patients are women over fifty.", "of the patients are women over fifty"),
        ("More than half were thought to be benign at biopsy.", "thought to be benign at biopsy"),
        ("At least half of all lesions heal on their own.", "half of all lesions heal"),
        ("It affects about one in ten adults in winter.", "one in ten adults in winter"),
        (
            "Pain is a more common complaint in squamous than in basal cell carcinoma.",
            "Pain is a more common complaint",
        ),
        ("It is less common in women than in men of that age.", "It is less common in women"),
        ("Casi la mitad de los pacientes tiene fiebre alta.", "la mitad de los pacientes tiene fiebre"),
        ("约一半的患者有发热和皮疹。", "一半的患者有发热和皮疹"),
        ("不到三分之一的患者会复发。", "三分之一的患者会复发"),
    ],
)
def test_a_quotation_without_what_it_is_compared_with_or_its_amount_is_altered(
    kb: KnowledgeBase, text: str, quote: str
) -> None:
    assert _verdict(kb, text, quote) == "altered"


@pytest.mark.parametrize(
    ("text", "quote"),
    [
        ("It affects about one in ten adults in winter.", "about one in ten adults in winter"),
        ("It is less common in women than in men of that age.", "It is less common in women than in men"),
        ("Spots that itch more at night are common.", "Spots that itch more at night"),
        ("The skin of the palms is thick and yellow.", "of the palms is thick and yellow"),
    ],
)
def test_a_quotation_with_its_comparison_or_without_any_is_verified(kb: KnowledgeBase, text: str, quote: str) -> None:
    assert _verdict(kb, text, quote) == "verified"
