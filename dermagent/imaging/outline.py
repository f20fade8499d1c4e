"""The outline of a case's image: found once by a segmenter, kept small, and the same wherever it is used or shown."""

import numpy as np

from dermagent.errors import StepFailed
from dermagent.imaging.colour import Pixels
from dermagent.imaging.resize import Mask, resized, smaller
from dermagent.imaging.run_lengths import decode, encode
from dermagent.imaging.segment import Classical, Segmentation, Segmenter, components, doubts_of
from dermagent.types import LesionOutline

#: Long side at which an outline is kept, doubted and measured: that at which the classical segmenter finds it.
SIDE = 256


def outlined(pixels: Pixels, segmenter: Segmenter) -> LesionOutline:
    """What the segmenter outlines in an image, with its own doubts and those of any outline.

    Raises:
        StepFailed: the segmenter fails, or gives no outline of the image's size.
    """
    found = _checked(pixels, segmenter)
    small, _ = smaller(pixels, SIDE)
    kept = resized(found.mask, small.shape)
    return LesionOutline(
        segmenter=segmenter.name,
        share=round(float(kept.mean()), 4),
        stands_out=round(found.score, 4),
        doubts=tuple(dict.fromkeys((*found.doubts, *doubts_of(small, kept)))),
        height=kept.shape[0],
        width=kept.shape[1],
        counts=encode(kept),
    )


def mask_of(outline: LesionOutline, shape: tuple[int, ...]) -> Mask:
    """True inside, for an image of (height, width)."""
    return resized(decode(outline.counts, outline.height, outline.width), shape)


def parts(pixels: Pixels, segmenter: Segmenter) -> list[Mask]:
    """What stands out in an image, one by one, the lesion first; of a network the parts of its outline.

    Raises:
        StepFailed: as `outlined`.
    """
    if isinstance(segmenter, Classical):
        return segmenter.outlines(pixels)
    small, _ = smaller(pixels, SIDE)
    mask = resized(_checked(pixels, segmenter).mask, small.shape)
    return [resized(part, pixels.shape) for part in components(mask)]


def _checked(pixels: Pixels, segmenter: Segmenter) -> Segmentation:
    try:
        found = segmenter.segment(pixels)
        mask, score, doubts = np.asarray(found.mask), float(found.score), tuple(found.doubts)
    except ValueError as error:
        if isinstance(segmenter, Classical):
            raise StepFailed("nothing stands out in the image") from error
        raise StepFailed(f"the segmenter {segmenter.name} failed: {type(error).__name__}") from error
    except Exception as error:  # what a network of the user's own raises is not known
        raise StepFailed(f"the segmenter {segmenter.name} failed: {type(error).__name__}") from error
    if mask.shape != pixels.shape[:2] or mask.dtype != bool or not 0 <= score <= 1:
        raise StepFailed(
            f"the segmenter {segmenter.name} gave {mask.dtype} {mask.shape} with score {score:g}; expected bool "
            f"{pixels.shape[:2]} and a score from 0 to 1"
        )
    return Segmentation(mask, score, segmenter.name, doubts)
