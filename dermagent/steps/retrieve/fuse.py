"""Fuse: the retrievers' lists as one; those of a closed set refine what the others say."""

from collections.abc import Collection, Mapping, Sequence
from statistics import fmean

from dermagent.ranks import reciprocal_ranks
from dermagent.steps.pool import Pool, pooled
from dermagent.types import Candidate, Heard, Proposal, Retrieved, RetrieverInfo, Term


def fused_from(
    heard: Sequence[Heard],
    *,
    failed: Mapping[str, str],
    unheard: tuple[str, ...] = (),
    missing: tuple[RetrieverInfo, ...] = (),
) -> Retrieved:
    """The answers of all retrievers as one; an empty list has no say. The rest tells of those that failed."""
    fused, other = together(heard)
    speaking = _speaking(heard)
    asking = next((one.proposal for one in speaking if one.proposal.separating), _general(speaking)[0].proposal)
    measured = [one.proposal.information_nats for one in speaking if one.info.evidence == "measured"]
    return Retrieved(
        fused=fused,
        heard=tuple(heard),
        failed=dict(failed),
        unheard=unheard,
        missing=missing,
        other=other,
        information_nats=max(measured, default=0.0),
        between=asking.between,
        separating=asking.separating,
    )


def together(
    heard: Sequence[Heard],
    agents: Mapping[str, float] | None = None,
    excluded: Collection[str] = (),
    firsts: Sequence[tuple[str, float]] = (),
) -> tuple[tuple[Candidate, ...], float]:
    """One list of all retrievers', and of what agents say together (shares by condition); and what is left for others.

    What the agents have `excluded` counts as not named by the model's lists either; `firsts` are what each puts first.
    Lists without any probabilities are fused by reciprocal rank.
    """
    speaking = _speaking(heard)
    general = _general(speaking)
    first = general[0].proposal
    if len(general) == 1 and not agents and not excluded:
        fused, other = first.candidates, first.other
    elif pool := pooled(general, agents, excluded, firsts=firsts):
        fused, other = _candidates(pool, general), pool.other
    else:
        fused, other = fuse({one.info.name: one.proposal.candidates for one in general}), first.other
    for proposal in (one.proposal for one in speaking if one not in general):
        beside = _beside([one.proposal.candidates for one in general if one.proposal is not first], proposal)
        fused, other = refine(fused, other, proposal, words=first.candidates, beside=beside)
    return fused, other


def probabilities_together(
    heard: Sequence[Heard],
    agents: Mapping[str, float],
    excluded: Collection[str],
    firsts: Sequence[tuple[str, float]] = (),
) -> tuple[Mapping[str, float], float]:
    """The probabilities of `together` alone, in its order."""
    speaking = _speaking(heard)
    if len(_general(speaking)) == len(speaking) and (pool := pooled(speaking, agents, excluded, firsts=firsts)):
        return pool.probabilities, pool.other
    fused, other = together(heard, agents, excluded, firsts)
    return {candidate.condition: candidate.probability or 0.0 for candidate in fused}, other


def _candidates(pool: Pool, general: Sequence[Heard]) -> tuple[Candidate, ...]:
    """The pool as a list; terms are those of the first list that has any for a condition."""
    terms: dict[str, tuple[Term, ...]] = {}
    for candidate in (candidate for one in general for candidate in one.proposal.candidates):
        terms[candidate.condition] = terms.get(candidate.condition) or candidate.terms
    # Hundreds of our own numbers a case: checking each again would cost more than making them.
    return tuple(
        Candidate.unchecked(
            condition=condition,
            retriever="fused",
            rank=rank,
            score=probability,
            probability=min(probability, 1.0),
            terms=terms.get(condition, ()),
        )
        for rank, (condition, probability) in enumerate(pool.probabilities.items(), start=1)
    )


def _speaking(heard: Sequence[Heard]) -> list[Heard]:
    return [one for one in heard if one.proposal.candidates] or list(heard[-1:])


def _general(speaking: Sequence[Heard]) -> list[Heard]:
    """Those of `speaking` that are no expert of a closed set beside others."""
    return [one for one in speaking if not _closed(one)] or list(speaking)


def _closed(one: Heard) -> bool:
    """Whether a list knows nothing but its own conditions, and says how probable those are together."""
    return one.info.closed_set and one.proposal.expert is not None


def fuse(lists: Mapping[str, Sequence[Candidate]]) -> tuple[Candidate, ...]:
    """Reciprocal rank fusion: score = sum over lists of 1 / (60 + rank); ties by condition id.

    The fused order decides, so probabilities follow it: the r-th place gets the mean of the r-th largest probabilities
    of the lists that give any. Terms are those of a list with probabilities, else of the first naming the condition.
    """
    best: dict[str, Candidate] = {}
    graded = [sorted((c.probability or 0.0 for c in cs), reverse=True) for cs in lists.values() if _graded(cs)]
    scores = reciprocal_ranks([{c.condition: c.rank for c in candidates} for candidates in lists.values()])
    for candidates in lists.values():
        for candidate in candidates:
            held = best.get(candidate.condition)
            if held is None or (held.probability is None and candidate.probability is not None):
                best[candidate.condition] = candidate
    order = sorted(scores, key=lambda condition: (-scores[condition], condition))
    return tuple(
        best[condition].model_copy(
            update={
                "rank": rank,
                "score": scores[condition],
                "retriever": "fused",
                "probability": round(sum(_at(values, rank) for values in graded) / len(graded), 6) if graded else None,
            }
        )
        for rank, condition in enumerate(order, start=1)
    )


def refine(
    fused: tuple[Candidate, ...],
    other: float,
    proposal: Proposal,
    *,
    words: Sequence[Candidate],
    beside: Mapping[str, float] | None = None,
) -> tuple[tuple[Candidate, ...], float]:
    """A fused list with an expert's say: how probable its conditions are together, and how they divide that.

    Odds that the truth is among them: the expert's own, times how far the case's `words` moved them together from their
    prior (Bayes, the two taken as independent). Among them the expert decides, half where others who looked divide them
    too (`beside`, shares that add up to 1). The others keep their proportions. A list without probabilities stays.
    """
    expert = proposal.expert
    if expert is None or not _graded(fused):
        return fused, other
    told = {candidate.condition: candidate.probability or 0.0 for candidate in proposal.candidates}
    held = {candidate.condition: candidate for candidate in fused}
    said = max(sum(c.probability or 0.0 for c in words if c.condition in told), 1e-9)
    moved = (said / expert.before) / (max(1.0 - said, 1e-9) / (1 - expert.before))
    odds = expert.share / (1 - expert.share) * moved
    together = odds / (1 + odds)
    total = sum(told.values())
    shares = {condition: p / total for condition, p in told.items()}
    if beside:
        shares = {c: (share + beside.get(c, 0.0)) / 2 for c, share in shares.items()}
    rest = max(1.0 - sum(held[c].probability or 0.0 for c in told if c in held), 1e-9)
    probabilities = {c: (1 - together) * (one.probability or 0.0) / rest for c, one in held.items() if c not in told}
    probabilities |= {condition: together * share for condition, share in shares.items()}
    by_name = {candidate.condition: candidate for candidate in (*proposal.candidates, *fused)}
    order = sorted(probabilities, key=lambda c: (-probabilities[c], held[c].rank if c in held else 0, c))
    refined = tuple(
        by_name[c].model_copy(
            update={
                "rank": rank,
                "retriever": "fused",
                "score": probabilities[c],
                "probability": round(probabilities[c], 6),
            }
        )
        for rank, c in enumerate(order, start=1)
    )
    return refined, (1 - together) * other / rest


def _beside(lists: Sequence[Sequence[Candidate]], proposal: Proposal) -> dict[str, float] | None:
    """How lists other than the first divide an expert's conditions, the mean of those that name any; None if none does.

    By their own probabilities or, of a list without, by its scores, which are shares of votes.
    """
    told = {candidate.condition for candidate in proposal.candidates}
    divided = []
    for candidates in lists:
        weights = {c.condition: c.score if c.probability is None else c.probability for c in candidates}
        among = {condition: max(weights.get(condition, 0.0), 0.0) for condition in told}
        if total := sum(among.values()):
            divided.append({condition: weight / total for condition, weight in among.items()})
    return {condition: fmean(one[condition] for one in divided) for condition in told} if divided else None


def _graded(candidates: Sequence[Candidate]) -> bool:
    return any(candidate.probability is not None for candidate in candidates)


def _at(values: Sequence[float], rank: int) -> float:
    return values[rank - 1] if rank <= len(values) else 0.0
