"""Scores of captions, answers and concepts against references."""

import math
from collections import Counter
from collections.abc import Collection, Mapping, Sequence

import numpy as np
import numpy.typing as npt

#: (tokens, dimension), a row for each token.
Tokens = npt.NDArray[np.float32]


def rouge_l(words: Sequence[str], reference: Sequence[str]) -> float:
    """F1 of the longest common subsequence (Lin 2004, beta 1); two empty texts agree fully."""
    if not words or not reference:
        return float(not words and not reference)
    row = [0] * (len(reference) + 1)
    for word in words:
        last = 0
        for n, other in enumerate(reference, start=1):
            kept = row[n]
            row[n] = last + 1 if word == other else max(row[n], row[n - 1])
            last = kept
    common = row[-1]
    return 2 * common / (len(words) + len(reference))


def bleu_4(words: Sequence[str], references: Sequence[Sequence[str]]) -> float:
    """Sentence BLEU of four orders, 0 to 100; an order without a match counts half a match.

    Papineni et al. 2002 with the first smoothing of Chen and Cherry 2014 (.5); a text of fewer than four words is
    scored by the orders it has.
    """
    if not words or not references:
        return 0.0
    logs = []
    for order in range(1, 5):
        said = Counter(tuple(words[i : i + order]) for i in range(len(words) - order + 1))
        if not said:
            break
        best: Counter[tuple[str, ...]] = Counter()
        for reference in references:
            best |= Counter(tuple(reference[i : i + order]) for i in range(len(reference) - order + 1))
        matched = sum((said & best).values())
        logs.append(math.log((matched or 0.5) / said.total()))
    nearest = min((abs(len(reference) - len(words)), len(reference)) for reference in references)[1]
    brevity = min(1.0, math.exp(1 - nearest / len(words)))
    return 100 * brevity * math.exp(sum(logs) / len(logs))


def token_f1(words: Sequence[str], reference: Sequence[str]) -> float:
    """F1 of the words in common, each as often as it stands in both (Rajpurkar et al. 2016); two empty texts agree."""
    if not words or not reference:
        return float(not words and not reference)
    both = (Counter(words) & Counter(reference)).total()
    return 2 * both / (len(words) + len(reference))


def exact_match(words: Sequence[str], reference: Sequence[str]) -> float:
    """Whether the words are the same in the same order."""
    return float(list(words) == list(reference))


def greedy_match(said: Tokens, reference: Tokens) -> tuple[float, float, float]:
    """Precision, recall and F1 of two texts by their token vectors (Zhang et al. 2020, BERTScore, without idf weights).

    Each token counts by its most similar one on the other side. Rows are tokens, of length 1; without a token on one
    side all three are 0. Only with BERTScore's own model and layer is this BERTScore.
    """
    if not len(said) or not len(reference):
        return 0.0, 0.0, 0.0
    alike = said @ reference.T
    precision, recall = float(alike.max(axis=1).mean()), float(alike.max(axis=0).mean())
    f1 = 2 * precision * recall / (precision + recall) if precision + recall > 0 else 0.0
    return precision, recall, f1


def greedy_match_mean(said: Sequence[Tokens], references: Sequence[Sequence[Tokens]]) -> tuple[float, float, float]:
    """Mean over cases of the best precision, recall and F1 over a case's references, each for itself as in BERTScore.

    Raises:
        ValueError: no cases, not as many answers as cases, or a case without a reference.
    """
    if not said or len(said) != len(references) or not all(references):
        raise ValueError(f"{len(said)} answers for {len(references)} cases, each of which needs a reference")
    cases = zip(said, references, strict=True)
    best = [[max(one) for one in zip(*(greedy_match(a, r) for r in given), strict=True)] for a, given in cases]
    precision, recall, f1 = (sum(values) / len(values) for values in zip(*best, strict=True))
    return precision, recall, f1


def concept_f1(found: Collection[str], reference: Collection[str]) -> float:
    """F1 of two sets of concept ids; two empty sets agree fully. This is not MEDCON, which cannot be reproduced."""
    if not found and not reference:
        return 1.0
    both = len(set(found) & set(reference))
    return 2 * both / (len(set(found)) + len(set(reference)))


def closed_answers(
    answers: Mapping[str, Mapping[str, Collection[int]]], gold: Mapping[str, Mapping[str, Collection[int]]]
) -> dict[str, float]:
    """Mean of |gold ∩ said| / max(|gold|, |said|) by question family and over all ("all") (MEDIQA-MAGIC 2025).

    Both map an encounter to families and those to option indices; what was not answered scores 0.

    Raises:
        ValueError: there is no gold.
    """
    by_family: dict[str, list[float]] = {}
    for encounter, families in gold.items():
        for family, right in families.items():
            said = set(answers.get(encounter, {}).get(family, ()))
            wanted = set(right)
            score = len(wanted & said) / max(len(wanted), len(said), 1)
            by_family.setdefault(family, []).append(score)
    if not by_family:
        raise ValueError("there is no gold to compare with")
    scores = {family: sum(values) / len(values) for family, values in by_family.items()}
    every = [value for values in by_family.values() for value in values]
    return scores | {"all": sum(every) / len(every)}
