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
        if start in self._sentences_of_beginnings:
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
        between = min(found.last, time.last) + 1, max(found.first, time.first)
        cues = self.cues
        if time.last < found.first and time.first == self.tokens.sentence(time.first)[0]:
            between = between[0] + cues.lists.between(between[0], between[0] + 1), between[1]  # "last year, ..."
        parted = any(counts.between(*between) for counts in (cues.ands, cues.lists, cues.breaks))
        return not parted and not any(cues.any_in(kind, *between) for kind in ("but", "present"))

    @cached_property
    def _sentences_of_beginnings(self) -> frozenset[int]:
        """The first tokens of the sentences that tell of a beginning, or of what comes again."""
        return frozenset(self.tokens.sentence(one.first)[0] for one in self.parts if one.key == "began_then")

    @cached_property
    def _times_over(self) -> dict[str, list[Occurrence]]:
        """For each finding that happens once the times of the text that may end it; not those of a lasting illness."""
        lasting = {one.last for one in self.findings if one.key in lasting_apart()}
        over: dict[str, list[Occurrence]] = {}
        for part, findings in _over_after():
            times = [
                one
                for one in self.parts
                if one.key == part and lasting.isdisjoint(range(one.first - _LASTING, one.first))
            ]
            for finding in findings:
                over.setdefault(finding, []).extend(times)
        return over


@cache
def _over_after() -> tuple[tuple[str, frozenset[str]], ...]:
    """Each part that tells a time long ago, with the findings that are over where it stands beside them."""
    content = read_yaml(KNOWLEDGE / "compositions.yaml")
    return tuple((f"{unit}_ago", frozenset(content[f"over_after_{unit}"])) for unit in ("years", "months"))
