"""`dermagent serve`: the workflow behind HTTP, and a small web page."""

from pathlib import Path
from typing import Any

import click

from dermagent.cli.options import server_options


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", type=click.IntRange(0, 65535), default=8000, show_default=True, help="0: any free one.")
@click.option(
    "--allow-remote", is_flag=True, help="Be reached by other machines, directly or through a proxy; needs a token."
)
@click.option("--sessions", type=click.Path(path_type=Path), help="SQLite file that keeps dialogues; default: memory.")
@click.option("--session-minutes", type=click.FloatRange(0.1), default=60.0, show_default=True, help="Kept unused.")
@click.option("--max-sessions", type=click.IntRange(1), default=200, show_default=True, help="Dialogues at a time.")
@click.option("--at-once", type=click.IntRange(1), default=8, show_default=True, help="Cases worked on at a time.")
@click.option("--waiting", type=click.IntRange(0), default=32, show_default=True, help="Requests that may wait beyond.")
@click.option("--timeout", type=click.FloatRange(0.1), default=300.0, show_default=True, help="Seconds a request.")
@click.option("--max-mib", type=click.FloatRange(0.001), default=32.0, show_default=True, help="Size of a request.")
@server_options
def serve(
    host: str,
    port: int,
    allow_remote: bool,
    sessions: Path | None,
    session_minutes: float,
    max_sessions: int,
    at_once: int,
    waiting: int,
    timeout: float,
    max_mib: float,
    **flags: Any,
) -> int:
    """Serve POST /v1/diagnose, /v1/stream, /v1/sessions and a web page, on this machine only unless told otherwise.

    Callers send the token in DERMAGENT_SERVE_TOKEN, where it is set, as `Authorization: Bearer …`. TLS is left to a
    proxy. Standard error has one line a request: handler, status and time, never what was sent.
    """
    import logging
    import os

    from dermagent.errors import InputError

    try:
        from dermagent.serve.app import make_app
        from dermagent.serve.limits import ServeLimits
        from dermagent.serve.listen import bind
        from dermagent.serve.listen import serve as run
    except ModuleNotFoundError as error:
        if error.name not in {"starlette", "uvicorn"}:
            raise
        raise InputError("dermagent serve needs two more packages: pip install 'dermagent[serve]'") from error
    token = os.environ.get("DERMAGENT_SERVE_TOKEN", "").strip()
    limits = ServeLimits(
        at_once=at_once,
        waiting=waiting,
        timeout_s=timeout,
        max_body_bytes=int(max_mib * 2**20),
        max_sessions=max_sessions,
        session_s=60 * session_minutes,
    )
    with bind(host, port, allow_remote=allow_remote, token=token) as listening:
        app = make_app(token=token, loopback=not allow_remote, sessions=sessions, limits=limits, **flags)
        logging.basicConfig(format="%(asctime)s %(message)s", level=logging.WARNING)
        logging.getLogger("dermagent").setLevel(logging.INFO)
        address, bound = listening.getsockname()[:2]
        click.echo(f"dermagent at http://{f'[{address}]' if ':' in address else address}:{bound}/", err=True)
        try:
            run(app, listening)
        except KeyboardInterrupt:
            click.echo("stopped", err=True)
    return 0
