"""A swollen hand beside dry lips is no swollen mouth; lips that swell with the hands are."""

import pytest

from dermagent.reading.text import read_text
from dermagent.types import Language


def told(text: str, language: Language) -> set[str]:
    """What a text says is there now."""
    return {i.finding for i in read_text(text, language, "history").items if i.is_there}


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "My fingers are puffy in the heat and my lips are dry."),
        ("en", "Swollen ankles in the evening, tongue coated."),
        ("en", "Puffy feet after the flight, cracked lips from the wind."),
        ("en", "The knee is swollen after football and my face is fine."),
        ("en", "Four-year-old with fever, cracked lips, strawberry tongue, palms red and puffy."),
        ("es", "Tengo los tobillos hinchados y los labios cortados."),
        ("es", "La mano está hinchada y la boca como siempre."),
        ("es", "Me picó una avispa: la mano algo hinchada y la cara como siempre."),
        ("en", "My foot is puffy from the sting, the face and the tongue are normal."),
        ("es", "Una avispa me picó el pie. Lo tengo algo hinchado y la cara y los labios están como siempre."),
        ("zh", "手有点肿，嘴唇干裂。"),
        ("zh", "脚踝肿了，脸跟平时一样。"),
    ],
)
def test_a_limb_that_swells_beside_dry_lips_is_no_swollen_mouth(language: Language, text: str) -> None:
    assert told(text, language).isdisjoint({"angioedema", "oedema_of_face"})


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "My hands and lips are swollen after eating prawns."),
        ("en", "My hands are puffy, and my lips are dry and swollen."),
        ("en", "Swollen feet, hands and lips since the prawns."),
        ("en", "Swollen tongue and lips, hands puffy."),
        ("en", "Swollen hands, lips and dry skin after the prawns."),
        ("es", "Tengo las manos hinchadas y los labios también hinchados tras comer marisco."),
        ("zh", "手肿，嘴唇也肿了，吃了虾。"),
    ],
)
def test_lips_that_swell_with_the_hands_are_swollen(language: Language, text: str) -> None:
    assert "angioedema" in told(text, language)
