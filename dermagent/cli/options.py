"""The options that every command about a case takes."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

F = TypeVar("F", bound=Callable[..., Any])

_ALLOW_URLS = click.option("--allow-urls", is_flag=True, default=None, help="Also read images from https URLs.")
_MODEL = (
    click.option(
        "--model",
        help="Model to ask, or replay:FILE, another system's stored lists; with it the default workflow is mac.",
    ),
    click.option("--base-url", help="Address of an OpenAI-compatible server; default: OpenAI."),
    click.option(
        "--json-mode", type=click.Choice(["schema", "object", "text"]), help="How the server is asked for JSON."
    ),
    click.option(
        "--reply-tokens", type=click.IntRange(100), help="Longest reply, thinking included; default: by model."
    ),
    click.option("--local-only", is_flag=True, default=None, help="Refuse every model server but this machine's."),
    click.option("--reply-cache", type=click.Path(path_type=Path), help="Folder that keeps the model's replies."),
)
_CASE = (
    click.option("--graph", help="Named workflow; default: offline."),
    click.option(
        "--prior",
        help="Where the case comes from: teledermatology (the default), forum, uniform, or a CSV file of your counts.",
    ),
    click.option("--top-k", type=int, help="Conditions to list; must-not-miss ones come on top of that."),
    *_MODEL,
    click.option(
        "--model-reads/--no-model-reads",
        default=None,
        help="Have the model read the history for findings too, one call more; default: by workflow.",
    ),
    click.option(
        "--guidelines", type=click.Path(path_type=Path), help="Corpus of your own guideline files to cite from."
    ),
    click.option("--index", type=click.Path(path_type=Path), help="Index of your labelled images to compare with."),
    click.option("--encoder", help="Encoder that the index was built with; default: the packaged one."),
    click.option("--segmenter", help="What outlines the lesion: classical (the default), or module:factory."),
    click.option(
        "--prepare",
        callback=lambda _, __, value: tuple(value.split(",")) if value else None,
        help="Before a model sees clinical images: hair,vignette,constancy,stretch.",
    ),
    click.option(
        "--replay-agents",
        type=click.Choice(["agree", "absent", "adversarial"]),
        help="With --model replay:FILE, what its agents do with the list; default: agree.",
    ),
    click.option("--explain", is_flag=True, default=None, help="Show what in an image an opinion rests on; seconds."),
    click.option(
        "--corrections", type=click.Path(path_type=Path), help="YAML file of your own rules that correct the ranking."
    ),
)


class _NamedPath(click.Path):
    """A path that is named: an empty one would be the working directory."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """The path.

        Raises:
            BadParameter: it is empty.
        """
        if value == "":
            self.fail("expected the name of a file or folder, found an empty one", param, ctx)
        return super().convert(value, param, ctx)


NAMED_PATH = _NamedPath(path_type=Path)

#: Who reads it.
audience_option = click.option(
    "--audience",
    type=click.Choice(["clinician", "patient"]),
    default="clinician",
    show_default=True,
    help="Whose words are used: of the field, or of a patient, who is told what to do and no diagnoses.",
)


#: The language of an answer that a person reads; `dermagent eval` has one of its own, that of the data set.
language_option = click.option(
    "--language",
    type=click.Choice(["en", "zh", "es"]),
    help="Language of the answer; default: that of the history.",
)


def case_options(command: F) -> F:
    """Add the options of a case; each is named like the field of `dermagent.settings.Settings` that it sets."""
    return server_options(_ALLOW_URLS(command))


def server_options(command: F) -> F:
    """The same for a server, which reads images from no address."""
    return _with(_CASE, command)


def model_options(command: F) -> F:
    """Add the options of a model alone, named likewise."""
    return _with(_MODEL, command)


def _with(options: tuple[Callable[[Any], Any], ...], command: F) -> F:
    for option in reversed(options):
        command = option(command)
    return command


def not_empty(context: click.Context, parameter: click.Parameter, value: str) -> str:
    """A value that says something."""
    if not value.strip():
        raise click.BadParameter("it is empty; give it a name", ctx=context, param=parameter)
    return value


def unheeded(settings: Any) -> list[str]:
    """What was set for a model that nobody asks, a sentence each."""
    told = []
    if settings.model is None and settings.base_url and not (settings.guidelines or settings.embedding_base_url):
        told.append("a server is named (--base-url), but no model (--model): none is asked, the run is offline")
    if settings.model is not None and not settings.asks_model:
        told.append(
            f"a model is named (--model), but the workflow {settings.graph} asks none; leave --graph out for mac"
        )
    if settings.model is None and settings.guidelines:
        told.append("--guidelines is for the models that read it: without --model nothing of it is cited")
    return told
