"""The day of a visit, the years of a job and the months after a birth are not how long a complaint has lasted."""

import pytest

from dermagent.types import Language
from tests.told import observed


def lasted(text: str, language: Language) -> float | None:
    """The days that a complaint has lasted, as read."""
    duration = observed(text, language).duration
    return duration and duration.high


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "A patient with a scaly rash on both arms came in today."),
        ("en", "She came to the clinic today with itchy palms."),
        ("en", "He came for a consultation today. Round rashes on the upper arms."),
        ("en", "Today a farmer came to see me with thick soles."),
        ("en", "The patient has been engaged in car repair for many years. Pustules on the palms."),
        ("en", "He has worked as a welder for twenty years. Scaly patch on the temple."),
        ("en", "I am seeking help from everyone. Bumps on my wrist."),
        ("en", "Peeling skin that she noticed four months after giving birth."),
        ("es", "Trabaja de albañil desde hace veinte años. Manchas ásperas en las manos."),
        ("zh", "从事汽车修理多年，手掌起脓疱。"),
        ("es", "Llevo quince años de peluquera. Manos agrietadas."),
        ("zh", "我干装修二十年了，手开裂。"),
    ],
)
def test_that_is_no_duration(language: Language, text: str) -> None:
    assert lasted(text, language) is None


@pytest.mark.parametrize(
    ("language", "text", "days"),
    [
        ("en", "Hives came up today.", 1.5),
        ("en", "The rash came in spots this morning.", 1.5),
        ("en", "Hives came up today, so we came to see the doctor.", 1.5),
        ("en", "Today bumps came out on his arms.", 1.5),
        ("en", "I have had this rash for many years.", 3652.5),
        ("en", "I've been itching since for ever.", None),
        ("en", "A builder with a sore on the lip for three weeks.", 21.0),
        ("es", "Manchas ásperas en las manos desde hace veinte años.", 7305.0),
        ("es", "Vivo sola en Zamora. El lunes me salieron vejiguillas en la frente.", 7.0),
        ("zh", "手掌起脓疱多年。", None),
    ],
)
def test_that_is_one(language: Language, text: str, days: float | None) -> None:
    found = lasted(text, language)
    assert found == pytest.approx(days, rel=0.6) if days else found is not None or days is None
