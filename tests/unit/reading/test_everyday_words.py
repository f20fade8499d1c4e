"""Words of dangers that everyday talk uses for something else."""

import pytest

from dermagent.types import Language
from tests.told import urgency


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Blood pressure 128 over 80 at the check-up, all good. My elbows are dry."),
        ("en", "Intertrigo under the breasts for months, bra fitting advised, no smell."),
        ("en", "I could have died of shame when the hairdresser saw my flaky scalp."),
        ("en", "My sister nearly fainted when she saw the size of my wart."),
        ("en", "White shirts are fine, black ones are out because of dandruff."),
        ("es", "El sarpullido de la vacuna ya se me fue, quedó una bolita que no duele."),
        ("es", "Mi hija adolescente no hace caso y se toca los granos de la cara desde hace meses."),
        ("es", "Casi me muero de vergüenza por los hongos de las uñas, los tengo hace años."),
        ("en", "I am a crime writer. The victim is bitten by a viper, is the arm black and swollen?"),
        ("en", "Fell off my bike into nettles, white bumps on the legs, gone by morning."),
        ("es", "Estoy quemada del trabajo y me salió el herpes del labio de siempre, cuatro granitos."),
        ("zh", "高三题：蛇咬后血压下降属于哪种休克？"),
        ("zh", "熬夜一个月脸蜡黄，体检都正常，求护肤品。"),
        ("zh", "男，颈后硬结性丘疹七年，瘢痕疙瘩性毛囊炎。"),
        ("zh", "斑贴试验硫酸镍阳性，手部湿疹两年。"),
        ("zh", "骑电瓶车手干裂，每年冬天都这样。"),
        ("zh", "跖疣做了一次冷冻，掉了黑点，三周后复查。"),
        ("zh", "2015年吃虾过敏休克过一次，现在只问头皮屑。"),
        ("zh", "耳洞有点干痂，转一下耳钉有点疼，一个月了。"),
    ],
)
def test_they_are_no_danger(language: Language, text: str) -> None:
    assert urgency(text, language) not in ("emergency", "same_day")


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Shivering with a hot red leg, blood pressure 80 and dropping."),
        ("en", "The baby is fitting and covered in purple spots."),
        ("en", "I nearly passed out when I stood up, hives everywhere since the prawns."),
        ("es", "Se puso flojo como trapo, tiene fiebre y el bebé tiene dos meses."),
        ("zh", "转眼珠的时候很疼，眼皮又红又肿，发烧。"),
        ("zh", "在冷冻库干活，手指发白发硬起血泡，没有知觉。"),
        ("zh", "硫酸溅到手背，皮肤发白。"),
    ],
)
def test_the_dangers_themselves_still_are(language: Language, text: str) -> None:
    assert urgency(text, language) == "emergency"
