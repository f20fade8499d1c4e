"""Cut the passages of a file into statements: by paragraphs, long ones between sentences; nothing is lost."""

import hashlib
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import NamedTuple

from dermagent.knowledge.documents.passages import BELOW, Passage, apart, leads_on
from dermagent.text.tokens import cut
from dermagent.types import Statement

#: A statement has at most so many characters; a paragraph of fewer than so many letters joins its neighbour.
LONGEST, _SHORTEST = 1_200, 30
_PARAGRAPH = re.compile(r"\S(?:.|\n(?!\s*\n))*")
#: Stands for a letter that could not be read.
_LOST = "\ufffd"
#: A line break between Chinese characters is no blank.
_NO_BLANK = re.compile(r"(?<=[\u2e80-\u9fff\uff00-\uffef]) (?=[\u2e80-\u9fff\uff00-\uffef])")
#: Where a sentence that is too long may be parted, best first.
_PARTINGS = (re.compile(r"\n"), re.compile(r"[,;:\u3001\uff0c\uff1b\uff1a]"), re.compile(r"\s"))


def statements_of(name: str, passages: Sequence[Passage]) -> Iterator[Statement]:
    """The statements of the file `name`, each with the heading path or page that it stands under and its place there.

    Their texts put together are the text of the passages, blanks aside.
    """
    seen: Counter[str] = Counter()
    for (where, quotable), group in groupby(passages, key=lambda passage: (passage.where, passage.quotable)):
        for piece in _joined(list(_pieces(group))):
            told = _NO_BLANK.sub("", " ".join(piece.whole.split()))
            again = seen[f"{where}|{told}"]
            seen[f"{where}|{told}"] += 1
            mark = f"{name}|{where}|{told}" + (f"|{again}" if again else "")
            digest = hashlib.blake2b(mark.encode(), digest_size=8).hexdigest()
            anchor = f"{where}, characters {piece.start} to {piece.end}"
            certain = quotable and _LOST not in told
            yield Statement(id=f"own.{digest}", text=told, file=name, anchor=anchor, quotable=certain)


class _Paragraph(NamedTuple):
    """Words of a file from their first character to the end, and the lines that they stand below."""

    start: int
    end: int
    text: str
    lead: tuple[str, ...]

    @property
    def whole(self) -> str:
        """The words below those lines."""
        return below((*self.lead, self.text))


def below(lines: Sequence[str]) -> str:
    """Lines of which each stands below the one before, as one text."""
    text = ""
    for line in lines:
        text = f"{text} {line}" if text and leads_on(text) else f"{text}{BELOW}{line}" if text else line
    return text


def _pieces(passages: Iterator[Passage]) -> Iterator[_Paragraph]:
    """Each paragraph, none longer than `LONGEST`."""
    for passage in passages:
        for paragraph in _PARAGRAPH.finditer(passage.text):
            start = passage.start + paragraph.start()
            for first, last in _parts(paragraph.group().rstrip()):
                yield _Paragraph(start + first, start + last, paragraph.group()[first:last], passage.lead)


def _parts(text: str) -> Iterator[tuple[int, int]]:
    """Bounds of the parts that a paragraph is cut into: as many whole sentences as fit."""
    start = end = 0
    for stop in _stops(text):
        if stop - start > LONGEST:
            yield start, end
            start = end
        end = stop
    yield start, end


def _stops(text: str) -> Iterator[int]:
    """Where the text may be cut, in order, no two further apart than `LONGEST`; the end of the text is the last."""
    at = 0
    if len(text) > LONGEST:
        tokens = cut(text)
        firsts = [tokens.normal.origin(tokens.items[n].start, tokens.items[n].end)[0] for n in tokens.sentences]
    else:
        firsts = []
    for stop in [*(first for first in firsts if first), len(text)]:
        while stop - at > LONGEST:
            at = _within_sentence(text, at)
            yield at
        if stop > at:
            yield stop
            at = stop


def _within_sentence(text: str, start: int) -> int:
    """The last place before the limit where a sentence may be parted."""
    for parting in _PARTINGS:
        ends = [found.end() for found in parting.finditer(text, start + LONGEST // 2, start + LONGEST)]
        if ends:
            return ends[-1]
    return start + LONGEST


def _joined(pieces: Sequence[_Paragraph]) -> list[_Paragraph]:
    """Pieces of which the short ones are put to the next, the last one to the one before, where that fits.

    A line goes with what stands below it; items of different lists stay apart.
    """
    joined: list[_Paragraph] = []
    for n, piece in enumerate(pieces):
        before = joined[-1] if joined else None
        short = before is not None and (
            _size(before.whole) < _SHORTEST or (n + 1 == len(pieces) and _size(piece.whole) < _SHORTEST)
        )
        if before and piece.lead == (*before.lead, before.text) and _size(before.whole) < _SHORTEST:
            joined[-1] = piece._replace(start=before.start)
        elif before and short and piece.lead == before.lead and len(before.text) + len(piece.text) + 3 <= LONGEST:
            joined[-1] = _Paragraph(before.start, piece.end, apart((before.text, piece.text)), piece.lead)
        else:
            joined.append(piece)
    return joined


def _size(text: str) -> int:
    """Letters of a text; a Chinese one counts two."""
    return sum(1 + (c >= "\u2e80") for c in text)
