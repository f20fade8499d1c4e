"""Generated files in the repository are what their makers make now."""

from pathlib import Path

import pytest

from tests.shared import ROOT
from tools.make_examples import main as draw_examples
from tools.make_schemas import FOLDER, schemas

PICTURES = ROOT / "examples" / "images"


@pytest.mark.parametrize("name", ["case.schema.json", "differential.schema.json"])
def test_the_published_schemas_are_those_of_the_types(name: str) -> None:
    assert (FOLDER / name).read_text(encoding="utf-8") == schemas()[name], "run `python -m tools.make_schemas`"


def test_the_example_pictures_are_drawn_by_their_script(tmp_path: Path) -> None:
    draw_examples(tmp_path)
    drawn = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    kept = {path.name: path.read_bytes() for path in PICTURES.glob("*.png")}
    assert drawn.keys() == kept.keys()
    for name, content in drawn.items():
        assert content == kept[name], f"run `python -m tools.make_examples`: {name} has changed"


def test_binary_files_are_few_and_small() -> None:
    sizes = [path.stat().st_size for path in ROOT.rglob("*.png") if ".venv" not in path.parts]
    assert max(sizes) < 1_000_000
    assert sum(sizes) < 5_000_000
