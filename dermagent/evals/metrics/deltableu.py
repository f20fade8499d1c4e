"""deltaBLEU as MEDIQA-M3G scores answers, with all quirks of the official scorer (compat) and without (fixed).

The scorer's behaviour, quirks and targets are described in wyim/MEDIQA-M3G-2024; this is our own implementation. The
score says nothing about the diagnosis: a constant answer beats published systems, so it never stands alone.
"""

import csv
import math
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from dermagent.errors import InputError
from dermagent.types import Language

Mode = Literal["compat", "fixed"]
_ORDERS = 4
_FULL = (0.7, 0.8, 0.9, 1.0)
_PARTIAL = (0.6, 0.7, 0.8, 0.9)
#: Single characters, and the string pairs of the official source that are one character too short (quirk of zh).
_CJK = [
    ("\u3400", "\u4db5"),
    ("\u4e00", "\u9fa5"),
    ("\u9fa6", "\u9fbb"),
    ("\uf900", "\ufa2d"),
    ("\ufa30", "\ufa6a"),
    ("\ufa70", "\ufad9"),
    ("\u2000" + "0", "\u2a6d" + "6"),
    ("\u2f80" + "0", "\u2fa1" + "d"),
    ("\uff00", "\uffef"),
    ("\u2e80", "\u2eff"),
    ("\u3000", "\u303f"),
    ("\u31c0", "\u31ef"),
    ("\u2f00", "\u2fdf"),
    ("\u2ff0", "\u2fff"),
    ("\u3100", "\u312f"),
    ("\u31a0", "\u31bf"),
    ("\ufe10", "\ufe1f"),
    ("\ufe30", "\ufe4f"),
    ("\u2600", "\u26ff"),
    ("\u3200", "\u32ff"),
    ("\u3300", "\u33ff"),
]


@dataclass(frozen=True)
class Answer:
    """A reference answer in words: its author, the words by language, and the organisers' marks where they exist."""

    author: str
    text: Mapping[Language, str]
    completeness: float | None = None
    consensus: bool | None = None


@dataclass(frozen=True)
class Weighted:
    """A reference answer with its weight."""

    text: str
    weight: float


def read_authors(path: Path) -> dict[str, tuple[str, str]]:
    """Author → (validation level, rank level), from df_userinfo.csv; the Reddit part has none and weighs nobody.

    Raises:
        InputError: the file is missing or has other columns.
    """
    try:
        with path.open(encoding="utf-8", newline="") as file:
            rows = csv.DictReader(file)
            return {row["author_id"]: (row["validation_level"], row["rank_level"]) for row in rows}
    except (OSError, KeyError, UnicodeDecodeError) as error:
        raise InputError(f"{path.name}: expected author_id, validation_level and rank_level") from error


def weight_of(answer: Answer, authors: Mapping[str, tuple[str, str]]) -> float:
    """The organisers' weight: how many of "validated doctor", "rank of 4 or more", "names the consensus" hold."""
    validation, rank = authors.get(answer.author, ("", "unk"))
    level = int(rank.rpartition("_")[2]) if rank.rpartition("_")[2].isdigit() else 0
    held = validation.startswith("md") + (level >= 4) + bool(answer.consensus)
    return (_FULL if answer.completeness == 1.0 else _PARTIAL)[held]


def delta_bleu(
    answers: Sequence[str], references: Sequence[Sequence[Weighted]], *, language: Language, mode: Mode = "compat"
) -> float:
    """Corpus score from 0 to 100 of one answer a case, in the order of the references.

    In `compat` answers are lower-cased and references are not; `fixed` lower-cases both. An empty answer adds nothing
    but its shortest reference's length.

    Raises:
        ValueError: not as many answers as cases, or a case without a reference.
    """
    if len(answers) != len(references) or not all(references):
        raise ValueError(f"{len(answers)} answers for {len(references)} cases, each of which needs a reference")
    correct, total = [0.0] * _ORDERS, [0.0] * _ORDERS
    said_length = reference_length = 0
    for answer, given in zip(answers, references, strict=True):
        said = tokens(answer.lower(), language)
        there = [(tokens(r.text.lower() if mode == "fixed" else r.text, language), r.weight) for r in given]
        said_length += len(said)
        reference_length += min((abs(len(words) - len(said)), len(words)) for words, _ in there)[1]
        greatest = max(weight for _, weight in there)
        for order in range(_ORDERS):
            counted = [(_grams(words, order + 1), weight) for words, weight in there]
            for gram, count in _grams(said, order + 1).items():
                matched = min(count, max(words[gram] for words, _ in counted))
                value = max((weight for words, weight in counted if words[gram]), default=0.0)
                correct[order] += value * matched
                total[order] += greatest * count
    return _score(correct, total, said_length, reference_length)


def _score(correct: Sequence[float], total: Sequence[float], said: int, reference: int) -> float:
    logs: list[float] = []
    smoothing = 1
    for order in range(_ORDERS):
        if total[order] == 0:
            break
        if correct[order] == 0:
            smoothing *= 2
            precision = 100 / (smoothing * total[order])
        else:
            precision = 100 * correct[order] / total[order]
        logs.append(math.log(precision))
    if not logs or said == 0:
        return 0.0
    brevity = math.exp(1 - reference / said) if said < reference else 1.0
    return brevity * math.exp(sum(logs) / len(logs))


def _grams(words: Sequence[str], order: int) -> Counter[tuple[str, ...]]:
    return Counter(tuple(words[i : i + order]) for i in range(len(words) - order + 1))


def tokens(text: str, language: Language) -> list[str]:
    """Words as the official scorer cuts them: mteval 13a, and single characters in Chinese."""
    if language == "zh":
        spaced = "".join(f" {char} " if _is_cjk(char) else char for char in text.strip())
        return _split(spaced)
    text = text.rstrip().replace("<skipped>", "").replace("-\n", "").replace("\n", " ")
    for name, char in (("&quot;", '"'), ("&amp;", "&"), ("&lt;", "<"), ("&gt;", ">")):
        text = text.replace(name, char)
    return _split(f" {text} ")


def _is_cjk(char: str) -> bool:
    return any(first <= char <= last for first, last in _CJK)


def _split(text: str) -> list[str]:
    text = re.sub(r"([\{-\~\[-\` -\&\(-\+\:-\@\/])", r" \1 ", text)
    text = re.sub(r"([^0-9])([\.,])", r"\1 \2 ", text)
    text = re.sub(r"([\.,])([^0-9])", r" \1 \2", text)
    text = re.sub(r"([0-9])(-)", r"\1 \2 ", text)
    return text.split()
