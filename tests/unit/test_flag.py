"""Red-flag rules: monotone, blind to what is unknown, independent of order; and right on the vignettes."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dermagent.knowledge.base import KnowledgeBase, knowledge
from dermagent.knowledge.schema import DEMOGRAPHIC
from dermagent.steps.flag import flag
from dermagent.steps.urgency import floor
from dermagent.types import URGENCIES, Observation, Observations, Polarity, Quantity
from tests.bench.red_flags import KINDS, Outcome, outcomes, vignettes

RULE_FINDINGS = sorted({f for rule in knowledge().rules.values() for t in rule.triggers for f in t.findings})
#: Findings of age, sex and skin type.
WHO = DEMOGRAPHIC | {"fair_skin_phototype_i_ii", "skin_of_colour_phototype_iv_vi"}
findings = st.lists(st.sampled_from(RULE_FINDINGS), max_size=8, unique=True)
ages = st.none() | st.floats(0, 100)


def case(present: list[str], absent: list[str] = (), age: float | None = None) -> Observations:  # type: ignore[assignment]
    def one(finding: str, polarity: Polarity) -> Observation:
        return Observation(finding=finding, polarity=polarity, source="field", field="x")

    items = [*(one(f, "present") for f in present), *(one(f, "absent") for f in absent)]
    years = None if age is None else Quantity(low=age, high=age, unit="years", field="patient.age_years")
    return Observations(language="en", items=tuple(items), age=years)


def level(seen: Observations) -> int:
    urgency = floor(flag(seen)).urgency
    return URGENCIES.index(urgency) if urgency else len(URGENCIES)  # nothing to go by


@given(findings, st.sampled_from(RULE_FINDINGS), ages)
@settings(max_examples=200)
def test_adding_a_present_finding_never_lowers_the_urgency(present: list[str], more: str, age: float | None) -> None:
    assert level(case([*present, more], age=age)) <= level(case(present, age=age))


@given(findings, ages)
def test_absent_and_unknown_findings_never_trigger(absent: list[str], age: float | None) -> None:
    nothing = case([], absent, age)
    assert floor(flag(nothing)).urgency == ("routine" if set(absent) - WHO else None)
    assert not flag(nothing).red_flags
    unknown = Observations(
        language="en",
        items=tuple(Observation(finding=f, polarity="unknown", source="field", field="x") for f in absent),
    )
    assert floor(flag(unknown)).urgency is None
    assert not flag(unknown).red_flags


def test_who_the_patient_is_says_nothing_of_how_urgent_it_is() -> None:
    someone = case([*sorted(WHO), "fitzpatrick_type_v", "monk_7"], age=70.0)
    assert floor(flag(someone)).urgency is None
    for change in ({"experiencer": "family"}, {"time": "past"}, {"time": "hypothetical"}):
        items = tuple(item.model_copy(update=change) for item in case(["pruritus"]).items)
        assert floor(flag(Observations(language="en", items=items))).urgency is None
    assert floor(flag(case(["pruritus"]))).urgency == floor(flag(case([], ["fever"]))).urgency == "routine"


@given(st.permutations(RULE_FINDINGS[:12]))
def test_the_order_of_findings_does_not_matter(order: list[str]) -> None:
    assert flag(case(order)) == flag(case(sorted(order)))


def test_a_rule_can_fire_from_each_of_its_triggers(kb: KnowledgeBase) -> None:
    for rule in kb.rules.values():
        for trigger in rule.triggers:
            present = [*trigger.all_of, *(group[0] for group in trigger.any_of)]
            present += [item.any_of[0] for score in trigger.scores for item in score.items]
            age = next((bound for bound in (trigger.age_max, trigger.age_min) if bound is not None), 40.0)
            seen = case(list(dict.fromkeys(present)), age=age)
            measured = tuple(
                Observation(finding=name, polarity="present", source="field", field="x", value=bound)
                for name, bound in trigger.measures.items()
            )
            seen = seen.model_copy(update={"items": seen.items + measured})
            fired = {red.rule for red in flag(seen).red_flags}
            assert rule.id in fired, f"{rule.id} stays silent for {present}"


def test_an_unknown_age_fails_an_age_bound_and_a_known_one_passes_it() -> None:
    assert not flag(case(["ecchymosis", "geometric"])).red_flags
    assert flag(case(["ecchymosis", "geometric"], age=4.0)).red_flags
    assert not flag(case(["ecchymosis", "geometric"], age=40.0)).red_flags


def test_a_scin_answer_counts_as_its_general_counterpart() -> None:
    seen = case(["petechia", "rapid_spread"])
    assert floor(flag(case(["scin_fever", "non_blanching"]))).urgency == floor(flag(seen)).urgency == "emergency"


def test_findings_of_others_of_the_past_and_imagined_ones_do_not_trigger() -> None:
    for change in ({"experiencer": "family"}, {"time": "past"}, {"time": "hypothetical"}):
        items = tuple(item.model_copy(update=change) for item in case(["petechia", "rapid_spread"]).items)
        assert not flag(Observations(language="en", items=items)).red_flags


def test_every_rule_has_vignettes_of_every_kind(kb: KnowledgeBase) -> None:
    written = vignettes()
    assert len({v.id for v in written}) == len(written)
    for rule in kb.rules:
        assert {v.kind for v in written if v.rule == rule} == set(KINDS), rule
        assert sum(v.rule == rule for v in written) >= 4


@pytest.fixture(scope="module")
def results() -> list[Outcome]:
    return outcomes()


def test_every_typical_vignette_fires_its_rule(results: list[Outcome]) -> None:
    read = [r for r in results if r.vignette.states is None]
    assert [r.vignette.id for r in read if r.vignette.kind == "typical" and not r.fired] == []


def test_what_a_vignette_states_fires_its_rule_or_does_not(results: list[Outcome]) -> None:
    """Apart from the reading, which `tests.bench.red_flags` reports."""
    for vignette in (r.vignette for r in results):
        if vignette.states is not None:
            found = floor(flag(vignette.states))
            assert (vignette.rule in {red.rule for red in found.red_flags}) == vignette.fires, vignette.id
            assert vignette.fires or found.urgency != "emergency", vignette.id


def test_no_emergency_on_a_negated_look_alike_or_missing_information(results: list[Outcome]) -> None:
    read = [r for r in results if r.vignette.states is None]
    assert [r.vignette.id for r in read if r.false_emergency] == []
