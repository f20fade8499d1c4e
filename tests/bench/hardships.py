"""What a server must bear, beside how it fares without: slow bodies, huge pictures, kill -9 while a model is asked."""

import asyncio
import base64
import io
import json
import os
import signal
import socket
import statistics
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import Any

import httpx2
import numpy as np
from PIL import Image

from tests.bench.served import DRUG, SERVER, family, memory, running
from tests.bench.speed import HISTORY
from tests.mock_server import MockServer, serving

#: Times the median of text cases alone that it may be beside slow bodies, which need no work, and beside pictures, each
#: of which keeps one of two cores busy.
BESIDE_BODIES, BESIDE_PICTURES = 2.0, 4.0
_HEAD = (
    "POST /v1/diagnose HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nContent-Length: 100000\r\n\r\n"
)
_NAMED = {"reasoning": "", "findings": [], "candidates": [{"name": "eczema", "confidence": 0.5, "reason": ""}]}


def verdict(fine: bool, told: str) -> str:
    """A line that says whether what must hold has held."""
    return f"{'held' if fine else 'NOT held'}: {told}"


def beside(alone: Sequence[float], hard: Sequence[float], wrong: int, most: float) -> tuple[bool, str]:
    """Whether text cases took at most so many times as long beside something hard, none wrong; and how many times."""
    ratio = statistics.median(hard) / statistics.median(alone)
    return ratio <= most and not wrong, f"{ratio:.2f} x"


async def texts(client: httpx2.AsyncClient, number: int, until: asyncio.Event | None = None) -> tuple[list[float], int]:
    """Milliseconds of text cases, one after the other, and how many went wrong; `number`, and more until an event."""
    took, wrong = [], 0
    while len(took) < number or (until and not until.is_set()):
        case = {"id": f"text-{len(took)}", "history": HISTORY + str(len(took))}
        began = time.perf_counter()
        answer = await client.post("v1/diagnose", json=case)
        took.append(1000 * (time.perf_counter() - began))
        wrong += answer.status_code != 200 or answer.json()["case_id"] != case["id"]
    return took, wrong


async def _warm(client: httpx2.AsyncClient) -> None:
    await asyncio.gather(*(client.post("v1/diagnose", json={"history": HISTORY}) for _ in range(8)))


@contextmanager
def dripping(address: str, bodies: int) -> Iterator[None]:
    """Requests whose bodies come a byte a second, for as long as this is open."""
    over = threading.Event()

    def drip(open_ones: Sequence[socket.socket]) -> None:
        while not over.wait(1):
            for one in open_ones:
                with suppress(OSError):  # the server may have had enough of it
                    one.sendall(b"x")

    with ExitStack() as stack:
        port = int(address.rstrip("/").rpartition(":")[2])
        connect = (socket.create_connection(("127.0.0.1", port), timeout=10) for _ in range(bodies))
        open_ones = [stack.enter_context(one) for one in connect]
        for one in open_ones:
            one.sendall(f'{_HEAD}{{"history": "x'.encode())
        dripper = threading.Thread(target=drip, args=(open_ones,))
        dripper.start()
        try:
            yield
        finally:
            over.set()
            dripper.join()


def slow_bodies(bodies: int, cases: int) -> None:
    """Print how long text cases take while many bodies come in slowly."""

    async def measured(address: str) -> tuple[list[float], list[float], int]:
        async with httpx2.AsyncClient(base_url=address, timeout=120) as client:
            await _warm(client)
            alone, wrong = await texts(client, cases)
            with dripping(address, bodies):
                hard, wrong_hard = await texts(client, cases)
            return alone, hard, wrong + wrong_hard

    with running([*SERVER, "--processes", "2"]) as (address, _):
        alone, hard, wrong = asyncio.run(measured(address))
    before, after = statistics.median(alone), statistics.median(hard)
    print(f"text case alone                      median {before:6.0f} ms, slowest {max(alone):6.0f} ms")
    print(f"beside {bodies:4d} slow bodies              median {after:6.0f} ms, slowest {max(hard):6.0f} ms")
    fine, ratio = beside(alone, hard, wrong, BESIDE_BODIES)
    told = f"{ratio} beside slow bodies (at most {BESIDE_BODIES:.0f}), {wrong} of {2 * cases} wrong"
    print(verdict(fine, told), flush=True)


def picture() -> str:
    """A PNG of 59 megapixels, as a case holds it."""
    small = np.random.default_rng(0).integers(60, 220, (130, 178, 3), dtype=np.uint8)
    content = io.BytesIO()
    Image.fromarray(small).resize((8900, 6630), Image.Resampling.NEAREST).save(content, "PNG", compress_level=1)
    return base64.b64encode(content.getvalue()).decode()


async def _shown(
    client: httpx2.AsyncClient, content: str, pictures: int, over: asyncio.Event
) -> tuple[list[float], int]:
    """Seconds of cases with a huge picture, one after the other, and how many went wrong."""
    took, wrong = [], 0
    for n in range(pictures):
        case = {"id": f"picture-{n}", "history": HISTORY, "images": [{"content": content}]}
        began = time.perf_counter()
        answer = await client.post("v1/diagnose", json=case)
        took.append(time.perf_counter() - began)
        told = answer.json() if answer.status_code == 200 else {"case_id": "", "images": []}
        wrong += told["case_id"] != case["id"] or [one["refused"] for one in told["images"]] != [None]
    over.set()
    return took, wrong


async def _watched(pid: int, over: asyncio.Event) -> float:
    """The most memory that was held until an event, MB."""
    most = memory(pid)
    while not over.is_set():
        await asyncio.sleep(0.05)
        most = max(most, memory(pid))
    return most


def large_pictures(pictures: int, cases: int) -> None:
    """Print how long text cases take, and what is held, beside cases with pictures of 59 megapixels."""

    content = picture()

    async def measured(address: str, pid: int) -> tuple[Any, ...]:
        async with httpx2.AsyncClient(base_url=address, timeout=300) as client:
            await _warm(client)
            alone, wrong = await texts(client, cases)
            held, over = memory(pid), asyncio.Event()
            seen, (hard, wrong_hard), most = await asyncio.gather(
                _shown(client, content, pictures, over), texts(client, 1, over), _watched(pid, over)
            )
            return alone, hard, seen[0], held, most, wrong + wrong_hard + seen[1]

    with running([*SERVER, "--processes", "2"]) as (address, pid):
        alone, hard, seen, held, most, wrong = asyncio.run(measured(address, pid))
    before, after = statistics.median(alone), statistics.median(hard)
    print(f"text case alone                      median {before:6.0f} ms, slowest {max(alone):6.0f} ms, {held:5.0f} MB")
    print(
        f"beside {pictures:4d} of 59 megapixels        median {after:6.0f} ms, slowest {max(hard):6.0f} ms, "
        f"{most:5.0f} MB ({most / held:.1f} x); a picture {statistics.median(seen):.1f} s"
    )
    fine, ratio = beside(alone, hard, wrong, BESIDE_PICTURES)
    told = f"{ratio} beside pictures (at most {BESIDE_PICTURES:.0f}), {wrong} wrong"
    print(verdict(fine, f"{told} of {len(alone) + len(hard)} text cases and {pictures} pictures"), flush=True)


async def _told(client: httpx2.AsyncClient, path: str, body: Any) -> dict[str, Any]:
    """What a server says; empty where it was killed meanwhile."""
    try:
        answer = await client.post(f"v1/sessions{path}", json=body)
    except httpx2.HTTPError:
        return {}
    told: dict[str, Any] = answer.json() if answer.status_code == 200 else {}
    return told


async def _added(client: httpx2.AsyncClient, turns: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """The dialogues after one more sentence each."""
    more = {"history": "It itches at night."}
    return await asyncio.gather(*(_told(client, f"/{turn['session']}/more", more) for turn in turns))


async def _until_killed(address: str, pid: int, model: MockServer, dialogues: int) -> list[dict[str, Any]]:
    """Dialogues each with an acknowledged answer; the server is killed while the model reads what is said next."""
    async with httpx2.AsyncClient(base_url=address, timeout=120) as client:
        begin = (_told(client, "", {"id": str(n), "history": DRUG}) for n in range(dialogues))
        answers = []
        for n, turn in enumerate(await asyncio.gather(*begin)):
            said = {"question": turn["question"]["id"], "answer": ("yes", "no")[n % 2]}
            answers.append(_told(client, f"/{turn['session']}/answer", said))
        told = list(await asyncio.gather(*answers))
        asked, model.latency_s = len(model.bodies), 60.0
        left = asyncio.create_task(_added(client, told))
        for _ in range(6000):
            if len(model.bodies) > asked:
                break
            await asyncio.sleep(0.01)
        for one in reversed(family(pid)):
            os.kill(one, signal.SIGKILL)
        assert not any(await left), "answered although the model was not"
        return told


async def _found_again(address: str, told: Sequence[dict[str, Any]]) -> tuple[int, int]:
    """How many acknowledged answers a new server still knows, and how many that were not it takes when sent again."""
    kept = taken = 0
    async with httpx2.AsyncClient(base_url=address, timeout=120) as client:
        for n, turn in enumerate(await _added(client, told)):
            result = turn.get("differential", {"case_id": None, "urgency": None})
            mine = result["case_id"] == str(n)
            taken += mine
            kept += mine and (result["urgency"] == "emergency") is (n % 2 == 0)
    return kept, taken


def killed(dialogues: int) -> None:
    """Print what is left of dialogues after kill -9 of the server and its processes while a model is asked."""
    model = MockServer(lambda _: json.dumps(_NAMED))
    with tempfile.TemporaryDirectory() as folder, serving(model):
        command = [
            *SERVER,
            "--processes",
            "2",
            "--sessions",
            str(Path(folder) / "talks.sqlite"),
            "--graph",
            "naive_cot",
        ]
        command += ["--model", "mock", "--base-url", model.base_url, "--local-only"]
        began = time.perf_counter()
        with running(command) as (address, pid):
            first = time.perf_counter() - began
            told = asyncio.run(_until_killed(address, pid, model, dialogues))
        model.latency_s, began = 0.0, time.perf_counter()
        with running(command) as (address, _):
            again = time.perf_counter() - began
            kept, taken = asyncio.run(_found_again(address, told))
    acknowledged = sum(bool(turn) for turn in told)
    print(f"{dialogues} dialogues, killed in a model call: ready after {again:.1f} s, {again / first:.2f} x at first")
    fine = acknowledged == kept == taken == dialogues
    told_of = f"{kept} of {acknowledged} acknowledged answers found again, {taken} of {dialogues} taken when sent again"
    print(verdict(fine, told_of), flush=True)
