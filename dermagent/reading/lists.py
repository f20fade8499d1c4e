"""Tell what the items of a denied list are: bare things alike, or statements of their own behind a comma."""

from bisect import bisect_left
from collections.abc import Callable, Sequence, Set

from dermagent.reading.cues import Cues
from dermagent.reading.endings import phrases_from
from dermagent.reading.vocabulary import verbal_negators
from dermagent.text.occurrences import Occurrence

#: Tokens of the longest list that is looked through, and commas from which on bare items need not be alike.
_LONGEST, _MANY = 60, 2
#: Sentences that go on with a denial before them, at most.
_SENTENCES = 5


class DeniedLists:
    """The lists behind the denials of a text with these cues and phrases.

    `anew` are places that begin a new statement behind a comma.
    """

    def __init__(
        self, cues: Cues, phrases: Sequence[Occurrence], kind_of: Callable[[str], str], anew: Set[str]
    ) -> None:
        self._cues = cues
        self._phrases = phrases
        self._kind_of = kind_of
        self._anew = anew
        self._verbal = verbal_negators(cues.language)
        self._bare: dict[int, bool] = {}

    def before(self, phrase: Occurrence) -> Occurrence | None:
        """The last thing of the sentence that the one of the phrase goes on with ("No fever. Or cough."), if any."""
        start, end = self._cues.tokens.sentence(phrase.first)
        if any(self._cues.any_in(kind, start, start + 1) for kind in ("negate", "deny")):
            return None  # "Neither itch nor pain." denies by itself
        for _ in range(_SENTENCES):
            if not start or self._cues.next_or(start, start + 1) is None or not self._is_bare(start + 1, end):
                return None
            start, end = self._cues.tokens.sentence(start - 1)[0], start
            if self._cues.next_or(start, start + 1) is None:
                last = bisect_left(self._phrases, (end,)) - 1
                return self._phrases[last] if last >= 0 and self._phrases[last].first >= start else None
        return None

    def is_of_symptoms(self, cue: Occurrence, phrase: Occurrence) -> bool:
        """Whether the first thing behind a denial and a later one are both what a patient feels."""
        first = next((p for p in self._phrases_from(cue.last + 1) if p.first > cue.last), phrase)
        return self._kind_of(first.key) == self._kind_of(phrase.key) == "symptom"

    def is_appended(self, cue: Occurrence) -> bool:
        """Whether a thing that is there stands right before the denial, which then is of one thing beside it."""
        return cue.first > 0 and self._cues.owners[cue.first - 1] is not None

    def begins_anew(self, phrase: Occurrence, after: int) -> bool:
        """Whether the last item of a list begins with whose it is: a statement of its own."""
        first = self._item_of(phrase, after)
        return first > after and self._cues.any_in("anew", first, phrase.first + 1)

    def tells_by_a_verb(self, cue: Occurrence, phrase: Occurrence, after: int) -> bool:
        """Whether a later item has a verb of its own, which the denial is not of ("no pain, smells of fish").

        Where the first one has a verb too, it is of all ("never itches, bleeds"), but for a word that denies one verb
        only (Spanish "no duele, huele mal").
        """
        first = self._item_of(phrase, after)
        if first <= after or not self._cues.any_in("verb", first, phrase.first + 1):
            return False
        of_one = self._cues.any_in("denies_one_verb", cue.last, cue.last + 1)
        return of_one or not self._cues.any_in("verb", after, after + 1)

    def _item_of(self, phrase: Occurrence, after: int) -> int:
        """The first token of the item that a phrase stands in, not before `after`."""
        first = phrase.first
        while (
            first > after
            and self._cues.tokens.items[first - 1].kind != "mark"
            and not self._cues.ands.between(first - 1, first)
        ):
            first -= 1
        return first

    def is_told_beside(self, phrase: Occurrence, after: int) -> bool:
        """Whether the last of two things joined by "and" behind a denial is no second denied one.

        It begins as something told does ("a fever", "high fever") where the first one does not begin alike, or the
        language joins what is denied by another word (Spanish "ni").
        """
        cues = self._cues
        joined = next((i for i in range(phrase.first - 1, after - 1, -1) if cues.ands.between(i, i + 1)), None)
        if joined is None:
            return False
        if cues.any_in("and_tells", joined, joined + 1):
            return True
        words = cues.tokens.items
        return cues.any_in("tells", joined + 1, phrase.first + 1) and words[joined + 1].word != words[after].word

    def tells_anew(self, phrase: Occurrence, after: int, end: int) -> bool:
        """Whether the second of two items has its own place ("no itch, sweaty hands"), which the first has not."""
        if self._cues.lists.between(after, end) != 1:
            return False
        near = [p for p in self._phrases_from(phrase.first) if p.first <= phrase.last + 2 and p.key in self._anew]
        return bool(near) and not any(p.key in self._anew for p in self._phrases_from(after) if p.first < phrase.first)

    def is_all_alike(self, cue: Occurrence, phrase: Occurrence, end: int) -> bool:
        """Whether the list is one of bare, like things up to the end of its sentence ("no fever, chills, cough")."""
        if cue.first not in self._bare:
            self._bare[cue.first] = self._is_bare(cue.last + 1, end)
        if not self._bare[cue.first]:
            return False
        first = next((p for p in self._phrases_from(cue.last + 1) if p.first > cue.last), phrase)
        if self._kind_of(first.key) == self._kind_of(phrase.key) or self._kind_of(phrase.key) == "symptom":
            return True
        if self._cues.tokens.items[cue.last].word in self._verbal:
            return False  # "not itchy, blisters, pus" may state
        return self._cues.lists.between(cue.last + 1, end) >= _MANY and self._is_of_words(cue.last + 1, end)

    def _is_of_words(self, start: int, end: int) -> bool:
        """Whether each item up to `end` is a single word ("itching, crusting, bleeding"), small ones aside."""
        words = 0
        for i in range(start, end):
            owned = self._cues.owners[i] is not None
            words = (
                0 if self._cues.tokens.items[i].kind == "mark" else words + owned + self._cues.plain.between(i, i + 1)
            )
            if words > 1:
                return False
        return True

    def _is_bare(self, start: int, end: int) -> bool:
        """Whether every item of the list up to `end` is one phrase or one unknown word, small words aside."""
        if self._cues.ended(start, end) or self._cues.breaks.between(start, max(start, end - 1)):
            return False
        units, last = 0, -1
        for i in range(start, min(end, start + _LONGEST)):
            token = self._cues.tokens.items[i]
            owner = self._cues.owners[i]
            if token.kind == "mark":
                units, last = 0, -1
            elif owner is not None:
                units += owner.first > last
                last = max(last, owner.last)
            else:
                units += self._cues.plain.between(i, i + 1)
            if units > 1:
                return False
        return end - start <= _LONGEST

    def _phrases_from(self, token: int, most: int = 3) -> Sequence[Occurrence]:
        return phrases_from(self._phrases, token, most)
