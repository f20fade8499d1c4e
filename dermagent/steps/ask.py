"""Ask: the one question worth putting to a person now, and what the answer adds to the case."""

import hashlib
from collections.abc import Collection, Set

from pydantic import ValidationError

from dermagent.errors import InvalidCase
from dermagent.knowledge.base import KnowledgeBase, knowledge
from dermagent.knowledge.schema import RedFlagRule
from dermagent.knowledge.speech import spoken
from dermagent.reading.text import read_text
from dermagent.steps.flag import Known, evaluate, what_is_known
from dermagent.steps.questions import ASKABLE, danger_question
from dermagent.text.normal import normalise
from dermagent.types import (
    MAX_TEXT,
    URGENCIES,
    AskedQuestion,
    Case,
    Differential,
    Language,
    NextQuestion,
    Observations,
    Retrieved,
    Triage,
)

#: The first condition by itself stands apart once it is this many times as probable as the second (our choice).
CLEAR_LEAD = 3.0
#: Least probability of a red flag's conditions together for a question about it to be worth the worry (our choice).
PLAUSIBLE = 0.05


def question_for(
    seen: Observations,
    triage: Triage,
    retrieved: Retrieved,
    differential: Differential,
    asked: Collection[str],
    kb: KnowledgeBase | None = None,
) -> NextQuestion | None:
    """What to ask next: first what would settle a red flag, then what would separate the leaders; None if neither.

    `asked` are the findings asked about before; none is asked about twice.
    """
    if differential.outcome not in {"answered", "abstained"}:
        return None
    urgent = red_flag_question(seen, triage, retrieved, differential, asked, kb)
    if urgent:
        return urgent
    first = [form.probability for form in differential.exact[:2]]
    if len(first) == 2 and first[0] >= CLEAR_LEAD * first[1]:
        return None
    return next((question for question in differential.next_questions if question.finding not in asked), None)


def asked_as(question: NextQuestion, dialogue: str, number: int) -> AskedQuestion:
    """The question as the one that a dialogue asks after so many others; its id is the same each time it is put."""
    told = f"{dialogue} {number} {question.finding}"
    return AskedQuestion(**dict(question), id=hashlib.sha256(told.encode()).hexdigest()[:16])


def red_flag_question(
    seen: Observations,
    triage: Triage,
    retrieved: Retrieved,
    differential: Differential,
    asked: Collection[str] = (),
    kb: KnowledgeBase | None = None,
) -> NextQuestion | None:
    """About the one unknown finding that would make the most urgent, then the most probable, red flag fire.

    A rule counts as near only if something of it is there already and its conditions are plausible at all.
    """
    kb = kb or knowledge()
    dangers = {condition for rule in kb.rules.values() for condition in rule.conditions}
    probability = _plausible(dangers, retrieved, differential)
    known = what_is_known(seen, kb)
    settled = seen.counted().keys() | set(asked)
    now = min((URGENCIES.index(red.urgency) for red in triage.red_flags), default=URGENCIES.index("routine"))
    found: list[tuple[int, float, str, RedFlagRule]] = []
    for rule in kb.rules.values():
        plausible = sum(probability.get(condition, 0.0) for condition in rule.conditions)
        if plausible < PLAUSIBLE:
            continue
        begun = {f for trigger in rule.triggers for f in trigger.findings & known.present}
        open_findings = {f for trigger in rule.triggers if trigger.findings & begun for f in trigger.findings}
        for finding in sorted(open_findings - known.present - settled):
            if finding not in kb.findings or kb.findings[finding].category not in ASKABLE:
                continue
            flag = evaluate(rule, _with(finding, known, kb))
            if flag and URGENCIES.index(flag.urgency) < now:
                found.append((URGENCIES.index(flag.urgency), -plausible, finding, rule))
    if not found:
        return None
    _, _, finding, rule = min(found, key=lambda one: one[:3])
    return danger_question(finding, rule.id, kb, differential.language)


def _plausible(dangers: Set[str], retrieved: Retrieved, differential: Differential) -> dict[str, float]:
    """The highest probability of each danger, before or after the agents: they can't talk a danger down."""
    highest = {form.condition: form.probability for form in differential.exact}
    others = (candidates for candidates in retrieved.lists.values() if candidates is not retrieved.fused)
    for candidates in (retrieved.fused, *others):
        for candidate in candidates:
            if candidate.condition not in dangers:
                continue
            highest[candidate.condition] = max(highest.get(candidate.condition, 0.0), candidate.probability or 0.0)
    return highest


def _with(finding: str, known: Known, kb: KnowledgeBase) -> Known:
    return Known(known.present | {finding, *kb.ancestors(finding)}, known.measures, known.age)


def answered(case: Case, question: NextQuestion, answer: str) -> Case:
    """The case with what a person answered: yes, no or unknown of the finding, and any further words as history.

    Yes and no are read in English, Chinese and Spanish, at the start of the answer, whatever is invisible in it; an
    open question takes words only. An answer that says neither, and whose words tell nothing of the finding, leaves it
    unknown in `complaint.symptoms`, which the limits tell.

    Raises:
        InvalidCase: the history would become longer than a case may hold.
    """
    read = normalise(answer)
    match = None if question.kind == "open" else spoken("answer").match(read.text)
    words = answer[read.origin(0, match.end())[1] :] if match and match.end() else answer
    update: dict[str, object] = {}
    said = bool(match["yes"]) if match and not match["unknown"] else None
    unread = match is None and question.kind != "open" and not _tells_of(question.finding, answer, case.language)
    if said is not None or (unread and question.finding not in case.complaint.symptoms):
        symptoms = {**case.complaint.symptoms, question.finding: said}
        update["complaint"] = case.complaint.model_copy(update={"symptoms": symptoms})
    if normalise(words).text.strip():
        update["history"] = "\n\n".join(part for part in (case.history, words.strip()) if part)
    try:
        return Case.model_validate({**dict(case), **update})
    except ValidationError as error:
        raise InvalidCase(f"the answer is too long: a case holds at most {MAX_TEXT} characters of history") from error


def _tells_of(finding: str, answer: str, language: Language | None) -> bool:
    """Whether the words of an answer, read like a history, tell of a finding or of a narrower or broader one."""
    told = {item.finding for item in read_text(answer, language, "history").items if item.time == "current"}
    kb = knowledge()
    return any(finding == one or finding in kb.ancestors(one) or one in kb.ancestors(finding) for one in told)
