"""Whose sex a text tells: the patient's, by an age beside a person, by shorthand and by what only one sex is."""

import pytest

from dermagent.reading.text import read_text
from dermagent.types import Language, Sex


@pytest.mark.parametrize(
    ("language", "sex", "text"),
    [
        ("en", "male", "29m here, itchy rash on shins since Monday."),
        ("en", "male", "M teacher 38 yrs. Plaques on elbows."),
        ("en", "female", "44/F, hypertensive. Puffy face since morning."),
        ("en", "female", "I'm 28 weeks with my second and my palms itch."),
        ("en", "male", "Dad of twins here, my son is 6 and has a ring on his arm. His mother has it too."),
        ("en", "female", "My daughter's toddler? No, my daughter, 4, has spots on her tummy."),
        ("en", "female", "First time dad here. My daughter is 2 weeks old and peels."),
        ("en", "male", "My son's teacher noticed it: he is 9 and scratches his head."),
        ("en", None, "My wife's cream did nothing for the rash on my leg."),
        ("es", "male", "Llama su hija. Varón 81 años, pierna roja y caliente."),
        ("es", "female", "Control de niño sano. Niña 3a: pápulas umbilicadas."),
        ("es", "male", "V 63, tabaquista. Pie frío y pálido."),
        ("es", "female", "Soy una costurera de 52 y tengo las manos agrietadas."),
        ("es", "male", "Soy camarero y tengo la lengua negra."),
        ("es", "female", "Soy el papá de Lucía. Mi hija tiene 5 días y manchitas rojas."),
        ("es", "female", "Papá primerizo: mi hija de 2 semanas tiene granitos."),
        ("es", "male", "Soy la abuela. Mi nieto de 3 años tiene ampollas; su mamá tiene un fuego en la boca."),
        ("zh", "female", "我怀二胎30周，手心痒得厉害。"),
        ("zh", "male", "老婆代述：我老公52岁，小腿红肿发烫。"),
        ("zh", "male", "外孙5岁，胳膊上长圈圈。"),
        ("zh", "male", "我一个大老爷们，手上起白斑。"),
        ("zh", "female", "我媳妇吃了虾，全身起风团。"),
        ("zh", "male", "女儿代诉：男，70岁，嘴唇肿。"),
        ("zh", None, "皮肤痒，跟老婆吵架以后更痒。"),
    ],
)
def test_the_sex_is_the_patients(language: Language, sex: Sex | None, text: str) -> None:
    assert read_text(text, language, "history").sex == sex
