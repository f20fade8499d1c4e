"""Said of: what the words around a quotation, and in it, say of it: denied, of another person, or of the past."""

from bisect import bisect_left
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from dermagent.knowledge.base import knowledge
from dermagent.knowledge.lexicon import NO_FINDING, as_read, language_of
from dermagent.knowledge.names import longest
from dermagent.reading.scope import ScopedText
from dermagent.reading.text import read_text
from dermagent.reading.vocabulary import find_all, small_words
from dermagent.text.match import Occurrence
from dermagent.text.tokens import Tokens, cut
from dermagent.types import Language, Observation, Span

#: Words of a quotation that the text reader does not know, at most, where one that denies is taken at its word.
_WORDS_DENIED = 2
#: Kinds of cue that deny what follows.
_DENYING = frozenset({"deny", "deny_first", "negate", "near"})


@dataclass(frozen=True)
class SaidOf:
    """What is said of a quotation: whether it denies itself, or words before it do, and whose and when it is."""

    denied: bool = False
    doubted: bool = False
    person: Literal["patient", "family", "contact"] = "patient"
    time: Literal["current", "past", "hypothetical"] = "current"


class Context:
    """A history whose quotations are looked at as they stand there; what the text reader read is asked first."""

    def __init__(self, history: str, language: Language | None, items: tuple[Observation, ...]) -> None:
        """Keep the history, its language (None: detected) and what the text reader read in it."""
        self._history, self._language = history, language
        self._items = sorted(
            (item for item in items if item.source == "history" and item.span),
            key=lambda item: item.span.start if item.span else 0,
        )
        self._known: dict[tuple[int, int, str], SaidOf] = {}
        self._read_alone: dict[str, tuple[tuple[str, str], ...]] = {}

    def of(self, span: Span, finding: str) -> SaidOf:
        """What is said of the words of a span as those of a finding."""
        key = (span.start, span.end, finding)
        if key not in self._known:
            self._known[key] = self._of(span, finding)
        return self._known[key]

    def _of(self, span: Span, finding: str) -> SaidOf:
        related = {finding, *knowledge().ancestors(finding), *knowledge().descendants(finding)}
        alone = [polarity for one, polarity in self._alone(span) if one in related]
        denied = bool(alone) and set(alone) == {"absent"}
        there = [
            one
            for one in self._items
            if one.finding in related and one.span and one.span.start < span.end and span.start < one.span.end
        ]
        own = [one.polarity for one in there if one.experiencer == "patient" and one.time == "current"]
        if own:
            return SaidOf(denied=denied and "present" not in own)
        if there:
            other = next((one for one in there if one.experiencer != "patient"), there[0])
            return SaidOf(denied, person=other.experiencer, time=other.time)
        return self._by_cues(span, finding, denied=denied, known=bool(alone))

    def _alone(self, span: Span) -> tuple[tuple[str, str], ...]:
        """The findings that the text reader reads in a quotation by itself, each with its polarity."""
        if span.text not in self._read_alone:
            items = read_text(span.text, self._language, span.field).items
            self._read_alone[span.text] = tuple((item.finding, item.polarity) for item in items)
        return self._read_alone[span.text]

    def _by_cues(self, span: Span, finding: str, *, denied: bool, known: bool) -> SaidOf:
        """What the cues around words say that the text reader takes for no finding."""
        first, last = self._tokens_of(span)
        if last < first:
            return SaidOf(denied)
        scope = self._scoped.of(Occurrence(last, last, finding))
        if not known and last - first < _WORDS_DENIED:
            denied = any(cue.key in _DENYING and cue.first == first for cue in self._scoped.found_cues)
        return SaidOf(denied, scope.denied and not denied, scope.person, scope.time)

    def _tokens_of(self, span: Span) -> tuple[int, int]:
        """The first and the last word of a span."""
        first, end = bisect_left(self._starts, span.start), bisect_left(self._starts, span.end)
        items = self._tokens.items
        words = [i for i in range(first, min(end, len(items))) if items[i].word[:1].isalnum()]
        return (words[0], words[-1]) if words else (0, -1)

    @cached_property
    def _spoken(self) -> Language:
        return self._language or language_of(cut(self._history))

    @cached_property
    def _tokens(self) -> Tokens:
        return as_read(cut(self._history), self._spoken)

    @cached_property
    def _starts(self) -> list[int]:
        """Where each token begins in the history."""
        normal = self._tokens.normal
        return [normal.origin(token.start, token.end)[0] for token in self._tokens.items]

    @cached_property
    def _scoped(self) -> ScopedText:
        small = small_words(self._tokens, self._spoken)
        found = find_all(self._tokens, self._spoken, small)
        phrases = [one for one in found["finding"] if one.key != NO_FINDING]
        known = sorted([*phrases, *longest(found["name"]), *found["field"]])
        return ScopedText(self._tokens, self._spoken, known, found["cue"], small.negators)
