"""What models say can raise the urgency, and never lowers what the ranking by findings gives."""

import pytest

from dermagent.steps.critique.rounds import Agents
from dermagent.steps.evidence import Evidence
from dermagent.steps.observe import observe
from dermagent.steps.retrieve.fuse import fused_from
from dermagent.steps.urgency import assess
from dermagent.types import Candidate, Case, Heard, Opinion, Proposal, RetrieverInfo, Triage

CASE = Case(id="c", history="A dark spot that grew.")
FINDINGS, MODEL = RetrieverInfo(name="findings", reads_findings=True), RetrieverInfo(name="vlm", asks_model=True)


def heard(info: RetrieverInfo, nats: float = 1.0, **shares: float) -> Heard:
    listed = tuple(
        Candidate(condition=c, retriever=info.name, rank=n, score=p, probability=p)
        for n, (c, p) in enumerate(shares.items(), start=1)
    )
    return Heard(info=info, proposal=Proposal(candidates=listed, other=1 - sum(shares.values()), information_nats=nats))


def urgency(*voices: Heard, agents: Agents | None = None) -> str | None:
    evidence = Evidence(
        CASE, observe(CASE), Triage(read=True), fused_from(voices, failed={}), agents=agents or Agents()
    )
    return assess(evidence, top_k=10, least_nats=0.15).urgency


def test_a_model_and_agents_that_see_something_harmless_do_not_lower_the_urgency_of_a_likely_danger() -> None:
    danger = heard(FINDINGS, melanoma=0.35, melanocytic_nevus=0.3)
    alone = urgency(danger)
    harmless = heard(MODEL, melanocytic_nevus=0.95)
    views = [{"condition": "melanocytic_nevus", "stance": "supports", "confidence": 0.95}]
    agents = Agents(tuple(Opinion.model_validate({"agent": a, "round": 1, "conditions": views}) for a in "abcd"))
    assert alone == "urgent_referral"
    assert urgency(danger, harmless, agents=agents) == alone


def test_what_findings_say_without_evidence_raises_nothing() -> None:
    thin = heard(FINDINGS, nats=0.01, melanoma=0.35, melanocytic_nevus=0.3)
    assert urgency(thin, heard(MODEL, melanocytic_nevus=0.95)) == "routine"


def agents_that_say(condition: str, share: float) -> Agents:
    views = [{"condition": condition, "stance": "supports", "confidence": share}]
    return Agents(tuple(Opinion.model_validate({"agent": a, "round": 1, "conditions": views}) for a in "abcd"))


#: A history that says something of common, harmless conditions and nothing of a danger.
HARMLESS = {"plaque_psoriasis": 0.5, "stasis_dermatitis": 0.2, "eczema_unspecified": 0.2}


@pytest.mark.parametrize(
    ("condition", "urgency_of_it"),
    [
        ("meningococcemia", "emergency"),
        ("toxic_epidermal_necrolysis", "emergency"),
        ("gas_gangrene", "emergency"),
        ("orbital_cellulitis", "emergency"),
        ("cellulitis", "same_day"),
        ("merkel_cell_carcinoma", "urgent_referral"),
    ],
)
@pytest.mark.parametrize("nats", [0.01, 1.0])
def test_what_a_model_and_its_agents_are_sure_of_raises_the_urgency_wherever_it_is_ranked(
    condition: str, urgency_of_it: str, nats: float
) -> None:
    findings, listed = heard(FINDINGS, nats, **HARMLESS), heard(MODEL, **{condition: 0.85})
    assert urgency(findings, listed, agents=agents_that_say(condition, 0.8)) == urgency_of_it
    assert urgency(findings, listed) == urgency_of_it
    beside = heard(MODEL, plaque_psoriasis=0.8)
    assert urgency(findings, beside, agents=agents_that_say(condition, 0.8)) == urgency_of_it


@pytest.mark.parametrize("condition", ["meningococcemia", "gas_gangrene", "melanoma"])
def test_what_models_only_mention_raises_nothing_where_the_findings_say_otherwise(condition: str) -> None:
    findings = heard(FINDINGS, **HARMLESS)
    listed = heard(MODEL, plaque_psoriasis=0.8, **{condition: 0.1})
    assert urgency(findings, listed, agents=agents_that_say(condition, 0.1)) == "routine"
