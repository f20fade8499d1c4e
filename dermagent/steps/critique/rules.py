"""Critique: the deterministic critic checks candidates against findings, red flags and statements, without a model."""

from collections.abc import Mapping
from functools import lru_cache

from dermagent.knowledge.base import KnowledgeBase, knowledge
from dermagent.knowledge.outside import name_of
from dermagent.knowledge.schema import PROBABILITY
from dermagent.knowledge.texts import texts
from dermagent.reading.vocabulary import findings_in
from dermagent.steps.ground import cite
from dermagent.types import (
    Candidate,
    Citation,
    ConditionOpinion,
    Observations,
    Opinion,
    Retrieved,
    Statement,
    Triage,
)

AGENT = "deterministic_critic"
#: Below this a stated finding is unusual for the condition.
_UNUSUAL = 0.05
#: A red-flag condition ranked lower than this could be overlooked, so it is kept in view by name.
_LOW = 3


def critique(
    seen: Observations,
    triage: Triage,
    retrieved: Retrieved,
    statements: tuple[Statement, ...],
    *,
    first: int,
    kb: KnowledgeBase | None = None,
) -> Opinion:
    """One opinion on the first candidates: what supports each with cited statements, and what is left open."""
    kb = kb or knowledge()
    own: dict[str, dict[str, Statement]] = {}
    for statement in statements:
        if statement.condition:
            own.setdefault(statement.condition, {})[statement.id] = statement
    dangers = triage.must_not_miss
    looked_at = [c for c in retrieved.fused if c.rank <= first or c.condition in dangers]
    opinions = tuple(_opinion(candidate, own.get(candidate.condition, {}), kb) for candidate in looked_at)
    return Opinion(agent=AGENT, round=1, conditions=opinions, concerns=_concerns(seen, triage, retrieved, kb))


def _opinion(candidate: Candidate, statements: Mapping[str, Statement], kb: KnowledgeBase) -> ConditionOpinion:
    citations = citations_for(candidate, statements, kb)
    strongest = max(candidate.terms, key=lambda term: abs(term.log_ratio), default=None)
    if strongest is None:
        stance, reason = "uncertain", "No finding of the case speaks for or against it."
    elif sum(term.log_ratio for term in candidate.terms) > 0:
        stance, reason = "supports", f"Its strongest support is: {finding_name(strongest.finding, kb)}."
    else:
        stance, reason = "opposes", f"The strongest objection is: {finding_name(strongest.finding, kb)}."
    return ConditionOpinion.model_validate(
        {
            "condition": candidate.condition,
            "stance": stance,
            "citations": citations,
            "confidence": candidate.probability or 0.0,
            "reason": reason,
        }
    )


def citations_for(candidate: Candidate, statements: Mapping[str, Statement], kb: KnowledgeBase) -> tuple[Citation, ...]:
    """For each present finding that supports the candidate, the first of its own `statements` that speaks of it."""
    found: list[Citation] = []
    for term in candidate.terms:
        if term.log_ratio <= 0 or term.polarity != "present" or term.finding not in kb.findings:
            continue
        cited = {citation.statement for citation in found}
        match = next((s for s in statements.values() if term.finding in _fits(s.text) and s.id not in cited), None)
        if match:
            claim = f"{finding_name(term.finding, kb)} fits {name_of(candidate.condition, kb)}"
            found.append(cite(match, claim, statements))
    return tuple(found)


@lru_cache(maxsize=16_384)
def _fits(statement: str) -> frozenset[str]:
    """The findings that a statement names, with all narrower ones; the same statements come again with every case."""
    named = {match.key for match in findings_in(statement, "en")}
    return frozenset(named.union(*map(knowledge().descendants, named)))


def _concerns(seen: Observations, triage: Triage, retrieved: Retrieved, kb: KnowledgeBase) -> tuple[str, ...]:
    concerns: list[str] = []
    high = {candidate.condition for candidate in retrieved.fused[:_LOW]}
    overlooked = [kb.conditions[condition].name for condition in triage.must_not_miss if condition not in high]
    if overlooked:
        names = ", ".join(overlooked)
        concerns.append(f"To be excluded because of a red flag, though low in the list by the findings: {names}.")
    if conflicts := seen.conflicts():
        names = ", ".join(finding_name(finding, kb) for finding in conflicts)
        concerns.append(f"Stated both as present and as absent, and counted as present: {names}.")
    if retrieved.fused and (unexplained := _unexplained(retrieved.fused[0], seen, kb)):
        name = name_of(retrieved.fused[0].condition, kb)
        concerns.append(f"Unusual in {name}, and present here: {', '.join(unexplained)}.")
    return tuple(concerns)


def _unexplained(top: Candidate, seen: Observations, kb: KnowledgeBase) -> list[str]:
    """Present findings that the card of the first candidate calls rare or excluded."""
    card = kb.cards.get(top.condition)
    if card is None:
        return []
    present = [finding for finding, item in seen.counted().items() if item.polarity == "present"]
    return [
        finding_name(finding, kb)
        for finding in present
        if finding in card.findings and PROBABILITY[card.findings[finding]] < _UNUSUAL
    ]


def finding_name(finding: str, kb: KnowledgeBase) -> str:
    """A finding or pseudo-finding of the ranker in plain words."""
    if finding.startswith("named:"):
        condition = kb.conditions.get(finding.removeprefix("named:"))
        return f"the history names {condition.name}" if condition else finding
    if finding in kb.findings:
        return texts("en").finding(finding)
    return {"age": "age", "sex": "sex", "duration": "duration"}.get(finding, finding)
