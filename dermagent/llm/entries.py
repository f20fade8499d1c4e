"""Entries: a list of conditions with shares, in whatever form and under whatever names a model writes them."""

import json
import math
import re
from collections.abc import Callable, Sequence
from typing import Any

from dermagent.knowledge.codes import CODE
from dermagent.knowledge.outside import names_disease
from dermagent.knowledge.speech import spoken
from dermagent.knowledge.spelt import found_in
from dermagent.llm.items import can_be_name, items_of, name_and_likelihood, name_and_share
from dermagent.llm.keys import is_name, is_named, is_share, role_of
from dermagent.llm.lenient import same_scale, share_of
from dermagent.llm.polarity import Said, polarity_said
from dermagent.llm.said_share import is_absent, place_said, rules_out, share_in_words

#: Words of a state ("ruled out by biopsy"); what is longer may speak of another condition.
_WORDS_OF_A_STATE = 4
#: What parts the clauses of a reason, and what ends it.
_CLAUSE, _STOPS = re.compile(r"[.,;\uff0c\u3002\uff1b]\s*"), " .\u3002"
#: A word and a number.
_NUMBERED = re.compile(r"\s*([^\W\d_]+)[\s_#-]*\d{1,2}\s*")
#: Fields that hold a name in an object in its place, and letters of a language's.
_OF_A_NAME, _OF_A_LANGUAGE = frozenset({"en", "text", "display", "value", "title", "label", "english"}), 2


def entries(name: str, share: str, *, keeps_ruled_out: bool = False) -> Callable[[object], object]:
    """What reads a list of names with shares: named otherwise, as names alone, in pairs, lines, or as one object.

    A share may stand with its name in one text. One that cannot be read lies between those beside it; where none can,
    the places count that the items name, or else the order. What is said to be ruled out is left out, unless it is
    kept (with a share of 0) for what is said against it.

    Raises (what it gives):
        ValueError: it is the form again, or no item of it says which condition it is about.
    """

    def read(items: object) -> object:
        items = as_list(items)
        if isinstance(items, dict):
            raise ValueError("the list is the schema of the reply in place of conditions; fill it in")
        if not isinstance(items, list):
            return items
        listed = [as_entry(item, name, share) for item in items]
        named = [one for one in listed if not isinstance(one, dict) or one.get(name) is not None]
        if not named and any(_says_any(item) for item in items):
            raise ValueError(f"no item of the list has a {name!r}; say which condition each is about")
        filled = [one for one in named if not (isinstance(one, dict) and _is_no_name(one[name]))]
        if named and not filled:
            raise ValueError("the list repeats the form of the reply in place of conditions; fill it in")
        filled = [one for one in filled if not (isinstance(one, dict) and _refuses(one[name]))]
        filled = _without_none(filled, share)
        kept = [
            {**one, share: "0"} if isinstance(one, dict) and _is_ruled_out(one, share) else one
            for one in filled
            if keeps_ruled_out or not _is_ruled_out(one, share)
        ]
        scaled = same_scale(_by_place(_as_percent(kept, share), share), share)
        return _filled([_likely(one, share) for one in scaled] if isinstance(scaled, list) else scaled, share)

    return read


def as_list(items: object) -> object:
    """The items of a list that was written as an object, as JSON in a text, or as lines; else what was given."""
    if isinstance(items, str):
        return _lines(items)
    if not isinstance(items, dict):
        return items
    if any(isinstance(value, str | list) and is_name(key) for key, value in items.items()):
        return [items]
    if items.get("type") in {"array", "object", "string"} and not items.keys().isdisjoint({"items", "properties"}):
        return items  # the schema of a list
    if items and all(isinstance(one, str) and _is_share_alone(key) for key, one in items.items()):
        return [{"name": one, "confidence": key} for key, one in items.items()]
    if all(key.strip(" .#").isdecimal() and isinstance(value, str | dict) for key, value in items.items()):
        return [items[key] for key in sorted(items, key=lambda key: int(key.strip(" .#")[:6]))]
    return [_under(str(key), value) for key, value in items.items()]


def _under(key: str, value: object) -> object:
    """The item of a list in which it stands under a key: its name, or its place where it has a name of its own."""
    if isinstance(value, dict):
        named = any(isinstance(one, str) and is_name(str(field)) for field, one in value.items())
        return value if named and not names_disease(key) else {"name": key, **value}
    if isinstance(value, str) and share_of(value) is None and names_disease(value) and not names_disease(key):
        return value
    return {"name": key, "confidence": value}


def _is_share_alone(text: str) -> bool:
    """Whether a text is a share and can be no place in a list."""
    return bool(re.fullmatch(r"\s*(?:[01]?[.,]\d+|\d{1,3}(?:[.,]\d+)?\s*[%\uff05])\s*", text))


def _lines(text: str) -> object:
    """A list as JSON in a text, or one item for each line (or numbered part) that can be a name."""
    if text.lstrip().startswith("["):
        try:
            return json.loads(text)
        except (ValueError, RecursionError):
            return text
    lines = items_of(text)
    if len(lines) == 1 and (several := _with_shares(text)):
        return several
    return lines if all(can_be_name(line) for line in lines) else text


def _with_shares(text: str) -> list[str]:
    """The names of one line that are parted by commas, where each has a share of its own; else none."""
    parts = [part.strip(" .\u3002") for part in spoken("between_shares", "shares").split(text)]
    shared = all(name_and_likelihood(part)[1] for part in parts)
    return parts if len(parts) > 1 and shared else []


def as_entry(item: object, name: str, share: str) -> object:
    """An item with its name and its share (None where it has none) under the names that they must have."""
    if isinstance(item, str):
        return dict(zip((name, share), name_and_share(item), strict=True))
    if isinstance(item, list) and len(item) == 2 and isinstance(item[0], str):
        item = {name: item[0], share: item[1]}
    if not isinstance(item, dict):
        return item
    item = {key: one_text(value) if isinstance(value, dict) and is_name(key) else value for key, value in item.items()}
    called = [key for key, value in item.items() if isinstance(value, str | list) and is_name(key)]
    valued = next((key for key, value in item.items() if is_share(key) and value is not None), None)
    made = dict(item)
    if name not in made and called:
        made[name] = made[next((key for key in called if key == "name"), called[0])]
    if name not in made and (
        code := next((made[key] for key in made if is_named(key, "code") and _is_code(made[key])), None)
    ):
        made[name] = code
    if _is_numbered(made.get(name)):
        told = [made[key] for key in called if key != name and made[key] != made[name]]
        made[name] = told[0] if told else made[name]
    if isinstance(made.get(name), list):
        made[name] = " / ".join(one for one in made[name] if isinstance(one, str)) or None
    if made.get(share) is None and valued:
        made[share] = _with_sign(made[valued], valued)
    if made.get(share) is None and isinstance(made.get(name), str):
        made[name], made[share] = name_and_share(made[name])
    return {share: None, **made}


def _is_code(value: object) -> bool:
    """Whether a value is nothing but a code of ICD-10."""
    return isinstance(value, str) and bool(CODE.fullmatch(value.strip()))


def _is_numbered(name: object) -> bool:
    """Whether a name is that of a place in a list, such as `diagnosis_1`, which says nothing of a disease."""
    found = _NUMBERED.fullmatch(name) if isinstance(name, str) else None
    return found is not None and bool(is_name(found[1]) or role_of(found[1]) == "list") and not names_disease(found[1])


def one_text(value: dict[str, Any]) -> object:
    """The name in an object of names, such as one in several languages or a code and its meaning; else the object."""
    texts = {str(key).lower(): one for key, one in value.items() if isinstance(one, str) and one.strip()}
    if len(texts) < len(value) or any(is_share(key) for key in texts):
        return value
    named = [one for key, one in texts.items() if key in _OF_A_NAME or is_name(key)]
    return named[0] if named else next((one for key, one in texts.items() if len(key) == _OF_A_LANGUAGE), value)


def _with_sign(value: object, key: str) -> object:
    """A number under a name such as `likelihood_percent`, marked as what it counts."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not is_named(key, "percent"):
        return value
    return _Percent(value)


class _Percent(float):
    """A number that its field's name calls percent."""


def _as_percent(items: list[Any], share: str) -> list[Any]:
    """The items with percents as such; where none is above 1 they are shares whatever their field is called."""
    found = [one[share] for one in items if isinstance(one, dict) and isinstance(one[share], _Percent)]
    divisor = 100 if any(1 < number <= 100 for number in found) else 1
    return [
        {**one, share: float(one[share]) / divisor}
        if isinstance(one, dict) and isinstance(one[share], _Percent)
        else one
        for one in items
    ]


def _says_any(item: object) -> bool:
    """Whether an item without a name says anything at all, so that it may be a condition that was not understood."""
    return isinstance(item, dict) and any(isinstance(value, str) and value.strip() for value in item.values())


def _by_place(items: list[Any], share: str) -> list[Any]:
    """The items in the order of the places that they name, where each names one and none has a share."""
    held = [item.get(share) if isinstance(item, dict) else None for item in items]
    if len(items) > 1 and [_whole(one) for one in held] == list(range(1, len(items) + 1)):
        return [{**item, share: None} for item in items]
    places = [_place(item, share) if isinstance(item, dict) else None for item in items]
    if not items or None in places:
        return items
    ordered = sorted(zip((place for place in places if place is not None), range(len(items)), strict=True))
    return [{**items[n], share: None} for _, n in ordered]


def _whole(value: object) -> int | None:
    """The whole number that was written, as a number or in figures."""
    if isinstance(value, str) and value.strip().isdecimal() and value.isascii():
        return int(value.strip()[:6])
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def _filled(items: object, share: str) -> object:
    """The items with a share for each that has none that can be read, where others have one.

    They have 1/2, 1/4, ... of what the others leave, and each lies between those before and behind it.
    """
    if not isinstance(items, list):
        return items
    read = [share_of(item.get(share)) if isinstance(item, dict) else None for item in items]
    known = [one for one in read if one is not None]
    if not any(known) or len(known) == len(read):
        return items
    left = 1 - sum(known) if sum(known) <= 1 else 1.0
    behind = [0.0]
    for one in reversed(read[1:]):
        behind.append(behind[-1] if one is None else one)
    filled, last = [], 1.0
    for n, item in enumerate(items):
        if (own := read[n]) is None:
            left /= 2
            own = max(min(last, left), behind[-1 - n])
            item = {**item, share: own} if isinstance(item, dict) else item
        last = own
        filled.append(item)
    return filled


def _place(item: dict[str, Any], share: str) -> float | None:
    """The place of an item without a share, by its own field or in the place of the share."""
    told = item.get(share)
    if isinstance(told, str):
        return place_said(told)
    if told is not None:
        return None
    for field, value in item.items():
        if not is_named(field, "place"):
            continue
        if isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value):
            return float(value)
        if isinstance(value, str):
            return float(value) if value.strip().isdecimal() and value.isascii() else place_said(value)
    return None


def _without_none(items: list[Any], share: str) -> list[Any]:
    """The items without those that are said to have no share at all, where others have one that can be read."""
    none = [isinstance(one, dict) and isinstance(one[share], str) and _says_none(one[share]) for one in items]
    others = any(isinstance(one, dict) and share_of(one[share]) for one, no in zip(items, none, strict=True) if not no)
    return (
        [{**one, share: "ruled out"} if no else one for one, no in zip(items, none, strict=True)] if others else items
    )


def _says_none(text: str) -> bool:
    return bool(spoken("no_share", "shares").fullmatch(text))


def _refutes_itself(item: dict[str, Any]) -> bool:
    """Whether a reason of an item ends by saying that its own condition is ruled out."""
    name = next((value for key, value in item.items() if isinstance(value, str) and is_name(key)), "")
    told = (value for key, value in item.items() if isinstance(value, str) and value != name)
    clauses = (part for value in told if _refuted().search(value) for part in _CLAUSE.split(value.strip(_STOPS)))
    for clause in clauses:
        if _refuted().search(clause) and not spoken("not_yet_refuted", "shares").search(clause):
            about = {found.key for found in found_in(clause)}
            if about and about == {found.key for found in found_in(name)}:
                return True
    return False


def _refuted() -> re.Pattern[str]:
    return spoken("refuted_in_reason", "shares")


def _is_no_name(name: object) -> bool:
    return isinstance(name, str) and bool(spoken("no_name", "shares").fullmatch(name))


def _refuses(name: object) -> bool:
    """Whether a model declines to answer in the place of a name."""
    return isinstance(name, str) and bool(spoken("declines_within").search(name))


def _likely(item: object, share: str) -> object:
    """An item of which a field says whether it is likely: with the share of "likely" where it has none of its own, and
    at most that of "unlikely" where it is not.
    """
    if not isinstance(item, dict):
        return item
    told = [value for key, value in item.items() if is_named(key, "likely")]
    own = share_of(item.get(share))
    if any(map(_says_no, told)):
        said = share_in_words("unlikely")
        return item if own is not None and said is not None and own <= said else {**item, share: said}
    return {**item, share: share_in_words("likely")} if own is None and any(one is True for one in told) else item


def _says_no(value: object) -> bool:
    return value is False or (isinstance(value, str) and is_absent(value))


def _is_ruled_out(item: object, share: str) -> bool:
    """Whether an item is ruled out by its share, its state, or a field that says so."""
    if not isinstance(item, dict):
        return False
    states = [value for key, value in item.items() if isinstance(value, str) and is_named(key, "state")]
    told: Sequence[object] = [item.get(share), *(one for one in states if len(one.split()) <= _WORDS_OF_A_STATE)]
    if any(isinstance(one, str) and not re.search(r"\d", one) and rules_out(one) for one in told):
        return True
    if any(isinstance(one, str) and is_absent(one) for one in (item.get(share), *states)):
        return True
    if _refutes_itself(item):
        return True
    refuted: tuple[tuple[Said, str], ...] = (("present", "ruled_out"), ("absent", "held"))
    return any(
        is_named(key, field) and polarity_said(value) == said for key, value in item.items() for said, field in refuted
    )
