"""Small stings, bites that have closed, cups, fevers long gone, calm palms and pressed edges are no danger."""

import pytest

from dermagent.reading.text import read_text
from dermagent.steps.flag import flag
from dermagent.steps.observe import observe
from dermagent.steps.urgency import floor
from dermagent.types import Case, Language


def urgency(text: str, language: Language) -> str | None:
    """How urgent a text is by its findings."""
    return floor(flag(observe(Case(id="t", history=text, language=language)))).urgency


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Bee sting on the hand this morning: a little red swelling, a bit sore."),
        ("en", "Horsefly bite on the thigh, red and a little swollen, tender."),
        ("es", "Me picó una abeja en el brazo: hinchazón pequeña y roja, duele un poco."),
        ("es", "Picadura de tábano en la pierna, roja, un poco hinchada, duele al tocar."),
        ("zh", "手背被蜜蜂蜇了，红肿一小块，有点疼。"),
        ("zh", "小腿被马蜂蜇了，红肿黄豆大，疼。"),
        ("en", "A cat scratch on my hand last week, a dry thin line, nearly gone."),
        ("en", "Our puppy nipped my thumb two weeks ago, it has healed and only flakes."),
        ("es", "Mordedura de hámster hace quince días, ya está cicatrizada."),
        ("es", "El perro me mordió hace tres semanas, cerrado y sin molestias."),
        ("zh", "两周前被狗咬过，伤口已经长好，打完疫苗了。"),
        ("zh", "十天前被仓鼠咬，早就愈合了。"),
        ("en", "Cat bite a fortnight ago: two holes, closed and dry, the finger its usual size."),
        ("es", "Me arañó mi gata hace nueve días; las marcas están secas."),
        ("zh", "被自家猫咬了十天，伤口闭合，抗生素吃完了。"),
        ("zh", "昨天割草被蜜蜂蜇了脚踝，红肿一块，硬币大小，痒。"),
        ("zh", "拔罐以后背上一圈圈紫印子。"),
        ("zh", "刮痧之后背上一条条紫红印子。"),
        ("zh", "拔罐留下圆圆的紫黑印，不疼不痒。"),
        ("zh", "两周前感冒发烧，早退烧了。现在嘴唇干裂，手脱皮。"),
        ("en", "Two weeks ago a fever, gone long since. Now my fingertips peel and crack."),
        ("en", "31 weeks pregnant, my stretch marks itch. Palms and soles quiet."),
        ("es", "Embarazada de 29 semanas, me pica la barriga. Las palmas y las plantas no me molestan."),
        ("es", "Embarazo de 35 semanas, picor en la tripa. Palmas y plantas en calma."),
        ("zh", "孕32周，肚子痒。手掌脚掌安好。"),
        ("en", "I press the edges of the patch daily and they stay where they are."),
    ],
)
def test_what_is_small_closed_gone_or_calm_is_no_danger(language: Language, text: str) -> None:
    assert urgency(text, language) not in ("emergency", "same_day", "urgent_referral")


@pytest.mark.parametrize(
    ("language", "text"),
    [
        (
            "en",
            "Bee sting on the wrist: a small swelling at first, now the redness spreads up the arm, hot, with fever.",
        ),
        ("en", "Small swelling after a wasp sting, and hives all over, I feel dizzy."),
        ("es", "Picadura en la pierna, un poco hinchada, roja, caliente y con pus, tengo fiebre."),
        ("zh", "手被马蜂蜇了，有点肿，现在全身风团，喘不上气。"),
        ("en", "A cat bit my hand three days ago, it closed up but the finger is swollen and throbs."),
        ("es", "El gato me mordió anteayer, está cerrado pero rojo, caliente e hinchado."),
        (
            "es",
            "El gato me mordió la mano hace dos días, los agujeros están cerrados pero el dedo está rojo y me duele.",
        ),
        ("en", "A stray dog bit me six days ago in India; the wound has healed. No vaccine."),
        ("zh", "被狗咬了，伤口已经愈合，没打疫苗。"),
        ("en", "A bat bit me two weeks ago, it has healed."),
        ("zh", "孩子拔罐烫伤了，背上起了大水泡。"),
        ("zh", "两周前开始发烧，到现在没退，手指脱皮，眼睛红。"),
        ("en", "30 weeks pregnant, my belly is calm but palms and soles itch."),
        ("en", "31 weeks pregnant, palms and soles aren't normal, itchy."),
        ("es", "Embarazada de 31 semanas, las palmas y las plantas no están bien, pican de noche."),
        ("zh", "孕34周，手心脚心发痒，肚子没事。"),
        ("en", "Red dots that stay when I press them with a glass, fever."),
    ],
)
def test_the_danger_itself_keeps_its_flag(language: Language, text: str) -> None:
    assert urgency(text, language) in ("emergency", "same_day")


def test_a_bite_that_has_closed_was_once() -> None:
    items = read_text("Hamster bite ten days ago, healed over, no redness.", "en", "history").items
    assert {i.time for i in items if i.finding == "bite_wound"} == {"past"}
