"""Find words that somebody quotes in the text they were taken from, and where they stand there."""

from collections.abc import Iterator

from dermagent.text.normal import CJK, normalise
from dermagent.types import Span

#: What a quotation may have more, less or other than the text: blanks (beside these), quotation marks, escapes.
_FORGIVEN = frozenset("'\"\\")
#: Letters or figures that a quotation holds at least; fewer suffice in a script that writes a word in one or two.
_LEAST, _LEAST_CHINESE = 3, 2
#: Places of a quotation that are looked at: a word may stand in a long text ten thousand times.
_PLACES = 50


class QuotedText:
    """A text in which quotations are looked for, each in time linear in its length."""

    def __init__(self, text: str, field: str) -> None:
        """Keep the text; `field` says in each span where it stands."""
        self._normal = normalise(text)
        self._field = field
        self._folded, self._places = _folded(self._normal.text)

    def places(self, quote: str) -> Iterator[Span]:
        """Where the words of a quotation stand; nowhere if it holds too few letters to be told.

        A single word must stand there as a whole one; of several the first and the last may be cut. The case of
        letters, blanks, quotation marks and marks at either end are forgiven, and what normalising a text makes equal;
        every other character counts.
        """
        wanted, _ = _folded(normalise(quote).text)
        own = [i for i, character in enumerate(wanted) if character.isalnum()]
        if not _enough([wanted[i] for i in own]):
            return
        wanted, single = wanted[own[0] : own[-1] + 1], len(quote.split()) == 1
        at = self._folded.find(wanted)
        for _ in range(_PLACES):
            if at < 0:
                return
            start, end = self._places[at], self._places[at + len(wanted) - 1] + 1
            if not (single and (self._within_a_word(start) or self._within_a_word(end))):
                yield self._span(start, end)
            at = self._folded.find(wanted, at + 1)

    def _within_a_word(self, at: int) -> bool:
        """Whether the characters before and behind a place belong to one word; Chinese is written without blanks."""
        around = self._normal.text[max(0, at - 1) : at + 1] if at else ""
        return len(around) == 2 and all(c.isalnum() and c < CJK for c in around)

    def _span(self, start: int, end: int) -> Span:
        first, last = self._normal.origin(start, end)
        return Span(field=self._field, start=first, end=last, text=self._normal.original[first:last])


def _folded(text: str) -> tuple[str, list[int]]:
    """A text in small letters without what is forgiven, and where each of its characters stands."""
    kept = [(i, c) for i, c in enumerate(text) if not (c.isspace() or c in _FORGIVEN)]
    return "".join(low if len(low := c.lower()) == 1 else c for _, c in kept), [i for i, _ in kept]


def _enough(letters: list[str]) -> bool:
    return len(letters) >= (_LEAST_CHINESE if any(c >= CJK for c in letters) else _LEAST)
