"""Marks: what a text has around its words to show them, tags, entities and pictures, and what is left without it."""

import html
import re
import unicodedata

_TAG = re.compile(
    r"</?(?P<tag>a|abbr|b|big|blockquote|body|br|center|code|dd|del|div|dl|dt|em|font|h[1-6]|hr|html|i|ins|kbd|li|mark|ol|"
    r"p|pre|q|s|section|small|span|strike|strong|sub|sup|table|tbody|td|th|thead|tr|tt|u|ul)(?:\s[^<>]*)?\s*/?>",
    re.IGNORECASE,
)
#: What its writer has struck out.
_STRUCK = re.compile(r"~~(?=\S)[^~\n]+~~|<(del|s|strike)\b[^<>]*>.*?</\1>", re.IGNORECASE | re.DOTALL)
_BREAKS = frozenset("blockquote br dd div dl dt h1 h2 h3 h4 h5 h6 hr li ol p pre section table tr ul".split())
_ENTITY = re.compile(r"&(?:#\w+|\w+);")
#: Arrows, and what makes a picture of the character before it.
_ARROWS, _SELECTORS = re.compile("[\u2190-\u21ff\u27f0-\u27ff\u2900-\u297f\u2b00-\u2bff]"), "\ufe0e\ufe0f\u200d\u20e3"


def unstruck(text: str) -> str:
    """A text without what is struck out in it, in Markdown or HTML."""
    return _STRUCK.sub(" ", text) if "~~" in text or "<" in text else text


def unmarked(text: str) -> str:
    """A text without what is struck out, without tags of HTML, its entities as characters, and pictures and arrows as
    spaces; lines stay lines.
    """
    text = unstruck(text)
    if "<" in text:
        text = _TAG.sub(lambda found: "\n" if found["tag"].lower() in _BREAKS else "", text)
    if _ENTITY.search(text):
        text = html.unescape(text)
    if text.isascii():
        return text
    kept = (" " if unicodedata.category(c) in ("So", "Sk", "Co", "Cs") else c for c in text if c not in _SELECTORS)
    return _ARROWS.sub(" ", "".join(kept))


def in_words(text: str) -> str:
    """A text with a space for all that is neither a letter, with the vowel signs that belong to it, nor a figure."""
    return "".join(c if c.isalnum() or c in "_'\u2019" or unicodedata.category(c)[0] == "M" else " " for c in text)
