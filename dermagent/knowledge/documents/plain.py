"""Markdown and plain text in any common encoding."""

import codecs
import contextlib
import re
from itertools import accumulate
from pathlib import Path

from markdown_it import MarkdownIt
from markdown_it.token import Token

from dermagent.errors import InputError
from dermagent.knowledge.documents.passages import Document, Passage, row_of

_FRONT_MATTER = re.compile(r"---\n.*?\n(?:---|\.\.\.)\n", re.DOTALL)
_BOMS = {
    codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF32_LE: "utf-32",
    codecs.BOM_UTF32_BE: "utf-32",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}
#: Signs that stand in no text: bytes that only happen to fit an encoding.
_CONTROL = re.compile("[\x00-\x08\x0e-\x1f]")


def decoded(path: Path) -> str:
    """The text of a file: by its byte order mark, else UTF-8, else the encoding that its bytes look like.

    Raises:
        InputError: no encoding fits, or the file is no text.
    """
    content = path.read_bytes()
    refused = InputError(f"{path.name} is no text in an encoding that can be told; save it as UTF-8 and add it again")
    encoding = next((name for bom, name in _BOMS.items() if content.startswith(bom)), "utf-8")
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError as error:
        text = _guessed(content)
        if not text:
            raise refused from error
    if "\0" in text:
        raise refused
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _guessed(content: bytes) -> str:
    """The text by the encoding that charset-normalizer finds; empty if it finds none or is not installed."""
    try:
        from charset_normalizer import from_bytes
    except ModuleNotFoundError:
        return ""
    best = from_bytes(content).best()
    text = str(best) if best else ""
    if all(ord(c) < 0x250 or not c.isalpha() for c in text):  # Latin letters: nearly always Windows' western page
        with contextlib.suppress(UnicodeDecodeError):
            text = content.decode("cp1252")
    return "" if _CONTROL.search(text) else text


def read_text(path: Path) -> Document:
    """A text file as one passage.

    Raises:
        InputError: as `decoded`.
    """
    return Document((Passage("text", 0, decoded(path)),))


def read_markdown(path: Path) -> Document:
    """The paragraphs, list items and tables of a Markdown file by their heading path; no front matter, no comments.

    Raises:
        InputError: as `decoded`.
    """
    text = decoded(path)
    front = _FRONT_MATTER.match(text)
    skipped = front.end() if front else 0
    starts = [skipped + at for at in accumulate(map(len, text[skipped:].splitlines(keepends=True)), initial=0)]
    headings: list[tuple[int, str]] = []
    passages: list[Passage] = []
    table: list[list[str]] = []
    start = 0
    above = token_tag = ""
    for token in MarkdownIt("commonmark").enable("table").parse(text[skipped:]):
        if token.map and token.type != "inline":
            start = starts[token.map[0]]
        if token.type == "table_open":
            table = []
        elif token.type == "tr_open":
            table.append([])
        elif token.type == "table_close":
            passages.append(Passage(_path(headings), start, "\n".join(row_of(cells) for cells in table)))
        elif token.type in {"fence", "code_block"}:
            passages.append(Passage(_path(headings), start, token.content))
        elif token.type == "inline":
            words = _shown(token.children or [])
            if above == "heading_open":
                level = int(token_tag[1])
                headings = [*((known, name) for known, name in headings if known < level), (level, words)]
            elif above in {"th_open", "td_open"}:
                table[-1].append(words)
            elif words.strip():
                found = text.find(words.split("\n")[0], start)
                passages.append(Passage(_path(headings), max(found, start), words))
        above, token_tag = token.type, token.tag
    return Document(tuple(passages))


def _path(headings: list[tuple[int, str]]) -> str:
    return "/" + "/".join(name for _, name in headings)


def _shown(children: list[Token]) -> str:
    """What a reader sees of inline Markdown: no addresses of links, no HTML, no comments."""
    breaks = {"softbreak": "\n", "hardbreak": "\n"}
    kept = {"text", "code_inline", "image"}
    return "".join(child.content if child.type in kept else breaks.get(child.type, "") for child in children)
