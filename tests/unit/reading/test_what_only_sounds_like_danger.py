"""Everyday words that hold a word of danger: trousers, frozen warts, acids of care products, hot water."""

import pytest

from dermagent.types import Language
from tests.told import mentioned, present, urgency


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Tight pants chafe my groin, it itches."),
        ("en", "The cargo pants left a red line at my waist."),
        ("en", "My puppy is panting in the heat. I have a wart."),
        ("en", "My lids look puffy like a frog's in the morning for years."),
        ("zh", "今天来问问脚上的鸡眼，中间有黑点。"),
        ("zh", "今天想看看背上一颗黑痣，从小就有。"),
        ("zh", "今天挂号看黑眼圈和黑头。"),
        ("en", "Verruca on my toe with black specks, froze it with a freeze spray."),
        ("en", "Bought black shoes for the freezing weather, corn on the foot."),
        ("es", "Verruga en el pie con puntos negros, usé un aerosol para congelar."),
        ("es", "Con botas negras en invierno, tengo un callo en el pie."),
        ("zh", "脚底的疣做过液氮冷冻，还有小黑点。"),
        ("zh", "用含乳酸的洗面奶去角质。"),
        ("zh", "洗澡用果酸的洗发水，头皮屑。"),
        ("en", "I put salicylic acid gel on my wart, it spilled a bit on the table."),
        ("en", "I use a cleanser with acid for blackheads."),
        ("es", "Me pongo ácido glicólico en la cara para las manchas."),
        ("es", "Friego con agua caliente y tengo 72 años, manos secas."),
        ("es", "Me gusta el agua caliente para bañarme, tengo 80 años."),
        ("zh", "喜欢用热水烫脚，今年75岁，脚干。"),
        ("zh", "痒得像火烧似的，小腿老湿疹。"),
        ("en", "I burnt the toast this morning. Dandruff."),
        ("en", "My heart flutters whenever I see her. Pimples on my nose bridge."),
        ("es", "Perdí de vista mis metas. Tengo acné."),
        ("en", "I lost sight of what matters; psoriasis on elbows."),
        ("en", "I wear loose trousers because the eczema on my knee itches."),
        ("es", "Llevo ropa floja porque me pica la cicatriz."),
        ("zh", "喜欢穿宽松的衣服，背上痒。"),
        ("es", "Mi abuela de 82 años no quiere comer verduras. Tiene un lunar."),
    ],
)
def test_everyday_words_are_no_danger(language: Language, text: str) -> None:
    assert urgency(text, language) not in ("emergency", "same_day")


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "58M, R shin red and warm, T 38.1, HR 84, BP 126/74, walking."),
        ("en", "My calf is red and hot with a fever of 38.2, otherwise I feel well."),
        ("es", "Mujer 50 años, pantorrilla roja y caliente, fiebre 38,1, FC 80, TA 125/75."),
        ("zh", "女，55岁，右小腿红，皮温高，体温38.2，心率82，血压120/76。"),
    ],
)
def test_a_red_warm_leg_with_fever_alone_is_for_the_same_day(language: Language, text: str) -> None:
    assert urgency(text, language) == "same_day"


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "My calf is red and hot, fever 39, and I shake with chills."),
        ("en", "Red hot leg, fever, and the redness is spreading by the hour."),
        ("en", "Red hot leg with fever, vomiting and feeling very ill."),
        ("es", "Pierna roja y caliente, fiebre y escalofríos, confuso."),
        ("zh", "小腿红肿热，发烧寒战，人迷糊。"),
        ("en", "He is panting for air, lips swollen."),
        ("en", "Out in the frost all night, the toes turned black and numb."),
        ("zh", "硫酸溅到脸上。"),
        ("en", "Battery acid splashed on my face."),
        ("es", "Le cayó ácido en la cara."),
        ("es", "Le cayó agua hirviendo en la cara y el pecho, tiene 2 años, ampollas, 15% de superficie."),
    ],
)
def test_the_dangers_behind_those_words_stay_emergencies(language: Language, text: str) -> None:
    assert urgency(text, language) == "emergency"


@pytest.mark.parametrize(
    ("language", "text", "finding"),
    [
        ("en", "I read chapter three last night.", "fissure"),
        ("en", "We sat packed like sardines.", "grouped"),
        ("en", "It is hard to explain where it itches.", "firm_to_touch"),
        ("en", "Please tick all boxes.", "tick_exposure"),
        ("en", "The rash makes my blood boil.", "abscess"),
        ("en", "I have an irregular pulse, and a mole.", "irregular_border"),
        ("en", "I went down a rabbit hole online.", "animal_exposure"),
        ("es", "Duermo como un tronco.", "trunk"),
        ("es", "Como cosas picantes.", "pruritus"),
        ("es", "Se cayó redondo en la calle.", "annular"),
        ("zh", "周末踢足球。", "foot"),
        ("zh", "毛囊性丘疹。", "cyst"),
        ("zh", "打麻药以后拔牙。", "numbness"),
        ("zh", "我没戴手套。", "cold_exposure"),
        ("zh", "在吃避孕药。", "pregnancy"),
        ("en", "Both my parents had melanoma.", "personal_history_of_skin_cancer"),
    ],
)
def test_words_inside_other_words_and_idioms_are_no_findings(language: Language, text: str, finding: str) -> None:
    assert finding not in mentioned(text, language)


@pytest.mark.parametrize("text", ["Her friend had melanoma.", "My colleague had melanoma. I have a wart."])
def test_a_strangers_melanoma_is_not_the_patients(text: str) -> None:
    assert "personal_history_of_skin_cancer" not in present(text, "en")
