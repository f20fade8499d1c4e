"""What reading a file gives: passages with their places, and the places that could not be read."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Passage:
    """A stretch of a file's text.

    `where` is its heading path or page, `start` the number of its first character there, counted from 0. `quotable` is
    False where the order in which its words are read is in doubt.
    """

    where: str
    start: int
    text: str
    quotable: bool = True


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


def row_of(cells: list[str]) -> str:
    """A row of a table as one line, its cells apart; an empty cell is a dash."""
    return "| " + " | ".join(" ".join(cell.split()) or "\u2013" for cell in cells) + " |"
