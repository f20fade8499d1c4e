"""Tell what ends a denial or a state: a time up to which it held, a correction, an answer by name, a relapse."""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

from dermagent.knowledge.lexicon import words_of
from dermagent.reading.cues import ITEM, REACH, Cues
from dermagent.text.occurrences import Occurrence

#: Tokens within which a correction begins, and says that it is so.
_SOON = 4
#: Plain words between what came back and the word for that, and tokens between it and the word before it that it went.
_RELAPSED, _WENT = 7, 4


@dataclass(frozen=True)
class EndsOfDenials:
    """The ends of denials and states in a text with these cues and phrases."""

    cues: Cues
    phrases: Sequence[Occurrence]

    def is_denied_no_more(self, phrase: Occurrence, start: int, end: int) -> bool:
        """Whether a denial of it in the sentence [start, end) held up to a time only, or is taken back at once."""
        return self._has_begun(phrase, start, end) or self._is_taken_back(phrase, end)

    def is_only_asked(self, phrase: Occurrence, end: int) -> bool:
        """Whether it stands in a question that the next sentence answers by its name ("fever? No fever.")."""
        if end >= len(self.cues.tokens.items) or not self.cues.is_question(end):
            return False
        last = self.cues.tokens.sentence(end)[1]
        return any(other.key == phrase.key and end <= other.first < last for other in self._phrases_from(end, 8))

    def has_ended(self, phrase: Occurrence, start: int, end: int) -> bool:
        """Whether a habit, drug or state is over for years: "used to smoke", "chemotherapy finished in 2019"."""
        return any(
            not self.cues.plain.between(cue.last + 1, phrase.first)
            for cue in self.cues.before("ended", start, phrase.first)
        ) or any(
            self.cues.plain.between(phrase.last + 1, cue.first) <= ITEM[self.cues.language]
            for cue in self.cues.behind("ended_after", phrase.last, self._behind_question(end))
        )

    def _behind_question(self, end: int) -> int:
        """The end of the sentence behind one that asks, else of this one ("Smoking? Gave up ten years ago.")."""
        asks = end < len(self.cues.tokens.items) and self.cues.is_question(end)
        return self.cues.tokens.sentence(end)[1] if asks else end

    def _has_begun(self, phrase: Occurrence, start: int, end: int) -> bool:
        """Whether it is denied of a time that ended lately: "no pain until today", "before Monday no itch"."""
        for cue in self.cues.behind("until", phrase.last, end)[:1]:
            between = phrase.last + 1, cue.first
            parted = self.cues.breaks.between(*between) or self.cues.ended(*between)
            denied_anew = any(self.cues.any_in(kind, *between) for kind in ("negate", "deny"))
            if not parted and not denied_anew and self.cues.plain.between(*between) <= REACH[self.cues.language]:
                return True
        for cue in self.cues.before("until", start, phrase.first)[:1]:
            opens = cue.first == start or self.cues.tokens.items[cue.first - 1].kind == "mark"
            commas = self.cues.lists.between(cue.last + 1, phrase.first)
            if opens and commas <= 1 and not self.cues.any_in("but", cue.last + 1, phrase.first):
                return True
        return False

    def _is_taken_back(self, phrase: Occurrence, end: int) -> bool:
        """Whether the next words correct a denial ("no fever. Sorry, I mean yes, 39"), and name nothing else."""
        if end >= len(self.cues.tokens.items):
            return False
        first, last = end, self.cues.tokens.sentence(end)[1]
        if any(phrase.last < other.first < last for other in self._phrases_from(phrase.last + 1)):
            return False
        corrections = self.cues.within("correction", first, min(last, first + _SOON))
        return any(self.cues.any_in("answer_yes", cue.last + 1, cue.last + 1 + _SOON) for cue in corrections)

    def has_come_back(self, phrase: Occurrence, end: int) -> bool:
        """Whether what went off is told to be there again ("the fever went away and came back today")."""
        items, owners = self.cues.tokens.items, self.cues.owners
        for cue in self.cues.behind("relapsed", phrase.last, end)[:2]:
            closed = cue.last + 1 >= end or items[cue.last + 1].kind == "mark"
            between = phrase.last + 1, cue.first
            if not closed or self.cues.breaks.between(*between) or self.cues.plain.between(*between) > _RELAPSED:
                continue
            if any(owner is not None and owner.first > phrase.last for owner in owners[slice(*between)]):
                continue  # "no fever, but the itch came back"
            denying = words_of(self.cues.language).denying
            if any(token.word in denying for token in items[max(phrase.last + 1, cue.first - _SOON) : cue.last + 1]):
                continue
            if self.cues.any_in("went_off", max(0, phrase.first - _WENT), cue.first):
                return True
        return False

    def _phrases_from(self, token: int, most: int = 3) -> Sequence[Occurrence]:
        return phrases_from(self.phrases, token, most)


def phrases_from(phrases: Sequence[Occurrence], token: int, most: int) -> Sequence[Occurrence]:
    """The first of the sorted phrases that begin at a token or behind it, at most so many."""
    first = bisect_left(phrases, (token,))
    return phrases[first : first + most]
