"""Retrieve by a vision model with naive chain of thought: what it sees, and what it could be."""

import asyncio
from collections.abc import Sequence
from typing import Annotated

from pydantic import BaseModel, Field

from dermagent.errors import InputError, StepFailed
from dermagent.knowledge.lexicon import NO_FINDING, detect_language, finding_lexicon
from dermagent.knowledge.names import match_name
from dermagent.llm.base import Message, Picture, Request
from dermagent.llm.schema import strict_schema
from dermagent.prompts import read_prompt
from dermagent.steps.present import look, opening
from dermagent.steps.retrieve.load import Tools
from dermagent.steps.retrieve.views import Shown
from dermagent.types import Candidate, Case, Observation, Observations, Proposal, RetrieverInfo

#: A finding that only a model has seen counts half: models see what they expect.
_CERTAINTY = 0.5
_FIELD = "vlm"
_PROMPT = "retrieve/naive_cot"


class SeenFinding(BaseModel):
    """A sign or symptom in the model's words."""

    name: str
    seen_in_picture: bool


class NamedCandidate(BaseModel):
    """A condition in the model's words."""

    name: str
    confidence: Annotated[float, Field(ge=0, le=1)]
    reason: str


class VisionReply(BaseModel):
    """What a vision model is asked for."""

    reasoning: str
    findings: list[SeenFinding]
    candidates: list[NamedCandidate]


class VisionRetriever:
    """A model's own list of candidates, from pictures and history or from the pictures alone."""

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
            prompts=(_PROMPT,),
        )
        self._client = tools.client
        self._history = history

    async def propose(self, case: Case, seen: Observations, shown: Shown) -> Proposal:
        """The model's candidates with its confidences as probabilities; names without a condition are kept as such."""
        if not self._history and not shown.encoded:
            raise StepFailed("there is no readable picture to look at")
        asked: list[tuple[Picture, ...]] = [(picture,) for picture in shown.apart] or [shown.encoded]
        replies = await asyncio.gather(*(self._ask(case, pictures) for pictures in asked))
        return _merged(replies, self.info.name)

    async def _ask(self, case: Case, pictures: tuple[Picture, ...]) -> VisionReply:
        language = case.language or detect_language(case.history)
        task = read_prompt(_PROMPT).render({"look": look(case)})
        request = Request(
            messages=(*opening(case, language, pictures, history=self._history), Message("user", task)),
            schema_name="VisionReply",
            schema=strict_schema(VisionReply),
            case_id=case.id,
            agent=self.info.name,
            temperature=self._client.temperature,
        )
        return (await self._client.ask(request, VisionReply)).value


def _merged(replies: Sequence[VisionReply], name: str) -> Proposal:
    """One proposal of the replies about each picture: a condition's mean confidence, and all that was seen."""
    shares: dict[str, float] = {}
    unmapped: list[str] = []
    for reply in replies:
        confidence, others = _confidences(reply)
        unmapped += others
        for condition, share in confidence.items():
            shares[condition] = shares.get(condition, 0.0) + share / len(replies)
    order = sorted(shares, key=lambda c: (-shares[c], c))
    candidates = tuple(
        Candidate(condition=c, retriever=name, rank=rank, score=shares[c], probability=min(1.0, shares[c]))
        for rank, c in enumerate(order, start=1)
    )
    seen = {item.finding: item for reply in replies for item in _observations(reply)}
    return Proposal(
        candidates=candidates,
        other=max(0.0, 1.0 - sum(c.probability or 0.0 for c in candidates)),
        seen=tuple(seen.values()),
        unmapped=tuple(dict.fromkeys(unmapped)),
    )


def _confidences(reply: VisionReply) -> tuple[dict[str, float], list[str]]:
    """Conditions with the model's confidences, scaled to at most 1 together, and the names that no condition has."""
    confidence: dict[str, float] = {}
    unmapped: list[str] = []
    for candidate in reply.candidates:
        condition = match_name(candidate.name)
        if condition is None:
            unmapped.append(candidate.name[:80])
        else:
            confidence[condition] = max(confidence.get(condition, 0.0), candidate.confidence)
    total = max(1.0, sum(candidate.confidence for candidate in reply.candidates))
    return {condition: share / total for condition, share in confidence.items()}, unmapped


def _observations(reply: VisionReply) -> tuple[Observation, ...]:
    """What the model says it sees in a picture, in the vocabulary of findings."""
    found = dict.fromkeys(
        match.key
        for item in reply.findings
        if item.seen_in_picture
        for match in finding_lexicon("en").find(item.name)
        if match.key != NO_FINDING
    )
    return tuple(
        Observation(finding=finding, polarity="present", source="vlm", field=_FIELD, certainty=_CERTAINTY)
        for finding in found
    )


def with_history(tools: Tools) -> VisionRetriever:
    """Context-dependent retrieval: pictures and history."""
    return VisionRetriever(tools, history=True)


def images_only(tools: Tools) -> VisionRetriever:
    """Context-independent retrieval: the pictures alone."""
    return VisionRetriever(tools, history=False)
