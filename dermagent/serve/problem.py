"""A refusal or a failure, in the form that the callers of an address know; never what could be a differential."""

import json
from collections.abc import Mapping

from starlette.responses import Response

#: Addresses that clients of OpenAI's API ask.
_OPENAI = ("/v1/chat/", "/v1/models")
_CODES = {401: "invalid_api_key", 404: "model_not_found", 429: "rate_limit_exceeded"}


def problem(status: int, sentence: str, headers: Mapping[str, str] | None = None, *, path: str = "") -> Response:
    """The response: {"error": sentence}, or OpenAI's object where that is what `path` speaks."""
    if not path.startswith(_OPENAI):
        return _response(json.dumps({"error": sentence}), status, headers)
    status = 400 if status == 422 else status
    final = {"x-should-retry": "false"} if status in {500, 504} else {}  # its clients would pay for the same again
    return _response(openai_error(status, sentence), status, {**(headers or {}), **final})


def openai_error(status: int, sentence: str, code: str | None = None, **beside: object) -> str:
    """OpenAI's error object as JSON; `beside` stands next to it."""
    kind = "rate_limit_error" if status == 429 else "invalid_request_error" if status < 500 else "server_error"
    told = {"message": sentence, "type": kind, "param": None, "code": code or _CODES.get(status)}
    return json.dumps({"error": told, **beside}, ensure_ascii=False)


def _response(body: str, status: int, headers: Mapping[str, str] | None) -> Response:
    return Response(body, status, dict(headers or {}), "application/json")
