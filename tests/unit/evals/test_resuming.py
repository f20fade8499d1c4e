"""A run goes on only as itself: the same prompts, cases, references, images, and files that the settings name."""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from dermagent.errors import BudgetExhausted, InputError
from dermagent.evals.datasets.base import LabelledCase
from dermagent.evals.datasets.tabular import own
from dermagent.evals.running import runner
from dermagent.evals.running.plan import Plan
from dermagent.evals.running.predictions import read_predictions, records_of
from dermagent.evals.running.records import read_run, write_run
from dermagent.evals.running.runner import run_set
from dermagent.knowledge.corpus import Corpus
from dermagent.llm.budget import Account, Limits
from dermagent.settings import resolve
from dermagent.types import Case, CaseImage, Language
from tests.unit.evals.test_runs import Small, plan


class Imaged:
    """One case with an image and words."""

    name = "pictured"

    def load(self, root: Path, *, split: str, language: Language) -> Iterator[LabelledCase]:
        case = Case(id="a", history="An itchy rash.", images=(CaseImage(path="a.jpg"),))
        yield LabelledCase(case, {"scabies": 1.0})


class Altered(Small):
    """The cases of `Small` with the first one's field changed."""

    def __init__(self, **changes: Any) -> None:
        super().__init__()
        self.changes = changes

    def load(self, root: Path, *, split: str, language: Language) -> Iterator[LabelledCase]:
        first, *others = super().load(root, split=split, language=language)
        yield replace(first, **self.changes)
        yield from others


def refuses(folder: Path, again: Plan, what: str) -> None:
    with pytest.raises(InputError, match=f"run with another {what}"):
        runner.begin(replace(again, resume=True), folder)


async def test_a_changed_prompt_is_another_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copytree(runner.data_root() / "prompts", tmp_path / "prompts")
    monkeypatch.setattr(runner, "data_root", lambda: tmp_path)
    await run_set(plan(), tmp_path / "run")
    runner.begin(plan(resume=True), tmp_path / "run")
    prompt = next((tmp_path / "prompts").rglob("*.md"))
    prompt.write_text(prompt.read_text() + "And be brief.")
    refuses(tmp_path / "run", plan(), "prompts_sha256")


@pytest.mark.parametrize(
    "changes",
    [
        {"case": Case(id="c0", history="Another story.")},
        {"case": Case(id="new", history="Itchy burrows between the fingers, case 0.")},
        {"reference": {"urticaria": 1.0}},
        {"group": "another patient"},
        {"strata": {"sex": "male"}},
    ],
)
async def test_changed_data_are_another_run(tmp_path: Path, changes: dict[str, Any]) -> None:
    await run_set(plan(), tmp_path / "run")
    refuses(tmp_path / "run", replace(plan(), data_set=Altered(**changes)), "data_sha256")


async def test_an_image_of_another_size_is_another_run(tmp_path: Path) -> None:
    (tmp_path / "a.jpg").write_bytes(b"no image")
    imaged = Plan(Imaged(), tmp_path, "all", resolve())
    await run_set(imaged, tmp_path / "run")
    (tmp_path / "a.jpg").write_bytes(b"another that is none")
    refuses(tmp_path / "run", imaged, "data_sha256")


def _rules(root: Path, said: str) -> Path:
    (root / "rules.yaml").write_text(said)
    return root / "rules.yaml"


def _guidelines(root: Path, said: str) -> Path:
    (root / "guide.md").write_text(f"# Scabies\n\nTreat everybody in the household on the same {said}, with a cream.\n")
    Corpus(root / "corpus").add([root / "guide.md"])
    return root / "corpus"


def _index(root: Path, said: str) -> Path:
    (root / "index").mkdir(exist_ok=True)
    (root / "index/manifest.json").write_text(said)
    return root / "index"


def _prior(root: Path, said: str) -> Path:
    (root / "prior.csv").write_text(f"condition_id,weight\nscabies,{len(said)}\n")
    return root / "prior.csv"


@pytest.mark.parametrize(
    ("setting", "make"), [("corrections", _rules), ("guidelines", _guidelines), ("index", _index), ("prior", _prior)]
)
def test_a_changed_file_that_a_setting_names_is_another_run(
    tmp_path: Path, setting: str, make: Callable[[Path, str], Path]
) -> None:
    named = plan(settings=resolve(**{setting: str(make(tmp_path, "day"))}))
    runner.begin(named, tmp_path / "run")
    runner.begin(replace(named, resume=True), tmp_path / "run")
    make(tmp_path, "evening")
    refuses(tmp_path / "run", named, f"{setting}_sha256")


def test_the_same_model_at_another_port_is_the_same_run(tmp_path: Path) -> None:
    def at(port: int) -> Plan:
        return plan(settings=resolve(graph="naive_cot", model="m", base_url=f"http://127.0.0.1:{port}/v1"), resume=True)

    runner.begin(at(8000), tmp_path / "run")
    runner.begin(at(8001), tmp_path / "run")
    assert read_run(tmp_path / "run").noted["base_url"] == "http://127.0.0.1:8000/v1"


async def test_a_run_of_an_older_version_can_be_scored_but_not_gone_on_with(tmp_path: Path) -> None:
    await run_set(plan(), tmp_path / "run")
    held = read_run(tmp_path / "run")
    old = {name: value for name, value in held.identity.items() if not name.endswith("_sha256")}
    write_run(tmp_path / "run", held.model_copy(update={"identity": old | {"settings.base_url": None}}))
    with pytest.raises(InputError, match="begun by an older version"):
        await run_set(plan(resume=True), tmp_path / "run")


@pytest.mark.parametrize(
    "wrong", [{"model": "replay:none.jsonl"}, {"prior": "nowhere.csv"}, {"corrections": "none.yaml"}]
)
async def test_a_setting_that_does_not_work_leaves_no_run_behind(tmp_path: Path, wrong: dict[str, Any]) -> None:
    graph = "naive_cot" if "model" in wrong else "offline"
    with pytest.raises(InputError):
        await run_set(replace(plan(), settings=resolve(graph=graph, **wrong)), tmp_path / "run")
    assert not (tmp_path / "run" / "run.json").exists()
    await run_set(plan(), tmp_path / "run")
    assert read_run(tmp_path / "run").cases


@pytest.mark.parametrize(
    ("mapping", "told"),
    [
        ("files: cases.csv\n", "files: expected a list"),
        ("files: [{path: a.csv}]\ntable: {id: x, txt: y}\n", "there is no field 'table.txt'; did you mean 'text'"),
        ("files: [{path: a.csv}]\nspilts: [all]\n", "there is no field 'spilts'; did you mean 'splits'"),
        ("files: [{path: a.csv}]\ntable: [a, b]\n", "table: expected fields with values"),
    ],
)
def test_a_mapping_that_is_not_of_the_form_says_what_is_expected(tmp_path: Path, mapping: str, told: str) -> None:
    (tmp_path / "mine.yaml").write_text(mapping)
    with pytest.raises(InputError, match=told):
        own(tmp_path / "mine.yaml")


def test_a_missing_table_names_its_folder_also_where_no_folder_was_given(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(InputError, match=rf"none\.csv: expected this file in {tmp_path.name}, found none"):
        read_predictions(Path("none.csv"))


def test_a_file_that_predicts_nothing_says_so(tmp_path: Path) -> None:
    (tmp_path / "empty.jsonl").write_text("\n")
    with pytest.raises(InputError, match="predicts nothing"):
        records_of(
            read_predictions(tmp_path / "empty.jsonl"), list(Small().load(tmp_path, split="test", language="en"))
        )


def test_a_budget_that_is_too_small_for_one_call_says_so() -> None:
    with pytest.raises(BudgetExhausted, match="10 tokens, too few for one call, which may take 900"):
        Account(Limits(tokens=10)).reserve("m", 900)
