"""Values as models write them: numbers in words and percent, lists that are null, words with a capital letter."""

import math
import re
from collections.abc import Callable, Iterable
from typing import Annotated, Any

from pydantic import BeforeValidator, Field

_PLAIN = r"(?<![\d.,])(\d{1,3}(?:[.,]\d{1,6})?)"
_NUMBER = re.compile(r"(-?(?:\d+(?:[.,]\d+)?|[.,]\d+)(?:e-?\d+)?)\s*(%|\uff05|percent|per cent)?", re.IGNORECASE)
_RATIO = re.compile(rf"{_PLAIN}\s*(?:/|out of)\s*(100|10|5|1)\b(?![.,]?\d)")
_RANGE = re.compile(rf"{_PLAIN}\s*%?\s*(?:-|\u2013|to|and)\s*{_PLAIN}\s*(%|percent|per cent)?", re.IGNORECASE)
#: Shares of the words that models put for a number, those that begin alike after the longer ones (our choice).
_WORDS = (
    (re.compile(r"(very|extremely|most) (un|im)(likely|probable)|very low|remote|minimal|negligible"), 0.03),
    (re.compile(r"(un|im)(likely|probable)|low|slight"), 0.1),
    (
        re.compile(
            r"(very|extremely|most|highly) (likely|probable|high|confident)|very high|(almost )?certain|definite"
        ),
        0.9,
    ),
    (re.compile(r"likely|probable|high|strong|confident"), 0.7),
    (re.compile(r"moderate|medium|possible|fair|maybe|plausible"), 0.4),
)
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
        number, percent = _read(value)
        if number is None:
            return _in_words(value.strip().lower())
        value = number / 100 if percent else number
    if isinstance(value, bool) or not isinstance(value, int | float):
        return 0.0 if value is None else value
    return min(float(value), 1.0) if 0 <= value <= _OVER_ONE else 0.0


def _in_words(text: str) -> float:
    return next((share for words, share in _WORDS if words.match(text)), 0.0)


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
        return None if percent else number
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return float(value) if abs(value) < 1e6 and math.isfinite(value) else None


def _known(numbers: Iterable[float | None]) -> list[float]:
    return [number for number in numbers if number is not None]


def entries(name: str, share: str) -> Callable[[object], object]:
    """What reads a list of names with shares: named otherwise, as names alone, or as one object of name and share."""

    def read(items: object) -> object:
        if isinstance(items, dict) and any(isinstance(items.get(one), str) for one in (name, *_NAMES)):
            items = [items]
        if isinstance(items, dict):
            items = [{name: key, share: value} for key, value in items.items()]
        if not isinstance(items, list):
            return items
        listed = [_entry(item) for item in items]
        return same_scale([one for one in listed if not isinstance(one, dict) or one.get(name) is not None], share)

    def _entry(item: object) -> object:
        if isinstance(item, str):
            return {name: item, share: None}
        if not isinstance(item, dict):
            return item
        called = next((other for other in _NAMES if name not in item and isinstance(item.get(other), str)), None)
        valued = next((other for other in _SHARES if share not in item and other in item), None)
        made = {**item, **({name: item[called]} if called else {}), **({share: item[valued]} if valued else {})}
        return {share: None, **made}

    return read


#: What models call a condition and its share where they do not keep to the names that were asked for.
_NAMES = ("name", "condition", "diagnosis", "disease", "label")
_SHARES = ("confidence", "probability", "likelihood", "score")


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
