"""JSON Schemas that strict servers accept, and replies read back into values."""

import json
import re
from collections.abc import Mapping
from functools import cache
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

T = TypeVar("T", bound=BaseModel)
_FENCE = re.compile(r"\A\s*```(?:json)?\s*\n(.*?)\n?```\s*\Z", re.DOTALL)


class UnreadableReply(ValueError):
    """A reply that is not the JSON that was asked for; the message can be shown to the model."""


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
    """The value in a reply; a Markdown fence around the whole of it is allowed, anything else around it is not.

    Raises:
        UnreadableReply: not JSON, or not of this kind; says where, without repeating the reply.
    """
    fenced = _FENCE.match(text)
    try:
        return kind.model_validate(json.loads(fenced[1] if fenced else text))
    except json.JSONDecodeError as error:
        raise UnreadableReply(f"not valid JSON: {error.msg} at line {error.lineno}, column {error.colno}") from error
    except RecursionError as error:
        raise UnreadableReply("nested too deeply") from error
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        where = ".".join(str(step) for step in first["loc"]) or "the whole reply"
        raise UnreadableReply(f"{where}: {first['msg']}") from error
