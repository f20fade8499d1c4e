"""`dermagent synth-qa`: questions and answers about a data set's pictures, written by a model and checked for leaks."""

from pathlib import Path
from typing import Any

import click

from dermagent.cli.options import model_options


@click.command("synth-qa")
@click.argument("name", metavar="SET")
@click.option(
    "--data", "root", required=True, type=click.Path(path_type=Path, exists=True), help="Folder of the set's files."
)
@click.option("--out", required=True, type=click.Path(path_type=Path), help="JSON lines file; what it holds is kept.")
@click.option("--split", help="Split of the set; default: its first.")
@click.option("--language", type=click.Choice(["en", "zh", "es"]), default="en", show_default=True)
@click.option("--mapping", type=click.Path(path_type=Path), help="Of SET own: YAML that says what your columns mean.")
@click.option("--kinds", help="Kinds of questions divided by commas; default: all six.")
@click.option("--n", type=click.IntRange(1), help="Draw this many cases by --seed; default: all.")
@click.option("--seed", type=int, default=0, show_default=True)
@click.option("--leak-words", type=click.IntRange(2, 20), default=4, show_default=True, help="Words that make a quote.")
@click.option("--concurrency", "at_once", type=click.IntRange(1, 256), default=8, show_default=True)
@click.option("--max-tokens", "run_tokens", type=click.IntRange(1), help="Stop before more tokens are used.")
@click.option("--max-calls", "run_calls", type=click.IntRange(1), help="Stop before more calls are made.")
@click.option("--max-cost", "run_cost", type=float, help="Stop before it costs more dollars; needs prices.")
@click.option("--max-minutes", "run_minutes", type=float, help="Ask nothing further after this many minutes.")
@model_options
def synth_qa(
    name: str,
    root: Path,
    out: Path,
    split: str | None,
    language: Any,
    mapping: Path | None,
    kinds: str | None,
    n: int | None,
    seed: int,
    leak_words: int,
    at_once: int,
    run_tokens: int | None,
    run_calls: int | None,
    run_cost: float | None,
    run_minutes: float | None,
    **flags: Any,
) -> int:
    """Write questions and answers about the pictures of SET, marked synthetic, into --out; the same call goes on.

    The model is told what is known of each case and may not say it: a text that quotes it is dropped and counted.
    Nobody has checked what is kept: it is material to review, not truth.
    """
    import asyncio

    from dermagent.cli.eval import set_of
    from dermagent.cli.progress import bar
    from dermagent.evals.synth_qa import KINDS, QaPlan, write_pairs
    from dermagent.llm.budget import Limits
    from dermagent.settings import resolve

    data_set, first = set_of(name, mapping)
    plan = QaPlan(
        data_set=data_set,
        root=root,
        split=split or first,
        settings=resolve(**flags),
        language=language,
        kinds=tuple(kinds.split(",")) if kinds else KINDS,
        n=n,
        seed=seed,
        concurrency=at_once,
        limits=Limits(run_calls, run_tokens, run_cost, run_minutes * 60 if run_minutes else None),
        leak_words=leak_words,
    )
    with bar() as report:
        done = asyncio.run(write_pairs(plan, out, report=lambda s: report("questions", s.total - s.left, s.total)))
    dropped = ", ".join(f"{number} × {why}" for why, number in sorted(done.dropped.items())) or "none"
    click.echo(
        f"{done.written} pairs written, {done.held} settled before, dropped: {dropped}; {done.left} left, of which "
        f"{done.failed} failed now; {done.without_pictures} cases without a picture; "
        f"{done.account.calls} calls, {done.account.tokens} tokens paid"
    )
    if done.trouble:
        click.echo(f"first failure: {done.trouble}", err=True)
    if done.stopped:
        click.echo(f"stopped: {done.stopped}; the same call goes on", err=True)
    return 0 if not done.left else 1
