"""Which lines the items of a list stand below: without them an item may say the opposite."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from dermagent.knowledge.documents.passages import Passage, goes_on, leads_on
from dermagent.knowledge.documents.sentences import is_open
from dermagent.text.tokens import cut

_ITEM = re.compile(
    r"(?:[^\w\s\"'(\[|,;]{1,2}|\(?(?:\d{1,3}|[A-Za-z]{1,4})[.)]|\d{1,2}(?:\.\d{1,2})+\.?(?=\s+[^\W\d_a-z]))\s"
)


def begins_item(text: str) -> bool:
    """Whether a text begins with the mark or number of an item or a section."""
    return bool(_ITEM.match(text))


def kind_of_item(text: str) -> str:
    """What the marks of the items of one list have in common: a sign, or how a figure or a letter is set off."""
    found = _ITEM.match(text)
    return re.sub(r"[^\W\d_]+", "a", re.sub(r"\d+", "1", found[0].strip())) if found else ""


def sentence_starts(text: str) -> list[int]:
    """Where the sentences of a text begin; none does behind a semicolon, where an exception may stand."""
    tokens = cut(text)
    firsts = [tokens.normal.origin(tokens.items[n].start, tokens.items[n].end)[0] for n in tokens.sentences]
    return [first for first in firsts if not text[:first].rstrip().endswith((";", "\uff1b"))]


def last_sentence(text: str) -> str:
    """The last sentence of a text."""
    firsts = sentence_starts(text)
    return text[firsts[-1] :] if firsts else text


def with_leads(passages: Iterable[Passage]) -> Iterator[Passage]:
    """The passages; each that is an item by a mark typed before it, below the line that leads on to its list.

    An item with a mark of another kind than the first one below that line may be of another list: it is in doubt.
    """
    above: Passage | None = None
    kind = ""
    for passage in passages:
        is_item = begins_item(passage.text.lstrip())
        if above and (passage.where != above.where or not (is_item or passage.lead)):
            above = None
        if leads_on(passage.text) and not passage.lead:
            above, kind = passage, ""
        elif above and is_item and not passage.lead:
            lead, own = last_sentence(above.text.strip()), kind_of_item(passage.text.lstrip())
            kind = kind or own
            certain = passage.quotable and above.quotable and own == kind
            passage = replace(passage, lead=(lead,), quotable=certain)
        yield passage


class ListLines:
    """The lines of the lists between two headings of a Word file, to which paragraphs and items are told in order.

    A paragraph within an item, or a table, may part a list that goes on behind it. Where it is not certain that it
    does, its items are in doubt.
    """

    def __init__(self) -> None:
        """Begin with no list."""
        self._lines: list[tuple[int, str, str]] = []
        self._above = ""
        self._seen: set[str] = set()
        self._hung: dict[tuple[str, ...], str] = {}
        self._parted: set[str] = set()

    @property
    def above(self) -> tuple[str, ...]:
        """The paragraph above where it leads on to what stands below it."""
        return (self._above,) if leads_on(self._above) else ()

    @property
    def is_taken(self) -> bool:
        """Whether a list stands between that paragraph and what comes next."""
        return bool(self._lines)

    def part(self, text: str = "", *, within: bool = False) -> None:
        """Take a paragraph, or a table, which has no text; `within` says whether it may belong to an item.

        A line without an end, such as a heading that is none by its style, ends the list.
        """
        if within and self._lines and not leads_on(text):
            return
        self._parted = set() if text and is_open(text) and not goes_on(text) else self._parted | self._seen
        self._lines, self._seen, self._above, self._hung = [], set(), text, {}

    def item(self, depth: int, which: str, text: str) -> tuple[tuple[str, ...], bool]:
        """The lines that an item of a list stands below, outermost first, and whether that is certain.

        An item of another list of the same depth stands below one that leads on to it. Where a list hangs below a line
        already, that one of another kind does too is not certain.
        """
        self._lines = [
            (known, other, line)
            for known, other, line in self._lines
            if known < depth or (known == depth and other != which and leads_on(line))
        ]
        if not self._lines and leads_on(self._above):
            self._lines = [(-1, "", self._above)]
        lead = tuple(line for _, _, line in self._lines)
        if lead:
            self._seen.add(which)
        self._lines.append((depth, which, text))
        certain = self._hung.setdefault(lead, which) == which if lead else which not in self._parted
        return lead, certain
