"""Say what in an image a retriever's opinion rests on, for any score that can be taken of images."""

from collections.abc import Callable
from functools import partial

import numpy as np

from dermagent.imaging.colour import Floats, Pixels
from dermagent.imaging.outline import mask_of
from dermagent.imaging.resize import smaller
from dermagent.imaging.saliency import Score, deletion_and_insertion, mean_colour, occlusion, points_inside
from dermagent.steps.retrieve.views import DecodedImage
from dermagent.types import Saliency

#: Long side at which images are scored: encoders look at less, and a hundred copies of a photograph take gigabytes.
_SIDE = 512


def saliency_of(
    view: DecodedImage,
    retriever: str,
    condition: str,
    score: Score,
    *,
    pixels: Pixels | None = None,
    by_gradient: Callable[[Pixels], Floats] | None = None,
) -> Saliency:
    """The map of one image, with what tells whether it says something; by occlusion about 110 scores.

    `pixels` are what the score was taken of, by default the image as it was taken; `by_gradient` gives a map of them
    in place of occlusion. How much of the map lies in the outline is None where nothing is outlined, or only with
    doubts.
    """
    looked_at, _ = smaller(view.taken if pixels is None else pixels, _SIDE)
    outline = np.zeros(looked_at.shape[:2], dtype=bool)
    if view.outline:
        outline = mask_of(view.outline, outline.shape)
    fill = mean_colour(looked_at if outline.all() else looked_at[~outline])
    heat = (by_gradient or partial(occlusion, score=score, fill=fill))(looked_at)
    deletion, insertion = deletion_and_insertion(looked_at, heat, score, fill=fill)
    told = outline.any() and heat.any() and view.outline and not view.outline.doubts
    return Saliency(
        place=view.place,
        retriever=retriever,
        condition=condition,
        method="gradient" if by_gradient else "occlusion",
        heat=tuple(tuple(round(float(cell), 4) for cell in row) for row in heat),
        deletion=round(deletion, 4),
        insertion=round(insertion, 4),
        inside=round(points_inside(heat, outline)[1], 4) if told else None,
    )
