"""The clinical bounds that make a finding of a number (`knowledge/data/bounds.yaml`), read once and typed."""

from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, Field, ValidationError

from dermagent.knowledge.base import not_valid, read_yaml
from dermagent.knowledge.schema import Slug
from dermagent.resources import KNOWLEDGE
from dermagent.types import Value

DAYS_OF_A_YEAR = 365.25
NEWBORN = "newborn_age_28_days"


def _in_order(ends: tuple[float, float]) -> tuple[float, float]:
    if ends[0] > ends[1]:
        raise ValueError("the lower end lies above the upper one")
    return ends


#: The lower and the upper end of a range, both within it.
Ends = Annotated[tuple[float, float], AfterValidator(_in_order)]


def is_within(value: float, ends: Ends) -> bool:
    """Whether a value lies within a range, its ends included."""
    return ends[0] <= value <= ends[1]


class TemperatureBounds(Value):
    """Body temperatures in degrees Celsius (`living_f`: Fahrenheit)."""

    living_c: Ends
    living_f: Ends
    fever_from_c: float
    no_fever_below_c: float


class ChildPressure(Value):
    """The least normal systolic pressure of a child by its age in years."""

    below_years: float
    at_birth: float
    a_year: float


class PressureBounds(Value):
    """Systolic pressures in mmHg; a lower one starts at `lower_from` and lies `apart` under the upper one."""

    living: Ends
    low_to: float
    child: ChildPressure
    lower_from: float
    apart: float
    source: Slug

    def are_both(self, upper: float, lower: float) -> bool:
        """Whether two figures can be the upper and the lower pressure of a living body."""
        return is_within(upper, self.living) and self.lower_from <= lower <= upper - self.apart

    def is_low(self, systolic: float, age_years: float | None) -> bool:
        """Whether a systolic pressure in mmHg is too low at an age; of an unknown age as of an adult's."""
        if age_years is not None and age_years < self.child.below_years:
            return systolic < self.child.at_birth + self.child.a_year * age_years
        return systolic <= self.low_to


class PulseBounds(Value):
    """Heartbeats a minute, from an age in years on, and of infants."""

    living: Ends
    fast_above: float
    from_years: float
    infant_below_years: float
    infant_fast_above: float
    source: Slug


class BreathBounds(Value):
    """Breaths a minute, from an age in years on."""

    living: Ends
    fast_from: float
    from_years: float
    source: Slug


class OxygenBounds(Value):
    """Oxygen saturation in per cent."""

    living: Ends
    low_below: float
    source: Slug


class UrineBounds(Value):
    """Millilitres of urine that are too little for an adult, from an age in years on."""

    low_an_hour_ml: float
    low_a_day_ml: float
    from_years: float
    source: Slug


class SightBounds(Value):
    """Visual acuity as a decimal: 6/12 and 20/40 are 0.5."""

    poor_below: float
    source: Slug


class VitalSigns(Value):
    """The bounds of all vital signs."""

    temperature: TemperatureBounds
    pressure: PressureBounds
    pulse: PulseBounds
    breaths: BreathBounds
    oxygen: OxygenBounds
    urine: UrineBounds
    sight: SightBounds


class LesionBounds(Value):
    """Sizes of a pigmented lesion in millimetres, and how many times an earlier one is growth."""

    large_from_mm: float
    longest_mm: float
    grown_times: float
    source: Slug


class AgeBounds(Value):
    """The ages in years that imply a finding, and the oldest that a person gets; of the newborn in days."""

    oldest_years: float
    newborn_days: float
    findings: Mapping[Slug, Ends]

    @property
    def newborn_years(self) -> float:
        """The last age of a newborn in years."""
        return self.newborn_days / DAYS_OF_A_YEAR

    def implied(self) -> Iterator[tuple[str, float, float]]:
        """The findings that an age implies, with their ends in years."""
        yield NEWBORN, 0.0, self.newborn_years
        for finding, (low, high) in self.findings.items():
            yield finding, low, high


class Tempo(Value):
    """What a time in days, told as a shortest and a longest one, must be for a finding of tempo."""

    shortest: float = Field(default=0.0, alias="from")
    reaches: float = 0.0
    beyond: float = -1.0
    to: float = float("inf")

    def holds(self, low: float, high: float) -> bool:
        """Whether a time from `low` to `high` days is such a one."""
        return self.shortest <= low and self.reaches <= high <= self.to and high > self.beyond


class Latency(Value):
    """Days from a new drug to the complaint."""

    days: Ends
    source: Slug


class LongFever(Value):
    """Days from which on a fever is a long one."""

    days: float
    source: Slug


class LongTaken(Value):
    """Days from which on a drug is no new one."""

    days: float


class Bounds(Value):
    """All bounds of the file."""

    vital_signs: VitalSigns
    lesion: LesionBounds
    ages: AgeBounds
    tempo: Mapping[Slug, Tempo]
    latency: Mapping[Slug, Latency]
    long_fever: LongFever
    long_taken: LongTaken

    @property
    def findings(self) -> set[str]:
        """The findings that the file names."""
        return {NEWBORN, *self.ages.findings, *self.tempo, *self.latency}

    @property
    def sources(self) -> set[str]:
        """The sources that the file names."""
        signs = self.vital_signs
        measured = (signs.pressure, signs.pulse, signs.breaths, signs.oxygen, signs.urine, signs.sight)
        cited = {one.source for one in measured}
        return cited | {self.lesion.source, self.long_fever.source} | {one.source for one in self.latency.values()}


def read_bounds(folder: Path) -> Bounds:
    """The bounds of a knowledge folder.

    Raises:
        InputError: the file is not readable, or a bound is missing, unknown or out of order.
    """
    try:
        return Bounds.model_validate(read_yaml(folder / "bounds.yaml"))
    except ValidationError as error:
        raise not_valid("bounds.yaml", error, "bounds") from error


@cache
def bounds() -> Bounds:
    """The bounds that ship with the package."""
    return read_bounds(KNOWLEDGE)
