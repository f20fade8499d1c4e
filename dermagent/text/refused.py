"""What is wrong with a value, in plain words, of the errors that pydantic tells in its own."""

import re
from collections.abc import Mapping
from typing import Any

_JSON_PLACE = re.compile(r"line (?P<line>\d+) column (?P<column>\d+)")
#: What pydantic says in the words of programs.
_PLAIN = {
    "extra_forbidden": "there is no such field",
    "string_type": "expected a text",
    "bool_type": "expected true or false",
    "bool_parsing": "expected true or false",
    "int_type": "expected a whole number",
    "int_parsing": "expected a whole number",
    "list_type": "expected a list",
    "tuple_type": "expected a list",
}
_OWN_WORDS = "Value error, "


def expected_of(problem: Mapping[str, Any]) -> str:
    """What was expected, of one entry of `ValidationError.errors()`; never with the value itself."""
    kind, bounds, message = problem["type"], problem.get("ctx", {}), str(problem["msg"])
    if kind in ("too_long", "too_short", "string_too_long", "string_too_short"):
        least = kind.endswith("short")
        number = bounds["min_length" if least else "max_length"]
        thing = "character" if kind.startswith("string") else "item"
        found = bounds.get("actual_length")
        told = "" if found is None else f", found {found if found else 'none'}"
        return f"expected at {'least' if least else 'most'} {number} {thing}{'' if number == 1 else 's'}{told}"
    limits = {
        "greater_than_equal": ("ge", "{} or more"),
        "greater_than": ("gt", "more than {}"),
        "less_than_equal": ("le", "{} or less"),
        "less_than": ("lt", "less than {}"),
    }
    if kind in limits:
        name, words = limits[kind]
        bound = f"{bounds[name]:g}"
        return f"expected {words.format(bound)}"
    if kind == "json_invalid":
        place = _JSON_PLACE.search(message)
        where = f" at line {place['line']}, column {place['column']}" if place else ""
        return f"it is not valid JSON{where}"
    if kind == "missing":
        return "it is missing"
    if kind in _PLAIN:
        return _PLAIN[kind]
    return message.removeprefix(_OWN_WORDS).replace("Input should be ", "expected ")
