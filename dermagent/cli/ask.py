"""`dermagent ask`: a dialogue about one case in the terminal."""

from pathlib import Path
from typing import Any

import click

from dermagent.cli import exit_code, shortfall
from dermagent.cli.options import audience_option, case_options, language_option, unheeded


@click.command()
@click.argument("case_file", metavar="CASE.json", type=click.Path(path_type=Path))
@click.option("--max-questions", type=int, default=5, show_default=True, help="Ask at most this many questions.")
@click.option("--sessions", help="SQLite file or postgresql://… that keeps the dialogue to go on later.")
@click.option("--thread", default="", help="Name of the dialogue in that file; default: the case itself.")
@click.option("--format", "form", type=click.Choice(["json", "md"]), default="json", help="Form of the result.")
@audience_option
@language_option
@case_options
def ask(case_file: Path, sessions: str | None, thread: str, form: str, audience: Any, **flags: Any) -> int:
    """Ask about the case in CASE.json until the differential is clear, then print it.

    Questions stand on standard error; an answer is one line of standard input: yes, no, unknown, or words. An empty
    line or the end of input stops the dialogue; the result so far is printed on standard output.
    """
    import sys

    from dermagent.errors import InputError
    from dermagent.report import FORMATS
    from dermagent.report.markdown import to_markdown
    from dermagent.settings import resolve
    from dermagent.steps.intake import read_case_file
    from dermagent.workflow.session import Session

    if thread and not sessions:
        raise InputError(
            "--thread names a dialogue in a file that keeps it; name that file with --sessions, or leave both"
        )
    cases = list(read_case_file(case_file))
    if len(cases) != 1:
        raise InputError(f"{case_file.name} holds {len(cases)} cases; a dialogue is about one")
    for line in unheeded(resolve(**flags)):
        click.echo(f"dermagent: {line}", err=True)
    session = Session(cases[0], thread=thread, store=sessions, folder=case_file.resolve().parent, **flags)
    turn = session.start()
    while turn.question:
        click.echo(_so_far(turn.differential, audience), err=True)
        text = (audience == "patient" and turn.question.for_patient) or turn.question.text
        click.echo(f"{text}\n> ", err=True, nl=False)
        answer = sys.stdin.readline().strip()
        if not answer:
            break
        turn = session.answer(answer)
    else:
        click.echo(_so_far(turn.differential, audience), err=True)
    if why := shortfall(turn.differential):
        click.echo(f"dermagent: {why}", err=True)
    if form == "md":
        click.echo(to_markdown(turn.differential, audience))
    else:
        click.echo(FORMATS[form](turn.differential))
    return exit_code(turn.differential)


def _so_far(differential: Any, audience: str) -> str:
    """How urgent it is and why, and for clinicians the first of the list."""
    from dermagent.knowledge.texts import texts
    from dermagent.report.lines import reasons_for_patient
    from dermagent.report.urgency import urgency_line

    said = texts(differential.language)
    flags = "".join(f"\n! {told}" for told in reasons_for_patient(differential))
    if audience == "patient":
        return f"\n{urgency_line(differential, for_patient=True)}{flags}"
    leaders = said.listed(f"{item.name} {100 * item.probability:.0f} %" for item in differential.ranked[:3])
    so_far = said.say("cli.so_far", names=leaders or said.say("cli.too_little"))
    return f"\n{urgency_line(differential)}\n{so_far}{flags}"
