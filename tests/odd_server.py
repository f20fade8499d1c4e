"""A loopback server that answers in odd ways; the first part of the path names the way: http://127.0.0.1:PORT/WAY/v1."""

import itertools
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler
from typing import Any

from tests.mock_server import completion, http_server

Body = dict[str, Any]
#: Gives status and body of a reply to a request's body and the good text that would answer it.
Way = Callable[[Body, str], tuple[int, Any]]

_VIEWS = [
    {"condition": "Tinea corporis", "claims": [], "probability": 0.7},
    {"condition": "Nummular eczema", "claims": [], "probability": 0.2},
]
GOOD: dict[str, Body] = {
    "VisionReply": {
        "reasoning": "annular scaly plaque",
        "findings": [{"name": "annular plaque with scale", "seen_in_picture": True}],
        "candidates": [
            {"name": "Tinea corporis", "reason": "ring with a scaly edge", "confidence": 0.7},
            {"name": "Nummular eczema", "reason": "coin shaped", "confidence": 0.2},
        ],
    },
    "HistoryReply": {"findings": []},
    "OpinionReply": {"reasoning": "r", "views": _VIEWS, "concerns": []},
    "StanceReply": {"reasoning": "r", "stances": [], "views": _VIEWS, "concerns": []},
}


def good_text(body: Body) -> str:
    """What would answer a request, found by its schema, or by the words of one that holds none."""
    asked = (body.get("response_format") or {}).get("json_schema", {}).get("name", "")
    if not asked:
        said = json.dumps(body["messages"])
        asked = next(
            (
                n
                for n, key in (("StanceReply", "stances"), ("OpinionReply", "views"), ("HistoryReply", "person"))
                if f'"{key}' in said.replace("\\", "")
            ),
            "VisionReply",
        )
    return json.dumps(GOOD[asked])


def images_in(body: Body) -> int:
    """How many images a request holds."""
    contents = [message["content"] for message in body["messages"] if isinstance(message["content"], list)]
    return sum(part["type"] == "image_url" for content in contents for part in content)


def error(status: int, message: str, **more: Any) -> tuple[int, Body]:
    """An error as OpenAI words it."""
    return status, {"error": {"message": message, "type": "invalid_request_error", **more}}


@contextmanager
def odd_server(ways: dict[str, Way]) -> Iterator[tuple[str, list[Body]]]:
    """The address of a server of these ways, and the bodies that it was sent."""
    seen: list[Body] = []

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        wbufsize = -1  # head and body leave together; one after the other they wait for each other's acknowledgement

        def log_message(self, *_: Any) -> None:
            pass

        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["content-length"])))
            seen.append(body)
            status, reply = ways[self.path.split("/")[1]](body, good_text(body))
            content = reply if isinstance(reply, bytes) else json.dumps(reply).encode()
            self.send_response(status)
            self.send_header("content-type", "application/json")
            self.send_header("content-length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

    with http_server(Handler) as address:
        yield address, seen


def said(text: str | None, **changes: Any) -> tuple[int, Body]:
    """A completion with this text."""
    return 200, completion(text, **changes)


def _message(message: Any, **changes: Any) -> tuple[int, Body]:
    whole = completion("", **changes)
    whole["choices"][0]["message"] = message
    return 200, whole


def _when(refuses: Callable[[Body], bool], status: int, message: str, **more: Any) -> Way:
    """Refuse until the request no longer holds what is not taken."""
    return lambda body, good: error(status, message, **more) if refuses(body) else said(good)


def _numbers(good: str, write: Callable[[float], Any]) -> str:
    value = json.loads(good)
    for key, field in (("candidates", "confidence"), ("views", "probability")):
        for item in value.get(key, ()):
            item[field] = write(item[field])
    return json.dumps(value)


def _roles(body: Body) -> list[str]:
    return [message["role"] for message in body["messages"]]


def _strict_template(body: Body) -> bool:
    """What the chat template of a Gemma 2 or an old Mistral refuses: a system turn, or two of one role in a row."""
    roles = _roles(body)
    return "system" in roles or any(one == other for one, other in itertools.pairwise(roles))


def _schema_holds(body: Body, word: str) -> bool:
    return f'"{word}"' in json.dumps(body.get("response_format", {}))


def _context(body: Body, good: str) -> tuple[int, Any]:
    if body.get("max_tokens", 0) > 1_000:
        return error(
            400,
            "'max_tokens' or 'max_completion_tokens' is too large: 2000. This model's maximum context length is 8192 "
            "tokens and your request has 7000 input tokens (2000 > 8192 - 7000).",
        )
    return said(good)


#: Ways in which servers answer, and what becomes of a case that four agents and a retriever ask them about.
ANSWERED: dict[str, Way] = {
    "plain": lambda body, good: said(good),
    "thinking_in_capitals": lambda body, good: said(f"<THINKING>\nIt could be {{this: or that}}.\n</THINKING>{good}"),
    "thinking_of_magistral": lambda body, good: said(f'[THINK]A ring: {{"candidates": 3}}[/THINK]{good}'),
    "harmony_channels": lambda body, good: said(
        f"<|channel|>analysis<|message|>rings<|end|><|start|>assistant<|channel|>final<|message|>{good}<|return|>"
    ),
    "only_inside_thinking": lambda body, good: said(f"<think>My answer is {good}</think>"),
    "never_closes_its_thinking": lambda body, good: said(f"<think>\nA ring.\n\n{good}"),
    "fence_without_language": lambda body, good: said(f"Here you are:\n```\n{good}\n```\nTake care!"),
    "fence_of_tildes": lambda body, good: said(f"~~~json\n{good}\n~~~"),
    "mark_of_byte_order": lambda body, good: said(f"\ufeff{good}"),
    "line_breaks_in_strings": lambda body, good: said(good.replace("annular scaly", "annular\nscaly")),
    "wrapped_in_its_name": lambda body, good: said(json.dumps({"answer": json.loads(good)})),
    "in_a_list_of_one": lambda body, good: said(f"[{good}]"),
    "json_as_a_string": lambda body, good: said(json.dumps(good)),
    "content_is_an_object": lambda body, good: _message({"role": "assistant", "content": json.loads(good)}),
    "content_in_parts": lambda body, good: _message(
        {"content": [{"type": "thinking", "thinking": [{"type": "text", "text": "{"}]}, {"type": "text", "text": good}]}
    ),
    "content_in_pieces": lambda body, good: _message(
        {"content": [good[:9], {"type": "output_text", "text": good[9:]}]}
    ),
    "reasoning_only": lambda body, good: _message({"content": None, "reasoning": f"So: {good}"}),
    "reasoning_details_only": lambda body, good: _message(
        {"content": "", "reasoning_details": [{"type": "x", "text": good}]}
    ),
    "arguments_as_an_object": lambda body, good: _message(
        {"content": None, "tool_calls": [{"function": {"name": "f", "arguments": json.loads(good)}}]},
        finish_reason="tool_use",
    ),
    "old_function_call": lambda body, good: _message(
        {"content": None, "function_call": {"name": "f", "arguments": good}}, finish_reason="function_call"
    ),
    "text_beside_no_message": lambda body, good: (
        200,
        {"choices": [{"index": 0, "text": good, "finish_reason": "stop"}]},
    ),
    "piece_of_a_stream": lambda body, good: (200, {"choices": [{"delta": {"content": good}}]}),
    "ended_by_a_number": lambda body, good: said(good, finish_reason=0),
    "ended_by_stop_sequence": lambda body, good: said(good, finish_reason="stop_sequence"),
    "ended_by_length_in_capitals": lambda body, good: said(good + " \t" * 900, finish_reason="MAX_TOKENS"),
    "usage_in_words": lambda body, good: said(good, usage={"prompt_tokens": "many", "completion_tokens": "12"}),
    "usage_is_a_list": lambda body, good: said(good, usage=[1, 2]),
    "usage_below_zero": lambda body, good: said(good, usage={"prompt_tokens": -1, "completion_tokens": 1e300}),
    "model_is_null": lambda body, good: said(good, model=None),
    "half_a_surrogate_pair": lambda body, good: said(good.replace("ring", "ring \\ud83d"), model="\ud83d"),
    "shares_with_a_comma": lambda body, good: said(_numbers(good, lambda share: f"{share:.2f}".replace(".", ","))),
    "shares_about": lambda body, good: said(_numbers(good, lambda share: f"about {100 * share:.0f} percent")),
    "shares_are_null": lambda body, good: said(_numbers(good, lambda share: share if share > 0.5 else None)),
    "shares_are_infinite": lambda body, good: said(good.replace("0.2", "Infinity")),
    "words_with_capitals": lambda body, good: said(good.replace('"concerns": []', '"concerns": null')),
    "temperature_of_another_wording": _when(
        lambda body: "temperature" in body, 400, "`temperature` is deprecated for this model."
    ),
    "extra_inputs": lambda body, good: (
        (
            422,
            {
                "detail": [
                    {"type": "extra_forbidden", "loc": ["body", "temperature"], "msg": "Extra inputs", "input": 0}
                ]
            },
        )
        if "temperature" in body
        else said(good)
    ),
    "old_name_of_the_limit": _when(
        lambda body: "max_tokens" in body, 400, "Unrecognized request argument supplied: max_tokens", param=None
    ),
    "no_schemas": _when(
        lambda body: (body.get("response_format") or {}).get("type") == "json_schema",
        400,
        "This response_format type is unavailable now",
    ),
    "no_response_format": _when(lambda body: "response_format" in body, 422, "unknown field `response_format`"),
    "no_bounds_in_schemas": _when(
        lambda body: _schema_holds(body, "maxItems"),
        400,
        "Invalid schema for response_format 'VisionReply': In context=('properties', 'candidates'), 'maxItems' is not "
        "permitted.",
    ),
    "template_takes_no_system": _when(_strict_template, 400, "System role not supported"),
    "template_must_alternate": _when(
        _strict_template, 500, "Conversation roles must alternate user/assistant/user/assistant/..."
    ),
    "one_picture": _when(
        lambda body: images_in(body) > 1, 400, "You passed 2 images, but this model supports only 1 image per prompt."
    ),
    "no_detail": _when(
        lambda body: '"detail"' in json.dumps(body["messages"]), 400, "image_url.detail is not permitted"
    ),
    "shorter_replies": _context,
    "error_of_form_under_200": lambda body, good: (
        (200, {"object": "error", "message": "temperature must be 1", "code": 400})
        if "temperature" in body
        else said(good)
    ),
}
#: Ways that leave all voices unheard: the answer rests on rules and findings, and says so.
UNHEARD: dict[str, Way] = {
    "nothing": lambda body, good: (200, b""),
    "null": lambda body, good: (200, None),
    "a_list": lambda body, good: (200, []),
    "a_number_too_long": lambda body, good: (200, b'{"choices": ' + b"9" * 5_000 + b"}"),
    "nested_too_deep": lambda body, good: (200, b"[" * 100_000),
    "no_text_encoding": lambda body, good: (200, b"\xff\xfe\x00{"),
    "choices_are_an_object": lambda body, good: (200, {"choices": {"0": good}}),
    "choice_is_null": lambda body, good: (200, {"choices": [None]}),
    "message_is_null": lambda body, good: (200, {"choices": [{"message": None, "finish_reason": "stop"}]}),
    "error_as_text": lambda body, good: (200, {"error": "upstream connect error"}),
    "error_in_the_choice": lambda body, good: (
        200,
        {"choices": [{"error": {"code": 503}, "message": {"content": ""}, "finish_reason": None}]},
    ),
    "details_of_fastapi": lambda body, good: (200, {"detail": "Internal Server Error"}),
    "empty": lambda body, good: said("  \n"),
    "prose": lambda body, good: said("This looks like ringworm to me."),
    "another_form": lambda body, good: said('{"temperature": 37, "unit": "C"}'),
    "cut_in_the_middle": lambda body, good: said(good[: len(good) // 2], finish_reason="length"),
    "thinks_to_the_end": lambda body, good: said('<think>Is it {"a": 1} or', finish_reason="length"),
    "declines_in_a_field": lambda body, good: said(None, refusal="No."),
    "declines_in_words": lambda body, good: said("I apologize, but I am not able to give medical advice."),
    "declines_in_chinese": lambda body, good: said("抱歉，我无法提供医疗诊断。"),
    "declines_in_a_part": lambda body, good: _message({"content": [{"type": "refusal", "refusal": "No."}]}),
    "safety_of_gemini": lambda body, good: said("", finish_reason="SAFETY"),
    "ended_by_refusal": lambda body, good: said("", finish_reason="refusal"),
    "filter_as_400": lambda body, good: error(
        400, "Input data may contain inappropriate content.", code="data_inspection_failed"
    ),
    "filter_as_403": lambda body, good: error(403, "Your input was flagged by moderation: violence"),
    "no_credit": lambda body, good: error(402, "This request requires more credits, or fewer max_tokens."),
    "no_quota": lambda body, good: error(429, "You exceeded your current quota", code="insufficient_quota"),
    "wrong_key": lambda body, good: error(401, "Incorrect API key provided: sk-abcdefgh123"),
    "wrong_model": lambda body, good: error(404, "The model `m` does not exist"),
    "no_pictures": _when(lambda body: images_in(body) > 0, 404, "No endpoints found that support image input"),
    "prompt_too_long": lambda body, good: error(400, "prompt is too long: 210000 tokens > 200000 maximum"),
    "error_is_html": lambda body, good: (500, b"<html><body>oops</body></html>"),
    "error_is_a_list": lambda body, good: (400, ["no"]),
    "error_is_a_word": lambda body, good: (400, b'"no"'),
}
