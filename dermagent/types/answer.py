"""What is answered: the differential, how it came about, and a turn of a dialogue."""

from collections.abc import Iterator
from datetime import date as Date
from typing import Annotated, Literal, Self

from pydantic import ConfigDict, Field, model_validator

from dermagent.types.observed import Compared, ImageAssessment, Observations
from dermagent.types.proposed import (
    Citation,
    ConceptOpinion,
    ImageConcepts,
    Opinion,
    RedFlag,
    Saliency,
    SimilarCase,
    Statement,
    Term,
)
from dermagent.types.retrieved import RetrieverInfo
from dermagent.types.value import (
    URGENCIES,
    CorrectionAction,
    Language,
    Outcome,
    Probability,
    Urgency,
    Value,
    most_urgent,
)


class NextStep(Value):
    """What a clinician would do next, with its sources."""

    text: str = Field(description="What to do next, one sentence.")
    sources: tuple[str, ...] = Field(description="Ids of the documents that say so; see references.")


class Form(Value):
    """One exact condition of a line that several share."""

    condition: str = Field(description="Id of the condition.")
    name: str = Field(description="Its name, in the language of the answer.")
    icd10cm: str = Field(description="Its ICD-10-CM code; empty for a condition outside the knowledge base.")
    probability: Probability = Field(
        description="Its own probability, 0 to 1; with all others and other_probability at most 1."
    )
    must_not_miss: bool = Field(description="Whether missing it would do grave harm.")
    floored: bool = Field(
        default=False, description="Whether a red flag raised its probability above what the evidence gives."
    )
    retrievers: tuple[str, ...] = Field(
        default=(), description="Names of the retrievers that have it high in their lists."
    )


class RankedCondition(Value):
    """One line of the differential: a disease, with the forms and the broader names of it that were ranked too."""

    rank: Annotated[int, Field(ge=1)] = Field(description="Place in the differential, 1 the most probable.")
    condition: str = Field(
        description='Id of the condition; begins with "outside:" where it is none of the knowledge base.'
    )
    name: str = Field(description="Its name, in the language of the answer.")
    family: str = Field(
        default="",
        description='Group of conditions that it belongs to, such as "eczematous"; empty where none is known.',
    )
    icd10cm: str = Field(
        description="Its ICD-10-CM code; empty for a condition outside the knowledge base whose name is no title there."
    )
    probability: Probability = Field(
        description="Probability of the disease in all its forms, 0 to 1, never more than that of the line above; with "
        "the other lines and other_probability at most 1."
    )
    forms: tuple[Form, ...] = Field(
        default=(),
        description="The exact conditions that share the line, itself included, the most probable first; empty where "
        "it stands alone.",
    )
    calibrated: bool = Field(
        description="Whether the probability was fitted to observed frequencies; otherwise it gives an order only."
    )
    must_not_miss: bool = Field(description="Whether missing it would do grave harm, by its card or by a red flag.")
    outside: bool = Field(
        default=False, description="Whether only a model named it: the knowledge base has no card of it."
    )
    floored: bool = Field(
        default=False, description="Whether a red flag raised its probability above what the evidence gives."
    )
    for_: tuple[Term, ...] = Field(
        default=(), alias="for", description="Findings that speak for it, the strongest first."
    )
    against: tuple[Term, ...] = Field(default=(), description="Findings that speak against it, the strongest first.")
    citations: tuple[Citation, ...] = Field(
        default=(), description="Statements cited for or against it, each with its verdict."
    )
    concepts: ConceptOpinion | None = Field(
        default=None,
        description="Second opinion by what was seen in images, where asked for; it does not move the rank.",
    )
    retrievers: tuple[str, ...] = Field(
        default=(), description="Names of the retrievers that have it high in their lists."
    )
    next_steps: tuple[NextStep, ...] = Field(
        default=(), description="What a clinician would do next if it is this condition."
    )

    model_config = ConfigDict(frozen=True, extra="forbid", validate_by_name=True, validate_by_alias=True)

    @property
    def exact(self) -> tuple[Form, ...]:
        """The exact conditions of the line, the most probable first; at least itself."""
        alone = Form(
            condition=self.condition,
            name=self.name,
            icd10cm=self.icd10cm,
            probability=self.probability,
            must_not_miss=self.must_not_miss,
            floored=self.floored,
            retrievers=self.retrievers,
        )
        return self.forms or (alone,)

    @model_validator(mode="after")
    def _one_disease(self) -> Self:
        if self.forms and self.condition not in {form.condition for form in self.forms}:
            raise ValueError(f"the line of {self.condition!r} does not hold it among its forms")
        if self.forms and sum(form.probability for form in self.forms) < self.probability - 1e-6:
            raise ValueError(f"the line of {self.condition!r} is more probable than its forms together")
        return self


class ToldApart(Value):
    """What would separate the first line of the differential from one of its look-alikes, by the card of either."""

    conditions: tuple[str, str] = Field(description="Id of the condition that heads the list, and of its look-alike.")
    names: tuple[str, str] = Field(description="Their names, in the language of the answer.")
    findings: tuple[str, ...] = Field(description="Ids of the findings that decide between them.")
    text: str = Field(description="How they decide, one sentence, in English as all words of the cards.")


class NextQuestion(Value):
    """A question whose answer would move the ranking or the urgency.

    An open question wants words; the others are answered by yes, no or unknown, and take further words too.
    """

    finding: str = Field(description="Id of the finding asked for; of an open question its topic or a condition.")
    text: str = Field(description="The question as put to a clinician.")
    for_patient: str = Field(
        default="", description="The question as put to a patient; empty where that for clinicians serves both."
    )
    kind: Literal["separating", "red_flag", "open"] = Field(
        default="separating",
        description="To tell conditions apart, to find a danger, or open: it wants words, not yes, no or unknown.",
    )
    separates: tuple[str, ...] = Field(default=(), description="Ids of the conditions that the answer tells apart.")


class AskedQuestion(NextQuestion):
    """A question that a dialogue has put and waits for the answer to."""

    id: str = Field(description="Name of the question, by which an answer refers to it.")


class Reference(Value):
    """A cited document as printed."""

    id: str = Field(description="Id of the document, as sources name it.")
    title: str = Field(description="Title of the document.")
    body: str = Field(description="Who issued it, such as a society or a journal.")
    year: str = Field(description="Year of publication or edition, as printed.")
    identifier: str = Field(description="DOI, URL or other identifier.")
    mark: str = Field(
        default="", description="How far the citation was checked; empty where title and identifier were seen."
    )
    checked_on: Date | None = Field(
        default=None, description="Day on which it was checked; null where none is recorded."
    )


class Moved(Value):
    """The rank of a condition in the list before and after a correction."""

    condition: str = Field(description="Id of the condition.")
    before: int | None = Field(description="Its rank before the correction, from 1; null where it was not listed.")
    after: int | None = Field(description="Its rank after the correction, from 1; null where it is not listed.")


class Correction(Value):
    """One rule of the user's correction file that fired: what it asked for, what was done, and what that changed.

    Ignored findings act first and together, the other rules one by one in the order of the file.
    """

    rule: str = Field(description="Name of the rule in the correction file.")
    file_sha256: str = Field(description="SHA-256 of the correction file, in hex.")
    expression: str = Field(description="The rule's condition, as written in the file.")
    asked: CorrectionAction = Field(description="What the rule asks for.")
    done: CorrectionAction = Field(
        description="What was done; a review instead of a veto for a condition that must not be missed."
    )
    target: str | None = Field(
        default=None, description="Id of the finding or condition that the rule is about; null where it has none."
    )
    by: float | None = Field(
        default=None,
        description="What was added to the condition's log score (natural logarithm); null where nothing was.",
    )
    moved: tuple[Moved, ...] = Field(
        default=(),
        description="Ranks that it changed: of the target of a veto or boost, or all that ignored findings moved.",
    )


class Provenance(Value):
    """What produced the result: enough to repeat it."""

    graph: str = Field(description="Name of the workflow that ran.")
    dermagent: str = Field(description="Version of dermagent.")
    knowledge_sha256: str = Field(description="SHA-256 of all shipped knowledge files, in hex.")
    guidelines_sha256: str | None = Field(
        default=None, description="SHA-256 of the user's guideline corpus, in hex; null without one."
    )
    corrections_sha256: str | None = Field(
        default=None, description="SHA-256 of the user's correction file, in hex; null without one."
    )
    prior: str = Field(description="Name of the prior, or of its file.")
    prompt_sha256: dict[str, str] = Field(
        default_factory=dict,
        description="Name of each prompt of the graph to its SHA-256, in hex; empty without a model.",
    )
    model_asked: str | None = Field(default=None, description="Model that was asked for; null without a model.")
    model_served: str | None = Field(
        default=None,
        description="Models that answered, by the names the server gave, comma-separated; null where none did.",
    )
    versions: dict[str, str] = Field(default_factory=dict, description="Package to its installed version.")
    calls: int = Field(default=0, description="Calls made to a model, repairs and failed ones included.")
    tokens: int = Field(
        default=0, description="Tokens paid for, of prompts and replies; those out of the cache are not."
    )
    replies: int = Field(default=0, description="Replies of a model, those out of the cache included.")
    reply_tokens: int = Field(
        default=0, description="Tokens of all replies and their prompts, those out of the cache included."
    )
    cost_usd: float | None = Field(
        default=0.0, description="What the calls cost, in US dollars; null where a price is not known."
    )
    seconds: dict[str, float] = Field(
        default_factory=dict, description="Node of the graph to its wall time, in seconds."
    )


class Differential(Value):
    """The structured answer for one case; every citation in it resolves to a statement that it carries.

    `urgency` is None where it was not assessed: the red-flag rules did not run, or nothing of the patient was read that
    they could look at, whatever the outcome; or, without a red flag, nobody knows how urgent the first diagnosis is.
    "routine" says that no red flag was found in what was read; where the outcome is not "answered", that is no
    all-clear.
    """

    case_id: str = Field(description="Id of the case: as given, or a hash of its content.")
    language: Language = Field(
        default="en",
        description="Language of names and sentences; statements and quotations of the cards stay English.",
    )
    outcome: Outcome = Field(description="How the run ended; there is a ranking only where it is answered.")
    degraded: bool = Field(
        default=False,
        description="Whether, of those configured, no model or too few agents were heard; the first limit says why.",
    )
    urgency: Urgency | None = Field(
        description="How soon the patient should be seen; null where it was not assessed, never with a red flag."
    )
    red_flags: tuple[RedFlag, ...] = Field(
        default=(), description="Red-flag rules that fired: by findings first, then by the ranking."
    )
    ranked: tuple[RankedCondition, ...] = Field(
        default=(),
        description="The lines, one a disease, the most probable first; empty unless answered.",
    )
    other_probability: Probability = Field(
        default=1.0, description="Probability of a condition that is not listed, 0 to 1."
    )
    told_apart: tuple[ToldApart, ...] = Field(
        default=(), description="What would separate the first line from its look-alikes, listed ones first."
    )
    minority_report: tuple[str, ...] = Field(
        default=(),
        description="What speaks against the ranking: concerns, dangers that only a model named, dissent of agents.",
    )
    next_questions: tuple[NextQuestion, ...] = Field(
        default=(), description="Questions whose answers would move ranking or urgency, the most useful first."
    )
    limits: tuple[str, ...] = Field(
        default=(), description="What was not assessed or should be doubted, and why, one sentence each."
    )
    observations: Observations | None = Field(
        default=None, description="What was read in the case; null where the run did not come to that."
    )
    images: tuple[ImageAssessment, ...] = Field(
        default=(), description="What became of each image, in the order of the case."
    )
    compared: Compared = Field(
        default=Compared(), description="What comparing the case's own images with each other showed."
    )
    similar: tuple[SimilarCase, ...] = Field(
        default=(), description="Labelled images of the user's index that resemble images of the case."
    )
    saliency: tuple[Saliency, ...] = Field(
        default=(), description="Which parts of an image a retriever's first condition rests on."
    )
    concepts: tuple[ImageConcepts, ...] = Field(
        default=(), description="How far an encoder sees each concept, one entry an image."
    )
    statements: tuple[Statement, ...] = Field(
        default=(), description="Every statement that a citation of the ranking refers to."
    )
    references: tuple[Reference, ...] = Field(
        default=(), description="The documents behind statements, red flags and next steps, sorted by id."
    )
    invented_citations: tuple[str, ...] = Field(
        default=(), description="Ids cited by agents that no statement has, or with made-up words."
    )
    citation_precision: Probability | None = Field(
        default=None,
        description="Share of the agents' citations, invented ones too, that hold word for word, 0 to 1; or null.",
    )
    claim_coverage: Probability | None = Field(
        default=None,
        description="Share of the agents' conditions that rest on a verified citation, 0 to 1; null without any.",
    )
    opinions: tuple[Opinion, ...] = Field(default=(), description="What each agent said in each round.")
    agreement: Probability | None = Field(
        default=None, description="How far the agents' last opinions agree, 0 to 1; null without agents."
    )
    unheard: tuple[str, ...] = Field(
        default=(),
        description="Retrievers, readers and agents (with their round) whose model gave no usable reply.",
    )
    retrievers: tuple[RetrieverInfo, ...] = Field(default=(), description="The retrievers that answered.")
    corrections: tuple[Correction, ...] = Field(
        default=(), description="Rules of the user's correction file that fired."
    )
    provenance: Provenance = Field(description="What produced the result.")
    notice: str = Field(
        default="", description="What this answer is not: a sentence that every display of it must keep."
    )

    @property
    def exact(self) -> tuple[Form, ...]:
        """All exact conditions of all lines, the most probable first: what a score compares with a reference."""
        forms = (form for item in self.ranked for form in item.exact)
        return tuple(sorted(forms, key=lambda form: -form.probability))

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        if [item.rank for item in self.ranked] != list(range(1, len(self.ranked) + 1)):
            raise ValueError(f"ranks must run 1..n without gaps, got {[item.rank for item in self.ranked]}")
        if len({form.condition for form in self.exact}) != len(self.exact):
            raise ValueError("a condition stands twice in the differential")
        if (self.outcome == "answered") != bool(self.ranked):
            raise ValueError(f"outcome {self.outcome!r} does not fit {len(self.ranked)} ranked conditions")
        total = sum(item.probability for item in self.ranked) + self.other_probability
        if self.ranked and total > 1.0 + 1e-6:
            raise ValueError(f"probabilities add up to {total:.4f}, more than 1")
        if self.red_flags:
            least = URGENCIES.index(most_urgent(flag.urgency for flag in self.red_flags))
            if self.urgency is None or URGENCIES.index(self.urgency) > least:
                raise ValueError(f"urgency {self.urgency!r} is below that of a red flag")
        if beyond := [place for place in self._places() if not 0 <= place < len(self.images)]:
            raise ValueError(f"there is no image at {beyond[0]}: {len(self.images)} in all")
        carried = {statement.id for statement in self.statements}
        for item in self.ranked:
            for citation in item.citations:
                if citation.statement not in carried:
                    raise ValueError(f"{item.name!r} cites {citation.statement!r}, which was not retrieved")
        return self

    def _places(self) -> Iterator[int]:
        """All places of images that the answer speaks of."""
        yield from (image.index for image in self.images)
        yield from (one.place for one in self.saliency)
        yield from (one.place for one in self.concepts)
        yield from (place for one in self.compared.changes for place in (one.before, one.after))


class Turn(Value):
    """One turn of a dialogue."""

    differential: Differential = Field(description="The differential so far.")
    question: AskedQuestion | None = Field(
        default=None,
        description="The question that would move it most and waits for an answer; null where there is none.",
    )
