"""`dermagent diagnose`: a case file in, a differential out."""

import asyncio
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from dermagent.cli import WORST_FIRST, exit_code, shortfall
from dermagent.cli.options import audience_option, case_options, language_option


@click.command()
@click.argument("case_file", metavar="CASE.json", type=click.Path(path_type=Path))
@click.option("--format", "form", type=click.Choice(["json", "md", "html"]), default="json", help="Form of the output.")
@click.option("--out", type=click.Path(path_type=Path), help="Write to this file instead of standard output.")
@click.option("--checkpoints", type=click.Path(path_type=Path), help="SQLite file to resume from after a kill.")
@audience_option
@language_option
@case_options
def diagnose(case_file: Path, form: str, out: Path | None, audience: Any, **flags: Any) -> int:
    """Diagnose the case in CASE.json (or each line of CASE.jsonl) and print the result.

    The key of a server comes from DERMAGENT_API_KEY or OPENAI_API_KEY, never from a flag.

    Exit code: 0 answered, 1 failed (also refused, unusable, budget), 2 bad input, 3 abstained, 4 answered but degraded
    (a configured model was not heard, or fewer than half of the agents); of several cases the first of 1, 4, 3, 0.
    Standard error says why there is no answer, or a degraded one, once for each reason.
    """
    from dermagent.errors import InputError
    from dermagent.settings import resolve
    from dermagent.steps.intake import read_case_file

    if form == "json" and audience != "clinician":
        raise InputError("--audience is about the words of a report; give it with --format md or html")
    settings = resolve(**flags)
    cases = read_case_file(case_file)
    folder = case_file.resolve().parent
    target = _open(out) if out else None
    one_line = len(cases) > 1 and form == "json"

    def write(case: Any, differential: Any) -> None:
        text = _rendered(differential, form, audience, case, folder, settings.index, one_line=one_line)
        (target or sys.stdout).write(text + "\n")

    try:
        codes = asyncio.run(_each(cases, settings, folder, write))
    except OSError as error:
        raise InputError(f"cannot write {out.name if out else 'to standard output'}: {error.strerror}") from error
    finally:
        if target:
            target.close()
    return next((code for code in WORST_FIRST if code in codes), 0)


async def _each(cases: Any, settings: Any, folder: Path, write: Callable[[Any, Any], None]) -> list[int]:
    """Run the cases in turn with one model, which keeps what it learned of its server, and write each result."""
    from dermagent.workflow.deps import make_model

    chat = make_model(settings)
    codes: list[int] = []
    told: set[str] = set()
    try:
        for case in cases:
            differential = await _with_progress(case, settings, folder, chat)
            why = shortfall(differential)
            if why and why not in told:
                click.echo(f"dermagent: {why}", err=True)
                told.add(why)
            codes.append(exit_code(differential))
            write(case, differential)
    finally:
        if chat:
            await chat.aclose()
    return codes


def _open(path: Path) -> Any:
    from dermagent.errors import InputError

    try:
        return path.open("w", encoding="utf-8")
    except OSError as error:
        raise InputError(f"cannot write {path.name!r}: {error.strerror}") from error


def _rendered(
    differential: Any, form: str, audience: Any, case: Any, folder: Path, index: Path | None, *, one_line: bool
) -> str:
    if one_line:
        text: str = differential.model_dump_json(by_alias=True)
        return text
    if form == "html":
        from dermagent.report.html import to_html
        from dermagent.report.pictures import neighbours, thumbnails

        near = neighbours(differential, index) if index and differential.similar else {}
        return to_html(differential, *thumbnails(case, differential, folder), near, audience=audience)
    if form == "md":
        from dermagent.report.markdown import to_markdown

        return to_markdown(differential, audience)
    from dermagent.report import FORMATS

    return FORMATS[form](differential)


async def _with_progress(case: Any, settings: Any, folder: Path, chat: Any) -> Any:
    """Run one case; on a terminal the running step is shown on standard error."""
    from dermagent.knowledge.texts import texts
    from dermagent.steps.localise import language_of_answer
    from dermagent.workflow import stream

    names = texts(settings.language or language_of_answer(case)).part("steps")
    status = _status()
    try:
        async for event in stream(case, settings, folder=folder, chat=chat):
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
