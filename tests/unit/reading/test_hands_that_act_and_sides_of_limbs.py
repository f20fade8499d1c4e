"""The side of a limb is no face, and hands that only do something are no place of the complaint."""

import pytest

from dermagent.reading.text import read_text
from dermagent.types import Language


def _told(text: str, language: Language) -> set[str]:
    return {item.finding for item in read_text(text, language, "history").items if item.is_there}


@pytest.mark.parametrize(
    ("language", "text", "places"),
    [
        ("es", "Eccema en la cara flexora del codo.", ["face"]),
        ("es", "Cicatriz en cara antero-externa de la pierna derecha.", ["face"]),
        ("es", "El bulto del cuello se desplaza con los dedos.", ["finger"]),
        ("es", "No me llega la mano a esa zona de la espalda.", ["hand"]),
        ("en", "I squeezed it between two fingers and pus came out of my thigh.", ["finger", "finger_web"]),
        ("en", "He keeps picking at the scab on his ear with his fingers.", ["finger"]),
        ("en", "You can push it around with a fingertip, just under the skin of my arm.", ["finger"]),
        ("en", "I can't reach that spot on my back with either hand.", ["hand"]),
        ("zh", "他用手一直揉鼻子。", ["hand"]),
        ("zh", "手指一挤后背的包就出脓。", ["finger"]),
        ("zh", "手伸不到的地方，背上一块斑。", ["hand"]),
        ("es", "Ulcera en la cara lateral del tobillo.", ["face"]),
        ("es", "Nódulo en cara dorsal de la mano.", ["face"]),
        ("es", "Roce en la cara posterior del antebrazo.", ["face"]),
        ("es", "Ampollas en las caras internas de los muslos.", ["face"]),
        ("es", "Lo noto con la mano cuando paso por la espalda.", ["hand"]),
        ("es", "Puedo moverla entre los dedos.", ["finger", "finger_web"]),
        ("es", "Al apretarlo con los dedos sale pus.", ["finger"]),
        ("es", "Me rasco la espalda con la mano.", ["hand"]),
        ("es", "El niño tiene mala cara desde ayer.", ["face"]),
        ("es", "Soy diestra y la lesión está en la pierna.", ["hand"]),
        ("en", "I can roll the lump on my neck between my fingers.", ["finger", "finger_web"]),
        ("en", "When I squeeze it with my fingers white stuff comes out.", ["finger"]),
        ("en", "It is on my back where I cannot reach with my hands.", ["hand"]),
        ("en", "She scratches her neck with her hand.", ["hand"]),
        ("en", "You can feel it with your fingertips, on the thigh.", ["finger"]),
        ("en", "I am left-handed.", ["hand"]),
        ("en", "He rubs his eyes with his hands.", ["hand"]),
        ("en", "It is the size of my palm, on the thigh.", ["palm", "hand"]),
        ("zh", "用手摸背上能摸到疙瘩。", ["hand"]),
        ("zh", "后背手够不到的地方痒。", ["hand"]),
        ("zh", "用手指按压后变白，在小腿。", ["finger"]),
        ("zh", "他总是拿手揉眼睛。", ["hand"]),
        ("zh", "两个手指夹住可以推动，在脖子上。", ["finger"]),
        ("zh", "用手挤出白色的东西，在背上。", ["hand"]),
        ("en", "He is right handed and has a mole on the back.", ["hand"]),
    ],
)
def test_what_only_acts_or_is_a_side_is_no_place(language: Language, text: str, places: list[str]) -> None:
    assert not _told(text, language) & set(places)


@pytest.mark.parametrize(
    ("language", "text", "places"),
    [
        ("es", "Manchas en la cara y el cuello.", ["face"]),
        ("es", "Granos en la cara interna del brazo y en la cara.", ["face"]),
        ("es", "Tiene eccema en las manos; se rasca con ellas.", ["hand"]),
        ("es", "Parte externa de la cara hinchada.", ["face"]),
        ("en", "The rash between my fingers itches.", ["finger_web"]),
        ("en", "My hands itch and I rub them with a towel.", ["hand"]),
        ("en", "The blisters on my fingers burst when I pinch them.", ["finger"]),
        ("zh", "手上起水泡，用针挑破。", ["hand"]),
        ("zh", "手指痒，我用手抓。", ["finger"]),
        ("zh", "两手之间指缝脱皮。", ["finger_web"]),
    ],
)
def test_a_place_of_the_complaint_is_one(language: Language, text: str, places: list[str]) -> None:
    assert set(places) <= _told(text, language)
