"""The reading order of words on a page by their places: columns side by side are read one after the other.

A region of a page is cut where a gutter, a white strip from top to bottom, runs through enough of its rows; what stands
above and below such a stretch is read before and after it. Cells of a table without rules look like narrow columns:
their rows are read across, cells apart, and the region is marked as not to be quoted.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from statistics import median

#: A gutter is at least so wide, in heights of a row, and runs through so many rows.
_GUTTER, _ROWS = 0.75, 3
#: Words that a row of a text column holds at least, on the average; fewer are cells.
_COLUMN_WORDS = 2.5
#: Share of the rows beside a gutter that have words on both of its sides, at least.
_BOTH_SIDES = 0.5
#: Scripts from here on are written without blanks.
CJK = "\u2e80"
#: Share of the rows of a stretch that are cells from which all of it is a table.
_TABLE_SHARE = 0.5
Strip = tuple[float, float]


@dataclass(frozen=True)
class Box:
    """A word with the place of its box: left, top, right, bottom, in points from the upper left corner."""

    text: str
    x0: float
    top: float
    x1: float
    bottom: float


@dataclass(frozen=True)
class Row:
    """Words side by side, from left to right."""

    words: tuple[Box, ...]

    @property
    def text(self) -> str:
        """The words with blanks between them; Chinese characters have none."""
        text = ""
        for word in self.words:
            text = joined(text, word.text)
        return text

    @property
    def top(self) -> float:
        """The upper edge."""
        return min(word.top for word in self.words)

    @property
    def bottom(self) -> float:
        """The lower edge."""
        return max(word.bottom for word in self.words)

    @property
    def height(self) -> float:
        """The usual height of its words."""
        return median(word.bottom - word.top for word in self.words)


@dataclass(frozen=True)
class Region:
    """Rows that are read from top to bottom; whether their words may be quoted; its upper edge."""

    rows: tuple[Row, ...]
    quotable: bool
    top: float
    is_table: bool = False


def joined(before: str, behind: str) -> str:
    """Two stretches of text with a blank between them; Chinese characters have none on either side."""
    if not before or before[-1] >= CJK or behind[:1] >= CJK:
        return before + behind
    return f"{before} {behind}"


def rows_of(words: Sequence[Box]) -> list[Row]:
    """Words put into rows by their heights, from top to bottom."""
    rows: list[list[Box]] = []
    for word in sorted(words, key=lambda w: ((w.top + w.bottom) / 2, w.x0)):
        middle = (word.top + word.bottom) / 2
        if rows and _within(middle, rows[-1]):
            rows[-1].append(word)
        else:
            rows.append([word])
    return [Row(tuple(sorted(row, key=lambda w: w.x0))) for row in rows]


def _within(middle: float, row: Sequence[Box]) -> bool:
    last = row[-1]
    return last.top <= middle <= last.bottom and abs(middle - (last.top + last.bottom) / 2) < 0.5 * (
        last.bottom - last.top
    )


def regions(words: Sequence[Box]) -> Iterator[Region]:
    """The regions of a page in reading order."""
    if not words:
        return
    rows = rows_of(words)
    first, last, gutter = _longest_stretch(rows)
    if gutter is None:
        yield Region(tuple(rows), True, rows[0].top)
        return
    yield from regions([word for row in rows[:first] for word in row.words])
    inside = [word for row in rows[first:last] for word in row.words]
    middle = sum(gutter) / 2
    left, right = [w for w in inside if w.x1 <= middle], [w for w in inside if w.x1 > middle]
    sides = [*regions(left), *regions(right)]
    in_cells = sum(len(region.rows) for region in sides if not region.quotable)
    if _is_cells(rows[first:last], gutter) or in_cells >= _TABLE_SHARE * (last - first):
        yield _cells(rows[first:last])
    else:
        yield from sides
    yield from regions([word for row in rows[last:] for word in row.words])


def _longest_stretch(rows: Sequence[Row]) -> tuple[int, int, Strip | None]:
    """The longest run of rows with a common gutter that has words on both sides; no gutter if there is none."""
    width = _GUTTER * median(row.height for row in rows)
    best: tuple[int, int, Strip | None] = (0, 0, None)
    left, right = min(w.x0 for row in rows for w in row.words), max(w.x1 for row in rows for w in row.words)
    free = [_free(row, left, right) for row in rows]
    for first in range(len(rows)):
        if len(rows) - first <= best[1] - best[0]:
            break
        common = [strip for strip in free[first] if strip[1] - strip[0] >= width]
        for last in range(first + 1, len(rows) + 1):
            if last > first + 1:
                common = _overlaps(common, free[last - 1], width)
            if not common:
                break
            if last - first >= _ROWS and last - first > best[1] - best[0]:
                gutter = next((g for g in _widest(common) if _parts(rows[first:last], g)), None)
                if gutter:
                    best = (first, last, gutter)
    return best


def _free(row: Row, left: float, right: float) -> list[Strip]:
    """The white strips of a row between two edges."""
    strips, at = [], left
    for word in row.words:
        if word.x0 > at:
            strips.append((at, word.x0))
        at = max(at, word.x1)
    if right > at:
        strips.append((at, right))
    return strips


def _overlaps(strips: Sequence[Strip], others: Sequence[Strip], width: float) -> list[Strip]:
    return [(max(a, c), min(b, d)) for a, b in strips for c, d in others if min(b, d) - max(a, c) >= width]


def _widest(strips: Sequence[Strip]) -> list[Strip]:
    return sorted(strips, key=lambda strip: strip[0] - strip[1])


def _parts(rows: Sequence[Row], gutter: Strip) -> bool:
    """Whether rows have words on both sides of a strip, often enough; a margin and an indent have not."""
    both = sum(
        any(w.x1 <= gutter[0] + 0.1 for w in row.words) and any(w.x0 >= gutter[1] - 0.1 for w in row.words)
        for row in rows
    )
    return both >= max(_ROWS, _BOTH_SIDES * len(rows))


def _sides(row: Row, gutter: Strip) -> tuple[list[Box], list[Box]]:
    """The words of a row to the left and to the right of a strip."""
    middle = sum(gutter) / 2
    return [w for w in row.words if w.x1 <= middle], [w for w in row.words if w.x1 > middle]


def _is_cells(rows: Sequence[Row], gutter: Strip) -> bool:
    """Whether what stands beside a gutter are the cells of a table: few words to a row on either side."""
    for side in zip(*(_sides(row, gutter) for row in rows), strict=True):
        held = [_words_in(words) for words in side if words]
        if held and sum(held) / len(held) < _COLUMN_WORDS:
            return True
    return False


def _words_in(words: Sequence[Box]) -> float:
    """Words of a row; a run of Chinese characters counts one for two of them."""
    return sum(max(1.0, sum(c >= CJK for c in word.text) / 2) for word in words)


def _cells(rows: Sequence[Row]) -> Region:
    """Rows of cells read across, a bar between cells that stand apart."""
    read = []
    for row in rows:
        words: list[Box] = []
        for word in row.words:
            if words and word.x0 - words[-1].x1 >= _GUTTER * row.height:
                words.append(Box("|", words[-1].x1, word.top, word.x0, word.bottom))
            words.append(word)
        read.append(Row(tuple(words)))
    return Region(tuple(read), False, rows[0].top)
