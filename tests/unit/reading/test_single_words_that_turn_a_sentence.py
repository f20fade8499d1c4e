"""Single words that look like a plan, a person, a fit or an end turn nothing that is told beside them."""

import pytest

from dermagent.types import Language
from tests.told import unlike


@pytest.mark.parametrize(
    ("language", "told", "text"),
    [
        (
            "es",
            "+fever +wheal",
            "En la media hora de espera le subió la fiebre a 39 y le salieron ronchas en la panza.",
        ),
        ("es", "+tongue", "Los párpados se le hincharon y la lengua está igual de hinchada."),
        ("en", "~seizure", "Itchy rash for a week. Otherwise fit as a fiddle."),
        ("en", "~seizure", "Itchy rash on both shins. Fit for his age, plays bowls."),
        (
            "es",
            "-poor_feeding_or_floppiness +pustule",
            "Recién nacida de 4 días con granitos de pus. Mama cada tres horas y mama con ganas.",
        ),
        (
            "en",
            "-pregnancy -fever -new_medication",
            "Itchy groin, f 27. No boyfriend at the moment, not pregnant, no fever, no new meds.",
        ),
        ("zh", "+bite_wound +animal_exposure", "昨天我帮朋友遛狗，被狗咬了小腿，现在又红又肿。"),
        ("zh", "+central_clearing", "大腿上红圈圈，边上起皮，中间反而好了。"),
        ("es", "~loss_of_movement", "Se cayó y le duele la muñeca; se inmoviliza el brazo con una férula."),
        ("es", "-changing_lesion", "Los lunares cambian de forma con los años; este no ha cambiado."),
        (
            "en",
            "~changing_lesion",
            "Blue-grey patch on her bottom. Bruises change colour over a week, this one never has.",
        ),
        (
            "en",
            "+erythema +fever",
            "In the hour's wait here the redness has gone past her knee and she has a fever of 39.",
        ),
        ("zh", "+animal_exposure", "我给同事喂猫的时候被猫抓了手，手背发红。"),
        ("es", "+lip +angioedema", "La lengua ya no le cabe en la boca, los labios hinchados y babea."),
        (
            "es",
            "+erythema +calf",
            "Dolor brutal en la pierna que no se explica por lo que se ve: eritema en la pantorrilla.",
        ),
        ("zh", "~changing_lesion", "一般的淤青会变颜色，这块一直没变过。"),
        ("zh", "-pregnancy +pruritus", "我没有男朋友，也没怀孕，下面很痒。"),
        ("es", "+wheal -fever", "Sin pareja ahora, embarazada no estoy. Tengo ronchas y fiebre no tengo."),
        ("en", "~seizure", "Fit for surgery according to the anaesthetist. Itchy lump on back."),
        ("en", "-pregnancy -fever", "Rash on vulva for a week. No husband, not pregnant, no fever."),
        ("es", "-fever ~poor_feeding_or_floppiness", "Bebé de 5 días con granitos. Mama bien, fiebre no tiene."),
        ("es", "~black", "Los granos se ponen negros al curar; este no."),
        ("zh", "+bite_wound", "我替朋友遛狗，被它咬伤了小腿。"),
    ],
)
def test_one_word_turns_nothing(language: Language, told: str, text: str) -> None:
    assert not unlike(told, text, language)


@pytest.mark.parametrize(
    ("language", "told", "text"),
    [
        ("en", "+seizure", "He fit for three minutes in the car, arms jerking."),
        ("en", "+changing_lesion", "I have two moles. One changes colour; this one does not bleed."),
        ("es", "~fever", "Mi mamá tiene fiebre y ronchas. A mí me pica el brazo."),
        ("en", "+seizure", "He had a fit this morning."),
        ("es", "+breast", "Me duele la mama derecha y está roja."),
        ("en", "~fever", "My groin itches. My partner has a rash and a fever."),
        ("zh", "~bite_wound", "我手上痒。邻居昨天被狗咬了。"),
        ("es", "~fever", "Espero que no le suba la fiebre. Tiene ronchas."),
    ],
)
def test_what_such_words_do_tell_is_read(language: Language, told: str, text: str) -> None:
    assert not unlike(told, text, language)
