"""Rows of CSV and JSON lines files as people have them; a row that cannot be told apart is refused by its line."""

import csv
import json
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import IO, Any

from dermagent.errors import InputError
from dermagent.pseudo import refuse_pseudo_labels

#: How the names of files end that are read here, and of spreadsheets, which are not.
TABLES, SPREADSHEETS = (".csv", ".tsv", ".jsonl", ".ndjson"), (".xlsx", ".xls", ".xlsm", ".ods", ".numbers")
_DELIMITERS = {",": "comma", ";": "semicolon", "\t": "tab"}
#: What Excel writes in front of a file to say what parts its columns.
_SEPARATOR = "sep="
#: Columns from which on a line inside a text is taken for a row that an open quote has swallowed.
_ROW_LIKE = 4


def is_table(path: str) -> bool:
    """Whether a file of that name is read here.

    Raises:
        InputError: it is a spreadsheet.
    """
    lower = path.lower()
    if lower.endswith(SPREADSHEETS):
        raise _spreadsheet(path)
    return lower.endswith(TABLES)


def _spreadsheet(name: str) -> InputError:
    return InputError(f"{name}: expected a CSV or JSON lines file, found a spreadsheet; save it as CSV in UTF-8")


def is_lines(path: str) -> bool:
    """Whether a file of that name holds JSON lines."""
    return path.lower().endswith((".jsonl", ".ndjson"))


def read_rows(path: Path, columns: Sequence[str], *, key: str = "") -> Iterator[dict[str, str]]:
    """The rows of a CSV or JSON lines file that has these columns; values as text, stripped.

    A column "a|b" is called one or the other and stands in the row under both names; "a|" may be missing.

    Raises:
        InputError: the file is missing, cannot be read, lacks a column, holds pseudo-labels, has a row with more or
            fewer values than columns, or a key stands in it twice or not at all.
    """
    return (row for _, row in numbered_rows(path, columns, key=key))


def numbered_rows(path: Path, columns: Sequence[str], *, key: str = "") -> Iterator[tuple[int, dict[str, str]]]:
    """As `read_rows`, each row with the line that it begins in, from 1."""
    is_table(path.name)
    try:
        file = path.open(encoding="utf-8-sig", newline="")
    except OSError as error:
        raise InputError(
            f"{path.name}: expected this file in {path.resolve().parent.name or path.anchor}, found none"
        ) from error
    with file:
        try:
            header, records = _json_lines(file, path.name) if is_lines(path.name) else _csv(file, path.name, columns)
            chosen = {column: [n for n in column.split("|") if n in header] for column in columns}
            lacking = [column for column in columns if not chosen[column] and not column.endswith("|")]
            if lacking:
                raise InputError(
                    f"{path.name}: expected the columns {', '.join(lacking)}; is it the original file?{_found(header)}"
                )
            if doubled := [names[0] for names in chosen.values() if names and header.count(names[0]) > 1]:
                raise InputError(f"{path.name}: the column {doubled[0]} stands there twice; rename or delete one")
            seen: set[str] = set()
            for number, record in records:
                refuse_pseudo_labels(record, path.name)
                row = {name: record.get(name, "").strip() for name in header}
                row |= {column: row.get(found[0], "") if found else "" for column, found in chosen.items()}
                if key:
                    if not row[key] or row[key] in seen:
                        what = f"{key} {row[key]!r} twice" if row[key] else f"no {key}"
                        raise InputError(f"{path.name}, line {number}: {what}; each row needs its own")
                    seen.add(row[key])
                yield number, row
        except UnicodeDecodeError as error:
            raise InputError(
                f"{path.name}: expected UTF-8 text, one row a line, found something else; save it as CSV in UTF-8"
            ) from error


_Records = tuple[Sequence[str], Iterator[tuple[int, Mapping[str, str]]]]


def _found(header: Sequence[str]) -> str:
    return f" It has {', '.join(header[:20])}" if header and len(header) <= 100 else ""


def _csv(file: IO[str], name: str, columns: Sequence[str]) -> _Records:
    """The header, and the rows; what parts the columns is what makes most of the wanted ones out of the first line."""
    first, skipped = file.readline(), 0
    if first.startswith("PK\x03\x04"):
        raise _spreadsheet(name)
    delimiter = ""
    if first.lower().startswith(_SEPARATOR):
        delimiter, skipped = first.strip()[len(_SEPARATOR) :][:1], 1
    else:
        file.seek(0)
    wanted = {part for column in columns for part in column.split("|") if part}
    if delimiter not in _DELIMITERS:
        heads = {sign: next(csv.reader([first], delimiter=sign), []) for sign in _DELIMITERS}
        delimiter = max(_DELIMITERS, key=lambda sign: sum(one.strip() in wanted for one in heads[sign]))
    reader = csv.reader(file, delimiter=delimiter, skipinitialspace=delimiter != "\t", strict=True)
    header = [one.strip() for one in next(reader, [])]
    return header, _rows(reader, header, delimiter, name, skipped)


def _rows(
    reader: Any, header: Sequence[str], delimiter: str, name: str, skipped: int
) -> Iterator[tuple[int, Mapping[str, str]]]:
    sign = _DELIMITERS[delimiter]
    while True:
        line = reader.line_num + skipped + 1
        try:
            values = next(reader, None)
        except csv.Error as error:
            if "field limit" in str(error):
                lines = reader.line_num + skipped - line
                how = f" over {lines + 1} lines; is a double quote not closed?" if lines else "; shorten it"
                raise InputError(
                    f"{name}, line {line}: a value has more than {csv.field_size_limit():,} characters{how}"
                ) from error
            raise InputError(
                f"{name}, line {line}: a double quote is not closed or stands inside a text; "
                "close it, or write it twice"
            ) from error
        if values is None:
            return
        if not values:
            continue
        if len(values) != len(header):
            raise InputError(
                f"{name}, line {line}: expected {len(header)} values, one a column, found {len(values)}; put a text "
                f"with a {sign} into double quotes"
            )
        if any(_swallows(value, delimiter, len(header)) for value in values):
            raise InputError(
                f"{name}, line {line}: a double quote is not closed before the next rows; close it, or write the text "
                "in one line"
            )
        yield line, dict(zip(header, values, strict=True))


def _swallows(value: str, delimiter: str, columns: int) -> bool:
    """Whether each whole line inside a value has as many values as a row."""
    inside = value.splitlines()[1:-1]
    return bool(inside) and columns >= _ROW_LIKE and all(one.count(delimiter) == columns - 1 for one in inside)


def _json_lines(file: IO[str], name: str) -> _Records:
    """Objects of a JSON lines file; a key that one of them has is a column, a list is written with ";" between."""
    header = dict.fromkeys(key for _, row in _objects(file, name) for key in row)
    file.seek(0)
    return tuple(header), _objects(file, name)


def _objects(file: IO[str], name: str) -> Iterator[tuple[int, Mapping[str, str]]]:
    for number, line in enumerate(file, start=1):
        if line.strip():
            yield number, {key: _flat(value) for key, value in json_object(line, f"{name}, line {number}").items()}


def json_object(line: str, where: str) -> dict[str, Any]:
    """The JSON object of a line; `where` says in a message where it stands.

    Raises:
        InputError: it is none, or holds a name twice.
    """
    try:
        found = json.loads(line, object_pairs_hook=partial(_each_once, where))
    except (ValueError, RecursionError) as error:
        raise InputError(f"{where}: expected a JSON object on one line, found something else") from error
    if not isinstance(found, dict):
        raise InputError(f"{where}: expected a JSON object on one line, found another value")
    return found


def _each_once(where: str, pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object whose fields stand once each.

    Raises:
        InputError: one stands twice, and it is not known which is meant.
    """
    made = dict(pairs)
    if len(made) < len(pairs):
        twice = next(key for n, (key, _) in enumerate(pairs) if key in dict(pairs[:n]))
        raise InputError(f"{where}: the field {twice!r} stands twice; keep one")
    return made


def _flat(value: Any) -> str:
    return ";".join(map(str, value)) if isinstance(value, list) else str("" if value is None else value)
