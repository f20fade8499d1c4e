"""Debate in rounds, as long as the agents do not agree or something is left open."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from dermagent.llm.base import EncodedImage
from dermagent.llm.client import Client
from dermagent.steps.critique.agents import Conversation, debate, first_opinions
from dermagent.steps.critique.merge import last_opinions, needs_debate
from dermagent.steps.localise import language_of_answer
from dermagent.steps.present import material, opening
from dermagent.types import Case, Observations, Opinion, Retrieved, Statement, Triage

#: What agents are given: candidates, and statements of each (more would cost tokens in every call of every agent).
SHOWN_TO_AGENTS, _STATEMENTS_EACH = 8, 4


@dataclass(frozen=True)
class Agents:
    """What the agents said in all rounds, which of them failed and why, and what they cited that does not exist."""

    opinions: tuple[Opinion, ...] = ()
    failed: Mapping[str, str] = field(default_factory=dict)
    invented: tuple[str, ...] = ()


def conversation(
    client: Client,
    roles: tuple[str, ...],
    case: Case,
    seen: Observations,
    triage: Triage,
    retrieved: Retrieved,
    statements: tuple[Statement, ...],
    images: tuple[EncodedImage, ...],
    tasks: tuple[str, ...] = ("agents/opinion", "agents/debate"),
) -> Conversation:
    """Whom to ask, and with what: the first candidates and those of red flags, with the first statements of each."""
    urgent = triage.must_not_miss
    candidates = [c for c in retrieved.fused if c.rank <= SHOWN_TO_AGENTS or c.condition in urgent]
    shown = {candidate.condition for candidate in candidates}
    quotable = [s for s in statements if s.condition in shown and _number(s) <= _STATEMENTS_EACH]
    language = language_of_answer(case)
    return Conversation(
        client=client,
        roles=roles,
        opening=(*opening(case, language, images, tasks), material(seen, candidates, quotable)),
        statements={statement.id: statement for statement in quotable},
        case_id=case.id,
    )


def _number(statement: Statement) -> int:
    """The number of a card's statement; those of the user's own files, few and fitting, come first."""
    return 0 if statement.file else int(statement.id.rpartition(".")[2])


async def opine(talk: Conversation) -> Agents:
    """Every agent's own opinion, blind."""
    given = await first_opinions(talk)
    return Agents(given.opinions, dict(given.failed), given.invented)


async def debated(talk: Conversation, agents: Agents, triage: Triage, *, rounds: int, always: bool) -> Agents:
    """What the agents said with at most so many rounds more; `always`: also where they agree."""
    for number in range(2, rounds + 2):
        last = last_opinions(agents.opinions)
        reason = needs_debate(last, triage, agents.invented if number == 2 else ())
        if sum(not opinion.leaves for opinion in last) < 2 or not (reason or always):
            break
        given = await debate(talk, last, number)
        agents = Agents(
            agents.opinions + given.opinions,
            {**agents.failed, **{f"{name} in round {number}": why for name, why in given.failed.items()}},
            agents.invented + given.invented,
        )
        if not given.opinions:
            break
    return agents
