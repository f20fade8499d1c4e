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
#: From this share on the ranking raises to the urgency of the rule or card itself, an emergency included.
SURE = 0.30
#: Conditions below this share of what such a flag rests on are not named in its words.
_NAMED = 0.1
#: What the ranking can raise the urgency to at most where it is less sure than that.
_MOST_IF_UNSURE: Urgency = "same_day"


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
    """The triage with a flag for each rule, and each card, whose conditions are likely and more urgent than it.

    Of a rule those conditions count together that must not be missed, at most as urgent as their own cards; more than
    `LIKELY` raises to a doctor today at most, `SURE` to the rule's own urgency. A card that no such rule speaks for
    raises alone: to its urgency from `SURE` on, and if it must not be missed to today from `LIKELY` on. Nothing is
    lowered.
    """
    kb = kb or knowledge()
    by_rule = [(rule, flag) for rule in kb.rules.values() if (flag := _by_rule(rule, probabilities, kb))]
    by_rule.sort(key=lambda one: (URGENCIES.index(one[1].urgency), one[0].urgency != one[1].urgency, one[0].id))
    by_card = [flag for c, p in sorted(probabilities.items()) if (flag := _by_card(c, p, kb))]
    told: dict[str, Urgency] = {}
    flags = []
    for flag in (*(flag for _, flag in by_rule), *by_card):
        level = URGENCIES.index(flag.urgency)
        if level >= URGENCIES.index(found.urgency):
            continue
        if all(level >= URGENCIES.index(told.get(condition, "self_care")) for condition in flag.conditions):
            continue
        flags.append(flag)
        told.update({c: most_urgent([flag.urgency, told.get(c, "self_care")]) for c in flag.conditions})
    flags.sort(key=lambda flag: (URGENCIES.index(flag.urgency), flag.rule))
    urgency = most_urgent([found.urgency, *(flag.urgency for flag in flags)])
    return Triage(urgency=urgency, red_flags=(*found.red_flags, *flags))


def _by_rule(rule: RedFlagRule, probabilities: Mapping[str, float], kb: KnowledgeBase) -> RedFlag | None:
    """The most urgent flag that the likely dangerous conditions of a rule raise, each no further than its own card."""
    dangerous = {
        c: max(rule.urgency, kb.cards[c].urgency, key=URGENCIES.index)
        for c in rule.conditions
        if probabilities.get(c) and c in kb.cards and kb.cards[c].must_not_miss
    }
    for level in URGENCIES:
        members = tuple(c for c, own in dangerous.items() if URGENCIES.index(own) <= URGENCIES.index(level))
        together = sum(probabilities[c] for c in members)
        if members and _raises_to(level, together, dangerous=True) == level:
            return _by_ranking(f"likely:{rule.id}", rule.name, level, members, probabilities, rule, kb)
    return None


def _by_card(condition: str, probability: float, kb: KnowledgeBase) -> RedFlag | None:
    """The flag that a likely condition raises by the urgency of its card."""
    card = kb.cards.get(condition)
    if card is None:
        return None
    level = _raises_to(card.urgency, probability, card.must_not_miss)
    if level is None:
        return None
    name = kb.conditions[condition].name
    return _by_ranking(f"likely:{condition}", name, level, (condition,), {condition: probability}, None, kb)


def _raises_to(urgency: Urgency, probability: float, dangerous: bool) -> Urgency | None:
    """What conditions of this urgency, as probable as this, raise to."""
    if probability >= SURE - 1e-9:
        return urgency
    if dangerous and probability > LIKELY + 1e-9:
        return max(urgency, _MOST_IF_UNSURE, key=URGENCIES.index)
    return None


#: What a patient is told where no rule of this urgency speaks for it.
_PATIENT_TEXT: dict[Urgency, str] = {
    "emergency": "What is described fits {name}, which is an emergency. Go to an emergency department now.",
    "same_day": "What is described fits {name}, which a doctor should see today.",
    "urgent_referral": "What is described fits {name}, which a specialist should see within about two weeks.",
    "routine": "",
    "self_care": "",
}


def _by_ranking(
    flag: str,
    name: str,
    urgency: Urgency,
    dangerous: tuple[str, ...],
    probabilities: Mapping[str, float],
    rule: RedFlagRule | None,
    kb: KnowledgeBase,
) -> RedFlag:
    together = sum(probabilities[condition] for condition in dangerous)
    named = [c for c in dangerous if probabilities[c] >= _NAMED * together] or list(dangerous)
    names = ", ".join(kb.conditions[condition].name for condition in named)
    why = "Its rule did not fire by findings" if rule else "No rule speaks for it by findings"
    told = rule.patient_text if rule and rule.urgency == urgency else _PATIENT_TEXT[urgency].format(name=names)
    return RedFlag(
        rule=flag,
        name=f"{name}, by the ranking",
        urgency=urgency,
        because=(),
        conditions=dangerous,
        sources=rule.sources if rule else kb.cards[dangerous[0]].profile_sources,
        patient_text=told,
        clinician_text=f"{why}; the ranking gives {100 * together:.0f} % to {names}.",
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
