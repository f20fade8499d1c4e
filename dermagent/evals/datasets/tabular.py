"""Data sets of one CSV file with one row a picture: the card's `table` says what each column means."""

import re
import string
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from dermagent.errors import InputError
from dermagent.evals.datasets.base import Card, LabelledCase, Table, conditions_of, evenly, pictures, read_rows
from dermagent.knowledge.base import read_yaml
from dermagent.types import Case, CaseImage, Complaint, Language, Patient

_ROMAN = ("I", "II", "III", "IV", "V", "VI")
_SEXES = {"f": "female", "female": "female", "m": "male", "male": "male"}
_TRUE, _FALSE = {"true", "yes", "1", "1.0"}, {"false", "no", "0", "0.0"}
#: Ages of a subgroup, by their first year.
_AGE_BANDS = ((0, "0-17"), (18, "18-39"), (40, "40-59"), (60, "60-74"), (75, "75+"))


class Tabular:
    """A reader of such a file; each row is a case of its own, rows of one group stay together."""

    def __init__(self, card: Card) -> None:
        if card.table is None:
            raise ValueError(f"the card of {card.name} has no table")
        self.name, self.card, self._table = card.name, card, card.table

    def load(self, root: Path, *, split: str, language: Language) -> Iterator[LabelledCase]:
        """The cases of a split; a row whose only content is a picture that is not there is marked as empty.

        Raises:
            InputError: the file is missing, lacks a column, or names a row twice.
        """
        if split not in self.card.splits:
            raise InputError(f"{self.name} has no split {split!r}; known are {', '.join(self.card.splits)}")
        files = [one.path for one in self.card.files if one.split in {"", split} and one.path.endswith(".csv")]
        for name in files:
            for row in read_rows(root / name, self._columns(), key=self._table.id):
                if self._wanted(row, split):
                    case = _case(row, self._table, self.name, root)
                    if case:
                        yield case

    def _columns(self) -> tuple[str, ...]:
        t = self._table
        named = [t.id, t.label, t.text, t.age, t.sex, t.site, t.fitzpatrick, t.split, *t.group, *t.one_hot, *t.drop]
        named += [*t.strata.values(), *t.symptoms.values(), *_fields(t.image)]
        return tuple(dict.fromkeys(name for name in named if name))

    def _wanted(self, row: dict[str, str], split: str) -> bool:
        if any(row[column] in values for column, values in self._table.drop.items()):
            return False
        return not self._table.split or row[self._table.split] == split


def own(mapping: Path) -> Tabular:
    """A reader of the user's own CSV file by a YAML mapping of the form of a card.

    Raises:
        InputError: the mapping is not of the right form.
    """
    try:
        card = Card.model_validate(read_yaml(mapping))
        return Tabular(card)
    except (ValidationError, ValueError, OSError) as error:
        told = error.errors()[0] if isinstance(error, ValidationError) else {"loc": (), "msg": str(error)}
        where = ".".join(map(str, told["loc"]))
        raise InputError(f"{mapping.name}: expected a card with a table; {where} {told['msg']}".strip()) from error


def _fields(pattern: str) -> list[str]:
    return [name for _, name, _, _ in string.Formatter().parse(pattern) if name]


def _case(row: dict[str, str], table: Table, data_set: str, root: Path) -> LabelledCase | None:
    def stated(column: str) -> str:
        value = row[column] if column else ""
        return "" if value in table.unknown else value

    wanted = [table.image.format_map(row)] if table.image else []
    images, missing = pictures(root, wanted, table.modality)
    text = stated(table.text)
    symptoms = {finding: flag(stated(column)) for finding, column in table.symptoms.items()}
    complaint = Complaint(
        symptoms={finding: value for finding, value in symptoms.items() if value is not None},
        sites=tuple(site for site in [site_of(stated(table.site))] if site),
    )
    if not images and not text and complaint == Complaint():
        if not wanted:
            return None
        images = tuple(CaseImage(path=name, modality=table.modality) for name in wanted)
    age, sex, skin = (
        number(stated(table.age)),
        _SEXES.get(stated(table.sex).lower()),
        type_of(stated(table.fitzpatrick)),
    )
    patient: dict[str, Any] = {"age_years": age, "sex": sex, "fitzpatrick": _ROMAN[skin - 1] if skin else None}
    label = next((name for name in table.one_hot if number(row[name]) == 1), stated(table.label))
    conditions = conditions_of(label, data_set) if label else ()
    strata = {name: stated(column) for name, column in table.strata.items()}
    strata |= {"sex": sex or "", "fitzpatrick": str(skin or ""), "age": band_of(age)}
    return LabelledCase(
        case=Case(
            id=safe_id(row[table.id]), images=images, history=text, patient=Patient(**patient), complaint=complaint
        ),
        reference=evenly(conditions) if conditions else {},
        why_empty="" if conditions else "label not mapped" if label else "no label",
        label=label,
        group="/".join(row[column] for column in table.group) or row[table.id],
        strata={name: value for name, value in strata.items() if value},
        missing_images=missing,
    )


def flag(value: str) -> bool | None:
    """A yes or no of a column; None where it says neither."""
    lower = value.lower()
    return True if lower in _TRUE else False if lower in _FALSE else None


def number(value: str) -> float | None:
    """A plain number, or the middle of "10 - 20"; None for anything else."""
    found = re.fullmatch(r"\s*(\d+(?:\.\d+)?)\s*(?:-\s*(\d+(?:\.\d+)?))?\s*", value)
    if not found:
        return None
    return (float(found[1]) + float(found[2])) / 2 if found[2] else float(found[1])


def type_of(value: str) -> int | None:
    """A Fitzpatrick type of 1 to 6 from "3", "3.0", "FST 3" or "III"; None for anything else."""
    bare = value.upper().removeprefix("FST").strip()
    if bare in _ROMAN:
        return _ROMAN.index(bare) + 1
    found = number(bare)
    return int(found) if found is not None and found in range(1, 7) else None


def band_of(age: float | None) -> str:
    """The band of an age for subgroups; empty if it is unknown."""
    return "" if age is None else [name for first, name in _AGE_BANDS if age >= first][-1]


def site_of(value: str) -> str:
    """A body site in our vocabulary; empty if the name is not known."""
    from dermagent.steps.observe.structured import resolve

    try:
        return (resolve(value, "site") if value else None) or ""
    except InputError:
        return ""


def safe_id(value: str) -> str:
    """An id that a case may have; other characters become a dash."""
    return re.sub(r"[^A-Za-z0-9._:-]", "-", value).lstrip("-._:")[:128] or "row"
