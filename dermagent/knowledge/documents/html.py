"""The main text of an HTML page: headings, paragraphs, list items and tables row by row, without what frames a page.

Words that are struck through or hidden are no text; what is raised or lowered is told as `marks` says.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from lxml import html
from lxml.etree import ParserError

from dermagent.knowledge.documents.beside import INLINE, Place, in_doubt_below_labels, is_aside, places_in
from dermagent.knowledge.documents.blocks import Block, passages_of
from dermagent.knowledge.documents.breaks import BREAK, paragraphs_of
from dermagent.knowledge.documents.encodings import decoded_page
from dermagent.knowledge.documents.fields import entered, is_text
from dermagent.knowledge.documents.grid import TableCell, rows_of_cells
from dermagent.knowledge.documents.marks import Height, shown, sign_of
from dermagent.knowledge.documents.passages import Document, apart, leads_on
from dermagent.knowledge.documents.styles import Fate, Styles

#: Left out unless it belongs to the text.
_FRAME = frozenset({"header", "select"})
_FIELDS = frozenset({"input", "select", "textarea"})
_BODIES = ("main", "article")
_TEXT = (*_BODIES, "section")
_GRID = ("tr", "td", "th", "p", "span", "div", "li")
_HEADING = re.compile(r"h[1-6]")
_CONTROL = re.compile("[\x00-\x08\x0b\x0e-\x1f\ufffe\uffff]")
_RAISED, _LOWERED = frozenset({"super", "text-top"}), frozenset({"sub", "text-bottom"})
_LENGTH = re.compile(r"(-?)(\d*\.?\d+)(?:[a-z]+|%)")


def read_html(path: Path) -> Document:
    """The passages of a page by their heading path; an empty page has none.

    Raises:
        InputError: the file is no text.
    """
    page = decoded_page(path)
    return Document(tuple(passages_of(blocks_of(page.text), quotable=page.certain)), page.unread)


def blocks_of(page: str) -> Iterator[Block]:
    """The blocks of a page or of a piece of one, in order."""
    yield from in_doubt_below_labels(_blocks_of(page))


def _blocks_of(page: str) -> Iterator[Block]:
    try:
        root = html.document_fromstring(_CONTROL.sub(" ", page))
    except ParserError:  # nothing stands in it
        return
    linked = any("stylesheet" in (one.get("rel") or "").lower() for one in root.iter("link"))
    styles = Styles([style.text or "" for style in root.iter("style")], whole=not linked)
    bodies = [one for one in root.iter(*_BODIES) if not any(True for _ in one.iterancestors(*_BODIES))]
    for body in bodies or [root]:
        fates = {styles.fate_of(one) for one in (body, *body.iterancestors())}
        if "gone" not in fates:
            for block in _PageWalk(styles).blocks(body):
                yield replace(block, quotable=False) if "doubt" in fates else block


class _PageWalk:
    """One way through the elements of a page: the words of the block at hand, and the lines it stands below."""

    def __init__(self, styles: Styles) -> None:
        """Begin with no words."""
        self._styles = styles
        self._words: list[tuple[str, Height]] = []
        self._leads: tuple[str, ...] = ()
        self._above = ""
        self._taken: object = None
        self._doubts = 0
        self._certain = True
        self._places: dict[object, Place] = {}
        self._place = self._last_place = 0

    def blocks(self, element: html.HtmlElement) -> Iterator[Block]:
        """The blocks below an element, in order."""
        yield from self._walk(element, "")
        yield from self._ended()

    def _ended(self) -> Iterator[Block]:
        text = shown(self._words)
        self._words.clear()
        for paragraph, certain in paragraphs_of(text):
            told = " ".join(paragraph.split())
            self._above, self._taken = told, None
            yield Block(told, lead=self._leads, quotable=self._certain and certain, place=self._place)
        self._certain = not self._doubts

    def _walk(self, node: html.HtmlElement, height: Height) -> Iterator[Block]:
        seen = self._styles.is_seen(node)
        self._places |= places_in(node, self._styles)
        self._words.append((_plain(node.text) if seen else " ", height))
        for child in node:
            yield from self._inside(child, height)
            self._words.append((_plain(child.tail) if seen else " ", height))

    def _inside(self, child: html.HtmlElement, height: Height) -> Iterator[Block]:
        tag = child.tag if isinstance(child.tag, str) else ""
        if not tag or (tag in _FRAME and not _in_text(child)):
            return
        if tag == "form" and not is_text(child):
            return
        declared, fate = self._styles.of(child), self._styles.fate_of(child)
        if fate == "gone":
            return
        own = _height(tag, declared) or height
        place = self._places.get(child)
        if place or is_aside(child, declared):
            yield from self._apart(child, tag, declared, "doubt" if place == "cell" else fate)
            return
        if fate == "shown" or not (child.text_content().strip() or child.find(".//img") is not None):
            yield from self._shown(child, tag, declared, own, height)
            return
        if tag not in INLINE:
            yield from self._ended()
        self._doubts, self._certain = self._doubts + 1, False
        yield from self._shown(child, tag, declared, own, height)
        if tag not in INLINE:
            yield from self._ended()
        self._doubts -= 1
        self._certain = self._certain or (tag not in INLINE and not self._doubts)

    def _apart(self, child: html.HtmlElement, tag: str, declared: dict[str, str], fate: Fate) -> Iterator[Block]:
        """What stands beside the text: a block whose words are put together with no others."""
        yield from self._ended()
        before, self._above = self._place, ""
        self._last_place += 1
        self._place, doubt = self._last_place, fate == "doubt"
        self._doubts, self._certain = self._doubts + doubt, self._certain and not doubt
        yield from self._shown(child, tag, declared, "", "")
        yield from self._ended()
        self._doubts -= doubt
        self._certain, self._place, self._above = not self._doubts, before, ""

    def _shown(
        self, child: html.HtmlElement, tag: str, declared: dict[str, str], own: Height, height: Height
    ) -> Iterator[Block]:
        if tag in {"mfrac", "msup", "msub", "msubsup"}:
            yield from self._formula(child, tag, height)
        elif tag in INLINE and declared.get("display") not in {"block", "list-item", "table"}:
            yield from self._walk(child, own)
        elif tag in _FIELDS:
            if value := entered(child):
                self._words.append((f" {value} ", height))
                self._certain = False
        elif tag == "br":
            self._words.append((BREAK, height))
        elif tag == "img":
            alt = child.get("alt") or ""
            self._words.append((sign_of(alt), height))
        elif _HEADING.fullmatch(tag):
            yield from self._ended()
            self._above = ""
            if text := self._line(child).text:
                yield Block(text, level=int(tag[1]))
        elif tag == "hr":
            yield from self._ended()
            self._above = ""
        elif tag == "table" and _is_grid(child):
            yield from self._ended()
            yield from self._table(child)
        elif tag in {"ul", "ol", "menu", "dl"}:
            yield from self._list(child, height)
        else:
            yield from self._ended()
            yield from self._walk(child, own if own != height else "")
            yield from self._ended()

    def _formula(self, child: html.HtmlElement, tag: str, height: Height) -> Iterator[Block]:
        kinds: dict[str, tuple[Height, ...]] = {
            "mfrac": ("raised", "lowered"),
            "msup": (height, "raised"),
            "msub": (height, "lowered"),
            "msubsup": (height, "lowered", "raised"),
        }
        for n, (part, own) in enumerate(zip(child, kinds[tag], strict=False)):
            text = self._line(part).text
            if tag == "mfrac":
                plain = all(self._line(one).text.isdigit() for one in child)
                self._words.append((text, own) if plain else (f"({text})", height))
                self._words.append(("/", height) if n == 0 else ("", height))
            else:
                self._words.append((text, own))
        yield from ()

    def _list(self, element: html.HtmlElement, height: Height) -> Iterator[Block]:
        """The items of a list, each below the line of the item it belongs to, or below a line that ends in a colon.

        A list that another one has parted from that line, of another kind or in another place, is in doubt.
        """
        yield from self._ended()
        leads, kind = self._leads, (element.tag, element.getparent())
        nested = next(element.iterancestors("li", "dd"), None) is not None
        if self._above and (nested or leads_on(self._above)):
            self._leads = (*leads, self._above)
        strange = len(self._leads) > len(leads) and self._taken not in (None, kind)
        self._doubts, self._certain = self._doubts + strange, self._certain and not strange
        held = self._leads
        term = last = ""
        self._words.append((element.text or "", height))
        for child in self._members(element):
            self._leads = (*held, term) if term and child.tag == "dd" else held
            if child.tag in {"li", "dd", "dt"}:
                self._above = ""
            own, first = self._leads, ""
            for block in self._inside(child, height):
                is_term = child.tag == "dt" and not block.level
                if is_term:
                    term = apart((term, block.text)) if last == "dt" else block.text
                stands_below = bool(first) and block.lead == own
                lead = (*block.lead, first) if stands_below else block.lead
                yield replace(block, lead=lead, is_item=True, is_head=is_term)
                first = first or (block.text if child.tag == "li" and not block.level else "")
            last = child.tag if child.tag in {"dt", "dd"} else last
            self._words.append((child.tail or "", height))
        yield from self._ended()
        self._doubts -= strange
        self._certain = not self._doubts
        self._leads, self._above = leads, held[-1] if len(held) > len(leads) else ""  # another list may go on below it
        self._taken = kind

    def _members(self, element: html.HtmlElement) -> Iterator[html.HtmlElement]:
        """The items of a list; a term may stand in an element of its own with what belongs to it."""
        for child in element:
            is_group = child.tag == "div" and any(one.tag in {"dt", "dd"} for one in child)
            if is_group and element.tag == "dl" and self._styles.fate_of(child) == "shown":
                yield from child
            else:
                yield child

    def _line(self, element: html.HtmlElement) -> Block:
        """All words of an element in one line, blocks of it apart; tables in it row by row."""
        blocks = list(_PageWalk(self._styles).blocks(element))
        return Block(apart(block.text for block in blocks), quotable=all(block.quotable for block in blocks))

    def _table(self, table: html.HtmlElement) -> Iterator[Block]:
        """A table row by row, and behind it the tables that stand in its cells."""
        captions = [block for caption in table.iter("caption") if (block := self._line(caption)).text]
        certain = all(block.quotable for block in captions)
        inner: list[html.HtmlElement] = []
        rows = []
        for row in list(table.iter("tr")):
            if next(row.iterancestors("table")) is not table or self._styles.fate_of(row) == "gone":
                continue  # of a table inside a cell, or deleted
            cells = []
            for cell in row:
                if cell.tag not in ("td", "th") or self._styles.fate_of(cell) == "gone":
                    continue
                inside = [
                    one for one in cell.iter("table") if _is_grid(one) and next(one.iterancestors("table")) is table
                ]
                inner += inside
                for one in inside:  # its text goes on behind it
                    one.drop_tree()
                height = _height("td", self._styles.of(cell))
                line = self._line(cell)
                certain = certain and line.quotable
                text = shown([(line.text, height)]) if height else line.text
                cells.append(TableCell(text, _number(cell.get("colspan")), _number(cell.get("rowspan"))))
            rows.append(cells)
        if lines := "\n".join([*(block.text for block in captions), *rows_of_cells(rows)]):
            strange = leads_on(self._above) and self._taken is not None
            certain = certain and not (
                self._doubts or strange or any(self._styles.fate_of(one) == "doubt" for one in table.iter(*_GRID))
            )
            yield Block(lines, lead=(self._above,) if leads_on(self._above) else (), quotable=certain)
        self._above = ""
        for one in inner:
            yield from self._table(one)


def _plain(text: str | None) -> str:
    """Words as they stand in a page, in which the breaks of lines are no more than blanks."""
    return (text or "").replace(BREAK, " ")


def _height(tag: str, declared: dict[str, str]) -> Height:
    """Whether an element stands higher or lower than the words around it."""
    if tag in {"td", "th", "tr", "img", "table"}:
        return ""
    told = declared.get("vertical-align", "")
    if told in _RAISED or declared.get("font-variant-position") == "super":
        return "raised"
    if told in _LOWERED or declared.get("font-variant-position") == "sub":
        return "lowered"
    if (length := _LENGTH.fullmatch(told)) and float(length[2]):
        return "lowered" if length[1] else "raised"
    if told == "baseline" or tag not in {"sup", "sub"}:
        return ""
    return "raised" if tag == "sup" else "lowered"


def _number(told: str | None) -> int:
    """How many rows or columns a cell reaches over; 1 where nothing sensible is told."""
    return int(told) if told and told.strip().isdecimal() and int(told) else 1


def _in_text(element: html.HtmlElement) -> bool:
    return next(element.iterancestors(*_TEXT, *(("p", "td") if element.tag == "select" else ())), None) is not None


def _is_grid(table: html.HtmlElement) -> bool:
    """Whether a table holds data: heads of columns or no other table inside, and a row of two cells at least."""
    headed = table.find("./tr/th") is not None or table.find("./*/tr/th") is not None
    nested = next(table.iterdescendants("table"), None) is not None
    return (headed or not nested) and any(len(row.findall("td") + row.findall("th")) > 1 for row in table.iter("tr"))
