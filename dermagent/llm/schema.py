"""JSON Schemas that strict servers accept, and replies read back into values."""

from collections.abc import Mapping
from functools import cache
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from dermagent.llm.json_text import FoundJson, list_in, mended, objects_in, unwrapped

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
    """The value in a reply, wherever in the text it stands; of several the last, since thinking comes first.

    Raises:
        UnreadableReply: no JSON object, or none of this kind; says where, without repeating the reply.
    """
    found = objects_in(text)
    if (listed := list_in(text)) is not None and len(needed := _needed(kind)) == 1:
        found.append(FoundJson({needed[0]: listed}, len(text)))  # the one list that is asked for, without its name
    whole = mended(text)
    if whole is not None:
        found.insert(0, FoundJson(whole, 0))  # read last: what is JSON already goes before what had to be mended
    if not found:
        raise UnreadableReply("not valid JSON: no whole object is in it", text)
    nearest = max(found, key=lambda one: one.length)
    problem = UnreadableReply("nested too deeply", text)
    for one in reversed(found):
        for value in unwrapped(one.value):
            for written in (value, _with_plain_keys(value)):
                try:
                    return kind.model_validate(written)
                except ValidationError as error:
                    if one is nearest and written is one.value:
                        problem = UnreadableReply(_said(error), text)
                except RecursionError:
                    continue
    raise problem


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
