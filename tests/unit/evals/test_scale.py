"""Very many cases: as many calls at once as are asked for, and a resumed run that holds no record in memory."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from dermagent.evals.datasets.base import LabelledCase
from dermagent.evals.running.outcomes import endings
from dermagent.evals.running.plan import Plan
from dermagent.evals.running.records import Record, Records, held_in, last_records, read_records
from dermagent.evals.running.runner import run_set, settings_of_model
from dermagent.settings import resolve
from dermagent.types import Case, Complaint, Language, Patient
from tests.bench.scale import ANSWER, Many
from tests.mock_server import MockServer, serving


async def test_as_many_calls_are_under_way_as_cases_at_once_were_asked_for(tmp_path: Path) -> None:
    with serving(MockServer(answer=lambda body: ANSWER, latency_s=0.5)) as server:
        settings = resolve(graph="naive_cot", model="mock", base_url=server.base_url, api_key="none")
        plan = Plan(Many(40), tmp_path, "all", settings, concurrency=40)
        summary = await run_set(plan, tmp_path / "run")
    assert summary.recorded == 40
    assert server.most_at_once >= 36


@pytest.mark.parametrize(("given", "cases", "calls"), [({}, 512, 512), ({}, 2, 8), ({"concurrency": 4}, 512, 4)])
def test_a_number_of_calls_that_was_set_binds_and_one_that_was_not_follows_the_cases(
    given: dict[str, int], cases: int, calls: int, tmp_path: Path
) -> None:
    plan = Plan(Many(1), tmp_path, "all", resolve(graph="offline", **given), concurrency=cases)
    assert settings_of_model(plan).concurrency == calls


def records(folder: Path) -> None:
    with Records(folder) as kept:
        for case_id, outcome, degraded in (("a", "failed", False), ("b", "answered", True), ("a", "answered", False)):
            kept.append(Record(case_id=case_id, outcome=outcome, degraded=degraded, urgency=None))  # type: ignore[arg-type]


def test_the_last_records_are_those_that_are_read_at_once(tmp_path: Path) -> None:
    records(tmp_path)
    one_at_a_time = last_records(tmp_path)
    assert isinstance(one_at_a_time, Iterator)
    found = list(one_at_a_time)
    assert sorted(found, key=lambda one: one.case_id) == sorted(read_records(tmp_path), key=lambda one: one.case_id)
    assert endings(last_records(tmp_path)) == endings(read_records(tmp_path))
    assert held_in(tmp_path) == {("a", 0): False, ("b", 0): False}


def test_a_data_set_is_looked_up_once_and_not_for_each_case(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from dermagent.evals.running.plan import chosen

    plan = Plan(Many(300), tmp_path, "all", resolve(graph="offline"))
    chosen(plan)
    looked = 0
    glob = Path.glob

    def counted(self: Path, pattern: str) -> Iterator[Path]:
        nonlocal looked
        looked += 1
        return iter(glob(self, pattern))

    monkeypatch.setattr(Path, "glob", counted)
    assert len(chosen(plan).ids) == 300
    assert looked == 0


def test_values_are_not_copied_where_they_are_a_default() -> None:
    one, other = Case(history="A rash."), Case(history="Another.")
    assert one.patient is other.patient and one.patient == Patient()
    assert one.complaint == other.complaint == Complaint()
    assert isinstance(LabelledCase(one, {}).case.patient, Patient)
    language: Language = "en"
    assert Case(history="x", language=language).language == "en"
