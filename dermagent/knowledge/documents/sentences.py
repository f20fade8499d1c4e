"""Where sentences begin and end, as far as a stretch of text tells by its own first and last signs."""

import re
from collections.abc import Sequence
from itertools import pairwise

from dermagent.knowledge.documents.passages import goes_on

_ENDS = re.compile(r"[.!?:\u3002\uff01\uff1f\uff1a][\"')\]\u201d\u2019]*$")
#: An abbreviation that leads on to an example or a comparison, whatever its own stop says.
_ABBREVIATED = re.compile(r"\b(?:e\.\s?g|i\.\s?e|z\.\s?b|d\.\s?h|p\.\s?ej|cf|viz|incl|esp|approx|vs)\.$", re.IGNORECASE)
_OPENING = "\"'([{\u201c\u2018\u00ab\u00bf\u00a1 "
_LETTERED = re.compile(r"[a-z]{1,4}[.)]\s")
#: At least every so many lines are numbered where lines are.
_NUMBERED = 5


def is_open(text: str) -> bool:
    """Whether a text has not ended as a sentence does."""
    return not _ENDS.search(text) or bool(_ABBREVIATED.search(text))


def begins_small(text: str) -> bool:
    """Whether a text begins as the middle of a sentence does; the letter of an item is none."""
    begun = text.lstrip(_OPENING)
    return (begun[:1].islower() or text[:1] in ",;)") and not _LETTERED.match(begun)


def may_be_apart(before: str, behind: str) -> bool:
    """Whether two lines may be two sentences of which the first has no end."""
    return is_open(before) and not goes_on(before) and not begins_small(behind)


def numbered_lines(lines: Sequence[str]) -> frozenset[int]:
    """The numbers of the lines that begin or end with a bare figure which counts the lines.

    Figures before sentences are those of items or footnotes.
    """
    found: set[int] = set()
    for at in (0, -1):
        counted: dict[int, list[int]] = {}
        for n, line in enumerate(lines):
            signs = line.split()
            if len(signs) > 1 and signs[at].isdecimal() and len(signs[at]) <= 4:
                counted.setdefault(int(signs[at]) - n, []).append(n)
        for pair in (pair for alike in counted.values() for pair in pairwise(alike)):
            items = at == 0 and all(_begins_sentence(lines, n) for n in pair)
            if pair[1] - pair[0] <= _NUMBERED and not items:
                found.update(pair)
    return frozenset(found)


def _begins_sentence(lines: Sequence[str], n: int) -> bool:
    """Whether a sentence begins behind the figure of a line, where the line before it has ended."""
    return lines[n].split()[1][:1].isupper() and (n == 0 or not is_open(lines[n - 1]))
