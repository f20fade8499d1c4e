"""The web page: one file in three languages that needs no network but this server, and the reports that it shows."""

import asyncio
import base64
import hashlib
from dataclasses import dataclass
from importlib.resources import files
from typing import Any
from urllib.parse import urlsplit

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup
from pydantic import ValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from dermagent.errors import InputError
from dermagent.knowledge.base import knowledge
from dermagent.knowledge.texts import LANGUAGES, texts
from dermagent.report.html import style, to_fragment, to_html
from dermagent.report.markdown import Audience
from dermagent.serve.media import is_json
from dermagent.serve.wanted import parameters, weighed
from dermagent.settings import Settings
from dermagent.steps.intake import refuse_repeated_keys
from dermagent.types import Differential, Language

#: Largest result that is put into words for the page; one with ten maps of heat has about 0.5 MB.
_MOST_BYTES = 8 * 2**20
#: Kinds of findings that nobody names by hand: tones of skin, figures, boxes of a form.
_UNNAMED = ("skin_tone", "measure", "scin_")
#: Texts that the page says by itself; the report has the others.
_PARTS = ("page", "steps", "examples", "notice")


@dataclass(frozen=True)
class Page:
    """The HTML in each language and its Content-Security-Policy."""

    html: dict[Language, str]
    policy: str


def page(settings: Settings, model: str | None, needs_token: bool) -> Page:
    """The page of a server; it says where what is entered goes."""
    script, css = _file("page.js"), style() + _file("page.css")
    environment = Environment(
        loader=PackageLoader("dermagent.serve", "templates"), autoescape=True, undefined=StrictUndefined
    )
    template = environment.get_template("page.html.j2")
    host = urlsplit(settings.base_url or "https://api.openai.com").hostname or ""
    words = _words(model, host)
    html = {
        language: template.render(
            t=texts(language).say,
            language=language,
            languages={one: texts(one).say("language") for one in LANGUAGES},
            examples=texts(language).part("examples"),
            goes=words[language]["goes"],
            needs_token=needs_token,
            words=words,
            script=Markup(script),  # noqa: S704 - our own file
            css=Markup(css),  # noqa: S704 - our own file
        )
        for language in LANGUAGES
    }
    policy = (
        f"default-src 'none'; script-src {_hash(script)}; style-src {_hash(css)}; img-src data: blob:; "
        "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    )
    return Page(html, policy)


def routes(made: Page) -> list[Route]:
    """The page, and the report of a result that the page got from the API."""

    async def index(request: Request) -> Response:
        language = _language(request)
        headers = {"Content-Security-Policy": made.policy, "Vary": "Accept-Language", "Content-Language": language}
        return HTMLResponse(made.html[language], headers=headers)

    async def report(request: Request) -> Response:
        """A result in; its report for one reader, as the part that the page shows or as a whole document."""
        given = parameters(request.query_params, "audience", "whole")
        asked = given.get("audience", "clinician")
        if asked not in ("clinician", "patient"):
            raise InputError("audience: expected clinician or patient")
        if given.get("whole") not in (None, "", "1"):
            raise InputError("whole: expected 1 for a document of its own; leave it out for a part of the page")
        audience: Audience = "patient" if asked == "patient" else "clinician"
        body = await _body(request)
        return HTMLResponse(await asyncio.to_thread(_rendered, body, audience, "whole" in given))

    return [Route("/", index), Route("/page/report", report, methods=["POST"])]


def _rendered(body: bytes, audience: Audience, whole: bool) -> str:
    refuse_repeated_keys(body, "the result")
    try:
        differential = Differential.model_validate_json(body, strict=True)
    except ValidationError as error:
        raise InputError("expected a differential as /v1/diagnose gives it") from error
    return (to_html if whole else to_fragment)(differential, audience=audience)


async def _body(request: Request) -> bytes:
    if not is_json(request.headers.get("content-type", "")):
        raise HTTPException(415, "send JSON, with 'Content-Type: application/json'")
    body = bytearray()
    async for part in request.stream():
        body += part
        if len(body) > _MOST_BYTES:
            raise HTTPException(413, f"the result is larger than {_MOST_BYTES // 2**20} MiB")
    return bytes(body)


def _language(request: Request) -> Language:
    """The language that the address asks for, else the one that the browser wants most, else English.

    Raises:
        InputError: the address asks for two, or for something else.
    """
    asked = parameters(request.query_params, "language").get("language", "")
    told = [(name, weight) for name, weight in weighed(request.headers.get("accept-language", "")) if weight > 0]
    wanted = [asked, *(name[:2] for name, _ in sorted(told, key=lambda one: -one[1]))]
    return next((language for name in wanted for language in LANGUAGES if language == name), "en")


def _words(model: str | None, host: str) -> dict[Language, dict[str, Any]]:
    """What the script says in each language, and the names of findings that a person may add."""
    findings = [
        one.id
        for one in knowledge().findings.values()
        if not (one.category.startswith(_UNNAMED) or one.id.startswith(_UNNAMED))
    ]
    sites = [one.id for one in knowledge().findings.values() if one.category == "body_site"]
    made: dict[Language, dict[str, Any]] = {}
    for language in LANGUAGES:
        said = texts(language)
        goes = said.say("page.to_model", model=model, host=host) if model else said.say("page.to_server")
        made[language] = {part: said.part(part) for part in _PARTS} | {
            "goes": goes,
            "model": bool(model),
            "findings": {one: said.finding(one) for one in findings},
            "sites": {one: said.finding(one) for one in sites},
        }
    return made


def _file(name: str) -> str:
    return (files("dermagent.serve") / "templates" / name).read_text(encoding="utf-8")


def _hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"
