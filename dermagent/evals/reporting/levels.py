"""Answers scored down a taxonomy: how often the first diagnosis is right on each of its levels."""

from collections.abc import Mapping, Sequence

from dermagent.evals.metrics.ranking import heaviest, hierarchical_hits
from dermagent.evals.running.cases import answer_of
from dermagent.evals.running.records import Record
from dermagent.knowledge.base import knowledge


def family_hit(ranked: Sequence[str], reference: Mapping[str, float]) -> float:
    """Whether the first condition is of the family of one of the heaviest reference conditions."""
    known = knowledge().conditions
    if not ranked or ranked[0] not in known:
        return 0.0
    said = (known[ranked[0]].family, ranked[0])
    return max(hierarchical_hits(said, (known[right].family, right))[0] for right in heaviest(reference))


def level_hits(records: Sequence[Record]) -> list[tuple[float, ...]]:
    """For each record, whether the first condition is right on each level of the data set's taxonomy, coarsest first.

    Which places a condition has in the taxonomy is learnt from the references of these very records: one that is never
    a reference has none and is wrong on every level.
    """
    places: dict[str, set[tuple[str, ...]]] = {}
    for record in records:
        for condition in heaviest(record.reference):
            places.setdefault(condition, set()).add(record.levels)
    hits = []
    for record in records:
        first = next(iter(answer_of(record)), "")
        if first in heaviest(record.reference):
            hits.append((1.0,) * len(record.levels))
            continue
        said = sorted(places.get(first, ()))
        hits.append(max((hierarchical_hits(one, record.levels) for one in said), default=(0.0,) * len(record.levels)))
    return hits
