"""A retriever of a test's own that finds similar images and says on what its opinion rests, as with an index."""

from typing import Any

from dermagent.steps.retrieve.findings import findings_retriever
from dermagent.types import Saliency, SimilarCase

_HEAT = ((0.0, 0.2, 0.0), (0.2, 1.0, 0.2), (0.0, 0.2, 0.0))


def seeing(tools: Any) -> Any:
    """The shipped retriever, with two similar cases and a heat map of the first image."""
    return _Seeing(findings_retriever(tools))


class _Seeing:
    def __init__(self, shipped: Any) -> None:
        self._shipped = shipped
        self.info = shipped.info

    async def propose(self, case: Any, seen: Any, shown: Any) -> Any:
        proposal = await self._shipped.propose(case, seen, shown)
        near = (("a.png", "melanoma", 0.91, "II"), ("b.png", "melanocytic_nevus", 0.84, ""))
        similar = tuple(
            SimilarCase(image="Image 1", name=own, label=label, similarity=like, fitzpatrick=skin)
            for own, label, like, skin in near
        )
        hot = Saliency(
            place=0, retriever="findings", condition="melanoma", heat=_HEAT, deletion=0.2, insertion=0.8, inside=0.9
        )
        return proposal.model_copy(update={"similar": similar, "saliency": (hot,)})
