"""Values as models write them: numbers in words and percent, lists that are null, words with a capital letter."""

import math
import re
from collections.abc import Callable, Iterable
from typing import Annotated, Any

from pydantic import BeforeValidator, Field

from dermagent.knowledge.speech import speech, spoken
from dermagent.llm.said_share import place_said, rules_out, share_in_signs, share_in_words

_PLAIN = r"(?<![\d.,])(\d{1,3}(?:[.,]\d{1,6})?)"
_NUMBER = re.compile(r"(-?(?:\d+(?:[.,]\d+)?|[.,]\d+)(?:e-?\d+)?)\s*(%|\uff05|percent|per cent)?", re.IGNORECASE)
_RATIO = re.compile(rf"{_PLAIN}\s*(?:/|out of|of|de|von|sur)\s*(100|10|5|1)\b(?![.,]?\d)")
_RANGE = re.compile(rf"{_PLAIN}\s*%?\s*(?:-|\u2013|to|and)\s*{_PLAIN}\s*(%|percent|per cent)?", re.IGNORECASE)
#: A share just above 1 is 1; what is above that and up to 10 in a list counts tenths, beyond it percent.
_OVER_ONE, _TENTHS = 1.5, 10


def _listed(value: object) -> object:
    """Null is no item, and a single item needs no brackets."""
    if value is None:
        return []
    return [value] if isinstance(value, str | dict) else value


def _share(value: object) -> object:
    """A share out of what was written for it; what can be none (null, NaN, -1, 3, other words) weighs nothing."""
    if isinstance(value, str):
        if (signs := _signs(value)) is not None:
            return signs
        number, percent = _read(value)
        if number is None:
            return share_in_words(value) or 0.0
        value = number / 100 if percent else number
    if isinstance(value, bool) or not isinstance(value, int | float):
        return 0.0 if value is None else value
    return min(float(value), 1.0) if 0 <= value <= _OVER_ONE else 0.0


def _signs(text: str) -> float | None:
    """The share that signs tell; a ratio ("4/5 stars") is read as the number that it is."""
    return None if _RATIO.search(text) else share_in_signs(text)


def _text(value: object) -> object:
    """Null is an empty text; a number is taken as it is written."""
    if value is None:
        return ""
    return str(value) if isinstance(value, int | float) else value


def _read(text: str) -> tuple[float | None, bool]:
    """The one number of a text, and whether it is a percentage; None if it holds none, or several that differ.

    "4/5 (80 %)" says one thing twice; of "stage 2, 60 %" it is not known which is meant; of a range it is the middle.
    """
    if span := _RANGE.search(text):
        low, high = (float(span[n].replace(",", ".")) for n in (1, 2))
        rest = text[: span.start()] + text[span.end() :]
        return (None, False) if _NUMBER.search(rest) or low > high else ((low + high) / 2, bool(span[3]))
    rest = _RATIO.sub(" ", text)
    said = [(float(ratio[1].replace(",", ".")) / float(ratio[2]), False) for ratio in _RATIO.finditer(text)]
    said += [(float(found[1].replace(",", ".")), bool(found[2])) for found in _NUMBER.finditer(rest)]
    values = {round(number / 100 if percent else number, 9) for number, percent in said}
    return said[0] if len(values) == 1 else (None, False)


def same_scale(items: object, field: str) -> object:
    """A list of objects with the shares under `field` on one scale.

    If one is above 1, all without a sign count tenths, where none is above 10, or else percent; a highest share just
    above 1 is 1. Anything that is no such list is given back as it is, for the form to refuse.
    """
    if not isinstance(items, list):
        return items
    highest = max(_known(_plain(item.get(field)) for item in items if isinstance(item, dict)), default=0.0)
    if not 1 < highest <= 100:
        return items
    scale = 1.0 if highest <= _OVER_ONE else 10.0 if highest <= _TENTHS else 100.0
    return [_scaled(item, field, scale) if isinstance(item, dict) else item for item in items]


def _scaled(item: dict[str, Any], field: str, scale: float) -> dict[str, Any]:
    number = _plain(item.get(field))
    return item if number is None else {**item, field: min(number / scale, 1.0)}


def _plain(value: object) -> float | None:
    """A number without a percent sign."""
    if isinstance(value, str):
        number, percent = _read(value)
        return None if percent or _signs(value) is not None else number
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return float(value) if abs(value) < 1e6 and math.isfinite(value) else None


def _known(numbers: Iterable[float | None]) -> list[float]:
    return [number for number in numbers if number is not None]


def entries(name: str, share: str, *, keeps_ruled_out: bool = False) -> Callable[[object], object]:
    """What reads a list of names with shares: named otherwise, as names alone, or as one object of name and share.

    A share may stand with its name in one text. Where there is none, the places count that the items name, or else the
    order. What is said to be ruled out is left out, unless it is kept (with a share of 0) for what is said against it.
    """

    def read(items: object) -> object:
        if isinstance(items, dict):
            items = _as_list(items)
        if not isinstance(items, list):
            return items
        listed = [_entry(item) for item in items]
        named = [one for one in listed if not isinstance(one, dict) or one.get(name) is not None]
        filled = [one for one in named if not (isinstance(one, dict) and _is_no_name(one[name]))]
        if named and not filled:
            raise ValueError("the list repeats the form of the reply in place of conditions; fill it in")
        kept = [one for one in filled if keeps_ruled_out or not (isinstance(one, dict) and _is_ruled_out(one[share]))]
        return same_scale(_by_place(kept), share)

    def _as_list(items: dict[str, Any]) -> list[Any]:
        if any(isinstance(items.get(one), str) for one in (name, *_NAMES)):
            return [items]
        if items.get("type") in {"array", "object", "string"} and not items.keys().isdisjoint({"items", "properties"}):
            raise ValueError("the list is the schema of the reply in place of conditions; fill it in")
        if all(key.strip(" .#").isdecimal() and isinstance(value, str | dict) for key, value in items.items()):
            return [items[key] for key in sorted(items, key=lambda key: int(key.strip(" .#")[:6]))]
        return [{name: key, share: value} for key, value in items.items()]

    def _entry(item: object) -> object:
        if isinstance(item, str):
            return dict(zip((name, share), _apart(item), strict=True))
        if not isinstance(item, dict):
            return item
        called = next((other for other in _NAMES if name not in item and isinstance(item.get(other), str)), None)
        valued = next((other for other in _SHARES if share not in item and other in item), None)
        made = {**item, **({name: item[called]} if called else {}), **({share: item[valued]} if valued else {})}
        if made.get(share) is None and isinstance(made.get(name), str):
            made[name], made[share] = _apart(made[name])
        return {share: None, **made}

    def _by_place(items: list[Any]) -> list[Any]:
        """The items in the order of the places that they name, where each names one and none has a share."""
        places = [_place(item, share) if isinstance(item, dict) else None for item in items]
        if not items or None in places:
            return items
        ordered = sorted(zip(_known(places), range(len(items)), strict=True))
        return [{**items[n], share: None} for _, n in ordered]

    return read


def _apart(text: str) -> tuple[str, object]:
    """A name and the share that stands with it in one text, None where none does."""
    plain = spoken("list_mark", "shares").sub("", text).strip()
    if found := spoken("share_before", "shares").match(plain):
        return found["name"].strip(), found["percent"]
    found = spoken("share_behind", "shares").match(plain)
    told = next((part for part in found.groupdict().items() if part[0] != "name" and part[1]), None) if found else None
    if found and told and _is_share(told[1], dashed=told[0] == "dashed"):
        return found["name"].strip(" :\u2013-"), told[1]
    return plain or text, None


def _is_share(text: str, *, dashed: bool) -> bool:
    """Whether a text behind a name can only be a share: percent, a part of one, of ten, or words of likelihood."""
    if re.fullmatch(r"\W*(?:\d{1,3}(?:[.,]\d+)?\s*[%\uff05].*|[01]?[.,]\d+|\d{1,3}\s*/\s*(?:100|10|5))\W*", text):
        return True
    if re.fullmatch(r"\W*\d{2,3}\W*", text):
        return not dashed
    if any(character.isdecimal() for character in text) or len(text.split()) > _WORDS_OF_A_SHARE:
        return False
    said = share_in_words(text)
    return said is not None and said > _LEAST_SAID and not dashed


def _place(item: dict[str, Any], share: str) -> float | None:
    """The place of an item without a share, by its own field or in the place of the share."""
    told = item.get(share)
    if isinstance(told, str):
        return place_said(told)
    if told is not None:
        return None
    for field in speech("shares")["place_fields"]:
        value = item.get(field)
        if isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value):
            return float(value)
        if isinstance(value, str):
            return float(value) if value.strip().isdecimal() and value.isascii() else place_said(value)
    return None


def _is_no_name(name: object) -> bool:
    return isinstance(name, str) and bool(spoken("no_name", "shares").fullmatch(name))


def _is_ruled_out(share: object) -> bool:
    return isinstance(share, str) and not _NUMBER.search(share) and rules_out(share)


#: Words of a share that stands with its name in one text, and the least one: what is unlikely is a matter of the name.
_WORDS_OF_A_SHARE, _LEAST_SAID = 3, 0.2
#: What models call a condition and its share where they do not keep to the names that were asked for.
_NAMES = ("name", "condition", "diagnosis", "disease", "label", *speech("shares")["name_fields"])
_SHARES = ("confidence", "probability", "likelihood", "score", *speech("shares")["share_fields"])


def longest(characters: int) -> Any:
    """A bound on a text that a server is told; what is longer all the same is read and cut where it is used."""
    return Field(json_schema_extra={"maxLength": characters})


def most(items: int) -> Any:
    """A bound on a list that a server is told; what is longer all the same is read."""
    return Field(json_schema_extra={"maxItems": items})


#: A probability or confidence, 0 to 1.
Share = Annotated[float, BeforeValidator(_share), Field(ge=0, le=1)]
#: Put before a list's type: null is empty, a single item is a list of one.
LISTED = BeforeValidator(_listed)
#: Put before a text: null is empty.
TEXT = BeforeValidator(_text)
