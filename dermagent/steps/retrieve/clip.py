"""Retrieve by an index of the user's own labelled pictures: the nearest ones vote; an unlike picture gives no vote.

With regions the outlined lesion and what else stands out are embedded too, each cut out with a margin; the votes for
the whole and for the parts are fused by reciprocal rank. That is off by default: on photographs of single lesions the
first place was right in .47 instead of .60 (`python -m tests.bench.regions`); on other pictures it was not measured.
"""

import asyncio
import importlib.util
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache, partial
from pathlib import Path

import numpy as np
import numpy.typing as npt

from dermagent.encoders.protocol import ImageEncoder, Pixels, Vectors
from dermagent.encoders.registry import make_encoder
from dermagent.errors import InputError, StepFailed
from dermagent.imaging.fingerprint import Fingerprint, fingerprint
from dermagent.imaging.measure import crops
from dermagent.imaging.outline import parts
from dermagent.imaging.segment import Segmenter, make_segmenter
from dermagent.index.basis import LEAST_OF_A_KIND
from dermagent.index.entries import Neighbour
from dermagent.index.scores import K, mean_votes, votes
from dermagent.index.store import Index
from dermagent.steps.retrieve.fuse import fuse
from dermagent.steps.retrieve.lesions import judged_apart
from dermagent.steps.retrieve.load import Tools
from dermagent.steps.retrieve.rests_on import saliency_of
from dermagent.steps.retrieve.views import DecodedImage, Shown
from dermagent.types import Candidate, Case, Observations, Proposal, RetrieverInfo, Saliency, SimilarCase

NAME = "clip"
#: Pictures shown in the report.
_SHOWN = 6
#: Neighbours asked for beyond those that vote, in case some are the picture itself.
_SPARE = 3


@dataclass(frozen=True, eq=False)
class _Itself:
    """How a picture of the case is known in the index: by its file, by its looks, and by whose it is there."""

    sha256: str
    fingerprint: Fingerprint
    modality: str
    #: The patient left out of the search, and all whose pictures do not vote.
    whose: str = ""
    patients: frozenset[str] = frozenset()
    copies: tuple[str, ...] = ()


class IndexRetriever:
    """Conditions of the nearest pictures of the same kind, weighted by similarity; the mean over a lesion's pictures.

    The picture itself, saved again or cropped a little, and the patient's other pictures, known by the pseudonym, never
    vote.
    """

    info = RetrieverInfo(
        name=NAME,
        label="the index of pictures",
        score="the vote of the index of pictures",
        looks_at_images=True,
        evidence="enough",  # a vote of pictures cannot be mistaken for the prior
    )

    def __init__(self, index: Index, encoder: ImageEncoder, *, regions: Segmenter | None = None) -> None:
        """Keep all three.

        Raises:
            InputError: the index was built with another encoder.
        """
        index.check_encoder(encoder)
        self._index, self._encoder, self._segmenter = index, encoder, regions

    async def propose(self, case: Case, seen: Observations, shown: Shown) -> Proposal:
        """The vote of the neighbours.

        Raises:
            StepFailed: no picture can be read, or none of the nearest has a known condition.
        """
        views = shown.views
        if not views:
            raise StepFailed("there is no readable picture to compare")
        vote = partial(self._voted, patient=case.patient.id or "")
        return await asyncio.to_thread(judged_apart, views, vote, by="the index")

    def _voted(self, views: Sequence[DecodedImage], patient: str) -> Proposal:
        heard: list[dict[str, float]] = []
        notes: list[str] = []
        similar: list[SimilarCase] = []
        whole: list[int] = []
        for view in views:
            least = self._index.least_similarity(view.modality)
            if least is None:
                notes.append(
                    f"{view.name} gave no vote: the index needs {LEAST_OF_A_KIND} {view.modality} pictures of two "
                    "patients to tell what is unlike them."
                )
                continue
            looked = regions_of(view, self._segmenter) if self._segmenter else (view,)
            vectors = self._encoder.encode_images([part.taken for part in looked])
            itself = self._itself(view, vectors[:1], patient)
            if itself.copies:
                notes.append(f"{view.name} is in the index itself, as {itself.copies[0]}; that did not vote.")
            for part, vector in zip(looked, vectors, strict=True):
                [nearest] = self._nearest(itself, vector[None], k=1, plain=True)
                if not nearest or nearest[0].similarity < least:
                    notes.append(f"{part.name} is unlike anything in the index and gave no vote.")
                    continue
                [found] = self._nearest(itself, vector[None])
                heard.append(votes(found))
                similar += [_similar(part, neighbour) for neighbour in found]
                if not part.part:
                    whole.append(part.place)
        if not heard:
            return Proposal(notes=tuple(notes))
        if not any(heard):
            raise StepFailed("none of the nearest pictures has a known condition")
        similar.sort(key=lambda one: -one.similarity)
        return Proposal(
            candidates=fused(heard) if self._segmenter else listed(mean_votes(heard)),
            looked_at=tuple(whole),
            notes=tuple(notes),
            similar=tuple(similar[:_SHOWN]),
        )

    def explain(self, case: Case, view: DecodedImage, condition: str) -> Saliency:
        """What in a picture the vote for a condition rests on: the similarity of the neighbours that have it."""
        itself = self._itself(view, self._encoder.encode_images([view.taken]), case.patient.id or "")

        def score(pictures: list[Pixels]) -> npt.NDArray[np.floating]:
            vectors = self._encoder.encode_images(pictures)
            return np.array(
                [
                    sum(max(one.similarity, 0.0) for one in near if condition in one.entry.conditions) / K
                    for near in self._nearest(itself, vectors)
                ]
            )

        return saliency_of(view, NAME, condition, score)

    def _itself(self, view: DecodedImage, vector: Vectors, patient: str) -> _Itself:
        """What of the index must not vote: the picture itself, and whatever is of the case's patient or of its own."""
        known = _Itself(view.sha256, fingerprint(view.taken), view.modality)
        [found] = self._index.search(vector, k=K + _SPARE, only={"modality": view.modality})
        copies = [one.entry for one in self._index.shows(found, known.sha256, known.fingerprint)]
        patients = frozenset(one.patient for one in copies if one.patient)
        whose = patient or min(patients, default="")
        return replace(known, whose=whose, patients=patients, copies=tuple(one.name for one in copies))

    def _nearest(self, itself: _Itself, vectors: Vectors, *, k: int = K, plain: bool = False) -> list[list[Neighbour]]:
        """Of each vector the nearest pictures of the same kind that may vote."""
        asked = k + _SPARE
        while True:
            found = self._index.search(
                vectors, k=asked, only={"modality": itself.modality}, not_of=itself.whose, plain=plain
            )
            left = [self._others(itself, near) for near in found]
            if all(len(own) >= k or len(near) < asked for own, near in zip(left, found, strict=True)):
                return [own[:k] for own in left]
            asked *= 4

    def _others(self, itself: _Itself, near: Sequence[Neighbour]) -> list[Neighbour]:
        copies = {one.place for one in self._index.shows(near, itself.sha256, itself.fingerprint)}
        return [one for one in near if one.place not in copies and one.entry.patient not in itself.patients]


def regions_of(view: DecodedImage, segmenter: Segmenter) -> tuple[DecodedImage, ...]:
    """The whole picture, the outlined lesion and what else stands out, each cut out with a margin."""
    cut = crops(view.taken, parts(view.taken, segmenter))
    return (view, *(replace(view, pixels=pixels, taken=pixels, part=n) for n, pixels in enumerate(cut, start=1)))


def listed(shares: Mapping[str, float], retriever: str = NAME) -> tuple[Candidate, ...]:
    """Conditions by their share of the votes, ties by id."""
    order = sorted(shares, key=lambda condition: (-shares[condition], condition))
    return tuple(
        Candidate(condition=c, retriever=retriever, rank=rank, score=shares[c]) for rank, c in enumerate(order, start=1)
    )


def fused(heard: Sequence[Mapping[str, float]]) -> tuple[Candidate, ...]:
    """The votes for a whole picture and for its parts as one list, by reciprocal rank."""
    lists = fuse({str(n): listed(shares) for n, shares in enumerate(heard)})
    return tuple(candidate.model_copy(update={"retriever": NAME}) for candidate in lists)


def _similar(view: DecodedImage, neighbour: Neighbour) -> SimilarCase:
    entry = neighbour.entry
    return SimilarCase(
        picture=view.name,
        name=entry.name,
        label=entry.label,
        similarity=round(neighbour.similarity, 4),
        fitzpatrick=entry.fitzpatrick,
    )


@lru_cache(maxsize=4)
def _opened(folder: Path, stamp: int) -> Index:
    """An index is shared by all cases until its manifest changes."""
    return Index(folder)


def opened_index(tools: Tools, retriever: str) -> Index:
    """The index of the settings.

    Raises:
        InputError: none is set, or it is damaged.
    """
    if tools.index is None:
        raise InputError(
            f"the retriever {retriever} needs an index; make one with `dermagent index build` and name it by --index"
        )
    manifest = tools.index / "manifest.json"
    return _opened(tools.index, manifest.stat().st_mtime_ns if manifest.is_file() else 0)


def index_retriever(tools: Tools) -> IndexRetriever:
    """The retriever over the index of the settings.

    Raises:
        InputError: no index is set, it is damaged, it was built with another encoder, or regions lack scipy.
    """
    index = opened_index(tools, NAME)
    if tools.regions and importlib.util.find_spec("scipy") is None:
        raise InputError("regions of a picture need scipy; pip install 'dermagent[vision]'")
    regions = make_segmenter(tools.segmenter) if tools.regions else None
    return IndexRetriever(index, make_encoder(tools.encoder), regions=regions)
