"""Where sentences begin and end, as far as a stretch of text tells by its own first and last signs."""

import re

from dermagent.knowledge.documents.passages import goes_on

_ENDS = re.compile(r"[.!?:;\u3002\uff01\uff1f\uff1a\uff1b][\"')\]\u201d\u2019]*$")
_OPENING = "\"'([{\u201c\u2018\u00ab\u00bf\u00a1 "
_LETTERED = re.compile(r"[a-z]{1,4}[.)]\s")


def is_open(text: str) -> bool:
    """Whether a text has not ended as a sentence does."""
    return not _ENDS.search(text)


def begins_small(text: str) -> bool:
    """Whether a text begins as the middle of a sentence does; the letter of an item is none."""
    begun = text.lstrip(_OPENING)
    return (begun[:1].islower() or text[:1] in ",;)") and not _LETTERED.match(begun)


def may_be_apart(before: str, behind: str) -> bool:
    """Whether two lines may be two sentences of which the first has no end."""
    return is_open(before) and not goes_on(before) and not begins_small(behind)
