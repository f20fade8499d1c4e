"""What the README and the pages of the manual tell a user to type exists and does what it says."""

import re
import shlex
from importlib.util import find_spec
from pathlib import Path

import pytest

from dermagent.knowledge.base import rows
from tests.commands import run
from tests.shared import ROOT

README = ROOT / "README.md"
MANUAL = [
    ROOT / "docs" / f"{name}.md"
    for name in (
        "tutorial",
        "cases",
        "models",
        "rules",
        "dialogue",
        "guidelines",
        "images",
        "evaluation",
        "library",
        "how_it_works",
        "measured",
        "limits",
    )
]
TEXT = "\n".join(path.read_text(encoding="utf-8") for path in (README, *MANUAL))
#: What each Python example of these pages prints something of, in their order.
SAID = ["Herpes zoster", "urgent_referral", "emergency", "Herpes zoster", "Herpes zoster", "Herpes zoster", "emergency"]
#: Files that a reader of the tutorial writes; its own test writes them.
WRITTEN = {"case.json", "result.json"}
LINES = [line.split("#")[0].strip() for line in re.findall(r"^\$ (.+)$", TEXT, re.MULTILINE)]
INLINE = re.findall(r"`(dermagent [^`\n]+)`", TEXT)
COMMANDS = [part.strip() for line in [*LINES, *INLINE] for part in line.split("&&")]


def test_the_two_commands_and_their_plain_equivalents_are_there() -> None:
    assert {"make diagnose", "make test"} <= set(COMMANDS)
    assert any("pip install -e" in command for command in COMMANDS)
    assert any("pytest" in command for command in COMMANDS)


@pytest.mark.parametrize("command", sorted({c for c in COMMANDS if c.startswith("make ")}))
def test_every_make_target_exists(command: str) -> None:
    assert f"\n{command.split()[1]}:" in (ROOT / "Makefile").read_text(encoding="utf-8")


@pytest.mark.parametrize("command", sorted({c for c in COMMANDS if " -m tests." in c or " -m tools." in c}))
def test_every_module_that_is_run_exists(command: str) -> None:
    assert find_spec(command.split(" -m ")[1].split()[0])


@pytest.mark.parametrize(
    "command",
    sorted(
        command.removeprefix(".venv/bin/")
        for command in set(COMMANDS)
        if re.match(r"(\.venv/bin/)?dermagent ", command)
        and not {"--model", "guidelines", "ask", "index", "--index", "eval", "serve", *WRITTEN} & set(command.split())
    ),
)
def test_every_dermagent_command_ends_well(command: str, tmp_path: Path) -> None:
    places = {"FOLDER": str(tmp_path / "written")}
    arguments = [places.get(one, one) for one in shlex.split(command)[1:] if one != "CASE.json"]
    before = {path.name for path in ROOT.iterdir()}
    done = run(*arguments)
    assert done.returncode == 0, done.stderr
    assert {path.name for path in ROOT.iterdir()} <= before, "a command of the manual wrote into the repository"


def test_the_tutorial_goes_as_it_says(tmp_path: Path) -> None:
    text = (ROOT / "docs" / "tutorial.md").read_text(encoding="utf-8")
    case = re.findall(r"```json\n(.*?)```", text, re.DOTALL)[0]
    (tmp_path / "case.json").write_text(case, encoding="utf-8")
    for command in re.findall(r"^\$ dermagent ((?:diagnose case|show result).*)$", text, re.MULTILINE):
        if "--model" not in command:
            done = run(*shlex.split(command), cwd=tmp_path)
            assert done.returncode == 0, done.stderr
    report = (tmp_path / "report.md").read_text(encoding="utf-8")
    for quoted in re.findall(r"^> (.+)$", text, re.MULTILINE):
        assert quoted.rstrip(".") in report.replace("- **", "").replace("** (", " ("), quoted
    assert "This may be an emergency" in done.stdout
    (tmp_path / "case.json").write_text('{"history": "My skin feels strange."}', encoding="utf-8")
    assert run("diagnose", "case.json", cwd=tmp_path).returncode == 3


def test_the_library_examples_run(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    examples = re.findall(r"```python\n(.*?)```", TEXT, re.DOTALL)
    for code, said in zip(examples, SAID, strict=True):
        exec(code, {})  # noqa: S102 - the README's own examples
        assert said in capsys.readouterr().out


@pytest.mark.parametrize("command", sorted({c for c in COMMANDS if "--model" in c}))
def test_every_option_of_a_command_that_needs_a_server_exists(command: str) -> None:
    from click.testing import CliRunner

    from dermagent.cli.diagnose import diagnose

    usage = CliRunner().invoke(diagnose, ["--help"]).output
    for option in re.findall(r"--[a-z-]+", command):
        assert option in usage


def test_the_guideline_commands_work_as_written(tmp_path: Path) -> None:
    (tmp_path / "handbook").mkdir()
    rule = "Scabies: everybody in the household is treated on the same day."
    (tmp_path / "handbook" / "a.md").write_text(f"# Scabies\n\n{rule}\n", encoding="utf-8")
    (tmp_path / "leaflet.txt").write_text("Shingles near the eye needs an eye doctor today.\n", encoding="utf-8")
    for command in (c for c in COMMANDS if c.startswith("dermagent guidelines")):
        arguments = shlex.split(command.replace("leaflet.pdf", "leaflet.txt"))[1:]
        done = run(*arguments, cwd=tmp_path)
        assert done.returncode == 0, done.stderr
        assert done.stderr == ""
    assert rule in done.stdout


def test_the_calls_of_each_workflow_are_those_of_its_settings() -> None:
    from dermagent.settings import graph_names

    assert set(re.findall(r"^\| `(\w+)` \|", TEXT, re.MULTILINE)) >= set(graph_names())


def test_every_file_that_is_linked_or_named_exists() -> None:
    for page in (README, *MANUAL, ROOT / "docs" / "serve.md"):
        for target in re.findall(r"\]\(([^)#]+)\)", page.read_text(encoding="utf-8")):
            assert (page.parent / target).exists(), f"{page.name}: {target}"
    for name in ("docs/schema/", "docs/graphs.md", "docs/decisions/", "graphs/", "CONTRIBUTING.md"):
        assert name in TEXT
        assert (ROOT / name).exists()


def test_the_readme_is_short_and_its_image_small() -> None:
    assert len(README.read_text(encoding="utf-8").split()) <= 900
    assert (ROOT / "docs" / "page.png").stat().st_size < 300_000


def test_the_numbers_of_cards_and_rules_are_those_of_the_knowledge() -> None:
    from dermagent.knowledge.base import knowledge

    assert f"{len(knowledge().cards)} knowledge cards" in TEXT
    page = README.read_text(encoding="utf-8")
    told = re.findall(r"(\d+) (knowledge cards|red-flag rules)", TEXT)
    assert {(str(len(knowledge().cards)), "knowledge cards"), (str(len(knowledge().rules)), "red-flag rules")} == set(
        told
    )
    assert f"{len(knowledge().rules)} red-flag rules" in page


def test_the_figures_of_first_sight_are_those_of_the_sets() -> None:
    sets = list(rows(ROOT / "eval_sets" / "reading" / "first_sight.csv"))
    page = README.read_text(encoding="utf-8")

    def share(column: str) -> str:
        values = [float(one[column]) for one in sets]
        return " to ".join(f"{value:.2f}".removeprefix("0") for value in (min(values), max(values)))

    def caught(of: list[dict[str, str]]) -> str:
        return " of ".join(str(sum(int(one[f"emergencies_{part}"]) for one in of)) for part in ("caught", "n"))

    assert {one["histories"] for one in sets} == {"40", "45"}
    assert f"({len(sets)} sets) | {share('stated_present')} |" in page
    assert f"| {share('denied_absent')}; {share('denied_present')} |" in page
    assert f"in the last six sets | {caught(sets)}; {caught(sets[-6:])} |" in page
