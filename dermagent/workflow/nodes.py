"""The nodes: each reads the state, calls one step and returns what it found; no node knows what comes next."""

import asyncio
import operator
from collections.abc import Awaitable, Callable
from functools import partial
from pathlib import Path
from typing import Annotated, TypedDict

from langgraph.types import interrupt

from dermagent import types
from dermagent.encoders.registry import make_encoder
from dermagent.errors import InputError, ModelError
from dermagent.imaging.limits import Limits
from dermagent.knowledge.lexicon import detect_language
from dermagent.llm.base import Picture
from dermagent.llm.capabilities import capabilities_of
from dermagent.llm.client import Client
from dermagent.provenance import provenance
from dermagent.settings import Settings
from dermagent.steps.ask import answered, question_for
from dermagent.steps.compare import comparable, compare
from dermagent.steps.correct import fire, ignored, ranked_by, unlooked, worth_asking
from dermagent.steps.critique.agents import Conversation, debate, first_opinions
from dermagent.steps.critique.merge import last_opinions, needs_debate
from dermagent.steps.critique.rules import critique
from dermagent.steps.decide import Agents, Rules, decide
from dermagent.steps.ground import from_guidelines, ground
from dermagent.steps.intake import assess_images
from dermagent.steps.observe import observe
from dermagent.steps.order import Corrected
from dermagent.steps.present import material, opening, pictures_of, prepared, views_of
from dermagent.steps.retrieve import Answers, Proposal, Retriever, Shown, View, ask_all, combined
from dermagent.steps.retrieve.findings import parameters
from dermagent.steps.triage import triage
from dermagent.workflow.deps import Deps

#: Conditions beyond those shown that statements are fetched and opinions formed for.
_LOOKED_AT_BEYOND = 5
#: What agents are given: candidates, and statements of each (more would cost tokens in every call of every agent).
_SHOWN_TO_AGENTS, _STATEMENTS_EACH = 8, 4

_NOTHING_EXPLAINED = (
    "Nothing in the pictures was explained (--explain): lesion head, index and names of conditions gave no opinion."
)
_UNLOOKED = (
    "Nobody looked for what these rules ask of the pictures, so that part of them is unknown: {} (retriever concepts)."
)


class CaseState(TypedDict, total=False):
    """What the nodes read and return; paths and hashes, never image bytes."""

    case: types.Case
    folder: str
    images: tuple[types.ImageAssessment, ...]
    compared: types.Compared
    observations: types.Observations
    triage: types.Triage
    retrieved: types.Retrieved
    uncorrected: types.Retrieved | None
    corrections: tuple[types.Correction, ...]
    statements: tuple[types.Statement, ...]
    opinion: types.Opinion | None
    opinions: tuple[types.Opinion, ...]
    failed_agents: dict[str, str]
    invented: tuple[str, ...]
    differential: types.Differential
    question: types.NextQuestion | None
    asked: tuple[str, ...]
    opened_with: str
    seconds: Annotated[dict[str, float], operator.or_]


Update = CaseState
Node = Callable[[CaseState, Deps], Awaitable[Update]]


def _image_limits(s: Settings) -> Limits:
    return Limits(
        max_bytes=s.max_image_bytes,
        max_pixels=s.max_image_pixels,
        allow_urls=s.allow_urls,
        fetch_timeout_s=s.fetch_timeout_s,
    )


async def _intake(state: CaseState, deps: Deps) -> Update:
    """Pictures are decoded and measured in a thread: a second of computing each must not hold up other cases."""
    if not state["case"].images:
        return {"images": ()}
    limits, folder = _image_limits(deps.settings), Path(state["folder"])
    looked = asyncio.to_thread(assess_images, state["case"], folder, limits, deps.blobs, deps.segmenter)
    return {"images": await looked}


def _views(state: CaseState, deps: Deps) -> tuple[View, ...]:
    """The pictures as pixels, read once a case and only where something looks at them."""
    case = state["case"]
    if case.id not in deps.seen:
        limits = _image_limits(deps.settings)
        outlines = {image.index: image.outline for image in state["images"] if image.outline}
        deps.seen[case.id] = views_of(case, Path(state["folder"]), limits, deps.blobs, deps.settings.prepare, outlines)
    return deps.seen[case.id]


def _pictures(state: CaseState, deps: Deps) -> tuple[Picture, ...]:
    """What a model is shown; nothing is encoded where there is no model."""
    case = state["case"]
    if deps.client is None or not case.images:
        return ()
    if case.id not in deps.shown:
        per_request = deps.settings.images_per_request or capabilities_of(deps.client.model.name).images
        deps.shown[case.id] = pictures_of(_views(state, deps), per_request=per_request)
    return deps.shown[case.id]


def _apart(state: CaseState, deps: Deps) -> tuple[Picture, ...]:
    """The pictures one by one, where the model takes fewer at once and is to be asked about each."""
    if deps.client is None or deps.settings.several_images != "each":
        return ()
    per_request = deps.settings.images_per_request or capabilities_of(deps.client.model.name).images
    views = _views(state, deps)
    return pictures_of(views, per_request=len(views)) if len(views) > per_request else ()


def _shown(state: CaseState, deps: Deps) -> Shown:
    """What retrievers may look at; read here, and in a thread, where a model is shown it or it is to be prepared."""
    views = partial(_views, state, deps)
    if deps.settings.prepare:
        views()
    return Shown(_pictures(state, deps), _apart(state, deps), views)


async def _observe(state: CaseState, deps: Deps) -> Update:
    case = state["case"]
    update: Update = {"observations": observe(case)}
    if comparable(case) and "compared" not in state:
        update["compared"] = await asyncio.to_thread(_compared, state, deps)
    return update


def _compared(state: CaseState, deps: Deps) -> types.Compared:
    """The pictures of the case beside each other; without the packages that it needs the reason why not."""
    views = _views(state, deps)
    try:
        return compare(state["case"], views, make_encoder(deps.settings.encoder))
    except (InputError, ImportError) as error:
        return types.Compared(problem=f"The pictures were not compared with each other: {error}")


async def _triage(state: CaseState, deps: Deps) -> Update:
    return {"triage": triage(state["observations"])}


async def _retrieve(state: CaseState, deps: Deps) -> Update:
    """What a model has seen joins what the patient said, overwrites nothing of it, and can only raise the urgency.

    A person's corrections are judged by all that is known then; what they ignore is still triaged.
    """
    seen = state["observations"]
    shown = await asyncio.to_thread(_shown, state, deps)
    answers = await ask_all(state["case"], seen, deps.retrievers, shown)
    notes = _preparing(shown.views(), shown, answers, deps.retrievers) if deps.settings.prepare else ()
    if deps.settings.explain and not any(a.saliency for a in answers.values() if isinstance(a, Proposal)):
        notes += (_NOTHING_EXPLAINED,)
    looked = [picture for answer in answers.values() if isinstance(answer, Proposal) for picture in answer.concepts]
    if deps.corrections and (blind := unlooked(deps.corrections, looked)):
        notes += (_UNLOOKED.format(", ".join(f"“{name}”" for name in blind)),)
    retrieved = combined(answers, notes)
    known = seen.counted()
    new = tuple(item for item in retrieved.seen if item.finding not in known)
    everything = seen.model_copy(update={"items": seen.items + new})
    update: Update = {"retrieved": retrieved, "observations": everything, "triage": triage(everything)}
    if deps.corrections is None:
        return update
    fired = fire(deps.corrections, everything, update["triage"], retrieved.concepts)
    if ignored(fired):
        again = [retriever for retriever in deps.retrievers if getattr(retriever, "reads_findings", False)]
        retrieved = combined({**answers, **await ask_all(state["case"], ranked_by(seen, fired), again, shown)}, notes)
    corrected = worth_asking(retrieved, fired)
    return {**update, "retrieved": corrected, "uncorrected": update["retrieved"], "corrections": fired}


def _preparing(
    views: tuple[View, ...], shown: Shown, answers: Answers, retrievers: tuple[Retriever, ...]
) -> tuple[str, ...]:
    """How pictures were prepared, or that nobody saw that: models do, and retrievers that do not take them as taken."""
    done = prepared(views)
    heard = [one for one in retrievers if isinstance(answers[one.name], Proposal)]
    if not done or shown.encoded or any(getattr(one, "sees_prepared", True) for one in heard):
        return done
    return ("Preparing had no effect (--prepare): no model looks at prepared pictures in this run.",)


async def _ground(state: CaseState, deps: Deps) -> Update:
    first = deps.settings.top_k + _LOOKED_AT_BEYOND
    fused = state["retrieved"].fused
    statements = ground(fused, state["triage"].must_not_miss, first=first)
    if deps.corpus is None:
        return {"statements": statements}
    seen, corpus = state["observations"], deps.corpus
    try:
        search = partial(corpus.search, embedder=deps.embedder)
        own = await asyncio.to_thread(from_guidelines, fused, seen, search, first=_SHOWN_TO_AGENTS)
    except ModelError as error:
        own = from_guidelines(fused, seen, corpus.search, first=_SHOWN_TO_AGENTS)
        retrieved, name = state["retrieved"], "guidelines by meaning"
        failed = {**retrieved.failed, name: f"{error}; their words were searched"}
        retrieved = retrieved.model_copy(update={"failed": failed, "unheard": (*retrieved.unheard, name)})
        return {"statements": statements + own, "retrieved": retrieved}
    return {"statements": statements + own}


async def _critique(state: CaseState, deps: Deps) -> Update:
    opinion = critique(
        state["observations"],
        state["triage"],
        state["retrieved"],
        state["statements"],
        first=deps.settings.top_k + _LOOKED_AT_BEYOND,
    )
    return {"opinion": opinion}


def _conversation(state: CaseState, deps: Deps, client: Client) -> Conversation:
    case, seen = state["case"], ranked_by(state["observations"], state.get("corrections", ()))
    urgent = state["triage"].must_not_miss
    candidates = [c for c in state["retrieved"].fused if c.rank <= _SHOWN_TO_AGENTS or c.condition in urgent]
    shown = {candidate.condition for candidate in candidates}
    statements = [s for s in state["statements"] if s.condition in shown and _number(s) <= _STATEMENTS_EACH]
    language = case.language or detect_language(case.history)
    return Conversation(
        client=client,
        roles=deps.settings.critics,
        opening=(
            *opening(case, language, _pictures(state, deps)),
            material(seen, candidates, statements),
        ),
        statements={statement.id: statement for statement in statements},
        case_id=case.id,
    )


def _number(statement: types.Statement) -> int:
    """The number of a card's statement; those of the user's own files, few and fitting, come first."""
    return 0 if statement.file else int(statement.id.rpartition(".")[2])


async def _opine(state: CaseState, deps: Deps) -> Update:
    if deps.client is None:
        return {}
    given = await first_opinions(_conversation(state, deps, deps.client))
    return {"opinions": given.opinions, "failed_agents": dict(given.failed), "invented": given.invented}


async def _debate(state: CaseState, deps: Deps) -> Update:
    """Rounds only where the agents do not agree or something is left open."""
    if deps.client is None:
        return {}
    talk = _conversation(state, deps, deps.client)
    opinions, failed_agents, invented = state["opinions"], dict(state["failed_agents"]), state["invented"]
    for number in range(2, deps.settings.rounds + 2):
        last = last_opinions(opinions)
        reason = needs_debate(last, state["triage"], invented if number == 2 else ())
        if len(last) < 2 or not (reason or deps.settings.always_debate):
            break
        given = await debate(talk, last, number)
        opinions += given.opinions
        failed_agents |= {f"{name} in round {number}": why for name, why in given.failed.items()}
        invented += given.invented
        if not given.opinions:
            break
    return {"opinions": opinions, "failed_agents": failed_agents, "invented": invented}


def produced_by(deps: Deps) -> types.Provenance:
    """What produces the results of a run."""
    rules = deps.corrections.sha256 if deps.corrections else None
    return provenance(deps.settings, deps.client, deps.corpus, rules)


async def _decide(state: CaseState, deps: Deps) -> Update:
    settings = deps.settings
    rules = Rules(
        top_k=settings.top_k,
        next_questions=settings.next_questions,
        abstain_below_nats=parameters().abstain_below_nats,
        calibrated=settings.prior == parameters().calibrated_for and settings.retrievers == ("findings",),
        prior=settings.prior,
    )
    differential = decide(
        case=state["case"],
        seen=state["observations"],
        triage=state["triage"],
        images=state["images"],
        compared=state.get("compared", types.Compared()),
        retrieved=state["retrieved"],
        statements=state["statements"],
        opinion=state.get("opinion"),
        rules=rules,
        provenance=produced_by(deps),
        agents=Agents(state.get("opinions", ()), state.get("failed_agents", {}), state.get("invented", ())),
        corrected=Corrected(state.get("corrections", ()), state.get("uncorrected")),
    )
    return {"differential": differential}


async def _ask(state: CaseState, deps: Deps) -> Update:
    """Wait for a person's answer where a question is worth asking; the case then holds what was answered."""
    asked = state.get("asked", ())
    question = None
    if len(asked) < deps.settings.max_questions:
        question = question_for(
            state["observations"], state["triage"], state["retrieved"], state["differential"], asked
        )
    if question is None:
        return {"question": None}
    answer: str = interrupt(question)
    return {
        "case": answered(state["case"], question, answer),
        "asked": (*asked, question.finding),
        "question": question,
    }


STEPS: dict[str, Node] = {
    "intake": _intake,
    "observe": _observe,
    "triage": _triage,
    "retrieve": _retrieve,
    "ground": _ground,
    "critique": _critique,
    "opine": _opine,
    "debate": _debate,
    "decide": _decide,
    "ask": _ask,
}
