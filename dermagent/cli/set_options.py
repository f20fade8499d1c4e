"""What every command over a data set takes: which set and folder, the language, how many at once, and the limits."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from dermagent.evals.running.outcomes import Allowed, Endings

_MORE_THAN_0 = click.FloatRange(0, min_open=True)
data_option = click.option(
    "--data",
    "root",
    required=True,
    type=click.Path(path_type=Path, exists=True),
    help="Folder of the data set's files.",
)
mapping_option = click.option(
    "--mapping", type=click.Path(path_type=Path), help="Of SET own: YAML that says what your columns mean."
)


_BOUNDS = (
    click.option("--language", type=click.Choice(["en", "zh", "es"]), default="en", show_default=True),
    click.option("--concurrency", "at_once", type=click.IntRange(1, 4096), default=8, show_default=True),
    click.option("--max-tokens", "run_tokens", type=click.IntRange(1), help="Stop before the run uses more tokens."),
    click.option("--max-calls", "run_calls", type=click.IntRange(1), help="Stop before the run makes more calls."),
    click.option("--max-cost", "run_cost", type=_MORE_THAN_0, help="Stop before it costs more dollars; needs prices."),
    click.option("--max-minutes", "run_minutes", type=_MORE_THAN_0, help="Start no further case after this many."),
)


def bounded(command: Callable[..., int]) -> Callable[..., int]:
    """Add what a run is in: its language, how many cases at once, and its limits."""
    for option in reversed(_BOUNDS):
        command = option(command)
    return command


def _ids(context: click.Context, parameter: click.Parameter, value: str | None) -> tuple[str, ...] | None:
    """Ids divided by commas, or those of a file, one a line, that stands behind an @."""
    if value is None:
        return None
    from dermagent.errors import InputError

    text = value.replace(",", "\n")
    if value.startswith("@"):
        try:
            text = Path(value[1:]).read_text(encoding="utf-8-sig")
        except (OSError, ValueError) as error:
            raise InputError(f"--ids {value}: expected a text file with an id a line") from error
    found = tuple(dict.fromkeys(name for line in text.splitlines() if (name := line.strip())))
    if not found:
        raise InputError("--ids names no case; give ids divided by commas, or @FILE with one a line")
    return found


_CHOSEN = (
    click.option("--n", type=click.IntRange(1), help="Draw this many cases by --seed; default: all."),
    click.option(
        "--limit", type=click.IntRange(1), help="Run the first so many only; with --shuffle, of a random order."
    ),
    click.option("--ids", callback=_ids, metavar="ID,…|@FILE", help="Run these cases only."),
    click.option("--shuffle", is_flag=True, help="Run the cases in a random order, by --seed."),
    click.option("--seed", type=int, default=0, show_default=True, help="Of --n, --balanced and --shuffle."),
)


def cases_chosen(command: Callable[..., int]) -> Callable[..., int]:
    """Add which cases of the set are run, named as in a plan."""
    for option in reversed(_CHOSEN):
        command = option(command)
    return command


def chosen_of(flags: dict[str, Any]) -> dict[str, Any]:
    """What these options say of a plan, taken out of the flags."""
    return {name: flags.pop(name) for name in ("n", "limit", "ids", "shuffle", "seed")}


def _allowed(context: click.Context, parameter: click.Parameter, value: str) -> "Allowed":
    from dermagent.evals.running.outcomes import allowed

    return allowed(value)


def errors_allowed(default: str) -> Callable[[Callable[..., int]], Callable[..., int]]:
    """Add how many cases may go wrong before the command fails."""
    return click.option(
        "--fail-on-error",
        default=default,
        show_default=True,
        metavar="N|SHARE",
        callback=_allowed,
        help="Exit 1 if more cases than this failed, were refused, unusable, stopped by their budget or degraded: a "
        "number (3) or a share (0.05, 5%).",
    )


def told_end(ended: "Endings", allowed: "Allowed", name: str = "") -> bool:
    """Say how the cases of a run ended, the ids of those that went wrong too; whether those are too many."""
    where = f"{name}: " if name else ""
    click.echo(f"{where}{ended.sentence()}", err=bool(name))
    for line in ended.lines():
        click.echo(f"{where}{line}", err=True)
    if over := allowed.passed_by(ended):
        click.echo(
            f"{where}{ended.errors} of {ended.records} cases went wrong, more than --fail-on-error {allowed} allows; "
            "--retry-failed asks again",
            err=True,
        )
    return over


def bounds_of(flags: dict[str, Any]) -> dict[str, Any]:
    """What these options say of a plan, taken out of the flags."""
    from dermagent.llm.budget import Limits

    calls, tokens, cost, minutes = (flags.pop(f"run_{name}") for name in ("calls", "tokens", "cost", "minutes"))
    limits = Limits(calls, tokens, cost, minutes * 60 if minutes else None)
    return {"language": flags.pop("language"), "concurrency": flags.pop("at_once"), "limits": limits}


def set_of(name: str, mapping: Path | None) -> tuple[Any, str]:
    """The data set of this name and its first split; `own` is what the mapping says.

    Raises:
        InputError: there is no such set, or `own` without a mapping.
    """
    from dermagent.errors import InputError
    from dermagent.evals.datasets.base import read_card
    from dermagent.evals.datasets.registry import data_set
    from dermagent.evals.datasets.tabular import own

    if name == "own":
        if mapping is None:
            raise InputError("SET own needs --mapping, a YAML file that says what your columns mean")
        made = own(mapping)
        return made, made.card.splits[0]
    return data_set(name), "all" if ":" in name else read_card(name).splits[0]
