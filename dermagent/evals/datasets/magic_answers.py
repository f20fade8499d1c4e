"""Answer the closed questions of MEDIQA-MAGIC 2025 from what was observed of a case; the rules are data."""

from collections.abc import Mapping, Set
from functools import cache

from dermagent.evals.datasets.magic_cvqa import FAMILIES, QUESTIONS
from dermagent.knowledge.base import read_yaml
from dermagent.resources import data_root
from dermagent.types import Observations, Value


class ChoiceRule(Value):
    """An option, and the findings that must be there or denied for it; at most so many sites."""

    option: int
    present: tuple[str, ...] = ()
    absent: tuple[str, ...] = ()
    most_sites: int | None = None


class ChoiceRules(Value):
    """`eval_sets/magic_cvqa/answers.yaml`."""

    unsaid: dict[str, tuple[int, ...]]
    rules: dict[str, tuple[ChoiceRule, ...]]
    sites: dict[int, tuple[str, ...]]
    widespread_sites: int
    onset: tuple[tuple[float, int], ...]
    lifelong: tuple[str, ...]
    unspecific: tuple[str, ...]


_WEEK, _MONTH, _DAYS_OF_A_YEAR = 7, 30, 365.25
_SITES, _EXTENT, _WIDESPREAD, _ONSET = "CQID011", "CQID010", 2, "CQID015"


@cache
def rules() -> ChoiceRules:
    """The shipped rules."""
    return ChoiceRules.model_validate(read_yaml(data_root() / "eval_sets/magic_cvqa/answers.yaml"))


def answers_of(observed: Observations | None) -> dict[str, tuple[int, ...]]:
    """The options of each family, ascending; without observations those of a case that says nothing."""
    held = rules()
    found = dict(held.unsaid)
    if observed is None:
        return found
    own = [item for item in observed.items if item.experiencer == "patient" and item.time != "hypothetical"]
    present = {item.finding for item in own if item.polarity == "present"}  # the course so far, not today alone
    general = {item.span for item in own if item.finding in held.unspecific}  # "asymptomatic" mentions no itch
    absent = {item.finding for item in own if item.polarity == "absent" and item.span not in general} - present
    sites = {option for option, names in held.sites.items() if present & set(names)}
    if sites:
        slots = FAMILIES[_SITES][0]  # a slot that is not used is not mentioned
        found[_SITES] = tuple([*sorted(sites), _not_mentioned(_SITES)][:slots])
    if len(sites) >= held.widespread_sites:
        found[_EXTENT] = (_WIDESPREAD,)
    for family, ones in held.rules.items():
        for rule in ones:
            few = rule.most_sites is None or len(sites) <= rule.most_sites
            if few and set(rule.present) <= present and set(rule.absent) <= absent:
                found[family] = (rule.option,)
                break
    days = _days(observed, present, held)
    if days is not None:
        found[_ONSET] = (_onset(days, held),)
    return found


def _days(observed: Observations, present: Set[str], held: ChoiceRules) -> float | None:
    """How long it has lasted: as told, else the age where it has been there for life."""
    if observed.duration is not None:
        return (observed.duration.low + observed.duration.high) / 2
    if observed.age is not None and present & set(held.lifelong):
        return observed.age.high * _DAYS_OF_A_YEAR
    return None


def _onset(days: float, held: ChoiceRules) -> int:
    if _WEEK < days < _MONTH and days.is_integer() and days % _WEEK:
        days = _WEEK - 1
    return next(option for most, option in held.onset if days < most or most == held.onset[-1][0])


def _not_mentioned(family: str) -> int:
    return len(FAMILIES[family][2]) - 1


def submission(choices: Mapping[str, Mapping[str, tuple[int, ...]]]) -> list[dict[str, object]]:
    """The encounters with all 27 question ids, in the form of the task: unused slots are not mentioned."""
    entries: list[dict[str, object]] = []
    for name in sorted(choices):
        entry: dict[str, object] = {"encounter_id": name}
        for question in QUESTIONS:
            family, slot = question[:7], int(question[-3:]) - 1
            options = sorted(choices[name][family])
            entry[question] = options[slot] if slot < len(options) else options[-1]
        entries.append(entry)
    return entries
