"""A "no" that belongs to the words behind it, or a yes of somebody else, leaves what was asked open."""

import pytest

from dermagent import Case, Session
from dermagent.steps.ask import answered, is_unread
from dermagent.steps.observe import observe
from dermagent.types import Language, NextQuestion

ASKED: dict[Language, NextQuestion] = {
    "en": NextQuestion(finding="conjunctivitis", text="Are the eyes red?", kind="red_flag"),
    "es": NextQuestion(finding="conjunctivitis", text="¿Tiene los ojos rojos?", kind="red_flag"),
    "zh": NextQuestion(finding="conjunctivitis", text="眼睛发红吗？", kind="red_flag"),
}
HISTORY: dict[Language, str] = {"en": "A sore patch.", "es": "Una placa.", "zh": "一块斑。"}
#: What each denies, of something that was not asked.
OF_THEIR_OWN: list[tuple[Language, str, str]] = [
    *(("en", answer, finding) for answer, finding in (("no vomiting", "vomiting"), ("not dizzy", "dizziness"))),
    *(("en", answer, finding) for answer, finding in (("no itching at all", "pruritus"), ("no hives", "wheal"))),
    *(("en", answer, finding) for answer, finding in (("never had a blister", "vesicle"), ("no cough", "cough"))),
    *(("en", answer, finding) for answer, finding in (("no stiff neck", "neck_stiffness"), ("nope no hives", "wheal"))),
    *(("en", answer, finding) for answer, finding in (("no problems swallowing", "dysphagia"),)),
    ("en", "no weight loss and no night sweats", "night_sweats"),
    *(("es", answer, finding) for answer, finding in (("no vómitos", "vomiting"), ("no me pica", "pruritus"))),
    *(("es", answer, finding) for answer, finding in (("nunca he tenido ampollas", "vesicle"),)),
    *(("es", answer, finding) for answer, finding in (("no noto rigidez de nuca", "neck_stiffness"),)),
    ("es", "no estoy mareada", "dizziness"),
    ("es", "no se me hinchan los labios", "angioedema"),  # and not "no sé"
    ("es", "no se le pone el cuello rígido", "neck_stiffness"),
    *(("zh", answer, finding) for answer, finding in (("没有呕吐", "vomiting"), ("没有水疱", "vesicle"))),
    *(("zh", answer, finding) for answer, finding in (("没有怀孕", "pregnancy"), ("没有胸闷", "dyspnoea"))),
]
#: What each states beside its "no".
BESIDE: list[tuple[Language, str, str]] = [
    *(("en", answer, "fever") for answer in ("no, fever", "no I have a fever", "no only a fever")),
    *(("en", answer, "dyspnoea") for answer in ("no i cant breathe", "nope, trouble breathing though")),
    ("en", "no my throat is swelling", "throat_swelling"),
    ("en", "no her lips are swollen", "angioedema"),
    *(("es", answer, "fever") for answer in ("no, tengo fiebre", "no pero tengo fiebre")),
    ("es", "no la garganta se me cierra", "throat_swelling"),
    *(("zh", answer, "fever") for answer in ("没有，但是发烧", "没有 我发烧了", "没有我发烧了")),
    ("zh", "没有就是很痒", "pruritus"),
]


def told(language: Language, answer: str) -> tuple[Case, dict[str, str]]:
    case = answered(Case(history=HISTORY[language]), ASKED[language], answer)
    return case, {item.finding: item.polarity for item in observe(case).counted().values()}


@pytest.mark.parametrize(("language", "answer", "finding"), OF_THEIR_OWN)
def test_a_no_of_its_own_words_denies_those_alone(language: Language, answer: str, finding: str) -> None:
    case, read = told(language, answer)
    assert read[finding] == "absent"
    if not answer.startswith("nope"):
        assert case.complaint.symptoms == {"conjunctivitis": None}
        assert is_unread(ASKED[language], answer, None)


@pytest.mark.parametrize(("language", "answer", "finding"), BESIDE)
def test_a_no_beside_a_sentence_of_its_own_answers_and_denies_nothing_of_that(
    language: Language, answer: str, finding: str
) -> None:
    case, read = told(language, answer)
    assert read[finding] == "present"
    assert case.complaint.symptoms == {"conjunctivitis": False}


@pytest.mark.parametrize(
    ("language", "answer"),
    [("en", "no redness"), ("en", "no red eyes"), ("es", "no tengo los ojos rojos"), ("zh", "没有眼睛红")],
)
def test_a_no_with_a_word_of_the_question_answers_it(language: Language, answer: str) -> None:
    assert told(language, answer)[0].complaint.symptoms == {"conjunctivitis": False}


def test_a_denied_danger_is_none_in_a_dialogue_and_the_question_is_put_again() -> None:
    session = Session(Case(history="I have a red itchy rash on my arms."))
    asked = session.start().question
    turn = session.answer("no wheezing or shortness of breath")
    assert turn.differential.urgency == "routine"
    assert asked and turn.question and turn.question.finding == asked.finding


def test_without_the_words_of_the_question_the_answer_tells_its_language() -> None:
    bare = NextQuestion(finding="conjunctivitis", text="")
    case = answered(Case(history=HISTORY["zh"]), bare, "没有呕吐")
    assert {item.polarity for item in observe(case).items if item.finding == "vomiting"} == {"absent"}
    assert case.complaint.symptoms == {"conjunctivitis": None}


@pytest.mark.parametrize(
    ("language", "answer"),
    [
        *(("en", answer) for answer in ("yes my wife has that", "yep, my neighbour gets it", "yes our dog has")),
        *(("es", answer) for answer in ("sí, mi marido los tiene", "sí, mi hermana sí")),
        *(("zh", answer) for answer in ("是的，我老公有", "有，我女儿有")),
    ],
)
def test_a_yes_of_somebody_else_is_none_and_is_asked_once_more(language: Language, answer: str) -> None:
    assert told(language, answer)[0].complaint.symptoms == {"conjunctivitis": None}
    assert is_unread(ASKED[language], answer, None)


@pytest.mark.parametrize(
    ("history", "answer"),
    [
        ("A rash.", "yes, my husband says they are very red"),
        ("My son has a rash.", "yes, my son has it"),
        ("A rash.", "yes, my husband has it too"),
        ("Mi hijo tiene una erupción.", "sí, mi hijo los tiene"),
        ("我儿子起疹子。", "有，我儿子有"),
        ("起疹子。", "有，我老公也有"),
    ],
)
def test_a_yes_of_the_patient_beside_somebody_else_is_one(history: str, answer: str) -> None:
    language: Language = "zh" if "有" in answer else "en"
    assert answered(Case(history=history), ASKED[language], answer).complaint.symptoms == {"conjunctivitis": True}


@pytest.mark.parametrize("finding", ["family_history_of_psoriasis", "household_contacts_itching"])
def test_of_what_concerns_others_their_yes_counts(finding: str) -> None:
    asked = NextQuestion(finding=finding, text="Has anybody?")
    assert answered(Case(history="A rash."), asked, "yes, my sister has").complaint.symptoms == {finding: True}
