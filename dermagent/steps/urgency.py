"""Urgency: the one place that says how urgent a case is; flags set a floor, the ranking can raise it."""

from collections.abc import Mapping, Sequence

from dermagent.knowledge.base import KnowledgeBase, knowledge
from dermagent.knowledge.schema import RedFlagRule
from dermagent.steps.evidence import Evidence
from dermagent.steps.flag import by_urgency
from dermagent.steps.order import order_of
from dermagent.types import URGENCIES, Assessed, RedFlag, Triage, Urgency, most_urgent

#: Without a red flag nothing speaks for haste, and nothing proves that no doctor is needed.
_FLOOR: Urgency = "routine"
#: Dangerous conditions of one rule that are together more probable than this raise the urgency: our choice, the share
#: that a fired rule gives its conditions too. Of held-out PAD-UFES-20 patients with answers it refers 61 % of melanomas
#: and squamous cell carcinomas and 12 % of benign lesions (docs/decisions/0005).
LIKELY = 0.10
#: Conditions below this share of what such a flag rests on are not named in its words.
_NAMED = 0.1
#: What the ranking can raise the urgency to at most: an emergency is called by findings.
_MOST_BY_RANKING: Urgency = "same_day"


def floor(triage: Triage) -> Assessed:
    """How urgent the case is by its findings alone."""
    return Assessed(
        urgency=most_urgent([_FLOOR, *(red.urgency for red in triage.red_flags)]), red_flags=triage.red_flags
    )


def assess(evidence: Evidence, *, top_k: int, least_nats: float, kb: KnowledgeBase | None = None) -> Assessed:
    """How urgent the case is: by its red flags, raised by the ranking where there is enough evidence for one.

    Where a person's rules moved the order, the one before them counts too: no such rule lowers the urgency.
    """
    kb, by_findings = kb or knowledge(), floor(evidence.triage)
    if evidence.unranked(least_nats):
        return by_findings
    orders = [evidence.order(top_k, kb)[0]]
    if evidence.corrected.fired:
        orders.insert(0, order_of(evidence.triage, evidence.before, evidence.votes, top_k))
    return raised(by_findings, [order.raised for order in orders], kb)


def raised(found: Assessed, rankings: Sequence[Mapping[str, float]], kb: KnowledgeBase | None = None) -> Assessed:
    """With a flag for each rule whose dangerous conditions are likely together and more urgent than what was found.

    Conditions count that must not be missed by their card. A later ranking can only raise what an earlier one found.
    """
    kb = kb or knowledge()
    for probabilities in rankings:
        likely = [_likely(rule, probabilities, found.urgency, kb) for rule in kb.rules.values()]
        flags = sorted((red for red in likely if red), key=by_urgency)
        urgency = most_urgent([found.urgency, *(red.urgency for red in flags)])
        found = Assessed(urgency=urgency, red_flags=(*found.red_flags, *flags))
    return found


def _likely(rule: RedFlagRule, probabilities: Mapping[str, float], now: Urgency, kb: KnowledgeBase) -> RedFlag | None:
    dangerous = tuple(c for c in rule.conditions if probabilities.get(c) and kb.must_not_miss(c))
    together = sum(probabilities[c] for c in dangerous)
    urgency = max(rule.urgency, _MOST_BY_RANKING, key=URGENCIES.index)
    if together <= LIKELY + 1e-9 or URGENCIES.index(urgency) >= URGENCIES.index(now):
        return None
    named = [c for c in dangerous if probabilities[c] >= _NAMED * together] or list(dangerous)
    names = ", ".join(kb.conditions[condition].name for condition in named)
    return RedFlag(
        rule=f"likely:{rule.id}",
        name=f"{rule.name}, by the ranking",
        urgency=urgency,
        because=(),
        conditions=dangerous,
        sources=rule.sources,
        patient_text=rule.patient_text,
        clinician_text=f"Its rule did not fire by findings; the ranking gives {100 * together:.0f} % to {names}.",
    )
