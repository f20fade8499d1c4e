"""Airway, allergy, newborns, scalded skin, pregnancy, heat and cold in lay words, and everyday words like them."""

import pytest

from dermagent.types import Language
from tests.told import urgency

EMERGENCIES: list[tuple[Language, str]] = [
    ("en", "In loo wave mother fell down, body hot, talking nonsense, fits also came."),
    (
        "en",
        "Ten minutes after the prawns her face came up like a football, there is a lump in her throat.",
    ),
    ("en", "Wasp got me on the ear. Hives all over and it feels like a golf ball is stuck in my throat."),
    ("en", "The thing that dangles at the back of his throat, the uvula, is swollen like a grape and he is drooling."),
    ("en", "My pikin chop egg first time, body red everywhere, e don weak like cloth."),
    ("en", "Grandson tasted peanut butter. He's covered in hives and has gone all floppy and sleepy."),
    ("en", "Two minutes after the injection my uncle had hives on his chest and started coughing and sweating."),
    ("en", "He ate cashew sweets, red patches all over, breath is not going inside sir."),
    ("en", "Bee sting on the arm, whole body is itching, lips are swollen and his breathing is making a sound."),
    ("en", "Our baby was born on Tuesday and there's a row of blisters on her scalp."),
    ("en", "The skin on his bottom slid off when I wiped him, he is three and burning up."),
    ("en", "My toddler has a fever of 39 and her skin wrinkles up under my finger and comes away."),
    ("en", "28 weeks pregnant with chickenpox, temperature 39 and a cough that hurts my chest."),
    ("en", "Big man of 40, chicken pox blisters fresh and crusted, fever, and now coughing and short of breath."),
    ("en", "Old lady wandered into the snow in her nightie, feet white and hard, she has stopped shivering."),
    ("en", "He ran the race in the heat, now staggering like a drunk and asking me who I am."),
    ("es", "Comió camarones y a los cinco minutos la cara hinchada y siente una bola atorada en la garganta."),
    ("es", "Le picó una avispa, está lleno de ronchas y dice que no le pasa el aire."),
    ("es", "Le dimos huevo por primera vez al nene, se llenó de ronchas y está como un trapo."),
    ("es", "La campanilla la tengo enorme, me toca la lengua, y se me hinchó el labio."),
    ("es", "El bebé nació el lunes y le salieron burbujitas en la cabeza."),
    ("es", "Mi hijo de dos años tiene fiebre y se le resbala la piel de las axilas al vestirlo."),
    ("es", "Estoy de siete meses de embarazo, con varicela, fiebre de 39 y tos."),
    ("es", "Corrió el maratón, anda como borracho y pregunta dónde está."),
    ("zh", "吃了虾十分钟，脸肿得像气球，喉咙像有东西卡住。"),
    ("zh", "被黄蜂蜇了，全身起风团，喉咙发紧，气上不来。"),
    ("zh", "第一次吃花生，宝宝全身红，软绵绵的，叫不醒。"),
    ("zh", "换了降压药，舌头变大，喉咙堵得慌，讲话含糊。"),
    ("zh", "孩子三岁发烧，屁股的皮起皱，一抱就哭，一揭就掉。"),
    ("zh", "新生儿第五天，头皮上起泡，一串一串。"),
    ("zh", "怀孕七个月出水痘，发烧39度，咳嗽胸痛。"),
    ("en", "Stung by a hornet at the barbecue, now I can't finish a sentence and my shoulders are going up and down."),
    ("en", "Ate a bit of pesto pasta, itching all over, and the kitchen keeps tilting."),
    ("en", "Me tek di antibiotic, lip dem fat, and me cyaan ketch me breath."),
    ("en", "His goozle is closing up, lips swollen like two slugs since the bee got him."),
    ("en", "She's nine days, blisters by her mouth, and she won't suck."),
    ("es", "Me picó un abejorro y el gaznate se me está angostando, los párpados hinchados."),
    ("es", "Comió turrón de almendra y se resbaló de la silla, pálida, llena de habones."),
    ("es", "Mi mamá también se hincha, y ahora a mí se me hinchó la lengua y no puedo tragar ni la saliva."),
    ("es", "Bb de 9 dias con bolsitas de agua en la ingle y chupa con desgano."),
    ("zh", "被蜜蜂蛰了，说话说半句就要停，耸着肩膀喘，身上起风团。"),
    ("zh", "吃了开心果，全身痒，眼前都是重影，站不稳。"),
    ("zh", "男宝十一天，眼皮上两颗水泡，吃奶少了。"),
]

SAME_DAY: list[tuple[Language, str]] = [
    ("en", "7 months pregnant, palms itching like mad at night, no rash."),
    (
        "en",
        "I'm a nursery teacher, six months pregnant, two of my class have chicken pox, I never had it.",
    ),
    ("en", "His eczema on the arms looks like a colander, lots of little round holes, and he has a fever."),
    ("en", "I gave birth last week, itchy blisters round my belly button have spread to my thighs."),
    ("en", "Blisters on the tip of his nose and the forehead hurts on one side."),
    ("es", "Estoy embarazada de 20 semanas y mi sobrino tiene varicela, dormimos juntos ayer."),
    ("es", "Di a luz hace una semana, ampollas que empezaron en el ombligo y ya van por los muslos."),
    ("es", "Tiene dermatitis y la piel parece un cernidor, hoyitos redondos, y fiebre de 39."),
    ("zh", "我怀孕四个月，大女儿班上有人出水痘，我没出过。"),
    ("zh", "孩子湿疹的地方全是小圆坑，像筛子，发烧。"),
    ("zh", "怀孕八个月手心脚心痒得睡不着，没有疹子。"),
]

EVERYDAY: list[tuple[Language, str]] = [
    ("en", "I have a cold and my voice is hoarse. Also a wart on my thumb."),
    ("en", "My eye aches after the screen. Dry flaky lids."),
    ("es", "Me duele el ojo de leer tanto y tengo caspa."),
    ("zh", "电脑看久了眼睛痛，眼皮有点脱屑。"),
    ("en", "Baby is not taking to the new bottle of lotion, his skin stays dry."),
    ("en", "Got a pill stuck in my throat yesterday, it went down with water. Also a wart on my thumb."),
    ("en", "My nose is blocked and air is not coming through it, and I have a spot on my chin."),
    ("en", "Blackhead on the tip of my nose for months."),
    ("en", "The skin on my arms is like plucked chicken, little bumps for years, no trouble."),
    ("en", "My son gave egg sandwiches to his class. He has a dry red patch on his elbow."),
    ("en", "Mum peeled the sticker and a bit of skin came off, no fever. He is six and it is a graze."),
    ("en", "After the run I walked like a drunk because of the blisters on my heels."),
    ("en", "My belly has been big for eight months, I am constipated, and I have a mole on it."),
    ("en", "Acne left pits on my cheeks, all the same size, can a laser help?"),
    ("en", "Everything is fine with the pregnancy, 24 weeks. I have stretch marks that itch a bit on my tummy."),
    ("en", "I had chickenpox years ago and am 12 weeks pregnant, only a skin tag."),
    ("en", "My fever blister on the lip is back, tingling, that is all."),
    ("en", "My eyes ache after the screen, and my eyelids are dry and flaky."),
    ("en", "The child ate eggs all his life, red dry elbows, he coughs a bit from a cold."),
    ("en", "Cold as a stone in this house and my fingers are chapped."),
    ("en", "Runny nose and hay fever, a few hives last week which are gone."),
    ("en", "His voice is deep like a man's now he is fourteen, and he has spots on his forehead."),
    ("es", "Estoy resfriado, ronco, con un nudo en la garganta, y tengo un lunar en la espalda."),
    ("es", "Se me arruga la piel de las manos al lavar platos y la tengo seca."),
    ("es", "Punto negro en la punta de la nariz desde hace meses."),
    ("es", "Tengo la piel de los brazos como pollo pelado desde niña, no me molesta."),
    ("es", "Mi hijo probó el huevo hace tiempo y lo tolera. Tiene la piel seca en los codos."),
    ("es", "El acné me dejó hoyitos en las mejillas."),
    ("es", "Estoy embarazada de cinco meses, tuve varicela de niña, solo me pican un poco las estrías."),
    ("es", "Mi bebé hace burbujas con la saliva, tiene una costra grasosa en la cabeza, come bien."),
    ("zh", "感冒了嗓子哑，喉咙像有东西，脸上长了两颗痘。"),
    ("zh", "鼻尖长了黑头，几个月了。"),
    ("zh", "洗碗多了手上皮肤起皱，有点干。"),
    ("zh", "孩子一直吃鸡蛋没事，胳膊弯有点红干痒，最近有点咳嗽。"),
    ("zh", "脸上痘痘留了小坑，想做激光。"),
    ("zh", "怀孕五个月，肚皮有点痒，有妊娠纹，产检都好。"),
    ("zh", "备孕中，手上有湿疹。"),
    ("zh", "眼睛盯屏幕久了酸痛，眼皮有点脱屑。"),
    ("en", "Shouted myself hoarse at the concert, lips chapped from the wind, nothing swollen."),
    ("en", "Two summers ago my lip swelled after a prawn. Today it is only dry."),
    (
        "en",
        "My niece had a bad turn with nuts years ago, her throat closed. My son ate some yesterday, nothing happened.",
    ),
    ("es", "Me quedé ronca de cantar en el karaoke y tengo los labios partidos."),
    ("es", "A mi prima se le cerró la garganta con el maní hace años. Mi hijo lo comió ayer y no le pasó nada."),
    ("es", "El bebé de veinte días duerme mucho entre tomas y mama bien, tiene los pies pelados."),
    ("zh", "孩子吃了虾，我就怕他像邻居家那个一样喘起来，结果啥事没有。"),
    ("zh", "照镜子看到鼻翼有点发红脱皮，冬天就这样。"),
]


@pytest.mark.parametrize(("language", "text"), EMERGENCIES)
def test_a_danger_in_lay_words_is_an_emergency(language: Language, text: str) -> None:
    assert urgency(text, language) == "emergency"


@pytest.mark.parametrize(("language", "text"), SAME_DAY)
def test_a_danger_in_lay_words_is_seen_the_same_day(language: Language, text: str) -> None:
    assert urgency(text, language) in ("emergency", "same_day")


@pytest.mark.parametrize(("language", "text"), EVERYDAY)
def test_everyday_words_are_no_danger(language: Language, text: str) -> None:
    assert urgency(text, language) not in ("emergency", "same_day")
