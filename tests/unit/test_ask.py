"""Whether anything is worth asking next: nothing where one condition leads clearly or nothing was answered."""

from types import SimpleNamespace
from typing import Any, cast

import pytest

from dermagent.steps import ask
from dermagent.steps.ask import CLEAR_LEAD, question_for


def asked(outcome: str, first: float, second: float, *, red_flag: str = "") -> Any:
    told = SimpleNamespace(
        outcome=outcome,
        urgency="routine",
        exact=[SimpleNamespace(probability=first), SimpleNamespace(probability=second)],
        next_questions=[SimpleNamespace(finding="scale"), SimpleNamespace(finding="fever")],
    )
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(ask, "red_flag_question", lambda *given: red_flag or None)
        nothing = cast(Any, None)
        return question_for(nothing, nothing, nothing, cast(Any, told), asked={"scale"})


@pytest.mark.parametrize(
    ("outcome", "first", "expected"),
    [
        ("answered", CLEAR_LEAD, None),
        ("answered", CLEAR_LEAD - 0.1, "fever"),
        ("abstained", CLEAR_LEAD - 0.1, "fever"),
        ("failed", 1.0, None),
    ],
)
def test_a_clear_lead_or_a_failure_ends_the_questions(outcome: str, first: float, expected: str | None) -> None:
    question = asked(outcome, first, 1.0)
    assert (question.finding if question else None) == expected


def test_what_would_settle_a_red_flag_is_asked_whoever_leads() -> None:
    assert asked("answered", 9.0, 1.0, red_flag="urgent") == "urgent"
    assert asked("failed", 9.0, 1.0, red_flag="urgent") is None
