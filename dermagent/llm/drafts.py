"""Drafts: what a reply says before it thinks again, told apart from what came of it."""

from collections.abc import Mapping
from typing import Any

from dermagent.knowledge.outside import names_disease
from dermagent.llm.keys import is_name, is_named, is_share, may_be_first, role_of

#: Levels of a reply at which drafts are looked for, and the field under which they are kept.
_DEEPEST, _KEPT = 4, "draft_differential"


def with_drafts_apart(value: object, asked: str, depth: int = 0) -> object:
    """A reply in which what came of its drafts stands where it is asked for, and the drafts in a field of theirs.

    A draft is one where something else says the final conditions, or the asked list does. A field that is called the
    revised list makes a draft of the asked one.
    """
    if not isinstance(value, Mapping) or depth > _DEEPEST:
        return value
    fields = {str(key): with_drafts_apart(one, asked, depth + 1) for key, one in value.items()}
    drafts = draft_fields(fields, asked)
    finals = [key for key in fields if key not in drafts and _is_final(key, asked) and _holds(fields[key])]
    if not drafts or not finals:
        return fields
    made = {key: one for key, one in fields.items() if key not in drafts and key not in finals}
    for key in finals:
        one = fields[key]
        if isinstance(one, Mapping) and not _is_condition(one):
            made.update(one)
        else:
            made[asked if isinstance(one, list) and role_of(key) is None else key] = one
    names = [name for key in fields if key in drafts for name in _names(fields[key])]
    return {**made, _KEPT: [*dict.fromkeys(names)]} if names else made


def draft_fields(fields: Mapping[str, Any], asked: str) -> frozenset[str]:
    """The fields of an object that are drafts of what others, or the asked list, hold."""
    lists = {key for key, one in fields.items() if isinstance(one, list | Mapping) and _holds(one)}
    revised = {key for key in lists if is_named(key, "revised") and key != asked}
    if revised:
        return frozenset(key for key in fields if key == asked or is_named(key, "draft")) - revised
    settled = any(is_named(key, "settled") and _holds(one) for key, one in fields.items())
    drafts = (key for key in fields if is_named(key, "draft") and not is_named(key, "settled") and key != asked)
    held = any(_is_final(key, asked) and not is_named(key, "draft") for key in lists)
    return frozenset(key for key in drafts if settled or (held and key in lists))


def _is_final(key: str, asked: str) -> bool:
    """Whether a field may hold what came of drafts: the asked list, another of conditions, a first or a revised one."""
    revised = is_named(key, "settled") or is_named(key, "revised")
    return key == asked or revised or may_be_first(key) or role_of(key) == "list"


def _holds(value: object) -> bool:
    """Whether a field names conditions: a list or an object that is not empty, or the name of a disease."""
    if isinstance(value, Mapping):
        return _is_condition(value) or any(_holds(one) for one in value.values() if isinstance(one, list | Mapping))
    return bool(value) if isinstance(value, list) else isinstance(value, str) and names_disease(value)


def _is_condition(value: Mapping[str, Any]) -> bool:
    """Whether an object is one condition with its share."""
    named = any(isinstance(one, str) and is_name(str(key)) for key, one in value.items())
    return named and any(is_share(str(key)) for key in value)


def _names(value: object, depth: int = 0) -> list[str]:
    """The names of the conditions that a draft holds, in its order."""
    if isinstance(value, str):
        return [value] if names_disease(value) else []
    if isinstance(value, Mapping):
        named = [one for key, one in value.items() if isinstance(one, str) and is_name(str(key))]
        inner = [one for one in value.values() if isinstance(one, list | Mapping)] if depth < _DEEPEST else []
        return [name for one in (*named[:1], *inner) for name in _names(one, depth + 1)]
    return [name for one in value for name in _names(one, depth + 1)] if isinstance(value, list) else []
