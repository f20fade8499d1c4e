"""Leave out hands and fingers that only do something: they are no place of the complaint.

"I can roll it between finger and thumb", "where my hand does not reach": what is moved or touched is elsewhere.
"""

from bisect import bisect_right
from collections.abc import Sequence

from dermagent.reading.compose import findings_of
from dermagent.reading.cues import Cues
from dermagent.types import Observation

#: Tokens between what is done and the hand that does it, at most.
_NEAR = 8
#: Tokens from "with" or "between" to the hand.
_OF_MEANS = 4


def without_hands_that_act(items: Sequence[Observation], cues: Cues) -> list[Observation]:
    """The same without the hands and fingers that are told as what does something.

    What is done is an `act` before them, which they do by an `act_with` right before ("pinch it between the fingers"),
    or an `act_behind` ("my hand does not reach").
    """
    if not {"act", "act_behind"} & cues.by_kind.keys():
        return list(items)
    hands = findings_of("hands")
    spans = {item.span for item in items if item.span and item.finding in hands}
    acting = sorted((one.start, one.end) for one in spans if _acts(cues, one.start, one.end))
    if not acting:
        return list(items)
    return [
        item
        for item in items
        if item.span is None or item.finding not in hands or not _within(item.span.start, item.span.end, acting)
    ]


def _acts(cues: Cues, start: int, end: int) -> bool:
    """Whether a hand named at the characters [start, end) of the original text does something."""
    tokens = cues.tokens
    first, last = tokens.of_stretch(start, end)
    if any(cue.first == last + 1 for cue in cues.within("act_behind", last + 1, last + 2)):
        return True
    sentence, _ = tokens.sentence(first)
    near = cues.within("act_with", max(sentence, first - _OF_MEANS), last + 1)
    means = [one for one in near if one.last >= first - 1][:1]
    if not means:
        return False
    at = min(first, means[0].first)
    return any(
        at - act.last <= _NEAR and not cues.breaks.between(act.last, at) and not cues.lists.between(act.last, at)
        for act in cues.before("act", sentence, at)[:1]
    )


def _within(start: int, end: int, spans: Sequence[tuple[int, int]]) -> bool:
    """Whether [start, end) meets one of some spans in order."""
    at = bisect_right(spans, (start, end)) - 1
    return any(low < end and start < high for low, high in spans[max(0, at) : at + 2])
