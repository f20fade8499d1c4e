"""Tools over MCP: what a quotation is worth, arguments that do not fit, and lines that are no message."""

import json
import subprocess
import sys

import httpx2
import pytest
from mcp import Client

from dermagent.knowledge.base import knowledge
from dermagent.serve.cases import Cases
from dermagent.serve.clients import Clients
from dermagent.serve.limits import ServeLimits
from dermagent.serve.tools import checked, make_tools, over_http
from dermagent.serve.worker import Worker
from dermagent.steps.ground import too_short
from tests.shared import ROOT

TEXT = knowledge().cards["urticaria"].statements[0].text
WORDS = TEXT.split()


@pytest.mark.parametrize(
    ("quote", "verdict", "told"),
    [
        (TEXT, "verified", "stand in the statement"),
        (" ".join(WORDS[1:5]), "verified", "stand in the statement"),
        (" ".join(WORDS[1:3]), "nowhere", "too short"),
        (WORDS[0][0], "nowhere", "too short"),
        ("", "nowhere", "too short"),
        ("...", "nowhere", "too short"),
        ("The price of tea rose in March", "nowhere", "stand nowhere"),
        (" ".join([*WORDS[:6], "never", *WORDS[6:]]), "altered", "nearly so"),
        (knowledge().cards["urticaria"].statements[1].text, "misattributed", "another one"),
    ],
)
def test_a_quotation_is_told_what_it_is_worth(quote: str, verdict: str, told: str) -> None:
    found = checked("urticaria.1", quote)
    assert found["verdict"] == verdict and told in found["told"]
    assert bool(found["difference"]) == (verdict == "altered")


def test_a_short_quotation_counts_where_the_statement_is_short_or_written_without_blanks() -> None:
    whole = "Permethrin 5 % is put on all skin."
    assert not too_short("Permethrin 5 %", "Permethrin 5 %") and too_short("Permethrin", whole)
    assert not too_short("\u75a5\u7629\u4f1a\u4f20\u67d3\u4eba", "x" * 100) and too_short("\u75a5\u7629", "x" * 100)


async def test_arguments_that_do_not_fit_are_told_without_their_values() -> None:
    workers, limits = Worker(Cases({}, None, ServeLimits())), ServeLimits()
    async with Client(make_tools(workers, limits)) as client:
        for name, given in (
            ("diagnose", {"case": "SECRETWORD itches"}),
            ("diagnose", {"history": "SECRETWORD"}),
            ("ask", {"dialogue": "x", "more": "SECRETWORD"}),
            ("verify_citation", {"statement": "urticaria.1", "words": "SECRETWORD"}),
            ("explain", {"condition": ["SECRETWORD"]}),
        ):
            refused = await client.call_tool(name, given)
            told = str(refused.content)
            assert refused.is_error and "SECRETWORD" not in told and "argument" in told, told


@pytest.mark.parametrize(("body", "code"), [("SECRETWORD {", -32700), ('{"id": "SECRETWORD"}', -32600)])
async def test_a_body_that_is_no_message_is_refused_without_its_words(body: str, code: int) -> None:
    limits = ServeLimits()
    app = over_http(Worker(Cases({}, None, limits)), limits, clients=Clients("", {}), loopback=True)
    headers = {"Content-Type": "application/json", "Accept": "application/json, text/event-stream"}
    async with app.running(), httpx2.AsyncClient(transport=httpx2.ASGITransport(app=app)) as client:
        answer = await client.post("http://127.0.0.1/mcp", content=body, headers=headers)
    assert answer.status_code == 400 and answer.json()["error"]["code"] == code
    assert "SECRETWORD" not in answer.text


def test_a_line_that_is_no_message_is_answered_with_the_error_of_json_rpc() -> None:
    lines = ["SECRETWORD {", '{"id": 1}', json.dumps({"jsonrpc": "2.0", "id": 7, "method": "ping"})]
    command = [sys.executable, "-c", "from dermagent.cli import main; main()", "mcp", "--graph", "offline"]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=ROOT
    ) as process:
        assert process.stdin and process.stdout
        process.stdin.write("\n".join(lines) + "\n")
        process.stdin.flush()
        answers = [json.loads(process.stdout.readline()) for _ in lines]
        process.stdin.close()
        assert process.wait(30) == 0
    assert [answer["id"] for answer in answers] == [None, None, 7]
    assert [answer["error"]["code"] for answer in answers[:2]] == [-32700, -32600]
    assert "SECRETWORD" not in json.dumps(answers)
