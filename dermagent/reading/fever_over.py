"""Tell a fever that is over by the text's own words: it broke, and the temperature has been normal since.

"Three days of 39, it broke yesterday and her temp has been 36.8 since": there was a fever, there is none now. It
takes both, a `fever_broke` and a `normal_now` soon behind it (a bare `none_since` where nothing else is named in
between), or one phrase that says as much by itself (`fever_gone`, or `went_then` where a fever is what was named
last), or that the fever itself went and has not returned (`dermagent/reading/gone_for_good.py`), no drug that brings
it down (`fever_drug`) and no word that it came back. Beside a sign of an illness in which a fever counts though it
has just gone it stays: `fever_counts_still` of `knowledge/data/compositions.yaml` lists them.
"""

from collections.abc import Sequence

from dermagent.reading.compose import findings_of
from dermagent.reading.cues import Cues
from dermagent.reading.gone_for_good import gone_for_good
from dermagent.text.occurrences import Occurrence
from dermagent.types import Observation, Span

#: Tokens (in Chinese: characters) from the word that it broke to that for what is normal now, at most.
_SOON = {"en": 12, "es": 12, "zh": 16}
#: Kinds of cue around the two by which it is not over.
_NOT_OVER = ("relapsed", "fever_drug")


def with_fevers_over(items: Sequence[Observation], cues: Cues) -> list[Observation]:
    """The same with each fever before its end as one of the past, and with none now; nothing else changes."""
    over = _last_end(cues) or _gone(cues) or _stayed_away(cues)
    if over is None:
        return list(items)
    end = cues.tokens.normal.origin(0, cues.tokens.items[over.last].end)[1]
    fevers = [item for item in items if item.finding == "fever" and _was_there(item) and item.span]
    told = [item.span for item in fevers if item.span]
    grave = findings_of("fever_counts_still")
    if not told or any(span.start >= end for span in told) or any(i.is_there and i.finding in grave for i in items):
        return list(items)
    past = [item.model_copy(update={"time": "past"}) if item in fevers else item for item in items]
    return [*past, fevers[-1].model_copy(update=_none_now(cues, over, told[-1].field))]


def _was_there(item: Observation) -> bool:
    """Whether the patient has it or had it."""
    return item.polarity == "present" and item.experiencer == "patient" and item.time != "hypothetical"


def _stayed_away(cues: Cues) -> Occurrence | None:
    """From the word that the last fever went to that it has not returned."""
    if "stays_away" not in cues.by_kind:
        return None
    fevers = [owner for owner in dict.fromkeys(cues.owners) if owner is not None and owner.key == "fever"]
    over = gone_for_good(cues, fevers[-1]) if fevers else None
    if over is None:
        return None
    near = max(0, over.first - _SOON[cues.language]), over.last + _SOON[cues.language]
    returned = [cue for cue in cues.within("relapsed", *near) if not over.first <= cue.first <= over.last]
    return None if returned or cues.any_in("fever_drug", *near) else over


def _none_now(cues: Cues, over: Occurrence, field: str) -> dict[str, object]:
    """What makes a fever one that is denied by the words that it is over."""
    first, last = cues.tokens.items[over.first].start, cues.tokens.items[over.last].end
    start, end = cues.tokens.normal.origin(first, last)
    span = Span.unchecked(field=field, start=start, end=end, text=cues.tokens.normal.original[start:end])
    return {"polarity": "absent", "time": "current", "certainty": 1.0, "value": None, "unit": None, "span": span}


def _last_end(cues: Cues) -> Occurrence | None:
    """From the last word that it broke to the one for what is normal now; None where either is missing."""
    soon = _SOON[cues.language]
    for broke in reversed(cues.by_kind.get("fever_broke", ())):
        bare = [one for one in cues.within("none_since", broke.last + 1, broke.last + soon) if _is_of(cues, broke, one)]
        for now in [*cues.within("normal_now", broke.first, broke.last + soon), *bare]:
            if not _is_closed(cues, now):
                continue
            near = max(0, broke.first - soon), now.last + soon
            if any(cues.any_in(kind, *near) for kind in _NOT_OVER):
                return None
            return Occurrence(broke.first, max(broke.last, now.last), "fever")
    return None


def _is_of(cues: Cues, broke: Occurrence, none: Occurrence) -> bool:
    """Whether nothing else is named between the two ("a fever on Monday, a cough since, none now")."""
    return all(owner is None or owner.first <= broke.last for owner in cues.owners[broke.last + 1 : none.first])


def _gone(cues: Cues) -> Occurrence | None:
    """The last phrase that tells by itself that a fever is over ("fever gone, rash out")."""
    went = [one for one in cues.by_kind.get("went_then", ()) if _names_fever_last(cues, one)]
    told: list[Occurrence] = sorted([*cues.by_kind.get("fever_gone", ()), *went], reverse=True)
    for gone in told:
        near = max(0, gone.first - _SOON[cues.language]), gone.last + _SOON[cues.language]
        if not any(cues.any_in(kind, *near) for kind in _NOT_OVER):
            return gone
    return None


def _names_fever_last(cues: Cues, went: Occurrence) -> bool:
    """Whether a fever is the last thing that its sentence names before it ("a fever for 3 days, went yesterday")."""
    start, _ = cues.tokens.sentence(went.first)
    first = max(start, went.first - _SOON[cues.language])
    named = [owner.key for owner in cues.owners[first : went.first] if owner is not None]
    return named[-1:] == ["fever"]


def _is_closed(cues: Cues, now: Occurrence) -> bool:
    """Whether nothing else follows in its clause ("none since", not "none since Monday")."""
    items, behind = cues.tokens.items, now.last + 1
    return behind >= len(items) or items[behind].kind == "mark" or cues.ands.between(behind, behind + 1) > 0
