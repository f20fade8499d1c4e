"""Tell a denial under a condition from one for good: what is denied "unless I press it" is there.

Cues: an `unless` behind what is denied, or before it with no `even_so` between, tells that it is there; so does an
`except_at` before it ("apart from at night it doesn't itch"). A `circumstance` denies it of one time or position only
("no pain at rest"), which takes nothing back that the text tells besides, unless it is `so_by_now`, and so do words
`of_a_size`, `of_proper` and `of_that_kind` ("small blisters but no large ones").
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from dermagent.reading.compose import findings_of
from dermagent.reading.covers import kind_of
from dermagent.reading.cues import REACH, Cues
from dermagent.types import Observation, Span

#: Kinds of cue before or within what is denied that tell when it is there.
_EXCEPTING = ("unless", "except_at")
#: Tokens from a denied thing to the condition behind it (in Chinese: characters).
_NEAR = {"en": 4, "es": 4, "zh": 6}
#: Tokens of a clause that are looked at on either side of what is denied.
_FAR = 24


#: Kinds of cue by which a denial is of some things of its name only.
_CONDITIONS = frozenset(("unless", "except_at", "circumstance", "of_a_size", "of_proper", "of_that_kind"))


def with_conditions_met(items: Sequence[Observation], cues: Cues) -> list[Observation]:
    """The same with what is denied but for a condition as present, and without the denials that are of one time only.

    A denial of one time or position stays where nothing else tells the thing.
    """
    denied = [item for item in items if item.polarity == "absent" and item.counts and item.span]
    if not denied or not _CONDITIONS & cues.by_kind.keys():
        return list(items)
    there: dict[str, set[str]] = defaultdict(set)
    for item in items:
        if item.is_there and item.certainty == 1:
            there[item.finding].update(_words(item.span))
    clauses = _Clauses(cues)
    changed: list[Observation] = []
    for item in items:
        if item.polarity != "absent" or not item.counts or item.span is None:
            changed.append(item)
        elif item.finding in findings_of("provoked") and clauses.has_exception(item.finding, item.span):
            changed.append(item.model_copy(update={"polarity": "present", "certainty": 1.0}))
        elif not (
            item.finding in there
            and kind_of(item.finding) in ("symptom", "look")
            and (
                clauses.is_of_one_circumstance(item.span)
                or clauses.is_of_one_kind(item.span, in_other_words=there[item.finding].isdisjoint(_words(item.span)))
            )
        ):
            changed.append(item)
    return changed


@dataclass(frozen=True)
class _Clauses:
    """The clauses of a text with the conditions that they tell."""

    cues: Cues

    def _of(self, span: Span) -> tuple[int, int, int, int]:
        """The first token of a span's clause, its own first and last, and the end of its clause."""
        first, last = self.cues.tokens.of_stretch(span.start, span.end)
        begin, end = self.cues.tokens.clause(first, last)
        return max(begin, first - _FAR), first, last, min(end, last + _FAR)

    def has_exception(self, finding: str, span: Span) -> bool:
        """Whether a condition behind a denied thing, or before it, tells when it is there."""
        begin, first, last, end = self._of(span)
        near = min(end, last + 1 + _NEAR[self.cues.language])
        if any(not self.cues.ands.between(last + 1, cue.first) for cue in self.cues.within("unless", last + 1, near)):
            return True
        earlier = self._clause_before(begin)
        for cue in [one for kind in _EXCEPTING for one in self.cues.within(kind, earlier, last + 1)]:
            between = cue.last + 1, first
            near_by = self.cues.plain.between(*between) <= REACH[self.cues.language]
            if not near_by or any(self.cues.any_in(kind, *between) for kind in ("even_so", "but")):
                continue
            if cue.key == "unless" or not self._names_another(finding, *between):
                return True
        return False

    def _names_another(self, finding: str, first: int, last: int) -> bool:
        """Whether an exception is another thing that is felt ("apart from the itch it doesn't hurt")."""
        named = {owner.key for owner in self.cues.owners[first:last] if owner is not None}
        return any(kind_of(key) == "symptom" for key in named - {finding})

    def is_of_one_circumstance(self, span: Span) -> bool:
        """Whether a thing is denied of one time, place or position only."""
        begin, first, last, end = self._of(span)
        if self.cues.any_in("so_by_now", begin, end):
            return False
        near = min(end, last + 1 + _NEAR[self.cues.language])
        for cue in self.cues.within("circumstance", last + 1, near):
            if not self.cues.ands.between(last + 1, cue.first):
                return True
        for cue in self.cues.within("circumstance", self._clause_before(begin), first):
            parted = self.cues.any_in("but", cue.last + 1, first)
            if not parted and self.cues.plain.between(cue.last + 1, first) <= REACH[self.cues.language]:
                return True
        return False

    def is_of_one_kind(self, span: Span, *, in_other_words: bool) -> bool:
        """Whether a thing is denied of one kind or size only ("a few small spots but no large ones").

        A "real" one is a kind of what is told `in_other_words` ("pinpoint vesicles, no real blisters"), not of what may
        only look like one ("like a blister, but no real blister").
        """
        begin, first, last, end = self._of(span)
        kinds = ("of_a_size", "of_proper") if in_other_words else ("of_a_size",)
        for kind in kinds:
            before = self.cues.within(kind, begin, first)[-1:]
            behind = self.cues.within(kind, last + 1, min(end, last + 2))
            if behind or any(one.last == first - 1 for one in before):
                return True
        return self.cues.any_in("of_that_kind", begin, end)

    def _clause_before(self, begin: int) -> int:
        """Where the clause before the one from `begin` on begins, in the same sentence and behind a comma."""
        if not begin or not self.cues.lists.between(begin - 1, begin):
            return begin
        start, _ = self.cues.tokens.sentence(begin - 1)
        return max(start, self.cues.tokens.clause(begin - 2, begin - 2)[0] if begin > 1 else 0)


def _words(span: Span | None) -> set[str]:
    """The words of a span, in small letters."""
    return set(span.text.lower().split()) if span else set()
