"""Whether preparing photographs helps, each step with and without; `python -m tests.bench.preparing`.

The 409 PAD-UFES-20 photographs, whole patients held out in five folds; the image alone, by the nine nearest images
and by a head trained on prepared images. Every line is compared with the photographs as they were taken. Nothing was
chosen by these figures.
"""

from typing import Any

import numpy as np

from dermagent.encoders.packaged import OpenNsfw
from dermagent.evals.metrics.ranking import balanced_accuracy
from dermagent.evals.metrics.statistics import mean_with_interval, paired_difference
from dermagent.imaging.limits import ImageLimits
from dermagent.imaging.load import read_image
from dermagent.imaging.prepare import prepare
from dermagent.index.scores import K
from dermagent.index.store import fit_basis
from dermagent.types import PreparingStep
from tests.shared import shared
from tools.train_head import CODES, FOLDS, fitted, folds_of, read

VARIANTS: dict[str, tuple[PreparingStep, ...]] = {
    "as taken": (),
    "hair": ("hair",),
    "vignette": ("vignette",),
    "constancy": ("constancy",),
    "stretch": ("stretch",),
    "all four": ("hair", "vignette", "constancy", "stretch"),
}


def neighbours(vectors: Any, classes: Any, folds: Any) -> list[str]:
    """The class that the nine nearest images of other folds give most similarity to."""
    said = np.zeros((len(vectors), len(CODES)))
    for fold in range(FOLDS):
        out = folds == fold
        basis = fit_basis(vectors[~out])
        similar = basis.of(vectors[out]) @ basis.of(vectors[~out]).T
        nearest = np.argsort(-similar, axis=1)[:, :K]
        for row, near, score in zip(np.flatnonzero(out), nearest, similar, strict=True):
            np.add.at(said[row], classes[~out][near], score[near])
    return [CODES[n] for n in said.argmax(axis=1)]


def by_head(vectors: Any, histories: Any, classes: Any, folds: Any) -> list[str]:
    """The first class of heads that were trained on the other folds."""
    said = np.zeros(len(vectors), dtype=int)
    for fold in range(FOLDS):
        out = folds == fold
        head = fitted(vectors[~out], [h for h, o in zip(histories, out, strict=True) if not o], classes[~out])
        said[out] = head.by_image(vectors[out]).argmax(axis=1)
    return [CODES[n] for n in said]


def main() -> int:
    """Print the table."""
    rows, histories = read()
    labels, patients = [row["label_code"] for row in rows], [row["patient_id"] for row in rows]
    classes, folds = np.array([CODES.index(label) for label in labels]), folds_of(labels, patients)
    taken = [read_image(row["path"], shared() / "data" / "skin_photos", ImageLimits()).pixels for row in rows]
    print(f"{len(rows)} photographs of {len(set(patients))} patients, whole patients held out; the image alone")
    base: dict[str, list[float]] = {}
    for name, steps in VARIANTS.items():
        vectors = OpenNsfw().encode_images([prepare(pixels, steps).pixels for pixels in taken])
        for by, said in (
            ("nine nearest", neighbours(vectors, classes, folds)),
            ("head", by_head(vectors, histories, classes, folds)),
        ):
            hits = [float(one == label) for one, label in zip(said, labels, strict=True)]
            first = base.setdefault(by, hits)
            gain = paired_difference(hits, first, clusters=patients)
            print(
                f"{name}, {by}: top-1 {mean_with_interval(hits, clusters=patients)}, balanced "
                f"{balanced_accuracy(hits, labels):.3f}, {np.mean(hits) / np.mean(first):.2f} x as taken ({gain})"
            )
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
