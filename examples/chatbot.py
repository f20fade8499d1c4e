"""A chatbot's back end on FastAPI: each person has a dialogue, which outlives the process; no model is needed.

    pip install fastapi uvicorn
    uvicorn --app-dir examples chatbot:app

    curl -H 'X-Person: anna' -H 'Content-Type: application/json' \
         -d '{"text": "An itchy rash on both hands for a month."}' http://127.0.0.1:8000/messages

A message is the beginning, an answer to the question that it names, or more about the same. Photographs come as base64
with any of them. Who somebody is, your own log-in must say: here it is a header that anybody can write.
"""

import os
from pathlib import Path
from typing import Annotated

from fastapi import FastAPI, Header, Response
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field, ValidationError

from dermagent import Case, DialogueConflict, InvalidCase, NoDialogue, Session, StoreUnavailable, Turn
from dermagent.report.markdown import to_markdown

Person = Annotated[str, Header(alias="X-Person", min_length=1, max_length=100)]


class Message(BaseModel):
    """What a person writes; `question` is the id of the question that it answers, `images` are files in base64."""

    text: str = Field(default="", max_length=10_000)
    question: str | None = None
    images: list[str] = Field(default=[], max_length=10)


class Question(BaseModel):
    """What is asked next; an answer sends its id back."""

    id: str
    text: str


class Reply(BaseModel):
    """The report so far in a patient's words, how urgent it is, and the next question."""

    outcome: str
    urgency: str | None
    report: str
    question: Question | None


def reply_of(turn: Turn) -> Reply:
    """A turn as it is sent to a person."""
    asked, differential = turn.question, turn.differential
    return Reply(
        outcome=differential.outcome,
        urgency=differential.urgency,
        report=to_markdown(differential, "patient"),
        question=Question(id=asked.id, text=asked.for_patient or asked.text) if asked else None,
    )


def chatbot(store: Path | str) -> FastAPI:
    """The application; `store` is the SQLite file or the PostgreSQL address that keeps the dialogues."""
    made = FastAPI(title="A chatbot over dermagent")
    for error, status in ((InvalidCase, 422), (NoDialogue, 404), (DialogueConflict, 409), (StoreUnavailable, 503)):
        made.add_exception_handler(error, lambda _, told, status=status: JSONResponse({"error": str(told)}, status))

    def dialogue(person: str, case: Case | None = None) -> Session:
        return Session(case, thread=person, store=store)

    @made.post("/messages")
    async def message(person: Person, said: Message) -> Reply:
        images = [{"content": image} for image in said.images]
        if said.question:
            return reply_of(await dialogue(person).aanswer(said.text, said.question, images=images))
        try:
            return reply_of(await dialogue(person).atell(said.text, images=images))
        except NoDialogue:
            pass
        try:
            case = Case(history=said.text, images=images)
        except ValidationError as error:
            raise InvalidCase("send a text or a photograph") from error
        return reply_of(await dialogue(person, case).astart())

    @made.get("/messages")
    async def current(person: Person) -> Reply:
        return reply_of(await dialogue(person).astart())

    @made.delete("/messages", status_code=204)
    async def forget(person: Person) -> Response:
        await dialogue(person).aforget()
        return Response(status_code=204)

    return made


app = chatbot(os.environ.get("CHATBOT_STORE", "talks.sqlite"))
