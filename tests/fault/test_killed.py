"""A batch is killed and run again: no case is lost, and nothing but the node in flight is paid twice."""

import asyncio
import json
import time
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from dermagent import Case, adiagnose
from dermagent.llm.openai_compat import OpenAICompatible
from tests.commands import forks
from tests.mock_server import MockServer, serving

READERS = 4


async def work(url: str, checkpoints: Path, cases: int) -> list[str]:
    """Run the cases one after another, each resumed from the checkpoint file if it was begun, and tell the outcomes."""
    chat, told = OpenAICompatible("m", base_url=url), []
    for n in range(cases):
        case = Case(id=f"c{n}", history=f"An itchy rash, case {n}.")
        result = await adiagnose(case, chat=chat, graph="mac", checkpoints=checkpoints)
        told.append(f"{result.case_id} {result.outcome} {len(result.opinions)}")
    await chat.aclose()
    return told


def worker(url: str, checkpoints: Path, cases: int, out: Path) -> None:
    """Do that work as a process."""
    out.write_text("\n".join(asyncio.run(work(url, checkpoints, cases))))


def answer(body: dict[str, Any]) -> str:
    candidate = {"name": "Scabies", "confidence": 0.9, "reason": "r"}
    if body["response_format"]["json_schema"]["name"] == "VisionReply":
        return json.dumps({"reasoning": "r", "findings": [], "candidates": [candidate]})
    if body["response_format"]["json_schema"]["name"] == "HistoryReply":
        return json.dumps({"findings": []})
    return json.dumps({"views": [{"condition": "scabies", "probability": 0.9, "claims": []}], "concerns": []})


@pytest.mark.parametrize(
    ("cases", "kills"),
    [(3, [3, 9, 16]), pytest.param(10, [7, 23, 38], marks=pytest.mark.long)],
)
def test_a_killed_batch_pays_again_for_the_node_in_flight_only(tmp_path: Path, cases: int, kills: list[int]) -> None:
    """The batch is killed when the server has seen so many calls."""
    with serving(MockServer(answer, latency_s=0.1)) as server:
        out = tmp_path / "told.txt"
        arguments = (server.base_url, tmp_path / "runs.sqlite", cases, out)
        for calls in kills:
            process = forks.Process(target=worker, args=arguments)
            process.start()
            while len(server.bodies) < calls and process.is_alive():
                time.sleep(0.005)
            assert process.is_alive(), "the batch ended before it could be killed"
            process.kill()
            process.join(10)
            time.sleep(0.3)  # calls that are under way reach the server
        process = forks.Process(target=worker, args=arguments)
        process.start()
        process.join(120)
    assert process.exitcode == 0
    assert out.read_text().splitlines() == [f"c{n} answered {READERS}" for n in range(cases)]
    paid = Counter(json.dumps(body["messages"], sort_keys=True) for body in server.bodies)
    assert len(paid) == cases * (READERS + 2)
    again = [number for number in paid.values() if number > 1]
    assert max(paid.values()) <= 2
    assert len(again) <= READERS * len(kills)  # a node asks at most as many at once as there are readers
