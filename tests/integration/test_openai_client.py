"""The unmodified `openai` client against the server as a process of its own."""

import base64
from collections.abc import Iterator
from pathlib import Path

import openai
import pytest

from dermagent.types import Differential
from tests.integration.test_serve_command import served
from tests.shared import ROOT

RASH = "After starting a new medicine two weeks ago I have a painful rash all over."
PHOTO = ROOT / "examples" / "images" / "mole.jpg"


@pytest.fixture(scope="module")
def client() -> Iterator[openai.OpenAI]:
    with served("--graph", "offline", "--processes", "1") as (address, _):
        with openai.OpenAI(base_url=f"{address}v1", api_key="none", max_retries=0, timeout=60) as opened:
            yield opened


def test_a_dialogue_goes_from_a_rash_to_an_emergency_by_its_messages_alone(client: openai.OpenAI) -> None:
    messages: list[dict[str, str]] = [{"role": "user", "content": RASH}]
    urgency = None
    for _ in range(4):
        reply = client.chat.completions.create(model="dermagent-patient", messages=messages)  # type: ignore[arg-type]
        urgency = Differential.model_validate(reply.model_extra["dermagent"]).urgency  # type: ignore[index]
        if urgency == "emergency":
            break
        content = reply.choices[0].message.content or ""
        messages += [{"role": "assistant", "content": content}, {"role": "user", "content": "Yes."}]
    assert urgency == "emergency"
    assert (reply.choices[0].message.content or "").count("This may be an emergency") == 1
    assert reply.choices[0].finish_reason == "stop"
    assert reply.usage and reply.usage.total_tokens == 0


def test_a_stream_holds_the_same_text_and_the_structured_result(client: openai.OpenAI) -> None:
    message = {"role": "user", "content": RASH}
    given = {"model": "dermagent", "messages": [message]}
    plain = client.chat.completions.create(**given)  # type: ignore[call-overload]
    options = {"include_usage": True}
    chunks = list(client.chat.completions.create(**given, stream=True, stream_options=options))  # type: ignore[call-overload]
    text = "".join(chunk.choices[0].delta.content or "" for chunk in chunks if chunk.choices)
    assert text == plain.choices[0].message.content
    assert chunks[-1].usage.total_tokens == 0
    result = next(chunk.dermagent for chunk in chunks if "dermagent" in (chunk.model_extra or {}))
    assert Differential.model_validate(result).ranked == Differential.model_validate(plain.dermagent).ranked
    events = [chunk.dermagent_event["event"] for chunk in chunks if "dermagent_event" in (chunk.model_extra or {})]
    assert events[0] == "started" and "red_flags" in events


def test_an_image_is_sent_as_the_client_sends_it(client: openai.OpenAI, photo: Path) -> None:
    address = f"data:image/png;base64,{base64.b64encode(photo.read_bytes()).decode()}"
    parts = [{"type": "text", "text": "A dark spot that grew."}, {"type": "image_url", "image_url": {"url": address}}]
    reply = client.chat.completions.create(model="dermagent", messages=[{"role": "user", "content": parts}])  # type: ignore[list-item, misc]
    result = Differential.model_validate(reply.dermagent)  # type: ignore[attr-defined]
    assert [image.refused for image in result.images] == [None]


def test_errors_are_those_that_the_client_knows(client: openai.OpenAI) -> None:
    with pytest.raises(openai.NotFoundError, match="there is no model 'gpt-4o'"):
        client.chat.completions.create(model="gpt-4o", messages=[{"role": "user", "content": "x"}])
    with pytest.raises(openai.BadRequestError, match="no message of the role 'user'"):
        client.chat.completions.create(model="dermagent", messages=[{"role": "system", "content": "x"}])
    assert [model.id for model in client.models.list()] == ["dermagent", "dermagent-patient"]
    assert client.models.retrieve("dermagent").owned_by == "dermagent"
