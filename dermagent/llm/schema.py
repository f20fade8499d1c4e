"""JSON Schemas that strict servers accept, and replies read back into values."""

import re
from collections.abc import Mapping, Sequence
from functools import cache
from itertools import pairwise
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from dermagent.knowledge.speech import spoken
from dermagent.llm.beside import is_one, name_in, with_one_list
from dermagent.llm.drafts import with_drafts_apart
from dermagent.llm.json_text import (
    FoundJson,
    last_words,
    list_in,
    mended,
    objects_in,
    parts_of,
    says_anything,
    unquoted,
    unwrapped,
)
from dermagent.llm.keys import is_name, is_named, is_share, plain_key, role_of
from dermagent.llm.lenient import share_of
from dermagent.llm.outline import outlines

T = TypeVar("T", bound=BaseModel)
#: Levels of a reply at which names of fields may stand.
_DEEPEST = 8
#: Characters before an object in which it is said what it is.
_BEFORE = 160
#: What is left of an object that is not whole.
_BROKEN = re.compile(r'[{}\[\]"]')


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
    text = unquoted(text)
    parts = parts_of(text)
    said = f"{parts.before}\n{parts.behind}"
    found = _objects(said, kind)
    if (listed := list_in(text)) is not None and len(needed := _needed(kind)) == 1:
        found.append(FoundJson({needed[0]: listed}, len(text)))  # the one list that is asked for, without its name
    whole = mended(said)
    if whole is not None and (said.lstrip().startswith("{") or not (isinstance(whole, dict) and is_one(whole))):
        found.insert(0, FoundJson(whole, 0))  # read last: what is JSON already goes before what had to be mended
    if not says_anything(said) and (last := last_words(parts.thought)) is not None:
        found.append(last)  # all that was said was thought, and it ends with the reply
    if not found:
        for fields in outlines(parts.behind if says_anything(parts.behind) else parts.before):
            if (value := _value_of(fields, kind)) is not None and names_something(value):
                return value
        raise UnreadableReply("not valid JSON: no whole object is in it", text)
    if inner := _only_text(found[-1].value):
        for fields in outlines(inner):
            if (value := _value_of(fields, kind)) is not None and names_something(value):
                return value
    for objects in (_objects(parts.behind, kind) if parts.before or parts.thought else [], found):
        if (value := _last_of(objects, kind)) is not None:
            return value
    raise UnreadableReply(_problem(max(found, key=lambda one: one.length).value, kind), text)


def _only_text(value: object) -> str:
    """The text of an object that holds nothing but one of several lines, which is the reply in a wrapping."""
    texts = list(value.values()) if isinstance(value, dict) else []
    return texts[0] if len(texts) == 1 and isinstance(texts[0], str) and "\n" in texts[0].strip() else ""


def _objects(text: str, kind: type[BaseModel]) -> list[FoundJson]:
    """The objects of a text; conditions one behind the other are one list, and parts of a broken one none."""
    found, needed = _without_examples(text, objects_in(text)), _needed(kind)
    if len(needed) != 1 or role_of(needed[0]) != "list":
        return found
    ones = [one for one in found if isinstance(one.value, dict) and is_one(one.value)]
    if not ones:
        return _lists_joined(text, found)
    others = [one for one in found if one not in ones]
    rest = "".join(text[a.end : b.end - b.length] for a, b in pairwise([FoundJson(None, 0), *found]))
    if _BROKEN.search(rest + text[found[-1].end :]):
        return others
    return [*others, FoundJson({needed[0]: [one.value for one in ones]}, ones[-1].end, ones[-1].end)]


def _lists_joined(text: str, found: list[FoundJson]) -> list[FoundJson]:
    """Objects that stand one right behind the other as one, where each has the same lists of other conditions."""
    if len(found) < 2 or any(text[a.end : b.end - b.length].strip(" \n\r\t,") for a, b in pairwise(found)):
        return found
    fields = [one.value for one in found if isinstance(one.value, dict)]
    lists = {
        key for one in fields for key, held in one.items() if isinstance(held, list) and role_of(str(key)) == "list"
    }
    if len(fields) < len(found) or not lists or any(not one.keys() >= lists for one in fields):
        return found
    names = [name_in(item).casefold() for one in fields for key in lists for item in one[key]]
    if len(set(names)) < len(names):
        return found  # one of them is said anew
    whole = {key: held for one in reversed(fields) for key, held in one.items()}
    return [FoundJson({**whole, **{key: [i for one in fields for i in one[key]] for key in lists}}, found[-1].end)]


def _without_examples(text: str, found: list[FoundJson]) -> list[FoundJson]:
    """The objects of a text without examples (of another case, or of the form), if others are left."""
    starts = [one.end - one.length for one in found]
    ends = [0, *(one.end for one in found[:-1])][: len(found)]
    before = (text[max(end, start - _BEFORE) : start] for end, start in zip(ends, starts, strict=True))
    own = [one for one, said in zip(found, before, strict=True) if not spoken("example", "shares").search(said)]
    return own or found


def _last_of(objects: Sequence[FoundJson], kind: type[T]) -> T | None:
    """The last value among some objects that names something, or else the last that names nothing."""
    empty = None
    for one in reversed(objects):
        value = _value_of(one.value, kind)
        if value is not None and names_something(value):
            return value
        empty = empty or value
    return empty


def _value_of(found: object, kind: type[T]) -> T | None:
    """The value that an object is or holds, whatever its fields are called; None if it is none of this kind.

    What has the fields of the kind itself goes before what only may be read so.
    """
    needed = _needed(kind)
    if len(needed) == 1 and role_of(needed[0]) == "list":
        found = _of_all_pictures(with_drafts_apart(found, needed[0]), needed[0])
    held = [*unwrapped(found)]
    for value in sorted(held, key=lambda one: not (isinstance(one, dict) and all(name in one for name in needed))):
        plain = _with_plain_keys(value)
        for written in (_joined(plain, kind), plain, value):
            try:
                return kind.model_validate(written)
            except (ValidationError, RecursionError):
                continue
    return None


def _of_all_pictures(value: object, asked: str) -> object:
    """A reply that gives a list for each of several pictures, with what all of them give in one."""
    if not isinstance(value, dict) or asked in value:
        return value
    for key, one in value.items():
        if not (is_named(str(key), "picture") and isinstance(one, list) and len(one) > 1):
            continue
        if all(isinstance(item, dict) and isinstance(item.get(asked), list) for item in one):
            lists = dict.fromkeys(name for item in one for name, held in item.items() if isinstance(held, list))
            told = {name: [*(part for item in one for part in item.get(name) or ())] for name in lists}
            return {**{name: held for name, held in value.items() if name != key}, **told}
    return value


def _joined(value: object, kind: type[BaseModel]) -> object:
    """The same object with all conditions that it names in the one list that it must have, if it must have one."""
    needed = _needed(kind)
    if not isinstance(value, dict) or len(needed) != 1 or role_of(needed[0]) != "list":
        return value
    told = set(kind.model_fields) - set(needed)
    return with_one_list({key: one for key, one in value.items() if key not in told}, value, needed[0])


def names_something(value: BaseModel) -> bool:
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


def _needed(kind: type[BaseModel]) -> list[str]:
    """The fields that a reply must have."""
    return [name for name, field in kind.model_fields.items() if field.is_required()]


def _with_plain_keys(value: object, depth: int = 0) -> object:
    """The same value with the names of its fields in small letters and underscores, as they are asked for."""
    if isinstance(value, list) and depth < _DEEPEST:
        return [_with_plain_keys(item, depth + 1) for item in value]
    if isinstance(value, dict) and depth < _DEEPEST:
        plain = plain_key if not _is_of_names(value) else str
        return {plain(key): _with_plain_keys(item, depth + 1) for key, item in value.items()}
    return value


def _is_of_names(value: dict[Any, Any]) -> bool:
    """Whether an object maps names to shares, shares to names, or names to objects that have one: keys of no fields."""
    if value and all(isinstance(one, str) and share_of(key) is not None for key, one in value.items()):
        return True  # shares are the keys, and names stand behind them
    if any(is_name(str(key)) or role_of(str(key)) for key in value):
        return False
    inner = [one for one in value.values() if isinstance(one, dict)]
    if inner:
        return len(inner) == len(value) and all(any(is_share(str(key)) for key in one) for one in inner)
    return bool(value) and all(share_of(one) is not None for one in value.values())


def _said(error: ValidationError) -> str:
    """The first thing that is wrong, and where."""
    first = error.errors(include_input=False, include_url=False)[0]
    where = ".".join(str(step) for step in first["loc"]) or "the whole reply"
    return f"{where}: {first['msg']}"
