"""What reading a file gives: passages with their places, and the places that could not be read."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

#: Where a text has ended or goes on of itself, so that what follows needs no mark before it.
_ENDED = re.compile(r"[.!?:;,\u2022|\u3002\uff01\uff1f\uff1a\uff1b\uff0c\u3001][\"')\]\u201d\u2019]*$")
#: Between texts that stood apart in the file, and between a line and what stands below it in a list.
APART, BELOW = " \u2022 ", " \u203a "


@dataclass(frozen=True)
class Passage:
    """A stretch of a file's text.

    `where` is its heading path or page, `start` the number of its first character there, counted from 0. `quotable` is
    False where the order in which its words are read is in doubt. `lead` are the lines of a list that it stands below,
    outermost first: without them it may say the opposite. `is_item` where it is of a list, or code, and needs no end,
    `is_head` where what stands below it is told with it. Texts of different places of a page are not put together.
    """

    where: str
    start: int
    text: str
    quotable: bool = True
    lead: tuple[str, ...] = ()
    is_item: bool = False
    is_head: bool = False
    place: int = 0


@dataclass(frozen=True)
class UnreadPlace:
    """A place of a file that gave no text, and why."""

    where: str
    why: str


@dataclass(frozen=True)
class Document:
    """The passages of a file in reading order, and what of it could not be read."""

    passages: tuple[Passage, ...]
    unread: tuple[UnreadPlace, ...] = ()


def row_of(cells: Sequence[str]) -> str:
    """A row of a table as one line, its cells apart; an empty cell is a dash."""
    return "| " + " | ".join(" ".join(cell.split()) or "\u2013" for cell in cells) + " |"


def goes_on(text: str) -> bool:
    """Whether a text has ended or goes on of itself, by the sign that it ends in."""
    return bool(_ENDED.search(text))


def apart(texts: Iterable[str]) -> str:
    """Texts in one line, a mark between two of which the first does not end as a sentence does."""
    line = ""
    for text in texts:
        text = text.strip()
        if text:
            line = f"{line} {text}" if goes_on(line) else f"{line}{APART}{text}" if line else text
    return line


def leads_on(text: str) -> bool:
    """Whether a line is the beginning of what stands below it."""
    return text.rstrip().endswith((":", "\uff1a"))
