"""A small copy of an image with the outline of what stands out, and what an opinion rests on, for reports."""

import io

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageFilter

from dermagent.imaging.colour import Floats, Pixels
from dermagent.imaging.outline import mask_of
from dermagent.imaging.saliency import overlay
from dermagent.types import LesionOutline

_SIDE, _BLUE = 360, (20, 160, 220)
#: Width of the filter that makes an outline larger by its line.
_GROWN = 5
#: Dashes of a doubtful outline around its middle, each as long as the gap after it.
_DASHES = 16


def thumbnail(pixels: Pixels, *, heat: Floats | None = None, outline: LesionOutline | None = None) -> bytes:
    """JPEG bytes without metadata, long side at most 360 px; a doubtful outline is dashed.

    With `heat` (rows and columns of cells, 0 to 1) the image is overlaid by it.
    """
    image = Image.fromarray(pixels)
    image.thumbnail((_SIDE, _SIDE), Image.Resampling.LANCZOS)
    small: Pixels = np.array(image)
    if heat is not None:
        small = overlay(small, heat)
    if outline:
        small[_line(outline, small.shape)] = _BLUE
    buffer = io.BytesIO()
    Image.fromarray(small).save(buffer, format="JPEG", quality=85)
    return buffer.getvalue()


def _line(outline: LesionOutline, shape: tuple[int, ...]) -> npt.NDArray[np.bool_]:
    mask = mask_of(outline, shape)
    grown = np.asarray(Image.fromarray(mask.astype(np.uint8)).filter(ImageFilter.MaxFilter(_GROWN))) > 0
    line = grown & ~mask
    if not outline.doubts or not mask.any():
        return line
    rows, columns = np.indices(mask.shape)
    middle = np.argwhere(mask).mean(axis=0)
    turn = np.arctan2(rows - middle[0], columns - middle[1]) / (2 * np.pi)
    return np.asarray(line & (np.floor(turn * 2 * _DASHES) % 2 == 0))
