"""`dermagent diagnose`: a case file in, a differential out."""

import asyncio
import sys
from contextlib import aclosing
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from dermagent.cli import WORST_FIRST, exit_code, shortfall
from dermagent.cli.options import NAMED_PATH, audience_option, case_options, language_option, unheeded
from dermagent.cli.written import FORMS, Write, check_audience, output, rendered

if TYPE_CHECKING:
    from dermagent.types import Case


@click.command()
@click.argument("case_files", metavar="CASE.json...", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--format", "form", type=click.Choice(list(FORMS)), default="json", help="Form of the output.")
@click.option(
    "--out",
    type=NAMED_PATH,
    help="Write to this file instead of standard output; of several cases to this folder, one file a case.",
)
@click.option("--checkpoints", type=click.Path(path_type=Path), help="SQLite file to resume from after a kill.")
@audience_option
@language_option
@case_options
def diagnose(case_files: tuple[Path, ...], form: str, out: Path | None, audience: Any, **flags: Any) -> int:
    """Diagnose the case in CASE.json (or each line of CASE.jsonl; - is standard input) and print the result.

    The key of a server comes from DERMAGENT_API_KEY or OPENAI_API_KEY, never from a flag.

    Exit code: 0 answered, 1 failed (also refused, unusable, budget), 2 bad input, 3 abstained, 4 answered but degraded
    (a configured model was not heard, or fewer than half of the agents); of several cases the first of 1, 4, 3, 0.
    Standard error says why there is no answer, or a degraded one, once for each reason.
    """
    from dermagent.cli.given import given_cases
    from dermagent.settings import resolve

    check_audience(form, audience)
    settings = resolve(**flags)
    for line in unheeded(settings):
        click.echo(f"dermagent: {line}", err=True)
    cases = given_cases(case_files)
    one_line = len(cases) > 1 and not (out and (out.is_dir() or not out.suffix))
    images = [folder / image.path for case, folder in cases for image in case.images if image.path]
    with output(out, form, [case.id for case, _ in cases], images) as write:
        codes = asyncio.run(_each(cases, settings, form, audience, write, one_line=one_line))
    return next((code for code in WORST_FIRST if code in codes), 0)


async def _each(
    cases: "list[tuple[Case, Path]]", settings: Any, form: str, audience: Any, write: Write, *, one_line: bool
) -> list[int]:
    """Run the cases in turn with one model, which keeps what it learned of its server, and write each result."""
    from dermagent.workflow.deps import make_model

    chat = make_model(settings)
    codes: list[int] = []
    told: set[str] = set()
    try:
        for case, folder in cases:
            differential = await _with_progress(case, settings, folder, chat)
            why = shortfall(differential)
            if why and why not in told:
                click.echo(f"dermagent: {why}", err=True)
                told.add(why)
            codes.append(exit_code(differential))
            text = rendered(
                differential, form, audience, case=case, folder=folder, index=settings.index, one_line=one_line
            )
            write(case.id, text)
    finally:
        if chat:
            await chat.aclose()
    return codes


async def _with_progress(case: Any, settings: Any, folder: Path, chat: Any) -> Any:
    """Run one case; on a terminal the running step is shown on standard error."""
    from dermagent.knowledge.texts import texts
    from dermagent.steps.localise import language_of_answer
    from dermagent.workflow import stream

    names = texts(settings.language or language_of_answer(case)).part("steps")
    status = _status()
    try:
        async with aclosing(stream(case, settings, folder=folder, chat=chat)) as happening:
            async for event in happening:
                if status and event["event"] == "started":
                    status.update(f"{names.get(event['node'], event['node'])} …")
                if event["event"] == "result":
                    return event["differential"]
    finally:
        if status:
            status.stop()
    raise AssertionError("the stream ended without a result")


def _status() -> Any:
    if not sys.stderr.isatty():
        return None
    from rich.console import Console

    status = Console(stderr=True).status("…")
    status.start()
    return status
