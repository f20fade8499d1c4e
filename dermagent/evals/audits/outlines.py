"""Score a segmenter on a folder of images and a folder of reference masks, beside a disc in the middle."""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import numpy.typing as npt
from PIL import Image, UnidentifiedImageError

from dermagent.errors import DermagentError, InputError
from dermagent.evals.datasets.sddi import SDDI_CODES, read_codes, tone_of
from dermagent.evals.metrics.segmentation import (
    Mask,
    Overlap,
    dice,
    failure_rate,
    jaccard,
    majority,
    over_annotators,
    thresholded_jaccard,
)
from dermagent.evals.metrics.statistics import Interval, mean_with_interval, paired_difference
from dermagent.imaging.limits import ImageLimits
from dermagent.imaging.load import read_image
from dermagent.imaging.segment import Segmenter
from dermagent.types import Value

METRICS = {"Dice": dice, "Jaccard": jaccard, "Jaccard, 0 below .65": thresholded_jaccard}
_IMAGES = frozenset({".png", ".jpg", ".jpeg", ".bmp", ".tif", ".tiff", ".webp"})
_MASKS = _IMAGES | {".npy", ".gif"}
#: What the name of a mask has more than that of its image: ISIC, PH2, and the annotators of MEDIQA-MAGIC.
_SUFFIX = re.compile(r"_(?:segmentation|lesion|mask(?P<annotator>_ann\d+)?)$", re.IGNORECASE)
#: A mask has two levels; a file with a larger share of its pixels between them is an image.
_MOST_BETWEEN = 0.05
#: Greatest difference of the ratios of height and width at which an image and a mask count as of one shape.
_SAME_SHAPE = 0.02


class FigureBesideDisc(Value):
    """One figure: of the segmenter, of a disc in the middle, and their difference."""

    ours: Interval
    disc: Interval
    difference: Interval


class OutlineScores(Value):
    """How well a segmenter outlines; masks of several annotators count by their majority.

    `failure_rate` is the share of images below a Jaccard index of .65, with those that the segmenter `failed` on,
    `by_tone` the Jaccard index by skin tone where the masks' folders name it, `annotators` the figures of MEDIQA-MAGIC
    2025 where there are several. The disc has the mean area of these very masks.
    """

    segmenter: str
    images: int
    left_out: dict[str, int]
    figures: dict[str, FigureBesideDisc]
    failure_rate: FigureBesideDisc
    failed: int
    nothing_outlined: int
    both_empty: int
    by_tone: dict[str, Interval]
    annotators: dict[str, float]


@dataclass(frozen=True)
class Outlined:
    """An image below its folder, its reference masks (several only of several annotators), and the skin tone."""

    image: str
    masks: tuple[Path, ...]
    tone: str = ""


def read_mask(path: Path) -> Mask:
    """A reference mask, True inside the lesion: an array of sDDI's codes, or an image of two levels.

    Raises:
        InputError: the file cannot be read, or is no mask.
    """
    if path.suffix.lower() == ".npy":
        return np.asarray(read_codes(path) == SDDI_CODES.index("lesion"))
    try:
        with Image.open(path) as held:
            grey = np.asarray(held.convert("L"), dtype=np.float32)
    except (OSError, UnidentifiedImageError, Image.DecompressionBombError) as error:
        raise InputError(f"{path.name}: expected a mask as an image or a NumPy array") from error
    brightest = float(grey.max(initial=0.0))
    if float(np.mean((grey > 0.1 * brightest) & (grey < 0.9 * brightest))) > _MOST_BETWEEN:
        raise InputError(f"{path.name}: expected a mask of two levels, found an image; are the folders exchanged?")
    return np.asarray((grey > brightest / 2) & (brightest > 0))


def outlined(images: Path, masks: Path) -> tuple[list[Outlined], dict[str, int]]:
    """Images with their masks, by name, in the order of the images; and how many of each have none.

    Raises:
        InputError: no image has a mask, two images share a name, or one has two masks that are not of annotators.
    """
    named: dict[str, str] = {}
    for path in _files(images, _IMAGES):
        if _SUFFIX.search(path.stem):
            continue
        if path.stem in named:
            raise InputError(f"{images.name} holds two images called {path.stem!r}; give one folder of images")
        named[path.stem] = path.relative_to(images).as_posix()
    found: dict[str, list[Path]] = defaultdict(list)
    several: dict[str, bool] = {}
    for path in _files(masks, _MASKS):
        suffix = _SUFFIX.search(path.stem)
        if images.resolve() == masks.resolve() and not suffix:
            continue
        name = path.stem[: suffix.start()] if suffix else path.stem
        of_annotator = bool(suffix and suffix["annotator"])
        if name in found and not (of_annotator and several[name]):
            raise InputError(f"{masks.name} holds two masks of {name!r}; give the folder of one split")
        found[name].append(path)
        several[name] = of_annotator
    held = [(image, found[name]) for name, image in named.items() if name in found]
    pairs = [Outlined(image, tuple(paths), tone_of(paths[0])) for image, paths in held]
    if not pairs:
        raise InputError(f"none of {len(named)} images in {images.name} has a mask of its name in {masks.name}")
    without = Counter({"images without a mask": len(named) - len(pairs)})
    without["masks without an image"] = len(found) - len(pairs)
    return pairs, dict(+without)


def _files(folder: Path, suffixes: frozenset[str]) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.suffix.lower() in suffixes and path.is_file())


@dataclass
class _Sums:
    """What is kept of each image that was scored."""

    ours: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    disc: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    by_tone: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    annotators: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    counted: Counter[str] = field(default_factory=Counter)
    left_out: Counter[str] = field(default_factory=Counter)


def score_outlines(
    images: Path,
    masks: Path,
    segmenter: Segmenter,
    *,
    report: Callable[[str, int, int], None] = lambda what, done, total: None,
    resamples: int = 1000,
) -> OutlineScores:
    """Outline every image that has a mask, and compare at the size of the mask.

    An image that cannot be read, or is not of its mask's shape, is left out and counted; one on which the segmenter
    fails scores 0, and one in which nothing is outlined counts as it is.

    Raises:
        InputError: a mask is none, nothing can be scored, or what the segmenter needs is not installed.
    """
    pairs, without = outlined(images, masks)
    share = float(np.mean([np.mean([read_mask(path).mean() for path in pair.masks]) for pair in pairs]))
    sums = _Sums()
    sums.left_out.update(without)
    for done, pair in enumerate(pairs):
        report("outlining", done, len(pairs))
        try:
            pixels = read_image(pair.image, images, ImageLimits()).pixels
        except InputError:
            sums.left_out["images that cannot be read"] += 1
            continue
        references = [read_mask(path) for path in pair.masks]
        if not _of_one_shape(pixels.shape, references):
            sums.left_out["images that are not of their mask's shape"] += 1
            continue
        mask = _outline(segmenter, pixels)
        disc = _disc(references[0].shape, share)
        _compare(sums, None if mask is None else _at(mask, references[0].shape), references, disc, pair.tone)
    report("outlining", len(pairs), len(pairs))
    if not sums.ours:
        told = "; ".join(f"{n} × {why}" for why, n in sums.left_out.items())
        raise InputError(f"nothing could be scored: {told}")
    return _scores(sums, segmenter.name, resamples)


def _outline(segmenter: Segmenter, pixels: npt.NDArray[np.uint8]) -> Mask | None:
    """The outline; None if the segmenter failed, or gave one that is not of the image's size."""
    try:
        mask = np.asarray(segmenter.segment(pixels).mask, dtype=bool)
    except ImportError as error:
        raise InputError(f'the segmenter needs {error.name}; pip install "dermagent[vision]"') from error
    except (DermagentError, OSError, ValueError, RuntimeError):
        return None
    return mask if mask.shape == pixels.shape[:2] else None


def _compare(sums: _Sums, mask: Mask | None, references: Sequence[Mask], disc: Mask, tone: str) -> None:
    reference = majority(references)

    def overlap(metric: Overlap) -> float:
        return 0.0 if mask is None else metric(mask, reference)

    for name, metric in METRICS.items():
        sums.ours[name].append(overlap(metric))
        sums.disc[name].append(metric(disc, reference))
    sums.counted["failed"] += mask is None
    sums.counted["nothing_outlined"] += mask is not None and not mask.any()
    sums.counted["both_empty"] += mask is not None and not mask.any() and not reference.any()
    if tone:
        sums.by_tone[tone].append(sums.ours["Jaccard"][-1])
    if len(references) > 1:
        for name in ("Dice", "Jaccard"):
            greatest, mean = (0.0, 0.0) if mask is None else over_annotators(mask, references, METRICS[name])
            sums.annotators[f"{name}, best annotator"].append(greatest)
            sums.annotators[f"{name}, mean of annotators"].append(mean)
    sums.counted["both"] += 0 if mask is None else int((mask & reference).sum())
    sums.counted["either"] += int((reference if mask is None else mask | reference).sum())


def _scores(sums: _Sums, name: str, resamples: int) -> OutlineScores:
    def compared(ours: Sequence[float], disc: Sequence[float]) -> FigureBesideDisc:
        return FigureBesideDisc(
            ours=mean_with_interval(ours, resamples=resamples),
            disc=mean_with_interval(disc, resamples=resamples),
            difference=paired_difference(ours, disc, resamples=resamples),
        )

    failed = [[failure_rate([one]) for one in held["Jaccard"]] for held in (sums.ours, sums.disc)]
    annotators = {figure: sum(values) / len(values) for figure, values in sums.annotators.items()}
    if annotators:
        pooled = sums.counted["both"] / sums.counted["either"] if sums.counted["either"] else 1.0
        annotators |= {"Jaccard, all pixels": pooled, "Dice, all pixels": 2 * pooled / (1 + pooled)}
    return OutlineScores(
        segmenter=name,
        images=len(sums.ours["Jaccard"]),
        left_out=dict(sums.left_out),
        figures={figure: compared(sums.ours[figure], sums.disc[figure]) for figure in METRICS},
        failure_rate=compared(*failed),
        failed=sums.counted["failed"],
        nothing_outlined=sums.counted["nothing_outlined"],
        both_empty=sums.counted["both_empty"],
        by_tone={tone: mean_with_interval(held, resamples=resamples) for tone, held in sorted(sums.by_tone.items())},
        annotators=annotators,
    )


def _of_one_shape(shape: Sequence[int], references: Sequence[Mask]) -> bool:
    """Whether the masks are of one size, and the image of that size or a larger or smaller copy of it."""
    height, width = references[0].shape
    ratio = shape[0] / shape[1] / (height / width) if height and width else 0.0
    return len({one.shape for one in references}) == 1 and abs(ratio - 1) <= _SAME_SHAPE


def _at(mask: Mask, shape: tuple[int, ...]) -> Mask:
    if mask.shape == shape:
        return mask
    return np.asarray(Image.fromarray(mask).resize((shape[1], shape[0]), Image.Resampling.NEAREST), dtype=bool)


def _disc(shape: tuple[int, ...], share: float) -> Mask:
    """An ellipse in the middle that covers this share of the image; cut off where it leaves it."""
    rows, columns = np.mgrid[-1 : 1 : shape[0] * 1j, -1 : 1 : shape[1] * 1j]
    return np.asarray(np.hypot(rows, columns) < 2 * np.sqrt(share / np.pi))


def outlines_to_markdown(scores: OutlineScores) -> str:
    """The figures as a table and sentences."""
    out = "; ".join(f"{n} {why}" for why, n in scores.left_out.items()) or "nothing"
    lines = [f"# {scores.segmenter}: {scores.images} images", "", f"Left out: {out}. Intervals are 95 %.", ""]
    lines += ["| figure | segmenter | disc in the middle | difference |", "|---|---|---|---|"]
    rows = {**scores.figures, "share below .65": scores.failure_rate}
    lines += [f"| {name} | {row.ours} | {row.disc} | {row.difference} |" for name, row in rows.items()]
    told = f"Nothing outlined: {scores.nothing_outlined}; there was nothing in {scores.both_empty} of them."
    lines += ["", f"The segmenter failed on {scores.failed}, which score 0. {told}"]
    if scores.by_tone:
        told = ", ".join(f"{tone} {held} (n {held.n})" for tone, held in scores.by_tone.items())
        lines.append(f"Jaccard by skin tone: {told}.")
    if scores.annotators:
        lines.append(", ".join(f"{name} {value:.3f}" for name, value in scores.annotators.items()) + ".")
    return "\n".join(lines) + "\n"
