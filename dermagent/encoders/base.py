"""The protocol of image encoders, and vectors kept by picture."""

import hashlib
from collections import OrderedDict
from collections.abc import Sequence
from typing import Protocol, runtime_checkable

import numpy as np
import numpy.typing as npt

Pixels = npt.NDArray[np.uint8]
Vectors = npt.NDArray[np.float32]


@runtime_checkable
class ImageEncoder(Protocol):
    """Pictures to vectors; the same name and hash always mean the same vectors."""

    name: str
    dimension: int
    licence: str
    sha256: str

    def encode_images(self, pictures: Sequence[Pixels]) -> Vectors:
        """(number of pictures, dimension) float32 in their order, each row of length 1; pictures are (h, w, 3) sRGB."""
        ...


@runtime_checkable
class TextEncoder(Protocol):
    """An image encoder with a text tower in the same space."""

    def encode_texts(self, texts: Sequence[str]) -> Vectors:
        """(number of texts, dimension) float32, each row of length 1."""
        ...


def unit(vectors: npt.NDArray[np.floating]) -> Vectors:
    """Rows scaled to length 1.

    Raises:
        ValueError: a row is zero or not finite, which no picture should give.
    """
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    if not np.isfinite(lengths).all() or (lengths <= 0).any():
        raise ValueError("an encoder gave a vector of zeros or of no numbers")
    return np.asarray(vectors / lengths, dtype=np.float32)


class Remembering:
    """An encoder that keeps the vectors of the last pictures, by the hash of their pixels."""

    def __init__(self, encoder: ImageEncoder, size: int = 1024) -> None:
        self.name, self.dimension = encoder.name, encoder.dimension
        self.licence, self.sha256 = encoder.licence, encoder.sha256
        self._encoder, self._size = encoder, size
        self._held: OrderedDict[bytes, Vectors] = OrderedDict()

    def encode_images(self, pictures: Sequence[Pixels]) -> Vectors:
        """As the encoder; only pictures that are not held are encoded."""
        keys = [hashlib.sha256(repr(p.shape).encode() + p.tobytes()).digest() for p in pictures]
        new = {key: picture for key, picture in zip(keys, pictures, strict=True) if key not in self._held}
        if new:
            for key, vector in zip(new, self._encoder.encode_images(list(new.values())), strict=True):
                self._held[key] = vector
        found = [self._held[key] for key in keys]
        while len(self._held) > self._size:
            self._held.popitem(last=False)
        return np.stack(found) if found else np.zeros((0, self.dimension), dtype=np.float32)
