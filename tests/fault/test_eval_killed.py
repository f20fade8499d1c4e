"""An evaluation is killed at random while calls fail: no case is lost or doubled, scores are those of a calm run."""

import json
import os
import random
import signal
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from dermagent.evals.datasets.base import LabelledCase
from dermagent.evals.reporting.scoring import score
from dermagent.evals.running.records import Record, read_records
from dermagent.types import Case, Language
from tests.commands import run
from tests.mock_server import MockServer, serving
from tests.servers import started
from tests.shared import ROOT

#: Faults that a further attempt mends.
MENDED = ("429", "500", "503", "drop", "malformed", "truncated", "html", "no_choices")
COMMAND = ["eval", "run"]


class Numbered:
    """As many cases as DERMAGENT_TEST_CASES says, by number alone."""

    name = "numbered"

    def load(self, root: Path, *, split: str, language: Language) -> Iterator[LabelledCase]:
        for n in range(int(os.environ["NUMBERED_CASES"])):
            condition = ("scabies", "plaque_psoriasis")[n % 2]
            yield LabelledCase(Case(id=f"c{n}", history=f"A rash, {condition}, case {n}."), {condition: 1.0})


def answer(body: dict[str, Any]) -> str:
    told = body["messages"][1]["content"]
    name = "Scabies" if "scabies" in told else "Plaque psoriasis"
    right = sum(map(ord, told)) % 4 > 0  # wrong about one case in four, the same ones every time
    candidate = {"name": name if right else "Urticaria", "confidence": 0.9, "reason": "r"}
    return json.dumps({"reasoning": "r", "findings": [], "candidates": [candidate]})


def evaluated(
    folder: Path, cases: int, *, share: float, kills: int, seed: int = 3
) -> tuple[list[Record], Counter[str]]:
    """The records of a run that was killed so often, and how often the server answered for each case."""
    rng = random.Random(seed)
    planned = [rng.choice(MENDED) if rng.random() < share else "" for _ in range(cases * 10)]
    with serving(MockServer(answer, lambda n: planned[n], latency_s=0.02)) as server:
        set_name = "tests.fault.test_eval_killed:Numbered"
        command = [*COMMAND, set_name, "--data", str(ROOT), "--out", str(folder), "--graph", "naive_cot"]
        command += ["--model", "m", "--base-url", server.base_url, "--concurrency", "8"]
        for n in range(kills):
            wanted = int(cases * (n + rng.random()) / (kills + 1)) + 1
            again = () if n == 0 else ("--resume",)
            with started(*command, *again, NUMBERED_CASES=str(cases)) as process:
                while len(server.bodies) < wanted and process.poll() is None:
                    time.sleep(0.005)
                assert len(server.bodies) >= wanted, process.stderr.read()  # it was at work when it was killed
                process.kill()
                process.wait(10)
            time.sleep(0.2)
        for flag in ("--resume", "--retry-failed"):
            last = [*command, flag] if kills or flag == "--retry-failed" else command
            done = run(*last, NUMBERED_CASES=str(cases))
            assert done.returncode == 0, done.stderr
        asked = [body for body, fault in zip(server.bodies, planned, strict=False) if not fault]
    return read_records(folder), Counter(body["messages"][1]["content"] for body in asked)


@pytest.mark.long
def test_a_killed_evaluation_scores_like_a_calm_one(tmp_path: Path) -> None:
    cases, kills = 60, 3
    calm, _ = evaluated(tmp_path / "calm", cases, share=0.0, kills=0)
    killed, answered = evaluated(tmp_path / "killed", cases, share=0.2, kills=kills)
    lines = (tmp_path / "killed/records.jsonl").read_text().splitlines()
    assert len({record.case_id for record in killed}) == cases
    asked_again = [one for one in map(json.loads, lines) if one["outcome"] == "failed" or one["unheard"]]
    assert len(lines) == cases + len(asked_again)
    assert score(killed, resamples=100).lines == score(calm, resamples=100).lines
    assert sum(r.reply_tokens for r in killed) == sum(r.reply_tokens for r in calm)
    assert sum(n - 1 for n in answered.values()) <= 8 * kills  # paid twice: calls in flight at a kill, nothing else


def test_a_run_that_the_user_breaks_off_says_what_is_kept_and_how_to_go_on(tmp_path: Path) -> None:
    with serving(MockServer(answer, latency_s=0.3)) as server:
        command = [*COMMAND, "tests.fault.test_eval_killed:Numbered", "--data", str(ROOT), "--out", str(tmp_path / "r")]
        command += ["--graph", "naive_cot", "--model", "m", "--base-url", server.base_url, "--concurrency", "1"]
        with started(*command, NUMBERED_CASES="40") as process:
            while len(server.bodies) < 3 and process.poll() is None:
                time.sleep(0.01)
            process.send_signal(signal.SIGINT)
            _, told = process.communicate(timeout=30)
    kept = len(read_records(tmp_path / "r"))
    assert process.returncode == 130, told
    assert f"stopped: {kept} cases are recorded in" in told and "go on with --resume" in told
