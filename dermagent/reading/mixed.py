"""Join what a text says in one language with what it says in another that it mixes in ("itchy scalp, sin dolor")."""

from bisect import bisect_left

from dermagent.knowledge.lexicon import telling_words, words_of
from dermagent.reading.scope import ScopedText
from dermagent.text.occurrences import Occurrence
from dermagent.text.tokens import Tokens
from dermagent.types import Language, Observation, Span


def joined(
    items: tuple[Observation, ...], others: tuple[Observation, ...], scope: ScopedText, other: Language
) -> tuple[Observation, ...]:
    """The findings of a text with those that it tells in another language.

    `scope` is that of the text in its own language: its words deny what stands in the other one, too. What the other
    language denies by a word of its own right before it is absent, though both know its name, and so is what stands
    in both side by side and is denied in one ("Itch/picor: no").
    """
    where = _Where(scope.tokens)
    absent = [one for one in others if one.polarity == "absent" and one.span]
    by_own_word = [one for one in absent if one.span and _by_own_word(one.span, where, scope, other)]
    told = tuple(_absent(one) if _is_said_absent(one, by_own_word, absent) else one for one in items)
    known = {one.finding for one in items}
    return (*told, *(_as_around(one, where, scope) for one in others if one.finding not in known))


#: Characters between the two names of one thing in a form of two languages.
_SIDE_BY_SIDE = 2


class _Where:
    """Where spans of the untouched text stand among the tokens."""

    def __init__(self, tokens: Tokens) -> None:
        self.tokens = tokens
        self._origins = [tokens.normal.origin(token.start, token.end)[0] for token in tokens.items]

    def words(self, span: Span) -> tuple[int, int]:
        """The first and the last token of a span; the last is before the first where it holds none."""
        return bisect_left(self._origins, span.start), bisect_left(self._origins, span.end) - 1


def _by_own_word(span: Span, where: _Where, scope: ScopedText, other: Language) -> bool:
    first, _ = where.words(span)
    before = where.tokens.items[first - 1].word if first else ""
    own = words_of(other).denying | telling_words(other)
    return before in own and before not in words_of(scope.language).denying


def _is_said_absent(item: Observation, by_own_word: list[Observation], absent: list[Observation]) -> bool:
    """Whether the same finding is absent by some of the same words, or by its name in the other language beside it."""
    return item.polarity == "present" and (
        any(_between(item, one) < 0 for one in by_own_word if one.finding == item.finding)
        or any(0 <= _between(item, one) <= _SIDE_BY_SIDE for one in absent if one.finding == item.finding)
    )


def _between(one: Observation, other: Observation) -> float:
    """Characters between the words of two findings, below 0 where they share some."""
    if one.span is None or other.span is None:
        return float("inf")
    return max(other.span.start - one.span.end, one.span.start - other.span.end)


def _as_around(item: Observation, where: _Where, scope: ScopedText) -> Observation:
    """What a word of the other language says where the words before it deny it."""
    if item.span is None or item.polarity == "absent":
        return item
    first, last = where.words(item.span)
    return _absent(item) if first <= last and scope.is_denied_before(Occurrence(first, last, item.finding)) else item


def _absent(item: Observation) -> Observation:
    return item.model_copy(update={"polarity": "absent"})
