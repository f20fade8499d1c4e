"""`dermagent synth-qa`: questions and answers about a data set's images, written by a model and checked for leaks."""

from pathlib import Path
from typing import Any

import click

from dermagent.cli.options import model_options
from dermagent.cli.set_options import bounded, bounds_of, data_option, mapping_option, set_of
from dermagent.cli.written import not_over


@click.command("synth-qa")
@click.argument("name", metavar="SET")
@data_option
@click.option("--out", required=True, type=click.Path(path_type=Path), help="JSON lines file; what it holds is kept.")
@click.option("--split", help="Split of the set; default: its first.")
@mapping_option
@click.option("--kinds", help="Kinds of questions divided by commas; default: all six.")
@click.option("--n", type=click.IntRange(1), help="Draw this many cases by --seed; default: all.")
@click.option("--seed", type=int, default=0, show_default=True)
@click.option("--leak-words", type=click.IntRange(2, 20), default=4, show_default=True, help="Words that make a quote.")
@bounded
@model_options
def synth_qa(
    name: str,
    root: Path,
    out: Path,
    split: str | None,
    mapping: Path | None,
    kinds: str | None,
    n: int | None,
    seed: int,
    leak_words: int,
    **flags: Any,
) -> int:
    """Write questions and answers about the images of SET, marked synthetic, into --out; the same call goes on.

    The model is told what is known of each case and may not say it: a text that quotes it is dropped and counted.
    Nobody has checked what is kept: it is material to review, not truth.
    """
    import asyncio

    from dermagent.cli.progress import bar
    from dermagent.evals.audits.synth_qa import KINDS, QaPlan, write_pairs
    from dermagent.settings import resolve

    data_set, first = set_of(name, mapping)
    bounds = bounds_of(flags)
    plan = QaPlan(
        data_set=data_set,
        root=root,
        split=split or first,
        settings=resolve(**flags),
        kinds=tuple(kinds.split(",")) if kinds else KINDS,
        n=n,
        seed=seed,
        leak_words=leak_words,
        **bounds,
    )
    with bar() as report:
        done = asyncio.run(
            write_pairs(plan, not_over(out), report=lambda s: report("questions", s.total - s.left, s.total))
        )
    dropped = ", ".join(f"{number} × {why}" for why, number in sorted(done.dropped.items())) or "none"
    click.echo(
        f"{done.written} pairs written, {done.held} settled before, dropped: {dropped}; {done.left} left, of which "
        f"{done.failed} failed now; {done.without_images} cases without an image; "
        f"{done.account.calls} calls, {done.account.tokens} tokens paid"
    )
    if done.trouble:
        click.echo(f"first failure: {done.trouble}", err=True)
    if done.stopped:
        click.echo(f"stopped: {done.stopped}; the same call goes on", err=True)
    return 0 if not done.left else 1
