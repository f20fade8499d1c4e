"""A case of a catching illness that was never met is no contact; one that somebody came near after all is."""

import pytest

from dermagent.types import Language
from tests.told import unlike


@pytest.mark.parametrize(
    ("language", "told", "text"),
    [
        (
            "en",
            "-contact_with_case",
            "My cousin abroad has chickenpox but I haven't seen her for a year. Pimples with pus on my chin.",
        ),
        (
            "en",
            "-contact_with_case",
            "There was mpox at the club but I wasn't there and touched nobody. Ingrown hairs with pus on the groin.",
        ),
        (
            "en",
            "-contact_with_case",
            "A child in another class has measles, mine never met him. Dry patches in elbow bends.",
        ),
        (
            "en",
            "-contact_with_case",
            "Someone in my building has scabies; we've never shaken hands or shared a thing. My shins are dry.",
        ),
    ],
)
def test_a_case_never_met_is_no_contact(language: Language, told: str, text: str) -> None:
    assert not unlike(told, text, language)


@pytest.mark.parametrize(
    ("language", "told", "text"),
    [
        (
            "en",
            "+contact_with_case",
            "Her brother has chickenpox. She's got itchy blisters on her tummy since yesterday.",
        ),
        (
            "en",
            "+contact_with_case",
            "We touched only once but my neighbour has mpox, and now a pus spot on my hand and fever.",
        ),
        (
            "en",
            "+contact_with_case",
            "I'm 30 weeks pregnant, my neighbour's child with chickenpox sat on my lap. Blisters on my chest now.",
        ),
        (
            "en",
            "+contact_with_case",
            "My brother never had chickenpox but my sister has it now and shares my bed. Blisters on my tummy.",
        ),
        (
            "en",
            "+contact_with_case",
            "Dimpled bumps for 3 days, pus, fever. I never touched him, but he coughed in my face, he has measles.",
        ),
    ],
)
def test_a_case_that_was_met_is_a_contact(language: Language, told: str, text: str) -> None:
    assert not unlike(told, text, language)
