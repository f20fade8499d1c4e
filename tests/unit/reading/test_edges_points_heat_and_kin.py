"""Spots beyond an edge, skin that no one can pinch, marks that swell when rubbed, points of lumps, heat, kin, shoes."""

import pytest

from dermagent.reading.text import read_text
from dermagent.types import Language


def findings(text: str, language: Language, polarity: str = "present") -> set[str]:
    return {item.finding for item in read_text(text, language, "history").items if item.polarity == polarity}


@pytest.mark.parametrize(
    ("finding", "language", "text"),
    [
        ("satellite_lesions", "en", "A raw red rash in the groin, and small pimples just outside its border."),
        ("satellite_lesions", "es", "Placa roja en la ingle con granitos fuera del borde."),
        ("satellite_lesions", "zh", "腹股沟大片红斑，红斑外面还有几颗小丘疹。"),
        ("sclerosis_of_skin", "en", "A white patch on the thigh, so hard it can't be pinched."),
        ("sclerosis_of_skin", "es", "Placa blanca y dura que no se puede pellizcar."),
        ("sclerosis_of_skin", "zh", "大腿上一块白色硬皮，怎么也捏不起来。"),
        ("darier_sign", "en", "His brown spots puff up when they are rubbed with the towel."),
        ("darier_sign", "es", "Al frotar las manchas cafés se levantan y pican."),
        ("darier_sign", "zh", "褐色的斑用毛巾一擦就肿起来。"),
        ("central_punctum", "en", "Soft lump on my shoulder with one tiny black pore on it."),
        ("central_punctum", "es", "Un bulto en la espalda con un agujerito negro encima."),
        ("central_punctum", "zh", "背上一个肿块，中间有个黑点。"),
        (
            "recent_streptococcal_infection",
            "en",
            "She had tonsillitis at school; two weeks later small red scaly spots covered her trunk.",
        ),
        (
            "recent_streptococcal_infection",
            "es",
            "Tuvo faringitis con fiebre y a los quince días le salieron manchitas rojas.",
        ),
        ("recent_streptococcal_infection", "zh", "孩子扁桃体炎，两周后身上出了很多红色小丘疹。"),
        ("worse_with_heat_or_sweat", "en", "Granny kept her wrapped up well and now there are tiny red bumps."),
        ("worse_with_heat_or_sweat", "en", "In humid weather it comes out on my back, and with a fan it settles."),
        ("worse_with_heat_or_sweat", "es", "Lo llevaban demasiado abrigado y se llenó de granitos rojos."),
        ("worse_with_heat_or_sweat", "zh", "宝宝穿得多，后背起了一片小红疹。"),
        ("family_history_of_same_condition", "en", "Her mother has had it all her life."),
        ("family_history_of_same_condition", "en", "Four generations of my family blister like this."),
        ("family_history_of_same_condition", "es", "Su padre las ha tenido toda la vida."),
        ("family_history_of_same_condition", "zh", "我们家三代人都这样。"),
        ("friction_or_pressure", "en", "I wear narrow shoes at work."),
        ("friction_or_pressure", "es", "Trabajo todo el día con zapatos estrechos."),
        ("friction_or_pressure", "zh", "上班天天穿尖头鞋。"),
        ("patchy_hair_loss", "en", "There are round scaly patches on his scalp where hair is missing."),
    ],
)
def test_what_tells_diseases_apart_is_heard(finding: str, language: Language, text: str) -> None:
    assert finding in findings(text, language)


@pytest.mark.parametrize(
    ("finding", "language", "text"),
    [
        ("satellite_lesions", "en", "Spots around the eyes for a week."),
        ("sclerosis_of_skin", "en", "The cyst can't be pinched between two fingers."),
        ("darier_sign", "en", "The mosquito bites swell when I rub them and leave brown spots."),
        ("central_punctum", "en", "I have nodules on the chin and many blackheads."),
        ("worse_with_heat_or_sweat", "en", "I cooled the burn under the tap and it feels better."),
        ("family_history_of_same_condition", "en", "My husband has had it for two weeks as well."),
        ("friction_or_pressure", "en", "I wear wide soft shoes."),
        ("recent_streptococcal_infection", "en", "I burnt my hand; two weeks later red spots came up."),
    ],
)
def test_what_only_sounds_like_it_is_not_read(finding: str, language: Language, text: str) -> None:
    assert finding not in findings(text, language)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Both big toenails are thick and yellow. My fingernails are fine."),
        ("es", "Las uñas de los pies están gruesas; las uñas de las manos están normales."),
        ("zh", "大脚趾甲增厚发黄，其他指甲正常。"),
    ],
)
def test_healthy_nails_elsewhere_deny_nothing_of_the_sick_ones(language: Language, text: str) -> None:
    assert "nail_thickening" in findings(text, language)
    assert "nail_thickening" not in findings(text, language, "absent")


def test_a_healthy_fold_is_no_healthy_nail() -> None:
    assert "nail_discolouration" not in findings("甲周皮肤无异常，皮肤正常，甲板发黄。", "zh", "absent")
    assert "nail_thickening" in findings("Sus uñas son normales.", "es", "absent")


def test_the_side_of_a_limb_is_no_face_and_pinching_fingers_no_web() -> None:
    assert "face" not in findings("Pápula en cara anterior del muslo izquierdo.", "es")
    assert "face" in findings("Pápula en la cara y en el muslo.", "es")
    assert "finger_web" not in findings("Al apretarla entre los dedos se hunde.", "es")
    assert "finger_web" in findings("Me pica entre los dedos.", "es")


def test_hair_from_everywhere_and_hairs_thin_at_their_root() -> None:
    assert "diffuse_hair_loss" in findings("My hair is falling out from everywhere, not in patches.", "en")
    assert "diffuse_hair_loss" in findings("Se me cae el pelo por toda la cabeza.", "es")
    assert "exclamation_mark_hairs" in findings("Short hairs round the bald spot, thinner at the root.", "en")
