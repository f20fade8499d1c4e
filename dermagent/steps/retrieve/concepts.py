"""Retrieve by what can be named in an image: findings as texts against the images, weighed by the cards' priors.

A bottleneck without training (KnoBo's layer with W = P): a card says of each finding whether it speaks for the
condition, against it or neither, and the images how far each finding is seen. How well a CLIP model tells findings
apart is its own matter and was not measured here: so the list has ranks but no probabilities and adds no information.
Alone it lets a case abstain; beside others it has its say, and each condition shows which findings moved it.
"""

import asyncio
from collections.abc import Sequence

from dermagent.concepts.presence import ConceptTexts, concept_texts, presence
from dermagent.concepts.visible import opinion_on, visible_concepts
from dermagent.encoders.protocol import ImageEncoder
from dermagent.encoders.registry import make_encoder
from dermagent.errors import StepFailed
from dermagent.knowledge.base import knowledge
from dermagent.steps.retrieve.aspects import with_words
from dermagent.steps.retrieve.clip import listed
from dermagent.steps.retrieve.lesions import judged_apart
from dermagent.steps.retrieve.load import Tools
from dermagent.steps.retrieve.views import DecodedImage, Shown
from dermagent.types import Case, ImageConcepts, Observations, Proposal, RetrieverInfo

NAME = "concepts"
#: The texts of all concepts by the encoder's name and hash: a thousand sentences are embedded once a process.
_TEXTS: dict[tuple[str, str], ConceptTexts] = {}


class ConceptRetriever:
    """Conditions for which the findings that are seen in the images of a lesion speak more than against them."""

    info = RetrieverInfo(
        name=NAME,
        label="the search for findings by their names",
        looks_at_images=True,
        sees_prepared=True,
        evidence="none",
    )

    def __init__(self, encoder: ImageEncoder) -> None:
        """Keep the encoder.

        Raises:
            InputError: it has no text tower.
        """
        self._encoder, self._words = encoder, with_words(encoder, NAME)

    async def propose(self, case: Case, seen: Observations, shown: Shown) -> Proposal:
        """The conditions by their sum over findings, and how far each concept is seen in each image.

        Raises:
            StepFailed: no image can be read.
        """
        views = shown.views
        if not views:
            raise StepFailed("there is no readable image to look for findings in")
        return await asyncio.to_thread(judged_apart, views, self._judged, by="findings seen")

    def _judged(self, views: Sequence[DecodedImage]) -> Proposal:
        scores = presence(self._encoder.encode_images([view.pixels for view in views]), self._texts())
        names = tuple(visible_concepts())
        images = tuple(
            ImageConcepts(
                place=view.place,
                encoder=self._encoder.name,
                scores={name: round(float(score), 4) for name, score in zip(names, row, strict=True)},
            )
            for view, row in zip(views, scores, strict=True)
        )
        scores_of = {card: opinion_on(card, images).score for card in knowledge().cards}
        spoken_for = {card: score for card, score in scores_of.items() if score > 0}
        note = f"{self._encoder.name} looked for findings by their names; how well it can was not measured."
        return Proposal(
            candidates=listed(spoken_for, NAME),
            looked_at=tuple(view.place for view in views),
            notes=(note,),
            concepts=images,
        )

    def _texts(self) -> ConceptTexts:
        key = (self._encoder.name, self._encoder.sha256)
        if key not in _TEXTS:
            _TEXTS[key] = concept_texts(self._words, {name: [term] for name, term in visible_concepts().items()})
        return _TEXTS[key]


def concept_retriever(tools: Tools) -> ConceptRetriever:
    """The retriever with the encoder of the settings.

    Raises:
        InputError: there is no such encoder, or it has no text tower.
    """
    return ConceptRetriever(make_encoder(tools.encoder))
