"""Urgency: the one place that says how urgent a case is; flags set a floor, the ranking can raise it.

It is None, not assessed, where neither flags nor the ranking speak and nothing was read that they could speak of, or
where what stands first is a name of which nobody knows how urgent it is.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from dermagent.knowledge.base import KnowledgeBase, knowledge
from dermagent.knowledge.outside import name_of, urgency_of
from dermagent.knowledge.schema import RedFlagRule
from dermagent.steps.critique.merge import feared, said_together
from dermagent.steps.evidence import Evidence, thin
from dermagent.steps.flag import by_urgency
from dermagent.steps.order import order_of, without_models
from dermagent.steps.pool import said_by_models
from dermagent.types import URGENCIES, Assessed, RedFlag, Triage, Urgency, most_urgent

#: Without a red flag nothing speaks for haste, and nothing proves that no doctor is needed.
_FLOOR: Urgency = "routine"
#: Dangerous conditions of one rule that are together more probable than this raise the urgency: our choice, the share
#: that a fired rule gives its conditions too. What it refers of held-out PAD-UFES-20 patients: docs/decisions/0005.
LIKELY = 0.10
#: From this share on the ranking raises to the urgency of the rule or card itself, an emergency included.
SURE = 0.30
#: From these shares on a danger that one agent alone puts first raises the urgency, to a doctor today at most and to
#: its own: our choice, what that agent holds for likelier than not and what is far above any guess.
LIKELIER, VERY_SURE = 0.50, 0.70
#: Conditions below this share of what such a flag rests on are not named in its words.
_NAMED = 0.1
#: What a name without a card must be to count as dangerous before it is sure.
_NOW: tuple[Urgency, ...] = ("emergency", "same_day")
#: What the ranking can raise the urgency to at most where it is less sure than that.
_MOST_IF_UNSURE: Urgency = "same_day"


def floor(triage: Triage) -> Assessed:
    """How urgent the case is by its findings alone; None where the rules had nothing to look at."""
    least = [_FLOOR] if triage.read else []
    return Assessed(urgency=_most(least, triage.red_flags), red_flags=triage.red_flags)


def _most(found: Sequence[Urgency], flags: Sequence[RedFlag]) -> Urgency | None:
    """The most urgent of what was found and of the flags; None where there is neither."""
    return min([*found, *(red.urgency for red in flags)], key=URGENCIES.index, default=None)


def assess(evidence: Evidence, *, top_k: int, least_nats: float, kb: KnowledgeBase | None = None) -> Assessed:
    """How urgent the case is: by its red flags, raised by the ranking where there is enough evidence for one.

    Where a person's rules, what a model read in the history, or models' own lists and opinions moved the order, the one
    before counts too: none of them lowers the urgency. What a model's lists and its agents, together or the agents
    alone, are sure of raises it wherever the findings rank it, and so does a danger that one agent is very sure of.
    Without any flag it is None where nobody knows how urgent the first diagnosis is.
    """
    kb, orders, unread = kb or knowledge(), [], evidence.unread
    if unread and not (thin(unread.retrieved, least_nats) and evidence.voiceless and not unread.triage.red_flags):
        orders.append(order_of(unread.triage, unread.retrieved, evidence.votes, top_k, kb))
    findings = without_models(evidence.before)
    if findings and not thin(findings, least_nats):
        orders.append(order_of(evidence.triage, findings, (), top_k, kb))
    if not evidence.unranked(least_nats):
        if evidence.corrected.fired:
            orders.append(order_of(evidence.triage, evidence.before, evidence.votes, top_k, kb))
        orders.append(evidence.order(top_k, kb)[0])
    found = raised(floor(evidence.triage), [order.raised for order in orders], kb)
    said = said_together(evidence.votes, kb)
    together = said_by_models(evidence.before.heard, said.shares, said.excluded)
    found = raised(found, [_sure(shares, kb) for shares in (together, said.shares)], kb, BY_MODELS)
    found = raised(found, [feared(evidence.votes, LIKELIER, kb)], kb, BY_ONE_AGENT)
    if found.red_flags or evidence.unranked(least_nats):
        return found
    lines = evidence.order(top_k, kb)[0].lines
    unknown = bool(lines) and urgency_of(lines[0].head, kb) is None
    return found.model_copy(update={"urgency": None}) if unknown else found


@dataclass(frozen=True)
class RaisedBy:
    """What raises the urgency: what the ids of its flags begin with, how a flag tells of it, and from which shares on.

    From `sure` on it raises to the urgency of the rule or card itself, before that only what is dangerous, from more
    than `likely` on, to a doctor today at most; what is dangerous and slow from `slow` on.
    """

    prefix: str
    named: str
    gives: str
    likely: float = LIKELY
    sure: float = SURE
    slow: float = SURE


BY_RANKING = RaisedBy("likely:", "by the ranking", "the ranking gives")
BY_MODELS = RaisedBy("said:", "by the models", "the model and its agents give")
BY_ONE_AGENT = RaisedBy(
    "said:", "by the models", "one agent gives", likely=LIKELIER - 1e-6, sure=VERY_SURE, slow=LIKELIER
)


def _sure(shares: Mapping[str, float], kb: KnowledgeBase) -> dict[str, float]:
    """What has `SURE` of these shares, alone or with the dangers of a rule."""
    groups = [{c for c in rule.conditions if kb.must_not_miss(c)} for rule in kb.rules.values()]
    sure = {c for group in groups if sum(shares.get(c, 0.0) for c in group) >= SURE - 1e-9 for c in group}
    return {c: share for c, share in shares.items() if share >= SURE - 1e-9 or c in sure}


def raised(
    found: Assessed,
    rankings: Sequence[Mapping[str, float]],
    kb: KnowledgeBase | None = None,
    source: RaisedBy = BY_RANKING,
) -> Assessed:
    """With a flag for each rule, and each card, whose conditions are likely and more urgent than what was found.

    Of a rule those conditions count together that must not be missed, at most as urgent as their own cards; more than
    `LIKELY` raises to a doctor today at most, `SURE` to the rule's own urgency. A card that no such rule speaks for
    raises alone, and so does a name that tells of a danger where there is no card: to its urgency from `SURE` on, and
    if it must not be missed to today from `LIKELY` on. What is slow raises from `SURE` on only. A later ranking can
    only raise what an earlier one found.
    """
    kb = kb or knowledge()
    for probabilities in rankings:
        flags = sorted(_more_urgent(_likely(probabilities, kb, source), found.urgency or _FLOOR), key=by_urgency)
        urgency = _most([found.urgency] if found.urgency else [], flags)
        found = Assessed(urgency=urgency, red_flags=(*found.red_flags, *flags))
    return found


def _likely(probabilities: Mapping[str, float], kb: KnowledgeBase, source: RaisedBy) -> list[RedFlag]:
    """The flags that a ranking raises: those of rules, the most urgent first and then those at their own urgency."""
    by_rule = [(rule, red) for rule in kb.rules.values() if (red := _by_rule(rule, probabilities, kb, source))]
    by_rule.sort(key=lambda one: (URGENCIES.index(one[1].urgency), one[0].urgency != one[1].urgency, one[0].id))
    likely = sorted((c, p) for c, p in probabilities.items() if p > source.likely)
    by_card = [red for c, p in likely if (red := _by_card(c, p, kb, source))]
    return [*(red for _, red in by_rule), *by_card]


def _more_urgent(flags: Sequence[RedFlag], now: Urgency) -> list[RedFlag]:
    """The flags that are more urgent than the case is now, and than what was said of all their conditions before."""
    told: dict[str, Urgency] = {}
    kept = []
    for red in flags:
        level = URGENCIES.index(red.urgency)
        if level >= URGENCIES.index(now):
            continue
        if all(level >= URGENCIES.index(told.get(condition, "self_care")) for condition in red.conditions):
            continue
        kept.append(red)
        told.update({c: most_urgent([red.urgency, told.get(c, "self_care")]) for c in red.conditions})
    return kept


def _by_rule(
    rule: RedFlagRule, probabilities: Mapping[str, float], kb: KnowledgeBase, source: RaisedBy
) -> RedFlag | None:
    """The most urgent flag that the likely dangerous conditions of a rule raise, each no further than its own card."""
    if sum(probabilities.get(condition, 0.0) for condition in rule.conditions) <= source.likely:
        return None
    dangerous = {
        c: max(rule.urgency, kb.cards[c].urgency, key=URGENCIES.index)
        for c in rule.conditions
        if probabilities.get(c) and kb.must_not_miss(c)
    }
    for level in URGENCIES:
        members = tuple(c for c, own in dangerous.items() if URGENCIES.index(own) <= URGENCIES.index(level))
        hasty = tuple(c for c in members if not kb.cards[c].slow)
        for among in (members, hasty):
            together = sum(probabilities[c] for c in among)
            dangerous_now = among == hasty or together >= source.slow - 1e-9
            if among and _raises_to(level, together, source, dangerous=dangerous_now) == level:
                return _flag(source, rule.id, rule.name, level, among, probabilities, rule, kb)
    return None


def _by_card(condition: str, probability: float, kb: KnowledgeBase, source: RaisedBy) -> RedFlag | None:
    """The flag that a likely condition raises by the urgency of its card, or by its name where it has none."""
    card, own = kb.cards.get(condition), urgency_of(condition, kb)
    hasty = card is None or not card.slow or probability >= source.slow - 1e-9
    dangerous = card.must_not_miss and hasty if card else own in _NOW
    level = _raises_to(own, probability, source, dangerous=dangerous) if own else None
    if level is None:
        return None
    name = name_of(condition, kb)
    return _flag(source, condition, name, level, (condition,), {condition: probability}, None, kb)


def _raises_to(urgency: Urgency, probability: float, source: RaisedBy, *, dangerous: bool) -> Urgency | None:
    """What conditions of this urgency, as probable as this, raise to; `dangerous` ones do before they are sure."""
    if probability >= source.sure - 1e-9:
        return urgency
    if dangerous and probability > source.likely + 1e-9:
        return max(urgency, _MOST_IF_UNSURE, key=URGENCIES.index)
    return None


#: What a patient is told where no rule fired by findings.
_PATIENT_TEXT: dict[Urgency, str] = {
    "emergency": "What is described may be an emergency. Go to an emergency department now.",
    "same_day": "What is described is something that a doctor should see today.",
    "urgent_referral": "What is described is something that a specialist should see within about two weeks.",
    "routine": "",
    "self_care": "",
}


def _flag(
    source: RaisedBy,
    about: str,
    name: str,
    urgency: Urgency,
    dangerous: tuple[str, ...],
    probabilities: Mapping[str, float],
    rule: RedFlagRule | None,
    kb: KnowledgeBase,
) -> RedFlag:
    together = sum(probabilities[condition] for condition in dangerous)
    named = [c for c in dangerous if probabilities[c] >= _NAMED * together] or list(dangerous)
    names = ", ".join(name_of(condition, kb) for condition in named)
    card = kb.cards.get(dangerous[0])
    why = "Its rule did not fire by findings" if rule else "No rule speaks for it by findings"
    why = why if rule or card else "Only its name tells how urgent it is, nothing else is known of it here"
    return RedFlag(
        rule=f"{source.prefix}{about}",
        name=f"{name}, {source.named}",
        urgency=urgency,
        because=(),
        conditions=dangerous,
        sources=rule.sources if rule else card.profile_sources if card else (),
        patient_text=_PATIENT_TEXT[urgency],  # a rule's own words tell of findings, which nobody told here
        clinician_text=f"{why}; {source.gives} {100 * together:.0f} % to {names}.",
    )
