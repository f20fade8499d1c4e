"""Everything that is measured of one photograph and its outline, put together for the report."""

from dermagent.imaging.colour import Pixels
from dermagent.imaging.contrast import contrast
from dermagent.imaging.measure import measure
from dermagent.imaging.outline import SIDE, mask_of
from dermagent.imaging.resize import smaller
from dermagent.imaging.tone import has_colours, skin_tone
from dermagent.types import ImageMeasures, LesionOutline


def measured(
    pixels: Pixels, outline: LesionOutline, *, mm_per_px: float | None = None, ratio: float = 1.0
) -> ImageMeasures:
    """The measures of a clinical photograph, in pixels of it as it came, of which `pixels` has `ratio` to one.

    In millimetres too where it is known how many such a pixel spans.
    """
    small, shrunk = smaller(pixels, SIDE)
    ratio *= shrunk
    mask = mask_of(outline, small.shape)
    tone, stands = skin_tone(small, mask) if has_colours(small) else None, contrast(small, mask)
    shape = measure(small, mask, mm_per_px=mm_per_px / ratio if mm_per_px else None)
    return ImageMeasures(
        ita=round(tone.ita, 1) if tone else None,
        ita_band=tone.band if tone else None,
        ita_quality=tone.quality if tone else None,
        diameter_px=round(shape.diameter_px / ratio, 1) if shape else None,
        diameter_mm=round(shape.diameter_mm, 2) if shape and shape.diameter_mm else None,
        asymmetry=round(shape.asymmetry, 4) if shape else None,
        border=round(shape.border, 4) if shape else None,
        colours=round(shape.colours, 3) if shape else None,
        contrast=round(stands.wcag, 4) if stands else None,
        delta_e=round(stands.delta_e, 3) if stands else None,
    )
