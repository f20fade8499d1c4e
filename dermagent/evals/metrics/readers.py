"""Several readers of one case: their aggregated differential, how far they agree, and a reader as a baseline."""

from collections.abc import Mapping, Sequence

import numpy as np

from dermagent.evals.metrics.ranking import heaviest, top_k_hit, weight_covered

#: Blocks of tied names, best first.
Blocks = Sequence[Sequence[str]]


def inverse_rank_weights(readers: Sequence[Blocks]) -> dict[str, float]:
    """Weights that sum to 1: a name in a reader's block g (0, 1, …) counts 1 / (1 + g), summed over the readers.

    Blocks are dense: a tie of three takes one place (Stutz et al. 2023; the SCIN schema's example). No readers: empty.
    """
    sums: dict[str, float] = {}
    for blocks in readers:
        for place, block in enumerate(blocks):
            for name in dict.fromkeys(block):
                sums[name] = sums.get(name, 0.0) + 1 / (1 + place)
    total = sum(sums.values())
    return {name: value / total for name, value in sums.items()} if total else {}


def partial_average_overlap(first: Blocks, second: Blocks, *, m: int) -> float:
    """Average overlap of two rankings with ties, between 0 and 1; an empty ranking or m = 0 gives 0.

    A name of a tied block of b counts 1 / b at each of the block's places; the score is divided by the geometric mean
    of each ranking's overlap with itself (Stutz et al. 2023).
    """
    if m <= 0 or not any(first) or not any(second):
        return 0.0
    a, b = _spread(first, m), _spread(second, m)
    return _overlap(a, b, m) / float(np.sqrt(_overlap(a, a, m) * _overlap(b, b, m)))


def _spread(blocks: Blocks, m: int) -> list[Mapping[str, float]]:
    """For each depth 1..m how much of each name lies above it."""
    places: list[dict[str, float]] = []
    for block in blocks:
        places += [{name: 1 / len(block) for name in block}] * len(block)
    above: dict[str, float] = {}
    depths: list[Mapping[str, float]] = []
    for place in places[:m] + [{}] * max(0, m - len(places)):
        above = {name: above.get(name, 0.0) + place.get(name, 0.0) for name in {**above, **place}}
        depths.append(above)
    return depths


def _overlap(a: Sequence[Mapping[str, float]], b: Sequence[Mapping[str, float]], m: int) -> float:
    total = 0.0
    for depth, (x, y) in enumerate(zip(a, b, strict=True), start=1):
        total += sum(min(share, y.get(name, 0.0)) for name, share in x.items()) / depth
    return total / m


def reader_baseline(cases: Sequence[Sequence[Blocks]]) -> dict[str, float]:
    """Each reader of a case with at least three against the others' weights: n, top-1, top-3 and weight of the first 3.

    Top-1 is a hit if any name of the reader's first block is among the heaviest; the first three are in listed order.
    """
    one, three, covered = [], [], []
    for readers in cases:
        if len(readers) < 3:
            continue
        for number, blocks in enumerate(readers):
            others = inverse_rank_weights([r for other, r in enumerate(readers) if other != number])
            if not blocks or not others:
                continue
            listed = [name for block in blocks for name in block]
            right = heaviest(others)
            one.append(top_k_hit(list(blocks[0]), right, k=len(blocks[0])))
            three.append(top_k_hit(listed, right, k=3))
            covered.append(weight_covered(listed, others, k=3))
    n = len(one)
    if not n:
        return {"n": 0.0}
    return {"n": float(n), "top_1": sum(one) / n, "top_3": sum(three) / n, "weight_of_3": sum(covered) / n}


def uncertain_top_k(
    ranked: Sequence[str], weights: Mapping[str, float], *, k: int, trust: float, draws: int = 200, seed: int = 0
) -> float:
    """Mean top-k hit against the heaviest of weights drawn from Dirichlet(trust × weights + .01) (Stutz et al. 2023).

    Raises:
        ValueError: no weights, or k < 1.
    """
    if not weights or k < 1:
        raise ValueError("weights and k of at least 1 are needed")
    names = sorted(weights)
    alpha = trust * np.array([weights[name] for name in names]) + 0.01
    drawn = np.random.default_rng(seed).dirichlet(alpha, size=draws).argmax(axis=1)
    first = set(ranked[:k])
    return float(np.mean([names[i] in first for i in drawn]))
