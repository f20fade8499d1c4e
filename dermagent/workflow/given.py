"""What a person gives to a dialogue, an answer or more of the case, checked before any of it is kept."""

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from dermagent.errors import InputError, InvalidCase
from dermagent.reading import fields
from dermagent.steps.ask import answered, with_words
from dermagent.steps.intake import detach_bytes
from dermagent.text.refused import expected_of
from dermagent.types import MAX_TEXT, AskedQuestion, Case, CaseImage

#: An image, or its fields (`path` or `content`, and any other of `CaseImage`).
GivenImage = CaseImage | dict[str, Any]


@dataclass(frozen=True)
class More:
    """What a person adds to the case without being asked."""

    history: str = ""
    symptoms: Mapping[str, bool | None] = field(default_factory=dict)
    corrected: Mapping[str, bool | None] = field(default_factory=dict)
    images: tuple[CaseImage, ...] = ()

    def check_tells(self) -> "More":
        """This, where it tells anything.

        Raises:
            InvalidCase: it tells nothing.
        """
        if not (self.history.strip() or self.symptoms or self.corrected or self.images):
            raise InvalidCase("what is told tells nothing; give a history, symptoms, corrected or images")
        return self

    def added_to(self, case: Case) -> tuple[Case, dict[str, bytes]]:
        """The longer case, which holds images by name, and the new images by name.

        Raises:
            InvalidCase: it would be longer than a case may be.
        """
        complaint = {**dict(case.complaint), "symptoms": {**case.complaint.symptoms, **self.symptoms}}
        history = with_words(case.history, self.history)
        update = {
            "history": history,
            "complaint": complaint,
            "corrected": {**case.corrected, **self.corrected},
            "images": (*case.images, *self.images),
        }
        try:
            return detach_bytes(Case.model_validate({**dict(case), **update}))
        except ValidationError as error:
            raise InvalidCase(
                f"what is added does not fit: a case holds at most {MAX_TEXT} characters of history and 50 images"
            ) from error


@dataclass(frozen=True)
class Said:
    """What a person says to the question of that id, and the images that come with it."""

    question: str
    text: str
    images: tuple[CaseImage, ...] = ()

    def added_to(self, case: Case) -> tuple[Case, dict[str, bytes]]:
        """Like `More.added_to`, of its images."""
        return More(images=self.images).added_to(case)


def check_fits(case: Case, given: Said | More | None, put: AskedQuestion | None) -> None:
    """Refuse what makes a case that cannot be read before any of it is kept: the dialogue stands where it stood.

    Raises:
        InvalidCase: a name does not exist, or it would be longer than a case may be.
    """
    if isinstance(given, Said) and put:
        case = answered(case, put, given.text)
    if given is not None:
        case, _ = given.added_to(case)
    try:
        fields.read_fields(case)
        fields.duration_of(case.complaint)
    except InputError as error:
        raise InvalidCase(str(error)) from error


def told(
    history: str,
    symptoms: Mapping[str, bool | None] | None,
    corrected: Mapping[str, bool | None] | None,
    images: Iterable[GivenImage],
) -> More:
    """What is told unasked, checked.

    Raises:
        InvalidCase: an image is none, or findings are not told as such.
        InputError: what is told is no text.
    """
    check_text(history, "what is told")
    for name, findings in (("symptoms", symptoms), ("corrected", corrected)):
        if findings is not None and not (
            isinstance(findings, Mapping)
            and all(isinstance(one, str) and said in (True, False, None) for one, said in findings.items())
        ):
            raise InvalidCase(f"{name}: expected findings by name, each True, False or None")
    return More(history, symptoms or {}, corrected or {}, as_images(images))


def check_text(text: object, what: str, hint: str = "") -> None:
    """Refuse what cannot be kept as a text.

    Raises:
        InputError: it is no text.
        InvalidCase: it cannot be written in UTF-8.
    """
    if not isinstance(text, str):
        raise InputError(f"expected {what} as a text, found {type(text).__name__}{hint}")
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise InvalidCase(f"{what} holds bytes that are not UTF-8; write it in UTF-8") from error


def as_folder(folder: object) -> Path | None:
    """The folder of a case's images as a path; None where none is named.

    Raises:
        InputError: it is no path.
    """
    if folder is None or folder == "":
        return None
    if not isinstance(folder, str | os.PathLike):
        raise InputError(f"folder: expected a path, found {type(folder).__name__}")
    return Path(folder)


def as_images(given: Iterable[GivenImage]) -> tuple[CaseImage, ...]:
    """The images, checked.

    Raises:
        InvalidCase: one is none.
    """
    wanted = "expected a list of images, each a CaseImage or its fields with path or content"
    if isinstance(given, str | bytes | Mapping | CaseImage) or not isinstance(given, Iterable):
        raise InvalidCase(f"images: {wanted}; found {type(given).__name__}")
    images = []
    for place, one in enumerate(given):
        if not isinstance(one, CaseImage | Mapping):
            raise InvalidCase(f"images[{place}]: {wanted}; found {type(one).__name__}")
        try:
            images.append(CaseImage.model_validate(one))
        except ValidationError as error:
            first = error.errors(include_input=False, include_url=False)[0]
            where = ".".join(map(str, (f"images[{place}]", *first["loc"])))
            known = ", ".join(CaseImage.model_fields)
            beside = f"; known are {known}" if first["type"] == "extra_forbidden" else ""
            raise InvalidCase(f"{where}: {expected_of(first)}{beside}") from error
    return tuple(images)
