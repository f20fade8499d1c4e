"""Which labels of the known data sets, and what weight of the counted ones, the knowledge base has a card for."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from dermagent.evals.datasets.base import label_map, read_card, set_names
from dermagent.knowledge.base import KnowledgeBase, rows
from dermagent.knowledge.priors import shipped_profiles
from dermagent.resources import KNOWLEDGE


@dataclass(frozen=True)
class Covered:
    """Labels of a data set that mean a condition, and how many of them mean one with a card."""

    data_set: str
    title: str
    labels: int
    carded: int


def covered(kb: KnowledgeBase) -> Iterator[Covered]:
    """Every set with a label map; a label is carded if any condition that it may mean has a card."""
    for name in set_names():
        if labels := label_map(name):
            carded = sum(any(one in kb.cards for one in ids) for ids in labels.values())
            yield Covered(name, read_card(name).title, len(labels), carded)


def weight_covered_by_cards(kb: KnowledgeBase) -> Iterator[tuple[str, float]]:
    """For each prior profile that was counted on cases, the share of their weight with a card, 0 to 1."""
    for profile in shipped_profiles():
        path = KNOWLEDGE / "priors" / f"{profile}.csv"
        if path.is_file():  # the uniform one was counted on nothing
            weights = {row["condition_id"]: float(row["weight"]) for row in rows(path)}
            yield profile, sum(w for c, w in weights.items() if c in kb.cards) / sum(weights.values())


def labels_of(kb: KnowledgeBase) -> Mapping[str, Mapping[str, tuple[str, ...]]]:
    """Condition with a card → data set → the labels that may mean it."""
    found: dict[str, dict[str, tuple[str, ...]]] = {card: {} for card in kb.cards}
    for name in set_names():
        for label, ids in label_map(name).items():
            for condition in ids:
                if condition in found:
                    found[condition][name] = (*found[condition].get(name, ()), label)
    return found
