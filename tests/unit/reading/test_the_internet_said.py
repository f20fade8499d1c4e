"""What the internet or a relative comes up with is nobody's; what a doctor says of the patient is."""

import pytest

from dermagent import Case
from dermagent.steps.observe import observe
from dermagent.types import Language


def told(text: str, language: Language) -> bool:
    items = observe(Case(id="x", history=text, language=language)).items
    return any(i.finding == "systemic_toxicity" and i.time == "current" and i.polarity == "present" for i in items)


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
    ],
)
def test_that_is_no_sepsis(language: Language, text: str) -> None:
    assert not told(text, language)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "The doctor said it is sepsis."),
        ("en", "In A&E they wrote sepsis in her notes and started antibiotics."),
        ("es", "El médico dijo que es sepsis."),
        ("zh", "医院查出来说是败血症。"),
    ],
)
def test_that_is(language: Language, text: str) -> None:
    assert told(text, language)
