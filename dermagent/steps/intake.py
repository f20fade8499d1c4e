"""Intake: read case files strictly and look at each image safely; one bad image never stops a case."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_args

from pydantic import BaseModel, ValidationError
from rapidfuzz import fuzz, process

from dermagent.errors import InputError, InvalidCase, StepFailed
from dermagent.steps.health_records import of_health_record
from dermagent.text.normal import normalise
from dermagent.text.refused import expected_of
from dermagent.types import Case, CaseImage, ImageAssessment, ImageMeasures, LesionOutline

if TYPE_CHECKING:  # numpy is loaded where a case has images
    from dermagent.imaging.limits import ImageLimits
    from dermagent.imaging.load import LoadedImage
    from dermagent.imaging.segment import Segmenter

#: Far above any real case file; a bound on what one file can make us parse.
MAX_CASE_FILE_BYTES = 50 * 2**20
#: Least likeness (0 to 100) of a field's name that was meant.
_NEAR = 70
#: Digits of a whole number; Python reads 4,300 at most.
_MOST_DIGITS = 100
_NO_BYTES = "the image came without bytes (empty, broken base64, or only an address); give the file itself in base64"
_BLOB = "sha256:"
#: What a field of a kind holds, by the name of pydantic's error where it holds something else.
_EXPECTED = {
    "model_type": "an object",
    "dict_type": "an object",
    "tuple_type": "a list",
    "string_type": "a text",
    "bool_type": "true or false",
    "int_type": "a whole number",
    "float_type": "a number",
    "date_type": "a day as YYYY-MM-DD",
    "date_parsing": "a day as YYYY-MM-DD",
    "date_from_datetime_parsing": "a day as YYYY-MM-DD",
}


def read_case_file(path: Path) -> list[Case]:
    """The cases of a file: one JSON object, or JSON Lines with one case a line.

    Raises:
        InvalidCase: the file cannot be read or a case is not valid; the message names file, line and field.
    """
    return read_cases(read_json_text(path), path.name, by_line=path.suffix.lower() in {".jsonl", ".ndjson"})


def read_cases(text: str, name: str, *, by_line: bool) -> list[Case]:
    """The cases of a text: one JSON object, or one a line; `name` says in a message where it stands.

    Raises:
        InvalidCase: it is empty, or a case is not valid.
    """
    lines = [(number, line) for number, line in enumerate(text.splitlines(), start=1) if line.strip()]
    if not lines:
        raise InvalidCase(f"{name} is empty; expected a case as a JSON object")
    if by_line:
        cases = [parse_case(line, f"{name}, line {number}") for number, line in lines]
    else:
        cases = [parse_case(text, name)]
    check_ids(cases, name)
    return cases


def check_ids(cases: Sequence[Case], name: str) -> None:
    """Refuse cases that cannot be told apart.

    Raises:
        InvalidCase: an id stands twice.
    """
    ids = [case.id for case in cases]
    if repeated := sorted({case_id for case_id in ids if ids.count(case_id) > 1}):
        raise InvalidCase(f"{name}: case id {repeated[0]!r} stands twice; give each case its own id")


def read_json_text(path: Path) -> str:
    """The text of a file of bounded size.

    Raises:
        InputError: it is not there, too large, or not UTF-8.
    """
    try:
        if not path.is_file():
            kind = "a directory" if path.is_dir() else "not there" if not path.exists() else "not a regular file"
            raise InputError(f"{path.name or path} is {kind}; expected a file in JSON")
        if path.stat().st_size > MAX_CASE_FILE_BYTES:
            raise InputError(f"{path.name} is larger than {MAX_CASE_FILE_BYTES // 2**20} MiB; split it")
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(f"{path.name} is not UTF-8 text; save it as UTF-8") from error
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else "the name is not valid"
        raise InputError(f"{path.name[:80]!r} cannot be read: {reason}") from error


def parse_case(text: str, name: str, *, reads_files: bool = True) -> Case:
    """One case from JSON text; `name` says in a message where it stands.

    Unless whoever asks `reads_files`, an image that a health record only names is one that could not be read.

    Raises:
        InvalidCase: not JSON, or not a valid case; never with any value of the case in the message.
    """
    try:
        content = json.loads(
            text, object_pairs_hook=_no_repeated_keys, parse_constant=_no_constant, parse_int=_whole_number
        )
    except json.JSONDecodeError as error:
        raise InvalidCase(
            f"{name} is not valid JSON: {error.msg} at line {error.lineno}, column {error.colno}"
        ) from error
    except RecursionError as error:
        raise InvalidCase(f"{name} is nested too deeply to be a case") from error
    except ValueError as error:
        raise InvalidCase(f"{name} is not valid JSON: {error}") from error
    if not isinstance(content, dict):
        raise InvalidCase(f"{name} holds {_json_type(content)}; expected a case as a JSON object")
    if "resourceType" in content:
        content = of_health_record(content, name, reads_files=reads_files)
    return case_from(content, name)


def refuse_repeated_keys(body: bytes, name: str) -> None:
    """Refuse JSON in which a key stands twice in one object: two readers may read two things in it.

    What is no JSON at all is left to whoever reads it; `name` says in a message where it stands.

    Raises:
        InputError: a key stands twice.
    """
    try:
        json.loads(body, object_pairs_hook=_no_repeated_keys, parse_int=_whole_number)
    except (json.JSONDecodeError, UnicodeDecodeError, RecursionError):
        return
    except ValueError as error:
        raise InputError(f"{name} is not valid JSON: {error}") from error


def as_case(given: object) -> Case:
    """A case, or its fields as Python has them: days, paths and bytes may be objects; a FHIR Bundle is a case too.

    Raises:
        InvalidCase: the fields make no case.
        InputError: it is something else.
    """
    if isinstance(given, Case):
        given = dict(given)  # a copy with other values was never checked
    elif not isinstance(given, Mapping):
        raise InputError(
            f"expected a Case, or a mapping of its fields, found {type(given).__name__}; a text goes in as "
            "Case(history=...)"
        )
    content = of_health_record(given, "the case") if "resourceType" in given else given
    try:
        return Case.model_validate(dict(content))
    except ValidationError as error:
        raise InvalidCase(f"case: {_sentence(error)}") from error


def case_from(content: Mapping[str, Any], name: str = "case") -> Case:
    """A case from a mapping, with messages that name the field.

    Raises:
        InvalidCase: a field is unknown, missing, or of the wrong kind.
    """
    try:
        return Case.model_validate_json(json.dumps(content), strict=True)
    except ValidationError as error:
        raise InvalidCase(f"{name}: {_sentence(error)}") from error
    except (ValueError, RecursionError) as error:
        raise InvalidCase(f"{name}: holds a value that JSON cannot carry") from error


def _no_repeated_keys(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    keys = [key for key, _ in pairs]
    if len(set(keys)) != len(keys):
        repeated = next(key for key in keys if keys.count(key) > 1)
        raise ValueError(f"the key {repeated[:60]!r} stands twice in one object")
    return dict(pairs)


def _no_constant(name: str) -> Any:
    raise ValueError(f"{name} is not a JSON number")


def _whole_number(digits: str) -> int:
    if len(digits) > _MOST_DIGITS:
        raise ValueError(f"a number has {len(digits)} digits; no value of a case has more than {_MOST_DIGITS}")
    return int(digits)


def _json_type(content: Any) -> str:
    names: dict[type, str] = {list: "a list", dict: "an object", str: "a text" if content else "an empty text"}
    names |= {bool: "true or false", type(None): "null", int: "a number", float: "a number"}
    return names.get(type(content), f"something else ({type(content).__name__})")


def _sentence(error: ValidationError) -> str:
    """The first problem of a case as one sentence, with what was expected and the kind of value that was found."""
    first = error.errors(include_url=False)[0]
    where = ""
    for part in first["loc"]:
        if part in {"float", "int", "str"} or str(part).startswith("constrained-") or "[" in str(part):
            continue  # the branches of a union are no fields
        where += f"[{part}]" if isinstance(part, int) else f".{part}" if where else str(part)
    if first["type"] == "extra_forbidden":
        return f"field {where[:120]!r} is not known{_nearest(first['loc'])}"
    message = _expected(first)
    return f"field {where[:120]!r}: {message}" if where else message


def _expected(problem: Mapping[str, Any]) -> str:
    """What a field should hold and what kind of value it holds: never the value itself, which may be a patient's."""
    kind, value = problem["type"], problem["input"]
    if kind in _EXPECTED:
        such = ""
        if kind == "model_type":
            fields = _fields_at(Case, [part for part in problem["loc"] if isinstance(part, str)])
            such = f' such as {{"{fields[0]}": …}}'
        found = "another text" if kind.startswith("date") and value and isinstance(value, str) else _json_type(value)
        return f"expected {_EXPECTED[kind]}{such}, found {found}"
    if kind == "string_too_short":
        return "expected a text, found an empty one"
    if kind == "string_pattern_mismatch":  # an id: no other text of a case has a pattern
        odd = next((n for n, c in enumerate(value) if not (c.isascii() and (c.isalnum() or (n and c in "._:-")))), None)
        found = "a longer text" if odd is None else f"another sign in place {odd + 1}"
        return f"expected a letter or figure and up to 127 more of A-Z, a-z, 0-9 and . _ : -, found {found}"
    return expected_of(problem)


def _nearest(loc: tuple[int | str, ...]) -> str:
    """The field meant: one of this level or of a record below by its name, or one of this level by its letters."""
    wanted, way = str(loc[-1]).lower(), [part for part in loc[:-1] if isinstance(part, str)]
    names = _fields_at(Case, way)
    ends = {name: name for name in names}
    ends |= {f"{name}.{inner}": inner for name in names for inner in _inner_fields(way, name)}
    named = (path for path, end in ends.items() if end == wanted or end.startswith(f"{wanted}_"))
    found = process.extractOne(wanted, names, scorer=fuzz.ratio, score_cutoff=_NEAR)
    if meant := next(named, None) or (found and found[0]):
        return f"; did you mean {meant!r}?"
    return f"; known are {', '.join(sorted(names))}"


def _inner_fields(way: list[str], name: str) -> list[str]:
    """The fields of a record that is a field; none where it is none or a list."""
    annotation = _model_at(Case, way).model_fields[name].annotation
    return list(annotation.model_fields) if isinstance(annotation, type) and issubclass(annotation, BaseModel) else []


def _fields_at(model: type[BaseModel], path: list[str]) -> list[str]:
    return list(_model_at(model, path).model_fields)


def _model_at(model: type[BaseModel], path: list[str]) -> type[BaseModel]:
    for part in path:
        annotation: Any = model.model_fields[part].annotation
        inner = [a for a in (annotation, *get_args(annotation)) if isinstance(a, type) and issubclass(a, BaseModel)]
        if inner:
            model = inner[0]
    return model


def detach_bytes(case: Case) -> tuple[Case, dict[str, bytes]]:
    """The case with in-memory images replaced by `sha256:` names, and the images by name.

    State and checkpoints hold names and hashes, never image bytes.
    """
    import hashlib

    blobs: dict[str, bytes] = {}
    images: list[CaseImage] = []
    for image in case.images:
        if image.content is None:
            images.append(image)
            continue
        name = _BLOB + hashlib.sha256(image.content).hexdigest()
        blobs[name] = image.content
        images.append(image.model_copy(update={"path": name, "content": None}))
    return case.model_copy(update={"images": tuple(images)}), blobs


def without_no_medicines(case: Case) -> Case:
    """The case without medicines whose name says that there is none, or that nobody knows of one ("none", "n/a")."""
    from dermagent.knowledge.speech import spoken

    told = [drug for drug in case.complaint.drugs if not spoken("no_medicine").fullmatch(normalise(drug.name).text)]
    if len(told) == len(case.complaint.drugs):
        return case
    return case.model_copy(update={"complaint": case.complaint.model_copy(update={"drugs": tuple(told)})})


def assess_images(
    case: Case, folder: Path, limits: "ImageLimits", blobs: Mapping[str, bytes], segmenter: "Segmenter | None"
) -> tuple[ImageAssessment, ...]:
    """Look at each image of the case; one that cannot be used is left out with the reason.

    Without a segmenter nothing is outlined and measured.
    """
    if not case.images:
        return ()
    from dermagent.imaging.limits import working_side
    from dermagent.imaging.load import decode, read_image
    from dermagent.imaging.quality import assess

    assessments = []
    side = working_side(len(case.images))
    for index, image in enumerate(case.images):
        path = image.path or ""
        name = f"image {index + 1}" if path.startswith(_BLOB) or "://" in path else path[:120]
        try:
            if path.startswith(_BLOB) and path not in blobs:
                raise InputError("the bytes of this image are gone; hand the case in again with them")
            if path in blobs and not blobs[path]:
                raise InputError(_NO_BYTES)
            loaded = decode(blobs[path], limits, side) if path in blobs else read_image(path, folder, limits, side)
        except InputError as error:
            assessments.append(ImageAssessment(index=index, name=name, refused=str(error)))
            continue
        outline, measures, problem = _outlined(loaded, image, segmenter)
        assessments.append(
            ImageAssessment(
                index=index,
                name=name,
                sha256=loaded.sha256,
                quality=assess(loaded.pixels, loaded.size),
                outline=outline,
                measures=measures,
                notes=(*loaded.notes, *problem),
            )
        )
    return tuple(assessments)


def _outlined(
    loaded: "LoadedImage", image: CaseImage, segmenter: "Segmenter | None"
) -> tuple[LesionOutline | None, ImageMeasures | None, tuple[str, ...]]:
    """Outline, of a clinical image measures too; where the segmenter fails, the reason."""
    if segmenter is None or image.modality == "histopathology":
        return None, None, ()
    from dermagent.imaging.measured import measured
    from dermagent.imaging.outline import outlined

    try:
        outline = outlined(loaded.pixels, segmenter)
    except StepFailed as error:
        return None, None, (f"it was not outlined: {error}",)
    clinical = image.modality == "clinical"
    if not clinical:
        return outline, None, ()
    mm_per_px = image.mm_per_px or loaded.mm_per_px
    return outline, measured(loaded.pixels, outline, mm_per_px=mm_per_px, ratio=loaded.ratio), ()
