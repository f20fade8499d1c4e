"""Weighed: which names of an answer it throws out again, and which one it gives as its main one."""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache

from dermagent.knowledge.lexicon import Match
from dermagent.knowledge.speech import speech

#: The sign that stands for a name in a text that is looked at, and as which the file of words writes it.
_NAME, _WRITTEN = "\ue000", "X"
#: The sign that stands where the text points back at one.
_POINTED = "\ue001"
_FILE = "weighed"
#: What ends a sentence, and how far a correction stands behind what it corrects.
_STOP, _NEAR = re.compile(r"[.;!?\n\u3002\uff1b\uff01\uff1f](?!\d)"), 300
_SENTENCE = re.compile(r"[.!?\n\u3002\uff01\uff1f](?!\d)")
#: What ends a list behind a heading.
_LIST_ENDS = re.compile(r"[.;\n\]}|\u3002\uff1b](?!\d)")
#: How far behind the words that announce it an answer begins.
_ANNOUNCED = re.compile(r"[^.;!?\n\u3002\uff1b\ue000]{0,60}?[\ue000\ue001]")


@dataclass(frozen=True)
class _Mention:
    """A disease that is named, or pointed back at, at a place of the masked text."""

    at: int
    key: str
    #: Its number among the names; None where it is only pointed at.
    number: int | None


class Weighed:
    """An answer with its names in order, ready to say which it throws out, and which comes first."""

    def __init__(self, text: str, names: Sequence[Match]) -> None:
        self._names = names
        parts, begin, length = [], 0, 0
        self._mentions = []
        for n, name in enumerate(names):
            parts += [text[begin : name.start], _NAME]
            length += name.start - begin
            self._mentions.append(_Mention(length, name.key, n))
            length, begin = length + 1, name.end
        self._text = "".join([*parts, text[begin:]])
        self._point_back()
        self._ats = [one.at for one in self._mentions]
        self._at = [one.at for one in self._mentions if one.number is not None]
        self._labels = {
            (found["label"] or found["round"]).lower(): self._mentions[self._index(found.end() - 1)].key
            for found in _cue("label").finditer(self._text)
        }

    def thrown_out(self) -> dict[str, int]:
        """The conditions that the answer throws out, each with the number of names up to where it does last."""
        out: dict[str, int] = {}
        wanted = self.wanted()
        for start, end, until in self._spans_out():
            before = bisect_left(self._at, until)
            for one in self._mentions[bisect_left(self._ats, start) : bisect_left(self._ats, end)]:
                if one.number is None or one.number not in wanted:
                    out[one.key] = max(out.get(one.key, 0), before)
        for found in _cue("out_label").finditer(self._text):
            if key := self._labels.get(found["label"].lower()):
                out[key] = max(out.get(key, 0), bisect_left(self._at, found.end()))
        return out

    def wanted(self) -> set[int]:
        """The numbers of the names that are yet to be excluded, or asked about."""
        cues = (_cue("named_behind"), _cue("named_before"), *_cues("named_around"))
        found = [one for cue in cues for one in cue.finditer(self._text)]
        spans = [one.span("names") for one in found]
        return {n for start, end in spans for n in range(bisect_left(self._at, start), bisect_left(self._at, end))}

    def main(self, kept: Sequence[int]) -> str | None:
        """The main condition of those names that are kept: one that is marked as such, else one without a doubt."""
        keys = {self._names[n].key for n in kept}
        final = [one for one in (*self._chosen(), *self._announced("main_final")) if one.key in keys]
        if final:
            return max(final, key=lambda one: one.at).key
        favoured = [*self._announced("main_before"), *self._called()]
        if favoured := [one for one in favoured if one.key in keys]:
            return min(favoured, key=lambda one: one.at).key
        likeliest = max((share for share, key in self._shares() if key in keys), default=None)
        if likeliest is not None:
            return next(key for share, key in self._shares() if share == likeliest and key in keys)
        return next((self._names[n].key for n in kept if not self._is_lesser(n)), None)

    def _shares(self) -> list[tuple[float, str]]:
        """How likely the answer says that its diseases are, in figures or in words; none where it says so of one."""
        figures = [(_per_cent(one), one.start()) for one in _cue("per_cent").finditer(self._text)]
        words = [(_by_word(one), one.start()) for one in _cue("degree").finditer(self._text)]
        told = next((one for one in (figures, words) if len(one) > 1), [])
        return [(share, self._mentions[self._index(at)].key) for share, at in told]

    def _index(self, at: int) -> int:
        """The number of the first mention from a place on."""
        return bisect_left(self._ats, at)

    def _point_back(self) -> None:
        """Put a sign where the text points back at one of the last two diseases ("the former")."""
        pointed = [(found, 0) for found in _cue("former").finditer(self._text)]
        pointed += [(found, 1) for found in _cue("latter").finditer(self._text)]
        pointed.sort(key=lambda one: one[0].start())
        pairs: list[tuple[str, ...]] = []
        last: tuple[str, ...] = ()  # the last two diseases, the later one behind
        mentions = iter(self._mentions)
        waiting = next(mentions, None)
        for n, (found, _) in enumerate(pointed):
            while waiting is not None and waiting.at < found.start():
                last = (*(key for key in last if key != waiting.key), waiting.key)[-2:]
                waiting = next(mentions, None)
            # "of the two the former has comedones, so not the former"
            again = n and not _STOP.search(self._text, pointed[n - 1][0].end(), found.start())
            pairs.append(pairs[-1] if again else last)
        kept = [
            (found, before[which])
            for (found, which), before in zip(pointed, pairs, strict=True)
            if len(before) > 1 or (before and which == 0 and _cue("that_one").match(found[0]))
        ]
        self._put_in(kept)

    def _put_in(self, pointed: Sequence[tuple[re.Match[str], str]]) -> None:
        """Put the sign of what is pointed at in place of these words, and move all mentions behind them."""
        parts, begin, shift = [], 0, 0
        mentions, names = [], iter(self._mentions)
        waiting = next(names, None)
        for found, key in pointed:
            while waiting is not None and waiting.at < found.start():
                mentions.append(replace(waiting, at=waiting.at + shift))
                waiting = next(names, None)
            mentions.append(_Mention(found.start() + shift, key, None))
            parts += [self._text[begin : found.start()], _POINTED]
            begin, shift = found.end(), shift + 1 - (found.end() - found.start())
        if waiting is not None:
            mentions += [replace(one, at=one.at + shift) for one in (waiting, *names)]
        self._text = "".join([*parts, self._text[begin:]])
        self._mentions = mentions

    def _spans_out(self) -> Iterator[tuple[int, int, int]]:
        """The stretches of the text whose names are thrown out, and how far what is said of them goes."""
        for key in ("out_behind", "out_before", "out_asked", "out_too"):
            yield from ((*found.span("names"), found.end()) for found in _cue(key).finditer(self._text))
        for cue in _cues("out_around"):
            yield from ((*found.span("names"), found.end()) for found in cue.finditer(self._text))
        for found in _cue("out_heading").finditer(self._text):
            ends = _LIST_ENDS.search(self._text, found.end())
            end = ends.start() if ends else len(self._text)
            yield found.end(), end, end
        for found in _cue("out_pointed").finditer(self._text):
            if (n := bisect_left(self._ats, found.start())) and self._is_near(self._ats[n - 1], found.start()):
                yield self._ats[n - 1], self._ats[n - 1] + 1, found.end()
        for found in _cue("out_both").finditer(self._text):
            n = bisect_left(self._ats, found.start())
            yield from ((at, at + 1, found.end()) for at in self._ats[max(0, n - 2) : n])
        for found in _cue("at_first").finditer(self._text):
            if _cue("turned").search(self._text, found.end(), found.end() + _NEAR):
                yield *found.span("names"), found.end()

    def _is_near(self, at: int, cue: int) -> bool:
        """Whether at most one sentence ends between a name and what points at it."""
        return len(_STOP.findall(self._text, at, cue)) <= 1

    def _announced(self, key: str) -> Iterator[_Mention]:
        """The names right behind the words that announce them."""
        for cue in _cue(key).finditer(self._text):
            if found := _ANNOUNCED.match(self._text, cue.end()):
                yield self._mentions[bisect_left(self._ats, found.end() - 1)]

    def _called(self) -> Iterator[_Mention]:
        """The names that are called the likeliest behind them."""
        yield from (one for one in self._mentions if _cue("main_behind").match(self._text[one.at + 1 : one.at + 80]))

    def _chosen(self) -> Iterator[_Mention]:
        """The names whose letter or figure is chosen."""
        for found in _cue("chosen").finditer(self._text):
            if key := self._labels.get(found["choice"].lower()):
                yield _Mention(found.start(), key, None)

    def _is_lesser(self, n: int) -> bool:
        """Whether a name is only one of a differential, or not excluded."""
        at = self._at[n]
        stops = [stop.end() for stop in _SENTENCE.finditer(self._text, max(0, at - _NEAR), at)]
        before = self._text[stops[-1] if stops else max(0, at - _NEAR) : at]
        return bool(
            _cue("lesser_before").search(before) or _cue("lesser_behind").match(self._text[at + 1 : at + _NEAR])
        )


def _per_cent(found: re.Match[str]) -> float:
    """A share in figures, in per cent."""
    per_cent = float((found["share"] or found["part"]).replace(",", "."))
    return per_cent if found["share"] else 100 * per_cent


def _by_word(found: re.Match[str]) -> float:
    """The share that a word of `degrees` stands for."""
    rows = speech(_FILE)["degrees"]
    return next(float(row["share"]) for n, row in enumerate(rows) if found[f"degree{n}"])


@cache
def _cue(key: str) -> re.Pattern[str]:
    """The words of a key of the file, as one expression, with the names beside them in a group."""
    told = speech(_FILE)[key]
    words = told if isinstance(told, str) else "|".join(f"(?:{one})" for one in told)
    frames = {
        "out_behind": f"<<N>><<tail>>(?:{words})",
        "named_behind": f"<<N>><<tail>>(?:{words})",
        "named_before": rf"(?:{words})(?:<<filler>>{{0,3}})<<N>>",
        "out_before": rf"(?:{words})(?:<<filler>>{{0,3}})<<N>>",
        "out_asked": f"<<N>>{words}",
        "out_too": f"(?:{words})<<N>>",
        "at_first": f"(?:{words})<<N>>",
    }
    return _written_out(frames.get(key, words))


@cache
def _cues(key: str) -> tuple[re.Pattern[str], ...]:
    """The expressions of a key of the file, each by itself."""
    return tuple(map(_written_out, speech(_FILE)[key]))


def _written_out(pattern: str) -> re.Pattern[str]:
    """An expression of the file with its parts in their places, and the names that it tells of in a group."""
    rows = enumerate(speech(_FILE)["degrees"])
    degrees = "|".join(f"(?P<degree{n}>{row['words']})" for n, row in rows)
    parts = {**speech(_FILE)["parts"], "N": "(?P<names><<names>>)", "degrees": degrees}
    while "<<" in pattern:
        pattern = re.sub(r"<<(\w+)>>", lambda found: parts[found[1]], pattern)
    return re.compile(pattern.replace(_WRITTEN, _NAME), re.IGNORECASE)
