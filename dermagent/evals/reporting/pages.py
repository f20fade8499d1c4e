"""A page for each case of a run: what was told, seen and read, what each list and agent said, and what it cost."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from pydantic import ValidationError

from dermagent.errors import InputError
from dermagent.evals.datasets.base import LabelledCase
from dermagent.evals.metrics.ranking import heaviest
from dermagent.evals.running.cases import answer_of
from dermagent.evals.running.outcomes import ERRORS
from dermagent.evals.running.records import Record, file_name, trace_of
from dermagent.knowledge.base import knowledge
from dermagent.knowledge.outside import name_of
from dermagent.types import URGENCIES, Differential

#: What cases can be filtered by, and what each word means.
KINDS = {
    "wrong": "answered, and not with a right condition first",
    "abstained": "abstained or not predicted",
    "failed": "failed, refused, unusable or stopped by the budget",
    "under": "called less urgent than the card of a right condition says",
    "degraded": "answered with less than was configured",
}


@dataclass(frozen=True)
class CaseRow:
    """A case in the report's list: the `kinds` of `KINDS` that hold, its subgroups, and the address of its page."""

    record: Record
    said: str
    sure: float | None
    reference: str
    kinds: tuple[str, ...]
    groups: tuple[str, ...]
    page: str = ""


@dataclass
class Filters:
    """What the list can be filtered by, with the number of cases of each; the groups by the name of their class."""

    kinds: dict[str, int] = field(default_factory=dict)
    groups: dict[str, tuple[str, int]] = field(default_factory=dict)


def rows_of(records: Sequence[Record], pages: Mapping[tuple[str, int], str]) -> tuple[list[CaseRow], Filters]:
    """The list of a run's cases, those that went wrong first, and its filters; `pages` are the addresses of pages."""
    rows = [_row(record, pages.get((record.case_id, record.repeat), "")) for record in records]
    rows.sort(key=lambda row: (_order(row), row.record.case_id, row.record.repeat))
    groups = sorted({group for row in rows for group in row.groups})
    return rows, Filters(
        {kind: sum(kind in row.kinds for row in rows) for kind in KINDS},
        {f"g{n}": (group, sum(group in row.groups for row in rows)) for n, group in enumerate(groups)},
    )


def _order(row: CaseRow) -> int:
    return next(
        (n for n, kind in enumerate(("failed", "under", "degraded", "wrong", "abstained")) if kind in row.kinds), 9
    )


def _row(record: Record, page: str) -> CaseRow:
    first = next(iter(answer_of(record)), "")
    return CaseRow(
        record=record,
        said=called(first) if first else "",
        sure=record.ranked[0][1] if first else None,
        reference=" or ".join(called(one) for one in sorted(heaviest(record.reference))) if record.reference else "",
        kinds=tuple(kind for kind, holds in _holding(record).items() if holds),
        groups=tuple(f"{name}: {value}" for name, value in sorted(record.strata.items()) if value),
        page=page,
    )


def _holding(record: Record) -> dict[str, bool]:
    first = next(iter(answer_of(record)), "")
    return {
        "wrong": bool(first and record.reference) and first not in heaviest(record.reference),
        "abstained": record.outcome in {"abstained", "not_predicted"},
        "failed": record.outcome in ERRORS,
        "under": under_triaged(record),
        "degraded": record.degraded,
    }


def under_triaged(record: Record) -> bool:
    """Whether the case was called less urgent than the card of a right condition says, or its urgency not assessed.

    Only conditions that are more urgent than routine count, and only cases that did not fail.
    """
    cards = knowledge().cards
    right = [cards[one].urgency for one in (heaviest(record.reference) if record.reference else ()) if one in cards]
    least = min(map(URGENCIES.index, right), default=len(URGENCIES))
    if least >= URGENCIES.index("routine") or record.outcome == "failed":
        return False
    return record.urgency is None or URGENCIES.index(record.urgency) > least


def write_pages(
    records: Sequence[Record],
    folder: Path,
    into: Path,
    cases: Iterable[LabelledCase] = (),
    root: Path | None = None,
    report: str = "",
) -> dict[tuple[str, int], str]:
    """Write a page for each record into the folder `into`; gives their addresses, relative to its parent.

    Args:
        folder: of the run; what it keeps of a case's whole differential is shown.
        cases: of the data set, in any order, for what they tell; one that is not among them has no history on its page.
        root: of the data set's images.
        report: name of the report beside `into`, to which each page leads back; empty without one.

    Raises:
        InputError: the pages cannot be written, or a kept differential cannot be read.
    """
    template = Environment(
        loader=PackageLoader("dermagent.evals", "templates"), autoescape=True, undefined=StrictUndefined
    ).get_template("case.html.j2")
    wanted: dict[str, list[Record]] = {}
    for record in records:
        wanted.setdefault(record.case_id, []).append(record)
    order = sorted((record.case_id, record.repeat) for record in records)
    names = {key: f"{file_name(*key)}.html" for key in order}
    places = {key: n for n, key in enumerate(order)}
    found: dict[tuple[str, int], str] = {}
    try:
        into.mkdir(parents=True, exist_ok=True)
        for told, record in joined(wanted, cases):
            key = (record.case_id, record.repeat)
            place = places[key]
            near = [names[order[n]] if 0 <= n < len(order) else "" for n in (place - 1, place + 1)]
            (into / names[key]).write_text(
                template.render(**_view(record, told, kept(folder, record), root), near=near, report=report),
                encoding="utf-8",
            )
            found[key] = f"{into.name}/{names[key]}"
    except OSError as error:
        raise InputError(f"cannot write the pages of cases to {into.name!r}: {error.strerror}") from error
    return found


def joined(
    wanted: dict[str, list[Record]], cases: Iterable[LabelledCase]
) -> Iterator[tuple[LabelledCase | None, Record]]:
    """Each record with its case; those whose case is not there come last."""
    for case in cases:
        for record in wanted.pop(case.case.id, ()):
            yield case, record
        if not wanted:
            return
    for records in wanted.values():
        for record in records:
            yield None, record


def kept(folder: Path, record: Record) -> Differential | None:
    """The whole differential of a case, where the run kept one that can be read."""
    path = trace_of(folder, record.case_id, record.repeat)
    if not path.is_file():
        return None
    try:
        return Differential.model_validate_json(path.read_bytes())
    except ValidationError:
        return None  # of another version: the record says the rest


def _view(record: Record, told: LabelledCase | None, result: Differential | None, root: Path | None) -> dict[str, Any]:
    """What the template shows."""
    kb = knowledge()
    terms = {finding.id: finding.term for finding in kb.findings.values()}
    rounds: dict[int, list[Any]] = {}
    for opinion in result.opinions if result else ():
        rounds.setdefault(opinion.round, []).append(opinion)
    return {
        "record": record,
        "row": _row(record, ""),
        "kinds": KINDS,
        "told": told,
        "fields": _fields(told) if told else [],
        "d": result,
        "images": images_of(told, result, root),
        "called": called,
        "term": lambda finding: terms.get(finding, finding.replace("_", " ")),
        "rounds": rounds,
        "statements": {one.id: one for one in result.statements} if result else {},
    }


def _fields(told: LabelledCase) -> list[tuple[str, str]]:
    """What the case says beside its history, as far as it says anything."""
    held = {**told.case.patient.model_dump(mode="json"), **told.case.complaint.model_dump(mode="json")}
    return [(name.replace("_", " "), _words(value)) for name, value in held.items() if value not in (None, "", [], {})]


def _words(value: Any) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{name} {_words(one)}" for name, one in value.items())
    if isinstance(value, float):
        return f"{value:g}"
    return ", ".join(map(_words, value)) if isinstance(value, list | tuple) else str(value)


def images_of(told: LabelledCase | None, result: Differential | None, root: Path | None) -> list[tuple[str, str]]:
    """Thumbnails as data URLs, with the name of each image; nothing is fetched."""
    if told is None or result is None:
        return []
    import base64

    from dermagent.report.images import thumbnails

    shown = thumbnails(told.case, result, root).shown
    return [
        (told.case.images[n].path or f"image {n + 1}", "data:image/jpeg;base64," + base64.b64encode(one).decode())
        for n, one in shown.items()
    ]


def called(condition: str) -> str:
    """The name of any condition, or what another system called it."""
    try:
        return name_of(condition)
    except KeyError:
        return condition
