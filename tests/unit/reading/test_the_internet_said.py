"""What the internet or a relative comes up with is nobody's; what a doctor says of the patient is."""

import pytest

from dermagent.types import Language
from tests.told import is_told


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "I put it into Google and got sepsis, meningitis and lupus."),
        ("en", "The internet came back with sepsis."),
        ("en", "ChatGPT told me it is sepsis."),
        ("es", "Mi cuñada empezó con lo de la sepsis."),
        ("es", "Puse los síntomas en internet y salió sepsis y lupus."),
        ("zh", "百度说是败血症。"),
        ("zh", "我婆婆非说是败血症。"),
        ("en", "Our neighbour insists it is sepsis."),
        ("es", "La vecina jura que es sepsis."),
        ("zh", "邻居一口咬定是败血症。"),
    ],
)
def test_that_is_no_sepsis(language: Language, text: str) -> None:
    assert is_told("not there", "systemic_toxicity", text, language)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "The doctor said it is sepsis."),
        ("en", "In A&E they wrote sepsis in her notes and started antibiotics."),
        ("es", "El médico dijo que es sepsis."),
        ("es", "Mi amiga médica dijo que es sepsis."),
        ("zh", "医院查出来说是败血症。"),
    ],
)
def test_that_is(language: Language, text: str) -> None:
    assert is_told("there", "systemic_toxicity", text, language)
