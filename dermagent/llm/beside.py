"""Beside: the one list of a reply, with the conditions that other fields name: a first one, dangers, parts."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from dermagent.knowledge.outside import names_disease
from dermagent.knowledge.speech import speech
from dermagent.llm.drafts import draft_fields
from dermagent.llm.entries import as_entry, as_list, one_text
from dermagent.llm.first_said import first_said
from dermagent.llm.items import can_be_name
from dermagent.llm.keys import (
    Role,
    is_name,
    is_named,
    is_possible,
    is_share,
    is_sure,
    may_be_first,
    role_of,
    sets_aside,
    share_of_key,
)
from dermagent.llm.lenient import share_of

#: Objects within objects that are looked into, and what an item's name and share are called here.
_DEEPEST = 3
_NAME, _SHARE = "name", "confidence"
#: What a list of names is called that says by no word that it holds conditions.
_UNNAMED = "differential"
#: A field of one of several conditions.
_NUMBERED = re.compile(r"(?P<field>.*?[^\W\d_])[\s_\-]*(?P<number>\d{1,2})")


@dataclass(frozen=True)
class _Named:
    """The items of one field: what it holds by its name, and the share that the name says."""

    role: Role
    items: tuple[object, ...]
    share: float | None = None
    sure: bool = True


def with_one_list(fields: Mapping[str, Any], value: Mapping[str, Any], asked: str) -> Mapping[str, Any]:
    """A reply whose `asked` list holds all conditions that its fields name; the same reply where only that list does.

    What is called the first stands first, then parts that are called likely, the lists, other parts by how likely they
    are called, then dangers, which have a small share where none is given; so has a disease in a field of another name
    beside them. A condition that stands in several is taken once. An object that is one condition is a list of it.
    """
    if asked not in fields and (alone := _list_alone(fields)):
        return {**value, asked: alone}
    fields, value = ({**one, **_paired(fields)} for one in (fields, value))
    told = _with_drafts_behind(list(_named_in(_without_drafts(fields, asked), asked)), fields, asked)
    if any(one.sure for one in told):
        told = [one for one in told if one.sure or all(_is_whole(item) or _is_disease(item) for item in one.items)]
    if told or not is_one(value):
        told += _named_apart(_without_drafts(fields, asked), beside=bool(told))
    if not told:
        return {**value, asked: [value]} if asked not in value and is_one(value) else value
    if asked in value and len(told) == 1 and not isinstance(value[asked], str):
        return value
    if len(told) == 1:  # how likely a single list is called says nothing
        told = [_Named("list", told[0].items)] if told[0].role == "share" else told
    firsts = [item for one in told if one.role == "first" for item in one.items]
    lists = [item for one in told if one.role == "list" for item in one.items]
    parts = sorted((one for one in told if one.role == "share" and one.share), key=_likeliest)
    likely, others = (
        [_with_share(item, one.share) for one in parts if is_possible(one.share) is possible for item in one.items]
        for possible in (True, False)
    )
    least = float(speech("shares")["danger_share"])
    dangers = [_with_share(item, least) for one in told if one.role == "danger" for item in one.items]
    return {**value, asked: _once([*firsts, *likely], [*lists, *others, *dangers])}


def _list_alone(fields: Mapping[str, Any]) -> list[object]:
    """The conditions of a reply that is nothing but them: names with shares, places with names, or numbered fields."""
    if rows := _numbered(fields):
        return rows
    if not fields or any(role_of(key) or is_name(key) or is_share(key) or sets_aside(key) for key in fields):
        return []
    if fields and all(isinstance(one, bool) and names_disease(_spaced(key)) for key, one in fields.items()):
        return [_spaced(key) for key, one in fields.items() if one]
    if any(isinstance(one, bool) or not isinstance(one, str | int | float | Mapping) for one in fields.values()):
        return []
    if any(isinstance(one, Mapping) and not (_is_alone(one) or names_disease(key)) for key, one in fields.items()):
        return []
    items = as_list(dict(fields))
    return items if isinstance(items, list) and len(items) == len(fields) and all(map(_is_disease, items)) else []


def _spaced(key: str) -> str:
    return str(key).replace("_", " ")


def _numbered(fields: Mapping[str, Any]) -> list[object]:
    """The conditions of fields such as `diagnosis_1`, `confidence_1`, `diagnosis_2`; none where another holds some."""
    rows: dict[int, dict[str, Any]] = {}
    for key, value in fields.items():
        if found := _NUMBERED.fullmatch(str(key)):
            rows.setdefault(int(found["number"]), {})[found["field"]] = value
        elif role_of(str(key)):
            return []
    told = {n: row for n, row in rows.items() if any(isinstance(row[key], str) and is_name(key) for key in row)}
    return [told[n] for n in sorted(told)] if len(told) > 1 else []


def _without_drafts(fields: Mapping[str, Any], asked: str) -> Mapping[str, Any]:
    """The fields without those of a draft, where others hold what came of it."""
    drafts = draft_fields(fields, asked)
    return {key: one for key, one in fields.items() if key not in drafts}


def _with_drafts_behind(told: list[_Named], fields: Mapping[str, Any], asked: str) -> list[_Named]:
    """What was named, and what only a draft named, which is kept in view with the share of a danger."""
    if not told or len(kept := _without_drafts(fields, asked)) == len(fields):
        return told
    drafts = {f"differential {n}": one for n, (key, one) in enumerate(fields.items()) if key not in kept}
    names = [name_in(item) for one in _named_in(drafts, "") for item in one.items]
    return [*told, *(_Named("danger", (name,)) for name in names if names_disease(name))]


def _paired(fields: Mapping[str, Any]) -> Mapping[str, Any]:
    """The list of names in which each has the share at its place in a list of as many shares beside it."""
    held = [(key, one) for key, one in fields.items() if isinstance(one, list) and is_share(key)]
    shares = [one for _, one in held if all(share_of(share) is not None or _is_percent(share) for share in one)]
    lists = {key: one for key, one in fields.items() if isinstance(one, list) and key not in dict(held)}
    names = {key: one for key, one in lists.items() if role_of(key) in ("list", "share") or is_named(key, "names")}
    return {
        (key if role_of(key) else _UNNAMED): [
            _with_share(item, share) for item, share in zip(listed, shares[0], strict=True)
        ]
        for key, listed in names.items()
        if len(shares) == 1 and len(shares[0]) == len(listed) and all(isinstance(item, str) for item in listed)
    }


def _is_percent(share: object) -> bool:
    return isinstance(share, int | float) and not isinstance(share, bool) and 0 <= share <= 100


def _named_apart(fields: Mapping[str, Any], *, beside: bool, depth: int = 0) -> Iterator[_Named]:
    """The diseases in fields whose names do not say that they hold conditions: a first one, groups, and others.

    Others count only `beside` what is named elsewhere; where a field is about what is not there, it holds none.
    """
    for key, value in fields.items():
        if is_share(key) or sets_aside(key):
            continue
        if isinstance(value, Mapping) and not _is_alone(value):
            if depth < _DEEPEST:
                own = any(_named_in(value, ""))
                yield from _named_apart(value, beside=own, depth=depth + 1)
            continue
        if role_of(key):
            continue
        items = [(first_said(value) or value) if isinstance(value, str) else value]
        items = value if isinstance(value, list) else items
        if not items or not all(map(_is_disease, items)):
            continue
        if len(items) == 1 and may_be_first(key) and (beside or not is_name(key)):
            yield _Named("first", tuple(items))
        elif is_named(key, "group") or (beside and all(map(_has_share, items))) or all(map(_has_verdict, items)):
            yield _Named("list", tuple(items))
        elif beside:
            yield _Named("danger", tuple(items))


def _named_in(fields: Mapping[str, Any], asked: str, depth: int = 0) -> Iterator[_Named]:
    """What each field that holds conditions says of them; objects of such fields are looked into."""
    share = next((value for key, value in fields.items() if is_share(key) and value is not None), None)
    for key, value in fields.items():
        role: Role | None = "list" if key == asked else role_of(key)
        value = one_text(value) if isinstance(value, dict) and is_name(key) else value
        if isinstance(value, Mapping) and depth < _DEEPEST and not (is_one(value) or (role and _is_item(value))):
            if inner := list(_named_in(value, asked, depth + 1)):
                yield from (replace(one, role=role, sure=True) if role and one.role == "list" else one for one in inner)
                continue
        if role is None or value is None:
            continue
        items = tuple(_items(value, role, asked=key == asked))
        if items:
            single = role == "list" and key != asked and isinstance(value, str | Mapping) and len(items) == 1
            sure = key == asked or is_sure(key)
            if share is not None and isinstance(value, str) and len(items) == 1 and role in ("list", "first"):
                items = (_with_share(items[0], share),)  # a name and its share beside the list of the others
            yield _Named("first" if single else role, items, share_of_key(key), sure)
        elif key == asked and isinstance(value, list):
            yield _Named("list", ())


def _items(value: object, role: Role, *, asked: bool) -> Iterator[object]:
    """The items of a field that name a condition; of the asked list all, for its form to judge."""
    if isinstance(value, str) and role == "danger":
        return  # a warning in words, or how dangerous it is
    said = first_said(value) if isinstance(value, str) and role in ("first", "list") and not asked else None
    listed = [said] if said and not names_disease(str(value)) else as_list(value)
    if not isinstance(listed, list):
        return
    for item in listed:
        if asked or (isinstance(item, dict | list) and name_in(item)) or (isinstance(item, str) and can_be_name(item)):
            yield item


def _is_whole(item: object) -> bool:
    """Whether an item is an object with a name and a share."""
    return isinstance(item, Mapping) and is_one(item)


def is_one(value: Mapping[str, Any]) -> bool:
    """Whether an object is one condition with its share, and holds no list of others."""
    return _is_item(value) and any(is_share(str(key)) for key in value) and not _numbered(value)


def _is_item(value: Mapping[str, Any]) -> bool:
    """Whether an object names one condition and holds no list of others."""
    named = any(isinstance(one, str) and is_name(str(key)) for key, one in value.items())
    return named and not any(isinstance(one, list | Mapping) and role_of(str(key)) for key, one in value.items())


def name_in(item: object) -> str:
    """The name of the condition that an item of a list is; empty where it has none."""
    entry = as_entry(item, _NAME, _SHARE)
    name = entry.get(_NAME) if isinstance(entry, dict) else None
    return name.strip() if isinstance(name, str) else ""


def _is_alone(value: Mapping[str, Any]) -> bool:
    """Whether an object names one condition, and no field of it is a list of nothing but diseases."""
    listed = (one for one in value.values() if isinstance(one, list) and one)
    return _is_item(value) and not any(all(map(_is_disease, one)) for one in listed)


def _is_disease(item: object) -> bool:
    """Whether an item is a name, or an object with a name, that is that of a disease."""
    name = name_in(item) if isinstance(item, str | Mapping) else ""
    return bool(name) and names_disease(name)


def _has_share(item: object) -> bool:
    entry = as_entry(item, _NAME, _SHARE)
    return isinstance(entry, dict) and entry.get(_SHARE) is not None


def _has_verdict(item: object) -> bool:
    """Whether an item is an object that says whether its condition is there."""
    return isinstance(item, Mapping) and any(isinstance(item[key], str) and is_named(str(key), "state") for key in item)


def _with_share(item: object, share: object) -> object:
    """An item with this share, if it has none of its own."""
    entry = as_entry(item, _NAME, _SHARE)
    return {**entry, _SHARE: share} if isinstance(entry, dict) and entry.get(_SHARE) is None else item


def _likeliest(told: _Named) -> float:
    return -(told.share or 0.0)


def _once(firsts: list[object], others: list[object]) -> list[object]:
    """All items, each name once; where the others have no shares, the first ones go before them."""
    shared = any(_has_share(item) for item in others)
    held = {name_in(item).casefold() for item in others} if shared else set()
    before = [item for item in firsts if name_in(item).casefold() not in held]
    kept: dict[str, object] = {}
    for number, item in enumerate([*before, *others]):
        kept.setdefault(name_in(item).casefold() or str(number), item)
    return list(kept.values())
