"""Retrieve: run the retrievers side by side and fuse their lists; a dead one is named and the rest goes on."""

import asyncio
import importlib
import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean
from typing import Protocol

from dermagent.errors import DermagentError, InputError, StepFailed
from dermagent.types import Candidate, Case, Observations, Retrieved

log = logging.getLogger(__name__)

#: Name → "module:factory"; a factory takes the name of the prior profile and gives a retriever.
RETRIEVERS = {
    "findings": "dermagent.steps.retrieve.findings:findings_retriever",
}
#: Constant of reciprocal rank fusion (Cormack, Clarke and Buettcher, SIGIR 2009).
_RRF_K = 60


@dataclass(frozen=True)
class Proposal:
    """One retriever's answer: its list, best first, and what it knows beyond the list."""

    candidates: tuple[Candidate, ...]
    other: float = 1.0
    information_nats: float = 0.0
    between: tuple[str, ...] = ()
    separating: tuple[tuple[str, float], ...] = ()


class Retriever(Protocol):
    """Proposes conditions for a case."""

    name: str

    async def propose(self, case: Case, seen: Observations) -> Proposal:
        """Candidates best first, ties broken by id; raises DermagentError if it cannot work."""
        ...


def make_retriever(name: str, prior: str) -> Retriever:
    """A retriever by its name in `RETRIEVERS` or as "module:factory".

    Raises:
        InputError: no such name, module or factory.
    """
    target = RETRIEVERS.get(name, name)
    module, _, factory = target.partition(":")
    if not factory:
        raise InputError(f"retriever {name!r} is neither one of {', '.join(RETRIEVERS)} nor module:factory")
    try:
        made: Retriever = getattr(importlib.import_module(module), factory)(prior)
    except (ImportError, AttributeError) as error:
        raise InputError(f"retriever {name!r} cannot be loaded: {error}") from error
    return made


async def retrieve(case: Case, seen: Observations, retrievers: Sequence[Retriever]) -> Retrieved:
    """All retrievers at once.

    Raises:
        StepFailed: every one of them failed.
    """
    answers = await asyncio.gather(*(_guarded(retriever, case, seen) for retriever in retrievers))
    proposals = {r.name: a for r, a in zip(retrievers, answers, strict=True) if isinstance(a, Proposal)}
    failed = {r.name: a for r, a in zip(retrievers, answers, strict=True) if isinstance(a, str)}
    if not proposals:
        raise StepFailed("no retriever worked: " + "; ".join(f"{name}: {why}" for name, why in failed.items()))
    first = next(iter(proposals.values()))
    asking = next((proposal for proposal in proposals.values() if proposal.separating), first)
    return Retrieved(
        fused=first.candidates if len(proposals) == 1 else fuse({n: p.candidates for n, p in proposals.items()}),
        lists={name: proposal.candidates for name, proposal in proposals.items()},
        failed=failed,
        other=first.other,
        information_nats=max(proposal.information_nats for proposal in proposals.values()),
        between=asking.between,
        separating=asking.separating,
    )


async def _guarded(retriever: Retriever, case: Case, seen: Observations) -> Proposal | str:
    try:
        return await retriever.propose(case, seen)
    except DermagentError as error:
        log.warning("retriever %s failed on case %s: %s", retriever.name, case.id, type(error).__name__)
        return str(error)


def fuse(lists: Mapping[str, Sequence[Candidate]]) -> tuple[Candidate, ...]:
    """Reciprocal rank fusion: score = sum over lists of 1 / (60 + rank); ties by condition id.

    The fused order decides, so probabilities follow it: the r-th place gets the mean of the r-th largest probabilities
    of the lists that give any. Terms are those of a list with probabilities, else of the first naming the condition.
    """
    scores: dict[str, float] = {}
    best: dict[str, Candidate] = {}
    graded = [sorted((c.probability or 0.0 for c in cs), reverse=True) for cs in lists.values() if _graded(cs)]
    for candidates in lists.values():
        for candidate in candidates:
            scores[candidate.condition] = scores.get(candidate.condition, 0.0) + 1 / (_RRF_K + candidate.rank)
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
                "probability": round(fmean(_at(values, rank) for values in graded), 6) if graded else None,
            }
        )
        for rank, condition in enumerate(order, start=1)
    )


def _graded(candidates: Sequence[Candidate]) -> bool:
    return any(candidate.probability is not None for candidate in candidates)


def _at(values: Sequence[float], rank: int) -> float:
    return values[rank - 1] if rank <= len(values) else 0.0
