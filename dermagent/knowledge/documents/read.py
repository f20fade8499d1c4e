"""Read a guideline file of any kind that is known, by its suffix; each reader is imported when it is needed."""

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from dermagent.errors import InputError
from dermagent.knowledge.documents.passages import Document, UnreadPlace
from dermagent.knowledge.documents.symbols import UNTOLD, with_bullets

#: Kinds whose reader needs packages of the extra `guidelines`.
_WITH_PACKAGES = (".pdf", ".html", ".htm", ".xhtml", ".docx")
#: How files of other kinds begin, in small letters.
_SIGNS = {
    b"%pdf-": "a PDF",
    b"pk\x03\x04": "a Word file or another archive",
    b"\xd0\xcf\x11\xe0": "an old Word file",
    b"{\\rtf": "a rich text (RTF)",
    b"%!ps": "a PostScript file",
    b"<!doctype html": "an HTML page",
    b"<html": "an HTML page",
}
#: How files of a kind may begin themselves; a Word file with a password is an old one by its first bytes.
_OWN_SIGNS = {
    ".pdf": (b"%pdf-", b"%!ps"),
    ".docx": (b"pk\x03\x04", b"\xd0\xcf\x11\xe0"),
    **dict.fromkeys((".html", ".htm", ".xhtml"), (b"<!doctype html", b"<html")),
}
#: The head of a page that a browser has kept as a letter with all its parts.
_WEB_ARCHIVE = re.compile(rb"^content-type:\s*multipart/related", re.IGNORECASE | re.MULTILINE)
SUFFIXES = (".md", ".markdown", ".txt", *_WITH_PACKAGES)


def read_document(path: Path) -> Document:
    """The passages of a file, and what of it could not be read.

    Raises:
        InputError: the file cannot be read at all, is of an unknown kind, or its kind needs the extra `guidelines`.
    """
    suffix = path.suffix.lower()
    if suffix not in SUFFIXES:
        raise InputError(f"{path.name!r} is none of {', '.join(SUFFIXES)}; save it as one of them")
    _check_content(path)
    document = _read(path, suffix)
    return replace(document, unread=(*document.unread, *_guesses(document)))


def _guesses(document: Document) -> Iterator[UnreadPlace]:
    """The places of a document that hold letters which nobody can tell, unless it is told already of all of it."""
    told = {one.where for one in document.unread}
    if "text" in told:
        return
    for passage in document.passages:
        if passage.where not in told and UNTOLD.search(with_bullets(passage.text)):
            told.add(passage.where)
            yield UnreadPlace(passage.where, "some of its letters are a guess, so that what holds one is never quoted")


def _read(path: Path, suffix: str) -> Document:
    """The passages of a file of that kind.

    Raises:
        InputError: as `read_document`.
    """
    if suffix not in _WITH_PACKAGES:
        from dermagent.knowledge.documents.plain import read_markdown, read_text

        return read_text(path) if suffix == ".txt" else read_markdown(path)
    try:
        if suffix == ".pdf":
            from dermagent.knowledge.documents.pdf import read_pdf

            return read_pdf(path)
        if suffix == ".docx":
            from dermagent.knowledge.documents.docx import read_docx

            return read_docx(path)
        from dermagent.knowledge.documents.html import read_html

        return read_html(path)
    except ModuleNotFoundError as error:
        raise InputError(
            f"{path.name}: reading {suffix} needs the package {error.name}; run: pip install 'dermagent[guidelines]'"
        ) from error


def _check_content(path: Path) -> None:
    """A file is of the kind that its name says.

    Raises:
        InputError: it begins as a file of another kind does.
    """
    with path.open("rb") as file:
        begun = file.read(1024).lstrip(b"\xef\xbb\xbf \t\r\n\0")
    suffix = path.suffix.lower()
    own = _OWN_SIGNS.get(suffix, ())
    for sign, kind in _SIGNS.items():
        if begun[: len(sign)].lower() == sign and sign not in own:
            raise InputError(f"{path.name} is {kind} by its content; name it so, or save it as text, and add it again")
    if _WEB_ARCHIVE.search(begun):
        raise InputError(f"{path.name} is a web archive (MHTML) by its content; save the page as HTML and add it again")
    if b"%PDF-" in begun and suffix != ".pdf":
        raise InputError(f"{path.name} is a PDF by its content; name it so and add it again")
