"""How the code's structure is counted, on a small package made up for it."""

from pathlib import Path

import pytest

from tests.bench import structure
from tests.shared import ROOT

FILES = {
    "__init__.py": '"""The front door."""\n',
    "one.py": (
        '"""One."""\nfrom typing import TYPE_CHECKING\nfrom made import two\n'
        "if TYPE_CHECKING:\n    from made.four import Four\n\n\n"
        "class Shared:\n    def told(self) -> int:\n        return 1\n"
        "    def untold(self):\n        return 1\n"
    ),
    "two.py": (
        '"""Two."""\nclass Shared: ...\n\n\n'
        "def careful() -> None:\n    from made.three import quick\n    try:\n        quick()\n"
        "    except Exception:  # a guest may raise anything\n        pass\n"
        "    try:\n        quick()\n    except (ValueError, BaseException):\n        pass\n"
        "    try:\n        quick()\n    except:\n        quick()\n        raise\n"
        "    try:\n        quick()\n    except ValueError:\n        pass\n"
    ),
    "three.py": '"""Three."""\nasync def quick() -> None: ...\n',
    "four.py": '"""Four."""\nfrom made.one import Shared\n\n\nclass Four(Shared): ...\n',
    "workflow/__init__.py": '"""The workflow."""\n',
    "workflow/nodes.py": (
        '"""Nodes."""\n@staticmethod\ndef _a() -> int:\n    return 1\n\n\n'
        "def _b() -> int:\n    x = 1\n    return x\n\n\n"
        'STEPS: dict[str, object] = {"a": _a, "b": _b}\n'
    ),
}


@pytest.fixture
def made(tmp_path: Path) -> Path:
    package = tmp_path / "made"
    (package / "workflow").mkdir(parents=True)
    for name, text in FILES.items():
        (package / name).write_text(text, encoding="utf-8")
    return package


def test_modules_functions_and_annotations_are_counted(made: Path) -> None:
    code = structure.modules(made)
    assert {module.name: module.lines for module in code} == {
        "made": 1, "made.four": 5, "made.one": 12, "made.three": 2, "made.two": 23, "made.workflow": 1,
        "made.workflow.nodes": 12,
    }  # fmt: skip
    assert structure.return_annotations(code) == (5, 6)
    assert structure.long_functions(code, over=2) == {"made.two.careful": 19, "made.workflow.nodes._b": 3}


def test_broad_excepts_have_their_reasons(made: Path) -> None:
    assert structure.broad_excepts(structure.modules(made)) == {
        "made.two:9": "a guest may raise anything",
        "made.two:13": "",
        "made.two:17": "tidies up and raises it again",
    }


def test_names_of_classes_and_lines_of_nodes_are_counted(made: Path) -> None:
    code = structure.modules(made)
    assert structure.duplicate_classes(code) == {"Shared": ["made.one", "made.two"]}
    assert structure.node_lines(code[-1]) == {"a": 2, "b": 3}
    with pytest.raises(ValueError, match="expected a table STEPS"):
        structure.node_lines(code[0])


def test_a_circle_of_imports_is_found_also_through_a_function_but_not_through_types_alone(made: Path) -> None:
    assert structure.import_circle(structure.modules(made)) == []
    (made / "three.py").write_text("def later() -> None:\n    import made.one\n", encoding="utf-8")
    assert {"made.one", "made.two", "made.three"} == set(structure.import_circle(structure.modules(made)))


def test_chinese_in_code_is_found(made: Path) -> None:
    assert structure.with_cjk(structure.modules(made)) == []
    (made / "three.py").write_text('"""\u76ae\u75b9."""\n', encoding="utf-8")
    assert structure.with_cjk(structure.modules(made)) == ["made.three"]


def test_the_table_names_what_it_counts(made: Path) -> None:
    told = "\n".join(structure.table(made))
    assert "| modules, lines | 7, 56 |" in told
    assert "| functions that say what they return | 5 of 6 |" in told
    assert "| broad excepts, without a reason | 3, 1 |" in told
    assert "- `made.two:13`: no reason given" in told


def test_the_package_itself_is_built_as_it_is_meant_to_be() -> None:
    code = structure.modules(ROOT / "dermagent")
    told, functions = structure.return_annotations(code)
    assert told == functions
    assert structure.long_functions(code) == {}
    assert [place for place, reason in structure.broad_excepts(code).items() if not reason] == []
    assert structure.import_circle(code) == []
    assert structure.duplicate_classes(code) == {}
    assert structure.with_cjk(code) == []
