"""Measured values in a history: which finding each says is there, and which it says is not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dermagent.knowledge.lexicon import detect_language
from dermagent.reading.vitals import find_vitals
from dermagent.steps.observe import observe
from dermagent.types import Case


@pytest.mark.parametrize(
    ("text", "age", "expected"),
    [
        ("39.8 C and shivering", None, {"fever": True}),
        ("temperature of 38", None, {"fever": True}),
        ("temp 101.5 F", None, {"fever": True}),
        ("Temperature: 102", None, {"fever": True}),
        ("体温38.5℃", None, {"fever": True}),
        ("发烧39度", None, {"fever": True}),
        ("fiebre de 39,2", None, {"fever": True}),
        ("temperature 36.8", None, {"fever": False}),
        ("37.7 °C", None, {}),
        ("a temperature gradient of 500 C", None, {}),
        ("fever for 38 days", None, {}),
        ("blood pressure 82/45", None, {"hypotension": True}),
        ("BP 120/80", None, {"hypotension": False}),
        ("BP 85/50", 4.0, {"hypotension": False}),
        ("BP 70/40", 4.0, {"hypotension": True}),
        ("血压80/50", None, {"hypotension": True}),
        ("heart rate 128", None, {"tachycardia": True}),
        ("pulse of 72", None, {"tachycardia": False}),
        ("pulse of 128", 2.0, {}),
        ("Heart rate: 131/min", 30, {"tachycardia": True}),
        ("Resp rate 30/min", 30, {"dyspnoea": True}),
        ("Diastolic pressure 58 mmHg", 30, {}),
        ("BP: diastolic 61", 30, {}),
        ("Tensión arterial diastólica de 62", 30, {}),
        ("血压:舒张压58", 30, {}),
        ("9 mm across", None, {"w7pc_diameter_7_mm": True}),
        ("5 x 8mm", None, {"w7pc_diameter_7_mm": True}),
        ("0.5 cm", None, {}),
        ("1,5 cm", None, {"w7pc_diameter_7_mm": True}),
        ("直径约2厘米", None, {"w7pc_diameter_7_mm": True}),
    ],
)
def test_a_measured_value_decides_a_finding(text: str, age: float | None, expected: dict[str, bool]) -> None:
    assert {m.finding: m.present for m in find_vitals(text, detect_language(text), age)} == expected


def test_a_measured_value_of_another_time_is_of_that_time() -> None:
    seen = observe(Case(id="x", history="Last winter she had a fever of 39.5 C. Now she has an itchy rash."))
    assert {item.time for item in seen.items if item.finding == "fever"} == {"past"}


@given(st.text(alphabet="0123456789.,/°CFmx fevrbpulst", max_size=60), st.none() | st.floats(0, 100))
def test_any_text_is_read_without_an_error(text: str, age: float | None) -> None:
    for value in find_vitals(text, detect_language(text), age):
        assert 0 <= value.start < value.end <= len(text)


@pytest.mark.parametrize(
    ("text", "finding", "polarity"),
    [
        ("Eosinophils: 4 %", "eosinophilia", "absent"),
        ("Eosinophils 14 %", "eosinophilia", "present"),
        ("ALT 5.5 ukat/L", "raised_transaminases", "present"),
        ("Creatinine 0.4 mmol/L", "renal_impairment", "present"),
        ("Creatinine 0.4 mg/dL", "renal_impairment", "absent"),
        ("Lactate 45 mg/dL", "systemic_toxicity", "present"),
        ("Lactate 12 mg/dL", "systemic_toxicity", "absent"),
        ("Platelets 30 K/uL", "thrombocytopenia", "present"),
    ],
)
def test_the_unit_behind_a_laboratory_value_tells_its_scale(text: str, finding: str, polarity: str) -> None:
    [found] = [one for one in find_vitals(text, "en", None) if one.finding == finding]
    assert found.present == (polarity == "present")


def test_a_share_of_neutrophils_is_no_count() -> None:
    assert not list(find_vitals("Neutrophils 72 %", "en", None))
