"""MEDIQA-MAGIC 2025, closed questions: the encounters of DermaVQA with 27 questions of 9 families each."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from dermagent.errors import InputError
from dermagent.evals.datasets.base import LabelledCase
from dermagent.evals.datasets.dermavqa import folder_of, labelled, read_entries
from dermagent.types import Language

SPLITS = ("train", "valid", "test")
_NONE = "Not mentioned"
#: Question family → its number of slots, what it asks, and its options in the order of their indices.
FAMILIES: dict[str, tuple[int, str, tuple[str, ...]]] = {
    "CQID010": (1, "extent", ("single spot", "limited area", "widespread", _NONE)),
    "CQID011": (
        6,
        "site",
        ("head", "neck", "upper extremities", "lower extremities", "chest/abdomen", "back", "other", _NONE),
    ),
    "CQID012": (6, "size", ("thumb nail", "palm", "larger area", _NONE)),
    "CQID015": (1, "onset", ("hours", "days", "weeks", "months", "over a year", "multiple years", _NONE)),
    "CQID020": (
        9,
        "descriptor",
        (
            "raised or bumpy",
            "flat",
            "skin loss or sunken",
            "thick or raised",
            "thin or close to the surface",
            "warty",
            "crust",
            "scab",
            "weeping",
            _NONE,
        ),
    ),
    "CQID025": (1, "itch", ("yes", "no", _NONE)),
    "CQID034": (
        1,
        "colour",
        (
            "normal skin colour",
            "pink",
            "red",
            "brown",
            "blue",
            "purple",
            "black",
            "white",
            "combination",
            "hyperpigmentation",
            "hypopigmentation",
            _NONE,
        ),
    ),
    "CQID035": (1, "count", ("single", "multiple", _NONE)),
    "CQID036": (1, "texture", ("smooth", "rough", _NONE)),
}
#: All question ids, slots counted from 001.
QUESTIONS = tuple(f"{family}-{n:03d}" for family, (slots, _, _) in FAMILIES.items() for n in range(1, slots + 1))


class MagicCvqa:
    """A reader of the gold answers beside the queries; encounters without gold are left out."""

    name = "magic_cvqa"

    def load(self, root: Path, *, split: str, language: Language) -> Iterator[LabelledCase]:
        """The encounters with gold, in the order of the gold file; `choices` holds the distinct options of a family.

        Raises:
            InputError: there is no such split, a file is missing, or an answer is not one of the options.
        """
        if split not in SPLITS:
            raise InputError(f"magic_cvqa has no split {split!r}; known are {', '.join(SPLITS)}")
        queries = {entry["encounter_id"]: entry for entry in read_entries(root / f"{split}.json")}
        folder = folder_of(root, split)
        seen: set[str] = set()
        for number, gold in enumerate(read_entries(root / f"{split}_cvqa.json"), start=1):
            where = f"{split}_cvqa.json, entry {number}"
            name = gold["encounter_id"]
            if name not in queries or name in seen:
                what = "stands there twice" if name in seen else f"is not in {split}.json"
                raise InputError(f"{where}: the encounter {name!r} {what}")
            seen.add(name)
            case = labelled(queries[name], root, folder, language, marked=split != "train", where=where)
            yield replace(case, choices=choices_of(gold, where))


def choices_of(answers: dict[str, Any], where: str) -> dict[str, tuple[int, ...]]:
    """The distinct options by family of one encounter's answers, gold or submitted.

    Raises:
        InputError: a question is missing, or an answer is not one of its options.
    """
    if lacking := [question for question in QUESTIONS if question not in answers]:
        raise InputError(f"{where}: expected {len(QUESTIONS)} questions, {lacking[0]} is missing")
    found: dict[str, set[int]] = {family: set() for family in FAMILIES}
    for question in QUESTIONS:
        family, answer = question[:7], answers[question]
        if type(answer) is not int or answer not in range(len(FAMILIES[family][2])):
            raise InputError(f"{where}: {question} is {answer!r}, expected 0 to {len(FAMILIES[family][2]) - 1}")
        found[family].add(answer)
    return {family: tuple(sorted(options)) for family, options in found.items()}


READER = MagicCvqa()
