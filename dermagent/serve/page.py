"""The web page: one file that needs no network but this server, with the one script whose hash its policy names."""

import base64
import hashlib
from dataclasses import dataclass
from importlib.resources import files
from urllib.parse import urlsplit

from jinja2 import Environment, PackageLoader, StrictUndefined

from dermagent.settings import Settings
from dermagent.steps.decide import NOTICE


@dataclass(frozen=True)
class Page:
    """The HTML and its Content-Security-Policy."""

    html: str
    policy: str


def page(settings: Settings, model: str | None, needs_token: bool) -> Page:
    """The page of a server; it says where what is entered goes."""
    script = (files("dermagent.serve") / "templates" / "page.js").read_text(encoding="utf-8")
    environment = Environment(
        loader=PackageLoader("dermagent.serve", "templates"), autoescape=True, undefined=StrictUndefined
    )
    html = environment.get_template("page.html.j2").render(
        notice=NOTICE,
        model=model,
        model_host=urlsplit(settings.base_url or "https://api.openai.com").hostname,
        needs_token=needs_token,
        script=script,
    )
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    # The report in its frame inherits this policy and has styles of its own; nothing else may be loaded or run.
    policy = (
        f"default-src 'none'; script-src 'sha256-{digest}'; style-src 'unsafe-inline'; img-src data:; "
        "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    )
    return Page(html, policy)
