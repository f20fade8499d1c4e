"""Somebody who does not breathe at all is an emergency; one who does not breathe fast or hard breathes well."""

import pytest

from dermagent.reading.text import read_text
from dermagent.types import Language
from tests.told import urgency


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("es", "Mi abuelo tiene la cara morada y no respira, ¿qué hago?"),
        ("es", "La niña ha dejado de respirar después del biberón."),
        ("es", "Una señora está en el suelo, ni respira ni se mueve."),
        ("zh", "我爸倒在厕所里，没有呼吸，身上冰凉。"),
        ("zh", "宝宝刚才喝完奶就不喘气了。"),
        ("zh", "老人躺在地上没呼吸没反应。"),
        ("en", "My nan is grey and not breathing, help."),
        ("en", "No breathing that I can see, his lips are blue."),
    ],
)
def test_no_breath_at_all_is_an_emergency(language: Language, text: str) -> None:
    assert urgency(text, language) == "emergency"


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("es", "Tiene granitos en la espalda. No respira rápido ni tiene fiebre."),
        ("es", "Mocos: no respira por la nariz. Manchas en las mejillas."),
        ("zh", "后背起疹子，没有呼吸急促，没有发热。"),
        ("zh", "手上湿疹，没有呼吸道感染。"),
        ("en", "Rash on the tummy. She is not breathing fast."),
        ("en", "Dry skin, no breathing problems, no fever."),
    ],
)
def test_who_does_not_breathe_badly_breathes_well(language: Language, text: str) -> None:
    read = read_text(text, language, "history")
    polarities = {item.polarity for item in read.items if item.finding == "dyspnoea"}
    assert polarities == {"absent"}
