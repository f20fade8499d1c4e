"""The text of a file in any common encoding, and whether its letters are certain."""

import codecs
import re
from functools import cache
from pathlib import Path
from typing import NamedTuple

from dermagent.errors import InputError
from dermagent.knowledge.base import shipped
from dermagent.knowledge.documents.passages import UnreadPlace

_BOMS = {
    codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF32_LE: "utf-32",
    codecs.BOM_UTF32_BE: "utf-32",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}
#: Signs that stand in no text: bytes that only happen to fit an encoding.
_CONTROL = re.compile("[\x00-\x08\x0e-\x1f]")
_CJK = 0x2E80
#: The first level of GB 2312 holds the 3,755 usual characters.
_USUAL, _MOSTLY_USUAL = re.compile(rb"[\xb0-\xd7]"), 0.8
#: Pages of Windows in the west, of old Macs and of DOS, the likeliest first.
_WESTERN = ("cp1252", "mac_roman", "cp850")
#: Pages of Windows with other letters: of the middle of Europe, of Turkey and of the Baltic countries.
_OTHER_PAGES = ("cp1250", "cp1254", "cp1257")
#: So many different usual words tell a language.
_TELLING = 2
_WORD = re.compile(r"[^\W\d_]+")
_DECLARED = re.compile(
    rb"<meta[^>]+charset\s*=\s*[\"']?\s*([\w-]+)|^\s*<\?xml[^>]+encoding=[\"']([\w-]+)", re.IGNORECASE
)
#: What browsers take for names of encodings that files declare.
_MEANT = {"iso-8859-1": "cp1252", "latin-1": "cp1252", "latin1": "cp1252", "us-ascii": "cp1252", "ascii": "cp1252"}
_MEANT |= {"gb2312": "gb18030", "gbk": "gb18030", "utf-16": "utf-8", "utf-16le": "utf-8", "utf-16be": "utf-8"}
#: UTF-8 that was read as Windows' western page and saved again.
_TWICE = re.compile("[\u00c2\u00c3][\u0080-\u00bf\u0152-\u2122]|\u00e2[\u20ac\u0080\u2030\u02c6\u2020][\u0080-\u2122]")


class Decoded(NamedTuple):
    """The text of a file; `certain` is False where some of its letters are a guess that does not look right."""

    text: str
    certain: bool

    @property
    def unread(self) -> tuple[UnreadPlace, ...]:
        """What is to be told of a text whose letters are a guess."""
        why = "some of its letters are a guess, so that no quotation of it counts; save it as UTF-8 and add it again"
        return () if self.certain else (UnreadPlace("text", why),)


def decoded(path: Path) -> Decoded:
    """The text of a file: by its byte order mark, else UTF-8, else the encoding that its bytes look like.

    Raises:
        InputError: no encoding fits, or the file is no text.
    """
    return _decoded(path.read_bytes(), path.name)


def decoded_page(path: Path) -> Decoded:
    """A page decoded as it declares, else as any text; without a declaration that a parser would refuse.

    Raises:
        InputError: as `decoded`.
    """
    content = path.read_bytes()
    declared = _DECLARED.search(content[:4096])
    found: Decoded | None = None
    if declared and not content.startswith(tuple(_BOMS)) and not _is_utf8(content):
        name = (declared[1] or declared[2]).decode("ascii").lower()
        try:
            text = content.decode(_MEANT.get(name, name))
            found = Decoded(text, not _odd(text))
        except (LookupError, UnicodeError):
            pass
    text, certain = found or _decoded(content, path.name)
    return Decoded(re.sub(r"^\s*<\?xml[^>]*\?>", "", text), certain)


def _is_utf8(content: bytes) -> bool:
    """Whether the bytes hold other letters than ASCII's and all are UTF-8; no other encoding looks so."""
    try:
        return not content.decode("utf-8").isascii()
    except UnicodeDecodeError:
        return False


def _decoded(content: bytes, name: str) -> Decoded:
    refused = InputError(f"{name} is no text in an encoding that can be told; save it as UTF-8 and add it again")
    encoding = next((name for bom, name in _BOMS.items() if content.startswith(bom)), "utf-8")
    try:
        found = Decoded(content.decode(encoding), True)
    except UnicodeDecodeError as error:
        guessed = _guessed(content)
        if not guessed:
            raise refused from error
        found = guessed
    if "\0" in found.text:
        raise refused
    text = found.text.replace("\r\n", "\n").replace("\r", "\n")
    return Decoded(text, found.certain and not _TWICE.search(text))


def _guessed(content: bytes) -> Decoded | None:
    """The text by the encoding that its bytes look like; None if there is none, or the finder is not installed."""
    mended = content.decode("utf-8", errors="replace")
    lost = mended.count("\ufffd")
    if sum(not c.isascii() for c in mended) >= 3 * lost and not _CONTROL.search(mended):
        return Decoded(mended, False)  # UTF-8 with a few damaged letters
    try:
        from charset_normalizer import from_bytes
    except ModuleNotFoundError:
        return None
    western = content.decode("cp1252", errors="replace")
    if "\ufffd" not in western and not (_odd(western) or _CONTROL.search(western)) and is_western(western):
        return Decoded(western, True)
    best = from_bytes(content).best()
    text = str(best) if best else ""
    certain = _usual_chinese(text)
    if all(ord(c) < 0x250 or not c.isalpha() for c in text):  # Latin letters: one of the western pages
        texts = []
        for name in _WESTERN:
            try:
                texts.append(content.decode(name))
            except UnicodeDecodeError:
                continue
        if texts:
            text = min(texts, key=_odd)
            certain = not _odd(text) and (_reads_alike(content, text) or is_western(text))
    return None if not text or _CONTROL.search(text) else Decoded(text, certain)


def _reads_alike(content: bytes, text: str) -> bool:
    """Whether other pages of Windows that the bytes may be of tell the same letters."""
    return all(content.decode(name, errors="replace") == text for name in _OTHER_PAGES)


def is_western(text: str) -> bool:
    """Whether a text is of a language of the western page: its letters are, and words that stand in every such text."""
    letters = {c for c in text.lower() if c.isalpha() and not c.isascii()}
    words = set(_WORD.findall(text.lower()))
    return any(letters <= known and len(words & usual) >= _TELLING for known, usual in _languages())


@cache
def _languages() -> tuple[tuple[frozenset[str], frozenset[str]], ...]:
    """The letters beyond ASCII and the usual words of each language of the western page."""
    return tuple(
        (frozenset(one["letters"]), frozenset(one["words"].split())) for one in shipped("western.yaml").values()
    )


def _usual_chinese(text: str) -> bool:
    """Whether a text is of the usual Chinese characters: two bytes of other letters make seldom ones."""
    letters = [c for c in text if ord(c) >= _CJK and c.isalpha()]
    usual = sum(bool(_USUAL.match(c.encode("gb2312", "ignore"))) for c in letters)
    foreign = sum(c.isalpha() and not c.isascii() and ord(c) < _CJK for c in text)
    return not foreign and usual > _MOSTLY_USUAL * len(letters) > 0


def _odd(text: str) -> int:
    """How many letters and signs beyond ASCII stand where such do not stand."""
    return sum(
        not _fits(text[at - 1] if at else " ", c, text[at + 1] if at + 1 < len(text) else " ")
        for at, c in enumerate(text)
        if not c.isascii() and ord(c) < 0x2E80
    )


def _fits(before: str, c: str, behind: str) -> bool:
    """Whether a sign is at home between its neighbours."""
    if c in "\u00aa\u00ba\u00b0":
        return before.isdigit() or before in " ."
    if c in "\u00b9\u00b2\u00b3":
        return before.isalnum() or before == "/"
    if c in "\u00bc\u00bd\u00be":
        return before.isdigit() or not before.isalnum()
    if c == "\u00b5":
        return not before.isalpha()
    if c.isalpha():
        if c.isupper():
            return not before.islower() and (before.isalpha() or behind.isalpha())
        return before.isalpha() or behind.isalpha() or not (before.strip() or behind.strip())
    if c == "\u2019":
        return before.isalnum() or before in ".,;:!?)"
    if c in "\u2018\u201c\u201e\u00ab\u00a1\u00bf":
        return not before.isalnum() and bool(behind.strip())
    if c in "\u201d\u00bb":
        return bool(before.strip())
    if c in "\u00a3\u00a5\u20ac\u00a7":
        return before.isdigit() or behind.isdigit() or (c == "\u00a7" and not before.isalnum())
    if c in "\u2264\u2265\u2260\u00b1\u00d7\u00f7\u2248":
        return not before.isalpha() or not behind.isalpha()
    if c in "\u2022\u00b7\u25cf":
        return not before.isalnum()
    return c in "\u2013\u2014\u2026\u00ae\u2122\u00a9\u00a0\u202f\u2009\u200a\u2011\u00ad\u200b"
