"""Retrieve by an index of the user's own labelled images: the nearest ones vote; an unlike image gives no vote.

With regions the outlined lesion and what else stands out are embedded too, each cut out with a margin; the votes for
the whole and for the parts are fused by reciprocal rank. That is off by default: on photographs of single lesions the
first place was right in .47 instead of .60 (`python -m tests.bench.regions`); on other images it was not measured.
"""

import asyncio
import importlib.util
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import lru_cache, partial
from pathlib import Path

import numpy as np
import numpy.typing as npt

from dermagent.encoders.protocol import ImageEncoder, Pixels
from dermagent.encoders.registry import make_encoder
from dermagent.errors import InputError, StepFailed
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
from dermagent.steps.retrieve.voters import barred, voters
from dermagent.types import Candidate, Case, Observations, Proposal, RetrieverInfo, Saliency, SimilarCase

NAME = "clip"
#: Images shown in the report.
_SHOWN = 6


class IndexRetriever:
    """Conditions of the nearest images of the same kind, weighted by similarity; the mean over a lesion's images.

    The image itself, saved again or cropped a little, and the patient's other images, known by the pseudonym, never
    vote.
    """

    info = RetrieverInfo(
        name=NAME,
        label="the index of images",
        score="the vote of the index of images",
        looks_at_images=True,
        evidence="enough",  # a vote of images cannot be mistaken for the prior
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
            StepFailed: no image can be read, or none of the nearest has a known condition.
        """
        views = shown.views
        if not views:
            raise StepFailed("there is no readable image to compare")
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
                    f"{view.name} gave no vote: the index needs {LEAST_OF_A_KIND} {view.modality} images of two "
                    "patients to tell what is unlike them."
                )
                continue
            looked = regions_of(view, self._segmenter) if self._segmenter else (view,)
            vectors = self._encoder.encode_images([part.taken for part in looked])
            out, only = barred(self._index, view, vectors[:1], patient), {"modality": view.modality}
            if out.copies:
                notes.append(f"{view.name} is in the index itself, as {out.copies[0]}; that did not vote.")
            for part, vector in zip(looked, vectors, strict=True):
                [nearest] = voters(self._index, vector[None], out, k=1, only=only, plain=True)
                if not nearest or nearest[0].similarity < least:
                    notes.append(f"{part.name} is unlike anything in the index and gave no vote.")
                    continue
                [found] = voters(self._index, vector[None], out, only=only)
                heard.append(votes(found))
                similar += [_similar(part, neighbour) for neighbour in found]
                if not part.part:
                    whole.append(part.place)
        if not heard:
            return Proposal(notes=tuple(notes))
        if not any(heard):
            raise StepFailed("none of the nearest images has a known condition")
        similar.sort(key=lambda one: -one.similarity)
        return Proposal(
            candidates=fused(heard) if self._segmenter else listed(mean_votes(heard)),
            looked_at=tuple(whole),
            notes=tuple(notes),
            similar=tuple(similar[:_SHOWN]),
        )

    def explain(self, case: Case, view: DecodedImage, condition: str) -> Saliency:
        """What in an image the vote for a condition rests on: the similarity of the neighbours that have it."""
        out = barred(self._index, view, self._encoder.encode_images([view.taken]), case.patient.id or "")

        def score(images: list[Pixels]) -> npt.NDArray[np.floating]:
            vectors = self._encoder.encode_images(images)
            return np.array(
                [
                    sum(max(one.similarity, 0.0) for one in near if condition in one.entry.conditions) / K
                    for near in voters(self._index, vectors, out, only={"modality": view.modality})
                ]
            )

        return saliency_of(view, NAME, condition, score)


def regions_of(view: DecodedImage, segmenter: Segmenter) -> tuple[DecodedImage, ...]:
    """The whole image, the outlined lesion and what else stands out, each cut out with a margin."""
    cut = crops(view.taken, parts(view.taken, segmenter))
    return (view, *(replace(view, pixels=pixels, taken=pixels, part=n) for n, pixels in enumerate(cut, start=1)))


def listed(shares: Mapping[str, float], retriever: str = NAME) -> tuple[Candidate, ...]:
    """Conditions by their share of the votes, ties by id."""
    order = sorted(shares, key=lambda condition: (-shares[condition], condition))
    return tuple(
        Candidate(condition=c, retriever=retriever, rank=rank, score=shares[c]) for rank, c in enumerate(order, start=1)
    )


def fused(heard: Sequence[Mapping[str, float]]) -> tuple[Candidate, ...]:
    """The votes for a whole image and for its parts as one list, by reciprocal rank."""
    lists = fuse({str(n): listed(shares) for n, shares in enumerate(heard)})
    return tuple(candidate.model_copy(update={"retriever": NAME}) for candidate in lists)


def _similar(view: DecodedImage, neighbour: Neighbour) -> SimilarCase:
    entry = neighbour.entry
    return SimilarCase(
        image=view.name,
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
        raise InputError("regions of an image need scipy; pip install 'dermagent[vision]'")
    regions = make_segmenter(tools.segmenter) if tools.regions else None
    return IndexRetriever(index, make_encoder(tools.encoder), regions=regions)
