"""The reading order of words on a page by their places: columns side by side are read one after the other.

A region of a page is cut where a gutter, a white strip from top to bottom, runs through enough of its rows; what stands
above and below such a stretch is read before and after it. Cells of a table without rules look like narrow columns:
their rows are read across, cells apart, and the region is marked as not to be quoted.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
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
#: Words stand apart for certain by so many heights of their row, and by so many times the other gaps of it: two blanks
#: behind a sentence are twice as wide as one.
_HOLE, _HOLES = 0.55, 2.2
#: Signs of the mark or number of an item.
_MARK = 3
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
        yield from _stretches(rows)
        return
    last = _end_of_columns(rows, first, last, gutter)
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


def usual_gap(rows: Sequence[Row]) -> float:
    """The usual white between rows that stand below each other."""
    gaps = sorted(max(0.0, row.top - above.bottom) for above, row in pairwise(rows))
    return gaps[len(gaps) // 2] if gaps else 0.0


def begins_anew(above: Row, row: Row, usual: float) -> bool:
    """Whether a new paragraph begins with a row: behind a wider gap, or where the letters grow or shrink."""
    wider = row.top - above.bottom > max(1.6 * usual, usual + 0.35 * row.height)
    return wider or abs(row.height - above.height) > 0.15 * above.height


def _stretches(rows: Sequence[Row]) -> Iterator[Region]:
    """Rows below each other; paragraphs in doubt apart, in whose rows words stand further apart than the others."""
    usual = usual_gap(rows)
    paragraphs: list[list[Row]] = []
    for row in rows:
        if paragraphs and not begins_anew(paragraphs[-1][-1], row, usual):
            paragraphs[-1].append(row)
        else:
            paragraphs.append([row])
    for certain, held in groupby(paragraphs, key=lambda paragraph: not any(map(_has_hole, paragraph))):
        together = [row for paragraph in held for row in paragraph]
        yield Region(tuple(together), certain, together[0].top)


def _has_hole(row: Row) -> bool:
    """Whether words of a row stand so far apart that they may be of two things: a box beside a text, or cells."""
    words = row.words[1:] if len(row.words[0].text) <= _MARK else row.words  # behind the mark or number of an item
    gaps = [right.x0 - left.x1 for left, right in pairwise(words)]
    for n, gap in enumerate(gaps):
        others = gaps[:n] + gaps[n + 1 :]
        least = max(_HOLE * row.height, _HOLES * median(others)) if others else _HOLE * row.height
        if gap >= least and not (words[n].text[-1:] >= CJK or words[n + 1].text[:1] >= CJK):
            return True
    return False


def _end_of_columns(rows: Sequence[Row], first: int, last: int, gutter: Strip) -> int:
    """Where columns end: before a paragraph of its own below them that is too short to cross the gutter."""
    usual = usual_gap(rows[first:last])
    ends = [n for n in range(first, last) if all(_sides(rows[n], gutter))]
    for n in range(ends[-1] + 1 if ends else last, last):
        if n > first and begins_anew(rows[n - 1], rows[n], usual) and not _sides(rows[n], gutter)[1]:
            return n
    return last


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
