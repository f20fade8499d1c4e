"""LangChain's chat model for OpenAI, unchanged, against the server as a process of its own."""

import base64
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openai
import pytest

from tests.integration.test_openai_client import RASH
from tests.integration.test_serve_command import served

pytestmark = pytest.mark.doors


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with served("--graph", "offline", "--processes", "1") as (found, _):
        yield f"{found}v1"


def model(address: str, **more: Any) -> Any:
    from langchain_openai import ChatOpenAI

    given = {"base_url": address, "api_key": "none", "model": "dermagent-patient", "max_retries": 0, "timeout": 60}
    return ChatOpenAI(**{**given, **more})


def test_a_chain_of_messages_goes_from_a_rash_to_an_emergency(address: str) -> None:
    from langchain_core.messages import HumanMessage, SystemMessage

    chat, messages = model(address), [SystemMessage("You are a pirate."), HumanMessage(RASH)]
    told = ""
    for _ in range(4):
        reply = chat.invoke(messages)
        told = reply.text
        if "This may be an emergency" in told:
            break
        messages += [reply, HumanMessage("Yes.")]
    assert "This may be an emergency" in told
    assert reply.usage_metadata["total_tokens"] == 0
    assert reply.response_metadata["model_name"] == "dermagent-patient"


async def test_a_stream_holds_what_the_whole_reply_holds(address: str) -> None:
    chat = model(address, model="dermagent")
    whole = await chat.ainvoke(RASH)
    parts = [part.text async for part in chat.astream(RASH)]
    await chat.root_async_client.close()
    assert "".join(parts) == whole.text
    assert len(parts) > 10


def test_an_image_in_langchains_own_form_is_looked_at(address: str, photo: Path) -> None:
    from langchain_core.messages import HumanMessage

    image = {
        "type": "image",
        "base64": base64.b64encode(photo.read_bytes()).decode(),
        "mime_type": "image/png",
    }
    parts = [{"type": "text", "text": "A dark spot that grew."}, image]
    reply = model(address, model="dermagent").invoke([HumanMessage(content=parts)])
    assert "could not be used" not in reply.text
    broken = {**image, "base64": base64.b64encode(b"no image").decode()}
    reply = model(address, model="dermagent").invoke([HumanMessage(content=[parts[0], broken])])
    assert "could not be used" in reply.text


def test_an_error_is_an_error_of_the_client(address: str) -> None:
    with pytest.raises(openai.NotFoundError, match="there is no model 'gpt-4o'"):
        model(address, model="gpt-4o").invoke("x")


def test_further_fields_of_a_case_pass_through(address: str) -> None:
    fields = {"dermagent": {"patient": {"age_years": 34}, "answer_language": "es"}}
    assert "médico" in model(address, extra_body=fields).invoke(RASH).text
