"""Decide: put everything together into one differential, deterministically, or abstain."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from dermagent.concepts.visible import opinion_on
from dermagent.errors import BudgetExhausted, DermagentError, ModelRefused, ModelUnusable
from dermagent.knowledge.base import KnowledgeBase, knowledge
from dermagent.prompts import read_prompt
from dermagent.steps.correct import worth_asking
from dermagent.steps.critique.merge import agreement, last_opinions, minority
from dermagent.steps.critique.rules import finding_name
from dermagent.steps.ground import references
from dermagent.steps.heard import degraded, unheard_lines
from dermagent.steps.order import Corrected, Order, corrected_order, floors_of, order_of
from dermagent.steps.retrieve.findings import leaders, shipped_ranker
from dermagent.steps.rounding import rounded
from dermagent.steps.triage import with_likely
from dermagent.types import (
    Candidate,
    Case,
    Citation,
    Compared,
    ConceptOpinion,
    Correction,
    Differential,
    ImageAssessment,
    NextQuestion,
    NextStep,
    Observations,
    Opinion,
    Outcome,
    Provenance,
    RankedCondition,
    Retrieved,
    Statement,
    Triage,
)

NOTICE = (
    "dermagent is decision support for clinicians and researchers, not a medical device; it does not replace an "
    "examination. Its knowledge was not reviewed by a clinician, and its probabilities rest on expert-style estimates."
)
_TERMS_SHOWN = 6
_OUTCOMES: dict[type[DermagentError], Outcome] = {
    ModelRefused: "refused",
    ModelUnusable: "unusable",
    BudgetExhausted: "budget",
}
#: Categories a person can answer about, and what one looks or asks for.
ASKABLE = {
    "symptom": "{}",
    "tempo": "{}",
    "history_risk": "{}",
    "morphology_primary": "{}",
    "morphology_secondary": "{}",
    "colour": "{} colour",
    "configuration": "{} lesions",
    "distribution": "{} distribution",
    "body_site": "lesions of the {}",
}
#: What to ask when nearly nothing is known.
_OPEN_TOPICS = {
    "body_site": "where on the body it is, and whether it is on one side or both",
    "duration": "since when it is there, and whether it comes and goes",
    "pruritus": "whether it itches, hurts, burns or bleeds",
    "morphology": "what it looks like: flat or raised, its colour, scales, blisters, crusts",
    "new_medication": "whether a new medicine, cosmetic or plant came before it",
    "fever": "whether there is fever, or sores in the mouth, eyes or genitals",
}


@dataclass(frozen=True)
class Rules:
    """The settings that the decision depends on."""

    top_k: int
    next_questions: int
    abstain_below_nats: float
    calibrated: bool
    prior: str = "uniform"


@dataclass(frozen=True)
class Agents:
    """What the agents said in all rounds, which of them failed and why, and what they cited that does not exist."""

    opinions: tuple[Opinion, ...] = ()
    failed: Mapping[str, str] = field(default_factory=dict)
    invented: tuple[str, ...] = ()


def decide(
    case: Case,
    seen: Observations,
    triage: Triage,
    images: tuple[ImageAssessment, ...],
    retrieved: Retrieved,
    statements: tuple[Statement, ...],
    opinion: Opinion | None,
    rules: Rules,
    provenance: Provenance,
    agents: Agents | None = None,
    compared: Compared | None = None,
    corrected: Corrected | None = None,
    kb: KnowledgeBase | None = None,
) -> Differential:
    """The differential of one case; without a red flag and with too little evidence it abstains.

    Whether there is enough evidence is judged before corrections, so that no rule takes a danger off the list with it.
    """
    kb = kb or knowledge()
    agents, compared, corrected = agents or Agents(), compared or Compared(), corrected or Corrected()
    votes = last_opinions(agents.opinions)
    voiceless = not any(vote.conditions for vote in votes)
    thin = voiceless and _thin(corrected.before or retrieved, rules)
    hidden = thin and not triage.red_flags
    named = _named_dangers(retrieved, votes, kb)
    order, fired = corrected_order(triage, retrieved, votes, rules.top_k, corrected, kb, named)
    abstains = hidden or not order.listed
    ranked, other = ((), 1.0) if abstains else _ranked(order, triage, retrieved, opinion, votes, rules, fired, kb)
    concerns = opinion.concerns if opinion else ()
    concerns += _unflagged(ranked, triage, named)
    if ranked:
        concerns += minority(votes, ranked[0].condition, {c.id: c.name for c in kb.conditions.values()})
    if not hidden:  # by the order before corrections too: no rule of a person's lowers the urgency
        before = order_of(triage, corrected.before or retrieved, votes, rules.top_k)
        triage = with_likely(with_likely(triage, before.raised, kb), order.raised, kb)
    missing = degraded(retrieved, agents.opinions, agents.failed)
    precision, coverage = _citations_held(agents, votes)
    cited = {citation.statement for item in ranked for citation in item.citations}
    carried = tuple(statement for statement in statements if statement.id in cited)
    used = {source for statement in carried for source in statement.sources}
    used.update(source for flag in triage.red_flags for source in flag.sources)
    used.update(source for item in ranked for step in item.next_steps for source in step.sources)
    return Differential(
        case_id=case.id,
        outcome="abstained" if abstains else "answered",
        urgency=triage.urgency,
        red_flags=triage.red_flags,
        ranked=ranked,
        other_probability=other,
        minority_report=() if abstains else concerns,
        next_questions=_open_questions(seen)
        if abstains
        else _questions(ranked, worth_asking(_between_leaders(ranked, retrieved, seen, rules), fired, kb), rules, kb),
        degraded=bool(missing),
        limits=(
            *((missing,) if missing else ()),
            *unheard_lines(retrieved, agents.failed, missing),
            *_limits(case, seen, images, retrieved, agents, hidden, kb),
            *_limits_of_corrections(fired, order, weak=not thin and voiceless and _thin(retrieved, rules)),
            *((compared.problem,) if compared.problem else ()),
        ),
        invented_citations=agents.invented,
        citation_precision=precision,
        claim_coverage=coverage,
        opinions=agents.opinions,
        agreement=agreement(votes) if votes else None,
        unheard=(*retrieved.unheard, *agents.failed),
        corrections=corrected.fired if hidden else fired,
        observations=seen,
        images=images,
        compared=compared,
        similar=retrieved.similar,
        saliency=retrieved.saliency,
        concepts=retrieved.concepts,
        statements=carried,
        references=references(used, kb),
        provenance=provenance,
        notice=NOTICE,
    )


def _thin(retrieved: Retrieved, rules: Rules) -> bool:
    return retrieved.information_nats < rules.abstain_below_nats


def _citations_held(agents: Agents, votes: tuple[Opinion, ...]) -> tuple[float | None, float | None]:
    """Share of the citations of all rounds that are verified, and of the last conditions that rest on such a one."""
    verdicts = [c.verdict for opinion in agents.opinions for view in opinion.conditions for c in view.citations]
    number = len(verdicts) + len(agents.invented)
    views = [view for vote in votes for view in vote.conditions]
    precision = verdicts.count("verified") / number if number else None
    held = sum(any(c.verdict == "verified" and c.speaks == "for" for c in view.citations) for view in views)
    return precision, held / len(views) if views else None


def _ranked(
    order: Order,
    triage: Triage,
    retrieved: Retrieved,
    opinion: Opinion | None,
    votes: tuple[Opinion, ...],
    rules: Rules,
    fired: tuple[Correction, ...],
    kb: KnowledgeBase,
) -> tuple[tuple[RankedCondition, ...], float]:
    by_condition = {candidate.condition: candidate for candidate in retrieved.fused}
    floors, raised = floors_of(triage), order.raised
    touched = any(one.done != "require_review" for one in fired)
    cited: dict[str, tuple[Citation, ...]] = {}
    for view in (view for one in ((opinion,) if opinion else ()) + votes for view in one.conditions):
        known = {(citation.statement, citation.quote) for citation in cited.get(view.condition, ())}
        new = tuple(citation for citation in view.citations if (citation.statement, citation.quote) not in known)
        cited[view.condition] = (*cited.get(view.condition, ()), *new)
    found_by = _found_by(retrieved, rules.top_k)
    printed = rounded({condition: raised[condition] for condition in order.listed})
    items = tuple(
        _item(
            rank,
            condition,
            printed[condition],
            floored=condition in floors and raised[condition] > order.own.get(condition, 0.0),
            red_flag=condition in floors,
            candidate=by_condition.get(condition),
            citations=cited.get(condition, ()),
            retrievers=found_by.get(condition, ()),
            calibrated=rules.calibrated and not votes and not touched,
            concepts=opinion_on(condition, retrieved.concepts, kb) if retrieved.concepts else None,
            kb=kb,
        )
        for rank, condition in enumerate(order.listed, start=1)
    )
    listed = sum(item.probability for item in items)
    return items, round(max(0.0, min(1.0, 1.0 - listed)), 6) if order.other >= 0 else 0.0


def _named_dangers(retrieved: Retrieved, votes: tuple[Opinion, ...], kb: KnowledgeBase) -> frozenset[str]:
    """Must-not-miss conditions that a model named: in a list of its own, or as a reader who does not oppose them."""
    named = {c.condition for name, listed in retrieved.lists.items() if name.startswith("vlm") for c in listed}
    named |= {view.condition for vote in votes for view in vote.conditions if view.stance != "opposes"}
    return frozenset(c for c in named if c in kb.cards and kb.cards[c].must_not_miss)


def _unflagged(ranked: tuple[RankedCondition, ...], triage: Triage, named: frozenset[str]) -> tuple[str, ...]:
    """What to do about a danger that a model named and no red flag speaks of, wherever it is ranked."""
    return tuple(
        f"{item.name} was named by a model and must not be missed, though no red-flag rule fired: "
        f"{item.next_steps[0].text}"
        for item in ranked
        if item.condition in named and item.condition not in triage.must_not_miss and item.next_steps
    )


def _item(
    rank: int,
    condition: str,
    probability: float,
    *,
    floored: bool,
    red_flag: bool,
    candidate: Candidate | None,
    citations: tuple[Citation, ...],
    retrievers: tuple[str, ...],
    calibrated: bool,
    concepts: ConceptOpinion | None,
    kb: KnowledgeBase,
) -> RankedCondition:
    known, card = kb.conditions[condition], kb.cards.get(condition)
    terms = candidate.terms if candidate else ()
    return RankedCondition(
        rank=rank,
        condition=condition,
        name=known.name,
        icd10cm=known.icd10cm,
        probability=probability,
        calibrated=calibrated and not floored,
        must_not_miss=red_flag or (card is not None and card.must_not_miss),
        floored=floored,
        for_=tuple(term for term in terms if term.log_ratio > 0)[:_TERMS_SHOWN],
        against=tuple(term for term in terms if term.log_ratio < 0)[:_TERMS_SHOWN],
        citations=citations,
        concepts=concepts,
        retrievers=retrievers,
        next_steps=tuple(NextStep(text=step.text, sources=step.sources) for step in card.next_steps) if card else (),
    )


def _found_by(retrieved: Retrieved, top_k: int) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for name, candidates in retrieved.lists.items():
        for candidate in candidates[: max(top_k, 10)]:
            found[candidate.condition] = (*found.get(candidate.condition, ()), name)
    return found


def _between_leaders(
    ranked: tuple[RankedCondition, ...], retrieved: Retrieved, seen: Observations, rules: Rules
) -> Retrieved:
    """With what separates the leaders of the final list, where a retriever had those of another one."""
    between = leaders(item.condition for item in ranked)
    if not retrieved.between or set(between) <= set(retrieved.between):
        return retrieved
    separating: list[tuple[str, float]] = []
    if len(between) == 2:
        separating = shipped_ranker(rules.prior).separating(between[0], between[1], seen.counted())
    return retrieved.model_copy(update={"between": between, "separating": tuple(separating)})


def _questions(
    ranked: tuple[RankedCondition, ...], retrieved: Retrieved, rules: Rules, kb: KnowledgeBase
) -> tuple[NextQuestion, ...]:
    """The unknown findings that would best separate the first from its rival, of different kinds."""
    if not retrieved.separating or not ranked:
        return ()
    first, second = retrieved.between
    prompt = read_prompt("questions/separate")
    questions: list[NextQuestion] = []
    asked_about: set[str] = set()
    for finding, _ in retrieved.separating:
        known = kb.findings[finding]
        family = {finding, *kb.ancestors(finding)}
        if known.category not in ASKABLE or family & asked_about or len(questions) >= rules.next_questions:
            continue
        asked_about |= family
        topic = ASKABLE[known.category].format(known.term)
        text = prompt.render({"topic": topic, "first": kb.conditions[first].name, "second": kb.conditions[second].name})
        questions.append(NextQuestion(finding=finding, text=text, separates=(first, second)))
    return tuple(questions)


def _open_questions(seen: Observations) -> tuple[NextQuestion, ...]:
    """What would help when the case says too little."""
    prompt = read_prompt("questions/thin")
    known = seen.counted()
    return tuple(
        NextQuestion(finding=finding, text=prompt.render({"topic": topic}), kind="open")
        for finding, topic in _OPEN_TOPICS.items()
        if finding not in known
    )


def _limits(
    case: Case,
    seen: Observations,
    images: tuple[ImageAssessment, ...],
    retrieved: Retrieved,
    agents: Agents,
    abstains: bool,
    kb: KnowledgeBase,
) -> tuple[str, ...]:
    """What was not assessed and why, in plain sentences."""
    limits: list[str] = []
    if abstains:
        limits.append("The case says too little to rank diagnoses; no answer is better than the usual one in disguise.")
    read = [image for image in images if image.quality]
    looked = any(name.startswith("vlm") for name in retrieved.lists) or bool(agents.opinions)
    compared = bool({"clip", "concepts", "lesion", "zero_shot"} & retrieved.lists.keys())
    if read and looked:
        limits.append("A model has looked at the pictures; what only it has seen counts half and was not confirmed.")
    elif read and not compared:
        pictures = "picture" if len(read) == 1 else f"{len(read)} pictures"
        what = "sharpness, light and size"
        if any(image.outline for image in read):
            what = "sharpness, light, size, the outline of what stands out and colours"
        limits.append(f"No model has looked at the {pictures}: only {what} were measured, which ranks nothing.")
    limits.extend(retrieved.notes)
    silent = [vote.agent for vote in last_opinions(agents.opinions) if not vote.conditions]
    limits.extend(f"Agent {name} named no known condition." for name in silent)
    if retrieved.unmapped:
        named = ", ".join(retrieved.unmapped)
        limits.append(f"Named by the model but not known here, so never ranked: {named}.")
    limits.extend(f"{image.name} was left out: {image.refused}" for image in images if image.refused)
    limits.extend(
        f"{image.name}: {image.quality.sentence}" for image in read if image.quality and not image.quality.usable
    )
    limits.extend(f"{image.name}: {note}" for image in read for note in image.notes)
    if not images:
        limits.append("There is no picture; the answer rests on the history alone.")
    if not case.history.strip():
        limits.append("There is no history; symptoms and course are unknown.")
    if seen.age is None:
        limits.append("The age is unknown.")
    uncarded = sorted({n.condition for n in seen.named if n.stance == "suggested" and n.condition not in kb.cards})
    if uncarded:
        names = ", ".join(kb.conditions[c].name for c in uncarded)
        limits.append(f"Named in the history but without a knowledge card, so never ranked: {names}.")
    if aside := _set_aside(seen, kb):
        limits.append(f"Mentioned of others, of the past or only as a possibility, and not counted: {aside}.")
    return tuple(limits)


def _limits_of_corrections(fired: tuple[Correction, ...], order: Order, *, weak: bool) -> tuple[str, ...]:
    """What corrections leave open."""
    limits: list[str] = []
    if fired and not order.listed:
        limits.append("The corrections left no diagnosis to list.")
    if weak:
        limits.append("Without the ignored findings the case says too little: the order is little more than the usual.")
    if any(one.done == "ignore_concept" for one in fired):
        limits.append("Ignored findings are left out of the ranking by findings; models read the case as it is.")
    return tuple(limits)


def _set_aside(seen: Observations, kb: KnowledgeBase) -> str:
    names = {
        finding_name(item.finding, kb) for item in seen.items if item.experiencer != "patient" or item.time != "current"
    }
    return ", ".join(sorted(names))


def failed(case_id: str, error: DermagentError, provenance: Provenance, triage: Triage | None = None) -> Differential:
    """The result of a case that could not be worked on: the reason, no answer, and the red flags found before."""
    sources = {source for flag in triage.red_flags for source in flag.sources} if triage else set()
    return Differential(
        case_id=case_id,
        outcome=next((outcome for kind, outcome in _OUTCOMES.items() if isinstance(error, kind)), "failed"),
        urgency=triage.urgency if triage else "routine",
        red_flags=triage.red_flags if triage else (),
        limits=(str(error),),
        references=references(sources),
        provenance=provenance,
        notice=NOTICE,
    )
