"""Say what in a picture a retriever's opinion rests on, for any score that can be taken of pictures."""

from dermagent.imaging.saliency import Score, deletion_and_insertion, mean_colour, occlusion, points_inside
from dermagent.imaging.segment import Classical
from dermagent.steps.retrieve import View
from dermagent.types import Saliency


def saliency_of(view: View, retriever: str, condition: str, score: Score) -> Saliency:
    """The map of one picture by occlusion, with what tells whether it says something; about 110 scores.

    How much of it lies in the outline is None where nothing is outlined, or only with doubts.
    """
    found = Classical().segment(view.taken)
    outline = found.mask
    fill = mean_colour(view.taken if outline.all() else view.taken[~outline])
    heat = occlusion(view.taken, score, fill=fill)
    deletion, insertion = deletion_and_insertion(view.taken, heat, score, fill=fill)
    told = outline.any() and heat.any() and not found.doubts
    return Saliency(
        place=view.place,
        retriever=retriever,
        condition=condition,
        heat=tuple(tuple(round(float(cell), 4) for cell in row) for row in heat),
        deletion=round(deletion, 4),
        insertion=round(insertion, 4),
        inside=round(points_inside(heat, outline)[1], 4) if told else None,
    )
