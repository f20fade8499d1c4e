"""Compare a case's images with each other: one lesion on two dates, and the lesion unlike a patient's others.

Only images whose lesion the case names are compared: that two images show one lesion is never guessed. What comes
out is an estimate with its doubts; it is no finding, ranks nothing and raises no urgency.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from itertools import pairwise

from dermagent.encoders.protocol import ImageEncoder, Pixels, Vectors
from dermagent.encoders.registry import make_encoder
from dermagent.errors import InputError
from dermagent.imaging.measure import FEWEST_LESIONS, UNLIKE, change, crops, ugly_duckling
from dermagent.imaging.outline import mask_of
from dermagent.imaging.resize import Mask
from dermagent.steps.retrieve.views import DecodedImage
from dermagent.types import Case, Compared, LesionChange, LesionLikeness


def comparable(case: Case) -> bool:
    """Whether the case names lesions in a way that there is something to compare."""
    dates: dict[str, set[object]] = defaultdict(set)
    for image in case.images:
        if image.lesion and image.modality == "clinical":
            dates[image.lesion].add(image.date)
    return len(dates) >= FEWEST_LESIONS or any(len(seen - {None}) > 1 for seen in dates.values())


def compared(case: Case, views: Sequence[DecodedImage], encoder: str) -> Compared:
    """The images of the case beside each other; without the packages that it needs the reason why not."""
    try:
        return compare(case, views, make_encoder(encoder))
    except (InputError, ImportError) as error:
        return Compared(problem=f"The images were not compared with each other: {error}")


def compare(case: Case, views: Sequence[DecodedImage], encoder: ImageEncoder) -> Compared:
    """Changes between consecutive dates of each named lesion, and how unlike the others each of at least four is.

    Vectors are those of the image around the outline, where something stands out. Of several images of a lesion the
    latest one stands for it among the others, an undated one before any dated.
    """
    seen: dict[str, list[DecodedImage]] = defaultdict(list)
    for view in views:
        image = case.images[view.place]
        if image.lesion and view.modality == "clinical":
            seen[image.lesion].append(view)
    for of_lesion in seen.values():
        of_lesion.sort(key=lambda view: (str(case.images[view.place].date or ""), view.place))
    shown = [view for of_lesion in seen.values() for view in of_lesion]
    masks = {v.place: mask_of(v.outline, v.taken.shape) for v in shown if v.outline and v.outline.share}
    vectors = encoder.encode_images([_around(view.taken, masks.get(view.place)) for view in shown])
    by_place = {view.place: vector for view, vector in zip(shown, vectors, strict=True)}
    return Compared(
        changes=tuple(
            made
            for lesion, of_lesion in seen.items()
            for before, after in pairwise(of_lesion)
            if (made := _change(case, lesion, before, after, masks, by_place))
        ),
        likeness=_likeness({lesion: of_lesion[-1].place for lesion, of_lesion in seen.items()}, by_place),
    )


def _around(pixels: Pixels, mask: Mask | None) -> Pixels:
    return pixels if mask is None else crops(pixels, [mask])[0]


def _change(
    case: Case,
    lesion: str,
    before: DecodedImage,
    after: DecodedImage,
    masks: Mapping[int, Mask],
    vectors: Mapping[int, Vectors],
) -> LesionChange | None:
    """None between images of one day, of an unknown day, or in which nothing stands out."""
    one, two = (case.images[view.place] for view in (before, after))
    if one.date is None or two.date is None or one.date == two.date or not {before.place, after.place} <= masks.keys():
        return None
    found = change(
        *((vectors[view.place], view.taken, masks[view.place]) for view in (before, after)),
        mm_per_px=(one.mm_per_px, two.mm_per_px) if one.mm_per_px and two.mm_per_px else None,
    )
    outlines = ((view.name, view.outline) for view in (before, after))
    return LesionChange(
        lesion=lesion,
        before=before.place,
        after=after.place,
        days=(two.date - one.date).days,
        look=round(max(0.0, found.look), 4),
        growth=round(found.growth, 4),
        to_scale=bool(one.mm_per_px and two.mm_per_px),
        colour=round(found.colour, 3),
        doubts=tuple(f"{name}: {doubt}" for name, outline in outlines if outline for doubt in outline.doubts),
    )


def _likeness(places: dict[str, int], vectors: dict[int, Vectors]) -> tuple[LesionLikeness, ...]:
    import numpy as np

    deviations = ugly_duckling(np.stack([vectors[place] for place in places.values()])) if places else None
    found = [
        LesionLikeness(lesion=lesion, place=place, deviations=round(value, 2), unlike=value >= UNLIKE)
        for (lesion, place), value in zip(places.items(), deviations or (), strict=False)
    ]
    return tuple(sorted(found, key=lambda one: (-one.deviations, one.place)))
