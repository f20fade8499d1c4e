"""Places that a text tells to be spared in words of its own, and those that only sound so."""

import pytest

from dermagent.types import Language
from tests.told import polarities


@pytest.mark.parametrize(
    ("text", "language", "finding"),
    [
        ("Itchy rings on my back. Soles of the feet are gorgeous.", "en", "sole"),
        ("The kettle went over her hand. Her tummy was saved by the apron.", "en", "abdomen"),
        ("Drain cleaner splashed on the arm. The nose is not touched.", "en", "nose"),
        ("Rash on the neck. I went over his chest, his knees, his two feet - all clear.", "en", "chest"),
        ("Rash on the neck. I went over his chest, his knees, his two feet - all clear.", "en", "knee"),
        ("Rash on the neck. I went over his chest, his knees, his two feet - all clear.", "en", "foot"),
        ("Blisters on the palm from the steam. The face got away with it.", "en", "face"),
        ("Shoulders burnt bright red, the visor spared my face.", "en", "face"),
        ("Hot soup on her arm. Legs and feet were protected by the jeans.", "en", "leg"),
        ("Hot soup on her arm. Legs and feet were protected by the jeans.", "en", "foot"),
        ("Scaly elbows. Nails of the hands are beautiful.", "en", "fingernail"),
        ("Itchy ring on the thigh. My back is untouched.", "en", "back"),
        ("Nettle rash on the shins. Hands were spared by the gloves.", "en", "hand"),
        ("Escamas en los codos. Las uñas de las manos, fíjate, las tengo perfectas.", "es", "fingernail"),
        ("Hongos en el pie. La pierna y el tobillo están buenos.", "es", "leg"),
        ("Hongos en el pie. La pierna y el tobillo están buenos.", "es", "ankle"),
        ("Cuello oscuro. Codos y rodillas sin cambios.", "es", "elbow"),
        ("Cuello oscuro. Codos y rodillas sin cambios.", "es", "knee"),
        ("Me cayó aceite en el brazo, el pecho lo protegió la camisa.", "es", "chest"),
        ("Ronchas en la espalda. La barriga, la verdad, la tengo limpita.", "es", "abdomen"),
        ("Manchas en las piernas; los brazos ni tocados.", "es", "arm"),
        ("Salpicó el ácido en la cara. Las manos se salvaron gracias a los guantes.", "es", "hand"),
        ("Quemadura en el cuello, a la cara no llegó.", "es", "face"),
        ("Labios negros. Lengua y palmas sin cambios.", "es", "tongue"),
        ("Labios negros. Lengua y palmas sin cambios.", "es", "palm"),
        ("Granos en el pecho. La espalda, oye, la tengo buena.", "es", "back"),
        ("开水泼在大腿上，手上没溅到。", "zh", "hand"),
        ("油锅炸了，脸上起泡，脖子没喷到。", "zh", "neck"),
        ("腿上红点，肚子胳膊都掀开看过，一个点没有。", "zh", "abdomen"),
        ("腿上红点，肚子胳膊都掀开看过，一个点没有。", "zh", "arm"),
        ("脸上疙瘩，后背大腿都撩起来瞧了，一颗也没有。", "zh", "back"),
        ("脸上疙瘩，后背大腿都撩起来瞧了，一颗也没有。", "zh", "thigh"),
        ("额头起水泡，眼皮没波及。", "zh", "eyelid"),
        ("后颈烫伤，耳朵没伤到。", "zh", "ear"),
        ("手背烫伤，胸口有围裙挡着没烫到。", "zh", "chest"),
        ("酸泼到胳膊，脸幸免。", "zh", "face"),
        ("小腿红斑，脚上检查过，一个红点也没有。", "zh", "foot"),
        ("头皮有厚屑，膝盖手肘脱了看，半个都没有。", "zh", "knee"),
        ("头皮有厚屑，膝盖手肘脱了看，半个都没有。", "zh", "elbow"),
    ],
)
def test_a_spared_place_is_denied(text: str, language: Language, finding: str) -> None:
    assert polarities(text, language).get(finding) == "absent"


@pytest.mark.parametrize(
    ("text", "language", "finding"),
    [
        ("The acid burnt her; the scarf did not save her chest and it is blistered.", "en", "chest"),
        ("Burn all over, the face was not spared.", "en", "face"),
        ("My hands were saved from the cold by gloves, but now they itch and peel.", "en", "hand"),
        ("My back is untouched by the cream, still full of red rings.", "en", "back"),
        ("La cara no se salvó, está llena de ampollas.", "es", "face"),
        ("Eccema en las manos, sin cambios con la crema.", "es", "hand"),
        ("Los pies siguen sin cambios, rojos y pelados.", "es", "foot"),
        ("El brazo se salvó de la amputación pero está negro.", "es", "arm"),
        ("脸上没溅到多少，手上全红了。", "zh", "hand"),
        ("后背检查过，一个点没有，昨天起又长了两个红点在背上。", "zh", "back"),
        ("胸口没什么感觉，但起了三个泡。", "zh", "chest"),
        ("手没碰到水就裂开出血。", "zh", "hand"),
        ("脸上没伤到骨头，皮肤都烂了。", "zh", "face"),
    ],
)
def test_a_place_that_only_sounds_spared_stays(text: str, language: Language, finding: str) -> None:
    assert polarities(text, language).get(finding) == "present"
