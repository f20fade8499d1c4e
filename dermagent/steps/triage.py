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
    RankedCondition,
    RedFlag,
    Triage,
    Urgency,
    most_urgent,
)

#: Without a red flag nothing speaks for haste, and nothing proves that no doctor is needed.
_FLOOR: Urgency = "routine"
#: A dangerous condition that is ranked first, at least so probable, raises the urgency: our choice. Of 762 ranked
#: histories of DermaVQA's train split it raises 3, so that it costs little where nothing but words is known.
LIKELY = 0.25


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


def with_likely(found: Triage, first: RankedCondition | None, kb: KnowledgeBase | None = None) -> Triage:
    """The triage with a flag for the first-ranked condition, where it must not be missed, is likely and more urgent.

    Its urgency is the mildest of the rules that name the condition: they know its other signs, the ranking does not.
    """
    kb = kb or knowledge()
    if first is None or not first.must_not_miss or first.probability < LIKELY:
        return found
    rules = [rule for rule in kb.rules.values() if first.condition in rule.conditions]
    rule = max(rules, key=lambda rule: URGENCIES.index(rule.urgency), default=None)
    if rule is None or URGENCIES.index(rule.urgency) >= URGENCIES.index(found.urgency):
        return found
    flag = RedFlag(
        rule=f"likely:{first.condition}",
        name=f"{first.name} is ranked first",
        urgency=rule.urgency,
        because=(),
        conditions=(first.condition,),
        sources=rule.sources,
        patient_text=rule.patient_text,
        clinician_text=f"No rule of findings fired; the urgency is that of the rule about: {rule.name}.",
    )
    return Triage(urgency=rule.urgency, red_flags=(flag, *found.red_flags))


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
