"""Blocks of a file, headings among them, put into passages by their heading path."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from dermagent.knowledge.documents.passages import Passage


@dataclass(frozen=True)
class Block:
    """A paragraph, an item of a list, a table, or a heading of a level from 1; the rest is as of a passage."""

    text: str
    level: int = 0
    lead: tuple[str, ...] = ()
    quotable: bool = True
    is_item: bool = False
    is_head: bool = False
    place: int = 0


def passages_of(blocks: Iterable[Block], *, quotable: bool = True) -> Iterator[Passage]:
    """The passages of blocks in order, each with the headings that it stands under."""
    headings: list[tuple[int, str]] = []
    starts: dict[str, int] = {}
    for block in blocks:
        if block.level:
            headings = [*((level, name) for level, name in headings if level < block.level), (block.level, block.text)]
            continue
        where = "/" + "/".join(name for _, name in headings)
        start = starts.get(where, 0)
        certain = quotable and block.quotable
        yield Passage(where, start, block.text, certain, block.lead, block.is_item, block.is_head, block.place)
        starts[where] = start + len(block.text) + 2  # as if blank lines stood between paragraphs
