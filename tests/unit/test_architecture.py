"""The shape of the code: imports point one way, start-up is light, only the command line prints."""

import ast
import importlib
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from functools import cache
from graphlib import TopologicalSorter
from pathlib import Path

import dermagent
from dermagent.knowledge.lexicon import shipped_phrases
from dermagent.knowledge.speech import speech, spoken
from dermagent.types import Language
from tests.shared import ROOT

LAYERS = [
    [
        "types",
        "compiled",
        "errors",
        "image_files",
        "onnx",
        "plugins",
        "pseudo",
        "ranks",
        "resources",
        "tracing",
        "vectors",
    ],
    ["image_files", "text"],
    ["knowledge", "prompts", "settings"],
    ["reading"],
    ["imaging", "llm"],
    ["encoders"],
    ["concepts", "index"],
    ["steps", "provenance"],
    ["workflow"],
    ["api", "report"],
    ["evals", "serve"],
    ["cli"],
]
LEVEL = {name: level for level, names in enumerate(LAYERS) for name in names}
HEAVY = {"langgraph", "openai", "numpy", "llama_index", "torch", "PIL", "pydantic", "rich", "rapidfuzz", "yaml"}


@cache
def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


@cache
def modules() -> tuple[tuple[Path, str, list[str]], ...]:
    """Each module of the package with its layer and the absolute names it imports anywhere."""
    return tuple(_modules())


def _modules() -> Iterator[tuple[Path, str, list[str]]]:
    for path in sorted((ROOT / "dermagent").rglob("*.py")):
        here = path.relative_to(ROOT / "dermagent").parts[0].removesuffix(".py")
        names: list[str] = []
        for node in ast.walk(tree_of(path)):
            if isinstance(node, ast.ImportFrom):
                assert node.level == 0, f"{path.name} uses a relative import"
                names += [node.module or ""] + [f"{node.module}.{alias.name}" for alias in node.names]
            elif isinstance(node, ast.Import):
                names += [alias.name for alias in node.names]
        yield path, here, names


def test_imports_point_one_way() -> None:
    wrong = []
    for path, here, names in modules():
        if here == "__init__":
            continue  # the package's front door re-exports lazily
        for name in names:
            parts = name.split(".")
            if parts[0] == "dermagent" and len(parts) > 1 and parts[1] in LEVEL and LEVEL[parts[1]] > LEVEL[here]:
                wrong.append(f"{path.name} imports {name}")
    assert not wrong


def test_the_rooms_of_the_evaluation_point_one_way() -> None:
    rooms = ["metrics", "datasets", "running", "audits", "reporting"]
    wrong = []
    for path, here, names in modules():
        room = path.parent.name
        if here == "evals" and room in rooms:
            later = tuple(f"dermagent.evals.{name}" for name in rooms[rooms.index(room) + 1 :])
            wrong += [f"{room}/{path.name} imports {name}" for name in names if name.startswith(later)]
    assert not wrong
    assert {path.parent.name for path, here, _ in modules() if here == "evals"} == {"evals", *rooms}


def test_every_module_has_a_layer_and_a_purpose() -> None:
    for path, here, _ in modules():
        assert here in LEVEL or here == "__init__", f"{path} stands in no layer"
        assert ast.get_docstring(tree_of(path)), f"{path} does not say its purpose"


def test_only_the_workflow_imports_langgraph() -> None:
    for package in ("aiosqlite", "langchain_core", "langgraph", "langsmith", "psycopg", "psycopg_pool"):
        users = {here for _, here, names in modules() if any(name.split(".")[0] == package for name in names)}
        assert users == {"workflow"}


def test_only_its_adapter_imports_openai_and_tenacity() -> None:
    for package in ("openai", "tenacity"):
        users = {path.name for path, _, names in modules() if any(name.split(".")[0] == package for name in names)}
        assert users == {"openai_compat.py"}


def test_only_the_server_imports_what_its_extra_installs() -> None:
    for package in ("prometheus_client", "python_multipart", "starlette", "uvicorn"):
        users = {here for _, here, names in modules() if any(name.split(".")[0] == package for name in names)}
        assert users == {"serve"}


def test_only_its_adapter_imports_opentelemetry() -> None:
    users = {path.name for path, _, names in modules() if any(name.split(".")[0] == "opentelemetry" for name in names)}
    assert users == {"tracing.py"}


def test_only_the_command_line_prints() -> None:
    for path, here, _ in modules():
        for node in ast.walk(tree_of(path)):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "print":
                assert here == "cli", f"{path.name} prints"


def compared_with(node: ast.AST) -> list[ast.expr]:
    """What an expression compares: operands of ==, != or in, members of a set, what `startswith` is given."""
    if isinstance(node, ast.Compare):
        return [node.left, *node.comparators]
    if isinstance(node, ast.Set):
        return node.elts
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "startswith":
        return node.args
    return []


def test_no_module_but_the_retrievers_compares_a_retrievers_name() -> None:
    names = {"aspects", "clip", "lesion", "vlm", "vlm_images", "zero_shot"}
    for path, _, _ in modules():
        if "retrieve" in path.parts:
            continue
        for node in ast.walk(tree_of(path)):
            found = {one.value for one in compared_with(node) if isinstance(one, ast.Constant)}
            assert not found & names, f"{path.name} compares with {found & names}"


def imported_by(code: str) -> set[str]:
    probe = f"import sys; {code}; print(*sorted({HEAVY!r} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", probe], capture_output=True, text=True, check=True)
    return set(done.stdout.splitlines()[-1].split()) if done.stdout.strip() else set()


def test_help_imports_nothing_heavy() -> None:
    run_help = (
        "import dermagent.cli as c, io, contextlib\n"
        "with contextlib.redirect_stdout(io.StringIO()):\n"
        "    try: c.main(['--help'])\n"
        "    except SystemExit: pass\n"
    )
    assert imported_by(f"exec({run_help!r})") == set()


def test_importing_the_package_imports_nothing_heavy() -> None:
    assert imported_by("import dermagent") == set()


def test_all_is_what_the_package_offers() -> None:
    for name in dermagent.__all__:
        assert getattr(dermagent, name) is not None
    assert sorted(dermagent.__all__) == dir(dermagent)


def test_a_class_name_means_one_thing() -> None:
    homes: dict[str, set[str]] = {}
    for path, _, _ in modules():
        for node in ast.walk(tree_of(path)):
            if isinstance(node, ast.ClassDef):
                homes.setdefault(node.name, set()).add(str(path.relative_to(ROOT)))
    assert not {name: paths for name, paths in homes.items() if len(paths) > 1}


def test_a_module_and_factory_are_loaded_in_one_place() -> None:
    loaders = {
        path.name
        for path, here, _ in modules()
        if here != "cli" and {"import_module", '.partition(":")'} <= set(_called(path))  # the commands are a table
    }
    assert loaders == {"plugins.py"}


def _called(path: Path) -> list[str]:
    text = path.read_text(encoding="utf-8")
    return [call for call in ("import_module", '.partition(":")') if call in text]


def test_probabilities_of_scores_are_made_in_one_place() -> None:
    """A softmax of its own divides exponentials by their sum, or subtracts the largest score before them."""
    own = re.compile(r"np\.exp\([^\n]*\.max\(|np\.exp\(\w+\)\.sum\(")
    found = [path.name for path, _, _ in modules() if own.search(path.read_text(encoding="utf-8"))]
    assert found == ["vectors.py"]


def test_no_module_imports_in_a_circle() -> None:
    names = {".".join(path.relative_to(ROOT).with_suffix("").parts): imported for path, _, imported in modules()}
    edges = {name: {other for other in imported if other in names} for name, imported in names.items()}
    assert list(TopologicalSorter(edges).static_order())  # raises CycleError, which names the circle


def test_the_reference_lists_only_what_is_there() -> None:
    text = (ROOT / "docs" / "reference.md").read_text(encoding="utf-8")
    listed = re.findall(r"automodule:: ([\w.]+)(?:\n\s+:members: (.+))?", text)
    assert len(listed) > 5
    for module, members in listed:
        held = importlib.import_module(module)
        assert not [one for one in members.split(", ") if members and not hasattr(held, one)], module


def test_no_chinese_stands_in_code_and_every_pattern_of_speech_compiles() -> None:
    han = re.compile("[\u3400-\u9fff\uf900-\ufaff]")
    assert not [path.name for path, _, _ in modules() if han.search(path.read_text(encoding="utf-8"))]
    patterns = {
        name for name, value in speech().items() if isinstance(value, str) and name not in ("to_consider", "is_not")
    }
    used = set(re.findall(r'spoken\("(\w+)"\)', "".join(p.read_text(encoding="utf-8") for p, _, _ in modules())))
    assert used == patterns
    assert all(spoken(name).pattern for name in patterns)


_COMPARED: tuple[Language, ...] = ("es", "en")
#: Words of the Spanish lexicon that are English ones too, or names of formats.
_ALSO_ENGLISH = set(
    "color tumor total auto local media dice animal normal crisis general real visible control lateral coma".split()
)
#: Spanish words that only link others, in patterns for numbers and in the list of words that no sentence ends with.
_LINKING = set("cada como contra para pero porque sobre unas unos".split())
#: Spanish words of doubt, time and measure that the lexicon of findings does not have.
_OF_NOTES = set(
    "ciento descarta descartar días diagnóstico edad enfermedad meses porcentaje posible semanas sospecha".split()
)
#: What still stands in code: the word behind an age, which is read in one pattern for all languages.
_STANDING = {("numbers.py", "edad")}


def test_no_spanish_clinical_word_stands_in_code() -> None:
    told: dict[str, Counter[str]] = {
        language: Counter(word for phrases in shipped_phrases(language).values() for word in _words(" ".join(phrases)))
        for language in _COMPARED
    }
    clinical = {word for word, times in told["es"].items() if times > 1 and len(word) > 3 and word not in told["en"]}
    assert {"fiebre", "ampollas", "picazón", "sangre", "herida"} <= clinical
    spanish = (clinical | _OF_NOTES) - _ALSO_ENGLISH - _LINKING
    found = {(path.name, word) for path, _, _ in modules() for text in _texts_of(path) for word in _words(text)}
    assert {(name, word) for name, word in found if word in spanish} <= _STANDING


def _words(text: str) -> list[str]:
    return re.findall(r"[^\W\d_]+", text.lower())


def _texts_of(path: Path) -> Iterator[str]:
    """The texts in a module's code; what describes it may give examples of any language."""
    described = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    docs = {id(node.body[0]) for node in ast.walk(tree_of(path)) if isinstance(node, described) and node.body}
    skipped = {
        id(inner)
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.Expr) and id(node) in docs
        for inner in ast.walk(node)
    }
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in skipped:
            yield node.value
