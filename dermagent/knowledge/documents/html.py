"""The main text of an HTML page: headings, paragraphs, list items and tables row by row, without what frames a page."""

import re
from collections.abc import Iterator
from pathlib import Path

from lxml import html
from lxml.etree import ParserError

from dermagent.knowledge.documents.passages import Document, Passage, row_of
from dermagent.knowledge.documents.plain import decoded

_LEFT_OUT = frozenset(
    "script style noscript template nav footer aside form button select svg iframe object dialog head".split()
)
#: Left out unless it belongs to the text.
_FRAME = frozenset({"header"})
_BODIES = ("main", "article")
_TEXT = (*_BODIES, "section")
_INLINE = frozenset(
    "a abbr b bdi bdo cite code data del dfn em font i ins kbd label mark q s samp small span strong sub sup time u "
    "var wbr".split()
)
_HEADING = re.compile(r"h[1-6]")
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_CONTROL = re.compile("[\x00-\x08\x0b\x0e-\x1f\ufffe\uffff]")
_DECLARED = re.compile(rb"<meta[^>]+charset\s*=\s*[\"']?([\w-]+)", re.IGNORECASE)


def read_html(path: Path) -> Document:
    """The passages of a page by their heading path; an empty page has none.

    Raises:
        InputError: the file is no text.
    """
    try:
        root = html.document_fromstring(_CONTROL.sub(" ", _text(path)))
    except ParserError:  # nothing stands in it
        return Document(())
    bodies = [
        one for one in root.iter("main", "article") if not any(True for _ in one.iterancestors("main", "article"))
    ]
    headings: list[tuple[int, str]] = []
    passages: list[Passage] = []
    starts: dict[str, int] = {}
    for body in bodies or [root]:
        for kind, text in _blocks(body):
            if kind:
                headings = [*((level, name) for level, name in headings if level < kind), (kind, text)]
                continue
            where = "/" + "/".join(name for _, name in headings)
            start = starts.get(where, 0)
            passages.append(Passage(where, start, text))
            starts[where] = start + len(text) + 2  # as if blank lines stood between paragraphs
    return Document(tuple(passages))


def _text(path: Path) -> str:
    """The page decoded as it declares, else as any text; without a declaration that a parser would refuse."""
    content = path.read_bytes()
    if declared := _DECLARED.search(content[:4096]):
        try:
            return content.decode(declared[1].decode("ascii"))
        except (LookupError, UnicodeDecodeError):
            pass
    return re.sub(r"^\s*<\?xml[^>]*\?>", "", decoded(path))


def _blocks(element: html.HtmlElement) -> Iterator[tuple[int, str]]:
    """(level of a heading or 0, words) of each block below an element, in order."""
    words: list[str] = []

    def ended() -> Iterator[tuple[int, str]]:
        text = " ".join("".join(words).split())
        words.clear()
        if text:
            yield 0, text

    def walk(node: html.HtmlElement) -> Iterator[tuple[int, str]]:
        words.append(node.text or "")
        for child in node:
            yield from inside(child)
            words.append(child.tail or "")

    def inside(child: html.HtmlElement) -> Iterator[tuple[int, str]]:
        tag = child.tag if isinstance(child.tag, str) else ""
        if not tag or tag in _LEFT_OUT or _is_hidden(child) or (tag in _FRAME and not _in_text(child)):
            return
        if tag in _INLINE:
            yield from walk(child)
        elif tag == "br":
            words.append("\n")
        elif _HEADING.fullmatch(tag):
            yield from ended()
            if text := " ".join(child.text_content().split()):
                yield int(tag[1]), text
        elif tag == "table" and _is_grid(child):
            yield from ended()
            if rows := "\n".join(_rows(child)):
                yield 0, rows
        else:
            yield from ended()
            yield from walk(child)
            yield from ended()

    yield from walk(element)
    yield from ended()


def _is_hidden(element: html.HtmlElement) -> bool:
    return (
        "hidden" in element.attrib
        or element.get("aria-hidden") == "true"
        or bool(_HIDDEN.search(element.get("style", "")))
    )


def _in_text(element: html.HtmlElement) -> bool:
    return next(element.iterancestors(*_TEXT), None) is not None


def _is_grid(table: html.HtmlElement) -> bool:
    """Whether a table holds data: heads of columns or no other table inside, and a row of two cells at least."""
    headed = table.find("./tr/th") is not None or table.find("./*/tr/th") is not None
    nested = next(table.iterdescendants("table"), None) is not None
    return (headed or not nested) and any(len(row.findall("td") + row.findall("th")) > 1 for row in table.iter("tr"))


def _rows(table: html.HtmlElement) -> Iterator[str]:
    for caption in table.iter("caption"):
        if text := " ".join(caption.text_content().split()):
            yield text
    for row in table.iter("tr"):
        if next(row.iterancestors("table")) is not table:
            continue  # of a table inside a cell
        cells = [cell for cell in row if cell.tag in ("td", "th")]
        texts = [" ".join(" ".join(cell.itertext()).split()) for cell in cells]
        if any(texts):
            yield row_of(texts)
