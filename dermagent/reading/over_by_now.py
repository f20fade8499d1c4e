"""Tell of a passing complaint that is over that there is none now ("a runny nose last week, not any more").

A cough, a runny nose, loose stools or vomiting that is told of the past and that goes on with words by which it is over
(`no_more`, `resolved`, `resolved_last`, or a bare `none_since`) is denied of now as well. Not where it came back
(`relapsed`). Which complaints these are says `passing_complaint` of `knowledge/data/compositions.yaml`.
"""

from collections.abc import Iterator, Sequence

from dermagent.reading.compose import findings_of
from dermagent.reading.cues import Cues
from dermagent.types import Observation

#: Kinds of cue by which something is over, and tokens (in Chinese: characters) from it to them, at most.
_OVER = ("no_more", "resolved", "resolved_last", "none_since")
_SOON = {"en": 12, "es": 12, "zh": 16}


def with_none_by_now(items: Sequence[Observation], cues: Cues) -> list[Observation]:
    """The same, with a passing complaint that was and is over as one of the past that is denied of now."""
    if not any(kind in cues.by_kind for kind in _OVER):
        return list(items)
    names = findings_of("passing_complaint")
    there = {item.finding for item in items if item.is_there}
    over: list[Observation] = []
    for item in items:
        may = item.finding in names and item.polarity == "present" and item.experiencer == "patient" and item.span
        if may and (item.time == "past" or item.is_there) and _is_over(item, cues):
            over.append(item)
    lasting = there - {item.finding for item in over}
    past = [item.model_copy(update={"time": "past"}) if item in over else item for item in items]
    return [*past, *_none_now([item for item in over if item.finding not in lasting])]


def _none_now(over: Sequence[Observation]) -> Iterator[Observation]:
    for item in over:
        yield item.model_copy(update={"polarity": "absent", "time": "current", "value": None, "unit": None})


def _is_over(item: Observation, cues: Cues) -> bool:
    """Whether its sentence goes on with words by which it is over, and names nothing else in between."""
    if item.span is None:
        return False
    first, last = cues.tokens.of_original(item.span.start), cues.tokens.of_original(item.span.end - 1)
    end = min(cues.tokens.sentence(first)[1], last + 1 + _SOON[cues.language])
    if cues.any_in("relapsed", last + 1, end):
        return False
    kinds = _OVER if item.time == "past" else ("none_since",)
    for kind in kinds:
        for cue in cues.within(kind, last + 1, end)[:1]:
            others = (owner for owner in cues.owners[last + 1 : cue.first] if owner is not None)
            if not any(owner.first > last and owner.key != item.finding for owner in others):
                return True
    return False
