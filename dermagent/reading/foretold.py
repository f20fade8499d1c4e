"""Find what somebody else says will come: "a colleague warned me that my throat would close".

A verb of saying (`foretells`) with another person before it (a relative, a contact, a stranger, whoever `forebodes`:
the internet, a doctor, people) makes what is told with a verb of the future (`will`) behind it something that has not
come. It reaches to the end of its clause, and over a comma where the next clause has such a verb as well. What somebody
says of a habit ("my son says at night it will itch") is so now, and a pronoun may tell it of a patient of whom another
speaks: both count as ever.
"""

from collections.abc import Iterator

from dermagent.reading.cues import Cues
from dermagent.text.occurrences import Occurrence

#: Kinds of cue that name who may foretell something.
_SPEAKERS = ("forebodes", "contact", "stranger", "family")
#: Tokens that are foretold in one breath, at most.
_BREATH = 60
#: Kinds of cue that end what is foretold: what is so now, or the writer's own word again.
_ENDS = ("present", "told_now", "but", "as_was_said", "another_matter")
#: Kinds of cue with which a verb of the future tells what is so now, or may tell it of a patient.
_OF_NOW = ("habit", "he", "she")


def find_foretold(cues: Cues) -> frozenset[int]:
    """The tokens of a text that tell of what another says will come."""
    if "will" not in cues.by_kind or "foretells" not in cues.by_kind:
        return frozenset()
    return frozenset(i for first, last in _stretches(cues) for i in range(first, last))


def _stretches(cues: Cues) -> Iterator[tuple[int, int]]:
    done = 0
    for says in cues.by_kind["foretells"]:
        if says.first < done:
            continue
        start, end = cues.tokens.sentence(says.first)
        if any(cues.any_in(kind, start, says.first + 1) for kind in _SPEAKERS):
            last = _end(cues, says, end)
            if last and not any(cues.any_in(kind, says.last + 1, last) for kind in _OF_NOW):
                yield says.last + 1, last
                done = last


def _end(cues: Cues, says: Occurrence, end: int) -> int:
    """Behind the last clause that tells of what will come; 0 if none does."""
    last = 0
    for first, behind in _clauses(cues, says.last + 1, min(end, says.last + 1 + _BREATH)):
        if not cues.any_in("will", first, behind) or any(cues.any_in(kind, first, behind) for kind in _ENDS):
            break
        last = behind
    return last


def _clauses(cues: Cues, first: int, end: int) -> Iterator[tuple[int, int]]:
    """The clauses of [first, end), up to the first mark that ends one for good."""
    for i in range(first, end):
        if cues.commas.between(i, i + 1) or cues.breaks.between(i, i + 1):
            yield first, i
            if cues.breaks.between(i, i + 1):
                return
            first = i + 1
    yield first, end
