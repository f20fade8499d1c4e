"""The values that cross module boundaries; every rule that must always hold is checked inside its type."""

import hashlib
from collections.abc import Iterable
from datetime import date as Date
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

Urgency = Literal["emergency", "same_day", "urgent_referral", "routine", "self_care"]
#: From most to least urgent; a smaller position is more urgent.
URGENCIES: tuple[Urgency, ...] = ("emergency", "same_day", "urgent_referral", "routine", "self_care")

Outcome = Literal["answered", "abstained", "unusable", "refused", "budget", "failed"]
Polarity = Literal["present", "absent", "unknown"]
Language = Literal["en", "zh", "es"]
Sex = Literal["female", "male", "other"]
Fitzpatrick = Literal["I", "II", "III", "IV", "V", "VI"]
Modality = Literal["clinical", "dermoscopic", "histopathology"]
View = Literal["close_up", "at_an_angle", "at_distance"]
PreparingStep = Literal["hair", "vignette", "constancy", "stretch"]
CorrectionAction = Literal["ignore_concept", "require_review", "veto_label", "boost_label"]
Verdict = Literal["verified", "misattributed", "altered", "not_retrieved"]

CaseId = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9._:-]{0,127}$")]
Probability = Annotated[float, Field(ge=0, le=1)]
#: Longest free text of a case, in characters; far above any real history, and a bound on the work one case can ask for.
MAX_TEXT = 50_000
Text = Annotated[str, StringConstraints(max_length=MAX_TEXT)]


class Value(BaseModel):
    """Base of every record: no silent extra keys, no mutation after construction."""

    model_config = ConfigDict(frozen=True, extra="forbid")


def most_urgent(urgencies: Iterable[Urgency]) -> Urgency:
    """The most urgent of at least one urgency."""
    return min(urgencies, key=URGENCIES.index)


# --- what comes in -----------------------------------------------------------------------------------------------


class CaseImage(Value):
    """One picture of the case: a path (relative to the case file) or https URL, or the encoded bytes themselves.

    `lesion` is the caller's name for the lesion shown, the same in all its pictures: pictures are compared with each
    other only by it.
    """

    path: Annotated[str, StringConstraints(min_length=1, max_length=4096)] | None = None
    content: bytes | None = Field(default=None, repr=False, json_schema_extra={"contentEncoding": "base64"})
    modality: Modality = "clinical"
    view: View | None = None
    body_site: str | None = None
    date: Date | None = None
    lesion: Annotated[str, StringConstraints(min_length=1, max_length=100)] | None = None

    model_config = ConfigDict(frozen=True, extra="forbid", ser_json_bytes="base64", val_json_bytes="base64")

    @model_validator(mode="after")
    def _one_origin(self) -> Self:
        if (self.path is None) == (self.content is None):
            raise ValueError("give either path or content")
        return self


class Patient(Value):
    """Who the patient is, as far as it is known; a missing field is unknown.

    `id` is a pseudonym, used only to leave the patient's own pictures out of an index; no model is shown it.
    """

    id: Annotated[str, StringConstraints(min_length=1, max_length=128)] | None = None
    age_years: Annotated[float, Field(ge=0, le=120)] | None = None
    sex: Sex | None = None
    fitzpatrick: Fitzpatrick | None = None
    monk: Annotated[int, Field(ge=1, le=10)] | None = None
    pregnant: bool | None = None
    immunosuppressed: bool | None = None


class Drug(Value):
    """A drug the patient takes or took."""

    name: Annotated[str, StringConstraints(min_length=1, max_length=200)]
    start: Date | None = None
    started_days_before_onset: Annotated[float, Field(ge=0, le=40_000)] | None = None


class Complaint(Value):
    """The present complaint, as answers to questions.

    `sites`, `symptoms`, `textures`, `exposures` and `contacts` take finding ids, their terms, or SCIN's questionnaire
    names; in `symptoms` true, false and null mean present, absent and unknown. `duration` is a number of days, or one
    of SCIN's names such as "ONE_TO_FOUR_WEEKS".
    """

    onset: Date | None = None
    duration: Annotated[float, Field(ge=0, le=40_000)] | str | None = None
    sites: tuple[str, ...] = ()
    textures: tuple[str, ...] = ()
    symptoms: dict[str, bool | None] = Field(default_factory=dict)
    drugs: tuple[Drug, ...] = ()
    exposures: tuple[str, ...] = ()
    contacts: tuple[str, ...] = ()
    body_surface_percent: Annotated[float, Field(ge=0, le=100)] | None = None
    lesion_count: Annotated[int, Field(ge=0, le=100_000)] | None = None


class EarlierVisit(Value):
    """What was noted at an earlier visit; it is read as past, never as a present finding."""

    date: Date | None = None
    note: Text


class Case(Value):
    """One patient's question: photos, a history, or both; everything else is optional and unknown if missing."""

    id: CaseId | Literal[""] = ""
    images: Annotated[tuple[CaseImage, ...], Field(max_length=50)] = ()
    history: Text = ""
    language: Language | None = None
    patient: Patient = Patient()
    complaint: Complaint = Complaint()
    earlier_visits: tuple[EarlierVisit, ...] = ()

    @model_validator(mode="after")
    def _has_substance(self) -> Self:
        if not self.images and not self.history.strip() and self.complaint == Complaint():
            raise ValueError("needs at least one image, a history or a complaint")
        return self

    @model_validator(mode="after")
    def _named(self) -> Self:
        """A case without an id is named by the SHA-256 of its content."""
        if not self.id:
            content = self.model_dump_json(exclude={"id"}).encode()
            object.__setattr__(self, "id", f"sha256:{hashlib.sha256(content).hexdigest()[:24]}")
        return self


# --- what was observed -------------------------------------------------------------------------------------------


class Span(Value):
    """A stretch of a text of the case: `text` is exactly the characters [start, end) of field `field`."""

    field: str
    start: Annotated[int, Field(ge=0)]
    end: int
    text: str

    @model_validator(mode="after")
    def _fits(self) -> Self:
        if self.end - self.start != len(self.text) or not self.text:
            raise ValueError(f"a span of {self.end - self.start} characters cannot hold {len(self.text)}")
        return self


class Observation(Value):
    """One finding with its polarity and where it comes from.

    `certainty` is 1 for a plain statement and lower for a hedged one. Findings of a relative, of the past, or only
    imagined ("if it blisters") are kept and shown, but they are no findings of this patient now.
    """

    finding: str
    polarity: Polarity
    source: Literal["history", "field", "image", "vlm"]
    span: Span | None = None
    field: str | None = None
    value: float | None = None
    unit: str | None = None
    experiencer: Literal["patient", "family", "contact"] = "patient"
    time: Literal["current", "past", "hypothetical"] = "current"
    certainty: Probability = 1.0

    @model_validator(mode="after")
    def _has_origin(self) -> Self:
        if self.span is None and self.field is None:
            raise ValueError(f"{self.finding}: an observation needs a span or a field")
        return self


class Quantity(Value):
    """A number read from the case, as the interval it lies in."""

    low: float
    high: float
    unit: Literal["years", "days"]
    span: Span | None = None
    field: str | None = None

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if not self.low <= self.high:
            raise ValueError(f"interval [{self.low}, {self.high}] is not ordered")
        return self


class NamedCondition(Value):
    """A diagnosis that the history itself names: asked about, told by somebody, or ruled out."""

    condition: str
    stance: Literal["suggested", "denied", "past", "family"]
    span: Span


class Observations(Value):
    """All that is known of a case before anybody draws a conclusion."""

    language: Language
    items: tuple[Observation, ...] = ()
    named: tuple[NamedCondition, ...] = ()
    age: Quantity | None = None
    sex: Sex | None = None
    duration: Quantity | None = None
    drug_to_onset: Quantity | None = None

    def counted(self) -> dict[str, Observation]:
        """The patient's own present or absent findings now, one each: present wins, then the more certain."""
        best: dict[str, Observation] = {}
        for item in self.items:
            if item.experiencer != "patient" or item.time != "current" or item.polarity == "unknown":
                continue
            held = best.get(item.finding)
            if held is None or _weight(item) > _weight(held):
                best[item.finding] = item
        return best

    def conflicts(self) -> tuple[str, ...]:
        """Findings stated both present and absent, sorted."""
        polarities: dict[str, set[str]] = {}
        for item in self.items:
            if item.experiencer == "patient" and item.time == "current":
                polarities.setdefault(item.finding, set()).add(item.polarity)
        return tuple(sorted(f for f, seen in polarities.items() if {"present", "absent"} <= seen))


def _weight(item: Observation) -> tuple[bool, float]:
    return item.polarity == "present", item.certainty


class ImageQuality(Value):
    """Figures of one photograph and one plain sentence about them (`dermagent.imaging.quality`).

    The size is the original's; the rest is measured at a long side of 512 px. `sharpness` is the variance of the
    Laplacian of the grey image; the shares are of pixels with grey below 20, with grey above 245, and inside the skin
    box of Chai and Ngan 1999.
    """

    width_px: Annotated[int, Field(ge=1)]
    height_px: Annotated[int, Field(ge=1)]
    sharpness: Annotated[float, Field(ge=0)]
    mean_brightness: Annotated[float, Field(ge=0, le=255)]
    share_dark: Probability
    share_bright: Probability
    skin_share: Probability
    usable: bool
    sentence: str


class ImageMeasures(Value):
    """What was measured of one photograph, each an estimate: never a diagnosis, a skin type or a group.

    `lesion_share` is the outlined share of the picture (None where nothing stands out), `stands_out` Otsu's
    separability of the outline (0 to 1), `doubts` what speaks against it. `ita` is the typology angle of the skin
    around it in degrees, `ita_band` 1 (very light) to 6 (dark); light moves both. Asymmetry, border and colours as in
    `dermagent.imaging.measure`, contrast (WCAG) and CIEDE2000 against the skin around it.
    """

    lesion_share: Probability | None
    stands_out: Probability
    doubts: tuple[str, ...] = ()
    ita: float
    ita_band: Annotated[int, Field(ge=1, le=6)]
    ita_quality: Literal["fair", "low"]
    diameter_px: float | None = None
    asymmetry: Probability | None = None
    border: float | None = None
    colours: float | None = None
    contrast: float | None = None
    delta_e: float | None = None


class LesionChange(Value):
    """One lesion in two pictures, `days` apart: estimates that distance, light and angle of the camera move too.

    `look` is 1 - cosine of the vectors, `growth` the relative change of the outlined area (comparable only at the same
    distance), `colour` the CIEDE2000 difference of the mean colours, `doubts` what speaks against the outlines.
    """

    lesion: str
    before: Annotated[int, Field(ge=0)]
    after: Annotated[int, Field(ge=0)]
    days: Annotated[int, Field(gt=0)]
    look: Annotated[float, Field(ge=0)]
    growth: float
    colour: float
    doubts: tuple[str, ...] = ()


class LesionLikeness(Value):
    """How unlike a patient's other lesions one looks, in robust deviations; `unlike` is worth a look and no more.

    (`dermagent.imaging.measure.ugly_duckling`)
    """

    lesion: str
    place: Annotated[int, Field(ge=0)]
    deviations: float
    unlike: bool


class Compared(Value):
    """What comparing the case's own pictures showed: changes in time, and lesions, the most unlike first."""

    changes: tuple[LesionChange, ...] = ()
    likeness: tuple[LesionLikeness, ...] = ()
    problem: str = ""


class ImageAssessment(Value):
    """What became of one picture: read with its quality, or left out with the reason."""

    index: Annotated[int, Field(ge=0)]
    name: str
    sha256: str | None = None
    quality: ImageQuality | None = None
    measures: ImageMeasures | None = None
    notes: tuple[str, ...] = ()
    refused: str | None = None

    @model_validator(mode="after")
    def _read_or_refused(self) -> Self:
        if (self.quality is None) == (self.refused is None):
            raise ValueError("an image is either read (quality) or refused (a reason)")
        return self


# --- what was concluded ------------------------------------------------------------------------------------------


class RedFlag(Value):
    """A red-flag rule that fired, and the findings that made it fire."""

    rule: str
    name: str
    urgency: Urgency
    because: tuple[str, ...]
    conditions: tuple[str, ...]
    sources: tuple[str, ...]
    patient_text: str
    clinician_text: str


class Triage(Value):
    """The urgency floor and the conditions that must not be missed."""

    urgency: Urgency
    red_flags: tuple[RedFlag, ...] = ()

    @property
    def must_not_miss(self) -> tuple[str, ...]:
        """Conditions of all red flags, in order, without repeats."""
        return tuple(dict.fromkeys(condition for flag in self.red_flags for condition in flag.conditions))


class Term(Value):
    """One piece of evidence for or against a condition: weight x log of (p in the condition / p in all)."""

    finding: str
    polarity: Literal["present", "absent"]
    p: Probability
    q: Probability
    log_ratio: float
    sources: tuple[str, ...] = ()


class Candidate(Value):
    """A condition proposed by one retriever."""

    condition: str
    retriever: str
    rank: Annotated[int, Field(ge=1)]
    score: float
    probability: Probability | None = None
    terms: tuple[Term, ...] = ()


class SimilarCase(Value):
    """A labelled picture of the user's index that is near to a picture of the case, by cosine."""

    picture: str
    name: str
    label: str
    similarity: float
    fitzpatrick: str = ""


class Saliency(Value):
    """Which part of a picture an opinion of its own condition rests on, by covering one cell after another.

    `heat` has a row a row of cells, 1 where covering lowers the score most, 0 where it does not. `deletion` and
    `insertion` are the mean scores while the hottest cells go, or come to a plain picture, first (Petsiuk et al. 2018):
    a map says something where the first is low and the second high. `inside` is the share of heat in the lesion's
    outline, None without one.
    """

    place: Annotated[int, Field(ge=0)]
    retriever: str
    condition: str
    heat: tuple[tuple[Probability, ...], ...]
    deletion: float
    insertion: float
    inside: Probability | None = None


class Retrieved(Value):
    """What the retrievers proposed: one fused list, each retriever's own list, and which of them failed.

    `other` is the probability of "something else", `information_nats` what the evidence added to the prior
    (Kullback-Leibler divergence of the posterior from the prior), `separating` the unknown findings that would move the
    two conditions `between` against each other, strongest first, `seen` the findings that a model made out, `unmapped`
    the names that it gave and that no condition has.
    """

    fused: tuple[Candidate, ...]
    lists: dict[str, tuple[Candidate, ...]]
    failed: dict[str, str] = Field(default_factory=dict)
    other: Probability = 1.0
    information_nats: float = 0.0
    between: tuple[str, ...] = ()
    separating: tuple[tuple[str, float], ...] = ()
    seen: tuple[Observation, ...] = ()
    unmapped: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    similar: tuple[SimilarCase, ...] = ()
    saliency: tuple[Saliency, ...] = ()


class Statement(Value):
    """A sentence that can be cited, with its documents; file and anchor only for the user's own guidelines."""

    id: Annotated[str, StringConstraints(pattern=r"^\S+$")]
    condition: str | None = None
    text: str
    sources: tuple[str, ...] = ()
    file: str | None = None
    anchor: str | None = None


class Citation(Value):
    """A claim for or against a condition, the statement it rests on, the words quoted, and whether they stand there.

    `difference` is given for an altered quotation that is near the statement: its words, with what stands there instead
    as [stands → quoted].
    """

    statement: str
    quote: str
    claim: str
    verdict: Verdict
    speaks: Literal["for", "against"] = "for"
    difference: str = ""


class ConditionOpinion(Value):
    """What one agent holds of one condition; `claims` are all it said of it, quoted or not."""

    condition: str
    stance: Literal["supports", "opposes", "uncertain"]
    citations: tuple[Citation, ...] = ()
    confidence: Probability
    reason: str = ""
    claims: tuple[str, ...] = ()


class Opinion(Value):
    """One agent's view in one round; `raw` keeps a model's reply as it came."""

    agent: str
    round: Annotated[int, Field(ge=1)]
    conditions: tuple[ConditionOpinion, ...]
    concerns: tuple[str, ...] = ()
    raw: str | None = None


class NextStep(Value):
    """What a clinician would do next, with its sources."""

    text: str
    sources: tuple[str, ...]


class RankedCondition(Value):
    """One line of the differential."""

    rank: Annotated[int, Field(ge=1)]
    condition: str
    name: str
    icd10cm: str
    probability: Probability
    calibrated: bool
    must_not_miss: bool
    floored: bool = False
    for_: tuple[Term, ...] = Field(default=(), alias="for")
    against: tuple[Term, ...] = ()
    citations: tuple[Citation, ...] = ()
    retrievers: tuple[str, ...] = ()
    next_steps: tuple[NextStep, ...] = ()

    model_config = ConfigDict(frozen=True, extra="forbid", validate_by_name=True, validate_by_alias=True)


class NextQuestion(Value):
    """A question whose answer would move the ranking or the urgency; `separates` are the conditions it tells apart.

    An open question wants words; the others are answered by yes, no or unknown, and take further words too.
    """

    finding: str
    text: str
    kind: Literal["separating", "red_flag", "open"] = "separating"
    separates: tuple[str, ...] = ()


class Reference(Value):
    """A cited document as printed: title, body, year, identifier, and how far it was checked."""

    id: str
    title: str
    body: str
    year: str
    identifier: str
    mark: str = ""
    checked_on: Date | None = None


class Moved(Value):
    """The rank of a condition in the list before and after a correction; None: not listed."""

    condition: str
    before: int | None
    after: int | None


class Correction(Value):
    """One rule of the user's correction file that fired: what it asked for, what was done, and what that changed.

    `done` differs from `asked` where a rule would veto a condition that must not be missed: a person must review it
    instead. `target` is the finding or condition, `by` what is added to a condition's log score. `moved` holds the
    target of a veto or boost, or all that ignored findings moved; ignored findings act first and together, the others
    one by one in the order of the file.
    """

    rule: str
    file_sha256: str
    expression: str
    asked: CorrectionAction
    done: CorrectionAction
    target: str | None = None
    by: float | None = None
    moved: tuple[Moved, ...] = ()


class Provenance(Value):
    """What produced the result: enough to repeat it.

    `calls`, `tokens` and `cost_usd` are what was paid; `replies` and `reply_tokens` count those out of a cache too.
    """

    graph: str
    dermagent: str
    knowledge_sha256: str
    guidelines_sha256: str | None = None
    corrections_sha256: str | None = None
    prior: str
    prompt_sha256: dict[str, str] = Field(default_factory=dict)
    model_asked: str | None = None
    model_served: str | None = None
    versions: dict[str, str] = Field(default_factory=dict)
    calls: int = 0
    tokens: int = 0
    replies: int = 0
    reply_tokens: int = 0
    cost_usd: float | None = 0.0
    seconds: dict[str, float] = Field(default_factory=dict)


class Differential(Value):
    """The structured answer for one case; every citation in it resolves to a statement that it carries.

    With agents: `citation_precision` is the share of their citations that were verified word for word (those of
    statements that do not exist count as wrong and stand in `invented_citations`), `claim_coverage` the share of their
    conditions that rest on a verified citation, `agreement` how far their last opinions agree.
    """

    case_id: str
    outcome: Outcome
    urgency: Urgency
    red_flags: tuple[RedFlag, ...] = ()
    ranked: tuple[RankedCondition, ...] = ()
    other_probability: Probability = 1.0
    minority_report: tuple[str, ...] = ()
    next_questions: tuple[NextQuestion, ...] = ()
    limits: tuple[str, ...] = ()
    observations: Observations | None = None
    images: tuple[ImageAssessment, ...] = ()
    compared: Compared = Compared()
    similar: tuple[SimilarCase, ...] = ()
    saliency: tuple[Saliency, ...] = ()
    statements: tuple[Statement, ...] = ()
    references: tuple[Reference, ...] = ()
    invented_citations: tuple[str, ...] = ()
    citation_precision: Probability | None = None
    claim_coverage: Probability | None = None
    opinions: tuple[Opinion, ...] = ()
    agreement: Probability | None = None
    corrections: tuple[Correction, ...] = ()
    provenance: Provenance
    notice: str = ""

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        if [item.rank for item in self.ranked] != list(range(1, len(self.ranked) + 1)):
            raise ValueError(f"ranks must run 1..n without gaps, got {[item.rank for item in self.ranked]}")
        if len({item.condition for item in self.ranked}) != len(self.ranked):
            raise ValueError("a condition stands twice in the differential")
        if (self.outcome == "answered") != bool(self.ranked):
            raise ValueError(f"outcome {self.outcome!r} does not fit {len(self.ranked)} ranked conditions")
        total = sum(item.probability for item in self.ranked) + self.other_probability
        if self.ranked and total > 1.0 + 1e-6:
            raise ValueError(f"probabilities add up to {total:.4f}, more than 1")
        if self.red_flags and URGENCIES.index(self.urgency) > URGENCIES.index(
            most_urgent(flag.urgency for flag in self.red_flags)
        ):
            raise ValueError(f"urgency {self.urgency!r} is below that of a red flag")
        carried = {statement.id for statement in self.statements}
        for item in self.ranked:
            for citation in item.citations:
                if citation.statement not in carried:
                    raise ValueError(f"{item.name!r} cites {citation.statement!r}, which was not retrieved")
        return self


class Turn(Value):
    """One turn of a dialogue: the differential so far, and the question that would move it, if there is one."""

    differential: Differential
    question: NextQuestion | None = None
