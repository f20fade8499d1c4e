"""`dermagent eval score`: the figures of a finished run, or of another system's predictions; no model is asked."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import click

from dermagent.cli.set_options import set_of


@dataclass(frozen=True)
class _ToScore:
    """Records with all that their scores need to know; `probabilities` says whether the system gave any."""

    title: str
    records: Sequence[Any]
    paid: Sequence[Any] | None
    probabilities: bool = True
    prior: str | None = None
    about: dict[str, Any] = field(default_factory=dict)


_FILE = (
    "Score this file of another system instead: CSV with case_id,rank,condition[,probability], JSON lines with case_id "
    "and ranked, or a MEDIQA submission."
)


@click.command()
@click.argument("folder", required=False, type=click.Path(path_type=Path))
@click.option("--predictions", type=click.Path(path_type=Path), help=_FILE)
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
    folder: Path | None, predictions: Path | None, prior: str | None, resamples: int, form: str, **of: Any
) -> int:
    """Score the run in FOLDER, or --predictions of another system; no model is asked."""
    from dermagent.errors import InputError
    from dermagent.evals.reporting.report import scores_to_markdown
    from dermagent.evals.reporting.scoring import score as scored

    if predictions:
        given = _of_predictions(predictions, form, **of)
    elif folder:
        given = _of_run(folder, form, of)
    else:
        raise InputError("name the folder of a run, or --predictions with --set and --data")
    if given is None:
        return 0
    found = scored(
        given.records,
        prior=prior or given.prior or "teledermatology",
        resamples=resamples,
        probabilities=given.probabilities,
        paid=given.paid,
    )
    if form == "json":
        click.echo(
            json.dumps(found.model_dump(mode="json") | given.about, ensure_ascii=False, indent=2, default=_plain)
        )
    else:
        click.echo(scores_to_markdown(found, given.title, given.about))
    return 0


def _of_predictions(
    file: Path,
    form: str,
    *,
    name: str | None,
    root: Path | None,
    split: str | None,
    language: Any,
    mapping: Path | None,
    allow_strangers: bool,
) -> _ToScore | None:
    """The predictions as records beside the set's answers; None where they answer questions and are told already."""
    from dermagent.errors import InputError
    from dermagent.evals.datasets.base import caveats_of
    from dermagent.evals.reporting.answers import asks_no_diagnosis
    from dermagent.evals.running.predictions import (
        delta_bleu_of,
        read_predictions,
        records_of,
        strangers,
        token_similarity_of,
    )
    from dermagent.knowledge.embedding import MiniLM

    if not (name and root):
        raise InputError("--predictions needs --set and --data, to know what the answers are about")
    language = language or "en"
    data_set, first = set_of(name, mapping)
    cases = list(data_set.load(root, split=split or first, language=language))
    title = f"{file.name} on {name}"
    if any(case.choices for case in cases) or asks_no_diagnosis(cases):
        _tell_answers(file, cases, language, form, title, caveats_of(name))
        return None
    given = read_predictions(file)
    records = records_of(given, cases, allow_strangers=allow_strangers)
    about: dict[str, Any] = {
        "about the data set": list(caveats_of(name)),
        "delta_bleu": delta_bleu_of(given, cases, root),
        "strangers": len(strangers(given, cases)),
        "unmapped": given.unmapped,
    }
    if given.texts and MiniLM.installed():
        encoder = MiniLM()
        about["token_similarity"] = {"encoder": encoder.name, **token_similarity_of(given, cases, encoder)}
    if given.lacking:
        click.echo(
            f"answers of {len(given.lacking)} cases have no probability ({', '.join(given.lacking[:5])}), so that "
            "none is counted; give one to each, or take the cases out",
            err=True,
        )
    if given.rising:
        click.echo(
            f"probabilities rise down the lists of {len(given.rising)} cases ({', '.join(given.rising[:5])}), which "
            "are scored in the order in which they stand; put the likeliest first",
            err=True,
        )
    return _ToScore(title, records, [], given.has_probabilities, about=about)


def _of_run(folder: Path, form: str, of: dict[str, Any]) -> _ToScore | None:
    """The records of a run; None where it answered nothing but closed questions, which are told already."""
    from dermagent.errors import InputError
    from dermagent.evals.reporting.report import about_run, run_title
    from dermagent.evals.running.records import read_every_record, read_records, read_run

    if any(of[name] for name in ("name", "root", "split", "language")):
        raise InputError("--set, --data, --split and --language are for --predictions; a run knows its own")
    run, records = read_run(folder), read_records(folder)
    told = form == "md" and tell_choices(records, None, run)
    if told and not any(record.reference for record in records):
        return None
    return _ToScore(
        run_title(run),
        records,
        read_every_record(folder),
        prior=run.identity.get("settings.prior"),
        about=about_run(run, records, folder),
    )


def _tell_answers(file: Path, cases: Any, language: Any, form: str, title: str, caveats: Any) -> None:
    """Print the figures of answers to closed or open questions."""
    from dermagent.evals.reporting.answers import score_answers, score_choices
    from dermagent.evals.reporting.report import answers_to_markdown

    closed = any(case.choices for case in cases)
    found = score_choices(file, cases) if closed else score_answers(file, cases, language)
    click.echo(found.model_dump_json(indent=2) if form == "json" else answers_to_markdown(found, title, caveats))


def tell_choices(records: Any, folder: Path | None, run: Any) -> bool:
    """Print the figures of closed questions, where some were asked, and write what was answered as a submission."""
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
