"""Whole cases through the agents while one call in five fails: no case is lost, none is answered from an error."""

import asyncio
import json
import random
from typing import Any

import pytest

from dermagent import Case, adiagnose
from dermagent.llm.openai_compat import OpenAICompatible
from tests.mock_server import MockServer, serving

FAULTS = (
    "429",
    "500",
    "503",
    "drop",
    "malformed",
    "truncated",
    "html",
    "no_choices",
    "cut",
    "refusal",
    "length",
    "empty",
)


def answer(body: dict[str, Any]) -> str:
    """Readers who name the condition that the case's own number asks for, so that a mixed-up reply would show."""
    schema = body["response_format"]["json_schema"]["name"]
    first = body["messages"][1]["content"]
    condition = "scabies" if "even case" in first else "psoriasis"
    if schema == "VisionReply":
        candidate = {"name": condition, "confidence": 0.9, "reason": "r"}
        return json.dumps({"reasoning": "r", "findings": [], "candidates": [candidate]})
    if schema == "HistoryReply":
        return json.dumps({"findings": []})
    view = {"condition": condition, "probability": 0.9, "claims": []}
    more = {"stances": []} if schema == "StanceReply" else {}
    return json.dumps({"views": [view], "concerns": []} | more)


@pytest.mark.parametrize("number", [12, pytest.param(40, marks=pytest.mark.long)])
async def test_no_case_is_lost_and_none_is_answered_from_an_error(monkeypatch: pytest.MonkeyPatch, number: int) -> None:
    monkeypatch.setattr("dermagent.llm.openai_compat._backoff", lambda state: 0.01)
    rng = random.Random(11)
    planned = [rng.choice(FAULTS) if rng.random() < 0.2 else "" for _ in range(20_000)]
    with serving(MockServer(answer, lambda n: planned[n])) as server:
        chat = OpenAICompatible("m", base_url=server.base_url, concurrency=32, attempts=6)
        cases = [Case(id=f"c{n}", history=f"A rash, {'even' if n % 2 == 0 else 'odd'} case.") for n in range(number)]
        results = await asyncio.gather(
            *(adiagnose(case, chat=chat, graph="dermprompt", max_calls=None) for case in cases)
        )
        await chat.aclose()
    assert [result.case_id for result in results] == [case.id for case in cases]
    outcomes = {result.outcome for result in results}
    assert outcomes <= {"answered", "refused", "unusable"}
    for n, result in enumerate(results):
        if result.outcome == "answered":
            assert result.ranked[0].condition == ("scabies" if n % 2 == 0 else "plaque_psoriasis")
            missing = [name for name in result.unheard if not name.startswith("vlm")]
            first = sum(opinion.round == 1 for opinion in result.opinions)
            assert len(result.opinions) + len(missing) == 4 + (first if first > 1 else 0)  # who is missing is named
        else:
            assert result.ranked == ()
            assert result.limits
    assert sum(result.outcome == "answered" for result in results) > number / 2
