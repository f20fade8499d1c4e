"""Train the danger words on stories of known urgency, or measure them; `python -m tools.train_danger_words`.

Softmax regression with a ridge over the features of `dermagent.reading.danger_words`, by L-BFGS; stories: the dangers,
the histories and the everyday texts of `eval_sets`, all made up for this project (CC0 1.0), no real post among them.
`--held-out PATTERN` leaves files out whose path matches, writes nothing and prints what a model that has not seen them
makes of them (and of the DermaVQA posts, where the shared data are there), with and without the rules.
"""

import argparse
import csv
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import log, sqrt
from pathlib import Path
from typing import Any, get_args

import numpy as np
import yaml
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.sparse import csr_matrix

from dermagent.reading.danger_words import FOLDER, DangerWords, Likeness, Weight, features_of, probabilities
from dermagent.resources import data_root
from dermagent.steps.flag import flag
from dermagent.steps.observe import stated
from dermagent.steps.urgency import floor
from dermagent.types import Case, Language, Urgency
from tests.bench.posts import posts
from tests.bench.reading import read_histories
from tests.shared import shared

FOLDERS = ("dangers", "everyday", "reading")
FILES = tuple(sorted(path for one in FOLDERS for path in (data_root() / "eval_sets" / one).glob("*.jsonl")))
#: A feature of fewer stories than this is none.
LEAST = 2
#: What the squares of the weights cost, in stories.
RIDGE = 0.025
#: Digits behind the point of what is written.
DIGITS = 3


@dataclass(frozen=True)
class Story:
    """The features of one text, how urgent it is at least (None: not), and what the rules make of it."""

    file: str
    features: dict[str, list[tuple[int, int]]]
    at_least: Urgency | None
    floor: Urgency | None


def story(file: str, case: Case, at_least: Urgency | None) -> Story:
    """What a model learns from, or is asked about, of one case."""
    tokens, seen = stated(case)
    return Story(file, features_of(tokens, seen), at_least, floor(flag(seen)).urgency)


def stories(language: Language, files: Iterable[Path]) -> list[Story]:
    """The stories of some files that are in this language."""
    of_files = ((path, one) for path in files for one in read_histories(path) if one.language == language)
    return [story(f"{path.parent.name}/{path.stem}", one.case, one.at_least) for path, one in of_files]


def trained(told: Sequence[Story]) -> DangerWords:
    """The model that some stories teach."""
    counts = Counter(name for one in told for name in one.features)
    names = sorted(name for name, n in counts.items() if n >= LEAST)
    rarity = np.array([round(log((1 + len(told)) / (1 + counts[name])) + 1, DIGITS) for name in names])
    column = {name: i for i, name in enumerate(names)}
    rows = [[column[name] for name in one.features if name in column] for one in told]
    lengths = [sqrt(float((rarity[row] ** 2).sum())) for row in rows]
    least = round(float(np.median(lengths)), DIGITS)
    values = np.concatenate([rarity[row] / max(length, least) for row, length in zip(rows, lengths, strict=True)])
    ends = np.cumsum([0, *map(len, rows)])
    matrix = csr_matrix((values, np.concatenate(rows), ends), shape=(len(told), len(names)))
    classes = np.array([{"emergency": 1, "same_day": 2}.get(one.at_least or "", 0) for one in told])
    weights, biases = _softmax_regression(matrix, classes)
    return DangerWords(
        {name: Weight(float(rarity[i]), *(round(float(w), DIGITS) for w in weights[i])) for name, i in column.items()},
        least,
        *(round(float(b), DIGITS) for b in biases),
    )


def _softmax_regression(
    matrix: csr_matrix, classes: NDArray[np.int64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Weights (features, 2) and biases (2) of classes 1 and 2, each less those of class 0."""
    width = matrix.shape[1]
    target = np.eye(3)[classes]

    def loss(flat: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        weights, biases = flat[: 3 * width].reshape(width, 3), flat[3 * width :]
        scores = matrix @ weights + biases
        scores -= scores.max(axis=1, keepdims=True)
        logs = scores - np.log(np.exp(scores).sum(axis=1, keepdims=True))
        off = np.exp(logs) - target
        value = -float((logs * target).sum()) + RIDGE * float((weights**2).sum())
        return value, np.concatenate([(matrix.T @ off + 2 * RIDGE * weights).ravel(), off.sum(axis=0)])

    found = minimize(loss, np.zeros(3 * width + 3), jac=True, method="L-BFGS-B", options={"maxiter": 1000}).x
    weights, biases = found[: 3 * width].reshape(width, 3), found[3 * width :]
    return weights[:, 1:] - weights[:, :1], biases[1:] - biases[:1]


def write(models: dict[Language, DangerWords], folder: Path = FOLDER) -> None:
    """Write the models beside each other, the bounds as they are."""
    for language, model in models.items():
        with (folder / f"{language}.csv").open("w", encoding="utf-8", newline="") as file:
            rows = csv.writer(file, lineterminator="\n")
            rows.writerow(("feature", *Weight._fields))
            rows.writerows((name, *weight) for name, weight in model.weights.items())
    content: dict[str, Any] = yaml.safe_load((folder / "model.yaml").read_text(encoding="utf-8"))
    for language, model in models.items():
        content[language] = {"length": model.length, "emergency": model.emergency, "same_day": model.same_day}
    head = "# Bounds chosen by hand (decision 14); the rest written by tools/train_danger_words.py.\n"
    (folder / "model.yaml").write_text(head + yaml.safe_dump(content, sort_keys=False), encoding="utf-8")


def report(told: Sequence[Story], model: DangerWords) -> None:
    """Of each file: stories by urgency, and how many are called by the rules, by the words, and by either."""
    bounds = yaml.safe_load((FOLDER / "model.yaml").read_text(encoding="utf-8"))["bounds"].values()
    for file in dict.fromkeys(one.file for one in told):
        for least in ("emergency", "same_day", None):
            chosen = [one for one in told if one.file == file and one.at_least == least]
            if not chosen:
                continue
            line = [f"{file:24} {least or 'neither':10} n={len(chosen):4}"]
            for name, bound in zip(("emergency", "same_day"), bounds, strict=True):
                rules = [one.floor is not None and one.floor in ("emergency", name) for one in chosen]
                words = [_said(probabilities(one.features, model), name) >= bound for one in chosen]
                either = sum(a or b for a, b in zip(rules, words, strict=True))
                line.append(f"{name}: rules {sum(rules):4} words {sum(words):4} either {either:4}")
            print("   ".join(line), flush=True)


def _said(told: Likeness, name: str) -> float:
    return told.emergency if name == "emergency" else told.same_day


def main(args: Sequence[str] | None = None) -> None:
    """Train and write, or train without some files and measure on them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--held-out", metavar="PATTERN", help="regular expression of the files to leave out")
    chosen = parser.parse_args(args)
    models: dict[Language, DangerWords] = {}
    for language in get_args(Language):
        held = {path for path in FILES if chosen.held_out and re.search(chosen.held_out, str(path))}
        models[language] = trained(stories(language, [path for path in FILES if path not in held]))
        if chosen.held_out:
            report(stories(language, sorted(held)), models[language])
            if (shared() / "data" / "dermavqa").is_dir():
                real = posts(language).values()
                report([story(f"DermaVQA {language}", case, None) for case in real], models[language])
        else:
            print(f"{language}: {len(models[language].weights)} features")
    if not chosen.held_out:
        write(models)


if __name__ == "__main__":
    main()
