"""What rules, retrievers and agents say on the way: red flags, candidates, statements, opinions."""

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from dermagent.types.value import Probability, Urgency, Value, Verdict


class RedFlag(Value):
    """A red-flag rule that fired, and the findings that made it fire."""

    rule: str = Field(description="Id of the rule.")
    name: str = Field(description="What it warns of.")
    urgency: Urgency = Field(description="How urgent it makes the case, at least.")
    because: tuple[str, ...] = Field(
        description="Ids of the findings that made it fire, sorted; empty for one by the ranking or by a diagnosis."
    )
    conditions: tuple[str, ...] = Field(description="Ids of the conditions that must not be missed because of it.")
    sources: tuple[str, ...] = Field(description="Ids of the documents that it rests on; see references.")
    patient_text: str = Field(description="What to tell the patient.")
    clinician_text: str = Field(description="What to tell a clinician.")


class Triage(Value):
    """The red flags that fired by findings, and the conditions that must not be missed because of them.

    `read` says whether there was anything for the rules to look at: a finding of this patient now, present or absent,
    beyond age, sex and skin type. Without one their silence means nothing.
    """

    red_flags: tuple[RedFlag, ...] = ()
    read: bool = False

    @property
    def must_not_miss(self) -> tuple[str, ...]:
        """Conditions of all red flags, in order, without repeats."""
        return tuple(dict.fromkeys(condition for flag in self.red_flags for condition in flag.conditions))


class Assessed(Value):
    """How urgent a case is, and the red flags that say so: those by findings, then those by the ranking.

    `urgency` is None where it was not assessed (see `Differential`).
    """

    urgency: Urgency | None
    red_flags: tuple[RedFlag, ...] = ()


class Term(Value):
    """One piece of evidence for or against a condition."""

    finding: str = Field(description="Id of the finding.")
    polarity: Literal["present", "absent"] = Field(description="Whether its presence or its absence counts here.")
    p: Probability = Field(description="Probability of the observed finding in the condition, 0 to 1.")
    q: Probability = Field(description="Probability of the observed finding in all patients, 0 to 1.")
    log_ratio: float = Field(
        description="Weight times the natural logarithm of p / q; positive speaks for the condition."
    )
    sources: tuple[str, ...] = Field(default=(), description="Ids of the documents behind p.")


class Candidate(Value):
    """A condition proposed by one retriever."""

    condition: str
    retriever: str
    rank: Annotated[int, Field(ge=1)]
    score: float
    probability: Probability | None = None
    terms: tuple[Term, ...] = ()


class SimilarCase(Value):
    """A labelled image of the user's index that is near to an image of the case, by cosine."""

    image: str = Field(description="Name of the case's image.")
    name: str = Field(description="Name of the image in the index.")
    label: str = Field(description="Its label in the index.")
    similarity: float = Field(description="Cosine of both vectors, -1 to 1; 1 is alike.")
    fitzpatrick: str = Field(
        default="", description="Skin type by Fitzpatrick as the index gives it; empty where unknown."
    )


class Saliency(Value):
    """Which part of an image an opinion of its own condition rests on.

    By occlusion a cell is hot where covering it lowers the score, by gradient where it speaks for the condition's name.
    Deletion and insertion are those of Petsiuk et al. 2018.
    """

    place: Annotated[int, Field(ge=0)] = Field(description="Place of the image in the case, from 0.")
    retriever: str = Field(description="Name of the retriever.")
    condition: str = Field(description="Id of the condition that the map explains.")
    method: Literal["occlusion", "gradient"] = Field(
        default="occlusion", description="Made by covering one cell after another, or by the gradient of a CLIP model."
    )
    heat: tuple[tuple[Probability, ...], ...] = Field(
        description="Rows of cells from the top, each from the left, 0 to 1: 1 where most rests on the cell."
    )
    deletion: float = Field(
        description="Mean score while the hottest cells are covered first; low for a map that says something."
    )
    insertion: float = Field(
        description="Mean score while the hottest cells appear first; high for a map that says something."
    )
    inside: Probability | None = Field(
        default=None,
        description="Share of the heat inside the lesion's outline, 0 to 1; null without one or with a doubted one.",
    )


class ImageConcepts(Value):
    """How far an encoder that reads texts sees each concept in one image.

    (`dermagent.concepts.presence`, over `dermagent.concepts.visible`)
    """

    place: Annotated[int, Field(ge=0)] = Field(description="Place of the image in the case, from 0.")
    encoder: str = Field(description="Name of the encoder.")
    scores: dict[str, Probability] = Field(
        description="Finding to how far it is seen, 0 to 1; 0.5 where it cannot be told."
    )


class Contribution(Value):
    """What a finding that is seen, or is not, adds to a condition's score."""

    finding: str = Field(description="Id of the finding.")
    seen: Probability = Field(description="How far it is seen in the images, 0 to 1.")
    part: float = Field(description="What that adds to the condition's score; negative speaks against it.")


class ConceptOpinion(Value):
    """What the findings seen in images say of a condition (`dermagent.concepts.bottleneck`)."""

    score: Annotated[float, Field(ge=-1, le=1)] = Field(
        description="How far what is seen speaks for the condition, -1 (all against) to 1 (all for)."
    )
    contributions: tuple[Contribution, ...] = Field(
        default=(), description="The strongest contributions, those for the condition first, then those against it."
    )


class Statement(Value):
    """A sentence that can be cited, with its documents; no quotation of one that is not quotable is verified."""

    id: Annotated[str, StringConstraints(pattern=r"^\S+$")] = Field(
        description="Id of the statement, by which citations refer to it."
    )
    condition: str | None = Field(
        default=None,
        description="Id of the condition that it is about; null where it is about none or it is not known.",
    )
    text: str = Field(description="The sentence that can be cited.")
    sources: tuple[str, ...] = Field(default=(), description="Ids of the documents that say so; see references.")
    file: str | None = Field(
        default=None, description="Name of the file, for the user's own guidelines; null otherwise."
    )
    anchor: str | None = Field(
        default=None,
        description="Where it stands in the file, such as a page or headings; null outside the user's own guidelines.",
    )
    quotable: bool = Field(
        default=True,
        description="Whether its words can be quoted; false where the order in which they were read is in doubt.",
    )


class Citation(Value):
    """A claim for or against a condition, the statement it rests on, the words quoted, and whether they stand there."""

    statement: str = Field(description="Id of the statement.")
    quote: str = Field(description="The words quoted from it.")
    claim: str = Field(description="What is claimed by it.")
    verdict: Verdict = Field(
        description="Whether the words stand in the statement that is named, as checked without a model."
    )
    speaks: Literal["for", "against"] = Field(
        default="for", description="Whether it speaks for or against the condition."
    )
    difference: str = Field(
        default="",
        description="For a nearly right quotation its words, with [stands → quoted] where they differ; else empty.",
    )


class ClaimStance(Value):
    """What an agent holds of another's claim."""

    claim: str = Field(description='The claim of another agent, as "condition: claim".')
    stance: Literal["supports", "opposes", "uncertain"] = Field(description="What this agent holds of it.")


class ConditionOpinion(Value):
    """What one agent holds of one condition."""

    condition: str = Field(description="Id of the condition.")
    stance: Literal["supports", "opposes", "uncertain"] = Field(description="Whether the agent supports it.")
    citations: tuple[Citation, ...] = Field(
        default=(), description="Statements that the agent cites, each with its verdict."
    )
    confidence: Probability = Field(description="The agent's confidence in the condition, 0 to 1, not calibrated.")
    reason: str = Field(default="", description="Why, in the agent's words; may be empty.")
    claims: tuple[str, ...] = Field(default=(), description="All that the agent claims of it, quoted or not.")
    unfounded: tuple[str, ...] = Field(
        default=(), description="Those claims whose quotation does not stand in the statement that they name."
    )


class Opinion(Value):
    """What one agent says in one round; that of an agent which leaves does not count where others stay."""

    agent: str = Field(description="Name of the agent.")
    round: Annotated[int, Field(ge=1)] = Field(description="Round of the conversation, from 1.")
    conditions: tuple[ConditionOpinion, ...] = Field(description="What it holds of each condition, in its order.")
    concerns: tuple[str, ...] = Field(default=(), description="What it warns of, one sentence each.")
    stances: tuple[ClaimStance, ...] = Field(
        default=(), description="What it holds of other agents' claims that it was shown."
    )
    leaves: bool = Field(
        default=False, description="Whether it says that nothing concerns its field and takes no further part."
    )
    raw: str | None = Field(default=None, description="The model's reply as it came; null where no model was asked.")
