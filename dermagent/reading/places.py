"""Tell which places a result behind them clears ("elbows, knees clear", "the palms I checked, nothing")."""

from collections.abc import Callable
from dataclasses import dataclass

from dermagent.reading.cues import ITEM, Cues
from dermagent.text.occurrences import Occurrence

#: Tokens of the longest list of places that is looked through.
_LONGEST = 60
#: Tokens behind a result within which a "but" says that something is there all the same.
_TURNS = 3


@dataclass(frozen=True)
class Places:
    """The places of a text with these cues."""

    cues: Cues
    kind_of: Callable[[str], str]

    def are(self, phrase: Occurrence) -> bool:
        """Whether a phrase names a place on the body."""
        return self.kind_of(phrase.key) == "place"

    def listed(self, i: int) -> bool:
        """Whether a token is part of a bare place, or stands between two of a list."""
        owner = self.cues.owners[i]
        if owner is not None:
            return self.are(owner) and not self.cues.any_in("hurt_word", owner.first, owner.last + 1)
        return bool(self.cues.lists.between(i, i + 1) or self.cues.ands.between(i, i + 1))

    def closed_by(self, phrase: Occurrence, cue: Occurrence) -> bool:
        """Whether a result closes a list of bare places that begins its part of a sentence."""
        near = cue.first - phrase.first <= _LONGEST
        return near and self._opens(phrase) and all(map(self._leads, range(phrase.first, cue.first)))

    def cleared_by(self, phrase: Occurrence, cue: Occurrence) -> bool:
        """Whether a result that is of places only is of this one: it begins its clause, and no "but" follows."""
        if not self.are(phrase) or self.cues.any_in("but", cue.last + 1, cue.last + _TURNS):
            return False
        return self._begins(phrase)

    def end_with(self, phrase: Occurrence, cue: Occurrence) -> bool:
        """Whether a result is the last word of another place of the phrase's list ("face, palms and soles clear")."""
        owner = self.cues.owners[cue.first]
        ends = owner is not None and self.are(owner) and cue.last == owner.last
        return ends and self.are(phrase) and self._opens(phrase)

    def like(self, phrase: Occurrence) -> Occurrence | None:
        """The place that a clause likens one to which is all that it names ("the palms are clear, the soles too")."""
        start = max(self.cues.tokens.sentence(phrase.first)[0], phrase.first - _LONGEST)
        likened = phrase
        while (before := self._place_before(likened, start)) is not None:
            likened = before
        return likened if likened != phrase else None

    def _place_before(self, phrase: Occurrence, start: int) -> Occurrence | None:
        """The last place of the clause before a place which is all that its clause names, beside an "also"."""
        tokens = self.cues.tokens.items
        also = self.cues.within("likewise", phrase.last + 1, phrase.last + 2)[:1]
        behind = also[0].last + 1 if also else len(tokens)
        if not also or not self.are(phrase) or (behind < len(tokens) and tokens[behind].kind != "mark"):
            return None
        ands = self.cues.ands
        marks = [i for i in range(start, phrase.first) if tokens[i].kind == "mark" or ands.between(i, i + 1)]
        if not marks or not all(map(self._leads, range(marks[-1] + 1, phrase.first))):
            return None
        before = marks[-2] + 1 if len(marks) > 1 else start
        named = (owner for owner in reversed(self.cues.owners[before : marks[-1]]) if owner is not None)
        return next((owner for owner in named if self.are(owner) and owner.last < phrase.first), None)

    def looked_at(self, phrase: Occurrence, cue: Occurrence) -> bool:
        """Whether a place that begins its clause was looked at, and a result behind that says what was found."""
        looked = self.cues.within("looked", phrase.last + 1, cue.first)[:1]
        between = phrase.last + 1, cue.first
        named = any(owner is not None and not self.are(owner) for owner in self.cues.owners[slice(*between)])
        if not looked or named or not self.are(phrase) or not (self._opens(phrase) or self._begins(phrase)):
            return False
        return self.cues.plain.between(*between) <= 2 * ITEM[self.cues.language]

    def _begins(self, phrase: Occurrence) -> bool:
        """Whether nothing but places and small words stand before a place in its clause."""
        first, start = phrase.first, max(0, phrase.first - _LONGEST)
        while first > start and self.cues.tokens.items[first - 1].kind != "mark" and self._leads(first - 1):
            first -= 1
        return (
            first == 0 or self.cues.tokens.items[first - 1].kind == "mark" or self.cues.any_in("but", first - 1, first)
        )

    def _opens(self, phrase: Occurrence) -> bool:
        """Whether nothing but places of a list and small words stand before one in its part of a sentence."""
        first, (start, _) = phrase.first, self.cues.tokens.sentence(phrase.first)
        start = max(start, first - _LONGEST)
        while first > start and not self.cues.breaks.between(first - 1, first) and self._leads(first - 1):
            first -= 1
        return first == self.cues.tokens.sentence(phrase.first)[0] or bool(self.cues.breaks.between(first - 1, first))

    def _leads(self, i: int) -> bool:
        small = self.cues.tokens.items[i].kind != "mark" and not self.cues.plain.between(i, i + 1)
        denies = any(self.cues.any_in(kind, i, i + 1) for kind in ("negate", "deny", "near", "prefix"))
        looked = self.cues.any_in("looked", i, i + 1)
        return self.listed(i) or looked or (small and self.cues.owners[i] is None and not denies)
