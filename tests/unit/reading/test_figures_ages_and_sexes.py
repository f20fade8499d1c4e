"""Figures that are no ages, times or laboratory values, and whose age and sex a text tells."""

import json
import re

import pytest

from dermagent.knowledge.base import shipped
from dermagent.reading.text import read_text
from dermagent.types import Language
from tests.told import is_emergency, observed, polarities


@pytest.mark.parametrize("text", ["He's got 250 bites.", "She has got 39 of fever.", "SHE HAS GOT 120 SPOTS"])
def test_got_is_no_laboratory_value(text: str) -> None:
    assert "raised_transaminases" not in polarities(text)


@pytest.mark.parametrize(
    ("text", "polarity"),
    [
        ("AST (GOT) 180", "present"),
        ("GOT: 250 UI/L, fiebre", "present"),
        ("Her transaminases are three times above normal.", "present"),
        ("Pruebas hepáticas tres veces lo normal.", "present"),
        ("发烧，转氨酶高于正常", "present"),
        ("Liver function tests are normal.", "absent"),
        ("转氨酶正常，发烧", "absent"),
    ],
)
def test_what_is_times_normal_is_raised(text: str, polarity: str) -> None:
    assert polarities(text)["raised_transaminases"] == polarity


@pytest.mark.parametrize(
    ("text", "language", "age"),
    [
        ("Temp 102 F, HR 120", "en", None),
        ("My grandmother, 81: fever of 103 F", "en", 81),
        ("T 38 M, rash", "en", None),
        ("2 y 4 mths boy with eczema", "en", 2),
        ("1 yr 6 mo old girl, itchy", "en", 1),
        ("Dermatitis 5 m", "en", None),
        ("44m itchy rash", "en", 44),
        ("Edad: 1a 6m, ronchas", "es", 1),
        ("Mancha en la nariz de 6 años", "es", None),
        ("Hombre de 40 años con lesión de 3 años", "es", 40),
        ("Niño de 4 años con ronchas", "es", 4),
        ("他爸60岁，患者5岁，湿疹", "zh", 5),
        ("8岁时得过水痘，现在手痒", "zh", None),
        ("从15岁起长痘，现在28岁", "zh", 28),
        ("孩子3岁起疹子", "zh", 3),
        ("月龄7个月，湿疹", "zh", 7 * 30.4 / 365.25),
        ("儿保35天体检。女婴，青斑", "zh", 35 / 365.25),
    ],
)
def test_whose_age_is_told(text: str, language: Language, age: float | None) -> None:
    seen = read_text(text, language, "history").age
    assert (seen and seen.high) == (age and pytest.approx(age))


@pytest.mark.parametrize(
    ("text", "language", "sex"),
    [
        ("Temp 102 F, HR 120", "en", None),
        ("71, F, rash", "en", "female"),
        ("5/12 M, nappy rash", "en", "male"),
        ("Age 52, M. Itchy.", "en", "male"),
        ("Sex: F [x] M [ ]", "en", "female"),
        ("I caught scabies off my brother", "en", None),
        ("Our toddler scalded her hand; my father-in-law put toothpaste on it", "en", "female"),
        ("Sexo: M [ ] H [x]", "es", "male"),
        ("Paciente varon con prurito", "es", "male"),
        ("Mi tía dice que es sarna", "es", None),
        ("Mi suegra tiene manchas", "es", "female"),
        ("外婆说是癣", "zh", None),
        ("岳母身上起疹子", "zh", "female"),
    ],
)
def test_whose_sex_is_told(text: str, language: Language, sex: str | None) -> None:
    assert read_text(text, language, "history").sex == sex


@pytest.mark.parametrize(
    ("text", "language", "days"),
    [
        ("How long? 5 weeks.", "en", 35),
        ("¿Cuánto tiempo? unas 2 semanas. Picor.", "es", 14),
        ("LMP 3 weeks ago, itchy rash 2 days", "en", 2),
        ("FUR hace 3 sem, pápulas desde hace 5 días", "es", 5),
        ("末次月经3周前，丘疹5天", "zh", 5),
        ("Cont flucloxacillin 3/7 more", "en", None),
        ("胎龄38周，生后6天", "zh", None),
        ("El domingo se casa mi prima", "es", None),
        ("今天来咨询一颗痣", "zh", None),
    ],
)
def test_how_long_it_has_lasted(text: str, language: Language, days: float | None) -> None:
    seen = read_text(text, language, "history").duration
    assert (seen and seen.low) == days


@pytest.mark.parametrize(
    "text",
    [
        "On carbamazepine for twelve years. Red rash on the trunk, fever.",
        "Toma alopurinol desde hace ocho años. Sarpullido y fiebre.",
        "吃卡马西平六年了。躯干红疹，发烧。",
    ],
)
def test_a_drug_of_years_is_no_new_one(text: str) -> None:
    assert not {one for one in polarities(text) if one.startswith("onset_")}


def test_a_drug_of_weeks_is_new() -> None:
    assert "onset_2_8_weeks_after_new_drug" in polarities("Started allopurinol four weeks ago, red rash, fever")


@pytest.mark.parametrize(
    "text",
    ["Pregunto por una verruga que sangra.", "Hoy pregunto por las ronchas del cuello."],
)
def test_who_asks_about_a_complaint_has_it(text: str) -> None:
    assert "present" in polarities(text).values()


@pytest.mark.parametrize(
    "text",
    ["La doctora me preguntó por fiebre. Tengo caspa.", "El formulario pregunta por fiebre. Tengo caspa."],
)
def test_what_a_doctor_or_a_form_asks_about_is_not_told(text: str) -> None:
    assert "fever" not in polarities(text)


def test_a_temperature_before_a_pulse_keeps_its_tenths() -> None:
    items = observed("T 38.9 HR 96, rash").items
    assert [item.value for item in items if item.finding == "fever"] == [38.9]


def test_more_than_a_temperature_for_days_is_a_long_fever() -> None:
    assert polarities("Lleva siete días con más de 39 y ojos rojos.")["fever_5_days"] == "present"


@pytest.mark.parametrize(
    "text",
    ["舌投肿了，忽吸困难", "吃完喉龙肿，喘不上气", "Tengo los lavios inchados y la lenwa, no puedo respirar"],
)
def test_a_misspelt_swelling_is_an_emergency(text: str) -> None:
    assert is_emergency(text)


@pytest.mark.parametrize(
    ("text", "finding"),
    [
        ("My cousin collapsed, not me. I have dandruff.", "hypotension"),
        ("Mi primo tiene fiebre, yo no. Tengo caspa.", "fever"),
        ("The one with the fever is his sister, not him.", "fever"),
        ("发烧的是她姐姐，不是她。", "fever"),
    ],
)
def test_what_another_has_and_not_oneself_is_not_the_patients(text: str, finding: str) -> None:
    assert polarities(text).get(finding) != "present"


@pytest.mark.parametrize(
    "text",
    [
        "My son's lips are swollen and he can't breathe, not me.",
        "My daughter ate nuts and can't breathe. I do not.",
        "Mi hija no puede respirar y tiene la lengua hinchada, yo no.",
    ],
)
def test_a_child_that_a_parent_writes_of_stays_the_patient(text: str) -> None:
    assert is_emergency(text)


@pytest.mark.parametrize(
    "text",
    ["A los diecisiete pensaba en suicidarme, eso quedó atrás.", "十几岁的时候想过自杀，早就过去了。"],
)
def test_thoughts_of_suicide_of_long_ago_are_past(text: str) -> None:
    items = observed(text).items
    assert {item.time for item in items if item.finding == "suicidal_ideation"} == {"past"}


@pytest.mark.parametrize(
    ("text", "finding"),
    [
        ("No fever. Oops, I meant yes, 39.5.", "fever"),
        ("No blisters. Sorry, yes.", "vesicle"),
        ("No tiene ampollas. Perdón, sí.", "vesicle"),
        ("没有水泡。不对，有。", "vesicle"),
    ],
)
def test_a_denial_that_is_taken_back_is_none(text: str, finding: str) -> None:
    assert polarities(text)[finding] == "present"


def test_an_apology_takes_nothing_back() -> None:
    assert polarities("No swelling. Sorry for the long mail. Yes, it itches.")["oedema"] == "absent"


@pytest.mark.parametrize(
    ("text", "finding", "polarity"),
    [
        ("Fever? No fever. Rash? Rash on arms.", "fever", "absent"),
        ("¿Fiebre? Sin fiebre. ¿Disnea? No disnea.", "dyspnoea", "absent"),
        ("喘不上气吗？不喘。发烧吗？没发烧。", "fever", "absent"),
        ("Does it hurt? It hurts a lot.", "pain", "present"),
    ],
)
def test_a_question_that_is_answered_by_name_says_nothing(text: str, finding: str, polarity: str) -> None:
    assert polarities(text)[finding] == polarity


@pytest.mark.parametrize(
    ("text", "finding", "time"),
    [
        ("Blisters all healed.", "vesicle", "past"),
        ("Erythema gone, no scars.", "erythema", "past"),
        ("红斑消退，留下色沉", "erythema", "past"),
        ("红斑不消退", "erythema", "current"),
        ("The lip swelling has not gone.", "angioedema", "current"),
        ("Sensation in the hand gone, it is cold.", "hand", "current"),
    ],
)
def test_what_is_gone_at_the_end_of_a_clause_is_past(text: str, finding: str, time: str) -> None:
    assert {item.time for item in observed(text).items if item.finding == finding} == {time}


@pytest.mark.parametrize(
    "text",
    [
        "It's not exactly painful, it burns.",
        "Not itchy exactly, but painful. Well, not painful as such, sore.",
        "No es dolor exactamente, arde.",
        "也不算痛，麻麻的。",
    ],
)
def test_not_exactly_painful_is_no_denial(text: str) -> None:
    assert polarities(text)["pain"] == "present"


@pytest.mark.parametrize(
    "text", ["We moved three years ago. Itchy elbows.", "我们五年前搬家。手痒。", "Me casé hace seis años. Picor."]
)
def test_what_happened_otherwise_is_no_time_of_the_complaint(text: str) -> None:
    assert observed(text).duration is None


@pytest.mark.parametrize("language", ["en", "es", "zh"])
def test_what_many_patterns_hold_stands_once_and_is_named_by_several(language: str) -> None:
    content = shipped(f"lexicon/numbers_{language}.yaml")
    named = re.findall(
        r"\{([a-z_]+)\}", json.dumps({key: told for key, told in content.items() if key != "alternatives"})
    )
    assert set(named) == content["alternatives"].keys()
    assert all(named.count(name) > 1 for name in content["alternatives"])
