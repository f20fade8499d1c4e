"""What went and is back is there; what "se ha ido" doing goes on; a denial in between denies its own thing alone."""

import pytest

from dermagent.types import Language
from tests.told import is_told


@pytest.mark.parametrize(
    ("language", "text", "finding"),
    [
        ("en", "The fever went away on Monday but came back last night.", "fever"),
        ("en", "Fever gone since Monday, returned last night.", "fever"),
        ("en", "The rash went away on Monday but came back last night.", "rash"),
        ("es", "La fiebre se fue ayer pero hoy volvió.", "fever"),
        ("es", "La fiebre se le fue ayer pero hoy ha vuelto.", "fever"),
        ("es", "Mancha negra que se ha ido ensanchando desde hace un año.", "black"),
        ("es", "Lesión roja que se ha ido infectando.", "red"),
        ("es", "Lunar sin picor, crece rápido.", "changing_lesion"),
        ("es", "Lunar sin dolor que crece.", "changing_lesion"),
        ("zh", "烧昨天退了，今天又烧。", "fever"),
    ],
)
def test_it_is_there(language: Language, text: str, finding: str) -> None:
    assert is_told("there", finding, text, language)


@pytest.mark.parametrize(
    ("language", "text", "finding"),
    [
        ("en", "The fever went away on Monday and has not come back.", "fever"),
        ("en", "The swelling went down on Sunday and has stayed down.", "oedema"),
        ("en", "Mole with no itch or growth.", "changing_lesion"),
        ("en", "The mole has not grown.", "changing_lesion"),
        ("es", "La fiebre se fue ayer.", "fever"),
        ("es", "Lunar que no pica ni crece.", "changing_lesion"),
        ("es", "Lunar que no pica, no crece.", "changing_lesion"),
    ],
)
def test_it_is_not_there(language: Language, text: str, finding: str) -> None:
    assert is_told("denied", finding, text, language)


@pytest.mark.parametrize(
    ("text", "there"),
    [
        ("Verruga de media pulgada en el pulgar.", False),
        ("Uña del pulgar con raya negra.", False),
        ("Tengo una raya roja que me sube por el brazo.", False),
        ("Me picaron las pulgas en los tobillos.", True),
    ],
)
def test_a_thumb_an_inch_and_a_stripe_are_no_insects(text: str, there: bool) -> None:
    assert is_told("there", "insect_exposure", text, "es") == there
