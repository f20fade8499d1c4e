"""What is denied by telling what is normal, or by a word that alone says little; what has ended; who it is of."""

import pytest

from dermagent.types import Language
from tests.told import observed, otherwise, polarities


@pytest.mark.parametrize(
    ("text", "language", "finding"),
    [
        ("Itchy rash. He answers all our questions properly.", "en", "confusion"),
        ("Rash on the arm. She knew the date and where she was.", "en", "confusion"),
        ("Red eyelid, but he still reads the small print.", "en", "visual_disturbance"),
        ("Swollen hand, all the fingers can move.", "en", "loss_of_movement"),
        ("Blister on the toe, I can feel everything there.", "en", "numbness"),
        ("Cold foot at night, pulses palpable.", "en", "absent_pulse"),
        ("Graze on the leg, the calf is soft.", "en", "tense_limb"),
        ("Brown spot on my arm, the border is smooth, the same colour throughout.", "en", "irregular_border"),
        ("Brown spot on my arm, one even colour.", "en", "variegated_colour"),
        ("Rash. Creatinine, ALT and platelets all normal.", "en", "raised_transaminases"),
        ("Rash. Eosinophils normal.", "en", "eosinophilia"),
        ("Itchy feet, glucose was fine.", "en", "diabetes_mellitus"),
        ("Rash. HIV and hepatitis B negative.", "en", "hiv_infection"),
        ("Wart. Shots up to date.", "en", "unvaccinated"),
        ("Spot on the nose. No previous melanoma.", "en", "personal_history_of_skin_cancer"),
        ("Graze on the knee, nothing draining from it.", "en", "exudate"),
        ("Nappy rash, she finished all her bottles.", "en", "poor_feeding_or_floppiness"),
        ("Nappy rash, plenty of wet nappies.", "en", "reduced_urine_or_dehydration"),
        ("34 weeks pregnant with itchy palms, the baby is kicking as usual.", "en", "reduced_fetal_movements"),
        ("Redness on the shin, stays inside the pen line.", "en", "rapid_spread"),
        ("Pink spots, he looks straight at the lamp quite happy.", "en", "photophobia"),
        ("Itchy patch, otherwise bouncing off the walls.", "en", "malaise"),
        ("Erupción. Contesta bien a todo.", "es", "confusion"),
        ("Erupción en la pierna. Los pulsos están conservados.", "es", "absent_pulse"),
        ("Mancha en la espalda de borde liso.", "es", "irregular_border"),
        ("Mancha en la espalda, de un solo color parejo.", "es", "variegated_colour"),
        ("Roncha. Creatinina y GPT normales.", "es", "renal_impairment"),
        ("Me pica el pie. La glucosa normal.", "es", "diabetes_mellitus"),
        ("Verruga. Está al día con sus vacunas.", "es", "unvaccinated"),
        ("Herida en la rodilla, nada que drene.", "es", "exudate"),
        ("Sarpullido del pañal, se tomó toda la leche.", "es", "poor_feeding_or_floppiness"),
        ("Mancha roja en la pierna, no ha avanzado.", "es", "rapid_spread"),
        ("Sarpullido. La luz la tolera bien.", "es", "photophobia"),
        ("Lunar. Sin antecedentes personales de melanoma.", "es", "personal_history_of_skin_cancer"),
        ("皮疹，对答流利。", "zh", "confusion"),
        ("脚冷，足背动脉搏动好。", "zh", "absent_pulse"),
        ("背上一颗痣，边缘光滑。", "zh", "irregular_border"),
        ("背上一颗痣，颜色均匀。", "zh", "variegated_colour"),
        ("皮疹，肌酐、转氨酶正常。", "zh", "raised_transaminases"),
        ("脚痒，血糖正常。", "zh", "diabetes_mellitus"),
        ("疣，疫苗都打齐了。", "zh", "unvaccinated"),
        ("红屁股，吃奶有力。", "zh", "poor_feeding_or_floppiness"),
        ("小腿发红，没扩大。", "zh", "rapid_spread"),
        ("孕30周手心痒，胎动如常。", "zh", "reduced_fetal_movements"),
    ],
)
def test_it_is_absent(text: str, language: Language, finding: str) -> None:
    assert polarities(text, language).get(finding) == "absent"


@pytest.mark.parametrize(
    ("text", "language", "finding"),
    [
        ("He cannot answer our questions properly.", "en", "confusion"),
        ("She does not know where she is.", "en", "confusion"),
        ("I cannot read the paper any more.", "en", "visual_disturbance"),
        ("The fingers cannot move.", "en", "loss_of_movement"),
        ("She is not kicking as usual, 34 weeks pregnant.", "en", "reduced_fetal_movements"),
        ("The redness is not inside the pen line any more.", "en", "rapid_spread"),
        ("Creatinine is not normal.", "en", "renal_impairment"),
        ("No sabe dónde está.", "es", "confusion"),
        ("No tolera la luz.", "es", "photophobia"),
        ("说话不清楚，不认得人。", "zh", "confusion"),
    ],
)
def test_what_is_not_normal_is_not_absent(text: str, language: Language, finding: str) -> None:
    assert polarities(text, language).get(finding) != "absent"


@pytest.mark.parametrize(
    ("text", "language", "finding"),
    [
        ("She stopped vomiting on Monday.", "en", "vomiting"),
        ("The headache has completely lifted.", "en", "headache"),
        ("He got over the cough.", "en", "cough"),
        ("La tos ya se le quitó y dejó de vomitar.", "es", "vomiting"),
        ("Se le quitó la fiebre.", "es", "fever"),
        ("风团已全消。", "zh", "wheal"),
    ],
)
def test_what_has_ended_is_not_there(text: str, language: Language, finding: str) -> None:
    assert polarities(text, language).get(finding) != "present"


@pytest.mark.parametrize(
    ("text", "language", "finding"),
    [
        ("The bleeding has not stopped.", "en", "bleeding"),
        ("He has stopped feeding and is floppy, six weeks old.", "en", "poor_feeding_or_floppiness"),
        ("The redness goes on, it has passed the knee.", "en", "erythema"),
        ("Lo rojo ya pasó la rodilla.", "es", "erythema"),
        ("牙龈出血止不住。", "zh", "bleeding"),
        ("Swelling of the lips, it has not gone down yet.", "en", "angioedema"),
        ("The vomiting never really stopped.", "en", "vomiting"),
        ("La fiebre no ha cedido.", "es", "fever"),
        ("La fiebre nunca se fue.", "es", "fever"),
    ],
)
def test_what_goes_on_is_there(text: str, language: Language, finding: str) -> None:
    assert polarities(text, language).get(finding) == "present"


def test_not_one_in_its_own_clause_denies_nothing_before_it() -> None:
    found = polarities("怀孕三十周，手心半夜里痒得怎么也睡不着觉，身上一个疹子都没有。", "zh")
    assert (found["pregnancy"], found["pruritus"], found["rash"]) == ("present", "present", "absent")


@pytest.mark.parametrize(
    ("text", "language", "age"),
    [
        ("My niece Farah is 7. She itches.", "en", 7),
        ("Home visit, Mr O'Brien, 79. Itchy shins.", "en", 79),
        ("28f. Rash on the belly.", "en", 28),
        ("The rash has been there for 3 yrs. 44M.", "en", 44),
        ("Sra. 72 a. Prurito.", "es", 72),
        ("Pac masc 55 a. Placa en el codo, 6 años.", "es", 55),
        ("Mi nieta de 4 tiene granitos.", "es", 4),
        ("Mi sobrino, 3 añitos, se rasca.", "es", 3),
        ("Tengo 23 y me pica la cara.", "es", 23),
        ("老奶奶81，手痒。", "zh", 81),
        ("女儿才四个半月，脸上起疹。", "zh", 4 * 30.4 / 365.25),
        ("男，3岁2月，发疹。", "zh", 3),
    ],
)
def test_an_age_is_read(text: str, language: Language, age: float) -> None:
    seen = observed(text, language)
    assert seen.age is not None and seen.age.low == pytest.approx(age)


@pytest.mark.parametrize("text", ["Soy madre de tres y me pica la mano.", "Placas en los codos, 6 años."])
def test_another_number_is_no_age(text: str) -> None:
    assert observed(text, "es").age is None


@pytest.mark.parametrize(
    ("text", "language", "sex"),
    [
        ("I am the grandmother, our boy has spots.", "en", "male"),
        ("Good evening sister, it is about my son, he itches.", "en", "male"),
        ("Itch in the groin, scrotum not affected.", "en", "male"),
        ("Mrs Lee, 60. Rash.", "en", "female"),
        ("Soy el papá de una nena con granitos.", "es", "female"),
        ("66 a \u2642. Prurito.", "es", "male"),
        ("我是孩子奶奶，孙子身上起疹子。", "zh", "male"),
    ],
)
def test_a_sex_is_read_of_the_patient(text: str, language: Language, sex: str) -> None:
    assert observed(text, language).sex == sex


@pytest.mark.parametrize(
    ("text", "language", "tempo"),
    [
        ("Rough patches on the elbows, 9 years, no joint pain.", "en", "chronic_course"),
        ("Bald patch at the crown 5/52 ago.", "en", "subacute_onset"),
        ("Itchy hands since I was a child.", "en", "chronic_course"),
        ("Psoriasis for 20 years. Since yesterday it has come up with pus all over.", "en", "acute_onset"),
        ("Red spots came up this morning.", "en", "acute_onset"),
        ("D5 of fever, red eyes.", "en", "acute_onset"),
        ("Placas en las rodillas, 4 años.", "es", "chronic_course"),
        ("Me pica la cabeza desde niño.", "es", "chronic_course"),
        ("El jueves me salió una roncha.", "es", "acute_onset"),
        ("从小就手痒。", "zh", "chronic_course"),
        ("昨起身上起疹。", "zh", "acute_onset"),
    ],
)
def test_a_course_is_read(text: str, language: Language, tempo: str) -> None:
    assert polarities(text, language).get(tempo) == "present"


@pytest.mark.parametrize(
    ("text", "language", "finding"),
    [
        ("Dear nurse, I have an itchy scalp.", "en", "occupational_wet_work"),
        ("The nursery rang about his rash.", "en", "occupational_wet_work"),
        ("The redness is past the pen line.", "en", "linear"),
        ("Itchy arm. Our surgery has no slots.", "en", "recent_trauma"),
        ("The skin has gone all white between the toes.", "en", "skin_detachment"),
        ("Urine clear of blood.", "en", "haematuria"),
        ("They dinnae itch.", "en", "pruritus"),
        ("Cough, coryza, wheeze: all absent.", "en", "coryza"),
        ("Tengo arañazos en el brazo.", "es", "insect_exposure"),
        ("Un ganglio gordo en el cuello.", "es", "obesity"),
        ("Bolas duras en las axilas.", "es", "genitalia_male"),
        ("Traslado a quemados.", "es", "burn_injury"),
        ("肝病、甲状腺病、糖尿病均无。", "zh", "thyroid_disease"),
        ("衣物开水烫洗。", "zh", "burn_injury"),
    ],
)
def test_words_that_look_like_a_finding_are_none(text: str, language: Language, finding: str) -> None:
    assert polarities(text, language).get(finding) != "present"


@pytest.mark.parametrize(
    ("text", "language", "finding"),
    [
        ("Baby of five months, one wet nappy in twelve hours.", "en", "reduced_urine_or_dehydration"),
        ("Baby of five months, takes half of her feeds.", "en", "poor_feeding_or_floppiness"),
        ("Bebé de 5 meses, toma la mitad de su leche.", "es", "poor_feeding_or_floppiness"),
        ("五个月宝宝，奶量减半。", "zh", "poor_feeding_or_floppiness"),
    ],
)
def test_what_a_baby_takes_and_passes_is_read(text: str, language: Language, finding: str) -> None:
    assert polarities(text, language).get(finding) == "present"


@pytest.mark.parametrize(
    ("text", "absent"),
    [
        ("Espalda s/lesiones. S/fiebre, s/prurito.", {"back", "fever", "pruritus"}),
        ("En los codos y en las rodillas cero.", {"elbow", "knee"}),
        ("Corticoides no uso.", {"topical_corticosteroid_use"}),
        ("La herida, nada hinchada.", {"oedema"}),
        ("ROS：头痛-，咳嗽-，腹泻-。", {"headache", "cough"}),
    ],
)
def test_shorthand_and_words_behind_deny(text: str, absent: set[str]) -> None:
    language: Language = "zh" if "：" in text else "es"
    assert not otherwise(polarities(text, language), absent, "absent")


def test_a_fever_that_has_gone_is_no_faint() -> None:
    assert "hypotension" not in polarities("Tuvo fiebre y ayer se le fue del todo.", "es")
