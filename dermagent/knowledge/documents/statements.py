"""Cut the passages of a file into statements: by paragraphs, long ones between sentences; nothing is lost."""

import hashlib
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache
from itertools import groupby
from typing import NamedTuple
from unicodedata import normalize

from dermagent.knowledge.base import knowledge
from dermagent.knowledge.documents.fields import BOX
from dermagent.knowledge.documents.halves import SENTENCE, size, without_halves
from dermagent.knowledge.documents.lists import begins_item, last_sentence, sentence_starts, with_leads
from dermagent.knowledge.documents.marks import without_marks
from dermagent.knowledge.documents.passages import BELOW, Passage, apart, goes_on, leads_on
from dermagent.knowledge.documents.sentences import is_open
from dermagent.knowledge.documents.symbols import UNTOLD, as_shown, with_bullets
from dermagent.types import Statement

#: A statement has at most so many characters.
LONGEST = 1_200
_PARAGRAPH = re.compile(r"\S(?:.|\n(?!\s*\n))*")
#: So many letters have the lines below one that leads on, at most, to be told with it.
_BELOW = 2 * SENTENCE
#: A line break between Chinese characters is no blank.
_CJK = r"[\u2e80-\u9fff\uff00-\uff0f\uff1a-\uff20\uff3b-\uff40\uff5b-\uffef]"
_NO_BLANK = re.compile(rf"(?<={_CJK}) (?={_CJK})")
#: What is not printed: where a word may be parted, signs without width, of direction, of languages and of variants.
#: Letters from Arabic to Burmese are joined or parted by two of them.
_UNSEEN = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f"
    "\ufeff\uffa0\ufff0-\ufffb\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"
    "|(?<![\u0600-\u109f])[\u200c\u200d]"
)
#: Signs that turn the direction of what stands behind them: it is shown in another order than it is kept in.
_TURNED = re.compile("[\u202a\u202b\u202d\u202e\u2066-\u2068]")
#: Letters that are printed as one sign.
_LIGATURE = re.compile("[\ufb00-\ufb06]")
_HYPHEN = "\\-\u2010\u2011"
#: A word that goes on in the next line, and a letter or figure before a hyphen at the end of one.
_PARTED = re.compile(rf"([^\W\d_]+)[{_HYPHEN}][ \t]*\n[ \t]*([^\W\d_]+)")
_LINE_END = re.compile(rf"(?<=[^\W_][{_HYPHEN}])[ \t]*\n[ \t]*(?=[^\W_])")
_SOFT_END = re.compile("\u00ad[ \\t]*\\n[ \\t]*")
_LETTERS = re.compile(r"[^\W\d_]+")
_WORD = re.compile(rf"[^\W\d_]+(?:[{_HYPHEN}][^\W\d_]+)*")
#: Where a sentence that is too long may be parted, best first.
_PARTINGS = (re.compile(r"\n"), re.compile(r"[,;:\u3001\uff0c\uff1b\uff1a]"), re.compile(r"\s"))


def statements_of(name: str, passages: Sequence[Passage]) -> Iterator[Statement]:
    """The statements of the file `name`, each with the heading path or page that it stands under and its place there.

    Their texts put together are the text of the passages, blanks aside.
    """
    seen: Counter[str] = Counter()
    passages = list(without_halves(_with_heads(list(with_leads(passages)))))
    known = _FileWords(passages)
    for (where, quotable), group in groupby(passages, key=lambda passage: (passage.where, passage.quotable)):
        for piece in _joined(list(_pieces(group))):
            told = _NO_BLANK.sub("", " ".join(known.joined(piece.whole).split()))
            again = seen[f"{where}|{told}"]
            seen[f"{where}|{told}"] += 1
            mark = f"{name}|{where}|{told}" + (f"|{again}" if again else "")
            digest = hashlib.blake2b(mark.encode(), digest_size=8).hexdigest()
            anchor = f"{where}, characters {piece.start} to {piece.end}"
            turned = _TURNED.search(piece.whole)
            certain = quotable and piece.is_whole and not turned and not UNTOLD.search(told) and not BOX.search(told)
            yield Statement(id=f"own.{digest}", text=told, file=name, anchor=anchor, quotable=certain)


class _FileWords:
    """The words of a file and of the knowledge base, which tell where a hyphen at the end of a line belongs."""

    def __init__(self, passages: Sequence[Passage]) -> None:
        """Keep the words of the file that do not stand at a line's end."""
        texts = (_PARTED.sub(" ", _SOFT_END.sub("", passage.text)) for passage in passages)
        self._words = {_plain(word) for text in texts for word in _WORD.findall(text)}

    def joined(self, text: str) -> str:
        """A text whose words that were parted at the end of a line are whole, without what is not printed in words."""
        text = as_shown(with_bullets(text))
        text = _LIGATURE.sub(lambda found: normalize("NFKC", found[0]), _UNSEEN.sub("", _SOFT_END.sub("", text)))
        return _LINE_END.sub("", _PARTED.sub(self._whole, text))

    def _whole(self, found: re.Match[str]) -> str:
        """One word, or two with a hyphen: as the file writes it elsewhere, else two where each is a word of its own."""
        first, second = found.groups()
        one, two = _plain(first + second), _plain(f"{first}-{second}")
        compound = two in self._words and one not in self._words
        if one not in self._words and not self._knows(one):
            compound |= self._knows(_plain(first)) and self._knows(_plain(second))
        return f"{first}-{second}" if compound or not second[0].islower() else f"{first}{second}"

    def _knows(self, word: str) -> bool:
        return word in self._words or word in _usual_words()


def _plain(word: str) -> str:
    return re.sub(f"[{_HYPHEN}]", "-", word).casefold()


@cache
def _usual_words() -> frozenset[str]:
    """The words of the knowledge base's cards and names."""
    kb = knowledge()
    told = [one.model_dump_json() for held in (kb.cards, kb.conditions) for one in held.values()]
    return frozenset(word for text in told for word in _LETTERS.findall(text.casefold()))


class _Paragraph(NamedTuple):
    """Words of a file from their first character to the end, and the lines that they stand below.

    `is_whole` is False where they are cut off within a sentence: without its other part it may say the opposite.
    `is_head` where what stands below them is told with them, `is_label` where they have no end and are of no list.
    """

    start: int
    end: int
    text: str
    lead: tuple[str, ...]
    is_whole: bool = True
    is_head: bool = False
    is_label: bool = False
    place: int = 0

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


def _with_heads(passages: Sequence[Passage]) -> list[Passage]:
    """The passages, and which are told with what stands below: they lead on, or the next one names them."""
    behind = [passage.lead[-1:] for passage in passages[1:]]
    return [
        replace(passage, is_head=True) if leads_on(passage.text) or (lead and passage.text.endswith(lead)) else passage
        for passage, lead in zip(passages, [*behind, ()], strict=False)
    ]


def _pieces(passages: Iterator[Passage]) -> Iterator[_Paragraph]:
    """Each paragraph, none longer than `LONGEST`."""
    for passage in passages:
        lead = tuple(without_marks(line) for line in passage.lead)
        for paragraph in _PARAGRAPH.finditer(passage.text):
            start = passage.start + paragraph.start()
            for first, last, is_whole in _parts(paragraph.group().rstrip()):
                text = without_marks(paragraph.group()[first:last]).lstrip()
                is_item = passage.is_item or bool(lead) or text.endswith("|") or begins_item(text)
                is_label = not (is_item or goes_on(text)) and is_open(text) and size(text) < SENTENCE
                is_head = leads_on(text) or (passage.is_head and start + last == passage.start + len(passage.text))
                ends = (start + first, start + last)
                yield _Paragraph(*ends, text, lead, is_whole, is_head, is_label, passage.place)


def _parts(text: str) -> Iterator[tuple[int, int, bool]]:
    """Bounds of the parts that a paragraph is cut into, as many whole sentences as fit, and whether they are whole."""
    start = end = 0
    begins = ends = True
    for stop, is_end in _stops(text):
        if stop - start > LONGEST:
            yield start, end, begins and ends
            start, begins = end, ends
        end, ends = stop, is_end
    yield start, end, begins and ends


def _stops(text: str) -> Iterator[tuple[int, bool]]:
    """Where the text may be cut, in order, no two further apart than `LONGEST`; the end of the text is the last.

    With each, whether a sentence, or a row of a table, ends there.
    """
    at = 0
    firsts = sentence_starts(text) if len(text) > LONGEST else []
    for stop in [*(first for first in firsts if first), len(text)]:
        while stop - at > LONGEST:
            at = _within_sentence(text, at)
            yield at, text[:at].endswith("|\n")
        if stop > at:
            yield stop, True
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

    A line goes with what stands below it, one that leads on with all short ones below it, and a label with what follows
    it; items of different lists stay apart. A line that leads on to nothing is not whole.
    """
    joined: list[_Paragraph] = []
    for n, piece in enumerate(pieces):
        before = joined[-1] if joined else None
        is_last = n + 1 == len(pieces)
        if before and piece.lead == (*before.lead, before.text) and size(before.whole) < SENTENCE:
            joined[-1] = piece._replace(start=before.start)
        elif before and _go_together(before, piece, is_last) and len(before.text) + len(piece.text) + 3 <= LONGEST:
            is_whole = before.is_whole and piece.is_whole
            if before.is_head and before.is_label and not piece.is_label:  # whether it is of the same list
                is_whole = is_whole and leads_on(before.text)
            text = apart((before.text, piece.text))
            joined[-1] = before._replace(end=piece.end, text=text, is_whole=is_whole, is_label=piece.is_label)
        else:
            joined.append(piece)
    return [part for one in joined for part in _with_end(one)]


def _with_end(piece: _Paragraph) -> Iterator[_Paragraph]:
    """A piece, and its last sentence by itself, which is not whole, where that leads on to nothing."""
    if not leads_on(piece.text):
        yield piece
        return
    last = last_sentence(piece.text)
    kept = piece.text.removesuffix(last).rstrip()
    if kept and not begins_item(f"{kept} "):
        yield piece._replace(end=piece.end - len(last), text=kept)
        yield piece._replace(start=piece.end - len(last), text=last, is_whole=False)
    else:
        yield piece._replace(is_whole=False)


def _go_together(before: _Paragraph, piece: _Paragraph, is_last: bool) -> bool:
    """Whether a piece is put to the ones before it, of which the first may be a line that they stand below."""
    if piece.lead != before.lead or piece.place != before.place:
        return False
    if before.is_head and not piece.is_head:
        return leads_on(before.text) or size(piece.whole) < _BELOW
    if piece.is_head or piece.is_label:
        return False
    return size(before.whole) < SENTENCE or (is_last and size(piece.whole) < SENTENCE)
