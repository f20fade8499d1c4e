"""`dermagent ask`: a dialogue about one case in the terminal."""

from pathlib import Path
from typing import Any

import click

from dermagent.cli import exit_code, shortfall
from dermagent.cli.options import case_options


@click.command()
@click.argument("case_file", metavar="CASE.json", type=click.Path(path_type=Path))
@click.option("--max-questions", type=int, default=5, show_default=True, help="Ask at most this many questions.")
@click.option("--sessions", help="SQLite file or postgresql://… that keeps the dialogue to go on later.")
@click.option("--thread", default="", help="Name of the dialogue in that file; default: the case itself.")
@click.option("--format", "form", type=click.Choice(["json", "md"]), default="json", help="Form of the result.")
@case_options
def ask(case_file: Path, sessions: str | None, thread: str, form: str, **flags: Any) -> int:
    """Ask about the case in CASE.json until the differential is clear, then print it.

    Questions stand on standard error; an answer is one line of standard input: yes, no, unknown, or words. An empty
    line or the end of input stops the dialogue; the result so far is printed on standard output.
    """
    import sys

    from dermagent.errors import InputError
    from dermagent.report import FORMATS
    from dermagent.steps.intake import read_case_file
    from dermagent.workflow.session import Session

    cases = list(read_case_file(case_file))
    if len(cases) != 1:
        raise InputError(f"{case_file.name} holds {len(cases)} cases; a dialogue is about one")
    session = Session(cases[0], thread=thread, store=sessions, folder=case_file.resolve().parent, **flags)
    turn = session.start()
    while turn.question:
        click.echo(_so_far(turn.differential), err=True)
        click.echo(f"{turn.question.text}\n> ", err=True, nl=False)
        answer = sys.stdin.readline().strip()
        if not answer:
            break
        turn = session.answer(answer)
    if why := shortfall(turn.differential):
        click.echo(f"dermagent: {why}", err=True)
    click.echo(FORMATS[form](turn.differential))
    return exit_code(turn.differential)


def _so_far(differential: Any) -> str:
    from dermagent.report.urgency import urgency_line

    leaders = ", ".join(f"{item.name} {100 * item.probability:.0f} %" for item in differential.ranked[:3])
    flags = "".join(f"\n! {flag.patient_text}" for flag in differential.red_flags)
    return f"\n{urgency_line(differential)}\nSo far: {leaders or 'too little to rank'}{flags}"
