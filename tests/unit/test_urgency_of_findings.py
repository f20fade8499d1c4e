"""What models say can raise the urgency, and never lowers what the ranking by findings gives."""

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
