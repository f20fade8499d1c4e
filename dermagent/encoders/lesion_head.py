"""A small opinion about single skin lesions: six tumour classes from the packaged encoder's features and eight answers.

It knows nothing else. Trained by `tools/train_head.py` on PAD-UFES-20 (CC BY 4.0); figures in docs/lesion_head.md.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import numpy as np
import numpy.typing as npt

from dermagent.encoders.protocol import Vectors
from dermagent.vectors import softmax

Floats = npt.NDArray[np.float64]
FILE = Path(__file__).with_name("lesion_head.npz")
#: Class codes of PAD-UFES-20 in the head's order, as conditions.
CLASSES = {
    "ACK": "actinic_keratosis",
    "BCC": "basal_cell_carcinoma",
    "MEL": "melanoma",
    "NEV": "melanocytic_nevus",
    "SCC": "squamous_cell_carcinoma_of_skin",
    "SEK": "seborrheic_keratosis",
}
SYMPTOMS = ("itch", "grew", "hurt", "changed", "bleed", "elevation")
REGIONS = (
    "ABDOMEN ARM BACK CHEST EAR FACE FOOT FOREARM HAND LIP NECK NOSE SCALP THIGH".split()  # PAD-UFES-20's names
)


@dataclass(frozen=True)
class LesionHistory:
    """What was answered about a lesion; None is unknown and counts as the commonest answer of the training data."""

    age_years: float | None = None
    region: str | None = None
    symptoms: Mapping[str, bool | None] = field(default_factory=dict)

    def known(self) -> int:
        """How many of the eight answers are known."""
        return (
            sum(self.symptoms.get(name) is not None for name in SYMPTOMS)
            + (self.age_years is not None)
            + bool(self.region)
        )


@dataclass(frozen=True, eq=False)
class LesionHead:
    """Features to components to classes, answers to classes, both fused; and the bound of what it may speak about."""

    mean: Floats
    components: Floats
    scale: Floats
    image_weights: Floats
    history_weights: Floats
    history_mean: Floats
    history_scale: Floats
    usual: Floats
    powers: Floats
    temperature: float
    farthest: float

    def residual(self, vectors: Vectors) -> Floats:
        """For each image how much of its features the training images' components leave unexplained; at least 0."""
        centred = vectors.astype(float) - self.mean
        inside = centred @ self.components.T
        return np.asarray((centred**2).sum(axis=1) - (inside**2).sum(axis=1))

    def in_domain(self, vectors: Vectors) -> npt.NDArray[np.bool_]:
        """Whether each image is like the images that the head was trained on."""
        return np.asarray(self.residual(vectors) <= self.farthest)

    def by_image(self, vectors: Vectors) -> Floats:
        """(n, 6) probabilities in the order of `CLASSES`, from the images alone."""
        inside = (vectors.astype(float) - self.mean) @ self.components[: len(self.scale)].T / self.scale
        return softmax(with_one(inside) @ self.image_weights)

    def by_history(self, histories: list[LesionHistory]) -> Floats:
        """(n, 6) probabilities from the answers alone."""
        rows = np.array([features_of(history, self.usual) for history in histories])
        return softmax(with_one((rows - self.history_mean) / self.history_scale) @ self.history_weights)

    def opinion(self, vectors: Vectors, histories: list[LesionHistory] | None = None) -> Floats:
        """(n, 6) calibrated probabilities: p(image)^a, or p(image)^a · p(history)^b, powers fitted out of fold."""
        logs = np.log(self.by_image(vectors) + 1e-9)
        if histories is not None:
            logs = self.powers[0] * logs + self.powers[1] * np.log(self.by_history(histories) + 1e-9)
        return softmax(logs / self.temperature)


def features_of(history: LesionHistory, usual: Floats) -> Floats:
    """Age in decades, six answers as 0 or 1, and one place a region; what is unknown keeps the usual value."""
    row = usual.copy()
    if history.age_years is not None:
        row[0] = history.age_years / 10
    for place, name in enumerate(SYMPTOMS, start=1):
        answer = history.symptoms.get(name)
        if answer is not None:
            row[place] = float(answer)
    if history.region in REGIONS:
        row[1 + len(SYMPTOMS) :] = 0.0
        row[1 + len(SYMPTOMS) + REGIONS.index(history.region)] = 1.0
    return row


def with_one(rows: Floats) -> Floats:
    """Rows with a last column of ones, for the intercept."""
    return np.hstack([rows, np.ones((len(rows), 1))])


@cache
def shipped_head() -> LesionHead:
    """The head that comes with the package."""
    with np.load(FILE, allow_pickle=False) as held:
        arrays = {name: np.asarray(held[name], dtype=float) for name in held.files}
    temperature, farthest = (float(arrays.pop(name)) for name in ("temperature", "farthest"))
    return LesionHead(**arrays, temperature=temperature, farthest=farthest)
