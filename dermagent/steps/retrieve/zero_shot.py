"""Retrieve without labelled images: each condition's name in eight sentences against the case's images, by CLIP.

How much a model knows of skin is its own matter: no figure of this project stands behind it. So the list has ranks but
no probabilities, as that of neighbours has. Where the history gave findings, a note says how well they and the images
fit, beside what a sentence about nothing but skin reaches.
"""

import asyncio
import math
from collections.abc import Sequence
from functools import partial

import numpy as np
import numpy.typing as npt

from dermagent.encoders.grad_eclip import explains, heat_over
from dermagent.encoders.protocol import ImageEncoder, Pixels, Vectors
from dermagent.encoders.registry import make_encoder
from dermagent.errors import StepFailed
from dermagent.index.scores import aspect_query, class_vectors, zero_shot
from dermagent.knowledge.base import knowledge
from dermagent.steps.retrieve.aspects import aspect_texts, with_words
from dermagent.steps.retrieve.clip import listed
from dermagent.steps.retrieve.lesions import judged_apart
from dermagent.steps.retrieve.load import Tools
from dermagent.steps.retrieve.rests_on import saliency_of
from dermagent.steps.retrieve.views import DecodedImage, Shown
from dermagent.types import Case, Observations, Proposal, RetrieverInfo, Saliency

NAME = "zero_shot"
_SKIN, _NAMED = "A skin image.", "A skin image of {}."
#: The texts of all conditions by the encoder's name and hash: a thousand sentences are embedded once a process.
_CLASSES: dict[tuple[str, str], tuple[list[str], Vectors]] = {}


class ZeroShotRetriever:
    """All conditions with a card, ranked by how well their names fit the images."""

    info = RetrieverInfo(
        name=NAME,
        label="the comparison with names of conditions",
        score="the cosine to the name",
        looks_at_images=True,
        sees_prepared=True,
    )

    def __init__(self, encoder: ImageEncoder) -> None:
        """Keep the encoder.

        Raises:
            InputError: it has no text tower.
        """
        self._encoder, self._words = encoder, with_words(encoder, NAME)

    async def propose(self, case: Case, seen: Observations, shown: Shown) -> Proposal:
        """The conditions by their softmax over all, averaged over the images of a lesion.

        Raises:
            StepFailed: no image can be read.
        """
        views = shown.views
        if not views:
            raise StepFailed("there is no readable image to compare with names")
        compared = partial(self._compared, texts=aspect_texts(seen))
        return await asyncio.to_thread(judged_apart, views, compared, by="names of conditions")

    def _compared(self, views: Sequence[DecodedImage], texts: dict[str, str]) -> Proposal:
        vectors = self._encoder.encode_images([view.pixels for view in views])
        shares = zero_shot(vectors, self._classes())
        notes = [f"{self._encoder.name} compared the image with names of conditions; how well it can was not measured."]
        if texts:
            fits, skin = vectors @ aspect_query(self._words, texts), vectors @ self._words.encode_texts([_SKIN])[0]
            pairs = zip(views, fits, skin, strict=True)
            told = "; ".join(
                f"{view.name} {fit:.2f}, a plain sentence about skin {bare:.2f}" for view, fit, bare in pairs
            )
            notes.append(f"How well the history's findings fit, by cosine ({', '.join(texts)}): {told}.")
        return Proposal(
            candidates=listed(shares, NAME),
            information_nats=sum(p * math.log(p * len(shares)) for p in shares.values() if p > 0),
            looked_at=tuple(view.place for view in views),
            notes=tuple(notes),
        )

    def explain(self, case: Case, view: DecodedImage, condition: str) -> Saliency:
        """What in an image fits a condition's name: by gradient where the encoder is a ViT of open_clip."""
        text = _NAMED.format(knowledge().conditions[condition].name)
        words = self._words.encode_texts([text])[0]

        def score(images: list[Pixels]) -> npt.NDArray[np.floating]:
            return np.asarray(self._encoder.encode_images(images) @ words)

        by_gradient = partial(heat_over, self._encoder, text=text) if explains(self._encoder) else None
        return saliency_of(view, NAME, condition, score, pixels=view.pixels, by_gradient=by_gradient)

    def _classes(self) -> tuple[list[str], Vectors]:
        key = (self._encoder.name, self._encoder.sha256)
        if key not in _CLASSES:
            kb = knowledge()
            _CLASSES[key] = class_vectors(self._words, {card: kb.conditions[card].name for card in kb.cards})
        return _CLASSES[key]


def zero_shot_retriever(tools: Tools) -> ZeroShotRetriever:
    """The retriever with the encoder of the settings.

    Raises:
        InputError: there is no such encoder, or it has no text tower.
    """
    return ZeroShotRetriever(make_encoder(tools.encoder))
