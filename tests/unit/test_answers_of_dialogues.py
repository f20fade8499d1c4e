"""What a person answers to a question is read, in many words and signs, or told to be unread; never lost."""

import pytest

from dermagent import Case, Session
from dermagent.steps.ask import answered
from dermagent.types import NextQuestion

ASKED = NextQuestion(finding="conjunctivitis", text="Are the eyes red?", kind="red_flag")

YES = [
    *("y", "yep", "sure", "absolutely!", "always", "a little", "a lot", "I have that", "1", "sort of", "now and then"),
    *("not really but sometimes", "no, but yesterday yes", "\U0001f44d", "\u2705"),
    *("un poco", "creo que sí", "claro", "bastante", "a veces", "no, pero ayer sí"),
    *("有一点", "好像有", "嗯", "偶尔", "没错"),
]
NO = [
    *("n", "nah", "definitely not", "of course not", "never", "I do not have that", "0", "probably not", "not yet"),
    *("yeah nah", "I don't think so", "none of those", "\U0001f44e", "\u274c"),
    *("creo que no", "nunca", "pues no", "para nada", "todavía no", "ya no"),
    *("没", "应该没有", "不对", "从来没有", "暂时没有"),
]
#: These say neither, and tell nothing of the eyes.
UNREAD = ["my dentist is nice", "purple", "right leg is worse", "depends on the weather", "ya veremos", "看情况"]


def said(answer: str) -> bool | None:
    return answered(Case(history="A rash."), ASKED, answer).complaint.symptoms.get("conjunctivitis")


@pytest.mark.parametrize("answer", YES)
def test_a_yes_in_any_words_is_a_yes(answer: str) -> None:
    assert said(answer) is True


@pytest.mark.parametrize("answer", NO)
def test_a_no_in_any_words_is_a_no(answer: str) -> None:
    assert said(answer) is False


@pytest.mark.parametrize("answer", UNREAD)
def test_what_cannot_be_read_leaves_the_finding_unknown(answer: str) -> None:
    case = answered(Case(history="A rash."), ASKED, answer)
    assert case.complaint.symptoms == {"conjunctivitis": None}
    assert answer in case.history


def test_words_that_tell_of_what_was_asked_are_read_as_history_alone() -> None:
    case = answered(Case(history="A rash."), ASKED, "my eyes are red since Monday")
    assert case.complaint.symptoms == {}


def test_an_unread_answer_is_told_in_the_limits() -> None:
    session = Session(Case(history="After a new medicine I have a painful rash all over."))
    turn = session.start()
    assert turn.question and turn.question.kind != "open"
    turn = session.answer("my dentist is nice")
    assert any("not answered by a yes or a no" in limit for limit in turn.differential.limits)
