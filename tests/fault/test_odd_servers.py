"""Odd ways of answering through the library, the command line, an evaluation and the server: a table of outcomes.

The quick run meets every way once where a model alone retrieves, in two calls, and a few of all kinds with a whole team
of agents and through each door; the long run meets every way everywhere.
"""

import base64
import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from dermagent import Case, CaseImage, Differential, adiagnose, diagnose
from dermagent.cli import main
from dermagent.evals.datasets.base import LabelledCase
from dermagent.evals.running.plan import Plan
from dermagent.evals.running.records import read_records
from dermagent.evals.running.runner import run_set
from dermagent.imaging.encode import encode
from dermagent.imaging.synth import render
from dermagent.settings import resolve
from dermagent.types import Language
from tests.odd_server import ANSWERED, UNHEARD, odd_server
from tests.shared import shared
from tests.spread import every
from tests.unit.serve.app import serving

HISTORY = "Fever, and purple spots that do not blanch when pressed since this morning."
#: What each mode of the server of reported oddities comes to; (outcome, degraded).
REPORTED = {
    **dict.fromkeys(
        (
            *("ok", "think", "think_close", "reasoning_ok", "usage_empty", "usage_null", "usage_nulls", "usage_floats"),
            *("fin_eos", "fin_null", "fin_STOP", "fin_end", "fin_tool", "fin_length_ws", "temp", "maxtok", "img1"),
            *("pct", "pctstr", "nan"),
        ),
        ("answered", False),
    ),
    **dict.fromkeys(
        ("azure_filter", "noimg", "quota", "ctx", "or_error", "or_choice_error", "refuse_text", "nomsg"),
        ("answered", True),
    ),
}
#: What they come to where the model is all that retrieves.
ALONE = {
    **dict.fromkeys(("azure_filter", "refuse_text"), "refused"),
    **dict.fromkeys(("noimg", "quota", "ctx", "or_error", "or_choice_error", "nomsg"), "failed"),
}


@pytest.fixture(autouse=True)
def no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dermagent.llm.openai_compat._backoff", lambda state: 0.0)


@cache
def images() -> list[bytes]:
    return [encode(render(np.random.default_rng(n), size=64).pixels) for n in range(2)]


def case() -> Case:
    return Case(id="odd", history=HISTORY, images=tuple(CaseImage(content=content) for content in images()))


def case_as_json() -> dict[str, Any]:
    sent = [{"content": base64.b64encode(content).decode()} for content in images()]
    return {"id": "odd", "history": HISTORY, "images": sent}


class OneCase:
    """A data set of the one case."""

    name = "one"

    def load(self, root: Path, *, split: str, language: Language) -> Iterator[LabelledCase]:
        yield LabelledCase(case(), {"meningococcemia": 1.0}, label="meningococcemia")


Told = tuple[str, bool, bool]  # outcome, degraded, whether a red flag stands


def told(result: Differential) -> Told:
    assert result.degraded == any(limit.startswith("Degraded") for limit in result.limits)
    return result.outcome, result.degraded, bool(result.red_flags)


async def by_library(url: str, folder: Path, graph: str = "mac") -> Told:
    return told(await adiagnose(case(), graph=graph, model="m", base_url=url))


async def by_evaluation(url: str, folder: Path) -> Told:
    settings = resolve(graph="mac", model="m", base_url=url)
    await run_set(Plan(OneCase(), folder, "all", settings), folder / "run")
    (record,) = read_records(folder / "run")
    return record.outcome, record.degraded, bool(record.red_flags)


def by_command(url: str, folder: Path) -> Told:
    file, out = folder / "case.json", folder / "out.json"
    file.write_text(json.dumps(case_as_json()))
    with pytest.raises(SystemExit) as ended:
        main(["diagnose", str(file), "--out", str(out), "--model", "m", "--base-url", url])
    found = told(Differential.model_validate_json(out.read_text()))
    assert ended.value.code == (4 if found[1] else {"answered": 0}.get(found[0], 1))
    return found


def by_server(url: str, folder: Path) -> Told:
    with serving(model="m", base_url=url) as client:
        answer = client.post("/v1/diagnose", json=case_as_json())
    found = told(Differential.model_validate_json(answer.content))
    assert answer.status_code == (200 if found[0] == "answered" else 502)
    return found


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with odd_server(ANSWERED | UNHEARD) as (url, _):
        yield url


@pytest.fixture(scope="module")
def reported() -> Iterator[str]:
    """The server of oddities that were reported of real ones, where it is at hand."""
    script = shared() / "tools" / "odd_llm.py"
    if not script.is_file():
        pytest.skip("tools/odd_llm.py is not in the folder that DERMAGENT_SHARED names")
    with odd_server({}) as (url, _):
        port = str(int(url.rpartition(":")[2]))
    process = subprocess.Popen([sys.executable, str(script), port], stdout=subprocess.PIPE, env=dict(os.environ))
    assert process.stdout
    assert process.stdout.readline().strip() == b"up"
    yield f"http://127.0.0.1:{port}"
    process.terminate()
    process.wait(10)
    process.stdout.close()


@pytest.mark.parametrize("way", every(6, [*ANSWERED, *UNHEARD]))
async def test_every_way_of_answering_ends_in_an_answer_or_a_degraded_one(
    address: str, way: str, tmp_path: Path
) -> None:
    assert await by_library(f"{address}/{way}/v1", tmp_path) == ("answered", way in UNHEARD, True)


@pytest.fixture(scope="module")
def plain(address: str) -> Differential:
    """What a retriever makes of a plain answer."""
    return diagnose(case(), graph="naive_cot", model="m", base_url=f"{address}/plain/v1")


@pytest.mark.parametrize("way", ANSWERED)
async def test_nothing_is_paid_twice_for_what_can_be_read(address: str, plain: Differential, way: str) -> None:
    odd = await adiagnose(case(), graph="naive_cot", model="m", base_url=f"{address}/{way}/v1")
    assert odd.unheard == ()
    assert odd.provenance.calls == plain.provenance.calls == 2
    assert odd.ranked[0].condition == plain.ranked[0].condition
    held = {item.condition: item.probability for item in odd.ranked}
    apart = {"shares_are_null", "shares_are_infinite"}  # a share that nobody knows weighs nothing
    if way not in apart:
        assert held == {item.condition: item.probability for item in plain.ranked}


@pytest.mark.parametrize("way", UNHEARD)
async def test_where_the_model_alone_retrieves_there_is_no_answer_but_the_red_flags_stand(
    address: str, way: str, tmp_path: Path
) -> None:
    outcome, degraded, flagged = await by_library(f"{address}/{way}/v1", tmp_path, graph="naive_cot")
    refused = way.startswith(("declines", "filter", "safety", "ended_by_refusal"))
    unusable = way in {"empty", "prose", "another_form", "cut_in_the_middle", "thinks_to_the_end"}
    assert (outcome, degraded) == ("refused" if refused else "unusable" if unusable else "failed", False)
    assert flagged


@pytest.mark.parametrize("mode", REPORTED)
async def test_reported_oddities_where_the_model_alone_retrieves(reported: str, mode: str, tmp_path: Path) -> None:
    outcome = ALONE.get(mode, "answered")
    assert await by_library(f"{reported}/{mode}/v1", tmp_path, graph="naive_cot") == (outcome, False, True)


@pytest.mark.parametrize("mode", every(5, REPORTED))
async def test_reported_oddities_through_the_library(reported: str, mode: str, tmp_path: Path) -> None:
    assert await by_library(f"{reported}/{mode}/v1", tmp_path) == (*REPORTED[mode], True)


@pytest.mark.parametrize("mode", every(7, REPORTED, first=1))
async def test_reported_oddities_through_an_evaluation(reported: str, mode: str, tmp_path: Path) -> None:
    assert await by_evaluation(f"{reported}/{mode}/v1", tmp_path) == (*REPORTED[mode], True)


@pytest.mark.parametrize("door", [by_command, by_server])
@pytest.mark.parametrize("mode", every(7, REPORTED, first=2))
def test_reported_oddities_through_the_command_line_and_the_server(
    reported: str, mode: str, door: Callable[[str, Path], Told], tmp_path: Path
) -> None:
    assert door(f"{reported}/{mode}/v1", tmp_path) == (*REPORTED[mode], True)


@pytest.mark.parametrize("way", ["null", "no_quota", "declines_in_words", "half_a_surrogate_pair", "a_number_too_long"])
@pytest.mark.parametrize("door", [by_command, by_server])
def test_invented_oddities_through_the_command_line_and_the_server(
    address: str, way: str, door: Callable[[str, Path], Told], tmp_path: Path
) -> None:
    assert door(f"{address}/{way}/v1", tmp_path) == ("answered", way in UNHEARD, True)
