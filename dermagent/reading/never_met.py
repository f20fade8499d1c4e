"""Tell a case of a catching illness that was never met: "my cousin has chickenpox, I haven't seen her for a year".

A case that is named is a contact, but not where the words for it go on, or their next sentence does, with that nobody
came near (`contact_denied`), unless somebody did (`came_near`). Then a contact is denied.
"""

from collections.abc import Sequence

from dermagent.reading.cues import Cues
from dermagent.text.occurrences import Occurrence
from dermagent.types import Observation

_CASE, _DENIED, _NEAR = "contact_with_case", "contact_denied", "came_near"


def with_cases_never_met(items: Sequence[Observation], cues: Cues, parts: Sequence[Occurrence]) -> list[Observation]:
    """The same with each contact that the words behind it deny as denied."""
    denied = [one for one in parts if one.key == _DENIED]
    cases = [item for item in items if item.finding == _CASE and item.polarity == "present" and item.span]
    if not denied or not cases or _came_near(parts):
        return list(items)
    starts = {cues.tokens.sentence(one.first)[0] for one in denied}
    return [
        item.model_copy(update={"polarity": "absent"}) if item in cases and _is_denied(item, cues, starts) else item
        for item in items
    ]


def _came_near(parts: Sequence[Occurrence]) -> bool:
    """Whether somebody came near the case after all; "never shared a towel" tells of nobody who did."""
    mistaken = {i for one in parts if one.key == "no_part" for i in range(one.first, one.last + 1)}
    return any(one.key == _NEAR and one.first not in mistaken for one in parts)


def _is_denied(item: Observation, cues: Cues, starts: set[int]) -> bool:
    """Whether its own sentence or the one behind it says that nobody came near."""
    if item.span is None:
        return False
    start, end = cues.tokens.sentence(cues.tokens.of_original(item.span.start))
    return start in starts or end in starts
