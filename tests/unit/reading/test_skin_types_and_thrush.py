"""Skin that is black by nature is not dead, thrush below is none of the mouth, a flush is no burn and no chill."""

import pytest

from dermagent.types import Language
from tests.told import present


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "I've got really black skin and shaving leaves bumps under my chin."),
        ("en", "She has black skin, the marks after her spots stay for months."),
        ("en", "Black skinned man of 50, itchy shins."),
        ("es", "Señora de piel muy negra con placas que pican en los codos."),
        ("es", "Tiene la piel negra y le salen granitos al afeitarse."),
        ("es", "Hombre con piel bien negra y queloides en el pecho."),
        ("zh", "我天生黑皮肤，刮胡子后下巴长小疙瘩。"),
    ],
)
def test_skin_that_is_black_by_nature_is_not_dead(language: Language, text: str) -> None:
    assert not present(text, language) & {"necrosis", "eschar", "black"}


@pytest.mark.parametrize(
    ("language", "text", "dead"),
    [
        ("en", "There is black skin around the spider bite.", "eschar"),
        ("en", "He has black skin on his heel and it smells.", "eschar"),
        ("en", "I have black skin, and the tip of my toe has gone black and numb.", "necrosis"),
        ("es", "Tengo la piel negra y además la punta del pie se me puso negra.", "necrosis"),
        ("es", "La piel se le volvió negra alrededor de la herida.", "necrosis"),
        ("zh", "脚跟的皮肤发黑坏死。", "necrosis"),
    ],
)
def test_skin_that_has_gone_black_is(language: Language, text: str, dead: str) -> None:
    assert dead in present(text, language)


@pytest.mark.parametrize(
    "text",
    [
        "Recurrent vulval thrush, five courses of cream, still itchy.",
        "Balanitis? His penis is sore, treated as thrush twice.",
        "Third thrush down below this winter.",
        "Curdy thrush of the vulva, cottage cheese discharge.",
    ],
)
def test_thrush_that_is_told_of_the_genitals_is_none_of_the_mouth(text: str) -> None:
    assert not present(text, "en") & {"oral_white_patches", "cheesy_discharge"}


@pytest.mark.parametrize(
    "text",
    [
        "My baby has thrush, white stuff that will not wipe off.",
        "Thrush on the tongue and the vulva is itchy too.",
        "HIV for years, now thrush and weight loss.",
    ],
)
def test_thrush_by_itself_is_of_the_mouth(text: str) -> None:
    assert "oral_white_patches" in present(text, "en")


@pytest.mark.parametrize(
    "text", ["It prickles like sitting too near a fire.", "Mottled shins from sitting by the fire all winter."]
)
def test_who_sits_by_a_fire_has_no_chills(text: str) -> None:
    assert "chills" not in present(text, "en")


@pytest.mark.parametrize(
    "text", ["He's huddled by the radiator in three jumpers.", "She was sitting by the fire but still freezing."]
)
def test_who_cannot_get_warm_by_it_has(text: str) -> None:
    assert "chills" in present(text, "en")


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Twenty minutes after the niacin tablet my chest felt burnt and went lobster red, gone in an hour."),
        ("es", "Tomé niacina y a la media hora la cara me ardía como quemada, luego se fue."),
        ("zh", "吃烟酸片半小时后脸上像火烤一样通红，一会儿就退了。"),
    ],
)
def test_a_flush_after_niacin_burns_nobody(language: Language, text: str) -> None:
    assert "burn_injury" not in present(text, language)


@pytest.mark.parametrize(
    ("language", "text", "place"),
    [
        ("zh", "斑贴试验对菊花和橡胶过敏。", "anus"),
        ("zh", "每天喝菊花茶，脸上还是长痘。", "anus"),
        ("es", "Granitos lisos en el tronco del pene.", "trunk"),
    ],
)
def test_words_of_other_things_are_no_place(language: Language, text: str, place: str) -> None:
    assert place not in present(text, language)


@pytest.mark.parametrize(
    ("language", "text", "place"),
    [
        ("zh", "菊花痒了一个月。", "anus"),
        ("es", "Granitos lisos en el tronco del pene.", "genitalia_male"),
        ("es", "Manchas en el tronco y los brazos.", "trunk"),
    ],
)
def test_the_places_themselves_are(language: Language, text: str, place: str) -> None:
    assert place in present(text, language)
