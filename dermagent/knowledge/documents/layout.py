"""The reading order of words on a page by their places: columns side by side are read one after the other.

A region of a page is cut where a gutter, a white strip from top to bottom, runs through enough of its rows; what stands
above and below such a stretch is read before and after it. Cells of a table without rules look like narrow columns:
their rows are read across, cells apart, and the region is marked as not to be quoted.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, pairwise
from statistics import median
from unicodedata import bidirectional

from dermagent.knowledge.documents.sentences import begins_small, is_open, may_be_apart, numbered_lines
from dermagent.text.normal import CJK

#: A gutter is at least so wide, in heights of a row, and runs through so many rows.
_GUTTER, _ROWS = 0.75, 3
#: Words that a row of a text column holds at least, on the average; fewer are cells.
_COLUMN_WORDS = 2.5
#: Share of the rows beside a gutter that have words on both of its sides, at least.
_BOTH_SIDES = 0.5
#: Share of the rows of a stretch that are cells from which all of it is a table.
_TABLE_SHARE = 0.5
#: Words stand apart for certain by so many heights of their row, and by so many times the other gaps of it: two blanks
#: behind a sentence are twice as wide as one.
_HOLE, _HOLES = 0.55, 2.2
#: Signs of the mark or number of an item.
_MARK = 3
#: From so many heights of its row on, a gap is another one than that of a blank.
_JUMP = 0.15
#: Words of one row overlap in height by so much at least, and are so much higher than each other at most.
_LEVEL, _HIGHER = 0.15, 1.2
#: Rows that begin within so many points of each other stand level.
_EVEN = 2.0
#: Lines of one text are no further apart than so many heights.
_SPACED = 1.3
#: Rows that stand across two columns between their upper and lower parts, at most.
_ACROSS = 3
#: Scripts that run from right to left have no letter before this one.
_LEFTWARDS = "\u0590"
Strip = tuple[float, float]


@dataclass(frozen=True)
class Box:
    """A word with the place of its box: left, top, right, bottom, in points from the upper left corner.

    `blank` is the right edge of the blank drawn behind it, None where none was; `certain` is False where the word is
    not all that stood there.
    """

    text: str
    x0: float
    top: float
    x1: float
    bottom: float
    blank: float | None = None
    certain: bool = True


@dataclass(frozen=True)
class Row:
    """Words side by side, from left to right."""

    words: tuple[Box, ...]

    @property
    def text(self) -> str:
        """The words with blanks between them, in the direction of their script; Chinese characters have none."""
        text = ""
        leftwards = sum(
            word.text[:1] >= _LEFTWARDS and bidirectional(word.text[0]) in ("R", "AL") for word in self.words
        )
        for word in reversed(self.words) if 2 * leftwards > len(self.words) else self.words:
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
    """Rows that are read from top to bottom; whether their words may be quoted; its upper edge.

    An aside belongs to no sentence of the page: letters over or beside the text, or of another direction.
    """

    rows: tuple[Row, ...]
    quotable: bool
    top: float
    is_table: bool = False
    is_aside: bool = False

    @property
    def is_text(self) -> bool:
        """Whether it is running text."""
        return not (self.is_table or self.is_aside)

    @property
    def sides(self) -> Strip:
        """The left and the right edge."""
        words = [word for row in self.rows for word in row.words]
        return min(word.x0 for word in words), max(word.x1 for word in words)


def joined(before: str, behind: str) -> str:
    """Two stretches of text with a blank between them; Chinese characters have none on either side."""
    if not before or before[-1] >= CJK or behind[:1] >= CJK:
        return before + behind
    return f"{before} {behind}"


def runs_left(letter: str) -> bool:
    """Whether a letter belongs to a script that is written from right to left."""
    return letter >= _LEFTWARDS and bidirectional(letter) in ("R", "AL")


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
    yield from regions(_words(rows[:first]))
    yield from _columns(rows[first:last], gutter)
    yield from regions(_words(rows[last:]))


def _words(rows: Sequence[Row]) -> list[Box]:
    return [word for row in rows for word in row.words]


def _columns(rows: Sequence[Row], gutter: Strip) -> list[Region]:
    """Rows with a gutter: columns one after the other, or cells read across."""
    middle = sum(gutter) / 2
    inside = _words(rows)
    left, right = [w for w in inside if w.x1 <= middle], [w for w in inside if w.x1 > middle]
    sides = [list(regions(left)), list(regions(right))]
    downwards = [*sides[0], *sides[1]]
    in_cells = sum(len(region.rows) for region in downwards if not region.quotable)
    if _is_cells(rows, gutter) or _are_level(rows, gutter) or in_cells >= _TABLE_SHARE * len(rows):
        return [cells_across(rows)]
    heading = _heading_across(rows, gutter)
    if heading is None:
        return downwards
    return _around(rows, heading, gutter, downwards)


def _heading_across(rows: Sequence[Row], gutter: Strip) -> tuple[int, int] | None:
    """The first rows that stand apart at the left between the upper and the lower part of both columns; None if none.

    They may be the heading of both columns below them, or of the left one alone.
    """
    usual = usual_gap(rows)
    sides = [_sides(row, gutter) for row in rows]
    right = [word for _, held in sides for word in held]
    for first in range(1, len(rows) - 1):
        above = next((Row(tuple(left)) for left, _ in reversed(sides[:first]) if left), None)
        if sides[first][1] or above is None or not begins_anew(above, rows[first], usual):
            continue
        for last in range(first + 1, min(first + _ACROSS, len(rows) - 1) + 1):
            below = next((Row(tuple(left)) for left, _ in sides[last:] if left), None)
            if below is None or sides[last - 1][1]:
                break
            top, bottom = rows[first].top, rows[last - 1].bottom
            free = all(word.bottom <= top or word.top >= bottom for word in right)
            both = any(word.bottom <= top for word in right) and any(word.top >= bottom for word in right)
            if free and both and begins_anew(rows[last - 1], below, usual):
                return first, last
    return None


def _around(rows: Sequence[Row], heading: tuple[int, int], gutter: Strip, downwards: Sequence[Region]) -> list[Region]:
    """Columns that a heading may part: the order that breaks no sentence; in doubt where both orders do."""
    first, last = heading
    upper, lower = regions(_words(rows[:first])), _columns(rows[last:], gutter)
    told = Region(tuple(rows[first:last]), True, rows[first].top)
    across = [*upper, told, *lower]
    (above, beside), (below, last_part) = (_halves(part, gutter) for part in (rows[:first], rows[last:]))
    seams = (
        not (is_open(beside[-1].text) or _breaks(above, beside) or _breaks(below, last_part)),
        not (is_open(above[-1].text) or _breaks(below, beside) or _breaks(beside, last_part)),
    )
    larger = told.rows[0].height > 1.1 * median(row.height for row in rows)
    if begins_small(below[0].text) or not any(seams):
        return [replace(region, quotable=False) for region in across]
    return across if seams[0] and (larger or not seams[1]) else list(downwards)


def _halves(rows: Sequence[Row], gutter: Strip) -> tuple[list[Row], list[Row]]:
    """Rows of the columns to the left and to the right of a gutter."""
    pairs = [_sides(row, gutter) for row in rows]
    return [Row(tuple(left)) for left, _ in pairs if left], [Row(tuple(right)) for _, right in pairs if right]


def _breaks(column: Sequence[Row], behind: Sequence[Row]) -> bool:
    """Whether a sentence is cut off between two columns."""
    return is_open(column[-1].text) != begins_small(behind[0].text)


def usual_gap(rows: Sequence[Row]) -> float:
    """The usual white between rows that stand below each other."""
    gaps = sorted(max(0.0, row.top - above.bottom) for above, row in pairwise(rows))
    return gaps[len(gaps) // 2] if gaps else 0.0


def begins_anew(above: Row, row: Row, usual: float) -> bool:
    """Whether a new paragraph begins with a row: behind a wider gap, or where the letters grow or shrink."""
    return _is_wide(above, row, usual) or abs(row.height - above.height) > 0.15 * above.height


def _is_wide(above: Row, row: Row, usual: float) -> bool:
    return row.top - above.bottom > max(1.6 * usual, usual + 0.35 * row.height)


def _stretches(rows: Sequence[Row]) -> Iterator[Region]:
    """Rows below each other; paragraphs in doubt apart, in whose rows words may be of two things.

    A doubt reaches on into what follows closely where the sentence has not ended.
    """
    usual = usual_gap(rows)
    paragraphs: list[list[Row]] = []
    for row in rows:
        if paragraphs and not begins_anew(paragraphs[-1][-1], row, usual):
            paragraphs[-1].append(row)
        else:
            paragraphs.append([row])
    numbered = {id(rows[n]) for n in numbered_lines([row.text for row in rows])}
    certain: list[bool] = []
    for n, paragraph in enumerate(paragraphs):
        last = paragraphs[n - 1][-1]
        goes_on = n > 0 and not certain[-1] and is_open(last.text) and not _is_wide(last, paragraph[0], usual)
        certain.append(not goes_on and not any(_is_mixed(row) or id(row) in numbered for row in paragraph))
    for sure, held in groupby(zip(certain, paragraphs, strict=True), key=lambda pair: pair[0]):
        together = [row for _, paragraph in held for row in paragraph]
        yield Region(tuple(together), sure, together[0].top)


def breaks_off(rows: Sequence[Row]) -> bool:
    """Whether a row ends without an end of its sentence although the next word had room in it, or stood near below."""
    room = max(row.words[-1].x1 for row in rows)
    return any(
        may_be_apart(above.text, row.text)
        and (len(row.words[0].text) > _MARK or row.words[0].text.isalpha())
        and (
            above.words[-1].x1 + row.words[0].x1 - row.words[0].x0 + _HOLE * row.height < room
            or row.top - above.bottom > _SPACED * row.height
        )
        for above, row in pairwise(rows)
    )


def _is_mixed(row: Row) -> bool:
    """Whether words of a row may be of two things: far apart, not level, of two sizes, or not whole."""
    words = row.words
    if not all(word.certain for word in words):
        return True
    level = min(word.bottom for word in words) - max(word.top for word in words)
    heights = [word.bottom - word.top for word in words if len(word.text) > 1 or word.text.isalpha()]
    if len(heights) > 1 and (level < _LEVEL * min(heights) or max(heights) > _HIGHER * min(heights)):
        return True
    return _has_hole(row) or _has_jump(row)


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


def _has_jump(row: Row) -> bool:
    """Whether words of a row are parted by no blank where most of its words are: cells that stand close."""
    words = row.words[1:] if len(row.words[0].text) <= _MARK else row.words
    pairs = list(pairwise(words))
    blanks = [right.x0 - left.blank for left, right in pairs if left.blank is not None]
    if 2 * len(blanks) <= len(pairs):
        return False
    usual = median(blanks)
    return any(
        (left.blank is None or right.x0 - left.blank > usual + _JUMP * row.height)
        and not (left.text[-1:] >= CJK or right.text[:1] >= CJK)
        and right.x0 - left.x1 > _JUMP * row.height
        for left, right in pairs
    )


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


def _are_level(rows: Sequence[Row], gutter: Strip) -> bool:
    """Whether every paragraph beside a gutter begins level with one of the other side, behind ones of other lengths."""
    begun = []
    for column in _halves(rows, gutter):
        usual = usual_gap(column)
        begun.append([(above.bottom, row.top) for above, row in pairwise(column) if begins_anew(above, row, usual)])
    if len(begun[0]) != len(begun[1]) or any(abs(a[1] - b[1]) > _EVEN for a, b in zip(*begun, strict=True)):
        return False
    return any(abs(a[0] - b[0]) > _EVEN for a, b in zip(*begun, strict=True))


def share_gutter(above: Sequence[Row], below: Sequence[Row]) -> bool:
    """Whether one gutter parts the words of two stretches of rows, in each of them on both of its sides."""
    rows = [*above, *below]
    left, right = min(w.x0 for row in rows for w in row.words), max(w.x1 for row in rows for w in row.words)
    width = _GUTTER * median(row.height for row in rows)
    common = _free(rows[0], left, right)
    for row in rows[1:]:
        common = _overlaps(common, _free(row, left, right), width)
    return any(
        b - a >= width and all(any(all(_sides(row, (a, b))) for row in part) for part in (above, below))
        for a, b in common
    )


def _words_in(words: Sequence[Box]) -> float:
    """Words of a row; a run of Chinese characters counts one for two of them."""
    return sum(max(1.0, sum(c >= CJK for c in word.text) / 2) for word in words)


def cells_across(rows: Sequence[Row]) -> Region:
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
