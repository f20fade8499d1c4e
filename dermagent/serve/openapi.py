"""The description of the API in OpenAPI, made from the types that it reads and writes, with examples."""

from functools import cache
from typing import Any

from pydantic import BaseModel, Field
from pydantic.json_schema import models_json_schema

from dermagent.provenance import version
from dermagent.serve.cases import PostedAnswer, PostedMore, Told, examples
from dermagent.serve.chat import MODELS, ChatErrorBody, ChatModels, PostedChat
from dermagent.serve.hooks import SERVICE, HookAnswer, PostedHook
from dermagent.types import Case, Differential

_REF = "#/components/schemas/{model}"


class ErrorBody(BaseModel):
    """Every body that is no differential: what is wrong, in one sentence."""

    error: str = Field(description="What is wrong, in one sentence without words of the case.")


@cache
def openapi() -> dict[str, Any]:
    """The document; examples stand in `templates/examples.json`."""
    models: list[tuple[type[BaseModel], Any]] = [
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
    names, schemas = models_json_schema(models, ref_template=_REF)
    refs = {model.__name__: schema for (model, _), schema in names.items()}
    _sent_only(schemas["$defs"]["CaseImage"])
    given = examples()

    def body(name: str, form: bool = False) -> dict[str, Any]:
        content: dict[str, Any] = {
            "application/json": {"schema": refs[name], "examples": {"one": {"value": given[name]}}}
        }
        if form:
            image = {"type": "array", "items": {"type": "string", "format": "binary"}}
            parts = {"type": "object", "properties": {"case": refs["Case"], "image": image}}
            as_json = {"case": {"contentType": "application/json"}}
            content["multipart/form-data"] = {"schema": parts, "encoding": as_json}
        return {"required": True, "content": content}

    def answers(
        name: str, text: str, *statuses: int, other: dict[str, Any] | None = None, wrong: str = "ErrorBody"
    ) -> dict[str, Any]:
        found: dict[str, Any] = {"200": {"description": text, "content": other or _json(refs[name])}}
        if name in {"Differential", "Told"}:
            found["502"] = {"description": "No answer; `outcome` says why.", "content": other or _json(refs[name])}
        for status in statuses:
            found[str(status)] = {"description": _SAYS[status], "content": _json(refs[wrong])}
            if status in {429, 503}:
                found[str(status)]["headers"] = {"Retry-After": {"schema": {"type": "integer"}}}
        return found

    text = {"schema": {"type": "string"}}
    event = {"event": {"type": "string"}, "data": {"type": "string", "contentMediaType": "application/json"}}
    events = {"schema": {"type": "object", "properties": event, "required": ["data"]}}  # each of them
    forms = {"application/json": {"schema": refs["Differential"]}, "text/markdown": text, "text/html": text}
    forms["application/fhir+json"] = {"schema": {"type": "object"}}
    wanted = {"name": "format", "in": "query", "schema": {"enum": ["json", "md", "html", "fhir"], "default": "json"}}
    session = {"type": "string", "pattern": "^[A-Za-z0-9_-]{32}$"}
    name = {"name": "session", "in": "path", "required": True, "schema": session}
    work = (400, 401, 403, 408, 413, 415, 421, 422, 429, 500, 503, 504)
    read = (400, 401, 403, 421, 429, 500, 503, 504)
    one = {
        "parameters": [name],
        "get": {"summary": "The turn it stands at.", "responses": answers("Told", "The turn.", 404, *read)},
        "delete": {
            "summary": "Delete it; nothing is left.",
            "responses": {"204": {"description": "Gone."}, **_without(answers("ErrorBody", "", 404, *read), "200")},
        },
    }
    paths: dict[str, Any] = {
        "/v1/diagnose": {
            "post": {
                "summary": "The differential of a case.",
                "parameters": [wanted],
                "requestBody": body("Case", form=True),
                "responses": answers("Differential", "Answered or abstained.", *work, other=forms),
            }
        },
        "/v1/stream": {
            "post": {
                "summary": "The same, told while it happens, as server-sent events.",
                "requestBody": body("Case", form=True),
                "responses": answers("ErrorBody", "Events.", *work, other={"text/event-stream": events}),
            }
        },
        "/v1/sessions": {
            "post": {
                "summary": "Begin a dialogue.",
                "requestBody": body("Case", form=True),
                "responses": answers("Told", "The first turn.", *work),
            }
        },
        "/v1/sessions/{session}": one,
    }
    for what, posted, summary in (
        ("answer", "PostedAnswer", "Answer the question that is open."),
        ("more", "PostedMore", "Add to the case, or correct what was read."),
    ):
        paths[f"/v1/sessions/{{session}}/{what}"] = {
            "parameters": [name],
            "post": {
                "summary": summary,
                "requestBody": body(posted),
                "responses": answers("Told", "The next turn.", 404, 409, *work),
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
    anything = {"application/json": {"schema": {"type": "object"}}}
    model = {"name": "model", "in": "path", "required": True, "schema": {"enum": list(MODELS)}}
    said = "The report, and the differential in `dermagent`."
    replies = anything | {"text/event-stream": events}
    paths["/v1/chat/completions"] = {
        "post": {
            "summary": "A conversation as a case, in the form of OpenAI's API; a run without an answer is an error.",
            "requestBody": body("PostedChat"),
            "responses": answers(
                "PostedChat",
                said,
                404,
                502,
                *work,
                other=replies,
                wrong="ChatErrorBody",
            ),
        }
    }
    service = {"name": "service", "in": "path", "required": True, "schema": {"enum": [SERVICE]}}
    paths["/cds-services"] = {
        "get": {
            "summary": "The services of CDS Hooks.",
            "responses": answers("HookAnswer", "They.", *read, other=anything),
        }
    }
    paths["/cds-services/{service}"] = {
        "parameters": [service],
        "post": {
            "summary": "What a health record holds of a patient as a case; its result as a card.",
            "requestBody": body("PostedHook"),
            "responses": answers("HookAnswer", "One card, or none.", 404, 502, *work),
        },
    }
    paths["/v1/models"] = {
        "get": {
            "summary": "The models that it may name.",
            "responses": answers("ChatModels", "They.", *read, wrong="ChatErrorBody"),
        }
    }
    paths["/v1/models/{model}"] = {
        "parameters": [model],
        "get": {
            "summary": "One of them.",
            "responses": answers("ChatModels", "It.", 404, *read, other=anything, wrong="ChatErrorBody"),
        },
    }
    for path, summary in (
        ("/healthz", "Whether it is alive."),
        ("/readyz", "Whether model and store answer."),
        ("/v1/schema", "JSON Schemas."),
        ("/openapi.json", "This document."),
    ):
        content = {"application/json": {"schema": {"type": "object"}}}
        paths[path] = {"get": {"summary": summary, "responses": answers("ErrorBody", "Yes.", 503, other=content)}}
    content = {"text/plain": text}
    paths["/metrics"] = {
        "get": {"summary": "For Prometheus.", "responses": answers("ErrorBody", "", 401, other=content)}
    }
    return {
        "openapi": "3.1.0",
        "info": {"title": "dermagent", "version": version("dermagent"), "description": given["notice"]},
        "paths": paths,
        "components": {
            "schemas": schemas["$defs"],
            "securitySchemes": {"key": {"type": "http", "scheme": "bearer"}},
        },
        "security": [{}, {"key": []}],
    }


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
    413: "Too large.",
    415: "Not of a media type that is taken.",
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
