"""Quotations that leave out what stands right beside them: a comparison, or what makes another amount of theirs."""

import pytest

from dermagent.knowledge.base import KnowledgeBase
from dermagent.steps.ground import _cuts, difference, verify
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


@pytest.mark.parametrize(
    ("text", "quote", "left_out"),
    [
        ("Scabies is most severe in people with weak defences.", "Scabies is most severe", "in people with"),
        ("It begins on the legs and feet in women, on the back in men.", "It begins on the legs", "and feet in women"),
        ("Warts are commonest in children.", "Warts are commonest", "in children"),
        ("Las verrugas son más frecuentes en niños.", "Las verrugas son más frecuentes", "en niños"),
        ("The nodular form is often found on the face.", "is often found on the face", "The nodular form"),
        ("La cara es lo habitual; el tipo nodular suele crecer rápido.", "suele crecer rápido", "el tipo nodular"),
    ],
)
def test_a_quotation_without_the_group_or_the_kind_it_is_true_of_is_altered(
    text: str, quote: str, left_out: str
) -> None:
    one = Statement(id="own.1", text=text, file="a.md", anchor="/")
    assert verify("own.1", quote, {"own.1": one}) == "altered"
    assert f"[{left_out} \u2192 \u2013]" in difference(quote, text)


@pytest.mark.parametrize(
    ("text", "quote"),
    [
        ("Warts are commonest in children.", "Warts are commonest in children"),
        ("The nodular form is often found on the face.", "The nodular form is often found on the face"),
        ("It itches at night, and in adults it spares the head.", "It itches at night"),
        ("The disease is often found on the face.", "is often found on the face"),
    ],
)
def test_a_quotation_with_its_group_and_its_kind_is_verified(text: str, quote: str) -> None:
    one = Statement(id="own.1", text=text, file="a.md", anchor="/")
    assert verify("own.1", quote, {"own.1": one}) == "verified"


def test_words_that_stand_and_are_only_too_few_have_no_difference() -> None:
    assert difference("pale halos", "Around it pale halos, crusts and yellow dots are seen in dermoscopy.") == ""


@pytest.mark.parametrize(
    ("text", "inside", "between"),
    [
        ("7.5 mg daily", {1, 2}, {0, 3, 4}),
        ("1/2 tablet", {1, 2}, {0, 3, 4}),
        ("a dose of 2.5 mg", {11, 12, 8}, {10, 13, 9}),
        ("\u75585\u5929", set(), {0, 1, 2}),
    ],
)
def test_a_place_inside_a_word_or_a_number_cuts_it(text: str, inside: set[int], between: set[int]) -> None:
    assert {at for at in inside | between if _cuts(text, at)} == inside
