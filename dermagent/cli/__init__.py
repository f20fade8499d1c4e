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
    if differential.degraded:
        return str(differential.limits[0])
    told = EXIT_CODES[differential.outcome] == 1 and differential.limits
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
        "synth-qa": "dermagent.cli.synth_qa:synth_qa",
        "serve": "dermagent.cli.serve:serve",
        "vllm": "dermagent.cli.vllm:vllm",
    }
    helps: ClassVar[dict[str, str]] = {
        "ask": "Diagnose a case in a dialogue, one question at a time.",
        "diagnose": "Diagnose a case file.",
        "doctor": "Say what is installed and what each missing part would add.",
        "eval": "Measure workflows on data sets that you have.",
        "guidelines": "Add, search and list your own guideline files.",
        "index": "Build and search an index of your own labelled pictures.",
        "knowledge": "Show and validate the knowledge base.",
        "synth-qa": "Have a model write questions and answers about a data set's pictures.",
        "serve": "Serve the workflow over HTTP, with a small web page.",
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

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, self.helps[name]) for name in self.list_commands(ctx)])


@click.group(cls=_Lazy, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="dermagent", prog_name="dermagent")
def cli() -> None:
    """Photos and a history in, a structured, cited differential of skin disease out. Not a medical device."""


def main(args: list[str] | None = None) -> Any:
    """Run the command line; an error raised on purpose becomes one sentence and an exit code, never a traceback."""
    logging.getLogger("dermagent").addHandler(logging.NullHandler())  # what matters of it stands in the result
    import gc
    import sys

    from dermagent.errors import DermagentError, InputError

    gc.set_threshold(50_000, 20, 20)  # a short run that imports much: collecting as often as by default costs a tenth
    try:
        code = cli.main(args=args, standalone_mode=False)
    except click.exceptions.Abort:
        code = 130
    except click.ClickException as error:
        error.show()
        code = error.exit_code
    except InputError as error:
        click.echo(f"dermagent: {error}", err=True)
        code = 2
    except DermagentError as error:
        click.echo(f"dermagent: {error}", err=True)
        code = 1
    except BrokenPipeError:
        code = 1
    sys.exit(code if isinstance(code, int) else 0)
