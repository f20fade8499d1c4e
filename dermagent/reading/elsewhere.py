"""Tell which denials are of another place, side or person than the one that a finding is told of.

"The shin is tender. The belly does not hurt": there is pain. Of one text the later word counts, so a denial that is of
something else is left out where the thing itself is told. So is one within the words of another finding that is denied
("joints do not hurt" denies arthralgia), or of whomever else ("my wife does not itch").
"""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from dermagent.knowledge.base import knowledge
from dermagent.reading.compose import findings_of
from dermagent.reading.covers import is_site, kind_of
from dermagent.text.occurrences import Occurrence
from dermagent.text.tokens import Tokens
from dermagent.types import Observation, Span

#: Parts that name a side of the body, and those that name other people.
_SIDES = frozenset(("left", "right", "other_side"))
_PEOPLE = frozenset(("nobody", "no_one_else", "no_relative", "others_at_home"))
#: Things of one kind that are looked at, at most: a text of thousands is read in time linear in its length.
_LOOKED_AT = 30


@dataclass(frozen=True)
class _Around:
    """The places and sides that a clause or sentence names."""

    sites: frozenset[str]
    sides: frozenset[str]


def without_denials_elsewhere(
    items: Sequence[Observation], tokens: Tokens, parts: Sequence[Occurrence]
) -> list[Observation]:
    """The same without the denials that are of something else than what is told as present.

    `parts` are those of the text.
    """
    told: dict[str, list[Observation]] = defaultdict(list)
    for item in items:
        if item.is_there and item.span and item.certainty == 1:
            told[item.finding].append(item)
    sided = any(one.key in _SIDES for one in parts)
    if not sided and not any(_is_denial(item, told) or _is_told_place(item, told) for item in items):
        return list(items)
    others = _Elsewhere(items, tokens, parts)
    return [
        item
        for item in items
        if not (_is_denial(item, told) and others.is_apart(item, told[item.finding]))
        and not (_is_told_place(item, told) and others.is_spared_beside(item, told[item.finding]))
        and not others.is_of_free_side(item)
    ]


def _is_denial(item: Observation, told: Mapping[str, Sequence[Observation]]) -> bool:
    """Whether it denies what the text tells as well, and is no place."""
    if item.finding not in told or item.polarity != "absent" or not item.counts or not item.span:
        return False
    return kind_of(item.finding) in ("symptom", "look")


def _is_told_place(item: Observation, told: Mapping[str, Sequence[Observation]]) -> bool:
    """Whether it denies a place where the text tells that something is."""
    return item.finding in told and item.polarity == "absent" and item.counts and is_site(item.finding)


class _Elsewhere:
    """The clauses and sentences of a text with what each names."""

    def __init__(self, items: Sequence[Observation], tokens: Tokens, parts: Sequence[Occurrence]) -> None:
        self._tokens = tokens
        self._sites = sorted(
            (self._tokens.of_original(one.span.start), one.finding)
            for one in items
            if one.span and is_site(one.finding)
        )
        self._sides = sorted((one.first, one.key) for one in parts if one.key in _SIDES)
        self._people = sorted((one.first, one.key) for one in parts if one.key in _PEOPLE)
        self._denied: dict[int, list[Observation]] = defaultdict(list)
        self._told_sides: set[str] = set()
        for one in items:
            if self._sides and one.is_there and one.certainty == 1 and one.span and kind_of(one.finding) != "place":
                self._told_sides |= _within(self._sides, *self._clause(one.span))
            if one.polarity == "absent" and one.span:
                self._denied[self._clause(one.span)[0]].append(one)

    def is_apart(self, denial: Observation, told: Sequence[Observation]) -> bool:
        """Whether a denial is of another place, side, person or finding than all that is told."""
        if denial.span is None:
            return False
        first, last = self._clause(denial.span)
        where = [self._tokens.of_original(one.span.start) for one in told[:_LOOKED_AT] if one.span]
        if any(first <= at <= last for at in where):
            return False
        if _within(self._people, first, last) or self._is_narrower(denial, first):
            return True
        here = self._around(first, last)
        return all(self._is_elsewhere(here, self._around(*self._sentence(at))) for at in where)

    def is_of_free_side(self, denial: Observation) -> bool:
        """Whether it is denied by what is normal of the side of which nothing is told ("left eye is fine").

        What is so of the free side says nothing of the other, be that told in words that nobody has heard.
        """
        if denial.polarity != "absent" or denial.certainty == 1 or denial.span is None:
            return False
        first, last = self._clause(denial.span)
        free = _within(self._sides, first, last)
        if len(free) != 1:
            return False
        return "other_side" in free or (bool(self._told_sides) and free.isdisjoint(self._told_sides))

    def is_spared_beside(self, place: Observation, told: Sequence[Observation]) -> bool:
        """Whether a denied place only names where another thing is denied, or is that of the other side."""
        if self.is_what_has_not(place):
            return True
        if place.span is None:
            return False
        here = self._around(*self._clause(place.span))
        where = (self._tokens.of_original(one.span.start) for one in told[:_LOOKED_AT] if one.span)
        return bool(here.sides) and all(not here.sides & self._around(*self._clause_at(at)).sides for at in where)

    def is_what_has_not(self, place: Observation) -> bool:
        """Whether a denied place only names where another thing is denied ("no tummy cramps", "the neck is not stiff").

        A place that is itself free ("hands clear") denies nothing else in its clause, or only by what is normal.
        """
        if place.span is None:
            return False
        span, denied = place.span, self._denied[self._clause(place.span)[0]][:_LOOKED_AT]
        normal = {one.finding for one in denied if one.certainty < 1}
        return any(
            not is_site(one.finding)
            and one.span is not None
            and (one.finding not in normal or one.span.start <= span.start < one.span.end)
            for one in denied
        )

    def _is_elsewhere(self, here: _Around, there: _Around) -> bool:
        """Whether the places or sides around a denial are other ones than those around what is told."""
        if here.sides and not here.sides & there.sides:
            return True
        if not here.sites or not there.sites:
            return False
        return not any(_is_of(a, b) or _is_of(b, a) for a in here.sites for b in there.sites)

    def _is_narrower(self, denial: Observation, clause: int) -> bool:
        """Whether its words are part of those that deny another finding in the clause that begins there."""
        span = denial.span
        return span is not None and any(
            _tells_more(one.finding, denial.finding)
            and one.span
            and one.span.start <= span.start
            and span.end <= one.span.end
            and one.span.end - one.span.start > span.end - span.start
            for one in self._denied[clause][:_LOOKED_AT]
        )

    def _around(self, first: int, last: int) -> _Around:
        return _Around(_within(self._sites, first, last), _within(self._sides, first, last))

    def _sentence(self, at: int) -> tuple[int, int]:
        start, end = self._tokens.sentence(at)
        return start, end - 1

    def _clause_at(self, at: int) -> tuple[int, int]:
        """The first and last token of the words between two marks that a token stands in."""
        first, behind = self._tokens.clause(at, at)
        return first, behind - 1

    def _clause(self, span: Span) -> tuple[int, int]:
        """The first and last token of the words between two marks that a span stands in."""
        first, behind = self._tokens.clause(*self._tokens.of_stretch(span.start, span.end))
        return first, behind - 1


def _within(found: Sequence[tuple[int, str]], first: int, last: int) -> frozenset[str]:
    """What stands at the tokens [first, last], of things in order."""
    start = bisect_left(found, (first, ""))
    return frozenset(name for at, name in found[start : start + _LOOKED_AT] if at <= last)


def _is_of(site: str, whole: str) -> bool:
    """Whether a place is another one or part of it."""
    return site == whole or whole in knowledge().ancestors(site)


def _tells_more(narrower: str, finding: str) -> bool:
    """Whether one finding is a case of another, or of one so general that others are named with its words."""
    if narrower == finding or is_site(narrower):
        return False
    return finding in findings_of("general") or finding in knowledge().ancestors(narrower)
