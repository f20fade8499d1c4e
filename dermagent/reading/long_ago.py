"""What of a text happened once and is over, since a time told beside it was long ago."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, cached_property

from dermagent.knowledge.base import shipped
from dermagent.reading.compose import findings_of
from dermagent.reading.cues import Cues
from dermagent.text.occurrences import Occurrence
from dermagent.text.tokens import Tokens

#: Tokens (in Chinese: characters) between what happened and how long ago that was.
_AGO = 10
#: Tokens between an illness and the time that it has lasted ("diabetic, twenty years back").
_LASTING = 4
#: Tokens before a time with which a sentence still opens ("last year, ...", "as a girl, in 1976, ...").
_OPENING = 3
#: Tokens before a thing in which a word for its rising stands ("blisters came up").
_RISES = 2
#: Years of age from which what was so at birth is long ago.
_GROWN = 1
#: Tokens between a verb of the past and what was had.
_HAD = 4
#: Tokens of a sentence within which it dates the one before.
_SOON = 3
#: The part that tells a time years ago.
_YEARS_AGO = "years_ago"
#: Kinds of cue behind an event with which the text goes on to something else than what came of it.
_TOLD_ANEW = ("but", "present", "told_now", "patient", "self")


@dataclass(frozen=True)
class LongAgo:
    """The times among the `parts` of a text that end those of its `findings` which are told beside them.

    `years` is how old the patient is known to be at least; None where the text does not say.
    """

    tokens: Tokens
    cues: Cues
    parts: Sequence[Occurrence]
    findings: Sequence[Occurrence]
    years: float | None = None

    def is_over(self, found: Occurrence) -> bool:
        """Whether it happened once, and a time of its sentence beside it says that this was long ago."""
        if self._is_over_by_a_time(found) or self._came_of_what_is_over(found) or self._passed_at_birth(found):
            return True
        return found.key in findings_of("over_by_date") and (self._is_dated_behind(found) or self._was_fear(found))

    def _is_dated_behind(self, found: Occurrence) -> bool:
        """Whether the end of its sentence, or the whole next one, says when that was ("... That was in June.")."""
        _, end = self.tokens.sentence(found.first)
        here = self.cues.behind("dated_back", found.last, end)[:1]
        if here:
            return not self._is_so_now(here[0].last + 1, end)
        if end >= len(self.tokens.items):
            return False
        _, behind = self.tokens.sentence(end)
        dated = self.cues.within("dated_back", end, min(behind, end + _SOON))[:1]
        return bool(dated) and not self._is_so_now(dated[0].last + 1, behind)

    def _was_fear(self, found: Occurrence) -> bool:
        """Whether it belongs to an attack of fear in a month that its sentence names, with nothing of now before it."""
        start, end = self.tokens.sentence(found.first)
        if not self.cues.any_in("attack_of_fear", start, end) or self._is_so_now(start, end):
            return False
        months = (one.first for one in self.parts if one.key in ("months_ago", _YEARS_AGO))
        return self.cues.any_in("in_month", start, end) or any(start <= first < end for first in months)

    def _is_so_now(self, first: int, last: int) -> bool:
        """Whether [first, last) tells of now, or that it came again."""
        return any(self.cues.any_in(kind, first, last) for kind in ("present", "comes_again"))

    def _is_over_by_a_time(self, found: Occurrence) -> bool:
        start, end = self.tokens.sentence(found.first)
        begun = self._beginnings.get(start, ())
        if found.key in events():
            begun = [one for one in begun if not self._is_parted(found, one)]
        if begun:
            return False  # "it began two years ago"
        return any(
            start <= time.first < end
            and found.first - _AGO <= time.last
            and time.first <= found.last + _AGO
            and self._in_one_clause(found, time)
            for time in self._times_over.get(found.key, ())
        )

    def _came_of_what_is_over(self, found: Occurrence) -> bool:
        """Whether it is a bare addition to an event that is over ("burnt my ear in 1976, blisters the lot")."""
        start, end = self.tokens.sentence(found.first)
        begun = [one for one in self._beginnings.get(start, ()) if one.last < found.first - _RISES]
        if found.key not in findings_of("over_with_event") or begun:
            return False
        behind = self._clause_end(found, end)
        return any(
            start <= event.first
            and event.last < found.first
            and event.key in events()
            and self._is_over_by_a_time(event)
            and not any(self.cues.any_in(kind, event.last + 1, behind) for kind in _TOLD_ANEW)
            for event in self.findings
        )

    def _passed_at_birth(self, found: Occurrence) -> bool:
        """Whether it was so at birth, of somebody years old now or told to have got over it."""
        start, end = self.tokens.sentence(found.first)
        if found.key not in findings_of("over_after_birth") or self._beginnings.get(start):
            return False
        behind = self._clause_end(found, end)
        kinds = ["at_birth"]
        if self.cues.any_in("had_then", max(start, found.first - _HAD), found.first):
            kinds.append("born_early")
        born = [one for one in self.parts if one.key in kinds and start <= one.first < end]
        if not any(self._is_of_one_time(found, one, behind) for one in born):
            return False
        if self.years is not None and self.years >= _GROWN:
            return True
        return any(self.cues.any_in(kind, found.last + 1, end) for kind in ("resolved", "resolved_last"))

    def _is_of_one_time(self, found: Occurrence, time: Occurrence, behind: int) -> bool:
        """Whether nothing from the first of the two up to `behind` turns to something else, or to what is so now."""
        first = min(found.last, time.last) + 1
        turns = any(self.cues.any_in(kind, first, behind) for kind in ("but", "present", "told_now"))
        return not turns and not self.cues.ands.between(*self._between(found, time))

    def _in_one_clause(self, found: Occurrence, time: Occurrence) -> bool:
        """Whether nothing new is told between the two ("last year I was stung, and now my lips swell")."""
        opens = time.last < found.first and time.first - self.tokens.sentence(time.first)[0] <= _OPENING
        between = self._between(found, time)
        if self._is_story(found, time):
            return True
        told = any(self.cues.any_in(kind, *between) for kind in ("but", "present"))
        return not told and not self._is_parted(found, time, comma_first=opens)

    def _is_story(self, found: Occurrence, time: Occurrence) -> bool:
        """Whether a story told of that time goes on to the event ("there was a fire in 1983 and I swallowed smoke")."""
        start, end = self.tokens.sentence(time.first)
        if found.key not in events() or not self.cues.any_in("there_was", start, found.first):
            return False
        behind = self._clause_end(found, end)
        return not any(self.cues.any_in(kind, time.last + 1, behind) for kind in ("but", "present", "told_now"))

    def _clause_end(self, found: Occurrence, end: int) -> int:
        """Where the next mark stands behind it, at most the end of its sentence."""
        return next((i for i in range(found.last + 1, end) if self.tokens.items[i].kind == "mark"), end)

    def _is_parted(self, one: Occurrence, other: Occurrence, *, comma_first: bool = False) -> bool:
        """Whether an "and" or a mark stands between two phrases; with `comma_first` not one right behind the first."""
        first, last = self._between(one, other)
        if comma_first:
            first += self.cues.lists.between(first, first + 1)
        return any(counts.between(first, last) for counts in (self.cues.ands, self.cues.lists, self.cues.breaks))

    @staticmethod
    def _between(one: Occurrence, other: Occurrence) -> tuple[int, int]:
        return min(one.last, other.last) + 1, max(one.first, other.first)

    @cached_property
    def _beginnings(self) -> dict[int, list[Occurrence]]:
        """What tells of a beginning, or of what comes again, by the first token of its sentence."""
        found: dict[int, list[Occurrence]] = {}
        for one in self.parts:
            if one.key == "began_then":
                found.setdefault(self.tokens.sentence(one.first)[0], []).append(one)
        return found

    @cached_property
    def _times_over(self) -> dict[str, list[Occurrence]]:
        """For each finding that happens once the times of the text that may end it; not those of a lasting illness."""
        illnesses = {one.last for one in self.findings if one.key in findings_of("lasting_apart")}
        no_years = _no_years(self.parts)
        told = set(times_of_then(self.parts))
        over: dict[str, list[Occurrence]] = {}
        for part, findings in _over_after():
            times = [one for one in self.parts if one.key == part and one.first not in no_years]
            if part == _YEARS_AGO:
                times += [one for one in self.cues.by_kind.get("then", ()) if one not in told]
            apart = [one for one in times if illnesses.isdisjoint(range(one.first - _LASTING, one.first))]
            for finding in findings:
                over.setdefault(finding, []).extend(times if finding in findings_of("given_up") else apart)
        return over


def times_of_then(parts: Sequence[Occurrence]) -> list[Occurrence]:
    """The times years ago among the parts of a text, as cues of the kind `then`; an age told in weeks is none."""
    no_years = _no_years(parts)
    return [one._replace(key="then") for one in parts if one.key == _YEARS_AGO and one.first not in no_years]


def _no_years(parts: Sequence[Occurrence]) -> set[int]:
    """Where an age in weeks begins, or an hour with a later one soon behind it ("at six, now it is half eight")."""
    later = [one.first for one in parts if one.key == "hour_now"]
    hours = {one.first for one in parts if one.key == "hour_then" and any(0 < at - one.last <= _AGO for at in later)}
    return hours | {one.first for one in parts if one.key == "young_then"}


@cache
def _over_after() -> tuple[tuple[str, frozenset[str]], ...]:
    """Each part that tells a time long ago, with the findings that are over where it stands beside them."""
    content = shipped("compositions.yaml")
    return tuple((f"{unit}_ago", frozenset(content[f"over_after_{unit}"])) for unit in ("years", "months"))


@cache
def events() -> frozenset[str]:
    """The findings that happen in a moment, or end for good: what is told behind a comma is what came of them."""
    return findings_of("over_after_months") | findings_of("given_up")
