"""A real server on loopback that fails one call in five: nothing is lost, nothing wrong becomes an answer."""

import asyncio
import random
from collections import Counter

import pytest
from pydantic import BaseModel

from dermagent.errors import ModelError, ModelFiltered
from dermagent.llm.base import Message, Request
from dermagent.llm.client import Client
from dermagent.llm.openai_compat import OpenAICompatible
from dermagent.llm.schema import strict_schema
from tests.mock_server import MockServer, serving

FAULTS = (
    *("429", "500", "503", "drop", "malformed", "truncated", "html", "no_choices", "empty_choices"),
    *("fenced", "cut", "off_schema", "refusal", "length", "empty", "filter"),
)
FINAL = {"filter": ModelFiltered}


class Echo(BaseModel):
    """The first line of the prompt, so that a reply given to the wrong request would be noticed."""

    said: str


def answer(body: dict[str, object]) -> str:
    messages = body["messages"]
    assert isinstance(messages, list)
    first = next(m for m in messages if m["role"] == "user")
    return Echo(said=first["content"].split("\n")[0]).model_dump_json()


async def ask(client: Client, n: int) -> str:
    request = Request((Message("user", f"case {n}"),), "Echo", strict_schema(Echo))
    try:
        return (await client.ask(request, Echo)).value.said
    except ModelError as error:
        return type(error).__name__


@pytest.fixture(autouse=True)
def no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dermagent.llm.openai_compat._backoff", lambda state: 0.01)


async def test_five_hundred_calls_with_faults_on_a_fifth_of_them() -> None:
    rng = random.Random(3)
    planned = [rng.choice(FAULTS) if rng.random() < 0.2 else "" for _ in range(5_000)]
    with serving(MockServer(answer, lambda n: planned[n])) as server:
        model = OpenAICompatible("m", base_url=server.base_url, concurrency=16, attempts=6)
        client = Client(model)
        said = await asyncio.gather(*(ask(client, n) for n in range(500)))
        await model.aclose()
    made = Counter(planned[: len(server.bodies)])
    assert made.total() - made[""] > 80
    named = {"ModelFiltered", "ModelRefused", "ModelCut", "ModelEmpty", "ModelUnusable", "ModelUnavailable"}
    assert [s for n, s in enumerate(said) if s not in {f"case {n}", *named}] == []
    failed = Counter(s for s in said if not s.startswith("case"))
    assert failed["ModelFiltered"] == made["filter"]
    assert failed["ModelRefused"] < made["refusal"]  # a shorter demand helps
    assert failed["ModelCut"] < made["length"]
    assert failed["ModelEmpty"] < made["empty"]  # an empty reply is asked for once more
    assert failed["ModelUnavailable"] == 0  # six attempts outlast a fifth of faults
    assert len(said) == 500
    assert server.most_at_once <= 16


@pytest.mark.parametrize("fault", FAULTS)
async def test_each_fault_alone_is_survived_or_named(fault: str) -> None:
    with serving(MockServer(answer, lambda n: fault if n == 0 else "")) as server:
        model = OpenAICompatible("m", base_url=server.base_url)
        said = await ask(Client(model), 7)
        await model.aclose()
    assert said == (FINAL[fault].__name__ if fault in FINAL else "case 7")


async def test_a_server_that_says_nothing_is_left_in_time() -> None:
    with serving(MockServer(answer, lambda n: "timeout")) as server:
        model = OpenAICompatible("m", base_url=server.base_url, timeout_s=0.3, attempts=2)
        assert await ask(Client(model), 1) == "ModelUnavailable"
        await model.aclose()
    assert len(server.bodies) == 2
