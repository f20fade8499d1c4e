"""What every data set gives: cases with weighted references, and a card that says what it is and where to get it."""

import csv
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Protocol

from pydantic import Field, ValidationError

from dermagent.errors import InputError
from dermagent.knowledge.base import knowledge, read_yaml
from dermagent.knowledge.names import find_conditions
from dermagent.resources import data_root
from dermagent.types import Case, CaseImage, Complaint, Language, Modality, Value


@dataclass(frozen=True)
class Answer:
    """A reference answer in words: its author, the words by language, and the organisers' marks where they exist."""

    author: str
    text: Mapping[Language, str]
    completeness: float | None = None
    consensus: bool | None = None


@dataclass(frozen=True)
class LabelledCase:
    """A case with what it should be answered with.

    `reference` gives condition ids their weights (at most 1 together; empty with `why_empty`), `label` is what the data
    set itself says, `group` the patient or lesion that must stay together, `strata` what is known for subgroups.
    """

    case: Case
    reference: Mapping[str, float]
    why_empty: str = ""
    label: str = ""
    group: str = ""
    strata: Mapping[str, str] = field(default_factory=dict)
    synthetic: bool = False
    missing_images: int = 0
    answers: tuple[Answer, ...] = ()

    @property
    def empty(self) -> bool:
        """Whether nothing is left of the case: no words, no fields, and no picture that is there."""
        bare = not self.case.history.strip() and self.case.complaint == Complaint()
        return bare and len(self.case.images) <= self.missing_images


class DataSet(Protocol):
    """A reader of one data set; the data stay where the user keeps them."""

    name: str

    def load(self, root: Path, *, split: str, language: Language) -> Iterator[LabelledCase]:
        """The cases in the files' order; raises InputError where a file is not what it should be."""
        ...


class ExpectedFile(Value):
    """A file of a data set, and how many rows or entries it should hold; None where that is not known."""

    path: str
    split: str = ""
    rows: int | None = None
    sha256: str | None = None


class Table(Value):
    """How the columns of a CSV file with one row a picture make cases.

    `image` is a path with columns in braces; `one_hot` are label columns of which one is 1; `group` are the columns
    that together name a patient or lesion; `symptoms` are columns of true and false by the finding's name, `strata` and
    the rest single columns. Values in `unknown` count as not stated; rows with a value of `drop` are left out.
    """

    id: str
    image: str
    label: str = ""
    one_hot: tuple[str, ...] = ()
    group: tuple[str, ...] = ()
    text: str = ""
    age: str = ""
    sex: str = ""
    site: str = ""
    fitzpatrick: str = ""
    strata: dict[str, str] = Field(default_factory=dict)
    symptoms: dict[str, str] = Field(default_factory=dict)
    split: str = ""
    modality: Modality = "clinical"
    unknown: tuple[str, ...] = ("", "unknown", "UNK", "N/A", "nan")
    drop: dict[str, tuple[str, ...]] = Field(default_factory=dict)


class Card(Value):
    """What a data set is: `eval_sets/<name>/card.yaml`."""

    name: str
    title: str
    licence: str
    where: str
    citation: str
    splits: tuple[str, ...]
    languages: tuple[Language, ...] = ("en",)
    files: tuple[ExpectedFile, ...]
    group: str = ""
    synthetic: bool = False
    caveats: tuple[str, ...] = ()
    table: Table | None = None


def set_names() -> tuple[str, ...]:
    """The data sets with a card, sorted."""
    return tuple(sorted(path.parent.name for path in (data_root() / "eval_sets").glob("*/card.yaml")))


@cache
def read_card(name: str) -> Card:
    """The card of a data set.

    Raises:
        InputError: there is none, or it is not of the right form.
    """
    if name not in set_names():
        raise InputError(f"there is no data set {name!r}; known are {', '.join(set_names())}, or module:factory")
    try:
        return Card.model_validate(read_yaml(data_root() / "eval_sets" / name / "card.yaml"))
    except ValidationError as error:
        raise InputError(f"eval_sets/{name}/card.yaml: {error.errors()[0]['msg']}") from error


@cache
def label_map(name: str) -> Mapping[str, tuple[str, ...]]:
    """Label → condition ids, from `eval_sets/<name>/label_map.csv` (label, condition_ids divided by ";").

    Raises:
        InputError: a row names a condition that does not exist.
    """
    path = data_root() / "eval_sets" / name / "label_map.csv"
    if not path.is_file():
        return {}
    with path.open(encoding="utf-8", newline="") as file:
        rows = {row["label"].lower(): tuple(row["condition_ids"].split(";")) for row in csv.DictReader(file)}
    unknown = sorted({c for conditions in rows.values() for c in conditions} - knowledge().conditions.keys())
    if unknown:
        raise InputError(f"eval_sets/{name}/label_map.csv names unknown conditions: {', '.join(unknown)}")
    return rows


def conditions_of(label: str, name: str) -> tuple[str, ...]:
    """The conditions that a label means: by the data set's own map, else by its exact name; never by guessing.

    Case and underscores do not matter.
    """
    mapped = label_map(name)
    if label.lower() in mapped:
        return mapped[label.lower()]
    return _by_name(" ".join(label.replace("_", " ").split()))


@cache
def _by_name(label: str) -> tuple[str, ...]:
    named = [match for match in find_conditions(label, "en") if (match.start, match.end) == (0, len(label))]
    return (named[0].key,) if len(named) == 1 else ()


def evenly(conditions: tuple[str, ...]) -> dict[str, float]:
    """Equal weights that add up to 1."""
    return {condition: 1 / len(conditions) for condition in conditions}


def read_rows(path: Path, columns: tuple[str, ...], *, key: str = "") -> Iterator[dict[str, str]]:
    """The rows of a CSV file that has these columns; values stripped.

    Raises:
        InputError: the file is missing, lacks a column, or a key stands in it twice or not at all.
    """
    try:
        file = path.open(encoding="utf-8-sig", newline="")
    except OSError as error:
        raise InputError(f"{path.name}: expected this file in {path.parent.name}, found none") from error
    with file:
        reader = csv.DictReader(file)
        lacking = [column for column in columns if column not in (reader.fieldnames or ())]
        if lacking:
            raise InputError(f"{path.name}: expected the columns {', '.join(lacking)}; is it the original file?")
        seen: set[str] = set()
        for number, row in enumerate(reader, start=2):
            clean = {name: (value or "").strip() for name, value in row.items() if name is not None}
            if key:
                if not clean[key] or clean[key] in seen:
                    what = f"{key} {clean[key]!r} twice" if clean[key] else f"no {key}"
                    raise InputError(f"{path.name}, line {number}: {what}; each row needs its own")
                seen.add(clean[key])
            yield clean


def pictures(root: Path, names: Iterable[str], modality: Modality = "clinical") -> tuple[tuple[CaseImage, ...], int]:
    """Those of the names that are files below the root, as pictures of a case, and how many are not there."""
    wanted = [name for name in names if name]
    there = tuple(CaseImage(path=name, modality=modality) for name in wanted if (root / name).is_file())
    return there, len(wanted) - len(there)
