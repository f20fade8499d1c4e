"""Results of tests, cultures, diagnoses told as findings, fears and rough birth dates of health records."""

from typing import Any

import pytest

from dermagent import Differential, diagnose
from tests.unit.test_words_of_records import RASH, condition, observation, record, told

DAY = {"timestamp": "2026-11-30T10:00:00Z"}


def concept(text: str) -> dict[str, Any]:
    return {"valueCodeableConcept": {"text": text}}


def rules(result: Differential) -> set[str]:
    return {red.rule for red in result.red_flags}


@pytest.mark.parametrize(
    "test",
    [
        observation("Beta hCG qualitative (pregnancy)", "Not detected"),
        observation("尿妊娠试验", "阴性"),
        observation("Prueba de embarazo en orina", "negativa"),
        observation("Urine HCG pregnancy test", valueBoolean=False),
        observation(
            "Choriogonadotropin (pregnancy test) [Presence] in Urine by Rapid immunoassay", **concept("Negative")
        ),
    ],
)
def test_a_negative_test_for_pregnancy_is_none_and_says_nothing_of_the_urine(test: dict[str, Any]) -> None:
    case = record(RASH, test)
    assert told(case, "pregnancy") == {"absent"}
    assert not told(case, "reduced_urine_or_dehydration")
    assert "pregnancy_rash" not in rules(diagnose(case))


@pytest.mark.parametrize(
    "test",
    [
        observation("Serum pregnancy test", "positive"),
        observation("尿妊娠试验", "阳性"),
        observation("hCG quantitative serum", valueQuantity={"value": 2500, "unit": "mIU/mL"}),
    ],
)
def test_a_positive_test_for_pregnancy_is_one(test: dict[str, Any]) -> None:
    assert told(record(RASH, test), "pregnancy") == {"present"}


@pytest.mark.parametrize(
    ("value", "said"),
    [
        *((value, {"absent"}) for value in ("NON-REACTIVE", "Not reactive", "Undetected", "no reactivo", "未检出")),
        *((value, {"present"}) for value in ("Reactive", "Repeatedly reactive", "reactivo")),
        *((value, set()) for value in ("NR", "Undetectable", "Indeterminate")),
    ],
)
def test_a_result_is_read_by_the_words_of_laboratories(value: str, said: set[str]) -> None:
    assert told(record(RASH, observation("HIV antigen/antibody screen", value)), "hiv_infection") == said


@pytest.mark.parametrize(
    ("name", "value"),
    [("Wound swab", "no organisms seen"), ("Cultivo de herida", "sin crecimiento"), ("伤口培养", "无菌生长")],
)
def test_a_culture_from_which_nothing_grew_tells_nothing_of_where_it_was_taken(name: str, value: str) -> None:
    case = record(RASH, observation(name, value))
    assert not told(case, "recent_trauma") and not told(case, "tumour_mass")
    assert f"Observation {name}" in case.not_read


@pytest.mark.parametrize("name", ["Erysipelas", "Celulitis", "带状疱疹", "Possible cellulitis"])
def test_a_disease_that_an_observation_holds_counts_like_a_diagnosis(name: str) -> None:
    observed = diagnose(record(observation(name, valueBoolean=True)))
    assert observed.urgency == diagnose(record(condition(name))).urgency == "same_day"
    assert observed.ranked[0].condition == diagnose(record(condition(name))).ranked[0].condition


def test_a_disease_that_an_observation_denies_is_no_diagnosis() -> None:
    assert not record(RASH, observation("Cellulitis", valueBoolean=False)).diagnoses


@pytest.mark.parametrize(
    "name", ["Worried about skin cancer", "Cancer phobia", "Miedo a melanoma", "担心黑色素瘤", "Risk of melanoma"]
)
def test_what_is_only_feared_or_a_risk_is_named_as_not_read(name: str) -> None:
    case = record(RASH, condition(name))
    assert f"Condition {name}" in case.not_read
    result = diagnose(case)
    assert result.urgency == "routine" and "melanoma" not in {item.condition for item in result.ranked}


@pytest.mark.parametrize("name", ["Drug eruption", "药疹"])
def test_a_drug_eruption_with_sores_in_the_mouth_is_read_as_urgently_as_in_words(name: str) -> None:
    signs = [observation("Chills", valueBoolean=True), observation("Oral ulcers", valueBoolean=True)]
    assert diagnose(record(condition(name), *signs)).urgency == "emergency"
    assert diagnose(record(condition(name))).urgency != "emergency"


@pytest.mark.parametrize(
    ("born", "newborn", "rough"),
    [
        ("2026-08", False, True),
        ("2026", False, True),
        ("2026-11", True, True),
        ("2026-11-20", True, False),
        ("2025", False, True),
        ("2019-03", False, False),
    ],
)
def test_a_birth_date_without_a_day_makes_nobody_a_newborn_who_need_not_be_one(
    born: str, newborn: bool, rough: bool
) -> None:
    patient = {"resourceType": "Patient", "id": "c", "birthDate": born}
    entries = [{"resource": one} for one in (patient, RASH)]
    result = diagnose({"resourceType": "Bundle", "type": "collection", "entry": entries, **DAY})
    assert result.observations is not None
    assert ("newborn_age_28_days" in result.observations.counted()) == newborn
    assert any("Patient.birthDate" in limit for limit in result.limits) == rough


def test_a_code_that_is_a_bare_text_is_read() -> None:
    assert told(record(RASH, observation("") | {"code": "Fever", "valueBoolean": True}), "fever") == {"present"}


def test_so_few_platelets_that_the_skin_bleeds_are_an_emergency() -> None:
    platelets = observation("Platelets", valueQuantity={"value": 9000, "unit": "/uL"})
    assert diagnose(record(observation("Purpura", valueBoolean=True), platelets)).urgency == "emergency"
    more = observation("Platelets", valueQuantity={"value": 95000, "unit": "/uL"})
    assert diagnose(record(observation("Purpura", valueBoolean=True), more)).urgency == "same_day"
