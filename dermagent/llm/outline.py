"""Outline: what a reply without any JSON says as YAML, as a table, or as lists under headings."""

import re
from collections.abc import Iterator
from typing import Any

import yaml

from dermagent.knowledge.meant import match_name
from dermagent.llm.entries import can_be_name
from dermagent.llm.keys import is_name, is_named, is_share, role_of
from dermagent.llm.lenient import share_of
from dermagent.llm.said_share import rules_out, share_in_words

#: Longest text in characters that is looked at.
_LONGEST = 20_000
#: What a list without a heading is called, and the words that a share behind a name has at most.
_UNNAMED, _WORDS_OF_A_SHARE = "differential", 3
_ENTRY = {"name", "confidence"}
#: Words that the name of a field has at most: what is longer is a sentence.
_WORDS_OF_A_KEY = 6
#: Words of a name that stands in a line by itself, at most.
_WORDS_OF_A_NAME = 4
_FENCE = re.compile(r"^\s*(?:```|~~~)\s*\w*\s*$", re.MULTILINE)
_MARKS = re.compile(r"[*_`]{1,3}(?=\S)|(?<=\S)[*_`]{1,3}|<[^<>]{1,40}>")
_ITEM = re.compile(
    r"^(?P<indent>\s*)(?:\(?\d{1,2}(?:[.)]\s|[\u3001\uff0e])|[-*\u2013]\s|[\u2022\u2023\u25aa\u2460-\u2473])\s*(?P<said>\S.*)$"
)
_HEADING = re.compile(
    r"^\s*(?:#{1,6}\s*(?P<marked>.+?)|(?:\*\*|__)(?P<bold>[^*_]+)(?:\*\*|__)\s*|(?P<plain>\S.*))[:\uff1a]?\s*$"
)
_FIELD = re.compile(r"^(?P<key>[^:\uff1a|]{2,60})[:\uff1a]\s*(?P<value>\S.*)$")
_RULE = re.compile(r"^[\s|:+-]+$")
_BETWEEN = re.compile(r"\s*[,;\u3001\uff0c\uff1b]\s*(?![^(]*\))")
_COLUMN = re.compile(r"[|\t]")
#: What ends a name in a line: a dash between blanks, a colon, an opening bracket, or the end of a sentence.
_ENDS = re.compile(
    r"\s+[-\u2013\u2014]+\s+|\s*[:\uff1a]\s*|\s*[\u2014\u2013]\s*|\s*(?=[(\uff08])|[.;\u3002\uff1b]\s+|[\u3002\uff1b]"
)


def outlines(text: str) -> Iterator[dict[Any, Any]]:
    """The objects that a text without JSON can be read as; none of a text that may be a broken object."""
    if "{" in text or len(text) > _LONGEST:
        return
    value = _as_yaml(text)
    if isinstance(value, dict):
        yield {key: one for key, one in value.items() if isinstance(key, str) and _is_key(key)}
    elif isinstance(value, list) and any(isinstance(one, dict) for one in value):
        yield {_UNNAMED: value}
    if fields := _headed(text):
        yield fields


def _as_yaml(text: str) -> object:
    plain = _FENCE.sub("", text)
    try:
        if any(isinstance(token, yaml.AliasToken) for token in yaml.scan(plain)):
            return None  # a few of them can stand for millions of values
        return yaml.safe_load(plain)
    except (yaml.YAMLError, ValueError, RecursionError):
        return None


def _headed(text: str) -> dict[str, Any]:
    """Lists and tables by their headings, and fields with a value in their line.

    Under a heading that does not speak of conditions, or none, a list counts if it is the first and all that it names
    is known, and a table if one of its columns is called as a name is.
    """
    fields: dict[str, Any] = {}
    heading, indent = _UNNAMED, -1
    lines = [line for line in _FENCE.sub("", text).splitlines() if line.strip()]
    for number, line in enumerate(lines):
        if _RULE.match(line):
            continue
        item = _ITEM.match(line)
        said = item["said"] if item else line
        if not item and _COLUMN.search(line.strip()):
            if row := _row(lines, number):
                fields.setdefault(heading, []).append(row)
        elif field := _field(said):
            fields.setdefault(*field)
        elif item:
            indent = len(item["indent"]) if indent < 0 else indent
            if len(item["indent"]) <= indent:  # what is indented further tells of the item above
                fields.setdefault(heading, []).append(_named(said))
        elif told := _heading(line):
            heading, indent = told, -1
        elif (heading not in fields if heading != _UNNAMED else len(lines) == 1) and (names := _names(line)):
            fields[heading] = names
    return _of_conditions(fields)


def _of_conditions(fields: dict[str, Any]) -> dict[str, Any]:
    """The fields that speak of conditions by their name; the first list that only names known ones does without.

    A heading that is a whole sentence speaks of conditions if it says so and excludes none, and half of its list are
    known.
    """
    kept: dict[str, Any] = {}
    for key, value in fields.items():
        if key != _UNNAMED and _is_key(key) and (role_of(key) or isinstance(value, str)):
            kept[key] = value
        elif isinstance(value, list) and _UNNAMED not in kept and _lists_conditions(key, value):
            kept[_UNNAMED] = value
    return kept


def _lists_conditions(heading: str, items: list[dict[str, str]]) -> bool:
    known = [bool(match_name(one["name"])) for one in items if one.keys() <= _ENTRY]
    if not _is_key(heading) and is_named(heading, "sure"):
        return not is_named(heading, "ruled_out") and 2 * sum(known) >= len(known)
    return not is_named(heading, "none") and all(known)


def _names(line: str) -> list[dict[str, str]]:
    """The names of a line that consists of nothing but known ones; what is longer than a name is a sentence."""
    names = [_named(one) for one in _BETWEEN.split(_plain(line).strip(" .\u3002")) if one]
    return (
        names if all(len(one["name"].split()) <= _WORDS_OF_A_NAME and match_name(one["name"]) for one in names) else []
    )


def _is_key(key: str) -> bool:
    return len(key.split()) <= _WORDS_OF_A_KEY


def _row(lines: list[str], number: int) -> dict[str, str] | None:
    """A row of a table under the names of its columns; None for the names themselves and for other tables."""
    first = number
    while first and _COLUMN.search(lines[first - 1].strip()):
        first -= 1
    names = _cells(lines[first])
    if number == first or not any(is_name(name) for name in names):
        return None
    return {name: cell for name, cell in zip(names, _cells(lines[number]), strict=False) if name and cell}


def _cells(line: str) -> list[str]:
    return [_plain(cell) for cell in _COLUMN.split(line.strip().strip("|"))]


def _field(line: str) -> tuple[str, str | list[dict[str, str]]] | None:
    """A field with its value in one line, if the field holds a condition or its share."""
    found = _FIELD.match(_plain(line))
    if not found or not _is_key(key := found["key"].strip()):
        return None
    value = found["value"].strip()
    if is_share(key) and not role_of(key):
        return (key, value) if share_of(value) is not None else None
    if role_of(key) is None or match_name(key):
        return None
    named = _named(value)
    if not can_be_name(named["name"]):
        return None
    return (key, [named]) if "confidence" in named else (key, named["name"])


def _heading(line: str) -> str | None:
    """What a line that is a heading says: marked as one, or ending with a colon."""
    found = _HEADING.match(line)
    if not found:
        return None
    if found["plain"] and not line.rstrip().endswith((":", "\uff1a")):
        return None
    return _plain(found["marked"] or found["bold"] or found["plain"]).strip(" :\uff1a") or None


def _named(said: str) -> dict[str, str]:
    """The name at the beginning of an item, and the share or the doubt that stands behind it in a few words."""
    parts = [part.strip(" ()\uff08\uff09,") for part in _ENDS.split(_plain(said))]
    name, *rest = [part for part in parts if part] or [said]
    told = next((part for part in rest[:3] if _says_how_likely(part)), None)
    return {"name": name, "confidence": told} if told else {"name": name}


def _says_how_likely(part: str) -> bool:
    if len(part.split()) > _WORDS_OF_A_SHARE:
        return False
    return rules_out(part) or share_in_words(part) is not None or share_of(part) is not None


def _plain(text: str) -> str:
    return _MARKS.sub("", text).strip()
