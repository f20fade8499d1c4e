"""Names in the environment that look like settings and are none."""

import os

import click

from dermagent.text.nearest import did_you_mean

_PREFIX = "DERMAGENT_"
#: Those that are read elsewhere than in `Settings`: by the server, by encoders, by the project's own tests.
_OTHERS = {"SERVE_TOKEN", "ALLOW_NONCOMMERCIAL", "SHARED", "TEST_CASES", "VLLM_PYTHON"}


def tell_unknown_names() -> None:
    """Say on standard error, a line for each, which names nobody reads; their values are never shown."""
    named = sorted(name for name in os.environ if name.upper().startswith(_PREFIX))
    if not named:
        return
    from dermagent.settings import Settings

    known = {f"{_PREFIX}{field.upper()}" for field in Settings.model_fields} | {_PREFIX + other for other in _OTHERS}
    for name in named:
        if name.upper() not in known:
            meant = did_you_mean(name.upper(), known)
            click.echo(f"dermagent: {name} in the environment is not a setting and has no effect{meant}", err=True)
