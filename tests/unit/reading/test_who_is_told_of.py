"""Of whom a text tells: mails, names, animals, novels and exams, sex and age of relatives, drugs not tolerated."""

import pytest

from dermagent.reading.text import read_text
from dermagent.types import Language
from tests.told import is_emergency, otherwise, said_now, urgency


@pytest.mark.parametrize(
    ("text", "present", "silent"),
    [
        ("My thumb itches.\n\nOn 2 May the clinic wrote:\n> Do you have wheeze or pustules?", {"pruritus"}, {"wheeze"}),
        ("My thumb itches.\n> Your psoriasis is calm, no wheeze, no pus.", {"pruritus"}, {"wheeze"}),
        ("Please see below.\n> Since Sunday I have wheeze and my lips itch.", {"wheeze", "pruritus"}, set()),
        ("My thumb itches.\n\nBest wishes,\nAnna Blister\nPustule Lane 4", {"pruritus"}, {"vesicle", "pustule"}),
        ("From: a@b.org\nTo: ulcer@rash.org\n\nMy thumb itches.", {"pruritus"}, {"ulcer", "rash"}),
        ("Dear Dr Blister, Mrs Itch has a sore thumb.", {"finger"}, {"vesicle", "pruritus"}),
        ("Name: Rose Burns, 4 Itch Road, Scar. Wheeze.", {"wheeze"}, {"pruritus", "burning_sensation"}),
        ("I live in Red Hill. My thumb itches.", {"pruritus"}, {"red", "erythema"}),
        ("Un saludo,\nRosa Llaga\n\nMe pica el pulgar.", {"pruritus"}, {"ulcer"}),
        ("The **cough** is bad, ~~wheeze~~ gone.", {"cough"}, {"wheeze"}),
    ],
)
def test_letters_names_and_addresses_tell_nothing(text: str, present: set[str], silent: set[str]) -> None:
    found = said_now(text)
    assert not otherwise(found, present, "present")
    assert not silent & found.keys()


@pytest.mark.parametrize(
    ("text", "present"),
    [
        ("THANKS,\nMY LIPS ITCH AND I WHEEZE", {"wheeze"}),
        ("Thank you\nWheeze since noon, itchy lips", {"wheeze", "pruritus"}),
        ("Mr. Lips are itchy now, help", {"pruritus"}),
        ("Hello Dr My lips itch", {"pruritus"}),
    ],
)
def test_what_only_looks_like_a_name_is_read(text: str, present: set[str]) -> None:
    found = said_now(text)
    assert not otherwise(found, present, "present")


@pytest.mark.parametrize(
    ("text", "language", "finding"),
    [
        ("Our cat has ringworm and is full of crusts. I have a bald spot.", "en", "crust"),
        ("Mi gato tiene sarna con costras; yo tengo una calva.", "es", "crust"),
        ("我家猫得了癣，结痂，我头上脱发", "zh", "crust"),
        ("I am a nurse; two residents have scabies with crusts. My scalp itches.", "en", "crust"),
    ],
)
def test_what_an_animal_or_a_pupil_has_is_not_the_patients(text: str, language: Language, finding: str) -> None:
    assert said_now(text, language).get(finding) != "present"


@pytest.mark.parametrize(
    "text",
    [
        "A dog has bitten me on the cheek, it is swollen.",
        "My dog scratched me, now my arm is swollen.",
        "My son scalded himself, his arm is swollen and blistered.",
        "One of the residents bit my wrist, it is swollen.",
    ],
)
def test_whom_an_accident_befell_is_the_patient(text: str) -> None:
    assert said_now(text).get("oedema") == "present"


@pytest.mark.parametrize(
    "text",
    [
        "I am writing a thriller in which the victim's skin slides off in sheets and he cannot breathe. Is that right?",
        "Exam question: 60F with hypotension, fever and skin that comes off in sheets after sulfa.",
        "For a teaching case: fever, hypotension and skin peeling off in sheets.",
        "Estoy escribiendo una novela: al detective se le cae la piel a tiras y no puede respirar.",
        "考试题：女，60岁，发热，低血压，全身皮肤剥脱",
        "my legs fell asleep after kneeling in church, ok after two minutes",
    ],
)
def test_novels_exams_and_trifles_are_nobodys_danger(text: str) -> None:
    assert urgency(text) in {None, "routine"}


def test_who_studies_for_an_exam_and_speaks_of_himself_is_read() -> None:
    text = "Exam question: 60F with fever. By the way, my lips are swelling and I cannot breathe."
    assert is_emergency(text)


@pytest.mark.parametrize(
    ("text", "language", "sex", "years"),
    [
        ("My dad has gout, I am a woman of 30 with itchy elbows.", "en", "female", 30),
        ("My father is a baker. My rash itches.", "en", None, None),
        ("Mum of 3 here, the youngest (8 months) has a red bottom.", "en", None, 8 / 12),
        ("My son (7) has a red knee.", "en", "male", 7),
        ("My daughter (15) has hives.", "en", "female", 15),
        ("Mi padre tiene gota, soy mujer de 30 años.", "es", "female", 30),
        ("Mi hijo (7) tiene tos.", "es", "male", 7),
        ("我爸有痛风，我是30岁女性，手痒", "zh", "female", 30),
        ("女儿（7）咳嗽", "zh", "female", 7),
        ("[21:04] Mum: he itches\n[21:05] Dad: where?", "en", "male", None),
    ],
)
def test_sex_and_age_are_the_patients(text: str, language: Language, sex: str | None, years: float | None) -> None:
    reading = read_text(text, language, "history")
    assert reading.sex == sex
    assert (reading.age and reading.age.low) == (years and pytest.approx(years, abs=0.02))


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Itchy arm. Allergies: sulfa, penicillin.", "en"),
        ("Itchy arm. Allergic to penicillin.", "en"),
        ("Itchy arm, penicillin allergy.", "en"),
        ("Picor. Alergias: penicilina.", "es"),
        ("手痒，对青霉素过敏", "zh"),
    ],
)
def test_a_drug_that_is_not_tolerated_is_not_taken(text: str, language: Language) -> None:
    assert not {"new_medication", "high_risk_drug"} & said_now(text, language).keys()


def test_a_drug_that_was_taken_in_spite_of_an_allergy_is_read() -> None:
    assert said_now("Allergic to penicillin, took amoxicillin an hour ago.").get("new_medication") == "present"


@pytest.mark.parametrize(
    ("text", "language", "polarity"),
    [
        ("Temp <38, itchy.", "en", "absent"),
        ("temperature below 37.8", "en", None),
        ("体温<38，痒", "zh", "absent"),
        ("Temp < 38.9, itchy.", "en", None),
        ("now 40C", "en", "present"),
        ("I soaked my feet in 40C water.", "en", None),
        ("40℃水泡脚后脚红", "zh", None),
    ],
)
def test_a_temperature_below_a_bound_is_no_fever(text: str, language: Language, polarity: str | None) -> None:
    found = said_now(text, language)
    assert found.get("fever") == polarity
    assert "heat_exposure_local" not in found


def test_a_relatives_cancer_is_not_the_patients() -> None:
    assert "personal_history_of_skin_cancer" not in said_now("Family history of melanoma. Brown spot.")


def test_weeks_of_a_drug_are_no_weeks_of_fever() -> None:
    assert "fever_5_days" not in said_now("吃别嘌醇三周，脸肿，发烧", "zh")


def test_questions_to_the_reader_state_nothing() -> None:
    for text, language in (
        ("Do you have wheeze or pustules? I only have a wart.", "en"),
        ("¿Tiene tos o pústulas? Yo solo tengo una verruga.", "es"),
        ("El médico preguntó por la tos y dije que no.", "es"),
    ):
        assert not {"wheeze", "cough", "pustule"} & said_now(text, language).keys()  # type: ignore[arg-type]
