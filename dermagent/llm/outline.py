"""Outline: what a reply without any JSON says as YAML, as a table, or as lists under headings."""

import re
import tomllib
from collections.abc import Iterator, Sequence
from typing import Any

import yaml

from dermagent.knowledge.meant import match_name
from dermagent.llm.entries import can_be_name, name_and_share
from dermagent.llm.first_said import first_said, sentences
from dermagent.llm.json_text import declines
from dermagent.llm.keys import is_name, is_named, is_share, may_be_first, role_of, says, sets_aside
from dermagent.llm.lenient import share_of
from dermagent.llm.markup import plain_lines, tagged
from dermagent.llm.said_share import rules_out, share_in_words

#: Longest text in characters that is looked at.
_LONGEST = 20_000
#: What a list without a heading, one of dangers and what a sentence puts first are called; words of a share at most.
_UNNAMED, _DANGERS, _FIRST, _WORDS_OF_A_SHARE = "differential", "must_not_miss", "most_likely", 3
_ENTRY = {"name", "confidence"}
#: Words that the name of a field has at most: what is longer is a sentence.
_WORDS_OF_A_KEY = 6
#: Words of a name that stands in a line by itself, at most.
_WORDS_OF_A_NAME = 4
_FENCE = re.compile(r"^\s*(?:```|~~~)\s*\w*\s*$", re.MULTILINE)
_MARKS = re.compile(r"[*`]{1,3}(?=\S)|(?<=\S)[*`]{1,3}|(?<!\w)_{1,3}(?=\S)|(?<=\S)_{1,3}(?!\w)|<[^<>]{1,40}>")
_ITEM = re.compile(
    r"^(?P<indent>\s*)(?:\(?(?:(?P<number>\d{1,2})|[a-hA-H]|[ivxIVX]{1,4})[.)]\s|\d{1,2}[\u3001\uff0e]|[-*\u2013]\s|"
    r"[\u2022\u2023\u25aa\u2460-\u2473])\s*(?P<said>\S.*)$"
)
_HEADING = re.compile(
    r"^\s*(?:#{1,6}\s*(?P<marked>.+?)|(?:\*\*|__)(?P<bold>[^*_]+)(?:\*\*|__)\s*|(?P<plain>\S.*))[:\uff1a]?\s*$"
)
_FIELD = re.compile(r"^(?P<key>[^:\uff1a|]{2,60})[:\uff1a]\s*(?P<value>\S.*)$")
_RULE = re.compile(r"^[\s|:+-]+$")
_BETWEEN = re.compile(r"\s*(?:[,;\u3001\uff0c\uff1b]|\s>\s)\s*(?![^(]*\))")
#: The key of a line of its own, to tell records that repeat one.
_KEY = re.compile(r"^([^\s\-#:][^:\n]{0,60}):", re.MULTILINE)
#: The head of a table of TOML.
_TABLE = re.compile(r"^\s*\[\[?[\w.]+\]\]?\s*$", re.MULTILINE)
_COLUMN = re.compile(r"[|\t]")
#: What ends a name in a line: a dash between blanks, a colon, an opening bracket, or the end of a sentence.
_ENDS = re.compile(
    r"\s+[-\u2013\u2014]+\s+|\s*[:\uff1a]\s*|\s*[\u2014\u2013]\s*|\s*(?=[(\uff08])|[.;\u3002\uff1b]\s+|[\u3002\uff1b]"
)


def outlines(text: str) -> Iterator[dict[Any, Any]]:
    """The objects that a text without JSON can be read as; none of a refusal or of what may be a broken object."""
    if len(text) > _LONGEST or declines(text):
        return
    lines = plain_lines(_FENCE.sub("", text))
    if any("{" in line for line in lines):
        return
    value = _as_yaml(text) if not (objects := tagged(text)) else objects
    if isinstance(value, dict) and any(_is_nested(one) for one in value.values()):
        yield {key: one for key, one in value.items() if isinstance(key, str) and _is_key(key)}
    elif isinstance(value, list) and any(isinstance(one, dict) for one in value):
        yield {_UNNAMED: value}
    if fields := _Lines(lines).fields():
        yield fields


def _parts(line: str) -> list[str]:
    """A line, or its sentences where it is no item and no row, a heading behind a sentence by itself."""
    return [line] if _ITEM.match(line) or _COLUMN.search(line.strip()) else sentences(line)


def _is_nested(value: object) -> bool:
    """Whether a value holds objects; plain values and lists of them are read line by line."""
    return isinstance(value, dict) or (isinstance(value, list) and any(isinstance(one, dict) for one in value))


def _as_yaml(text: str) -> object:
    plain = _FENCE.sub("", text)
    keys = _KEY.findall(plain)
    if len(keys) != len(set(keys)):
        return None  # of a key that is repeated YAML keeps the last
    if _TABLE.search(plain):
        return _as_toml(plain)
    try:
        if any(isinstance(token, yaml.AliasToken) for token in yaml.scan(plain)):
            return None  # a few of them can stand for millions of values
        return yaml.safe_load(plain)
    except (yaml.YAMLError, ValueError, RecursionError):
        return None


def _as_toml(text: str) -> object:
    try:
        return tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError):
        return None


class _Lines:
    """A text line by line: lists, tables and names by the headings that they stand under, and fields in one line."""

    def __init__(self, lines: Sequence[str]) -> None:
        self._lines = [part for line in lines for part in _parts(line)]
        self._lists: dict[str, list[dict[str, str]]] = {}
        self._apart: dict[str, dict[str, str]] = {}
        self._shares: dict[str, str] = {}
        self._numbers: dict[str, list[int]] = {}
        self._heading, self._indent, self._takes_lines = _UNNAMED, -1, len(self._lines) == 1
        self._has_further = False
        for number, line in enumerate(self._lines):
            self._take(number, line)

    def fields(self) -> dict[str, Any]:
        """What speaks of conditions by its heading; the one list that names only known ones does without.

        What is denied is left out. A heading that is not understood decides nothing beside another list.
        """
        self._lists = {key: self._likeliest_first(key, items) for key, items in self._lists.items()}
        told = {key: items for key, items in self._lists.items() if _section(key) == key and key != _UNNAMED}
        others = [items for key, items in self._lists.items() if key not in told and _lists_conditions(key, items)]
        further = self._lists.get(_UNNAMED, []) if told else []
        if told and further in others:
            told = {**told, _UNNAMED: further}
        elif not told and (others := others if len(others) == 1 else self._further()):
            told = {_UNNAMED: others[0]}
        return {**self._apart, **told, **self._shares} if told else {}

    def _further(self) -> list[list[dict[str, str]]]:
        """The list of further conditions beside one that a sentence puts first, known or not."""
        return [self._lists[_UNNAMED]] if self._apart and self._has_further and _UNNAMED in self._lists else []

    def _likeliest_first(self, key: str, items: list[dict[str, str]]) -> list[dict[str, str]]:
        """A list turned round where its numbers count down to 1, or its heading says that the likeliest is last."""
        count = len(items)
        falls = count > 1 and self._numbers.get(key) == list(range(count, 0, -1))
        return items[::-1] if falls or says("likeliest_last", key) else items

    def _take(self, number: int, line: str) -> None:
        item = _ITEM.match(_plain(line.lstrip("# ")) if line.lstrip().startswith(("#", "**", "__")) else line)
        said = item["said"] if item else line
        if _RULE.match(line) or self._took_field(said):
            return
        if not item and _COLUMN.search(line.strip()):
            if row := _row(self._lines, number):
                self._add(self._heading, row)
        elif item:
            self._indent = len(item["indent"]) if self._indent < 0 else self._indent
            if len(item["indent"]) <= self._indent:  # what is indented further tells of the item above
                self._add(self._heading, _named(said))
                self._numbers.setdefault(self._heading, []).append(int(item["number"] or 0))
                self._takes_lines = False
        elif told := _heading(line):
            self._head(told)
        elif not self._apart and (first := first_said(line)):
            self._apart[_FIRST], self._takes_lines = _named(first), False
        elif names := _names(line):
            if self._takes_lines or all("confidence" in name for name in names):
                for name in names:
                    self._add(self._heading, name)
        else:
            self._takes_lines = False

    def _head(self, told: str) -> None:
        """Go on under a heading; one that is the name of a condition is an item of the list before it."""
        named = _named(told)
        if match_name(named["name"]) and not role_of(told):
            self._add(self._heading, named)
            self._takes_lines = False
            return
        self._heading, self._indent, self._takes_lines = _section(told) or told, -1, bool(_section(told))
        self._has_further = self._has_further or says("further", told)

    def _add(self, key: str, entry: dict[str, str]) -> None:
        if not (entry.keys() <= _ENTRY and says("denied", entry["name"])):
            self._lists.setdefault(key, []).append(entry)

    def _took_field(self, line: str) -> bool:
        """Take a field with a condition or its share, or pass over a denied one; False where a line is none."""
        found = _FIELD.match(_plain(line))
        if not found or not _is_key(key := found["key"].strip()):
            return False
        value = found["value"].strip()
        if is_share(key) and not role_of(key):
            return self._took_share(key, value)
        if match_name(key):
            if not _says_how_likely(value):
                return False
            self._add(self._heading, {"name": key, "confidence": value})
            return True
        section, names = _section(key), _names(value)
        if section is None and not (names and is_name(key)):
            if not (names or may_be_first(key)) or says("denied", key) or sets_aside(key):
                return says("denied", key)
            self._apart.setdefault(key, _named(first_said(value) or value))
            return True
        names = names or ([_named(value)] if can_be_name(_named(value)["name"]) else [])
        for name in names:
            self._add(section or _UNNAMED, name)
        return bool(names)

    def _took_share(self, key: str, value: str) -> bool:
        """Take a share, for the condition named last if it has none; False where the value is none."""
        if share_of(value) is None:
            return False
        last = next((items[-1] for items in reversed(self._lists.values()) if items), None)
        if last is not None and last.keys() == {"name"}:
            last["confidence"] = value
        else:
            self._shares.setdefault(key, value)
        return True


def _section(key: str) -> str | None:
    """What a heading or field is read as: itself, if it speaks of conditions, further ones or dangers; else None."""
    if says("dangers", key):
        return _DANGERS
    if role_of(key) != "danger" and says("denied", key):
        return None
    if key == _UNNAMED or says("further", key) or says("rank", key):
        return _UNNAMED
    return key if role_of(key) and _is_key(key) else None


def _lists_conditions(heading: str, items: list[dict[str, str]]) -> bool:
    """Whether a list under a heading that does not speak of conditions holds some: all of them are known.

    Half of them are enough under a sentence that speaks of conditions and excludes none.
    """
    known = [bool(match_name(one["name"])) for one in items if one.keys() <= _ENTRY]
    if says("denied", heading) or is_named(heading, "ruled_out"):
        return False
    if not _is_key(heading) and is_named(heading, "sure"):
        return 2 * sum(known) >= len(known)
    return not is_named(heading, "none") and all(known)


def _names(line: str) -> list[dict[str, str]]:
    """The names of a line that consists of nothing but known ones and their shares; a sentence is none."""
    names: list[dict[str, str]] = []
    for part in _BETWEEN.split(_plain(line).strip(" .\u3002")):
        if names and "confidence" not in names[-1] and _says_how_likely(part):
            names[-1]["confidence"] = part
        elif part:
            names.append(_named(part))
    known = all(len(one["name"].split()) <= _WORDS_OF_A_NAME and match_name(one["name"]) for one in names)
    return names if known else []


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
    plain, share = (name, told) if told else name_and_share(name)
    return {"name": plain, "confidence": str(share)} if share else {"name": name}


def _says_how_likely(part: str) -> bool:
    if len(part.split()) > _WORDS_OF_A_SHARE:
        return False
    return rules_out(part) or share_in_words(part) is not None or share_of(part) is not None


def _plain(text: str) -> str:
    return _MARKS.sub("", text).strip()
