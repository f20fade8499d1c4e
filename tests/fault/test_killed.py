"""A batch is killed and run again: no case is lost, and nothing but the node in flight is paid twice."""

import json
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path
from typing import Any

from tests.mock_server import MockServer, serving
from tests.shared import ROOT

CASES, READERS = 10, 4
#: Runs the cases one after another, each resumed from the checkpoint file if it was begun, and prints the outcomes.
WORKER = """
import asyncio, sys
from pathlib import Path
from dermagent import Case, adiagnose
from dermagent.llm.openai_compat import OpenAICompatible

async def main(url, checkpoints, cases):
    chat = OpenAICompatible("m", base_url=url)
    for n in range(cases):
        case = Case(id=f"c{n}", history=f"An itchy rash, case {n}.")
        result = await adiagnose(case, chat=chat, graph="mac", checkpoints=Path(checkpoints))
        print(result.case_id, result.outcome, len(result.opinions), flush=True)
    await chat.aclose()

asyncio.run(main(sys.argv[1], sys.argv[2], int(sys.argv[3])))
"""


def answer(body: dict[str, Any]) -> str:
    candidate = {"name": "Scabies", "confidence": 0.9, "reason": "r"}
    if body["response_format"]["json_schema"]["name"] == "VisionReply":
        return json.dumps({"reasoning": "r", "findings": [], "candidates": [candidate]})
    if body["response_format"]["json_schema"]["name"] == "HistoryReply":
        return json.dumps({"findings": []})
    return json.dumps({"views": [{"condition": "scabies", "probability": 0.9, "claims": []}], "concerns": []})


def test_a_killed_batch_pays_again_for_the_node_in_flight_only(tmp_path: Path) -> None:
    kills = [7, 23, 38]  # killed when the server has seen so many calls
    with serving(MockServer(answer, latency_s=0.1)) as server:
        command = [sys.executable, "-c", WORKER, server.base_url, str(tmp_path / "runs.sqlite"), str(CASES)]
        for calls in kills:
            process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL)
            while len(server.bodies) < calls and process.poll() is None:
                time.sleep(0.005)
            assert process.poll() is None, "the batch ended before it could be killed"
            os.kill(process.pid, signal.SIGKILL)
            process.wait()
            time.sleep(0.3)  # calls that are under way reach the server
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120)
    assert done.stdout.splitlines() == [f"c{n} answered {READERS}" for n in range(CASES)]
    paid = Counter(json.dumps(body["messages"], sort_keys=True) for body in server.bodies)
    assert len(paid) == CASES * (READERS + 2)
    again = [number for number in paid.values() if number > 1]
    assert max(paid.values()) <= 2
    assert len(again) <= READERS * len(kills)  # a node asks at most as many at once as there are readers
