"""The text of a PDF in reading order: columns one after the other, ruled tables row by row, running heads left out.

pdfplumber gives the letters with their places; `page` puts those of a page in order, `running` tells heads and feet,
`flow` puts sentences together that go on over columns and pages.
"""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from struct import error as StructError
from zlib import error as ZlibError

import pdfplumber
from pdfminer.pdfdocument import PDFPasswordIncorrect
from pdfminer.pdfexceptions import PDFException
from pdfminer.pdfpage import PDFPage
from pdfplumber.page import Page as PlumberPage
from pdfplumber.utils.exceptions import MalformedPDFException, PdfminerException

from dermagent.errors import InputError
from dermagent.knowledge.documents.flow import passages_of_pages
from dermagent.knowledge.documents.page import read_page
from dermagent.knowledge.documents.passages import Document, UnreadPlace
from dermagent.knowledge.documents.running import PageRows

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
                    found, why, told = read_page(page)
                    pages.append(PageRows(tuple(found), float(page.height), bool(why)))
                    page.close()
                except _DAMAGED as error:
                    why, told = f"it is damaged ({type(error).__name__}); save the file anew", ""
                    pages.append(PageRows((), 1.0, True))
                if why or told:
                    unread.append(UnreadPlace(f"page {number}", why or told))
    except PdfminerException as error:
        if any(isinstance(cause, PDFPasswordIncorrect) for cause in (*error.args, error.__cause__)):
            raise InputError(f"{path.name} is protected by a password; save a copy without one and add that") from error
        raise InputError(f"{path.name} cannot be read as PDF; it is damaged or no PDF: save or copy it anew") from error
    except _DAMAGED as error:
        raise InputError(f"{path.name} cannot be read as PDF ({type(error).__name__}); save it anew") from error
    return Document(tuple(passages_of_pages(pages)), tuple(unread))


@contextmanager
def _quiet() -> Iterator[None]:
    """Keep pdfminer's warnings of odd files from the host's stderr, where logging would put them without a handler."""
    logger, handler = logging.getLogger("pdfminer"), logging.NullHandler()
    logger.addHandler(handler)
    try:
        yield
    finally:
        logger.removeHandler(handler)
