"""Phrased: a phrase about several known diseases, by the words around each of them, put into plain words."""

import re
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from itertools import pairwise
from typing import NamedTuple

from dermagent.knowledge.base import knowledge
from dermagent.knowledge.claimed import Claimed, framed
from dermagent.knowledge.grave import urgency_in_name
from dermagent.knowledge.speech import speech
from dermagent.knowledge.spelt import exactly, found_in, has_chinese

#: Names that are read in one phrase.
_MOST = 6
#: Words, and Chinese characters, around the names of a phrase; fewer than two link the parts of one name ("of", "ex").
_LINKING, _TOLD = re.compile(r"[\u3400-\u9fff]|[^\W\d_\u3400-\u9fff]+"), 2
#: Marks around a part of a phrase.
_EDGES = " .,:;-\u2013\u2014()[]\uff0c\u3002\uff1b\uff1a\uff08\uff09\u3001"


class _KnownName(NamedTuple):
    """A known name in a phrase: where it stands, and what it means."""

    start: int
    end: int
    key: str


def put_plainly(phrase: str, known: Callable[[str], tuple[str, ...]]) -> str:
    """A phrase without guises and what a test has overturned, and with a mark between diseases that are both there.

    `known` tells which conditions a name means that stands alone.
    """
    if exactly(phrase) or framed(phrase):
        return phrase
    plain = phrase
    for step in (_undisguised, _overturned, _side_by_side):
        plain = step(plain, _names(plain))
    if plain == phrase and len(_names(phrase)) < 2:
        plain = _linked(phrase, known)
    bare = _words("left_over").sub("", plain)
    return bare if _names(bare) else plain


def ranked(phrase: str, shares: Mapping[str, float]) -> str:
    """The names of a phrase in the order in which it ranks them, without the refuted ones; empty where it ranks none.

    `shares` are those that the phrase is understood to have; it stays so where it names all, and ranks them.
    """
    names = _names(phrase)
    missing = any(one.key not in shares for one in names)
    chosen = len(names) == 2 and _chosen(phrase[names[-1].end :]) is not None
    crossed = any(one.key in shares and _words("crossed_behind").match(phrase[one.end :]) for one in names)
    if framed(phrase) or not (missing or crossed or (chosen and len(set(shares.values())) == 1)):
        return ""
    return _ranked(phrase, names)


def with_its_ends(phrase: str, shares: Mapping[str, float]) -> dict[str, float]:
    """Shares with the disease that a phrase begins with, and the one that it ends with, where nothing is denied.

    Whatever words link them, what is talked of and what it comes to are there; not so a kind or a sign of the other.
    """
    names = _names(phrase)
    parted = re.search(r"[;.\u3002\uff1b]\s*\w", phrase)
    linked = _LINKING.findall(" ".join(_gaps(phrase, names)))
    if len(names) < 2 or len(linked) < _TOLD or parted or framed(phrase) or _is_denied(phrase, names):
        return dict(shares)
    first, last, kb = names[0], names[-1], knowledge()
    begins = not phrase[: first.start].strip(_EDGES)
    ends = not phrase[last.end :].strip(_EDGES)
    if not shares and not (begins and _words("next_behind").search(phrase[first.end :])):
        return {}
    kin = {above for one in (*shares, first.key, last.key) for above in kb.broader_conditions(one)}
    told = dict.fromkeys(one.key for one, may in ((first, begins), (last, ends)) if may and one.key not in shares)
    if not told or not {first.key, last.key}.isdisjoint({*kin, *speech("phrased")["shows_others"]}):
        return dict(shares)
    part = 1 / (len(told) + bool(shares))
    return {**dict.fromkeys(told, part), **{one: share * part for one, share in shares.items()}}


def at_least(claimed: Sequence[Claimed], left: Sequence[Claimed]) -> dict[str, float]:
    """The conditions that claims name which are not understood as a whole, the first with the most."""
    named = list(dict.fromkeys(one for claim in claimed for one in _named_in(claim.text)))
    if len(named) < 2 and any(urgency_in_name(claim.text) and not found_in(claim.text) for claim in left):
        return {}
    whole = sum(1 / n for n in range(1, len(named) + 1))
    share = min(1.0, sum(claim.share for claim in claimed))
    return {one: share / n / whole for n, one in enumerate(named, start=1)}


def as_written(text: str, simple: str, written: str) -> str:
    """A part of a text in simplified signs with the signs in which it was written, Japanese or traditional ones."""
    at = simple.find(text)
    return written[at : at + len(text)] if at >= 0 and len(simple) == len(written) else text


def _named_in(phrase: str) -> tuple[str, ...]:
    """The conditions that a phrase names, in their order, where none is denied and none is part of a longer name."""
    names = _names(phrase)
    if not names or (len(names) == 1 and (not names[0].start or phrase[names[0].end :].strip(_EDGES))):
        return ()
    if _is_denied(phrase, names):
        return ()
    for one in names:
        if not _words("next_behind").search(phrase[one.end :]) or not _words("next_before").search(phrase[: one.start]):
            return ()
    return tuple(dict.fromkeys(one.key for one in names))


def _names(phrase: str) -> list[_KnownName]:
    """The known names in a phrase, the longest where they overlap, without mere signs; in order."""
    kept: list[_KnownName] = []
    signs = speech("names")["signs"]
    for one in sorted(found_in(phrase), key=lambda match: match.start - match.end):
        if one.key not in signs and all(one.end <= other.start or other.end <= one.start for other in kept):
            kept.append(_KnownName(one.start, one.end, one.key))
    return sorted(kept)[:_MOST]


def _is_denied(phrase: str, names: list[_KnownName]) -> bool:
    """Whether a word between the names of a phrase, or around them, denies."""
    return bool(_cue("denies").search(_cue("no_denial").sub(" ", " | ".join(_gaps(phrase, names)))))


def _gaps(phrase: str, names: list[_KnownName]) -> list[str]:
    """The words in front of the first name, between the names, and behind the last one."""
    starts, ends = [one.start for one in names], [one.end for one in names]
    return [phrase[end:start] for end, start in zip([0, *ends], [*starts, len(phrase)], strict=True)]


def _undisguised(phrase: str, names: list[_KnownName]) -> str:
    """A phrase without what a disease only looks like, or was called."""
    for one, other in pairwise(names):
        before, gap = phrase[: one.start], phrase[one.end : other.start]
        if re.search(r"[;.\u3002\uff1b]\s", gap) or one.key == other.key:
            continue
        if one is names[0] and _cue("guise_first").search(before) and _cue("really").search(gap):
            return phrase[other.start :]
        if _cue("guise").search(gap) and not _cue("both").search(gap):
            return f"{phrase[: one.end]}{_of_place(gap, 'guise')}{_rest(phrase, other)}"
    return phrase


def _overturned(phrase: str, names: list[_KnownName]) -> str:
    """A phrase without the name that a test, or the one who writes it, has overturned."""
    for one, other in pairwise(names):
        before, gap = phrase[: one.start], phrase[one.end : other.start]
        if one.key == other.key:
            continue
        verdict = re.split(r"[,;\uff0c\uff1b\u3002]", gap)[-1]
        held = _cue("held").search(before) or (_cue("against").search(before) and has_chinese(phrase))
        if one is names[0] and held and _cue("verdict").search(gap) and not _cue("denied_there").search(verdict):
            return phrase[other.start :]
        if one is names[0] and _cue("replaced_by").search(gap):
            return phrase[other.start :]
        against = _cue("against").search(gap)
        if against and not re.match(r"\W*[;.]", gap[against.end() :]):
            if not _cue("denied_there").search(_cue("against").sub("", before)):
                return f"{phrase[: one.end]}{_rest(phrase, other)}"
        if (despite := _cue("despite").search(gap)) and _cue("first_held").search(gap[despite.start() :]):
            return f"{phrase[: one.end]}{_of_place(gap, 'despite')}{_rest(phrase, other)}"
    return phrase


def _of_place(gap: str, kind: str) -> str:
    """What stands behind a name before the words of a kind, where it tells of its place."""
    found = _cue(kind).search(gap)
    front = gap[: found.start()].rstrip(_EDGES) if found else ""
    return front if re.match(r"\s+(?:of|on|in|at|en|de|del)\s[^,;]*$", front) else ""


def _rest(phrase: str, name: _KnownName) -> str:
    """What stands behind a name that is taken out, from the next mark on."""
    found = re.search(r"[,;.\uff0c\uff1b\u3002]\s*\w", phrase[name.end :])
    return phrase[name.end + found.start() :] if found else ""


def _side_by_side(phrase: str, names: list[_KnownName]) -> str:
    """A phrase with a mere mark between diseases of which both are there."""
    kb = knowledge()
    for one, other in reversed(list(pairwise(names))):
        gap = phrase[one.end : other.start]
        related = {one.key, other.key} & {*kb.broader_conditions(one.key), *kb.broader_conditions(other.key)}
        if related or one.key == other.key or one.key in speech("phrased")["shows_others"]:
            continue
        if _cue("both").search(gap) and not _cue("denied_there").search(gap) and not re.search(r"[;.]\s", gap):
            mark = "\u3001" if has_chinese(phrase) else ", "
            behind = _words("of_course").sub("", phrase[other.end :], count=1)
            phrase = f"{phrase[: one.end]}{mark}{phrase[other.start : other.end]}{behind}"
    return phrase


def _linked(phrase: str, known: Callable[[str], tuple[str, ...]]) -> str:
    """A phrase with a mere mark between two diseases that are both there, each known only as it stands alone."""
    found = _cue("both").search(phrase)
    if not found or _cue("denied_there").search(phrase):
        return phrase
    words = speech("phrased")["articles"]
    sides = (phrase[: found.start()].strip(_EDGES), re.sub(words, "", phrase[found.end() :].strip(_EDGES)))
    front, back = (known(side) for side in sides)
    signs, kb = {*speech("names")["signs"], *speech("phrased")["shows_others"]}, knowledge()
    plain = all(len(one) == 1 and one[0] not in signs and not kb.leaves_open(one[0]) for one in (front, back))
    if not plain or front == back or back[0] in kb.broader_conditions(front[0]):
        return phrase
    return ("\u3001" if has_chinese(phrase) else ", ").join(sides)


def _ranked(phrase: str, names: list[_KnownName]) -> str:
    if not names or (re.search(r"\d\s*[%\uff05]", phrase) and not _zero(phrase, names)):
        return ""
    parts = _own_words(phrase, names)
    told = [_told(before, behind) for before, behind in parts]
    chosen = _chosen(phrase[names[-1].end :])
    if len(names) == 2 and chosen is not None and "refused" not in told:
        told = ["less", "less"]
        told[chosen] = "first"
    if "denied" in told or not {"first", "less", "refused"} & {*told} or (len(names) == 1 and "refused" not in told):
        return ""
    texts = [phrase[one.start : one.end] for one in names]
    firsts = [text for text, say in zip(texts, told, strict=True) if say == "first"]
    plain = [text for text, say in zip(texts, told, strict=True) if say in ("", "kept")]
    less = [text for text, say in zip(texts, told, strict=True) if say == "less"]
    words = speech("disguised")["less"]["zh" if has_chinese(phrase) else "words"]
    mark = "\u3001" if has_chinese(phrase) else ", "
    main, others = (firsts, [*plain, *less]) if firsts else (plain, less) if plain else (less[:1], less[1:])
    if not main:
        no = speech("refused")["in_words"]["before"]
        return "; ".join(f"{no}{text}" for text in texts)
    return mark.join(main) + "".join(f"{words}{text}" for text in others)


def _zero(phrase: str, names: list[_KnownName]) -> bool:
    return any(_words("refused_behind").search(phrase[one.end :]) for one in names)


def _chosen(behind: str) -> int | None:
    """Which of two a phrase chooses at its end, 0 the former and 1 the latter; None where it does not tell.

    One that it doubts is the other's choice; one that it only does not exclude is nobody's.
    """
    last = bool(_cue("latter").search(behind))
    if not (last or _cue("former").search(behind)) or _cue("no_denial").search(behind):
        return None
    return int(last) ^ bool(_cue("doubted").search(behind))


def _own_words(phrase: str, names: list[_KnownName]) -> list[tuple[str, str]]:
    """Of each name the words before and behind it that tell of it, as the marks between the names part them."""
    gaps = _gaps(phrase, names)
    behind, before = [], [gaps[0]]
    for gap in gaps[1:-1]:
        marks = list(_words("parts").finditer(gap))
        behind.append(gap[: marks[-1].start()] if marks else "")
        before.append(gap[marks[-1].end() :] if marks else "")
    return list(zip(before, [*behind, gaps[-1]], strict=True))


def _told(before: str, behind: str) -> str:
    """What the words around a name say of it: "first", "less", "refused", "kept", or nothing."""
    both = f"{before} | {behind}"
    if _words("refused_behind").search(behind) or _words("crossed_behind").match(behind):
        return "refused"
    if _words("kept_behind").search(behind):
        return "kept"
    if _cue("refused").search(both) and not _cue("not_refused").search(both) and not _cue("less").search(both):
        return "refused"
    kind = next((kind for kind in ("less", "first") if _cue(kind).search(both)), "")
    rest = _cue("no_denial").sub(" ", _cue("less").sub(" ", both))
    return "denied" if _cue("denies").search(rest) else kind


@cache
def _cue(kind: str) -> re.Pattern[str]:
    told = speech("phrased")[kind]
    return re.compile(rf"(?<!\w)(?:{told['words']})(?!\w)|{told['zh']}", re.IGNORECASE)


@cache
def _words(key: str) -> re.Pattern[str]:
    return re.compile(speech("phrased")[key], re.IGNORECASE)
