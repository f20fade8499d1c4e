"""Lines that a break parts: an empty one ends a paragraph, and where a single one may end a sentence it is in doubt."""

import re
from collections.abc import Iterator

from dermagent.knowledge.documents.lists import begins_item
from dermagent.knowledge.documents.passages import APART
from dermagent.knowledge.documents.sentences import may_be_apart

#: A break of the line where a file says so, not where its lines are only wrapped.
BREAK = "\u2028"
_EMPTY_LINE = re.compile(rf"{BREAK}\s*{BREAK}")


def paragraphs_of(text: str) -> Iterator[tuple[str, bool]]:
    """The paragraphs of a text with breaks, and whether it is certain that its lines belong together."""
    for paragraph in _EMPTY_LINE.split(text):
        told, certain = "", True
        for line in filter(None, map(str.strip, paragraph.split(BREAK))):
            apart = bool(told) and may_be_apart(told, line)
            certain = certain and (not apart or begins_item(line))
            told = f"{told}{APART if apart else ' ' if told else ''}{line}"
        if told:
            yield told, certain
