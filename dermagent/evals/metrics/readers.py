"""Several readers of one case: their aggregated differential, how far they agree, and a reader as a baseline."""

from collections.abc import Mapping, Sequence
from typing import Literal

import numpy as np
import numpy.typing as npt

from dermagent.evals.metrics.ranking import heaviest, top_k_hit, weight_covered

#: Blocks of tied names, best first.
Blocks = Sequence[Sequence[str]]
_Shares = npt.NDArray[np.float64]
#: What each name gets beside its trust in the readers (Stutz et al. 2023).
_ALPHA = 0.01


def inverse_rank_weights(readers: Sequence[Blocks], *, ties: Literal["dense", "average"] = "dense") -> dict[str, float]:
    """Weights that sum to 1: a name in a reader's block g (0, 1, …) counts 1 / (1 + g), summed over the readers.

    Blocks are dense: a tie of three takes one place (Stutz et al. 2023; the SCIN schema's example). With `average` it
    takes three and each counts 1 / their mean rank; SCIN documents no rule, so a report names which was used. A reader
    who found a case ungradable has no blocks and adds nothing. No readers: empty.
    """
    sums: dict[str, float] = {}
    for blocks in readers:
        above = 0
        for place, block in enumerate(blocks):
            names = dict.fromkeys(block)
            rank = 1 + place if ties == "dense" else above + (1 + len(names)) / 2
            for name in names:
                sums[name] = sums.get(name, 0.0) + 1 / rank
            above += len(names)
    total = sum(sums.values())
    return {name: value / total for name, value in sums.items()} if total else {}


def partial_average_overlap(first: Blocks, second: Blocks, *, m: int, classes: int | None = None) -> float:
    """Average overlap of two rankings with ties, between 0 and 1; an empty ranking or m = 0 gives 0.

    A name of a tied block of b counts 1 / b at each of the block's places, so the overlap is that of all orders of the
    ties on average; it is divided by the geometric mean of each ranking's overlap with itself (Stutz et al. 2023).

    Args:
        classes: how many names could have been ranked; those a reader did not rank are one last tied block. Without it
            there are endlessly many, and places after the last ranked name count nothing.

    Raises:
        ValueError: fewer classes than names ranked or than m, or a name ranked twice.
    """
    if m <= 0 or not any(first) or not any(second):
        return 0.0
    named = sorted({name for blocks in (first, second) for block in blocks for name in block})
    if classes is not None and classes < max(len(named), m):
        raise ValueError(f"{len(named)} names ranked to depth {m} out of {classes}")
    a, b = (_above(blocks, named, m, classes) for blocks in (first, second))
    depths = np.arange(1, m + 1)

    def overlap(x: _Shares, y: _Shares) -> float:
        return float(((x * y).sum(axis=1) / depths).sum() / m)

    return overlap(a, b) / float(np.sqrt(overlap(a, a) * overlap(b, b)))


def _above(blocks: Blocks, named: Sequence[str], m: int, classes: int | None) -> _Shares:
    """(m, names + 1) share of each name within the first 1..m places; last the names nobody ranked, as one column.

    That column is scaled so that a product of two columns is the sum over all names that it stands for.
    """
    column = {name: i for i, name in enumerate(named)}
    listed = [name for block in blocks for name in block]
    if len(set(listed)) < len(listed):
        raise ValueError("a name is ranked twice")
    depths = np.arange(1, m + 1)
    shares = np.zeros((m, len(named) + 1))
    start = 0
    for block in blocks:
        for name in block:
            shares[:, column[name]] = np.clip((depths - start) / len(block), 0, 1)
        start += len(block)
    if classes is not None and classes > start:
        unranked = np.clip((depths - start) / (classes - start), 0, 1)
        for name in column.keys() - set(listed):
            shares[:, column[name]] = unranked
        shares[:, -1] = unranked * np.sqrt(classes - len(named))
    return shares


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


def ceiling(cases: Sequence[Mapping[str, float]], *, k: int) -> float:
    """The greatest mean weight that k names can cover: readers differ, so no answer reaches 1 (Stutz et al. 2023).

    Raises:
        ValueError: no cases.
    """
    if not cases:
        raise ValueError("the ceiling of no cases is not defined")
    return sum(sum(sorted(weights.values(), reverse=True)[:k]) for weights in cases) / len(cases)


def uncertain_top_k(
    ranked: Sequence[str],
    weights: Mapping[str, float],
    *,
    k: int,
    trust: float,
    classes: int | None = None,
    draws: int = 200,
    seed: int = 0,
) -> float:
    """Mean top-k hit against the heaviest of weights drawn from Dirichlet(trust × weights + .01) (Stutz et al. 2023).

    Args:
        trust: how far the readers are trusted, 1 to 50 in the paper; the greater, the nearer to their own top name.
        classes: how many names could be right, as in the paper (419 there): at a low trust the right one is then often
            a name that no reader gave. Without it only names with a weight can be drawn, which scores higher.

    Raises:
        ValueError: no weights, k < 1, or fewer classes than names.
    """
    if not weights or k < 1:
        raise ValueError("weights and k of at least 1 are needed")
    first = set(ranked[:k])
    names = sorted(weights)
    if classes is not None:
        names += sorted(first - set(names))
        if classes < len(names):
            raise ValueError(f"{len(names)} names given or weighted, out of {classes}")
    alpha = np.full(len(names) if classes is None else classes, _ALPHA)
    alpha[: len(names)] += trust * np.array([weights.get(name, 0.0) for name in names])
    drawn = np.random.default_rng(seed).dirichlet(alpha, size=draws).argmax(axis=1)
    hit = np.zeros(len(alpha), dtype=bool)
    hit[: len(names)] = [name in first for name in names]
    return float(hit[drawn].mean())
