"""Keep what is told against words for the normal that are of something narrower.

"My parting gets wider, the scalp looks normal": the hair is lost there all the same. "The mole has grown, its colour is
unchanged": it has changed.
"""

from collections.abc import Sequence

from dermagent.knowledge.base import shipped
from dermagent.reading.compose import findings_of
from dermagent.text.tokens import Tokens
from dermagent.types import Observation


def without_places_denied_that_hold(items: Sequence[Observation]) -> list[Observation]:
    """The same without the denials of places where something stands that is told as present (`holds`)."""
    told = {item.finding for item in items if item.is_there}
    held = {place for place, things in shipped("compositions.yaml")["holds"].items() if not told.isdisjoint(things)}
    return [item for item in items if item.finding not in held or item.polarity != "absent" or not item.counts]


def without_denials_of_one_way(items: Sequence[Observation], tokens: Tokens) -> list[Observation]:
    """The same without what denies one way only of what is told in another right beside it (`told_in_ways`)."""
    told = [item for item in items if item.is_there and item.finding in findings_of("told_in_ways")]
    return [
        item
        for item in items
        if item.polarity != "absent"
        or not item.counts
        or not any(one.finding == item.finding and _are_beside(one, item, tokens) for one in told)
    ]


def _are_beside(one: Observation, other: Observation, tokens: Tokens) -> bool:
    """Whether both stand in one sentence with at most one mark in between ("it has grown, its colour is unchanged")."""
    if one.span is None or other.span is None:
        return False
    first, last = sorted(tokens.of_original(item.span.start) for item in (one, other) if item.span)
    marks = sum(token.kind == "mark" for token in tokens.items[first:last])
    return tokens.sentence(first) == tokens.sentence(last) and marks <= 1
