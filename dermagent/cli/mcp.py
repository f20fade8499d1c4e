"""`dermagent mcp`: the workflow as tools for agents, over standard input and output."""

from typing import Any

import click

from dermagent.cli.options import server_options


@click.command()
@server_options
def mcp(**flags: Any) -> int:
    """Offer tools to an agent over the Model Context Protocol: diagnose, explain, verify_citation.

    The agent's program starts this command and speaks with it over standard input and output. No file and no address
    that the agent names is read.
    """
    import asyncio
    import logging

    from dermagent.errors import InputError
    from dermagent.settings import resolve

    try:
        import mcp as _  # noqa: F401
    except ModuleNotFoundError as error:
        raise InputError("dermagent mcp needs more packages: pip install 'dermagent[mcp]'") from error
    logging.basicConfig(format="%(asctime)s %(message)s", level=logging.WARNING)
    asyncio.run(_served(resolve(**flags)))
    return 0


async def _served(settings: Any) -> None:
    from dermagent.serve.tools import make_tools
    from dermagent.workflow.deps import make_deps, make_model

    chat = make_model(settings)
    try:
        make_deps(settings, chat=chat)  # what is missing is said now and not to the first caller
        await make_tools(settings, chat).run_stdio_async()
    finally:
        if chat:
            await chat.aclose()
