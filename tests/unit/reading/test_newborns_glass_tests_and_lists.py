"""Signs of ill newborns, glass tests by others, and denials at the head or the end of a list."""

import pytest

from dermagent.types import Language
from tests.told import polarities, urgency


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "My boy is eighteen days old and has a fever."),
        ("es", "Mi niña de diecisiete días tiene fiebre."),
        ("en", "Our baby is ten days old, has spots and will not wake for feeds."),
        ("es", "Bebé de 12 días con granitos; hay que despertarla para mamar."),
        ("zh", "宝宝出生15天，脸上红点，要叫醒才吃奶。"),
        ("en", "My girl has a fever and spots. My sister pressed a glass on them and they do not fade."),
        ("en", "She has a temperature and spots. I was told to roll a glass over it and it didn't fade."),
        ("en", "I have been stockpiling codeine. It will be when everyone is asleep."),
        ("es", "He ido guardando los comprimidos para esta noche."),
    ],
)
def test_they_are_emergencies(language: Language, text: str) -> None:
    assert urgency(text, language) == "emergency"


@pytest.mark.parametrize(
    ("language", "text", "absent"),
    [
        ("es", "Descarta tos, diarrea y dolor de garganta.", {"cough", "diarrhoea", "sore_throat"}),
        ("zh", "关节痛：从不。", {"arthralgia"}),
        ("zh", "脓疱没见过。", {"pustule"}),
        ("zh", "体重没有变。", {"weight_loss"}),
        ("en", "Scaly but not painful, and apart from dryness no crust.", {"pain", "crust"}),
    ],
)
def test_they_are_denied(language: Language, text: str, absent: set[str]) -> None:
    polarity = polarities(text, language)
    assert {one for one in absent if polarity.get(one) == "absent"} == absent
