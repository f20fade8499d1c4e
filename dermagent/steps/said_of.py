"""Said of: what the words around a quotation, and in it, say of it: denied, of another person, or of the past."""

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import pairwise
from typing import Literal

from dermagent.knowledge.base import knowledge
from dermagent.knowledge.lexicon import NO_FINDING, as_read, language_of, read_wordings, shipped_phrases, words_of
from dermagent.knowledge.names import longest
from dermagent.knowledge.speech import spoken
from dermagent.reading.numbers import Numbers
from dermagent.reading.scope import ScopedText
from dermagent.reading.text import read_text
from dermagent.reading.vocabulary import Group, SmallWords, find_all, small_words
from dermagent.resources import KNOWLEDGE
from dermagent.text.occurrences import Occurrence
from dermagent.text.tokens import Tokens, cut
from dermagent.types import Language, Observation, Span

#: Words of a quotation that the text reader does not know, at most, where one that denies is taken at its word.
_WORDS_DENIED = 2
#: Kinds of findings that tell where, when, how many or of what shape: their words prove no finding of another kind.
_DESCRIBING = frozenset({"morphology_primary", "configuration", "distribution", "body_site", "tempo"})
#: Those of them that tell only where, and the parts of a text that tell the side.
_PLACING, _SIDES = frozenset({"distribution", "body_site"}), frozenset({"left", "right"})
#: Words and marks of a list, at most, over which the word that denies it is looked for.
_WORDS_OF_A_LIST = 40
#: Kinds of cue that deny what follows.
_DENYING = frozenset({"deny", "deny_first", "negate", "near"})


@dataclass(frozen=True)
class SaidOf:
    """What is said of a quotation: whether it denies itself, or words before it do, and whose and when it is.

    `elsewhere`: it says only where, when, how many, of what shape or "a rash", and nothing of the finding.
    """

    denied: bool = False
    doubted: bool = False
    person: Literal["patient", "family", "contact"] = "patient"
    time: Literal["current", "past", "hypothetical"] = "current"
    elsewhere: bool = False


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

    def lacks_its_denial(self, span: Span) -> bool:
        """Whether a quotation of what the text reader reads as absent leaves out the word that denies it.

        That word stands right before it, or before a list of what is absent which it belongs to.
        """
        first, last = self._tokens_of(span)
        if last < first:
            return False
        for before in range(first - 1, max(first - _WORDS_OF_A_LIST, 0) - 1, -1):
            if before in self._denying:
                return True
            if before not in self._absent and not self._links(before):
                return False
        return False

    def _links(self, at: int) -> bool:
        """Whether a word or mark links what is listed."""
        token = self._tokens.items[at]
        return bool(spoken("links_a_list").fullmatch(token.word or token.surface))

    @cached_property
    def _denying(self) -> frozenset[int]:
        """The words that deny what stands behind them, of each the last."""
        cues = {cue.last for cue in self._scoped.found_cues if cue.key in _DENYING}
        return frozenset(cues | self._small.negators)

    @cached_property
    def _absent(self) -> frozenset[int]:
        """The words of what the text reader reads as absent."""
        spans = [self._tokens_of(item.span) for item in self._items if item.span and item.polarity == "absent"]
        return frozenset(i for first, last in spans for i in range(first, last + 1))

    def _of(self, span: Span, finding: str) -> SaidOf:
        related = {finding, *knowledge().descendants(finding)}
        if not self._names_nothing(*self._tokens_of(span)):
            related.update(knowledge().ancestors(finding))
        alone = [polarity for one, polarity in self._alone(span) if one in related]
        denied = bool(alone) and set(alone) == {"absent"}
        there = [
            one
            for one in self._items
            if one.finding in related and one.span and one.span.start < span.end and span.start < one.span.end
        ]
        own = [one.polarity for one in there if one.counts]
        if own:
            return SaidOf(denied=denied and "present" not in own)
        if not there and not alone and self._is_elsewhere(span, finding):
            return SaidOf(elsewhere=True)
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

    def _is_elsewhere(self, span: Span, finding: str) -> bool:
        """Whether all words of a quotation are known to tell a place, a time, a number or a shape, and not the finding.

        So is a word such as "rash", which every finding of the skin could be called. A word that is not known may tell
        anything, and so may one that stands in any phrase for the finding.
        """
        first, last = self._tokens_of(span)
        category = knowledge().findings[finding].category
        if last < first or category in _PLACING:
            return False
        if self._names_nothing(first, last):
            return True
        if category in _DESCRIBING:
            return False
        spoken, items = self._spoken, self._tokens.items
        words = [i for i in range(first, last + 1) if i not in self._counted and items[i].word[:1].isalnum()]
        told = {i: stem for i in words if (stem := _stem(items[i].word, spoken))}
        known = self._described.keys() & told.keys()
        if spoken == "zh":  # one character between known words tells no finding, two are a word
            known |= {i for i in told if told.keys().isdisjoint({i - 1, i + 1} - known)}
        return known.issuperset(told) and _of_phrases(finding, spoken).isdisjoint(
            _pieces([stem for i, stem in told.items() if not self._described.get(i)], spoken)
        )

    def _names_nothing(self, first: int, last: int) -> bool:
        """Whether words say that there is something on the skin, and at most where, without saying what."""
        nothing, items = self._naming_nothing, self._tokens.items
        others = (i for i in range(first, last + 1) if i not in nothing | self._counted and items[i].word[:1].isalnum())
        placed = all(self._described.get(i) for i in others if _stem(items[i].word, self._spoken))
        return placed and not nothing.isdisjoint(range(first, last + 1))

    @cached_property
    def _counted(self) -> frozenset[int]:
        """The words that tell a number, a time, a side or whose and when something is, and small ones of Chinese."""
        numbers = Numbers(self._tokens, self._spoken, lambda start, end: Span(field="", start=start, end=end, text=""))
        stretches = [(amount.start, amount.end) for amount in numbers.amounts]
        within = {i for start, end in stretches for i in range(self._tokens.at(start), self._tokens.at(end))}
        figures = {i for i, token in enumerate(self._tokens.items) if token.word[:1].isdecimal()}
        said = [*self._found["cue"], *(part for part in self._found["part"] if part.key in _SIDES)]
        beside = {i for one in said for i in range(one.first, one.last + 1)}
        return frozenset(within | figures | beside | self._small.free)

    @cached_property
    def _naming_nothing(self) -> frozenset[int]:
        """The words that name something on the skin without saying what."""
        found = spoken("names_no_finding").finditer(self._history)
        spans = (self._tokens_of(Span(field="", start=one.start(), end=one.end(), text=one[0])) for one in found)
        return frozenset(i for first, last in spans for i in range(first, last + 1))

    @cached_property
    def _described(self) -> Mapping[int, bool]:
        """The words in which the text reader reads a place, a time or a shape alone: whether only a place."""
        findings = knowledge().findings
        kinds: dict[int, set[str]] = {}
        for one in self._items:
            if one.span and findings[one.finding].category != "measure":
                first, last = self._tokens_of(one.span)
                for i in range(first, last + 1):
                    kinds.setdefault(i, set()).add(findings[one.finding].category)
        return {i: kind <= _PLACING for i, kind in kinds.items() if kind <= _DESCRIBING}

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
    def _small(self) -> SmallWords:
        return small_words(self._tokens, self._spoken)

    @cached_property
    def _found(self) -> Mapping[Group, Sequence[Occurrence]]:
        return find_all(self._tokens, self._spoken, self._small)

    @cached_property
    def _scoped(self) -> ScopedText:
        found = self._found
        phrases = [one for one in found["finding"] if one.key != NO_FINDING]
        known = sorted([*phrases, *longest(found["name"]), *found["field"]])
        return ScopedText(self._tokens, self._spoken, known, found["cue"], self._small.negators)


@cache
def _stem(word: str, language: Language) -> str:
    """A word without its ending; empty for a small word, which tells no finding."""
    words = words_of(language)
    folded = words.fold(word)
    small = (words.free, words.dropped, words.dropped_beside_others, words.fixed, words.parting, words.denying)
    return "" if any(folded in kind for kind in small) else words.stem(folded)


@cache
def _of_phrases(finding: str, language: Language) -> frozenset[str]:
    """The pieces of all phrases for a finding and those narrower or broader."""
    kb, phrases = knowledge(), _phrases(language)
    related = {finding, *kb.ancestors(finding), *kb.descendants(finding)}
    texts = (text for one in related for text in phrases.get(one, ()))
    cut_up = ([_stem(token.word, language) for token in cut(text).items] for text in texts)
    return frozenset(piece for stems in cut_up for piece in _pieces(stems, language))


def _pieces(stems: Sequence[str], language: Language) -> Iterator[str]:
    """What texts can have in common: words, in Chinese two characters that follow each other."""
    yield from map("".join, pairwise(stems)) if language == "zh" else filter(None, stems)


@cache
def _phrases(language: Language) -> Mapping[str, Sequence[str]]:
    """The phrases and the wordings of each finding."""
    phrases = shipped_phrases(language)
    wordings = read_wordings(KNOWLEDGE / "lexicon" / "wordings", language)
    return {one: (*phrases.get(one, ()), *wordings.get(one, ())) for one in phrases.keys() | wordings.keys()}
