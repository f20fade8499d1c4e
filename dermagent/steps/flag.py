"""Flag: red-flag rules say what is urgent by findings, and cards what is by a diagnosis; no model takes part."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from dermagent.knowledge.base import KnowledgeBase, knowledge
from dermagent.knowledge.schema import DEMOGRAPHIC, RedFlagRule, Trigger
from dermagent.types import URGENCIES, Observation, Observations, Quantity, RedFlag, Triage, Urgency, most_urgent

#: Findings that say who the patient is and not what is the matter.
_WHO = DEMOGRAPHIC | {"fair_skin_phototype_i_ii", "skin_of_colour_phototype_iv_vi"}

#: What the name of a flag begins with that a diagnosis raises.
BY_DIAGNOSIS = "diagnosed:"
_PATIENT_TEXT: dict[Urgency, str] = {
    "emergency": "A diagnosis in your record is an emergency. Go to an emergency department now.",
    "same_day": "A diagnosis in your record is one that a doctor should see today.",
    "urgent_referral": "A diagnosis in your record is one that a specialist should see within about two weeks.",
}
#: What a patient is told by a rule that fires less urgently than its own words are meant.
_CALMER: dict[Urgency, str] = {
    "same_day": "What is described is something that a doctor should see today.",
    "urgent_referral": "What is described is something that a specialist should see within about two weeks.",
}
_CLINICIAN_TEXT = {
    "diagnosed": "A diagnosis that holds now: {name}. Its card says how urgent that is; see whether it is cared for.",
    "suspected": "A suspected diagnosis: {name}. It must not be missed; its card says how urgent that is.",
}


@dataclass(frozen=True)
class Known:
    """What the rules may look at: present findings with all broader ones, measures, and the age in years."""

    present: frozenset[str]
    measures: Mapping[str, float]
    age: Quantity | None


def flag(seen: Observations, kb: KnowledgeBase | None = None) -> Triage:
    """Evaluate every rule on what is known; unknown and absent findings never trigger, and order does not matter.

    A diagnosis that a clinician has made is as urgent as its card says; one that is suspected is where its condition
    must not be missed.
    """
    kb = kb or knowledge()
    known = what_is_known(seen, kb)
    rules = sorted((red for rule in kb.rules.values() if (red := evaluate(rule, known))), key=by_urgency)
    others = sorted((red for red in (*rules, *_by_diagnosis(seen, kb)) if not _counts_alone(red, kb)), key=by_urgency)
    alone = [red for red in rules if _counts_alone(red, kb) and not (others and _as_urgent(others[0], red))]
    return Triage(red_flags=tuple(sorted([*others, *alone], key=by_urgency)), read=_anything_read(seen, kb))


def _counts_alone(red: RedFlag, kb: KnowledgeBase) -> bool:
    return red.rule in kb.rules and kb.rules[red.rule].only_alone


def _as_urgent(a: RedFlag, b: RedFlag) -> bool:
    return URGENCIES.index(a.urgency) <= URGENCIES.index(b.urgency)


def _by_diagnosis(seen: Observations, kb: KnowledgeBase) -> Iterator[RedFlag]:
    """A flag for each condition that clinicians have named and whose card is more urgent than routine."""
    stances: dict[str, str] = {}
    for one in seen.named:
        if one.stance in ("diagnosed", "suspected") and stances.get(one.condition) != "diagnosed":
            stances[one.condition] = one.stance
    for condition, stance in stances.items():
        card = kb.cards.get(condition)
        if card is None or card.urgency not in _PATIENT_TEXT or not (stance == "diagnosed" or card.must_not_miss):
            continue
        name = kb.conditions[condition].name
        yield RedFlag(
            rule=f"{BY_DIAGNOSIS}{condition}",
            name=f"{name}, by a diagnosis",
            urgency=card.urgency,
            because=(),
            conditions=(condition,),
            sources=card.profile_sources,
            patient_text=_PATIENT_TEXT[card.urgency],
            clinician_text=_CLINICIAN_TEXT[stance].format(name=name),
        )


def _anything_read(seen: Observations, kb: KnowledgeBase) -> bool:
    """Whether there is a finding of the patient now, present or absent, beyond age, sex and skin type.

    What seems to stand in a history of a language that is not read is none.
    """
    counted = seen.counted()
    said = {finding for finding, item in counted.items() if seen.understood or item.source != "history"} - _WHO
    return any(finding not in kb.findings or kb.findings[finding].category != "skin_tone" for finding in said)


def by_urgency(red: RedFlag) -> tuple[int, str]:
    """The order of red flags: the most urgent first, then by the rule's name."""
    return URGENCIES.index(red.urgency), red.rule


def new_findings(seen: Observations, found: tuple[Observation, ...]) -> tuple[Observation, ...]:
    """What a retriever made out that the case says nothing of; what the case says is never replaced."""
    known = seen.counted()
    return tuple(item for item in found if item.finding not in known)


def what_is_known(seen: Observations, kb: KnowledgeBase) -> Known:
    """Present findings of the patient now, hedged ones included (a "maybe" must not hide a red flag).

    What is told as known and looked into is not ("bruises of thin skin for years, platelets normal").
    """
    counted = seen.counted()
    direct = {finding for finding, item in counted.items() if item.polarity == "present" and not item.is_slight}
    broader = {ancestor for finding in direct for ancestor in kb.ancestors(finding)}
    measures: dict[str, float] = {}
    corrected = seen.corrected()
    for item in seen.items:
        if item.finding not in corrected and item.value is not None and item.is_there:
            measures[item.finding] = max(item.value, measures.get(item.finding, item.value))
    return Known(frozenset(direct | broader), measures, seen.age)


def evaluate(rule: RedFlagRule, known: Known) -> RedFlag | None:
    """The red flag if any trigger of the rule fires; the most urgent trigger counts."""
    fired = [trigger for trigger in rule.triggers if fires(trigger, known)]
    if not fired:
        return None
    urgency = most_urgent(trigger.urgency or rule.urgency for trigger in fired)
    calmer = URGENCIES.index(urgency) > URGENCIES.index(rule.urgency)
    because = {finding for trigger in fired for finding in trigger.findings & (known.present | known.measures.keys())}
    return RedFlag(
        rule=rule.id,
        name=rule.name,
        urgency=urgency,
        because=tuple(sorted(because)),
        conditions=rule.conditions,
        sources=rule.sources,
        patient_text=_CALMER.get(urgency, rule.patient_text) if calmer else rule.patient_text,
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
