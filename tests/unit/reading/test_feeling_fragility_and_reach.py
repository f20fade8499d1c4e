"""Numb patches, thick nerves, what a lump gives when pressed, fragile or lax skin, edges, reach, flushing and lamps."""

import pytest

from dermagent.reading.text import read_text
from dermagent.types import Language


def findings(text: str, language: Language, polarity: str = "present") -> set[str]:
    return {item.finding for item in read_text(text, language, "history").items if item.polarity == polarity}


@pytest.mark.parametrize(
    ("finding", "language", "text"),
    [
        ("insensitive_lesion", "en", "The coppery patch on my thigh has no feeling, a pin there is nothing."),
        ("insensitive_lesion", "en", "Hypopigmented macule on the arm, numb to cotton wool."),
        ("insensitive_lesion", "es", "En la mancha del muslo no siente el calor ni la aguja."),
        ("insensitive_lesion", "zh", "大腿上那片白斑没有知觉，烫了也不知道。"),
        ("thickened_nerve", "en", "The nerves behind both elbows are thick and tender."),
        ("thickened_nerve", "es", "A la palpación, nervio ciático poplíteo engrosado."),
        ("thickened_nerve", "zh", "查体：左侧尺神经明显增粗。"),
        ("cheesy_discharge", "en", "When my husband pressed the lump a stinking curd came out."),
        ("cheesy_discharge", "es", "Si aprieto el bulto sale un sebo espeso que apesta."),
        ("cheesy_discharge", "zh", "挤破以后流出豆渣似的东西，很臭。"),
        ("skin_fragility", "en", "The gentlest rub and she has blisters on her heels; her father was the same."),
        ("skin_fragility", "en", "Since he was a baby he blisters where his shoes rub."),
        ("skin_fragility", "es", "Con el menor golpe se le abre la piel de las manos."),
        ("skin_fragility", "zh", "孩子从小走路多一点脚底就起水泡。"),
        ("lax_pebbled_skin", "en", "The skin of her neck is loose and looks like that of a plucked bird."),
        ("lax_pebbled_skin", "es", "La piel de las axilas le cuelga y está como empedrada."),
        ("lax_pebbled_skin", "zh", "颈部两侧皮肤松弛，像拔了毛的鸡皮。"),
        ("lilac_border", "en", "A hard ivory plaque with a violet edge."),
        ("lilac_border", "es", "Placa blanca y dura con una orilla violeta."),
        ("lilac_border", "zh", "白色硬斑，外围一圈淡紫红色。"),
        ("spares_out_of_reach", "en", "The place between my shoulder blades that I can't reach has no spots."),
        ("spares_out_of_reach", "es", "En el medio de la espalda, donde no llega, la piel está limpia."),
        ("spares_out_of_reach", "zh", "背上手抓不到的那块皮肤是干净的。"),
        ("spares_out_of_reach", "zh", "后背手够不到的地方一颗都没有。"),
        ("flushing", "en", "My cheeks flush with wine or hot tea."),
        ("flushing", "es", "La cara se le pone roja unos minutos cuando bebe vino."),
        ("flushing", "zh", "吃了辣的，脸就一阵阵发红。"),
        ("felt_more_than_seen", "en", "You barely see the spot, but your finger finds it, rough as sandpaper."),
        ("felt_more_than_seen", "es", "La mancha casi no se ve, pero al tocarla raspa."),
        ("felt_more_than_seen", "zh", "斑看不太清，用手一摸粗糙刺手。"),
        ("wood_lamp_coral_red", "en", "Wood's lamp of the groin: coral."),
        ("wood_lamp_coral_red", "es", "Con luz de Wood la placa de la ingle es de color coral."),
        ("wood_lamp_coral_red", "zh", "腹股沟斑片在伍德灯下呈珊瑚红。"),
        ("wood_lamp_white", "en", "The patches glow bright white with Wood's light."),
        ("wood_lamp_white", "es", "Bajo lámpara de Wood, blanco nacarado brillante."),
        ("wood_lamp_white", "zh", "伍德灯照射白斑呈亮白色。"),
    ],
)
def test_a_look_or_touch_is_read(finding: str, language: Language, text: str) -> None:
    assert finding in findings(text, language)


@pytest.mark.parametrize(
    ("finding", "language", "text"),
    [
        ("insensitive_lesion", "en", "No loss of sensation within the lesion."),
        ("thickened_nerve", "en", "Nerves not thickened."),
        ("thickened_nerve", "es", "Sin nervios engrosados."),
        ("thickened_nerve", "zh", "未触及神经粗大。"),
        ("flushing", "en", "She has no flushing."),
        ("skin_fragility", "en", "There is no skin fragility."),
        ("wood_lamp_coral_red", "en", "No coral red fluorescence under Wood's lamp."),
    ],
)
def test_a_look_or_touch_is_denied(finding: str, language: Language, text: str) -> None:
    assert finding in findings(text, language, "absent")
    assert finding not in findings(text, language)


@pytest.mark.parametrize(
    ("finding", "language", "text"),
    [
        ("lilac_border", "en", "The bruise is purple round my eye."),
        ("skin_fragility", "en", "I got a blister on my heel from a long walk in new boots."),
        ("spares_out_of_reach", "en", "I can't reach my doctor and there is no appointment free."),
        ("flushing", "en", "My face is swollen and red since yesterday."),
        ("cheesy_discharge", "es", "El queso y el vino me dan ronchas."),
        ("insensitive_lesion", "en", "The patch itches and my left hand went numb last year."),
        ("lax_pebbled_skin", "zh", "手臂上像鸡皮疙瘩一样。"),
        ("thickened_nerve", "en", "This itch gets on my nerves and the skin is thick."),
    ],
)
def test_what_is_no_such_thing_is_not_read(finding: str, language: Language, text: str) -> None:
    assert finding not in findings(text, language)
