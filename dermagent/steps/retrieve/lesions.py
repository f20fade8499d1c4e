"""Judge each lesion that a case names apart: they are never averaged, and the ranking is about the worst of them."""

from collections.abc import Callable, Sequence

from dermagent.errors import StepFailed
from dermagent.knowledge.base import knowledge
from dermagent.steps.retrieve.views import DecodedImage
from dermagent.types import Proposal


def judged_apart(
    views: Sequence[DecodedImage], judge: Callable[[Sequence[DecodedImage]], Proposal], *, by: str
) -> Proposal:
    """The opinion on the lesion that is most likely dangerous, with a note of what each of the others looks like.

    Images without a lesion's name count as of one. A lesion that cannot be judged is noted; if it is the only one,
    its error is raised. `by` is what the note calls the judge.
    """
    by_lesion: dict[str, list[DecodedImage]] = {}
    for view in views:
        by_lesion.setdefault(view.lesion, []).append(view)
    if len(by_lesion) == 1:
        return judge(views)
    judged: dict[str, Proposal] = {}
    for lesion, of_lesion in by_lesion.items():
        try:
            judged[lesion] = judge(of_lesion)
        except StepFailed as error:
            judged[lesion] = Proposal(notes=(f"{lesion or 'Unnamed'} was not judged: {error}.",))
    spoken = {lesion: one for lesion, one in judged.items() if one.candidates}
    notes = [note for one in judged.values() for note in one.notes]
    if not spoken:
        seen = tuple(image for one in judged.values() for image in one.concepts)
        return Proposal(notes=tuple(dict.fromkeys(notes)), concepts=seen)
    worst = max(spoken, key=lambda lesion: danger(spoken[lesion]))
    told = "; ".join(f"{lesion or 'unnamed'}: {_first_of(one)}" for lesion, one in spoken.items())
    notes.append(f"Each lesion was judged apart by {by} ({told}); its ranking is about {worst or 'the unnamed'}.")
    return spoken[worst].model_copy(update={"notes": tuple(dict.fromkeys(notes))})


def danger(proposal: Proposal) -> float:
    """The share of a list that conditions have which must not be missed, 0 to 1."""
    cards = knowledge().cards
    weights = {c.condition: max(c.score if c.probability is None else c.probability, 0.0) for c in proposal.candidates}
    whole = sum(weights.values())
    held = sum(weight for name, weight in weights.items() if name in cards and cards[name].must_not_miss)
    return held / whole if whole else 0.0


def _first_of(proposal: Proposal) -> str:
    first = proposal.candidates[0]
    name = knowledge().conditions[first.condition].name
    return name if first.probability is None else f"{name} {first.probability:.0%}"
