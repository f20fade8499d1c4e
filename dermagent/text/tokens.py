"""Cut a normalised text into tokens, sentences and lines; one pass, in any of the languages."""

import re
from bisect import bisect_right
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

from dermagent.text.normal import Normal, normalise

_CJK = "\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_LETTERS = "a-zA-Z\u00b5\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f\u0370-\u03ff\u0400-\u04ff"
#: In order: abbreviations with a slash or sign ("w/o", "-ve", "s/"), "Neg." where it heads a denied list, words,
#: numbers, single CJK characters.
_TOKEN = re.compile(
    rf"(?P<word>(?<![{_LETTERS}/])[a-zA-Z]/[a-zA-Z](?![{_LETTERS}/])|(?<![{_LETTERS}/])[sScC]/(?=\s|$)"
    rf"|(?<![{_LETTERS}\d])[-+][vV][eE](?![{_LETTERS}])"
    rf"|(?:(?<=\A)|(?<=\n)|(?<=[.;!?] ))[nN][eE][gG]\.(?=\s?:|\s(?:[a-z\u00e0-\u00ff]|\u00d8))"
    rf"|[{_LETTERS}]+(?:'[{_LETTERS}]+)*)"
    rf"|(?P<number>\d+(?:[.,]\d+)*)|(?P<cjk>[{_CJK}])|(?P<mark>[^\s{_LETTERS}{_CJK}\d])",
)
_LINE = re.compile(r"\n+")
_STOPS = frozenset(".!?;\u3002\uff1b\uff1f\uff01\u2026")
#: English and Spanish words that no sentence ends with: behind one it goes on in the next line.
_HANGING = frozenset(
    "a an the my your his her its our their this these those of to in on at by for from with without and or but no not "
    "nor as if is are was were be been has have had that which who than into over under between because so very more "
    "some any el la los las un una unos unas mi mis tu tus su sus de del al en con sin por para y e o u que ni es son "
    "era eran fue ha han he hay muy como pero si porque se me le".split()
)
#: Characters of a full line of a text that was wrapped by hand, and by how many it may fall short of the longest line.
_FULL_LINE, _SHORT_OF_FULL = 45, 15
#: Marks that join words and end nothing.
_SOFT = frozenset("-'\"%&#*_~\u00b0+")
_ABBREVIATIONS = frozenset("dr mr mrs ms prof st vs approx dra sr sra pt pts eg ie etc no fig".split())
#: Signs and short forms that are read as the word they stand for.
_SPELT_OUT = {"-ve": "negative", "+ve": "positive", "neg.": "neg"}
_BULLET = re.compile(r"[ \t]*(?:[-*\u2022\u00b7>]|\(?\d{1,2}[.)\u3001](?!\d)|\(?[a-z][.)])[ \t]+", re.IGNORECASE)


_PLAIN = re.compile("[a-záéíóúñ]+")
#: Contractions are two tokens ("don't", "dont" and "cannot" are "do" or "can" and "not"), so that all forms read alike.
_CONTRACTION = re.compile(
    r"(?i:(?P<not>(?:do|does|did|is|was|are|were|has|have|had|ca|could|wo|would|should|need|must|ai)(?=n'?t$))"
    r"|(?P<can>can(?=not$))|(?P<own>.+(?='(?:s|ve|re|m|d|ll)$)))"
)
_UNCUT = {"ca": "can", "wo": "will", "ai": "is"}


class Token(NamedTuple):
    """A word, number, CJK character or mark, at [start, end) of the normalised text.

    `word` is in lower case, of a contraction the full word ("n't" is "not").
    """

    start: int
    end: int
    surface: str
    word: str
    kind: str


@dataclass(frozen=True)
class Tokens:
    """A text cut up: its tokens, and the first token of each sentence and each line, in order."""

    normal: Normal
    items: list[Token]
    sentences: list[int]
    lines: list[int]
    _starts: list[int] = field(default_factory=list, repr=False)

    def sentence(self, token: int) -> tuple[int, int]:
        """The first token of the sentence that a token stands in, and the first one behind it."""
        return self._sentence_of[token] if token < len(self.items) else _bounds(self.sentences, token, len(self.items))

    @cached_property
    def _sentence_of(self) -> list[tuple[int, int]]:
        """The bounds of the sentence of each token."""
        bounds = zip(self.sentences, [*self.sentences[1:], len(self.items)], strict=True)
        return [one for one in bounds for _ in range(*one)]

    def line(self, token: int) -> tuple[int, int]:
        """The first token of the line that a token stands in, and the first one behind it."""
        return _bounds(self.lines, token, len(self.items))

    def at(self, position: int) -> int:
        """The number of the first token that starts at or behind a position of the normalised text."""
        return bisect_right(self._starts, position - 1)

    def holding(self, position: int) -> int:
        """The number of the token that a position of the normalised text stands in, or of the first one behind it."""
        behind = self.at(position)
        return behind - 1 if behind and self.items[behind - 1].end > position else behind

    def of_original(self, position: int) -> int:
        """The number of the last token that starts at or before a position of the untouched text; 0 where none does."""
        return max(0, bisect_right(self._originals, position) - 1)

    def of_stretch(self, start: int, end: int) -> tuple[int, int]:
        """The first and last token of the characters [start, end) of the untouched text."""
        return self.of_original(start), self.of_original(end - 1)

    def clause(self, first: int, last: int) -> tuple[int, int]:
        """The first token between the marks around [first, last], and the first one behind it (a mark, or the end)."""
        before, behind = bisect_right(self._barriers, first), bisect_right(self._barriers, last)
        begin = self._barriers[before - 1] + 1 if before else 0
        return begin, self._barriers[behind] if behind < len(self._barriers) else len(self.items)

    @cached_property
    def _barriers(self) -> list[int]:
        """The marks that no phrase reaches over."""
        return [i for i, token in enumerate(self.items) if is_barrier(token)]

    @cached_property
    def _originals(self) -> list[int]:
        """Where each token starts in the untouched text."""
        firsts, starts = [token.start for token in self.items], self.normal.starts
        return firsts if starts is None else [starts[first] for first in firsts]

    def text(self, first: int, last: int) -> str:
        """The normalised text from the token `first` up to and with the token `last`."""
        return self.normal.text[self.items[first].start : self.items[last].end]


def _bounds(firsts: list[int], token: int, length: int) -> tuple[int, int]:
    i = bisect_right(firsts, token)
    return (firsts[i - 1] if i else 0), (firsts[i] if i < len(firsts) else length)


def cut(text: str) -> Tokens:
    """Tokens, sentences and lines of a text."""
    return cut_normal(normalise(text))


def cut_word(word: str) -> tuple[Token, ...]:
    """The tokens of one word; most words are plain letters and stay as they are."""
    if _PLAIN.fullmatch(word) and not _CONTRACTION.match(word):
        return (Token(0, len(word), word, word, "word"),)
    return tuple(cut(word).items)


def cut_normal(normal: Normal) -> Tokens:
    """Tokens, sentences and lines of a normalised text."""
    text = normal.text
    bullets = {found.end(1) for found in _MARKED_LINE.finditer(text)}
    items = []
    for found in _TOKEN.finditer(text):
        surface = found.group()
        kind = str(found.lastgroup)
        if kind == "word" and (parts := _CONTRACTION.match(surface)):
            middle = found.start() + parts.end()
            head, tail = surface[: parts.end()], surface[parts.end() :]
            items.append(Token(found.start(), middle, head, _UNCUT.get(head.lower(), head.lower()), kind))
            items.append(Token(middle, found.end(), tail, tail.lower() if parts["own"] else "not", kind))
        else:
            word = surface.lower()
            items.append(Token(found.start(), found.end(), surface, _SPELT_OUT.get(word, word), kind))
    line_ends = [found.start() for found in _LINE.finditer(text)]
    lines, sentences = _firsts(text, items, line_ends, bullets)
    return Tokens(normal, items, sentences, lines, [token.start for token in items])


_MARKED_LINE = re.compile(rf"(?:^|(?<=\n))({_BULLET.pattern})", re.IGNORECASE)


def _firsts(text: str, items: list[Token], line_ends: list[int], bullets: set[int]) -> tuple[list[int], list[int]]:
    lines, sentences = [], []
    line, least = 0, _least_of_full(text)
    for i, token in enumerate(items):
        new_line = i == 0
        while line < len(line_ends) and line_ends[line] < token.start:
            line += 1
            new_line = True
        if new_line:
            lines.append(i)
        if (
            i == 0
            or (new_line and not _runs_on(items[i - 1], token, text, least))
            or (items[i - 1].surface in _STOPS and _ends(items, i - 1, text))
        ):
            sentences.append(i)
        elif token.start in bullets:
            sentences.append(i)
    return lines, sentences


def _least_of_full(text: str) -> int:
    """Characters that a full line has at least in a text wrapped by hand: two lines are about as long as the longest.

    More than any line has where the text is not wrapped.
    """
    lengths = sorted((len(line) for line in text.split("\n")), reverse=True)
    if len(lengths) < 3 or lengths[1] < max(_FULL_LINE, lengths[0] - _SHORT_OF_FULL):
        return len(text) + 1
    return max(_FULL_LINE, lengths[0] - _SHORT_OF_FULL)


def _runs_on(before: Token, token: Token, text: str, least: int) -> bool:
    """Whether a sentence goes on over the end of a line: in lower case, behind a line that is full or stops short.

    `least` are the characters that a full line has at least.
    """
    if "\n\n" in text[before.end : token.start] or not token.surface[0].islower():
        return False
    if before.surface in ",-(" or before.word in _HANGING:
        return True
    length = before.end - text.rfind("\n", 0, before.end) - 1
    return before.kind == "word" and length >= least


def _ends(items: list[Token], i: int, text: str) -> bool:
    """Whether a sentence ends with the stop `i`: one that is no decimal point and closes no abbreviation."""
    token = items[i]
    if token.surface == "?" and text[token.end : token.end + 1].isalpha():
        return text[max(0, token.start - 1)].isalnum()  # "?sepsis" in a note asks about what follows
    if token.surface != ".":
        return True
    behind = text[token.end : token.end + 1]
    if i and items[i - 1].end == token.start and items[i - 1].kind == "word":
        word = items[i - 1].word
        if len(word) == 1 and word.isascii() and (behind.islower() or word not in "ai"):
            return not behind or (behind.isspace() and _capital(text, token.end))
        if word in _ABBREVIATIONS and behind.isspace() and not _capital(text, token.end):
            return False
    return True


def _capital(text: str, at: int) -> bool:
    """Whether the next word begins with a capital letter."""
    found = re.compile(r"\s*([^\s])").match(text, at)
    return bool(found and found[1].isupper())


def is_barrier(token: Token) -> bool:
    """Whether a phrase never reaches over this token."""
    return token.kind == "mark" and token.surface not in _SOFT
