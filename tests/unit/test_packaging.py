"""The files beside the package: how to cite it, whose weights it uses, and the container of its server."""

import json
import re
import shlex
import shutil
import subprocess
import tomllib
from datetime import date
from typing import Any

import pytest
import yaml

from dermagent import Case, InputError, diagnose
from dermagent.cli.serve import serve
from dermagent.cli.vllm import vllm
from dermagent.encoders.licences import licence_of
from dermagent.settings import Settings, resolve
from dermagent.workflow.deps import make_model
from tests.shared import ROOT

PROJECT: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
NOTICE = (ROOT / "NOTICE").read_text(encoding="utf-8")
DOCKERFILE = re.sub(r"\\\n", " ", (ROOT / "Dockerfile").read_text(encoding="utf-8"))
STEPS = [tuple(line.split(None, 1)) for line in DOCKERFILE.splitlines() if line and not line.startswith("#")]
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "compose.yaml").read_text(encoding="utf-8"))
WITH_VLLM: dict[str, Any] = yaml.safe_load((ROOT / "compose.vllm.yaml").read_text(encoding="utf-8"))
SECRET = re.compile(r"(?i)(token|key|password|secret)\s*[:=]\s*[\"']?[A-Za-z0-9_./+-]{8,}")


def test_the_citation_is_of_this_version() -> None:
    cited = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    assert cited["cff-version"] == "1.2.0"
    assert {"message", "title", "authors"} <= cited.keys()
    assert cited["authors"] == PROJECT["authors"]
    assert (cited["version"], cited["license"]) == (PROJECT["version"], PROJECT["license"])
    assert date.fromisoformat(cited["date-released"])


def test_the_notice_names_all_weights_with_their_licence() -> None:
    assert "NOTICE" in PROJECT["license-files"]
    for kind in ("*.npz", "*.onnx", "*.safetensors", "*.pt"):
        for path in (ROOT / "dermagent").rglob(kind):
            assert str(path.relative_to(ROOT)) in NOTICE
    pinned = {one.split("==")[0] for extra in PROJECT["optional-dependencies"].values() for one in extra if "==" in one}
    assert pinned and all(f"\n{name} (extra" in NOTICE for name in pinned)  # those that bring weights are pinned
    for model in yaml.safe_load((ROOT / "dermagent/llm/models.yaml").read_text(encoding="utf-8")):
        if "licence" in model:
            assert f"{model['family']}: {model['licence']}\n" in NOTICE
    for name, licence in re.findall(r"^    (DermLIP|Derm1M|MONET|PanDerm|MAKE): (.+)$", NOTICE, re.MULTILINE):
        assert licence_of(f"hf-hub:someone/{name}") == licence
    assert licence_of("hf-hub:someone/other").startswith("not known")


def of(instruction: str) -> list[str]:
    return [text for name, text in STEPS if name == instruction]


def test_the_container_is_pinned_runs_as_nobody_and_tells_of_its_health() -> None:
    assert of("ARG") == ["BASE=python:3.11.9-slim-bookworm"]
    assert all(text.startswith("${BASE}") for text in of("FROM"))
    last = DOCKERFILE.rpartition("FROM ")[2]
    assert re.search(r"^USER [1-9]\d+$", last, re.MULTILINE)
    assert last.index("USER") < last.index("ENTRYPOINT")
    [health] = of("HEALTHCHECK")
    assert "/healthz" in health
    for path in ("Dockerfile", "compose.yaml", "compose.vllm.yaml"):
        assert not SECRET.search((ROOT / path).read_text(encoding="utf-8")), path
    assert "ADD" not in dict(STEPS) and "curl" not in DOCKERFILE


def test_the_container_begins_a_server_whose_options_exist() -> None:
    [entry], [command] = of("ENTRYPOINT"), of("CMD")
    name, *options = json.loads(command)
    assert (json.loads(entry), name) == (["dermagent"], "serve")
    given = serve.make_context(name, options).params
    assert given["allow_remote"] and given["host"] == "0.0.0.0"  # noqa: S104 - of the container
    assert given["port"] == int(of("EXPOSE")[0]) == 8000
    assert given["sessions"].startswith(of("VOLUME")[0])


def test_what_the_container_installs_exists_and_is_copied() -> None:
    extras = re.search(r'"\.\[([a-z,]+)\]"', DOCKERFILE)
    assert extras and set(extras[1].split(",")) <= PROJECT["optional-dependencies"].keys()
    copied = {name for text in of("COPY") if "--from" not in text for name in text.split()[:-1]}
    ignored = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    assert all((ROOT / name).exists() and f"!{name}" in ignored for name in copied)
    built = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["hatch"]["build"]["targets"]
    assert {"dermagent", *built["wheel"]["force-include"], *PROJECT["license-files"], PROJECT["readme"]} <= copied
    script = re.search(r"grep -oE '([^']+)' requirements.lock", DOCKERFILE)
    assert script
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    pinned = re.findall(script[1], lock, re.MULTILINE)
    assert len(pinned) == len(re.findall(r"^\S+==", lock, re.MULTILINE)) > 100
    assert any(one.startswith("starlette==") for one in pinned)


def test_the_compose_file_fits_the_server_and_the_model_server() -> None:
    server, model = COMPOSE["services"]["dermagent"], WITH_VLLM["services"]["vllm"]
    with_model = WITH_VLLM["services"]["dermagent"]["environment"]
    assert server["image"] == f"dermagent:{PROJECT['version']}"
    assert all(port.startswith("127.0.0.1:") for port in server["ports"]) and "ports" not in model
    known = {f"DERMAGENT_{field.upper()}" for field in Settings.model_fields} | {
        "DERMAGENT_SERVE_TOKEN",
        "DERMAGENT_API_KEY",
    }
    assert server["environment"].keys() | with_model.keys() <= known
    assert ":?" in server["environment"]["DERMAGENT_SERVE_TOKEN"]  # it does not start without one
    assert server["read_only"] and server["cap_drop"] == ["ALL"]
    assert {one.split(":")[0] for one in server["volumes"]} == COMPOSE["volumes"].keys()
    assert {one.split(":")[0] for one in model["volumes"]} == WITH_VLLM["volumes"].keys()
    assert server["volumes"][0].endswith(of("VOLUME")[0])
    assert not model["image"].endswith("latest")


def test_the_composed_server_answers_alone_and_with_a_model_asks_none_but_its_neighbour(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def given(environment: dict[str, str]) -> None:
        for name, value in environment.items():
            monkeypatch.setenv(name, re.sub(r"^\$\{\w+:-(.*)\}$", r"\1", value))

    given(COMPOSE["services"]["dermagent"]["environment"])
    assert diagnose(Case(history="Itchy dry patches in both elbow creases since childhood.")).outcome == "answered"
    given(WITH_VLLM["services"]["dermagent"]["environment"])
    chat = make_model(resolve())
    assert chat is not None and chat.name == "Qwen/Qwen2.5-VL-7B-Instruct"
    monkeypatch.setenv("DERMAGENT_BASE_URL", "http://elsewhere.test/v1")
    with pytest.raises(InputError, match="elsewhere"):
        make_model(resolve())


def test_the_model_server_has_the_flags_that_are_told(capsys: pytest.CaptureFixture[str]) -> None:
    vllm.main(["Qwen/Qwen2.5-VL-7B-Instruct"], standalone_mode=False)
    told = shlex.split(capsys.readouterr().out.splitlines()[0])
    service = WITH_VLLM["services"]["vllm"]
    model, *given = service["command"]
    assert service["entrypoint"] == told[:2] and model.endswith(f":-{told[2]}}}")
    flags = {flag.split("=")[0]: flag.partition("=")[2] for flag in given}
    assert json.loads(flags["--limit-mm-per-prompt"]) == json.loads(told[told.index("--limit-mm-per-prompt") + 1])
    assert {one for one in told if one.startswith("--")} - {"--host", "--port"} == flags.keys()


@pytest.mark.doors
@pytest.mark.skipif(
    not shutil.which("docker") or subprocess.run(["docker", "info"], capture_output=True).returncode != 0,
    reason="Docker is not at work here",
)
def test_the_container_is_built() -> None:
    done = subprocess.run(["docker", "build", "."], cwd=ROOT, capture_output=True, text=True, timeout=1800)
    assert done.returncode == 0, done.stderr[-4000:]
