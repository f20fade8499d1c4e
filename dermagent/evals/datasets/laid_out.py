"""Laid out: an answer in fields, rows and boxes, as lines of words: "ruled out: melanoma"."""

import csv
import re
from collections.abc import Iterator, Sequence
from itertools import groupby

from dermagent.knowledge.speech import speech, spoken
from dermagent.llm.json_text import objects_in
from dermagent.text.marks import unstruck

_FILE = "laid_out"
#: What parts the columns of a table, a row that only rules a line, and where a word of a key begins.
_PARTS, _RULE, _WORD = ("|", "\t", ";", ","), re.compile(r"[\s|:+-]*"), re.compile(r"(?<=[a-z])(?=[A-Z])|_")
#: The longest answer in characters that is looked at.
_LONGEST = 20_000


def in_plain_lines(text: str) -> str:
    """A text without what is struck out, its fields, tables and boxes to tick as lines of words."""
    if len(text) > _LONGEST:
        return text
    text = _fields_as_lines(unstruck(text))
    if spoken("ticked", _FILE).search(text) and spoken("empty", _FILE).search(text):
        for kind, sign in speech(_FILE)["signs"].items():
            text = spoken(kind, _FILE).sub(f" {sign} ", text)
    return "\n".join(_rows_as_lines(text.split("\n")))


def _fields_as_lines(text: str) -> str:
    """A text with each flat object of JSON in it as lines of its fields; what is nested stays as it was written."""
    for found in reversed(objects_in(text) if "{" in text else []):
        if isinstance(found.value, dict) and found.value and found.end and all(map(_is_flat, found.value.values())):
            lines = "\n".join(_line(*field) for field in found.value.items())
            text = f"{text[: found.end - found.length]}\n{lines}\n{text[found.end :]}"
    return text


def _is_flat(value: object) -> bool:
    return all(isinstance(one, str | int | float | None) for one in (value if isinstance(value, list) else [value]))


def _line(key: str, value: object) -> str:
    """One field: its key in words, and what it says."""
    words = _WORD.sub(" ", key)
    if isinstance(value, bool):
        return f"{words}: {speech(_FILE)['so'][str(value).lower()]}"
    if isinstance(value, int | float):
        return f"{words}: {value}"
    told = ", ".join(str(one) for one in value if one) if isinstance(value, list) else value
    return f"{words}: {told}." if told else ""


def _rows_as_lines(lines: Sequence[str]) -> Iterator[str]:
    """Lines with the rows of each table in the order of its ranks, and its columns as words behind a colon."""
    for mark, group in groupby(lines, key=_mark):
        rows = list(group)
        yield from (_of_table([_cells(row, mark) for row in rows], mark) if mark else None) or rows


def _mark(line: str) -> str:
    """What parts the columns of a line; empty where it is no row."""
    return next((mark for mark in _PARTS if mark in line), "")


def _cells(row: str, mark: str) -> list[str]:
    if mark == "|" and _RULE.fullmatch(row):
        return []
    row = row.strip().strip("|") if mark == "|" else row
    return [cell.strip(" *\"'") for cell in next(csv.reader([row], delimiter=mark, skipinitialspace=True), [])]


def _of_table(rows: Sequence[Sequence[str]], mark: str) -> list[str] | None:
    """The rows of a table as lines; None where it has no heading that tells that it is one."""
    filled = [row for row in rows if row]
    head, *body = filled or [[]]
    rank = next((n for n, cell in enumerate(head) if spoken("rank", _FILE).fullmatch(cell)), None)
    headed = rank is not None or any(spoken("column", _FILE).fullmatch(cell) for cell in head)
    if not body or len(head) < 2 or not headed or any(len(row) != len(head) for row in body):
        return None
    if rank is not None and all(row[rank].strip(".#").isdecimal() for row in body):
        body.sort(key=lambda row: int(row[rank].strip(".#")[:6]))
    elif mark != "|":
        return None
    return [": ".join(cell for n, cell in enumerate(row) if n != rank and cell) for row in body]
