"""`dermagent knowledge`: show, validate and review what the program knows."""

from pathlib import Path

import click


@click.group()
def knowledge() -> None:
    """Show, validate and review the knowledge base."""


@knowledge.command()
@click.argument("condition", required=False)
@click.option("--findings", is_flag=True, help="List the vocabulary of findings.")
@click.option("--rules", is_flag=True, help="List the red-flag rules.")
@click.option("--priors", is_flag=True, help="List the prior profiles.")
def show(condition: str | None, **lists: bool) -> None:
    """Show the card of one CONDITION (its id, or a name of it), or list all cards, findings, rules or priors."""
    from rapidfuzz import fuzz, process

    from dermagent.errors import InputError
    from dermagent.knowledge.base import knowledge as load
    from dermagent.knowledge.describe import card_text, cards_text, findings_text, rules_text
    from dermagent.knowledge.priors import shipped_profiles
    from dermagent.knowledge.spelt import exactly

    asked = [name for name, wanted in lists.items() if wanted]
    if len(asked) + bool(condition) > 1:
        told = [f"--{name}" for name in asked] + ([repr(condition[:60])] if condition else [])
        raise click.UsageError(f"{', '.join(told)}: one at a time is shown; ask for each by itself")
    kb = load()
    if condition is None:
        texts = {
            "findings": lambda: findings_text(kb),
            "rules": lambda: rules_text(kb),
            "priors": lambda: "\n".join(shipped_profiles()),
        }
        click.echo(texts[asked[0]]() if asked else cards_text(kb))
        return
    found = condition if condition in kb.conditions else exactly(condition)
    if found is None or found not in kb.cards:
        family = kb.conditions[found].family if found else None
        with_card = [one for one in kb.conditions.values() if one.id in kb.cards and family in (None, one.family)]
        names = {name.lower(): one.id for one in with_card for name in (one.id, one.name, *one.synonyms)}
        near = process.extractOne(condition.lower(), names.keys(), scorer=fuzz.ratio, score_cutoff=0 if found else 75)
        said = "a known condition that has no card" if found else "not a known condition"
        hint = f"; {'a card of its family is' if found else 'did you mean'} {names[near[0]]!r}" if near else ""
        hint += "?" if near and not found else "" if near else "; `dermagent knowledge show` lists them"
        raise InputError(f"{condition[:60]!r} is {said}{hint}")
    click.echo(card_text(kb, kb.cards[found]))


@knowledge.command()
@click.option("--folder", type=click.Path(path_type=Path, file_okay=False), help="Another knowledge folder.")
def validate(folder: Path | None) -> int:
    """Check every row, card and rule; exit code 1 and one line for each problem if something is wrong."""
    from dermagent.knowledge.describe import summary
    from dermagent.knowledge.validate import validated
    from dermagent.resources import KNOWLEDGE

    kb, found = validated(folder or KNOWLEDGE)
    for problem in found:
        click.echo(str(problem), err=True)
    click.echo(summary(kb))
    click.echo(f"{len(found)} problems" if found else "no problem found")
    return 1 if found else 0


@knowledge.command()
def sources() -> None:
    """Print how many statements rest on which source, verified or not, and which conditions are thinly sourced."""
    from dermagent.evals.reporting.knowledge_table import sources_text
    from dermagent.knowledge.base import knowledge as load

    click.echo(sources_text(load()))


@knowledge.command()
def table() -> None:
    """Print the figures of the knowledge base as Markdown, as docs/knowledge.md has them."""
    from dermagent.evals.reporting.knowledge_table import knowledge_table
    from dermagent.knowledge.base import knowledge as load

    click.echo(knowledge_table(load()), nl=False)


@knowledge.command()
@click.argument("folder", type=click.Path(path_type=Path))
def review(folder: Path) -> None:
    """Write one page a family of conditions into FOLDER: each card in a clinician's words, with what to doubt."""
    from dermagent.evals.reporting.knowledge_review import write_review
    from dermagent.knowledge.base import knowledge as load

    number = write_review(load(), folder)
    click.echo(f"{number} pages in {folder}; begin with index.html", err=True)
