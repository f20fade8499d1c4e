"""Scores of an outline against reference outlines, and of boxes; two empty outlines agree fully."""

from collections.abc import Callable, Sequence

import numpy as np
import numpy.typing as npt

Mask = npt.NDArray[np.bool_]
Overlap = Callable[[Mask, Mask], float]
#: Top, left, bottom, right; bottom and right are outside.
Box = tuple[float, float, float, float]
#: Least overlap that counts at all in ISIC 2018.
_COUNTS_FROM = 0.65


def jaccard(mask: Mask, reference: Mask) -> float:
    """|both| / |either|; 1 for two empty masks.

    Raises:
        ValueError: masks of different size.
    """
    if mask.shape != reference.shape:
        raise ValueError(f"masks of {mask.shape} and {reference.shape}")
    either = int((mask | reference).sum())
    return float((mask & reference).sum() / either) if either else 1.0


def dice(mask: Mask, reference: Mask) -> float:
    """2 |both| / (|one| + |other|); 1 for two empty masks."""
    overlap = jaccard(mask, reference)
    return 2 * overlap / (1 + overlap)


def thresholded_jaccard(mask: Mask, reference: Mask) -> float:
    """The Jaccard index, 0 below .65 (ISIC 2018, task 1)."""
    overlap = jaccard(mask, reference)
    return overlap if overlap >= _COUNTS_FROM else 0.0


def failure_rate(overlaps: Sequence[float]) -> float:
    """Share of images with a Jaccard index below .65 (Codella et al. 2019: over a tenth even for the best).

    Raises:
        ValueError: no images.
    """
    if not overlaps:
        raise ValueError("the failure rate of no images is not defined")
    return sum(overlap < _COUNTS_FROM for overlap in overlaps) / len(overlaps)


def empty_pairs(masks: Sequence[Mask], references: Sequence[Mask]) -> int:
    """How many images have no outline on either side; each scores 1, so a report gives their number."""
    return sum(not mask.any() and not reference.any() for mask, reference in zip(masks, references, strict=True))


def majority(references: Sequence[Mask]) -> Mask:
    """The pixels that at least half of the annotators hold to be inside (MEDIQA-MAGIC 2025)."""
    return np.asarray(np.sum(references, axis=0) >= -(-len(references) // 2))


def over_annotators(mask: Mask, references: Sequence[Mask], metric: Overlap = jaccard) -> tuple[float, float]:
    """The greatest and the mean overlap over an image's annotators (MEDIQA-MAGIC 2025)."""
    overlaps = [metric(mask, reference) for reference in references]
    return max(overlaps), sum(overlaps) / len(overlaps)


def pooled_jaccard(masks: Sequence[Mask], references: Sequence[Sequence[Mask]]) -> float:
    """Pixels of all images together against the majority of each image's annotators (MEDIQA-MAGIC 2025)."""
    both = either = 0
    for mask, annotators in zip(masks, references, strict=True):
        agreed = majority(annotators)
        both += int((mask & agreed).sum())
        either += int((mask | agreed).sum())
    return both / either if either else 1.0


def box_overlap(one: Box, other: Box) -> float:
    """Intersection over union of two boxes."""
    height = max(0.0, min(one[2], other[2]) - max(one[0], other[0]))
    width = max(0.0, min(one[3], other[3]) - max(one[1], other[1]))
    both = height * width
    areas = [(box[2] - box[0]) * (box[3] - box[1]) for box in (one, other)]
    either = sum(areas) - both
    return both / either if either > 0 else 0.0


def average_precision(found: Sequence[tuple[Box, float]], reference: Sequence[Box], *, least: float = 0.5) -> float:
    """Area under precision and recall of scored boxes in one image, each reference met once (PASCAL VOC, all points).

    No reference: 1 if nothing was found, else 0.
    """
    if not reference:
        return float(not found)
    left = list(reference)
    hits = []
    for box, _ in sorted(found, key=lambda one: -one[1]):
        best = max(left, key=lambda other: box_overlap(box, other), default=None)
        met = best is not None and box_overlap(box, best) >= least
        if met and best is not None:
            left.remove(best)
        hits.append(met)
    area, right = 0.0, 0
    precisions = []
    for number, hit in enumerate(hits, start=1):
        right += hit
        precisions.append(right / number)
    for number, hit in enumerate(hits):
        area += max(precisions[number:]) / len(reference) if hit else 0.0
    return area
