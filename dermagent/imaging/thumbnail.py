"""A small copy of a picture with the outline of what stands out, and what an opinion rests on, for reports."""

import importlib.util
import io
from typing import Literal

import numpy as np
import numpy.typing as npt
from PIL import Image

from dermagent.imaging.colour import Floats, Pixels
from dermagent.imaging.saliency import overlay

Outline = Literal["line", "dashed"]
_SIDE, _OUTLINE = 360, (20, 160, 220)
#: Dashes of a doubtful outline around its middle, each as long as the gap after it.
_DASHES = 16


def thumbnail(pixels: Pixels, *, heat: Floats | None = None, outline: Outline | None = None) -> bytes:
    """JPEG bytes without metadata, long side at most 360 px; the outline is drawn where scipy is installed.

    With `heat` (rows and columns of cells, 0 to 1) the picture is overlaid by it.
    """
    image = Image.fromarray(pixels)
    image.thumbnail((_SIDE, _SIDE), Image.Resampling.LANCZOS)
    small: Pixels = np.array(image)
    if heat is not None:
        small = overlay(small, heat)
    if outline and importlib.util.find_spec("scipy") is not None:
        small[_line(np.asarray(image), dashed=outline == "dashed")] = _OUTLINE
    buffer = io.BytesIO()
    Image.fromarray(small).save(buffer, format="JPEG", quality=85)
    return buffer.getvalue()


def _line(pixels: Pixels, *, dashed: bool) -> npt.NDArray[np.bool_]:
    from scipy import ndimage

    from dermagent.imaging.segment import Classical

    mask = Classical().segment(pixels).mask
    line = np.asarray(ndimage.binary_dilation(mask, iterations=2) & ~mask)
    if not dashed or not mask.any():
        return line
    rows, columns = np.indices(mask.shape)
    middle = np.argwhere(mask).mean(axis=0)
    turn = np.arctan2(rows - middle[0], columns - middle[1]) / (2 * np.pi)
    return np.asarray(line & (np.floor(turn * 2 * _DASHES) % 2 == 0))
