"""How the cases of a run ended, and whether more of them went wrong than the user allows."""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import get_args

from pydantic import Field

from dermagent.errors import InputError
from dermagent.evals.running.records import Record
from dermagent.types import Outcome, Value

#: Outcomes in which a case was not judged as configured; a degraded answer counts as an error too.
ERRORS = ("failed", "unusable", "refused", "budget")
_SHOWN = 50


class Endings(Value):
    """Counts of every outcome, zeros included, and the ids of the cases that went wrong, by how.

    `degraded` counts answers, which are in `outcomes` as answered; `left` are cases that were not run. An id of a later
    repeat bears its number.
    """

    records: int
    outcomes: dict[str, int]
    degraded: int = 0
    left: int = 0
    ids: dict[str, tuple[str, ...]] = Field(default_factory=dict)

    @property
    def errors(self) -> int:
        """How many records went wrong."""
        return sum(len(names) for names in self.ids.values())

    def sentence(self) -> str:
        """The counts in one line."""
        told = ", ".join(f"{name.replace('_', ' ')} {number}" for name, number in self.outcomes.items())
        left = f"; not run {self.left}" if self.left else ""
        return f"{told}; degraded answers {self.degraded}{left}"

    def lines(self, most: int = _SHOWN) -> list[str]:
        """The ids of what went wrong, a line for each way, at most so many of each."""
        found = []
        for how, names in self.ids.items():
            more = f" and {len(names) - most} more" if len(names) > most else ""
            found.append(f"{how}: {', '.join(names[:most])}{more}")
        return found


def endings(records: Iterable[Record], *, left: int = 0) -> Endings:
    """How these records ended; each case and repeat must stand among them once."""
    counted: Counter[str] = Counter()
    degraded = 0
    wrong: dict[str, list[tuple[str, int]]] = {}
    for record in records:
        counted[record.outcome] += 1
        degraded += record.degraded
        how = record.outcome if record.outcome in ERRORS else "degraded" if record.degraded else ""
        if how:
            wrong.setdefault(how, []).append((record.case_id, record.repeat))
    order = (*ERRORS, "degraded")
    every = [*get_args(Outcome), *sorted(counted.keys() - set(get_args(Outcome)))]
    return Endings(
        records=counted.total(),
        outcomes={name: counted[name] for name in every},
        degraded=degraded,
        left=left,
        ids={how: tuple(map(_called, sorted(wrong[how]))) for how in order if how in wrong},
    )


def _called(one: tuple[str, int]) -> str:
    name, repeat = one
    return f"{name} (repeat {repeat + 1})" if repeat else name


@dataclass(frozen=True)
class Allowed:
    """How many records may go wrong before a command fails: a number, or a share of all."""

    number: int = 0
    share: float | None = None

    def passed_by(self, found: Endings) -> bool:
        """Whether more went wrong than is allowed."""
        most = self.number if self.share is None else self.share * found.records
        return found.errors > most + 1e-9

    def __str__(self) -> str:
        """As it is written."""
        return str(self.number) if self.share is None else f"{self.share:.0%}"


def allowed(text: str) -> Allowed:
    """A whole number ("3"), or a share ("0.05", "5%"); "any" is none allowed.

    Raises:
        InputError: it is none of these.
    """
    bare = text.strip()
    if bare == "any":
        return Allowed()
    if re.fullmatch(r"\d{1,12}", bare):
        return Allowed(int(bare))
    found = re.fullmatch(r"(\d*\.\d+|\d+\.|\d+)\s*(%?)", bare)
    share = float(found[1]) / (100 if found[2] else 1) if found else -1.0
    if not 0 <= share <= 1:
        raise InputError(
            f"--fail-on-error takes a number of cases (3), a share of them (0.05 or 5%) or 'any', got {text!r}"
        )
    return Allowed(share=share)
