"""`dermagent mcp`: the workflow as tools for agents, over standard input and output or over HTTP."""

from pathlib import Path
from typing import Any

import click

from dermagent.cli.options import server_options


@click.command()
@click.option("--http", metavar="HOST:PORT", help="Serve streamable HTTP there (/mcp) instead; port 0: any free one.")
@click.option("--allow-remote", is_flag=True, help="With --http, be reached by other machines; needs a token or keys.")
@click.option("--keys", type=click.Path(path_type=Path), help="With --http, a file with a name and a key in each line.")
@server_options
def mcp(http: str | None, allow_remote: bool, keys: Path | None, **flags: Any) -> int:
    """Offer tools to an agent over the Model Context Protocol: diagnose, ask, explain, verify_citation.

    The agent's program starts this command and speaks with it over standard input and output; with --http it is a
    server of its own, on this machine only unless told otherwise, whose callers send the token in
    DERMAGENT_SERVE_TOKEN, or a key of --keys, as `Authorization: Bearer …`. No file and no address that the agent
    names is read.
    """
    import asyncio
    import logging

    from dermagent.errors import InputError

    try:
        import mcp as _  # noqa: F401
    except ModuleNotFoundError as error:
        raise InputError("dermagent mcp needs more packages: pip install 'dermagent[mcp]'") from error
    logging.basicConfig(format="%(asctime)s %(message)s", level=logging.WARNING)
    if http is None:
        if allow_remote or keys:
            raise InputError("--allow-remote and --keys are about --http HOST:PORT; give that too, or leave them out")
        asyncio.run(_over_stdio(flags))
        return 0
    _over_http(http, allow_remote, keys, flags)
    return 0


async def _over_stdio(flags: dict[str, Any]) -> None:
    from dermagent.serve.cases import Cases
    from dermagent.serve.limits import ServeLimits
    from dermagent.serve.tools import make_tools
    from dermagent.serve.worker import Worker

    limits = ServeLimits()
    workers = Worker(Cases(flags, None, limits))  # what is missing is said now and not to the first caller
    await workers.start()
    try:
        await make_tools(workers, limits).run_stdio_async()
    finally:
        await workers.stop()


def _over_http(where: str, allow_remote: bool, keys: Path | None, flags: dict[str, Any]) -> None:
    import os

    from dermagent.cli.serve import serve_until_stopped
    from dermagent.errors import InputError
    from dermagent.serve.cases import Cases
    from dermagent.serve.clients import Clients, read_keys
    from dermagent.serve.limits import ServeLimits
    from dermagent.serve.listen import bind
    from dermagent.serve.tools import over_http
    from dermagent.serve.worker import Worker

    host, _, port = where.rpartition(":")
    host = host.removeprefix("[").removesuffix("]")
    if not host or not port.isascii() or not port.isdigit() or int(port) > 65535:
        raise InputError(f"--http {where!r}: expected HOST:PORT, such as 127.0.0.1:8001")
    token = os.environ.get("DERMAGENT_SERVE_TOKEN", "").strip()
    who = read_keys(keys) if keys else {}
    limits = ServeLimits()
    with bind(
        host, int(port), allow_remote=allow_remote, token=token, keys=bool(who), option="--http HOST:PORT"
    ) as listening:
        workers = Worker(Cases(flags, None, limits))
        app = over_http(workers, limits, clients=Clients(token, who), loopback=not allow_remote)
        serve_until_stopped(app, listening, "/mcp")
