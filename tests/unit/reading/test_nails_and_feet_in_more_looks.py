"""Looks that tell diseases of nails and feet apart, and pain that a touch or cold sets off, in three languages."""

import pytest

from dermagent.reading.text import read_text
from dermagent.types import Language


def findings(text: str, language: Language, polarity: str = "present") -> set[str]:
    return {item.finding for item in read_text(text, language, "history").items if item.polarity == polarity}


@pytest.mark.parametrize(
    ("finding", "language", "text"),
    [
        ("crumbling_nail", "en", "The nail of my big toe is thick and crumbles at the edge when I trim it."),
        ("crumbling_nail", "en", "Two fingernails are brittle and break into pieces."),
        ("crumbling_nail", "es", "La uña está gruesa y se desmorona al cortarla."),
        ("crumbling_nail", "zh", "大脚趾的趾甲又厚又脆，一剪就掉渣。"),
        ("subungual_hyperkeratosis", "en", "Lift the nail and there is yellow powder underneath."),
        ("subungual_hyperkeratosis", "es", "Debajo de las uñas se junta un polvo amarillo."),
        ("subungual_hyperkeratosis", "zh", "趾甲下面塞满了白色的粉渣。"),
        ("pain_from_touch_or_cold", "en", "Whenever I knock that fingernail, a stabbing pain goes up my arm."),
        ("pain_from_touch_or_cold", "en", "My finger hurts with a jolt as soon as it meets cold water."),
        ("pain_from_touch_or_cold", "es", "Al tocar la uña siento como una descarga, y con el frío igual."),
        ("pain_from_touch_or_cold", "zh", "指甲那里碰一下就像电击一样，冬天更厉害。"),
        ("hard_core", "en", "The corn on my little toe has a core like a grain of rice."),
        ("hard_core", "es", "El callo del dedo pequeño tiene un núcleo duro que duele al pisar."),
        ("hard_core", "zh", "脚趾上的鸡眼中间有一个硬芯。"),
        ("black_dots_when_pared", "en", "I filed down the verruca and it has black dots in it."),
        ("black_dots_when_pared", "es", "Al limar la verruga del talón aparecen puntos negros."),
        ("black_dots_when_pared", "zh", "脚底的老茧削开以后看得见黑点。"),
    ],
)
def test_a_look_of_nails_or_feet_is_read(finding: str, language: Language, text: str) -> None:
    assert finding in findings(text, language)


@pytest.mark.parametrize(
    ("finding", "language", "text"),
    [
        ("crumbling_nail", "en", "The nails do not crumble."),
        ("crumbling_nail", "es", "Las uñas son normales."),
        ("hard_core", "en", "A callus without a core."),
        ("black_dots_when_pared", "en", "No black dots when the callus is pared."),
        ("black_dots_when_pared", "es", "No se ven puntos negros al rebajar la dureza."),
        ("black_dots_when_pared", "zh", "修去脚底角质，没有黑点。"),
    ],
)
def test_a_look_of_nails_or_feet_is_denied(finding: str, language: Language, text: str) -> None:
    assert finding in findings(text, language, "absent")
    assert finding not in findings(text, language)


@pytest.mark.parametrize(
    ("finding", "language", "text"),
    [
        ("hard_core", "en", "The rash is on my foot and starts at the root of the nail."),
        ("hard_core", "es", "Pisé un clavo y me duele el hueso del pie."),
        ("black_dots_when_pared", "zh", "双脚出现散在出血点。"),
        ("black_dots_when_pared", "en", "I have black dots on my nose and dry feet."),
        ("crumbling_nail", "en", "I broke my nail and the rash flaked."),
        ("pain_from_touch_or_cold", "en", "The blisters on my finger burn and the pain is stabbing when I touch it."),
    ],
)
def test_what_is_no_such_look_is_not_read(finding: str, language: Language, text: str) -> None:
    assert finding not in findings(text, language)
