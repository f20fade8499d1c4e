"""What is answered: the differential, how it came about, and a turn of a dialogue."""

from datetime import date as Date
from typing import Annotated, Literal, Self

from pydantic import ConfigDict, Field, model_validator

from dermagent.types.observed import Compared, ImageAssessment, Observations
from dermagent.types.proposed import (
    Citation,
    ConceptOpinion,
    Opinion,
    PictureConcepts,
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

    text: str
    sources: tuple[str, ...]


class RankedCondition(Value):
    """One line of the differential; `concepts` is a second opinion by what was seen in pictures, where asked for.

    `family` names the group of conditions that it belongs to, such as "eczematous".
    One that is `outside` the knowledge base was named by a model only: it has a name, no card, a code only where its
    name is a title of ICD-10-CM, and an id that begins with "outside:".
    """

    rank: Annotated[int, Field(ge=1)]
    condition: str
    name: str
    family: str = ""
    icd10cm: str
    probability: Probability
    calibrated: bool
    must_not_miss: bool
    outside: bool = False
    floored: bool = False
    for_: tuple[Term, ...] = Field(default=(), alias="for")
    against: tuple[Term, ...] = ()
    citations: tuple[Citation, ...] = ()
    concepts: ConceptOpinion | None = None
    retrievers: tuple[str, ...] = ()
    next_steps: tuple[NextStep, ...] = ()

    model_config = ConfigDict(frozen=True, extra="forbid", validate_by_name=True, validate_by_alias=True)


class NextQuestion(Value):
    """A question whose answer would move the ranking or the urgency; `separates` are the conditions it tells apart.

    `text` is worded for clinicians, `for_patient` for patients. An open question wants words; the others are answered
    by yes, no or unknown, and take further words too.
    """

    finding: str
    text: str
    for_patient: str = ""
    kind: Literal["separating", "red_flag", "open"] = "separating"
    separates: tuple[str, ...] = ()


class AskedQuestion(NextQuestion):
    """A question that a dialogue has put and waits for the answer to; an answer names it by its `id`."""

    id: str


class Reference(Value):
    """A cited document as printed: title, body, year, identifier, and how far it was checked."""

    id: str
    title: str
    body: str
    year: str
    identifier: str
    mark: str = ""
    checked_on: Date | None = None


class Moved(Value):
    """The rank of a condition in the list before and after a correction; None: not listed."""

    condition: str
    before: int | None
    after: int | None


class Correction(Value):
    """One rule of the user's correction file that fired: what it asked for, what was done, and what that changed.

    `done` differs from `asked` where a rule would veto a condition that must not be missed: a person must review it
    instead. `target` is the finding or condition, `by` what is added to a condition's log score. `moved` holds the
    target of a veto or boost, or all that ignored findings moved; ignored findings act first and together, the others
    one by one in the order of the file.
    """

    rule: str
    file_sha256: str
    expression: str
    asked: CorrectionAction
    done: CorrectionAction
    target: str | None = None
    by: float | None = None
    moved: tuple[Moved, ...] = ()


class Provenance(Value):
    """What produced the result: enough to repeat it.

    `calls`, `tokens` and `cost_usd` are what was paid; `replies` and `reply_tokens` count those out of a cache too.
    """

    graph: str
    dermagent: str
    knowledge_sha256: str
    guidelines_sha256: str | None = None
    corrections_sha256: str | None = None
    prior: str
    prompt_sha256: dict[str, str] = Field(default_factory=dict)
    model_asked: str | None = None
    model_served: str | None = None
    versions: dict[str, str] = Field(default_factory=dict)
    calls: int = 0
    tokens: int = 0
    replies: int = 0
    reply_tokens: int = 0
    cost_usd: float | None = 0.0
    seconds: dict[str, float] = Field(default_factory=dict)


class Differential(Value):
    """The structured answer for one case; every citation in it resolves to a statement that it carries.

    `urgency` is None where it was not assessed: the red-flag rules did not run, or nothing of the patient was read that
    they could look at, whatever the outcome. With a red flag it never is. "routine" says that no red flag was found in
    what was read; where the outcome is not "answered", that is no all-clear.
    With agents: `citation_precision` is the share of their citations that were verified word for word (those of
    statements that do not exist count as wrong and stand in `invented_citations`), `claim_coverage` the share of their
    conditions that rest on a verified citation, `agreement` how far their last opinions agree.
    `unheard` are the retrievers, the reader of the history and the agents (with the round of a debate) whose model gave
    no usable reply, `retrievers` those that answered. `degraded` says that the answer has less than what was
    configured: no model was heard, or fewer than half of the agents were. The first of the `limits` then says why.
    `language` is that of all names and sentences in it; statements and quotations of the cards stay English.
    """

    case_id: str
    language: Language = "en"
    outcome: Outcome
    degraded: bool = False
    urgency: Urgency | None
    red_flags: tuple[RedFlag, ...] = ()
    ranked: tuple[RankedCondition, ...] = ()
    other_probability: Probability = 1.0
    minority_report: tuple[str, ...] = ()
    next_questions: tuple[NextQuestion, ...] = ()
    limits: tuple[str, ...] = ()
    observations: Observations | None = None
    images: tuple[ImageAssessment, ...] = ()
    compared: Compared = Compared()
    similar: tuple[SimilarCase, ...] = ()
    saliency: tuple[Saliency, ...] = ()
    concepts: tuple[PictureConcepts, ...] = ()
    statements: tuple[Statement, ...] = ()
    references: tuple[Reference, ...] = ()
    invented_citations: tuple[str, ...] = ()
    citation_precision: Probability | None = None
    claim_coverage: Probability | None = None
    opinions: tuple[Opinion, ...] = ()
    agreement: Probability | None = None
    unheard: tuple[str, ...] = ()
    retrievers: tuple[RetrieverInfo, ...] = ()
    corrections: tuple[Correction, ...] = ()
    provenance: Provenance
    notice: str = ""

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        if [item.rank for item in self.ranked] != list(range(1, len(self.ranked) + 1)):
            raise ValueError(f"ranks must run 1..n without gaps, got {[item.rank for item in self.ranked]}")
        if len({item.condition for item in self.ranked}) != len(self.ranked):
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
        carried = {statement.id for statement in self.statements}
        for item in self.ranked:
            for citation in item.citations:
                if citation.statement not in carried:
                    raise ValueError(f"{item.name!r} cites {citation.statement!r}, which was not retrieved")
        return self


class Turn(Value):
    """One turn of a dialogue: the differential so far, and the question that would move it, if there is one."""

    differential: Differential
    question: AskedQuestion | None = None
