"""Tell which treatments are only asked for, planned, offered, feared or turned down, and which are taken.

"Could you see her about methotrexate?", "they offered prednisolone and I said no": nobody takes either. What is
`planned` stands before a drug or `treatment_word`, `planned_behind` behind it, as does `planned_soon` where somebody
only `starts` it; who is `suggesting` one has given none where it is `declined` behind. What is `taken` stays so,
whatever else is asked about it: `on_it` right before the drug, `takes_it` right before or behind it even within a
question ("is it safe to drink while on methotrexate?"), and so does one that is `suspected` right before or
`suspected_behind` behind it ("is it the methotrexate?", "could the new tablets have done this?"). What begins a
sentence that ends with a `planned_visit` is the plan of a note ("Cetirizine, r/v 6/52").
"""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

from dermagent.reading.compose import findings_of
from dermagent.reading.cues import REACH, Cues
from dermagent.reading.drugs import NamedDrug
from dermagent.text.occurrences import Occurrence
from dermagent.types import Observation

#: Plain words between a drug and what is said behind it.
_BEHIND = {"en": 3, "es": 3, "zh": 4}
#: Tokens between a drug and the words that say that it is taken, whatever is asked.
_RIGHT_BY = 1


def with_times_of_treatments(items: Sequence[Observation], drugs: Sequence[NamedDrug], cues: Cues) -> list[Observation]:
    """The same with what tells of a drug that is only planned as hypothetical, and of one that is taken as current."""
    if not drugs and "treatment_word" not in cues.by_kind:
        return list(items)
    treatments = _Treatments(cues, drugs)
    return [treatments.dated(item) for item in items]


@dataclass(frozen=True)
class _Treatments:
    """The drugs of a text with what is said around them."""

    cues: Cues
    drugs: Sequence[NamedDrug]

    def dated(self, item: Observation) -> Observation:
        """An observation with the time that the words around its drugs give it."""
        if item.span is None or item.polarity != "present" or item.time == "past":
            return item
        if not _tells_of_a_drug(item.finding):
            return item
        named = self._named(item.span.start, item.span.end)
        if not named:
            guessed = item.time == "hypothetical" and self._is_suspected(self._whole(item.span.start, item.span.end))
            return item.model_copy(update={"time": "current"}) if guessed else item
        if any(self._is_suspected(drug) for drug in named):
            return item.model_copy(update={"time": "current", "certainty": 1.0})  # the guess is of what it did
        if any(self._is_taken_all_the_same(drug) for drug in named):
            return item.model_copy(update={"time": "current"})
        planned = all(self._is_only_planned(drug) for drug in named)
        return item.model_copy(update={"time": "hypothetical"}) if planned else item

    def _whole(self, start: int, end: int) -> Occurrence:
        """The tokens of the characters [start, end) of the original text."""
        return Occurrence(*self.cues.tokens.of_stretch(start, end), "")

    def _named(self, start: int, end: int) -> list[Occurrence]:
        """The drugs and words for treatments within the characters [start, end) of the original text."""
        tokens = self.cues.tokens
        first, last = tokens.of_stretch(start, end)
        at = bisect_left(self.drugs, tokens.items[first].start, key=lambda drug: drug.start)
        named = []
        for drug in self.drugs[at:]:
            if drug.start >= tokens.items[last].end:
                break
            named.append(Occurrence(tokens.holding(drug.start), tokens.holding(drug.end - 1), ""))
        words = [one for one in self.cues.within("treatment_word", first, last + 1) if one.last <= last]
        return named or words

    def _is_only_planned(self, drug: Occurrence) -> bool:
        start, end = self.cues.tokens.sentence(drug.first)
        if self._is_taken(drug, end):
            return False
        if any(self._reaches(cue, drug) for cue in self.cues.before("planned", start, drug.first)):
            return True
        starts = self.cues.before("starts", start, drug.first)[:1]
        soon = bool(starts) and starts[0].last == drug.first - 1
        led = soon and starts[0].first == start
        if (led or self._are_drugs(start, drug.first)) and self.cues.any_in("planned_visit", drug.last + 1, end):
            return True
        for kind in ("planned_behind", "planned_soon") if soon else ("planned_behind",):
            if any(self._is_told_of(drug, cue) for cue in self.cues.behind(kind, drug.last, end)[:1]):
                return True
        offered = any(self._reaches(cue, drug) for cue in self.cues.before("suggesting", start, drug.first))
        return offered and self.cues.any_in("declined", drug.last + 1, self._next_end(end))

    def _reaches(self, cue: Occurrence, drug: Occurrence) -> bool:
        """Whether words of a plan reach a drug: over plain words, and over commas only between other drugs."""
        between = cue.last + 1, drug.first
        if self.cues.breaks.between(*between) or any(self.cues.any_in(kind, *between) for kind in ("but", "taken")):
            return False
        if any(cue.last < one.first for one in self.cues.within("on_it", *between)):
            return False
        if self.cues.lists.between(*between) and not self._are_drugs(*between):
            return False
        return self.cues.plain.between(*between) <= REACH[self.cues.language]

    def _are_drugs(self, first: int, last: int) -> bool:
        """Whether nothing but other drugs and small words stand in [first, last)."""
        named = {owner.key for owner in self.cues.owners[first:last] if owner is not None}
        return not self.cues.plain.between(first, last) and all(_tells_of_a_drug(key) for key in named)

    def _is_told_of(self, drug: Occurrence, cue: Occurrence) -> bool:
        between = drug.last + 1, cue.first
        parted = self.cues.breaks.between(*between) or self.cues.lists.between(*between)
        taken = self.cues.any_in("on_it", drug.first - 1, drug.first)
        return not parted and not taken and self.cues.plain.between(*between) <= _BEHIND[self.cues.language]

    def _is_taken(self, drug: Occurrence, end: int) -> bool:
        """Whether it is told behind the drug, or in the next sentence where that names no other, that it is taken."""
        last = self._next_end(end)
        refused = self.cues.within("declined", drug.last + 1, last)
        for cue in self.cues.within("taken", drug.last + 1, last):
            if not any(one.first <= cue.last and cue.first <= one.last for one in refused):
                return True
        return False

    def _next_end(self, end: int) -> int:
        """The end of the sentence behind one that ends at `end`, where it names no drug, else `end`."""
        items = self.cues.tokens.items
        if end >= len(items):
            return end
        last = self.cues.tokens.sentence(end)[1]
        at = bisect_left(self.drugs, items[end].start, key=lambda drug: drug.start)
        names = at < len(self.drugs) and self.drugs[at].start < items[last - 1].end
        return end if names else last

    def _is_suspected(self, drug: Occurrence) -> bool:
        """Whether the words around a drug take it for the cause of what is told, which is no plan to take it."""
        start, end = self.cues.tokens.sentence(drug.first)
        blamed = self.cues.before("suspected", start, drug.first)[:1]
        if blamed and blamed[0].last == drug.first - 1:
            asked = any(self.cues.any_in(kind, drug.last + 1, end) for kind in ("planned", "planned_behind"))
            return not asked
        return any(self._is_told_of(drug, cue) for cue in self.cues.behind("suspected_behind", drug.last, end)[:1])

    def _is_taken_all_the_same(self, drug: Occurrence) -> bool:
        """Whether words right before or behind a drug say that the patient takes it."""
        start, _ = self.cues.tokens.sentence(drug.first)
        before = self.cues.before("takes_it", start, drug.first)[:1]
        if before and drug.first - before[0].last <= 1 + _RIGHT_BY:
            return True
        return self.cues.any_in("takes_it", drug.last + 1, drug.last + 2 + _RIGHT_BY)


def _tells_of_a_drug(finding: str) -> bool:
    return finding in findings_of("told_by_any_drug") or finding in findings_of("told_by_a_drug")
