"""What retrievers are and what they propose: how each describes itself, its list, and one fused list of all."""

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from dermagent.types.observed import Observation
from dermagent.types.proposed import Candidate, ImageConcepts, Saliency, SimilarCase, Triage
from dermagent.types.value import Probability, Value


class RetrieverInfo(Value):
    """How a retriever describes itself; nothing outside the retrievers needs to know one by its name.

    One that reads findings costs little: it is asked again where a correction ignores one of them, or a model has read
    further ones in the history. What evidence is `measured` stands in `Proposal.information_nats`.
    """

    name: Annotated[str, Field(min_length=1)] = Field(description="Name of the retriever, unique in a graph.")
    label: str = Field(default="", description="What a report calls it; empty where its name will do.")
    score: str = Field(default="", description="What a report calls its score; empty where it has no name of its own.")
    looks_at_images: bool = Field(default=False, description="Whether it looks at the images.")
    sees_prepared: bool = Field(
        default=False,
        description="Whether it is shown prepared images, such as with hair removed, rather than the originals.",
    )
    asks_model: bool = Field(default=False, description="Whether a language model answers.")
    reads_findings: bool = Field(
        default=False, description="Whether it ranks by the findings it is given; it is asked again when they change."
    )
    closed_set: bool = Field(default=False, description="Whether it knows no conditions but those of its own list.")
    evidence: Literal["measured", "enough", "none"] = Field(
        default="measured",
        description="What its list is worth as ground for an answer: as measured, always enough, or none.",
    )
    prompts: tuple[str, ...] = Field(default=(), description="Names of the prompts that it uses.")

    @model_validator(mode="after")
    def _agrees(self) -> Self:
        if self.sees_prepared and not self.looks_at_images:
            raise ValueError(f"{self.name}: it cannot see prepared images without looking at images")
        return self

    @property
    def called(self) -> str:
        """What a report calls the retriever."""
        return self.label or self.name

    @property
    def score_called(self) -> str:
        """What a report calls the retriever's score."""
        return self.score or f"the score of {self.called}"


class Expert(Value):
    """How probable it is that the truth is among the conditions of a closed set.

    `share` is that probability by what the retriever looks at, `before` by the prior alone.
    """

    share: Annotated[float, Field(gt=0, lt=1)]
    before: Annotated[float, Field(gt=0, lt=1)]


class Proposal(Value):
    """One retriever's answer: its list, best first, and what it knows beyond the list.

    `looked_at` are the places of the images that the list rests on, `seen` findings that the retriever itself made out,
    `unmapped` names that it gave and that are no diagnosis, `notes` sentences on what it could judge, `similar` images
    that it found, `saliency` what in the images its first condition rests on, `concepts` how far it sees what can be
    named. `expert` goes with a closed set. `moved` is how far the evidence moved each candidate, in nats: the logarithm
    of its probability over that of the prior; empty where there is no prior. One without candidates has no say.
    """

    candidates: tuple[Candidate, ...] = ()
    other: Probability = 1.0
    moved: tuple[float, ...] = ()
    information_nats: float = 0.0
    between: tuple[str, ...] = ()
    separating: tuple[tuple[str, float], ...] = ()
    looked_at: tuple[int, ...] = ()
    seen: tuple[Observation, ...] = ()
    unmapped: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    similar: tuple[SimilarCase, ...] = ()
    saliency: tuple[Saliency, ...] = ()
    concepts: tuple[ImageConcepts, ...] = ()
    expert: Expert | None = None


class Heard(Value):
    """A retriever that answered, and its answer."""

    info: RetrieverInfo
    proposal: Proposal


class Retrieved(Value):
    """What the retrievers proposed: one fused list, what each of them said, and which of them failed.

    `other` is the probability of "something else", `information_nats` what the evidence added to the prior
    (Kullback-Leibler divergence of the posterior from the prior), `separating` the unknown findings that would move the
    two conditions `between` against each other, strongest first, `unheard` those of the failed whose model gave no
    usable reply, `missing` how those that failed describe themselves, `notes` sentences about the step as a whole.
    """

    fused: tuple[Candidate, ...]
    heard: tuple[Heard, ...] = ()
    failed: dict[str, str] = Field(default_factory=dict)
    unheard: tuple[str, ...] = ()
    missing: tuple[RetrieverInfo, ...] = ()
    other: Probability = 1.0
    information_nats: float = 0.0
    between: tuple[str, ...] = ()
    separating: tuple[tuple[str, float], ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def proposals(self) -> tuple[Proposal, ...]:
        """What each retriever that answered said."""
        return tuple(one.proposal for one in self.heard)

    @property
    def speaking(self) -> tuple[Heard, ...]:
        """The retrievers that proposed something."""
        return tuple(one for one in self.heard if one.proposal.candidates)

    @property
    def lists(self) -> dict[str, tuple[Candidate, ...]]:
        """Each list that is not empty by its retriever's name."""
        return {one.info.name: one.proposal.candidates for one in self.speaking}

    @property
    def enough(self) -> bool:
        """Whether a retriever proposed something whose list is always ground enough for an answer."""
        return any(one.info.evidence == "enough" for one in self.speaking)

    @property
    def seen(self) -> tuple[Observation, ...]:
        """The findings that retrievers made out."""
        return tuple(item for proposal in self.proposals for item in proposal.seen)

    @property
    def unmapped(self) -> tuple[str, ...]:
        """The names that retrievers gave and that no condition has."""
        return tuple(name for proposal in self.proposals for name in proposal.unmapped)

    @property
    def similar(self) -> tuple[SimilarCase, ...]:
        """The labelled images that retrievers found."""
        return tuple(one for proposal in self.proposals for one in proposal.similar)

    @property
    def saliency(self) -> tuple[Saliency, ...]:
        """What in the images the retrievers' first conditions rest on."""
        return tuple(one for proposal in self.proposals for one in proposal.saliency)

    @property
    def concepts(self) -> tuple[ImageConcepts, ...]:
        """What was seen in images."""
        return tuple(one for proposal in self.proposals for one in proposal.concepts)


class Unread(Value):
    """What was flagged and retrieved without a model's reading of the history: no reading lowers what follows of it."""

    triage: Triage
    retrieved: Retrieved
