"""What is stated beside a denial stays stated, a denial holds wherever its object stands; turns of dialogues."""

from itertools import product

import pytest

from dermagent.reading.text import read_text
from dermagent.types import Language
from tests.told import present

STATED = {
    "en": [
        ("my leg itches", "pruritus"),
        ("she has a high fever", "fever"),
        ("I have hives", "wheal"),
        ("her lips are swollen", "angioedema"),
        ("I get short of breath", "dyspnoea"),
    ],
    "es": [
        ("le arde el brazo", "burning_sensation"),
        ("tiene fiebre alta", "fever"),
        ("me salieron ronchas", "wheal"),
        ("tiene los labios hinchados", "angioedema"),
        ("me falta el aire", "dyspnoea"),
    ],
    "zh": [
        ("我腿很痒", "pruritus"),
        ("她发高烧", "fever"),
        ("全身起风团", "wheal"),
        ("嘴唇肿了", "angioedema"),
        ("我呼吸困难", "dyspnoea"),
    ],
}
DENIED = {
    "en": [
        "no cough",
        "a cough is not there",
        "a cough he does not have",
        "the eyes are clear",
        "nothing helps",
        "cough: no",
        "nobody at home has a cough",
        "I do not know why",
    ],
    "es": [
        "no tengo tos",
        "nada de tos",
        "tos no ha tenido",
        "los ojos están bien",
        "nada me ayuda",
        "no he tomado nada",
        "nunca me ha dado tos",
    ],
    "zh": ["没有咳嗽", "咳嗽没有", "眼睛正常", "什么药都没用", "家里没人咳嗽", "没去医院"],
}
JOINED = {"en": [", ", " and ", " but ", ". "], "es": [", ", " y ", " pero ", ". "], "zh": ["，", "。", "，但"]}


def said(text: str, language: Language) -> set[tuple[str, str]]:
    items = read_text(text, language, "history").items
    return {(one.finding, one.polarity) for one in items if one.time == "current"}


@pytest.mark.parametrize("language", ["en", "es", "zh"])
def test_what_is_stated_before_a_denial_stays_stated(language: Language) -> None:
    wrong = [
        f"{stated}{joint}{denial}"
        for (stated, finding), joint, denial in product(STATED[language], JOINED[language], DENIED[language])
        if (finding, "present") not in said(f"{stated}{joint}{denial}", language)
    ]
    assert wrong == []


@pytest.mark.parametrize(
    ("text", "language", "finding"),
    [
        ("Redness and swelling: absent.", "en", "oedema"),
        ("Redness and swelling: absent.", "en", "erythema"),
        ("Fever I do not have, but I cough.", "en", "fever"),
        ("I wouldn't call them itchy.", "en", "pruritus"),
        ("Lots of bumps, none is weeping.", "en", "exudate"),
        ("Inguinal nodes impalpable.", "en", "lymphadenopathy"),
        ("Picor no tiene y respira bien.", "es", "pruritus"),
        ("Fiebre no me ha dado ni escalofríos.", "es", "chills"),
        ("Cero fiebre.", "es", "fever"),
        ("Nunca le salieron ampollas.", "es", "vesicle"),
        ("No tiene el ojo rojo.", "es", "conjunctivitis"),
        ("长了七八个，没一个出血的。", "zh", "bleeding"),
    ],
)
def test_denials_in_front_of_and_behind_their_object(text: str, language: Language, finding: str) -> None:
    assert (finding, "absent") in said(text, language)
    assert (finding, "present") not in said(text, language)


@pytest.mark.parametrize(
    ("text", "language", "yes", "no"),
    [
        (
            "[09:14] Bot: Diarrhoea or headache?\n[09:14] Me: neither\n[09:15] Bot: Itching?\n[09:15] Me: yes loads",
            "en",
            {"pruritus"},
            {"diarrhoea", "headache"},
        ),
        (
            "Nurse: Chills? Any cough?\nMum: No and no.\nNurse: Fever?\nMum: 39 since noon",
            "en",
            set(),
            {"chills", "cough"},
        ),
        ("护士：发烧吗？\n我：没有\n护士：痒不痒？\n我：有，很厉害", "zh", {"pruritus"}, {"fever"}),
        (
            "Médica: ¿Fiebre o tos?\nYo: ninguna de las dos\nMédica: ¿Picor?\nYo: sí, mucho",
            "es",
            {"pruritus"},
            {"fever", "cough"},
        ),
    ],
)
def test_the_turn_behind_a_question_answers_it(text: str, language: Language, yes: set[str], no: set[str]) -> None:
    found = said(text, language)
    assert {(one, "present") for one in yes} | {(one, "absent") for one in no} <= found
    assert not {(one, "present") for one in no} & found


def test_a_question_that_nobody_answers_says_nothing() -> None:
    text = "Bot: Do you smoke?\nMe: used to\nBot: Joint pain?\nMe: what do you mean"
    assert not {one.finding for one in read_text(text, "en", "history").items if one.time == "current"} & {
        "smoking",
        "arthralgia",
    }


def test_who_speaks_is_no_finding() -> None:
    text = "Enfermera: ¿Fiebre?\nYo: no\nEnfermera: ¿Tos?\nYo: no"
    assert not any(
        one.polarity == "present" and one.time == "current" for one in read_text(text, "es", "history").items
    )


def test_what_the_patient_tells_before_a_relative_comes_in_stays_his() -> None:
    text = (
        "so my eyes went red and my mouth is raw and the new epilepsy tablet started in May and when dad touched my "
        "arm the skin came off in his hand I am thirty"
    )
    items = read_text(text, "en", "history").items
    assert {one.experiencer for one in items if one.finding in ("conjunctivitis", "oral_ulcers", "high_risk_drug")} == {
        "patient"
    }


@pytest.mark.parametrize(
    ("text", "language", "finding"),
    [
        ("Used to smoke, none since Lent.", "en", "smoking"),
        ("Was on methotrexate, stopped in 2016.", "en", "immunosuppression"),
        ("白血病化疗已结束6年", "zh", "neutropenia_or_chemotherapy"),
        ("[x] itch\n[ ] cough/rigors", "en", "chills"),
        ("UPT negative.", "en", "pregnancy"),
        ("Plts NAD.", "en", "thrombocytopenia"),
        ("He has not been sick.", "en", "vomiting"),
    ],
)
def test_what_is_over_or_was_found_normal_is_absent(text: str, language: Language, finding: str) -> None:
    assert (finding, "absent") in said(text, language)
    assert (finding, "present") not in said(text, language)


@pytest.mark.parametrize(
    "text", ["Finished chemo last week.", "Stopped her prednisone on Monday.", "On methotrexate since 2016."]
)
def test_what_ended_lately_still_counts(text: str) -> None:
    assert {("immunosuppression", "present"), ("neutropenia_or_chemotherapy", "present")} & said(text, "en")


def test_a_shock_of_childhood_is_past() -> None:
    times = {
        one.time
        for one in read_text("小时候青霉素过敏休克过一次", "zh", "history").items
        if one.finding == "hypotension"
    }
    assert times == {"past"}


@pytest.mark.parametrize(
    ("text", "language", "finding", "whose"),
    [
        ("My girl ate a prawn, and I worried since her uncle once fainted from one.", "en", "hypotension", "family"),
        ("He itches all over and his twin is itching too.", "en", "pruritus", "patient"),
        ("His mother had given him a syrup and he has welts.", "en", "wheal", "patient"),
        ("刚吃了同学做的虾，全身起风团，我从小身体好", "zh", "wheal", "patient"),
        ("Comí el pastel que me hizo mi prima y tengo ronchas.", "es", "wheal", "patient"),
    ],
)
def test_whose_finding_it_is(text: str, language: Language, finding: str, whose: str) -> None:
    assert whose in {one.experiencer for one in read_text(text, language, "history").items if one.finding == finding}


@pytest.mark.parametrize(
    ("text", "language", "finding"),
    [
        ("Problem: welts everywhere since lunch, what could it be?\nMedicines: none", "en", "wheal"),
        ("Reason: my tongue is swelling, allergy?\nAge: 51", "en", "angioedema"),
        ("Me: is my throat closing up?\nBot: no, stay calm\nMe: are you sure?\nBot: yes", "en", "throat_swelling"),
        ("Consulta: tengo ampollas por todo el cuerpo, ¿es grave?\nEdad: 40", "es", "vesicle"),
        ("主诉：全身起风团、嘴唇肿，是过敏吗？\n年龄：30", "zh", "wheal"),
    ],
)
def test_what_a_line_states_before_its_question_stays_stated(text: str, language: Language, finding: str) -> None:
    assert (finding, "present") in said(text, language)


def test_a_long_question_of_a_chatbot_is_answered_too() -> None:
    text = "Bot: Have you noticed any blisters inside the mouth in the last few days?\nMe: no\nBot: Thanks.\nMe: ok"
    assert ("vesicle", "present") not in said(text, "en")


def test_chemotherapy_of_years_ago_counts_no_more() -> None:
    assert "neutropenia_or_chemotherapy" not in present("Quimioterapia terminada hace 4 años.", "es")
