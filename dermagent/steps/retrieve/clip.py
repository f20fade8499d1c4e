"""Retrieve by an index of the user's own labelled pictures: the nearest ones vote; an unlike picture gives no vote."""

import asyncio
from functools import lru_cache
from pathlib import Path

from dermagent.encoders.base import ImageEncoder, Vectors
from dermagent.encoders.registry import make_encoder
from dermagent.errors import InputError, StepFailed
from dermagent.index.base import Neighbour
from dermagent.index.scores import K, mean_votes, votes
from dermagent.index.store import Index
from dermagent.steps.retrieve import Proposal, Shown, Tools, View
from dermagent.types import Candidate, Case, Observations, SimilarCase

NAME = "clip"
#: Pictures shown in the report.
_SHOWN = 6
#: A vote of pictures is never mistaken for the prior.
_INFORMED = 10.0


class IndexRetriever:
    """Conditions of the nearest pictures of the same kind, weighted by similarity; the mean over a case's pictures."""

    name = NAME

    def __init__(self, index: Index, encoder: ImageEncoder) -> None:
        index.check_encoder(encoder)
        self._index, self._encoder = index, encoder

    async def propose(self, case: Case, seen: Observations, shown: Shown) -> Proposal:
        """The vote of the neighbours.

        Raises:
            StepFailed: no picture can be read, or each is unlike anything in the index.
        """
        views = shown.views()
        if not views:
            raise StepFailed("there is no readable picture to compare")
        return await asyncio.to_thread(self._voted, views)

    def _voted(self, views: tuple[View, ...]) -> Proposal:
        vectors = self._encoder.encode_images([view.pixels for view in views])
        heard: list[dict[str, float]] = []
        notes: list[str] = []
        similar: list[SimilarCase] = []
        for view, vector in zip(views, vectors, strict=True):
            found = self._neighbours(view, vector[None])
            if not found or found[0].similarity < self._index.least_similarity:
                notes.append(f"{view.name} is unlike anything in the index and gave no vote.")
                continue
            heard.append(votes(found))
            similar += [_similar(view, neighbour) for neighbour in found]
        shares = mean_votes(heard) if heard else {}
        if not shares:
            raise StepFailed(" ".join(notes) or "none of the nearest pictures has a known condition")
        order = sorted(shares, key=lambda condition: (-shares[condition], condition))
        similar.sort(key=lambda one: -one.similarity)
        return Proposal(
            candidates=tuple(
                Candidate(condition=c, retriever=NAME, rank=rank, score=shares[c]) for rank, c in enumerate(order, 1)
            ),
            information_nats=_INFORMED,
            notes=tuple(notes),
            similar=tuple(similar[:_SHOWN]),
        )

    def _neighbours(self, view: View, vector: Vectors) -> list[Neighbour]:
        """The nearest of the same kind; of a picture that the index holds, neither it nor its patient's others."""
        only = {"modality": view.modality}
        [found] = self._index.search(vector, k=K + 1, only=only)
        itself = next((one.entry for one in found if one.entry.sha256 == view.sha256), None)
        if itself is not None:
            [found] = self._index.search(vector, k=K + 1, only=only, not_of=itself.patient)
        return [one for one in found if one.entry.sha256 != view.sha256][:K]


def _similar(view: View, neighbour: Neighbour) -> SimilarCase:
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


def index_retriever(tools: Tools) -> IndexRetriever:
    """The retriever over the index of the settings.

    Raises:
        InputError: no index is set, it is damaged, or it was built with another encoder.
    """
    if tools.index is None:
        raise InputError(
            "the retriever clip needs an index; make one with `dermagent index build` and name it by --index"
        )
    manifest = tools.index / "manifest.json"
    index = _opened(tools.index, manifest.stat().st_mtime_ns if manifest.is_file() else 0)
    return IndexRetriever(index, make_encoder(tools.encoder))
