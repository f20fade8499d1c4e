"""What an agent is asked for: reasons before numbers, bounded, and statements by the ids that were supplied."""

import copy
import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator

from dermagent.llm.entries import entries
from dermagent.llm.lenient import TEXT, Share, longest, most
from dermagent.llm.schema import strict_schema
from dermagent.types import Statement

#: Longest texts in characters: an id or a name, a sentence, a short paragraph.
_NAME, _SENTENCE, _PARAGRAPH = 120, 300, 700
_BEFORE_AN_ID, _BEHIND_AN_ID = "-*•[](){}<>\"'“”#`: ", "[](){}<>\"'“”`:;,. "


_AGAINST = re.compile(
    r"against|oppos|contra|refut|argues? against|neg|not?\b|excl|con\b|rules?( it)? out|disagree", re.I
)


_FOR = re.compile(r"for\b|support|pro\b|in favou?r|pos|yes|fits?\b|consistent|argues? for|agree", re.IGNORECASE)


def _side(said: object) -> str:
    """For or against, in whatever words a model says it; empty where it says neither."""
    words = str(said).strip()
    return "against" if _AGAINST.match(words) else "for" if _FOR.match(words) else ""


def _stance(said: object) -> object:
    """One of the three stances, in whatever words a model says it."""
    words = str(said).strip()
    if _AGAINST.match(words):
        return "opposes"
    return "supports" if _FOR.match(words) else "uncertain"


def _of_claims(items: object) -> object:
    """Stances on claims that have a number; the others are on none."""
    listed = items if isinstance(items, list) else [] if items is None else [items]
    return [one for one in listed if isinstance(one, dict) and re.fullmatch(r"\d{1,3}", str(one.get("claim")).strip())]


def _worded(items: object) -> object:
    """Claims that are words alone, which are for it; none for what is no claim or takes no side."""
    listed = items if isinstance(items, list) else [] if items is None else [items]
    claims = [{"text": one} if isinstance(one, str) else one for one in listed if isinstance(one, str | dict)]
    return [one for one in claims if _side(one.get("speaks", "for"))]


def _plain_words(items: object) -> object:
    """Texts out of texts, and out of objects the first text that each has."""
    listed = items if isinstance(items, list) else [] if items is None else [items]
    texts = (
        next((v for v in one.values() if isinstance(v, str)), "") if isinstance(one, dict) else one for one in listed
    )
    return [one for one in texts if isinstance(one, str) and one.strip()]


def _in_one(value: object) -> object:
    """A text that was given as a list of sentences."""
    return " ".join(str(one) for one in value) if isinstance(value, list) else value


class Claim(BaseModel):
    """One reason, with the statement that makes the link and its exact words; both empty if there is none."""

    finding: Annotated[str, TEXT, longest(_NAME)] = ""
    speaks: Annotated[Literal["for", "against"], BeforeValidator(_side)] = "for"
    text: Annotated[str, TEXT, longest(_SENTENCE)]
    statement: Annotated[str, TEXT] = ""
    quote: Annotated[str, TEXT, longest(_SENTENCE)] = ""


class View(BaseModel):
    """What an agent holds of one condition: its claims first, then the probability that follows from them."""

    condition: Annotated[str, longest(_NAME)]
    claims: Annotated[list[Claim], BeforeValidator(_worded), most(3)] = []
    probability: Share


Views = Annotated[list[View], BeforeValidator(entries("condition", "probability", keeps_ruled_out=True)), most(5)]
Concerns = Annotated[list[Annotated[str, longest(_SENTENCE)]], BeforeValidator(_plain_words), most(3)]
Reasoning = Annotated[str, TEXT, BeforeValidator(_in_one), longest(_PARAGRAPH)]


#: Whether nothing concerns the agent's field; anything but a plain yes is no.
Leaves = Annotated[bool, BeforeValidator(lambda said: said is True or str(said).strip().lower() in {"true", "yes"})]


class OpinionReply(BaseModel):
    """A first opinion."""

    reasoning: Reasoning = ""
    leaves: Leaves = False
    views: Views
    concerns: Concerns = []


class Stance(BaseModel):
    """A stance on one numbered claim."""

    claim: int
    reason: Annotated[str, TEXT, longest(_SENTENCE)] = ""
    stance: Annotated[Literal["supports", "opposes", "uncertain"], BeforeValidator(_stance)]


class StanceReply(BaseModel):
    """A round of the debate: stances on the claims of all, and the ranking again."""

    reasoning: Reasoning = ""
    stances: Annotated[list[Stance], BeforeValidator(_of_claims), most(24)] = []
    leaves: Leaves = False
    views: Views
    concerns: Concerns = []


def schema_for(kind: type[BaseModel], statements: Iterable[str]) -> Mapping[str, Any]:
    """The schema of a reply that can name no other statement than these, or none."""
    return _schema_naming(kind, tuple(statements))


@lru_cache(maxsize=64)
def _schema_naming(kind: type[BaseModel], statements: tuple[str, ...]) -> Mapping[str, Any]:
    """One for all agents of a case."""
    schema: dict[str, Any] = copy.deepcopy(dict(strict_schema(kind)))
    schema["$defs"]["Claim"]["properties"]["statement"] = {"type": "string", "enum": [*statements, ""]}
    return schema


def statement_id(named: str, statements: Mapping[str, Statement]) -> str:
    """The id that a model means: as it stands, in brackets, with the statement's text behind it, or amid words.

    What names no supplied statement, or several, is given back as it is, to be counted as invented.
    """
    named = named.strip()
    if named in statements:
        return named
    by_letters = {one.casefold(): one for one in statements}
    first = named.strip(_BEFORE_AN_ID).split(maxsplit=1)[:1]
    if first and (found := by_letters.get(first[0].strip(_BEHIND_AN_ID).casefold())):
        return found
    words = {word.strip(_BEFORE_AN_ID).strip(_BEHIND_AN_ID).casefold() for word in re.split(r"[\s:|]+", named)}
    known = [by_letters[word] for word in words if word in by_letters]
    return known[0] if len(known) == 1 else named


def with_plain_ids(views: Iterable[View], statements: Mapping[str, Statement]) -> list[View]:
    """The same views with every statement named by its id alone."""
    return [
        view.model_copy(
            update={
                "claims": [
                    claim.model_copy(update={"statement": statement_id(claim.statement, statements)})
                    for claim in view.claims
                ]
            }
        )
        for view in views
    ]
