"""What was observed, in words and in images, before anybody draws a conclusion."""

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from dermagent.types.value import Language, Polarity, Probability, Sex, Value


class Span(Value):
    """A stretch of a text of the case: the characters [start, end) of a field."""

    field: str = Field(description="Field of the case that holds the text, such as history.")
    start: Annotated[int, Field(ge=0)] = Field(description="Place of its first character in the field, from 0.")
    end: int = Field(description="Place behind its last character.")
    text: str = Field(description="Exactly those characters.")

    @model_validator(mode="after")
    def _fits(self) -> Self:
        if self.end - self.start != len(self.text) or not self.text:
            raise ValueError(f"a span of {self.end - self.start} characters cannot hold {len(self.text)}")
        return self


#: Certainty of what a text tells as known and looked into, which raises no rule of danger by itself.
SLIGHT = 0.25


class Observation(Value):
    """One finding with its polarity and where it comes from.

    Findings of a relative, of the past, or only imagined ("if it blisters") are kept and shown, but they are not
    findings of this patient now.
    """

    finding: str = Field(description="Id of the finding.")
    polarity: Polarity = Field(description="Whether it is present, absent or unknown; unknown is not absent.")
    source: Literal["history", "field", "image", "vlm", "model", "person"] = Field(
        description="Text, field or image of the case, a model that looks (vlm) or reads (model), or a correction."
    )
    span: Span | None = Field(
        default=None,
        description="The words that it was read from, or that a model quoted; null where it comes from no text.",
    )
    field: str | None = Field(
        default=None, description="Field of the case that it was taken from; null where a span tells it."
    )
    value: float | None = Field(default=None, description="What was measured, in its unit; null where nothing was.")
    unit: str | None = Field(default=None, description="Unit of the value; null without a unit.")
    experiencer: Literal["patient", "family", "contact"] = Field(
        default="patient", description="Whose finding it is; one of family or contacts does not count as the patient's."
    )
    time: Literal["current", "past", "hypothetical"] = Field(
        default="current", description="Whether it is so now, was once, or is only imagined; only a current one counts."
    )
    certainty: Probability = Field(
        default=1.0, description="How certainly it is stated, 0 to 1: 1 for a plain statement, lower for a hedged one."
    )

    @property
    def counts(self) -> bool:
        """Whether it is of the patient, and of now."""
        return self.experiencer == "patient" and self.time == "current"

    @property
    def is_there(self) -> bool:
        """Whether it counts, and is present."""
        return self.counts and self.polarity == "present"

    @property
    def is_slight(self) -> bool:
        """Whether the text tells it as known and looked into."""
        return self.source == "history" and self.certainty <= SLIGHT

    @model_validator(mode="after")
    def _has_origin(self) -> Self:
        if self.span is None and self.field is None:
            raise ValueError(f"{self.finding}: an observation needs a span or a field")
        return self


class Quantity(Value):
    """A number read from the case, as the interval it lies in."""

    low: float = Field(description="Lower end of the interval, in its unit.")
    high: float = Field(
        description="Upper end of the interval, in its unit; equal to the lower end where the number is exact."
    )
    unit: Literal["years", "days"] = Field(description="Unit of both ends.")
    span: Span | None = Field(
        default=None, description="The words that it was read from; null where it comes from a field."
    )
    field: str | None = Field(
        default=None, description="Field of the case that it was taken from; null where a span tells it."
    )

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if not self.low <= self.high:
            raise ValueError(f"interval [{self.low}, {self.high}] is not ordered")
        return self


#: Stances of a diagnosis that is held or thought of; a made one counts in the ranking as one that is told, for today's
#: complaint may be another.
THOUGHT_OF = ("diagnosed", "suspected", "suggested")


class NamedCondition(Value):
    """A diagnosis that the case itself names: made or suspected by a clinician, told by somebody, or ruled out."""

    condition: str = Field(description="Id of the condition.")
    stance: Literal["diagnosed", "suspected", "suggested", "feared", "denied", "past", "family"] = Field(
        description="Whether a clinician has made it or suspects it (`Case.diagnoses`), or the history tells that it "
        "is thought of, only feared or asked about where nothing is told of the patient's skin, ruled out, of the "
        "past, or of a relative."
    )
    span: Span = Field(description="The words that name it.")


class Observations(Value):
    """All that is known of a case before anybody draws a conclusion."""

    language: Language = Field(description="Language of the history.")
    understood: bool = Field(
        default=True,
        description="Whether the history is in a language that is read; what was read of it is not much else.",
    )
    items: tuple[Observation, ...] = Field(
        default=(), description="All findings read, those that do not count included."
    )
    named: tuple[NamedCondition, ...] = Field(default=(), description="Diagnoses that the case itself names.")
    age: Quantity | None = Field(default=None, description="Age of the patient, in years; null where unknown.")
    sex: Sex | None = Field(default=None, description="Sex of the patient; null where unknown.")
    duration: Quantity | None = Field(
        default=None, description="Time since the onset of the complaint, in days; null where unknown."
    )
    drug_to_onset: Quantity | None = Field(
        default=None, description="Time from the first dose of a drug to the onset, in days; null where unknown."
    )

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
            if item.counts and item.finding not in corrected:
                polarities.setdefault(item.finding, set()).add(item.polarity)
        return tuple(sorted(f for f, seen in polarities.items() if {"present", "absent"} <= seen))


def _weight(item: Observation) -> tuple[bool, float, int, bool]:
    """Measured, certain, late; at one place (a phrase within another) present before absent."""
    return item.value is not None, item.certainty, item.span.start if item.span else 0, item.polarity == "present"


class ModelReading(Value):
    """What a model read in the history, each finding in words that stand there.

    `contradicted` are findings that it read as the patient's own and present, and whose words say otherwise;
    `elsewhere` those whose words tell only a place, a time, a number or a shape; `doubted` those that words before the
    quoted ones seem to deny.
    `unquoted` counts findings that were dropped since their words do not stand there, `unknown` those that are not in
    the vocabulary. `failed` says why the model gave no reading. `history_sha256` is that of the text it was shown.
    """

    history_sha256: str
    items: tuple[Observation, ...] = ()
    contradicted: tuple[str, ...] = ()
    elsewhere: tuple[str, ...] = ()
    doubted: tuple[str, ...] = ()
    unquoted: Annotated[int, Field(ge=0)] = 0
    unknown: Annotated[int, Field(ge=0)] = 0
    failed: str = ""


class ImageQuality(Value):
    """Figures of one photograph and one plain sentence about them (`dermagent.imaging.quality`).

    The size is the original's; the rest is measured at a long side of 512 px.
    """

    width_px: Annotated[int, Field(ge=1)] = Field(description="Width of the original, in pixels.")
    height_px: Annotated[int, Field(ge=1)] = Field(description="Height of the original, in pixels.")
    sharpness: Annotated[float, Field(ge=0)] = Field(
        description="Variance of the Laplacian of the grey image, 0 or more; higher is sharper."
    )
    mean_brightness: Annotated[float, Field(ge=0, le=255)] = Field(
        description="Mean grey value, 0 (black) to 255 (white)."
    )
    share_dark: Probability = Field(description="Share of pixels with grey below 20, 0 to 1.")
    share_bright: Probability = Field(description="Share of pixels with grey above 245, 0 to 1.")
    skin_share: Probability = Field(description="Share of pixels inside the skin box of Chai and Ngan 1999, 0 to 1.")
    usable: bool = Field(description="Whether the image is good enough to be judged.")
    sentence: str = Field(description="The quality in one plain sentence.")


class LesionOutline(Value):
    """What a segmenter outlined in one image, an estimate.

    The mask is that of the image at a long side of at most 256 px (`dermagent.imaging.outline.mask_of`).
    """

    segmenter: str = Field(description="Name of the segmenter.")
    share: Probability = Field(description="Share of the image that is outlined, 0 to 1; 0 where nothing stands out.")
    stands_out: Probability = Field(
        description="The segmenter's own score, 0 to 1; the classical one's is Otsu's separability."
    )
    doubts: tuple[str, ...] = Field(default=(), description="What speaks against the outline, one sentence each.")
    height: Annotated[int, Field(ge=1)] = Field(
        description="Rows of the mask, in pixels; its long side is at most 256."
    )
    width: Annotated[int, Field(ge=1)] = Field(
        description="Columns of the mask, in pixels; its long side is at most 256."
    )
    counts: str = Field(description="Run lengths of the mask in COCO's compressed form.")


class ImageMeasures(Value):
    """What was measured of one photograph, each an estimate: never a diagnosis, a skin type or a group.

    Light moves the angle and its band. All but these are None where nothing stands out (`dermagent.imaging.measure`).
    """

    ita: float | None = Field(
        default=None,
        description="Typology angle of the skin around the outline, in degrees; smaller is darker, null is colourless.",
    )
    ita_band: Annotated[int, Field(ge=1, le=6)] | None = Field(
        default=None, description="Band of the angle, 1 (very light) to 6 (dark); null without colours."
    )
    ita_quality: Literal["fair", "low"] | None = Field(
        default=None, description="How far the angle can be trusted; null without colours."
    )
    diameter_px: float | None = Field(
        default=None,
        description="Longest diameter of the outline, in pixels of the original; null where nothing stands out.",
    )
    diameter_mm: float | None = Field(
        default=None, description="Longest diameter, in millimetres; null also where the case gives no scale."
    )
    asymmetry: Probability | None = Field(
        default=None,
        description="Mean share that does not overlap with its mirror image over both main axes, 0 (symmetric) to 1.",
    )
    border: float | None = Field(
        default=None,
        description="Length of the outline against that of a circle of the same area; 1 for a circle.",
    )
    colours: float | None = Field(
        default=None, description="Spread of the colours inside, as a standard deviation in CIELAB, 0 or more."
    )
    contrast: float | None = Field(default=None, description="Contrast with the skin around it (WCAG), 1 (none) to 21.")
    delta_e: float | None = Field(
        default=None, description="Colour difference from the skin around it (CIEDE2000), 0 or more."
    )


class LesionChange(Value):
    """One lesion in two images: estimates that distance, light and angle of the camera move too."""

    lesion: str = Field(description="The case's name for the lesion.")
    before: Annotated[int, Field(ge=0)] = Field(description="Place of the earlier image in the case, from 0.")
    after: Annotated[int, Field(ge=0)] = Field(description="Place of the later image in the case, from 0.")
    days: Annotated[int, Field(gt=0)] = Field(description="Days between both images.")
    look: Annotated[float, Field(ge=0)] = Field(
        description="How different they look: 1 - cosine of their vectors, 0 (alike) to 2."
    )
    growth: float = Field(
        description="Relative change of the outlined area: 0.5 is half as large again, -0.5 half as large."
    )
    to_scale: bool = Field(
        default=False,
        description="Whether both scales are known; otherwise growth holds only at the same distance.",
    )
    colour: float = Field(description="Difference of the mean colours (CIEDE2000), 0 or more.")
    doubts: tuple[str, ...] = Field(default=(), description="What speaks against the outlines, one sentence each.")


class LesionLikeness(Value):
    """How unlike a patient's other lesions one looks.

    (`dermagent.imaging.measure.ugly_duckling`)
    """

    lesion: str = Field(description="The case's name for the lesion.")
    place: Annotated[int, Field(ge=0)] = Field(description="Place of its image in the case, from 0.")
    deviations: float = Field(
        description="How unlike the others it looks, in robust standard deviations above their median."
    )
    unlike: bool = Field(description="Whether it is at 3 deviations or more: worth a look and no more.")


class Compared(Value):
    """What comparing the case's own images showed."""

    changes: tuple[LesionChange, ...] = Field(
        default=(), description="Changes of a lesion from one dated image to the next."
    )
    likeness: tuple[LesionLikeness, ...] = Field(
        default=(), description="The lesions, the most unlike the others first; empty below four lesions."
    )
    problem: str = Field(
        default="", description="Why nothing was compared; empty where it was, or where there was nothing to compare."
    )


class ImageAssessment(Value):
    """What became of one image: read with its quality, or left out with the reason."""

    index: Annotated[int, Field(ge=0)] = Field(description="Place of the image in the case, from 0.")
    name: str = Field(description="What the report calls it: its path in the case, or its number.")
    sha256: str | None = Field(default=None, description="SHA-256 of the file, in hex; null where it was left out.")
    quality: ImageQuality | None = Field(default=None, description="How good the image is; null where it was left out.")
    outline: LesionOutline | None = Field(default=None, description="The lesion's outline; null where none was made.")
    measures: ImageMeasures | None = Field(default=None, description="What was measured in it; null where nothing was.")
    notes: tuple[str, ...] = Field(default=(), description="What was noticed while reading it, one sentence each.")
    refused: str | None = Field(default=None, description="Why it was left out; null where it was read.")

    @model_validator(mode="after")
    def _read_or_refused(self) -> Self:
        if (self.quality is None) == (self.refused is None):
            raise ValueError("an image is either read (quality) or refused (a reason)")
        return self
