"""`dermagent doctor`: what is installed and configured, and what each missing part would add."""

import click


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
    for name in ("langgraph", "pydantic", "numpy", "pillow"):
        click.echo(f"{name} {installed(name) or 'MISSING: reinstall dermagent'}")
    heic = installed("pillow-heif")
    click.echo(f"HEIC pictures: {'pillow-heif ' + heic if heic else 'not read; pip install dermagent[heic] adds them'}")
    click.echo("language model: none in this version; no model looks at pictures")
