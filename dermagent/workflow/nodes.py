"""The nodes: each reads the state, calls one step and returns what it found; no node knows what comes next."""

import asyncio
from collections.abc import Callable

from langgraph.types import interrupt

from dermagent import types
from dermagent.steps.ask import answered, asked_as, is_unread, question_for
from dermagent.steps.compare import comparable, compared
from dermagent.steps.correct import correct, ranked_by
from dermagent.steps.critique.agents import Conversation
from dermagent.steps.critique.rounds import SHOWN_TO_AGENTS, Agents, conversation, debated, opine
from dermagent.steps.critique.rules import critique
from dermagent.steps.decide import Rules, decide
from dermagent.steps.evidence import Evidence
from dermagent.steps.explain import explain
from dermagent.steps.flag import flag, new_findings
from dermagent.steps.ground import ground, searched
from dermagent.steps.intake import without_no_medicines
from dermagent.steps.localise import language_of_answer
from dermagent.steps.observe import observe, says_something
from dermagent.steps.order import Corrected
from dermagent.steps.present import tasks_of
from dermagent.steps.read import read, to_be_read
from dermagent.steps.recheck import recheck
from dermagent.steps.retrieve import retrieve
from dermagent.steps.retrieve.findings import parameters
from dermagent.steps.urgency import assess
from dermagent.workflow.state import CaseRun, CaseState, Node, Update

#: Conditions beyond those shown that statements are fetched and opinions formed for.
_LOOKED_AT_BEYOND = 5


async def _intake(state: CaseState, run: CaseRun) -> Update:
    images = await run.images.assessed(state["case"], state["folder"])
    return {"case": without_no_medicines(state["case"]), "images": images}


async def _compare(state: CaseState, run: CaseRun) -> Update:
    views = await run.images.views(state["case"], state["folder"], state["images"])
    return {"compared": await asyncio.to_thread(compared, state["case"], views, run.deps.settings.encoder)}


async def _observe(state: CaseState, run: CaseRun) -> Update:
    return {"observations": observe(state["case"])}


async def _flag(state: CaseState, run: CaseRun) -> Update:
    return {"triage": flag(state["observations"])}


async def _read(state: CaseState, run: CaseRun) -> Update:
    """It runs beside `retrieve`, so that a case waits for the slower of the two and not for both."""
    return {"reading": await read(state["case"], state["observations"], run.deps.given_client())}


async def _retrieve(state: CaseState, run: CaseRun) -> Update:
    shown = await run.images.shown(state["case"], state["folder"], state["images"])
    return {"retrieved": await retrieve(state["case"], state["observations"], run.deps.retrievers, shown)}


async def _recheck(state: CaseState, run: CaseRun) -> Update:
    """What models have seen and read joins what is known, overwrites nothing of it, and can only raise the urgency."""
    shown = await run.images.shown(state["case"], state["folder"], state["images"])
    retrieved, retrievers = state["retrieved"], run.deps.retrievers
    now = await recheck(state["case"], state["observations"], _items_read(state), retrieved, retrievers, shown)
    return {
        "observations": now.observations,
        "triage": now.triage,
        "retrieved": now.retrieved,
        "unread": now.unread,
    }


async def _correct(state: CaseState, run: CaseRun) -> Update:
    rules, retrievers = run.deps.given_corrections(), run.deps.retrievers
    shown = await run.images.shown(state["case"], state["folder"], state["images"])
    after, before, fired = await correct(
        rules, state["case"], state["observations"], state["triage"], state["retrieved"], retrievers, shown
    )
    return {"retrieved": after, "uncorrected": before, "corrections": fired}


async def _explain(state: CaseState, run: CaseRun) -> Update:
    views = await run.images.views(state["case"], state["folder"], state["images"])
    return {"retrieved": await explain(state["case"], state["retrieved"], run.deps.retrievers, views)}


async def _ground(state: CaseState, run: CaseRun) -> Update:
    corpus, embedder = run.deps.corpus, run.deps.embedder
    first = run.deps.settings.top_k + _LOOKED_AT_BEYOND
    of_cards = ground(state["retrieved"].fused, state["triage"].must_not_miss, first=first)
    own, retrieved = await searched(state["retrieved"], state["observations"], corpus, embedder, first=SHOWN_TO_AGENTS)
    return {"statements": of_cards + own, "retrieved": retrieved}


async def _critique(state: CaseState, run: CaseRun) -> Update:
    first = run.deps.settings.top_k + _LOOKED_AT_BEYOND
    opinion = critique(state["observations"], state["triage"], state["retrieved"], state["statements"], first=first)
    return {"opinion": opinion}


async def _opine(state: CaseState, run: CaseRun) -> Update:
    return _said(await opine(await _conversation(state, run)))


async def _debate(state: CaseState, run: CaseRun) -> Update:
    """Rounds only where the agents do not agree or something is left open."""
    talk, settings = await _conversation(state, run), run.deps.settings
    agents = await debated(talk, _agents(state), state["triage"], rounds=settings.rounds, always=settings.always_debate)
    return _said(agents)


async def _urgency(state: CaseState, run: CaseRun) -> Update:
    top_k, least = run.deps.settings.top_k, parameters().abstain_below_nats
    return {"assessed": assess(_evidence(state), top_k=top_k, least_nats=least)}


async def _decide(state: CaseState, run: CaseRun) -> Update:
    settings, constants = run.deps.settings, parameters()
    rules = Rules(
        top_k=settings.top_k,
        next_questions=settings.next_questions,
        abstain_below_nats=constants.abstain_below_nats,
        calibrated=(settings.prior, settings.retrievers) == (constants.calibrated_for, constants.calibrated_with)
        and not _items_read(state),
        prior=settings.prior,
    )
    language = language_of_answer(state["case"])
    return {"differential": decide(_evidence(state), state["assessed"], rules, run.deps.provenance(), language)}


async def _ask(state: CaseState, run: CaseRun) -> Update:
    """Wait for a person's answer where a question is worth asking; the case then holds what was answered."""
    asked, observations, triage = state.get("asked", ()), state["observations"], state["triage"]
    if len(asked) >= run.deps.settings.max_questions:
        return {"question": None}
    question = question_for(observations, triage, state["retrieved"], state["differential"], asked)
    if question is None:
        return {"question": None}
    again, language = question.finding in state.get("unclear", ()), language_of_answer(state["case"])
    put = asked_as(question, state.get("dialogue", ""), len(asked), language, again=again)
    answer: str = interrupt(put)
    return {"question": put, **heard(state["case"], put, answer, asked, state.get("unclear", ()))}


def heard(
    case: types.Case, put: types.AskedQuestion, answer: str, asked: tuple[str, ...], unclear: tuple[str, ...]
) -> Update:
    """What an answer changes; one that cannot be read leaves its question open to be put once more."""
    again = put.finding not in unclear and is_unread(put, answer, case.language, case.history)
    open_again: Update = {"unclear": (*unclear, put.finding)} if again else {"asked": (*asked, put.finding)}
    return {"case": answered(case, put, answer, again=again), "replied": (put.id, answer), **open_again}


def _items_read(state: CaseState) -> tuple[types.Observation, ...]:
    reading = state.get("reading")
    return reading.items if reading else ()


def _said(agents: Agents) -> Update:
    return {"opinions": agents.opinions, "failed_agents": dict(agents.failed), "invented": agents.invented}


def _agents(state: CaseState) -> Agents:
    return Agents(state.get("opinions", ()), state.get("failed_agents", {}), state.get("invented", ()))


async def _conversation(state: CaseState, run: CaseRun) -> Conversation:
    """Whom to ask, and with what, as it stands in the state."""
    seen = ranked_by(state["observations"], state.get("corrections", ()))
    images = await run.images.encoded(state["case"], state["folder"], state["images"])
    return conversation(
        run.deps.given_client(),
        run.deps.settings.agents,
        state["case"],
        seen,
        state["triage"],
        state["retrieved"],
        state["statements"],
        images,
        tasks_of(run.deps.settings),
    )


def _evidence(state: CaseState) -> Evidence:
    """All that the steps before have found."""
    return Evidence(
        case=state["case"],
        seen=state["observations"],
        triage=state["triage"],
        retrieved=state["retrieved"],
        images=state["images"],
        statements=state["statements"],
        opinion=state.get("opinion"),
        agents=_agents(state),
        compared=state.get("compared", types.Compared()),
        corrected=Corrected(state.get("corrections", ()), state.get("uncorrected")),
        reading=state.get("reading"),
        unread=state.get("unread"),
    )


STEPS: dict[str, Node] = {
    "intake": _intake,
    "compare": _compare,
    "observe": _observe,
    "flag": _flag,
    "read": _read,
    "retrieve": _retrieve,
    "recheck": _recheck,
    "correct": _correct,
    "explain": _explain,
    "ground": _ground,
    "critique": _critique,
    "opine": _opine,
    "debate": _debate,
    "urgency": _urgency,
    "decide": _decide,
    "ask": _ask,
}


def _has_new_findings(state: CaseState) -> bool:
    return bool(_items_read(state) or new_findings(state["observations"], state["retrieved"].seen))


def _is_to_be_read(state: CaseState) -> bool:
    return to_be_read(state["case"], state.get("reading"))


def _says_something(state: CaseState) -> bool:
    """Whether there is anything to have an opinion on: an image that could be read, or something told."""
    return any(image.refused is None for image in state["images"]) or says_something(
        state["case"], state["observations"]
    )


#: Nodes that only some cases need: the case itself says whether, and the drawing shows the way around.
WHERE: dict[str, Callable[[CaseState], bool]] = {
    "compare": lambda state: comparable(state["case"]),
    "read": _is_to_be_read,
    "recheck": _has_new_findings,
    "opine": _says_something,
    "debate": _says_something,
}
