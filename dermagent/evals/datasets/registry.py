"""Find the reader of a data set by its name, and look at what of a set lies in a folder."""

import csv
import hashlib
import importlib
import io
import json
from collections import Counter
from pathlib import Path

from pydantic import Field

from dermagent.errors import InputError
from dermagent.evals.datasets.base import NOT_MAPPED, DataSet, ExpectedFile, read_card
from dermagent.evals.datasets.folders import Folders
from dermagent.evals.datasets.tabular import Tabular
from dermagent.plugins import make
from dermagent.types import Value


class Found(Value):
    """What of a data set lies in a folder, how well its labels are covered, and why cases have no reference.

    `unmapped` gives labels that mean none of our conditions the number of cases that they take weight from; `linked`
    cases have an image behind a symbolic link below the folder, and intake follows none.
    """

    name: str
    present: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    differing: tuple[str, ...] = ()
    problem: str = ""
    cases: int = 0
    with_reference: int = 0
    without_images: int = 0
    linked: int = 0
    unmapped: dict[str, int] = Field(default_factory=dict)
    left_out: dict[str, int] = Field(default_factory=dict)


def data_set(name: str) -> DataSet:
    """The reader of a data set by its name, or by `module:factory`.

    Raises:
        InputError: there is no such data set or factory.
    """
    if ":" in name:
        made: DataSet = make("data set", name)
        return made
    card = read_card(name)
    if card.table:
        return Tabular(card)
    if card.images:
        return Folders(card)
    reader: DataSet = importlib.import_module(f"dermagent.evals.datasets.{name}").READER
    return reader


def check(name: str, root: Path) -> Found:
    """Look at the files of a data set and load what is there, every split that it can; a case counts once by its id."""
    card = read_card(name)
    there = [one for one in card.files if (root / one.path).exists()]
    present = tuple(one.path for one in there)
    missing = tuple(one.path for one in card.files if one.path not in present)
    if not present:
        return Found(name=name, missing=missing)
    differing = tuple(told for one in there if (told := _difference(root, one)))
    splits = dict.fromkeys(split for one in there for split in ([one.split] if one.split else card.splits))
    seen: set[str] = set()
    counted: Counter[str] = Counter()
    unmapped: Counter[str] = Counter()
    left_out: Counter[str] = Counter()
    problem = ""
    try:
        for split in splits:
            for case in data_set(name).load(root, split=split, language=card.languages[0]):
                if case.case.id in seen:
                    continue
                seen.add(case.case.id)
                counted["cases"] += 1
                counted["with_reference"] += bool(case.reference)
                counted["without_images"] += bool(case.missing_images)
                counted["linked"] += any(_linked(root, image.path) for image in case.case.images if image.path)
                if not case.reference:
                    left_out[case.why_empty] += 1
                labels = case.unmapped or ((case.label,) if case.why_empty == NOT_MAPPED else ())
                unmapped.update(label[:80] for label in labels)
    except InputError as error:
        problem = str(error)
    return Found(
        name=name,
        present=present,
        missing=missing,
        differing=differing,
        problem=problem,
        unmapped=dict(unmapped.most_common()),
        left_out=dict(left_out.most_common()),
        **counted,
    )


def _linked(root: Path, name: str) -> bool:
    path = Path(name)
    return any((root / part).is_symlink() for part in (path, *path.parents[:-1]))


def _difference(root: Path, expected: ExpectedFile) -> str:
    """What of a file is not as its card says: its number of rows or entries, or its hash; empty if nothing is."""
    if expected.rows is None and not expected.sha256:
        return ""
    content = (root / expected.path).read_bytes()
    if expected.rows is not None:
        try:
            text = content.decode("utf-8-sig")
            found = (
                len(json.loads(text))
                if expected.path.endswith(".json")
                else sum(1 for _ in csv.reader(io.StringIO(text))) - 1
            )
        except (ValueError, TypeError, csv.Error):
            return f"{expected.path} cannot be read"
        if found != expected.rows:
            return f"{expected.path} holds {found} rows, the card says {expected.rows}"
    if expected.sha256 and hashlib.sha256(content).hexdigest() != expected.sha256:
        return f"{expected.path} is not the file that the card means (another SHA-256)"
    return ""
