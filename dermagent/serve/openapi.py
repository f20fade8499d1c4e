"""The description of the API in OpenAPI, made from the types that it reads and writes, with examples."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from pydantic import BaseModel, Field
from pydantic.json_schema import JsonSchemaMode, models_json_schema

from dermagent.knowledge.texts import LANGUAGES
from dermagent.provenance import version
from dermagent.serve.cases import PostedAnswer, PostedMore, Told, examples
from dermagent.serve.chat import MODELS, ChatErrorBody, ChatModels, PostedChat
from dermagent.serve.hooks import SERVICE, HookAnswer, PostedHook
from dermagent.types import Case, Differential

_REF = "#/components/schemas/{model}"


class ErrorBody(BaseModel):
    """Every body that is no differential: what is wrong, in one sentence."""

    error: str = Field(description="What is wrong, in one sentence without words of the case.")


_MODELS: list[tuple[type[BaseModel], JsonSchemaMode]] = [
    (Case, "validation"),
    (PostedAnswer, "validation"),
    (PostedMore, "validation"),
    (PostedChat, "validation"),
    (PostedHook, "validation"),
    (HookAnswer, "serialization"),
    (ChatModels, "serialization"),
    (ChatErrorBody, "serialization"),
    (Differential, "serialization"),
    (Told, "serialization"),
    (ErrorBody, "serialization"),
]
_TEXT = {"schema": {"type": "string"}}
_ANYTHING = {"application/json": {"schema": {"type": "object"}}}
_EVENT = {"event": {"type": "string"}, "data": {"type": "string", "contentMediaType": "application/json"}}
_EVENTS = {"schema": {"type": "object", "properties": _EVENT, "required": ["data"]}}  # each of them
_SESSION = {
    "name": "session",
    "in": "path",
    "required": True,
    "schema": {"type": "string", "pattern": "^[A-Za-z0-9_-]{32}$"},
}
#: What can go wrong where a case is worked on, and where something is only read.
_WORK = (400, 401, 403, 408, 413, 415, 421, 422, 429, 500, 503, 504)
_READ = (400, 401, 403, 421, 429, 500, 503, 504)


@cache
def openapi() -> dict[str, Any]:
    """The document; examples stand in `templates/examples.json`."""
    names, schemas = models_json_schema(_MODELS, ref_template=_REF)
    _sent_only(schemas["$defs"]["CaseImage"])
    api = _Api({model.__name__: schema for (model, _), schema in names.items()}, examples())
    return {
        "openapi": "3.1.0",
        "info": {"title": "dermagent", "version": version("dermagent"), "description": api.given["notice"]},
        "paths": _cases(api) | _dialogues(api) | _chat(api) | _hooks(api) | _models(api) | _service(api),
        "components": {
            "schemas": schemas["$defs"],
            "securitySchemes": {"key": {"type": "http", "scheme": "bearer"}},
        },
        "security": [{}, {"key": []}],
    }


@dataclass(frozen=True)
class _Api:
    """What the description of a path is made of: references to the schemas, and examples."""

    refs: Mapping[str, dict[str, Any]]
    given: Mapping[str, Any]

    def body(self, name: str, form: bool = False) -> dict[str, Any]:
        content: dict[str, Any] = {
            "application/json": {"schema": self.refs[name], "examples": {"one": {"value": self.given[name]}}}
        }
        if form:
            image = {"type": "array", "items": {"type": "string", "format": "binary"}}
            parts = {"type": "object", "properties": {"case": self.refs["Case"], "image": image}}
            as_json = {"case": {"contentType": "application/json"}}
            content["multipart/form-data"] = {"schema": parts, "encoding": as_json}
        return {"required": True, "content": content}

    def answers(
        self, name: str, text: str, *statuses: int, other: dict[str, Any] | None = None, wrong: str = "ErrorBody"
    ) -> dict[str, Any]:
        found: dict[str, Any] = {"200": {"description": text, "content": other or _json(self.refs[name])}}
        if name in {"Differential", "Told"}:
            found["502"] = {"description": "No answer; `outcome` says why.", "content": other or _json(self.refs[name])}
        for status in statuses:
            found[str(status)] = {"description": _SAYS[status], "content": _json(self.refs[wrong])}
            if status in {429, 503}:
                found[str(status)]["headers"] = {"Retry-After": {"schema": {"type": "integer"}}}
        return found


def _cases(api: _Api) -> dict[str, Any]:
    """One case, one answer."""
    forms = {"application/json": {"schema": api.refs["Differential"]}, "text/markdown": _TEXT, "text/html": _TEXT}
    forms["application/fhir+json"] = {"schema": {"type": "object"}}
    wanted = {"name": "format", "in": "query", "schema": {"enum": ["json", "md", "html", "fhir"], "default": "json"}}
    return {
        "/v1/diagnose": {
            "post": {
                "summary": "The differential of a case.",
                "parameters": [wanted],
                "requestBody": api.body("Case", form=True),
                "responses": api.answers("Differential", "Answered or abstained.", *_WORK, other=forms),
            }
        },
        "/v1/stream": {
            "post": {
                "summary": "The same, told while it happens, as server-sent events.",
                "requestBody": api.body("Case", form=True),
                "responses": api.answers("ErrorBody", "Events.", *_WORK, other={"text/event-stream": _EVENTS}),
            }
        },
    }


def _dialogues(api: _Api) -> dict[str, Any]:
    """A case that is asked about and added to."""
    one = {
        "parameters": [_SESSION],
        "get": {"summary": "The turn it stands at.", "responses": api.answers("Told", "The turn.", 404, *_READ)},
        "delete": {
            "summary": "Delete it; nothing is left.",
            "responses": {
                "204": {"description": "Gone."},
                **_without(api.answers("ErrorBody", "", 404, *_READ), "200"),
            },
        },
    }
    paths: dict[str, Any] = {
        "/v1/sessions": {
            "post": {
                "summary": "Begin a dialogue.",
                "requestBody": api.body("Case", form=True),
                "responses": api.answers("Told", "The first turn.", *_WORK),
            }
        },
        "/v1/sessions/{session}": one,
    }
    for what, posted, summary in (
        ("answer", "PostedAnswer", "Answer the question that is open."),
        ("more", "PostedMore", "Add to the case, or correct what was read."),
    ):
        paths[f"/v1/sessions/{{session}}/{what}"] = {
            "parameters": [_SESSION],
            "post": {
                "summary": summary,
                "requestBody": api.body(posted),
                "responses": api.answers("Told", "The next turn.", 404, 409, *_WORK),
            },
        }
    paths["/v1/sessions"]["post"]["responses"]["200"]["links"] = {
        what: {"operationRef": f"#/paths/~1v1~1sessions~1{{session}}{path}", "parameters": _IN_SESSION, **more}
        for what, path, more in (
            ("turn", "/get", {}),
            ("delete", "/delete", {}),
            ("answer", "~1answer/post", {"requestBody": {"question": "$response.body#/question/id", "answer": "no"}}),
            ("more", "~1more/post", {"requestBody": {"history": "Since this morning it spreads."}}),
        )
    }
    return paths


def _chat(api: _Api) -> dict[str, Any]:
    """A conversation in the form of OpenAI's API."""
    said = "The report, and the differential in `dermagent`."
    replies = _ANYTHING | {"text/event-stream": _EVENTS}
    completions = {
        "post": {
            "summary": "A conversation as a case, in the form of OpenAI's API; a run without an answer is an error.",
            "requestBody": api.body("PostedChat"),
            "responses": api.answers(
                "PostedChat",
                said,
                404,
                502,
                *_WORK,
                other=replies,
                wrong="ChatErrorBody",
            ),
        }
    }
    return {"/v1/chat/completions": completions}


def _hooks(api: _Api) -> dict[str, Any]:
    """CDS Hooks."""
    service = {"name": "service", "in": "path", "required": True, "schema": {"enum": [SERVICE]}}
    paths: dict[str, Any] = {}
    paths["/cds-services"] = {
        "get": {
            "summary": "The services of CDS Hooks.",
            "responses": api.answers("HookAnswer", "They.", *_READ, other=_ANYTHING),
        }
    }
    paths["/cds-services/{service}"] = {
        "parameters": [service],
        "post": {
            "summary": "What a health record holds of a patient as a case; its result as a card.",
            "requestBody": api.body("PostedHook"),
            "responses": api.answers("HookAnswer", "One card, or none.", 404, 412, 502, *_WORK),
        },
    }
    return paths


def _models(api: _Api) -> dict[str, Any]:
    """What a conversation can name as its model."""
    paths: dict[str, Any] = {}
    model = {"name": "model", "in": "path", "required": True, "schema": {"enum": list(MODELS)}}
    paths["/v1/models"] = {
        "get": {
            "summary": "The models that it may name.",
            "responses": api.answers("ChatModels", "They.", *_READ, wrong="ChatErrorBody"),
        }
    }
    paths["/v1/models/{model}"] = {
        "parameters": [model],
        "get": {
            "summary": "One of them.",
            "responses": api.answers("ChatModels", "It.", 404, *_READ, other=_ANYTHING, wrong="ChatErrorBody"),
        },
    }
    return paths


def _service(api: _Api) -> dict[str, Any]:
    """How the server is, and what it speaks."""
    paths: dict[str, Any] = {}
    for path, summary in (
        ("/healthz", "Whether it is alive."),
        ("/readyz", "Whether model and store answer."),
        ("/v1/schema", "JSON Schemas."),
        ("/openapi.json", "This document."),
    ):
        paths[path] = {"get": {"summary": summary, "responses": api.answers("ErrorBody", "Yes.", 503, other=_ANYTHING)}}
    languages: dict[str, Any] = {"name": "language", "in": "query", "schema": {"type": "string"}}
    languages["description"] = f"{', '.join(LANGUAGES)}; else the page speaks as the browser wants."
    html = {"text/html": _TEXT}
    paths["/"] = {
        "get": {
            "summary": "The web page.",
            "parameters": [languages],
            "responses": api.answers("ErrorBody", "The page.", 421, 422, other=html),
        }
    }
    readers = {"name": "audience", "in": "query", "schema": {"enum": ["clinician", "patient"], "default": "clinician"}}
    whole = {"name": "whole", "in": "query", "schema": {"type": "string"}, "allowEmptyValue": True}
    whole["description"] = "Given, with any value: a whole document, and not the part that the page shows."
    paths["/page/report"] = {
        "post": {
            "summary": "The report of a differential for one reader, as HTML.",
            "parameters": [readers, whole],
            "requestBody": {"required": True, "content": _json(api.refs["Differential"])},
            "responses": api.answers("ErrorBody", "The report.", 401, 403, 413, 415, 421, 422, 500, other=html),
        }
    }
    content = {"text/plain": _TEXT}
    paths["/metrics"] = {
        "get": {"summary": "For Prometheus.", "responses": api.answers("ErrorBody", "", 401, other=content)}
    }
    return paths


def _sent_only(image: dict[str, Any]) -> None:
    """Change the schema of an image to what a server takes: the bytes, and no path."""
    image["properties"].pop("path")
    image["properties"]["content"] = {"type": "string", **_BASE64}
    image["required"] = ["content"]


_BASE64 = {
    "contentEncoding": "base64",
    "description": "The bytes of the file in base64, with or without line breaks, or a data: address.",
}
_IN_SESSION = {"session": "$response.body#/session"}
_SAYS = {
    400: "Not a request that can be taken.",
    401: "No key, or a wrong one.",
    403: "A page of another origin.",
    404: "No such dialogue or model, or its time is over.",
    408: "The body did not arrive in time.",
    409: "The answer is to a question that is not open.",
    412: "A health record with resources of another patient than the one whose chart is open.",
    413: "Too large.",
    415: "Not of a media type that is taken, or packed.",
    421: "A name that is not this server's.",
    422: "Not a valid case.",
    429: "This client has its share of all places.",
    500: "A defect.",
    502: "No answer; the error's code says why.",
    503: "Too many cases or dialogues.",
    504: "It took too long.",
}


def _json(schema: dict[str, Any]) -> dict[str, Any]:
    return {"application/json": {"schema": schema}}


def _without(answers: dict[str, Any], status: str) -> dict[str, Any]:
    return {name: answer for name, answer in answers.items() if name != status}
