"""Any confidences, any number of names and any number of red flags give a differential that adds up."""

import math

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from dermagent.knowledge.base import knowledge
from dermagent.steps.critique.agents import View, opinion_of
from dermagent.steps.critique.rounds import Agents
from dermagent.steps.decide import Rules, decide
from dermagent.steps.evidence import Evidence
from dermagent.steps.observe import observe
from dermagent.steps.order import MOST_FLOORED, floors_of
from dermagent.steps.rounding import rounded
from dermagent.steps.urgency import assess
from dermagent.types import Candidate, Case, Heard, Proposal, Provenance, RedFlag, Retrieved, RetrieverInfo, Triage

IDS = sorted(knowledge().conditions)
PROVENANCE = Provenance(graph="mac", dermagent="0", knowledge_sha256="0", prior="uniform")
confidences = st.dictionaries(st.sampled_from(IDS), st.floats(0, 1), max_size=40)


def alarms(groups: list[list[str]]) -> Triage:
    """A red flag for each group of conditions."""
    flags = tuple(
        RedFlag(
            rule=f"r{n}",
            name="n",
            urgency="emergency",
            because=(),
            conditions=tuple(dict.fromkeys(group)),
            sources=(),
            patient_text="p",
            clinician_text="c",
        )
        for n, group in enumerate(groups)
    )
    return Triage(red_flags=flags)


def proposed(named: dict[str, float], noise: float) -> Retrieved:
    """A retriever's list; `noise` is what rounding elsewhere added to its sum."""
    total = max(1.0, sum(named.values())) / (1 + noise)
    listed = tuple(
        Candidate(condition=c, retriever="vlm", rank=n, score=p, probability=min(1.0, p / total))
        for n, (c, p) in enumerate(sorted(named.items(), key=lambda x: -x[1]), start=1)
    )
    other = max(0.0, 1 - sum(c.probability or 0.0 for c in listed))
    heard = Heard(info=RetrieverInfo(name="model", evidence="enough"), proposal=Proposal(candidates=listed))
    return Retrieved(fused=listed, heard=(heard,), other=other)


@given(
    confidences,
    st.lists(confidences, max_size=5),
    st.lists(st.lists(st.sampled_from(IDS), min_size=1, max_size=5), max_size=25),
    st.integers(1, 50),
    st.floats(0, 1e-4),
)
def test_any_confidences_and_red_flags_give_a_valid_differential(
    named: dict[str, float], said: list[dict[str, float]], groups: list[list[str]], top_k: int, noise: float
) -> None:
    opinions = tuple(
        opinion_of(f"a{n}", 1, [View(condition=c, probability=p, claims=[]) for c, p in one.items()], (), "", {})[0]
        for n, one in enumerate(said)
    )
    case = Case(id="c", history="Itchy.")
    rules = Rules(top_k=top_k, next_questions=3, abstain_below_nats=0.3, calibrated=False)
    triage = alarms(groups)
    retrieved = proposed(named, noise)
    evidence = Evidence(case=case, seen=observe(case), triage=triage, retrieved=retrieved, agents=Agents(opinions))
    result = decide(
        evidence, assess(evidence, top_k=rules.top_k, least_nats=rules.abstain_below_nats), rules, PROVENANCE
    )
    total = sum(item.probability for item in result.ranked) + result.other_probability
    assert total <= 1 + 1e-9
    assert [item.probability for item in result.ranked] == sorted((i.probability for i in result.ranked), reverse=True)
    listed = {form.condition: form.probability for form in result.exact}
    for condition, floor in floors_of(triage).items():
        assert listed[condition] >= floor - 2e-6


@given(st.lists(st.lists(st.sampled_from(IDS), min_size=1, max_size=5), max_size=60))
def test_floors_never_take_more_than_their_share(groups: list[list[str]]) -> None:
    assert sum(floors_of(alarms(groups)).values()) <= MOST_FLOORED + 1e-9


@pytest.mark.parametrize(
    ("given_", "expected"),
    [
        ({"a": 1 / 3, "b": 1 / 3, "c": 1 / 3}, {"a": 0.333334, "b": 0.333333, "c": 0.333333}),
        ({"a": 0.9, "b": 0.75, "c": 0.5, "d": 0.3, "e": 0.15}, {"a": 0.346154, "b": 0.288461, "c": 0.192308}),
        ({"a": 0.5, "b": 0.25}, {"a": 0.5, "b": 0.25}),
        ({}, {}),
    ],
)
def test_the_largest_remainder_gets_what_is_missing(given_: dict[str, float], expected: dict[str, float]) -> None:
    found = rounded(given_)
    assert {name: found[name] for name in expected} == expected
    assert sum(found.values()) == pytest.approx(min(1.0, sum(given_.values())), abs=1e-12)


@given(st.dictionaries(st.integers(), st.floats(0, 1), max_size=200))
@example({1: 1 / 3, 2: 1 / 3, 3: 1 / 3})
def test_rounding_keeps_the_order_and_moves_nothing_by_more_than_a_millionth(shares: dict[int, float]) -> None:
    found = rounded({str(name): share for name, share in shares.items()})
    scale = max(1.0, sum(shares.values()))
    assert math.fsum(found.values()) <= 1 + 1e-9
    for name, share in shares.items():
        assert abs(found[str(name)] - share / scale) < 1.1e-6
    place = {name: n for n, name in enumerate(shares)}
    latest_first = sorted(shares, key=lambda name: (shares[name], -place[name]))  # of equal ones the earlier gets more
    assert [found[str(name)] for name in latest_first] == sorted(found[str(name)] for name in latest_first)
