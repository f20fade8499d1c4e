"""Put opinions together by arithmetic: how far they agree, what is still open, and one pooled ranking."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from dermagent.knowledge.base import KnowledgeBase, knowledge
from dermagent.knowledge.outside import name_of, sounds_dangerous
from dermagent.types import ConditionOpinion, Opinion, Triage

#: Share of agents that must put the same condition first for the conversation to end.
AGREED = 0.75
#: How much of its share a view loses where none of its claims holds, and how many must oppose a claim to refute it.
_MOST_LOST, _OPPOSING = 0.5, 2
#: Share from which a danger that one agent alone puts first is debated and asked about (our choice).
FEARED = 0.3


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
    opinions = staying(opinions)
    tops = [ranking(opinion) for opinion in opinions]
    firsts = Counter(top[0] for top in tops if top)
    if not firsts:
        return 0.0
    same = firsts.most_common(1)[0][1] / len(opinions)
    pairs = [(set(a[:3]), set(b[:3])) for a, b in combinations(tops, 2)]
    overlap = sum(len(a & b) / len(a | b) if a | b else 0.0 for a, b in pairs) / len(pairs) if pairs else 1.0
    return round((same + overlap) / 2, 4)


def needs_debate(
    opinions: Sequence[Opinion], triage: Triage, invented: Sequence[str], kb: KnowledgeBase | None = None
) -> str:
    """Why another round is called for; empty if the agents agree and nothing is open."""
    if len(staying(opinions)) < 2:
        return ""
    here = staying(opinions)
    firsts = Counter(held[0] for held in map(ranking, here) if held)
    if not firsts or firsts.most_common(1)[0][1] / len(here) < AGREED:
        return "the agents do not agree on the first diagnosis"
    common = firsts.most_common(1)[0][0]
    if alone := [condition for condition in feared(here, FEARED, kb) if condition != common]:
        return f"an agent puts {name_of(alone[0], kb)} first, which must not be missed"
    addressed = {view.condition for opinion in opinions for view in opinion.conditions}
    for flag in triage.red_flags:
        if not addressed & set(flag.conditions):
            return f"nobody addressed {flag.name}"
    return "something was cited that does not exist" if invented else ""


@dataclass(frozen=True)
class SaidTogether:
    """What agents say together: the share of each condition, those that they exclude, and what each puts first."""

    shares: Mapping[str, float]
    excluded: frozenset[str] = frozenset()
    firsts: tuple[tuple[str, float], ...] = ()


def said_together(opinions: Sequence[Opinion], kb: KnowledgeBase | None = None) -> SaidTogether:
    """The mean of the shares that each agent gives its conditions, over those that name any and have not left.

    A view loses as much as `_MOST_LOST` of its share by its claims that are unfounded or refuted. What an agent opposes
    has no share from it, and what most of them oppose, each with a verified quotation, and none supports is excluded,
    unless its card says that it must not be missed.
    """
    kb, speaking = kb or knowledge(), [opinion for opinion in staying(opinions) if opinion.conditions]
    denied = refuted(opinions)
    shares: dict[str, float] = {}
    for view in (view for opinion in speaking for view in opinion.conditions if view.stance != "opposes"):
        weight = 1 - _MOST_LOST * _share_lost(view, denied)
        shares[view.condition] = shares.get(view.condition, 0.0) + weight * view.confidence / len(speaking)
    views = [view for opinion in speaking for view in opinion.conditions]
    supported = {view.condition for view in views if view.stance == "supports"}
    opposed = Counter(view.condition for view in views if view.stance == "opposes" and _quotes_against(view))
    excluded = {c for c, n in opposed.items() if 2 * n > len(speaking) and n > 1 and c not in supported}
    excluded = {condition for condition in excluded if not kb.must_not_miss(condition)}
    firsts = (first_of(opinion) for opinion in speaking)
    return SaidTogether(
        {c: p for c, p in shares.items() if c not in excluded},
        frozenset(excluded),
        tuple(first for first in firsts if first),
    )


def first_of(opinion: Opinion) -> tuple[str, float] | None:
    """The one condition that an agent puts first, with its share; None where it names none, or several alike."""
    alike, share = _put_first(opinion)
    return (alike[0], share) if len(alike) == 1 else None


def feared(opinions: Sequence[Opinion], least: float, kb: KnowledgeBase | None = None) -> dict[str, float]:
    """The dangers that an agent puts first with at least this share, whatever the others hold; the largest share."""
    kb, found = kb or knowledge(), dict[str, float]()
    for condition, share in filter(None, map(first_of, staying(opinions))):
        if share >= least and (kb.must_not_miss(condition) or sounds_dangerous(condition)):
            found[condition] = max(share, found.get(condition, 0.0))
    return found


def given_up(opinions: Sequence[Opinion], kb: KnowledgeBase | None = None) -> dict[str, tuple[str, float]]:
    """The dangers that an agent put first before the debate and that nobody does at its end, with whom and its share.

    Of all rounds; an agent that has left gave up nothing.
    """
    last, found = last_opinions(opinions), dict[str, tuple[str, float]]()
    still = {condition for opinion in last for condition in _put_first(opinion)[0]}
    rounds = {opinion.agent: opinion.round for opinion in staying(last)}
    for opinion in opinions:
        if opinion.round < rounds.get(opinion.agent, 0):
            for condition, share in feared([opinion], FEARED, kb).items():
                if condition not in still and share > found.get(condition, ("", 0.0))[1]:
                    found[condition] = (opinion.agent, share)
    return found


def _put_first(opinion: Opinion) -> tuple[tuple[str, ...], float]:
    """The conditions that an agent gives its largest share, in its own order, and that share."""
    views = [view for view in opinion.conditions if view.stance != "opposes"]
    share = max((view.confidence for view in views), default=0.0)
    return tuple(view.condition for view in views if view.confidence == share), share


def staying(opinions: Sequence[Opinion]) -> Sequence[Opinion]:
    """The opinions of those who have not left; of all where nobody stayed."""
    return [opinion for opinion in opinions if not opinion.leaves] or opinions


def claim_of(view: ConditionOpinion, claim: str) -> str:
    """A claim as it is shown to all in the debate."""
    return f"{view.condition}: {claim}"


def refuted(opinions: Sequence[Opinion]) -> frozenset[str]:
    """The claims that at least two agents oppose, and more than support them."""
    held: dict[str, Counter[str]] = {}
    for stance in (stance for opinion in opinions for stance in opinion.stances):
        held.setdefault(stance.claim, Counter())[stance.stance] += 1
    return frozenset(c for c, n in held.items() if n["opposes"] >= _OPPOSING and n["opposes"] > n["supports"])


def _share_lost(view: ConditionOpinion, denied: frozenset[str]) -> float:
    """The share of a view's claims that are unfounded or refuted."""
    if not view.claims:
        return 0.0
    lost = [claim for claim in view.claims if claim in view.unfounded or claim_of(view, claim) in denied]
    return len(lost) / len(view.claims)


def _quotes_against(view: ConditionOpinion) -> bool:
    return any(one.verdict == "verified" and one.speaks == "against" for one in view.citations)


def minority(opinions: Sequence[Opinion], first: str, kb: KnowledgeBase | None = None) -> tuple[str, ...]:
    """What agents hold against the first diagnosis of all: their own first choice, their concerns, and a danger that
    one of them put first and gave up in the debate.

    `opinions` are those of all rounds. What most of them put first is told once, for it is no minority's. An agent that
    has left, or puts the first diagnosis first too, holds nothing against it.
    """
    told, opinions = given_up(opinions, kb), last_opinions(opinions)
    here = staying(opinions)
    tops = {number: _put_first(one) for number, one in enumerate(opinions, start=1) if one in here}
    held = {number: top for number, top in tops.items() if top[0] and first not in top[0]}
    most, many = Counter(top[0] for top in held.values()).most_common(1)[0] if held else ((), 0)
    common = many > 1 and 2 * many > len(here)
    lines = []
    if common:
        sure = 100 * sum(share for alike, share in held.values() if alike == most) / many
        lines.append(
            f"{many} of {len(here)} agents put {_named(most, kb)} first ({sure:.0f} %), "
            "which stands lower in this list."
        )
    for number, opinion in enumerate(opinions, start=1):
        alike, share = held.get(number, ((), 0.0))
        if alike and not (common and alike == most):
            lines.append(f"Agent {number} puts {_named(alike, kb)} first ({100 * share:.0f} %).")
        lines += [
            f"Agent {number} put {name_of(one, kb)} first ({100 * share:.0f} %) before the debate and gave it up in it."
            for one, (agent, share) in told.items()
            if agent == opinion.agent and one != first
        ]
        lines.extend(f"Agent {number}: {concern}" for concern in opinion.concerns)
    return tuple(dict.fromkeys(lines))


def _named(conditions: Sequence[str], kb: KnowledgeBase | None) -> str:
    return ", ".join(name_of(condition, kb) for condition in conditions)


def ranking(opinion: Opinion) -> list[str]:
    """What an agent holds for possible, likeliest first; what it is equally sure of in its own order."""
    views = (view for view in opinion.conditions if view.stance != "opposes")
    return [view.condition for view in sorted(views, key=lambda v: -v.confidence)]
