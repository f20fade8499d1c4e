"""Read the knowledge files once into one immutable `KnowledgeBase`."""

import csv
import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError

from dermagent.compiled import compiled
from dermagent.errors import InputError
from dermagent.knowledge.schema import Card, Condition, Finding, RedFlagRule, Source
from dermagent.resources import KNOWLEDGE

#: How ids of conditions end that leave the kind open.
_OPEN = ("_unspecified", "_other")


@dataclass(frozen=True)
class KnowledgeBase:
    """All shipped knowledge, keyed by id; `broader` has the next broader conditions of each that has one."""

    conditions: Mapping[str, Condition]
    findings: Mapping[str, Finding]
    sources: Mapping[str, Source]
    cards: Mapping[str, Card]
    rules: Mapping[str, RedFlagRule]
    broader: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def must_not_miss(self, condition: str) -> bool:
        """Whether the condition's own card says that it must not be missed."""
        card = self.cards.get(condition)
        return card is not None and card.must_not_miss

    def leaves_open(self, condition: str) -> bool:
        """Whether the name leaves open which kind of a disease it is, as "eczema, unspecified" does."""
        return condition in self.conditions and condition.endswith(_OPEN)

    def broader_conditions(self, condition: str) -> tuple[str, ...]:
        """All broader conditions, nearest first, without repeats."""
        return self._broader_of.get(condition, ())

    def narrower_conditions(self, condition: str) -> frozenset[str]:
        """All conditions of which it is a broader one."""
        return self._narrower_of.get(condition, frozenset())

    def ancestors(self, finding: str) -> tuple[str, ...]:
        """All broader findings, nearest first, without repeats."""
        return self._ancestors_of[finding]

    def descendants(self, finding: str) -> frozenset[str]:
        """All findings of which it is a broader one."""
        return self._descendants_of.get(finding, frozenset())

    @cached_property
    def _broader_of(self) -> dict[str, tuple[str, ...]]:
        return {one: _reached(one, lambda next_one: self.broader.get(next_one, ())) for one in self.broader}

    @cached_property
    def _narrower_of(self) -> dict[str, frozenset[str]]:
        return _turned(self._broader_of)

    @cached_property
    def _ancestors_of(self) -> dict[str, tuple[str, ...]]:
        def parents_of(finding: str) -> tuple[str, ...]:
            return self.findings[finding].parents if finding in self.findings else ()  # the validator names those

        return {one: _reached(one, parents_of) for one in self.findings}

    @cached_property
    def _descendants_of(self) -> dict[str, frozenset[str]]:
        return _turned(self._ancestors_of)


def _reached(start: str, parents_of: Callable[[str], tuple[str, ...]]) -> tuple[str, ...]:
    found: list[str] = []
    queue = list(parents_of(start))
    while queue:
        parent = queue.pop(0)
        if parent not in found:
            found.append(parent)
            queue.extend(parents_of(parent))
    return tuple(found)


def _turned(above: Mapping[str, Iterable[str]]) -> dict[str, frozenset[str]]:
    """By each that stands above others, all that stand below it."""
    below: dict[str, set[str]] = defaultdict(set)
    for one, all_above in above.items():
        for higher in all_above:
            below[higher].add(one)
    return {higher: frozenset(lower) for higher, lower in below.items()}


def rows(path: Path) -> Iterator[dict[str, str]]:
    """Rows of a UTF-8 CSV file, as column → text."""
    with path.open(newline="", encoding="utf-8") as file:
        yield from csv.DictReader(file)


def split(field: str) -> tuple[str, ...]:
    """The values of a `;`-separated field."""
    return tuple(part.strip() for part in field.split(";") if part.strip())


def read_yaml(path: Path) -> Any:
    """Content of a YAML file.

    Raises:
        InputError: not readable as YAML.
    """
    try:
        return parse_yaml(path.read_text(encoding="utf-8"), path.name)
    except UnicodeDecodeError as error:
        raise InputError(f"{path.name} is not UTF-8 text") from error


@cache
def shipped(name: str) -> Any:
    """Content of a YAML file of the shipped knowledge, by its path there; parsed once, and nobody's to change."""
    return read_yaml(KNOWLEDGE / name)


def parse_yaml(text: str, name: str) -> Any:
    """Content of a YAML text; `name` says in an error where it stands.

    Raises:
        InputError: not valid YAML.
    """
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # the C parser is about ten times as fast
    try:
        return yaml.load(text, Loader=loader)  # noqa: S506 - both are safe loaders
    except yaml.YAMLError as error:
        raise InputError(f"{name} is not valid YAML: {' '.join(str(error).split())}") from error


def not_valid(file: str, error: ValidationError, whole: str) -> InputError:
    """What a file says wrongly first: its field, or the `whole` where it is no field's fault."""
    first = error.errors()[0]
    return InputError(f"{file}: {'.'.join(map(str, first['loc'])) or whole}: {first['msg']}")


#: What gives the content of a YAML file.
Reader = Callable[[Path], Any]


def read_card(path: Path, read: Reader = read_yaml) -> Card:
    """One knowledge card.

    Raises:
        InputError: not YAML, or not a valid card; the message names file and field.
    """
    try:
        card = Card.model_validate(read(path))
    except ValidationError as error:
        raise not_valid(path.name, error, "card") from error
    if card.id != path.stem:
        raise InputError(f"{path.name}: id is {card.id!r}; name the file {card.id}.yaml")
    return card


def read_conditions(folder: Path) -> dict[str, Condition]:
    return {
        row["id"]: Condition(
            id=row["id"],
            name=row["name"],
            synonyms=split(row["synonyms"]),
            icd10cm=row["icd10cm"],
            family=row["family"],
            core=row["tier"] == "core",
            doubtful=row["doubtful"] == "yes",
        )
        for row in rows(folder / "conditions.csv")
    }


def read_broader(folder: Path) -> dict[str, tuple[str, ...]]:
    broader: dict[str, tuple[str, ...]] = {}
    for row in rows(folder / "condition_parents.csv"):
        broader[row["condition_id"]] = (*broader.get(row["condition_id"], ()), row["broader"])
    return broader


def read_findings(folder: Path) -> dict[str, Finding]:
    parents: dict[str, list[str]] = {}
    for row in rows(folder / "finding_parents.csv"):
        parents.setdefault(row["child"], []).append(row["parent"])
    return {
        row["id"]: Finding(
            id=row["id"],
            term=row["term"],
            synonyms=split(row["synonyms"]),
            category=row["category"],
            hpo_id=row["hpo_id"] or None,
            parents=tuple(parents.get(row["id"], ())),
        )
        for row in rows(folder / "findings.csv")
    }


def read_sources(folder: Path) -> dict[str, Source]:
    return {row["id"]: _source(row) for row in rows(folder / "sources.csv")}


def _source(row: dict[str, str]) -> Source:
    try:
        return Source.model_validate({key: value or None for key, value in row.items()})
    except ValidationError as error:
        first = error.errors()[0]
        raise InputError(
            f"sources.csv: {row['id']!r}, {first['loc'][0]}: {first['msg']}; found {first['input']!r}"
        ) from error


def read_rules(folder: Path, read: Reader = read_yaml) -> dict[str, RedFlagRule]:
    rules = (RedFlagRule.model_validate(entry) for entry in read(_rules_file(folder)))
    return {rule.id: rule for rule in rules}


def read_cards(folder: Path, read: Reader = read_yaml) -> dict[str, Card]:
    cards = (read_card(path, read) for path in _card_files(folder))
    return {card.id: card for card in cards}


def _rules_file(folder: Path) -> Path:
    return folder / "red_flags.yaml"


def _card_files(folder: Path) -> list[Path]:
    return sorted((folder / "cards").glob("*.yaml"))


def read_knowledge(folder: Path, read: Reader = read_yaml) -> KnowledgeBase:
    """Read a whole knowledge folder; `validate` says whether its parts fit together.

    `read` gives the content of cards and rules, if they need not be parsed again.
    """
    return KnowledgeBase(
        conditions=read_conditions(folder),
        findings=read_findings(folder),
        sources=read_sources(folder),
        cards=read_cards(folder, read),
        rules=read_rules(folder, read),
        broader=read_broader(folder),
    )


def _plain(content: Any) -> Any:
    """The content of a YAML file with dates as texts."""
    return json.loads(json.dumps(content, default=str))


@cache
def knowledge() -> KnowledgeBase:
    """The shipped knowledge, read on first use; its YAML files are parsed once for all processes."""
    files = [_rules_file(KNOWLEDGE), *_card_files(KNOWLEDGE)]
    contents = compiled("knowledge", files, lambda: {path.stem: _plain(read_yaml(path)) for path in files})
    return read_knowledge(KNOWLEDGE, lambda path: contents[path.stem])
