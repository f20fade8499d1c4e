"""Everything that is measured of one clinical photograph, put together for the report."""

import importlib.util

import numpy as np
from PIL import Image

from dermagent.imaging.colour import Pixels
from dermagent.types import ImageMeasures

#: Longest side at which all is measured: that at which the outline is found and doubted.
_SIDE = 256


def measured(pixels: Pixels) -> ImageMeasures | None:
    """The measures of a picture; None where scipy (extra `vision`) is not installed."""
    if importlib.util.find_spec("scipy") is None:
        return None
    from dermagent.imaging.contrast import contrast
    from dermagent.imaging.measure import measure
    from dermagent.imaging.segment import Classical
    from dermagent.imaging.tone import skin_tone

    image = Image.fromarray(pixels)
    image.thumbnail((_SIDE, _SIDE), Image.Resampling.BOX)
    small = np.asarray(image)
    outline = Classical().segment(small)
    tone = skin_tone(small, outline.mask)
    shape, stands = measure(small, outline.mask), contrast(small, outline.mask)
    return ImageMeasures(
        lesion_share=round(float(outline.mask.mean()), 4) if shape else None,
        stands_out=round(outline.score, 4),
        doubts=outline.doubts,
        ita=round(tone.ita, 1),
        ita_band=tone.band,
        ita_quality=tone.quality,
        diameter_px=round(shape.diameter_px * pixels.shape[1] / small.shape[1], 1) if shape else None,
        asymmetry=round(shape.asymmetry, 4) if shape else None,
        border=round(shape.border, 4) if shape else None,
        colours=round(shape.colours, 3) if shape else None,
        contrast=round(stands.wcag, 4) if stands else None,
        delta_e=round(stands.delta_e, 3) if stands else None,
    )
