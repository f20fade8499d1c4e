"""Sentences of a PDF that go on over columns and pages, put together; what may lack its beginning is not to be quoted.

A line that is full and has not ended goes on where the text goes on: behind a footnote, a table or a picture, in the
next column, on the next page. Where its other half is not found for certain, neither half is to be quoted.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from statistics import median

from dermagent.knowledge.documents.layout import (
    Region,
    Row,
    begins_anew,
    breaks_off,
    joined,
    usual_gap,
)
from dermagent.knowledge.documents.lists import begins_item, kind_of_item, last_sentence
from dermagent.knowledge.documents.passages import Passage, leads_on
from dermagent.knowledge.documents.running import PageRows, running_rows
from dermagent.knowledge.documents.sentences import begins_small, is_open
from dermagent.text.normal import CJK

_DIVIDED = re.compile(r"[^\W_][-\u2010\u2011\u00ad]$")
#: Letters of another size differ by so much; a footnote's are smaller than the page's by as much.
_SIZE = 0.15
_SMALLER = 0.92
#: An item of an inner list stands further in than those around it by so much of its height at least.
_INSIDE = 0.4
#: A line is full that reaches so far across its column.
_FULL = 0.8


@dataclass(eq=False)
class _PlacedText:
    """A paragraph or a table: its pages, place and text, and what tells whether a sentence goes on in it or from it."""

    pages: tuple[int, int]
    start: int
    text: str
    quotable: bool
    rows: Sequence[Row]
    is_full: bool = False
    is_table: bool = False
    is_aside: bool = False
    lead: tuple[str, ...] = ()

    @property
    def passage(self) -> Passage:
        """The piece as a passage."""
        first, last = self.pages
        where = f"page {first}" if first == last else f"pages {first} {'and' if last == first + 1 else 'to'} {last}"
        return Passage(where, self.start, self.text, self.quotable, self.lead)

    @property
    def height(self) -> float:
        """The height of its last letters."""
        return self.rows[-1].height

    @property
    def is_item(self) -> bool:
        """Whether it begins with the mark or number of an item or a section."""
        return begins_item(self.text)

    @property
    def is_cut(self) -> bool:
        """Whether a sentence ends with the piece that may go on elsewhere."""
        return self.is_full and is_open(self.text) and not self.is_table


def passages_of_pages(pages: Sequence[PageRows]) -> Iterator[Passage]:
    """The passages of pages in order, without running heads; what stands on many pages is told once, last."""
    running = running_rows(pages)
    heights = [row.height for page in pages for region in page.regions if region.is_text for row in region.rows]
    usual = median(heights) if heights else 0.0
    flow = _Flow()
    for number, page in enumerate(pages, start=1):
        flow.turn_to(number, page.is_unread)
        for piece in _pieces(number, page.regions, running.left_out, usual):
            flow.take(piece)
    for piece in flow.pieces:
        yield piece.passage
    for rows, number in running.told_once:
        for held in _paragraphs(rows):
            text = _text(held)
            yield Passage(f"page {number}, head or foot of every page", 0, text, not begins_small(text))


class _Flow:
    """The pieces of a file in order; those of one sentence are put together, or marked where that is not certain."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self.pieces: list[_PlacedText] = []
        self._before: _PlacedText | None = None
        self._cut: _PlacedText | None = None
        self._is_near = False
        self._first: _PlacedText | None = None

    def turn_to(self, page: int, is_unread: bool) -> None:
        """Go on to a page; what stands on one that could not be read may be the rest of a sentence."""
        self._is_near = not is_unread and (self._is_near or page == 1)
        if is_unread and self._before and self._before.is_cut:
            self._before.quotable = False

    def take(self, piece: _PlacedText) -> None:
        """Take the next piece of a page."""
        if piece.is_aside:
            self.pieces.append(piece)
            return
        before, near = self._before, self._is_near
        self._is_near = True
        if before and before.is_cut and _stands_apart(before, piece):
            self._cut = before
        if before and near and _goes_on(before, piece):
            before.pages = (before.pages[0], piece.pages[1])
            before.text, before.is_full = _joined(before.text, piece.text), piece.is_full
            before.rows = piece.rows
            self._cut = None
            return
        self._mark(before, piece)
        piece.lead = _lead_of(before, piece)
        if before is None or piece.lead != before.lead:
            self._first = piece
        elif piece.lead and self._first and piece.is_item and not _is_of_list(piece, self._first):
            piece.quotable = False
        self.pieces.append(piece)
        self._before = piece

    def _mark(self, before: _PlacedText | None, piece: _PlacedText) -> None:
        """Mark a piece that may lack its beginning, and the one that may be its beginning."""
        cut = self._cut
        small = begins_small(piece.text) and not piece.is_table
        if small and before and before.quotable and leads_on(before.text):
            return
        if small:
            piece.quotable = False
            if before and is_open(before.text) and not before.is_table:
                self._doubt_end(before)
        if cut and (small or _alike(cut, piece)) and not piece.is_item:
            self._doubt_end(cut)
            piece.quotable = False
            self._cut = None

    def _doubt_end(self, piece: _PlacedText) -> None:
        """Mark the last sentence of a piece, which becomes one of its own."""
        last = last_sentence(piece.text)
        if piece.quotable and last != piece.text:
            kept = piece.text[: -len(last)].rstrip()
            rest = replace(piece, text=last, start=piece.start + len(piece.text) - len(last), quotable=False)
            self.pieces.insert(self.pieces.index(piece) + 1, rest)
            piece.text = kept
        else:
            piece.quotable = False


def _stands_apart(before: _PlacedText, behind: _PlacedText) -> bool:
    """Whether a piece stands on another page or in another column than the one before it, or is a table below it."""
    if before.pages[1] != behind.pages[0] or behind.is_table:
        return True
    return behind.rows[0].top < before.rows[-1].bottom - behind.height


def _alike(piece: _PlacedText, other: _PlacedText) -> bool:
    """Whether letters of two pieces are of one size."""
    return not other.is_table and abs(piece.height - other.rows[0].height) <= _SIZE * piece.height


def _goes_on(before: _PlacedText, behind: _PlacedText) -> bool:
    """Whether a sentence goes on for certain: it has not ended, and what follows begins small, in letters alike."""
    if not (before.quotable and behind.quotable) or before.is_table or not _alike(before, behind):
        return False
    chinese = before.text[-1:] >= CJK and behind.text[:1] >= CJK
    return is_open(before.text) and (chinese or begins_small(behind.text))


def _lead_of(before: _PlacedText | None, piece: _PlacedText) -> tuple[str, ...]:
    """The line that a table, or an item of a list, stands below."""
    if before is None:
        return ()
    is_item = piece.is_item or begins_small(piece.text)
    if leads_on(before.text) and not before.is_table and (piece.is_table or is_item):
        told = last_sentence(before.text)
        return (*before.lead, told) if before.is_item else (told,)
    return before.lead if is_item and not before.is_table else ()


def _is_of_list(piece: _PlacedText, first: _PlacedText) -> bool:
    """Whether an item is of the list that another one begins: by its mark, or since it stands further in."""
    further = piece.rows[0].words[0].x0 - first.rows[0].words[0].x0
    return kind_of_item(piece.text) == kind_of_item(first.text) or further > _INSIDE * piece.height


def _pieces(number: int, found: Sequence[Region], running: frozenset[int], usual: float) -> Iterator[_PlacedText]:
    """The paragraphs and tables of a page; those in letters smaller than usual at the foot of a column are asides."""
    start = 0
    columns: list[list[_PlacedText]] = []
    for region in found:
        rows = [row for row in region.rows if id(row) not in running]
        if not rows:
            continue
        column: list[_PlacedText] = []
        left, right = region.sides
        for paragraph in [rows] if region.is_table else _paragraphs(rows):
            text = "\n".join(row.text for row in paragraph) if region.is_table else _text(paragraph)
            is_full = paragraph[-1].words[-1].x1 - left >= _FULL * (right - left)
            certain = region.quotable and (region.is_table or not breaks_off(paragraph))
            piece = _PlacedText((number, number), start, text, certain, paragraph, is_full)
            column.append(replace(piece, is_table=region.is_table, is_aside=region.is_aside))
            start += len(text) + 2  # as if blank lines stood between paragraphs
        columns.append(column)
    for n, column in enumerate(columns):
        is_foot = n + 1 == len(columns) or _stands_apart(column[-1], columns[n + 1][0])
        goes_on = n > 0 and not _stands_apart(columns[n - 1][-1], column[0])
        if is_foot:
            _mark_footnotes(column if goes_on else column[1:], usual)
        yield from column


def _mark_footnotes(column: Sequence[_PlacedText], usual: float) -> None:
    """Mark the last pieces of a column that are in letters smaller than usual as asides."""
    for piece in reversed(column):
        if piece.height > _SMALLER * usual or piece.is_table:
            break
        piece.is_aside = True


def _paragraphs(rows: Sequence[Row]) -> Iterator[list[Row]]:
    """Rows put together; a new paragraph begins behind a wider gap, and where the letters grow or shrink."""
    usual = usual_gap(rows)
    paragraph: list[Row] = []
    for row in rows:
        if paragraph and begins_anew(paragraph[-1], row, usual):
            yield paragraph
            paragraph = []
        paragraph.append(row)
    if paragraph:
        yield paragraph


def _text(rows: Sequence[Row]) -> str:
    """The rows of a paragraph as one text."""
    text = ""
    for row in rows:
        text = _joined(text, row.text) if text else row.text
    return text


def _joined(before: str, behind: str) -> str:
    """Two stretches of text; where a word may be divided between them the end of the line is kept, to be told later."""
    if _DIVIDED.search(before):
        return f"{before}\n{behind}"
    return joined(before, behind)
