"""A dialogue in a program of your own, on asyncio: told once, asked one question at a time, kept in a file.

    python examples/dialogue.py "An itchy rash on both hands for a month." --photo hands.jpg --name anna

The same name goes on where it stopped, with its photographs, after a restart too.
"""

import argparse
import asyncio
from collections.abc import Callable
from pathlib import Path

from dermagent import Case, DialogueConflict, NoDialogue, Session, Turn
from dermagent.report.markdown import to_markdown


async def begun(session: Session, tell: Callable[[str], None]) -> Turn:
    """The first turn; a red flag is told at once, before anything else is done."""
    async for event in session.astream():
        if event["event"] == "red_flags" and event["red_flags"]:
            tell(event["red_flags"][0].patient_text)
    return await session.astart()  # computes nothing anew


async def talk(
    history: str,
    photos: list[Path],
    *,
    name: str,
    store: Path,
    ask: Callable[[str], str] = input,
    tell: Callable[[str], None] = print,
) -> Turn:
    """Begin or go on, ask until there is no question left, and tell the report in a patient's words."""
    images = [{"content": photo.read_bytes()} for photo in photos]
    session = Session(thread=name, store=store)
    try:
        turn = await session.astart()
        if history or images:
            turn = await session.atell(history, images=images)
    except NoDialogue:
        session = Session(Case(history=history, images=images), thread=name, store=store)
        turn = await begun(session, tell)
    while turn.question:
        question = turn.question
        answer = await asyncio.to_thread(ask, f"{question.for_patient or question.text} ")
        try:
            turn = await session.aanswer(answer, question.id)
        except DialogueConflict:  # answered on another device meanwhile
            turn = await session.astart()
    tell(to_markdown(turn.differential, "patient"))
    return turn


def main() -> None:
    """Read the command line and talk."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("history", nargs="?", default="")
    parser.add_argument("--photo", type=Path, action="append", default=[])
    parser.add_argument("--name", default="me")
    parser.add_argument("--store", type=Path, default=Path("talks.sqlite"))
    given = parser.parse_args()
    asyncio.run(talk(given.history, given.photo, name=given.name, store=given.store))


if __name__ == "__main__":
    main()
