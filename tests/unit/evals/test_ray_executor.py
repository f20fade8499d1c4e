"""What a Ray worker does with its batches, without Ray; with Ray it is tests/extras/test_ray.py."""

import asyncio
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from pathlib import Path
from typing import Any

import pytest

from dermagent.errors import InputError
from dermagent.evals.datasets.base import LabelledCase
from dermagent.evals.running.plan import Plan
from dermagent.evals.running.ray_executor import Done, RayWorker, run_set_on_ray, share_of
from dermagent.evals.running.records import read_records
from dermagent.evals.running.runner import run_set
from dermagent.llm.budget import Limits
from dermagent.settings import Settings, resolve
from dermagent.types import Language
from tests.fault.test_eval_killed import answer
from tests.mock_server import MockServer, serving
from tests.unit.evals.test_runs import Small, plan


class Counted(Small):
    """Says how often its files were read from the start."""

    reads = 0

    def load(self, root: Path, *, split: str, language: Language) -> Iterator[LabelledCase]:
        self.reads += 1
        yield from super().load(root, split=split, language=language)


def asked(server: MockServer) -> Settings:
    return resolve(graph="naive_cot", retrievers=("vlm",), model="m", base_url=server.base_url)


def batch(*names: str, repeat: int = 0) -> dict[str, list[Any]]:
    return {"case_id": list(names), "repeat": [repeat] * len(names)}


@pytest.fixture
def made(tmp_path: Path) -> Iterator[Callable[..., RayWorker]]:
    """Makes workers, and closes them at the end."""
    with ExitStack() as stack:

        def make(what: Plan, share: Limits | None = None, deadline: float = 0.0) -> RayWorker:
            return stack.enter_context(closing(RayWorker(what, tmp_path / "parts", share or Limits(), deadline)))

        yield make


def done(worker: RayWorker, *names: str, repeat: int = 0) -> Done:
    (told,) = worker(batch(*names, repeat=repeat))["done"]
    return Done.model_validate_json(told)


def test_batches_give_the_records_of_the_asyncio_runner(tmp_path: Path, made: Callable[..., RayWorker]) -> None:
    asyncio.run(run_set(plan(traces=True), tmp_path / "whole"))
    expected = {r.case_id: r.model_dump(exclude={"seconds"}) for r in read_records(tmp_path / "whole")}
    names, worker = list(expected), made(plan(traces=True))
    kept = [pair for part in (names[:5], names[5:]) for pair in done(worker, *part).kept]
    assert {record.case_id: record.model_dump(exclude={"seconds"}) for record, _ in kept} == expected
    assert all(trace is not None and trace.case_id == record.case_id for record, trace in kept)
    assert not (tmp_path / "parts").exists()  # a worker writes no records


def test_the_files_are_read_on_from_batch_to_batch_and_again_only_for_what_lies_before(
    made: Callable[..., RayWorker],
) -> None:
    data_set = Counted()
    worker = made(Plan(data_set, Path(), "all", resolve()))
    for names in (("c0", "c1"), ("c5",), ("c7", "c11")):
        assert {record.case_id for record, _ in done(worker, *names).kept} == set(names)
    assert data_set.reads == 1
    assert [record.repeat for record, _ in done(worker, "c3", repeat=1).kept] == [1]
    assert data_set.reads == 2
    with pytest.raises(InputError, match="1 cases are not in the files"):
        worker(batch("elsewhere"))


def test_a_worker_keeps_to_its_share_and_says_what_it_paid(made: Callable[..., RayWorker]) -> None:
    with serving(MockServer(answer)) as server:
        worker = made(plan(settings=asked(server), concurrency=1), Limits(calls=6))  # two a case
        first, second, third = done(worker, "c0", "c1"), done(worker, "c2", "c3", "c4"), done(worker, "c5")
        assert len(server.bodies) == 6
    assert [part.calls for part in (first, second, third)] == [4, 2, 0]
    assert sum(entry.usage.total for part in (first, second) for entry in part.entries) == 6 * 110
    assert [len(part.kept) for part in (first, second, third)] == [2, 1, 0]
    assert (first.stopped, second.stopped) == ("", "the run's budget of 6 calls is used up")


def test_a_worker_begins_no_case_after_the_deadline(made: Callable[..., RayWorker]) -> None:
    late = made(plan(), Limits(seconds=60), time.time() - 1)
    assert done(late, "c0").kept == ()
    in_time = made(plan(), Limits(seconds=60), time.time() + 60)
    assert len(done(in_time, "c0").kept) == 1


def test_the_key_of_a_worker_is_that_of_its_environment(
    made: Callable[..., RayWorker], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DERMAGENT_API_KEY", "of-this-node")
    settings = resolve(graph="naive_cot", model="m", base_url="http://127.0.0.1:9/v1")
    worker = made(plan(settings=settings.model_copy(update={"api_key": None})))
    held = worker._plan.settings.api_key
    assert held is not None and held.get_secret_value() == "of-this-node"


def test_limits_are_shared_out_in_whole_calls_and_tokens() -> None:
    assert share_of(Limits(101, 1000, 3.0, 60.0), 2) == Limits(50, 500, 1.5, 60.0)
    assert share_of(Limits(), 4) == Limits()
    with pytest.raises(InputError, match="less than one for each of 3 workers"):
        share_of(Limits(calls=2), 3)


def test_without_ray_the_user_is_told_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "ray", None)
    with pytest.raises(InputError, match=r'the ray executor needs Ray; pip install "dermagent\[ray\]"'):
        run_set_on_ray(plan(), tmp_path / "run", workers=2)
    assert not (tmp_path / "run").exists()


def test_workers_without_ray_are_refused_rather_than_ignored(tmp_path: Path) -> None:
    from click.testing import CliRunner

    from dermagent.cli.eval import evaluate

    told = CliRunner().invoke(
        evaluate, ["run", "scin", "--data", str(tmp_path), "--out", str(tmp_path / "r"), "--workers", "2"]
    )
    assert isinstance(told.exception, InputError) and "--workers is for --executor ray" in str(told.exception)
