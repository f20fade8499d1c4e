"""`dermagent eval`: run a workflow over a data set and score it; nothing is scored that was not run."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from dermagent.cli.leaks import leaks
from dermagent.cli.one_run import export, pseudo_labels, report
from dermagent.cli.options import case_options
from dermagent.cli.segment import segment
from dermagent.cli.set_options import (
    bounded,
    bounds_of,
    cases_chosen,
    chosen_of,
    data_option,
    errors_allowed,
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


for command in (ablation, compare, export, leaks, pool, pseudo_labels, report, robust, segment, share):
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
                    f"{found.without_images} lack pictures"
                )
            for why, number in found.left_out.items():
                click.echo(f"  {number} without a reference: {why}")
            if found.linked:
                click.echo(
                    f"  {found.linked} with a picture behind a symbolic link, which a run refuses; copy the file there"
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
@click.option("--mapping", type=click.Path(path_type=Path), help="Of SET own: YAML that says what your columns mean.")
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
    help="At the end look for near-duplicate pictures among the cases, and between them and --index.",
)
@errors_allowed("any")
@bounded
@case_options
def run(
    name: str,
    root: Path,
    out: Path,
    split: str | None,
    mapping: Path | None,
    balanced: bool,
    repeats: int,
    samples: int | None,
    executor: str,
    workers: int | None,
    resume: bool,
    retry_failed: bool,
    dry_run: bool,
    traces: bool,
    near_duplicates: bool,
    fail_on_error: "Allowed",
    **flags: Any,
) -> int:
    """Run a workflow over SET and keep a record of each case in --out."""
    import asyncio

    from dermagent.cli.progress import bar
    from dermagent.errors import InputError
    from dermagent.evals.reporting.report import not_run_sentence
    from dermagent.evals.running.dry_run import estimate
    from dermagent.evals.running.outcomes import endings
    from dermagent.evals.running.records import held_in, last_records, read_run
    from dermagent.evals.running.runner import Plan, run_set
    from dermagent.settings import resolve

    if workers and executor != "ray":
        raise InputError("--workers is for --executor ray; --concurrency says how many cases one process runs at once")
    data_set, first = set_of(name, mapping)
    within = {**bounds_of(flags), **chosen_of(flags)}
    plan = Plan(
        data_set=data_set,
        root=root,
        split=split or first,
        settings=_sampled(samples, resolve(**flags)) if samples else resolve(**flags),
        balanced=balanced,
        repeats=repeats,
        resume=resume,
        retry_failed=retry_failed,
        traces=traces,
        mapping=mapping,
        **within,
    )
    if dry_run:
        click.echo(asyncio.run(estimate(plan)))
        return 0
    with bar() as progress:

        def report(record: Any, done: int, total: int, paid: Any) -> None:
            progress(_progress(paid), done, total)

        if executor == "ray":
            from dermagent.evals.running.ray_executor import run_set_on_ray

            summary = run_set_on_ray(plan, out, workers=workers or 2, report=report)
        else:
            summary = asyncio.run(run_set(plan, out, report=report))
    click.echo(
        f"{summary.recorded} cases recorded, {summary.held} held before, {summary.left} left; "
        f"{summary.account.calls} calls, {summary.account.tokens} tokens paid"
    )
    written = read_run(out)
    if written.skipped:
        click.echo(not_run_sentence(written.skipped))
    for one in written.unmapped:
        click.echo(f"not mapped: {one}", err=True)
    for reason, cases in summary.reasons.most_common(3):
        click.echo(f"{cases} cases: {reason}", err=True)
    if summary.stopped:
        click.echo(f"stopped: {summary.stopped}; go on with --resume", err=True)
    _tell_choices([record for record in last_records(out) if record.gold_choices], out, written)
    if near_duplicates and not summary.left:
        _tell_near_duplicates(plan, {case_id for case_id, _ in held_in(out)}, out)
    ended = endings(last_records(out), left=summary.left)
    return 1 if told_end(ended, fail_on_error) or summary.left else 0


def _tell_near_duplicates(plan: Any, ids: set[str], folder: Path) -> None:
    """Say which pictures of the run's cases lie among them twice, or in the index that voted; nothing without any."""
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


def _tell_choices(records: Any, folder: Path | None, run: Any) -> bool:
    """Print the figures of closed questions, where some were asked, and write what was answered as a submission."""
    import json

    from dermagent.evals.datasets.base import caveats_of
    from dermagent.evals.datasets.magic_answers import submission
    from dermagent.evals.reporting.answers import score_chosen
    from dermagent.evals.reporting.report import answers_to_markdown

    found = score_chosen(records)
    if found is None:
        return False
    click.echo(answers_to_markdown(found, f"{run.name}: {run.data_set}, {run.split}", caveats_of(run.data_set)))
    if folder:
        said = submission(
            {record.case_id: record.choices for record in records if record.choices and not record.repeat}
        )
        (folder / "submission.json").write_text(json.dumps(said, indent=1), encoding="utf-8")
        click.echo(f"answers to all questions: {folder / 'submission.json'}")
    return True


def _plain(value: Any) -> Any:
    return value.model_dump(mode="json")


def _sampled(samples: int, settings: Any) -> Any:
    from dermagent.errors import InputError
    from dermagent.settings import SAMPLED

    if settings.graph != SAMPLED:
        raise InputError(f"--samples is for --graph {SAMPLED}, not {settings.graph}")
    return settings.model_copy(update={"critics": settings.critics[:1] * samples})


def _progress(paid: Any) -> str:
    cost = paid.cost_usd
    return (
        "cases"
        if not paid.calls
        else f"cases ({paid.tokens} tokens, {'cost unknown' if cost is None else f'{cost:.2f} USD'})"
    )


@evaluate.command()
@click.argument("folder", required=False, type=click.Path(path_type=Path))
@click.option("--predictions", type=click.Path(path_type=Path), help="Score this file of another system instead.")
@click.option("--set", "name", help="The set that the predictions are about.")
@click.option("--data", "root", type=click.Path(path_type=Path, exists=True), help="Folder of that set's files.")
@click.option("--split", help="Split of that set; default: its first.")
@click.option("--language", type=click.Choice(["en", "zh", "es"]), help="Of that set; default: en.")
@click.option("--mapping", type=click.Path(path_type=Path), help="Of --set own: YAML that says what your columns mean.")
@click.option("--allow-strangers", is_flag=True, help="Pass over predictions about cases that are not in the split.")
@click.option("--prior", help="Prior profile of the baseline; default: the run's own, else teledermatology.")
@click.option("--resamples", type=click.IntRange(100), default=1000, show_default=True)
@click.option("--format", "form", type=click.Choice(["md", "json"]), default="md", show_default=True)
def score(
    folder: Path | None,
    predictions: Path | None,
    name: str | None,
    root: Path | None,
    split: str | None,
    language: Any,
    mapping: Path | None,
    allow_strangers: bool,
    prior: str | None,
    resamples: int,
    form: str,
) -> int:
    """Score the run in FOLDER, or --predictions of another system; no model is asked."""
    from dermagent.errors import InputError
    from dermagent.evals.datasets.base import caveats_of
    from dermagent.evals.reporting.answers import asks_no_diagnosis, score_answers, score_choices
    from dermagent.evals.reporting.report import about_run, answers_to_markdown, run_title, scores_to_markdown
    from dermagent.evals.reporting.scoring import score as scored
    from dermagent.evals.running.predictions import (
        delta_bleu_of,
        read_predictions,
        records_of,
        strangers,
        token_similarity_of,
    )
    from dermagent.evals.running.records import read_every_record, read_records, read_run
    from dermagent.knowledge.embedding import MiniLM

    extra: dict[str, Any] = {}
    probabilities, paid = True, None
    if predictions:
        if not (name and root):
            raise InputError("--predictions needs --set and --data, to know what the answers are about")
        language = language or "en"
        data_set, first = set_of(name, mapping)
        cases = list(data_set.load(root, split=split or first, language=language))
        if any(case.choices for case in cases) or asks_no_diagnosis(cases):
            closed = any(case.choices for case in cases)
            other = score_choices(predictions, cases) if closed else score_answers(predictions, cases, language)
            click.echo(
                other.model_dump_json(indent=2)
                if form == "json"
                else answers_to_markdown(other, f"{predictions.name} on {name}", caveats_of(name))
            )
            return 0
        given = read_predictions(predictions)
        records = records_of(given, cases, allow_strangers=allow_strangers)
        probabilities, paid = given.has_probabilities, []
        extra = {
            "about the data set": list(caveats_of(name)),
            "delta_bleu": delta_bleu_of(given, cases, root),
            "strangers": strangers(given, cases),
            "unmapped": given.unmapped,
        }
        if given.texts and MiniLM.installed():
            encoder = MiniLM()
            extra["token_similarity"] = {"encoder": encoder.name, **token_similarity_of(given, cases, encoder)}
        title = f"{predictions.name} on {name}"
    elif folder:
        if name or root or split or language:
            raise InputError("--set, --data, --split and --language are for --predictions; a run knows its own")
        run_held = read_run(folder)
        records, paid = read_records(folder), read_every_record(folder)
        title = run_title(run_held)
        closed = form == "md" and _tell_choices(records, None, run_held)
        if closed and not any(record.reference for record in records):
            return 0
        prior = prior or run_held.identity.get("settings.prior")
        extra = about_run(run_held, records, folder)
    else:
        raise InputError("name the folder of a run, or --predictions with --set and --data")
    prior = prior or "teledermatology"
    found = scored(records, prior=prior, resamples=resamples, probabilities=probabilities, paid=paid)
    if form == "json":
        import json

        click.echo(json.dumps(found.model_dump(mode="json") | extra, ensure_ascii=False, indent=2, default=_plain))
    else:
        click.echo(scores_to_markdown(found, title, extra))
    return 0
