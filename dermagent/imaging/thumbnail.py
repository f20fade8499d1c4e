"""A small copy of a picture with the outline of what stands out, and what an opinion rests on, for reports."""

import importlib.util
import io

import numpy as np
from PIL import Image

from dermagent.imaging.colour import Floats, Pixels
from dermagent.imaging.saliency import overlay

_SIDE, _OUTLINE = 360, (20, 160, 220)


def thumbnail(pixels: Pixels, *, heat: Floats | None = None) -> bytes:
    """JPEG bytes without metadata, long side at most 360 px; the outline is drawn where scipy is installed.

    With `heat` (rows and columns of cells, 0 to 1) the picture is overlaid by it.
    """
    image = Image.fromarray(pixels)
    image.thumbnail((_SIDE, _SIDE), Image.Resampling.LANCZOS)
    small: Pixels = np.array(image)
    if heat is not None:
        small = overlay(small, heat)
    if importlib.util.find_spec("scipy") is not None:
        from scipy import ndimage

        from dermagent.imaging.segment import Classical

        mask = Classical().segment(np.asarray(image)).mask
        small[ndimage.binary_dilation(mask, iterations=2) & ~mask] = _OUTLINE
    buffer = io.BytesIO()
    Image.fromarray(small).save(buffer, format="JPEG", quality=85)
    return buffer.getvalue()
