"""Lists of known quality pooled with what findings say: nothing is lost; `python -m tests.bench.fusion`.

DermaVQA train, English histories; the forum prior is counted on the other four fifths for every case. A simulated list
holds three to five conditions: the right one first in a known share of cases and at any later place in another, beside
it wrong ones as often as a GPT-4V-class model names them (`model_names.csv`, names and counts only) or, for "noise",
any. Half of the lists give confidences, which know nothing of what is right.

Printed: offline, the list alone, and each graph x quality x what the agents do, through the whole workflow and the
replay of stored lists; with --fit the table that the constants of `fusion.yaml` were chosen by.
"""

import argparse
import asyncio
import csv
import itertools
import json
import logging
import random
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from dermagent.evals.datasets.base import LabelledCase
from dermagent.evals.datasets.dermavqa import READER
from dermagent.evals.metrics.ranking import top_k_hit
from dermagent.evals.metrics.statistics import mean_with_interval, paired_difference
from dermagent.knowledge.base import knowledge
from dermagent.knowledge.meant import conditions_meant
from dermagent.llm.replay import ReplayAgents
from dermagent.settings import resolve
from dermagent.steps.observe import observe
from dermagent.steps.pool import Constants, constants, pooled
from dermagent.steps.retrieve.findings import FindingsRanker
from dermagent.types import Candidate, Heard, Proposal, RetrieverInfo
from dermagent.workflow import run
from dermagent.workflow.deps import make_model
from tests.bench.offline_accuracy import FOLDS, fold_of, fold_priors
from tests.shared import shared

#: Share of lists with the right condition first, and anywhere; wrong conditions as a model names them, or any at all.
QUALITIES: dict[str, tuple[float, float, bool]] = {
    "never right": (0.0, 0.0, True),
    "noise": (0.0, 0.0, False),
    "as GPT-4V": (0.14, 0.30, True),
    "fair": (0.25, 0.45, True),
    "good": (0.35, 0.60, True),
    "very good": (0.60, 0.85, True),
    "always right": (1.0, 1.0, True),
    "anywhere, .5": (0.1, 0.5, True),
    "anywhere, .9": (0.18, 0.9, True),
}
GRAPHS = ("naive_cot", "guideline_cot", "self_consistency", "mac")
AGENTS: tuple[ReplayAgents, ...] = ("agree", "absent", "adversarial")
KS = (1, 5)
_MODEL = RetrieverInfo(name="vlm", asks_model=True, evidence="enough")
_FINDINGS = RetrieverInfo(name="findings", reads_findings=True)
Named = list[tuple[str, float | None]]


@dataclass(frozen=True)
class Ranked:
    """A case with what findings say of it, by a prior that has not seen it."""

    case: LabelledCase
    findings: Heard


def named_by_models() -> dict[str, float]:
    """How often a GPT-4V-class model names each condition."""
    counts: Counter[str] = Counter()
    with (shared() / "data/model_names.csv").open(newline="", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            for condition, share in conditions_meant(row["name"]).items():
                counts[condition] += share * int(row["count"])  # type: ignore[assignment]
    return dict(counts)


def simulated(case: LabelledCase, quality: str, habit: dict[str, float], *, confident: bool) -> Named:
    """A list of this quality; the same case gives the same list."""
    first, anywhere, as_models = QUALITIES[quality]
    rng = random.Random(f"{case.case.id} {quality}")
    weights = habit if as_models else dict.fromkeys(sorted(knowledge().conditions), 1.0)
    length, at = rng.choice((3, 4, 5)), rng.random()
    names: list[str] = []
    while len(names) < length:
        (drawn,) = rng.choices(list(weights), list(weights.values()))
        if drawn not in names and drawn not in case.reference:
            names.append(drawn)
    if at < anywhere:
        names.insert(0 if at < first else rng.randint(1, length - 1), rng.choice(sorted(case.reference)))
    top = rng.uniform(0.35, 0.85)
    shares = [top, *((1 - top) * 0.6 * 0.45**place for place in range(length - 1))]
    return [(name, round(share, 3) if confident else None) for name, share in zip(names, shares, strict=False)]


def as_heard(listed: Named) -> Heard:
    """A list as the retriever gives it; without confidences its places tell."""
    shares = [0.5**place if share is None else share for place, (_, share) in enumerate(listed, start=1)]
    candidates = tuple(
        Candidate(condition=name, retriever="vlm", rank=rank, score=share, probability=share)
        for rank, ((name, _), share) in enumerate(zip(listed, shares, strict=True), start=1)
    )
    return Heard(info=_MODEL, proposal=Proposal(candidates=candidates, other=max(0.0, 1 - sum(shares))))


def ranked_cases() -> list[Ranked]:
    """All train cases with a reference, ranked by findings with the prior of the other folds."""
    cases = list(READER.load(shared() / "data/dermavqa/iiyi", split="train", language="en"))
    rankers = [FindingsRanker(knowledge(), prior) for prior in fold_priors(cases)]
    found = []
    for case in cases:
        if case.reference:
            ranking = rankers[fold_of(case.case.id)].rank(observe(case.case), k=0)
            proposal = Proposal(
                candidates=ranking.candidates,
                other=ranking.other,
                moved=ranking.moved,
                information_nats=ranking.information_nats,
            )
            found.append(Ranked(case, Heard(info=_FINDINGS, proposal=proposal)))
    return found


Hits = dict[int, list[float]]


def hits_of(lists: Iterable[tuple[Sequence[str], LabelledCase]]) -> Hits:
    hits: Hits = {k: [] for k in KS}
    for names, case in lists:
        for k in KS:
            hits[k].append(top_k_hit(names, case.reference, k=k))
    return hits


def told_of(hits: Hits) -> str:
    return "; ".join(f"top-{k} {mean_with_interval(hits[k])}" for k in KS)


def pooled_hits(cases: Sequence[Ranked], lists: Sequence[Heard], settings: Constants) -> Hits:
    """How often the pool of findings and list alone is right."""
    pools = (pooled((one.findings, given), settings=settings) for one, given in zip(cases, lists, strict=True))
    orders = (list(itertools.islice(pool.probabilities, max(KS))) if pool else [] for pool in pools)
    return hits_of(zip(orders, (one.case for one in cases), strict=True))


def pool_table(cases: Sequence[Ranked], habit: dict[str, float]) -> None:
    """Findings, list and pool by the quality of the list, without any agent; the guard is the last column."""
    own = hits_of(([c.condition for c in one.findings.proposal.candidates[:5]], one.case) for one in cases)
    print(
        f"\nThe pool alone, {len(cases)} cases; offline: "
        + "; ".join(f"top-{k} {mean_with_interval(own[k])}" for k in KS)
    )
    for quality in QUALITIES:
        for confident in (True, False):
            given = [simulated(one.case, quality, habit, confident=confident) for one in cases]
            alone = hits_of(([name for name, _ in named], one.case) for named, one in zip(given, cases, strict=True))
            both = pooled_hits(cases, [as_heard(named) for named in given], constants())
            better = max((own, alone), key=lambda hits: sum(hits[5]))
            told = "; ".join(f"top-{k} list {_mean(alone[k]):.3f} pool {mean_with_interval(both[k])}" for k in KS)
            lost = paired_difference(both[5], better[5])
            print(f"  {quality:13}{'with' if confident else 'no':>5} confidences  {told}; top-5 pool - better {lost}")


def fit(cases: Sequence[Ranked], habit: dict[str, float]) -> None:
    """Constants that lose least over all qualities, chosen on four folds and scored on the fifth."""
    given = {
        quality: [
            as_heard(simulated(one.case, quality, habit, confident=bool(place % 2))) for place, one in enumerate(cases)
        ]
        for quality in QUALITIES
    }
    own = hits_of(([c.condition for c in one.findings.proposal.candidates[:5]], one.case) for one in cases)
    folds = [fold_of(one.case.case.id) for one in cases]
    alone = {
        quality: hits_of(
            ([c.condition for c in listed.proposal.candidates], one.case)
            for listed, one in zip(lists, cases, strict=True)
        )
        for quality, lists in given.items()
    }
    found: list[tuple[Constants, dict[str, Hits]]] = []
    for settings in grid():
        found.append((settings, {quality: pooled_hits(cases, lists, settings) for quality, lists in given.items()}))

    def lost(hits: dict[str, Hits], inside: Callable[[int], bool], k: int) -> list[float]:
        """What the pool loses against the better source at each quality."""
        places = [place for place, fold in enumerate(folds) if inside(fold)]
        return [
            max(_mean([own[k][p] for p in places]), _mean([alone[q][k][p] for p in places]))
            - _mean([hits[q][k][p] for p in places])
            for q in QUALITIES
        ]

    def worth(hits: dict[str, Hits], inside: Callable[[int], bool]) -> float:
        return _mean([max(x, 0.0) for x in lost(hits, inside, 5)]) + 0.1 * _mean(
            [max(x, 0.0) for x in lost(hits, inside, 1)]
        )

    print(
        "\nChosen by top-5 lost, mean over the qualities, and a tenth of that at top-1; best of the grid on all folds:"
    )
    for settings, hits in sorted(found, key=lambda one: worth(one[1], lambda _: True))[:12]:
        told = " ".join(f"{_mean(hits[q][1]):.3f}/{_mean(hits[q][5]):.3f}" for q in QUALITIES)
        print(f"  {_named(settings)}: {worth(hits, lambda _: True):.4f}; {told}")
    kept: dict[str, Hits] = {q: {k: [0.0] * len(cases) for k in KS} for q in QUALITIES}
    for fold in range(FOLDS):
        settings, hits = min(found, key=lambda one: worth(one[1], lambda f, fold=fold: f != fold))  # type: ignore[misc]
        print(f"  without fold {fold}: {_named(settings)}")
        for q, k, place in itertools.product(QUALITIES, KS, range(len(cases))):
            if folds[place] == fold:
                kept[q][k][place] = hits[q][k][place]
    print("  cross-validated: " + "; ".join(f"{q} {_mean(kept[q][1]):.3f}/{_mean(kept[q][5]):.3f}" for q in QUALITIES))


def base_table(cases: Sequence[Ranked], habit: dict[str, float]) -> None:
    """The pool by how much findings must say to be the whole base; the first column is without such a bound."""
    bounds = (1e-9, 0.15, 0.3, 1.0)
    print(f"\nTop-1/top-5 by the nats from which findings are the whole base, {' '.join(f'{b:.2f}' for b in bounds)}:")
    for quality in QUALITIES:
        lists = [as_heard(simulated(one.case, quality, habit, confident=bool(n % 2))) for n, one in enumerate(cases)]
        told = []
        for bound in bounds:
            hits = pooled_hits(cases, lists, replace(constants(), whole=bound))
            told.append(f"{_mean(hits[1]):.3f}/{_mean(hits[5]):.3f}")
        print(f"  {quality:13} {' '.join(told)}")


def panel_table(cases: Sequence[Ranked], habit: dict[str, float]) -> None:
    """The pool with four agents who repeat the list, by whether a sure panel and an unsure voice count as such."""
    shipped = constants()
    without = replace(shipped, panel={**shipped.panel, "least": 1e9}, unsure={**shipped.unsure, "over": 1e9})
    unsure = replace(without, unsure=shipped.unsure)
    print("\nTop-1/top-5 with agents who repeat the list: neither, unsure voices count less, sure panels more as well:")
    for quality in QUALITIES:
        told = []
        for settings in (without, unsure, shipped):
            pools = []
            for n, one in enumerate(cases):
                listed = as_heard(simulated(one.case, quality, habit, confident=bool(n % 2)))
                said = {c.condition: c.probability or 0.0 for c in listed.proposal.candidates}
                firsts = [next(iter(said.items()))] * 4
                pools.append(pooled((one.findings, listed), said, settings=settings, firsts=firsts))
            orders = (list(itertools.islice(pool.probabilities, max(KS))) if pool else [] for pool in pools)
            hits = hits_of(zip(orders, (one.case for one in cases), strict=True))
            told.append(f"{_mean(hits[1]):.3f}/{_mean(hits[5]):.3f}")
        print(f"  {quality:13} {' '.join(told)}")


def _named(s: Constants) -> str:
    return f"places {' '.join(f'{p:g}' for p in s.places)} least {s.least:g} uncarded {s.uncarded:g}"


def grid() -> list[Constants]:
    """What is tried around the shipped constants."""
    return [
        replace(
            constants(),
            places=(first, second, *(round(second * fall * part, 2) for part in (1.0, 0.8, 0.7))),
            least=least,
            uncarded=uncarded,
        )
        for first, second, fall, least, uncarded in itertools.product(
            (16.0, 25.0, 33.0), (5.0, 8.0, 12.0), (0.6, 0.9), (0.001, 0.002), (0.08, 0.12)
        )
    ]


async def through(graph: str, agents: ReplayAgents, case: LabelledCase, lists: Path, prior: Path) -> list[str]:
    """The conditions that a graph ranks with a replayed list."""
    settings = resolve(graph=graph, model=f"replay:{lists}", replay_agents=agents, prior=str(prior))
    chat = make_model(settings)
    result = await run(case.case.model_copy(update={"images": ()}), settings, chat=chat)
    return [form.condition for form in result.exact]


async def graph_table(cases: Sequence[Ranked], habit: dict[str, float], qualities: Sequence[str], folder: Path) -> None:
    """Every graph with lists of each quality and each kind of agents, through the whole workflow."""
    everyone = list(READER.load(shared() / "data/dermavqa/iiyi", split="train", language="en"))
    priors = []
    for fold, prior in enumerate(fold_priors(everyone)):
        path = folder / f"prior_{fold}.csv"
        lines = [f"{c},{p}" for c, p in sorted(prior.by_condition.items())]
        path.write_text(
            "\n".join(["condition_id,weight", *lines, f"something_else,{prior.other}", ""]), encoding="utf-8"
        )
        priors.append(path)
    offline = []
    for one in cases:
        settings = resolve(graph="offline", prior=str(priors[fold_of(one.case.case.id)]))
        result = await run(one.case.case.model_copy(update={"images": ()}), settings)
        offline.append([form.condition for form in result.exact])
    own = hits_of(zip(offline, (one.case for one in cases), strict=True))
    print(f"\nThrough the workflows, {len(cases)} cases; offline: {told_of(own)}")
    names = {condition.id: condition.name for condition in knowledge().conditions.values()}
    for quality in qualities:
        given = [simulated(one.case, quality, habit, confident=bool(p % 2)) for p, one in enumerate(cases)]
        lists = folder / f"{quality.replace(' ', '_')}.jsonl"
        with lists.open("w", encoding="utf-8") as file:
            for one, named in zip(cases, given, strict=True):
                told = [names[n] if share is None else {"name": names[n], "confidence": share} for n, share in named]
                file.write(json.dumps({"case_id": one.case.case.id, "candidates": told}) + "\n")
        alone = hits_of(([name for name, _ in named], one.case) for named, one in zip(given, cases, strict=True))
        better = max((own, alone), key=lambda hits: sum(hits[5]))
        print(f"  {quality}: list alone {told_of(alone)}")
        for graph, agents in itertools.product(GRAPHS, AGENTS):
            if graph == "naive_cot" and agents != "agree":
                continue  # it has no agents
            ranked = [await through(graph, agents, one.case, lists, priors[fold_of(one.case.case.id)]) for one in cases]
            hits = hits_of(zip(ranked, (one.case for one in cases), strict=True))
            against = better if graph == "mac" else alone
            lost = paired_difference(hits[5], against[5])
            source = "the better source" if graph == "mac" else "the list"
            print(f"    {graph:17}{agents:12}{told_of(hits)}; top-5 minus {source} {lost}")


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values)


def main(arguments: list[str] | None = None) -> int:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--n", type=int, default=150, help="cases that go through the workflows; 0: none of them")
    parser.add_argument("--qualities", nargs="+", choices=list(QUALITIES), default=list(QUALITIES))
    parser.add_argument("--base", action="store_true", help="print what bounds of the findings' part give, and no more")
    parser.add_argument("--panel", action="store_true", help="print what sure panels and unsure voices give alone")
    parser.add_argument("--fit", action="store_true", help="try constants and print how much each loses")
    given = parser.parse_args(arguments)
    if not (shared() / "data/dermavqa").is_dir():
        print(f"the data folder {shared().name!r} is not here; set DERMAGENT_SHARED", file=sys.stderr)
        return 2
    logging.disable(logging.WARNING)  # absent agents are named once for each call
    cases, habit = ranked_cases(), named_by_models()
    if given.base:
        base_table(cases, habit)
        return 0
    if given.panel:
        panel_table(cases, habit)
        return 0
    pool_table(cases, habit)
    if given.fit:
        fit(cases, habit)
    if given.n:
        drawn = sorted(random.Random(0).sample(range(len(cases)), min(given.n, len(cases))))
        with tempfile.TemporaryDirectory() as folder:
            asyncio.run(graph_table([cases[place] for place in drawn], habit, given.qualities, Path(folder)))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
