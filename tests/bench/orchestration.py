"""Calls, chain, time, CPU and memory of the agents against a mock model; `python -m tests.bench.orchestration`.

The model answers after 50 ms with a fixed reply: readers who agree (easy) or who all differ (hard). The base of the
time ratio is the longest chain of calls times the latency; that of the CPU figures the offline workflow, same case.
"""

import asyncio
import json
import re
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from dermagent import Case, CaseImage, adiagnose
from dermagent.imaging.synth import render, save_png
from dermagent.llm.base import ChatModel, Request
from dermagent.llm.openai_compat import OpenAICompatible
from dermagent.llm.scripted import ScriptedModel
from tests.mock_server import MockServer, serving
from tests.shared import ROOT

LATENCY_S = 0.05
HISTORY = json.loads((ROOT / "examples/flexural_eczema.json").read_text(encoding="utf-8"))["history"]
LONG_HISTORY = " ".join((HISTORY.split() * 20)[:500])
FIRST_CHOICES = {
    "a general dermatologist": "atopic_dermatitis",
    "dermatologist for inflammatory": "scabies",
    "dermatologist for skin tumours": "psoriasis",
    "dermatologist for drug": "urticaria",
}


def reply(schema: str, task: str, *, hard: bool) -> dict[str, Any]:
    """What the mock model says."""
    if schema == "VisionReply":
        named = [
            {"name": name, "confidence": 0.3, "reason": "r"} for name in ("Atopic dermatitis", "Scabies", "Psoriasis")
        ]
        return {"reasoning": "r", "findings": [{"name": "plaque", "seen_in_picture": True}], "candidates": named}
    if schema == "HistoryReply":
        return {"findings": [{"quote": "itch", "finding": "pruritus", "polarity": "present"}]}
    first = next((c for word, c in FIRST_CHOICES.items() if word in task), "scabies") if hard else "atopic_dermatitis"
    claim = {"finding": "itch", "speaks": "for", "text": "It itches.", "statement": "", "quote": ""}
    views = [{"condition": first, "probability": 0.6, "claims": [claim]}]
    more = {"stances": []} if schema == "StanceReply" else {}
    return {"views": views, "concerns": []} | more


def served(*, hard: bool) -> MockServer:
    def answer(body: dict[str, Any]) -> str:
        schema = body["response_format"]["json_schema"]["name"]
        return json.dumps(reply(schema, str(body["messages"][-1]["content"]), hard=hard))

    return MockServer(answer, latency_s=LATENCY_S)


@contextmanager
def server_process(*, hard: bool) -> Any:
    """The mock server in a process of its own, so that its CPU time is not ours."""
    command = [sys.executable, "-m", "tests.bench.orchestration", "--serve", "hard" if hard else "easy"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stdin=subprocess.PIPE, text=True, cwd=ROOT) as process:
        assert process.stdout
        assert process.stdin
        yield process.stdout.readline().strip()
        process.stdin.close()


def serve(kind: str) -> None:
    with serving(served(hard=kind == "hard")) as server:
        print(server.base_url, flush=True)
        sys.stdin.read()


async def each(n: int, one: Callable[[int], Awaitable[Any]]) -> tuple[float, float, list[Any]]:
    """Wall and CPU seconds a case of n cases one after another, after one that does not count."""
    await one(-1)
    wall, cpu = time.perf_counter(), time.process_time()
    results = [await one(i) for i in range(n)]
    return (time.perf_counter() - wall) / n, (time.process_time() - cpu) / n, results


def scripted(*, hard: bool) -> ScriptedModel:
    def script(request: Request) -> dict[str, Any]:
        return reply(request.schema_name, request.messages[-1].text, hard=hard)

    return ScriptedModel(script)


async def measure(folder: Path) -> None:
    """All figures."""
    _, offline, _ = await each(20, lambda i: adiagnose(Case(id=f"c{i}", history=HISTORY)))
    print(f"offline workflow, CPU a case: {offline * 1000:.1f} ms")
    for hard in (False, True):
        kind, chain = ("readers differ", 3) if hard else ("readers agree", 2)

        async def ask(i: int, chat: ChatModel) -> Any:
            return await adiagnose(Case(id=f"c{i}", history=HISTORY), chat=chat, graph="mac")

        with server_process(hard=hard) as url:
            model = OpenAICompatible("mock", base_url=url, concurrency=256)
            wall, cpu, results = await each(20, lambda i, m=model: ask(i, m))
            calls = results[0].provenance.calls
            print(f"{kind}: {calls} calls, {chain} in sequence")
            print(
                f"  wall {wall * 1000:.0f} ms = {wall / (chain * LATENCY_S):.2f} x chain x latency; "
                f"CPU {cpu * 1000:.1f} ms with the client = {cpu / offline:.1f} x offline"
            )
            started = time.perf_counter()
            await asyncio.gather(*(ask(i, model) for i in range(100, 150)))
            print(f"  50 cases at once: {50 / (time.perf_counter() - started):.1f} cases/s")
            if hard:
                await asyncio.gather(*(ask(i, model) for i in range(200, 400)))
                status = Path("/proc/self/status").read_text(encoding="utf-8")  # noqa: ASYNC240
                peak = re.search(r"VmHWM:\s+(\d+)", status)
                print(f"  200 cases at once: peak memory {int(peak[1]) / 1024 if peak else 0:.0f} MB")
            await model.aclose()
        plain = scripted(hard=hard)
        _, without, _ = await each(20, lambda i, m=plain: ask(i, m))
        print(f"  CPU without the client: {without * 1000:.1f} ms = {without / offline:.1f} x offline")
    await tokens(folder)


async def tokens(folder: Path) -> None:
    """Prompt size and shared prefix of a case with three pictures and 500 words."""
    import numpy as np

    for i in range(3):
        save_png(render(np.random.default_rng(i), size=512), folder / f"{i}.png")
    case = Case(id="long", history=LONG_HISTORY, images=tuple(CaseImage(path=f"{i}.png") for i in range(3)))
    model = scripted(hard=True)
    await adiagnose(case, chat=model, graph="mac", folder=folder)
    text = sum(len(message.text) for request in model.requests for message in request.messages) // 4
    pictures = sum(len(message.pictures) for request in model.requests for message in request.messages)
    agents = [request for request in model.requests if request.schema_name != "VisionReply"]
    texts = ["\n".join(message.text for message in request.messages) for request in agents]
    shared = 0
    while all(len(text) > shared and text[shared] == texts[0][shared] for text in texts):
        shared += 1
    mean = sum(map(len, texts)) / len(texts)
    print(
        f"500 words and 3 pictures: {len(model.requests)} calls, {text} prompt tokens of text (4 characters each) and "
        f"{pictures} pictures = {text + 256 * pictures} tokens at 256 a picture; of the readers' text "
        f"{100 * shared / mean:.0f} % is a shared prefix"
    )


def main() -> int:
    """Print everything."""
    if sys.argv[1:2] == ["--serve"]:
        serve(sys.argv[2])
        return 0
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(measure(Path(folder)))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
