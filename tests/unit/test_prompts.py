"""Wording files: each is read, takes exactly its variables, and is hashed whole."""

import hashlib
from pathlib import Path

import pytest

from dermagent import prompts, resources
from dermagent.errors import InputError
from dermagent.knowledge.base import parse_yaml
from dermagent.prompts import read_prompt
from tests.shared import ROOT

NAMES = sorted(str(p.relative_to(ROOT / "prompts").with_suffix("")) for p in (ROOT / "prompts").rglob("*.md"))


@pytest.mark.parametrize("name", NAMES)
def test_every_prompt_is_read_and_rendered_with_its_variables(name: str) -> None:
    prompt = read_prompt(name)
    text = prompt.render({variable: f"<{variable}>" for variable in prompt.variables})
    assert all(f"<{variable}>" in text for variable in prompt.variables)
    assert prompt.sha256 == hashlib.sha256((ROOT / "prompts" / f"{name}.md").read_bytes()).hexdigest()
    with pytest.raises(InputError, match="takes"):
        prompt.render({"nonsense": "x"})


def test_a_value_is_never_read_as_a_template() -> None:
    prompt = next(p for p in map(read_prompt, NAMES) if p.variables)
    assert "${x}" in prompt.render(dict.fromkeys(prompt.variables, "${x}"))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("no front matter", "front matter"),
        ("---\nname: own\nversion: 1\nvariables: [a]\n---\n$b\n", "make them agree"),
        ("---\nname: other\nversion: 1\nvariables: [a]\n---\n$a\n", "calls it"),
        (None, "there is no prompt"),
    ],
)
def test_a_broken_prompt_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str | None, message: str
) -> None:
    (tmp_path / "prompts").mkdir()
    if text is not None:
        (tmp_path / "prompts" / "own.md").write_text(text, encoding="utf-8")
    monkeypatch.setattr(prompts, "data_root", lambda: tmp_path)
    assert resources.data_root() != tmp_path
    with pytest.raises(InputError, match=message):
        read_prompt.__wrapped__("own")


def test_every_prompt_says_its_version_and_each_later_one_what_changed_and_a_role_its_gap() -> None:
    gaps = []
    for name in NAMES:
        front = (ROOT / "prompts" / f"{name}.md").read_text(encoding="utf-8").split("---\n")[1]
        meta = parse_yaml(front, name)
        assert meta["version"] == 1 or f"v{meta['version']}" in meta["changed"], name
        if name.startswith("roles/"):
            gaps.append(meta["gap"])
    assert len(set(gaps)) == len(gaps) >= 4
    assert all(gaps)
