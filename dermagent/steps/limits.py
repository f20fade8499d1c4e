"""Limits: what was not assessed and why, who looked at the images, in plain sentences."""

from collections.abc import Iterator
from datetime import date, timedelta

from dermagent.knowledge.base import KnowledgeBase
from dermagent.knowledge.outside import urgency_of
from dermagent.knowledge.priors import about_prior
from dermagent.steps.critique.rules import finding_name
from dermagent.steps.evidence import Evidence
from dermagent.steps.read import disagreements
from dermagent.types import THOUGHT_OF, Correction, Heard, Observations, RankedCondition

_FOREIGN = (
    "The history seems to be in none of the languages that are read here, English, Chinese and Spanish: hardly "
    "anything of it was taken, so nothing here says that this can wait. Translate it, or set a model that reads it."
)

#: Findings of which one is likelier a slip than both true; both count.
_SELDOM_TOGETHER = ("pregnancy", "male_sex")


def limits_of(evidence: Evidence, *, unranked: bool, kb: KnowledgeBase, prior: str) -> tuple[str, ...]:
    """What was not assessed and why, and what `prior` means; `unranked`: the case says too little to rank anything."""
    too_little = "The case says too little to rank diagnoses; no answer is better than the usual one in disguise."
    return (
        *((_FOREIGN,) if not evidence.seen.understood else ()),
        *((too_little,) if unranked else ()),
        *_who_looked(evidence),
        *evidence.retrieved.notes,
        *(note for proposal in evidence.retrieved.proposals for note in proposal.notes),
        *_of_reading(evidence, kb),
        *_of_agents(evidence),
        *_of_images(evidence),
        *_of_the_case(evidence, kb),
        *((about_prior(prior),) if any(one.info.reads_findings for one in evidence.retrieved.speaking) else ()),
    )


def _who_looked(evidence: Evidence) -> Iterator[str]:
    """Which models have looked at the images, and at which of them; or that none has."""
    read = [image for image in evidence.images if image.quality]
    if not read:
        return
    looking = [one for one in evidence.retrieved.heard if one.info.looks_at_images]
    asked = bool(evidence.agents.opinions) or any(one.info.asks_model for one in looking)
    others = [one for one in looking if one.proposal.looked_at and not one.info.asks_model]
    if asked:
        yield "A model has looked at the images; what only it has seen counts half and was not confirmed."
    yield from (_looked(one) for one in others)
    if not (asked or others):
        those = "image" if len(read) == 1 else f"{len(read)} images"
        what = "sharpness, light and size"
        if any(image.outline for image in read):
            what = "sharpness, light, size, the outline of what stands out and colours"
        yield f"No model has looked at the {those}: only {what} were measured, which ranks nothing."


def _looked(heard: Heard) -> str:
    places = sorted({place + 1 for place in heard.proposal.looked_at})
    names = " and ".join(", ".join(f"Image {number}" for number in places).rsplit(", ", 1))
    name = heard.info.called
    return f"{name[0].upper()}{name[1:]} has looked at {names}."


def _of_agents(evidence: Evidence) -> Iterator[str]:
    left = (vote.agent for vote in evidence.votes if vote.leaves)
    yield from (f"Agent {name} left the conversation: nothing concerns its field." for name in left)
    yield from (f"Agent {vote.agent} named no known condition." for vote in evidence.votes if not vote.conditions)
    if evidence.retrieved.unmapped:
        named = ", ".join(evidence.retrieved.unmapped)
        yield f"Said by the model, but no diagnosis, so never ranked: {named}."


def _of_reading(evidence: Evidence, kb: KnowledgeBase) -> Iterator[str]:
    """What a model's reading of the history is worth: what was dropped of it, and what the text reader contradicts."""
    reading = evidence.reading
    if reading is None:
        return
    if reading.failed:
        yield f"No model has read the history: {reading.failed}"
        return
    yield "A model has read the history; what only it found there was not confirmed, and what it denies is not counted."
    if reading.unquoted:
        yield f"Dropped of its findings, since their words do not stand in the history: {reading.unquoted}."
    if reading.unknown:
        yield f"Dropped of its findings, since they are not in the vocabulary: {reading.unknown}."
    if reading.contradicted:
        names = ", ".join(finding_name(finding, kb) for finding in reading.contradicted)
        yield (
            "The model read as present what its own quotation denies, or tells of another person or another time, so "
            f"it does not count: {names}."
        )
    if reading.elsewhere:
        names = ", ".join(finding_name(finding, kb) for finding in reading.elsewhere)
        yield f"The words that the model quoted tell nothing of it, so it does not count: {names}."
    if disputed := sorted({*disagreements(evidence.seen, kb), *reading.doubted}):
        names = ", ".join(finding_name(finding, kb) for finding in disputed)
        yield f"The model and the text reader disagree, so it counts as present and is worth asking about: {names}."


def _of_images(evidence: Evidence) -> Iterator[str]:
    images = evidence.images
    yield from (f"{image.name} was left out: {image.refused}" for image in images if image.refused)
    for image in images:
        if image.quality and not image.quality.usable:
            yield f"{image.name}: {image.quality.sentence}"
    yield from (f"{image.name}: {note}" for image in images if image.quality for note in image.notes)
    if not images:
        yield "There is no image; the answer rests on the history alone."


def _of_the_case(evidence: Evidence, kb: KnowledgeBase) -> Iterator[str]:
    seen = evidence.seen
    if not evidence.case.history.strip():
        yield "There is no history; symptoms and course are unknown."
    onset = evidence.case.complaint.onset
    if onset and onset > (evidence.case.told_on or date.today()) + timedelta(days=1):  # a day more, for time zones
        yield "The day on which the complaint is said to have begun is still to come; check it."
    counted = seen.counted()
    if all(name in counted and counted[name].polarity == "present" for name in _SELDOM_TOGETHER):
        yield "Pregnancy is told of a patient whose sex is told as male; check both."
    if seen.age is None:
        yield "The age is unknown."
    if evidence.case.not_read:
        yield f"In the health record, but not read: {', '.join(evidence.case.not_read)}."
    uncarded = sorted({n.condition for n in seen.named if n.stance in THOUGHT_OF and n.condition not in kb.cards})
    if uncarded:
        names = ", ".join(kb.conditions[c].name for c in uncarded)
        yield f"Named in the history but without a knowledge card, so never ranked: {names}."
    if corrected := [item for item in seen.items if item.source == "person"]:
        names = ", ".join(finding_name(item.finding, kb) for item in corrected)
        yield f"Told or corrected by a person, and counted so: {names}."
    if unread := [name for name, answer in evidence.case.complaint.symptoms.items() if answer is None]:
        names = ", ".join(finding_name(name, kb) if name in kb.findings else name for name in unread)
        yield f"Asked about, but not answered by a yes or a no that could be read, and so unknown: {names}."
    if aside := _set_aside(seen, kb):
        yield f"Mentioned of others, of the past or only as a possibility, and not counted: {aside}."


def _set_aside(seen: Observations, kb: KnowledgeBase) -> str:
    names = {
        finding_name(item.finding, kb) for item in seen.items if item.experiencer != "patient" or item.time != "current"
    }
    return ", ".join(sorted(names))


def limits_of_leader(ranked: tuple[RankedCondition, ...], kb: KnowledgeBase) -> tuple[str, ...]:
    """That nobody has said how urgent the first diagnosis is, where neither a card nor its name does."""
    if not ranked or urgency_of(ranked[0].condition, kb):
        return ()
    return (
        f"How urgent {ranked[0].name} is, which stands first, is not known here: that no red flag was found does not "
        "say that it can wait.",
    )


def limits_of_corrections(fired: tuple[Correction, ...], *, listed: bool, weak: bool) -> tuple[str, ...]:
    """What corrections leave open: nothing is `listed`, or what is left to rank by is `weak`."""
    limits: list[str] = []
    if fired and not listed:
        limits.append("The corrections left no diagnosis to list.")
    if weak:
        limits.append("Without the ignored findings the case says too little: the order is little more than the usual.")
    if any(one.done == "ignore_concept" for one in fired):
        limits.append("Ignored findings are left out of the ranking by findings; models read the case as it is.")
    return tuple(limits)
