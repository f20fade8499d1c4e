"""Which images of an index may vote on a case: none that is its own photograph, nor any other of its patient."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from dermagent.encoders.protocol import Vectors
from dermagent.imaging.fingerprint import Fingerprint, fingerprint
from dermagent.index.entries import Neighbour
from dermagent.index.scores import K
from dermagent.index.store import Index
from dermagent.steps.retrieve.views import DecodedImage

#: Neighbours asked for beyond those that vote, in case some may not.
_SPARE = 3


@dataclass(frozen=True, eq=False)
class Photograph:
    """How an image of the case is known again in an index: by its file, and by its looks."""

    sha256: str
    fingerprint: Fingerprint


@dataclass(frozen=True, eq=False)
class Barred:
    """What may not vote: copies of a photograph and images of these patients; and what copies are called."""

    photograph: Photograph
    patients: frozenset[str] = frozenset()
    copies: tuple[str, ...] = ()


def barred(index: Index, view: DecodedImage, vector: Vectors, patient: str) -> Barred:
    """What may not vote on an image, by the images nearest to its vector (1, dimension)."""
    photograph = Photograph(view.sha256, fingerprint(view.taken))
    [found] = index.search(vector, k=K + _SPARE, only={"modality": view.modality})
    copies = [one.entry for one in _copies(index, found, photograph)]
    patients = {patient, *(one.patient for one in copies)} - {""}
    return Barred(photograph, frozenset(patients), tuple(one.name for one in copies))


def voters(
    index: Index, vectors: Vectors, out: Barred, *, k: int = K, only: Mapping[str, str], plain: bool = False
) -> list[list[Neighbour]]:
    """Of each vector the nearest images that may vote, at most k; arguments as of a search."""
    asked, not_of = k + _SPARE, min(out.patients, default="")
    while True:
        found = index.search(vectors, k=asked, only=only, not_of=not_of, plain=plain)
        left = [_allowed(index, near, out) for near in found]
        if all(len(own) >= k or len(near) < asked for own, near in zip(left, found, strict=True)):
            return [own[:k] for own in left]
        asked *= 4


def _allowed(index: Index, near: Sequence[Neighbour], out: Barred) -> list[Neighbour]:
    copies = {one.place for one in _copies(index, near, out.photograph)}
    return [one for one in near if one.place not in copies and one.entry.patient not in out.patients]


def _copies(index: Index, near: Sequence[Neighbour], photograph: Photograph) -> list[Neighbour]:
    return index.shows(near, photograph.sha256, photograph.fingerprint)
