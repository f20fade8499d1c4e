"""Texts that mix languages: what one of them denies in the other, and the language of the whole."""

import pytest

from dermagent.knowledge.lexicon import detect_language
from dermagent.types import Language
from tests.told import polarities, urgency


@pytest.mark.parametrize(
    ("text", "absent", "present"),
    [
        ("背上起 spots,没有 pain,没有 swelling", {"pain", "oedema"}, {"back"}),
        ("医生，我胳膊上的 rash 很痒，没有 chills", {"chills"}, {"rash", "pruritus"}),
        ("脸上长痘半年。No fever, no chills, no joint pain.", {"fever", "chills"}, {"face"}),
        ("脚趾缝脱皮。Niega fiebre, sin dolor.", {"fever", "pain"}, {"scale"}),
        ("Caspa desde hace un año. Denies fever, denies headache.", {"fever", "headache"}, {"scale"}),
        ("Tengo spots en la espalda, sin itching y sin pain.", {"pruritus", "pain"}, {"back"}),
        ("Dry scaly shins for years, sin fiebre ni dolor.", {"fever", "pain"}, {"shin"}),
        ("Flat brown mark on my cheek. 没有出血，没有发烧。", {"bleeding", "fever"}, {"brown", "cheek"}),
        ("Verruga en el pulgar desde mayo. 不疼，没有流血。", {"pain", "bleeding"}, {"verrucous_papule"}),
    ],
)
def test_what_either_language_denies_is_absent(text: str, absent: set[str], present: set[str]) -> None:
    found = polarities(text)
    assert {finding: found.get(finding) for finding in absent} == dict.fromkeys(absent, "absent")
    assert {finding: found.get(finding) for finding in present} == dict.fromkeys(present, "present")


@pytest.mark.parametrize(
    "text",
    [
        "吃了虾以后 throat swelling，喘不上气",
        "No puede respirar, lips swollen after a wasp sting.",
        "My hija comió cacahuetes y tiene ronchas, she can't breathe",
    ],
)
def test_a_danger_in_two_languages_is_one(text: str) -> None:
    assert urgency(text) == "emergency"


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Grandpa said: 沒有痛,沒有流血. A flat brown patch on his temple for many years.", "en"),
        ("Mi abuela dice 没有发烧 y que la mancha de la mejilla no le duele desde hace años.", "es"),
        ("医生说是 eczema，手上脱皮一年了，没有水疱。", "zh"),
    ],
)
def test_a_few_signs_of_another_script_do_not_turn_the_language(text: str, language: str) -> None:
    assert detect_language(text) == language


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Fever 发热: No 无. Fainting 晕厥: No 无."),
        ("zh", "发热 Fever：无 No。晕厥 Fainting：无 No。"),
        ("es", "Fiebre/Fever: No. Desmayo/Fainting: No."),
        ("en", "Fever (fiebre): no. Fainting (desmayo): no."),
    ],
)
def test_a_form_in_two_languages_is_answered_once(language: Language, text: str) -> None:
    found = polarities(text, language)
    assert {finding: found.get(finding) for finding in ("fever", "hypotension")} == {
        "fever": "absent",
        "hypotension": "absent",
    }
