"""What of a text happened once and is over, since a time told beside it was long ago."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, cached_property

from dermagent.knowledge.base import read_yaml
from dermagent.reading.compose import lasting_apart
from dermagent.reading.cues import Cues
from dermagent.resources import KNOWLEDGE
from dermagent.text.match import Occurrence
from dermagent.text.tokens import Tokens

#: Tokens (in Chinese: characters) between what happened and how long ago that was.
_AGO = 10
#: Tokens between an illness and the time that it has lasted ("diabetic, twenty years back").
_LASTING = 4


@dataclass(frozen=True)
class LongAgo:
    """The times among the `parts` of a text that end those of its `findings` which are told beside them."""

    tokens: Tokens
    cues: Cues
    parts: Sequence[Occurrence]
    findings: Sequence[Occurrence]

    def is_over(self, found: Occurrence) -> bool:
        """Whether it happened once, and a time of its sentence beside it says that this was long ago."""
        start, end = self.tokens.sentence(found.first)
        begun = self._beginnings.get(start, ())
        if found.key in _events():
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

    def _in_one_clause(self, found: Occurrence, time: Occurrence) -> bool:
        """Whether nothing new is told between the two ("last year I was stung, and now my lips swell")."""
        opens = time.last < found.first and time.first == self.tokens.sentence(time.first)[0]  # "last year, ..."
        between = self._between(found, time)
        told = any(self.cues.any_in(kind, *between) for kind in ("but", "present"))
        return not told and not self._is_parted(found, time, comma_first=opens)

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
        illnesses = {one.last for one in self.findings if one.key in lasting_apart()}
        ages_in_weeks = {one.first for one in self.parts if one.key == "young_then"}
        over: dict[str, list[Occurrence]] = {}
        for part, findings in _over_after():
            times = [one for one in self.parts if one.key == part and one.first not in ages_in_weeks]
            apart = [one for one in times if illnesses.isdisjoint(range(one.first - _LASTING, one.first))]
            for finding in findings:
                over.setdefault(finding, []).extend(times if finding in _given_up() else apart)
        return over


@cache
def _over_after() -> tuple[tuple[str, frozenset[str]], ...]:
    """Each part that tells a time long ago, with the findings that are over where it stands beside them."""
    content = read_yaml(KNOWLEDGE / "compositions.yaml")
    return tuple((f"{unit}_ago", frozenset(content[f"over_after_{unit}"])) for unit in ("years", "months"))


@cache
def _given_up() -> frozenset[str]:
    """The habits, drugs and states that end for good."""
    return frozenset(read_yaml(KNOWLEDGE / "compositions.yaml")["given_up"])


@cache
def _events() -> frozenset[str]:
    """The findings that happen in a moment, or end for good: what is told behind a comma is what came of them."""
    return frozenset(read_yaml(KNOWLEDGE / "compositions.yaml")["over_after_months"]) | _given_up()
