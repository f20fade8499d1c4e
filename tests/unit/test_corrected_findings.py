"""What a person corrects counts as corrected, whoever read it otherwise, and the result says so."""

import pytest

from dermagent import Case, InputError, diagnose
from dermagent.report.markdown import to_markdown
from dermagent.types import Differential

HISTORY = "An itchy rash with fever on the hands since two weeks."


def counted(result: Differential) -> dict[str, str]:
    assert result.observations is not None
    return {name: item.polarity for name, item in result.observations.counted().items()}


def test_a_correction_goes_before_the_text_and_the_fields() -> None:
    case = Case(id="one", history=HISTORY, corrected={"fever": False, "vesicle": True, "pruritus": None})
    before, after = counted(diagnose(Case(id="one", history=HISTORY))), counted(diagnose(case))
    assert (before["fever"], before["pruritus"]) == ("present", "present")
    assert (after["fever"], after["vesicle"], "pruritus" in after) == ("absent", "present", False)


def test_a_correction_ranks_again_and_raises_flags() -> None:
    plain = diagnose(Case(id="one", history=HISTORY))
    burrows = diagnose(Case(id="one", history=HISTORY, corrected={"burrow": True, "household_contacts_itching": True}))
    share = {result.case_id: {i.condition: i.probability for i in result.ranked} for result in (burrows,)}["one"]
    assert share["scabies"] > {i.condition: i.probability for i in plain.ranked}.get("scabies", 0)
    danger = diagnose(Case(id="one", history=HISTORY, corrected={"skin_detachment": True, "oral_ulcers": True}))
    assert danger.urgency == "emergency" and plain.urgency != "emergency"


def test_the_report_says_what_was_corrected() -> None:
    report = to_markdown(diagnose(Case(id="one", history=HISTORY, corrected={"fever": False, "pruritus": None})))
    assert "Told or corrected by a person, and counted so: fever, pruritus." in report
    assert "Denied: fever (by a person)" in report.replace("\\", "")
    assert "Corrected to unknown: pruritus (by a person)." in report.replace("\\", "")


def test_a_conflict_that_was_corrected_is_none_any_more() -> None:
    history = "No fever. Later a fever of 39 degrees."
    result = diagnose(Case(id="one", history=history, corrected={"fever": False}))
    assert result.observations is not None and "fever" not in result.observations.conflicts()


def test_a_finding_that_does_not_exist_is_named_with_the_nearest() -> None:
    with pytest.raises(InputError, match=r"corrected: 'feverr' is not a known finding; did you mean 'fever'"):
        diagnose(Case(id="one", history=HISTORY, corrected={"feverr": True}))


def test_cases_differ_by_their_corrections_only_where_there_are_some() -> None:
    assert Case(history="x").id == Case(history="x", corrected={}).id
    assert Case(history="x").id != Case(history="x", corrected={"fever": True}).id


DRUG = "After a new medicine I have a painful rash all over."


@pytest.mark.parametrize("said", [False, None])
@pytest.mark.parametrize(
    ("field", "finding"),
    [("mouth_sores", "oral_ulcers"), ("shortness_of_breath", "dyspnoea"), ("fatigue", "malaise"), ("fever", "fever")],
)
def test_a_correction_reaches_what_a_field_told_by_the_name_of_a_questionnaire(
    field: str, finding: str, said: bool | None
) -> None:
    fields = {"history": DRUG, "complaint": {"symptoms": {field: True}}}
    before, after = diagnose(fields), diagnose({**fields, "corrected": {finding: said}})
    assert counted(before)[f"scin_{field}"] == "present"
    assert "present" not in {counted(after).get(one) for one in (finding, f"scin_{field}")}
    assert after.urgency == "same_day"


def test_a_correction_by_the_questionnaires_name_reaches_what_the_text_told() -> None:
    result = diagnose({"history": f"{DRUG} I have a fever.", "corrected": {"scin_fever": False}})
    assert counted(result)["fever"] == "absent" and result.urgency == "same_day"


def test_a_correction_of_one_symptom_leaves_the_others_of_the_questionnaire() -> None:
    fields = {"history": DRUG, "complaint": {"symptoms": {"fever": True}}, "corrected": {"chills": False}}
    assert counted(diagnose(fields))["scin_fever"] == "present"
