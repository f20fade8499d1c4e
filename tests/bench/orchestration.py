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
        kind, chain = ("agents differ", 3) if hard else ("agents agree", 2)

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


def pieces(request: Request) -> list[tuple[str, float]]:
    """A request as its server reads it: texts and images in their order, each with its size in tokens."""
    found: list[tuple[str, float]] = []
    for message in request.messages:
        found.append((message.text, len(message.text) / 4))
        found.extend((image.sha256, float(image.tokens)) for image in message.images)
    return found


def kept(request: Request, before: Request) -> float:
    """Tokens that a prefix cache which has seen another request need not read again."""
    tokens = 0.0
    for (text, size), (other, _) in zip(pieces(request), pieces(before), strict=False):
        if text != other:
            same = next((n for n, pair in enumerate(zip(text, other, strict=False)) if pair[0] != pair[1]), 0)
            return tokens + (same / 4 if size == len(text) / 4 else 0.0)
        tokens += size
    return tokens


def kept_share(requests: list[Request], before: list[Request]) -> float:
    """Share of the prompt tokens that the longest prefix of any earlier request holds."""
    whole = sum(size for request in requests for _, size in pieces(request))
    seen, held = [*before], 0.0
    for request in requests:
        held += max((kept(request, one) for one in seen), default=0.0)
        seen.append(request)
    return held / whole


async def tokens(folder: Path) -> None:
    """Prompt size and shared prefixes of two cases with three images and 500 words each."""
    import numpy as np

    asked: list[list[Request]] = []
    for n, history in enumerate((LONG_HISTORY, f"Since last week. {LONG_HISTORY}")):
        for i in range(3):
            save_png(render(np.random.default_rng(3 * n + i), size=512), folder / f"{n}_{i}.png")
        images = tuple(CaseImage(path=f"{n}_{i}.png") for i in range(3))
        model = scripted(hard=True)
        await adiagnose(Case(id=f"long{n}", history=history, images=images), chat=model, graph="mac", folder=folder)
        asked.append(model.requests)
    first, second = asked
    text = sum(len(message.text) for request in first for message in request.messages) // 4
    images = [image for request in first for message in request.messages for image in message.images]
    by_task: dict[str, list[list[Request]]] = {}
    for n, requests in enumerate(asked):
        for request in requests:
            by_task.setdefault(request.schema_name, [[], []])[n].append(request)
    print(
        f"500 words and 3 images: {len(first)} calls, {text} prompt tokens of text (4 characters each) and "
        f"{len(images)} images = {text + sum(image.tokens for image in images)} tokens by the size of each"
    )
    print(
        f"  held by a prefix cache: {100 * kept_share(first, []):.0f} % of the prompt tokens of a first case, "
        f"{100 * kept_share(second, first):.0f} % of those of a second one"
    )
    for task, (ones, others) in sorted(by_task.items()):
        size = sum(size for _, size in pieces(others[0]))
        print(f"  {task}: {kept(others[0], ones[0]):.0f} of {size:.0f} tokens are the same for both cases")


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
