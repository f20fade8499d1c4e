"""Named: what a model's list says, the conditions that it names and the share of each."""

from collections.abc import Iterable, Mapping

from dermagent.knowledge.base import knowledge
from dermagent.knowledge.meant import conditions_meant
from dermagent.knowledge.outside import outside_meant, plain_id
from dermagent.llm.answered import final_answer, without_thoughts
from dermagent.llm.options import with_choice


def meant_by(name: str) -> Mapping[str, float]:
    """The conditions that a name means and the share of each, also those outside the knowledge base.

    Of an answer that announces its diagnosis ("Final diagnosis: scabies"), or thinks before it, what it says in the
    end, and of one that chooses an option by its letter that option. Empty where the name claims nothing, or is no
    diagnosis.
    """
    name = plain_id(name)
    if name in knowledge().conditions:
        return {name: 1.0}
    name = final_answer(with_choice(without_thoughts(name)))
    return conditions_meant(name) | outside_meant(name)


def shares_of(listed: Iterable[tuple[str, float]]) -> dict[str, float]:
    """The share of each condition of a list of names with confidences (0 to 1, 0: none given), likeliest first.

    A condition that is named twice has its highest confidence, once. Confidences that add up to more than 1 are scaled
    down together, and what is no diagnosis takes its part. Where all are 0 the places tell: 1/2, 1/4, 1/8, ... and
    less where a name is only not excluded. Of equal shares the one named first stands first.
    """
    confidence: dict[str, float] = {}
    claimed: dict[str, float] = {}
    beside: dict[str, float] = {}
    for name, given in listed:
        meant = meant_by(name)
        for condition, share in meant.items():
            confidence[condition] = max(confidence.get(condition, 0.0), share * given)
            claimed[condition] = max(claimed.get(condition, 0.0), min(1.0, sum(meant.values())))
        if not meant:
            beside[name] = max(beside.get(name, 0.0), given)
    if not any(confidence.values()):
        confidence = {c: 0.5**place * claimed[c] for place, c in enumerate(confidence, start=1)}
    total = max(1.0, sum(confidence.values()) + sum(beside.values()))
    return {c: share / total for c, share in sorted(confidence.items(), key=lambda item: -item[1])}
