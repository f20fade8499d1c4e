"""`dermagent eval`: run a workflow over a data set and score it; nothing is scored that was not run."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from dermagent.cli.leaks import leaks
from dermagent.cli.one_run import export, pseudo_labels, report
from dermagent.cli.options import case_options, unheeded
from dermagent.cli.score import score, tell_choices
from dermagent.cli.segment import segment
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
from dermagent.cli.several_runs import ablation, compare, robust
from dermagent.cli.sites import pool, share

if TYPE_CHECKING:
    from dermagent.evals.running.outcomes import Allowed


@click.group("eval")
def evaluate() -> None:
    """Measure workflows on data sets that you have."""


for command in (ablation, compare, export, leaks, pool, pseudo_labels, report, robust, score, segment, share):
    evaluate.add_command(command)


@evaluate.command()
@click.option("--data", "root", type=click.Path(path_type=Path, exists=True), help="Folder to look for files in.")
@click.argument("name", required=False)
def sets(name: str | None, root: Path | None) -> int:
    """List the data sets, or say what of the set NAME lies in a folder and how well its labels are known."""
    from dermagent.evals.datasets.base import read_card, set_names
    from dermagent.evals.datasets.registry import check

    problems = False
    for one in [name] if name else set_names():
        card = read_card(one)
        click.echo(f"{card.name}: {card.title}; {card.licence}; splits {', '.join(card.splits)}")
        if name:
            click.echo(f"  {card.where}\n  {card.citation}")
            for caveat in card.caveats:
                click.echo(f"  - {caveat}")
        if root:
            found = check(one, root)
            if found.present or name:
                click.echo(
                    f"  found {', '.join(found.present) or 'nothing'}; missing {', '.join(found.missing) or 'nothing'}"
                )
                click.echo(
                    f"  {found.cases} cases, {found.with_reference} with a reference, "
                    f"{found.without_images} lack images"
                )
            for why, number in found.left_out.items():
                click.echo(f"  {number} without a reference: {why}")
            if found.linked:
                click.echo(
                    f"  {found.linked} with an image behind a symbolic link, which a run refuses; copy the file there"
                )
            for line in found.differing:
                click.echo(f"  {line}")
            for label, number in list(found.unmapped.items())[:20]:
                click.echo(f"  not mapped: {label} ({number})")
            if found.problem:
                click.echo(f"  {found.problem}", err=True)
                problems = True
    return 2 if problems else 0


@evaluate.command()
@click.argument("name", metavar="SET")
@data_option
@click.option("--out", required=True, type=click.Path(path_type=Path), help="Folder of the run.")
@click.option("--split", help="Split of the set; default: its first.")
@mapping_option
@cases_chosen
@click.option("--balanced", is_flag=True, help="Draw --n evenly over the labels: for prompt tests, rare ones as often.")
@click.option(
    "--repeats", "--epochs", "repeats", type=click.IntRange(1, 100), default=1, show_default=True, help="Times."
)
@click.option("--samples", type=click.IntRange(1, 9), help="Samples of --graph self_consistency; default: 5.")
@click.option("--executor", type=click.Choice(["asyncio", "ray"]), default="asyncio", show_default=True)
@click.option("--workers", type=click.IntRange(1, 1024), help="Processes of --executor ray; each takes --concurrency.")
@click.option("--resume", is_flag=True, help="Go on with the run in the folder.")
@click.option("--retry-failed", is_flag=True, help="Go on, and run cases again in which a model failed.")
@click.option("--dry-run", is_flag=True, help="Say what the run would ask for, and run nothing.")
@click.option(
    "--traces/--no-traces",
    default=True,
    show_default=True,
    help="Keep the whole differential of each case, which `eval report` makes its page of.",
)
@click.option(
    "--near-duplicates/--no-near-duplicates",
    default=True,
    show_default=True,
    help="At the end look for near-duplicate images among the cases, and between them and --index.",
)
@errors_allowed("any")
@bounded
@case_options
def run(
    name: str,
    out: Path,
    executor: str,
    workers: int | None,
    dry_run: bool,
    near_duplicates: bool,
    fail_on_error: "Allowed",
    **flags: Any,
) -> int:
    """Run a workflow over SET and keep a record of each case in --out."""
    import asyncio

    from dermagent.errors import InputError
    from dermagent.evals.running.dry_run import estimate
    from dermagent.evals.running.outcomes import endings
    from dermagent.evals.running.records import held_in, last_records, read_run

    if workers and executor != "ray":
        raise InputError("--workers is for --executor ray; --concurrency says how many cases one process runs at once")
    plan = _plan(name, flags)
    if dry_run:
        if executor == "ray":
            from dermagent.evals.running.ray_executor import needed_ray

            needed_ray()
        click.echo(asyncio.run(estimate(plan)))
        return 0
    summary = _carried_out(plan, out, executor, workers)
    written = read_run(out)
    _tell(summary, written)
    lacking = {record.case_id for record in last_records(out) if record.missing_images}
    if lacking:
        click.echo(f"{len(lacking)} cases name images that are not there; look at the path of images", err=True)
    tell_choices([record for record in last_records(out) if record.gold_choices], out, written)
    if near_duplicates and not summary.left:
        _tell_near_duplicates(plan, {case_id for case_id, _ in held_in(out)}, out)
    ended = endings(last_records(out), left=summary.left)
    return 1 if told_end(ended, fail_on_error) or summary.left else 0


def _plan(name: str, flags: dict[str, Any]) -> Any:
    """The plan that the flags of `run` ask for; what belongs to no plan is a setting of the workflow."""
    from dermagent.evals.running.plan import Plan
    from dermagent.settings import resolve

    own = {
        key: flags.pop(key) for key in ("root", "mapping", "balanced", "repeats", "resume", "retry_failed", "traces")
    }
    split, samples = flags.pop("split"), flags.pop("samples")
    own |= bounds_of(flags) | chosen_of(flags)
    data_set, first = set_of(name, own["mapping"])
    settings = _sampled(samples, resolve(**flags)) if samples else resolve(**flags)
    for line in unheeded(settings):
        click.echo(f"dermagent: {line}", err=True)
    return Plan(data_set=data_set, split=split or first, settings=settings, **own)


def _carried_out(plan: Any, out: Path, executor: str, workers: int | None) -> Any:
    """Run the plan with a bar of progress; what came of it."""
    import asyncio

    from dermagent.cli.progress import bar, resumable
    from dermagent.evals.running.runner import run_set

    with resumable(out), bar() as progress:

        def report(record: Any, done: int, total: int, paid: Any) -> None:
            progress(_progress(paid), done, total)

        if executor == "ray":
            from dermagent.evals.running.ray_executor import run_set_on_ray

            return run_set_on_ray(plan, out, workers=workers or 2, report=report)
        return asyncio.run(run_set(plan, out, report=report))


def _tell(summary: Any, written: Any) -> None:
    """Print what was run, what was not and why."""
    from dermagent.evals.reporting.report import not_run_sentence

    click.echo(
        f"{summary.recorded} cases recorded, {summary.held} held before, {summary.left} left; "
        f"{summary.account.calls} calls, {summary.account.tokens} tokens paid"
    )
    if written.skipped:
        click.echo(not_run_sentence(written.skipped))
    for one in written.unmapped:
        click.echo(f"not mapped: {one}", err=True)
    for one in written.unread:
        click.echo(f"not read: {one}", err=True)
    if written.unread_values:
        click.echo(f"{written.unread_values} values were not read and count as unknown", err=True)
    for reason, cases in summary.reasons.most_common(3):
        click.echo(f"{cases} cases: {reason}", err=True)
    if summary.stopped:
        click.echo(f"stopped: {summary.stopped}; go on with --resume", err=True)


def _tell_near_duplicates(plan: Any, ids: set[str], folder: Path) -> None:
    """Say which images of the run's cases lie among them twice, or in the index that voted; nothing without any."""
    from dermagent.cli.progress import bar
    from dermagent.encoders.packaged import installed
    from dermagent.encoders.registry import make_encoder
    from dermagent.errors import InputError
    from dermagent.evals.audits.near_duplicates import of_cases, of_run

    settings = plan.settings
    cases = plan.data_set.load(plan.root, split=plan.split, language=plan.language)
    shown = [case for case in cases if case.case.id in ids and len(case.case.images) > case.missing_images]
    if not shown:
        return
    encoder = make_encoder(settings.encoder) if settings.index or installed() else None
    try:
        with bar() as progress:
            held = of_cases(plan.data_set.name, shown, plan.root, encoder, progress)
            found = of_run(held, settings.index, folder, progress)
    except InputError as error:
        click.echo(f"near-duplicates were not looked for: {error}", err=True)
        return
    for line in found.sentences():
        click.echo(line)


def _sampled(samples: int, settings: Any) -> Any:
    from dermagent.errors import InputError
    from dermagent.settings import SAMPLED

    if settings.graph != SAMPLED:
        raise InputError(f"--samples is for --graph {SAMPLED}, not {settings.graph}")
    return settings.model_copy(update={"agents": settings.agents[:1] * samples})


def _progress(paid: Any) -> str:
    cost = paid.cost_usd
    return (
        "cases"
        if not paid.calls
        else f"cases ({paid.tokens} tokens, {'cost unknown' if cost is None else f'{cost:.2f} USD'})"
    )
