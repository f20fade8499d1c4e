"""Which cases are run, by ids, number and order; what is not mapped is named; how long the rest will take."""

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from dermagent.cli.eval import evaluate
from dermagent.cli.progress import Remaining
from dermagent.errors import InputError
from dermagent.evals.running.plan import chosen
from dermagent.evals.running.records import read_records, read_run
from dermagent.evals.running.runner import cases_in_order, run_set
from tests.shared import ROOT
from tests.unit.evals.test_look_into_a_run import MAPPING
from tests.unit.evals.test_runs import plan

SAMPLE = ROOT / "eval_sets/dermavqa/sample"


def call(*arguments: object) -> Result:
    return CliRunner().invoke(evaluate, [*map(str, arguments)], standalone_mode=False)


@pytest.fixture
def mine(tmp_path: Path) -> Path:
    rows = [f"c{n},{'Scabies' if n % 2 else 'Vitiligo'},An itch {n}.,p{n},male," for n in range(6)]
    rows[3] = "c3,Wibble rash,An itch.,p3,male,"
    root = tmp_path / "data"
    root.mkdir()
    (root / "mine.csv").write_text("nr,dx,story,who,sex,file\n" + "\n".join(rows) + "\n")
    (root / "mine.yaml").write_text(MAPPING)
    return root


def own(mine: Path, out: Path, *more: object) -> Result:
    return call("run", "own", "--data", mine, "--mapping", mine / "mine.yaml", "--out", out, *more)


def test_ids_limit_and_epochs_mean_what_they_mean_elsewhere(tmp_path: Path, mine: Path) -> None:
    assert own(mine, tmp_path / "a", "--ids", "c1, c5").return_value == 0
    assert {r.case_id for r in read_records(tmp_path / "a")} == {"c1", "c5"}
    (tmp_path / "ids.txt").write_text("c2\n\nc4\n")
    assert own(mine, tmp_path / "b", "--ids", f"@{tmp_path / 'ids.txt'}", "--epochs", 2).return_value == 0
    assert sorted((r.case_id, r.repeat) for r in read_records(tmp_path / "b")) == [
        ("c2", 0), ("c2", 1), ("c4", 0), ("c4", 1),
    ]  # fmt: skip
    assert own(mine, tmp_path / "c", "--limit", 2).return_value == 0
    assert {r.case_id for r in read_records(tmp_path / "c")} == {"c0", "c1"}
    assert read_run(tmp_path / "c").skipped["beyond --limit"] == 3
    assert "another limit" in str(own(mine, tmp_path / "c", "--limit", 3, "--resume").exception)


@pytest.mark.parametrize("ids", ["c1,nobody", "@/nowhere/ids.txt", " , "])
def test_ids_that_do_not_exist_are_refused_before_anything_is_run(tmp_path: Path, mine: Path, ids: str) -> None:
    done = own(mine, tmp_path / "a", "--ids", ids)
    assert isinstance(done.exception, InputError) and "--ids" in str(done.exception) and not (tmp_path / "a").exists()


async def test_a_shuffled_order_is_the_seeds_own_and_changes_no_case(tmp_path: Path) -> None:
    plain, one, again, other = (
        chosen(plan(30, shuffle=shuffle, seed=seed)).ids
        for shuffle, seed in ((False, 0), (True, 1), (True, 1), (True, 2))
    )
    assert sorted(plain) == sorted(one) and one == again != other and one != plain
    assert [case.case.id for case in cases_in_order(plan(30, shuffle=True, seed=1), one)] == one
    first = chosen(plan(30, shuffle=True, seed=1, limit=5)).ids
    assert first == one[:5]
    await run_set(plan(30, shuffle=True, seed=1, limit=5, concurrency=1), tmp_path)
    assert [r.case_id for r in read_records(tmp_path)] == first


def test_a_label_that_is_not_known_is_named_with_its_row(tmp_path: Path, mine: Path) -> None:
    done = own(mine, tmp_path / "a")
    assert done.return_value == 0 and "not mapped: mine.csv, nr 'c3': label 'Wibble rash'" in done.stderr
    assert read_run(tmp_path / "a").unmapped == ("mine.csv, nr 'c3': label 'Wibble rash'",)
    assert "not mapped: mine.csv, nr 'c3'" in own(mine, tmp_path / "b", "--dry-run").stdout
    only = own(mine, tmp_path / "c", "--ids", "c3")
    assert "label not mapped" in str(only.exception) and "Wibble rash" in str(only.exception)


def test_robust_and_ablation_runs_are_reported_compared_and_looked_into(tmp_path: Path) -> None:
    altered = ["--kinds", "typo", "--severities", "3", "--limit", 1]
    done = call("robust", "dermavqa", "--data", SAMPLE, "--split", "valid", "--out", tmp_path, *altered)
    assert done.exception is None and done.return_value == 0
    for name in ("as_it_is", "typo_3"):
        assert call("report", tmp_path / name, "--resamples", 100).return_value == 0
        page = (tmp_path / name / "report_cases/ENC90001.0.html").read_text(encoding="utf-8")
        assert '<p class="history">' in page and ("Itching between the fingers" in page) is (name == "as_it_is")
    assert "1 common cases" in call("compare", tmp_path / "as_it_is", tmp_path / "typo_3", "--resamples", 100).stdout


def test_the_time_left_is_told_from_the_first_case_on() -> None:
    fresh = Remaining(started=100.0, done=1)
    assert fresh.told(102.0, 1, 61) == "0:02:00" and fresh.told(110.0, 10, 61) == "0:00:51"
    held = Remaining(started=100.0, done=501)
    assert held.told(102.0, 501, 561) == "0:02:00", "what was held before took no time"
    assert Remaining(started=0.0, done=0).told(1.0, 0, 5) == ""
