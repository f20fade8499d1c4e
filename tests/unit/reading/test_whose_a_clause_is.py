"""Whose a clause is: the patient's, or that of a stranger, relative or animal whom a story tells of beside him."""

import pytest

from dermagent.reading.text import read_text
from tests.told import is_emergency, observed, polarities, present, urgency

_URGENT = ("emergency", "same_day")


@pytest.mark.parametrize(
    "text",
    [
        "I have ringworm on my arm. Our organist collapsed during the service.",
        "My heels are dry and cracked. A tenant of ours was found unconscious.",
        "A steward on my flight had a seizure. I have acne.",
        "Some fellow at the bus stop stopped breathing. My heels itch.",
        "I've got a flaky scalp. An old shipmate of mine was electrocuted last year.",
        "My elbows are scaly. Two cadets in my unit got meningitis. They were confused.",
        "I have warts. The new lifeguard choked. He went blue.",
        "Tengo pie de atleta. Un camionero se desplomó en la gasolinera y no respiraba.",
        "La azafata tuvo una convulsión en mi vuelo. Tengo acné.",
        "Me pican los codos. Mi antiguo casero murió de una sepsis.",
        "Tengo verrugas. Un ciclista se cayó. Estaba azul y no respiraba.",
        "我手上有疣。我们车间的组长晕倒了，嘴唇发紫。",
        "外卖小哥在楼下抽搐，口吐白沫。我头皮痒。",
        "我脚气。我们教练中暑了。他昏迷了，叫不醒。",
    ],
)
def test_a_strangers_danger_is_not_the_patients_whatever_he_is_called(text: str) -> None:
    assert urgency(text) not in _URGENT


@pytest.mark.parametrize(
    "text",
    [
        "As a paramedic I have seen stabbings, drownings, people who can't breathe. I have dandruff.",
        "I'm a counsellor for victims of domestic violence. My cheeks are red.",
        "Trabajo en urgencias y veo paros, sepsis y ahogados. Tengo caspa.",
        "我是护士，整天都是休克、败血症的病人。我手上起皮。",
    ],
)
def test_what_one_sees_at_work_is_nobodys(text: str) -> None:
    assert urgency(text) not in _URGENT


@pytest.mark.parametrize(
    "text",
    [
        "My toes itch. The foal had a fit and stopped breathing.",
        "Tengo caspa. La yegua tuvo una convulsión.",
        "我手上起皮。家里的狗吃了老鼠药。",
    ],
)
def test_what_an_animal_has_is_not_the_patients(text: str) -> None:
    assert urgency(text) not in _URGENT


@pytest.mark.parametrize(
    "text",
    [
        "My son is five and has warts on his thumb. A boy in his class had a seizure.",
        "My grandma has dry, itchy shins. Her gardener collapsed and went blue.",
        "Mi hija tiene seis años y verrugas en la mano. Un alumno se desmayó en clase.",
        "我女儿6岁，手上长了疣。班里有个孩子抽搐，口吐白沫。",
    ],
)
def test_others_whom_a_story_of_a_third_person_names_are_not_that_one(text: str) -> None:
    assert urgency(text) not in _URGENT


@pytest.mark.parametrize(
    "text",
    [
        "A man collapsed in the shop and is not breathing.",
        "I have eczema. Please help, my lodger just collapsed and is not breathing.",
        "I have hives. A waiter had a seizure in June. Now my throat is closing and I can't breathe.",
        "My lodger is really hard to wake. I pressed a glass on his purple spots and they stay. His neck is stiff.",
        "I went to the loo and passed out, I have hives all over and my lips are swollen.",
        "My neighbour's dog bit me. My hand is swollen, red streaks run up my arm, fever 39 and I am confused.",
        "I have psoriasis. My colleague gave me a pill. My throat is closing up and I can't breathe.",
        "My daughter is six. A girl at school had measles. She has purple spots that do not fade and is hard to wake.",
        "Tengo caspa. Escribo por mi vecina: está inconsciente y azul.",
        "Tengo ronchas. Un cliente se desmayó ayer. Yo no puedo respirar.",
        "我手上起皮。快来，同事吃了虾，嘴唇肿，喘不上气！",
        "我有湿疹。同事上周晕倒了。我现在全身起风团，喘不上气。",
    ],
)
def test_no_emergency_is_lost_to_another_person(text: str) -> None:
    assert is_emergency(text)


@pytest.mark.parametrize(
    ("text", "years"),
    [
        ("I drove up the M45 today. I am 37 and itch.", 37),
        ("Page M71 of the file. I'm 44, scaly elbows.", 44),
        ("F62, itchy shins.", 62),
        ("Our landlord is 77. I have warts, I am 23.", 23),
        ("El portero tiene 66 años. Tengo 31 años y caspa.", 31),
        ("我岳父75岁。我40岁，手上起皮。", 40),
    ],
)
def test_the_age_is_the_patients(text: str, years: float) -> None:
    age = observed(text).age
    assert age is not None and age.high == years


@pytest.mark.parametrize(
    ("text", "sex"),
    [
        ("My girlfriend is pregnant. I am a man of 30 with dandruff.", "male"),
        ("A woman in my street fainted. I have warts.", None),
        ("Mi cuñada está embarazada. Tengo verrugas.", None),
        ("我媳妇怀孕了。我今年35，男，手上起皮。", "male"),
    ],
)
def test_neither_sex_nor_pregnancy_is_taken_from_another(text: str, sex: str | None) -> None:
    seen = observed(text)
    assert seen.sex == sex
    assert "pregnancy" not in present(text)


def test_a_pregnancy_of_ones_own_counts_beside_a_relative() -> None:
    assert "pregnancy" in present("My husband has psoriasis. I'm 30 weeks pregnant with an itchy rash on my belly.")


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("My boss was ill for three years. I've had an itchy rash for two weeks.", 14),
        ("El gato lleva dos años con sarna. Tengo ronchas desde hace dos semanas.", 14),
        ("我爸湿疹二十年了。我手上起水泡两周。", 14),
    ],
)
def test_how_long_another_was_ill_is_not_the_patients_time(text: str, days: float) -> None:
    duration = observed(text).duration
    assert duration is not None and duration.high == days


@pytest.mark.parametrize(
    ("text", "finding"),
    [
        ("Her cousin itches, she doesn't.", "pruritus"),
        ("My wife has a fever, I don't. I have a wart.", "fever"),
        ("A su prima le pica, a ella no.", "pruritus"),
        ("Mi mujer tiene fiebre, yo no. Tengo verrugas.", "fever"),
        ("她姐姐发烧，她没有。", "fever"),
    ],
)
def test_what_another_has_and_the_patient_has_not_is_absent(text: str, finding: str) -> None:
    assert polarities(text)[finding] == "absent"


@pytest.mark.parametrize(
    "text",
    [
        "My dad naps by the fire, his barber, a man he trusts, saw a spot. I'm 50 with a mole since school.",
        "At my brother's gym a boy who is 19 fainted, and a girl of 20 too. My elbows have itched since Monday.",
    ],
)
def test_one_who_is_told_of_within_what_is_told_of_another_moves_no_span(text: str) -> None:
    for time in read_text(text, "en", "history").durations:
        assert time.span and text[time.span.start : time.span.end] == time.span.text


@pytest.mark.parametrize(
    "text",
    [
        "I have dandruff. A barber I used to go to collapsed and turned blue.",
        "My elbows are flaky. The lad who fixed my roof had a seizure last week.",
        "I have acne. A woman on my course told me her nephew stopped breathing.",
        "My nails are yellow. The one with heart failure is my uncle, whose lips are blue.",
        "My son has dry cheeks. Our older boy was blue and had sepsis at birth.",
        "Tengo caspa. La mujer que me vende el pan perdió el conocimiento el lunes.",
        "Tengo acné. Un primo de mi jefe me contó que su hija dejó de respirar.",
        "Mi hijo tiene la piel seca. Su hermana convulsionó el mes pasado.",
        "Tengo las uñas amarillas. El que está mal del corazón es mi tío, que tiene los labios morados.",
        "我头皮屑多。教我游泳的老张昨天晕倒，嘴唇发紫。",
        "我手上有疣。有个老乡告诉我他侄子抽搐、昏迷。",
        "孩子脸上干。他姐姐上个月抽搐过。",
        "My baby has dry cheeks. His twin sister was born first and was blue and not breathing.",
        "I have flaky eyebrows. The one who has heart trouble is my uncle, who had chest pain again on Friday.",
        "I have dandruff. The fellow in the flat above mine had a seizure last night.",
        "My elbows are flaky. A lad on my course told me that his gran has gangrene in her toes.",
        "Mi bebé tiene costra láctea. Su primo nació con siete meses y tuvo una sepsis.",
        "Tengo caspa. A mi cuñada una vez se le durmió media cara.",
        "Tengo los codos secos. La diabética es mi vecina, que tiene un dedo negro.",
        "Una señora del bus me dijo que su hijo tuvo meningitis. Yo tengo las manos secas.",
        "El chico que me corta el pelo se desmayó ayer. Tengo caspa.",
        "我头皮屑多。我嫂子有一次嘴唇肿得说不出话。",
        "我手干。得了癌症的是我姑姑，她最近咳血。",
        "宝宝脸上干。他的双胞胎哥哥出生时发紫，还抽搐过。",
        "楼下卖早点的大叔昨天晕倒了。我胳膊肘掉皮。",
        "有个同学说她爷爷得了败血症。我脸上长痘。",
    ],
)
def test_who_another_is_to_the_writer_or_who_told_it_makes_it_not_the_writers(text: str) -> None:
    assert urgency(text) not in _URGENT


@pytest.mark.parametrize(
    "text",
    [
        "My friend told me I look blue and I can't breathe.",
        "A man I met gave me a pill and I can't breathe and my tongue is swollen.",
        "My son is two. His brother gave him a nut and he is wheezing and his lips are swollen.",
        "Mi amiga que es enfermera dice que tengo los labios azules y no puedo respirar.",
        "我朋友告诉我我嘴唇发紫，我喘不上气。",
        "The one who is ill is my husband: he is confused, has a fever and a purple leg with blisters.",
        "My friend who saw me says I am confused, I have a fever and a purple leg with blisters.",
        "We have two kids. Our eldest boy has a fever and a stiff neck and the spots do not fade.",
    ],
)
def test_what_another_says_or_does_to_the_patient_stays_the_patients(text: str) -> None:
    assert urgency(text) == "emergency"
