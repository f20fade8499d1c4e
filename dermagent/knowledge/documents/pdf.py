"""The text of a PDF in reading order: columns one after the other, ruled tables row by row, running heads left out.

Where the order stays in doubt (a table without rules, text turned on its side beside upright text) the passage is kept
for searching and marked as not to be quoted. pdfplumber gives the words with their places; the order is found here.
"""

import logging
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path
from typing import Any

import pdfplumber
from pdfminer.pdfdocument import PDFPasswordIncorrect
from pdfminer.pdfexceptions import PDFException
from pdfplumber.utils.exceptions import PdfminerException

from dermagent.errors import InputError
from dermagent.knowledge.documents.layout import Box, Region, Row, regions
from dermagent.knowledge.documents.passages import Document, Passage, UnreadPlace, row_of

#: Rows at the top and at the bottom of a page that may be a running head or foot.
_EDGE = 2
#: A running head stands on so many pages at least, and on this share of them.
_RUNNING_PAGES, _RUNNING_SHARE = 3, 0.5
_PAGE_NUMBER = re.compile(
    r"\W*(?:page|p\.|seite|p\u00e1gina)?\W*\d{1,4}\W*(?:(?:of|/|von|de)\W*\d{1,4})?\W*", re.IGNORECASE
)
_NO_LETTERS = re.compile(r"\(cid:\d+\)|\ufffd")
#: Share of characters without a letter from which a page counts as unreadable.
_UNREADABLE = 0.2
#: Share of the characters of a page that may be turned on its side without putting the rest in doubt.
_TURNED = 0.02
#: What damaged files raise in pdfminer, which has no error of its own for many of them.
_DAMAGED = (PDFException, ValueError, KeyError, TypeError, IndexError, AttributeError, OSError, RecursionError)
_ENDS = re.compile(r"[.!?:;\u3002\uff01\uff1f\uff1a\uff1b][\"')\]\u201d\u2019]*$")


def read_pdf(path: Path) -> Document:
    """The passages of a PDF by page; pages without text are named.

    Raises:
        InputError: the file is no PDF, is damaged, or needs a password to be opened.
    """
    pages: list[list[Region]] = []
    unread: list[UnreadPlace] = []
    try:
        with _quiet(), pdfplumber.open(path) as pdf:
            for page in pdf.pages:
                found, why = _read_page(page)
                pages.append(found)
                if why:
                    unread.append(UnreadPlace(f"page {page.page_number}", why))
                page.close()
    except PdfminerException as error:
        if any(isinstance(cause, PDFPasswordIncorrect) for cause in (*error.args, error.__cause__)):
            raise InputError(f"{path.name} is protected by a password; save a copy without one and add that") from error
        raise InputError(f"{path.name} cannot be read as PDF; it is damaged or no PDF") from error
    except (
        PDFException,
        ValueError,
        KeyError,
        TypeError,
        IndexError,
        AttributeError,
        OSError,
        RecursionError,
    ) as error:
        # what damaged files make of pdfminer; it has no error of its own for them
        raise InputError(f"{path.name} cannot be read as PDF ({type(error).__name__})") from error
    running = _running(pages)
    passages = [
        passage
        for number, found in enumerate(pages, start=1)
        for passage in _passages(f"page {number}", found, running)
    ]
    return Document(tuple(passages), tuple(unread))


@contextmanager
def _quiet() -> Iterator[None]:
    """Keep pdfminer's warnings of odd files from the host's stderr, where logging would put them without a handler."""
    logger, handler = logging.getLogger("pdfminer"), logging.NullHandler()
    logger.addHandler(handler)
    try:
        yield
    finally:
        logger.removeHandler(handler)


def _read_page(page: Any) -> tuple[list[Region], str]:
    """The regions of a page in reading order, and why it gave no text; empty if it gave some or is blank."""
    characters = [c for c in page.chars if c["text"].strip()]
    if not characters:
        return [], "it has no text, only a picture: scanned; add a copy with recognised text" if page.images else ""
    letterless = sum(bool(_NO_LETTERS.search(c["text"])) for c in characters)
    if letterless > _UNREADABLE * len(characters):
        return [], "its fonts do not say which letters they show; add a copy that lets words be copied out"
    turn, others = _turn(characters)
    tables = [] if turn else [t for t in page.find_tables() if len(t.rows) > 1 and len(t.columns) > 1]
    inside = [table.bbox for table in tables]
    plain = page.filter(lambda one: not _in_any(one, inside)) if inside else page
    words = _words(plain, turn)
    found = [Region(tuple(region.rows), region.quotable and others <= _TURNED, region.top) for region in regions(words)]
    for table in tables:
        lines = [row_of([cell or "" for cell in cells]) for cells in table.extract() if any(cells)]
        rows = tuple(Row((Box(line, 0.0, float(n), 1.0, float(n) + 1.0),)) for n, line in enumerate(lines))
        found.append(Region(rows, True, table.bbox[1], is_table=True))
    return _with_tables(found), ""


def _with_tables(found: list[Region]) -> list[Region]:
    """Regions in reading order, each table before the first region that begins below it."""
    ordered = [region for region in found if not region.is_table]
    for table in (region for region in found if region.is_table):
        at = next((n for n, region in enumerate(ordered) if region.top > table.top), len(ordered))
        ordered.insert(at, table)
    return ordered


def _turn(characters: Sequence[dict[str, Any]]) -> tuple[int, float]:
    """How most characters are turned, in quarters against the clock, and the share of those turned otherwise."""
    turns = Counter(_quarter(c["matrix"]) for c in characters)
    turn, number = turns.most_common(1)[0]
    return turn, 1 - number / len(characters)


def _quarter(matrix: Sequence[float]) -> int:
    a, b = matrix[0], matrix[1]
    if abs(a) >= abs(b):
        return 0 if a >= 0 else 2
    return 1 if b > 0 else 3


def _words(page: Any, turn: int) -> list[Box]:
    """The words of a page as boxes in the frame in which most of its text is upright."""
    wide, high = float(page.width), float(page.height)
    words = []
    kept = page.filter(lambda one: one.get("object_type") != "char" or _quarter(one["matrix"]) == turn)
    direction = {0: "ltr", 1: "btt", 2: "rtl", 3: "ttb"}[turn]
    lines = {0: "ttb", 1: "ltr", 2: "btt", 3: "rtl"}[turn]
    for word in kept.extract_words(
        line_dir=lines, char_dir=direction, line_dir_rotated=lines, char_dir_rotated=direction, x_tolerance_ratio=0.15
    ):
        x0, x1, top, bottom = (float(word[name]) for name in ("x0", "x1", "top", "bottom"))
        if turn == 1:
            x0, x1, top, bottom = high - bottom, high - top, x0, x1
        elif turn == 2:
            x0, x1, top, bottom = wide - x1, wide - x0, high - bottom, high - top
        elif turn == 3:
            x0, x1, top, bottom = top, bottom, wide - x1, wide - x0
        words.append(Box(word["text"], x0, top, x1, bottom))
    return words


def _in_any(one: dict[str, Any], boxes: Sequence[tuple[float, float, float, float]]) -> bool:
    if one.get("object_type") != "char":
        return False
    x, y = (one["x0"] + one["x1"]) / 2, (one["top"] + one["bottom"]) / 2
    return any(x0 <= x <= x1 and top <= y <= bottom for x0, top, x1, bottom in boxes)


def _running(pages: Sequence[Sequence[Region]]) -> frozenset[str]:
    """The running heads and feet: what stands, figures aside, at the edge of many pages."""
    counts: Counter[str] = Counter()
    for found in pages:
        counts.update({_without_figures(row.text) for row in _edges(found)})
    least = max(_RUNNING_PAGES, _RUNNING_SHARE * len(pages))
    return frozenset(text for text, number in counts.items() if number >= least)


def _edges(found: Sequence[Region]) -> list[Row]:
    rows = [row for region in found if not region.is_table for row in region.rows]
    rows.sort(key=lambda row: row.top)
    return [*rows[:_EDGE], *rows[_EDGE:][-_EDGE:]]


def _without_figures(text: str) -> str:
    return re.sub(r"\d+", "#", text)


def _passages(where: str, found: Sequence[Region], running: frozenset[str]) -> Iterator[Passage]:
    edges = {id(row) for row in _edges(found)}
    start = 0
    before: Passage | None = None
    for region in found:
        rows = [
            row
            for row in region.rows
            if not (
                id(row) in edges and (_without_figures(row.text) in running or _PAGE_NUMBER.fullmatch(row.text.strip()))
            )
        ]
        for text in ["\n".join(row.text for row in rows)] if region.is_table else _paragraphs(rows):
            if before and _goes_on(before, text) and before.quotable and region.quotable and not region.is_table:
                before = Passage(where, before.start, _joined(before.text, text))
                start = before.start + len(before.text) + 2
                continue
            if before:
                yield before
            before = Passage(where, start, text, region.quotable)
            start += len(text) + 2  # as if blank lines stood between paragraphs
    if before:
        yield before


def _goes_on(before: Passage, text: str) -> bool:
    """Whether a sentence goes on from one column to the next: it has not ended, and what follows begins small."""
    return not _ENDS.search(before.text) and text[:1].islower() and not before.text.startswith("|")


def _joined(before: str, behind: str) -> str:
    """Two stretches of text, a word that was divided at the end of a line put together."""
    if re.search(r"[^\W\d_]-$", before) and behind[:1].islower():
        return before[:-1] + behind
    glued = before[-1:] >= "\u2e80" and behind[:1] >= "\u2e80"  # Chinese has no blanks
    return before + behind if glued else f"{before} {behind}"


def _paragraphs(rows: Sequence[Row]) -> Iterator[str]:
    """Rows put together; a new paragraph begins behind a wider gap, and where the letters grow or shrink."""
    gaps = sorted(max(0.0, row.top - above.bottom) for above, row in pairwise(rows))
    usual = gaps[len(gaps) // 2] if gaps else 0.0
    text, above = "", None
    for row in rows:
        apart = above is not None and (
            row.top - above.bottom > max(1.6 * usual, usual + 0.35 * row.height)
            or abs(row.height - above.height) > 0.15 * above.height
        )
        if apart and text:
            yield text
            text = ""
        text = _joined(text, row.text) if text else row.text
        above = row
    if text:
        yield text
