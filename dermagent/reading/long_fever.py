"""Tell a long fever from the time that stands beside it."""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence

from dermagent.types import Observation, Span

#: Characters between a fever and the time that is told of it.
_BESIDE = 25
_STOP = re.compile(r"[.;!?\n\u3002\uff1b\uff01\uff1f]")
_COMMA = re.compile("[,\uff0c]")


def long_fever(items: Sequence[Observation], times: Sequence[Span], text: str) -> Iterator[Observation]:
    """The fevers of a text that have one of some times of long enough beside them, in one sentence."""
    fevers = sorted(
        (item for item in items if item.finding == "fever" and item.polarity == "present"),
        key=lambda item: item.span.end if item.span else 0,
    )
    ends = [item.span.end for item in fevers if item.span]
    for time in times:
        i = bisect_left(ends, time.start)
        for item in fevers[max(0, i - 1) : i + 1]:
            if item.span and abs(time.start - item.span.end) < _BESIDE and _is_one_clause(time, item.span, text):
                yield item.model_copy(update={"finding": "fever_5_days", "value": None, "unit": None})


def _is_one_clause(time: Span, fever: Span, text: str) -> bool:
    """Whether a time and a fever stand in one sentence, or the time first in one clause ("3 weeks, now fever")."""
    between = text[min(time.end, fever.end) : max(time.start, fever.start)]
    return not (_STOP.search(between) or (time.end <= fever.start and _COMMA.search(between)))
