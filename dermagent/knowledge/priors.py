"""Prior profiles: how often each condition is seen in a setting, before anything is known of the case."""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from dermagent.errors import InputError
from dermagent.knowledge.base import KnowledgeBase, rows, shipped
from dermagent.resources import KNOWLEDGE

#: Id that a profile may use for all conditions that are not in our list.
SOMETHING_ELSE = "something_else"
#: Share of a profile's mass that is spread evenly over the conditions with a card, so that none has a prior of 0.
_SMOOTHING = 0.15
#: "Something else" is never thought impossible, whatever the profile says of conditions without a card.
_LEAST_OTHER = 0.05


@dataclass(frozen=True)
class ToldFindings:
    """What was told in the cases that a profile was counted on: cases by condition, and by condition and finding.

    A case with several reference answers is shared out among them, so cases are no whole numbers.
    """

    cases: Mapping[str, float]
    findings: Mapping[tuple[str, str], float]


@dataclass(frozen=True)
class Prior:
    """Probability of each condition that has a card, and of everything else together; they add up to 1."""

    name: str
    by_condition: Mapping[str, float]
    other: float
    told: ToldFindings | None = None


def shipped_profiles() -> tuple[str, ...]:
    """Names of the profiles that ship with the package."""
    return ("uniform", *sorted(path.stem for path in (KNOWLEDGE / "priors").glob("*.csv")))


def about_prior(name: str) -> str:
    """What a profile means, in one sentence of a report; of the user's own file no more than that it is one."""
    means = _meanings().get(name, "conditions are taken to be as frequent as the user's own file says")
    return f"Prior {Path(name).stem}: {means}; where this case comes from elsewhere, another one fits better."


@cache
def _meanings() -> Mapping[str, str]:
    meanings: dict[str, str] = shipped("priors/about.yaml")
    return meanings


def read_prior(name: str, kb: KnowledgeBase) -> Prior:
    """A shipped profile by name, or the user's own CSV file (`condition_id,weight`) by path.

    A shipped profile that was counted on cases with histories also holds what was told in them.

    Raises:
        InputError: no such profile or file, an unknown condition, or a weight that is not a number >= 0.
    """
    if name == "uniform":
        return prior_from_weights("uniform", {}, kb)
    path = KNOWLEDGE / "priors" / f"{name}.csv" if name in shipped_profiles() else Path(name)
    if not path.is_file():
        known = ", ".join(shipped_profiles())
        raise InputError(f"prior {name!r} is neither a file nor one of {known}")
    weights: dict[str, float] = {}
    try:
        for line, row in enumerate(rows(path), start=2):
            condition, weight = row["condition_id"], float(row["weight"])
            if condition not in kb.conditions and condition != SOMETHING_ELSE:
                raise InputError(f"{path.name}, line {line}: {condition!r} is not a known condition id")
            if not 0 <= weight < float("inf"):
                raise ValueError
            weights[condition] = weight
    except (KeyError, ValueError, TypeError, csv.Error, UnicodeDecodeError) as error:
        raise InputError(f"{path.name}: expected columns condition_id,weight with numbers >= 0") from error
    if not sum(weights.values()):
        raise InputError(f"{path.name}: no condition has a weight above 0; expected lines of condition_id,weight")
    return prior_from_weights(path.stem, weights, kb, _told(name, weights))


def _told(name: str, weights: Mapping[str, float]) -> ToldFindings | None:
    path = KNOWLEDGE / "priors" / "told" / f"{name}.csv"
    if name not in shipped_profiles() or not path.is_file():
        return None
    return ToldFindings(weights, {(row["condition_id"], row["finding_id"]): float(row["cases"]) for row in rows(path)})


def prior_from_weights(
    name: str, weights: Mapping[str, float], kb: KnowledgeBase, told: ToldFindings | None = None
) -> Prior:
    """A prior from counts or weights; conditions without a card go to "something else"."""
    cards = list(kb.cards)
    total = sum(weights.values())
    if total <= 0:
        return Prior(name, {c: (1 - _LEAST_OTHER) / len(cards) for c in cards}, _LEAST_OTHER, told)
    carded = sum(weights.get(c, 0.0) for c in cards)
    other = max(1 - carded / total, _LEAST_OTHER)
    even = _SMOOTHING / len(cards)
    shares = {c: (1 - _SMOOTHING) * weights.get(c, 0.0) / max(carded, 1e-12) + even for c in cards}
    scale = (1 - other) / sum(shares.values())
    return Prior(name, {c: share * scale for c, share in shares.items()}, other, told)
