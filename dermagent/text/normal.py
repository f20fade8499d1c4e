"""Normalise a text for reading, so that every character still knows where it stood in the untouched one."""

import re
import unicodedata
from dataclasses import dataclass, field, replace

#: Scripts from here on are written without blanks.
CJK = "\u2e80"
#: What is not seen: controls, soft hyphen, zero-width and direction marks, byte-order mark, variation selectors.
_INVISIBLE = re.compile(
    "[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f"
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff]"
)
_PLAIN = {
    **dict.fromkeys(
        "\u2018\u2019\u201a\u201b\u02b9\u02bb\u02bc\u02bd\u02c8\u2032\u2035\u00b4\u0060\uff07\u055a\ua78c", "'"
    ),
    **dict.fromkeys("\u201c\u201d\u201e\u201f\u00ab\u00bb\u2033\u2036\u300c\u300d\u300e\u300f\u300a\u300b", '"'),
    **dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe58\ufe63\uff0d\u2043", "-"),
    **dict.fromkeys("\u2022\u2023\u25e6\u25aa\u25cf\u25cb\u2219", "\u2022"),
    **dict.fromkeys("\u2028\u2029\u0085\u000b\u000c\r\x1c\x1d\x1e", "\n"),
    "\x1f": " ",
    "\u2044": "/",
    "\u2215": "/",
    "\u2103": "\u00b0C",
    "\u2109": "\u00b0F",
}
#: What in a text of ASCII only is not as it is read.
_ODD = re.compile("[\x00-\x08\x0b-\x1f\x7f`]")
#: Signs that most texts are made of, one by one, but for ASCII and Chinese characters.
_COMMON = range(0xA0, 0x100), range(0x2010, 0x2045), range(0x3001, 0x3020), range(0xFF01, 0xFF5F)
_PARTING = re.compile("(?<=[\u3400-\u9fff])[ \t]+(?=[\u3400-\u9fff])")
#: Fractions written as one character, as they read behind a whole number ("5\u00bd weeks").
_FRACTIONS = {"\u00bc": ".25", "\u00bd": ".5", "\u00be": ".75", "\u2153": ".33", "\u2154": ".67"}


@dataclass(frozen=True)
class Normal:
    """A normalised text: NFKC, one kind of apostrophe, quote, dash and line end, nothing invisible.

    `starts[i]` and `ends[i]` are the bounds in the original of the character(s) that `text[i]` came from; None where
    both texts are the same.
    """

    original: str
    text: str
    starts: list[int] | None = field(default=None, repr=False)
    ends: list[int] | None = field(default=None, repr=False)

    def origin(self, start: int, end: int) -> tuple[int, int]:
        """Bounds in the original of the non-empty stretch [start, end) of the normalised text."""
        if self.starts is None or self.ends is None:
            return start, end
        return self.starts[start], self.ends[end - 1]


def with_blanks_as_commas(normal: Normal) -> Normal:
    """The text with a comma for the first of the blanks between Chinese characters, which part as commas do."""
    return replace(normal, text=_PARTING.sub(lambda found: "," + found.group()[1:], normal.text))


def _one_by_one() -> dict[str, str]:
    """The common signs that become one other sign, or stay as they are, whatever stands before them."""
    signs = [chr(code) for block in _COMMON for code in block]
    plain = {
        sign: "".join(_PLAIN.get(c, c) for c in _PLAIN.get(sign, unicodedata.normalize("NFKC", sign)))
        for sign in [*signs, *_PLAIN]
        if not _INVISIBLE.match(sign) and sign not in _FRACTIONS and not unicodedata.combining(sign)
    }
    return {sign: one for sign, one in plain.items() if len(one) == 1}


_SINGLE = str.maketrans(_one_by_one())
_RUN = re.compile(f"[\\t\\n\\x20-\\x7e\\u3400-\\u4dbf\\u4e00-\\u9fff{re.escape(''.join(map(chr, _SINGLE)))}]+")


def normalise(text: str) -> Normal:
    """Normalise a text, in time linear in its length."""
    if text.isascii() and not _ODD.search(text):
        return Normal(text, text)
    pieces: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    at, length = 0, len(text)
    while at < length:
        if run := _RUN.match(text, at):
            end = run.end()
            if end < length and unicodedata.combining(text[end]):
                end -= 1  # the last one belongs to the sign behind it
            if end > at:
                pieces.append(text[at:end].translate(_SINGLE))
                starts.extend(range(at, end))
                ends.extend(range(at + 1, end + 1))
                at = end
                continue
        end = at + 1
        character = text[at]
        if character >= "\x7f" or character < " " or character in _PLAIN:
            if _INVISIBLE.match(character):
                at = end
                continue
            plain = _PLAIN.get(character)
        else:
            plain = character
        while end < length and text[end] > "\u02ff" and end - at < 8 and unicodedata.combining(text[end]):
            end += 1
            plain = None
        if plain is None and text[at] in _FRACTIONS and text[at - 1 : at].isdigit():
            plain = _FRACTIONS[text[at]]
        if plain is None:
            plain = "".join(_PLAIN.get(c, c) for c in unicodedata.normalize("NFKC", text[at:end]))
        pieces.append(plain)
        starts.extend([at] * len(plain))
        ends.extend([end] * len(plain))
        at = end
    return Normal(text, "".join(pieces), starts, ends)
