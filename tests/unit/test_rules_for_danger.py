"""Imagined patients given as findings: those in danger reach their floor, and everyday look-alikes stay below it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dermagent.knowledge.base import knowledge
from dermagent.steps.flag import flag
from dermagent.steps.urgency import floor
from dermagent.types import URGENCIES, Assessed, Observations
from tests.bench.red_flags import Patient, patients, seen_with


def triaged(seen: Observations) -> Assessed:
    return floor(flag(seen))


EVERYONE = [p for part in ("mended", "first_sight", "by_kind", "second_sight") for p in patients(part)]
FINDINGS = sorted(knowledge().findings)


@pytest.mark.parametrize("patient", EVERYONE, ids=[patient.id for patient in EVERYONE])
def test_an_imagined_patient_gets_the_urgency_that_a_triage_nurse_would_give(patient: Patient) -> None:
    found = triaged(patient.seen)
    assert patient.right(found), (found.urgency, [red.rule for red in found.red_flags])


def test_the_table_has_enough_of_both_halves_and_of_every_kind_of_danger() -> None:
    assert len({patient.id for patient in EVERYONE}) == len(EVERYONE)
    assert sum(patient.at_least == "emergency" for patient in EVERYONE) >= 80
    assert sum(patient.at_most is not None for patient in EVERYONE) >= 80
    named = {patient.rule for patient in EVERYONE if patient.rule}
    assert named <= knowledge().rules.keys()
    kinds = {patient.id.partition(".")[0] for patient in patients("by_kind") if patient.at_least}
    assert len(kinds) >= 14
    assert all(sum(p.id.startswith(f"{kind}.") for p in patients("by_kind")) >= 6 for kind in kinds)
    for patient in EVERYONE:
        assert (patient.at_least is None) != (patient.at_most is None), patient.id


def test_no_look_alike_is_called_an_emergency() -> None:
    called = [p.id for p in EVERYONE if p.at_most is not None and triaged(p.seen).urgency == "emergency"]
    assert called == []


@given(st.sampled_from(EVERYONE), st.lists(st.sampled_from(FINDINGS), max_size=5, unique=True))
def test_more_findings_never_lower_the_urgency_of_a_patient(patient: Patient, more: list[str]) -> None:
    age = patient.seen.age.low if patient.seen.age else None
    measures = {item.finding: item.value for item in patient.seen.items if item.value is not None and not item.unit}
    wider = seen_with([item.finding for item in patient.seen.items] + more, age, measures)
    assert URGENCIES.index(triaged(wider).urgency) <= URGENCIES.index(triaged(patient.seen).urgency)


@pytest.mark.parametrize("finding", ["dyspnoea", "stridor", "cyanosis", "hypotension", "confusion", "seizure"])
def test_danger_to_breathing_circulation_or_brain_is_an_emergency_whatever_the_skin_looks_like(finding: str) -> None:
    for skin in ("pruritus", "comedo", "scale", "brown"):
        assert triaged(seen_with([finding, skin])).urgency == "emergency"
