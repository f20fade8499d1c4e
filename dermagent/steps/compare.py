"""Compare a case's pictures with each other: one lesion on two dates, and the lesion unlike a patient's others.

Only pictures whose lesion the case names are compared: that two pictures show one lesion is never guessed. What comes
out is an estimate with its doubts; it is no finding, ranks nothing and raises no urgency.
"""

from collections import defaultdict
from collections.abc import Sequence
from itertools import pairwise

from dermagent.encoders.base import ImageEncoder, Pixels, Vectors
from dermagent.imaging.measure import UNLIKE, change, crops, ugly_duckling
from dermagent.imaging.segment import Classical, Segmentation
from dermagent.steps.retrieve import View
from dermagent.types import Case, Compared, LesionChange, LesionLikeness


def comparable(case: Case) -> bool:
    """Whether the case names lesions in a way that there is something to compare."""
    dates: dict[str, set[object]] = defaultdict(set)
    for image in case.images:
        if image.lesion and image.modality == "clinical":
            dates[image.lesion].add(image.date)
    return len(dates) >= 4 or any(len(seen - {None}) > 1 for seen in dates.values())


def compare(case: Case, views: Sequence[View], encoder: ImageEncoder) -> Compared:
    """Changes between consecutive dates of each named lesion, and how unlike the others each of at least four is.

    Vectors are those of the picture around the outline, where something stands out. Of several pictures of a lesion the
    latest one stands for it among the others, an undated one before any dated.
    """
    seen: dict[str, list[View]] = defaultdict(list)
    for view in views:
        image = case.images[view.place]
        if image.lesion and view.modality == "clinical":
            seen[image.lesion].append(view)
    for of_lesion in seen.values():
        of_lesion.sort(key=lambda view: (str(case.images[view.place].date or ""), view.place))
    shown = [view for of_lesion in seen.values() for view in of_lesion]
    outlines = {view.place: Classical().segment(view.taken) for view in shown}
    vectors = encoder.encode_images([_around(view.taken, outlines[view.place]) for view in shown])
    by_place = {view.place: vector for view, vector in zip(shown, vectors, strict=True)}
    return Compared(
        changes=tuple(
            made
            for lesion, of_lesion in seen.items()
            for before, after in pairwise(of_lesion)
            if (made := _change(case, lesion, before, after, outlines, by_place))
        ),
        likeness=_likeness({lesion: of_lesion[-1].place for lesion, of_lesion in seen.items()}, by_place),
    )


def _around(pixels: Pixels, outline: Segmentation) -> Pixels:
    return crops(pixels, [outline.mask])[0] if outline.mask.any() else pixels


def _change(
    case: Case, lesion: str, before: View, after: View, outlines: dict[int, Segmentation], vectors: dict[int, Vectors]
) -> LesionChange | None:
    """None between pictures of one day, of an unknown day, or in which nothing stands out."""
    first, second = (case.images[view.place].date for view in (before, after))
    one, two = outlines[before.place], outlines[after.place]
    if first is None or second is None or first == second or not one.mask.any() or not two.mask.any():
        return None
    found = change((vectors[before.place], before.taken, one.mask), (vectors[after.place], after.taken, two.mask))
    doubts = [f"{view.name}: {doubt}" for view in (before, after) for doubt in outlines[view.place].doubts]
    return LesionChange(
        lesion=lesion,
        before=before.place,
        after=after.place,
        days=(second - first).days,
        look=round(max(0.0, found.look), 4),
        growth=round(found.growth, 4),
        colour=round(found.colour, 3),
        doubts=tuple(doubts),
    )


def _likeness(places: dict[str, int], vectors: dict[int, Vectors]) -> tuple[LesionLikeness, ...]:
    import numpy as np

    deviations = ugly_duckling(np.stack([vectors[place] for place in places.values()])) if places else None
    found = [
        LesionLikeness(lesion=lesion, place=place, deviations=round(value, 2), unlike=value >= UNLIKE)
        for (lesion, place), value in zip(places.items(), deviations or (), strict=False)
    ]
    return tuple(sorted(found, key=lambda one: (-one.deviations, one.place)))
