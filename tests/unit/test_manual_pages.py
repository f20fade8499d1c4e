"""Pages of the manual that speak of shipped files: their figures are those of the files, their commands work."""

import re
import shlex
from pathlib import Path

import pytest

from dermagent.reading.danger_words import EMERGENCY, FOLDER, SAME_DAY, _bounds, danger_words
from dermagent.types import Language
from tests.commands import run
from tests.shared import ROOT

DOCS = ROOT / "docs"


def page(name: str) -> str:
    return (DOCS / f"{name}.md").read_text(encoding="utf-8")


@pytest.mark.parametrize(("language", "called"), [("en", "in English"), ("es", "in Spanish"), ("zh", "in Chinese")])
def test_the_card_of_the_danger_words_tells_their_size(language: Language, called: str) -> None:
    number = f"{len(danger_words(language).weights):,}"
    assert re.search(rf"{number}( features)? {called}", page("danger_words"))
    assert (FOLDER / f"{language}.csv").is_file()


def test_the_card_of_the_danger_words_tells_their_bounds_and_the_figures_of_the_decision() -> None:
    card, bounds = page("danger_words"), _bounds()
    assert f"From a probability of {bounds[EMERGENCY]} on it gives the finding `{EMERGENCY}`" in card
    assert f"from {bounds[SAME_DAY]} on `{SAME_DAY}`" in card
    decision = (DOCS / "decisions" / "0014-danger-words.md").read_text(encoding="utf-8")
    table = [line for line in decision.splitlines() if re.match(r"\| (emergencies|dangers|harmless)", line)]
    assert len(table) == 3 and all(line in card for line in table)


def test_a_run_is_read_as_its_page_says(tmp_path: Path) -> None:
    text = page("reading_a_run")
    commands = re.findall(r"^\$ dermagent (.+)$", text, re.MULTILINE)
    said = []
    for command in commands:
        arguments = [
            str(tmp_path / one) if one.startswith("runs/") else str(ROOT / one) if one.startswith("eval_sets/") else one
            for one in shlex.split(command)
        ]
        done = run(*arguments)
        assert done.returncode == 0, done.stderr
        said.append(done.stdout)
    assert len(commands) == 3
    for quoted in re.findall(r"^> (.+)$", text, re.MULTILINE):
        for sentence in re.findall(r"[^.]+\.", quoted):
            assert sentence.strip() in said[1], sentence
    for name in ("run.json", "records.jsonl", "traces/1.0.json"):
        assert (tmp_path / "runs" / "mine" / name).is_file()


def test_every_page_stands_in_the_manuals_index() -> None:
    listed = set(re.findall(r"^([a-z_]+)$", page("index"), re.MULTILINE))
    assert {path.stem for path in DOCS.glob("*.md")} - {"index"} <= listed


@pytest.mark.parametrize("path", [ROOT / "CONTRIBUTING.md", *sorted(DOCS.glob("*.md"))], ids=lambda path: path.stem)
def test_every_link_inside_the_repository_leads_somewhere(path: Path) -> None:
    for target in re.findall(r"\]\((?!https?:|#|mailto:)([^)#]+)(?:#[^)]*)?\)", path.read_text(encoding="utf-8")):
        assert (path.parent / target).exists(), f"{path.name}: {target}"


def test_the_walk_names_its_steps_with_their_time() -> None:
    steps = re.findall(r"^\| `?(make [a-z]+|git clone|open)\b[^|]*\| (\d+) s", page("walk"), re.MULTILINE)
    assert [command for command, _ in steps] == ["git clone", "make diagnose", "make serve", "open"]
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert all(f"$ {command} " in readme for command, _ in steps[1:3])
    assert f"{sum(int(seconds) for _, seconds in steps)} s in all" in page("walk")
