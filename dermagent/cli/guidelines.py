"""`dermagent guidelines`: add the user's own guideline files, search them, list them."""

from pathlib import Path

import click


@click.group()
def guidelines() -> None:
    """Your own guideline files as statements that can be cited."""


_corpus = click.option(
    "--corpus",
    envvar="DERMAGENT_GUIDELINES",
    required=True,
    type=click.Path(path_type=Path),
    help="Folder that holds the corpus; also the setting that makes diagnose use it.",
)


@guidelines.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@_corpus
def add(files: tuple[Path, ...], corpus: Path) -> int:
    """Read Markdown, HTML, PDF or text FILES (or folders); unchanged ones are left alone, vanished ones dropped."""
    import sys

    from dermagent.knowledge.corpus import Corpus

    show = sys.stderr.isatty()
    changes = Corpus(corpus).add(files, lambda name: click.echo(f"reading {name} …", err=True) if show else None)
    for word in ("added", "changed", "unchanged", "removed"):
        names = getattr(changes, word)
        if names:
            click.echo(f"{word}: {', '.join(names)}")
    click.echo(f"{changes.statements} statements")
    return 0


@guidelines.command()
@click.argument("query")
@_corpus
@click.option("-k", type=click.IntRange(1, 50), default=5, show_default=True, help="Statements to show.")
def search(query: str, corpus: Path, k: int) -> int:
    """Show the statements that fit QUERY best, each with its file and place."""
    from dermagent.knowledge.corpus import Corpus

    found = Corpus.existing(corpus).search(query, k)
    for statement in found:
        click.echo(f"{statement.id}  {statement.file}, {statement.anchor}\n  {statement.text}")
    if not found:
        click.echo("nothing fits", err=True)
    return 0 if found else 3


@guidelines.command("list")
@_corpus
def list_files(corpus: Path) -> int:
    """List the files and how many statements each gave."""
    from dermagent.knowledge.corpus import Corpus

    for name, number in Corpus.existing(corpus).counts().items():
        click.echo(f"{number:6d}  {name}")
    return 0
