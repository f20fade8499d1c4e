"""Find what a text tells of a time that is long over: the stretches that a year, an age or a phase of life opens.

"In 2015 a dog bit me and I got blood poisoning, but they saved the arm": what came of it belongs to the year as well as
the bite does. A stretch begins with the clause of its time (`then`, the parts `years_ago`) and goes on to the last
clause of the sentence that tells of then (`then_told`: a verb of the past, or how it ended), over a full stop too where
the next sentence goes back to that time (`then_too`, or `then_last` behind its verb). It ends before the clause that
says what is so now, or lately, or again, or since (`then_ends`), and begins not at all where its own clause says so
("since 2015 I have"). A sentence or clause that sets the complaint apart from it (`unlike_then`) makes all before it a
description of the old illness, and one that says that the patient grew out of it (`long_ended`) all before it in its
sentence.
"""

from bisect import bisect_left
from collections.abc import Iterator

from dermagent.reading.cues import Cues
from dermagent.text.occurrences import Occurrence

#: Tokens of a sentence within which it goes back to the time of the one before it.
_BEGINNING = 3
#: Tokens of a clause that are looked through, at most.
_CLAUSE = 60
#: Kinds of cue that begin a statement behind an "and".
_SUBJECTS = ("anew", "own", "goes_on", "go_on")


def find_then(cues: Cues) -> frozenset[int]:
    """The tokens of a text that are told of times long over."""
    return frozenset(i for first, last in _stretches(cues) for i in range(first, last))


def _stretches(cues: Cues) -> Iterator[tuple[int, int]]:
    done = 0
    of_day = {cue.first for cue in cues.by_kind.get("clock", ())}
    for time in cues.by_kind.get("then", ()):
        if time.first < done or time.first in of_day:
            continue
        start, end = cues.tokens.sentence(time.first)
        found = _told(cues, time, _clause_of(cues, time, max(start, done)), end)
        while found:
            yield found
            done = found[1]
            if end >= len(cues.tokens.items) or any(one.kind != "mark" for one in cues.tokens.items[done:end]):
                break
            start, end = cues.tokens.sentence(end)
            goes_on = cues.any_in("then_too", start, min(end, start + _BEGINNING)) or _closes_with_then(
                cues, start, end
            )
            found = (start, _last_told(cues, start, start, end)) if goes_on else None
            found = found if found and found[1] > start else None
    done = 0
    for cue in cues.by_kind.get("long_ended", ()):
        start = cues.tokens.sentence(cue.first)[0]
        if 0 < start == cue.first:  # "nuts gave me hives; I grew out of it"
            start = cues.tokens.sentence(start - 1)[0]
        start = max(done, start)
        if not cues.any_in("then_ends", start, cue.first):
            yield start, cue.last + 1
        done = cue.last + 1


def _closes_with_then(cues: Cues, start: int, end: int) -> bool:
    """Whether a clause of a verb of the past ends with "then", or says so in its midst ("I was in hospital then")."""
    for cue in cues.within("then_last", start, end)[:1]:
        ends = cue.last + 1 >= end or cues.tokens.items[cue.last + 1].kind == "mark" or cue.last > cue.first
        return ends and cues.any_in("then_told", start, cue.first)
    return False


def _told(cues: Cues, time: Occurrence, first: int, end: int) -> tuple[int, int] | None:
    """The tokens of a sentence that ends at `end` which are told of a time, whose clause begins at `first`."""
    if any(cues.any_in(kind, first, time.first + 1) for kind in ("then_ends", "appeared")):
        return None
    behind = time.last + 1
    closing = next(iter(cues.within("then_ends", behind, end)), None)
    if closing and not _parts(cues, behind, closing.first):
        return None  # "the mole which they froze in 2015 is back"
    unlike = _unlike(cues, behind, end)
    last = unlike if unlike is not None else _last_told(cues, first, behind, end)
    tells = last > behind or cues.any_in("then_told", first, time.last + 1)
    return (first, last) if tells else None


def _clause_of(cues: Cues, time: Occurrence, start: int) -> int:
    """Where the clause of a time begins: at its verb's, if that stands before it, else at the time itself."""
    first = time.first
    start = max(start, first - _CLAUSE)
    while first > start and cues.tokens.items[first - 1].kind != "mark" and not cues.any_in("but", first - 1, first):
        first -= 1
        if cues.ands.between(first, first + 1) and cues.any_in("then_told", first, time.first):
            break
    return first if cues.any_in("then_told", first, time.first) else time.first


def _last_told(cues: Cues, first: int, behind: int, end: int) -> int:
    """The end of the last clause from `behind` on that tells of then, before what is told of now.

    Chinese verbs have no tense: there the clause of a time tells of it as it stands where nothing is told of now.
    """
    closing = next(iter(cues.within("then_ends", behind, end)), None)
    limit = end if closing is None else _clause_start(cues, closing.first, behind)
    told = cues.by_kind.get("then_told", [])
    last = bisect_left(told, (limit,)) - 1
    if last >= 0 and told[last].first >= first:
        return _clause_end(cues, max(behind, told[last].last + 1), limit)
    if closing is not None or cues.language != "zh":
        return behind
    return _clause_end(cues, behind, limit)


def _unlike(cues: Cues, behind: int, end: int) -> int | None:
    """Where the sentence, or its clause, ends behind which the complaint is told to be another one; None if nowhere."""
    for cue in cues.within("unlike_then", behind, end)[:1]:
        return cue.first
    later = cues.tokens.sentence(end)[1] if end < len(cues.tokens.items) else end
    return end if cues.any_in("unlike_then", end, min(later, end + _BEGINNING)) else None


def _clause_start(cues: Cues, token: int, start: int) -> int:
    """Where the clause of a token begins, at least at `start`."""
    start = max(start, token - _CLAUSE)
    while token > start and not _parts(cues, token - 1, token):
        token -= 1
    return token


def _clause_end(cues: Cues, token: int, end: int) -> int:
    """Where the next clause begins, at most at `end`; the bare item of a list begins none ("fever and seizures")."""
    while token < end:
        bare = cues.ands.between(token, token + 1) and not any(cues.any_in(k, token + 1, token + 2) for k in _SUBJECTS)
        if _parts(cues, token, token + 1) and not bare:
            break
        token += 1
    return token


def _parts(cues: Cues, first: int, last: int) -> bool:
    """Whether a mark, an "and" or a "but" stands in [first, last)."""
    marks = any(cues.tokens.items[i].kind == "mark" for i in range(first, min(last, first + _CLAUSE)))
    return marks or cues.ands.between(first, last) > 0 or cues.any_in("but", first, last)
