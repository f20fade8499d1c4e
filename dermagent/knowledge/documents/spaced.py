"""Words of a PDF page that stand wide or out of line: letters set apart are words, and a word put in is told.

What is written small into a line, between its words, may turn its sense; the line without it is in doubt.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from dermagent.knowledge.documents.layout import Box
from dermagent.text.normal import CJK

#: So many letters one behind the other at least are words set wide.
_SERIES = 6
#: Letters of a word set wide are so far apart at most, in heights, and by so many times the least gap of the series.
_FAR, _EVEN = 1.0, 1.6
#: A word put in is so much smaller than the line, reaches so far into it and stands so far off its foot, in heights.
_SMALL, _INTO, _OFF = 0.8, 0.1, 0.3


def put_right(words: Sequence[Box]) -> list[Box]:
    """The words of a page, those set wide put together and those below a word put in marked as not certain."""
    return _doubted(list(_together(words)))


def _together(words: Sequence[Box]) -> Iterator[Box]:
    """Words of which letters set wide are put together; a blank that is drawn, or a wider gap, parts them."""
    draws_blanks = any(word.blank for word in words)
    held: list[Box] = []
    for word in words:
        if held and not _is_next(held[-1], word):
            yield from _words_of(held, draws_blanks)
            held = []
        if len(word.text) == 1 and word.text < CJK and not word.text.isspace():
            held.append(word)
        else:
            yield from _words_of(held, draws_blanks)
            held = []
            yield word
    yield from _words_of(held, draws_blanks)


def _is_next(before: Box, behind: Box) -> bool:
    high = before.bottom - before.top
    blank = before.blank or before.x1
    level = abs(before.bottom - behind.bottom) < 0.1 * high and abs(before.top - behind.top) < 0.1 * high
    return level and 0 < behind.x0 - before.x1 and behind.x0 - max(blank, before.x1) <= _FAR * high


def _words_of(series: Sequence[Box], draws_blanks: bool) -> Iterator[Box]:
    """A series of letters as words; as it is where it is short, or nothing parts it on a page that draws no blanks."""
    gaps = [behind.x0 - before.x1 for before, behind in pairwise(series) if not before.blank]
    letters = sum(word.text.isalpha() for word in series)
    if len(series) < _SERIES or letters < len(series) / 2 or not gaps:
        yield from series
        return
    least = min(gaps)
    ends = [bool(before.blank) or behind.x0 - before.x1 > _EVEN * least for before, behind in pairwise(series)]
    if not draws_blanks and not any(ends):
        yield from series
        return
    start = 0
    for n, is_end in enumerate([*ends, True]):
        if is_end:
            part = series[start : n + 1]
            first, last = part[0], part[-1]
            text = "".join(word.text for word in part)
            certain = all(word.certain for word in part)
            yield replace(first, text=text, x1=last.x1, blank=last.blank, certain=certain)
            start = n + 1


def _doubted(words: Sequence[Box]) -> list[Box]:
    """Words of which those that a smaller one is put in above or below are not certain."""
    by_stripe: dict[int, list[Box]] = {}
    for word in words:
        for stripe in range(int(word.top // 20), int(word.bottom // 20) + 1):
            by_stripe.setdefault(stripe, []).append(word)
    doubtful: set[int] = set()
    for small in words:
        around = {id(one): one for n in (-1, 0, 1) for one in by_stripe.get(int(small.top // 20) + n, ())}
        beside = [one for one in around.values() if one is not small and _may_hold(one, small)]
        left = any(one.x0 <= small.x1 for one in beside)
        right = any(one.x1 >= small.x0 for one in beside)
        if left and right:
            doubtful.update(id(one) for one in (small, *beside) if one is small or _is_near(one, small))
    return [replace(word, certain=False) if id(word) in doubtful else word for word in words]


def _may_hold(one: Box, small: Box) -> bool:
    """Whether a word is of a line that the smaller one reaches into from above or below, and near it."""
    high, low = one.bottom - one.top, small.bottom - small.top
    into = min(one.bottom, small.bottom) - max(one.top, small.top)
    off = abs(one.bottom - small.bottom) >= _OFF * high or abs(one.top - small.top) >= (1 - _SMALL + _OFF) * high
    return any(c.isalpha() for c in small.text) and low < _SMALL * high and into > _INTO * low and off


def _is_near(one: Box, small: Box) -> bool:
    high = one.bottom - one.top
    return one.x0 - 2 * high <= small.x1 and small.x0 <= one.x1 + 2 * high
