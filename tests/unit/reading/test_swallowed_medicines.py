"""Medicines and skin products that a child, or somebody by mistake or in excess, has swallowed."""

import pytest

from dermagent.types import Language
from tests.told import urgency


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "My two year old drank my husband's Regaine foam."),
        ("en", "Our grandson ate a handful of my blood pressure pills an hour ago."),
        ("en", "The baby sucked on the tube of hydrocortisone cream."),
        ("en", "I drank the verruca paint by mistake, I thought it was cough syrup."),
        ("en", "My daughter, 18 months, got into grandma's heart pills."),
        ("en", "I swallowed the whole bottle of my acne tablets."),
        ("en", "He licked some ketoconazole shampoo, my toddler."),
        ("es", "Mi nieto se comió las pastillas de la abuela."),
        ("es", "El bebé chupó la pomada de permetrina."),
        ("es", "Me tragué por error la loción para los piojos."),
        ("es", "mi hija de 2 años se tragó mis pastillas de acitretina"),
        ("es", "Me tragué toda la caja de isotretinoína."),
        ("zh", "宝宝舔了我的氯菊酯乳膏"),
        ("zh", "孙子偷吃了爷爷的降压药"),
        ("zh", "我不小心喝了高锰酸钾溶液"),
        ("zh", "两岁的娃把我的甲氨蝶呤吃了"),
        ("zh", "孩子误服炉甘石洗剂"),
        ("en", "Our toddler chewed up half a strip of my methotrexate."),
        ("en", "Gran necked the whole box of her water tablets."),
        ("es", "La niña ingirió un frasco de mis gotas para la tensión."),
        ("zh", "外孙把奶奶的药吃了，现在昏昏沉沉。"),
        ("zh", "婴儿舔到他克莫司软膏。"),
        ("en", "My toddler swallowed my acitretin capsules. We use a moisturiser for his eczema."),
        ("en", "My son drank a tube of ointment."),
        ("en", "Our toddler drank a bottle of hair conditioner."),
        ("en", "Grandpa drank the bottle of permethrin lotion thinking it was syrup."),
        ("es", "La abuela se bebió la loción de calamina creyendo que era leche."),
        ("zh", "奶奶把炉甘石当牛奶喝了。"),
        ("zh", "误食整瓶秋水仙碱。"),
        ("zh", "宝宝把药水喝光了。"),
        ("es", "Mi hija se bebió el bote de paracetamol."),
        ("zh", "女儿把一瓶退热药水全喝了。"),
        ("zh", "小孙子把一整瓶感冒糖浆喝光了"),
        ("es", "Mi niño se bebió el frasco de loción."),
    ],
)
def test_a_medicine_or_skin_product_swallowed_is_an_emergency(language: Language, text: str) -> None:
    assert urgency(text, language) == "emergency"


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "I swallowed my tablets with water this morning."),
        ("en", "My son drank milk with his tablets and got hives."),
        ("en", "My toddler ate ice cream and has a rash round the mouth."),
        ("en", "My son licks his lips and the cream stings."),
        ("en", "My daughter ate peanuts, I put cream on the rash."),
        ("en", "My baby drank his bottle, then I put lotion on him."),
        ("en", "I've taken all the antibiotics and the rash is gone."),
        ("en", "My son finds his tablets hard to swallow."),
        ("es", "Mi hijo comió yogur y le puse crema."),
        ("es", "Mi niña tomó todas las dosis de antibiótico como dijo el médico."),
        ("zh", "孩子吃了感冒药，身上起疹子"),
        ("zh", "孩子喝了牛奶，我给他涂了药膏"),
        ("zh", "孩子吃了医生开的药，好多了"),
        ("zh", "老公吃了降压药后脚肿"),
        ("zh", "我每天吃甲氨蝶呤一次"),
        ("zh", "儿子吃了虾，涂了炉甘石"),
        ("en", "My toddler almost swallowed my methotrexate but I caught it."),
        ("es", "Mi hija come bien y le pongo crema dos veces al día."),
        ("en", "He takes two of his tablets every evening, spots are better."),
        ("zh", "宝宝吃奶好，每天涂药膏。"),
        ("en", "I had Botox for wrinkles, now I have a wart."),
        ("en", "My baby drank a bottle of milk, cradle cap on the scalp."),
        ("es", "Mi hijo se bebió la leche. Tiene caspa."),
        ("en", "I put the cream on my skin in strips, eczema of the hands is mild."),
        ("zh", "孩子把牛奶喝光了，头皮屑多。"),
        ("en", "My daughter drank a bottle of juice and I washed her hair with shampoo for dandruff."),
        ("zh", "打过瘦脸针，现在头皮屑多。"),
    ],
)
def test_what_is_taken_as_told_eaten_or_put_on_the_skin_is_none(language: Language, text: str) -> None:
    assert urgency(text, language) not in ("emergency", "same_day")


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "A week after Botox I have trouble swallowing."),
        ("zh", "打完瘦脸针后吞咽困难。"),
        ("es", "Tras la toxina botulínica me cuesta tragar saliva, no puedo tragar nada."),
        ("en", "The antibiotic left my skin in ribbons and my lips raw."),
        ("es", "El antibiótico me dejó la piel a jirones y la boca con llagas."),
        ("zh", "吃了药以后皮肤一条一条地掉，嘴里全烂。"),
    ],
)
def test_trouble_swallowing_after_botulinum_and_skin_in_strips_after_a_drug_are_emergencies(
    language: Language, text: str
) -> None:
    assert urgency(text, language) == "emergency"
