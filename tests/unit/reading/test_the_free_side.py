"""The side, limb or nails that are free deny nothing of the others, and are not affected."""

import pytest

from dermagent.types import Language
from tests.told import unlike


@pytest.mark.parametrize(
    ("language", "told", "text"),
    [
        (
            "en",
            "~visual_disturbance +pain",
            "My right eye is red, sore and blurry since this morning. The other one is perfectly fine.",
        ),
        ("en", "+oedema +warmth +calf", "Left calf swollen, hot and red. The right leg is the same as ever."),
        ("en", "+numbness", "My left hand is numb and cold. Other hand works fine."),
        ("en", "+crumbling_nail ~fingernail", "The big toenail is yellow and crumbly. Fingernails are fine."),
        ("es", "+visual_disturbance", "El ojo izquierdo está rojo y veo borroso. El otro ojo está perfecto."),
        ("es", "+oedema +warmth +ankle", "Tengo el tobillo derecho hinchado y caliente. El otro pie está normal."),
        (
            "es",
            "+nail_thickening ~fingernail",
            "La uña del pie está gruesa y amarilla. Las uñas de las manos están bien.",
        ),
        ("zh", "+visual_disturbance +eye", "左眼红、看东西模糊。右眼是好的。"),
        ("zh", "+oedema +warmth", "右小腿红肿、发烫。左腿跟平时一样。"),
        ("zh", "+nail_thickening ~fingernail", "大脚趾甲又厚又黄。手指甲没事。"),
        ("zh", "+numbness", "左手麻木发凉。另一只手好好的。"),
        ("zh", "-tense_limb", "右下肢完全正常。左小腿突然剧痛，左小腿软，不硬。"),
        (
            "es",
            "+bulla ~eye",
            "Le salieron ampollas gordas y tirantes en el vientre. La boca la tiene limpia, los ojos también.",
        ),
        ("en", "+warmth +oedema +knee", "His right knee is hot and swollen. The left one is normal."),
        ("es", "+numbness", "La mano izquierda la tengo dormida y morada. La otra mano, perfecta."),
        ("zh", "+exudate", "右耳朵后面红肿流脓，左耳没事。"),
        ("es", "~fingernail +toenail", "Las uñas de los pies se me desmoronan. Las de las manos sanas."),
    ],
)
def test_the_free_side_denies_nothing_of_the_other(language: Language, told: str, text: str) -> None:
    assert not unlike(told, text, language)


@pytest.mark.parametrize(
    ("language", "told", "text"),
    [
        ("en", "-visual_disturbance", "Rash on my cheeks. Both eyes are fine, no blurred vision."),
        ("es", "-visual_disturbance", "Granitos en la frente. Los ojos están bien, veo normal."),
        ("zh", "+fingernail +nail_thickening", "手指甲坑坑洼洼的。脚趾甲也变厚了。"),
        ("en", "+oedema", "My left leg is red. The other leg is swollen too."),
        ("es", "+oedema", "Me duele la pierna derecha. La otra pierna también está hinchada."),
    ],
)
def test_both_sides_are_read_as_told(language: Language, told: str, text: str) -> None:
    assert not unlike(told, text, language)
