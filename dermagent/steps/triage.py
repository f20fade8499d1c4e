"""Triage: red-flag rules set the urgency floor and the conditions that must not be missed; no model takes part.

Afterwards a ranking can raise the urgency once more, where a dangerous condition comes first; nothing lowers it.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from dermagent.knowledge.base import KnowledgeBase, knowledge
from dermagent.knowledge.schema import RedFlagRule, Trigger
from dermagent.types import (
    URGENCIES,
    Observations,
    Quantity,
    RedFlag,
    Triage,
    Urgency,
    most_urgent,
)

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


@dataclass(frozen=True)
class Known:
    """What the rules may look at: present findings with all broader ones, measures, and the age in years."""

    present: frozenset[str]
    measures: Mapping[str, float]
    age: Quantity | None


def triage(seen: Observations, kb: KnowledgeBase | None = None) -> Triage:
    """Evaluate every rule on what is known; unknown and absent findings never trigger, and order does not matter."""
    kb = kb or knowledge()
    known = what_is_known(seen, kb)
    flags = [flag for rule in kb.rules.values() if (flag := evaluate(rule, known))]
    flags.sort(key=lambda flag: (URGENCIES.index(flag.urgency), flag.rule))
    return Triage(urgency=most_urgent([_FLOOR, *(flag.urgency for flag in flags)]), red_flags=tuple(flags))


def with_likely(found: Triage, probabilities: Mapping[str, float], kb: KnowledgeBase | None = None) -> Triage:
    """The triage with a flag for each rule whose dangerous conditions are likely together and more urgent than it.

    Conditions count that must not be missed by their card; nothing is lowered.
    """
    kb = kb or knowledge()
    flags = []
    for rule in kb.rules.values():
        dangerous = tuple(c for c in rule.conditions if probabilities.get(c) and _must_not_miss(c, kb))
        together = sum(probabilities[c] for c in dangerous)
        urgency = max(rule.urgency, _MOST_BY_RANKING, key=URGENCIES.index)
        if together > LIKELY + 1e-9 and URGENCIES.index(urgency) < URGENCIES.index(found.urgency):
            flags.append(_by_ranking(rule, urgency, dangerous, probabilities, kb))
    flags.sort(key=lambda flag: (URGENCIES.index(flag.urgency), flag.rule))
    urgency = most_urgent([found.urgency, *(flag.urgency for flag in flags)])
    return Triage(urgency=urgency, red_flags=(*found.red_flags, *flags))


def _must_not_miss(condition: str, kb: KnowledgeBase) -> bool:
    card = kb.cards.get(condition)
    return card is not None and card.must_not_miss


def _by_ranking(
    rule: RedFlagRule,
    urgency: Urgency,
    dangerous: tuple[str, ...],
    probabilities: Mapping[str, float],
    kb: KnowledgeBase,
) -> RedFlag:
    together = sum(probabilities[condition] for condition in dangerous)
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


def what_is_known(seen: Observations, kb: KnowledgeBase) -> Known:
    """Present findings of the patient now, hedged ones included (a "maybe" must not hide a red flag)."""
    counted = seen.counted()
    direct = {finding for finding, item in counted.items() if item.polarity == "present"}
    broader = {ancestor for finding in direct for ancestor in kb.ancestors(finding)}
    measures: dict[str, float] = {}
    for item in seen.items:
        if item.value is not None and item.experiencer == "patient" and item.time == "current":
            measures[item.finding] = max(item.value, measures.get(item.finding, item.value))
    return Known(frozenset(direct | broader), measures, seen.age)


def evaluate(rule: RedFlagRule, known: Known) -> RedFlag | None:
    """The red flag if any trigger of the rule fires; the most urgent trigger counts."""
    fired = [trigger for trigger in rule.triggers if fires(trigger, known)]
    if not fired:
        return None
    because = {finding for trigger in fired for finding in trigger.findings & (known.present | known.measures.keys())}
    return RedFlag(
        rule=rule.id,
        name=rule.name,
        urgency=most_urgent(trigger.urgency or rule.urgency for trigger in fired),
        because=tuple(sorted(because)),
        conditions=rule.conditions,
        sources=rule.sources,
        patient_text=rule.patient_text,
        clinician_text=rule.clinician_text,
    )


def fires(trigger: Trigger, known: Known) -> bool:
    """Whether every part of a trigger holds."""
    return (
        known.present.issuperset(trigger.all_of)
        and all(not known.present.isdisjoint(group) for group in trigger.any_of)
        and all(
            sum(item.weight for item in score.items if not known.present.isdisjoint(item.any_of)) >= score.at_least
            for score in trigger.scores
        )
        and all(known.measures.get(name, float("-inf")) >= bound for name, bound in trigger.measures.items())
        and _age_fits(trigger, known.age)
    )


def _age_fits(trigger: Trigger, age: Quantity | None) -> bool:
    if trigger.age_min is None and trigger.age_max is None:
        return True
    if age is None:
        return False
    return (trigger.age_min is None or age.low >= trigger.age_min) and (
        trigger.age_max is None or age.high <= trigger.age_max
    )
