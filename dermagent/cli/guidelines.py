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
@click.option(
    "--vectors",
    default="auto",
    show_default=True,
    help="Search by meaning too: 'packaged' encoder, 'none', or a model's name at --base-url; auto: packaged if there.",
)
@click.option("--base-url", help="OpenAI-compatible server of the model that --vectors names; default: OpenAI.")
def add(files: tuple[Path, ...], corpus: Path, vectors: str, base_url: str | None) -> int:
    """Read Markdown, HTML, PDF, Word or text FILES (or folders); unchanged ones are left alone, vanished ones dropped.

    What cannot be read is named; the exit code is 2 if a file gave nothing at all.
    """
    from dermagent.cli.progress import bar
    from dermagent.knowledge.corpus import Corpus
    from dermagent.knowledge.documents.read import SUFFIXES
    from dermagent.knowledge.embedding import MiniLM
    from dermagent.settings import resolve
    from dermagent.workflow.deps import make_embedder

    if vectors == "auto":
        vectors = "packaged" if MiniLM.installed() else "none"
    name = MiniLM.name if vectors == "packaged" else vectors
    embedder = None if vectors == "none" else make_embedder(name, resolve(embedding_base_url=base_url))
    with bar() as report:
        changes = Corpus(corpus).add(files, embedder, report)
    for word in ("added", "changed", "unchanged", "removed"):
        names = [name for name in getattr(changes, word) if name not in changes.nothing_read]
        if names:
            click.echo(f"{word}: {', '.join(names)}")
    click.echo(f"{changes.statements} statements, found by {'words and meaning' if embedder else 'words'}")
    for name, places in changes.unread.items():
        for one in places:
            click.echo(f"not read: {name}, {one.where}: {one.why}", err=True)
    if changes.left_out:
        known = ", ".join(SUFFIXES)
        click.echo(
            f"left out, since they are none of {known}: {', '.join(changes.left_out)}; save them as one", err=True
        )
    if changes.outside:
        click.echo(
            f"left out, since these links lead out of their folder or to no file: {', '.join(changes.outside)}",
            err=True,
        )
    for name in changes.nothing_read:
        click.echo(
            f"nothing could be read of {name}{'' if name in changes.unread else ': it has no words that are shown'}",
            err=True,
        )
    return 2 if changes.nothing_read else 0


@guidelines.command()
@click.argument("query")
@_corpus
@click.option("-k", type=click.IntRange(1, 50), default=5, show_default=True, help="Statements to show.")
def search(query: str, corpus: Path, k: int) -> int:
    """Show the statements that fit QUERY best, each with its file and place."""
    from dermagent.knowledge.corpus import Corpus
    from dermagent.settings import resolve
    from dermagent.workflow.deps import make_embedder

    held = Corpus.existing(corpus)
    embedder = make_embedder(held.embedder_name, resolve()) if held.embedder_name else None
    found = held.search(query, k, embedder)
    for statement in found:
        doubt = "" if statement.quotable else "  (not to be quoted: the order of its words is in doubt)"
        click.echo(f"{statement.id}  {statement.file}, {statement.anchor}{doubt}\n  {statement.text}")
    if not found:
        click.echo("nothing fits", err=True)
    return 0 if found else 3


@guidelines.command("list")
@_corpus
def list_files(corpus: Path) -> int:
    """List the files, how many statements each gave, and how many places of it could not be read."""
    from dermagent.knowledge.corpus import Corpus

    held = Corpus.existing(corpus)
    unread = held.unread()
    for name, number in held.counts().items():
        missing = f"  ({len(unread[name])} places not read)" if name in unread else ""
        click.echo(f"{number:6d}  {name}{missing}")
    return 0
