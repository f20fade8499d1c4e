"""Retrieve by words: the case's findings as texts of four aspects, which search an index of images by a text tower.

MAKE (2025) trains on several aspects of one description; here a history is taken apart the same way: morphology, site,
symptoms and course, each one sentence made of the findings that were observed, never of the patient's own words. A
image's similarity to the case is the mean of its cosines to these texts, weighted by `ASPECT_WEIGHTS` over those that
are there. It is a list of its own because the workflow fuses lists and shows each; it needs no image of the case, and
claims no information beyond that of the findings, so a thin history is still no ground for an answer. Absent findings
are left out: such models do not know a "no".
"""

import asyncio
from dataclasses import replace

from dermagent.encoders.protocol import ImageEncoder, TextEncoder
from dermagent.encoders.registry import make_encoder
from dermagent.errors import InputError, StepFailed
from dermagent.index.scores import K, aspect_query, mean_votes, votes
from dermagent.index.store import Index
from dermagent.knowledge.base import knowledge
from dermagent.steps.retrieve.clip import listed, opened_index
from dermagent.steps.retrieve.load import Tools
from dermagent.steps.retrieve.views import Shown
from dermagent.types import Case, Observations, Proposal, RetrieverInfo

NAME = "aspects"
#: Aspect → its sentence and the categories of findings it is made of.
_SENTENCES = {
    "morphology": "A skin image of {}.",
    "site": "A skin image, {}.",
    "symptoms": "A skin condition with {}.",
    "course": "A skin condition, {}.",
}
_ASPECT_OF = {
    "morphology_primary": "morphology",
    "morphology_secondary": "morphology",
    "colour": "morphology",
    "configuration": "morphology",
    "body_site": "site",
    "distribution": "site",
    "symptom": "symptoms",
    "tempo": "course",
}


def aspect_texts(seen: Observations) -> dict[str, str]:
    """Aspect → one English sentence of the patient's present findings; an aspect without any is missing."""
    kb = knowledge()
    told: dict[str, list[str]] = {}
    for finding, item in sorted(seen.counted().items()):
        if item.polarity != "present" or finding not in kb.findings:
            continue
        categories = (kb.findings[one].category for one in (finding, *kb.ancestors(finding)))
        aspect = next((_ASPECT_OF[category] for category in categories if category in _ASPECT_OF), None)
        if aspect:
            told.setdefault(aspect, []).append(kb.findings[finding].term.removeprefix("SCIN "))
    return {
        aspect: sentence.format(", ".join(told[aspect])) for aspect, sentence in _SENTENCES.items() if aspect in told
    }


class AspectRetriever:
    """Conditions of the images of an index that the case's findings describe best."""

    info = RetrieverInfo(name=NAME, label="the search of the index by findings in words", evidence="none")

    def __init__(self, index: Index, encoder: ImageEncoder) -> None:
        """Keep both.

        Raises:
            InputError: the index was built with another encoder, or the encoder knows no words.
        """
        index.check_encoder(encoder)
        self._index, self._encoder = index, with_words(encoder, NAME)

    async def propose(self, case: Case, seen: Observations, shown: Shown) -> Proposal:
        """The vote of the images that fit the words, of the kinds that the case shows; empty without findings.

        Raises:
            StepFailed: none of these images has a known condition.
        """
        texts = aspect_texts(seen)
        return await asyncio.to_thread(self._voted, case, texts) if texts else Proposal()

    def _voted(self, case: Case, texts: dict[str, str]) -> Proposal:
        query = aspect_query(self._encoder, texts)[None]
        kinds = [{"modality": kind} for kind in sorted({image.modality for image in case.images})] or [{}]
        patient = case.patient.id or ""
        found = [self._index.search(query, k=K, only=kind, not_of=patient, plain=True)[0] for kind in kinds]
        # A text's cosines to images lie close together and may be negative, so each image counts alike.
        alike = [[replace(neighbour, similarity=1.0) for neighbour in neighbours] for neighbours in found]
        shares = mean_votes([votes(neighbours) for neighbours in alike])
        if not shares:
            raise StepFailed("none of the images that fit the findings has a known condition")
        note = f"The index was also searched by the findings in words ({', '.join(texts)})."
        return Proposal(candidates=listed(shares, NAME), notes=(note,))


def with_words(encoder: ImageEncoder, retriever: str) -> TextEncoder:
    """The encoder as one with a text tower.

    Raises:
        InputError: it has none.
    """
    if not isinstance(encoder, TextEncoder):
        raise InputError(
            f"the retriever {retriever} needs an encoder with a text tower, and {encoder.name} has none; "
            "name a CLIP model by --encoder open_clip:FOLDER"
        )
    return encoder


def aspect_retriever(tools: Tools) -> AspectRetriever:
    """The retriever over the index of the settings.

    Raises:
        InputError: no index is set, it is damaged, built with another encoder, or the encoder has no text tower.
    """
    return AspectRetriever(opened_index(tools, NAME), make_encoder(tools.encoder))
