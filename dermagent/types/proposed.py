"""What rules, retrievers and agents say on the way: red flags, candidates, statements, opinions."""

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from dermagent.types.value import Probability, Urgency, Value, Verdict


class RedFlag(Value):
    """A red-flag rule that fired, and the findings that made it fire."""

    rule: str
    name: str
    urgency: Urgency
    because: tuple[str, ...]
    conditions: tuple[str, ...]
    sources: tuple[str, ...]
    patient_text: str
    clinician_text: str


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
    """One piece of evidence for or against a condition: weight x log of (p in the condition / p in all)."""

    finding: str
    polarity: Literal["present", "absent"]
    p: Probability
    q: Probability
    log_ratio: float
    sources: tuple[str, ...] = ()


class Candidate(Value):
    """A condition proposed by one retriever."""

    condition: str
    retriever: str
    rank: Annotated[int, Field(ge=1)]
    score: float
    probability: Probability | None = None
    terms: tuple[Term, ...] = ()


class SimilarCase(Value):
    """A labelled picture of the user's index that is near to a picture of the case, by cosine."""

    picture: str
    name: str
    label: str
    similarity: float
    fitzpatrick: str = ""


class Saliency(Value):
    """Which part of a picture an opinion of its own condition rests on.

    By occlusion, covering one cell after another, `heat` has a row a row of cells, 1 where that lowers the score most,
    0 where it does not; by gradient, of a CLIP model, 1 where most speaks for the condition's name. `deletion` and
    `insertion` are the mean scores while the hottest cells go, or come to a plain picture, first (Petsiuk et al. 2018):
    a map says something where the first is low and the second high. `inside` is the share of heat in the lesion's
    outline, None without one or with one that is doubted.
    """

    place: Annotated[int, Field(ge=0)]
    retriever: str
    condition: str
    method: Literal["occlusion", "gradient"] = "occlusion"
    heat: tuple[tuple[Probability, ...], ...]
    deletion: float
    insertion: float
    inside: Probability | None = None


class PictureConcepts(Value):
    """How far an encoder that reads texts sees each concept in one picture: 0 to 1, 1/2 where it can't tell.

    (`dermagent.concepts.presence`, over `dermagent.concepts.visible`)
    """

    place: Annotated[int, Field(ge=0)]
    encoder: str
    scores: dict[str, Probability]


class Contribution(Value):
    """A finding, how far it is seen (0 to 1), and what that adds to a condition's score: an unseen one adds too."""

    finding: str
    seen: Probability
    part: float


class ConceptOpinion(Value):
    """What the findings seen in pictures say of a condition: -1 (all against) to 1, and the strongest contributions.

    (`dermagent.concepts.bottleneck`; those for the condition first, then those against it)
    """

    score: Annotated[float, Field(ge=-1, le=1)]
    contributions: tuple[Contribution, ...] = ()


class Statement(Value):
    """A sentence that can be cited, with its documents; file and anchor only for the user's own guidelines.

    `quotable` is False where the order in which its words were read is in doubt: a quotation of it is never verified.
    """

    id: Annotated[str, StringConstraints(pattern=r"^\S+$")]
    condition: str | None = None
    text: str
    sources: tuple[str, ...] = ()
    file: str | None = None
    anchor: str | None = None
    quotable: bool = True


class Citation(Value):
    """A claim for or against a condition, the statement it rests on, the words quoted, and whether they stand there.

    `difference` is given for an altered quotation that is near the statement: its words, with what stands there instead
    as [stands → quoted].
    """

    statement: str
    quote: str
    claim: str
    verdict: Verdict
    speaks: Literal["for", "against"] = "for"
    difference: str = ""


class ClaimStance(Value):
    """What an agent holds of another's claim, which stands as "condition: claim" in the debate."""

    claim: str
    stance: Literal["supports", "opposes", "uncertain"]


class ConditionOpinion(Value):
    """What one agent holds of one condition; `claims` are all it said of it, quoted or not.

    `unfounded` are those of the claims whose quotation does not stand in the statement that they name.
    """

    condition: str
    stance: Literal["supports", "opposes", "uncertain"]
    citations: tuple[Citation, ...] = ()
    confidence: Probability
    reason: str = ""
    claims: tuple[str, ...] = ()
    unfounded: tuple[str, ...] = ()


class Opinion(Value):
    """One agent's view in one round; `raw` keeps a model's reply as it came.

    `stances` are on the claims that it was shown. One that `leaves` says that nothing concerns its field: it takes no
    further turn, and its view does not count where others stay.
    """

    agent: str
    round: Annotated[int, Field(ge=1)]
    conditions: tuple[ConditionOpinion, ...]
    concerns: tuple[str, ...] = ()
    stances: tuple[ClaimStance, ...] = ()
    leaves: bool = False
    raw: str | None = None
