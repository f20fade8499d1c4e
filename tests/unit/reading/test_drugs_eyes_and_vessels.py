"""Dangers of drugs, eyes, noses, temples, blisters and kidneys in lay words reach their floor, look-alikes do not."""

import pytest

from dermagent.types import URGENCIES, Language
from tests.told import present, urgency


def below_same_day(found: str | None) -> bool:
    return found is None or URGENCIES.index(found) > URGENCIES.index("same_day")


READ: list[tuple[Language, str, str]] = [
    ("en", "My left eye feels as if it wants to come out of its socket.", "painful_eye_movement"),
    ("es", "El ojo derecho lo tiene desorbitado, como de sapo.", "painful_eye_movement"),
    ("zh", "右眼眼珠转不动。", "painful_eye_movement"),
    ("en", "The vision in one eye went dark for a minute.", "visual_disturbance"),
    ("es", "Se me nubló la vista de un ojo como si bajaran una cortina.", "visual_disturbance"),
    ("zh", "左眼突然像幕布拉下来。", "visual_disturbance"),
    ("en", "Her jaw gets so tired when she eats meat that she has to rest.", "jaw_claudication"),
    ("es", "Se le cansa la quijada al masticar.", "jaw_claudication"),
    ("zh", "嚼东西时腮帮子酸得要歇一歇。", "jaw_claudication"),
    ("en", "Grandpa has sugar and is on insulin.", "diabetes_mellitus"),
    ("es", "Mi abuela es azucarada.", "diabetes_mellitus"),
    ("zh", "他是老糖友。", "diabetes_mellitus"),
    ("en", "The skin of his back slides off with the bedsheet.", "skin_detachment"),
    ("es", "Se le cae la piel en pedazos.", "skin_detachment"),
    ("zh", "背上的皮粘在衣服上，一揭一大块。", "skin_detachment"),
    ("en", "She sits under two blankets and cannot get warm.", "chills"),
    ("es", "Tirita aunque está tapado con cobijas.", "chills"),
    ("zh", "穿着棉袄还一直打哆嗦。", "chills"),
    ("en", "Grandma has water bags, big like a lime, on her arms.", "bulla"),
    ("es", "Le salieron ampollotas en la barriga.", "bulla"),
    ("zh", "腿上的水泡像鸡蛋。", "bulla"),
    ("en", "Sores on the cheeks, perfectly round, as if made with a hole punch.", "punched_out_erosions"),
    ("es", "Mi hija tiene llagas todas iguales y le duelen.", "pain"),
    ("zh", "湿疹上一个个小窟窿，像打孔机打的。", "punched_out_erosions"),
    ("en", "They wash her blood at the hospital three times a week.", "end_stage_kidney_disease"),
    ("es", "Se dializa los lunes.", "end_stage_kidney_disease"),
    ("zh", "外公洗肾五年。", "end_stage_kidney_disease"),
    ("en", "Red skin with lots of yellow pimples.", "pustule"),
    ("es", "Piel roja con muchos granitos de pus.", "pustule"),
    ("zh", "红皮上一层脓粒。", "pustule"),
    ("zh", "他一直喊冷，已经好几个礼拜。", "chills"),
    ("es", "Mi hermano tiene placas moradas en la pierna y en los muslos lo mismo.", "violaceous"),
    ("en", "Grandma has a wound on her heel, she called me by her sister's name and stares at the wall.", "confusion"),
    ("en", "On the new tablets, the skin comes off like a glove.", "skin_detachment"),
    ("en", "The redness was a coin this morning and now a plate.", "rapid_spread"),
    ("en", "He has a boil, my heart's at 135.", "tachycardia"),
    ("es", "La piel se le despega como guante desde que toma la medicina.", "skin_detachment"),
    ("es", "Llora de dolor como nunca y arde en fiebre.", "fever"),
    ("es", "Les puse el vaso y no se borran.", "non_blanching"),
    ("es", "En el análisis me dijeron que el hígado está por las nubes.", "raised_transaminases"),
    ("zh", "腿上伤口化脓，说话不对劲，盯着墙看。", "confusion"),
    ("zh", "吃了新药，皮像手套一样脱下来。", "skin_detachment"),
    ("zh", "现在四十度，手脚冰凉。", "fever"),
]

URGENT: list[tuple[Language, str, str]] = [
    ("en", "F74, new headache at the temple for three weeks, jaw claudication.", "same_day"),
    ("es", "Mi papá tiene 76. Le duele la sien y se le cansa la quijada al masticar.", "same_day"),
    ("zh", "外婆七十四，太阳穴痛，嚼东西腮帮子酸。", "same_day"),
    ("en", "Grandpa has sugar; the top of his mouth is black and smells.", "emergency"),
    ("es", "Mi abuela es diabética y tiene el cielo de la boca negro.", "emergency"),
    ("zh", "爸糖尿病，鼻孔里面发黑，脸麻。", "emergency"),
    (
        "en",
        "He is on epilepsy tablets. His mouth is raw and the skin of his back slides off on the sheet.",
        "emergency",
    ),
    ("es", "Toma fenitoína y se le cae la piel en tiras al tocarlo, con la boca llagada.", "emergency"),
    ("zh", "吃别嘌醇三周，全身红疹，发烧，脸肿，眼睛发黄。", "emergency"),
    ("en", "Six weeks on allopurinol: rash from head to toe, fever, puffy face.", "same_day"),
    ("en", "I am 70. My whole skin is red, it peels into the bed and I cannot get warm.", "same_day"),
    ("es", "Tengo 68 años, la piel roja de la cabeza a los pies, llena de escamas, y tirito.", "same_day"),
    ("zh", "爷爷七十，全身发红掉皮，冷得发抖。", "same_day"),
    ("en", "My grandmother, 81, has blisters all over.", "same_day"),
    ("es", "Mi abuela de 84 tiene vejigas por todo el cuerpo.", "same_day"),
    ("zh", "奶奶八十岁，全身都是水泡。", "same_day"),
    ("en", "My eczema is suddenly full of small ulcers and I have a fever.", "same_day"),
    ("es", "Tiene dermatitis atópica, llagas nuevas y fiebre.", "same_day"),
    ("en", "Shingles on my forehead and the eyelid is full of blisters.", "same_day"),
    ("es", "Culebrilla en la frente, con vejigas hasta el párpado.", "same_day"),
    ("zh", "生蛇生到眼睛边，起水泡。", "same_day"),
    ("en", "He is on dialysis and has hard purple patches on his belly that hurt.", "same_day"),
    ("es", "Se dializa y tiene placas negras en los muslos, con fiebre.", "emergency"),
    ("zh", "血透病人，大腿紫黑硬块，剧痛。", "same_day"),
    ("en", "My skin is red all over with lots of yellow pimples, fever and shivers.", "same_day"),
    ("zh", "我四十岁，停了激素，全身通红，满身脓粒，发烧，头晕。", "emergency"),
]

HARMLESS: list[tuple[Language, str]] = [
    ("en", "My eyelid has a lump, it hurts to press. No bulging."),
    ("en", "I am diabetic and have blackheads on my nose."),
    ("es", "Tengo puntos negros en la nariz y soy diabético."),
    ("zh", "鼻子上好多黑头，我有糖尿病。"),
    ("en", "My forehead is sore from two pimples. My jaw is sore too, I have braces and I am 15."),
    ("es", "Me sale un grano en el párpado que duele un poco. Tengo 20 años y veo bien."),
    ("zh", "眼皮上一个小疙瘩，转眼不疼，看东西清楚。"),
    ("en", "Went red all over after a hot shower, gone in twenty minutes."),
    ("zh", "喝酒后全身发红，一个小时就退了。"),
    ("en", "My shoulders peel after last week's sunburn, no pain, no fever."),
    ("es", "Se me cae la caspa en la ropa, sin dolor ni fiebre."),
    ("zh", "新鞋磨了一个水泡，像绿豆大。"),
    ("en", "Tiny white bumps on my baby's nose, feeding well."),
    ("en", "I am 17 and get spots with pus on my back, no fever."),
    ("es", "Estoy en diálisis, la piel seca me pica, sin manchas ni dolor."),
    ("en", "Eczema in my elbow folds, itchy for months, no blisters, no fever."),
    ("en", "I take allopurinol for years and have a dry patch on my shin."),
    ("es", "Mi hija no tiene nada, su hermano también tiene caspa."),
    ("en", "I got a black eye last week, the colours are fading now."),
]


@pytest.mark.parametrize(("language", "text", "finding"), READ)
def test_a_sign_of_danger_in_lay_words_is_read(language: Language, text: str, finding: str) -> None:
    assert finding in present(text, language)


@pytest.mark.parametrize(("language", "text", "at_least"), URGENT)
def test_a_danger_in_lay_words_reaches_its_floor(language: Language, text: str, at_least: str) -> None:
    found = urgency(text, language)
    assert found is not None and URGENCIES.index(found) <= URGENCIES.index(at_least)


@pytest.mark.parametrize(("language", "text"), HARMLESS)
def test_a_look_alike_stays_below_the_same_day(language: Language, text: str) -> None:
    assert below_same_day(urgency(text, language))


@pytest.mark.parametrize(
    ("language", "text", "finding"),
    [
        ("en", "One eye is seeing like through smoke.", "visual_disturbance"),
        ("es", "Esta mañana vio todo gris por el ojo izquierdo.", "visual_disturbance"),
        ("zh", "左眼像拉窗帘，看不见一阵。", "visual_disturbance"),
        ("en", "Chewing steak, he has to stop because of the ache.", "jaw_claudication"),
        ("es", "Mastica dos bocados y para por el dolor.", "jaw_claudication"),
        ("en", "My jaw only opens a crack, cheek swollen.", "trismus"),
        ("es", "La quijada hinchada, no puedo abrir la boca.", "trismus"),
        ("zh", "下巴肿，嘴张不开。", "trismus"),
        ("en", "Blood sugar 410 today.", "diabetes_mellitus"),
        ("zh", "血糖28。", "diabetes_mellitus"),
    ],
)
def test_sight_jaw_and_sugar_are_read(language: Language, text: str, finding: str) -> None:
    assert finding in present(text, language)


@pytest.mark.parametrize(
    ("language", "text", "finding"),
    [
        ("en", "I saw two doctors about the mole.", "visual_disturbance"),
        ("es", "Vi dos médicos por el lunar.", "visual_disturbance"),
        ("zh", "看了两个医生。", "visual_disturbance"),
        ("en", "Black eye from a football.", "visual_disturbance"),
        ("en", "My tooth hurts, I chew on the other side.", "jaw_claudication"),
        ("en", "Mouth opens fine, an ulcer inside.", "trismus"),
        ("en", "No sugar for 30 days, skin better.", "diabetes_mellitus"),
        ("en", "Glucose 95.", "diabetes_mellitus"),
        ("zh", "我有糖尿病，鼻头上黑点其实是黑头。", "necrosis"),
        ("es", "Soy diabético y tengo una mancha oscura en el paladar de toda la vida.", "necrosis"),
    ],
)
def test_what_only_sounds_like_failing_sight_or_dying_flesh_is_not(language: Language, text: str, finding: str) -> None:
    assert finding not in present(text, language)


@pytest.mark.parametrize(
    ("language", "text", "at_least"),
    [
        ("en", "72. Both temples ache, my scalp hurts on the pillow, the sight of one eye went grey.", "emergency"),
        ("es", "Mi mamá (74), no se deja tocar el pelo, le duele la sien, ve doble desde ayer.", "emergency"),
        ("zh", "奶奶八十岁，太阳穴痛，碰头皮就疼，左眼看不见一阵。", "emergency"),
        ("en", "Diabetic, snot black, cheek numb, face swollen on that side.", "emergency"),
        ("es", "Diabética, la nariz negra con costra, la mejilla dormida.", "emergency"),
        ("en", "Tooth rotten, jaw swollen and hard, mouth only opens a crack, can't swallow.", "emergency"),
        ("zh", "蛀牙，下巴肿得硬邦邦，嘴张不开，咽不下口水。", "emergency"),
        ("en", "On dialysis, black leather patches on the thighs with purple net, he howls at night.", "same_day"),
        ("zh", "一个礼拜洗三次肾，大腿皮变硬发黑，紫色。", "same_day"),
    ],
)
def test_vessels_moulds_and_jaws_reach_their_floor(language: Language, text: str, at_least: str) -> None:
    found = urgency(text, language)
    assert found is not None and URGENCIES.index(found) <= URGENCIES.index(at_least)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("zh", "透析三年，瘘管那条胳膊上有些针眼黑印，不疼不硬。"),
        ("es", "Estoy en diálisis. Vi fotos de las llagas negras de otro paciente, yo no tengo manchas ni dolor."),
        ("en", "Jaw clicks on steak, 71, no headache."),
    ],
)
def test_needle_marks_and_pictures_of_others_are_no_danger(language: Language, text: str) -> None:
    assert below_same_day(urgency(text, language))


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "67. The vein at my temple is hard like a rope and sore, fevers at night."),
        ("es", "67, vena de la sien como lombriz y dura, duele al tocar, flaca."),
        ("zh", "六十七岁，太阳穴的筋像蚯蚓一样硬，按着痛，低烧。"),
    ],
)
def test_a_cord_at_the_temple_of_an_old_person_is_seen_the_same_day(language: Language, text: str) -> None:
    assert urgency(text, language) in {"emergency", "same_day"}
