"""Find what happened days ago, was treated and is over, as the text says by telling that all is well now.

"Three days ago hives, a tight throat and low blood pressure after prawns, better with adrenaline, discharged after a
day. Now only the vein is sore": what stands between the day (`days_before`) and the end (`treated_over`, in its
sentence or the next one) is past. It is not where nothing says that all is well since (`well_since`), nor where
anything behind tells that it is back or still there (`not_over`), nor of hours ago (`just_now`).
"""

from dermagent.reading.cues import Cues
from dermagent.text.occurrences import Occurrence

_NEEDED = ("days_before", "treated_over", "well_since")


def find_treated_and_over(cues: Cues) -> frozenset[int]:
    """The tokens that tell of what was treated days ago and is over."""
    found: set[int] = set()
    if any(not cues.by_kind.get(kind) for kind in _NEEDED):
        return frozenset()
    last_back = max((cue.last for cue in cues.by_kind.get("not_over", ())), default=-1)
    last_well = max(cue.last for cue in cues.by_kind["well_since"])
    done = 0
    for day in cues.by_kind["days_before"]:
        if day.first < done or last_well < day.first:
            continue
        over = _end_of(cues, day)
        if over is None or last_well < over.last or last_back > over.last:
            continue
        found.update(range(day.first, over.last + 1))
        done = over.last + 1
    return frozenset(found)


def _end_of(cues: Cues, day: Occurrence) -> Occurrence | None:
    """The last word of an end in the sentence of a day, else in the next one; None where hours are told."""
    start, end = cues.tokens.sentence(day.first)
    further = cues.tokens.sentence(end)[1] if end < len(cues.tokens.items) else end
    for first, last in ((day.last + 1, end), (end, further)):
        ends = cues.within("treated_over", first, last)
        if ends:
            return None if cues.any_in("just_now", start, ends[-1].first) else ends[-1]
    return None
