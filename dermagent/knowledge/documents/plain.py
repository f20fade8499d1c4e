"""Markdown and plain text: paragraphs, list items and tables as they are shown, without what is struck through."""

import re
from collections.abc import Iterator, Sequence
from itertools import accumulate, pairwise
from pathlib import Path

from markdown_it import MarkdownIt
from markdown_it.token import Token

from dermagent.knowledge.documents.beside import lays_side_by_side
from dermagent.knowledge.documents.breaks import BREAK, paragraphs_of
from dermagent.knowledge.documents.encodings import decoded
from dermagent.knowledge.documents.fields import entered
from dermagent.knowledge.documents.lists import begins_item
from dermagent.knowledge.documents.marks import Height, shown, sign_of
from dermagent.knowledge.documents.passages import APART, Document, Passage, UnreadPlace, apart, leads_on, row_of
from dermagent.knowledge.documents.sentences import begins_small, is_open, may_be_apart, numbered_lines
from dermagent.knowledge.documents.styles import Fate, Styles, Tag, tag_of
from dermagent.text.normal import CJK

_FRONT_MATTER = re.compile(r"---\n.*?\n(?:---|\.\.\.)\n", re.DOTALL)
_PARAGRAPH = re.compile(r"\S(?:.|\n(?!\s*\n))*")
#: Blanks within a line that are more than the two behind a sentence, and the mark or number of an item.
_HOLE = re.compile(r"(?<=[^\s.!?:]) {2,}(?=\S)|(?<=\S)(?: {3,}| *\t[ \t]*)(?=\S)")
#: Where a note begins that a mark such as `[^1]` leads to; to a parser it is the address of a link, and no text.
_NOTE = re.compile(r"^( {0,3}\[\^[\w-]{1,20}\]):", re.MULTILINE)
#: Stands for its colon, and is not printed.
_NO_ADDRESS = "\u2060"
#: No text is wrapped to lines that are narrower, in letters.
_NARROW = 60
_PAGE = re.compile("\f")
_ITEM = re.compile(r"^\S{1,3}\s+")
#: Elements of HTML within a line of Markdown whose words are no text, and those that raise or lower them.
_TAG = re.compile(r"<(/?)\s*([a-z][a-z0-9]*)([^>]*?)(/?)>", re.IGNORECASE)
_COMMENT = re.compile(r"<!--.*?(?:-->|$)", re.DOTALL)
_SHEET = re.compile(r"<style[^>]*>(.*?)(?:</style|$)", re.IGNORECASE | re.DOTALL)
_VOID = frozenset({"img", "br", "wbr", "hr", "input", "area", "col"})
#: Elements that the next one of their kind ends, and one that any block ends.
_ENDED_BY_LIKE, _ENDED_BY_BLOCK = frozenset({"li", "dt", "dd", "tr", "td", "th", "option"}), "p"
#: Signs that some Markdown raises (10^6^) or lowers (H~2~O).
_SHIFTED = re.compile(r"(?<=\S)\^([^\s^]{1,12})\^|(?<=[^\W\d_])~(\d{1,3})~")
_NO_HEIGHT: Height = ""
_HEIGHTS: dict[str, Height] = {"sup": "raised", "sub": "lowered"}


def read_text(path: Path) -> Document:
    """The paragraphs of a text file; those whose words stand in columns, or that a page parts, may belong apart.

    Raises:
        InputError: as `decoded`.
    """
    found = decoded(path)
    text, certain = found
    spans = [span for paragraph in _PARAGRAPH.finditer(text) for span in _by_pages(text, *paragraph.span())]
    texts = [text[start:end] for start, end in spans]
    doubtful = [_in_columns(one) or _is_turned(one) or _breaks_off(one) for one in texts]
    pairs = zip(spans, doubtful, strict=True)
    passages = (Passage("text", start, text[start:end], certain and not doubt) for (start, end), doubt in pairs)
    return Document(tuple(passages), found.unread)


def _by_pages(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The bounds of a paragraph, parted where a new page begins behind a sentence that has ended and before another."""
    for turn in _PAGE.finditer(text, start, end):
        before, behind = text[start : turn.start()], text[turn.end() : end]
        ended = before.strip() and not is_open(before.rstrip()) and not leads_on(before)
        if ended and not begins_small(behind.lstrip()):
            yield start, turn.start()
            start = turn.end()
    yield start, end


def _is_turned(paragraph: str) -> bool:
    """Whether a page begins within a sentence: what stands between its halves may be the head or foot of the page."""
    return bool(_PAGE.search(paragraph.strip()))


def _breaks_off(paragraph: str) -> bool:
    """Whether a line ends without an end of its sentence although the next word had room in it."""
    lines = [line.strip() for line in paragraph.splitlines() if line.strip()]
    room = max(_NARROW, *map(_width, lines))
    return any(
        may_be_apart(line, behind)
        and not begins_item(behind)
        and _width(line) + _width(behind[0] if behind[0] >= CJK else behind.split()[0]) < room
        for line, behind in pairwise(lines)
    )


def _width(text: str) -> int:
    """How wide a text is in letters; a Chinese one is as wide as two."""
    return sum(1 + (c >= CJK) for c in text)


def _in_columns(paragraph: str) -> bool:
    """Whether words of a paragraph may belong apart: its lines are numbered, or words stand as in columns or cells.

    They do in two lines of it, or twice in its only one.
    """
    lines = [line.strip() for line in paragraph.splitlines()]
    if numbered_lines(lines):
        return True
    holes = [sum(1 for _ in _HOLE.finditer(_ITEM.sub("", line))) for line in lines]
    return sum(map(bool, holes)) > 1 or (len(lines) == 1 and holes[0] > 1)


def read_markdown(path: Path) -> Document:
    """The paragraphs, list items and tables of a Markdown file by their heading path; no front matter, no comments.

    Raises:
        InputError: as `decoded`.
    """
    found = decoded(path)
    text, certain = found
    front = _FRONT_MATTER.match(text)
    skipped = front.end() if front else 0
    starts = [skipped + at for at in accumulate(map(len, text[skipped:].splitlines(keepends=True)), initial=0)]
    tokens = (
        MarkdownIt("commonmark")
        .enable(["table", "strikethrough"])
        .parse(_NOTE.sub(rf"\1{_NO_ADDRESS}", text[skipped:]))
    )
    sheets = [sheet for token in tokens if token.type == "html_block" for sheet in _SHEET.findall(token.content)]
    walk = _MarkdownWalk(text, starts, certain, Styles(sheets))
    for token in tokens:
        walk.take(token)
    return Document(tuple(walk.passages), (*found.unread, *walk.unread))


class _MarkdownWalk:
    """One way through the blocks of a Markdown file."""

    def __init__(self, text: str, starts: Sequence[int], certain: bool, styles: Styles) -> None:
        """`starts` is the place of each line in the text, `styles` what its own style sheets say."""
        self.passages: list[Passage] = []
        self.unread: list[UnreadPlace] = []
        self._text, self._starts, self._certain = text, starts, certain
        self._headings: list[tuple[int, str]] = []
        self._leads: list[tuple[str, ...]] = [()]
        self._doubts = [False]
        self._items: list[str] = []
        self._table: list[list[str]] = []
        self._start = self._table_start = 0
        self._is_table_certain = self._is_inline_certain = True
        self._before = ""
        self._tag = ""
        self._above = ""
        self._is_taken = False
        self._styles = styles
        self._opened: list[tuple[Tag, str]] = []

    def take(self, token: Token) -> None:
        """Read the next block."""
        if token.map and token.type != "inline":
            self._start = self._starts[token.map[0]]
        kind = token.type
        if kind == "table_open":
            self._table, self._table_start, self._is_table_certain = [], self._start, True
        elif kind == "tr_open":
            self._table.append([])
        elif kind == "table_close":
            below = (self._above,) if leads_on(self._above) else ()
            rows = "\n".join(row_of(cells) for cells in self._table)
            self._add(rows, self._table_start, below, certain=self._is_table_certain and not (below and self._is_taken))
            self._above = ""
        elif kind in {"fence", "code_block"}:
            self._tag = token.tag
            self._add(token.content)
            self._above = ""
        elif kind == "hr":
            self._above = ""
        elif kind in {"bullet_list_open", "ordered_list_open"}:
            inside = len(self._leads) > 1
            below = (self._above,) if self._above and (inside or leads_on(self._above)) else ()
            self._leads.append((*self._leads[-1], *below))
            self._doubts.append(self._doubts[-1] or bool(below and self._is_taken))
        elif kind in {"bullet_list_close", "ordered_list_close"}:
            lines = self._leads.pop()
            self._doubts.pop()
            # a list of another kind may go on below it
            self._above, self._is_taken = lines[-1] if len(lines) > len(self._leads[-1]) else "", True
        elif kind == "list_item_open":
            self._above = ""
            self._items.append("")
        elif kind == "list_item_close":
            self._items.pop()
        elif kind == "html_block":
            self._html(token.content)
        elif kind == "inline":
            self._inline(token)
        self._before, self._tag = kind, token.tag

    def _inline(self, token: Token) -> None:
        self._is_inline_certain = True
        paragraphs = list(paragraphs_of(_shown(self._parts(token.children or []))))
        whole = apart(words for words, _ in paragraphs)
        if self._before == "heading_open":
            level = int(self._tag[1])
            self._headings = [*((known, name) for known, name in self._headings if known < level), (level, whole)]
            self._above = ""
        elif self._before in {"th_open", "td_open"}:
            self._table[-1].append(whole)
            self._is_table_certain &= self._is_inline_certain and all(certain for _, certain in paragraphs)
        else:
            for words, certain in paragraphs:
                found = self._text.find(re.split(f"\n|{APART}", words)[0], self._start)
                first = self._items[-1] if self._items else ""
                self._add(
                    words,
                    max(found, self._start),
                    (first,) if first else (),
                    certain=certain and self._is_inline_certain,
                )
                self._above, self._is_taken = words, False
                if self._items and not first:
                    self._items[-1] = words

    def _fate(self) -> Fate:
        """Whether words are shown that stand within the elements opened so far."""
        around = self._around
        opened = (around, *around.iterancestors()) if around else ()
        fates = [self._styles.fate_of(one) for one in opened]
        if "gone" in fates or (around and not self._styles.is_seen(around)):
            return "gone"
        return (
            "doubt" if "doubt" in fates or any(lays_side_by_side(self._styles.of(one)) for one in opened) else "shown"
        )

    @property
    def _around(self) -> Tag | None:
        return self._opened[-1][0] if self._opened else None

    def _html(self, piece: str) -> None:
        """A block of HTML as it is shown within the elements that blocks before it have opened."""
        piece = _COMMENT.sub("", piece)
        if self._fate() != "gone" and _TAG.sub("", _SHEET.sub("", piece)).strip():
            sheets = "".join(f"<style>{sheet}</style>" for sheet in self._styles.sheets)
            self._blocks_of(sheets + "".join(opening for _, opening in self._opened) + piece)
        for found in _TAG.finditer(_SHEET.sub("", piece)):
            name = found[2].lower()
            if found[1]:
                last = next((n for n in range(len(self._opened) - 1, -1, -1) if self._opened[n][0].tag == name), None)
                del self._opened[last if last is not None else len(self._opened) :]
            elif name not in _VOID:
                while self._opened and (self._opened[-1][0].tag == name in _ENDED_BY_LIKE):
                    self._opened.pop()
                self._opened.append((tag_of(name, found[3], self._around), found[0]))
        while self._opened and self._opened[-1][0].tag == _ENDED_BY_BLOCK:
            self._opened.pop()

    def _blocks_of(self, piece: str) -> None:
        try:
            from dermagent.knowledge.documents.html import blocks_of
        except ModuleNotFoundError as error:
            self.unread.append(
                UnreadPlace(
                    self._path(), f"HTML needs the package {error.name}; run: pip install 'dermagent[guidelines]'"
                )
            )
            return
        for block in blocks_of(piece):
            if block.level:
                self._headings = [
                    *((known, name) for known, name in self._headings if known < block.level),
                    (block.level, block.text),
                ]
            else:
                self._add(block.text, lead=block.lead, certain=block.quotable)
                self._above, self._is_taken = block.text, False

    def _add(self, words: str, start: int | None = None, lead: tuple[str, ...] = (), *, certain: bool = True) -> None:
        if words.strip() and self._fate() != "gone":
            place = self._start if start is None else start
            certain = certain and self._certain and not self._doubts[-1] and self._fate() == "shown"
            is_item = bool(self._items) or self._tag == "code"
            self.passages.append(Passage(self._path(), place, words, certain, (*self._leads[-1], *lead), is_item))

    def _parts(self, children: Sequence[Token]) -> Iterator[tuple[str, Height]]:
        """What is seen of inline Markdown: no addresses of links, no tags, no comments, nothing struck through."""
        breaks = {"softbreak": "\n", "hardbreak": BREAK}
        struck, opened = 0, len(self._opened)
        for child in children:
            name, found = "", _TAG.fullmatch(child.content) if child.type == "html_inline" else None
            if child.type in {"s_open", "s_close"}:
                struck += child.nesting
            elif found:
                name = found[2].lower()
            if name == "br":
                yield BREAK, ""
            elif found and name == "input" and (value := entered(tag_of(name, found[3]))):
                yield f" {value} ", ""
            elif found and found[1]:
                last = next(
                    (n for n in range(len(self._opened) - 1, opened - 1, -1) if self._opened[n][0].tag == name), None
                )
                del self._opened[last if last is not None else len(self._opened) :]
            elif found and not found[4] and name not in _VOID:
                self._opened.append((tag_of(name, found[3], self._around), found[0]))
            elif child.type != "html_inline" and not struck and (fate := self._fate()) != "gone":
                self._is_inline_certain &= fate == "shown"
                heights = [_HEIGHTS[one.tag] for one, _ in self._opened[opened:] if one.tag in _HEIGHTS]
                told = iter(((breaks[child.type], _NO_HEIGHT),)) if child.type in breaks else _told(child)
                for words, height in told:
                    yield words, heights[-1] if heights else height
        del self._opened[opened:]

    def _path(self) -> str:
        return "/" + "/".join(name for _, name in self._headings)


def _told(child: Token) -> Iterator[tuple[str, Height]]:
    """What a piece of inline Markdown shows; of an image's description, which is not seen, only a sign."""
    if child.type == "code_inline":
        yield child.content, ""
    elif child.type == "image":
        yield sign_of(child.content), ""
    elif child.type == "text":
        at = 0
        for found in _SHIFTED.finditer(child.content):
            yield child.content[at : found.start()], ""
            yield found[1] or found[2], "raised" if found[1] else "lowered"
            at = found.end()
        yield child.content[at:], ""


def _shown(parts: Iterator[tuple[str, Height]]) -> str:
    """The text of a paragraph, each note of it by itself."""
    return re.sub(rf"\n(?=\[\^[\w-]+\]{_NO_ADDRESS})", "\n\n", shown(parts))
