"""`dermagent serve`: the workflow behind HTTP, and a small web page."""

from pathlib import Path
from socket import socket
from typing import Any

import click

from dermagent.cli.options import language_option, server_options
from dermagent.cli.written import not_over


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", type=click.IntRange(0, 65535), default=8000, show_default=True, help="0: any free one.")
@click.option(
    "--allow-remote", is_flag=True, help="Be reached by other machines, directly or through a proxy; needs a token."
)
@click.option("--sessions", help="SQLite file or postgresql://… that keeps dialogues; default: memory.")
@click.option("--session-minutes", type=click.FloatRange(0.1), default=60.0, show_default=True, help="Kept unused.")
@click.option("--max-sessions", type=click.IntRange(1), default=200, show_default=True, help="Dialogues at a time.")
@click.option("--at-once", type=click.IntRange(1), default=8, show_default=True, help="Cases worked on at a time.")
@click.option("--waiting", type=click.IntRange(0), default=32, show_default=True, help="Requests that may wait beyond.")
@click.option("--timeout", type=click.FloatRange(0.1), default=300.0, show_default=True, help="Seconds a request.")
@click.option("--max-mib", type=click.FloatRange(0.001), default=32.0, show_default=True, help="Size of a request.")
@click.option(
    "--processes", type=click.IntRange(0), help="Processes that work on cases, 0: none but this; default: one a core."
)
@click.option("--keys", type=click.Path(path_type=Path), help="File with a name and a key in each line: who may ask.")
@click.option("--audit", type=click.Path(path_type=Path), help="File that a line of JSON about each case is added to.")
@language_option
@server_options
def serve(
    host: str,
    port: int,
    allow_remote: bool,
    sessions: str | None,
    session_minutes: float,
    max_sessions: int,
    at_once: int,
    waiting: int,
    timeout: float,
    max_mib: float,
    processes: int | None,
    keys: Path | None,
    audit: Path | None,
    **flags: Any,
) -> int:
    """Serve POST /v1/diagnose, /v1/stream, /v1/sessions and a web page, on this machine only unless told otherwise.

    Callers send the token in DERMAGENT_SERVE_TOKEN, or a key of --keys, as `Authorization: Bearer …`. TLS is left to a
    proxy. Standard error has one line a request: handler, status and time, never what was sent.
    """
    import logging
    import os

    from dermagent.errors import InputError

    try:
        from dermagent.serve.app import make_app
        from dermagent.serve.clients import read_keys
        from dermagent.serve.limits import ServeLimits
        from dermagent.serve.listen import bind
    except ModuleNotFoundError as error:
        if error.name not in {"starlette", "uvicorn", "prometheus_client", "python_multipart"}:
            raise
        raise InputError("dermagent serve needs more packages: pip install 'dermagent[serve]'") from error
    token = os.environ.get("DERMAGENT_SERVE_TOKEN", "").strip()
    limits = ServeLimits(
        at_once=at_once,
        waiting=waiting,
        timeout_s=timeout,
        max_body_bytes=int(max_mib * 2**20),
        max_sessions=max_sessions,
        session_s=60 * session_minutes,
    )
    logging.basicConfig(format="%(asctime)s %(message)s", level=logging.WARNING)
    logging.getLogger("dermagent").setLevel(logging.INFO)
    who = read_keys(keys) if keys else {}
    with bind(host, port, allow_remote=allow_remote, token=token, keys=bool(who)) as listening:
        app = make_app(
            token=token,
            keys=who,
            loopback=not allow_remote,
            sessions=sessions,
            limits=limits,
            processes=(os.cpu_count() or 1) if processes is None else processes,
            audit=audit and not_over(audit),
            **flags,
        )
        serve_until_stopped(app, listening, "/")
    return 0


def serve_until_stopped(app: Any, listening: socket, path: str) -> None:
    """Serve an ASGI application on a listening socket until SIGINT or SIGTERM; say where, and that it has ended."""
    from dermagent.serve.listen import serve as run

    address, port = listening.getsockname()[:2]
    where = f"http://{f'[{address}]' if ':' in address else address}:{port}{path}"
    try:
        run(app, listening, lambda: click.echo(f"dermagent at {where}", err=True))
    except KeyboardInterrupt:
        click.echo("stopped", err=True)
