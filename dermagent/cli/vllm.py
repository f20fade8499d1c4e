"""`dermagent vllm`: print, or run, the server command for a local vision model."""

import shlex
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    import subprocess


@click.command()
@click.argument("model")
@click.option("--port", type=click.IntRange(1, 65535), default=8000, show_default=True)
@click.option("--images", type=click.IntRange(1, 50), help="Images a request may hold; default: by the model.")
@click.option("--context", type=click.IntRange(512), help="Longest context in tokens; default: the model's own.")
@click.option("--run", "start", is_flag=True, help="Start the server and wait until it answers; end it with Ctrl-C.")
@click.option("--wait", type=float, default=900.0, show_default=True, help="Seconds to wait with --run.")
def vllm(model: str, port: int, images: int | None, context: int | None, start: bool, wait: float) -> int:
    """Print the vLLM command that serves MODEL for dermagent, and what is known of the model."""
    from dermagent.llm.capabilities import capabilities_of, vllm_command

    if not model.strip():
        raise click.BadParameter(
            "name a model, such as the directory or the name that vLLM is to serve", param_hint="MODEL"
        )
    known = capabilities_of(model)
    command = vllm_command(model, port=port, images=images, context=context)
    click.echo(shlex.join(command))
    for line in (
        f"{known.family or 'not in the table of known models'}: vLLM {known.vllm or 'version not known'}",
        f"context {known.context:,} tokens" if known.context else "",
        f"licence: {known.licence or 'not known here; look it up'}",
        known.note,
        f"then: dermagent diagnose CASE.json --model {shlex.quote(model)} "
        f"--base-url http://127.0.0.1:{port}/v1 --local-only",
    ):
        if line:
            click.echo(f"# {line}", err=True)
    return _serve(command, port, wait) if start else 0


def _serve(command: list[str], port: int, wait: float) -> int:
    import shutil
    import subprocess

    from dermagent.errors import DermagentError, InputError

    if shutil.which(command[0]) is None:
        raise InputError("vllm is not installed here; install it in an environment of its own (it needs a GPU)")
    with subprocess.Popen(command) as server:  # noqa: S603 - the command that was printed
        try:
            if not _answers(port, wait, server):
                raise DermagentError(f"the server did not answer within {wait:g} s")
            click.echo(f"# ready at http://127.0.0.1:{port}/v1", err=True)
            return server.wait()
        except KeyboardInterrupt:
            return 0
        finally:
            server.terminate()


def _answers(port: int, wait: float, server: "subprocess.Popen[bytes]") -> bool:
    """Whether the server answers in time; False at once if it has ended."""
    import time
    import urllib.error
    import urllib.request

    end = time.monotonic() + wait
    while time.monotonic() < end and server.poll() is None:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/v1/models", timeout=2):
                return True
        except (urllib.error.URLError, OSError):
            time.sleep(0.5)
    return False
