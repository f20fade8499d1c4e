"""Whether anything is worth asking next: nothing where one condition leads clearly or nothing was answered."""

import hashlib
from dataclasses import replace
from types import SimpleNamespace
from typing import Any, cast

import pytest

from dermagent.knowledge.base import KnowledgeBase
from dermagent.knowledge.schema import Trigger
from dermagent.steps import ask
from dermagent.steps.ask import CLEAR_LEAD, asked_as, question_for, red_flag_question
from dermagent.types import NextQuestion, Observation, Observations, Retrieved, Triage


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


def test_a_question_keeps_its_id_and_its_words_until_it_is_put_again() -> None:
    question = NextQuestion(finding="fever", text="Fever?", for_patient="Any fever?")
    first, again = asked_as(question, "d7", 2), asked_as(question, "d7", 2, again=True)
    assert first.id == hashlib.sha256(b"d7 2 fever").hexdigest()[:16]
    assert again.id == hashlib.sha256(b"d7 2 fever again").hexdigest()[:16]
    assert (first.text, first.for_patient) == ("Fever?", "Any fever?")
    assert again.text != "Fever?" and again.text.endswith("Fever?") and again.for_patient.endswith("Any fever?")


@pytest.mark.parametrize("likelier", ["chills", "headache"])
def test_of_two_dangers_as_urgent_the_more_probable_is_asked_about_first(kb: KnowledgeBase, likelier: str) -> None:
    dangers = {"chills": "meningococcemia", "headache": "dress_syndrome"}
    rules = {
        rule.id: rule.model_copy(
            update={
                "urgency": "emergency",
                "conditions": (dangers[finding],),
                "triggers": (Trigger(all_of=("pain", finding)),),
            }
        )
        for rule, finding in zip(kb.rules.values(), dangers, strict=False)
    }
    share = {danger: 0.4 if finding == likelier else 0.2 for finding, danger in dangers.items()}
    told = SimpleNamespace(
        exact=[SimpleNamespace(condition=danger, probability=p) for danger, p in share.items()], language="en"
    )
    seen = Observations(
        language="en", items=(Observation(finding="pain", polarity="present", source="field", field="x"),)
    )
    found = red_flag_question(seen, Triage(), Retrieved(fused=()), cast(Any, told), kb=replace(kb, rules=rules))
    assert found is not None and found.finding == likelier
