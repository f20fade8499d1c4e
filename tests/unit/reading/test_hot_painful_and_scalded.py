"""Heat and pain with fever, pus with blisters and fever, a value that thins the blood, a bath that scalds."""

import pytest

from dermagent.types import Language
from tests.told import present, rules, urgency


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "A lump in my armpit, hot and painful, and I have a fever of 38.9."),
        ("en", "Two days after the peel: blisters, pus, fever."),
        ("es", "Un bulto en la ingle, caliente, me duele, fiebre de 38,7."),
        ("es", "Ampollas con pus y fiebre tres días después del láser."),
        ("zh", "脖子上一块又热又痛，发烧39度。"),
        ("zh", "激光后起水疱，流脓，发烧。"),
    ],
)
def test_an_infection_is_for_the_same_day_whatever_its_colour(language: Language, text: str) -> None:
    assert "skin_infection" in rules(text, language)
    assert urgency(text, language) in {"emergency", "same_day"}


@pytest.mark.parametrize(
    ("language", "finding", "text"),
    [
        ("en", "anticoagulant_use", "Her INR was 6 yesterday and there are bruises on both arms."),
        ("es", "anticoagulant_use", "Mi INR salió alto y tengo moretones."),
        ("en", "burn_injury", "Blisters on my chest after a scalding bath."),
        ("es", "burn_injury", "Ampollas en los hombros tras una ducha hirviendo."),
        ("zh", "burn_injury", "孩子的手按在熨斗上。"),
    ],
)
def test_it_is_read(language: Language, finding: str, text: str) -> None:
    assert finding in present(text, language)


@pytest.mark.parametrize(
    ("language", "finding", "text"),
    [
        ("es", "fever", "Me di una ducha hirviendo y me pica la espalda."),
        ("en", "anticoagulant_use", "Blood count normal, liver normal."),
        ("en", "burn_injury", "I like a hot bath. Blisters on my heel from new boots."),
    ],
)
def test_it_is_not_read(language: Language, finding: str, text: str) -> None:
    assert finding not in present(text, language)
