"""Ask: the one question worth putting to a person now, and what the answer adds to the case."""

import hashlib
import re
from collections.abc import Collection, Set
from dataclasses import dataclass

from pydantic import ValidationError

from dermagent.errors import InvalidCase
from dermagent.knowledge.base import KnowledgeBase, knowledge
from dermagent.knowledge.schema import RedFlagRule
from dermagent.knowledge.speech import spoken
from dermagent.knowledge.texts import texts
from dermagent.reading.text import read_text
from dermagent.steps.flag import Known, evaluate, what_is_known
from dermagent.steps.own_denial import is_of_another, is_of_question
from dermagent.steps.questions import ASKABLE, UNASKED, danger_question
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
    Polarity,
    Retrieved,
    Triage,
)

#: The first condition by itself stands apart once it is this many times as probable as the second (our choice).
CLEAR_LEAD = 3.0
#: Least probability of a red flag's conditions together for a question about it to be worth the worry (our choice).
PLAUSIBLE = 0.05
#: Characters that a word and another form of it share, at most.
_STEM = 4
_WORD = re.compile(r"[^\W\d_]{3,}")
#: Characters of a reply that only asks back, or of words behind a yes that set it into the past, at most.
_SHORT = 200


def question_for(
    seen: Observations,
    triage: Triage,
    retrieved: Retrieved,
    differential: Differential,
    asked: Collection[str],
    kb: KnowledgeBase | None = None,
) -> NextQuestion | None:
    """What to ask next: first what would settle a red flag, then what would separate the leaders; None if neither.

    `asked` are the findings asked about before; none is asked about twice. In an emergency nothing is: there is no time
    to lose.
    """
    if differential.outcome not in {"answered", "abstained"}:
        return None
    urgent = red_flag_question(seen, triage, retrieved, differential, asked, kb)
    if urgent:
        return urgent
    if differential.urgency == "emergency":
        return None
    first = [form.probability for form in differential.exact[:2]]
    if len(first) == 2 and first[0] >= CLEAR_LEAD * first[1]:
        return None
    return next((question for question in differential.next_questions if question.finding not in asked), None)


def asked_as(
    question: NextQuestion, dialogue: str, number: int, language: Language = "en", *, again: bool = False
) -> AskedQuestion:
    """The question as the one that a dialogue asks after so many others; its id is the same each time it is put.

    One that is put `again`, for its answer could not be read, says so and has an id of its own.
    """
    told = f"{dialogue} {number} {question.finding}" + (" again" if again else "")
    put = AskedQuestion(**dict(question), id=hashlib.sha256(told.encode()).hexdigest()[:16])
    if not again:
        return put
    why = texts(language).say
    text, plain = (why("questions.again", question=one) if one else "" for one in (put.text, put.for_patient))
    return put.model_copy(update={"text": text, "for_patient": plain})


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
        for finding in sorted(open_findings - known.present - settled - UNASKED):
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


@dataclass(frozen=True)
class _Reply:
    """What an answer says of what was asked, whether that could be read at all, and its words for the history."""

    said: bool | None
    is_read: bool
    words: str


def is_unread(question: NextQuestion, answer: str, language: Language | None, history: str = "") -> bool:
    """Whether an answer says neither yes nor no nor that nobody knows, and tells nothing of what was asked.

    A yes that somebody else has it, of whom the `history` does not tell, is none.
    """
    return not _reply(question, answer, language, history).is_read


def with_words(history: str, more: str) -> str:
    """A history with what is told later, which is a sentence apart."""
    return "\n\n".join(part for part in (history, more.strip()) if part)


def answered(case: Case, question: NextQuestion, answer: str, *, again: bool = False) -> Case:
    """The case with what a person answered: yes, no or unknown of the finding, and any further words as history.

    Yes and no are read in English, Chinese and Spanish, at the start of the answer, whatever is invisible in it; an
    open question takes words only. A yes of long ago ("yes, but last year") is none now. An answer that says neither,
    and whose words tell nothing of the finding, leaves it unknown in `complaint.symptoms`, which the limits tell,
    unless the question is put `again`.

    Raises:
        InvalidCase: the history would become longer than a case may hold.
    """
    reply = _reply(question, answer, case.language, case.history)
    update: dict[str, object] = {}
    unknown = not (reply.is_read or again or question.kind == "open" or question.finding in case.complaint.symptoms)
    if reply.said is not None or unknown:
        symptoms = {**case.complaint.symptoms, question.finding: reply.said}
        update["complaint"] = case.complaint.model_copy(update={"symptoms": symptoms})
    if normalise(reply.words).text.strip():
        update["history"] = with_words(case.history, reply.words)
    try:
        return Case.model_validate({**dict(case), **update})
    except ValidationError as error:
        raise InvalidCase(f"the answer is too long: a case holds at most {MAX_TEXT} characters of history") from error


def _reply(question: NextQuestion, answer: str, language: Language | None, history: str) -> _Reply:
    if question.kind == "open":  # a bare yes tells nothing of what was asked
        bare = spoken("answer").fullmatch(_plain(answer))
        return _Reply(None, False, "") if bare and bare["yes"] else _Reply(None, True, answer)
    read = normalise(answer)
    begins = _begins(read.text)
    rest = read.text[begins:]
    asks_back = spoken("no_answer").fullmatch(_plain(rest)) is not None
    match = None if asks_back else spoken("answer").match(rest)
    if match is None and begins and not asks_back and not spoken("denies_behind").search(rest):
        begins, match = 0, spoken("answer").match(read.text)  # "mhm, since Monday"
    if match is None and not asks_back and (again := _said_again(question, rest)) is not None:
        return _Reply(again, True, "")
    if match is None:
        tells = bool(_told_of(question.finding, answer, language))
        if asks_back and tells and not spoken("own_words").search(read.text):
            return _Reply(None, False, "")  # "What do you mean by red eyes?" tells of none
        return _Reply(None, tells, answer)
    behind = begins + match.end()
    words = answer[read.origin(0, behind)[1] :] if behind else answer
    said = None if match["unknown"] else bool(match["yes"])
    if said is False and _says_yes(words):
        return _Reply(None, bool(_told_of(question.finding, words, language)), words)  # "No. Yes, they are"
    told = _told_of(question.finding, answer, language)
    if said is False and "present" in _told_of(question.finding, words, language) and "present" not in told:
        words = answer  # "no tengo ..." is a sentence, of which the first word is not cut off
    elif said is False and (own := is_of_question(question, answer, words, *_no_of(match), language)) is not None:
        words = answer  # "no fever" denies fever, and answers no question about something else
        if not (own or told):
            return _Reply(None, False, words)
    own_risk = _is_risk(question.finding)
    if said and not own_risk and "present" not in told and is_of_another(words, history):
        return _Reply(None, False, answer)
    if said and not own_risk and spoken("not_now").match(_plain(words)):
        said = None
    return _Reply(said, True, words)


def _begins(text: str) -> int:
    """Where an answer begins behind "well", "um" and the like; 0 where these are all of it, as a "mhm" may be."""
    before = spoken("before_answer").match(text)
    return before.end() if before and before.end() < len(text) else 0


def _no_of(match: re.Match[str]) -> tuple[str, str]:
    """The "no" of an answer, and what stands between it and the words behind."""
    return match["no"], match.string[match.end("no") : match.end()]


def _says_yes(text: str) -> bool:
    match = spoken("answer").match(normalise(text).text)
    return match is not None and bool(match["yes"])


def _said_again(question: NextQuestion, text: str) -> bool | None:
    """Yes or no, where a short answer repeats a word of the question, or says which side it is; None elsewhere."""
    match = spoken("answer_again").fullmatch(_plain(text))
    if match is None:
        return None
    asked = normalise(f"{question.text} {question.for_patient}").text.lower()
    word = (match["en"] or match["es"] or match["zh"] or "").lower()
    words = [asked] if match["zh"] else _WORD.findall(asked)
    if word and not any(word in one if match["zh"] else one.startswith(word[:_STEM]) for one in words):
        return None
    return not any(match[name] for name in ("not_en", "nt", "not_es", "not_zh"))


def _plain(text: str) -> str:
    """The words of a short reply in one line; empty for a long one, which is more than a yes or a no."""
    plain = " ".join(normalise(text).text.split())
    return plain if len(plain) <= _SHORT else ""


def _is_risk(finding: str) -> bool:
    """Whether a finding is a risk, which one of the past still is."""
    known = knowledge().findings.get(finding)
    return known is not None and known.category == "history_risk"


def _told_of(finding: str, answer: str, language: Language | None) -> set[Polarity]:
    """What the words of an answer, read like a history, say of a finding or of a narrower or broader one."""
    kb = knowledge()
    return {
        item.polarity
        for item in read_text(answer, language, "history").items
        if item.time == "current"
        and (finding == item.finding or finding in kb.ancestors(item.finding) or item.finding in kb.ancestors(finding))
    }
