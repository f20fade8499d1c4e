"""`dermagent eval report`, `export` and `pseudo-labels`: what is made of one finished run."""

from pathlib import Path
from typing import Any

import click

from dermagent.cli.set_options import set_of
from dermagent.cli.written import not_over


@click.command()
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--out", type=click.Path(path_type=Path), help="HTML file; default: report.html in the run's folder.")
@click.option(
    "--data", "root", type=click.Path(path_type=Path, exists=True), help="Set's files; default: the run's own."
)
@click.option("--mapping", type=click.Path(path_type=Path), help="Of SET own; default: the run's own.")
@click.option("--pages/--no-pages", default=True, show_default=True, help="Write a page for each case too.")
@click.option("--resamples", type=click.IntRange(100), default=1000, show_default=True)
def report(folder: Path, out: Path | None, root: Path | None, mapping: Path | None, pages: bool, resamples: int) -> int:
    """Write an HTML report about the run in FOLDER, a page for each case, and the figures as Markdown beside it.

    Nothing in them needs a network. The pages hold the histories and images of the set: keep them as the set itself.
    """
    from dermagent.errors import InputError
    from dermagent.evals.reporting.html import to_html
    from dermagent.evals.reporting.pages import write_pages
    from dermagent.evals.reporting.report import about_run, run_title, scores_to_markdown
    from dermagent.evals.reporting.scoring import score as scored
    from dermagent.evals.running.records import RECORDS, RUN, read_every_record, read_records, read_run

    held, records = read_run(folder), read_records(folder)
    found = scored(records, prior=held.identity["settings.prior"], resamples=resamples, paid=read_every_record(folder))
    about = about_run(held, records, folder)
    target = out or folder / "report.html"
    beside = target.with_suffix(".md")
    if beside == target:
        raise InputError(f"--out names the HTML file; {target.name} would be the Markdown beside it")
    for path in (target, beside):
        not_over(path, (folder / RUN, folder / RECORDS))
    linked: dict[tuple[str, int], str] = {}
    if pages:
        cases, there = cases_of(held, root, mapping)
        linked = write_pages(records, folder, target.with_name(f"{target.stem}_cases"), cases, there, target.name)
    page = to_html(held, records, found, folder, about["beside"], linked)
    for path, text in (
        (target, page),
        (beside, scores_to_markdown(found, run_title(held), about)),
    ):
        try:
            path.write_text(text, encoding="utf-8")
        except OSError as error:
            raise InputError(f"cannot write {path.name}: {error.strerror}") from error
        click.echo(str(path))
    return 0


@click.command()
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--inspect", is_flag=True, help="As a log that `inspect view` opens.")
@click.option("--mediqa", is_flag=True, help="As prediction.json of MEDIQA-M3G, of a run on dermavqa.")
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    help="Folder of logs, or the file; default: inspect, or prediction.json, in the run's folder.",
)
@click.option(
    "--data", "root", type=click.Path(path_type=Path, exists=True), help="Set's files; default: the run's own."
)
@click.option("--mapping", type=click.Path(path_type=Path), help="Of SET own; default: the run's own.")
def export(folder: Path, inspect: bool, mediqa: bool, out: Path | None, root: Path | None, mapping: Path | None) -> int:
    """Write the run in FOLDER in the form of another harness.

    A log holds the histories and images of the set: keep it as the set itself.
    """
    from dermagent.errors import InputError
    from dermagent.evals.running.records import RECORDS, RUN, read_records, read_run

    if inspect == mediqa:
        raise InputError("say in which form: --inspect or --mediqa")
    held = read_run(folder)
    cases, there = cases_of(held, root, mapping)
    if mediqa:
        target = not_over(out or folder / "prediction.json", (folder / RUN, folder / RECORDS))
        click.echo(str(_write_mediqa(held, read_records(folder), list(cases), target)))
        return 0
    from dermagent.evals.reporting.inspect_log import write_inspect_log

    click.echo(str(write_inspect_log(held, read_records(folder), folder, out or folder / "inspect", cases, there)))
    return 0


def _write_mediqa(run: Any, records: Any, cases: Any, out: Path) -> Path:
    """The submission of a run, each encounter of its split in the order of the set's own file."""
    from dermagent.errors import InputError
    from dermagent.report.mediqa import prediction_of

    if run.data_set not in ("dermavqa", "dermavqa_reddit"):
        raise InputError(f"--mediqa is about a run on dermavqa or dermavqa_reddit; this one is on {run.data_set}")
    if not cases:
        raise InputError("the order of the encounters is that of the set's file; name its folder with --data")
    first = [record for record in records if not record.repeat]
    answers = {one.case_id: one.conditions[0] for one in first if one.outcome == "answered"}
    try:
        text = prediction_of(answers, [one.case.id for one in cases])
    except ValueError as error:
        raise InputError(f"the run does not fit the set's file: {error}") from error
    try:
        out.write_text(text, encoding="utf-8")
    except OSError as error:
        raise InputError(f"cannot write {out.name}: {error.strerror}") from error
    if missing := len(cases) - len(answers):
        click.echo(f"{missing} of {len(cases)} encounters have no answer, which is an empty text", err=True)
    return out


def cases_of(held: Any, root: Path | None, mapping: Path | None) -> tuple[Any, Path | None]:
    """The cases of a run as its set gives them now, and the folder of their files; none where that is not there."""
    from dermagent.errors import InputError
    from dermagent.evals.audits.robustness import altered_of

    noted = held.noted
    there = root or (Path(noted["data"]) if "data" in noted else None)
    mapping = mapping or (Path(noted["mapping"]) if "mapping" in noted else None)
    if there is None or not there.is_dir():
        return (), None
    try:
        name, altered = altered_of(held.data_set)
        data_set = altered(set_of("own" if mapping else name, mapping)[0])
        return _until_broken(data_set.load(there, split=held.split, language=held.language)), there
    except InputError as error:
        click.echo(f"the cases of {held.data_set} are not shown: {error}", err=True)
        return (), None


def _until_broken(cases: Any) -> Any:
    from dermagent.errors import InputError

    try:
        yield from cases
    except InputError as error:
        click.echo(f"further cases are not shown: {error}", err=True)


@click.command("pseudo-labels")
@click.argument("folder", metavar="RUN", type=click.Path(path_type=Path))
@click.option(
    "--at-least", required=True, type=click.FloatRange(0, 1), help="Least probability of the first condition."
)
@click.option("--out", required=True, type=click.Path(path_type=Path), help="CSV file to write; must not be there yet.")
def pseudo_labels(folder: Path, at_least: float, out: Path) -> int:
    """Write the surest answers of RUN as pseudo-labels for a person to review; they are never read as the truth."""
    from dermagent.evals.audits.pseudo_labels import write_pseudo_labels
    from dermagent.evals.running.records import read_records, read_run

    read_run(folder)
    records = [record for record in read_records(folder) if not record.repeat]
    written = write_pseudo_labels(records, out, at_least=at_least)
    click.echo(f"{written} of {len(records)} cases are at least {at_least:g} sure; a person must review {out.name}")
    return 0
