"""An MCP client against `dermagent mcp` as a process of its own, over standard input and output."""

import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from mcp import Client, StdioServerParameters

from dermagent.errors import ModelUnavailable
from dermagent.llm.scripted import ScriptedModel
from dermagent.serve.tools import make_tools
from dermagent.settings import resolve
from dermagent.types import Differential
from tests.shared import ROOT

COMMAND = ["-c", "from dermagent.cli import main; main()", "mcp", "--graph", "offline"]
DRUG = {"history": "After starting a new medicine two weeks ago I have a painful rash all over and sores in the mouth."}


@asynccontextmanager
async def connected(server: Any = None) -> AsyncIterator[Client]:
    started = StdioServerParameters(command=sys.executable, args=COMMAND, cwd=str(ROOT))
    async with Client(server or started, read_timeout_seconds=90) as client:
        yield client


async def test_an_agent_diagnoses_explains_and_verifies_over_standard_input_and_output() -> None:
    async with connected() as client:
        tools = await client.list_tools()
        assert {tool.name for tool in tools.tools} == {"diagnose", "explain", "verify_citation"}
        told = await client.call_tool("diagnose", {"case": DRUG})
        assert not told.is_error
        content = dict(told.structured_content or {})
        assert content.pop("urgency_in_words").startswith("EMERGENCY")
        result = Differential.model_validate(content)
        assert result.urgency == "emergency"
        citation = result.ranked[0].citations[0]
        given = {"statement": citation.statement, "quote": citation.quote}
        verdict = (await client.call_tool("verify_citation", given)).structured_content or {}
        assert verdict["verdict"] == "verified"
        card = (await client.call_tool("explain", {"condition": result.ranked[0].condition})).structured_content or {}
        sources = {source for statement in card["statements"] for source in statement["sources"]}
        assert {reference["id"] for reference in card["references"]} == sources
        refused = await client.call_tool("diagnose", {"case": {"images": [{"path": "SECRETWORD.png"}]}})
        assert refused.is_error and "SECRETWORD" not in str(refused.content)


@pytest.mark.parametrize(
    ("tool", "given", "sentence"),
    [
        ("diagnose", {"case": {}}, "at least one image"),
        ("diagnose", {"case": {"histroy": "x"}}, "did you mean 'history'"),
        ("explain", {"condition": "no such thing at all"}, "no card is about that condition"),
    ],
)
async def test_bad_input_is_an_error_of_the_tool(tool: str, given: dict[str, Any], sentence: str) -> None:
    async with connected(make_tools(resolve())) as client:
        told = await client.call_tool(tool, given)
    assert told.is_error
    assert sentence in str(told.content)


async def test_a_quotation_is_judged_by_its_words() -> None:
    async with connected(make_tools(resolve())) as client:

        async def verdict(statement: str, quote: str) -> str:
            given = {"statement": statement, "quote": quote}
            return str((await client.call_tool("verify_citation", given)).structured_content["verdict"])  # type: ignore[index]

        told = await client.call_tool("explain", {"condition": "银屑病"})
        card = told.structured_content or {}
        first, second = card["statements"][:2]
        assert card["condition"].endswith("psoriasis")
        assert await verdict(first["id"], first["text"]) == "verified"
        assert await verdict(first["id"], second["text"]) == "misattributed"
        assert await verdict(first["id"], "It is never seen.") == "altered"
        assert await verdict("psoriasis.999", first["text"]) == "not_retrieved"


async def test_no_answer_is_an_error_that_keeps_the_red_flags() -> None:
    def down(request: Any) -> Any:
        raise ModelUnavailable("down")

    tools = make_tools(resolve(graph="naive_cot"), ScriptedModel(down))
    async with connected(tools) as client:
        told = await client.call_tool("diagnose", {"case": DRUG})
    assert told.is_error and told.structured_content is None
    assert "the run failed" in str(told.content) and "EMERGENCY: act now" in str(told.content)
