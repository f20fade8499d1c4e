"""The body of a Word file: paragraphs by their heading path, tables row by row."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import docx
from docx.opc.exceptions import PackageNotFoundError
from docx.oxml.ns import qn
from docx.table import Table
from docx.text.paragraph import Paragraph
from lxml import etree
from lxml.etree import XMLSyntaxError

from dermagent.errors import InputError
from dermagent.knowledge.documents.passages import Document, Passage, row_of


def read_docx(path: Path) -> Document:
    """The passages of a Word file (.docx) by their heading path.

    Raises:
        InputError: the file is no Word file, or is protected by a password.
    """
    try:
        body = docx.Document(str(path))
    except (PackageNotFoundError, BadZipFile, KeyError, ValueError, XMLSyntaxError) as error:
        raise InputError(f"{path.name} cannot be read as a Word file; save it anew, without a password") from error
    headings: list[tuple[int, str]] = []
    passages: list[Passage] = []
    starts: dict[str, int] = {}
    for block in body.iter_inner_content():
        if isinstance(block, Paragraph):
            text = _shown(block).strip()
            level = _level(block)
            if text and level:
                headings = [*((known, name) for known, name in headings if known < level), (level, text)]
                continue
        else:
            text = "\n".join(_rows(block))
        if text:
            where = "/" + "/".join(name for _, name in headings)
            start = starts.get(where, 0)
            passages.append(Passage(where, start, text))
            starts[where] = start + len(text) + 2  # as if blank lines stood between paragraphs
    start = 0
    for note in _notes(body):
        passages.append(Passage("footnotes", start, note))
        start += len(note) + 2  # as if blank lines stood between them
    return Document(tuple(passages))


def _shown(paragraph: Paragraph) -> str:
    """The words of a paragraph as they are printed: insertions that nobody accepted yet, no deleted or hidden ones."""
    words = []
    for run in paragraph._p.iter(qn("w:r")):
        if next(run.iterancestors(qn("w:del")), None) is not None or run.find(f".//{qn('w:vanish')}") is not None:
            continue
        for part in run.iter(qn("w:t"), qn("w:tab"), qn("w:br")):
            words.append(part.text or "" if part.tag == qn("w:t") else " ")
    return "".join(words)


def _notes(body: Any) -> Iterator[str]:
    """The footnotes of a file, in order."""
    for part in body.part.package.iter_parts():
        if str(part.partname).endswith("/footnotes.xml"):
            for note in etree.fromstring(part.blob).iter(qn("w:footnote")):
                if text := "".join(words.text or "" for words in note.iter(qn("w:t"))).strip():
                    yield text


def _level(paragraph: Paragraph) -> int:
    """The level of a heading, the title's being 1; 0 of any other paragraph."""
    name = (paragraph.style.name or "").lower() if paragraph.style else ""
    if name == "title":
        return 1
    head, _, number = name.partition(" ")
    return int(number) if head == "heading" and number.isdigit() else 0


def _rows(table: Table) -> list[str]:
    rows = []
    for row in table.rows:
        cells = []
        before = None
        for cell in row.cells:  # a merged cell is given once for each column
            if cell._tc is not before:
                cells.append("\n".join(_shown(paragraph) for paragraph in cell.paragraphs))
            before = cell._tc
        if any(text.strip() for text in cells):
            rows.append(row_of(cells))
    return rows
