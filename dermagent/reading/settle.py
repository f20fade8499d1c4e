"""Settle what a text says of each thing once all of it is heard: what is spared, elsewhere, for a time, or no event."""

from collections.abc import Mapping, Sequence

from dermagent.reading.circumstances import with_conditions_met
from dermagent.reading.compose import (
    composed,
    with_what_changes,
    without_names_of_values,
    without_places_spared,
    without_what_fades,
    without_what_tells_another,
)
from dermagent.reading.cues import Cues
from dermagent.reading.elsewhere import without_denials_elsewhere
from dermagent.reading.fever_over import with_fevers_over
from dermagent.reading.hands_that_act import without_hands_that_act
from dermagent.reading.holds import without_denials_of_one_way, without_places_denied_that_hold
from dermagent.reading.never_met import with_cases_never_met
from dermagent.reading.no_events import without_no_events
from dermagent.reading.over_by_now import with_none_by_now
from dermagent.reading.ruled_out import without_what_was_ruled_out
from dermagent.reading.swellings import without_borrowed_swellings
from dermagent.text.occurrences import Occurrence
from dermagent.types import Observation, Span


def settled(
    items: Sequence[Observation],
    cues: Cues,
    parts: Sequence[Occurrence],
    events: Mapping[tuple[str, Span | None], Occurrence],
) -> list[Observation]:
    """The observations of a text, each in the light of the others, with those that several make up together.

    `parts` are those of the text, `events` the phrases that may be no events by what is told, and where.
    """
    tokens = cues.tokens
    again = {cue.first for cue in cues.by_kind.get("then_again", ())}
    heard = without_places_spared(with_what_changes(items, tokens, again), tokens)
    heard = without_what_was_ruled_out(with_conditions_met(heard, cues), cues)
    heard = with_fevers_over(without_denials_elsewhere(heard, tokens, parts), cues)
    heard = with_none_by_now(heard, cues)
    heard = without_hands_that_act(with_cases_never_met(heard, cues, parts), cues)
    heard.extend(composed(heard, tokens))
    heard = without_places_denied_that_hold(without_borrowed_swellings(heard, cues))
    heard = without_denials_of_one_way(heard, tokens)
    heard = without_no_events(without_what_tells_another(heard), events, cues)
    return without_names_of_values(without_what_fades(heard))
