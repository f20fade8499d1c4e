"""The protocol of image encoders, and vectors kept by image."""

import hashlib
from collections import OrderedDict
from collections.abc import Callable, Sequence
from threading import Lock
from typing import Protocol, runtime_checkable

import numpy as np
import numpy.typing as npt

from dermagent.vectors import unit

Pixels = npt.NDArray[np.uint8]
Vectors = npt.NDArray[np.float32]


@runtime_checkable
class ImageEncoder(Protocol):
    """Images to vectors; the same name and hash always mean the same vectors."""

    name: str
    dimension: int
    licence: str
    sha256: str

    def encode_images(self, images: Sequence[Pixels]) -> Vectors:
        """(number of images, dimension) float32 in their order, each row of length 1; images are (h, w, 3) sRGB."""
        ...


@runtime_checkable
class TextEncoder(Protocol):
    """An image encoder with a text tower in the same space."""

    def encode_texts(self, texts: Sequence[str]) -> Vectors:
        """(number of texts, dimension) float32, each row of length 1."""
        ...


def encoded(features: npt.NDArray[np.floating]) -> Vectors:
    """An encoder's features as rows of length 1.

    Raises:
        ValueError: a row is zero or not finite, which no image should give.
    """
    vectors = np.asarray(unit(features), dtype=np.float32)
    if not np.isfinite(vectors).all() or not vectors.any(axis=1).all():
        raise ValueError("an encoder gave a vector of zeros or of no numbers")
    return vectors


class VectorMemory:
    """The vectors of the last images by the hash of their pixels; safe in several threads."""

    def __init__(self, encode: Callable[[Sequence[Pixels]], Vectors], dimension: int, size: int = 1024) -> None:
        self._encode, self._dimension, self._size = encode, dimension, size
        self._held: OrderedDict[bytes, Vectors] = OrderedDict()
        self._lock = Lock()

    def vectors(self, images: Sequence[Pixels]) -> Vectors:
        """As by the encoder, in the order of the images; only those that are not held are encoded."""
        keys = [hashlib.sha256(repr(p.shape).encode() + p.tobytes()).digest() for p in images]
        with self._lock:
            found = {key: self._held[key] for key in keys if key in self._held}
        new = {key: image for key, image in zip(keys, images, strict=True) if key not in found}
        if new:
            found.update(zip(new, self._encode(list(new.values())), strict=True))
        with self._lock:
            self._held.update(found)
            for key in found:
                self._held.move_to_end(key)
            while len(self._held) > self._size:
                self._held.popitem(last=False)
        return np.stack([found[key] for key in keys]) if keys else np.zeros((0, self._dimension), dtype=np.float32)


class Remembering:
    """An encoder that keeps the vectors of the last images."""

    remembers = True

    def __init__(self, encoder: ImageEncoder, size: int = 1024) -> None:
        self.name, self.dimension = encoder.name, encoder.dimension
        self.licence, self.sha256 = encoder.licence, encoder.sha256
        self._kept = VectorMemory(encoder.encode_images, encoder.dimension, size)

    def encode_images(self, images: Sequence[Pixels]) -> Vectors:
        """As the encoder; only images that are not held are encoded."""
        return self._kept.vectors(images)


class RememberingWithWords(Remembering):
    """The same of an encoder with a text tower."""

    def __init__(self, encoder: ImageEncoder, words: TextEncoder) -> None:
        super().__init__(encoder)
        self.encode_texts = words.encode_texts


def remembering(encoder: ImageEncoder) -> ImageEncoder:
    """The encoder with the vectors of the last images kept, itself if it keeps them already."""
    if getattr(encoder, "remembers", False):
        return encoder
    return RememberingWithWords(encoder, encoder) if isinstance(encoder, TextEncoder) else Remembering(encoder)
