"""Find where a dangerous illness is only named: read about, seen for a living, or had by people other than the patient.

"I looked up toxic shock. The pad itches", "my patients are septic": the name of the illness (`illness_name`) tells of
no danger to the patient. A list of such names belongs together. What the patient feels, and what his doctor says of
him, stands in other words and counts as ever: only the names are meant here.
"""

from collections.abc import Iterator, Sequence

from dermagent.reading.cues import LISTING, Cues
from dermagent.reading.others import pleads
from dermagent.text.occurrences import Occurrence

#: Tokens between what says where the name was met and the name (in Chinese: characters).
_NEAR = {"en": 2, "es": 2, "zh": 3}
#: Tokens behind names in which the writer may say that they are of himself.
_OWN_REACH = 6
#: Kinds of cue behind which names are only heard of, and before which they are.
_BEFORE, _BEHIND = "heard_of", "heard_of_behind"
#: The kind of cue behind which a list of names, or one with more about it, is what somebody sees for a living.
_SEEN = "sees_many"
#: Kinds of cue that name people who are no relatives, and verbs of the past by which they had something.
_PEOPLE, _HAD = ("contact", "stranger"), ("had_then", "had_it")
#: Tokens between such a person and the name.
_NEAR_A_PERSON = 5
#: Kinds of cue by which somebody tells of himself, or asks for help.
_OF_ONESELF = ("self", "charge", "complains", "plea")


def find_heard_of(cues: Cues) -> frozenset[int]:
    """The tokens of names of illnesses that a text tells of nobody, or of others than its patient."""
    return frozenset(i for names in _lists(cues) if _is_heard_of(cues, names) for i in _tokens(names))


def _tokens(names: Sequence[Occurrence]) -> range:
    return range(names[0].first, names[-1].last + 1)


def _lists(cues: Cues) -> Iterator[list[Occurrence]]:
    """The names of illnesses, those that an "and" or the marks of a list join taken together."""
    joined: list[Occurrence] = []
    for name in cues.by_kind.get("illness_name", ()):
        if joined and name.first <= joined[-1].last:
            joined[-1] = max(joined[-1], name, key=lambda one: one.last)
            continue
        if joined and not _are_listed(cues, joined[-1], name):
            yield joined
            joined = []
        joined.append(name)
    if joined:
        yield joined


def _are_listed(cues: Cues, one: Occurrence, other: Occurrence) -> bool:
    """Whether nothing but marks of a list and small words stands between two names."""
    between = range(one.last + 1, other.first)
    if len(between) > _NEAR[cues.language] or cues.breaks.between(one.last + 1, other.first):
        return False
    marks = all(cues.tokens.items[i].kind != "mark" or cues.tokens.items[i].surface in LISTING for i in between)
    plain, ands = (counts.between(one.last + 1, other.first) for counts in (cues.plain, cues.ands))
    return marks and plain <= ands


def _is_heard_of(cues: Cues, names: Sequence[Occurrence]) -> bool:
    first, last = names[0].first, names[-1].last
    start, end = cues.tokens.sentence(first)
    if any(cues.any_in(kind, last + 1, min(end, last + 1 + _OWN_REACH)) for kind in _OF_ONESELF):
        if not cues.lists.between(last + 1, end) and not cues.breaks.between(last + 1, end):
            return False  # "I read of sepsis in my leg"
    near = _NEAR[cues.language]
    kinds = (_BEFORE, _SEEN) if len(names) > 1 else (_BEFORE,)
    for kind in kinds:
        for cue in cues.before(kind, start, first):
            if first - cue.last - 1 <= near and not cues.lists.between(cue.last + 1, first):
                return True
    behind = cues.behind(_BEHIND, last, end)[:1]
    if behind and behind[0].first - last - 1 <= near and not cues.lists.between(last + 1, behind[0].first):
        return True
    return _is_on_a_screen(cues, first, start) or _is_had_by_another(cues, first, start, end)


def _is_on_a_screen(cues: Cues, first: int, start: int) -> bool:
    """Whether a clause before a name tells of somebody in what was watched ("... a drama, in it a girl died of")."""
    for cue in cues.before("in_it", start, first)[:1]:
        opens = cues.lists.between(cue.first - 1, cue.first) > 0 and not cues.lists.between(cue.last + 1, first)
        return (
            opens and bool(cues.before("on_screen", start, cue.first)) and not cues.any_in("self", cue.last + 1, first)
        )
    return False


def _is_had_by_another(cues: Cues, first: int, start: int, end: int) -> bool:
    """Whether somebody who is no relative is told to have had it, and the text goes on with something else.

    "My mate got blood poisoning from his tattoo. Mine itches." No pronoun of a later sentence goes on with him.
    """
    for kind in _PEOPLE:
        for person in cues.before(kind, start, first)[:1]:
            between = person.last + 1, first
            had = any(cues.any_in(verb, *between) for verb in _HAD)
            if first - person.last - 1 > _NEAR_A_PERSON or not had or cues.any_in("self", *between):
                continue
            told = any(owner is not None for owner in (*cues.owners[:start], *cues.owners[end:]))
            if told and not any(cues.any_in("goes_on", *part) for part in ((0, start), (end, len(cues.owners)))):
                return not pleads(cues, start, end)
    return False
