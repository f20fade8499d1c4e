"""A small copy of a picture with the outline of what stands out, for reports."""

import importlib.util
import io

import numpy as np
from PIL import Image

from dermagent.imaging.colour import Pixels

_SIDE, _OUTLINE = 360, (20, 160, 220)


def thumbnail(pixels: Pixels, *, outline: bool = True) -> bytes:
    """JPEG bytes without metadata, long side at most 360 px; the outline is drawn where scipy is installed."""
    image = Image.fromarray(pixels)
    image.thumbnail((_SIDE, _SIDE), Image.Resampling.LANCZOS)
    small = np.array(image)
    if outline and importlib.util.find_spec("scipy") is not None:
        from scipy import ndimage

        from dermagent.imaging.segment import Classical

        mask = Classical().segment(small).mask
        small[ndimage.binary_dilation(mask, iterations=2) & ~mask] = _OUTLINE
    buffer = io.BytesIO()
    Image.fromarray(small).save(buffer, format="JPEG", quality=85)
    return buffer.getvalue()
