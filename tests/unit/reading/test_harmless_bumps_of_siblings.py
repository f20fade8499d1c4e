"""Mollusca that a sibling had too are no contagious exanthem; dimpled sores with fever or mpox near by are."""

import pytest

from dermagent.types import Language
from tests.told import rules


@pytest.mark.parametrize(
    ("language", "text"),
    [
        (
            "en",
            "She's seven and for four months she's had pearly skin-coloured bumps in her "
            "armpit with a dimple in the top. Her brother had exactly the same and his simply"
            " vanished.",
        ),
        (
            "en",
            "My lad has had little pearly dimpled lumps on his tummy since spring. His cousin had them too. No fever.",
        ),
        (
            "en",
            "Twin sister had molluscum last year. Now he has umbilicated papules on the flank"
            " x 5/12, skin-coloured, well, afebrile.",
        ),
        (
            "en",
            "Molluscum on his thighs for half a year, shiny bumps with a dent in the middle. "
            "Caught from his sister I think.",
        ),
        ("en", "5yo, umbilicated pearly papules axilla 3 months, sibling same. No fever."),
        (
            "en",
            "my little sis has these belly button bumps on her leg 4 months, the kid next "
            "door has them n they swim together",
        ),
        (
            "en",
            "Granddaughter's wee water warts, dimpled, behind the knee since winter. Her "
            "brother had the very same and they went by themselves.",
        ),
        ("en", "I have three warts on my fingers for a year, my brother has them too."),
        (
            "en",
            "Man 29, little pimples with white pus head on the thighs each on a hair after "
            "shaving. My neighbour has mpox but we never touched and never shared a towel.",
        ),
        (
            "en",
            "Pus spots round the hairs of my legs since I waxed. A bloke at work has "
            "monkeypox, I've never met him, no contact at all.",
        ),
        ("en", "Razor bumps with pus on my bikini line. My flatmate's friend has mpox, I haven't been near him."),
        ("en", "Follicular pustules on thighs post shaving. Neighbour has mpox; no contact. Afebrile, no nodes."),
        ("en", "My cousin abroad has chickenpox but I haven't seen her for a year. Pimples with pus on my chin."),
        (
            "en",
            "There was mpox at the club but I wasn't there and touched nobody. Ingrown hairs with pus on the groin.",
        ),
        ("en", "A child in another class has measles, mine never met him. Dry patches in elbow bends."),
        (
            "en",
            "Molluscum since last summer on his legs, dimpled shiny bumps, two went red and "
            "crusty, his cousins had it. Well, no temperature.",
        ),
        ("en", "Umbilicated papules on trunk 8/12, sibs affected, one inflamed and tender. Afebrile."),
        (
            "en",
            "Mollusca on the inner thighs 6 months, shiny with a dent, my partner has them too. No fever, no glands.",
        ),
        ("en", "Warts on my palm, my son has warts too, one bled and is painful."),
    ],
)
def test_mollusca_and_shaven_follicles_are_none(language: Language, text: str) -> None:
    assert "contagious_exanthem" not in rules(text, language)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Blisters in crops all over, fever. Her brother had exactly the same last week."),
        ("en", "Pus-filled dimpled spots on my palms and genitals, fever, swollen glands. My boyfriend has mpox."),
        ("en", "My flatmate has mpox and we share towels. Two dimpled pus spots on my groin, painful, glands up."),
        ("en", "Her brother has chickenpox. She's got itchy blisters on her tummy since yesterday."),
        ("en", "We touched only once but my neighbour has mpox, and now a pus spot on my hand and fever."),
        ("en", "HIV. Umbilicated papules on the face, fever, his partner has the same."),
        ("en", "Umbilicated papules on penis since 4 days, pustules, fever; sexual contact with mpox case."),
        ("en", "I'm 30 weeks pregnant, my neighbour's child with chickenpox sat on my lap. Blisters on my chest now."),
        (
            "en",
            "Fever, red blotchy rash head to toe, red eyes, cough. The neighbour's child has "
            "measles and they played together.",
        ),
        ("en", "Dimpled sore spots with crusts for 5 days, my boyfriend has mpox."),
        ("en", "Umbilicated papules with crusts, pain, his brother has the same, since a week. Fever."),
        ("en", "HIV, umbilicated papules two months on face, partner has the same, headache."),
    ],
)
def test_a_pox_beside_a_case_is_one(language: Language, text: str) -> None:
    assert "contagious_exanthem" in rules(text, language)
