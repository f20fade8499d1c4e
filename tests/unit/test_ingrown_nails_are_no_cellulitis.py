"""A sore, swollen fold of an ingrown nail is no emergency; one with heat, pus, fever or a risk is seen the same day."""

import pytest

from dermagent.types import Language
from tests.told import misjudged


@pytest.mark.parametrize(
    ("language", "expected", "text"),
    [
        (
            "es",
            "<=routine",
            "Chico 16 a. Uña encarnada, pliegue hinchado y doloroso. Afebril. No absceso.",
        ),
        ("es", "<=routine", "Onicocriptosis hallux dcho, edema y dolor del pliegue, granuloma. Afebril."),
        (
            "es",
            "<=routine",
            "Uña del dedo gordo clavada en la carne, se hinchó y duele, sin fiebre ni pus.",
        ),
        ("en", "<=routine", "Ingrown toenail, nail fold swollen and sore, no fever, no pus."),
        ("en", "<=routine", "My toenail is sore and dug in a bit, the fold is swollen. No fever."),
        ("zh", "<=routine", "大脚趾嵌甲，甲边肿痛，不发烧，没流脓。"),
        ("es", ">=same_day", "Uña encarnada, el pie rojo, caliente, hinchado y doloroso. Fiebre 38,5."),
        ("es", ">=same_day", "Uña encarnada, dedo hinchado y doloroso, diabético, el pie rojo. Sin fiebre."),
        (
            "es",
            ">=same_day",
            "Uña encarnada; hoy el pie hinchado, rojo y duele, la rojez sube. Afebril.",
        ),
        ("en", ">=same_day", "Ingrown toenail, foot red, hot, swollen and painful, fever 38.5."),
        ("en", ">=same_day", "Ingrown toenail, the toe is red, hot and swollen, pus, no fever, diabetic."),
    ],
)
def test_an_ingrown_nail_is_as_urgent_as_its_infection(language: Language, expected: str, text: str) -> None:
    assert not misjudged(expected, text, language)


@pytest.mark.parametrize(
    ("expected", "text"),
    [
        ("<=routine -pregnancy", "Madre primeriza, lactante niña 7 m. Culete enrojecido con granitos, 4 d."),
        ("<=routine -pregnancy", "Soy mamá primeriza, la nena de 8 meses tiene granitos en el pañal, come bien."),
        ("+pregnancy", "Soy primeriza, estoy de 30 semanas, y me pica la barriga."),
        ("+pregnancy >=same_day", "Embarazada primeriza con ronchas y fiebre."),
    ],
)
def test_a_mother_of_a_first_child_is_not_pregnant(expected: str, text: str) -> None:
    assert not misjudged(expected.replace("-pregnancy", "~pregnancy"), text, "es")
