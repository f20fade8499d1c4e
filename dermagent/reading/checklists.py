"""Items of clinical checklists that the plainer findings of a case amount to."""

from collections.abc import Iterator, Mapping
from functools import cache

from pydantic import Field

from dermagent.knowledge.base import shipped
from dermagent.knowledge.bounds import DAYS_OF_A_YEAR
from dermagent.types import Observation, Observations, Polarity, Value

#: Each group needs one of its findings.
_Groups = tuple[frozenset[str], ...]


class _Item(Value):
    """An item of a list, what amounts to it, and what denies it; `lasting`: days that the complaint has, at least."""

    finding: str
    of: _Groups
    denied_by: _Groups = ()
    lasting: float = 0
    of_a_spot: bool = True


class _NewAfter(Value):
    """A spot that came after an age in years, unless it does what a rash does."""

    finding: str
    years: float
    of: tuple[_Groups, ...]
    without: frozenset[str]


class _Checklists(Value):
    """`knowledge/data/checklists.yaml`, which says what for."""

    spot: tuple[_Groups, ...] = Field(min_length=1)
    items: tuple[_Item, ...]
    new_after: _NewAfter


@cache
def _checklists() -> _Checklists:
    return _Checklists.model_validate(shipped("checklists.yaml"))


def checked_off(seen: Observations) -> tuple[Observation, ...]:
    """The items that the case does not tell by name, each in the words of the finding told last that makes it up."""
    lists, told = _checklists(), seen.counted()
    present, absent = _of(told, "present"), _of(told, "absent")
    is_spot = any(_met(groups, present) for groups in lists.spot)
    made = []
    for item in lists.items:
        if item.finding in told or not (is_spot or not item.of_a_spot):
            continue
        if (by := _met(item.of, present)) and _has_lasted(seen, item.lasting):
            made.append(_as(item.finding, "present", by))
        elif (by := _met(item.denied_by, absent)) and not _met(item.of, present):
            made.append(_as(item.finding, "absent", by))
    return (*made, *_new(lists.new_after, seen, present))


def _new(rule: _NewAfter, seen: Observations, present: Mapping[str, Observation]) -> Iterator[Observation]:
    """The finding that a spot came after an age, where the case tells how old its patient is and since when."""
    age, lasts = seen.age, seen.duration
    if age is None or lasts is None or rule.finding in present or not rule.without.isdisjoint(present):
        return
    if age.low - lasts.high / DAYS_OF_A_YEAR < rule.years:
        return
    if held := [by for groups in rule.of if (by := _met(groups, present))]:
        yield _as(rule.finding, "present", held[0])


def _of(told: Mapping[str, Observation], polarity: Polarity) -> dict[str, Observation]:
    return {finding: item for finding, item in told.items() if item.polarity == polarity}


def _met(groups: _Groups, among: Mapping[str, Observation]) -> list[Observation]:
    """One finding for each group, or nothing."""
    found = [next((among[one] for one in sorted(group) if one in among), None) for group in groups]
    return [one for one in found if one] if all(found) else []


def _has_lasted(seen: Observations, days: float) -> bool:
    return not days or (seen.duration is not None and seen.duration.low >= days)


def _as(finding: str, polarity: Polarity, by: list[Observation]) -> Observation:
    """The item in the words of the last of the findings that make it up, as certain as the least certain of them."""
    last = max(by, key=lambda one: one.span.start if one.span else 0)
    certainty = min(one.certainty for one in by)
    return last.model_copy(
        update={"finding": finding, "polarity": polarity, "certainty": certainty, "value": None, "unit": None}
    )
