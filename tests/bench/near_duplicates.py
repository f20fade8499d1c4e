"""How surely photographs saved again are known again; `python -m tests.bench.near_duplicates`.

* Each shared photograph is saved again in nine ways (`tests/copies.py`: JPEG quality 60 to 95, .4 to 2 times the size,
  up to 5 % of a side cut away), as an index of the originals meets them. Recall is the share that finds its original;
  false pairs are those with another photograph, as a share of all pairs of two photographs.
* Fingerprints alone, and, for every fourth photograph, with the say of the encoder on the pairs that they propose.
* Time for made-up fingerprints whose bits go together as those of the photographs do, up to 200,000 with `--large`.
"""

import csv
import sys
import time
from collections import defaultdict
from statistics import NormalDist

import numpy as np
from PIL import Image

from dermagent.encoders.packaged import OpenNsfw, installed
from dermagent.encoders.protocol import Vectors
from dermagent.evals.metrics.statistics import mean_with_interval
from dermagent.imaging.fingerprint import BITS, SHAPE, Fingerprint, fingerprint
from dermagent.index.copies import ImageSet, copies
from tests.copies import Pixels, pixels_of, saved_again
from tests.shared import shared


def main() -> int:
    """Print the figures; 1 if recall is under .95 or more than .1 % of the pairs are false."""
    root = shared() / "data" / "skin_photos"
    if not root.is_dir():
        print("not measured: the shared photographs are not there")
        return 0
    with (root / "manifest.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    images = [np.asarray(Image.open(root / row["path"]).convert("RGB")) for row in rows]
    patients = [row["patient_id"] or row["path"] for row in rows]
    started = time.perf_counter()
    prints = np.stack([fingerprint(one) for one in images])
    each = (time.perf_counter() - started) / len(images)
    print(f"{len(images)} photographs; a fingerprint takes {each * 1e3:.1f} ms of decoded pixels")
    encoder = OpenNsfw(2) if installed() else None
    own = ImageSet([row["sha256"] for row in rows], prints)
    within = copies(own)
    print(
        f"among the photographs themselves: {len(within)} pairs: {[(rows[a]['id'], rows[b]['id']) for a, b in within]}"
    )
    good = _known_again("fingerprints alone", own, images, patients)
    if encoder:
        some = ImageSet(own.sha256[::4], prints[::4], _vectors(encoder, images[::4]))
        good &= _known_again("and the encoder", some, images[::4], patients[::4], encoder)
    _time(prints, (25_000, 50_000, 100_000, *([200_000] if "--large" in sys.argv else [])))
    return int(not good)


def _vectors(encoder: OpenNsfw | None, images: list[Pixels]) -> Vectors | None:
    if encoder is None:
        return None
    return np.concatenate([encoder.encode_images(images[n : n + 16]) for n in range(0, len(images), 16)])


def _known_again(
    name: str, own: ImageSet, images: list[Pixels], patients: list[str], encoder: OpenNsfw | None = None
) -> bool:
    rng = np.random.default_rng(0)
    saved: dict[str, list[Pixels]] = defaultdict(list)
    for image in images:
        for what, content in saved_again(image, rng):
            saved[what].append(pixels_of(content))
    hits: dict[str, list[float]] = {}
    false = 0
    for what, again in saved.items():
        prints = np.stack([fingerprint(one) for one in again])
        found = copies(own, ImageSet([f"{what} {n}" for n in range(len(again))], prints, _vectors(encoder, again)))
        right = {a for a, b in found if a == b}
        hits[what] = [float(n in right) for n in range(len(again))]
        false += len(found) - len(right)
    every = [one for ones in hits.values() for one in ones]
    pairs = len(saved) * len(images) * (len(images) - 1)
    print(f"{name}, {len(images)} photographs: recall {', '.join(f'{w} {np.mean(h):.3f}' for w, h in hits.items())}")
    told = mean_with_interval(every, clusters=patients * len(hits))
    of_found = false / max(false + sum(every), 1)
    print(
        f"  together {told} (goal .95); false: {false} of {pairs:,} pairs of two photographs = {false / pairs:.5%} "
        f"(goal .1 %), {of_found:.3%} of those found",
        flush=True,
    )
    return float(np.mean(every)) >= 0.95 and false / pairs <= 0.001


def _time(prints: Fingerprint, numbers: tuple[int, ...]) -> None:
    before = None
    for n in numbers:
        made = _made_up(prints, n)
        planted = n // 100
        flips = np.random.default_rng(2).random((planted, *SHAPE[:1], BITS)) < 0.06
        made[-planted:] = made[:planted] ^ np.packbits(flips, axis=2)
        started = time.process_time()
        found = copies(ImageSet([str(i) for i in range(n)], made))
        took = time.process_time() - started
        right = sum(b - a == n - planted for a, b in found)
        more = "" if before is None else f" = {took / before:.2f} x those of half as many"
        print(
            f"{n:,} made-up fingerprints: {took:.0f} s of CPU{more}; of {planted} copies with 6 % of their bits "
            f"changed {right} found, {len(found) - right} other pairs",
            flush=True,
        )
        before = took


def _made_up(prints: Fingerprint, n: int) -> Fingerprint:
    """Fingerprints drawn from a normal distribution behind the bits with the photographs' correlations and shares."""
    bits = np.unpackbits(prints, axis=2).astype(float)
    rng = np.random.default_rng(1)
    whole = bits[:, 0] + rng.normal(0, 1e-3, bits[:, 0].shape)
    values, vectors = np.linalg.eigh(np.sin(np.pi / 2 * np.corrcoef(whole.T)))
    mixed = (vectors * np.sqrt(np.maximum(values, 1e-3))).T
    bar = np.array([-NormalDist().inv_cdf(min(max(share, 0.01), 0.99)) for share in bits[:, 0].mean(axis=0)])
    changed = (bits != bits[:, :1]).mean(axis=(0, 2))
    made = np.zeros((n, *SHAPE), np.uint8)
    for start in range(0, n, 5_000):
        drawn = rng.normal(size=(min(5_000, n - start), BITS)) @ mixed > bar
        cut = drawn[:, None] ^ (rng.random((len(drawn), SHAPE[0], BITS)) < changed[:, None])
        made[start : start + 5_000] = np.packbits(cut, axis=2)
    return made


if __name__ == "__main__":
    raise SystemExit(main())
