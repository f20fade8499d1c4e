"""A rash with a high fever is seen the same day, and no report calls at once what its own rules call routine."""

import pytest

from dermagent import diagnose
from dermagent.report.markdown import to_markdown

HIGH = [
    *("Rash on my belly, temperature 38.9 this morning.", "temp 101.8 F with a rash on my back"),
    *("Tengo 31 años, fiebre de 39,1 y una erupción en las piernas.", "Erupción en los brazos y 38,8 de fiebre."),
    *("身上起皮疹，体温39.3℃。", "发烧38.9度，背上出了红疹。"),
]
NOT_HIGH = [
    *("Fever of 38.1 and a rash on my arms.", "Flu: fever 39.2, cough, no rash.", "Rash for weeks, temperature 37.1."),
    *("I had a fever of 39.5 and a rash last year, all gone; now dry skin.", "Fiebre de 39 con tos, sin erupción."),
    *("Mi hermano tiene 39 de fiebre y sarpullido, yo solo acné.", "去年发烧39度出过疹子，现在只是皮肤干。"),
]


@pytest.mark.parametrize("history", HIGH)
def test_a_rash_with_a_high_fever_is_for_the_same_day(history: str) -> None:
    assert diagnose({"history": history}).urgency == "same_day"


@pytest.mark.parametrize("history", NOT_HIGH)
def test_a_lower_fever_one_without_a_rash_or_one_that_is_over_is_not(history: str) -> None:
    assert diagnose({"history": history}).urgency == "routine"


@pytest.mark.parametrize(
    ("history", "said"),
    [
        ("A rash on my arms and 38.2 of fever.", "get a fever with a rash"),
        ("Erupción en los brazos y 38,2 de fiebre.", "tiene fiebre con erupción"),
        ("手臂皮疹，发烧38.2度。", "发烧并有皮疹，感到"),
    ],
)
def test_no_report_calls_at_once_for_what_it_has_just_called_no_emergency(history: str, said: str) -> None:
    result = diagnose({"history": history})
    assert result.urgency == "routine" and said not in to_markdown(result, audience="patient")
