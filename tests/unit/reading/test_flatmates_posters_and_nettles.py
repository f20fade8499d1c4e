"""Dangers of a flatmate, a pet, a poster or a nettle with a biting name are none of the patient's."""

import pytest

from dermagent.types import Language
from tests.told import urgency


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("zh", "我家泰迪吃了鸡骨头嘴肿了,送医院打了针,我只是被它抓得有点痒。"),
        (
            "es",
            "A mi compañera de trabajo se le cerró la garganta con un kiwi y ya está en casa. Yo tengo una verruga.",
        ),
        (
            "es",
            "Hoja de alta: vuelva de inmediato si presenta hinchazón de labios, mareo o ronchas "
            "tras comer. Hoy exploración normal.",
        ),
        (
            "es",
            "Nos piden un protocolo en el campamento: fiebre con manchas que no desaparecen, "
            "cuándo llamar. Nadie está malo.",
        ),
        ("zh", "做海报:过敏性休克的表现,嘴唇肿、喘、起疹。下周交作业。"),
        ("zh", "我写小说,主角被毒蛇咬了手臂发黑,纯虚构,怎么写才真?"),
        ("zh", "爬山碰到咬人猫,手背刺痛,两小时就不痛了。"),
        ("zh", "脖子和腋下变黑,搓不掉,像没洗干净,我有点胖。"),
        ("en", "My neck and armpits have turned black, it won't scrub off, I'm overweight."),
    ],
)
def test_what_is_of_others_or_of_nobody_is_no_danger(language: Language, text: str) -> None:
    assert urgency(text, language) not in ("emergency", "same_day")


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("zh", "我家狗咬了我,手臂发黑发臭,高烧。"),
        ("es", "A mi compañera se le cierra la garganta ahora mismo después de un kiwi, ¿qué hago?"),
        (
            "es",
            "Me dijeron que volviera si me faltaba el aire, y ahora no puedo respirar y tengo los labios hinchados.",
        ),
        ("es", "Mi hijo tiene fiebre y manchas que no desaparecen al apretar con un vaso, ¿cuándo llamo al 112?"),
        ("zh", "吃了虾喘不上气倒地,嘴唇肿。"),
        ("zh", "被毒蛇咬了手臂,发黑肿胀。"),
        ("en", "My foot has turned black and cold, it won't wash off, I can't feel it."),
    ],
)
def test_emergencies_of_the_patient_stay(language: Language, text: str) -> None:
    assert urgency(text, language) == "emergency"


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("zh", "被猫咬了手背,又红又肿又痛。"),
        ("zh", "糖尿病,脚趾变黑,搓不掉,流脓。"),
        ("zh", "脖子上长脓肿,发黑,发烧。"),
    ],
)
def test_dangers_for_today_of_the_patient_stay(language: Language, text: str) -> None:
    assert urgency(text, language) in ("emergency", "same_day")


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "The lightning struck beside her and left a mark like a fern on her back."),
        ("en", "The lightning left on her back a mark like a fern."),
        ("es", "Le cayó un rayo cerca y tiene en la espalda una marca como un helecho."),
        ("zh", "雷劈在旁边,他背上有像蕨叶一样的红印。"),
    ],
)
def test_what_lightning_leaves_may_be_likened(language: Language, text: str) -> None:
    assert urgency(text, language) == "emergency"
