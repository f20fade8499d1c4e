"""Markdown and plain text in any common encoding; llama-index parses the headings of Markdown."""

import codecs
import re
from pathlib import Path

from dermagent.errors import InputError
from dermagent.knowledge.documents.passages import Document, Passage

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
    return "" if _CONTROL.search(text) else text


def read_text(path: Path) -> Document:
    """A text file as one passage.

    Raises:
        InputError: as `decoded`.
    """
    return Document((Passage("text", 0, decoded(path)),))


def read_markdown(path: Path) -> Document:
    """The sections of a Markdown file by their heading path.

    Raises:
        InputError: as `decoded`.
    """
    from llama_index.core.node_parser import MarkdownNodeParser
    from llama_index.core.schema import Document as MarkdownFile

    text = decoded(path)
    passages = []
    for node in MarkdownNodeParser().get_nodes_from_documents([MarkdownFile(text=text, id_=path.name)]):
        content = node.get_content()
        own = re.match(r"#{1,6}\s+(.+)", content)
        where = f"{node.metadata.get('header_path', '/')}{own[1].strip() if own else ''}"
        start = getattr(node, "start_char_idx", None) or 0
        body = content[own.end() :] if own else content  # the heading is the anchor of what follows
        passages.append(Passage(where, start + (own.end() if own else 0), body))
    return Document(tuple(passages))
