"""Values as models write them: numbers in words and percent, lists that are null, words with a capital letter."""

import math
import re
import unicodedata
from collections.abc import Iterable, Sequence
from functools import cache
from typing import Annotated, Any

from pydantic import BeforeValidator, Field

from dermagent.knowledge.speech import around
from dermagent.llm.keys import is_named
from dermagent.llm.said_share import in_figures, percent_in_words, share_in_signs, share_in_words

_PLAIN = r"(?<![\d.,])(\d{1,3}(?:[.,]\d{1,6})?)"
_NUMBER = re.compile(r"(-?(?:\d+(?:[.,]\d+)?|[.,]\d+)(?:e-?\d+)?)\s*(%|\uff05|percent|per cent)?", re.IGNORECASE)
#: A fraction.
_FRACTION = re.compile(r"\W*(\d{1,3})\s*[/\u2044]\s*(\d{1,3})\W*")
#: Odds of one to another.
_ODDS = re.compile(r"\W*(?:odds\s*)?(\d{1,3})\s*[:\uff1a]\s*(\d{1,3})\W*", re.IGNORECASE)
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
    read = share_of(value)
    return read if read is not None or _is_refused(value) else 0.0


def _is_refused(value: object) -> bool:
    """Whether the form is to refuse what stands for a share: an object or a list in which no number is found."""
    return isinstance(value, list | dict)


def share_of(value: object) -> float | None:
    """The share, 0 to 1, that was written: a number, words, signs, both ends of a range, or one inside an object.

    None where none can be read: null, NaN, -1, 3, other words.
    """
    if isinstance(value, str):
        for told in (_signs(value), _of_several(value)):
            if told is not None:
                return told
        number, percent = _read(value)
        if number is None:
            in_words = percent_in_words(value)
            return share_in_words(value) if in_words is None else in_words
        value = number / 100 if percent else number
    if isinstance(value, dict | list):
        return _inside(value)
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return min(float(value), 1.0) if 0 <= value <= _OVER_ONE else None


def _inside(value: dict[Any, Any] | list[Any]) -> float | None:
    """The share in an object that holds one, or the middle of a list of two."""
    if isinstance(value, dict):
        return _in_object({str(key): one for key, one in value.items() if not isinstance(one, bool)})
    ends = [share_of(one) for one in value if isinstance(one, str | int | float)]
    low, high = (ends[0], ends[1]) if len(ends) == len(value) == 2 else (None, None)
    return (low + high) / 2 if low is not None and high is not None else None


def _in_object(fields: dict[str, Any]) -> float | None:
    """The share in the fields of an object: its number, in percent or of a whole if it says so, or between two ends."""
    plain = {key: one for key, one in fields.items() if isinstance(one, str | int | float)}
    numbers = {key: one for key, one in plain.items() if _plain(one) is not None or share_of(one) is not None}
    for meaning in ("share", "number"):
        if named := [one for key, one in numbers.items() if is_named(key, meaning)]:
            return _with_unit(named[0], plain) if len(named) == 1 else None
    low, high = ([share_of(one) for key, one in numbers.items() if is_named(key, end)] for end in ("low", "high"))
    if len(low) == len(high) == 1 and len(numbers) == 2:
        return _inside([low[0], high[0]])
    figures = [one for one in numbers.values() if _plain(one) is not None] or list(numbers.values())
    return _with_unit(figures[0], plain) if len(figures) == 1 else None


def _with_unit(number: str | float, fields: dict[str, Any]) -> float | None:
    """A number with the percent sign or the whole that another field of its object tells."""
    figure = _plain(number)
    if figure is None:
        return share_of(number)
    units = (str(one) for key, one in fields.items() if one is not number and is_named(key, "unit"))
    if any(_percent().fullmatch(unit.strip()) for unit in units):
        return share_of(f"{figure} %") if figure > 1 else share_of(figure)
    wholes = (_plain(one) for key, one in fields.items() if one is not number and is_named(key, "whole"))
    whole = next((one for one in wholes if one), None)
    return share_of(figure / whole) if whole and whole > 1 else share_of(figure)


def _signs(text: str) -> float | None:
    """The share that signs tell; a ratio ("4/5 stars") is read as the number that it is."""
    return None if _ratio().search(text) else share_in_signs(text)


def _of_several(text: str) -> float | None:
    """The share of "1 in 4", of a fraction, or of odds such as 3:1; None of other texts, and of more than all."""
    text = unicodedata.normalize("NFKC", in_figures(text))  # a fraction in one sign
    if found := _one_in().fullmatch(text) or _FRACTION.fullmatch(text):
        some, whole = int(found[1]), int(found[2])
    elif found := _ODDS.fullmatch(text):
        some, whole = int(found[1]), int(found[1]) + int(found[2])
    else:
        return None
    return some / whole if 0 <= some <= whole and whole else None


@cache
def _ratio() -> re.Pattern[str]:
    """A number of a whole that is a round number ("4 out of 5", "80/100")."""
    return re.compile(rf"{_PLAIN}\s*(?:{around('of_a_whole')})\s*(100|10|5|1)\b(?![.,]?\d)")


@cache
def _one_in() -> re.Pattern[str]:
    """A text that is no more than "1 in 4"."""
    return re.compile(rf"\W*(\d{{1,3}})\s*(?:{around('one_in')})\s*(\d{{1,3}})\W*", re.IGNORECASE)


@cache
def _percent() -> re.Pattern[str]:
    return re.compile(around("percent"), re.IGNORECASE)


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
    rest = _ratio().sub(" ", text)
    said = [(float(ratio[1].replace(",", ".")) / float(ratio[2]), False) for ratio in _ratio().finditer(text)]
    said += [(float(found[1].replace(",", ".")), bool(found[2])) for found in _NUMBER.finditer(rest)]
    values = {round(number / 100 if percent else number, 9) for number, percent in said}
    return said[0] if len(values) == 1 else (None, False)


def same_scale(items: object, field: str) -> object:
    """A list of objects with the shares under `field` on one scale.

    If one is above 1, all without a sign count tenths, where none is above 10, or else percent; a highest share just
    above 1 is 1. Beside percents a fraction stays a share where all of them so add up to 1 at most, in their order.
    Anything that is no such list is given back as it is, for the form to refuse.
    """
    if not isinstance(items, list):
        return items
    numbers = _known(_plain(item.get(field)) for item in items if isinstance(item, dict))
    highest = max(numbers, default=0.0)
    if not 1 < highest <= 100:
        return items
    scale = 1.0 if highest <= _OVER_ONE else 10.0 if highest <= _TENTHS else 100.0
    least = 1.0 if highest > _TENTHS and _mixed(numbers) else 0.0
    return [_scaled(item, field, scale, least) if isinstance(item, dict) else item for item in items]


def _mixed(numbers: Sequence[float]) -> bool:
    """Whether those below 1 are shares beside percents: together they are at most 1, and in the order of the list."""
    shares = [number / 100 if number >= 1 else number for number in numbers]
    return sum(shares) <= 1 and shares == sorted(shares, reverse=True)


def _scaled(item: dict[str, Any], field: str, scale: float, least: float) -> dict[str, Any]:
    """An item with its share divided by the scale, if it is `least` or more."""
    number = _plain(item.get(field))
    return item if number is None or number < least else {**item, field: min(number / scale, 1.0)}


def _plain(value: object) -> float | None:
    """A number without a percent sign."""
    if isinstance(value, str):
        number, percent = _read(value)
        return None if percent or _signs(value) is not None or _of_several(value) is not None else number
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return float(value) if abs(value) < 1e6 and math.isfinite(value) else None


def _known(numbers: Iterable[float | None]) -> list[float]:
    return [number for number in numbers if number is not None]


def longest(characters: int) -> Any:
    """A bound on a text that a server is told; what is longer all the same is read and cut where it is used."""
    return Field(json_schema_extra={"maxLength": characters})


def most(items: int) -> Any:
    """A bound on a list that a server is told; what is longer all the same is read."""
    return Field(json_schema_extra={"maxItems": items})


#: A probability or confidence, 0 to 1.
Share = Annotated[float, Field(ge=0, le=1), BeforeValidator(_share)]
#: Put before a list's type: null is empty, a single item is a list of one.
LISTED = BeforeValidator(_listed)
#: Put before a text: null is empty.
TEXT = BeforeValidator(_text)
