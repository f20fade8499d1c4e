"""Tell what "none of that" denies: what was asked or only feared before it, or the list of its sentence.

Nothing that is stated outright is denied by it.
"""

from collections.abc import Sequence, Set
from dataclasses import dataclass
from typing import Literal

from dermagent.reading.cues import ITEM, Cues
from dermagent.reading.endings import phrases_from
from dermagent.text.occurrences import Occurrence

#: Questions that one answer may be about.
_QUESTIONS_IN_A_ROW = 5
#: Kinds of cue for "none of them"; the second means only what an earlier sentence names.
_NONE = ("back", "none_of_these")
#: Phrases that are looked at from a place on, which may tell one thing in several.
_NEAR = 8


@dataclass(frozen=True)
class LooksBack:
    """The `back` cues of a text: what they answer and deny of its phrases.

    `negators` are tokens that deny, `denying` words that do: what holds one is a statement ("cannot breathe").
    """

    cues: Cues
    phrases: Sequence[Occurrence]
    negators: Set[int]
    denying: Set[str]

    def answered(self, phrase: Occurrence, end: int) -> Literal["no"] | None:
        """No, where a phrase of the question that ends before `end` is denied by the first sentence that asks nothing.

        What a sentence states is denied by none behind it: "Lips swelling. None of that" is said of what was asked,
        or of what a doctor said to come back for ("If it swells or you faint, come back. None of these so far").
        """
        kinds = [kind for kind in _NONE if self.cues.by_kind.get(kind)]
        if not kinds or not (self.cues.is_question(end) or self._is_warned_of(phrase, end)):
            return None
        for cue in [one for kind in kinds for one in self.cues.behind(kind, phrase.last, self._answering(end))]:
            first, _ = self.cues.tokens.sentence(cue.first)
            if self.cues.any_in("the_rest", first, cue.last + 1):
                continue  # "If it swells or you faint, come back. It has swollen, the rest is absent"
            if first <= phrase.last:  # "if it swells, come back, they said, and I have none of that"
                told = self.cues.within("comes_back_then", phrase.last, cue.first)
                first = max([first, *(one.last for one in told)])
                if first <= phrase.last:
                    continue
            if not any(first <= p.first < cue.first for p in self._phrases_from(first)):
                return "no"
        return None

    def _is_warned_of(self, phrase: Occurrence, end: int) -> bool:
        """Whether its sentence, which ends before `end`, lists what to watch for or to come back with.

        What a condition brings about ("if I eat nuts, my lips swell") is neither.
        """
        start, _ = self.cues.tokens.sentence(phrase.first)
        if any(self.cues.any_in(kind, start, phrase.first) for kind in ("advice", "watched_for")):
            return True
        supposed = any(self.cues.any_in(kind, start, phrase.first) for kind in ("condition", "listed_out"))
        return supposed and self.cues.any_in("comes_back_then", phrase.last + 1, end)

    def is_denied(self, phrase: Occurrence, end: int) -> bool:
        """Whether "none of these" behind it in its sentence, which ends before `end`, means it."""
        return any(
            not self.cues.ended(phrase.last + 1, cue.first - 1)
            and not self.cues.any_in("the_rest", phrase.last + 1, cue.last + 1)
            and self._is_of_all(cue, phrase)
            for cue in self.cues.behind("back", phrase.last, end)
        )

    def _is_of_all(self, cue: Occurrence, phrase: Occurrence) -> bool:
        """Whether "none" is a clause of its own or closes a list, not only what its own clause names.

        "She itches all night, not one rash is there" denies no itch.
        """
        between = phrase.last + 1, cue.first
        items = self.cues.lists.between(*between)
        if not items:
            return True
        if self._is_stated_apart(phrase, cue):
            return False
        listed = self.cues.plain.between(*between) <= items * ITEM[self.cues.language]
        named = self._phrases_from(self.cues.clause_of(cue))
        return listed or not any(phrase.last < p.first < cue.first for p in named)

    def _is_stated_apart(self, phrase: Occurrence, cue: Occurrence) -> bool:
        """Whether a clause states it before a list that the cue closes ("my lips swell, fever, cough, none of it")."""
        start, _ = self.cues.tokens.sentence(phrase.first)
        clause = self.cues.clause_of(phrase)
        if self.cues.any_in("looked", clause, phrase.first):
            return False  # "I looked over his chest, his knees - all clear" states nothing of the chest
        own = (p for p in self._phrases_from(clause) if p.first <= phrase.first)
        if not any(self.cues.is_stated(p.first, p.last, start) or self._denies(p) for p in own):
            return False
        behind = (p for p in self._phrases_from(phrase.last + 1) if p.first < cue.first)
        return any(self.cues.lists.between(phrase.last + 1, p.first) for p in behind)

    def _denies(self, phrase: Occurrence) -> bool:
        """Whether a phrase holds a denial of its own."""
        tokens = range(phrase.first, phrase.last + 1)
        return any(i in self.negators or self.cues.tokens.items[i].word in self.denying for i in tokens)

    def _answering(self, end: int) -> int:
        """The end of the first sentence behind a question that asks nothing (at most five on)."""
        for _ in range(_QUESTIONS_IN_A_ROW):
            if end >= len(self.cues.tokens.items):
                break
            _, end = self.cues.tokens.sentence(end)
            if not self.cues.is_question(end):
                break
        return end

    def _phrases_from(self, token: int) -> Sequence[Occurrence]:
        return phrases_from(self.phrases, token, _NEAR)
