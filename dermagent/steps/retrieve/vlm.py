"""Retrieve by a vision model with naive chain of thought: what it sees, and what it could be."""

import asyncio
from collections.abc import Sequence
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, model_validator

from dermagent.errors import InputError, StepFailed
from dermagent.llm.base import EncodedImage, Request
from dermagent.llm.entries import entries
from dermagent.llm.keys import is_named
from dermagent.llm.lenient import TEXT, Share, longest, most
from dermagent.llm.polarity import polarity_of_group, with_signs_read
from dermagent.llm.schema import strict_schema
from dermagent.steps.localise import language_of_answer
from dermagent.steps.named import meant_by, shares_of
from dermagent.steps.observe import says_something
from dermagent.steps.present import LISTING, opening, turn
from dermagent.steps.retrieve.load import Tools
from dermagent.steps.retrieve.seen import SeenFinding, listed, observed, with_polarity
from dermagent.steps.retrieve.views import Shown
from dermagent.types import Candidate, Case, Language, Observations, Proposal, RetrieverInfo

_UNSEEN = "Findings that the model says it saw in an image, though none was shown to it, and that do not count: {}."
_NOTHING = "The vision model was not asked: there is neither a readable image nor a history."
_TOLD = "Findings that the model took from the history and not from an image, and that count only as read there: {}."


class NamedCandidate(BaseModel):
    """A condition in the model's words, the reason before the number that follows from it."""

    name: Annotated[str, longest(120)]
    reason: Annotated[str, TEXT, longest(300)] = ""
    confidence: Share


class SeenRegion(BaseModel):
    """What is to be seen in one place of an image, before it has a name; it decides nothing. Prompts say picture."""

    picture: Annotated[str, TEXT, longest(20)] = ""
    place: Annotated[str, TEXT, longest(80)] = ""
    seen: Annotated[str, TEXT, longest(300)] = ""


def _described(regions: object) -> object:
    """Regions that are no such objects are only described, and what cannot be read of them is no loss."""
    if not isinstance(regions, list):
        return []
    return [{"seen": one} if isinstance(one, str) else one for one in regions if isinstance(one, str | dict)]


class VisionReply(BaseModel):
    """What a vision model is asked for: what is seen, what that is called, why it could be wrong, and then names."""

    regions: Annotated[list[SeenRegion], BeforeValidator(_described), most(8)] = []
    findings: Annotated[list[SeenFinding], BeforeValidator(with_signs_read), BeforeValidator(listed), most(20)] = []
    doubt: Annotated[str, TEXT, longest(500)] = ""
    candidates: Annotated[list[NamedCandidate], BeforeValidator(entries("name", "confidence")), most(10)]

    @model_validator(mode="before")
    @classmethod
    def _join_findings(cls, value: object) -> object:
        """Take the findings of fields such as `negative_findings` with those of their own field."""
        if not isinstance(value, dict):
            return value
        told = [(key, one) for key, one in value.items() if key != "findings" and is_named(str(key), "findings")]
        groups = [(one, polarity) for key, one in told if (polarity := polarity_of_group(str(key)))]
        apart = [item for one, polarity in groups for item in with_polarity(one, polarity)]
        return {**value, "findings": [*listed(value.get("findings")), *apart]} if apart else value


class VisionRetriever:
    """A model's own list of candidates, from images and history or from the images alone."""

    def __init__(self, tools: Tools, *, history: bool) -> None:
        """Keep the client.

        Raises:
            InputError: no model is set.
        """
        if tools.client is None:
            raise InputError("the retriever vlm asks a model; set one with --model or DERMAGENT_MODEL")
        self.info = RetrieverInfo(
            name="vlm" if history else "vlm_images",
            label="the vision model",
            looks_at_images=True,
            sees_prepared=True,
            asks_model=True,
            evidence="enough",  # a model's list cannot be mistaken for the prior
            prompts=(LISTING,),
        )
        self._client = tools.client
        self._history = history
        self._tasks = tools.tasks or (LISTING,)

    async def propose(self, case: Case, seen: Observations, shown: Shown) -> Proposal:
        """The model's candidates with its confidences as probabilities; what is not known here by its own name."""
        if not self._history and not shown.encoded:
            raise StepFailed("there is no readable image to look at")
        if not shown.encoded and not says_something(case, seen):
            return Proposal(candidates=(), other=1.0, notes=(_NOTHING,))
        asked: list[tuple[EncodedImage, ...]] = [(image,) for image in shown.apart] or [shown.encoded]
        language = language_of_answer(case)
        replies = await asyncio.gather(*(self._ask(case, language, images) for images in asked))
        return _merged(replies, self.info.name, language, shown=any(asked))

    async def _ask(self, case: Case, language: Language, images: tuple[EncodedImage, ...]) -> VisionReply:
        request = Request(
            messages=(*opening(case, language, images, self._tasks, history=self._history), turn("LIST")),
            schema_name="VisionReply",
            schema=strict_schema(VisionReply),
            case_id=case.id,
            agent=self.info.name,
            temperature=self._client.temperature,
        )
        return (await self._client.ask(request, VisionReply)).value


def _merged(replies: Sequence[VisionReply], name: str, language: Language, *, shown: bool) -> Proposal:
    """One proposal of the replies about each image: a condition's mean confidence, and all that was seen.

    Where no image was shown none was seen, whatever a reply says.
    """
    shares: dict[str, float] = {}
    for reply in replies:
        for condition, share in shares_of((one.name, one.confidence) for one in reply.candidates).items():
            shares[condition] = shares.get(condition, 0.0) + share / len(replies)
    candidates = tuple(
        Candidate(condition=c, retriever=name, rank=rank, score=shares[c], probability=min(1.0, shares[c]))
        for rank, c in enumerate(sorted(shares, key=lambda c: -shares[c]), start=1)
    )
    findings = [finding for reply in replies for finding in reply.findings]
    seen, told = (observed(findings, language, in_image=there, shown=shown) for there in (True, False))
    notes = ((_UNSEEN, () if shown else seen), (_TOLD, told))
    nameless = (one.name[:80] for reply in replies for one in reply.candidates if not meant_by(one.name))
    return Proposal(
        candidates=candidates,
        other=max(0.0, 1.0 - sum(c.probability or 0.0 for c in candidates)),
        seen=seen if shown else (),
        unmapped=tuple(dict.fromkeys(nameless)),
        notes=tuple(note.format(len(found)) for note, found in notes if found),
    )


def with_history(tools: Tools) -> VisionRetriever:
    """Context-dependent retrieval: images and history."""
    return VisionRetriever(tools, history=True)


def images_only(tools: Tools) -> VisionRetriever:
    """Context-independent retrieval: the images alone."""
    return VisionRetriever(tools, history=False)
