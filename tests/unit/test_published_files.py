"""Generated files in the repository are what their makers make now."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from dermagent.serve.openapi import openapi
from tests.shared import ROOT
from tools.draw_saturation import DRAWING, drawing
from tools.make_examples import main as draw_examples
from tools.make_schemas import FOLDER, schemas

IMAGES = ROOT / "examples" / "images"


@pytest.mark.parametrize("name", ["case.schema.json", "differential.schema.json"])
def test_the_published_schemas_are_those_of_the_types(name: str) -> None:
    assert (FOLDER / name).read_text(encoding="utf-8") == schemas()[name], "run `python -m tools.make_schemas`"


def undescribed(kinds: dict[str, Any]) -> Iterator[str]:
    """Each property of the schemas that has no description of its own."""
    for kind, schema in kinds.items():
        for name, told in schema.get("properties", {}).items():
            if not told.get("description", "").strip():
                yield f"{kind}.{name}"


@pytest.mark.parametrize(("name", "kind"), [("case.schema.json", "Case"), ("differential.schema.json", "Differential")])
def test_every_property_of_the_published_schemas_is_described(name: str, kind: str) -> None:
    schema = json.loads((FOLDER / name).read_text(encoding="utf-8"))
    kinds = {kind: schema, **schema["$defs"]}
    assert sum(len(one.get("properties", {})) for one in kinds.values()) > 20
    assert not list(undescribed(kinds))


def test_every_property_of_what_the_server_takes_and_gives_is_described() -> None:
    kinds = openapi()["components"]["schemas"]
    assert {"Case", "Differential", "Told", "PostedAnswer"} <= kinds.keys()
    assert not list(undescribed(kinds))


def test_a_property_without_a_description_is_noticed() -> None:
    kinds = {"A": {"properties": {"b": {"type": "string"}, "c": {"type": "string", "description": "What c is."}}}}
    assert list(undescribed(kinds)) == ["A.b"]


def test_the_example_images_are_drawn_by_their_script(tmp_path: Path) -> None:
    draw_examples(tmp_path)
    drawn = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    kept = {path.name: path.read_bytes() for path in IMAGES.glob("*.png")}
    assert drawn.keys() == kept.keys()
    for name, content in drawn.items():
        assert content == kept[name], f"run `python -m tools.make_examples`: {name} has changed"


def test_binary_files_are_few_and_small() -> None:
    sizes = [path.stat().st_size for path in ROOT.rglob("*.png") if not {".venv", "node_modules"} & {*path.parts}]
    assert max(sizes) < 1_000_000
    assert sum(sizes) < 5_000_000


def test_the_curve_of_the_authors_is_drawn_from_its_figures() -> None:
    assert DRAWING.read_text(encoding="utf-8") == drawing(), "run `python -m tools.draw_saturation`"
