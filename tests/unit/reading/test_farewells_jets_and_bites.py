"""Tablets put by beside a farewell, a jet that went under the skin, and water that a bitten man shrinks from."""

import pytest

from dermagent.types import Language
from tests.told import urgency


@pytest.mark.parametrize(
    ("language", "text"),
    [
        (
            "en",
            "My skin stinks. I've been hoarding my tablets since June and wrote goodbye to my sister.",
        ),
        ("en", "I saved up sleeping pills. There is a note for the kids on the fridge. Psoriasis for twenty years."),
        ("es", "Vitíligo en la cara. Fui guardando las pastillas y dejé una carta para mi madre."),
        ("es", "Quiero matarme por el acné, he juntado los comprimidos."),
        ("zh", "银屑病十年了，我攒了一瓶安眠药，遗书也写好了。"),
        ("zh", "脸烂成这样，偷偷囤了好多药，写了信给孩子。"),
        ("en", "The grease gun slipped and it went straight into my left palm, only a dot to see."),
        ("en", "Cleaning an airless spray gun, paint shot into my index finger an hour ago. It hardly hurts."),
        ("es", "Con la engrasadora se me metió grasa en el pulgar, solo se ve un puntito."),
        ("zh", "高压水枪的水打进食指里了，就一个小眼，有点胀。"),
        (
            "en",
            "A fox bit my uncle in spring. Since today he has a fever and pushes the glass away when we bring water.",
        ),
        ("es", "Un perro mordió a mi hijo hace un mes. Hoy tiene fiebre y al ver el agua grita y se ahoga."),
        ("zh", "两个月前被狗咬过，今天发烧，看到水就怕得发抖，喉咙一抽一抽的。"),
    ],
)
def test_they_are_emergencies(language: Language, text: str) -> None:
    assert urgency(text, language) == "emergency"


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "I saved up my tablets for the holiday so that I need no refill. Eczema of the hands."),
        ("en", "I use a pressure washer at work and my hands are dry."),
        ("en", "He was bitten by gnats and screams when the water in the bath is too hot."),
        ("es", "Guardé las pastillas en el botiquín. Tengo caspa."),
        ("es", "Trabajo con la hidrolavadora y tengo las manos secas."),
        ("zh", "医生给我写了信转诊，手上湿疹。"),
    ],
)
def test_what_only_holds_their_words_is_none(language: Language, text: str) -> None:
    assert urgency(text, language) != "emergency"
