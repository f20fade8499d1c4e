"""The body of a Word file: paragraphs by their heading path, lists, tables row by row, text boxes, notes.

What is read is what would be printed with all changes accepted: no deleted, moved-away, struck or hidden words.
"""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any
from zipfile import BadZipFile, ZipFile
from zlib import error as ZlibError

import docx
from docx.opc.exceptions import OpcError
from docx.oxml.ns import qn
from lxml import etree

from dermagent.errors import InputError
from dermagent.knowledge.documents.blocks import Block, passages_of
from dermagent.knowledge.documents.breaks import BREAK, paragraphs_of
from dermagent.knowledge.documents.colours import WHITE, Colour, alike, colour_of
from dermagent.knowledge.documents.fields import entered_in_word
from dermagent.knowledge.documents.grid import TableCell, rows_of_cells
from dermagent.knowledge.documents.lists import ListLines
from dermagent.knowledge.documents.marks import Height, shown
from dermagent.knowledge.documents.passages import Document, Passage, UnreadPlace, apart
from dermagent.knowledge.documents.symbols import LOST, letter_of

#: A file that unpacks to more bytes than this, or to so many times its size, is made to fill the memory.
_MOST_BYTES, _MOST_TIMES = 400_000_000, 200
_SMALL = 20_000_000
#: How a file begins that Word has locked, or that an old Word wrote.
_LOCKED = b"\xd0\xcf\x11\xe0"
#: What damaged files raise in python-docx, which has no error of its own for most of them.
_DAMAGED = (
    OpcError,
    BadZipFile,
    ZlibError,
    etree.LxmlError,
    KeyError,
    ValueError,
    AttributeError,
    TypeError,
    IndexError,
    EOFError,
    OSError,
    NotImplementedError,
    RuntimeError,
)
#: Half points of letters that nobody can read.
_TINY = 5
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_TABLES, _PARAGRAPH = _W + "tbl", _W + "p"
#: Elements whose words are not printed: deletions, the old place of what was moved, doubles for old programs, codes.
_NOT_PRINTED = frozenset(
    {_W + name for name in ("del", "moveFrom", "instrText", "delText", "pPr", "rPr", "tblPr", "trPr", "tcPr", "rt")}
    | {_MC + "Fallback"}
)
#: Parts of a table that are left out with what they hold.
_GONE = tuple(_W + name for name in ("del", "hidden", "cellDel"))
_LIST_STYLE = re.compile(r"list (?:bullet|number|continue|paragraph)? ?(\d*)")


def read_docx(path: Path) -> Document:
    """The passages of a Word file (.docx) by their heading path.

    Raises:
        InputError: the file is no Word file, is damaged, or is protected by a password.
    """
    try:
        _check_size(path)
        file = docx.Document(str(path))
        reader = _WordReader(file)
        passages = [*passages_of(reader.blocks(file.element.body)), *_notes(file, reader)]
    except _DAMAGED as error:
        raise InputError(f"{path.name} cannot be read as a Word file; it is damaged or none; save it anew") from error
    return Document(tuple(passages), tuple(reader.unread))


def _check_size(path: Path) -> None:
    """A file can be unpacked, to no more than its text and pictures need.

    Raises:
        InputError: it is protected by a password, or unpacks to too many bytes.
        BadZipFile: it is no Word file, or damaged.
    """
    with path.open("rb") as file:
        if file.read(len(_LOCKED)) == _LOCKED:
            raise InputError(
                f"{path.name} is protected by a password, or an old Word file; save it as .docx without one"
            )
    with ZipFile(path) as parts:
        unpacked = sum(part.file_size for part in parts.infolist())
    if unpacked > min(_MOST_BYTES, max(_SMALL, _MOST_TIMES * path.stat().st_size)):
        raise InputError(
            f"{path.name} unpacks to {unpacked // 1_000_000} MB, far more than its size tells: it may be made to fill "
            "the memory; save its text as a new file"
        )


class _WordReader:
    """Reads the blocks of one file by its styles."""

    def __init__(self, file: Any) -> None:
        """Keep the styles of a file by their ids."""
        self._styles = {style.get(_W + "styleId"): style for style in file.styles.element.iter(_W + "style")}
        default = file.styles.element.find(f".//{_W}rPrDefault/{_W}rPr")
        self._default = [] if default is None else [default]
        self._are_cells_certain = True
        self.unread: list[UnreadPlace] = []

    def blocks(self, node: Any) -> Iterator[Block]:
        """The blocks below an element, in order; lines of a list below those they belong to."""
        lists = ListLines()
        for element in _inside(node):
            if element.tag == _TABLES:
                for block in self._table(element):
                    yield Block(
                        block.text, lead=lists.above, quotable=block.quotable and not (lists.above and lists.is_taken)
                    )
                lists.part()
                continue
            if element.tag == _W + "altChunk":
                self.unread.append(UnreadPlace("an inserted file", "Word keeps it apart; save the file anew"))
                continue
            boxes: list[Any] = []
            paragraphs = list(paragraphs_of(shown(self._parts(element, element, boxes))))
            level, place = self._heading(element), self._place(element)
            if paragraphs and level:
                yield Block(apart(text for text, _ in paragraphs), level=level)
                lists = ListLines()
            elif place is None:
                for text, sure in paragraphs:
                    yield Block(text, quotable=sure)
                    lists.part(text, within=self._is_indented(element))
            elif paragraphs:
                text, sure = paragraphs[0]
                lead, certain = lists.item(*place, text)
                yield Block(text, lead=lead, quotable=certain and sure, is_item=True)
                for more, sure in paragraphs[1:]:
                    yield Block(more, lead=(*lead, text), quotable=certain and sure, is_item=True)
            for box in boxes:
                yield from self.blocks(box)

    def _parts(self, node: Any, paragraph: Any, boxes: list[Any]) -> Iterator[tuple[str, Height]]:
        """The words of an element as they are printed, with their heights; the text boxes in it are put aside."""
        for child in node:
            tag = child.tag
            if tag in _NOT_PRINTED or not isinstance(tag, str):
                continue
            if tag == _W + "txbxContent":
                boxes.append(child)
            elif value := entered_in_word(child) if tag == _W + "sdt" else "":
                yield f" {value} ", ""
            elif tag == _W + "r":
                if not self._is_unseen(child, paragraph):
                    height = self._height(child, paragraph)
                    yield from ((text, height or own) for text, own in self._signs(child, paragraph, boxes))
            elif tag.startswith(_M):
                yield from self._formula(child, paragraph, boxes)
            else:
                yield from self._parts(child, paragraph, boxes)

    def _signs(self, run: Any, paragraph: Any, boxes: list[Any]) -> Iterator[tuple[str, Height]]:
        for part in run:
            tag = part.tag
            if tag == _W + "t":
                yield part.text or "", ""
            elif tag in {_W + "tab", _W + "ptab"}:
                yield " ", ""
            elif tag in {_W + "br", _W + "cr"}:
                yield BREAK, ""
            elif tag == _W + "noBreakHyphen":
                yield "-", ""
            elif tag == _W + "fldChar":
                yield (f" {value} " if (value := entered_in_word(part)) else ""), ""
            elif tag == _W + "sym":
                yield _symbol(part), ""
            elif isinstance(tag, str) and tag not in _NOT_PRINTED:
                yield from self._parts([part] if tag == _MC + "AlternateContent" else part, paragraph, boxes)

    def _formula(self, node: Any, paragraph: Any, boxes: list[Any]) -> Iterator[tuple[str, Height]]:
        """The words of a formula: fractions, powers and indices as such."""
        kind = node.tag.removeprefix(_M)
        if kind == "t":
            yield node.text or "", ""
        elif kind == "f":
            top, bottom = (shown(self._of(node, name, paragraph, boxes)) for name in ("num", "den"))
            if top.isdigit() and bottom.isdigit():
                yield from ((top, "raised"), ("/", ""), (bottom, "lowered"))
            else:
                yield f"({top})/({bottom})", ""
        elif kind in {"sSup", "sSub", "sSubSup"}:
            yield from self._of(node, "e", paragraph, boxes)
            for name, height in (("sub", "lowered"), ("sup", "raised")):
                yield shown(self._of(node, name, paragraph, boxes)), height  # type: ignore[misc]
        elif not kind.endswith("Pr"):
            for child in node:
                yield from (
                    self._formula(child, paragraph, boxes)
                    if isinstance(child.tag, str) and child.tag.startswith(_M)
                    else self._parts([child], paragraph, boxes)
                )

    def _of(self, node: Any, name: str, paragraph: Any, boxes: list[Any]) -> Iterator[tuple[str, Height]]:
        for part in node.findall(_M + name):
            yield from self._formula(part, paragraph, boxes)

    def _properties(self, run: Any, paragraph: Any) -> Iterator[Any]:
        """Where properties of a run are told, the nearest first: the run, its style, the paragraph's, the file's."""
        for owner, kind in ((run, "r"), (paragraph, "p")):
            own = owner.find(_W + kind + "Pr")
            if own is not None:
                if kind == "r":
                    yield own
                for style in self._chain(own.find(f"{_W}{kind}Style")):
                    yield from style.findall(_W + "rPr")
        yield from self._default

    def _chain(self, named: Any) -> Iterator[Any]:
        """A style and those that it is based on."""
        seen = set[str]()
        while named is not None and (name := named.get(_W + "val")) in self._styles and name not in seen:
            seen.add(name)
            yield self._styles[name]
            named = self._styles[name].find(_W + "basedOn")

    def _says(self, run: Any, paragraph: Any, *names: str) -> bool:
        """Whether one of these switches is on for a run."""
        for name in names:
            for properties in self._properties(run, paragraph):
                if (told := properties.find(_W + name)) is not None:
                    if told.get(_W + "val", "1") not in {"0", "false", "off"}:
                        return True
                    break
        return False

    def _is_unseen(self, run: Any, paragraph: Any) -> bool:
        """Whether a run is hidden, struck through, of its ground's colour or too small to be read."""
        if self._says(run, paragraph, "vanish", "strike", "dstrike") or self._is_pale(run, paragraph):
            return True
        told = (one.find(_W + "sz") for one in self._properties(run, paragraph))
        size = next((one.get(_W + "val", "") for one in told if one is not None), "")
        return size.isdecimal() and int(size) <= _TINY

    def _is_pale(self, run: Any, paragraph: Any) -> bool:
        """Whether a run has the colour of what it stands on."""
        told = (one.find(_W + "color") for one in self._properties(run, paragraph))
        ink = next((one.get(_W + "val", "auto") for one in told if one is not None), "auto")
        return ink != "auto" and alike(colour_of(ink), self._ground(run, paragraph))

    def _ground(self, run: Any, paragraph: Any) -> Colour | None:
        """The colour that a run stands on; None where a box, a style of a table or the page gives one not known."""
        for properties in self._properties(run, paragraph):
            marked = properties.find(_W + "highlight")
            if marked is not None and marked.get(_W + "val", "none") != "none":
                return colour_of(marked.get(_W + "val"))
            if (fill := _fill(properties.find(_W + "shd"))) is not None:
                return colour_of(fill)
        chain = self._chain(paragraph.find(f"{_W}pPr/{_W}pStyle"))
        for owner in (paragraph, *chain):
            if (fill := _fill(owner.find(f"{_W}pPr/{_W}shd"))) is not None:
                return colour_of(fill)
        for around in paragraph.iterancestors():
            for kind in ("tc", "tbl"):
                if around.tag == _W + kind and (fill := _fill(around.find(f"{_W}{kind}Pr/{_W}shd"))) is not None:
                    return colour_of(fill)
            styled = around.tag == _TABLES and around.find(f"{_W}tblPr/{_W}tblStyle") is not None
            if styled or around.tag == _W + "txbxContent" or around.find(_W + "background") is not None:
                return None
        return WHITE

    def _height(self, run: Any, paragraph: Any) -> Height:
        for properties in self._properties(run, paragraph):
            told = properties.find(_W + "vertAlign")
            if told is not None:
                heights: dict[str, Height] = {"superscript": "raised", "subscript": "lowered"}
                return heights.get(told.get(_W + "val"), "")
            moved = properties.find(_W + "position")
            if moved is not None and moved.get(_W + "val", "0").lstrip("+-").isdigit() and int(moved.get(_W + "val")):
                return "raised" if int(moved.get(_W + "val")) > 0 else "lowered"
        return ""

    def _heading(self, paragraph: Any) -> int:
        """The level of a heading, the title's being 1; 0 of any other paragraph."""
        for style in self._chain(paragraph.find(f"{_W}pPr/{_W}pStyle")):
            name = _name(style)
            if name == "title":
                return 1
            head, _, number = name.partition(" ")
            if head == "heading" and number.isdigit():
                return int(number)
            outline = style.find(f"{_W}pPr/{_W}outlineLvl")
            if outline is not None and outline.get(_W + "val", "9") in "012345678":
                return int(outline.get(_W + "val")) + 1
        return 0

    def _is_indented(self, paragraph: Any) -> bool:
        """Whether a paragraph stands to the right of the margin, as the text of an item does."""
        for owner in (paragraph, *self._chain(paragraph.find(f"{_W}pPr/{_W}pStyle"))):
            if (told := owner.find(f"{_W}pPr/{_W}ind")) is not None:
                left = told.get(_W + "left") or told.get(_W + "start") or "0"
                return left.isdigit() and int(left) > 0
        return False

    def _place(self, paragraph: Any) -> tuple[int, str] | None:
        """How deep in a list a paragraph stands, from 0, and in which list; None where it stands in none."""
        chain = list(self._chain(paragraph.find(f"{_W}pPr/{_W}pStyle")))
        for owner in (paragraph, *chain):
            numbering = owner.find(f"{_W}pPr/{_W}numPr")
            if numbering is not None:
                level, number = numbering.find(_W + "ilvl"), numbering.find(_W + "numId")
                if number is not None and number.get(_W + "val") == "0":
                    return None
                depth, _ = _named_place(chain) or (0, "")
                which = number.get(_W + "val", "") if number is not None else ""
                return max(int(level.get(_W + "val", "0")) if level is not None else 0, depth), which
        return _named_place(chain)

    def _table(self, table: Any) -> Iterator[Block]:
        """A table row by row, and behind it the tables that stand in its cells."""
        inner: list[Any] = []
        rows: list[list[TableCell]] = []
        open_cells: dict[int, tuple[int, int]] = {}
        self._are_cells_certain = True
        for row in _children(table, "tr"):
            if _is_gone(row, "trPr"):
                continue
            before = row.find(f"{_W}trPr/{_W}gridBefore")
            skipped = _number(before)
            cells = [TableCell("", skipped)] if skipped else []
            at = skipped
            for cell in _children(row, "tc"):
                if _is_gone(cell, "tcPr"):
                    continue
                wide = max(_number(cell.find(f"{_W}tcPr/{_W}gridSpan")), 1)
                merge = cell.find(f"{_W}tcPr/{_W}vMerge")
                if merge is not None and merge.get(_W + "val") != "restart" and at in open_cells:
                    r, c = open_cells[at]
                    rows[r][c] = TableCell(rows[r][c].text, rows[r][c].columns, rows[r][c].rows + 1)
                else:
                    open_cells.pop(at, None)
                    if merge is not None:
                        open_cells[at] = (len(rows), len(cells))
                    cells.append(TableCell(self._cell(cell, inner), wide))
                at += wide
            rows.append(cells)
        if lines := "\n".join(rows_of_cells(rows)):
            yield Block(lines, quotable=self._are_cells_certain)
        for one in inner:
            yield from self._table(one)

    def _cell(self, cell: Any, inner: list[Any]) -> str:
        """The words of a cell, its paragraphs apart; a table in it of more than one column goes on behind the table."""
        told = []
        for element in _inside(cell):
            if element.tag == _TABLES and any(len(list(_children(row, "tc"))) > 1 for row in _children(element, "tr")):
                inner.append(element)
            elif element.tag == _TABLES:
                for row in _children(element, "tr"):
                    told += [self._cell(one, inner) for one in _children(row, "tc")]
            elif element.tag == _PARAGRAPH:
                boxes: list[Any] = []
                paragraphs = list(paragraphs_of(shown(self._parts(element, element, boxes))))
                told += [text for text, _ in paragraphs]
                self._are_cells_certain &= all(certain for _, certain in paragraphs)
                told += [block.text for box in boxes for block in self.blocks(box)]
        return apart(told)


def _inside(node: Any) -> Iterator[Any]:
    """The paragraphs and tables below an element in order, through what only wraps them."""
    for child in node:
        if child.tag in {_PARAGRAPH, _TABLES, _W + "altChunk"}:
            yield child
        elif child.tag in {_W + name for name in ("sdt", "sdtContent", "customXml", "ins", "moveTo", "smartTag")}:
            yield from _inside(child)


def _children(node: Any, name: str) -> Iterator[Any]:
    """The rows of a table or cells of a row, through what only wraps them."""
    for child in node:
        if child.tag == _W + name:
            yield child
        elif child.tag in {_W + wrap for wrap in ("sdt", "sdtContent", "customXml", "ins", "moveTo")}:
            yield from _children(child, name)


def _is_gone(element: Any, properties: str) -> bool:
    own = element.find(_W + properties)
    return own is not None and any(
        (mark := own.find(name)) is not None and mark.get(_W + "val", "1") not in {"0", "false", "off"}
        for name in _GONE
    )


def _number(element: Any) -> int:
    told = "0" if element is None else element.get(_W + "val", "0")
    return int(told) if told.isdigit() else 0


def _name(style: Any) -> str:
    name = style.find(_W + "name")
    return (name.get(_W + "val") or "").lower() if name is not None else ""


def _named_place(chain: Iterable[Any]) -> tuple[int, str] | None:
    for style in chain:
        if found := _LIST_STYLE.fullmatch(_name(style)):
            return int(found[1] or 1) - 1, _name(style)
    return None


def _fill(shading: Any) -> str | None:
    """The colour that a shading fills with; None where it fills with none."""
    told = shading.get(_W + "fill", "auto") if shading is not None else "auto"
    return None if told == "auto" else str(told)


def _symbol(part: Any) -> str:
    """A letter that is kept by its place in a font; a sign for a lost one where the font is not known."""
    try:
        place = int(part.get(_W + "char", ""), 16)
    except ValueError:
        return LOST
    return letter_of(part.get(_W + "font", ""), place)


def _notes(file: Any, reader: _WordReader) -> Iterator[Passage]:
    """The footnotes and endnotes of a file, in order."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True)
    for kind in ("footnote", "endnote"):
        start = 0
        for part in file.part.package.iter_parts():
            if not str(part.partname).endswith(f"/{kind}s.xml"):
                continue
            for note in etree.fromstring(part.blob, parser).iter(qn(f"w:{kind}")):
                if text := apart(block.text for block in reader.blocks(note)):
                    yield Passage(f"{kind}s", start, text)
                    start += len(text) + 2  # as if blank lines stood between them
