"""A rule that fires less urgently than its own words are meant tells the patient what that urgency asks for."""

import pytest

from dermagent import diagnose
from dermagent.knowledge.base import knowledge
from dermagent.report.markdown import to_markdown


@pytest.mark.parametrize(
    ("history", "at_once", "today"),
    [
        ("A painful rash all over since a new tablet.", "emergency department now", "should see today"),
        ("Desde una pastilla nueva me duele la erupción, que está por todas partes.", "Vaya ya a urgencias", "hoy"),
        ("吃了新药以后全身起疹子，很疼。", "立即去急诊", "今天"),
        ("Swollen lips since this morning.", "Call an ambulance", "should see today"),
    ],
)
def test_a_patient_is_not_told_today_and_at_once_in_one_report(history: str, at_once: str, today: str) -> None:
    result = diagnose({"history": history})
    assert result.urgency == "same_day"
    report = to_markdown(result, audience="patient")
    assert at_once not in report and today in report


def test_a_rule_that_fires_as_urgently_as_it_is_meant_keeps_its_words() -> None:
    result = diagnose({"history": "Painful rash all over since a new tablet, sores in the mouth and a fever."})
    told = next(red for red in result.red_flags if red.rule == "sjs_ten")
    assert told.urgency == "emergency" and told.patient_text == knowledge().rules["sjs_ten"].patient_text
