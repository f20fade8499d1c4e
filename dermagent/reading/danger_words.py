"""How dangers are told: a small linear model over the words of a history that no rule and no finding stands for.

It has learned from stories of known urgency by many authors (`tools/train_danger_words.py`; decision 14) and says how
much a history is told like an emergency, or like a danger for the same day. Denied, past and other people's findings
are left out of what it looks at.
"""

import csv
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from math import exp, sqrt
from pathlib import Path
from typing import NamedTuple

from dermagent.knowledge.base import read_yaml
from dermagent.resources import KNOWLEDGE
from dermagent.text.tokens import Tokens
from dermagent.types import Language, Observation, Observations, Span

FOLDER = KNOWLEDGE / "danger_words"
EMERGENCY, SAME_DAY = "told_like_emergency", "told_like_same_day"
#: Longer words are taken by their beginning too, which stands for all their forms.
_STEM = 5
#: Signs of Chinese that make one feature at most.
_SIGNS = 3
#: Tokens (in Chinese: signs) of the words that are shown for it.
_SHOWN, _SHOWN_ZH = 10, 20


class Weight(NamedTuple):
    """Of one feature: its rarity, and how much it speaks for an emergency and for the same day, as log odds."""

    rarity: float
    emergency: float
    same_day: float


@dataclass(frozen=True)
class DangerWords:
    """The model of one language.

    A history's features weigh by their rarity, over the length of all of them or `length`, whichever is more, so that
    three words prove nothing; `emergency` and `same_day` are the log odds of a history without any.
    """

    weights: Mapping[str, Weight]
    length: float
    emergency: float
    same_day: float


class Likeness(NamedTuple):
    """How likely a history is told as an emergency is, and as a danger for the same day or an emergency."""

    emergency: float
    same_day: float


def told_like_danger(tokens: Tokens, seen: Observations) -> tuple[Observation, ...]:
    """The finding that a history is told as emergencies or dangers for the same day are, if it is, with such words."""
    features, model = features_of(tokens, seen), danger_words(seen.language)
    told, bounds = probabilities(features, model), _bounds()
    for finding, value in ((EMERGENCY, told.emergency), (SAME_DAY, told.same_day)):
        span = _strongest(tokens, features, model, finding, seen.language) if value >= bounds[finding] else None
        if span is not None:  # else answers to questions alone speak for it, and the rules read those
            return (
                Observation(
                    finding=finding,
                    polarity="present",
                    source="history",
                    span=span,
                    value=round(value, 2),
                    unit="probability",
                ),
            )
    return ()


def probabilities(features: Mapping[str, list[tuple[int, int]]], model: DangerWords) -> Likeness:
    """How a history with these features is told."""
    known = [model.weights[name] for name in features if name in model.weights]
    length = max(model.length, sqrt(sum(one.rarity**2 for one in known)))
    emergency = exp(model.emergency + sum(one.rarity * one.emergency for one in known) / length)
    same_day = exp(model.same_day + sum(one.rarity * one.same_day for one in known) / length)
    total = 1.0 + emergency + same_day
    return Likeness(emergency / total, (emergency + same_day) / total)


def features_of(tokens: Tokens, seen: Observations) -> dict[str, list[tuple[int, int]]]:
    """The features of a history and the first and last token of each time that it stands there; of findings none."""
    found: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for run in _runs(tokens, _hidden(tokens, seen)):
        for name, first, last in _of_signs(run) if seen.language == "zh" else _of_words(run):
            found[name].append((first, last))
    for finding, item in seen.counted().items():
        if item.polarity == "present" and finding not in (EMERGENCY, SAME_DAY):
            found[f":{finding}"] = []
    return dict(found)


def _of_words(run: list[tuple[int, str]]) -> Iterator[tuple[str, int, int]]:
    """Words, their beginnings, and pairs of these."""
    stems = [word if len(word) <= _STEM else f"{word[:_STEM]}*" for _, word in run]
    for k, (i, word) in enumerate(run):
        yield word, i, i
        if stems[k] != word:
            yield stems[k], i, i
        if k:
            yield f"{stems[k - 1]} {stems[k]}", run[k - 1][0], i


def _of_signs(run: list[tuple[int, str]]) -> Iterator[tuple[str, int, int]]:
    """Runs of up to `_SIGNS` Chinese characters."""
    for k in range(len(run)):
        for n in range(1, min(_SIGNS, len(run) - k) + 1):
            yield "".join(word for _, word in run[k : k + n]), run[k][0], run[k + n - 1][0]


def _runs(tokens: Tokens, hidden: bytes) -> Iterator[list[tuple[int, str]]]:
    """The words between marks and hidden words, each with its number."""
    run: list[tuple[int, str]] = []
    for i, token in enumerate(tokens.items):
        start, end = tokens.normal.origin(token.start, token.end)
        if token.kind == "mark" or 2 * sum(hidden[start:end]) >= end - start:
            if run:
                yield run
            run = []
        else:
            run.append((i, token.word))
    if run:
        yield run


def _hidden(tokens: Tokens, seen: Observations) -> bytes:
    """1 for each character of the history that tells of what is not there, not now, or of somebody else."""
    hidden = bytearray(len(tokens.normal.original))
    counted = seen.counted()
    of_history = [item for item in seen.items if item.source == "history" and item.span]
    for there in (False, True):  # what is there is seen, whatever else is told within the same words
        for item in of_history:
            holds = counted.get(item.finding)
            is_there = item.is_there and holds is not None and holds.polarity == "present"
            if item.span and item.span.field == "history" and is_there == there:
                hidden[item.span.start : item.span.end] = bytes([not there]) * (item.span.end - item.span.start)
    return bytes(hidden)


def _strongest(
    tokens: Tokens,
    features: Mapping[str, list[tuple[int, int]]],
    model: DangerWords,
    finding: str,
    language: Language,
) -> Span | None:
    """The few words within one sentence that speak loudest for it; None where no words do."""
    loud = [0.0] * len(tokens.items)
    for name, places in features.items():
        one = model.weights.get(name)
        if one is not None:
            speaks_for = one.emergency if finding == EMERGENCY else max(one.emergency, one.same_day)
            for first, last in places:
                loud[first] += one.rarity * speaks_for / 2
                loud[last] += one.rarity * speaks_for / 2
    width = _SHOWN_ZH if language == "zh" else _SHOWN
    best, shown = 0.0, (0, 0)
    for start, end in pairwise([*tokens.sentences, len(tokens.items)]):  # none where there is no word at all
        for i in range(start, max(start + 1, end - width + 1)):
            if (loudness := sum(loud[i : min(i + width, end)])) > best:
                best, shown = loudness, (i, min(i + width, end))
    words = [token for token in tokens.items[slice(*shown)] if token.kind != "mark"]
    if not words:
        return None
    begin, stop = tokens.normal.origin(words[0].start, words[-1].end)
    return Span(field="history", start=begin, end=stop, text=tokens.normal.original[begin:stop])


@cache
def danger_words(language: Language) -> DangerWords:
    """The shipped model of a language."""
    return read_weights(FOLDER, language)


def read_weights(folder: Path, language: Language) -> DangerWords:
    """The model of a language as it stands in a folder."""
    with (folder / f"{language}.csv").open(encoding="utf-8", newline="") as file:
        rows = csv.reader(file)
        next(rows)
        weights = {name: Weight(float(rarity), float(now), float(today)) for name, rarity, now, today in rows}
    rest = read_yaml(folder / "model.yaml")[language]
    return DangerWords(weights, rest["length"], rest["emergency"], rest["same_day"])


@cache
def _bounds() -> dict[str, float]:
    content: dict[str, float] = read_yaml(FOLDER / "model.yaml")["bounds"]
    return content
