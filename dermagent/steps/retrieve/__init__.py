"""Retrieve: run the retrievers side by side and fuse their lists; a dead one is named and the rest goes on."""

import asyncio
import importlib
import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean
from typing import Protocol

from dermagent.errors import DermagentError, InputError, ModelError, StepFailed
from dermagent.llm.base import Picture
from dermagent.llm.client import Client
from dermagent.types import Candidate, Case, Observation, Observations, Retrieved

log = logging.getLogger(__name__)

#: Name → "module:factory"; a factory takes the `Tools` and gives a retriever.
RETRIEVERS = {
    "findings": "dermagent.steps.retrieve.findings:findings_retriever",
    "vlm": "dermagent.steps.retrieve.vlm:with_history",
    "vlm_images": "dermagent.steps.retrieve.vlm:images_only",
}
#: Constant of reciprocal rank fusion (Cormack, Clarke and Buettcher, SIGIR 2009).
_RRF_K = 60


@dataclass(frozen=True)
class Tools:
    """What a retriever may use: the name of the prior profile and, where a model is set, its client."""

    prior: str
    client: Client | None = None


@dataclass(frozen=True)
class Proposal:
    """One retriever's answer: its list, best first, and what it knows beyond the list.

    `seen` are findings that the retriever itself made out, `unmapped` names that it gave and that no condition has.
    """

    candidates: tuple[Candidate, ...]
    other: float = 1.0
    information_nats: float = 0.0
    between: tuple[str, ...] = ()
    separating: tuple[tuple[str, float], ...] = ()
    seen: tuple[Observation, ...] = ()
    unmapped: tuple[str, ...] = ()


class Retriever(Protocol):
    """Proposes conditions for a case."""

    name: str

    async def propose(self, case: Case, seen: Observations, pictures: tuple[Picture, ...]) -> Proposal:
        """Candidates best first, ties broken by id; raises DermagentError if it cannot work.

        Pictures are given only where a model is set.
        """
        ...


def make_retriever(name: str, tools: Tools) -> Retriever:
    """A retriever by its name in `RETRIEVERS` or as "module:factory".

    Raises:
        InputError: no such name, module or factory.
    """
    target = RETRIEVERS.get(name, name)
    module, _, factory = target.partition(":")
    if not factory:
        raise InputError(f"retriever {name!r} is neither one of {', '.join(RETRIEVERS)} nor module:factory")
    try:
        made: Retriever = getattr(importlib.import_module(module), factory)(tools)
    except (ImportError, AttributeError) as error:
        raise InputError(f"retriever {name!r} cannot be loaded: {error}") from error
    return made


async def retrieve(
    case: Case, seen: Observations, retrievers: Sequence[Retriever], pictures: tuple[Picture, ...] = ()
) -> Retrieved:
    """All retrievers at once.

    Raises:
        DermagentError: every one of them failed; a single one's own error, else StepFailed.
    """
    answers = await asyncio.gather(*(_guarded(retriever, case, seen, pictures) for retriever in retrievers))
    proposals = {r.name: a for r, a in zip(retrievers, answers, strict=True) if isinstance(a, Proposal)}
    errors = {r.name: a for r, a in zip(retrievers, answers, strict=True) if isinstance(a, DermagentError)}
    failed = {name: str(error) for name, error in errors.items()}
    if not proposals:
        first_error = next(iter(errors.values()))
        if len(errors) == 1 and isinstance(first_error, ModelError):
            raise first_error
        raise StepFailed("no retriever worked: " + "; ".join(f"{name}: {why}" for name, why in failed.items()))
    first = next(iter(proposals.values()))
    asking = next((proposal for proposal in proposals.values() if proposal.separating), first)
    return Retrieved(
        fused=first.candidates if len(proposals) == 1 else fuse({n: p.candidates for n, p in proposals.items()}),
        lists={name: proposal.candidates for name, proposal in proposals.items()},
        failed=failed,
        other=fmean([p.other for p in proposals.values() if _graded(p.candidates)] or [first.other]),
        information_nats=max(proposal.information_nats for proposal in proposals.values()),
        between=asking.between,
        separating=asking.separating,
        seen=tuple(item for proposal in proposals.values() for item in proposal.seen),
        unmapped=tuple(name for proposal in proposals.values() for name in proposal.unmapped),
    )


async def _guarded(
    retriever: Retriever, case: Case, seen: Observations, pictures: tuple[Picture, ...]
) -> Proposal | DermagentError:
    try:
        return await retriever.propose(case, seen, pictures)
    except InputError:
        raise
    except DermagentError as error:
        log.warning("retriever %s failed on case %s: %s", retriever.name, case.id, type(error).__name__)
        return error


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
                "probability": round(sum(_at(values, rank) for values in graded) / len(graded), 6) if graded else None,
            }
        )
        for rank, condition in enumerate(order, start=1)
    )


def _graded(candidates: Sequence[Candidate]) -> bool:
    return any(candidate.probability is not None for candidate in candidates)


def _at(values: Sequence[float], rank: int) -> float:
    return values[rank - 1] if rank <= len(values) else 0.0
