"""Data sets of CSV or JSON lines files with one row a case: the card's `table` says what each column means."""

import re
import string
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

from pydantic import ValidationError

from dermagent.errors import InputError
from dermagent.evals.datasets.base import (
    NOT_MAPPED,
    ExpectedFile,
    Images,
    LabelledCase,
    SetCard,
    Table,
    attributes_of,
    conditions_of,
    images_in,
    make_case,
    map_names,
    reference_of,
    safe_id,
)
from dermagent.evals.datasets.tables import is_lines, is_table, read_rows
from dermagent.evals.metrics.deltableu import Answer
from dermagent.knowledge.base import read_yaml
from dermagent.reading.fields import resolve
from dermagent.reading.values import answer_of, sex_of, year_share
from dermagent.text.nearest import did_you_mean
from dermagent.types import Complaint, Language, Modality, Value

R = TypeVar("R")
#: What a card of the user's own file says where it says nothing.
_OWN = {"name": "own", "title": "own", "licence": "yours", "where": "with you", "citation": "none", "splits": ["all"]}
#: What a card calls groups that are patients; those of the user's own file are taken for such.
_PATIENTS = ("patient", "")
_ROMAN = ("I", "II", "III", "IV", "V", "VI")
#: The oldest that a case may be, in years.
_OLDEST = 120.0
#: Ages of a subgroup, by their first year.
_AGE_BANDS = ((0, "0-17"), (18, "18-39"), (40, "40-59"), (60, "60-74"), (75, "75+"))
#: Sites of the ISIC archive that are not named as in our vocabulary; those that join two sites stay out.
_SITES = {
    "head/neck": "head_and_neck",
    "anterior torso": "trunk",
    "lateral torso": "trunk",
    "posterior torso": "back",
    "lower extremity": "leg",
    "upper extremity": "arm",
}


class _Stated:
    """What a row says by column, and which of its values could not be read."""

    def __init__(self, row: Mapping[str, str], unknown: Collection[str]) -> None:
        self._row, self._unknown = row, unknown
        self.unread: list[str] = []

    def stated(self, column: str) -> str:
        """The value of a column; empty where there is no such column, or the set calls it unknown."""
        value = self._row[column] if column else ""
        return "" if value in self._unknown else value

    def read(self, column: str, how: Callable[[str], R | None]) -> R | None:
        """What a column says; a value that is neither read nor says that nobody knows is named."""
        value = self.stated(column)
        said = how(value) if value else None
        if value and (said is None or said == "") and answer_of(value) != "unknown":
            self.unread.append(f"{column.rstrip('|')} {value[:80]!r}")
        return said


class Tabular:
    """A reader of such files; each row is a case of its own, rows of one group stay together."""

    def __init__(self, card: SetCard) -> None:
        if card.table is None:
            raise ValueError(f"the card of {card.name} has no table")
        self.name, self.card, self._table = card.name, card, card.table
        self._maps = card.table.label_maps or (card.name,)
        self._names_unread = card.name == _OWN["name"]
        self._added = tuple(column for one in card.files for column in one.adds)

    def load(self, root: Path, *, split: str, language: Language) -> Iterator[LabelledCase]:
        """The cases of a split; a row that holds nothing but images that are not there is empty.

        Raises:
            InputError: a file is missing, lacks a column, names a row twice, or holds what a case may not.
        """
        if split not in self.card.splits:
            raise InputError(f"{self.name} has no split {split!r}; known are {', '.join(self.card.splits)}")
        files = [one for one in self.card.files if one.split in {"", split} and is_table(one.path)]
        added: dict[str, dict[str, str]] = {}
        for file in files:
            if file.adds:
                for row in read_rows(root / file.path, (self._table.id, *file.adds), key=self._table.id):
                    added.setdefault(row[self._table.id], {}).update({name: row[name] for name in file.adds})
        columns = [name for name in self._columns() if name not in self._added]
        for file in files:
            if file.adds:
                continue
            optional = self._optional(columns) if is_lines(file.path) else frozenset()
            asked = [f"{name}|" if name in optional else name for name in columns]
            told = False
            for row in read_rows(root / file.path, asked, key=self._table.id):
                lacking = sorted(optional - row.keys())
                whole = dict.fromkeys((*self._added, *lacking), "") | row | added.get(row[self._table.id], {})
                if not self._table.split or whole[self._table.split] == split:
                    case = self._case(whole, root, f"{file.path}, {self._table.id} {row[self._table.id]!r}")
                    if lacking and not told:  # once a file: it may be a misspelt name in the mapping
                        case = replace(case, unread=(*case.unread, *(f"no line has {name!r}" for name in lacking)))
                    told = True
                    yield case

    def _optional(self, columns: Iterable[str]) -> frozenset[str]:
        """Those of the columns of a user's own file that JSON lines may all leave out: what is known of a patient."""
        if not self._names_unread:
            return frozenset()
        t = self._table
        told = {t.age, t.sex, t.site, t.fitzpatrick, t.monk, *t.strata.values(), *t.symptoms.values()}
        return frozenset(name for name in columns if name in told and "|" not in name)

    def _columns(self) -> tuple[str, ...]:
        t = self._table
        named = [t.id, *t.label, t.text, t.age, t.sex, t.site, t.fitzpatrick, t.monk, t.split, t.concepts, *t.group]
        named += [
            *t.lesion,
            *t.one_hot,
            *t.drop,
            *t.dermoscopic_if,
            *t.captions.values(),
            *t.strata.values(),
            *t.levels,
        ]
        named += [*t.symptoms.values(), *(name for pattern in t.image for name in _fields(pattern))]
        return tuple(dict.fromkeys(name for name in named if name))

    def _case(self, row: dict[str, str], root: Path, where: str) -> LabelledCase:
        t, said = self._table, _Stated(row, self._table.unknown)
        stated, read = said.stated, said.read
        text = stated(t.text)
        site = read(t.site, site_of)
        symptoms = {
            finding: answer for finding, column in t.symptoms.items() if (answer := read(column, flag)) is not None
        }
        bare = not text and not symptoms  # a site alone is no complaint: it says where the image was taken
        complaint = Complaint() if bare else Complaint(symptoms=symptoms, sites=(site,) if site else ())
        images, missing = images_in(root, self._names(row, root), self._modality(row), needed=bare)
        if bare:
            images = tuple(image.model_copy(update={"body_site": site or None}) for image in images)
        age, sex, skin = read(t.age, age_of), read(t.sex, sex_of), read(t.fitzpatrick, type_of)
        tone = read(t.monk, tone_of)
        weights, why, label = self._weights(row, stated)
        group = _joined(row, t.group)
        reference, unmapped = reference_of(weights, *self._maps)
        strata = {
            **{name: stated(column) for name, column in t.strata.items()},
            **attributes_of(label, *self._maps),
            "sex": sex or "",
            "fitzpatrick": str(skin or ""),
            "age": band_of(age),
            "monk": str(tone or ""),
        }
        return LabelledCase(
            case=make_case(
                where,
                id=safe_id(row[t.id]),
                images=images,
                history=text,
                patient={
                    "id": (group[:128] or None) if self.card.group in _PATIENTS else None,
                    "age_years": age,
                    "sex": sex,
                    "fitzpatrick": _ROMAN[skin - 1] if skin else None,
                    "monk": tone,
                },
                complaint=complaint,
            ),
            reference=reference,
            why_empty="" if reference else why or NOT_MAPPED,
            label=label,
            where=where,
            unmapped=unmapped,
            unread=tuple(said.unread) if self._names_unread else (),
            group=group or row[t.id],
            lesion=_joined(row, t.lesion),
            strata={name: value for name, value in strata.items() if value},
            levels=tuple(stated(column) for column in t.levels),
            synthetic=self.card.synthetic,
            missing_images=missing,
            answers=self._answers(row),
            concepts=tuple(part for each in stated(t.concepts).split(";") if (part := each.strip())),
        )

    def _modality(self, row: dict[str, str]) -> Modality:
        dermoscopic = any(row[column] in values for column, values in self._table.dermoscopic_if.items())
        return "dermoscopic" if dermoscopic else self._table.modality

    def _answers(self, row: dict[str, str]) -> tuple[Answer, ...]:
        return tuple(
            Answer(author=column.rstrip("|"), text={language: row[column]})
            for language, column in self._table.captions.items()
            if row[column]
        )

    def _names(self, row: dict[str, str], root: Path) -> list[str]:
        """The paths of the row's images, by the first pattern that leads to one."""
        every = [
            [part.strip() for part in pattern.format_map(row).split(";")]
            for pattern in self._table.image
            if all(row[name] for name in _fields(pattern))
        ]
        return next((names for names in every if images_in(root, names)[0]), every[0] if every else [])

    def _weights(self, row: dict[str, str], stated: Callable[[str], str]) -> tuple[dict[str, float], str, str]:
        """Weights of the labels, why there are none, and what the set says."""
        t = self._table
        hot = [name for name in t.one_hot if number(row[name]) == 1]
        label = next((text for text in [*hot, *map(stated, t.label)] if text), t.otherwise)
        for column, values in t.drop.items():
            if row[column] in values:
                return {}, f"{column.rstrip('|')} is {row[column]!r}", label
        if not label:
            return {}, "no label", ""
        if conditions_of(label, *self._maps):
            return {label: 1.0}, "", label
        parts = [part.strip() for part in label.split(";") if part.strip()]
        return {part: parts.count(part) / len(parts) for part in parts}, "", label


def own(mapping: Path) -> Tabular:
    """A reader of the user's own CSV or JSON lines file by a YAML mapping of the form of a card.

    `files` and `table` are enough; the rest of a card may be left out.

    Raises:
        InputError: the mapping is not of the right form.
    """
    try:
        given = read_yaml(mapping)
        made = Tabular(SetCard.model_validate({**_OWN, **given} if isinstance(given, dict) else given))
        tables = [one.path for one in made.card.files if is_table(one.path)]
        for finding in made.card.table.symptoms if made.card.table else ():
            resolve(finding, f"{mapping.name}: table.symptoms")
        for name in made.card.table.label_maps if made.card.table else ():
            if name not in map_names():
                meant = did_you_mean(name, map_names())
                raise InputError(f"{mapping.name}: table.label_maps: there is no set {name!r}{meant}")
        if not tables:
            raise InputError(f"{mapping.name}: 'files' names no table; expected a CSV (.csv, .tsv) or JSON lines file")
        return made
    except OSError as error:
        raise InputError(
            f"{mapping.name} cannot be read: {error.strerror}; name the YAML file of your mapping"
        ) from error
    except (ValidationError, ValueError) as error:
        told = _told(error) if isinstance(error, ValidationError) else str(error)
        raise InputError(f"{mapping.name}: expected a card with a table; {told}") from error


#: What is expected where a value is of another kind.
_KINDS = {"tuple_type": "a list", "list_type": "a list", "string_type": "a text", "dict_type": "names with values"}


def _told(error: ValidationError) -> str:
    """The first problem of a mapping as a sentence, without the value that was found."""
    first = error.errors(include_input=False, include_url=False)[0]
    loc, where = first["loc"], ".".join(map(str, first["loc"]))
    if first["type"] == "extra_forbidden":
        kinds: dict[object, type[Value]] = {"table": Table, "files": ExpectedFile, "images": Images}
        known = (kinds.get(loc[0], SetCard) if len(loc) > 1 else SetCard).model_fields
        return f"there is no field {where!r}{did_you_mean(str(loc[-1]), known)}"
    if first["type"] == "missing":
        return f"{where} is missing"
    if first["type"] in {"model_type", "model_attributes_type"}:
        return f"{where}: expected fields with values" if where else "fields with values, and found none"
    return f"{where}: expected {_KINDS[first['type']]}" if first["type"] in _KINDS else f"{where}: {first['msg']}"


def _fields(pattern: str) -> list[str]:
    return [name for _, name, _, _ in string.Formatter().parse(pattern) if name]


def _joined(row: dict[str, str], columns: tuple[str, ...]) -> str:
    """The values of the columns as one name; empty if one of them is."""
    values = [row[column] for column in columns]
    return "/".join(values) if all(values) else ""


def flag(value: str) -> bool | None:
    """A yes or no of a column; None where it says neither."""
    answer = answer_of(value)
    return True if answer == "present" else False if answer == "absent" else None


def number(value: str) -> float | None:
    """A plain number, or the middle of "10 - 20"; None for anything else."""
    found = re.fullmatch(r"\s*(\d+(?:\.\d+)?)\s*(?:-\s*(\d+(?:\.\d+)?))?\s*", value)
    if not found:
        return None
    return (float(found[1]) + float(found[2])) / 2 if found[2] else float(found[1])


def age_of(value: str) -> float | None:
    """An age in years: "45,5", "71 years", "6 months", the middle of "30 - 39", the bound of ">80"; None for others."""
    figure = r"\d{1,3}(?:[.,]\d{1,2})?"
    found = re.fullmatch(
        rf"\s*(?P<over>>=?|\u2265|over\s)?\s*(?P<low>{figure})\s*"
        rf"(?:[-\u2013\u2014]\s*(?P<high>{figure}))?\s*(?P<plus>\+)?\s*(?P<unit>[^\W\d_]{{0,12}})\.?(?:\s*old)?\s*",
        value.casefold(),
    )
    share = year_share(found["unit"]) if found else None
    if not found or share is None or (found["high"] and (found["over"] or found["plus"])):
        return None
    low = float(found["low"].replace(",", "."))
    years = (low if not found["high"] else (low + float(found["high"].replace(",", "."))) / 2) * share
    return round(years, 2) if years <= _OLDEST else None


def tone_of(value: str) -> int | None:
    """A Monk skin tone of 1 to 10 from "3" or "MST 3"; None for anything else."""
    figures = re.findall(r"\d+", value)
    return int(figures[0]) if figures and int(figures[0]) in range(1, 11) else None


def type_of(value: str) -> int | None:
    """A Fitzpatrick type of 1 to 6 from "3", "3.0", "FST 3", "III" or "iii light brown"; None for anything else."""
    bare = next(iter(value.upper().removeprefix("FST").replace(",", " ").split()), "")
    if bare in _ROMAN:
        return _ROMAN.index(bare) + 1
    found = number(bare)
    return int(found) if found is not None and found in range(1, 7) else None


def band_of(age: float | None) -> str:
    """The band of an age for subgroups; empty if it is unknown."""
    return "" if age is None else [name for first, name in _AGE_BANDS if age >= first][-1]


def site_of(value: str) -> str:
    """A body site in our vocabulary; empty if the name is not known."""
    from dermagent.reading.fields import resolve

    try:
        return (resolve(_SITES.get(value.lower(), value), "site") if value else None) or ""
    except InputError:
        return ""
