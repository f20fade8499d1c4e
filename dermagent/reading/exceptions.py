"""Tell what an exception behind a denial excepts: the denied thing at some time or place, or another beside it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from dermagent.reading.cues import Cues
from dermagent.reading.endings import phrases_from
from dermagent.text.occurrences import Occurrence

#: Tokens from a denied thing to the exception behind it, and things named in an exception that are looked at.
_NEAR, _NAMED = 4, 3
#: Kinds of cue that deny what is named behind an exception of its own ("and apart from redness no crust").
_DENYING = ("negate", "deny")


@dataclass(frozen=True)
class Exceptions:
    """The exceptions of a text with these cues and phrases."""

    cues: Cues
    phrases: Sequence[Occurrence]
    kind_of: Callable[[str], str]

    def turn(self, phrase: Occurrence, end: int) -> bool:
        """Whether a denied thing is there with an exception ("no pain except at night"), its sentence up to `end`.

        What names another thing ("no fever, except for a sore throat") or begins a denial of its own does not turn it.
        """
        for cue in self.cues.within("except", phrase.last + 1, min(end, phrase.last + _NEAR))[:1]:
            if self.cues.ands.between(phrase.last + 1, cue.first):
                return False
            first, last = cue.last + 1, self._end(cue, end)
            if first == last:
                return False  # a word that closes a clause excepts nothing ("blisters even less")
            if self.cues.any_in("except_at", cue.first, first):
                return True
            return not self._names_another(phrase, first, last) and not self._denies_anew(phrase, cue, last)
        return False

    def _end(self, cue: Occurrence, end: int) -> int:
        items = self.cues.tokens.items
        return next((i for i in range(cue.last + 1, end) if items[i].kind == "mark"), end)

    def _names_another(self, phrase: Occurrence, first: int, last: int) -> bool:
        """Whether another thing that is seen or felt is named in [first, last)."""
        named = [one for one in phrases_from(self.phrases, first, _NAMED) if one.last < last]
        return any(one.key != phrase.key and self.kind_of(one.key) in ("symptom", "look") for one in named)

    def _denies_anew(self, phrase: Occurrence, cue: Occurrence, last: int) -> bool:
        """Whether the clause of an exception behind a mark denies what stands behind it."""
        if not any(token.kind == "mark" for token in self.cues.tokens.items[phrase.last + 1 : cue.first]):
            return False
        return any(self.cues.any_in(kind, cue.last + 2, last) for kind in _DENYING)
