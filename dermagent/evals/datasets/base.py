"""What every data set gives: cases with weighted references, and a card that says what it is and where to get it."""

import csv
import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path, PurePosixPath
from typing import Annotated, Any, Protocol

from pydantic import BeforeValidator, Field, ValidationError

from dermagent.errors import InputError
from dermagent.evals.metrics.deltableu import Answer
from dermagent.knowledge.base import knowledge, read_yaml
from dermagent.knowledge.spelt import exactly
from dermagent.resources import data_root
from dermagent.text.nearest import did_you_mean
from dermagent.types import Case, CaseImage, Complaint, Language, Modality, Value

#: Why a case has no reference although it has a label.
NOT_MAPPED = "label not mapped"
#: Stands in a reference before a label that means none of our conditions; no answer is called so.
UNMAPPED = "unmapped:"
#: Stands for the image of a case that names none and says nothing, so that the case is counted as empty.
_NO_IMAGE = "no-image-named"
#: Hexadecimal digits by which a group that was trained on is known, and an id that is not written out whole.
DIGITS = 12
_LONGEST_ID = 128
_ID = rf"[A-Za-z0-9][A-Za-z0-9._:-]{{0,{_LONGEST_ID - 1}}}"
_SUFFIXES = (".jpg", ".jpeg", ".png", ".JPG", ".JPEG", ".PNG")


@dataclass(frozen=True)
class LabelledCase:
    """A case with what it should be answered with.

    `reference` gives condition ids their weights (at most 1 together; empty with `why_empty`), and labels that mean no
    condition theirs, as "unmapped:<label>", never as the heaviest; `unmapped` names these labels, also where they leave
    no reference. `label` is what the data set itself says, `group` the patient or lesion that must stay together,
    `lesion` the lesion shown, where that is known, `strata` what is known for subgroups, `levels` the label's place in
    the set's taxonomy, coarsest first, `readers` how many readers' differentials the weights are made of (0 for a
    label), `high_risk` the conditions among them that the set's own risk classes call so.
    `where` says which row of which file the case is, `unread` which of its values could not be read: column and value.
    `answers`, `choices`, `concepts` and `boxes` are the references of the other tasks: texts, option indices by
    question family, the data set's own descriptors, and (top, left, bottom, right) in shares of height and width,
    bottom and right outside.
    """

    case: Case
    reference: Mapping[str, float]
    why_empty: str = ""
    label: str = ""
    where: str = ""
    unmapped: tuple[str, ...] = ()
    unread: tuple[str, ...] = ()
    group: str = ""
    lesion: str = ""
    strata: Mapping[str, str] = field(default_factory=dict)
    levels: tuple[str, ...] = ()
    readers: int = 0
    high_risk: tuple[str, ...] = ()
    synthetic: bool = False
    missing_images: int = 0
    answers: tuple[Answer, ...] = ()
    choices: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    concepts: tuple[str, ...] = ()
    boxes: tuple[tuple[float, float, float, float], ...] = ()

    @property
    def empty(self) -> bool:
        """Whether nothing is left of the case: no words, no fields, and no image that is there."""
        bare = not self.case.history.strip() and self.case.complaint == Complaint()
        return bare and len(self.case.images) <= self.missing_images


class DataSet(Protocol):
    """A reader of one data set; the data stay where the user keeps them."""

    name: str

    def load(self, root: Path, *, split: str, language: Language) -> Iterator[LabelledCase]:
        """The cases in the files' order; raises InputError where a file is not what it should be."""
        ...


class ExpectedFile(Value):
    """A file or folder of a data set, and how many rows or entries it should hold; None where that is not known.

    A file that `adds` columns is joined to the rows of the split's other files on the table's id.
    """

    path: str
    split: str = ""
    rows: int | None = None
    sha256: str | None = None
    adds: tuple[str, ...] = ()


def _several(value: Any) -> Any:
    return tuple(part for part in (value,) if part) if isinstance(value, str) else value


Several = Annotated[tuple[str, ...], BeforeValidator(_several)]


class Table(Value):
    """How the columns of a file with one row a case make cases.

    A column written "a|b" is called one or the other, one written "a|" may be missing. `image` is a path with columns
    in braces, several divided by ";"; of several patterns the first that leads to a file counts. `label` is the first
    of its columns that says something, several labels divided by ";" share the weight; `one_hot` are label columns of
    which one is 1, `otherwise` the label if none is. `label_maps` are the sets whose maps know the labels, the set's
    own if empty. `group` and `lesion` are the columns that together name a patient and a lesion, `captions` reference
    texts by language, `levels` those of a taxonomy, coarsest first, `concepts` holds descriptors divided by ";",
    `symptoms` are columns of true and false by the finding's name, `strata` and the rest single columns.
    Values in `unknown` count as not stated; rows with a value of `drop` have no reference, those with one of
    `dermoscopic_if` are dermoscopy.
    """

    id: str
    image: Several = ()
    label: Several = ()
    one_hot: tuple[str, ...] = ()
    otherwise: str = ""
    label_maps: tuple[str, ...] = ()
    group: tuple[str, ...] = ()
    lesion: tuple[str, ...] = ()
    text: str = ""
    captions: dict[Language, str] = Field(default_factory=dict)
    concepts: str = ""
    age: str = ""
    sex: str = ""
    site: str = ""
    fitzpatrick: str = ""
    monk: str = ""
    strata: dict[str, str] = Field(default_factory=dict)
    levels: tuple[str, ...] = ()
    symptoms: dict[str, str] = Field(default_factory=dict)
    split: str = ""
    modality: Modality = "clinical"
    dermoscopic_if: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    unknown: tuple[str, ...] = ("", "unknown", "UNK", "N/A", "nan")
    drop: dict[str, tuple[str, ...]] = Field(default_factory=dict)


class Images(Value):
    """How the paths of images make cases, for a data set that is folders alone.

    `path` is a pattern of the path below the root, with the named groups `label` and, where they exist, `split` and
    `group`; upper and lower case do not matter.
    """

    path: str
    modality: Modality = "clinical"


class SetCard(Value):
    """What a data set is: `eval_sets/<name>/card.yaml`; `table` or `images` where no reader of its own is needed.

    `prior` is the profile that fits where its cases come from, for runs that name none, but for the splits that it was
    counted on. `seen_by` names for each retriever that was trained on cases of the set a file beside the card, with a
    line for each group that it saw: the first 12 hexadecimal digits of the SHA-256 of the group's name.
    `patient_in_name` is a pattern of an image's file name, without its ending, whose first group names the patient.
    """

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
    prior: str = ""
    prior_counted_on: tuple[str, ...] = ()
    seen_by: dict[str, str] = Field(default_factory=dict)
    patient_in_name: str = ""
    caveats: tuple[str, ...] = ()
    table: Table | None = None
    images: Images | None = None


@cache
def set_names() -> tuple[str, ...]:
    """The data sets with a card, sorted."""
    return tuple(sorted(path.parent.name for path in (data_root() / "eval_sets").glob("*/card.yaml")))


def map_names() -> tuple[str, ...]:
    """The data sets with a map of labels, sorted; some of them have no card."""
    return tuple(sorted(path.parent.name for path in (data_root() / "eval_sets").glob("*/label_map.csv")))


@cache
def read_card(name: str) -> SetCard:
    """The card of a data set.

    Raises:
        InputError: there is none, or it is not of the right form.
    """
    if name not in set_names():
        meant = did_you_mean(name, set_names())
        known = ", ".join(set_names())
        if name == "own":
            raise InputError("'own' is a table or folder of yours and has no card; name its file with --mapping")
        raise InputError(f"there is no data set {name!r}{meant}; known are {known}, own, or module:factory")
    try:
        return SetCard.model_validate(read_yaml(data_root() / "eval_sets" / name / "card.yaml"))
    except ValidationError as error:
        raise InputError(f"eval_sets/{name}/card.yaml: {error.errors()[0]['msg']}") from error


def prior_of(name: str, split: str) -> str | None:
    """The prior profile that fits where a split's cases come from; None without one that was not counted on them."""
    card = read_card(name) if name in set_names() else None
    return card.prior or None if card and split not in card.prior_counted_on else None


def seen_by(name: str, group: str, retrievers: Iterable[str]) -> str:
    """Which of these retrievers was trained on cases of that group of a set; empty if none was, or nothing is known."""
    held = read_card(name).seen_by if name in set_names() else {}
    digest = hashlib.sha256(group.encode()).hexdigest()[:DIGITS]
    return next((one for one in retrievers if one in held and digest in _groups_seen(name, held[one])), "")


@cache
def _groups_seen(name: str, file: str) -> frozenset[str]:
    return frozenset((data_root() / "eval_sets" / name / file).read_text(encoding="utf-8").split())


def patient_in_name(path: str) -> str:
    """The patient that an image's file name tells, where it is of a set whose names do; empty for any other."""
    stem = PurePosixPath(path).stem
    patterns = (read_card(name).patient_in_name for name in set_names())
    found = next((match for pattern in patterns if pattern and (match := re.fullmatch(pattern, stem))), None)
    return found[1] if found else ""


def caveats_of(name: str) -> tuple[str, ...]:
    """What to know of a set before believing a score on it; nothing of a set that comes without a card."""
    return read_card(name).caveats if name in set_names() else ()


@cache
def label_map(name: str) -> Mapping[str, tuple[str, ...]]:
    """Label → condition ids, from `eval_sets/<name>/label_map.csv` (label, condition_ids divided by ";"[, attributes]).

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


@cache
def _attributes(name: str) -> Mapping[str, Mapping[str, str]]:
    path = data_root() / "eval_sets" / name / "label_map.csv"
    if not path.is_file():
        return {}
    with path.open(encoding="utf-8", newline="") as file:
        told = {row["label"].lower(): row.get("attributes") or "" for row in csv.DictReader(file)}
    return {label: dict(part.split("=", 1) for part in text.split(";")) for label, text in told.items() if text}


def attributes_of(label: str, *names: str) -> Mapping[str, str]:
    """What a label says beside its condition, by the column `attributes` of these sets' maps (infection=yes;…).

    What it leaves open is not in the answer.
    """
    return next((held for name in names if (held := _attributes(name).get(label.lower()))), {})


def conditions_of(label: str, *names: str) -> tuple[str, ...]:
    """The conditions that a label means: by the maps of these data sets, else by its exact name; never by guessing.

    Case and underscores do not matter.
    """
    for name in names:
        if mapped := label_map(name).get(label.lower()):
            return mapped
    return _by_name(" ".join(label.replace("_", " ").split()))


def reference_of(weights: Mapping[str, float], *names: str) -> tuple[dict[str, float], tuple[str, ...]]:
    """The reference that weighted labels make by the maps of these data sets, and the labels that mean no condition.

    The latter keep their weight as "unmapped:<label>". If one weighs as much as the heaviest condition the reference is
    empty: what readers held for less likely must not become the truth because the likeliest has no id.
    """
    found: dict[str, float] = {}
    unmapped = {label: weight for label, weight in weights.items() if not conditions_of(label, *names)}
    for label, weight in weights.items():
        for condition in (conditions := conditions_of(label, *names)):
            found[condition] = found.get(condition, 0.0) + weight / len(conditions)
    if max(unmapped.values(), default=0.0) >= max(found.values(), default=0.0) - 1e-9:
        return {}, tuple(unmapped)
    return found | {f"{UNMAPPED}{label}": weight for label, weight in unmapped.items()}, tuple(unmapped)


@cache
def _by_name(label: str) -> tuple[str, ...]:
    named = exactly(label, short=False)
    return (named,) if named else ()


def evenly(conditions: tuple[str, ...]) -> dict[str, float]:
    """Equal weights that add up to 1."""
    return {condition: 1 / len(conditions) for condition in conditions}


def images_in(
    root: Path, names: Iterable[str], modality: Modality = "clinical", *, needed: bool = False
) -> tuple[tuple[CaseImage, ...], int]:
    """Those of the names that are files below the root, as images of a case, and how many are not there.

    A file whose name ends differently (.png instead of .jpg) counts as there. With `needed`, for a case that says
    nothing else, the missing ones stay in the case as well; it is `empty` if none is there, or none is named.
    """
    wanted = [name for name in names if name] or ([_NO_IMAGE] if needed else [])
    found = [_below(root, name) for name in wanted]
    kept = [there or name for there, name in zip(found, wanted, strict=True) if there or needed]
    return tuple(CaseImage(path=name, modality=modality) for name in kept), found.count("")


def _below(root: Path, name: str) -> str:
    path = PurePosixPath(name)
    if path.is_absolute() or ".." in path.parts:
        return ""
    names = [name, *(str(path.with_suffix(suffix)) for suffix in _SUFFIXES if path.name)]
    return next((one for one in names if (root / one).is_file()), "")


def safe_id(value: str) -> str:
    """An id that a case may have; an id that may not be one as it is gets dashes and a mark, so that two stay two.

    An id that may be one stays itself, and so does the result of this.
    """
    if re.fullmatch(_ID, value):
        return value
    mark = hashlib.sha256(value.encode("utf-8", "surrogatepass")).hexdigest()[:DIGITS]
    plain = re.sub(r"[^A-Za-z0-9._:-]+", "-", value).strip("-._:")[: _LONGEST_ID - DIGITS - 1]
    return f"{plain or 'row'}.{mark}"


def make_case(where: str, **fields: Any) -> Case:
    """A case from the fields of a data set.

    Raises:
        InputError: a field is not what a case may hold; `where` says which file and row it stands in.
    """
    try:
        return Case(**fields)
    except ValidationError as error:
        first = error.errors()[0]
        field_name = ".".join(str(part) for part in first["loc"])
        raise InputError(f"{where}: {field_name or 'case'}: {first['msg']}") from error
