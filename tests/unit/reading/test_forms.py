"""Filled forms: options, tables, figures, ticks, one answer for a list, headings; nothing is read as its contrary."""

import pytest

from dermagent.reading.text import read_text
from dermagent.types import Language
from tests.told import otherwise


def told(text: str, language: Language | None = None) -> dict[str, str]:
    """What a text says now of the patient, "unknown" for what it leaves open."""
    return {
        item.finding: item.polarity if item.time == "current" else "unknown"
        for item in read_text(text, language, "history").items
    }


CASES = [
    # options beside an item, before or behind their box, in one line or below it
    ("Wheeze: [ ] Yes [x] No\nPustules: [x] Yes [ ] No", {"pustule"}, {"wheeze"}),
    ("Any chills? [ ] Yes [x] No\nIs it sore?\n[x] Yes\n[ ] No", set(), {"chills"}),
    ("Cough ☐ Y ☑ N, wheeze ☑ Y ☐ N", {"wheeze"}, {"cough"}),
    ("Cough: Yes [ ] No [x]\nWheeze: Yes [x] No [ ]", {"wheeze"}, {"cough"}),
    ("Tos: ( ) Sí (X) No\nPústulas: (X) Sí ( ) No", {"pustule"}, {"cough"}),
    ("咳嗽：□有 ☑无\n脓疱：☑有 □无", {"pustule"}, {"cough"}),
    ("New medicine: ☑ Yes ☐ No - carbamazepine", {"high_risk_drug", "new_medication"}, set()),
    ("Wheeze (Y/N): Y. Chills (Y/N): N. Cough (yes/no): no", {"wheeze"}, {"chills", "cough"}),
    # tables
    ("| Sign | No | Yes |\n|---|:-:|---|\n| Wheeze | X | |\n| Pustules | | X |", {"pustule"}, {"wheeze"}),
    ("| Cough | no |\n| Wheeze | yes |", {"wheeze"}, {"cough"}),
    ("sign;answer\ncough;no\nwheeze;yes", {"wheeze"}, {"cough"}),
    ("cough,0\nwheeze,1\nchills,0", {"wheeze"}, {"cough", "chills"}),
    ("Cough\tNo\nWheeze\tYes", {"wheeze"}, {"cough"}),
    ("Cough      No\nWheeze     Yes", {"wheeze"}, {"cough"}),
    ("症状|有|无\n咳嗽||√\n瘙痒|√|", {"pruritus"}, {"cough"}),
    # figures
    ("cough: 0\nwheeze: 1\nmouth sores: 0", {"wheeze"}, {"cough", "oral_ulcers"}),
    ('{"cough": 0, "wheeze": 1, "chills": false}', {"wheeze"}, {"cough", "chills"}),
    ("Stinging 0/10, itching 6/10", {"pruritus"}, {"burning_sensation"}),
    ("Itch (0-10): 0\nBurning (0-10): 5", {"burning_sensation"}, {"pruritus"}),
    ("Escozor 0 sobre 10; picor 8/10", {"pruritus"}, {"burning_sensation"}),
    ("咳嗽0分，瘙痒8分", {"pruritus"}, {"cough"}),
    # ticks, crosses and signs
    ("Cough ❌\nWheeze ✅", {"wheeze"}, {"cough"}),
    ("✓ wheeze ✗ cough ✗ chills", {"wheeze"}, {"cough", "chills"}),
    ("咳嗽 ×，瘙痒 √", {"pruritus"}, {"cough"}),
    ("ROS: (-) cough (+) wheeze (+) mouth sores (-) chills", {"wheeze", "oral_ulcers"}, {"cough", "chills"}),
    ("cough [no]; wheeze [yes]", {"wheeze"}, {"cough"}),
    ("Cough......no\nWheeze......yes", {"wheeze"}, {"cough"}),
    # one answer for a list, and headings
    ("Chills, rigors, wheeze, stiff neck: nil. Itching: yes.", {"pruritus"}, {"chills", "wheeze", "neck_stiffness"}),
    ("咳嗽、寒战、水疱：均无。肘部瘙痒。", {"pruritus"}, {"cough", "chills", "vesicle"}),
    ("Things I do not have:\n- cough\n- chills\nThings I have:\n- wheeze", {"wheeze"}, {"cough", "chills"}),
    ("None of the following: cough, chills. Only wheeze.", {"wheeze"}, {"cough", "chills"}),
    ("I have none of these: cough, chills. Just itching.", {"pruritus"}, {"cough", "chills"}),
    ("Molestias que no tengo:\n- tos\n- ampollas\nMolestias que tengo:\n- picor", {"pruritus"}, {"cough", "vesicle"}),
    ("没有的症状：\n1. 咳嗽\n2. 水疱\n有的症状：\n1. 瘙痒", {"pruritus"}, {"cough", "vesicle"}),
    ("Is it itchy? A lot. Any cough? Not yet.", {"pruritus"}, {"cough"}),
    ("¿Le pica? Bastante. ¿Tiene tos? Para nada.", {"pruritus"}, {"cough"}),
    ("痒吗？很痒。咳嗽吗？应该没有。", {"pruritus"}, {"cough"}),
]


@pytest.mark.parametrize(("text", "present", "absent"), CASES)
def test_a_form_says_what_is_there_and_what_is_not(text: str, present: set[str], absent: set[str]) -> None:
    said = told(text)
    assert not otherwise(said, present, "present")
    assert not otherwise(said, absent, "absent")


@pytest.mark.parametrize(
    ("text", "finding"),
    [
        ("Wheeze: see note. Itchy elbows.", "wheeze"),
        ("Wheeze: null", "wheeze"),
        ('{"wheeze": null, "itch": true}', "wheeze"),
        ("Wheeze: yes / no\nItch: yes", "wheeze"),
        ("Wheeze: ____\nItch: yes", "wheeze"),
        ("Wheeze: [ ] Yes [ ] No\nItch: [x] Yes [ ] No", "wheeze"),
        ("Tos: ver informe. Picor: sí", "cough"),
        ("Tos: pendiente. Picor: sí", "cough"),
        ("咳嗽：详见病历。瘙痒：有", "cough"),
    ],
)
def test_an_item_that_was_left_open_says_nothing(text: str, finding: str) -> None:
    assert told(text).get(finding) in {None, "unknown"}


@pytest.mark.parametrize(
    ("text", "present"),
    [
        ("The plaque is 3 × 2 cm, itchy × 3 weeks", {"plaque", "pruritus"}),
        ("Itch began on 3/10 and spread by 5/10, with wheeze.", {"pruritus", "wheeze"}),
        ("My leg itches, cough: no", {"pruritus"}),
        ("Wheeze, itchy, yes", {"wheeze", "pruritus"}),
        ("Wheeze. Itchy arms.\n[x] photo enclosed", {"wheeze", "pruritus"}),
        ("My rash is red, no, rather purple", {"rash"}),
    ],
)
def test_figures_and_marks_of_other_things_answer_nothing(text: str, present: set[str]) -> None:
    said = told(text)
    assert not otherwise(said, present, "present")


def test_a_form_of_letters_is_not_taken_for_spanish() -> None:
    assert read_text("Cough Y/N: N\nWheeze Y/N: Y\nBreathing problems Y/N: N", None, "history").language == "en"


def test_a_count_of_none_and_the_years_of_an_age_count_no_lesions() -> None:
    for text in ("Itching: 0\nblisters all over", "Niña de 6 años tiene granos"):
        assert "lesion_count" not in told(text)
