"""`dermagent eval compare`, `ablation` and `robust`: several runs, and what tells them apart."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from dermagent.cli.options import F, case_options
from dermagent.cli.set_options import (
    bounded,
    bounds_of,
    cases_chosen,
    chosen_of,
    data_option,
    errors_allowed,
    mapping_option,
    set_of,
    told_end,
)
from dermagent.errors import InputError

if TYPE_CHECKING:
    from dermagent.evals.running.outcomes import Allowed


@click.command()
@click.argument("ours", type=click.Path(path_type=Path))
@click.argument("others", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--resamples", type=click.IntRange(100), default=1000, show_default=True)
def compare(ours: Path, others: tuple[Path, ...], resamples: int) -> int:
    """Compare the run OURS with OTHERS case by case, with paired intervals, and say if they had the same budget."""
    from dermagent.evals.reporting.comparison import compare as compared
    from dermagent.evals.reporting.report import comparison_to_markdown
    from dermagent.evals.running.records import check_same_draw, read_records, read_run

    check_same_draw([read_run(folder) for folder in (ours, *others)])
    mine = read_records(ours)
    for other in others:
        runs = (read_run(ours), read_run(other))
        click.echo(comparison_to_markdown(compared(mine, read_records(other), runs=runs, resamples=resamples)))
    return 0


def _of_a_set(command: F) -> F:
    """The set, the part of it that is run each time, and where the runs go."""
    options: tuple[Callable[[Any], Any], ...] = (
        click.argument("name", metavar="SET"),
        data_option,
        mapping_option,
        click.option(
            "--out", required=True, type=click.Path(path_type=Path), help="Folder with a folder for each run."
        ),
        click.option("--split", help="Split of the set; default: its first."),
        cases_chosen,
    )
    for option in reversed(options):
        command = option(command)
    return command


@click.command()
@_of_a_set
@click.option("--resume", is_flag=True, help="Go on with runs that are there.")
@errors_allowed("100%")  # a variant may be unable to answer, for want of images
@bounded
@case_options
def ablation(
    name: str,
    root: Path,
    mapping: Path | None,
    out: Path,
    split: str | None,
    resume: bool,
    fail_on_error: "Allowed",
    **flags: Any,
) -> int:
    """Run the matrix of the paper: what the model that retrieves sees, what retrieves beside it, and who reads.

    Limits are those of each variant.
    """
    import re

    from dermagent.evals.reporting.ablation import row_of, variants
    from dermagent.evals.reporting.report import ablation_to_markdown
    from dermagent.evals.running.plan import Plan
    from dermagent.evals.running.records import read_records, read_run
    from dermagent.settings import resolve

    data_set, first = set_of(name, mapping)
    within = {**bounds_of(flags), **chosen_of(flags), "traces": True}
    rows, wrong, before = {}, False, None
    for title, changes in variants().items():
        settings = resolve(**{**flags, **changes})
        plan = Plan(data_set, root, split or first, settings, resume=resume, mapping=mapping, **within)
        folder = out / re.sub(r"\W+", "_", title)
        summary, over = _ran(title, plan, folder, fail_on_error)
        held = read_run(folder), read_records(folder)
        before = before or held
        rows[title] = row_of(*held, before, left=summary.left)
        wrong = wrong or over or bool(summary.left)
    click.echo(ablation_to_markdown(rows))
    return 1 if wrong else 0


def _ran(title: str, plan: Any, folder: Path, allowed: "Allowed") -> tuple[Any, bool]:
    """One of several runs, and whether too many cases went wrong; says which, how it ended and why before its end."""
    import asyncio

    from dermagent.cli.progress import resumable
    from dermagent.evals.running.outcomes import endings
    from dermagent.evals.running.records import read_records
    from dermagent.evals.running.runner import run_set

    click.echo(f"{title} …", err=True)
    with resumable(folder):
        summary = asyncio.run(run_set(plan, folder))
    if summary.stopped:
        click.echo(f"stopped: {summary.stopped}; go on with --resume", err=True)
    return summary, told_end(endings(read_records(folder), left=summary.left), allowed, title)


@click.command()
@_of_a_set
@click.option(
    "--kinds",
    default="histories",
    show_default=True,
    help="What to alter, divided by commas: histories (typo, drop, irrelevant, contradicting, injection), images "
    "(noise, blur, jpeg, brightness, white_balance, tone, crop, rotation, artefacts), artefacts (hair, ruler, ink, "
    "dark_corners).",
)
@click.option("--severities", default="1,3,5", show_default=True, help="How much, 1 to 5.")
@click.option("--resume", is_flag=True, help="Go on with runs that are there.")
@errors_allowed("100%")  # a variant may be unable to answer, for want of images
@bounded
@case_options
def robust(
    name: str,
    root: Path,
    mapping: Path | None,
    out: Path,
    split: str | None,
    kinds: str,
    severities: str,
    resume: bool,
    fail_on_error: "Allowed",
    **flags: Any,
) -> int:
    """Run SET as it is and with its histories or images altered, and say how far the answers change.

    The cases are chosen once and then altered. Limits are those of each run.
    """
    from dataclasses import replace

    from dermagent.evals.audits.robustness import GROUPS, UNALTERED, Altered, kinds_of, robustness, severities_of
    from dermagent.evals.reporting.report import robustness_to_markdown
    from dermagent.evals.running.plan import Plan, chosen
    from dermagent.evals.running.records import read_records, read_run
    from dermagent.settings import resolve

    inner, first = set_of(name, mapping)
    within = {**bounds_of(flags), **chosen_of(flags), "traces": True}
    settings = resolve(**flags)
    altered = [Altered(inner, kind, severity) for kind in kinds_of(kinds) for severity in severities_of(severities)]

    plan = Plan(inner, root, split or first, settings, resume=resume, mapping=mapping, **within)
    ids = tuple(chosen(plan).ids)
    same = replace(plan, ids=ids, n=None, balanced=False, limit=None, shuffle=False)
    plans = []
    for one in altered:  # told before anything runs; an image can always be altered, a history may hold nothing for it
        if one.kind in GROUPS["histories"] and ids and not chosen(replace(same, data_set=one)).ids:
            click.echo(f"{one.name}: none of {len(ids)} cases has anything to alter; it is not run", err=True)
        else:
            plans.append((one, replace(same, data_set=one)))
    if not plans:
        raise InputError("nothing of these cases can be altered so; choose more cases, other --kinds, or --severities")
    wrong, rows = [], []

    def ran(plan: Plan, folder: Path) -> Any:
        summary, over = _ran(plan.data_set.name, plan, folder, fail_on_error)
        wrong.append(over or bool(summary.left))
        return read_records(folder)

    before = ran(plan, out / "as_it_is")
    for one, changed in plans:
        folder = out / f"{one.kind}_{one.severity}"
        after = ran(changed, folder)
        if alike := read_run(folder).skipped.get(UNALTERED, 0):
            click.echo(f"{one.name}: {alike} of {len(ids)} cases are left as they are and not compared", err=True)
        rows.append(robustness(before, after, kind=one.kind, severity=one.severity))
    click.echo(robustness_to_markdown(rows))
    return 1 if any(wrong) else 0
