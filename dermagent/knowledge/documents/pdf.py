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
from dermagent.knowledge.documents.layout import CJK, Box, Region, Row, joined, regions
from dermagent.knowledge.documents.passages import Document, Passage, UnreadPlace, row_of

#: Rows at the top and at the bottom of a page that may be a running head or foot.
_EDGE = 2
#: A running head stands on so many pages at least, and on this share of them: left and right pages may have their own.
_RUNNING_PAGES, _RUNNING_SHARE = 3, 0.3
#: A row that stands apart from the text by this many times its height, at one height of many pages, is a running head.
_APART, _SAME_HEIGHT = 0.9, 3.0
#: A mark of a footnote is so much smaller than the word before it, at most; behind a unit figures are its power.
_MARK_SIZE = 0.8
_POWER_OF = re.compile(r"(?:\b|\d|/)(?:[munkc]?m|10)$")
_SUPERSCRIPT = str.maketrans("0123456789-", "\u2070\u00b9\u00b2\u00b3\u2074\u2075\u2076\u2077\u2078\u2079\u207b")
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
    passages: list[Passage] = []
    for number, found in enumerate(pages, start=1):
        for passage in _passages(f"page {number}", found, running):
            before = passages[-1] if passages else None
            if before and passage.start == 0 and before.where == f"page {number - 1}" and _goes_on(before, passage):
                where = f"pages {number - 1} and {number}"
                passages[-1] = Passage(where, before.start, _joined(before.text, passage.text))
            else:
                passages.append(passage)
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
        return [], "it has no text, only an image: scanned; add a copy with recognised text" if page.images else ""
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
    words: list[Box] = []
    kept = page.filter(lambda one: one.get("object_type") != "char" or _quarter(one["matrix"]) == turn)
    direction = {0: "ltr", 1: "btt", 2: "rtl", 3: "ttb"}[turn]
    lines = {0: "ttb", 1: "ltr", 2: "btt", 3: "rtl"}[turn]
    for word in kept.extract_words(
        line_dir=lines,
        char_dir=direction,
        line_dir_rotated=lines,
        char_dir_rotated=direction,
        x_tolerance_ratio=0.15,
        extra_attrs=["size"] if turn == 0 else [],  # of turned text the size is that of its box
    ):
        x0, x1, top, bottom = (float(word[name]) for name in ("x0", "x1", "top", "bottom"))
        if turn == 1:
            x0, x1, top, bottom = high - bottom, high - top, x0, x1
        elif turn == 2:
            x0, x1, top, bottom = wide - x1, wide - x0, high - bottom, high - top
        elif turn == 3:
            x0, x1, top, bottom = top, bottom, wide - x1, wide - x0
        box = Box(word["text"], x0, top, x1, bottom)
        if words and (mark := _mark_behind(words[-1], box)) is not None:
            before = words[-1]
            words[-1] = Box(before.text + mark, before.x0, before.top, x1, before.bottom)
        else:
            words.append(box)
    return words


def _mark_behind(before: Box, box: Box) -> str | None:
    """What small raised figures behind a word add to it: the power of a unit, nothing of a footnote; None if not so."""
    height = before.bottom - before.top
    raised = box.bottom < before.bottom - 0.1 * height
    small = box.bottom - box.top <= _MARK_SIZE * height
    beside = -0.5 <= box.x0 - before.x1 <= 0.15 * height
    if not (raised and small and beside and re.fullmatch(r"[\d,*\u2020-]{1,5}", box.text)):
        return None
    return box.text.translate(_SUPERSCRIPT) if _POWER_OF.search(before.text) else ""


def _in_any(one: dict[str, Any], boxes: Sequence[tuple[float, float, float, float]]) -> bool:
    if one.get("object_type") != "char":
        return False
    x, y = (one["x0"] + one["x1"]) / 2, (one["top"] + one["bottom"]) / 2
    return any(x0 <= x <= x1 and top <= y <= bottom for x0, top, x1, bottom in boxes)


def _running(pages: Sequence[Sequence[Region]]) -> frozenset[int]:
    """The rows that are running heads and feet, by `id`.

    They stand at the edge of many pages: with the same text, figures aside, or apart from the text at one height.
    """
    least = max(_RUNNING_PAGES, _RUNNING_SHARE * len(pages))
    texts: Counter[str] = Counter()
    apart: list[tuple[Row, int]] = []
    for found in pages:
        texts.update({_without_figures(row.text) for row in _edges(found)})
        rows = _by_height(found)
        ends = [(rows[0], rows[1].top - rows[0].bottom), (rows[-1], rows[-1].top - rows[-2].bottom)] if rows[2:] else []
        apart += [(row, round(row.top / _SAME_HEIGHT)) for row, gap in ends if gap > _APART * row.height]
    heights = Counter(height for _, height in apart)
    return frozenset(
        [id(row) for found in pages for row in _edges(found) if texts[_without_figures(row.text)] >= least]
        + [id(row) for row, height in apart if heights[height] >= max(_RUNNING_PAGES, len(pages) / 2)]
    )


def _by_height(found: Sequence[Region]) -> list[Row]:
    return sorted((row for region in found if not region.is_table for row in region.rows), key=lambda row: row.top)


def _edges(found: Sequence[Region]) -> list[Row]:
    rows = _by_height(found)
    return [*rows[:_EDGE], *rows[_EDGE:][-_EDGE:]]


def _without_figures(text: str) -> str:
    return re.sub(r"\d+", "", text).strip()


def _passages(where: str, found: Sequence[Region], running: frozenset[int]) -> Iterator[Passage]:
    edges = {id(row) for row in _edges(found)}
    start = 0
    before: Passage | None = None
    for region in found:
        rows = [
            row
            for row in region.rows
            if not (id(row) in running or (id(row) in edges and _PAGE_NUMBER.fullmatch(row.text.strip())))
        ]
        for text in ["\n".join(row.text for row in rows)] if region.is_table else _paragraphs(rows):
            here = Passage(where, start, text, region.quotable)
            if before and _goes_on(before, here):
                before = Passage(where, before.start, _joined(before.text, text))
                start = before.start + len(before.text) + 2
                continue
            if before:
                yield before
            before = here
            start += len(text) + 2  # as if blank lines stood between paragraphs
    if before:
        yield before


def _goes_on(before: Passage, behind: Passage) -> bool:
    """Whether a sentence goes on in the next column or page: it has not ended, and what follows begins small."""
    if not (before.quotable and behind.quotable) or before.text.startswith("|"):
        return False
    chinese = before.text[-1:] >= CJK and behind.text[:1] >= CJK
    return not _ENDS.search(before.text) and (chinese or behind.text[:1].islower())


def _joined(before: str, behind: str) -> str:
    """Two stretches of text, a word that was divided at the end of a line put together."""
    if re.search(r"[^\W\d_]-$", before) and behind[:1].islower():
        return before[:-1] + behind
    return joined(before, behind)


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
