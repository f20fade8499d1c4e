"""Tell how far a word for extent or side reaches: "all over" one small place, and the side that is free."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from dermagent.reading.compose import findings_of
from dermagent.reading.covers import is_site
from dermagent.reading.cues import Cues
from dermagent.reading.scope import Scope
from dermagent.text.occurrences import Occurrence

#: Tokens (in Chinese: characters) between "all over" and the place that it is said of.
_ALL_OVER = 4
#: The finding that one side only is affected, the parts that name a side, and both of them.
_ONE_SIDED, _SIDES, _BOTH = "unilateral", ("left", "right", "other_side"), {"left", "right"}


def without_small_spread(phrases: list[Occurrence], parts: Sequence[Occurrence], cues: Cues) -> list[Occurrence]:
    """The phrases but for an "all over" said of a small place beside it, none larger in its sentence.

    `parts` are those of the text; some name the whole body.
    """
    tokens = cues.tokens
    sites = [one for one in phrases if is_site(one.key)]
    wide = [one for one in sites if one.key not in findings_of("small_places")]
    wide.extend(one for one in parts if one.key == "whole_body")
    wide_sentences = {tokens.sentence(one.first)[0] for one in wide}
    begins, ends = {one.first for one in sites}, {one.last for one in sites}

    def is_small(spread: Occurrence) -> bool:
        start, end = tokens.sentence(spread.first)
        if start in wide_sentences:
            return False
        if cues.language == "zh":  # the place stands before it
            before = range(spread.first - _ALL_OVER, spread.first)
            return any(i in ends and _is_joined(cues, i + 1, spread.first) for i in before)
        behind = range(spread.last + 1, min(spread.last + _ALL_OVER + 1, end))
        return any(i in begins and _is_joined(cues, spread.first, i) for i in behind)

    return [one for one in phrases if one.key != "generalised" or not is_small(one)]


def _is_joined(cues: Cues, first: int, last: int) -> bool:
    """Whether nothing parts what stands around the tokens [first, last)."""
    parted = any(counts.between(first, last) for counts in (cues.ands, cues.lists, cues.breaks))
    return not parted and not any(cues.any_in(kind, first, last) for kind in ("but", "except", "with"))


def with_free_side(scopes: Mapping[Occurrence, Scope], parts: Sequence[Occurrence]) -> dict[Occurrence, Scope]:
    """The scopes, one side alone told as free no denial of one-sidedness ("nothing on the right side").

    Who says of both sides that nothing is there says nothing of one.
    """
    named = {i: one.key for one in parts if one.key in _SIDES for i in range(one.first, one.last + 1)}

    def sides(phrase: Occurrence) -> set[str]:
        return {named[i] for i in range(phrase.first, phrase.last + 1) if i in named}

    free = [phrase for phrase, scope in scopes.items() if phrase.key == _ONE_SIDED and scope.denied and sides(phrase)]
    if not free or set().union(*map(sides, free)) >= _BOTH:
        return dict(scopes)
    return {phrase: replace(scope, denied=scope.denied and phrase not in free) for phrase, scope in scopes.items()}
