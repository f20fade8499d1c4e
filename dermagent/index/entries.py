"""Images of an index, what may be asked of them, and the protocol of the stores that hold them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from dermagent.encoders.protocol import Vectors
from dermagent.types import Modality, Value

#: Rows that are read at a time.
BLOCK = 16_384
#: What a search can be narrowed to; "condition" is one of an entry's conditions.
FILTERS = ("modality", "site", "label", "fitzpatrick", "condition")


class IndexEntry(Value):
    """One image of the index: its file, its label and what that means, whose it is, and what is known of it."""

    sha256: str
    name: str
    label: str
    conditions: tuple[str, ...] = ()
    patient: str = ""
    modality: Modality = "clinical"
    site: str = ""
    fitzpatrick: str = ""


@dataclass(frozen=True)
class Neighbour:
    """An image of the index, how near it is, by cosine, and its place there."""

    entry: IndexEntry
    similarity: float
    place: int = -1


class Rows(Protocol):
    """Vectors that need not be in memory: an array, a mapped file, or rows gathered from one."""

    @property
    def shape(self) -> tuple[int, ...]:
        """Their number and their dimension."""
        ...

    def __getitem__(self, rows: slice, /) -> Any:
        """(n, dimension) float32."""
        ...


def in_blocks(rows: Rows, size: int = BLOCK) -> Iterator[Vectors]:
    """All rows in their order, at most `size` at a time."""
    for start in range(0, rows.shape[0], size):
        yield rows[start : start + size]


class VectorStore(Protocol):
    """Rows of length 1 and the image of each, found by cosine."""

    #: How it searches, in one plain phrase.
    told: str

    def __len__(self) -> int: ...

    def nearest(
        self, asked: Vectors, k: int, only: Mapping[str, str], not_of: str, *, plain: bool = False
    ) -> list[list[Neighbour]]:
        """The k most similar images of each row of `asked` that fit, most similar first, ties by place.

        With `plain` the encoder's own vectors are compared, as those of a text must be. `only` maps names of `FILTERS`
        to the value an entry must have; no image of the patient `not_of` counts.
        """
        ...

    def entries(self) -> Iterator[IndexEntry]:
        """Every image, in the order of the index."""
        ...

    def vectors(self) -> Iterator[Vectors]:
        """The encoder's own vectors, in blocks and in the order of the images."""
        ...

    def verify(self) -> None:
        """Look at everything that opening did not look at.

        Raises:
            InputError: something is not as it was written.
        """
        ...
