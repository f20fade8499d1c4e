"""The conversation: blind parallel opinions, and claim-by-claim rounds only where the agents do not agree."""

import asyncio
import json
import logging
from collections.abc import Coroutine, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice, zip_longest
from typing import Any, Literal, TypeVar

from dermagent.errors import ModelError
from dermagent.knowledge.base import knowledge
from dermagent.llm.base import Message, Request
from dermagent.llm.client import Client
from dermagent.prompts import read_prompt
from dermagent.steps.critique.merge import claim_of
from dermagent.steps.critique.replies import Claim, OpinionReply, StanceReply, View, schema_for, with_plain_ids
from dermagent.steps.ground import difference, verify_for
from dermagent.steps.named import meant_by, shares_of
from dermagent.steps.present import turn
from dermagent.types import Citation, ClaimStance, ConditionOpinion, Opinion, Statement, Verdict

log = logging.getLogger(__name__)
#: An opinion to come, with the statements it cites that were never supplied.
_Asked = Coroutine[Any, Any, tuple[Opinion, tuple[str, ...]]]
_LISTED = 5
#: Share from which an agent holds a condition for likely, whatever it says against it.
_HELD = 0.3
_CLAIMS_SHOWN = 24


T = TypeVar("T", OpinionReply, StanceReply)


@dataclass(frozen=True)
class Conversation:
    """Whom to ask and with what: the opening and the material are the same bytes for every agent of a case."""

    client: Client
    roles: tuple[str, ...]
    opening: tuple[Message, ...]
    statements: Mapping[str, Statement]
    case_id: str

    def agents(self) -> tuple[tuple[str, str], ...]:
        """(name, role) of each agent; agents of one role are told apart by a number."""
        return tuple(
            (role if self.roles.count(role) == 1 else f"{role} {self.roles[: i + 1].count(role)}", role)
            for i, role in enumerate(self.roles)
        )


@dataclass(frozen=True)
class Round:
    """What came of one round: the opinions given, the agents that failed and why, and what was cited but not there."""

    opinions: tuple[Opinion, ...]
    failed: Mapping[str, str]
    invented: tuple[str, ...] = ()


async def first_opinions(talk: Conversation) -> Round:
    """Every agent's own opinion, all at once and blind; a failed agent is a missing vote."""

    async def ask(number: int, name: str, role: str) -> tuple[Opinion, tuple[str, ...]]:
        reply, raw = await _ask(talk, name, 1, number, turn("OPINION", _role(role)), OpinionReply)
        given, not_there = opinion_of(name, 1, reply.views, reply.concerns, raw, talk.statements)
        return given.model_copy(update={"leaves": reply.leaves}), not_there

    return await _gather(talk, {name: ask(n, name, role) for n, (name, role) in enumerate(talk.agents())})


async def debate(talk: Conversation, opinions: Sequence[Opinion], number: int) -> Round:
    """One round over the anonymous claims of the last opinions; one agent, another each round, is the dissenter."""
    claims = claims_of(opinions)
    shown = "\n".join(f"{n}. {_as_data(claim)}" for n, claim in enumerate(claims, start=1)) or "(no claims were made)"
    last = {opinion.agent: opinion for opinion in opinions if not opinion.leaves}
    taking_part = [agent for agent in talk.agents() if agent[0] in last]

    async def ask(place: int, name: str, role: str) -> tuple[Opinion, tuple[str, ...]]:
        dissents = place == (number - 2) % len(taking_part)
        dissent = read_prompt("agents/dissent").render({}) if dissents else ""
        own = _own(last[name])
        told = read_prompt("agents/claims").render(
            {"role": _role(role), "own": own, "claims": shown, "dissent": dissent}
        )
        reply, raw = await _ask(talk, name, number, place, Message("user", told), StanceReply)
        on = {one.claim: one for one in reply.stances if 1 <= one.claim <= len(claims)}
        against = (
            f"opposes claim {number} ({claims[number - 1]}): {one.reason}"
            for number, one in on.items()
            if one.stance == "opposes"
        )
        given, not_there = opinion_of(name, number, reply.views, [*reply.concerns, *against], raw, talk.statements)
        stances = tuple(ClaimStance(claim=claims[number - 1], stance=one.stance) for number, one in on.items())
        return given.model_copy(update={"stances": stances, "leaves": reply.leaves}), not_there

    return await _gather(talk, {name: ask(n, name, role) for n, (name, role) in enumerate(taking_part)})


def claims_of(opinions: Sequence[Opinion]) -> list[str]:
    """Each different claim once, evenly over conditions where there are too many, and in an order that names nobody."""
    by_condition: dict[str, set[str]] = {}
    for view in (view for given in opinions for view in given.conditions):
        by_condition.setdefault(view.condition, set()).update(claim_of(view, claim) for claim in view.claims)
    in_turn = zip_longest(*(sorted(by_condition[condition]) for condition in sorted(by_condition)))
    return sorted(islice((claim for turn in in_turn for claim in turn if claim is not None), _CLAIMS_SHOWN))


def _as_data(text: str) -> str:
    """What a model wrote, as it is shown to others: one line in quotation marks, so that it opens no turn of ours."""
    return json.dumps(" ".join(text.split()), ensure_ascii=False)


def _own(opinion: Opinion) -> str:
    """An agent's own last opinion, as it is reminded of it."""
    views = sorted(opinion.conditions, key=lambda view: -view.confidence)
    lines = (
        f"- {_as_data(view.condition)} {view.confidence:.2f}: {_as_data('; '.join(view.claims) or 'no claim')}"
        for view in views
    )
    return "\n".join(lines) or "- no condition"


async def _ask(talk: Conversation, name: str, number: int, place: int, task: Message, kind: type[T]) -> tuple[T, str]:
    """A reply whose quotations were checked; the agent may mend them once."""
    request = Request(
        messages=(*talk.opening, task),
        schema_name=kind.__name__,
        schema=schema_for(kind, talk.statements),
        case_id=talk.case_id,
        agent=name,
        round=number,
        temperature=talk.client.temperature,
        seed=place if talk.client.temperature > 0 else None,
    )
    reply = await talk.client.ask(request, kind)
    value = _plain(reply.value, talk)
    problems = _problems(value.views, talk.statements)
    if problems and number == 1:
        asked = read_prompt("agents/requote").render({"problems": "\n".join(problems)})
        mending = request.with_messages(Message("assistant", reply.raw), Message("user", asked))
        try:
            mended = await talk.client.ask(mending, kind)
        except ModelError:
            return value, reply.raw  # the first reply stands, its citations marked as they are
        again = _plain(mended.value, talk)
        if len(_problems(again.views, talk.statements)) < len(problems):
            return again, mended.raw
    return value, reply.raw


def _plain(value: T, talk: Conversation) -> T:
    return value.model_copy(update={"views": with_plain_ids(value.views, talk.statements)})


def _problems(views: Sequence[View], statements: Mapping[str, Statement]) -> list[str]:
    return [
        f"- {_as_data(claim.statement)}: {_as_data(claim.quote)} ({verdict.replace('_', ' ')})"
        for view in views
        for claim in view.claims
        if (claim.statement or claim.quote) and (verdict := _verdict(view, claim, statements)) != "verified"
    ]


def opinion_of(
    name: str,
    number: int,
    views: Sequence[View],
    concerns: Sequence[str],
    raw: str,
    statements: Mapping[str, Statement],
) -> tuple[Opinion, tuple[str, ...]]:
    """The reply as an opinion, and what it cites that does not exist: a statement, or words of one."""
    kept: dict[str, ConditionOpinion] = {}
    invented: list[str] = []
    shares = shares_of((view.condition, view.probability) for view in views[:_LISTED])
    unknown = [view.condition[:80] for view in views[:_LISTED] if not meant_by(view.condition)]
    for view in views[:_LISTED]:
        new = [condition for condition in meant_by(view.condition) if condition not in kept]
        if not new:
            continue
        citations, not_there = _citations(view, statements)
        invented.extend(f"{name}: {statement}" for statement in not_there)
        for condition in new:
            kept[condition] = ConditionOpinion(
                condition=condition,
                stance=_stance(view, min(shares[condition], 1.0)),
                citations=citations,
                confidence=min(shares[condition], 1.0),
                claims=tuple(_said(claim) for claim in view.claims),
                unfounded=tuple(_said(claim) for claim in view.claims if not _founded(view, claim, statements)),
            )
    said = [concern[:300] for concern in concerns]
    said.extend(f"named {other!r}, which is no diagnosis" for other in unknown)
    opinion = Opinion(agent=name, round=number, conditions=tuple(kept.values()), concerns=tuple(said), raw=raw)
    return opinion, tuple(invented)


def _said(claim: Claim) -> str:
    return f"{claim.speaks} it: {' '.join(claim.text.split())[:300]}"


def _founded(view: View, claim: Claim, statements: Mapping[str, Statement]) -> bool:
    """Whether a claim's quotation stands where it says; a claim that quotes nothing makes no false show of it."""
    quotes = claim.statement or claim.quote
    return not quotes or _verdict(view, claim, statements) == "verified"


def _verdict(view: View, claim: Claim, statements: Mapping[str, Statement]) -> Verdict:
    """Whether a claim's quotation stands where it says, and where it speaks for a condition, is of that one."""
    conditions = meant_by(view.condition) if claim.speaks == "for" else ()
    return verify_for(conditions, claim.statement, claim.quote, statements, knowledge())


def _stance(view: View, share: float) -> Literal["supports", "opposes", "uncertain"]:
    """For a condition if any claim is, against it if all are and it is held for unlikely, else uncertain."""
    spoken = {claim.speaks for claim in view.claims}
    if "for" in spoken:
        return "supports"
    return "opposes" if spoken and share < _HELD else "uncertain"


def _citations(view: View, statements: Mapping[str, Statement]) -> tuple[tuple[Citation, ...], list[str]]:
    """The checked citations of a view, and the ids that it cites with no such statement, or no such words in any."""
    citations: list[Citation] = []
    not_there: list[str] = []
    for claim in view.claims:
        if not claim.statement and not claim.quote:
            continue
        verdict = _verdict(view, claim, statements)
        if verdict in {"not_retrieved", "nowhere"}:
            not_there.append(claim.statement[:80])
            continue
        altered = verdict == "altered"
        citations.append(
            Citation(
                statement=claim.statement,
                quote=claim.quote,
                claim=claim.text[:500],
                verdict=verdict,
                speaks=claim.speaks,
                difference=difference(claim.quote, statements[claim.statement].text) if altered else "",
            )
        )
    return tuple(citations), not_there


def _role(role: str) -> str:
    return read_prompt(f"roles/{role}").body.strip()


async def _gather(talk: Conversation, asked: Mapping[str, _Asked]) -> Round:
    async def guarded(name: str, opinion: _Asked) -> tuple[Opinion, tuple[str, ...]] | ModelError:
        try:
            return await opinion
        except ModelError as error:
            log.warning("agent %s failed on case %s: %s", name, talk.case_id, type(error).__name__)
            return error

    answers = await asyncio.gather(*(guarded(name, opinion) for name, opinion in asked.items()))
    given = [answer for answer in answers if not isinstance(answer, ModelError)]
    failed = {name: str(a) for name, a in zip(asked, answers, strict=True) if isinstance(a, ModelError)}
    invented = tuple(statement for _, not_there in given for statement in not_there)
    return Round(tuple(opinion for opinion, _ in given), failed, invented)
