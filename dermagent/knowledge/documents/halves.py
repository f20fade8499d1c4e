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


def without_halves(passages: Sequence[Passage]) -> Iterator[Passage]:
    """The passages, of which the sentences that lack their beginning or their end are not to be quoted."""
    for n, passage in enumerate(passages):
        before = passages[n - 1] if n and passages[n - 1].where == passage.where else None
        behind = passages[n + 1] if n + 1 < len(passages) and passages[n + 1].where == passage.where else None
        if before and _goes_on_in(before, passage):
            yield replace(passage, quotable=False)
        elif passage.quotable and (_lacks_end(before, passage) or (behind and _goes_on_in(passage, behind))):
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


def _lacks_end(before: Passage | None, passage: Passage) -> bool:
    """Whether the last sentence of a passage has no end: items, rows, labels and what they lead to need none."""
    text = _CITED.sub("", passage.text.rstrip())
    if not is_open(text) or text.endswith("|"):
        return False
    is_below = before is not None and leads_on(before.text)
    return _ends_midway(text) or not (is_below or _needs_no_end(passage) or size(last_sentence(text)) < SENTENCE)


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
