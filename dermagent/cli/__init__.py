"""The command line: arguments, exit codes, printing; nothing heavy is imported before a command runs."""

import logging
from typing import Any, ClassVar

import click

#: Exit codes by outcome; 2 is bad input (click's own code for usage errors), 4 an answer that is degraded.
EXIT_CODES = {"answered": 0, "abstained": 3, "failed": 1, "unusable": 1, "refused": 1, "budget": 1}
DEGRADED = 4
#: The exit code of several cases is the first of these that one of them has.
WORST_FIRST = (1, DEGRADED, 3, 0)


def exit_code(differential: Any) -> int:
    """The exit code that tells how a case ended."""
    answered = differential.outcome == "answered"
    return DEGRADED if answered and differential.degraded else EXIT_CODES[differential.outcome]


def shortfall(differential: Any) -> str:
    """Why there is no answer, or a degraded one, in one line; empty if there is nothing to tell."""
    if differential.degraded and differential.limits:
        return str(differential.limits[0])
    told = differential.outcome != "answered" and differential.limits
    return f"{differential.outcome}: {differential.limits[0]}" if told else ""


class _Lazy(click.Group):
    """A group whose commands live in modules that are imported when they are used."""

    commands_by_module: ClassVar[dict[str, str]] = {
        "ask": "dermagent.cli.ask:ask",
        "diagnose": "dermagent.cli.diagnose:diagnose",
        "doctor": "dermagent.cli.doctor:doctor",
        "eval": "dermagent.cli.eval:evaluate",
        "guidelines": "dermagent.cli.guidelines:guidelines",
        "index": "dermagent.cli.index:index",
        "knowledge": "dermagent.cli.knowledge:knowledge",
        "mcp": "dermagent.cli.mcp:mcp",
        "synth-qa": "dermagent.cli.synth_qa:synth_qa",
        "serve": "dermagent.cli.serve:serve",
        "show": "dermagent.cli.show:show",
        "vllm": "dermagent.cli.vllm:vllm",
    }
    helps: ClassVar[dict[str, str]] = {
        "ask": "Diagnose a case in a dialogue, one question at a time.",
        "diagnose": "Diagnose a case file.",
        "doctor": "Say what is installed and what each missing part would add.",
        "eval": "Measure workflows on data sets that you have.",
        "guidelines": "Add, search and list your own guideline files.",
        "index": "Build and search an index of your own labelled images.",
        "knowledge": "Show and validate the knowledge base.",
        "mcp": "Offer tools to an agent over the Model Context Protocol.",
        "synth-qa": "Have a model write questions and answers about a data set's images.",
        "serve": "Serve the workflow over HTTP, with a small web page.",
        "show": "Show a result that was kept as Markdown, HTML, FHIR or JSON.",
        "vllm": "Print or run the server command for a local vision model.",
    }

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted(self.commands_by_module)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        target = self.commands_by_module.get(name)
        if target is None:
            return None
        from importlib import import_module

        module, _, attribute = target.partition(":")
        command: click.Command = getattr(import_module(module), attribute)
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args and args[0] not in self.commands_by_module and not args[0].startswith("-"):
            from dermagent.text.nearest import did_you_mean

            meant = did_you_mean(args[0], self.commands_by_module) or "; --help lists all commands"
            ctx.fail(f"there is no command {args[0]!r}{meant}")
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, self.helps[name]) for name in self.list_commands(ctx)])


def _versions(ctx: click.Context, _: click.Parameter, asked: bool) -> None:
    """Print the versions that a report of a defect needs, and end; nothing of them is imported."""
    if not asked or ctx.resilient_parsing:
        return
    import platform
    from importlib.metadata import PackageNotFoundError, version

    click.echo(f"dermagent {version('dermagent')}")
    click.echo(f"python {platform.python_version()}")
    for name in ("langgraph", "openai", "pydantic"):
        try:
            click.echo(f"{name} {version(name)}")
        except PackageNotFoundError:
            click.echo(f"{name} MISSING: reinstall dermagent")
    ctx.exit()


@click.group(cls=_Lazy, context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--version",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_versions,
    help="Show the versions of dermagent and of what it stands on, and exit.",
)
def cli() -> None:
    """Photos and a history in, a structured, cited differential of skin disease out. Not a medical device."""
    import os

    if any(name.upper().startswith("DERMAGENT_") for name in os.environ):
        from dermagent.cli.environment import tell_unknown_names

        tell_unknown_names()


def _trace() -> None:
    """Send spans where the environment asks for them; it may be set for every program here, so nothing fails for it."""
    from dermagent.errors import InputError
    from dermagent.tracing import configure

    try:
        configure()
    except InputError as error:
        click.echo(f"dermagent: {error}", err=True)


def main(args: list[str] | None = None) -> Any:
    """Run the command line; an error raised on purpose becomes one sentence and an exit code, never a traceback."""
    logging.getLogger("dermagent").addHandler(logging.NullHandler())  # what matters of it stands in the result
    import gc
    import sys

    from dermagent.cli.streams import prepare
    from dermagent.errors import DermagentError, InputError
    from dermagent.text.controls import without_controls

    prepare()
    gc.set_threshold(50_000, 20, 20)  # a short run that imports much: collecting as often as by default costs a tenth
    _trace()
    try:
        code = cli.main(args=args, prog_name="dermagent", standalone_mode=False)
    except click.exceptions.Abort:
        code = 130
    except click.ClickException as error:
        error.show()
        code = error.exit_code
    except DermagentError as error:
        click.echo(f"dermagent: {without_controls(str(error))}", err=True)
        code = 2 if isinstance(error, InputError) else 1
    except BrokenPipeError:
        code = 1
    sys.exit(code if isinstance(code, int) else 0)
