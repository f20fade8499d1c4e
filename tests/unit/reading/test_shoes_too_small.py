"""Shoes that are too small, toes that are jammed in them and blood below a nail."""

import pytest

from dermagent.types import Language
from tests.told import present


@pytest.mark.parametrize(
    ("finding", "language", "text"),
    [
        ("friction_or_pressure", "en", "My football boots are a size too small and the big toenail has gone black."),
        ("friction_or_pressure", "en", "New walking boots were too tight on the descent and the nail is purple."),
        ("friction_or_pressure", "en", "My toes kept slamming into the front of the shoe on the way down."),
        ("hematoma", "en", "There is dried blood under my big toenail since the marathon."),
        ("nail_discolouration", "en", "The nail went black the day after the hike, there's old blood beneath it."),
        ("friction_or_pressure", "es", "Corrí con unas zapatillas que me quedaban chicas y la uña se puso negra."),
        ("friction_or_pressure", "es", "Llevaba las botas muy justas bajando la montaña y me duele el dedo gordo."),
        ("hematoma", "es", "Desde el maratón tengo sangre debajo de la uña, negra toda."),
        ("nail_discolouration", "es", "Desde el maratón tengo sangre debajo de la uña, negra toda."),
        ("friction_or_pressure", "es", "Los zapatos me aprietan y el dedo va chocando con la punta."),
        ("friction_or_pressure", "zh", "鞋子小了一码，下山顶得脚趾疼，指甲发黑。"),
        ("friction_or_pressure", "zh", "新皮鞋太紧，夹脚，小趾外侧起了硬皮。"),
        ("nail_discolouration", "zh", "爬山回来大脚趾甲底下黑了一块。"),
        ("nail_discolouration", "zh", "跑步后趾甲下面紫黑，不疼。"),
        ("hematoma", "zh", "趾甲下有一团瘀血，是被鞋顶的。"),
        ("hematoma", "en", "A door shut on my thumb and there's a black bruise under the nail."),
        ("friction_or_pressure", "en", "Ran in narrow shoes and now there's a bruise under the big toenail."),
        ("hematoma", "en", "Ran in narrow shoes and now there's a bruise under the big toenail."),
        ("friction_or_pressure", "en", "My skates are too tight and the heel has a blister."),
        ("hematoma", "es", "Me machuqué el dedo y tengo sangre seca bajo la uña."),
        ("nail_discolouration", "es", "Me machuqué el dedo y tengo sangre seca bajo la uña."),
        ("friction_or_pressure", "es", "Los tacones me aprietan y me salió un callo."),
        ("friction_or_pressure", "zh", "舞鞋太小，大脚趾一直顶鞋头。"),
        ("hematoma", "zh", "打球后趾甲下面有血，黑黑的。"),
    ],
)
def test_tight_shoes_and_blood_below_a_nail_are_read(finding: str, language: Language, text: str) -> None:
    assert finding in present(text, language)


@pytest.mark.parametrize(
    ("finding", "language", "text"),
    [
        ("friction_or_pressure", "en", "My shoes fit well. Rash on the shin."),
        ("friction_or_pressure", "en", "I have small shoes for the baby. He has a rash on his cheek."),
        ("hematoma", "en", "There was blood on the dressing. The nail is fine."),
        ("friction_or_pressure", "zh", "鞋店人很挤，回来以后手臂痒。"),
        ("friction_or_pressure", "es", "La camisa justa. Me pica la barba."),
        ("friction_or_pressure", "en", "The shoe shop was small. Itchy ankle."),
        ("friction_or_pressure", "es", "Mi pie es pequeño. Uso zapatos cómodos."),
    ],
)
def test_shoes_that_fit_and_other_blood_are_none(finding: str, language: Language, text: str) -> None:
    assert finding not in present(text, language)
