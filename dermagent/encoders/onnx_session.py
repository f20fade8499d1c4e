"""Images through an ONNX network: how an image becomes its input, and its features a vector."""

from collections.abc import Sequence
from typing import Annotated, Any, Literal

import numpy as np
import numpy.typing as npt
from PIL import Image
from pydantic import Field

from dermagent.encoders.protocol import Pixels, Vectors, encoded
from dermagent.errors import InputError
from dermagent.onnx import onnxruntime
from dermagent.types import Value

Floats = npt.NDArray[np.float32]
_BATCH = 8
_Side = Annotated[int, Field(ge=1, le=4_096)]
_Colour = tuple[float, float, float]


class Preparation(Value):
    """An image is resized to a square (its shape is not kept) and its middle taken; (pixels / scale - mean) / std.

    `resize` is the side it is resized to, by default `size`; `mean` and `std` stand in the order of the channels.
    """

    size: _Side
    resize: _Side | None = None
    scale: Annotated[float, Field(gt=0)] = 255.0
    mean: _Colour = (0.0, 0.0, 0.0)
    std: tuple[Annotated[float, Field(gt=0)], Annotated[float, Field(gt=0)], Annotated[float, Field(gt=0)]] = (1, 1, 1)
    channels: Literal["rgb", "bgr"] = "rgb"
    layout: Literal["nchw", "nhwc"] = "nchw"

    def of(self, image: Pixels) -> Floats:
        """One image as the network takes it, without the batch's axis."""
        side = max(self.resize or self.size, self.size)
        scaled = Image.fromarray(np.ascontiguousarray(image)).resize((side, side), Image.Resampling.BILINEAR)
        edge = (side - self.size) // 2
        taken = np.asarray(scaled, dtype=np.float32)[edge : edge + self.size, edge : edge + self.size]
        taken = taken[:, :, ::-1] if self.channels == "bgr" else taken
        mean, std = np.array(self.mean, dtype=np.float32), np.array(self.std, dtype=np.float32)
        normal = (taken / np.float32(self.scale) - mean) / std
        return np.asarray(normal.transpose(2, 0, 1) if self.layout == "nchw" else normal, dtype=np.float32)


class OnnxEncoder:
    """One or two views of an image (the whole, its centre half), the features of each of length 1, side by side."""

    name: str
    licence: str
    sha256: str
    dimension: int

    def __init__(
        self, model: bytes, preparation: Preparation, *, install: str, centre: bool = True, threads: int = 1
    ) -> None:
        """Load a network with one input and its features as the first output; one thread gives the same sums always.

        Raises:
            InputError: onnxruntime is missing, or it cannot read the network.
        """
        try:
            runtime = onnxruntime()
        except ImportError as error:
            raise InputError(f"ONNX encoders need onnxruntime; {install}") from error
        options = runtime.SessionOptions()
        options.intra_op_num_threads = threads
        try:
            self._session: Any = runtime.InferenceSession(model, options, providers=["CPUExecutionProvider"])
        except Exception as error:  # onnxruntime's errors share no base but this
            raise InputError(f"onnxruntime cannot read the network: {type(error).__name__}") from error
        self._preparation, self._centre = preparation, centre

    def encode_images(self, images: Sequence[Pixels]) -> Vectors:
        """(n, dimension), each row of length 1."""
        parts = [self._encode(images[start : start + _BATCH]) for start in range(0, len(images), _BATCH)]
        return np.concatenate(parts) if parts else np.zeros((0, self.dimension), dtype=np.float32)

    def prepared(self, images: Sequence[Pixels]) -> Floats:
        """The network's input: all views of the images, those of one image together."""
        views = (view for one in images for view in ((one, centre_half(one)) if self._centre else (one,)))
        return np.stack([self._preparation.of(view) for view in views])

    def features(self, views: Floats) -> Floats:
        """The network's bare output, one row a view."""
        [asked] = self._session.get_inputs()
        given = self._session.get_outputs()[0].name
        steps = [views[n : n + 1] for n in range(len(views))] if asked.shape[0] == 1 else [views]
        rows = [self._session.run([given], {asked.name: step})[0].reshape(len(step), -1) for step in steps]
        return np.concatenate(rows)

    def _encode(self, images: Sequence[Pixels]) -> Vectors:
        return encoded(encoded(self.features(self.prepared(images))).reshape(len(images), -1))


def centre_half(image: Pixels) -> Pixels:
    """The middle half of each side; at least one pixel."""
    height, width = image.shape[:2]
    top, left = height // 4, width // 4
    return image[top : max(top + 1, height - top), left : max(left + 1, width - left)]
