"""Ordinary stories that hold a word of danger: blood taken, other people, work, leaflets, titles, kin, hot water."""

import pytest

from dermagent.reading.text import read_text
from dermagent.steps.flag import flag
from dermagent.steps.observe import observe
from dermagent.steps.urgency import floor
from dermagent.types import Case, Language


def urgency(text: str, language: Language) -> str | None:
    """How urgent a text is by its findings."""
    return floor(flag(observe(Case(id="t", history=text, language=language)))).urgency


def told(text: str, language: Language) -> dict[str, str]:
    """What a text says now of the patient."""
    items = read_text(text, language, "history").items
    return {i.finding: i.polarity for i in items if i.time == "current" and i.experiencer == "patient"}


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("zh", "昨天去医院抽了三管血,等结果。腿上有湿疹。"),
        ("zh", "奶奶抽了四十年烟,现在手上有老年斑。"),
        ("zh", "抽了个空来看看脚上的鸡眼。"),
        ("zh", "弟弟学校里有个男生吃虾晕倒了。我脸上有痘。"),
        ("zh", "楼下大妈被狗咬了。我有灰指甲。"),
        ("en", "In her kindergarten there is a girl who stopped breathing after milk. My baby has cradle cap."),
        ("en", "At his school a boy had a seizure. My son has warts."),
        ("es", "En el colegio hay una niña que se desmayó con maní. Mi hijo tiene caspa."),
        ("es", "Mi vecina me habló de una señora a la que mordió una víbora. Lo mío es acné."),
        ("en", "I read about a woman who had sepsis after a cut. I have a wart."),
    ],
)
def test_blood_that_is_taken_and_people_elsewhere_are_no_danger(language: Language, text: str) -> None:
    assert urgency(text, language) not in ("emergency", "same_day", "urgent_referral")


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "I care for people with gangrene. My knuckles are dry."),
        ("en", "I'm a porter and work all day with patients who have meningitis. My feet itch."),
        ("es", "Lavo cuerpos con gangrena en la funeraria. Tengo las manos agrietadas."),
        ("es", "Cuido a enfermos en shock. Me pican los codos."),
        ("zh", "我是急诊医生,每天抢救昏迷的人,手上起皮。"),
        ("zh", "我在殡仪馆上班,接触遗体,手干。"),
    ],
)
def test_what_one_works_with_is_no_danger(language: Language, text: str) -> None:
    assert urgency(text, language) not in ("emergency", "same_day", "urgent_referral")


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "I have cold sores on my mouth twice a year, with little blisters. I take paracetamol for my knees."),
        ("en", "I've a sore finger and take ibuprofen."),
        ("es", "Me ha salido un herpes labial con ampollitas. Tomo omeprazol."),
    ],
)
def test_a_cold_sore_or_a_sore_finger_beside_a_tablet_is_no_drug_reaction(language: Language, text: str) -> None:
    assert urgency(text, language) not in ("emergency", "same_day", "urgent_referral")


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("zh", "奶奶头发都白了,手上有斑。"),
        ("zh", "鞋子里面发白,脚气。"),
        ("es", "Mi madre me va a matar como me rasque otra vez la costra."),
        ("es", 'Vi la película "Muerte súbita". Tengo una verruga.'),
        ("en", "Our band is called Anaphylactic Shock. I have acne."),
        ("en", 'The nail polish "Poison" made my nails yellow.'),
        ("zh", "我看了《休克》这本书。头皮屑多。"),
        ("zh", "我的口红叫“蛇毒”,嘴唇干。"),
        ("en", "Laughing so hard I wanted to die laughing. I have dandruff."),
    ],
)
def test_white_hair_wax_threats_and_titles_are_no_danger(language: Language, text: str) -> None:
    assert urgency(text, language) not in ("emergency", "same_day", "urgent_referral")


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("zh", "药盒上写可能引起过敏性休克。我只有一个鸡眼。"),
        ("zh", "网上写皮疹可能引起败血症。我脚上有癣。"),
        ("es", "¿Qué pasa si a mi hija le pica una abeja y se le cierra la garganta? Ella sólo tiene pecas."),
        ("en", "What must I watch for? Trouble breathing? Blue lips? She has one small wart."),
    ],
)
def test_what_a_leaflet_or_a_question_tells_is_no_danger(language: Language, text: str) -> None:
    assert urgency(text, language) not in ("emergency", "same_day", "urgent_referral")


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("es", "Me quemé con el sol de pequeña en la espalda y el pecho. Tengo pecas."),
        ("zh", "停了激素药膏以后,脸上烫得难受,发红两年了。"),
        ("zh", "白斑摸着、烫着、针刺都有感觉。"),
        ("es", "Los sabañones de los dedos pican y queman por la noche."),
        ("zh", "背上有咖啡色斑,从小就有。"),
        ("zh", "胎记的颜色变淡了。"),
        ("zh", "皮疹消退后颜色变淡。"),
        ("zh", "八个月宝宝,脸上湿疹,尿布区很干净。"),
        ("en", "I take hot baths and my shins have red, dry lines."),
        ("en", "I wash up in hot water and my hands get red and cracked."),
        ("es", "Me gustan las duchas muy calientes y tengo las piernas rojas y secas."),
        ("zh", "水很烫,洗完小腿发红发干。"),
    ],
)
def test_heat_colours_and_clean_nappies_are_no_danger(language: Language, text: str) -> None:
    assert urgency(text, language) not in ("emergency", "same_day", "urgent_referral")


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "I'm on a beta blocker for palpitations and have a wart."),
        ("es", "Tomo pastillas para las palpitaciones y tengo acné."),
        ("en", "She takes lamotrigine for seizures. Her elbows are dry."),
        ("zh", "吃药控制心慌,头皮屑多。"),
    ],
)
def test_a_drug_for_a_symptom_does_not_tell_it(language: Language, text: str) -> None:
    assert urgency(text, language) not in ("emergency", "same_day", "urgent_referral")


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("zh", "下巴长脓包痘,我哥年轻时也一样。"),
        ("zh", "脚气烂了,室友也有。"),
        ("en", "Pustules on my chin; my brother had it too at my age."),
        ("es", "Granos con pus en la cara; mi padre también los tuvo de joven."),
        ("zh", "生了二胎后脸上长斑,两年了。"),
        ("zh", "二胎已经三岁了,脸上有斑,我妈也有。"),
    ],
)
def test_acne_of_kin_and_second_children_are_no_danger(language: Language, text: str) -> None:
    assert urgency(text, language) not in ("emergency", "same_day", "urgent_referral")


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "I still take a pregnancy vitamin. My hair is thin."),
        ("en", "Systems review: -ve fever, -ve cough. Wart on thumb."),
        ("zh", "咳嗽-、发热-、皮疹+。"),
        ("es", "El padre tuvo fiebre el mes pasado; el niño, sin fiebre. Costras en la rodilla."),
        ("en", "I told you my mole was growing, I was mistaken, it is the same."),
        ("es", "Dije que tenía fiebre, me equivoqué. Tengo una verruga."),
        ("zh", "我刚才说发烧,说错了,没有发烧。手上有疣。"),
        ("en", "My mother had a melanoma. My moles are fine."),
    ],
)
def test_what_is_denied_taken_back_or_a_relatives_is_no_danger(language: Language, text: str) -> None:
    assert urgency(text, language) not in ("emergency", "same_day", "urgent_referral")


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("es", "Mi tío tuvo un melanoma. Mis lunares no han cambiado."),
        ("es", "Mi bebé tiene unas bolitas del color de la piel que le van saliendo en la barriga."),
        ("en", "My boils leave a cord-like scar. I'm tired of it."),
        ("zh", "好了以后变化不大,还是那几颗黑痣。"),
        ("es", "Las picaduras me dejan una mancha oscura."),
        ("en", "I've never had anything around my eyes. Cold sore with blisters on the lip."),
        ("zh", "舌头没肿过,荨麻疹半年了,有一次眼皮肿,第二天就消了。"),
        ("zh", "我没有糖尿病,脚趾缝烂。"),
    ],
)
def test_marks_scars_and_lumps_that_are_common_are_no_danger(language: Language, text: str) -> None:
    assert urgency(text, language) not in ("emergency", "same_day", "urgent_referral")


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("zh", "孩子脾气急,湿疹一年。"),
        ("zh", "爷爷性子急,手上有老年斑。"),
        ("zh", "用盐水泡脚,脚气两年,同事也有湿疹。"),
        ("zh", "每天用茶水泡手,手干,妹妹也有湿疹。"),
        ("zh", "长痘吃异维A酸,停药多久可以怀孕?"),
        ("en", "How long after isotretinoin until I can get pregnant? I have acne."),
        ("es", "Tomo isotretinoína para el acné, ¿cuándo puedo quedarme embarazada?"),
        ("en", "The antihistamine makes me sleepy and I get hives most days."),
        ("es", "El antihistamínico me da sueño; ronchas casi a diario."),
        ("en", "Diabetic with a wart with black specks, it hurts to stand on small stones."),
        ("en", "I had kidney stones last year. I have dark moles."),
        ("es", "La piel de las manos la tiene delgada como papel y toma aspirina."),
        ("zh", "脸红,像喝多了一样,爱喝热汤。"),
    ],
)
def test_tempers_baths_stones_and_sleepiness_by_tablets_are_no_danger(language: Language, text: str) -> None:
    assert urgency(text, language) not in ("emergency", "same_day", "urgent_referral")


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "My husband had a seizure. I am scared."),
        ("en", "My friend can't breathe after peanuts, she is in my class."),
        ("en", "A boy in my class can't breathe and his lips are swollen!"),
        ("en", "Leaflet says see a doctor; my tongue is swelling and I can't breathe."),
        ("en", "The leaflet says it may cause a rash, I can't breathe and my lips are swelling."),
        ("zh", "说明书上写可能引起皮疹,我现在喘不上气,嘴唇肿了。"),
        ("zh", "孩子抽了,嘴里吐白沫。"),
        ("zh", "抽了五分钟,嘴唇发紫,起红疹。"),
        ("es", "Le cayó agua caliente en la cara y el pecho, tiene un año, ampollas."),
        ("en", "I started lamotrigine two weeks ago, my lips are full of blisters and sores and my eyes are sore."),
        ("en", "New antibiotic last week, now sores in my mouth and blisters on my lips."),
        ("es", "Empecé alopurinol hace dos semanas y tengo llagas en la boca y ampollas en los labios."),
        ("zh", "前面的人脸色发白冒冷汗,我爸脸发白,起疹子,晕倒了。"),
        ("zh", "我爸面色发白,出冷汗,全身荨麻疹。"),
        ("zh", "病人像蜡一样白,发烧寒战,伤口流脓。"),
        ("en", "I work with patients with burns, and today boiling oil splashed my face and eyes."),
        ("es", "Trabajo con pacientes y hoy no puedo respirar, se me hincha la lengua."),
        ("zh", "我是护士,天天抢救病人,今天我嘴唇肿了喘不上气。"),
        ("en", "I said it was nothing, I was wrong, he can't breathe and his lips are blue."),
        ("en", "My wife had a bee sting; she is fainting and has hives everywhere."),
        ("zh", "隔壁邻居打电话来,说我妈被蛇咬了,腿肿起来了。"),
        ("es", "Mi hija comió maní y en su clase se quedó sin aire, con ronchas."),
        ("zh", "宝宝一个月,发烧,尿布一整天都是干的。"),
        ("zh", "怀二胎七个月,头痛,眼花,脸肿。"),
        ("es", "Quiero morirme, me voy a matar esta noche."),
        ("en", "We were hiking and a snake bit me; my friend has asthma."),
        ("zh", "急性起病,全身荨麻疹,胸闷气急。"),
        ("zh", "怀孕七个月,头痛眼花脸肿。"),
        ("en", "The wasp sting made him drowsy and he has hives all over."),
        ("zh", "发烧,走路像喝醉了一样,身上紫点。"),
        ("es", "Toma carbamazepina y la piel se le levanta como papel mojado, con fiebre."),
        ("zh", "热汤泼到脸上和胸口,起大泡,孩子两岁。"),
    ],
)
def test_the_dangers_behind_those_words_are_heard(language: Language, text: str) -> None:
    assert urgency(text, language) == "emergency"


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("zh", "手被开水烫得起泡。"),
        ("zh", "被热水烫着了,手起泡。"),
        ("zh", "看东西颜色变淡,眼睛痛。"),
        ("en", "My calf is hot and red and swollen after a hot bath."),
        ("en", "I get palpitations and a rash since the new tablets."),
    ],
)
def test_the_lesser_dangers_behind_those_words_are_heard(language: Language, text: str) -> None:
    assert urgency(text, language) in ("emergency", "same_day")


@pytest.mark.parametrize(
    ("language", "text", "finding", "said"),
    [
        ("zh", "我没有糖尿病。", "diabetes_mellitus", "absent"),
        ("zh", "他没有高烧，有糖尿病。", "diabetes_mellitus", "present"),
        ("en", "I have a sore throat.", "sore_throat", "present"),
        ("en", "I have a sore throat.", "ulcer", None),
        ("en", "My mother had a melanoma.", "personal_history_of_skin_cancer", None),
        ("en", "I had a melanoma.", "personal_history_of_skin_cancer", "present"),
        ("zh", "指甲上有小坑。", "punched_out_erosions", None),
        ("es", "Se me pone roja y caliente la pierna.", "warmth", "present"),
        ("zh", "发热-、寒战-、瘙痒+。", "chills", "absent"),
        ("en", "ROS: -ve fever, cough.", "fever", "absent"),
        ("en", "The pregnancy test was positive.", "pregnancy", "present"),
        ("es", "Nunca he tenido nada en los ojos.", "eye", "absent"),
        ("en", "They leave a dark mark.", "hyperpigmentation", "present"),
        ("en", "They leave a dark mark.", "pigmented_lesion", None),
    ],
)
def test_what_only_holds_a_finding_is_told_apart_from_it(
    language: Language, text: str, finding: str, said: str | None
) -> None:
    assert told(text, language).get(finding) == said


def test_the_melanoma_of_a_parent_is_not_the_patients() -> None:
    named = read_text("My mother had a melanoma. My moles are fine.", "en", "history").named
    assert {one.stance for one in named if one.condition == "melanoma"} == {"family"}
