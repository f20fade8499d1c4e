"""Foods, the sun of years, what touches the skin, habits and the colour of the skin are read however they are told."""

from collections.abc import Mapping, Sequence

import pytest

from dermagent.types import Language
from tests.told import present

#: Texts that tell each finding.
TOLD: Mapping[str, Sequence[tuple[Language, str]]] = {
    "food_trigger": [
        ("en", "My cheeks flush with red wine or spicy curries."),
        ("en", "He had a bite of a sesame bagel five minutes ago and now welts all over."),
        ("en", "Facial redness and papules; alcohol and chilli bring it on."),
        ("es", "La cara se me pone roja con el vino y el picante."),
        ("es", "Me arde la lengua cuando como piña o tomate."),
        ("es", "Cada vez que come fresas le sale una raya roja en la mejilla."),
        ("zh", "刚吃了两只螃蟹，十分钟全身风团。"),
        ("zh", "脸颊发红，一喝酒吃辣就更红。"),
        ("zh", "每次吃橘子脸上就起一道红印。"),
        ("zh", "晚上吃了一盘烤蝎子，一刻钟后嘴唇肿、起风团。"),
    ],
    "ultraviolet_exposure_chronic": [
        ("en", "I sell fruit by the road, in the sun all day long for fifteen years."),
        ("en", "72M, 40 yrs outdoors as a surveyor. Pearly papule on the nose."),
        ("en", "Retired scaffolder, scaly patches on scalp."),
        ("en", "81M, ploughman all his life. Ulcer on the lower lip."),
        ("es", "Trabajo en el campo de sol a sol desde los quince años."),
        ("es", "Varón 70 a, albañil jubilado, pápula perlada en la nariz."),
        ("es", "Toda la vida al sol, fui marinero."),
        ("zh", "在地里干了一辈子活，天天晒太阳，鼻子上长了个疙瘩。"),
        ("zh", "男，65岁，建筑工人，长年户外作业，面部结节。"),
        ("zh", "我摆地摊十几年，天天太阳底下晒，脸上长斑。"),
    ],
    "contact_allergen_exposure": [
        ("en", "Itchy rash below my navel where the belt buckle sits."),
        ("en", "Hairdresser, works with bleach and colour all day, cracked fingers."),
        ("en", "Flaky eyelids since I had gel nails done."),
        ("en", "Trainee stylist handling dyes without gloves, dry fissured hands."),
        ("es", "Soy estilista, todo el día con tintes, las manos agrietadas."),
        ("es", "Placa que pica bajo el ombligo, donde toca la hebilla del pantalón."),
        ("es", "Eccema justo debajo del reloj metálico."),
        ("zh", "肚脐下面皮带扣贴着的地方红痒脱屑。"),
        ("zh", "换了新眼霜后眼皮红痒。"),
        ("zh", "换了带香味的止汗剂，腋下红痒。"),
        ("zh", "我做美发的，天天碰染膏，手指开裂。"),
    ],
    "friction_or_pressure": [
        ("en", "A brown waxy lump on my back just where my bra rubs."),
        ("en", "A blister on the heel after a march in stiff boots."),
        ("en", "Itches when the waistband rubs it."),
        ("es", "Botas nuevas que me rozan, ampolla en el talón."),
        ("es", "El lunar me roza con el tirante del sostén."),
        ("es", "Me salen ronchas donde me aprieta el elástico."),
        ("zh", "裤腰勒着的地方起红点。"),
        ("zh", "书包带压过的地方就鼓起一道道。"),
        ("zh", "新鞋磨脚，脚后跟起了个水泡。"),
    ],
    "scratching_habit": [
        ("en", "I squeeze my spots all the time, I cannot leave them alone."),
        ("en", "She rubs the patch every day with a comb."),
        ("en", "Thick patch on nape, patient admits to scratching it daily while watching TV."),
        ("en", "I pop them every night and they leave marks."),
        ("es", "Me exprimo los granos siempre y me quedan marcas."),
        ("es", "Admite que se rasca la nuca todos los días sin darse cuenta."),
        ("es", "Me los reviento todos los días."),
        ("es", "No puedo dejar de rascarme ese parche."),
        ("zh", "后颈一块厚皮，没事就抓，抓成习惯了。"),
        ("zh", "痘痘我老忍不住挤。"),
        ("zh", "患者自诉搔抓成瘾，颈后苔藓样变。"),
    ],
    "skin_of_colour_phototype_iv_vi": [
        ("en", "71 yo Black F with tongue swelling."),
        ("en", "59, black british, takes ramipril."),
        ("en", "6/12 girl, Black African, blue patch on the buttock."),
        ("en", "My skin is deep brown and the patches are darker."),
        ("es", "Mujer 55 a, negra, HTA."),
        ("es", "Soy morena oscura y tengo manchas."),
        ("es", "Joven de piel negra con máculas claras."),
        ("es", "Tengo la piel morena y me salieron manchas."),
        ("zh", "患者为非洲裔，皮肤黑。"),
        ("zh", "我皮肤比较黑，脸上有斑。"),
    ],
}
#: Texts that only sound like it, or deny it.
UNTOLD: Mapping[str, Sequence[tuple[Language, str]]] = {
    "food_trigger": [
        ("es", "Come bien y toma su leche."),
        ("es", "La comida no influye."),
        ("zh", "吃饭正常，喝奶好。"),
        ("zh", "跟吃的没关系。"),
    ],
    "ultraviolet_exposure_chronic": [
        ("en", "I was in the sun yesterday."),
        ("en", "I work in an office and avoid the sun."),
        ("es", "Ayer estuve todo el día al sol."),
        ("es", "Trabajo en una oficina."),
        ("zh", "昨天晒了一天太阳。"),
        ("zh", "我在办公室上班，很少晒太阳。"),
    ],
    "contact_allergen_exposure": [
        ("en", "I wear a belt."),
        ("en", "No new soaps or creams."),
        ("es", "No ha cambiado de jabón."),
        ("es", "Mi hija es peluquera."),
        ("zh", "没有换过护肤品。"),
        ("zh", "没用过新的化妆品。"),
    ],
    "friction_or_pressure": [
        ("en", "The rash is under my arms."),
        ("en", "I rub the cream in twice a day."),
        ("en", "My blood pressure is fine."),
        ("es", "La presión arterial es normal."),
        ("es", "Tengo una mancha en el talón."),
        ("zh", "血压正常。"),
        ("zh", "工作压力大。"),
    ],
    "scratching_habit": [
        ("en", "He is not scratching at it."),
        ("en", "I never squeeze them."),
        ("en", "It itches so I scratched it once."),
        ("es", "No se rasca."),
        ("es", "Nunca me los aprieto."),
        ("zh", "不抓不挠。"),
        ("zh", "他没有挤过。"),
    ],
    "skin_of_colour_phototype_iv_vi": [
        ("en", "A black spot on my toe."),
        ("en", "My tongue is black."),
        ("en", "I wear black boots, 40."),
        ("es", "Una mancha negra en la uña."),
        ("es", "La lengua está negra."),
        ("es", "Tengo un lunar negro."),
        ("zh", "脚上有个黑斑。"),
        ("zh", "皮肤发黑坏死。"),
    ],
}


@pytest.mark.parametrize(("finding", "language", "text"), [(key, *one) for key, told in TOLD.items() for one in told])
def test_it_is_read_however_it_is_told(finding: str, language: Language, text: str) -> None:
    assert finding in present(text, language)


@pytest.mark.parametrize(("finding", "language", "text"), [(key, *one) for key, told in UNTOLD.items() for one in told])
def test_what_only_sounds_like_it_or_denies_it_is_none(finding: str, language: Language, text: str) -> None:
    assert finding not in present(text, language)
