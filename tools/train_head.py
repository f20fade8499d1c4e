"""Train the shipped lesion head and write its model card; `python -m tools.train_head` (make train-head).

Data: the PAD-UFES-20 photographs and answers in the shared data (Pacheco et al. 2020, CC BY 4.0). Left out on purpose,
since each of them gives the diagnosis away in that data set: diameters, which answers are missing, biopsy, sex, skin
type. Unknown answers take the commonest answer. All figures are cross-validated with whole patients held out.
"""

import csv
import hashlib
from collections import Counter, defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from scipy.optimize import minimize

from dermagent.encoders.lesion_head import (
    CLASSES,
    FILE,
    REGIONS,
    SYMPTOMS,
    Floats,
    LesionHead,
    LesionHistory,
    features_of,
    with_one,
)
from dermagent.encoders.packaged import OpenNsfw
from dermagent.evals.datasets.base import DIGITS
from dermagent.evals.metrics.calibration import expected_calibration_error
from dermagent.evals.metrics.ranking import auroc, balanced_accuracy
from dermagent.evals.metrics.statistics import Interval, mean_with_interval
from dermagent.imaging.limits import ImageLimits
from dermagent.imaging.load import read_image
from dermagent.vectors import softmax, unit
from tests.shared import ROOT, shared

FOLDS, SEED = 5, 0
#: Components that tell classes, and those that tell whether an image is of the kind at all.
COMPONENTS, DOMAIN_COMPONENTS = 64, 128
CODES = list(CLASSES)
MALIGNANT = ("BCC", "MEL", "SCC")
#: Ridge penalties for images and answers. The images' and the number of components were chosen once by held-out
#: log-loss among .001, .003, .01, .03 and 64, 128.
IMAGE_PENALTY, HISTORY_PENALTY = 0.003, 0.01
#: Share of the training images, held out, that the domain must take in.
TAKEN_IN = 0.9
CARD = ROOT / "docs" / "lesion_head.md"
#: Whom the head saw, by the head of a hash: a run on the data set leaves these patients out.
SEEN = ROOT / "eval_sets" / "pad_ufes_20" / "seen_by_lesion.txt"


def read() -> tuple[list[dict[str, str]], list[LesionHistory]]:
    """The manifest's rows of PAD-UFES-20, and what was answered about each."""
    root = shared() / "data" / "skin_photos"
    with (root / "pad_ufes_20_metadata.csv").open(encoding="utf-8", newline="") as file:
        answers = {Path(row["img_id"]).stem: row for row in csv.DictReader(file)}
    with (root / "manifest.csv").open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["source_dataset"] == "PAD-UFES-20"]
    words = {"True": True, "False": False}
    histories = []
    for row in rows:
        told = answers[row["id"]]
        symptoms = {name: words.get(told[name]) for name in SYMPTOMS}
        histories.append(LesionHistory(float(told["age"]), told["region"], symptoms))
    return rows, histories


def encoded(rows: list[dict[str, str]]) -> Any:
    """The features of each image."""
    root = shared() / "data" / "skin_photos"
    return OpenNsfw().encode_images([read_image(row["path"], root, ImageLimits()).pixels for row in rows])


def folds_of(labels: list[str], patients: list[str]) -> np.ndarray[Any, Any]:
    """A fold for each image: whole patients, largest first, each to the fold that has least of its classes."""
    by_patient: dict[str, list[str]] = defaultdict(list)
    for label, patient in zip(labels, patients, strict=True):
        by_patient[patient].append(label)
    held = [Counter[str]() for _ in range(FOLDS)]
    fold: dict[str, int] = {}

    def order(patient: str) -> tuple[int, str]:
        return -len(by_patient[patient]), hashlib.sha256(patient.encode()).hexdigest()

    for patient in sorted(by_patient, key=order):
        costs = [(sum(h[label] for label in by_patient[patient]), h.total(), n) for n, h in enumerate(held)]
        fold[patient] = min(costs)[2]
        held[fold[patient]].update(by_patient[patient])
    return np.array([fold[patient] for patient in patients])


def logistic(rows: Floats, classes: np.ndarray[Any, Any], penalty: float) -> Floats:
    """Multinomial logistic regression with a ridge penalty on all but the intercept; (features + 1, classes)."""
    x, n = with_one(rows), len(rows)
    wanted = np.eye(len(CODES))[classes]

    def loss(flat: Floats) -> tuple[float, Floats]:
        weights = flat.reshape(x.shape[1], len(CODES))
        p = softmax(x @ weights)
        shrunk = weights.copy()
        shrunk[-1] = 0.0
        value = -np.log((p * wanted).sum(axis=1) + 1e-12).mean() + penalty * (shrunk**2).sum() / 2
        return float(value), (x.T @ (p - wanted) / n + penalty * shrunk).ravel()

    start = np.zeros(x.shape[1] * len(CODES))
    found = minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": 2000, "gtol": 1e-7})
    return np.asarray(found.x).reshape(x.shape[1], len(CODES))


def fitted(vectors: Any, histories: list[LesionHistory], classes: np.ndarray[Any, Any]) -> LesionHead:
    """A head without fusion and domain, which need held-out opinions."""
    mean = vectors.astype(float).mean(axis=0)
    _, spread, components = np.linalg.svd(vectors.astype(float) - mean, full_matrices=False)
    signs = np.sign(components[np.arange(len(components)), np.abs(components).argmax(axis=1)])
    components = (components * signs[:, None])[:DOMAIN_COMPONENTS]
    scale = np.sqrt(spread[:COMPONENTS] / np.sqrt(len(vectors)))  # half-power whitening
    usual = _usual(histories)
    rows = np.array([features_of(history, usual) for history in histories])
    history_scale = np.where(rows.std(axis=0) > 0, rows.std(axis=0), 1.0)
    scaled = (rows - rows.mean(axis=0)) / history_scale
    return LesionHead(
        mean=mean,
        components=components,
        scale=scale,
        image_weights=logistic((vectors - mean) @ components[:COMPONENTS].T / scale, classes, IMAGE_PENALTY),
        history_weights=logistic(scaled, classes, HISTORY_PENALTY),
        history_mean=rows.mean(axis=0),
        history_scale=history_scale,
        usual=usual,
        powers=np.ones(2),
        temperature=1.0,
        farthest=np.inf,
    )


def _usual(histories: list[LesionHistory]) -> Floats:
    """The commonest answers: what an unknown one is taken for."""
    row = np.zeros(1 + len(SYMPTOMS) + len(REGIONS))
    row[0] = float(np.median([h.age_years for h in histories if h.age_years is not None])) / 10
    for place, name in enumerate(SYMPTOMS, start=1):
        answers = Counter(h.symptoms.get(name) for h in histories)
        row[place] = float(answers[True] > answers[False])
    region = Counter(h.region for h in histories).most_common(1)[0][0]
    return features_of(LesionHistory(region=region), row)


@dataclass(frozen=True, eq=False)
class Measured:
    """Opinions about each photograph by heads that saw no photograph of its patient, and the powers of the fusion."""

    labels: list[str]
    patients: list[str]
    image: Floats
    history: Floats
    fused: Floats
    neighbours: list[list[str]]
    residual: Floats
    powers: tuple[float, float]


def cross_validated(rows: list[dict[str, str]], histories: list[LesionHistory], vectors: Any) -> Measured:
    """Five folds of whole patients; the two powers are the only thing that is fitted on the held-out opinions."""
    labels, patients = [row["label_code"] for row in rows], [row["patient_id"] for row in rows]
    classes, folds = np.array([CODES.index(label) for label in labels]), folds_of(labels, patients)
    image, history, residual = np.zeros((len(rows), 6)), np.zeros((len(rows), 6)), np.zeros(len(rows))
    neighbours: list[list[str]] = [[] for _ in rows]
    for fold in range(FOLDS):
        out = folds == fold
        head = fitted(vectors[~out], [h for h, o in zip(histories, out, strict=True) if not o], classes[~out])
        image[out] = head.by_image(vectors[out])
        history[out] = head.by_history([h for h, o in zip(histories, out, strict=True) if o])
        residual[out] = head.residual(vectors[out])
        for n, votes in zip(np.flatnonzero(out), _votes(head, vectors, classes, out), strict=True):
            neighbours[n] = votes

    def loss(p: Floats) -> float:
        return float(-np.log(p[np.arange(len(p)), classes] + 1e-12).mean())

    grid = [round(0.25 * n, 2) for n in range(1, 7)]
    logs = [np.log(image + 1e-9), np.log(history + 1e-9)]
    a, b = min(
        ((a, b) for a in grid for b in grid), key=lambda ab: round(loss(softmax(ab[0] * logs[0] + ab[1] * logs[1])), 9)
    )
    fused = softmax(a * logs[0] + b * logs[1])
    return Measured(labels, patients, image, history, fused, neighbours, residual, (a, b))


def figures(found: Measured) -> list[str]:
    """The table of a cross-validation, beside the commonest class."""
    commonest = [code for code, _ in Counter(found.labels).most_common()]
    lines = ["| opinion | top-1 | top-3 | balanced | malignant against rest, AUC |", "|---|---|---|---|---|"]
    for name, p in (("image", found.image), ("answers", found.history), ("image and answers", found.fused)):
        ranked = [[CODES[c] for c in np.argsort(-row, kind="stable")] for row in p]
        lines.append(_line(name, ranked, found, [float(row[[CODES.index(m) for m in MALIGNANT]].sum()) for row in p]))
    lines.append(_line("nine nearest images", found.neighbours, found, None))
    lines.append(_line("commonest class for all", [commonest] * len(found.labels), found, None))
    return lines


def main() -> int:
    """Train, measure, write."""
    rows, histories = read()
    vectors = encoded(rows)
    found = cross_validated(rows, histories, vectors)
    whole = fitted(vectors, histories, np.array([CODES.index(label) for label in found.labels]))
    farthest = float(np.quantile(found.residual, TAKEN_IN))
    shipped = {
        name: getattr(whole, name)
        for name in ("mean components scale image_weights history_weights history_mean history_scale usual".split())
    }
    shipped |= {"powers": np.array(found.powers), "temperature": np.array(1.0), "farthest": np.array(farthest)}
    kept = {
        name: np.round(value, 4).astype(np.float16 if name == "components" else np.float32)
        for name, value in shipped.items()
    }
    np.savez_compressed(FILE, **kept)
    seen = sorted({hashlib.sha256(row["patient_id"].encode()).hexdigest()[:DIGITS] for row in rows})
    SEEN.write_text("\n".join(seen) + "\n", encoding="utf-8")
    CARD.write_text(_card(found, farthest), encoding="utf-8")
    print(CARD.read_text(encoding="utf-8"))
    return 0


def _votes(head: LesionHead, vectors: Any, classes: np.ndarray[Any, Any], out: np.ndarray[Any, Any]) -> list[list[str]]:
    """For each held-out image the classes by its nine nearest training images, weighted by similarity."""
    inside = (vectors.astype(float) - head.mean) @ head.components[:COMPONENTS].T / head.scale
    inside = unit(inside)
    similar = inside[out] @ inside[~out].T
    ranked = []
    for row in similar:
        votes: Counter[str] = Counter()
        for n in np.argsort(-row, kind="stable")[:9]:
            votes[CODES[classes[~out][n]]] += max(float(row[n]), 0.0)
        ranked.append([code for code, _ in votes.most_common()])
    return ranked


def _card(found: Measured, farthest: float) -> str:
    labels, powers = found.labels, found.powers
    first = [CODES[n] for n in found.fused.argmax(axis=1)]
    hits = [float(one == label) for one, label in zip(first, labels, strict=True)]
    error = expected_calibration_error([float(v) for v in found.fused.max(axis=1)], hits)
    outside = _outside(farthest)
    counts = ", ".join(f"{code} {number}" for code, number in Counter(labels).most_common())
    return f"""# Model card: the lesion head

Written by `python -m tools.train_head`, which trains the head and measures every figure below. `dermagent/encoders/lesion_head.npz`.

**What it is.** Logistic regressions on {COMPONENTS} principal components of the packaged encoder's features and on eight answers (age,
region, itch, growth, pain, change, bleeding, elevation), fused as p(image)^{powers[0]} · p(answers)^{powers[1]}.

**What it saw.** {len(labels)} smartphone photographs of {len(set(found.patients))} patients of one programme in Brazil (PAD-UFES-20, Pacheco et al. 2020,
doi 10.17632/zr7vgbcyr2.1, CC BY 4.0): {counts}. Six classes, single lesions in the middle of the image, mostly light skin. No rash, no
dermoscopy, few dark skins: nothing is known about those, and fairness cannot be measured on this set.

**What was kept from it.** Diameters, which answers are missing, biopsy, sex and skin type: each gives the diagnosis away in this data set.
The answers were recorded by clinicians; what people write will carry less.

**Figures**, whole patients held out ({FOLDS} folds), 95 % intervals by bootstrap over patients:

{chr(10).join(figures(found))}

Expected calibration error of the fused opinion: {error:.3f}. The encoder was chosen among about sixty variants on the same photographs
(and others of the set), so these figures flatter it by a few hundredths. No blind set was looked at.

**Where it speaks.** Only for an image whose features the training images explain: residual at most {farthest:.3f}, which takes in
{np.mean(found.residual <= farthest):.0%} of held-out photographs of the set. Of other images it takes in: {outside}.
It never speaks where the case describes a rash.
"""


def _line(name: str, ranked: list[list[str]], found: Measured, scores: list[float] | None) -> str:
    labels = found.labels

    def share(k: int) -> Interval:
        hits = [float(label in row[:k]) for row, label in zip(ranked, labels, strict=True)]
        return mean_with_interval(hits, clusters=found.patients, seed=SEED)

    firsts = [float(row[0] == label) for row, label in zip(ranked, labels, strict=True)]
    area = auroc(scores, [label in MALIGNANT for label in labels]) if scores else None
    told = "–" if area is None else f"{area:.3f}"
    return f"| {name} | {share(1)} | {share(3)} | {balanced_accuracy(firsts, labels):.3f} | {told} |"


def _outside(farthest: float) -> str:
    root = shared() / "data" / "skin_photos"
    with (root / "manifest.csv").open(encoding="utf-8", newline="") as file:
        others = [row for row in csv.DictReader(file) if row["source_dataset"] != "PAD-UFES-20"]
    with np.load(FILE, allow_pickle=False) as held:
        mean, components = held["mean"].astype(float), held["components"].astype(float)
    centred = encoded(others).astype(float) - mean
    left = (centred**2).sum(axis=1) - ((centred @ components.T) ** 2).sum(axis=1)
    told = []
    for kind in ("dermoscopy", "clinical"):
        taken = [value <= farthest for value, row in zip(left, others, strict=True) if row["modality"] == kind]
        told.append(
            f"{sum(taken)} of {len(taken)} {'dermoscopic images' if kind == 'dermoscopy' else 'photographs of rashes'}"
        )
    return ", ".join(told)


if __name__ == "__main__":
    raise SystemExit(main())
