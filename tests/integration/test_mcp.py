"""An MCP client against `dermagent mcp` as a process of its own, over standard input and output and over HTTP."""

import re
import signal
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import Any

import httpx2
import pytest
from mcp import Client, StdioServerParameters
from mcp.client.streamable_http import streamable_http_client

from dermagent.errors import ModelUnavailable
from dermagent.llm.scripted import ScriptedModel
from dermagent.serve.cases import Cases
from dermagent.serve.limits import ServeLimits
from dermagent.serve.tools import make_tools
from dermagent.serve.worker import Worker
from dermagent.types import Differential
from tests.commands import run
from tests.servers import Server, started
from tests.shared import ROOT

COMMAND = ["-c", "from dermagent.cli import main; main()", "mcp", "--graph", "offline"]
DRUG = {"history": "After starting a new medicine two weeks ago I have a painful rash all over and sores in the mouth."}


@asynccontextmanager
async def tools(chat: Any = None, **flags: Any) -> AsyncIterator[Any]:
    workers, limits = Worker(Cases(flags, None, ServeLimits(), chat)), ServeLimits()
    await workers.start()
    try:
        yield make_tools(workers, limits)
    finally:
        await workers.stop()


@contextmanager
def served(*options: str) -> Iterator[tuple[str, Server]]:
    with started("mcp", "--graph", "offline", "--http", "127.0.0.1:0", *options) as process:
        first = process.stderr.readline()
        found = re.search(r"http://127\.0\.0\.1:\d+/mcp", first)
        assert found, first + process.stderr.read()
        yield found.group(), process


@asynccontextmanager
async def connected(server: Any = None) -> AsyncIterator[Client]:
    alone = StdioServerParameters(command=sys.executable, args=COMMAND, cwd=str(ROOT))
    async with Client(server or alone, read_timeout_seconds=90) as client:
        yield client


async def test_an_agent_diagnoses_explains_verifies_and_asks_on_over_standard_input_and_output() -> None:
    async with connected() as client:
        tools = await client.list_tools()
        assert {tool.name for tool in tools.tools} == {"ask", "diagnose", "explain", "verify_citation"}
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
        await asked_until_it_is_known(client)


@pytest.mark.parametrize(
    ("tool", "given", "sentence"),
    [
        ("diagnose", {"case": {}}, "at least one image"),
        ("diagnose", {"case": {"histroy": "x"}}, "did you mean 'history'"),
        ("ask", {}, "give a case; or dialogue, question and answer"),
        ("ask", {"case": DRUG, "answer": "yes"}, "give a case; or dialogue, question and answer"),
        ("ask", {"dialogue": "x" * 32, "question": "x", "answer": "yes"}, "there is no such dialogue"),
        ("explain", {"condition": "no such thing at all"}, "no card is about that condition"),
    ],
)
async def test_bad_input_is_an_error_of_the_tool(tool: str, given: dict[str, Any], sentence: str) -> None:
    async with tools() as server, connected(server) as client:
        told = await client.call_tool(tool, given)
    assert told.is_error
    assert sentence in str(told.content)


async def test_a_quotation_is_judged_by_its_words() -> None:
    async with tools() as server, connected(server) as client:

        async def verdict(statement: str, quote: str) -> str:
            given = {"statement": statement, "quote": quote}
            return str((await client.call_tool("verify_citation", given)).structured_content["verdict"])  # type: ignore[index]

        told = await client.call_tool("explain", {"condition": "银屑病"})
        card = told.structured_content or {}
        first, second = card["statements"][:2]
        assert card["condition"].endswith("psoriasis")
        assert await verdict(first["id"], first["text"]) == "verified"
        assert await verdict(first["id"], second["text"]) == "misattributed"
        assert await verdict(first["id"], "It is never seen.") == "nowhere"
        assert await verdict("psoriasis.999", first["text"]) == "not_retrieved"


async def test_no_answer_is_an_error_that_keeps_the_red_flags() -> None:
    def down(request: Any) -> Any:
        raise ModelUnavailable("down")

    async with tools(ScriptedModel(down), graph="naive_cot") as server, connected(server) as client:
        begun = await client.call_tool("ask", {"case": DRUG})
        told = await client.call_tool("diagnose", {"case": DRUG})
    assert begun.is_error and "EMERGENCY: act now" in str(begun.content)
    assert told.is_error and told.structured_content is None
    assert "the run failed" in str(told.content) and "EMERGENCY: act now" in str(told.content)


RASH = {"history": "After starting a new medicine two weeks ago I have a painful rash all over."}


async def asked_until_it_is_known(client: Client) -> None:
    told = (await client.call_tool("ask", {"case": RASH})).structured_content or {}
    assert told["urgency_in_words"].startswith("SAME DAY") and told["question"]["for_patient"]
    first = {"dialogue": told["dialogue"], "question": told["question"]["id"]}
    answers = 0
    while told["question"] and told["differential"]["urgency"] != "emergency" and answers < 5:
        given = {"dialogue": told["dialogue"], "question": told["question"]["id"], "answer": "yes"}
        told = (await client.call_tool("ask", given)).structured_content or {}
        answers += 1
    assert Differential.model_validate(told["differential"]).urgency == "emergency"
    late = await client.call_tool("ask", {**first, "answer": "perhaps"})
    assert late.is_error and "not open" in str(late.content)
    more = {"dialogue": told["dialogue"], "more": {"corrected": {"fever": True}}}
    told = (await client.call_tool("ask", more)).structured_content or {}
    assert "fever" in {one["finding"] for one in told["differential"]["observations"]["items"]}


async def test_an_agent_asks_on_over_http() -> None:
    with served() as (address, process):
        async with Client(address, read_timeout_seconds=90) as client:
            assert len((await client.list_tools()).tools) == 4
            await asked_until_it_is_known(client)
        refused = httpx2.post(address, json={}, headers={"Host": "evil.test"}, timeout=30)
        assert refused.status_code == 421
        refused = httpx2.post(address, json={}, headers={"Origin": "http://evil.test"}, timeout=30)
        assert refused.status_code == 403
        process.send_signal(signal.SIGINT)
        said = process.stderr.read()
        assert process.wait(30) == 0
    assert said.splitlines()[-1] == "stopped" and "painful" not in said and "Traceback" not in said


async def test_with_keys_a_dialogue_is_its_clients_own(tmp_path: Path) -> None:
    keys = tmp_path / "keys"
    keys.write_text("anna 0123456789abcdef\nben fedcba9876543210\n", encoding="ascii")
    keys.chmod(0o600)

    @asynccontextmanager
    async def as_client(address: str, key: str) -> AsyncIterator[Client]:
        async with httpx2.AsyncClient(headers={"Authorization": f"Bearer {key}"}, timeout=60) as http:
            async with Client(streamable_http_client(address, http_client=http)) as client:
                yield client

    with served("--keys", str(keys)) as (address, _):
        assert httpx2.post(address, json={}, timeout=30).status_code == 401
        async with as_client(address, "0123456789abcdef") as anna, as_client(address, "fedcba9876543210") as ben:
            told = (await anna.call_tool("ask", {"case": RASH})).structured_content or {}
            given = {"dialogue": told["dialogue"], "question": told["question"]["id"], "answer": "no"}
            stolen = await ben.call_tool("ask", given)
            assert stolen.is_error and "no such dialogue" in str(stolen.content)
            assert not (await anna.call_tool("ask", given)).is_error


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (("--http", "nowhere"), "expected HOST:PORT"),
        (("--http", "0.0.0.0:0"), "give --allow-remote"),
        (("--http", "0.0.0.0:0", "--allow-remote"), "set DERMAGENT_SERVE_TOKEN or --keys"),
        (("--allow-remote",), "are about --http"),
    ],
)
def test_what_cannot_be_listened_on_is_said_in_one_sentence(options: tuple[str, ...], sentence: str) -> None:
    done = run(*COMMAND[2:], *options)
    assert (done.returncode, done.stdout, len(done.stderr.splitlines())) == (2, "", 1)
    assert sentence in done.stderr


async def test_arguments_of_a_wrong_kind_are_refused_and_in_no_log() -> None:
    with served() as (address, process):
        async with Client(address, read_timeout_seconds=90) as client:
            for tool, given in (
                ("diagnose", {"case": "SECRETWORD"}),
                ("diagnose", {"SECRETWORD": 1}),
                ("ask", {"case": {"history": "SECRETWORD"}, "answer": 1}),
                ("verify_citation", {"statement": ["SECRETWORD"]}),
            ):
                assert (await client.call_tool(tool, given)).is_error
        process.send_signal(signal.SIGINT)
        said = process.stderr.read()
    assert "SECRETWORD" not in said and "Traceback" not in said
