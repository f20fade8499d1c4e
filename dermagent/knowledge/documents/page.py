"""A page of a PDF as regions in reading order: its text, ruled tables, filled fields, and what stands over the text.

Where the order stays in doubt (a table without rules, text turned on its side beside upright text) a region is kept for
searching and marked as not to be quoted.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache
from typing import Any, NamedTuple

from pdfminer.pdftypes import resolve1
from pdfminer.utils import decode_text

from dermagent.knowledge.base import shipped
from dermagent.knowledge.documents.bare import bare_tables
from dermagent.knowledge.documents.fields import OPEN, TICKED
from dermagent.knowledge.documents.grid import TableCell, rows_of_cells
from dermagent.knowledge.documents.layout import Box, Region, Row, cells_across, regions, rows_of
from dermagent.knowledge.documents.letters import SLANTED, layers_of, letters_shown, slanted_text, turns_of, words_of
from dermagent.knowledge.documents.spaced import put_right
from dermagent.knowledge.documents.symbols import UNTOLD
from dermagent.knowledge.documents.visible import lay_out, seen_on

#: Share of characters without a letter from which a page counts as unreadable.
_UNREADABLE = 0.2
#: Share of the characters of a page that may be turned on its side without putting the rest in doubt.
_TURNED = 0.02
#: How many times as large as the words of its page a stamp's are, at least.
_LARGE = 1.8
#: The flag of a field of a PDF form that is a button to push.
_PUSHED = 1 << 16
_RECOGNISED = "its words were recognised in an image, so that they are a guess and no quotation of them counts"


class ReadPage(NamedTuple):
    """The regions of a page in reading order, why it gave no text, empty if it gave some or is blank, and what is to be
    told of a text that it gave.
    """

    regions: list[Region]
    why: str = ""
    told: str = ""


def read_page(page: Any) -> ReadPage:
    """What a page of a PDF says."""
    lay_out(page)
    seen = seen_on(page)
    characters = [c for n, c in enumerate(page.chars) if c["text"].strip() and n not in seen.hidden]
    fields = list(_fields(page))
    if not characters and not fields:
        if page.images:
            return ReadPage([], "it has no text, only an image: scanned; add a copy with recognised text")
        return ReadPage([], "none of its words is to be seen on it" if page.chars else "")
    letterless = sum(bool(UNTOLD.search(c["text"])) for c in characters)
    if letterless > _UNREADABLE * len(characters):
        return ReadPage([], "its fonts do not say which letters they show; add a copy that lets words be copied out")
    turns = turns_of(characters) or [(0, 1.0)]
    turn = turns[0][0]
    turned = sum(share for other, share in turns[1:] if other != SLANTED)
    found: list[Region] = []
    over = [slanted_text(page, seen.hidden)] if any(other == SLANTED for other, _ in turns) else []
    stamps: list[Region] = []
    for other, _ in turns[1:]:
        if other != SLANTED:
            stamps += _asides(regions(words_of(letters_shown(page, other, seen.hidden), page, other)))
    if turn != SLANTED:
        layers = layers_of(letters_shown(page, turn, seen.hidden))
        stamps = [*_asides(regions(words_of(layers.over, page, turn))), *stamps]
        told = (*over, *(row.text for region in stamps for row in region.rows), *_large_lines(layers.text, page, turn))
        certain = turned <= _TURNED and not seen.in_doubt and layers.certain and not any(map(_is_void, told))
        found = _upright(page, turn, layers.text, fields, certain)
    found += stamps
    if over:
        row = Row((Box(over[0], 0.0, 0.0, 1.0, 1.0),))
        found.append(Region((row,), False, 0.0, is_aside=True))
    return ReadPage(found, told=_RECOGNISED if seen.is_recognised else "")


def _large_lines(letters: Sequence[dict[str, Any]], page: Any, turn: int) -> Iterator[str]:
    """Lines whose letters are much larger than those of the page, as a stamp's are."""
    sizes = sorted(float(letter["em"]) for letter in letters)
    least = _LARGE * sizes[len(sizes) // 2] if sizes else 0.0
    large = [letter for letter in letters if letter["em"] >= least]
    if large and len(large) < len(letters):
        yield from (row.text for region in regions(words_of(large, page, turn)) for row in region.rows)


def _is_void(text: str) -> bool:
    """Whether a stamp says that the page holds no more, or not yet ("WITHDRAWN", "WITHDRAWN 2021")."""
    return " ".join(re.findall(r"[^\W\d_]+", text.casefold())) in _void()


@cache
def _void() -> frozenset[str]:
    return frozenset(word for words in shipped("stamps.yaml")["void"].values() for word in words)


def _asides(found: Iterator[Region]) -> list[Region]:
    """Regions beside the order of the text: to be searched, not to be quoted."""
    return [replace(region, quotable=False, is_aside=True) for region in found]


def _fields(page: Any) -> Iterator[Box]:
    """The values of filled fields and the boxes to tick, each at its place.

    Whether a value ends the sentence before it is not certain, nor what an open box leaves of the words beside it.
    """
    for note in page.annots:
        data = note.get("data") or {}
        if str(resolve1(data.get("Subtype")) or "").strip("/'") != "Widget":
            continue
        above = resolve1(data.get("Parent")) or {}
        value = resolve1(data["V"] if "V" in data else above.get("V"))
        if text := _ticked(data, above) or (" ".join(decode_text(value).split()) if isinstance(value, bytes) else ""):
            yield Box(text, note["x0"], note["top"], note["x1"], note["bottom"], certain=False)


def _ticked(field: Mapping[str, Any], above: Mapping[str, Any]) -> str:
    """The sign of a box to tick, by its state; empty for another kind of field, such as a button to push."""
    kind, flags, state = (resolve1(field.get(key, above.get(key))) for key in ("FT", "Ff", "AS"))
    if str(kind or "").strip("/'") != "Btn" or int(flags or 0) & _PUSHED:
        return ""
    return OPEN if str(state or "Off").strip("/'") == "Off" else TICKED


def _upright(
    page: Any, turn: int, letters: Sequence[dict[str, Any]], fields: Sequence[Box], certain: bool
) -> list[Region]:
    """The text of a page and its ruled tables, each table where it stands in the text."""
    tables = [] if turn else [t for t in page.find_tables() if len(t.columns) > 1]
    inside = [table.bbox for table in tables]
    words = words_of([c for c in letters if not any(_stands_in(c, box) for box in inside)], page, turn)
    words = put_right(words)
    words += [] if turn else fields
    placed = []
    for box in [] if turn else bare_tables(page, words):
        cells = [word for word in words if _is_inside(word, box)]
        words = [word for word in words if not _is_inside(word, box)]
        placed.append(replace(cells_across(rows_of(cells)), is_table=True))
    found = [replace(region, quotable=region.quotable and certain) for region in regions(words)]
    for table in tables:
        lines = list(rows_of_cells(_cells(table, letters, page)))
        if lines:
            x0, top, x1, bottom = table.bbox
            rows = tuple(Row((Box(line, x0, top, x1, bottom),)) for line in lines)
            placed.append(Region(rows, certain, top, is_table=True))
    return _with_tables(found, placed)


def _cells(table: Any, letters: Sequence[dict[str, Any]], page: Any) -> Iterator[list[TableCell]]:
    """The cells of a ruled table row by row; one that reaches over several rows or columns stands in each of them."""
    texts: dict[tuple[float, float, float, float], TableCell] = {}
    columns = [
        _middle([cell[0] for cell in column.cells if cell], [c[2] for c in column.cells if c])
        for column in table.columns
    ]
    for row in table.rows:
        middle = (row.bbox[1] + row.bbox[3]) / 2
        cells = []
        for x in columns:
            box = next((cell for cell in table.cells if cell[0] <= x <= cell[2] and cell[1] <= middle <= cell[3]), None)
            if box is None:
                cells.append(TableCell(""))
                continue
            if box not in texts:
                words = words_of([c for c in letters if _stands_in(c, box)], page, 0)
                texts[box] = TableCell(" ".join(row.text for row in rows_of(words)))
            cells.append(texts[box])
        yield cells


def _middle(lefts: Sequence[float], rights: Sequence[float]) -> float:
    """The middle of the narrowest stretch that all cells of a column share."""
    return (max(lefts) + min(rights)) / 2


def _stands_in(letter: dict[str, Any], box: tuple[float, float, float, float]) -> bool:
    """Whether the middle of a letter lies in a box."""
    x, y = (letter["x0"] + letter["x1"]) / 2, (letter["top"] + letter["bottom"]) / 2
    return bool(box[0] <= x <= box[2] and box[1] <= y <= box[3])


def _is_inside(word: Box, box: tuple[float, float, float, float]) -> bool:
    return box[0] <= word.x0 and word.x1 <= box[2] and box[1] <= (word.top + word.bottom) / 2 <= box[3]


def _with_tables(found: Sequence[Region], tables: Sequence[Region]) -> list[Region]:
    """Regions in reading order, each table before what stands below it in its column."""
    ordered = list(found)
    for table in tables:
        at = next((n for n, region in enumerate(ordered) if _reaches_below(region, table)), len(ordered))
        if at == len(ordered):
            ordered.append(table)
            continue
        region = ordered[at]
        above = tuple(row for row in region.rows if row.top <= table.top)
        below = tuple(row for row in region.rows if row.top > table.top)
        parts = [replace(region, rows=above)] if above else []
        ordered[at : at + 1] = [*parts, table, replace(region, rows=below, top=below[0].top)]
    return ordered


def _reaches_below(region: Region, table: Region) -> bool:
    """Whether a region has rows below the upper edge of a table and none beside it: those of the next column."""
    (left, right), (x0, x1) = region.sides, table.sides
    bottom = table.rows[-1].bottom
    beside = min(right, x1) <= max(left, x0) and any(table.top < row.top < bottom for row in region.rows)
    return not (beside or region.is_table) and any(row.top > table.top for row in region.rows)
