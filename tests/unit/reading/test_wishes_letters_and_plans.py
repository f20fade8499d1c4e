"""Suicide by a wish, a letter and a plan, told by the person or by others, and letters and bridges of daily life."""

import pytest

from dermagent.types import Language
from tests.told import urgency


@pytest.mark.parametrize(
    ("language", "text"),
    [
        (
            "en",
            "I am 22 with bad eczema. I keep thinking about not existing. I've chosen the multi storey "
            "car park and the hour and my letter is in the drawer.",
        ),
        (
            "en",
            "can't stop thinking how it would be to be dead. acne everywhere. there's a note on my laptop "
            "now and i know exactly how and when",
        ),
        (
            "en",
            "My sister texted me goodbye and asked me to look after her cat. She wrote that it will "
            "happen on Sunday at the quarry. She has psoriasis and hates herself.",
        ),
        (
            "en",
            "Found a letter under my son's pillow saying sorry and goodbye to all of us. He says in it "
            "that he will do it after his exam with his dad's insulin. He is 16, scarred by acne.",
        ),
        (
            "en",
            "Every day I wonder what it'd be like to not be here. I've picked the spot on the railway "
            "line and the train. Vitiligo on my face, what cream?",
        ),
        (
            "en",
            "Pt 19F, isotretinoin 5/12. Preoccupied with not being alive, has written a note, has chosen "
            "a location and a time. No self harm.",
        ),
        ("en", "i dont want to be alive with this skin. note is done, place is sorted, its going to be friday night"),
        (
            "en",
            "My flatmate left a note on the fridge saying he can't go on and that we should forgive him. "
            "He took the car and isn't answering. He had been on roaccutane.",
        ),
        (
            "es",
            "Tengo 23 años y acné. Solo pienso en dejar de existir, ya escribí la carta y sé en qué "
            "estación y a qué hora.",
        ),
        (
            "es",
            "Encontré en la mochila de mi hija una carta en la que nos pide perdón y se despide. Pone que "
            "lo hará el viernes con la insulina de su padre. Tiene 14 años y se rasca los brazos.",
        ),
        (
            "es",
            "Mi hermano dejó una nota de despedida en la mesa y dice que va a ser esta noche en las vías. "
            "Tiene psoriasis.",
        ),
        (
            "es",
            "llevo meses sin dormir por el picor y no hago más que pensar en no estar viva. ya elegí el "
            "puente y el día, y dejé una nota escrita para mis hijos",
        ),
        (
            "es",
            "Mi novio me mandó un mensaje despidiéndose, que cuide al perro, que mañana ya no estará, que "
            "sabe desde qué azotea. Toma isotretinoína.",
        ),
        (
            "es",
            "Varón de 31 años con dermatitis. Refiere pensar a diario en no seguir vivo; ha escrito una "
            "carta de despedida y ha elegido lugar y hora.",
        ),
        ("zh", "我湿疹十年了，满脑子都是不要活着，遗书昨晚写完了，哪座桥、几点我都选好了。"),
        ("zh", "女儿十五岁，满脸痘。她给我留了一封信跟大家告别，说周六要用奶奶的安眠药走。"),
        ("zh", "每天都在想不存在了会怎样，银屑病把我毁了。信写好了，地点和时间都定了。"),
        ("zh", "我弟弟发短信跟全家道别，说今晚就在江边，让我们别找他。他有白癜风。"),
        ("zh", "室友桌上留了张字条，说对不起大家，他撑不下去了，人不见了，电话不接。他痘痘很严重。"),
        ("zh", "患者女，20岁，痤疮。反复想着自己不在人世，已写好告别信，选定了地点和日期。"),
        (
            "en",
            "I keep imagining being dead and how calm it would be. The goodbye email is ready to send. "
            "Tomorrow, the reservoir. My hidradenitis never stops.",
        ),
        (
            "en",
            "My wife has burning skin since the steroid. Her note says goodbye, she loves us, and please "
            "don't look for her.",
        ),
        ("en", "34M erythrodermic psoriasis. Says he wants to die, has picked the day and the method."),
        ("en", "i just wanna not exist. i know exactly which roof. my face is covered in cysts"),
        (
            "en",
            "our daughter sent a goodbye voice message to her cousin and now she isn't answering her "
            "phone, she is 17 with alopecia",
        ),
        ("es", "No quiero seguir viva con esta piel. Tengo decidido el día y la forma."),
        ("es", "Mi hija de 16 mandó un audio despidiéndose de su prima y no contesta el teléfono. Tiene acné grave."),
        (
            "es",
            "Nos escribió una nota donde se despide y dice que lo hará mañana cuando salgamos. Lleva años "
            "con hidradenitis.",
        ),
        ("zh", "不想活了，这张脸烂成这样。时间地点我都选定了，就在今晚。"),
        ("zh", "我老公发微信跟我们道别，说坚持不下去了，手机关机联系不上。他红皮病好几年。"),
        ("zh", "孩子枕头底下有一封告别信，写着星期天要从天台走。她才十四岁，满脸痘。"),
        (
            "en",
            "The letter we found in her drawer says goodbye to each of us and she says in it that she "
            "will do it on Friday.",
        ),
    ],
)
def test_a_wish_not_to_be_alive_with_a_plan_is_an_emergency(language: Language, text: str) -> None:
    assert urgency(text, language) == "emergency"


@pytest.mark.parametrize(
    ("language", "text"),
    [
        (
            "en",
            "I cycle over the bridge to work and my hands get itchy in the cold. I know what time the wind is worst.",
        ),
        ("en", "She wrote a goodbye letter to her teacher on the last day of school and now has a rash from the glue."),
        (
            "en",
            "This itch is killing me, I could die of embarrassment. I left a note for the nurse about "
            "what cream I use.",
        ),
        (
            "en",
            "We made our wills last year. I've counted out my tablets for the holiday and put them in my "
            "bag. Dry skin on my shins.",
        ),
        (
            "en",
            "My daughter left a note on the fridge saying she will do it on Saturday, the tidying I mean. "
            "She has two spots on her chin.",
        ),
        (
            "es",
            "Escribí una carta de despedida a mis compañeros porque me jubilo el viernes. Tengo manchas en las manos.",
        ),
        (
            "es",
            "Mi hijo dejó una nota diciendo que lo hará el sábado, lo de cortar el césped. Tiene granitos "
            "en la frente.",
        ),
        ("es", "Cruzo el puente todos los días a la misma hora y el sol me da en la cara. Me sale una mancha."),
        ("zh", "毕业了，孩子给老师写了一封告别信，手上被胶水弄得起了点红疹。"),
        ("zh", "痒死我了，出差前我把药数好装进包里，周六出发。后背有点干。"),
        ("zh", "我每天几点过那座桥我都知道，风一吹手就裂口子。"),
        (
            "en",
            "He sent a message saying goodbye before his flight and asked me to look after the dog. He "
            "has athlete's foot.",
        ),
        ("en", "I think about not being able to wear shorts. I've picked the date for my laser and the place."),
        ("en", "He wrote a letter to the school, and knows which bus and what time. Ringworm on the arm."),
        ("en", "I can't go on with this cream, it stings. The note from the pharmacist is in my bag."),
        ("es", "No puedo más con este picor. Ya elegí el lugar y la hora de la cita con la dermatóloga."),
        ("es", "Mi compañera se despide de todos el viernes porque se muda. Tengo la piel seca."),
        ("zh", "同事调走了，跟我们道别，留了张字条让我们周末聚餐。我手上有点干。"),
        ("zh", "我在想这个痣是不是不存在恶变，手术日期定好了。"),
    ],
)
def test_letters_bridges_and_counted_tablets_of_daily_life_are_none(language: Language, text: str) -> None:
    assert urgency(text, language) not in ("emergency", "same_day")


@pytest.mark.parametrize(
    ("language", "text", "emergency"),
    [
        (
            "en",
            "She has put the cat in a shelter and told the neighbour she will not need the flat after Sunday.",
            True,
        ),
        ("es", "Dejó sus claves en un sobre y dice que el domingo se acaba todo, ya eligió el puente.", True),
        ("zh", "把猫送给朋友,说周日以后不用找她了,她痘痘很重", True),
        ("en", "We put the dog in a kennel for the holiday and paid the bills. Rash on my arm.", False),
        ("en", "I paid off the loan, I won't need my car any more since I work from home. Dry hands.", False),
        ("es", "Pagué el alquiler y el domingo se termina todo el tratamiento de la piel.", False),
        ("es", "Dejé el perro con la vecina por las vacaciones, tengo ronchas.", False),
    ],
)
def test_leave_that_is_taken_by_acts(language: Language, text: str, emergency: bool) -> None:
    assert (urgency(text, language) == "emergency") is emergency
