"""What a person answers to a question is read, in many words and signs, or told to be unread; never lost."""

from pathlib import Path

import pytest

from dermagent import Case, Session
from dermagent.errors import NoDialogue
from dermagent.steps.ask import answered, is_unread
from dermagent.steps.observe import observe
from dermagent.types import NextQuestion

ASKED = NextQuestion(finding="conjunctivitis", text="Are the eyes red?", kind="red_flag")
IN_SPANISH = NextQuestion(finding="conjunctivitis", text="¿Tiene los ojos rojos?", kind="red_flag")
IN_CHINESE = NextQuestion(finding="conjunctivitis", text="眼睛发红吗？", kind="red_flag")

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
#: Behind what people say before they answer, in other words, or saying again what was asked.
TALKED: list[tuple[bool | None, NextQuestion, tuple[str, ...]]] = [
    (
        True,
        ASKED,
        (
            *("hmm, I guess so", "ah ok sorry, yes", "to be honest yes", "as far as I can see, yes", "they do"),
            *("one of them is", "just the right one", "both eyes", "slightly red", "they look red"),
        ),
    ),
    (
        True,
        IN_SPANISH,
        ("eh, sí", "pues la verdad es que sí", "diría que sí", "supongo que sí", "los dos", "bastante rojos"),
    ),
    (True, IN_CHINESE, ("呃，有", "其实有一点", "那个，是的", "左边", "挺红的", "都有", "嗯，有")),
    (
        False,
        ASKED,
        (
            *("er, no", "well, not really", "not that I know of", "they aren't red", "they're not"),
            *("I can't say they are", "honestly, haven't seen any", "not red at all"),
        ),
    ),
    (
        False,
        IN_SPANISH,
        ("bueno, no", "que yo recuerde, no", "hombre, no", "no tengo los ojos rojos", "no los veo rojos", "nop"),
    ),
    (False, IN_CHINESE, ("哦，没有", "嗯嗯，没有", "嗯……不", "其实没有", "一点都不红", "没发现")),
    (None, ASKED, ("I really couldn't say", "hmm, not sure", "beats me", "haven't looked", "well, I don't remember")),
    (None, IN_SPANISH, ("no te sabría decir", "pues no sé", "no me he fijado", "vaya usted a saber")),
    (None, IN_CHINESE, ("没留意", "说不上来", "这个我不知道", "嗯，不清楚", "没怎么注意")),
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


@pytest.mark.parametrize(
    ("meant", "question", "answer"), [(meant, question, one) for meant, question, many in TALKED for one in many]
)
def test_an_answer_is_read_behind_whatever_people_say_before_it(
    meant: bool | None, question: NextQuestion, answer: str
) -> None:
    case = answered(Case(history="A rash."), question, answer)
    assert not is_unread(question, answer, None)
    assert case.complaint.symptoms.get("conjunctivitis") is meant
    told = {item.finding: item.polarity for item in observe(case).counted().values()}
    assert told.get("conjunctivitis") != ("absent" if meant else "present")


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        *((ASKED, one) for one in ("the skin is red", "left work early", "no. yes", "no. Yes, a bit", "yes. no")),
        *((IN_SPANISH, one) for one in ("la piel está roja", "no. sí", "bueno, mañana")),
        *((IN_CHINESE, one) for one in ("脸红", "左腿疼", "嗯，腿没事")),
    ],
)
def test_words_of_something_else_or_both_ways_are_no_answer(question: NextQuestion, answer: str) -> None:
    case = answered(Case(history="A rash."), question, answer)
    assert is_unread(question, answer, None)
    assert case.complaint.symptoms == {"conjunctivitis": None}


def test_a_clear_yes_counts_behind_an_answer_that_was_not_read() -> None:
    session = Session(Case(history="After a new medicine I have a painful rash all over my body."))
    assert (first := session.start().question)
    assert (second := session.answer("huh?").question) and second.finding == first.finding
    turn = session.answer("oh right, sorry, yes they are")
    assert turn.differential.urgency == "emergency"


@pytest.mark.parametrize(
    ("history", "more"),
    [
        ("My tongue swelled up after a wasp sting and I can hardly breathe.", "nothing of the sort"),
        ("Me picó una avispa, tengo la lengua hinchada y apenas puedo respirar.", "nada de eso, gracias"),
        ("被黄蜂蜇了，舌头肿，呼吸困难，全身风团。", "以上都没有"),
    ],
)
def test_what_was_told_outright_is_taken_back_by_no_bare_denial(history: str, more: str) -> None:
    session = Session(Case(history=history))
    before = session.start().differential
    after = session.tell(more).differential
    assert before.urgency == after.urgency == "emergency"
    assert {flag.rule for flag in before.red_flags} <= {flag.rule for flag in after.red_flags}


@pytest.mark.parametrize("answer", UNREAD)
def test_what_cannot_be_read_leaves_the_finding_unknown(answer: str) -> None:
    case = answered(Case(history="A rash."), ASKED, answer)
    assert case.complaint.symptoms == {"conjunctivitis": None}
    assert answer in case.history


def test_words_that_tell_of_what_was_asked_are_read_as_history_alone() -> None:
    case = answered(Case(history="A rash."), ASKED, "my eyes are red since Monday")
    assert case.complaint.symptoms == {}


#: Asked back, both at once, numbers, not understood, spelt nearly so.
NEITHER = [
    *("what does that mean?", "Why do you want to know?", "sorry, is this serious?", "2 and 4", "enough questions"),
    *(
        "yes or no",
        "not no",
        "no, yes",
        "I didn't get that",
        "no comment",
        "not dangerous?",
        "skip this",
        "yesss",
        "noo",
    ),
    *("¿y eso es grave?", "no comprendo", "por qué lo preguntas", "ni sí ni no", "1, 3", "no quiero contestar", "sii"),
    *("为什么问这个？", "没看懂", "严重吗？", "没有危险吧？", "又有又没有", "1、2", "别再问了"),
]
#: So it was once.
NOT_NOW = [
    *("yes, but years ago", "yes, when I was a kid", "yes but not any more", "yes, it's gone now", "yeah, last summer"),
    *("sí, pero hace muchos años", "sí, de niña", "sí, pero ya no", "sí, el año pasado"),
    *("有，但那是前年", "是的，不过现在没有了", "有，小时候"),
]
STILL = [
    *("yes, since last year", "yes, it began two years ago", "yes, last night", "yes, last year and again today"),
    *("sí, desde hace años", "sí, empezó el año pasado", "sí, anoche"),
    *("有，从去年开始", "有，以前有，现在也有", "是的，昨天"),
]


@pytest.mark.parametrize("answer", NEITHER)
def test_what_is_neither_yes_nor_no_is_unread(answer: str) -> None:
    assert is_unread(ASKED, answer, None)
    assert answered(Case(history="A rash."), ASKED, answer).complaint.symptoms == {"conjunctivitis": None}
    assert answered(Case(history="A rash."), ASKED, answer, again=True).complaint.symptoms == {}


@pytest.mark.parametrize("answer", [*YES, *NO, "I don't know", "no sé", "不知道", "yes, what should I do?", "no, why?"])
def test_what_answers_is_read(answer: str) -> None:
    assert not is_unread(ASKED, answer, None)


@pytest.mark.parametrize("answer", NOT_NOW)
def test_a_yes_of_long_ago_is_none_now(answer: str) -> None:
    assert said(answer) is None and not is_unread(ASKED, answer, None)


@pytest.mark.parametrize("answer", STILL)
def test_a_yes_that_began_long_ago_is_one(answer: str) -> None:
    assert said(answer) is True


def test_a_risk_of_long_ago_stays_one() -> None:
    risk = NextQuestion(finding="immunosuppression", text="Are your defences weak?")
    case = answered(Case(history="A rash."), risk, "yes, but years ago")
    assert case.complaint.symptoms == {"immunosuppression": True}


@pytest.mark.parametrize("answer", ["what do you mean by red eyes?", "¿qué son ojos rojos?", "什么叫眼睛红？"])
def test_who_asks_back_has_told_nothing(answer: str) -> None:
    assert answered(Case(history="A rash."), ASKED, answer, again=True) == Case(history="A rash.")


@pytest.mark.parametrize(
    "answer", ["why is my throat closing?", "¿por qué se me cierra la garganta?", "为什么我喘不上气？"]
)
def test_a_danger_that_is_asked_about_is_kept(answer: str) -> None:
    assert answer in answered(Case(history="A rash."), ASKED, answer, again=True).history
    throat = NextQuestion(finding="throat_swelling", text="Is the throat swollen?", kind="red_flag")
    assert answer in answered(Case(history="A rash."), throat, answer, again=True).history


@pytest.mark.parametrize(
    ("history", "twice", "why"),
    [
        ("After a new medicine I have a painful rash all over.", ("yess", "hm"), "not understood as a yes or a no"),
        ("Tras un medicamento nuevo tengo una erupción dolorosa por todo el cuerpo.", ("¿por qué?", "sii"), "un sí o"),
        ("吃了新药以后全身起疹子，很疼。", ("严重吗？", "1和2"), "没有听明白"),
    ],
)
def test_an_unread_answer_is_asked_for_once_more_and_then_told_in_the_limits(
    history: str, twice: tuple[str, str], why: str
) -> None:
    session = Session(Case(history=history))
    first = session.start().question
    assert first and first.kind != "open"
    second = session.answer(twice[0]).question
    assert second and second.finding == first.finding and second.id != first.id
    assert why in second.text and why in second.for_patient and first.text in second.text
    assert session.answer(twice[0], first.id).question == second  # the same again, from a double tap
    turn = session.answer(twice[1])
    assert turn.question is None or turn.question.finding != first.finding
    assert any("not answered" in limit or "No" in limit or "未" in limit for limit in turn.differential.limits)


def test_the_second_asking_counts_as_one_question_and_its_answer_counts() -> None:
    session = Session(Case(history="After a new medicine I have a painful rash all over."), max_questions=1)
    session.start()
    assert session.answer("what?").question
    turn = session.answer("yes")
    assert turn.question is None and turn.differential.urgency == "emergency"


def test_images_beside_an_unread_answer_leave_the_question_open(photo: Path) -> None:
    session = Session(Case(history="After a new medicine I have a painful rash all over."))
    first = session.start().question
    again = session.answer("why?", images=[{"content": photo.read_bytes()}]).question
    assert first and again and again.finding == first.finding and again.id != first.id


def test_what_was_forgotten_is_not_begun_again_by_a_further_word() -> None:
    session = Session(Case(history="An itchy rash on the hands."))
    session.start()
    session.forget()
    with pytest.raises(NoDialogue):
        session.tell("It bleeds.")
    assert session.start().differential.outcome == "answered"


def test_another_object_of_a_forgotten_dialogue_does_not_begin_it_again_either(tmp_path: Path) -> None:
    case, store = Case(history="An itchy rash on the hands."), tmp_path / "kept.sqlite"
    one, two = (Session(case, store=store, thread="eve") for _ in range(2))
    one.start()
    two.start()
    one.forget()
    with pytest.raises(NoDialogue):
        two.tell(symptoms={"fever": True})
