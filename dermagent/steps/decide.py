"""Decide: put everything together into one differential, deterministically, or abstain."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from dermagent.concepts.visible import opinion_on
from dermagent.errors import BudgetExhausted, DermagentError, ModelRefused, ModelUnusable
from dermagent.knowledge.base import KnowledgeBase, knowledge
from dermagent.knowledge.outside import code_of, is_outside, name_of
from dermagent.knowledge.schema import CardStatement
from dermagent.knowledge.texts import texts
from dermagent.steps.apart import told_apart
from dermagent.steps.ask import red_flag_question
from dermagent.steps.correct import worth_asking
from dermagent.steps.critique.merge import FEARED, agreement, feared, given_up, minority
from dermagent.steps.evidence import Evidence, thin
from dermagent.steps.ground import references
from dermagent.steps.heard import degraded, unheard_lines
from dermagent.steps.limits import limits_of, limits_of_corrections, limits_of_leader
from dermagent.steps.localise import localised
from dermagent.steps.one_disease import shares_of
from dermagent.steps.order import Order, floors_of
from dermagent.steps.questions import (
    between_leaders,
    feared_question,
    open_questions,
    outside_questions,
    separating_questions,
)
from dermagent.steps.rounding import rounded
from dermagent.steps.urgency import floor
from dermagent.types import (
    URGENCIES,
    Assessed,
    Citation,
    ConceptOpinion,
    Correction,
    Differential,
    Form,
    Language,
    NextQuestion,
    NextStep,
    Outcome,
    Provenance,
    RankedCondition,
    Retrieved,
    Statement,
    Term,
    Triage,
    Urgency,
)

_TERMS_SHOWN = 6
#: A retriever is named beside a condition that its list holds among this many, or among those of the answer.
_FOUND_AMONG = 10
_OUTCOMES: dict[type[DermagentError], Outcome] = {
    ModelRefused: "refused",
    ModelUnusable: "unusable",
    BudgetExhausted: "budget",
}


@dataclass(frozen=True)
class Rules:
    """The settings that the decision depends on."""

    top_k: int
    next_questions: int
    abstain_below_nats: float
    calibrated: bool
    prior: str = "uniform"


def decide(
    evidence: Evidence,
    assessed: Assessed,
    rules: Rules,
    provenance: Provenance,
    language: Language = "en",
    kb: KnowledgeBase | None = None,
) -> Differential:
    """The differential of one case in a language; without a red flag and with too little evidence it abstains."""
    kb = kb or knowledge()
    retrieved, agents, votes = evidence.retrieved, evidence.agents, evidence.votes
    unranked = evidence.unranked(rules.abstain_below_nats)
    order, fired = evidence.order(rules.top_k, kb)
    abstains = unranked or not order.listed
    ranked = () if abstains else _ranked(evidence, order, rules, fired, kb)
    precision, coverage = _citations_held(evidence)
    statements = _cited(ranked, evidence.statements)
    missing = degraded(retrieved, agents.opinions, agents.failed)
    made = Differential(
        case_id=evidence.case.id,
        language=language,
        outcome="abstained" if abstains else "answered",
        urgency=assessed.urgency,
        red_flags=assessed.red_flags,
        ranked=ranked,
        other_probability=1.0 if abstains else _other(ranked, order),
        told_apart=told_apart(ranked, kb),
        minority_report=() if abstains else _kept_in_view(evidence, ranked, assessed.urgency, kb),
        next_questions=_questions(evidence, ranked, rules, fired, language, kb),
        degraded=bool(missing),
        limits=(
            *((missing,) if missing else ()),
            *unheard_lines(retrieved, agents.failed, missing),
            *limits_of_leader(ranked, kb),
            *limits_of(evidence, unranked=unranked, kb=kb, prior=rules.prior),
            *limits_of_corrections(fired, listed=bool(order.listed), weak=_weakened(evidence, rules)),
            *((evidence.compared.problem,) if evidence.compared.problem else ()),
        ),
        invented_citations=agents.invented,
        citation_precision=precision,
        claim_coverage=coverage,
        opinions=agents.opinions,
        agreement=agreement(votes) if votes else None,
        unheard=(*retrieved.unheard, *evidence.unheard_readers, *agents.failed),
        retrievers=tuple(one.info for one in retrieved.heard),
        corrections=evidence.corrected.fired if unranked else fired,
        observations=evidence.seen,
        images=evidence.images,
        compared=evidence.compared,
        similar=retrieved.similar,
        saliency=retrieved.saliency,
        concepts=retrieved.concepts,
        statements=statements,
        references=references(_sources(ranked, assessed, statements), kb),
        provenance=provenance,
        notice=texts("en").say("notice"),
    )
    return localised(_with_urgent_question(made, evidence, rules, kb), language, kb)


def _with_urgent_question(made: Differential, evidence: Evidence, rules: Rules, kb: KnowledgeBase) -> Differential:
    """The question that would point to a danger goes before the others."""
    urgent = red_flag_question(evidence.seen, evidence.triage, evidence.retrieved, made, kb=kb)
    if not urgent or not rules.next_questions:
        return made
    others = tuple(question for question in made.next_questions if question.finding != urgent.finding)
    questions = (urgent, *others)[: max(rules.next_questions, len(others))]
    return made.model_copy(update={"next_questions": questions})


def _weakened(evidence: Evidence, rules: Rules) -> bool:
    """Whether a person's corrections took away what there was to rank by."""
    least = rules.abstain_below_nats
    return evidence.voiceless and not evidence.thin(least) and thin(evidence.retrieved, least)


def _kept_in_view(
    evidence: Evidence, ranked: tuple[RankedCondition, ...], urgency: Urgency | None, kb: KnowledgeBase
) -> tuple[str, ...]:
    """The critic's concerns, dangers that only a model named, and what agents hold against the first diagnosis."""
    return (
        *(evidence.opinion.concerns if evidence.opinion else ()),
        *_unflagged(ranked, evidence.triage, evidence.named_dangers(kb), urgency, kb),
        *minority(evidence.agents.opinions, ranked[0].condition, kb),
    )


def _questions(
    evidence: Evidence,
    ranked: tuple[RankedCondition, ...],
    rules: Rules,
    fired: tuple[Correction, ...],
    language: Language,
    kb: KnowledgeBase,
) -> tuple[NextQuestion, ...]:
    if not ranked:
        return open_questions(evidence.seen, language)
    between = between_leaders(ranked, evidence.retrieved, evidence.seen, rules.prior)
    told = worth_asking(between, fired, kb)
    separating = separating_questions(told, most=rules.next_questions, kb=kb, language=language)
    dangers = [*feared(evidence.votes, FEARED, kb), *given_up(evidence.agents.opinions, kb)]
    danger = feared_question(ranked, dangers, evidence.seen, rules.prior, kb, language)
    others = [one for one in separating if one.finding not in {asked.finding for asked in danger}]
    return (*outside_questions(ranked, language), *danger, *others)[: max(rules.next_questions, 0)]


def _cited(ranked: tuple[RankedCondition, ...], statements: tuple[Statement, ...]) -> tuple[Statement, ...]:
    cited = {citation.statement for item in ranked for citation in item.citations}
    return tuple(statement for statement in statements if statement.id in cited)


def _sources(ranked: tuple[RankedCondition, ...], assessed: Assessed, statements: tuple[Statement, ...]) -> set[str]:
    """The sources of all that the answer says."""
    used = {source for statement in statements for source in statement.sources}
    used.update(source for red in assessed.red_flags for source in red.sources)
    used.update(source for item in ranked for step in item.next_steps for source in step.sources)
    return used


def _citations_held(evidence: Evidence) -> tuple[float | None, float | None]:
    """Share of the citations of all rounds that are verified, and of the last conditions that rest on such a one."""
    agents = evidence.agents
    verdicts = [c.verdict for opinion in agents.opinions for view in opinion.conditions for c in view.citations]
    number = len(verdicts) + len(agents.invented)
    views = [view for vote in evidence.votes for view in vote.conditions]
    precision = verdicts.count("verified") / number if number else None
    held = sum(any(c.verdict == "verified" and c.speaks == "for" for c in view.citations) for view in views)
    return precision, held / len(views) if views else None


def _ranked(
    evidence: Evidence, order: Order, rules: Rules, fired: tuple[Correction, ...], kb: KnowledgeBase
) -> tuple[RankedCondition, ...]:
    retrieved, votes = evidence.retrieved, evidence.votes
    by_condition = {candidate.condition: candidate for candidate in retrieved.fused}
    floors = floors_of(evidence.triage)
    touched = any(one.done != "require_review" for one in fired)
    cited = _citations_of(evidence)
    found_by = _found_by(retrieved, rules.top_k)
    printed = rounded({condition: order.raised[condition] for condition in order.listed})
    exact = {
        condition: Form(
            condition=condition,
            name=name_of(condition, kb),
            icd10cm=code_of(condition, kb),
            probability=printed[condition],
            must_not_miss=condition in floors or kb.must_not_miss(condition),
            floored=condition in floors and order.raised[condition] > order.own.get(condition, 0.0),
            retrievers=found_by.get(condition, ()),
        )
        for condition in order.listed
    }

    return tuple(
        _item(
            rank,
            exact[line.head],
            round(share, 6),
            tuple(sorted((exact[c] for c in line.conditions), key=lambda form: -form.probability)),
            terms=candidate.terms if (candidate := by_condition.get(line.head)) else (),
            citations=tuple(dict.fromkeys(one for c in line.conditions for one in cited.get(c, ()))),
            calibrated=rules.calibrated and not votes and not touched,
            concepts=opinion_on(line.head, retrieved.concepts, kb) if retrieved.concepts else None,
            kb=kb,
        )
        for rank, (line, share) in enumerate(zip(order.lines, shares_of(order.lines, printed), strict=True), start=1)
    )


def _citations_of(evidence: Evidence) -> Mapping[str, tuple[Citation, ...]]:
    """Each condition's citations, those of the critic first; what an earlier opinion quoted is not repeated."""
    cited: dict[str, tuple[Citation, ...]] = {}
    opinions = ((evidence.opinion,) if evidence.opinion else ()) + evidence.votes
    for view in (view for opinion in opinions for view in opinion.conditions):
        held = cited.get(view.condition, ())
        known = {(citation.statement, citation.quote) for citation in held}
        cited[view.condition] = held + tuple(c for c in view.citations if (c.statement, c.quote) not in known)
    return cited


def _other(ranked: tuple[RankedCondition, ...], order: Order) -> float:
    listed = sum(form.probability for item in ranked for form in item.exact)
    return round(max(0.0, min(1.0, 1.0 - listed)), 6) if order.other >= 0 else 0.0


def _unflagged(
    ranked: tuple[RankedCondition, ...],
    triage: Triage,
    named: frozenset[str],
    urgency: Urgency | None,
    kb: KnowledgeBase,
) -> tuple[str, ...]:
    """What to do about a danger that a model named and no red flag speaks of, wherever it is ranked.

    Where its card is more urgent than the case is, that is to be done if it stays possible, so that no report calls a
    case routine and asks for something at once.
    """
    now = URGENCIES.index(urgency) if urgency else len(URGENCIES)
    return tuple(
        f"{form.name} was named by a model and must not be missed, though no red-flag rule fired"
        f"{'; if it stays possible on examination' if _rank_of(form.condition, kb) < now else ''}: "
        f"{kb.cards[form.condition].next_steps[0].text}"
        for item in ranked
        for form in item.exact
        if form.condition in named and form.condition not in triage.must_not_miss and form.condition in kb.cards
    )


def _rank_of(condition: str, kb: KnowledgeBase) -> int:
    """How urgent the card of a condition is, 0 most."""
    return URGENCIES.index(kb.cards[condition].urgency)


def _item(
    rank: int,
    head: Form,
    probability: float,
    forms: tuple[Form, ...],
    *,
    terms: tuple[Term, ...],
    citations: tuple[Citation, ...],
    calibrated: bool,
    concepts: ConceptOpinion | None,
    kb: KnowledgeBase,
) -> RankedCondition:
    floored = any(form.floored for form in forms)
    cards = [kb.cards[c] for c in dict.fromkeys((head.condition, *(form.condition for form in forms))) if c in kb.cards]
    steps = [step for card in cards[:1] for step in card.next_steps]
    steps += [card.next_steps[0] for card in cards[1:] if card.must_not_miss]
    return RankedCondition(
        rank=rank,
        condition=head.condition,
        name=head.name,
        icd10cm=head.icd10cm,
        outside=is_outside(head.condition),
        probability=probability,
        forms=forms if len(forms) > 1 else (),
        calibrated=calibrated and not floored,
        must_not_miss=any(form.must_not_miss for form in forms),
        floored=floored,
        for_=tuple(term for term in terms if term.log_ratio > 0)[:_TERMS_SHOWN],
        against=tuple(term for term in terms if term.log_ratio < 0)[:_TERMS_SHOWN],
        citations=citations,
        concepts=concepts,
        retrievers=tuple(dict.fromkeys(name for form in forms for name in form.retrievers)),
        next_steps=tuple(NextStep.unchecked(text=text, sources=sources) for text, sources in _once(steps)),
    )


def _once(steps: Iterable[CardStatement]) -> Iterable[tuple[str, tuple[str, ...]]]:
    return {step.text: step.sources for step in steps}.items()


def _found_by(retrieved: Retrieved, top_k: int) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for name, candidates in retrieved.lists.items():
        for candidate in candidates[: max(top_k, _FOUND_AMONG)]:
            found[candidate.condition] = (*found.get(candidate.condition, ()), name)
    return found


def failed(
    case_id: str,
    error: DermagentError,
    provenance: Provenance,
    triage: Triage | None = None,
    language: Language = "en",
) -> Differential:
    """The result of a case that could not be worked on: the reason, no answer, and the red flags found before.

    Without `triage` the rules did not run, and the urgency was not assessed.
    """
    assessed = floor(triage or Triage())
    sources = {source for red in assessed.red_flags for source in red.sources}
    made = Differential(
        case_id=case_id,
        outcome=next((outcome for kind, outcome in _OUTCOMES.items() if isinstance(error, kind)), "failed"),
        urgency=assessed.urgency,
        red_flags=assessed.red_flags,
        limits=(str(error),),
        references=references(sources),
        provenance=provenance,
        notice=texts("en").say("notice"),
    )
    return localised(made, language)
