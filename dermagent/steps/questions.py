"""Questions: what would separate the first diagnoses of a list, or help where the case says too little."""

from collections.abc import Iterable, Sequence

from dermagent.knowledge.base import KnowledgeBase
from dermagent.knowledge.outside import sounds_dangerous
from dermagent.knowledge.texts import Texts, texts
from dermagent.steps.retrieve.findings import leaders, shipped_ranker
from dermagent.types import URGENCIES, Language, NextQuestion, Observations, RankedCondition, Retrieved

#: Categories of findings that a person can answer about.
ASKABLE = frozenset(
    "symptom tempo history_risk morphology_primary morphology_secondary colour configuration distribution "
    "body_site".split()
)
#: Counts that only a laboratory tells and nobody can answer.
UNASKED = frozenset({"severe_thrombocytopenia", "severe_leukopenia"})


def between_leaders(
    ranked: Sequence[RankedCondition], retrieved: Retrieved, seen: Observations, prior: str
) -> Retrieved:
    """With what separates the leaders of the final list, where a retriever had those of another one."""
    between = leaders(item.condition for item in ranked)
    if not retrieved.between or set(between) <= set(retrieved.between):
        return retrieved
    separating: list[tuple[str, float]] = []
    if len(between) == 2:
        separating = shipped_ranker(prior).separating(between[0], between[1], seen.counted())
    return retrieved.model_copy(update={"between": between, "separating": tuple(separating)})


def feared_question(
    ranked: Sequence[RankedCondition],
    dangers: Iterable[str],
    seen: Observations,
    prior: str,
    kb: KnowledgeBase,
    language: Language = "en",
) -> tuple[NextQuestion, ...]:
    """What would best separate the first of the list from the gravest danger that an agent fears, unless it leads."""
    first = ranked[0].condition
    far = [one for one in dangers if one in kb.cards and one not in {item.condition for item in ranked[:2]}]
    far.sort(key=lambda one: URGENCIES.index(kb.cards[one].urgency))
    if not far or first not in kb.cards:
        return ()
    separating = shipped_ranker(prior).separating(first, far[0], seen.counted())
    return _separating((first, far[0]), separating, most=1, kb=kb, language=language)


def separating_questions(
    retrieved: Retrieved, *, most: int, kb: KnowledgeBase, language: Language = "en"
) -> tuple[NextQuestion, ...]:
    """The unknown findings that would best separate the first from its rival, of different kinds."""
    if not retrieved.separating:
        return ()
    first, second = retrieved.between
    return _separating((first, second), retrieved.separating, most=most, kb=kb, language=language)


def _separating(
    between: tuple[str, str], found: Iterable[tuple[str, float]], *, most: int, kb: KnowledgeBase, language: Language
) -> tuple[NextQuestion, ...]:
    """A question for each of the first findings, of different kinds, that separate two conditions."""
    said = texts(language)
    first, second = between
    names = {"first": said.condition(first), "second": said.condition(second)}
    questions: list[NextQuestion] = []
    asked_about: set[str] = set()
    for finding, _ in found:
        family = {finding, *kb.ancestors(finding)}
        if kb.findings[finding].category not in ASKABLE or family & asked_about or len(questions) >= most:
            continue
        asked_about |= family
        questions.append(
            NextQuestion(
                finding=finding,
                text=_sentence(said.say("questions.clinician", asked=_asked(finding, said, kb), **names)),
                for_patient=_for_patient(finding, said, kb),
                separates=(first, second),
            )
        )
    return tuple(questions)


def danger_question(finding: str, rule: str, kb: KnowledgeBase, language: Language = "en") -> NextQuestion:
    """The question about a finding that would make a red-flag rule fire; a patient is not told which danger."""
    said = texts(language)
    return NextQuestion(
        finding=finding,
        text=_sentence(
            said.say("questions.clinician_red_flag", asked=_asked(finding, said, kb), danger=said.flags[rule]["name"])
        ),
        for_patient=_for_patient(finding, said, kb),
        kind="red_flag",
    )


def outside_questions(ranked: Sequence[RankedCondition], language: Language = "en") -> tuple[NextQuestion, ...]:
    """What a model names that may be dangerous and of which nothing is known here: what speaks for it."""
    said = texts(language)
    return tuple(
        NextQuestion(finding=item.condition, text=said.say("questions.outside", name=item.name), kind="open")
        for item in ranked
        if sounds_dangerous(item.condition)
    )


def open_questions(seen: Observations, language: Language = "en") -> tuple[NextQuestion, ...]:
    """What would help where the case says too little."""
    known = seen.counted()
    return tuple(
        NextQuestion(finding=finding, text=text, for_patient=text, kind="open")
        for finding, text in texts(language).part("questions.open").items()
        if finding not in known
    )


def _asked(finding: str, said: Texts, kb: KnowledgeBase) -> str:
    """What a clinician is asked about a finding, as a whole question."""
    of = said.part("questions.of")
    if finding in of:
        return str(of[finding])
    by_category = said.part("questions.by_category")
    asked: str = by_category.get(kb.findings[finding].category, by_category["other"])
    return asked.format(said.finding(finding))


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]


def _for_patient(finding: str, said: Texts, kb: KnowledgeBase) -> str:
    """What a patient is asked; "any" takes no article behind it."""
    plain = said.plain_finding(finding)
    if kb.findings[finding].category == "body_site":
        return said.say("questions.patient_site", plain=plain)
    if kb.findings[finding].category == "tempo":  # a course is nothing that one has any of
        return said.say("questions.patient_fits", plain=plain)
    for article in said.part("questions.articles"):
        plain = plain.removeprefix(article)
    return said.say("questions.patient", plain=plain)
