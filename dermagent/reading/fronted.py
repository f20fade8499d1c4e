"""Tell what is named first and denied right behind it ("fever I do not have, but a cough", in Spanish even more often).

A Spanish noun without an article opens the clause, whose it is or where follows (`fronts`), and "no" with a verb of
having, doing or noticing denies it (`after_fronted`; with one of eating or taking only what is a risk: `after_taken`).
Behind an article (`definite`) the thing is there unless its clause ends with the denial ("the mole has no hairs").
Dictated text has no marks: there such a noun right behind other findings opens a clause too, if its denial ends one or
what follows has a denial of its own (`neither`). `naught` ends what a verb before it denies.
"""

from collections.abc import Callable
from dataclasses import dataclass

from dermagent.reading.cues import Cues
from dermagent.text.occurrences import Occurrence

#: Steps over whose it is and where, between a thing and its denial.
_STEPS = 6


@dataclass(frozen=True)
class Fronted:
    """The denials of a text that stand right behind what they deny."""

    cues: Cues
    kind_of: Callable[[str], str]

    def is_denied(self, phrase: Occurrence) -> bool:
        """Whether the phrase is the object of a denial behind it."""
        start, end = self.cues.tokens.sentence(phrase.first)
        cue = self._denial_behind(phrase, end)
        if cue is None or self.cues.is_of_another(cue, phrase):
            return False
        behind = cue.last + 1
        if behind < end and (owner := self.cues.owners[behind]) is not None and not self._is_denied_too(owner, end):
            return False  # "hives no fever": what is denied follows
        closed = self._is_closed(behind, end)
        if self.cues.any_in("definite", phrase.first - 1, phrase.first):
            return closed
        if not self.cues.is_stated(phrase.first, phrase.last, start):
            return True
        before = self.cues.owners[phrase.first - 1] if phrase.first > start else None
        return closed and before is not None and before.last < phrase.first

    def is_of_a_verb(self, cue: Occurrence, phrase: Occurrence) -> bool:
        """Whether a result behind a phrase only ends what a verb denies ("he has a cough has not eaten nothing")."""
        denied = self.cues.within("negate", phrase.last + 1, cue.first)[-1:]
        if (
            not denied
            or not self.cues.any_in("naught", cue.first, cue.last + 1)
            or self.cues.lists.between(denied[0].last + 1, cue.first)
        ):
            return False
        return denied[0].last < cue.first and self.cues.plain.between(denied[0].last + 1, cue.first) > 0

    def _denial_behind(self, phrase: Occurrence, end: int) -> Occurrence | None:
        """The denial right behind a phrase, or behind whose it is and where ("sores in his mouth he has none")."""
        kinds = ("after_fronted", "after_taken") if self.kind_of(phrase.key) == "risk" else ("after_fronted",)
        at = phrase.last + 1
        for _ in range(_STEPS):
            if at >= end:
                return None
            if denials := [cue for kind in kinds for cue in self.cues.within(kind, at, at + 1) if cue.last < end]:
                return max(denials)
            owner = self.cues.owners[at]
            if whose := self.cues.within("fronts", at, at + 1):
                at = whose[-1].last + 1
            elif owner is not None and owner.first == at and self.kind_of(owner.key) == "place":
                at = owner.last + 1
            elif owner is None and self._is_small(at):
                at += 1
            else:
                return None
        return None

    def _is_small(self, i: int) -> bool:
        """Whether a token only joins a place to what is there."""
        joins = self.cues.ands.between(i, i + 1) or self.cues.next_or(i, i + 1) is not None
        denies = self.cues.any_in("negate", i, i + 1)
        mark = self.cues.tokens.items[i].kind == "mark"
        return not (joins or denies or mark or self.cues.plain.between(i, i + 1))

    def _is_closed(self, behind: int, end: int) -> bool:
        """Whether a denial ends its clause at the token `behind`, or only others of its kind follow."""
        if behind >= end or self.cues.tokens.items[behind].kind == "mark":
            return True
        owner = self.cues.owners[behind]
        joins = self.cues.ands.between(behind, behind + 1) or self.cues.next_or(behind, behind + 1) is not None
        return bool(joins) or (owner is not None and self._is_denied_too(owner, end))

    def _is_denied_too(self, phrase: Occurrence, end: int) -> bool:
        """Whether what follows a denial is denied by one of its own ("itch he has none cough neither")."""
        behind = phrase.last + 1
        kinds = ("after_last", "after_fronted", "neither")
        return any(self.cues.any_in(kind, behind, min(end, behind + 1)) for kind in kinds)
