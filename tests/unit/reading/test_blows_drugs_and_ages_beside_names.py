"""Blows, drugs by what they are for, a child's age beside its name and the sex told in passing are read."""

from collections.abc import Mapping, Sequence

import pytest

from dermagent.types import Language
from tests.told import each, present

#: Texts that tell each finding.
TOLD: Mapping[str, Sequence[tuple[Language, str]]] = {
    "recent_trauma": [
        ("en", "Her ex punched her in the stomach last night."),
        ("en", "The paint sprayer fired into my finger at full pressure."),
        ("en", "Wisdom tooth pulled three days ago."),
        ("es", "Me mordió un perro en la mano anteayer."),
        ("es", "Su marido le pegó una patada en el vientre anoche."),
        ("es", "Le sacaron una muela hace cuatro días."),
        ("zh", "三天前拔了智齿。"),
        ("zh", "他昨晚用脚踹我肚子。"),
        ("en", "Her boyfriend kicked her in the stomach last night and she bleeds."),
        ("en", "Someone punched me in the face two days ago, cheek swollen."),
        ("en", "The paint sprayer fired into my finger at full pressure."),
        ("en", "The grease gun let go straight into his thumb."),
        ("es", "El ex le dio un puñetazo en la barriga ayer."),
        ("es", "Su marido le pegó una patada en el vientre anoche."),
        ("es", "Se me disparó la engrasadora en el pulgar a toda presión."),
        ("zh", "他昨晚一拳打在我肚子上。"),
        ("zh", "老公昨天踹了我肚子一脚。"),
        ("zh", "喷漆枪走火打进了食指。"),
    ],
    "high_risk_drug": [
        ("en", "Started a new epilepsy tablet three weeks ago, now fever and rash."),
        ("en", "On gout medication begun five weeks ago, face swollen."),
        ("en", "HIV, NVP begun 2 weeks ago, mouth ulcers."),
        ("en", "She was put on a pill for seizures last month."),
        ("es", "Empezó un medicamento para la epilepsia hace tres semanas."),
        ("es", "Antigotoso nuevo hace un mes, fiebre y exantema."),
        ("es", "Le dieron pastillas nuevas para las convulsiones."),
        ("zh", "一个月前开始吃治痛风的药，现在发烧出疹。"),
        ("zh", "三周前神经科开了抗癫痫药。"),
        ("zh", "吃降尿酸的药五个礼拜，全身红疹。"),
    ],
    "child_age_1_12_years": [
        ("en", "My grandson is five and has spots."),
        ("en", "Nephew 6 years has a swollen eye."),
        ("en", "I'm minding Ella, 3, who has a rash."),
        ("en", "Boy, 7. Pearly bumps on the arm."),
        ("en", "Milo's eight. He has a bump on his finger."),
        ("es", "Soy la mamá de Lucas, 5 años, tiene ronchas."),
        ("es", "Mi hija Sofía, 7 años, tiene manchas en las piernas."),
        ("es", "Mi sobrino de 4 años tiene el ojo hinchado."),
        ("zh", "我家老大6岁女孩，身上起红疹。"),
        ("zh", "我家二宝3岁，脸上长水泡。"),
        ("zh", "侄子5岁，眼皮肿了。"),
    ],
    "female_sex": [
        ("en", "Mother of two, 38, itchy wheals for weeks."),
        ("en", "Hi it's your nan, 81, the mole on my back itches."),
        ("en", "My bra rubs a brown spot under the strap."),
        ("es", "Soy viuda, 70 años, me pica todo."),
        ("es", "Escribe una lectora de 66 años con un lunar."),
        ("es", "Estoy embarazada de 5 meses y tengo manchas."),
        ("zh", "我怀孕30周，全身痒。"),
        ("zh", "囡囡四岁，头上秃了一块。"),
        ("zh", "姐妹们，我24岁，脸发黄。"),
        ("en", "42, mum of four, itchy wheals for weeks."),
        ("en", "im 15 f. spots on my face"),
        ("zh", "姐妹们，我24岁，脸发黄。"),
    ],
    "male_sex": [
        ("en", "im 16 m. spots all over my face"),
        ("en", "Himself has a sore on his leg, he is 60."),
        ("es", "Tengo 17, vato, con barros en la cara."),
        ("es", "Mi gordo de 9 meses está moradito."),
        ("zh", "我孙仔六个月大，颈上出红粒。"),
        ("zh", "我爹65岁，腿上烂了一块。"),
        ("zh", "M 45岁，右腿红肿。"),
        ("zh", "兄弟们，我大腿根痒。"),
    ],
}

#: Texts that name its words and do not tell it.
NOT_TOLD: Mapping[str, Sequence[tuple[Language, str]]] = {
    "recent_trauma": [
        ("en", "Two years ago a dog bit me."),
        ("en", "I have not been bitten by anything."),
        ("es", "No me ha mordido ningún animal."),
        ("zh", "没有被狗咬过。"),
        ("zh", "小时候被狗咬过。"),
        ("en", "I nearly kicked the bucket laughing, stomach hurts."),
        ("en", "The baby kicks me in the belly all night."),
        ("es", "El bebé da patadas en la barriga."),
        ("zh", "宝宝在肚子里踢我。"),
        ("zh", "痒得我想打人，肚子上都是红点。"),
    ],
    "high_risk_drug": [
        ("en", "He has gout but takes nothing for it."),
        ("en", "She has had epilepsy since childhood, no rash."),
        ("es", "Tiene gota y no toma nada."),
        ("zh", "他有痛风，没吃药。"),
        ("zh", "小时候有过癫痫。"),
    ],
    "child_age_1_12_years": [
        ("en", "Boy, 17. Spots on the face."),
        ("en", "I have a rash. My nephew is 6."),
        ("es", "Soy la mamá de Lucas, tengo 35 años y me salieron ronchas."),
        ("es", "Mi hijo Pedro, 22 años, tiene granos."),
        ("zh", "我家老大16岁，脸上长痘。"),
    ],
    "female_sex": [
        ("en", "My husband has a rash on his back."),
        ("en", "My wife is pregnant and I have a rash."),
        ("es", "Mi marido tiene un lunar."),
        ("zh", "我老公身上起疹子。"),
        ("zh", "我老婆说我背上有痣。"),
    ],
    "male_sex": [
        ("en", "My wife has a mole on her back."),
        ("en", "My sister is 16, spots on her face."),
        ("es", "Mi mujer tiene un lunar."),
        ("zh", "我老婆背上有痣。"),
        ("zh", "我妈65岁，腿上烂了。"),
    ],
}


@pytest.mark.parametrize(("finding", "language", "text"), each(TOLD))
def test_is_read(finding: str, language: Language, text: str) -> None:
    assert finding in present(text, language)


@pytest.mark.parametrize(("finding", "language", "text"), each(NOT_TOLD))
def test_is_not_read(finding: str, language: Language, text: str) -> None:
    assert finding not in present(text, language)
