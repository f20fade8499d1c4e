"""Long answers cost what a history of their length does; a bare yes to an open question; idioms that are no danger."""

import time

import pytest

from dermagent import Case
from dermagent.steps.ask import answered, is_unread
from dermagent.steps.observe import observe
from dermagent.types import NextQuestion
from tests.spread import every
from tests.told import present

DRUG = {
    "en": "After a new medicine I have a painful rash all over. ",
    "es": "Tras un medicamento nuevo tengo una erupción dolorosa por todo el cuerpo. ",
    "zh": "用了新药后全身出疹疼痛。",
}
RED_EYES = NextQuestion(finding="conjunctivitis", text="Is there any conjunctivitis?", kind="red_flag")
WHERE = NextQuestion(finding="body_site", text="Where on the body is it?", kind="open")


@pytest.mark.parametrize("short", every(2, ["no ", "no. ", "没有，", "yes no ", "no, nada. "]))
def test_an_answer_of_short_words_costs_little_more_than_a_history_of_its_length(short: str) -> None:
    case = Case(history=DRUG["en"])
    long = short * (6000 // len(short))
    answered(case, RED_EYES, short)

    def spent(on: str) -> float:
        begun = time.process_time()
        is_unread(RED_EYES, on, None, case.history)
        answered(case, RED_EYES, on)
        return time.process_time() - begun

    begun = time.process_time()
    observe(Case(history=f"{case.history} {long}"))
    assert spent(long) < 6 * (time.process_time() - begun) + 0.5


@pytest.mark.parametrize("answer", ["yes", "Yes.", "Yep!", "sí", "是", "对", "Y"])
def test_a_bare_yes_to_an_open_question_is_asked_again_and_tells_nothing(answer: str) -> None:
    case = Case(history=DRUG["en"])
    assert is_unread(WHERE, answer, None, case.history)
    assert answered(case, WHERE, answer) == case


@pytest.mark.parametrize("answer", ["on both arms", "I do not know", "yes, on the left arm", "brazos", "在手臂上"])
def test_words_answer_an_open_question(answer: str) -> None:
    case = Case(history=DRUG["en"])
    assert not is_unread(WHERE, answer, None, case.history)
    assert answered(case, WHERE, answer).history.endswith(answer)


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("en", "I cannot stand it any more."),
        ("en", "no, but I can't stand this itch any longer"),
        ("en", "I can't stand being touched."),
        ("en", "I can't stand how it looks."),
        ("en", "She cannot stand her clothes on the rash."),
        ("en", "I was in shock when I saw my face."),
        ("en", "I collapsed into bed after work."),
        ("en", "I can't breathe a word of it to my wife."),
        ("es", "Ya no lo aguanto más."),
        ("es", "Casi me muero de vergüenza."),
        ("zh", "我实在受不了了。"),
        ("zh", "价格贵得我要晕。"),
    ],
)
def test_an_idiom_is_no_collapse(language: str, told: str) -> None:
    assert not {"hypotension", "dyspnoea"} & present(DRUG[language] + told)


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("en", "I cannot stand."),
        ("en", "I can't stand any more, my legs give way."),
        ("en", "I can't stand this morning, everything goes black."),
        ("en", "He is in shock, grey and cold."),
        ("en", "I collapsed at work."),
        ("es", "Me desmayé en la ducha."),
        ("zh", "差点晕倒。"),
    ],
)
def test_a_collapse_is_one(language: str, told: str) -> None:
    assert "hypotension" in present(DRUG[language] + told)
