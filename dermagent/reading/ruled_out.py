"""Leave out a diagnosis that others made and treated where the text says that it has been ruled out since.

"Treated elsewhere as erysipelas without effect. Erysipelas is ruled out": of one name the denial counts, where the
other mention only tells for what it was taken (`taken_for`).
"""

from collections.abc import Sequence

from dermagent.reading.compose import findings_of
from dermagent.reading.cues import Cues
from dermagent.types import Observation

#: Tokens between the word that tells for what it was taken and the name, at most (Chinese: characters).
_NEAR = {"en": 6, "es": 6, "zh": 8}


def without_what_was_ruled_out(items: Sequence[Observation], cues: Cues) -> list[Observation]:
    """The same without diagnoses that were only taken for one and are denied further on, and nowhere told again."""
    taken = cues.by_kind.get("taken_for")
    names = findings_of("may_be_ruled_out")
    if not taken or not any(item.finding in names for item in items):
        return list(items)
    denied = {
        item.finding: item.span.start
        for item in items
        if item.polarity == "absent" and item.counts and item.span and item.finding in names
    }
    return [
        item
        for item in items
        if not (item.is_there and item.span and item.span.start < denied.get(item.finding, -1) and _taken(item, cues))
    ]


def _taken(item: Observation, cues: Cues) -> bool:
    """Whether right before an item, in its clause, stands that it was taken for that."""
    if item.span is None:
        return False
    first = cues.tokens.of_original(item.span.start)
    start, _ = cues.tokens.sentence(first)
    near = [one for one in cues.before("taken_for", start, first) if first - one.last <= _NEAR[cues.language]]
    return any(not cues.lists.between(one.last + 1, first) for one in near)
