"""Who is pale by nature is in no shock by that, and who faints is, whatever the complexion."""

import pytest

from dermagent.steps.flag import flag
from dermagent.steps.observe import observe
from dermagent.types import Case, Language
from tests.told import is_emergency


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "I'm Irish, pale as milk, and burn within minutes. Thread veins on the nose for years."),
        ("en", "My skin burns so easily, pale as a sheet all my life; a flat brown spot on the hand."),
        ("es", "Blanca como la leche, me quemo a la primera. Granitos rojos en las mejillas."),
        ("zh", "从小就白，脸白得像纸，一晒就伤，鼻头发红好多年。"),
    ],
)
def test_a_complexion_is_no_shock(language: Language, text: str) -> None:
    assert not is_emergency(text, language)
    assert "burn" not in {one.rule for one in flag(observe(Case(history=text, language=language))).red_flags}


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "I burn easily, a redhead. Fainted twice today."),
        ("en", "Freckled girl, pale as a sheet and clammy since the sting."),
        ("en", "Burns so easily; pale as a sheet, and her lips are swelling."),
        ("es", "Pelirrojo. Está blanco como el papel y sudando."),
        ("zh", "天生白，一晒就红，今天昏倒了。"),
    ],
)
def test_a_shock_is_one_whatever_the_complexion(language: Language, text: str) -> None:
    assert is_emergency(text, language)


@pytest.mark.parametrize(
    ("text", "finding"),
    [
        ("He's no got a temperature.", "fever"),
        ("I no got itch.", "pruritus"),
        ("She's no got any blisters.", "vesicle"),
    ],
)
def test_no_got_denies(text: str, finding: str) -> None:
    seen = observe(Case(history=text, language="en")).counted().get(finding)
    assert seen is not None
    assert seen.polarity == "absent"


def test_what_is_finished_is_over() -> None:
    assert "fever" not in observe(Case(history="The fever is finished now. The cough is over.")).counted()
