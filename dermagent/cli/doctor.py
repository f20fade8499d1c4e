"""`dermagent doctor`: what is installed and configured, and what each missing part would add."""

from typing import TYPE_CHECKING

import click

from dermagent.cli.extras import EXTRAS, missing

if TYPE_CHECKING:
    from dermagent.settings import Settings


@click.command()
def doctor() -> None:
    """Say what works here, and what each missing part would add."""
    import platform
    from importlib.metadata import PackageNotFoundError, version

    from dermagent.knowledge.base import knowledge
    from dermagent.knowledge.priors import shipped_profiles
    from dermagent.settings import graph_names, resolve

    def installed(name: str) -> str | None:
        try:
            return version(name)
        except PackageNotFoundError:
            return None

    settings = resolve()
    kb = knowledge()
    click.echo(f"dermagent {version('dermagent')} on Python {platform.python_version()}")
    click.echo(f"graphs: {', '.join(graph_names())}; in use: {settings.graph}")
    click.echo(f"knowledge: {len(kb.cards)} cards, {len(kb.rules)} red-flag rules, {len(kb.findings)} findings")
    click.echo(f"prior profiles: {', '.join(shipped_profiles())}; in use: {settings.prior}")
    for name in ("langgraph", "openai", "llama-index-core", "pydantic", "numpy", "pillow"):
        click.echo(f"{name} {installed(name) or 'MISSING: reinstall dermagent'}")
    click.echo(_model(settings))
    click.echo(_guidelines(settings))
    click.echo("extras:")
    for name, extra in EXTRAS.items():
        absent = missing(extra)
        lacks = f" (lacks {', '.join(absent)})" if len(absent) < len(extra.needs) + len(extra.beside) else ""
        found = f"not installed{lacks}; {extra.advice(name, absent)} adds it" if absent else "installed"
        click.echo(f"  {name}: {extra.adds}: {found}")


def _model(settings: "Settings") -> str:
    if settings.model is None:
        return "language model: none set; no model looks at images (set DERMAGENT_MODEL, or --model with diagnose)"
    import os
    import urllib.error
    import urllib.request
    from urllib.parse import urlsplit

    from dermagent.llm.capabilities import capabilities_of
    from dermagent.llm.openai_compat import is_local

    known = capabilities_of(settings.model)
    told = f"language model: {settings.model} ({known.family or 'not in the table of known models'})"
    if settings.base_url is None or not is_local(settings.base_url):
        key = "set" if settings.api_key or os.environ.get("OPENAI_API_KEY") else "MISSING: set OPENAI_API_KEY"
        return f"{told} at {urlsplit(settings.base_url or 'https://api.openai.com').hostname}; API key {key}"
    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))  # as the model itself is asked
    try:
        with direct.open(f"{settings.base_url.rstrip('/')}/models", timeout=3):
            return f"{told} at {settings.base_url}: reachable"
    except (urllib.error.URLError, OSError, ValueError):
        return (
            f"{told} at {settings.base_url}: NOT reachable; `dermagent vllm {settings.model}` prints a server command"
        )


def _guidelines(settings: "Settings") -> str:
    if settings.guidelines is None:
        return "own guidelines: none; `dermagent guidelines add` makes statements of your files"
    from dermagent.errors import InputError
    from dermagent.knowledge.corpus import Corpus

    try:
        corpus = Corpus.existing(settings.guidelines)
    except InputError as error:
        return f"own guidelines: {error}"
    return f"own guidelines: {len(corpus.statements)} statements in {settings.guidelines.name}"
