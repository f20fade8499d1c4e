"""Find the JSON in a model's text: after or inside its thinking, in a fence, with words before and behind."""

import ast
import html
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from dermagent.knowledge.speech import spoken

_DECODER = json.JSONDecoder(strict=False)  # models break lines inside strings
#: Objects and starts that are looked at in one text: a bound on the work that a hostile one can ask for.
_MOST = 2_000
_THINKING = r"[\w:]*(?:think|thought|reason)\w*"
_THOUGHT = re.compile(rf"</{_THINKING}>|\[/THINK\]|◁/think▷", re.IGNORECASE)
_THINKS = re.compile(rf"<{_THINKING}>|\[THINK\]|◁think▷", re.IGNORECASE)
#: A refusal says so at once and is no essay.
_OPENS_WITHIN, _LONGEST_REFUSAL = 200, 2_000


#: A string, which is kept, or a comment; a string, or a comma before what closes.
_STRING = r'"(?:[^"\\]|\\.)*"'
_SPARE = re.compile(rf"({_STRING})|//[^\n]*|/\*.*?\*/", re.DOTALL)
_TRAILING = re.compile(rf"({_STRING})|,\s*([}}\]])", re.DOTALL)
#: A string in either kind of quotes, or a key without any.
_BARE_KEY = re.compile(rf"({_STRING}|'(?:[^'\\]|\\.)*')|(?<=[{{,\s])([A-Za-z_]\w*)(?=\s*:)", re.DOTALL)
_CURLY = str.maketrans("\u201c\u201d\u201e", '"""')
#: Keys that a wrapping has at most.
_MOST_BESIDE = 6
#: Longest text in characters that is mended.
_LONGEST_MENDED = 50_000


@dataclass(frozen=True)
class FoundJson:
    """A JSON object, or an array of them, and how many characters of the text it takes."""

    value: object
    length: int


def objects_in(text: str) -> list[FoundJson]:
    """Every whole JSON object of a text that stands in no other one, in order; broken ones are passed over."""
    found: list[FoundJson] = []
    start = text.find("{")
    for _ in range(_MOST):
        if start < 0:
            break
        try:
            value, end = _DECODER.raw_decode(text, start)
            found.append(FoundJson(value, end - start))
            start = text.find("{", end)
        except (ValueError, RecursionError):
            start = text.find("{", start + 1)
    if not found and text.strip().startswith('"'):  # JSON that was written as a string of JSON
        try:
            inner = json.loads(text)
        except (ValueError, RecursionError):
            return []
        return objects_in(inner) if isinstance(inner, str) and len(inner) < len(text) else []
    return found


def list_in(text: str) -> list[Any] | None:
    """The list that a text is, in a fence or behind thinking; None where anything else stands before it."""
    behind = behind_thinking(text).strip().strip("`~").strip().removeprefix("json").strip()
    if not behind.startswith("["):
        return None
    try:
        value, _ = _DECODER.raw_decode(behind)
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, list) else None


def mended(text: str) -> object | None:
    """The one object of a text that is not quite JSON: with comments, commas too many, its last brace missing, in
    doubled braces, curly or escaped quotes, keys without any, or as Python writes it. Nothing is made up: a text that
    breaks off inside a list or a string stays broken.
    """
    if len(text) > _LONGEST_MENDED:
        return None
    forms = [text]
    if "{{" in text:
        forms.append(text.replace("{{", "{").replace("}}", "}"))
    if "&quot;" in text:
        forms.append(html.unescape(text))
    if "\u201c" in text and '"' not in text:
        forms.append(text.translate(_CURLY))
    forms.append(_BARE_KEY.sub(lambda found: found[1] or f'"{found[2]}"', text))
    return next((value for form in forms if (value := _mended(form)) is not None), None)


def _mended(text: str) -> object | None:
    start = text.find("{")
    if start < 0:
        return None
    whole = _TRAILING.sub(
        lambda found: found[1] or found[2], _SPARE.sub(lambda found: found[1] or "", text[start:])
    ).strip(" \n\r\t`~")
    plain = whole[: whole.rfind("}") + 1]
    for written in (whole, plain, f"{whole}}}"):
        try:
            value, _ = _DECODER.raw_decode(written)
        except (ValueError, RecursionError):
            continue
        return value if isinstance(value, dict) and value else None
    try:
        value = ast.literal_eval(plain)
    except (ValueError, TypeError, SyntaxError, RecursionError, MemoryError):  # also what no set may hold
        return None
    return value if isinstance(value, dict) and value else None


def behind_thinking(text: str) -> str:
    """What stands behind the last end of a thinking; all of a text without one."""
    return _THOUGHT.split(text)[-1]


def starts_whole(text: str) -> bool:
    """Whether the first JSON object after the thinking is whole: what was cut off behind it is no loss."""
    behind = behind_thinking(text)
    start = behind.find("{")
    if start < 0 or _THINKS.search(behind):
        return False
    try:
        _DECODER.raw_decode(behind, start)
    except (ValueError, RecursionError):
        return False
    return True


def unwrapped(value: object) -> Iterator[object]:
    """A value, and what it holds where that is a wrapping: other objects, or JSON as a string, beside at most words.

    So a schema that was filled in, a tool's call as text, and `{"result": {...}, "status": "ok"}` are seen through.
    """
    yield value
    if not isinstance(value, dict) or len(value) > _MOST_BESIDE:
        return
    for inner in value.values():
        if isinstance(inner, dict):
            yield inner
        elif isinstance(inner, list) and len(inner) == 1 and len(value) == 1:
            yield inner[0]
        elif isinstance(inner, str) and "{" in inner:
            yield from (found.value for found in objects_in(inner))


def declines(text: str) -> bool:
    """Whether a text without JSON is a model's refusal."""
    opening = spoken("declines").search(text.strip()[:_OPENS_WITHIN])
    return bool(opening) and len(text) <= _LONGEST_REFUSAL and "{" not in text
