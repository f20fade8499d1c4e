"""The records of a run by case, and what each of them says and is about."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from dermagent.evals.metrics.ranking import heaviest
from dermagent.evals.running.records import Record

#: Outcomes that are an outage and no doing of the system: left out of every figure, and counted. A budget that was used
#: up is the system's doing and counts as wrong.
EXCLUDED = frozenset({"failed"})

Ranked = Sequence[str]
Metric = Callable[[Ranked, Mapping[str, float]], float]


@dataclass(frozen=True)
class ScoredCase:
    """The records of one case in all repeats that count."""

    records: tuple[Record, ...]

    @property
    def first(self) -> Record:
        """The first repeat."""
        return self.records[0]

    def mean(self, metric: Metric) -> float:
        """The metric's mean over the repeats."""
        return sum(metric(answer_of(r), r.reference) for r in self.records) / len(self.records)


def by_case(records: Sequence[Record]) -> list[ScoredCase]:
    """The cases in the order of their ids, whatever the order in which they came to their end."""
    found: dict[str, list[Record]] = defaultdict(list)
    for record in records:
        found[record.case_id].append(record)
    ordered = (sorted(found[name], key=lambda record: record.repeat) for name in sorted(found))
    return [ScoredCase(tuple(ones)) for ones in ordered]


def answer_of(record: Record) -> list[str]:
    """The conditions that count as said: none where the case was not answered."""
    return record.conditions if record.outcome == "answered" else []


def label_of(record: Record) -> str:
    """The condition that a case is counted under: the heaviest of its reference, ties by id."""
    return min(heaviest(record.reference))


def said_of(record: Record) -> str:
    """The label that the first condition counts as: the reference itself where it is one of its heaviest."""
    first = next(iter(answer_of(record)), "")
    return label_of(record) if first in heaviest(record.reference) else first
