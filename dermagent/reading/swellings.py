"""Tell whose a swelling is: the hand's that is named with it, and not the lips' that are only dry.

"My hands are puffy and my lips are chapped": the word for swollen stands near the lips, yet it is said of the hands,
and of the lips something else is said (`own_looks` of `knowledge/data/compositions.yaml`, cues `quiet_look`). Where the
lips stand in one list with the hands, or nothing else is said of them, they swell as well.
"""

from collections.abc import Sequence

from dermagent.reading.compose import findings_of
from dermagent.reading.cues import Cues
from dermagent.text.occurrences import Occurrence
from dermagent.types import Observation, Span

#: What swells, and the places whose words make it that.
_OF_PLACES = {
    "angioedema": frozenset(("lip", "tongue", "oral_mucosa")),
    "oedema_of_face": frozenset(("face", "cheek")),
    "eyelid_oedema": frozenset(("eyelid", "periorbital")),
}
#: Tokens between a word for swollen and the place that it is said of.
_NEAR = 5
#: Tokens from an "and" to the place that it joins.
_JOINED = 2


def without_borrowed_swellings(items: Sequence[Observation], cues: Cues) -> list[Observation]:
    """The same without swellings of the mouth and face whose word belongs to a limb that is named with it."""
    if not any(item.finding in _OF_PLACES and item.is_there for item in items):
        return list(items)
    told = _SwellingTold(items, cues)
    return [item for item in items if not (item.finding in _OF_PLACES and item.is_there and told.is_borrowed(item))]


class _SwellingTold:
    """The swollen words, limbs and other looks of a text."""

    def __init__(self, items: Sequence[Observation], cues: Cues) -> None:
        self._items, self._cues = items, cues
        self._swollen = self._places_of(frozenset(("oedema",)), there=True)
        self._limbs = self._places_of(findings_of("limbs"))
        self._heads = self._places_of(frozenset().union(*_OF_PLACES.values()))
        self._looks = self._places_of(findings_of("own_looks"))

    def is_borrowed(self, item: Observation) -> bool:
        """Whether all that is swollen in its words is a limb, and its own place has another look."""
        if item.span is None:
            return False
        own = self._place(item.finding, item.span)
        start, end = self._cues.tokens.sentence(own.first)
        swollen = [one for one in self._swollen if one.first <= own.last and own.first <= one.last]
        here = [one for one in self._places_of(_OF_PLACES[item.finding]) if start <= one.first < end]
        return (
            bool(swollen and here)
            and all(self._is_of_limb(one) for one in swollen)
            and all(self._is_apart(word, place) for word in swollen for place in here)
            and all(self._has_own_look(place, start, end) for place in here)
        )

    def _places_of(self, findings: frozenset[str], *, there: bool = False) -> list[Occurrence]:
        return [
            self._place(one.finding, one.span)
            for one in self._items
            if one.span and one.finding in findings and (one.is_there or not there)
        ]

    def _place(self, finding: str, span: Span) -> Occurrence:
        return Occurrence(*self._cues.tokens.of_stretch(span.start, span.end), finding)

    def _is_of_limb(self, swollen: Occurrence) -> bool:
        """Whether a limb stands near a word for swollen with no comma between."""
        for limb in self._limbs:
            between = min(limb.last, swollen.last) + 1, max(limb.first, swollen.first)
            if between[1] - between[0] <= _NEAR and not self._cues.lists.between(*between):
                return True
        return False

    def _is_apart(self, swollen: Occurrence, place: Occurrence) -> bool:
        """Whether an "and" or a mark stands between a word for swollen and a place."""
        between = min(swollen.last, place.last) + 1, max(swollen.first, place.first)
        return any(self._parts(i) for i in range(*between))

    def _has_own_look(self, place: Occurrence, start: int, end: int) -> bool:
        """Whether something else is said of a place between the marks and "ands" around it."""
        first, last = place.first, place.last
        while first > start and not self._parts(first - 1):
            first -= 1
        while last + 1 < end and (not self._parts(last + 1) or self._joins_heads(last + 1)):
            last += 1
        return self._cues.any_in("quiet_look", first, last + 1) or any(
            first <= look.first and look.last <= last for look in self._looks
        )

    def _joins_heads(self, token: int) -> bool:
        """Whether an "and" stands between two bare places of mouth and face ("the face and the lips are as always")."""
        if self._cues.tokens.items[token].kind == "mark":
            return False
        before = any(one.last == token - 1 for one in self._heads)
        return before and any(token < one.first <= token + _JOINED for one in self._heads)

    def _parts(self, token: int) -> bool:
        return self._cues.tokens.items[token].kind == "mark" or self._cues.ands.between(token, token + 1) > 0
