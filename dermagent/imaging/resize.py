"""Make images and outlines smaller, or an outline as large as its image."""

import numpy as np
import numpy.typing as npt
from PIL import Image

from dermagent.imaging.colour import Pixels

Mask = npt.NDArray[np.bool_]


def smaller(pixels: Pixels, side: int) -> tuple[Pixels, float]:
    """The image with a long side of at most `side` px, each pixel the mean of those it stands for, and the ratio."""
    ratio = min(1.0, side / max(pixels.shape[:2]))
    if ratio == 1:
        return pixels, ratio
    height, width = (max(1, round(edge * ratio)) for edge in pixels.shape[:2])
    return np.asarray(Image.fromarray(pixels).resize((width, height), Image.Resampling.BOX)), ratio


def resized(mask: Mask, shape: tuple[int, ...]) -> Mask:
    """An outline for an image of another (height, width)."""
    if mask.shape == tuple(shape[:2]):
        return mask
    image = Image.fromarray(mask.astype(np.uint8) * 255)
    return np.asarray(image.resize((shape[1], shape[0]), Image.Resampling.BILINEAR)) > 127
