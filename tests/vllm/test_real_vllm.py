"""A real vLLM server on this machine's processor behind our client and the agents; `make test-vllm`.

The model is tiny and random: it shows that images, JSON schema, limits and the prefix cache work, not what they are
good for. Its replies are valid JSON without sense, so every case must end in a typed outcome.
"""

import hashlib
import os
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import aclosing
from pathlib import Path

import numpy as np
import pytest

from dermagent import Case, CaseImage, adiagnose
from dermagent.errors import ModelError
from dermagent.imaging.encode import encode
from dermagent.imaging.synth import render
from dermagent.llm.base import Completion, EncodedImage, Message, Request, Usage
from dermagent.llm.capabilities import capabilities_of
from dermagent.llm.openai_compat import OpenAICompatible
from dermagent.llm.schema import strict_schema
from dermagent.steps.retrieve.vlm import VisionReply
from tests.shared import ROOT

pytestmark = pytest.mark.vllm
PYTHON = Path(os.environ.get("DERMAGENT_VLLM_PYTHON", ROOT / ".venv-vllm" / "bin" / "python"))
QUIET = {
    "HF_HUB_OFFLINE": "1",
    "VLLM_CPU_KVCACHE_SPACE": "1",
    "VLLM_HOST_IP": "127.0.0.1",
    "VLLM_NO_USAGE_STATS": "1",
    "DO_NOT_TRACK": "1",
    "VLLM_CPU_OMP_THREADS_BIND": "nobind",
    "OMP_NUM_THREADS": "2",
}
IMAGES = 2


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    if not PYTHON.is_file():
        pytest.skip("there is no environment with vLLM; use make test-vllm")
    folder = tmp_path_factory.mktemp("vllm")
    subprocess.run([str(PYTHON), str(ROOT / "tests" / "vllm" / "tiny_model.py"), str(folder / "tiny")], check=True)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [str(PYTHON), "-m", "vllm.entrypoints.openai.api_server", "--model", str(folder / "tiny")]
    command += ["--served-model-name", "tiny-vl", "--host", "127.0.0.1", "--port", str(port), "--dtype", "bfloat16"]
    command += ["--max-model-len", "32768", "--max-num-seqs", "4", "--enforce-eager", "--enable-prompt-tokens-details"]
    command += ["--limit-mm-per-prompt", f'{{"image": {IMAGES}, "video": 0}}']
    command += ["--structured-outputs-config", '{"backend": "xgrammar", "disable_any_whitespace": true}']
    with (folder / "log").open("wb") as log:
        server = subprocess.Popen(command, env=os.environ | QUIET, stdout=log, stderr=subprocess.STDOUT)
    base = f"http://127.0.0.1:{port}/v1"
    started = time.monotonic()
    while not _answers(f"{base}/models"):
        if server.poll() is not None or time.monotonic() - started > 400:
            server.kill()
            pytest.fail("vLLM did not come up:\n" + (folder / "log").read_text(errors="replace")[-3000:])
        time.sleep(1)
    print(f"\nvLLM answers after {time.monotonic() - started:.0f} s")
    yield base
    server.terminate()
    server.wait(30)


def _answers(address: str) -> bool:
    try:
        with urllib.request.urlopen(address, timeout=2):  # noqa: S310 - loopback
            return True
    except (urllib.error.URLError, OSError):
        return False


def model_at(url: str) -> OpenAICompatible:
    return OpenAICompatible("tiny-vl", base_url=url, timeout_s=300, attempts=1)


class Counting:
    """A model that keeps what each reply used."""

    def __init__(self, model: OpenAICompatible) -> None:
        self._model, self.name, self.fingerprint = model, model.name, model.fingerprint
        self.usage: list[Usage] = []

    async def complete(self, request: Request) -> Completion:
        done = await self._model.complete(request)
        self.usage.append(done.usage)
        return done

    async def aclose(self) -> None:
        await self._model.aclose()


def image(seed: int) -> EncodedImage:
    content = encode(render(np.random.default_rng(seed), size=224).pixels, max_side=224)
    return EncodedImage(content, "image/jpeg", hashlib.sha256(content).hexdigest())


def request(images: tuple[EncodedImage, ...], text: str = "What is to be seen?") -> Request:
    messages = (Message("system", "You look at skin. " * 60), Message("user", text, images))
    return Request(messages, schema=strict_schema(VisionReply), schema_name="VisionReply", max_tokens=900)


@pytest.mark.parametrize("backend", ["auto", "transformers"])
def test_mllama_is_not_served_as_the_table_of_models_says(tmp_path: Path, backend: str) -> None:
    if not PYTHON.is_file():
        pytest.skip("there is no environment with vLLM; use make test-vllm")
    subprocess.run([str(PYTHON), str(ROOT / "tests" / "vllm" / "tiny_model.py"), str(tmp_path), "mllama"], check=True)
    command = [str(PYTHON), "-m", "vllm.entrypoints.openai.api_server", "--model", str(tmp_path), "--port", "0"]
    command += ["--max-model-len", "2048", "--enforce-eager", "--model-impl", backend]
    done = subprocess.run(command, env=os.environ | QUIET, capture_output=True, text=True, timeout=300)
    assert done.returncode != 0
    print("\nmllama,", backend, "backend:", done.stderr.strip().splitlines()[-1])
    assert "'MllamaProcessor' object has no attribute" in done.stderr
    assert "removed this architecture after 0.10.2" in capabilities_of("Llama-3.2-11B-Vision-Instruct").note


async def test_images_and_a_json_schema_give_a_reply_of_the_asked_form(url: str) -> None:
    async with aclosing(model_at(url)) as model:
        done = await model.complete(request((image(0), image(1))))
    VisionReply.model_validate_json(done.text)
    assert done.model_served == "tiny-vl"


async def test_one_image_too_many_is_an_error_and_no_answer(url: str) -> None:
    async with aclosing(model_at(url)) as model:
        with pytest.raises(ModelError, match="400"):
            await model.complete(request(tuple(image(n) for n in range(IMAGES + 1))))


async def test_the_second_reader_of_a_case_finds_its_prompt_in_the_cache(url: str) -> None:
    async with aclosing(model_at(url)) as model:
        first = await model.complete(request((image(5),), "Read it as a generalist."))
        second = await model.complete(request((image(5),), "Read it as a specialist."))
    print(f"\ncached of prompt tokens: {first.usage.cached_tokens} of {first.usage.prompt_tokens}, then ", end="")
    print(f"{second.usage.cached_tokens} of {second.usage.prompt_tokens}")
    assert second.usage.cached_tokens > 0.5 * second.usage.prompt_tokens


@pytest.mark.parametrize("graph", ["naive_cot", "guideline_cot", "mac"])
async def test_every_workflow_ends_in_a_typed_outcome(url: str, graph: str) -> None:
    images = tuple(CaseImage(content=image(seed).content) for seed in range(IMAGES))
    case = Case(id="tiny", history="A brown mole on the back that grew and changed its colour.", images=images)
    async with aclosing(model_at(url)) as model:
        counting = Counting(model)
        result = await adiagnose(case, chat=counting, graph=graph, images_per_request=IMAGES)
    used, prompt = result.provenance, sum(usage.prompt_tokens for usage in counting.usage)
    cached = sum(usage.cached_tokens for usage in counting.usage)
    print(
        f"\n{graph}: {result.outcome}, {used.calls} calls, {prompt} prompt tokens, of which the server had "
        f"{cached / prompt:.0%} in its cache; {len(result.opinions)} opinions"
    )
    assert result.outcome in {"answered", "abstained", "unusable"}
    assert used.calls >= 1
