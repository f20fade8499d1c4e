"""Does each card find its own patients? `python -m tests.bench.self_retrieval [--card ID]`.

For each card 20 patients are drawn from its own profile (findings by their frequency class, age, sex, duration), of
whom a history would tell some findings and deny a few. The ranker has to bring the card among the first three, from a
uniform prior: this judges profiles, not the world. Cards that are often missed are listed with what came before them.
"""

import argparse
import hashlib
import random
from collections import Counter

from dermagent.knowledge.base import KnowledgeBase, knowledge
from dermagent.knowledge.priors import read_prior
from dermagent.knowledge.schema import PROBABILITY, Card
from dermagent.steps.retrieve.findings import FindingsRanker
from dermagent.types import Observation, Observations, Quantity

CASES, TOP = 20, 3
#: How much a history tells: this many findings that are present and absent at most.
TOLD, DENIED = 10, 3
#: Cards below this share of cases are listed.
POOR = 0.8


def patient(card: Card, kb: KnowledgeBase, number: int) -> Observations:
    """One imagined patient of the card; the same for the same card and number."""
    seed = hashlib.sha256(f"{card.id}/{number}".encode()).hexdigest()
    draw = random.Random(seed)
    names = sorted(f for f in card.findings if kb.findings[f].category != "measure")
    draw.shuffle(names)
    has = {f: draw.random() < PROBABILITY[card.findings[f]] for f in names}
    broader = {a for f, present in has.items() if present for a in kb.ancestors(f)}
    told = [f for f in names if has[f]][:TOLD]
    denied = [f for f in names if not has[f] and f not in broader][:DENIED]
    items = [Observation(finding=f, polarity="present", source="field", field="complaint") for f in told]
    items += [Observation(finding=f, polarity="absent", source="field", field="complaint") for f in denied]
    return Observations(
        language="en",
        items=tuple(items),
        age=_drawn(draw, card.typical_age, "years"),
        duration=_drawn(draw, card.typical_duration, "days"),
        sex=None if card.female_share is None else "female" if draw.random() < card.female_share else "male",
    )


def _drawn(draw: random.Random, limits: tuple[float, float] | None, unit: str) -> Quantity | None:
    if limits is None:
        return None
    at = draw.uniform(*limits)
    return Quantity(low=at, high=at, unit=unit, field="complaint")


def main() -> None:
    """Print the share of cases found, and the cards that are found less often than `POOR`."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--card", action="append", help="only this card; may be given several times")
    wanted = parser.parse_args().card
    kb = knowledge()
    ranker = FindingsRanker(kb, read_prior("uniform", kb))
    cards = [card for card in kb.cards.values() if not wanted or card.id in wanted]
    hits, poor = 0, []
    for card in cards:
        before: Counter[str] = Counter()
        found = 0
        for number in range(CASES):
            ranking = ranker.rank(patient(card, kb, number), k=0).candidates
            first = [candidate.condition for candidate in ranking[:TOP]]
            found += card.id in first
            before.update(first if card.id not in first else ())
        hits += found
        if found < POOR * CASES:
            taken_for = ", ".join(f"{name} {times}" for name, times in before.most_common(4))
            poor.append((found, f"  {card.id}: {found}/{CASES}; ahead of it {taken_for}"))
    n = len(cards) * CASES
    print(f"self-retrieval: {hits} of {n} cases of {len(cards)} cards in the top {TOP} ({hits / n:.3f})")
    print(f"cards found in at least {POOR:.0%} of their cases: {len(cards) - len(poor)} of {len(cards)}")
    for _, line in sorted(poor):
        print(line)


if __name__ == "__main__":
    main()
