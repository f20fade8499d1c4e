"""The classical segmenter on drawn images (not photographs); `python -m tests.bench.segmentation`.

Dice against the exact mask, 40 images a condition; beside it a disc in the middle of the mean true area. Of the
photographs of PAD-UFES-20 in the shared data, which have no masks, only how many outlines are doubted and why.
"""

import time
from collections import Counter

import numpy as np

from dermagent.imaging.limits import ImageLimits
from dermagent.imaging.load import read_image
from dermagent.imaging.outline import outlined
from dermagent.imaging.segment import Classical
from dermagent.imaging.synth import SyntheticImage, render
from tests.shared import shared
from tools.train_head import read

CONDITIONS: dict[str, dict[str, object]] = {
    "plain": {},
    "hair": {"hairs": 12},
    "gradient": {"gradient": True},
    "ruler": {"ruler": True},
    "low contrast": {"contrast": 7.0},
    "hair, gradient, ruler": {"hairs": 12, "gradient": True, "ruler": True},
    "vignette": {"vignette": True},
}
EACH = 40


def drawn(condition: str) -> list[SyntheticImage]:
    return [render(np.random.default_rng(seed), **CONDITIONS[condition]) for seed in range(EACH)]  # type: ignore[arg-type]


def dice(first: np.ndarray, second: np.ndarray) -> float:  # type: ignore[type-arg]
    total = first.sum() + second.sum()
    return float(2 * (first & second).sum() / total) if total else 1.0


def main() -> int:
    """Print the table and the time."""
    for condition in CONDITIONS:
        images = drawn(condition)
        found = [Classical().segment(image.pixels) for image in images]
        scores = [dice(one.mask, image.mask) for one, image in zip(found, images, strict=True)]
        share = float(np.mean([image.mask.mean() for image in images]))
        rows, columns = np.mgrid[-1:1:256j, -1:1:256j]
        disc = np.hypot(rows, columns) < 2 * np.sqrt(share / np.pi)
        base = float(np.mean([dice(disc, image.mask) for image in images]))
        doubted = sum(bool(one.doubts) for one in found)
        ratio = np.mean(scores) / base
        print(
            f"{condition}: Dice mean {np.mean(scores):.3f}, least {min(scores):.3f} = {ratio:.2f} x a disc "
            f"in the middle ({base:.3f}); doubts told for {doubted} of {EACH}"
        )
    large = render(np.random.default_rng(0), size=1024, hairs=12).pixels
    times = []
    for _ in range(5):
        started = time.perf_counter()
        Classical().segment(large)
        times.append(time.perf_counter() - started)
    print(f"a 1024 px image: {sorted(times)[2] * 1000:.0f} ms")
    photographs = shared() / "data" / "skin_photos"
    if not photographs.is_dir():
        print("photographs: the shared data are not here (DERMAGENT_SHARED)")
        return 0
    outlines = [outlined(read_image(row["path"], photographs, ImageLimits()).pixels, Classical()) for row in read()[0]]
    doubts = Counter(doubt for one in outlines for doubt in one.doubts)
    print(
        f"{len(outlines)} photographs: {sum(one.share > 0 for one in outlines)} outlined, "
        f"{sum(bool(one.doubts) for one in outlines)} of them doubted: {dict(doubts.most_common())}"
    )
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
