"""Kinds of replies that servers send, each through the real client: a value, or a named failure, and at what price.

vLLM, SGLang, llama.cpp, Ollama, TGI, LM Studio, OpenRouter, Azure, Gemini, Anthropic, DeepSeek, Bedrock.
"""

import json
from typing import Any

import httpx
import httpx2
import pytest
import respx

from dermagent.errors import (
    ModelCut,
    ModelError,
    ModelFiltered,
    ModelRefused,
    ModelRejected,
    ModelUnavailable,
    ModelUnusable,
)
from dermagent.llm.base import Message, Request, Usage
from dermagent.llm.client import Client
from dermagent.llm.door import NoCompletion, parsed, read_completion
from dermagent.llm.json_text import mended
from dermagent.llm.openai_compat import OpenAICompatible
from dermagent.llm.refusal import read_refusal
from dermagent.llm.schema import strict_schema
from dermagent.steps.retrieve.vlm import VisionReply

BASE = "http://127.0.0.1:8000/v1"
NAMED = [("Psoriasis", 0.6), ("Eczema", 0.2)]
VALUE = {
    "regions": [{"picture": "1", "place": "elbow", "seen": "red, raised"}],
    "findings": [{"name": "plaque", "polarity": "present", "seen_in_picture": True}],
    "doubt": "No scale is seen.",
    "candidates": [{"name": name, "reason": "It fits.", "confidence": share} for name, share in NAMED],
}
TEXT = json.dumps(VALUE)
HALF = len(TEXT) // 2


def chat(content: Any = TEXT, finish: str | None = "stop", **more: Any) -> dict[str, Any]:
    message = {"role": "assistant", "content": content, **more}
    usage = {"prompt_tokens": 10, "completion_tokens": 5}
    return {"model": "served", "choices": [{"index": 0, "message": message, "finish_reason": finish}], "usage": usage}


def sent(body: Any, status: int = 200) -> httpx.Response:
    if isinstance(body, str):
        return httpx.Response(status, text=body)
    return httpx.Response(status, json=body, headers={"retry-after": "0"})


def pieces(*texts: str, form: str) -> str:
    """A stream: of a chat (`data:` lines with comments), or Ollama's lines."""
    if form == "lines":
        return "\n".join(
            json.dumps({"message": {"content": text}, "done": n == len(texts)}) for n, text in enumerate(texts, 1)
        )
    chunks = [json.dumps({"model": "served", "choices": [{"delta": {"content": text}}]}) for text in texts]
    return "".join(f": keep-alive\n\ndata: {chunk}\n\n" for chunk in chunks) + "data: [DONE]\n\n"


FILLED = {"type": "object", "properties": VALUE}
CAPITAL = {"Findings": [], "Candidates": [{"Name": name, "Confidence": share} for name, share in NAMED]}
#: What is sent, one body after another, and how many calls it takes to the value.
READ: dict[str, tuple[list[Any], int]] = {
    "thinking without its beginning": ([chat(f"It {{may}} be.</think>\n{TEXT}")], 1),
    "content null, the reply in reasoning": ([chat(None, reasoning=f"Hm. {TEXT}")], 1),
    "harmony channels": ([chat(f"<|channel|>analysis<|message|>So.<|end|><|channel|>final<|message|>{TEXT}")], 1),
    "content in parts, one of which thinks": (
        [chat([{"type": "thinking", "thinking": "{"}, {"type": "text", "text": TEXT}])],
        1,
    ),
    "arguments of a tool": ([chat(None, "tool_calls", tool_calls=[{"function": {"arguments": TEXT}}])], 1),
    "white space up to the limit": ([chat(TEXT + " " * 2000, "length")], 1),
    "aborted, then whole": ([chat(TEXT[:HALF], "abort"), chat()], 2),
    "no resources, then whole": ([chat("", "insufficient_system_resource"), chat()], 2),
    "an error under 200, then whole": ([{"error": {"message": "Rate limit exceeded", "code": 429}}, chat()], 2),
    "empty lines before the body": (["\n\n  \n" + json.dumps(chat())], 1),
    "comments before the body": ([": OPENROUTER PROCESSING\n\n" + json.dumps(chat())], 1),
    "a stream that nobody asked for": ([pieces(TEXT[:HALF], TEXT[HALF:], form="events")], 1),
    "Ollama's own lines": ([pieces(TEXT[:HALF], TEXT[HALF:], form="lines")], 1),
    "Ollama's own body": ([{"message": {"content": TEXT}, "done": True, "prompt_eval_count": 9, "eval_count": 3}], 1),
    "DashScope's own body": (
        [{"output": {"choices": [{"finish_reason": "stop", "message": {"content": [{"text": TEXT}]}}]}}],
        1,
    ),
    "a bare text as output": ([{"output": TEXT}], 1),
    "choices out of their order": (
        [{"choices": [{"index": 1, "message": {"content": "{}"}}, {"index": 0, "message": {"content": TEXT}}]}],
        1,
    ),
    "TGI's own body": ([[{"generated_text": TEXT}]], 1),
    "Ollama's own door for prompts": ([{"model": "served", "response": TEXT, "done": True, "done_reason": "stop"}], 1),
    "Ollama's own door for prompts, as lines": (
        ["\n".join(json.dumps({"response": part, "done": part == "}"}) for part in (TEXT[:HALF], TEXT[HALF:-1], "}"))],
        1,
    ),
    "llama.cpp's own door": ([{"content": TEXT, "stop": True, "stop_type": "eos", "tokens_predicted": 9}], 1),
    "llama.cpp's own door, as events": (
        [
            "".join(
                f"data: {json.dumps({'content': p, 'stop': p == '}'})}\n\n" for p in (TEXT[:HALF], TEXT[HALF:-1], "}")
            )
        ],
        1,
    ),
    "what Groq threw away": (
        [
            (
                400,
                {
                    "error": {
                        "message": "Failed to generate JSON.",
                        "code": "json_validate_failed",
                        "failed_generation": TEXT,
                    }
                },
            )
        ],
        1,
    ),
    "Gemini's own body": ([{"candidates": [{"content": {"parts": [{"text": TEXT}]}, "finishReason": "STOP"}]}], 1),
    "Anthropic's own body": (
        [{"role": "assistant", "content": [{"type": "text", "text": TEXT}], "stop_reason": "end_turn"}],
        1,
    ),
    "output of the Responses API": (
        [{"output": [{"type": "reasoning"}, {"type": "message", "content": [{"type": "output_text", "text": TEXT}]}]}],
        1,
    ),
    "Bedrock's own body": ([{"output": {"message": {"content": [{"text": TEXT}]}}, "stopReason": "end_turn"}], 1),
    "choices by number": ([{"choices": {"0": chat()["choices"][0]}}], 1),
    "as Python writes it": ([chat(str(VALUE))], 1),
    "a comma too many": ([chat(TEXT[:-1] + ",}")], 1),
    "comments inside": ([chat(TEXT.replace('"doubt"', '// see "above"\n"doubt"'))], 1),
    "the last brace missing": ([chat(TEXT[:-1])], 1),
    "the one list without its name": ([chat(f"```json\n{json.dumps(VALUE['candidates'])}\n```")], 1),
    "filled into the schema": ([chat(json.dumps(FILLED))], 1),
    "fields with capitals": ([chat(json.dumps(CAPITAL))], 1),
    "candidates as one object": ([chat(json.dumps({"findings": [], "candidates": dict(NAMED)}))], 1),
    "candidates under other names": (
        [chat(json.dumps({"candidates": [{"diagnosis": n, "probability": p} for n, p in NAMED]}))],
        1,
    ),
    "empty, then whole": ([chat(""), chat()], 2),
    "blanks and thinking alone, then whole": ([chat("  \n", reasoning_content="Hm."), chat()], 2),
    "a form that is refused": ([(400, {"error": {"message": "response_format is unavailable now"}}), chat()], 2),
    "overloaded, then whole": ([(529, {"type": "error", "error": {"type": "overloaded_error"}}), chat()], 2),
}
#: What is no answer, and what it is called.
FAILED: dict[str, tuple[list[Any], type[ModelError]]] = {
    "a stream cut in the middle": (
        [pieces(TEXT[:HALF], TEXT[HALF:], form="events").removesuffix("data: [DONE]\n\n")] * 3,
        ModelUnavailable,
    ),
    "broken off inside a list, though it says stop": ([chat(TEXT[:-2])] * 3, ModelUnusable),
    "an empty reply": ([chat("")] * 2, ModelUnusable),
    "Gemini's reply that safety stopped": (
        [{"candidates": [{"content": {"parts": []}, "finishReason": "SAFETY"}]}],
        ModelFiltered,
    ),
    "Anthropic's refusal": ([chat("", "refusal")] * 2, ModelRefused),
    "Gemini's prompt that was blocked": (
        [{"candidates": [], "promptFeedback": {"blockReason": "PROHIBITED_CONTENT"}}],
        ModelFiltered,
    ),
    "no choices, blocked for a reason of its own": (
        [{"choices": [], "prompt_feedback": {"block_reason": "OTHER", "safety_ratings": []}}],
        ModelFiltered,
    ),
    "no choices, and Azure's filter says why": (
        [{"choices": [], "prompt_filter_results": [{"content_filter_results": {"violence": {"filtered": True}}}]}],
        ModelFiltered,
    ),
    "Gemini's candidate without content": ([{"candidates": [{"finishReason": "SAFETY"}]}], ModelFiltered),
    "no choices, and nothing was filtered": (
        [{"choices": [], "prompt_filter_results": [{"content_filter_results": {"hate": {"filtered": False}}}]}] * 3,
        ModelUnavailable,
    ),
    "a draft in the thinking, and a refusal": ([chat(f"<think>{TEXT}</think>I'm sorry, I can't.")] * 2, ModelRefused),
    "a draft in the reasoning, and a refusal": (
        [chat("I'm sorry, I can't.", reasoning_content=TEXT)] * 2,
        ModelRefused,
    ),
    "a draft in the reasoning, cut off": (
        [chat(None, "length", reasoning_content=f"Perhaps {TEXT} or")] * 2,
        ModelCut,
    ),
    "a draft in the reasoning that goes on": ([chat(None, reasoning=f"{TEXT} but no, it has")] * 3, ModelUnusable),
    "output of the Responses API, cut off": (
        [
            {
                "output": [{"type": "message", "content": [{"type": "output_text", "text": TEXT[:HALF]}]}],
                "status": "incomplete",
                "incomplete_details": {"reason": "max_output_tokens"},
            }
        ]
        * 2,
        ModelCut,
    ),
    "llama.cpp's own door, cut off": ([{"content": TEXT[:HALF], "stop": True, "stop_type": "limit"}] * 2, ModelCut),
    "Ollama's own door, cut off": (
        [{"response": TEXT[:HALF], "done": True, "done_reason": "length"}] * 2,
        ModelCut,
    ),
    "an error beside a content": (
        [{"content": "no such slot", "error": {"code": 500, "message": "slot"}}] * 3,
        ModelUnavailable,
    ),
    "what Groq threw away is prose": (
        [(400, {"error": {"message": "Failed", "code": "json_validate_failed", "failed_generation": "It is a rash."}})]
        * 3,
        ModelUnusable,
    ),
    "the form instead of an answer": (
        [chat(json.dumps({"findings": [], "candidates": [{"name": "string", "confidence": 0}]}))] * 3,
        ModelUnusable,
    ),
}


async def asked(router: respx.Router, bodies: list[Any]) -> tuple[VisionReply, int]:
    replies = [sent(body[1], body[0]) if isinstance(body, tuple) else sent(body) for body in bodies]
    route = router.post(f"{BASE}/chat/completions").mock(side_effect=replies)
    model = OpenAICompatible("m", base_url=BASE, attempts=3)
    request = Request((Message("user", "What is it?"),), "VisionReply", strict_schema(VisionReply))
    try:
        return (await Client(model).ask(request, VisionReply)).value, route.call_count
    finally:
        await model.aclose()


@pytest.mark.parametrize("kind", READ)
async def test_a_kind_of_reply_is_read(httpx2_mock: respx.Router, kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dermagent.llm.openai_compat._backoff", lambda state: 0.0)
    value, calls = await asked(httpx2_mock, READ[kind][0])
    assert [(one.name, one.confidence) for one in value.candidates] == NAMED
    assert calls == READ[kind][1]


@pytest.mark.parametrize("kind", FAILED)
async def test_what_is_no_answer_is_named(
    httpx2_mock: respx.Router, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("dermagent.llm.openai_compat._backoff", lambda state: 0.0)
    with pytest.raises(FAILED[kind][1]):
        await asked(httpx2_mock, FAILED[kind][0])


def test_only_what_is_whole_is_mended() -> None:
    assert mended('{"a": [1, 2,], // x\n "b": "not // a comment, }"') == {"a": [1, 2], "b": "not // a comment, }"}
    for cut in ('{"a": [1, 2', '{"a": "b', "{'a': [1", "no object", "{" * 60_000):
        assert mended(cut) is None
    assert mended("{'a', 'b'}") is None and mended("{}") is None  # a set, as Python writes it, and nothing


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ([1, 2], "its body is no JSON object"),
        ({"choices": [{"index": 0}]}, "it holds no message"),
        ({"choices": [{"error": {"code": 502}, "message": {"content": "{}"}}]}, "it tells of an error"),
        ({"choices": [{"finish_reason": "error", "message": {"content": "{}"}}]}, "it tells of an error"),
    ],
)
def test_what_is_no_completion_says_what_it_lacks(body: object, words: str) -> None:
    with pytest.raises(NoCompletion, match=f"^{words}"):
        read_completion(body, "m")


def test_a_refusal_names_the_model_and_keeps_what_it_cost() -> None:
    usage = {"prompt_tokens": 7, "completion_tokens": 2}
    body = {"choices": [{"message": {"content": None, "refusal": "I cannot."}}], "usage": usage}
    with pytest.raises(ModelRefused, match=r"^m declined to answer") as refused:
        read_completion(body, "m")
    assert refused.value.usage == Usage(7, 2)


@pytest.mark.parametrize("told", [[7, 2], "7 tokens", 7, True, {"prompt_tokens": [7]}, {"completion_tokens": "many"}])
def test_a_usage_of_another_form_counts_nothing_and_costs_no_reply(told: Any) -> None:
    choice = {"message": {"content": "{}"}, "finish_reason": "stop"}
    assert read_completion({"choices": [choice], "usage": told}, "m").usage == Usage(0, 0)
    assert read_completion({"choices": [choice], "prompt_eval_count": 7, "eval_count": 2}, "m").usage == Usage(7, 2)


def test_an_error_is_found_six_mappings_deep_with_its_code_and_its_place() -> None:
    inner: dict[str, Any] = {"message": "too long", "code": "context_length", "loc": ["body", "messages", 0]}
    for depth, name in enumerate(("error", "detail", "metadata", "innererror", "body", "errors"), start=1):
        inner = {name: inner}
        found = read_refusal(400, inner)
        assert (found.reason, found.code, found.param) == ("too long", "context_length", "body.messages.0"), depth
    assert read_refusal(400, {"error": inner}).reason == ""
    assert read_refusal(400, {"error": {"message": "no", "loc": "body"}}).param == ""


def test_a_body_that_is_no_json_in_any_form_is_named() -> None:
    for body in (b"", b"<html>", b"data: [DONE]\n", b"[1]\n[2]", b'data: {"a"'):
        with pytest.raises(NoCompletion):
            parsed(body)


@pytest.mark.parametrize("told", ["Invalid prompt: {}", "Could not process the following input: {} (code 12)", "{}"])
async def test_words_that_a_refusal_repeats_of_the_request_teach_and_advise_nothing(
    httpx2_mock: respx.Router, told: str
) -> None:
    prompt = "Look at the image and the picture; answer in json by the schema at temperature zero. What is it?"
    router = httpx2_mock.post(f"{BASE}/chat/completions")
    router.mock(return_value=sent({"error": {"message": told.format(prompt)}}, 400))
    model = OpenAICompatible("m", base_url=BASE, attempts=3)
    before = model.takes
    try:
        with pytest.raises(ModelRejected) as refused:
            await model.complete(Request((Message("user", prompt),), "VisionReply", strict_schema(VisionReply)))
    finally:
        await model.aclose()
    assert (router.call_count, model.takes) == (1, before)
    assert "takes images" not in str(refused.value) and "--json-mode object or text" not in str(refused.value)


async def test_a_body_in_another_encoding_than_its_header_names_was_sent_by_a_server_that_is_there(
    httpx2_mock: respx.Router, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("dermagent.llm.openai_compat._backoff", lambda state: 0.0)
    httpx2_mock.post(f"{BASE}/chat/completions").mock(side_effect=httpx2.DecodingError("incorrect header check"))
    model = OpenAICompatible("m", base_url=BASE, attempts=2)
    try:
        with pytest.raises(ModelUnavailable) as failed:
            await model.complete(Request((Message("user", "What is it?"),), "VisionReply", strict_schema(VisionReply)))
    finally:
        await model.aclose()
    assert "encoding" in str(failed.value) and "is the server running" not in str(failed.value)


def test_the_usage_behind_the_last_piece_of_a_stream_is_no_choice() -> None:
    said = b'data: {"choices":[{"delta":{"content":"{}"},"finish_reason":"stop"}]}\n\n'
    whole = parsed(said + b'data: {"choices":[],"usage":{"prompt_tokens":7}}\n\ndata: [DONE]\n')
    choice = {"message": {"content": "{}"}, "finish_reason": "stop"}
    assert whole == {"choices": [choice], "usage": {"prompt_tokens": 7}}
