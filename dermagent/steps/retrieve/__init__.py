"""Retrieve: run the retrievers side by side and fuse their lists; a dead one is named and the rest goes on."""

import asyncio
import importlib
import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean
from typing import Protocol

import numpy as np
import numpy.typing as npt

from dermagent.errors import DermagentError, InputError, ModelError, StepFailed
from dermagent.imaging.segment import Classical
from dermagent.llm.base import Picture
from dermagent.llm.client import Client
from dermagent.types import (
    Candidate,
    Case,
    LesionOutline,
    Modality,
    Observation,
    Observations,
    PictureConcepts,
    Retrieved,
    Saliency,
    SimilarCase,
)

log = logging.getLogger(__name__)

#: Name → "module:factory"; a factory takes the `Tools` and gives a retriever.
RETRIEVERS = {
    "aspects": "dermagent.steps.retrieve.aspects:aspect_retriever",
    "clip": "dermagent.steps.retrieve.clip:index_retriever",
    "concepts": "dermagent.steps.retrieve.concepts:concept_retriever",
    "findings": "dermagent.steps.retrieve.findings:findings_retriever",
    "lesion": "dermagent.steps.retrieve.lesion:lesion_retriever",
    "vlm": "dermagent.steps.retrieve.vlm:with_history",
    "vlm_images": "dermagent.steps.retrieve.vlm:images_only",
    "zero_shot": "dermagent.steps.retrieve.zero_shot:zero_shot_retriever",
}
#: Constant of reciprocal rank fusion (Cormack, Clarke and Buettcher, SIGIR 2009).
_RRF_K = 60


@dataclass(frozen=True)
class Tools:
    """What a retriever may use: the prior profile's name, a model's client, an index of pictures and its encoder.

    `explain` asks those who look at pictures to say what in them their opinion rests on.
    `regions` says that the index is asked about what stands out in a picture too, not only about the whole;
    `segmenter` finds that.
    """

    prior: str
    client: Client | None = None
    index: Path | None = None
    encoder: str = "nsfw"
    explain: bool = False
    regions: bool = False
    segmenter: str = Classical.name


@dataclass(frozen=True, eq=False)
class View:
    """A readable picture of the case: its place there, what kind it is, and its pixels, (h, w, 3) sRGB.

    `pixels` are prepared as the settings ask, `done` says how; `taken` are those of the picture as it was taken,
    `sha256` is its file's, `lesion` the case's name for what it shows, `outline` what was outlined in `taken`.
    """

    place: int
    modality: Modality
    pixels: npt.NDArray[np.uint8]
    taken: npt.NDArray[np.uint8]
    sha256: str = ""
    done: tuple[str, ...] = ()
    part: int = 0
    lesion: str = ""
    outline: LesionOutline | None = None

    @property
    def name(self) -> str:
        """How the report calls it; `part` counts what was cut out of it from 1."""
        return f"Picture {self.place + 1}" + (f", part {self.part}" if self.part else "")


@dataclass(frozen=True)
class Shown:
    """The case's pictures: re-encoded for a model (only where one is set), and as pixels when they are asked for.

    `apart` holds them one by one where a vision model is to be asked about each, since it takes fewer at once.
    """

    encoded: tuple[Picture, ...] = ()
    apart: tuple[Picture, ...] = ()
    views: Callable[[], tuple[View, ...]] = tuple


@dataclass(frozen=True)
class Proposal:
    """One retriever's answer: its list, best first, and what it knows beyond the list.

    `seen` are findings that the retriever itself made out, `unmapped` names that it gave and that no condition has,
    `notes` sentences on what it could judge, `similar` pictures that it found, `saliency` what in the pictures its
    first condition rests on, `concepts` how far it sees what can be named. One without candidates has no say.
    """

    candidates: tuple[Candidate, ...]
    other: float = 1.0
    information_nats: float = 0.0
    between: tuple[str, ...] = ()
    separating: tuple[tuple[str, float], ...] = ()
    seen: tuple[Observation, ...] = ()
    unmapped: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    similar: tuple[SimilarCase, ...] = ()
    saliency: tuple[Saliency, ...] = ()
    concepts: tuple[PictureConcepts, ...] = ()
    expert: "Expert | None" = None


@dataclass(frozen=True)
class Expert:
    """Says that a list knows nothing but its own conditions, and those well.

    `share` is the probability that the truth is among them by what the expert looks at, `before` their probability
    together by the prior alone.
    """

    share: float
    before: float


#: What each retriever said, by its name.
Answers = Mapping[str, Proposal | DermagentError]


class Retriever(Protocol):
    """Proposes conditions for a case.

    One with `reads_findings = True` ranks by the findings it is given and costs little: it is asked again where a
    correction ignores one of them. One with `sees_prepared = False` looks at no picture, or at each as it was taken.
    """

    name: str

    async def propose(self, case: Case, seen: Observations, shown: Shown) -> Proposal:
        """Candidates best first, ties broken by id; raises DermagentError if it cannot work."""
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
    case: Case, seen: Observations, retrievers: Sequence[Retriever], shown: Shown | None = None
) -> Retrieved:
    """What all retrievers together propose.

    Raises:
        DermagentError: as `combined`.
    """
    return combined(await ask_all(case, seen, retrievers, shown or Shown()))


async def ask_all(case: Case, seen: Observations, retrievers: Sequence[Retriever], shown: Shown) -> Answers:
    """Each retriever's proposal or error by its name, all asked at once.

    Raises:
        InputError: what the caller gave is wrong; no other retriever can make up for that.
    """
    answers = await asyncio.gather(*(_guarded(retriever, case, seen, shown) for retriever in retrievers))
    return {retriever.name: answer for retriever, answer in zip(retrievers, answers, strict=True)}


def combined(answers: Answers, notes: Sequence[str] = ()) -> Retrieved:
    """The proposals fused into one list; those that failed are named, and `notes` told before theirs.

    Raises:
        DermagentError: every one of them failed; a single one's own error, else StepFailed.
    """
    proposals = {name: answer for name, answer in answers.items() if isinstance(answer, Proposal)}
    errors = {name: answer for name, answer in answers.items() if isinstance(answer, DermagentError)}
    failed = {name: str(error) for name, error in errors.items()}
    if not proposals:
        first_error = next(iter(errors.values()))
        if len(errors) == 1 and isinstance(first_error, ModelError):
            raise first_error
        raise StepFailed("no retriever worked: " + "; ".join(f"{name}: {why}" for name, why in failed.items()))
    told = tuple(note for proposal in proposals.values() for note in proposal.notes)
    looked = tuple(picture for proposal in proposals.values() for picture in proposal.concepts)
    silent = [name for name, proposal in proposals.items() if not proposal.candidates]
    for name in silent[: len(silent) if len(silent) < len(proposals) else -1]:
        del proposals[name]
    experts = {n: p for n, p in proposals.items() if p.expert and len(proposals) > 1}
    general = {n: p for n, p in proposals.items() if n not in experts} or proposals
    first = next(iter(general.values()))
    fused = first.candidates if len(general) == 1 else fuse({n: p.candidates for n, p in general.items()})
    other = fmean([p.other for p in general.values() if _graded(p.candidates)] or [first.other])
    for proposal in experts.values():
        beside = _beside([p.candidates for p in general.values() if p is not first], proposal)
        fused, other = refine(fused, other, proposal, words=first.candidates, beside=beside)
    asking = next((proposal for proposal in proposals.values() if proposal.separating), first)
    return Retrieved(
        fused=fused,
        lists={name: proposal.candidates for name, proposal in proposals.items()},
        failed=failed,
        unheard=tuple(name for name, error in errors.items() if isinstance(error, ModelError)),
        other=other,
        information_nats=max(proposal.information_nats for proposal in proposals.values()),
        between=asking.between,
        separating=asking.separating,
        seen=tuple(item for proposal in proposals.values() for item in proposal.seen),
        unmapped=tuple(name for proposal in proposals.values() for name in proposal.unmapped),
        notes=(*notes, *told),
        similar=tuple(one for proposal in proposals.values() for one in proposal.similar),
        saliency=tuple(one for proposal in proposals.values() for one in proposal.saliency),
        concepts=looked,
    )


async def _guarded(retriever: Retriever, case: Case, seen: Observations, shown: Shown) -> Proposal | DermagentError:
    try:
        return await retriever.propose(case, seen, shown)
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
