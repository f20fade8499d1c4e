"""Sentences of which a passage has only one half: without the other one it may say the opposite, so it is in doubt."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache

from dermagent.knowledge.documents.lists import begins_item, last_sentence
from dermagent.knowledge.documents.passages import Passage, leads_on
from dermagent.knowledge.documents.sentences import begins_small, is_open
from dermagent.knowledge.speech import around
from dermagent.text.normal import CJK

#: From so many letters on, what is no item of a list is a sentence and no label; a Chinese letter counts two.
SENTENCE = 30
#: Numbers of references behind the end of a sentence.
_CITED = re.compile(r"(?<=[^\W\d][.!?\u3002])[\"')\]\u201d\u2019]*\s?[\[(]?\d{1,3}(?:\s?[,;\u2013-]\s?\d{1,3})*[\])]?$")
#: What may stand before the only sentence of a text: the mark or number of an item.
_MARK = re.compile(r"\W*\w{0,4}\W*")
#: Signs behind which a sentence goes on, wherever it is parted.
_PAUSE = re.compile("[,;\u2013\u2014\uff0c\uff1b\u3001]$")
#: Names that begin small wherever they stand (pH, eGFR, p53, 'a word in quotes'), and letters of other scripts.
_SMALL_NAME = re.compile(
    r"\W*(?:[a-z]+[A-Z\d]|[^\W\d_a-z\u00df-\u017f])|[\"'\u201c\u2018\u00ab][^.]{1,40}?[\"'\u201d\u2019\u00bb]"
)
#: A capital where a sentence begins.
_CAPITAL = re.compile(r"(?:^|[.!?]\s+)[^\w\s]{0,2}([^\W\d_])")


def without_halves(passages: Sequence[Passage]) -> Iterator[Passage]:
    """The passages, of which the sentences that lack their beginning or their end are not to be quoted."""
    has_capitals = any(letter.isupper() for passage in passages for letter in _CAPITAL.findall(passage.text.lstrip()))
    below = False
    for n, passage in enumerate(passages):
        before = passages[n - 1] if n and passages[n - 1].where == passage.where else None
        behind = passages[n + 1] if n + 1 < len(passages) and passages[n + 1].where == passage.where else None
        # lines below one that leads on to them may end in a comma or semicolon each
        below = before is not None and (leads_on(before.text) or (below and _pauses(before.text)))
        if below and _pauses(passage.text):
            yield passage
        elif (before and not below and _goes_on_in(before, passage)) or (
            has_capitals and not below and _lacks_beginning(passage)
        ):
            yield replace(passage, quotable=False)
        elif passage.quotable and (_lacks_end(below, passage) or (behind and _goes_on_in(passage, behind))):
            yield from _parted(passage)
        else:
            yield passage


def size(text: str) -> int:
    """Letters of a text; a Chinese one counts two."""
    return sum(1 + (c >= CJK) for c in text)


def _parted(passage: Passage) -> Iterator[Passage]:
    """A passage, and its last sentence by itself, not to be quoted."""
    text = passage.text.rstrip()
    last = last_sentence(text)
    at = len(text) - len(last) if text.endswith(last) and not _MARK.fullmatch(text[: -len(last)]) else 0
    if kept := text[:at].rstrip():
        yield replace(passage, text=kept)
    yield replace(passage, text=text[at:], start=passage.start + at, quotable=False)


def _pauses(text: str) -> bool:
    """Whether a text ends in a sign behind which its sentence goes on."""
    return bool(_PAUSE.search(text.rstrip()))


def _lacks_beginning(passage: Passage) -> bool:
    """Whether the first sentence of a passage lacks its head: it begins small, and is no item, row, label or name."""
    text = passage.text.lstrip()
    is_label = is_open(text) and size(text) < SENTENCE
    return begins_small(text) and not (_SMALL_NAME.match(text) or is_label or _needs_no_end(passage))


def _lacks_end(is_below: bool, passage: Passage) -> bool:
    """Whether the last sentence of a passage has no end: items, rows, labels and what they lead to need none."""
    text = _CITED.sub("", passage.text.rstrip())
    if not is_open(text) or text.endswith("|"):
        return False
    if _ends_midway(text):
        return True
    needs_none = is_below or _needs_no_end(passage)
    return not needs_none and (_pauses(text) or size(last_sentence(text)) >= SENTENCE)


def _needs_no_end(passage: Passage) -> bool:
    lines = passage.text.strip().splitlines()
    return passage.is_item or bool(passage.lead) or any(begins_item(line.strip()) for line in (*lines[:1], *lines[-1:]))


def _ends_midway(text: str) -> bool:
    """Whether a text ends with a word that leads on to another one."""
    return bool(_midway().search(text))


@cache
def _midway() -> re.Pattern[str]:
    return re.compile(rf"(?:\b(?:{around('leads_on')})|{around('leads_on_zh')})$")


def _goes_on_in(before: Passage, behind: Passage) -> bool:
    """Whether a sentence may go on from a passage in the next one."""
    if leads_on(before.text) or not is_open(before.text.rstrip()) or before.text.rstrip().endswith("|"):
        return False
    if _needs_no_end(behind) or _needs_no_end(before):
        return False
    text = behind.text.lstrip()
    return begins_small(text) or (text[:1] >= CJK and _ends_midway(before.text.rstrip()))
