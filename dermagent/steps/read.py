"""Read: a model reads the history into findings of the vocabulary, each held to words that stand there."""

import copy
import hashlib
import logging
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, model_validator

from dermagent.errors import ModelError
from dermagent.knowledge.base import KnowledgeBase, knowledge
from dermagent.llm.base import Request
from dermagent.llm.client import Client
from dermagent.llm.keys import is_named, plain_key
from dermagent.llm.lenient import LISTED, TEXT, longest, most
from dermagent.llm.polarity import Said, polarity_of_group, with_signs_read
from dermagent.llm.schema import strict_schema
from dermagent.prompts import read_prompt
from dermagent.reading.text import TOLD_OF_OTHERS
from dermagent.reading.vocabulary import findings_in
from dermagent.steps.localise import language_of_answer
from dermagent.steps.present import rules, told_of, turn
from dermagent.steps.quoted import QuotedText
from dermagent.steps.retrieve.seen import SAID, listed
from dermagent.steps.said_of import Context, SaidOf
from dermagent.types import Case, Language, ModelReading, Observation, Observations, Polarity, Span

log = logging.getLogger(__name__)
AGENT = "reader"
PROMPT = "read/history"
_FIELD = "history"
#: What a finding counts where the text reader takes it for denied.
_DISPUTED = 0.5
#: Kinds of findings that no history tells: seen through a dermatoscope, tones of skin, figures, boxes of a form.
_UNTOLD = ("dermoscopy_", "skin_tone", "measure", "scin_")
#: Findings that are asked for, and that are looked at if more come.
_ASKED, _LOOKED_AT = 40, 200
_POLARITY: dict[Said, Polarity] = {"present": "present", "absent": "absent", "unsure": "unknown"}

Person = Literal["patient", "family", "contact"]
Time = Literal["current", "past", "hypothetical"]


def _person(value: object) -> Person:
    kinds: tuple[Person, ...] = ("family", "contact")
    return next((person for person in kinds if isinstance(value, str) and is_named(value, person)), "patient")


def _time(value: object) -> Time:
    kinds: tuple[Time, ...] = ("past", "hypothetical")
    return next((time for time in kinds if isinstance(value, str) and is_named(value, time)), "current")


class ReadFinding(BaseModel):
    """A finding of the history: the words first, then what they say."""

    quote: Annotated[str, TEXT, longest(200)]
    finding: Annotated[str, TEXT]
    polarity: Annotated[Said, SAID] = "present"
    person: Annotated[Person, BeforeValidator(_person)] = "patient"
    time: Annotated[Time, BeforeValidator(_time)] = "current"

    @model_validator(mode="before")
    @classmethod
    def _called_otherwise(cls, value: object) -> object:
        """Take fields that are called otherwise, in any language, for those that are asked for."""
        if not isinstance(value, dict):
            return value
        made = dict(value)
        for field in ("quote", "finding", "polarity", "person", "time"):
            others = (one for key, one in value.items() if key not in cls.model_fields and is_named(str(key), field))
            if field not in made and (told := next(others, None)) is not None:
                made[field] = told
        return made


def _as_list(findings: object) -> object:
    """Findings under their ids, or in groups of those that are there and those that are not, as a list."""
    several = listed(findings) if isinstance(findings, dict) and "finding" not in findings else findings
    return with_signs_read(several)


class HistoryReply(BaseModel):
    """What a model is asked for."""

    findings: Annotated[list[ReadFinding], LISTED, BeforeValidator(_as_list), most(_ASKED)]

    @model_validator(mode="before")
    @classmethod
    def _called_otherwise(cls, value: object) -> object:
        """Take a list that is called otherwise, or the groups of the findings, for the one that is asked for."""
        if not isinstance(value, dict):
            return value
        groups = {key: one for key, one in value.items() if isinstance(one, list) and _is_group(str(key))}
        named = [one for key, one in value.items() if isinstance(one, list | dict) and is_named(str(key), "findings")]
        if "findings" in value or not (named or groups):
            return value
        return {"findings": _as_list(groups) if groups else named[0]}


def _is_group(key: str) -> bool:
    return polarity_of_group(key) is not None


def to_be_read(case: Case, before: ModelReading | None = None) -> bool:
    """Whether there is a word of a history that no model has read yet, in this turn or an earlier one."""
    if not any(map(str.isalpha, case.history)):
        return False
    return before is None or bool(before.failed) or before.history_sha256 != _sha256(case)


async def read(case: Case, seen: Observations, client: Client) -> ModelReading:
    """What a model reads in the history; if it gives no usable reply, why not. `seen` is what was read without it."""
    language = language_of_answer(case)
    task = read_prompt(PROMPT).render({"vocabulary": vocabulary()})
    request = Request(
        messages=(rules(language, task), told_of(case, ()), turn("READ")),
        schema_name=HistoryReply.__name__,
        schema=_schema(),
        case_id=case.id,
        agent=AGENT,
        temperature=client.temperature,
    )
    try:
        reply = await client.ask(request, HistoryReply)
    except ModelError as error:
        log.warning("the reading of case %s failed: %s", case.id, type(error).__name__)
        return ModelReading(history_sha256=_sha256(case), failed=str(error))
    return checked(reply.value.findings, case, seen)


def checked(findings: Sequence[ReadFinding], case: Case, seen: Observations) -> ModelReading:
    """The findings whose words stand in the history, each once, and how many were dropped.

    A finding that is present in words that the text reader takes for a denial counts half: one of the two is wrong.
    Where the quoted words deny it themselves, tell of another person or another time, or tell only a place, a time, a
    number or a shape, it does not count as present.
    """
    text, known = QuotedText(case.history, _FIELD), readable()
    context = Context(case.history, seen.language, seen.items)
    contradicted: dict[str, None] = {}
    elsewhere: dict[str, None] = {}
    doubted: list[str] = []
    items: dict[tuple[str, ...], Observation] = {}
    unquoted = unknown = 0
    for said in findings[:_LOOKED_AT]:
        finding = _id_of(said.finding, seen.language)
        if finding not in known:
            unknown += 1
            continue
        places = list(text.places(said.quote))
        if not places:
            unquoted += 1
            continue
        denied = _denied(finding, seen)
        told = {place: SaidOf() for place in places}
        if (said.polarity, said.person, said.time) == ("present", "patient", "current"):
            told = {place: _against(context.of(place, finding), finding) for place in places}
            trimmed = (one for one in places if _overlaps(one, denied) and context.lacks_its_denial(one))
            told |= {place: replace(told[place], denied=True) for place in trimmed}
        span = min(places, key=lambda place: (told[place] != SaidOf(), _overlaps(place, denied)))
        if told[span].elsewhere:
            elsewhere[finding] = None
            continue
        if told[span].doubted:
            doubted.append(finding)
        elif told[span] != SaidOf():
            contradicted[finding] = None
        if told[span].denied:
            continue
        item = _observation(said, finding, span, told[span], disputed=told[span].doubted or _overlaps(span, denied))
        items.setdefault((item.finding, item.polarity, item.experiencer, item.time), item)
    as_present = {item.finding for item in items.values() if item.counts}
    return ModelReading(
        history_sha256=_sha256(case),
        items=tuple(items.values()),
        contradicted=tuple(finding for finding in contradicted if finding not in as_present),
        doubted=tuple(dict.fromkeys(finding for finding in doubted if finding in as_present)),
        elsewhere=tuple(finding for finding in elsewhere if finding not in as_present),
        unquoted=unquoted,
        unknown=unknown,
    )


def _id_of(name: str, language: Language) -> str:
    """The id of a finding, also where a model names it in plain words of English or the case's language."""
    if (plain := plain_key(name)) in readable():
        return plain
    words = plain.replace("_", " ").strip()
    for spoken in dict.fromkeys(("en", language)):
        whole = {found.key for found in findings_in(words, spoken) if found.start == 0 and found.end == len(words)}
        if len(whole) == 1:
            return whole.pop()
    return plain


def _against(told: SaidOf, finding: str) -> SaidOf:
    """What the quoted words say against a finding of the patient now; risks may lie in others and in the past."""
    is_risk = knowledge().findings[finding].category == "history_risk"
    return replace(
        told,
        person="patient" if finding in TOLD_OF_OTHERS else told.person,
        time="current" if is_risk and told.time == "past" else told.time,
    )


def _observation(said: ReadFinding, finding: str, span: Span, told: SaidOf, *, disputed: bool) -> Observation:
    """The finding as the model says it, but for whose and when it is where the quoted words say otherwise."""
    person = said.person if told.person == "patient" else told.person
    time = said.time if told.time == "current" else told.time
    is_risk = knowledge().findings[finding].category == "history_risk"
    return Observation(
        finding=finding,
        polarity=_POLARITY[said.polarity],
        source="model",
        span=span,
        experiencer="patient" if finding in TOLD_OF_OTHERS else person,
        time="current" if is_risk and time == "past" else time,  # a risk that was there is a risk now
        certainty=_DISPUTED if disputed and said.polarity == "present" else 1.0,
    )


def disagreements(seen: Observations, kb: KnowledgeBase | None = None) -> tuple[str, ...]:
    """Findings of the patient now that a model reads as present and the text as absent, or the other way round."""
    kb = kb or knowledge()
    now = [item for item in seen.items if item.counts]
    by_model = [item for item in now if item.source == "model"]
    by_text = [item for item in now if item.source == "history"]
    return tuple(sorted(_present_in_one(by_model, by_text, kb) | _present_in_one(by_text, by_model, kb)))


def _present_in_one(some: Sequence[Observation], others: Sequence[Observation], kb: KnowledgeBase) -> set[str]:
    """What is present by some and, itself or a broader finding, absent and not present by the others."""
    present = {item.finding for item in others if item.polarity == "present"}
    absent = {item.finding for item in others if item.polarity == "absent"}
    return {
        item.finding
        for item in some
        if item.polarity == "present"
        and item.finding not in present
        and not absent.isdisjoint((item.finding, *kb.ancestors(item.finding)))
    }


def _denied(finding: str, seen: Observations) -> list[Span]:
    """Where the text reader found a finding, or a broader one, denied."""
    related = {finding, *knowledge().ancestors(finding)}
    return [
        item.span
        for item in seen.items
        if item.span and item.span.field == _FIELD and item.polarity == "absent" and item.finding in related
    ]


def _overlaps(span: Span, others: Sequence[Span]) -> bool:
    return any(span.start < other.end and other.start < span.end for other in others)


@cache
def readable() -> Mapping[str, str]:
    """The findings that words can tell, each with its kind."""
    return {
        finding.id: finding.category
        for finding in knowledge().findings.values()
        if not (finding.category.startswith(_UNTOLD) or finding.id.startswith(_UNTOLD))
    }


@cache
def vocabulary() -> str:
    """The ids of all that can be read, a line for each kind."""
    kinds: dict[str, list[str]] = {}
    for finding, kind in readable().items():
        kinds.setdefault(kind, []).append(finding)
    return "\n".join(f"- {kind.replace('_', ' ')}: {', '.join(ids)}" for kind, ids in kinds.items())


@cache
def _schema() -> Mapping[str, Any]:
    """The schema of a reply that can name no other finding than these."""
    schema: dict[str, Any] = copy.deepcopy(dict(strict_schema(HistoryReply)))
    schema["$defs"]["ReadFinding"]["properties"]["finding"] = {"type": "string", "enum": [*readable()]}
    return schema


def _sha256(case: Case) -> str:
    return hashlib.sha256(case.history.encode()).hexdigest()
