"""The text of a PDF in reading order: columns one after the other, ruled tables row by row, running heads left out.

Where the order stays in doubt (a table without rules, text turned on its side beside upright text) the passage is kept
for searching and marked as not to be quoted. pdfplumber gives the letters with their places; `letters` leaves out those
that are not to be read, `running` tells heads and feet, `layout` finds the order.
"""

import logging
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from struct import error as StructError
from typing import Any
from zlib import error as ZlibError

import pdfplumber
from pdfminer.pdfdocument import PDFPasswordIncorrect
from pdfminer.pdfexceptions import PDFException
from pdfminer.pdfpage import PDFPage
from pdfplumber.page import Page as PlumberPage
from pdfplumber.utils.exceptions import MalformedPDFException, PdfminerException

from dermagent.errors import InputError
from dermagent.knowledge.documents.grid import TableCell, rows_of_cells
from dermagent.knowledge.documents.layout import CJK, Box, Region, Row, begins_anew, joined, regions, rows_of, usual_gap
from dermagent.knowledge.documents.letters import letters_shown, most_turned, words_of
from dermagent.knowledge.documents.passages import Document, Passage, UnreadPlace
from dermagent.knowledge.documents.running import PageRows, running_rows
from dermagent.knowledge.documents.visible import lay_out, seen_on

_NO_LETTERS = re.compile(r"\(cid:\d+\)|\ufffd")
#: Share of characters without a letter from which a page counts as unreadable.
_UNREADABLE = 0.2
#: Share of the characters of a page that may be turned on its side without putting the rest in doubt.
_TURNED = 0.02
#: What damaged files raise in pdfminer, which has no error of its own for many of them.
_DAMAGED = (
    PDFException,
    PdfminerException,
    MalformedPDFException,
    ArithmeticError,
    AssertionError,
    AttributeError,
    EOFError,
    LookupError,
    OSError,
    RuntimeError,
    StructError,
    TypeError,
    ValueError,
    ZlibError,
)
_DIVIDED = re.compile(r"[^\W_][-\u2010\u2011\u00ad]$")
_ENDS = re.compile(r"[.!?:;\u3002\uff01\uff1f\uff1a\uff1b][\"')\]\u201d\u2019]*$")


def read_pdf(path: Path) -> Document:
    """The passages of a PDF by page; pages without text are named.

    Raises:
        InputError: the file is no PDF, is damaged, or needs a password to be opened.
    """
    pages: list[PageRows] = []
    unread: list[UnreadPlace] = []
    try:
        with _quiet(), path.open("rb") as stream:
            pdf = pdfplumber.open(stream)  # its own list of pages, and so its end, fails where one page is damaged
            for number, leaf in enumerate(PDFPage.create_pages(pdf.doc), start=1):
                try:
                    page = PlumberPage(pdf, leaf, page_number=number, initial_doctop=0)
                    found, why = _read_page(page)
                    pages.append(PageRows(tuple(found), float(page.height)))
                    page.close()
                except _DAMAGED as error:
                    why = f"it is damaged ({type(error).__name__}); save the file anew"
                    pages.append(PageRows((), 1.0))
                if why:
                    unread.append(UnreadPlace(f"page {number}", why))
    except PdfminerException as error:
        if any(isinstance(cause, PDFPasswordIncorrect) for cause in (*error.args, error.__cause__)):
            raise InputError(f"{path.name} is protected by a password; save a copy without one and add that") from error
        raise InputError(f"{path.name} cannot be read as PDF; it is damaged or no PDF") from error
    except _DAMAGED as error:
        raise InputError(f"{path.name} cannot be read as PDF ({type(error).__name__}); save it anew") from error
    running = running_rows(pages)
    passages: list[Passage] = []
    for number, read in enumerate(pages, start=1):
        for passage in _passages(f"page {number}", read.regions, running.left_out):
            before = passages[-1] if passages else None
            if before and passage.start == 0 and before.where == f"page {number - 1}" and _goes_on(before, passage):
                where = f"pages {number - 1} and {number}"
                passages[-1] = Passage(where, before.start, _joined(before.text, passage.text))
            else:
                passages.append(passage)
    for text, number in running.told_once:
        passages.append(Passage(f"page {number}, head or foot of every page", 0, text))
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
    lay_out(page)
    seen = seen_on(page)
    characters = [c for n, c in enumerate(page.chars) if c["text"].strip() and n not in seen.hidden]
    if not characters:
        return [], "it has no text, only an image: scanned; add a copy with recognised text" if page.images else ""
    letterless = sum(bool(_NO_LETTERS.search(c["text"])) for c in characters)
    if letterless > _UNREADABLE * len(characters):
        return [], "its fonts do not say which letters they show; add a copy that lets words be copied out"
    turn, others = most_turned(characters)
    letters = letters_shown(page, turn, seen.hidden)
    tables = [] if turn else [t for t in page.find_tables() if len(t.rows) > 1 and len(t.columns) > 1]
    inside = [table.bbox for table in tables]
    words = words_of([c for c in letters if not any(_stands_in(c, box) for box in inside)], page, turn)
    certain = others <= _TURNED and not seen.in_doubt
    found = [Region(tuple(region.rows), region.quotable and certain, region.top) for region in regions(words)]
    for table in tables:
        lines = list(rows_of_cells(_cells(table, letters, page)))
        rows = tuple(Row((Box(line, 0.0, float(n), 1.0, float(n) + 1.0),)) for n, line in enumerate(lines))
        found.append(Region(rows, not seen.in_doubt, table.bbox[1], is_table=True))
    return _with_tables(found), ""


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
                held = words_of([c for c in letters if _stands_in(c, box)], page, 0)
                texts[box] = TableCell(" ".join(one.text for one in rows_of(held)))
            cells.append(texts[box])
        yield cells


def _middle(lefts: Sequence[float], rights: Sequence[float]) -> float:
    """The middle of the narrowest stretch that all cells of a column share."""
    return (max(lefts) + min(rights)) / 2


def _stands_in(letter: dict[str, Any], box: tuple[float, float, float, float]) -> bool:
    x, y = (letter["x0"] + letter["x1"]) / 2, (letter["top"] + letter["bottom"]) / 2
    return bool(box[0] <= x <= box[2] and box[1] <= y <= box[3])


def _with_tables(found: list[Region]) -> list[Region]:
    """Regions in reading order, each table before the first region that begins below it."""
    ordered = [region for region in found if not region.is_table]
    for table in (region for region in found if region.is_table):
        at = next((n for n, region in enumerate(ordered) if region.top > table.top), len(ordered))
        ordered.insert(at, table)
    return ordered


def _passages(where: str, found: Sequence[Region], running: frozenset[int]) -> Iterator[Passage]:
    start = 0
    before: Passage | None = None
    for region in found:
        rows = [row for row in region.rows if id(row) not in running]
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
    """Two stretches of text; where a word may be divided between them the end of the line is kept, to be told later."""
    if _DIVIDED.search(before):
        return f"{before}\n{behind}"
    return joined(before, behind)


def _paragraphs(rows: Sequence[Row]) -> Iterator[str]:
    """Rows put together; a new paragraph begins behind a wider gap, and where the letters grow or shrink."""
    usual = usual_gap(rows)
    text, above = "", None
    for row in rows:
        if text and above is not None and begins_anew(above, row, usual):
            yield text
            text = ""
        text = _joined(text, row.text) if text else row.text
        above = row
    if text:
        yield text
