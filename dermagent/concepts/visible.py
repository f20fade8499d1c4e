"""The concepts that an image can show, findings and artefacts, and what its findings say of a condition."""

from collections.abc import Mapping, Sequence
from functools import cache
from types import MappingProxyType

import numpy as np

from dermagent.concepts.bottleneck import prior_of, second_opinion
from dermagent.concepts.confounders import ARTEFACTS
from dermagent.knowledge.base import KnowledgeBase, knowledge
from dermagent.types import ConceptOpinion, Contribution, ImageConcepts

_CATEGORIES = frozenset({"morphology_primary", "morphology_secondary", "colour", "configuration"})
#: Findings of these categories that are felt, provoked or told, not seen.
_UNSEEN = frozenset(
    "crepitus warmth induration auspitz_sign koebner_phenomenon dermographism darier_sign pathergy dimple_sign"
    " blanching non_blanching firm_to_touch soft_to_touch mobile_subcutaneous friable_bleeds_easily"
    " haemangioma_suspected sclerosis_of_skin".split()
)
#: Contributions that are told of a condition, for it and against it.
_TOLD = 5
#: The score of a concept that was not looked for.
_UNKNOWN = 0.5


@cache
def visible_findings() -> Mapping[str, str]:
    """Id → term of the findings that can be seen, in the order of the vocabulary."""
    found = knowledge().findings.values()
    return MappingProxyType({f.id: f.term for f in found if f.category in _CATEGORIES and f.id not in _UNSEEN})


@cache
def visible_concepts() -> Mapping[str, str]:
    """The same, and then the artefacts by their name with _ for blanks."""
    artefacts = {name.replace(" ", "_"): name for name in sorted(ARTEFACTS)}
    return MappingProxyType({**visible_findings(), **artefacts})


def opinion_on(condition: str, images: Sequence[ImageConcepts], kb: KnowledgeBase | None = None) -> ConceptOpinion:
    """What the findings seen in images, their scores averaged, say of a condition by its card's prior.

    0 without contributions where it has no card, or the card speaks of no finding that can be seen.
    """
    kb, names = kb or knowledge(), tuple(visible_findings())
    if condition not in kb.cards or not images:
        return ConceptOpinion(score=0.0)
    seen = np.mean([[image.scores.get(name, _UNKNOWN) for name in names] for image in images], axis=0)
    found = second_opinion(prior_of(kb.cards[condition], names, kb), seen, names)
    told = (*found.strongest(for_it=True, k=_TOLD), *found.strongest(for_it=False, k=_TOLD))
    by_name = dict(zip(names, seen, strict=True))
    return ConceptOpinion(
        score=round(found.score, 4),
        contributions=tuple(
            Contribution(finding=name, seen=round(float(by_name[name]), 4), part=round(part, 4)) for name, part in told
        ),
    )
