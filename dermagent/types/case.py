"""What comes in: one patient's question."""

import base64
import hashlib
import os
import re
from collections.abc import Mapping, Sequence
from datetime import date as Date
from typing import TYPE_CHECKING, Annotated, Any, Literal, Self

from pydantic import ConfigDict, Field, StringConstraints, field_validator, model_validator

from dermagent.types.value import MAX_TEXT, CaseId, Fitzpatrick, Language, Modality, Sex, Text, Value, View

_OTHER_ALPHABET = str.maketrans("-_", "+/")
#: An image written into its own address (RFC 2397).
_DATA_ADDRESS = re.compile(r"\s*data:[^,]{0,100};\s*base64\s*,(?P<base64>.*)\Z", re.IGNORECASE | re.DOTALL)
#: A word or name from a list, and a list of them as an answer.
Word = Annotated[str, StringConstraints(max_length=200)]
_MAX_ANSWERS = 500
Answers = Annotated[tuple[Word, ...], Field(max_length=_MAX_ANSWERS)]
_MAX_VISITS = 100
#: Characters of the notes of all earlier visits together; they are read like the history, and bound the work alike.
_MAX_NOTES = 2 * MAX_TEXT


class CaseImage(Value):
    """One image of the case: a path (relative to the case file) or https URL, or the encoded bytes themselves.

    In JSON the bytes are base64, with or without line breaks, or a `data:` address.

    `lesion` is the caller's name for the lesion shown, the same in all its images: images are compared with each
    other only by it. `mm_per_px` is how many millimetres one pixel of the image spans at the skin, where that is
    known; without it sizes are in pixels.
    """

    path: Annotated[str, StringConstraints(min_length=1, max_length=4096)] | None = Field(
        default=None,
        description="Path of the file below the case file's folder, or an https address where fetching is allowed.",
    )
    content: bytes | None = Field(
        default=None,
        repr=False,
        json_schema_extra={"contentEncoding": "base64"},
        description="The bytes of the file; in JSON base64, with or without line breaks, or a data: address.",
    )
    modality: Modality = Field(default="clinical", description="What kind of image it is.")
    view: View | None = Field(default=None, description="From how far and how it was taken.")
    body_site: Word | None = Field(
        default=None,
        description="Where on the body it was taken: a finding id of a body site, its term, or free words.",
    )
    date: Date | None = Field(
        default=None, description="When it was taken; images of one lesion are compared in this order."
    )
    lesion: Annotated[str, StringConstraints(min_length=1, max_length=100)] | None = Field(
        default=None, description="The caller's name for the lesion shown, the same in all its images."
    )
    mm_per_px: Annotated[float, Field(gt=0, le=10)] | None = Field(
        default=None, description="Millimetres at the skin that one pixel spans."
    )

    model_config = ConfigDict(ser_json_bytes="base64", val_json_bytes="base64")

    if TYPE_CHECKING:  # what pydantic takes, for type checkers: lists for tuples, dicts for records, days as texts

        def __init__(
            self,
            *,
            path: str | os.PathLike[str] | None = None,
            content: bytes | str | None = None,
            modality: Modality = "clinical",
            view: View | None = None,
            body_site: str | None = None,
            date: Date | str | None = None,
            lesion: str | None = None,
            mm_per_px: float | None = None,
        ) -> None: ...

    @model_validator(mode="before")
    @classmethod
    def _data_address(cls, given: Any) -> Any:
        """A `data:` address, wherever it stands, is the bytes that it holds."""
        if not isinstance(given, dict):
            return given
        for name in ("path", "content"):
            found = _DATA_ADDRESS.match(given[name]) if isinstance(given.get(name), str) else None
            if found and (name == "content" or given.get("content") is None):
                return {key: value for key, value in given.items() if key != "path"} | {"content": found["base64"]}
        return given

    @field_validator("path", mode="before")
    @classmethod
    def _as_text(cls, path: Any) -> Any:
        """A path of Python's."""
        return os.fspath(path) if isinstance(path, os.PathLike) else path

    @field_validator("content", mode="before")
    @classmethod
    def _from_base64(cls, content: Any) -> Any:
        """Base64 in either alphabet, as mail programs write it in lines, with or without padding."""
        if not isinstance(content, str):
            return content
        plain = re.sub(r"\s+", "", content).translate(_OTHER_ALPHABET).rstrip("=")
        try:
            return base64.b64decode(plain + "=" * (-len(plain) % 4), validate=True)
        except ValueError as error:
            raise ValueError("expected the bytes of the image in base64, found a text that is none") from error

    @field_validator("date", mode="before")
    @classmethod
    def _from_text(cls, day: Any) -> Any:
        """A day as JSON holds it: the validator before this one makes pydantic look for a date of Python."""
        try:
            return Date.fromisoformat(day) if isinstance(day, str) and len(day) == len("2026-01-31") else day
        except ValueError:
            return day  # refused with the sentence of every other day

    @model_validator(mode="after")
    def _one_origin(self) -> Self:
        if (self.path is None) == (self.content is None):
            raise ValueError("give either path or content, found " + ("both" if self.path else "neither"))
        return self


class Patient(Value):
    """Who the patient is, as far as it is known; a missing field is unknown.

    `id` is a pseudonym, used only to leave the patient's own images out of an index; no model is shown it.
    """

    id: Annotated[str, StringConstraints(min_length=1, max_length=128)] | None = Field(
        default=None, description="A pseudonym, shown to no model."
    )
    age_years: Annotated[float, Field(ge=0, le=120)] | None = Field(
        default=None, description="Age in years, fractions for infants."
    )
    sex: Sex | None = Field(default=None, description="Sex.")
    fitzpatrick: Fitzpatrick | None = Field(default=None, description="Skin type by Fitzpatrick, I the lightest.")
    monk: Annotated[int, Field(ge=1, le=10)] | None = Field(
        default=None, description="Skin tone by Monk, 1 the lightest."
    )
    pregnant: bool | None = Field(default=None, description="Whether the patient is pregnant now.")
    immunosuppressed: bool | None = Field(
        default=None, description="Whether the immune system is weakened, by disease or drugs."
    )


class Drug(Value):
    """A drug the patient takes or took."""

    name: Annotated[str, StringConstraints(min_length=1, max_length=200)] = Field(
        description="Name of the drug, generic or brand."
    )
    start: Date | None = Field(default=None, description="First day it was taken.")
    started_days_before_onset: Annotated[float, Field(ge=0, le=40_000)] | None = Field(
        default=None, description="Days between its first dose and the onset of the complaint."
    )

    if TYPE_CHECKING:  # as `CaseImage`

        def __init__(
            self, *, name: str, start: Date | str | None = None, started_days_before_onset: float | None = None
        ) -> None: ...


class Complaint(Value):
    """The present complaint, as answers to questions.

    `sites`, `symptoms`, `textures`, `exposures` and `contacts` take finding ids, their terms, or SCIN's questionnaire
    names; in `symptoms` true, false and null mean present, absent and unknown. `duration` is a number of days, or one
    of SCIN's names such as "ONE_TO_FOUR_WEEKS".
    """

    onset: Date | None = Field(default=None, description="First day of the complaint.")
    duration: Annotated[float, Field(ge=0, le=40_000)] | str | None = Field(
        default=None, description='Days since its onset, or a name of SCIN such as "ONE_TO_FOUR_WEEKS".'
    )
    sites: Answers = Field(default=(), description="Places on the body.")
    textures: Answers = Field(default=(), description="How it feels to the touch.")
    symptoms: Annotated[dict[Word, bool | None], Field(max_length=_MAX_ANSWERS)] = Field(
        default_factory=dict, description="Finding to true (present), false (absent) or null (unknown)."
    )
    drugs: Annotated[tuple[Drug, ...], Field(max_length=_MAX_ANSWERS)] = Field(
        default=(), description="What the patient takes or took."
    )
    exposures: Answers = Field(default=(), description="What the skin met before: plants, animals, metals, water, sun.")
    contacts: Answers = Field(default=(), description="What people around the patient have.")
    body_surface_percent: Annotated[float, Field(ge=0, le=100)] | None = Field(
        default=None, description="Share of the body surface affected, in percent."
    )
    lesion_count: Annotated[int, Field(ge=0, le=100_000)] | None = Field(default=None, description="Number of lesions.")

    if TYPE_CHECKING:  # as `CaseImage`

        def __init__(
            self,
            *,
            onset: Date | str | None = None,
            duration: float | str | None = None,
            sites: Sequence[str] = (),
            textures: Sequence[str] = (),
            symptoms: Mapping[str, bool | None] = ...,
            drugs: Sequence[Drug | dict[str, Any]] = (),
            exposures: Sequence[str] = (),
            contacts: Sequence[str] = (),
            body_surface_percent: float | None = None,
            lesion_count: int | None = None,
        ) -> None: ...


class EarlierVisit(Value):
    """What was noted at an earlier visit; it is read as past, never as a present finding."""

    date: Date | None = Field(default=None, description="Day of the visit.")
    note: Text = Field(description="What was noted then; read as past.")

    if TYPE_CHECKING:  # as `CaseImage`

        def __init__(self, *, date: Date | str | None = None, note: str) -> None: ...


class Diagnosis(Value):
    """A diagnosis that a clinician has made, or suspects, and that holds now."""

    name: Annotated[str, StringConstraints(min_length=1, max_length=200)] = Field(
        description="A condition's id, one of its names, or its ICD-10-CM code."
    )
    suspected: bool = Field(default=False, description="Whether it is suspected and not confirmed yet.")


class Case(Value):
    """One patient's question: photos, a history, or both; everything else is optional and unknown if missing.

    `language` is that of the history, `answer_language` that of the answer, by default the same. `corrected` is what a
    person says of findings (ids or terms) after reading what was understood or asked: true, false and null mean
    present, absent and unknown, and go before all that any reader has found. `diagnoses` set a floor to the urgency,
    that of their cards. `not_read` names what a health record held that could not be read.
    """

    id: CaseId | Literal[""] = Field(default="", description="Name of the case; by default a hash of its content.")
    images: Annotated[tuple[CaseImage, ...], Field(max_length=50)] = Field(
        default=(), description="Images, in the order in which they are told of."
    )
    history: Text = Field(default="", description="What was told, in free words.")
    language: Language | None = Field(default=None, description="Language of the history; found out where missing.")
    answer_language: Language | None = Field(
        default=None, description="Language of the answer; that of the history where missing."
    )
    patient: Patient = Field(default=Patient(), description="Who the patient is.")
    complaint: Complaint = Field(default=Complaint(), description="The present complaint as answers to questions.")
    earlier_visits: Annotated[tuple[EarlierVisit, ...], Field(max_length=_MAX_VISITS)] = Field(
        default=(), description="Notes of earlier visits, oldest first."
    )
    corrected: Annotated[dict[str, bool | None], Field(max_length=500)] = Field(
        default_factory=dict,
        description="Finding to what a person says of it after reading what was understood: true, false or null.",
    )
    diagnoses: Annotated[tuple[Diagnosis, ...], Field(max_length=100)] = Field(
        default=(), description="Diagnoses that clinicians have made or suspect and that hold now."
    )
    told_on: Date | None = Field(
        default=None, description="Day on which all this was told or recorded; today where missing."
    )
    not_read: Answers = Field(
        default=(), description="What a health record held that could not be read, by name or code; told as a limit."
    )

    if TYPE_CHECKING:  # as `CaseImage`

        def __init__(
            self,
            *,
            id: str = "",
            images: Sequence[CaseImage | dict[str, Any]] = (),
            history: str = "",
            language: Language | None = None,
            answer_language: Language | None = None,
            patient: Patient | dict[str, Any] = ...,
            complaint: Complaint | dict[str, Any] = ...,
            earlier_visits: Sequence[EarlierVisit | dict[str, Any]] = (),
            corrected: Mapping[str, bool | None] = ...,
            diagnoses: Sequence[Diagnosis | dict[str, Any]] = (),
            told_on: Date | str | None = None,
            not_read: Sequence[str] = (),
        ) -> None: ...

    @model_validator(mode="after")
    def _has_substance(self) -> Self:
        told = self.images or self.history.strip() or self.diagnoses
        if not told and self.complaint == Complaint():
            unread = f"; not read: {', '.join(self.not_read)}" if self.not_read else ""
            raise ValueError(f"needs at least one image, a history or a complaint{unread}")
        return self

    @model_validator(mode="after")
    def _has_bounded_notes(self) -> Self:
        length = sum(len(visit.note) for visit in self.earlier_visits)
        if length > _MAX_NOTES:
            raise ValueError(
                f"expected at most {_MAX_NOTES} characters in the notes of all earlier visits together, "
                f"found {length}; leave out the oldest"
            )
        return self

    @model_validator(mode="after")
    def _named(self) -> Self:
        """A case without an id is named by the SHA-256 of its content."""
        if not self.id:
            unnamed = {"id", "answer_language"} | {
                name for name in ("corrected", "diagnoses", "told_on", "not_read") if not getattr(self, name)
            }
            content = self.model_dump_json(exclude=unnamed).encode()
            object.__setattr__(self, "id", f"sha256:{hashlib.sha256(content).hexdigest()[:24]}")
        return self
