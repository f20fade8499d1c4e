"""JSON Schemas that strict servers accept, and replies read back into values."""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from dermagent.knowledge.speech import speech
from dermagent.llm.json_text import (
    FoundJson,
    last_words,
    list_in,
    mended,
    objects_in,
    parts_of,
    says_anything,
    unwrapped,
)

T = TypeVar("T", bound=BaseModel)
#: Levels of a reply at which names of fields may stand.
_DEEPEST = 8


class UnreadableReply(ValueError):
    """A reply, `text`, that is not the JSON that was asked for; the message can be shown to the model."""

    def __init__(self, message: str, text: str) -> None:
        super().__init__(message)
        self.text = text


@cache
def strict_schema(kind: type[BaseModel]) -> Mapping[str, Any]:
    """The schema of a value as strict mode wants it: every property required, nothing else allowed, no defaults."""
    schema = kind.model_json_schema()
    _make_strict(schema)
    return schema


def _make_strict(part: Any) -> None:
    if isinstance(part, list):
        for item in part:
            _make_strict(item)
    elif isinstance(part, dict):
        if "properties" in part:
            part["additionalProperties"] = False
            part["required"] = list(part["properties"])
        part.pop("default", None)
        part.pop("title", None)
        for key, item in part.items():
            if key == "properties":
                for named in item.values():
                    _make_strict(named)
            elif key != "enum":
                _make_strict(item)


def read_reply(text: str, kind: type[T]) -> T:
    """The value in a reply, wherever in the text it stands.

    What stands behind the thinking goes before what stands before it, then one that names something before an empty
    one, and of several the last. A draft in the thinking counts only where nothing else was said and it ends it.

    Raises:
        UnreadableReply: no JSON object, or none of this kind; says where, without repeating the reply.
    """
    parts = parts_of(text)
    said = f"{parts.before}\n{parts.behind}"
    found = objects_in(said)
    if (listed := list_in(text)) is not None and len(needed := _needed(kind)) == 1:
        found.append(FoundJson({needed[0]: listed}, len(text)))  # the one list that is asked for, without its name
    whole = mended(said)
    if whole is not None:
        found.insert(0, FoundJson(whole, 0))  # read last: what is JSON already goes before what had to be mended
    if not says_anything(said) and (last := last_words(parts.thought)) is not None:
        found.append(last)  # all that was said was thought, and it ends with the reply
    if not found:
        raise UnreadableReply("not valid JSON: no whole object is in it", text)
    for objects in (objects_in(parts.behind) if parts.before or parts.thought else [], found):
        if (value := _last_of(objects, kind)) is not None:
            return value
    raise UnreadableReply(_problem(max(found, key=lambda one: one.length).value, kind), text)


def _last_of(objects: Sequence[FoundJson], kind: type[T]) -> T | None:
    """The last value among some objects that names something, or else the last that names nothing."""
    empty = None
    for one in reversed(objects):
        value = _value_of(one.value, kind)
        if value is not None and _names_something(value):
            return value
        empty = empty or value
    return empty


def _value_of(found: object, kind: type[T]) -> T | None:
    """The value that an object is or holds, whatever its fields are called; None if it is none of this kind."""
    for value in unwrapped(found):
        plain = _with_plain_keys(value)
        for written in (value, plain, _with_asked_list(plain, kind)):
            try:
                return kind.model_validate(written)
            except (ValidationError, RecursionError):
                continue
    return None


def _names_something(value: BaseModel) -> bool:
    """Whether any list that a reply must have holds anything; a reply that must have none always does."""
    needed = [getattr(value, name) for name in _needed(type(value))]
    lists = [one for one in needed if isinstance(one, list)]
    return any(lists) or not lists


def _problem(value: object, kind: type[BaseModel]) -> str:
    try:
        kind.model_validate(value)
    except ValidationError as error:
        return _said(error)
    except RecursionError:
        pass
    return "nested too deeply"


#: What models call the list of conditions that they were asked for by another name.
_LISTS = (
    "differential differentials differential_diagnosis differential_diagnoses ddx diagnoses diagnosis conditions "
    "candidates views possible_diagnoses possible_conditions top_diagnoses hypotheses predictions answer answers"
).split()


def _with_asked_list(value: object, kind: type[BaseModel]) -> object:
    """The same object with its list of conditions under the one name that it must have."""
    needed = _needed(kind)
    if not isinstance(value, dict) or len(needed) != 1 or needed[0] in value or needed[0] not in _LISTS:
        return value
    names = (*_LISTS, *speech("shares")["list_fields"])
    called = next((name for name in names if isinstance(value.get(name), list | dict)), None)
    return {**value, needed[0]: value[called]} if called else value


def _needed(kind: type[BaseModel]) -> list[str]:
    """The fields that a reply must have."""
    return [name for name, field in kind.model_fields.items() if field.is_required()]


def _with_plain_keys(value: object, depth: int = 0) -> object:
    """The same value with the names of its fields in small letters and underscores, as they are asked for."""
    if isinstance(value, list) and depth < _DEEPEST:
        return [_with_plain_keys(item, depth + 1) for item in value]
    if isinstance(value, dict) and depth < _DEEPEST:
        return {_plain_key(key): _with_plain_keys(item, depth + 1) for key, item in value.items()}
    return value


def _plain_key(key: object) -> str:
    return str(key).strip().lower().replace(" ", "_").replace("-", "_")


def _said(error: ValidationError) -> str:
    """The first thing that is wrong, and where."""
    first = error.errors(include_input=False, include_url=False)[0]
    where = ".".join(str(step) for step in first["loc"]) or "the whole reply"
    return f"{where}: {first['msg']}"
