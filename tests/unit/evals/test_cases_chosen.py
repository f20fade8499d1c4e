"""Which cases are run, by ids, number and order; what is not mapped is named; how long the rest will take."""

import dataclasses
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from dermagent.cli.eval import evaluate
from dermagent.cli.progress import Remaining
from dermagent.errors import InputError
from dermagent.evals.datasets.base import LabelledCase, SetCard, safe_id
from dermagent.evals.datasets.folders import Folders
from dermagent.evals.running.plan import chosen
from dermagent.evals.running.predictions import read_predictions
from dermagent.evals.running.records import read_records, read_run
from dermagent.evals.running.runner import cases_in_order, run_set
from dermagent.types import Case, Language
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


OWN_IDS = (
    *("患者甲", "患者乙", "1", "患者1", "niño 7", "niña 7", "ni-o 7", "9 b", "9-b", "9_b", "9/b", "9\\b", "../9", "9"),
    *("-9", ".9", "é", "é", "É", "row", "①", "a" * 129, "a" * 128, "a" * 130, "#12", "12", "(12)", "😀", "😁"),
)


def test_ids_that_differ_stay_apart_and_those_a_case_may_have_stay_themselves() -> None:
    made = [safe_id(one) for one in OWN_IDS]
    assert len(set(made)) == len(OWN_IDS) and [safe_id(one) for one in made] == made
    assert [Case(id=one, history="An itch.").id for one in made] == made
    kept = {one for one, name in zip(OWN_IDS, made, strict=True) if one == name}
    assert kept == {"1", "9-b", "9_b", "9", "row", "a" * 128, "12"}


def test_a_users_own_ids_are_run_chosen_and_scored_as_they_are_written(tmp_path: Path, mine: Path) -> None:
    ids = ["患者甲", "患者乙", "niño 7", "niña 7", "9 b", "9-b"]
    table = "nr,dx,story,who,sex,file\n" + "".join(f"{one},Scabies,An itch.,p{n},male,\n" for n, one in enumerate(ids))
    (mine / "mine.csv").write_text(table, "utf-8")
    assert own(mine, tmp_path / "all").return_value == 0 and len(read_records(tmp_path / "all")) == len(ids)
    assert own(mine, tmp_path / "two", "--ids", f"{ids[0]},{ids[4]}").return_value == 0
    assert {r.case_id for r in read_records(tmp_path / "two")} == {safe_id(ids[0]), safe_id(ids[4])}
    listed = tmp_path / "said.csv"
    listed.write_text("case_id,rank,condition\n" + "".join(f"{one},1,Scabies\n" for one in ids), "utf-8")
    assert read_predictions(listed).ranked.keys() == {safe_id(one) for one in ids}


def test_one_file_name_in_two_folders_is_two_cases(tmp_path: Path) -> None:
    for name in ("acne/1 a.jpg", "rosacea/1 a.jpg", "rosacea/2.jpg", "rosacea/more/2.jpg"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    card = SetCard.model_validate(
        dict.fromkeys(("name", "title", "licence", "where", "citation"), "x")
        | {"splits": ["all"], "files": [], "images": {"path": "(?P<label>[^/]+)/.*"}}
    )
    found = [one.case.id for one in Folders(card).load(tmp_path, split="all", language="en")]
    assert len(found) == len(set(found)) == 4 and found[2] == "2.jpg"


def test_a_set_that_gives_an_id_twice_is_refused() -> None:
    class Twice:
        name = "twice"

        def load(self, root: Path, *, split: str, language: Language) -> Iterator[LabelledCase]:
            case = LabelledCase(case=Case(id="x1", history="An itch."), reference={"scabies": 1.0})
            yield from (case, case)

    with pytest.raises(InputError, match="'x1' twice"):
        chosen(dataclasses.replace(plan(1), data_set=Twice()))


def test_a_users_own_data_is_altered_and_taken_apart_too(tmp_path: Path, mine: Path) -> None:
    given = ["own", "--data", mine, "--mapping", mine / "mine.yaml", "--limit", 1, "--out", tmp_path / "runs"]
    done = call("robust", *given, "--kinds", "irrelevant", "--severities", "3")
    assert done.exception is None and done.return_value == 0
    folders = [one for one in (tmp_path / "runs").iterdir() if one.is_dir()]
    assert len(folders) == 2 and all(read_run(one).noted["mapping"] == str(mine / "mine.yaml") for one in folders)
    assert "asks a model" in str(call("ablation", *given).exception)  # the set itself was read


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


@pytest.mark.parametrize(
    "refused", [["--prior", "nowhere"], ["--graph", "mac"], ["--ids", "c3"], ["--graph", "mac", "--limit", "1"]]
)
def test_a_dry_run_refuses_what_the_run_refuses(tmp_path: Path, mine: Path, refused: list[str]) -> None:
    for more in ([], ["--dry-run"]):
        assert isinstance(own(mine, tmp_path / "refused", *refused, *more).exception, InputError), more
    assert own(mine, tmp_path / "fine", "--dry-run").return_value == 0


def test_cases_whose_images_are_not_there_are_told_before_and_behind_a_run(tmp_path: Path, mine: Path) -> None:
    (mine / "mine.yaml").write_text(MAPPING.replace("{file}", "{nr}.jpg"))
    assert "cases name images that are not there" in own(mine, tmp_path / "run", "--dry-run").output
    assert "cases name images that are not there" in own(mine, tmp_path / "run").output
