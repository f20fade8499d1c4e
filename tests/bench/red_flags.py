"""Sensitivity and false alarms of the red-flag rules on self-written cases; `python -m tests.bench.red_flags`.

Vignettes are texts and pass through the reading too; imagined patients are given as findings and judge the rules alone.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from dermagent.evals.metrics.safety import urgency_confusion
from dermagent.knowledge.base import knowledge, read_yaml
from dermagent.reading.fields import from_age
from dermagent.resources import data_root
from dermagent.steps.flag import flag
from dermagent.steps.observe import observe
from dermagent.steps.urgency import floor
from dermagent.types import URGENCIES, Assessed, Case, Observation, Observations, Quantity, Triage, Urgency

KINDS = ("typical", "atypical", "negated", "missing")


@dataclass(frozen=True)
class Vignette:
    """A self-written case with what its rule should do, and the findings that its text states where they are given."""

    id: str
    rule: str
    kind: str
    fires: bool
    case: Case
    states: Observations | None = None


@dataclass(frozen=True)
class Patient:
    """An imagined patient as findings, with the urgency to reach at least, or not to exceed."""

    id: str
    rule: str | None
    seen: Observations
    at_least: Urgency | None
    at_most: Urgency | None

    def right(self, found: Assessed) -> bool:
        """Whether this triage reaches the floor, or stays below the ceiling."""
        level = URGENCIES.index(found.urgency) if found.urgency else len(URGENCIES)
        return (self.at_least is None or level <= URGENCIES.index(self.at_least)) and (
            self.at_most is None or level >= URGENCIES.index(self.at_most)
        )


def seen_with(
    present: Iterable[str], age: float | None = None, measures: Mapping[str, float] | None = None
) -> Observations:
    """Observations of a patient with these findings and measures; the age brings its own findings along."""
    years = None if age is None else Quantity(low=age, high=age, unit="years", field="patient.age_years")
    items = [Observation(finding=f, polarity="present", source="field", field="complaint") for f in present]
    for name, value in (measures or {}).items():
        items.append(Observation(finding=name, polarity="present", source="field", field="complaint", value=value))
    return Observations(language="en", items=(*items, *from_age(years)), age=years)


def patients(part: str) -> list[Patient]:
    """The imagined patients of one part of `findings.yaml`, such as "mended" or "first_sight"."""
    entries: dict[str, list[dict[str, Any]]] = read_yaml(data_root() / "eval_sets/red_flags/findings.yaml")
    return [
        Patient(
            e["id"],
            e.get("rule"),
            seen_with(e["present"], e.get("age"), e.get("measures")),
            e.get("at_least"),
            e.get("at_most"),
        )
        for e in entries[part]
    ]


def vignettes(name: str = "vignettes") -> list[Vignette]:
    """All vignettes of a file of `eval_sets/red_flags`, in the file's order."""
    entries: list[dict[str, Any]] = read_yaml(data_root() / "eval_sets/red_flags" / f"{name}.yaml")
    return [
        Vignette(
            e["id"],
            e["rule"],
            e["kind"],
            e["expect"] == "fires",
            Case.model_validate({"id": e["id"]} | e["case"]),
            seen_with(e["states"], e["case"].get("patient", {}).get("age_years")) if "states" in e else None,
        )
        for e in entries
    ]


@dataclass(frozen=True)
class Outcome:
    """What triage made of a vignette."""

    vignette: Vignette
    triage: Triage

    @property
    def fired(self) -> bool:
        return self.vignette.rule in {red.rule for red in self.triage.red_flags}

    @property
    def right(self) -> bool:
        return self.fired == self.vignette.fires

    @property
    def false_emergency(self) -> bool:
        return not self.vignette.fires and floor(self.triage).urgency == "emergency"


def outcomes(name: str = "vignettes") -> list[Outcome]:
    """Every vignette of a file through observe and triage."""
    return [Outcome(vignette, flag(observe(vignette.case))) for vignette in vignettes(name)]


def main() -> int:
    """Print both sets: the one that the rules were mended with, and the one held out."""
    for part in ("mended", "first_sight", "by_kind", "second_sight"):
        print(f"Imagined patients given as findings, {part}")
        report_patients(patients(part))
    print("\nVignettes that the rules and the reading were mended with (those with stated findings: the rules alone)")
    report(outcomes())
    print("\nHeld-out vignettes (24 of 25 and 0 of 25 at their first run; one mended since)")
    report(outcomes("held_out"))
    return 0


def report_patients(everyone: list[Patient]) -> None:
    """Print, for each floor and each ceiling, how many are right, and every patient that is not."""
    found = [(patient, floor(flag(patient.seen))) for patient in everyone]
    for level in URGENCIES:
        floors = [patient.right(t) for patient, t in found if patient.at_least == level]
        if floors:
            print(f"  at least {level:16} {sum(floors)}/{len(floors)} = {sum(floors) / len(floors):.3f}")
    look_alikes = [(patient, t) for patient, t in found if patient.at_most is not None]
    if look_alikes:
        called = sum(t.urgency == "emergency" for _, t in look_alikes)
        above = sum(not patient.right(t) for patient, t in look_alikes)
        print(f"  look-alikes called an emergency {called}/{len(look_alikes)}, above their ceiling {above}")
    for patient, t in found:
        if not patient.right(t):
            print(f"  wrong: {patient.id}: {t.urgency} by {[flag.rule for flag in t.red_flags]}")


def report(results: list[Outcome]) -> None:
    """Print a line for each rule, then the totals and every vignette that went wrong."""
    by_rule: dict[str, list[Outcome]] = defaultdict(list)
    for outcome in results:
        by_rule[outcome.vignette.rule].append(outcome)
    print(f"{'rule':24}" + "".join(f"{kind:>12}" for kind in KINDS))
    totals: dict[str, list[bool]] = defaultdict(list)
    for rule in knowledge().rules:
        cells = []
        for kind in KINDS:
            fired = [o.fired for o in by_rule[rule] if o.vignette.kind == kind]
            totals[kind] += fired
            cells.append(f"{sum(fired)}/{len(fired)}")
        print(f"{rule:24}" + "".join(f"{cell:>12}" for cell in cells))
    print("\nfired / vignettes (typical and atypical should fire, negated and missing should not)")
    for kind in KINDS:
        if totals[kind]:
            print(f"  {kind:10} {sum(totals[kind])}/{len(totals[kind])} = {sum(totals[kind]) / len(totals[kind]):.3f}")
    everything = [o for group in by_rule.values() for o in group]
    base = sum(o.vignette.fires for o in everything) / len(everything)
    share = sum(o.right for o in everything) / len(everything)
    print(f"  right {share:.3f}; always firing would be right in {base:.3f}; ratio {share / base:.2f}")
    print(f"  emergencies on vignettes that should be silent: {sum(o.false_emergency for o in everything)}")
    right = [knowledge().rules[o.vignette.rule].urgency if o.vignette.fires else "routine" for o in everything]
    confusion = urgency_confusion([floor(o.triage).urgency for o in everything], right)
    print(
        f"  urgency against the rule's own, or routine: less {confusion.under:.3f}, more {confusion.over:.3f} "
        f"of {confusion.n}, not assessed {sum(confusion.not_assessed)}; "
        f"emergencies not called one {confusion.missed_emergencies or 0:.3f}"
    )
    for outcome in everything:
        if not outcome.right or outcome.false_emergency:
            fired = [red.rule for red in outcome.triage.red_flags]
            print(f"  wrong: {outcome.vignette.id}: fired {fired}")


if __name__ == "__main__":
    raise SystemExit(main())
