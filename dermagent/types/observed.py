"""What was observed, in words and in pictures, before anybody draws a conclusion."""

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from dermagent.types.value import Language, Polarity, Probability, Sex, Value


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
    imagined ("if it blisters") are kept and shown, but they are no findings of this patient now. Of the source `model`
    are those that a model read in the history; their span is what it quoted. Of the source `person` are those that
    somebody corrected after having seen what was read.
    """

    finding: str
    polarity: Polarity
    source: Literal["history", "field", "image", "vlm", "model", "person"]
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
        """The patient's own present or absent findings now, one each.

        Of one text a measured value counts before words, a plain statement before a hedged one, a later before an
        earlier one. Between a text, the fields and a model, present wins: no source takes away what another has found.
        What only a model has read as absent counts for nothing. What a person has corrected stands before all that.
        """
        corrected = self.corrected()
        by_origin: dict[tuple[str, str], Observation] = {}
        for item in self.items:
            if item.finding in corrected:
                continue
            if item.experiencer != "patient" or item.time != "current" or item.polarity == "unknown":
                continue
            if item.source == "model" and item.polarity == "absent":
                continue
            origin = (item.finding, item.span.field if item.span and item.source != "model" else item.source)
            held = by_origin.get(origin)
            if held is None or _weight(item) >= _weight(held):
                by_origin[origin] = item
        best = {finding: item for finding, item in corrected.items() if item.polarity != "unknown"}
        for item in by_origin.values():
            held = best.get(item.finding)
            if held is None or (item.polarity == "present", item.certainty) > (
                held.polarity == "present",
                held.certainty,
            ):
                best[item.finding] = item
        return best

    def corrected(self) -> dict[str, Observation]:
        """What a person has corrected, by finding; an unknown one counts as if it had never been read."""
        return {item.finding: item for item in self.items if item.source == "person"}

    def conflicts(self) -> tuple[str, ...]:
        """Findings stated both present and absent, sorted."""
        polarities: dict[str, set[str]] = {}
        corrected = self.corrected()
        for item in self.items:
            if item.experiencer == "patient" and item.time == "current" and item.finding not in corrected:
                polarities.setdefault(item.finding, set()).add(item.polarity)
        return tuple(sorted(f for f, seen in polarities.items() if {"present", "absent"} <= seen))


def _weight(item: Observation) -> tuple[bool, float, int, bool]:
    """Measured, certain, late; at one place (a phrase within another) present before absent."""
    return item.value is not None, item.certainty, item.span.start if item.span else 0, item.polarity == "present"


class ModelReading(Value):
    """What a model read in the history, each finding in words that stand there.

    `unquoted` counts findings that were dropped since their words do not stand there, `unknown` those that are not in
    the vocabulary. `failed` says why the model gave no reading. `history_sha256` is that of the text it was shown.
    """

    history_sha256: str
    items: tuple[Observation, ...] = ()
    unquoted: Annotated[int, Field(ge=0)] = 0
    unknown: Annotated[int, Field(ge=0)] = 0
    failed: str = ""


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


class LesionOutline(Value):
    """What a segmenter outlined in one picture, an estimate: `share` of the picture (0 where nothing stands out).

    `stands_out` is the segmenter's own score (the classical one's is Otsu's separability), `doubts` what speaks against
    the outline. `counts` are COCO's compressed run lengths of the mask, (height, width), of the picture at a long side
    of at most 256 px (`dermagent.imaging.outline.mask_of`).
    """

    segmenter: str
    share: Probability
    stands_out: Probability
    doubts: tuple[str, ...] = ()
    height: Annotated[int, Field(ge=1)]
    width: Annotated[int, Field(ge=1)]
    counts: str


class ImageMeasures(Value):
    """What was measured of one photograph, each an estimate: never a diagnosis, a skin type or a group.

    `ita` is the typology angle of the skin around the outline in degrees, `ita_band` 1 (very light) to 6 (dark); light
    moves both. The others are None where nothing stands out: diameter, in millimetres only where the case gives a
    scale; asymmetry, border and colours as in `dermagent.imaging.measure`; contrast (WCAG) and CIEDE2000 against the
    skin around it.
    """

    ita: float
    ita_band: Annotated[int, Field(ge=1, le=6)]
    ita_quality: Literal["fair", "low"]
    diameter_px: float | None = None
    diameter_mm: float | None = None
    asymmetry: Probability | None = None
    border: float | None = None
    colours: float | None = None
    contrast: float | None = None
    delta_e: float | None = None


class LesionChange(Value):
    """One lesion in two pictures, `days` apart: estimates that distance, light and angle of the camera move too.

    `look` is 1 - cosine of the vectors, `growth` the relative change of the outlined area: `to_scale` where the case
    gives the scale of both pictures, else comparable only at the same distance. `colour` is the CIEDE2000 difference of
    the mean colours, `doubts` what speaks against the outlines.
    """

    lesion: str
    before: Annotated[int, Field(ge=0)]
    after: Annotated[int, Field(ge=0)]
    days: Annotated[int, Field(gt=0)]
    look: Annotated[float, Field(ge=0)]
    growth: float
    to_scale: bool = False
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
    outline: LesionOutline | None = None
    measures: ImageMeasures | None = None
    notes: tuple[str, ...] = ()
    refused: str | None = None

    @model_validator(mode="after")
    def _read_or_refused(self) -> Self:
        if (self.quality is None) == (self.refused is None):
            raise ValueError("an image is either read (quality) or refused (a reason)")
        return self
