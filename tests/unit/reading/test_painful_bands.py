"""Painful blisters in one band are for the same day in whatever words; itchy or scattered ones are not."""

import pytest

from dermagent.types import Language
from tests.told import rules


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Sore blisters in a band on my right flank."),
        ("en", "It burns, and there are blisters on one side of my back."),
        ("es", "Ampollas dolorosas en una banda del costado izquierdo."),
        ("zh", "右侧腰部成条水疱，很疼。"),
        ("zh", "左胸一条水泡，火辣辣地疼。"),
    ],
)
def test_painful_bands_are_called(language: Language, text: str) -> None:
    assert "early_zoster" in rules(text, language)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Itchy blisters on both hands every spring."),
        ("es", "Ampollas pequeñas en los pies, pican mucho."),
        ("zh", "手指小水疱，很痒。"),
    ],
)
def test_other_blisters_are_not(language: Language, text: str) -> None:
    assert "early_zoster" not in rules(text, language)
