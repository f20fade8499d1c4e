"""Put opinions together by arithmetic: how far they agree, what is still open, and one pooled ranking."""

from collections import Counter
from collections.abc import Sequence
from itertools import combinations

from dermagent.knowledge.base import KnowledgeBase
from dermagent.knowledge.outside import name_of
from dermagent.types import Opinion, Triage

#: Share of agents that must put the same condition first for the conversation to end.
AGREED = 0.75


def last_opinions(opinions: Sequence[Opinion]) -> tuple[Opinion, ...]:
    """Each agent's opinion of the last round it took part in, in the order of the agents."""
    last: dict[str, Opinion] = {}
    for opinion in opinions:
        if opinion.agent not in last or opinion.round >= last[opinion.agent].round:
            last[opinion.agent] = opinion
    return tuple(last.values())


def agreement(opinions: Sequence[Opinion]) -> float:
    """Mean of two shares: agents that put the commonest first choice first, and overlap (Jaccard) of first threes.

    1 for a single agent that names anything, 0 if nobody names anything.
    """
    tops = [_ranking(opinion) for opinion in opinions]
    firsts = Counter(top[0] for top in tops if top)
    if not firsts:
        return 0.0
    same = firsts.most_common(1)[0][1] / len(opinions)
    pairs = [(set(a[:3]), set(b[:3])) for a, b in combinations(tops, 2)]
    overlap = sum(len(a & b) / len(a | b) if a | b else 0.0 for a, b in pairs) / len(pairs) if pairs else 1.0
    return round((same + overlap) / 2, 4)


def needs_debate(opinions: Sequence[Opinion], triage: Triage, invented: Sequence[str]) -> str:
    """Why another round is called for; empty if the agents agree and nothing is open."""
    if len(opinions) < 2:
        return ""
    firsts = Counter(ranking[0] for ranking in map(_ranking, opinions) if ranking)
    if not firsts or firsts.most_common(1)[0][1] / len(opinions) < AGREED:
        return "the agents do not agree on the first diagnosis"
    addressed = {view.condition for opinion in opinions for view in opinion.conditions}
    for flag in triage.red_flags:
        if not addressed & set(flag.conditions):
            return f"nobody addressed {flag.name}"
    return "a statement was cited that does not exist" if invented else ""


def said_together(opinions: Sequence[Opinion]) -> dict[str, float]:
    """What agents say together: the mean of the shares that each gives its conditions, over those that name any."""
    speaking = [opinion for opinion in opinions if opinion.conditions]
    said: dict[str, float] = {}
    for view in (view for opinion in speaking for view in opinion.conditions):
        said[view.condition] = said.get(view.condition, 0.0) + view.confidence / len(speaking)
    return said


def minority(opinions: Sequence[Opinion], first: str, kb: KnowledgeBase | None = None) -> tuple[str, ...]:
    """What agents hold against the first diagnosis of all: their own first choice, and their concerns."""
    lines = []
    for number, opinion in enumerate(opinions, start=1):
        ranking = _ranking(opinion)
        if ranking and ranking[0] != first:
            share = next(view.confidence for view in opinion.conditions if view.condition == ranking[0])
            lines.append(f"Reader {number} puts {name_of(ranking[0], kb)} first ({100 * share:.0f} %).")
        lines.extend(f"Reader {number}: {concern}" for concern in opinion.concerns)
    return tuple(dict.fromkeys(lines))


def _ranking(opinion: Opinion) -> list[str]:
    return [view.condition for view in sorted(opinion.conditions, key=lambda v: (-v.confidence, v.condition))]
