"""The records of the knowledge base, with every rule that one record can check by itself."""

from datetime import date
from typing import Annotated, Literal, Self

from pydantic import Field, StringConstraints, model_validator

from dermagent.types import Urgency, Value

Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9_]*$")]
Sentence = Annotated[str, StringConstraints(min_length=15, max_length=420, strip_whitespace=True)]
SourceStatus = Literal["verified", "title seen, identifier not", "memory", "estimate"]

Frequency = Literal["always", "very_frequent", "frequent", "occasional", "very_rare", "excluded"]
#: Probability that stands for each frequency class: within the HPO frequency ranges (always 100 %, very frequent
#: 80-99, frequent 30-79, occasional 5-29, very rare 1-4, excluded 0) near their middle, kept off 0 and 1.
PROBABILITY: dict[Frequency, float] = {
    "always": 0.98,
    "very_frequent": 0.90,
    "frequent": 0.55,
    "occasional": 0.20,
    "very_rare": 0.02,
    "excluded": 0.002,
}
#: Findings that a card needs at least; the ages, in years, and durations, in days, that one may state (our choice).
FEWEST_FINDINGS, OLDEST_YEARS, LONGEST_DAYS = 8, 110.0, 40_000.0
#: Findings that follow from the patient's age and sex; a card states those as `typical_age` and `female_share`.
DEMOGRAPHIC = frozenset(
    "newborn_age_28_days infant_age_1_year child_age_1_12_years adult_age_60_years female_sex male_sex".split()
)


class Condition(Value):
    """One disease or disease group that can stand in a differential."""

    id: Slug
    name: str
    synonyms: tuple[str, ...]
    icd10cm: str
    family: str
    core: bool
    doubtful: bool


class Finding(Value):
    """One term of the controlled vocabulary of findings."""

    id: Slug
    term: str
    synonyms: tuple[str, ...]
    category: str
    hpo_id: str | None
    parents: tuple[Slug, ...] = ()


class Source(Value):
    """One document that statements may cite."""

    id: Slug
    title: str
    body: str
    year: str
    identifier: str
    status: SourceStatus
    family: str
    superseded_by: Slug | None = None
    checked_on: date | None = None

    @property
    def mark(self) -> str:
        """How far the citation was checked, as printed behind it; empty when title and identifier were seen."""
        marks = {"title seen, identifier not": "identifier unchecked", "memory": "unverified", "estimate": "estimate"}
        return marks.get(self.status, "")


class CardStatement(Value):
    """One citable sentence of a card, in our own words; `author_estimate` as a source: no document says all of it."""

    text: Sentence
    sources: Annotated[tuple[Slug, ...], Field(min_length=1)]


class Discriminator(Value):
    """What tells the card's condition from one look-alike."""

    against: Slug
    by: Annotated[tuple[Slug, ...], Field(min_length=1)]
    text: Sentence


class Card(Value):
    """What is known of one condition, as findings with a frequency class and short cited statements.

    `typical_age` (years) and `typical_duration` (days from onset to presentation) are the ranges that hold about
    eight of ten patients. `elsewhere` is the frequency class of every body site that the card does not list.
    Frequency classes are expert-style estimates, not measured rates. `urgency` says how soon a person with this
    condition should be seen, as it usually presents; `must_not_miss` that missing it may kill or maim; `slow` that it
    grows over years, so that a ranking which only thinks it possible does not hurry anybody.
    """

    id: Slug
    author: str
    date: date
    urgency: Urgency
    must_not_miss: bool = False
    slow: bool = False
    typical_age: tuple[float, float] | None = None
    female_share: Annotated[float, Field(ge=0, le=1)] | None = None
    typical_duration: tuple[float, float] | None = None
    findings: dict[Slug, Frequency]
    elsewhere: Frequency | None = None
    profile_sources: Annotated[tuple[Slug, ...], Field(min_length=1)]
    discriminators: Annotated[tuple[Discriminator, ...], Field(min_length=2)]
    next_steps: Annotated[tuple[CardStatement, ...], Field(min_length=2)]
    statements: Annotated[tuple[CardStatement, ...], Field(min_length=4, max_length=10)]

    @model_validator(mode="after")
    def _check(self) -> Self:
        if len(self.findings) < FEWEST_FINDINGS:
            raise ValueError(f"needs at least {FEWEST_FINDINGS} findings, has {len(self.findings)}")
        if given := sorted(DEMOGRAPHIC & self.findings.keys()):
            raise ValueError(f"states {given} as findings; use typical_age and female_share")
        for name, limits, top in (
            ("typical_age", self.typical_age, OLDEST_YEARS),
            ("typical_duration", self.typical_duration, LONGEST_DAYS),
        ):
            if limits and not 0 <= limits[0] < limits[1] <= top:
                raise ValueError(f"{name} must be [low, high] with 0 <= low < high <= {top:g}, got {list(limits)}")
        if self.must_not_miss and self.urgency in ("routine", "self_care"):
            raise ValueError(f"must not be missed, but its urgency is {self.urgency!r}")
        if self.slow and not self.must_not_miss:
            raise ValueError("is slow, which is said only of what must not be missed")
        if self.id in {d.against for d in self.discriminators}:
            raise ValueError("a discriminator is against the card's own condition")
        return self


class ScoreItem(Value):
    """One line of a checklist: its weight counts once if any of its findings is present."""

    any_of: Annotated[tuple[Slug, ...], Field(min_length=1)]
    weight: Annotated[int, Field(ge=1)] = 1


class Score(Value):
    """A checklist with its threshold, such as "at least 4 of these 5"."""

    items: Annotated[tuple[ScoreItem, ...], Field(min_length=1)]
    at_least: Annotated[int, Field(ge=1)]

    @model_validator(mode="after")
    def _reachable(self) -> Self:
        if sum(item.weight for item in self.items) < self.at_least:
            raise ValueError(f"the items cannot add up to {self.at_least}")
        return self


class Trigger(Value):
    """One way for a red-flag rule to fire: every given part must hold.

    All of `all_of`, one of each group of `any_of`, every score and every bound. Age is in years, both ends inclusive;
    an unknown age or measure fails its bound. `measures` are lower bounds of measured findings, such as
    {"body_surface_percent": 90}. There is no way to ask for an absent finding: more findings never lower the urgency.
    """

    all_of: tuple[Slug, ...] = ()
    any_of: tuple[Annotated[tuple[Slug, ...], Field(min_length=1)], ...] = ()
    scores: tuple[Score, ...] = ()
    age_min: float | None = None
    age_max: float | None = None
    measures: dict[Slug, float] = Field(default_factory=dict)
    urgency: Urgency | None = None

    @model_validator(mode="after")
    def _not_empty(self) -> Self:
        if not (self.all_of or self.any_of or self.scores or self.measures):
            raise ValueError("a trigger needs all_of, any_of, scores or measures")
        return self

    @property
    def findings(self) -> frozenset[str]:
        """All findings it looks at."""
        scored = (finding for score in self.scores for item in score.items for finding in item.any_of)
        return frozenset((*self.all_of, *(f for group in self.any_of for f in group), *scored, *self.measures))


class RedFlagRule(Value):
    """A rule that sets a floor to the urgency, before and without any model.

    `conditions` are listed whatever their rank once it fires; a rule for danger as such may name none. One that counts
    `only_alone` is silent where another rule has found as much urgency.
    """

    id: Slug
    name: str
    urgency: Urgency
    only_alone: bool = False
    triggers: Annotated[tuple[Trigger, ...], Field(min_length=1)]
    conditions: tuple[Slug, ...]
    sources: Annotated[tuple[Slug, ...], Field(min_length=1)]
    patient_text: Sentence
    clinician_text: Sentence
