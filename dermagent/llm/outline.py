"""Outline: what a reply without any JSON says as YAML, as a table, or as lists under headings."""

import re
import tomllib
from collections.abc import Iterator, Sequence
from typing import Any

import yaml

from dermagent.knowledge.claimed import claims, naming
from dermagent.knowledge.meant import match_name
from dermagent.knowledge.spelt import found_in
from dermagent.llm.despite import listed_despite
from dermagent.llm.first_said import first_said, sentences
from dermagent.llm.items import can_be_name, item_of, name_and_likelihood, says_how_likely, without_emphasis
from dermagent.llm.json_text import declines
from dermagent.llm.keys import is_name, is_named, is_share, may_be_first, role_of, says, sets_aside
from dermagent.llm.lenient import share_of
from dermagent.llm.markup import plain_lines, tagged

#: Longest text in characters that is looked at.
_LONGEST = 20_000
#: What a list without a heading, one of dangers and what a sentence puts first are called.
_UNNAMED, _DANGERS, _FIRST = "differential", "must_not_miss", "most_likely"
_ENTRY = {"name", "confidence"}
#: Words that the name of a field has at most: what is longer is a sentence.
_WORDS_OF_A_KEY = 6
#: Words of a name that stands in a line by itself, at most.
_WORDS_OF_A_NAME = 4
_FENCE = re.compile(r"^[^\S\n]*(?:```|~~~)[^\S\n]*\w*[^\S\n]*$", re.MULTILINE)
_HEADING = re.compile(
    r"^\s*(?:#{1,6}\s*(?P<marked>.+?)|(?:\*\*|__)(?P<bold>[^*_]+)(?:\*\*|__)\s*|(?P<plain>\S.*))[:\uff1a]?\s*$"
)
_FIELD = re.compile(r"^(?P<key>[^:\uff1a|]{2,60})[:\uff1a]\s*(?P<value>\S.*)$")
_RULE = re.compile(r"^[\s|:+-]+$")
#: What stands between the fields of one line.
_BETWEEN_FIELDS = re.compile(r"[;\uff1b]\s*|\s+[|/]\s+")
_BETWEEN = re.compile(r"\s*(?:[,;\u3001\uff0c\uff1b]|\s>\s)\s*(?![^(]*\))")
#: The key of a line of its own, to tell records that repeat one.
_KEY = re.compile(r"^([^\s\-#:][^:\n]{0,60}):", re.MULTILINE)
#: A share in figures.
_FIGURE = re.compile(r"\d\s*[%\uff05]|0[.,]\d")
#: What LaTeX puts into a box, as the answer of a text.
_BOXED = re.compile(r"\\boxed\{(?:\\text\{)?([^{}]{1,120})\}")
#: The head of a table of TOML.
_TABLE = re.compile(r"^\s*\[\[?[\w.]+\]\]?\s*$", re.MULTILINE)
_COLUMN = re.compile(r"[|\t]")


def outlines(text: str) -> Iterator[dict[Any, Any]]:
    """The objects that a text without JSON can be read as; none of a refusal or of what may be a broken object."""
    if len(text) > _LONGEST:
        return
    if declines(text) and not (text := listed_despite(text)):
        return
    lines = plain_lines(_FENCE.sub("", text))
    if any("{" in line for line in lines):
        return
    value = _as_yaml(text) if not (objects := tagged(text)) else objects
    if isinstance(value, dict) and any(_is_nested(field) for field in value.values()):
        yield {key: field for key, field in value.items() if isinstance(key, str) and _is_key(key)}
    elif _holds_objects(value):
        yield {_UNNAMED: value}
    if fields := _Lines(lines).fields():
        yield fields
    if boxed := [one for one in _BOXED.findall(text) if match_name(one)]:
        yield {_UNNAMED: [_named(boxed[-1])]}


def _parts(line: str) -> list[str]:
    """A line, or its fields or sentences where it is no item and no row, a heading behind a sentence by itself."""
    if item_of(line) or _COLUMN.search(line.strip()):
        return [line]
    fields = [one.strip() for one in _BETWEEN_FIELDS.split(line) if one.strip()]
    return fields if len(fields) > 1 and all(map(_is_field, fields)) else sentences(line)


def _is_field(text: str) -> bool:
    """Whether a text is a field that holds a condition or a share by its name."""
    found = _FIELD.match(without_emphasis(text))
    key = found["key"].strip() if found else ""
    return _is_key(key) and bool(role_of(key) or is_name(key) or is_share(key) or _section(key))


def _is_nested(value: object) -> bool:
    """Whether a value holds objects; plain values and lists of them are read line by line."""
    return isinstance(value, dict) or _holds_objects(value)


def _holds_objects(value: object) -> bool:
    return isinstance(value, list) and any(isinstance(item, dict) for item in value)


def _as_yaml(text: str) -> object:
    """The value of a text as YAML or TOML; None where it is neither, repeats a key, or uses aliases."""
    plain = _FENCE.sub("", text)
    keys = _KEY.findall(plain)
    if len(keys) != len(set(keys)):
        return None  # YAML keeps only the last value of a repeated key
    if _TABLE.search(plain):
        return _as_toml(plain)
    try:
        if any(isinstance(token, yaml.AliasToken) for token in yaml.scan(plain)):
            return None  # a few aliases can expand to millions of values
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
        sections = {key: items for key, items in self._lists.items() if _section(key) == key and key != _UNNAMED}
        others = [items for key, items in self._lists.items() if key not in sections and _lists_conditions(key, items)]
        further = self._lists.get(_UNNAMED, []) if sections else []
        if sections and further in others:
            sections = {**sections, _UNNAMED: further}
        elif not sections and (others := others if len(others) == 1 else self._further()):
            sections = {_UNNAMED: others[0]}
        return {**self._apart, **sections, **self._shares} if sections else {}

    def _further(self) -> list[list[dict[str, str]]]:
        """The list of further conditions beside one that a sentence puts first, known or not."""
        return [self._lists[_UNNAMED]] if self._apart and self._has_further and _UNNAMED in self._lists else []

    def _likeliest_first(self, key: str, items: list[dict[str, str]]) -> list[dict[str, str]]:
        """A list turned round where its numbers count down to 1, or its heading says that the likeliest is last."""
        count = len(items)
        falls = count > 1 and self._numbers.get(key) == list(range(count, 0, -1))
        return items[::-1] if falls or says("likeliest_last", key) else items

    def _take(self, number: int, line: str) -> None:
        """Take a line as a field, a row of a table, an item, a heading, or names; another line ends a list of names."""
        marked = line.lstrip().startswith(("#", "**", "__"))
        item = item_of(without_emphasis(line.lstrip("# ")) if marked else line)
        said = item.said if item else line
        if _RULE.match(line) or self._took_field(said):
            return
        if not item and _COLUMN.search(line.strip()):
            if row := _row(self._lines, number):
                self._add(self._heading, row)
        elif item:
            self._indent = item.indent if self._indent < 0 else self._indent
            if item.indent <= self._indent:  # what is indented further tells of the item above
                self._add(self._heading, _named(said))
                self._numbers.setdefault(self._heading, []).append(item.number)
                self._takes_lines = False
        elif heading := _heading(line):
            self._head(heading)
        elif not self._apart and (first := first_said(line)):
            self._apart[_FIRST], self._takes_lines = _named(first), False
        elif names := _names(line):
            if self._takes_lines or all("confidence" in name for name in names):
                for name in names:
                    self._add(self._heading, name)
        else:
            self._takes_lines = False

    def _head(self, heading: str) -> None:
        """Go on under a heading; one that is the name of a condition is an item of the list before it."""
        named = _named(heading)
        if match_name(named["name"]) and not role_of(heading):
            self._add(self._heading, named)
            self._takes_lines = False
            return
        section = _section(heading)
        self._heading, self._indent, self._takes_lines = section or heading, -1, bool(section)
        self._has_further = self._has_further or says("further", heading)

    def _add(self, key: str, entry: dict[str, str]) -> None:
        """Add an entry to the list under a heading, unless it is a name that its own words deny."""
        if not (entry.keys() <= _ENTRY and (says("denied", entry["name"]) or _is_refuted(entry["name"]))):
            self._lists.setdefault(key, []).append(entry)

    def _took_field(self, line: str) -> bool:
        """Take a field with a condition or its share, or pass over a denied one; False where the line is no field."""
        found = _FIELD.match(without_emphasis(line))
        if not found or not _is_key(key := found["key"].strip()):
            return False
        value = found["value"].strip()
        if is_share(key) and not role_of(key):
            return self._took_share(key, value)
        if match_name(key):
            if not says_how_likely(value):
                return False
            self._add(self._heading, {"name": key, "confidence": value})
            return True
        section, names = _section(key), _names(value)
        if section is None and not (names and is_name(key)):
            if not (names or may_be_first(key)) or says("denied", key) or sets_aside(key):
                return self._took_doubted(key, line) or says("denied", key) or (bool(names) and not claims(line))
            self._apart.setdefault(key, _named(first_said(value) or value))
            return True
        names = names or ([_named(value)] if can_be_name(_named(value)["name"]) else [])
        for name in names:
            self._add(section or _UNNAMED, name)
        return bool(names)

    def _took_doubted(self, key: str, line: str) -> bool:
        """Take a line of which the field says that its condition is not excluded, or is yet to be."""
        doubts = any(naming(kind).search(key) for kind in ("not_excluded", "to_exclude"))
        if not doubts or not match_name(line):
            return False
        self._lists.setdefault(self._heading, []).append({"name": line})
        return True

    def _took_share(self, key: str, value: str) -> bool:
        """Take a share, for the condition named last if it has none; False where the value is no share."""
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
    return not is_named(heading, "none") and (all(known) or _names_with_shares(items, known))


def _names_with_shares(items: list[dict[str, str]], known: list[bool]) -> bool:
    """Whether each of several items is a name with a share in figures, so that they are conditions, known or not."""
    figures = [bool(_FIGURE.search(one.get("confidence", ""))) and can_be_name(one["name"]) for one in items]
    return len(items) > 1 and len(known) == len(items) and all(figures)


def _names(line: str) -> list[dict[str, str]]:
    """The names of a line that consists of nothing but known ones and their shares; empty for a sentence."""
    names: list[dict[str, str]] = []
    for part in _BETWEEN.split(without_emphasis(line).strip(" .\u3002")):
        if names and "confidence" not in names[-1] and says_how_likely(part):
            names[-1]["confidence"] = part
        elif part:
            names.append(_named(part))
    known = all(len(one["name"].split()) <= _WORDS_OF_A_NAME and match_name(one["name"]) for one in names)
    return names if known else []


def _is_refuted(text: str) -> bool:
    """Whether a text names a disease that is known and claims none ("melanoma ruled out")."""
    return bool(found_in(text)) and not claims(text)


def _is_key(key: str) -> bool:
    """Whether a text is short enough to be the name of a field."""
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
    return [without_emphasis(cell) for cell in _COLUMN.split(line.strip().strip("|"))]


def _heading(line: str) -> str | None:
    """What a line that is a heading says: marked as one, or ending with a colon."""
    found = _HEADING.match(line)
    if not found:
        return None
    if found["plain"] and not line.rstrip().endswith((":", "\uff1a")):
        return None
    return without_emphasis(found["marked"] or found["bold"] or found["plain"]).strip(" :\uff1a") or None


def _named(said: str) -> dict[str, str]:
    """The name at the beginning of an item, with the share or the doubt that stands behind it."""
    name, told = name_and_likelihood(said)
    return {"name": name, "confidence": told} if told else {"name": name}
