"""OpenAI's chat completions: a conversation becomes a case, and its report a message; nothing is kept between turns.

The user's messages are the history, their images those of the case. A reply ends with one question and a line that
names its finding, which Markdown does not show; a "no" after it answers that question. Messages of the roles `system`
and `developer` are not read: nothing in them changes how a case is worked on.
"""

import json
import re
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from dermagent.errors import InputError
from dermagent.knowledge.base import knowledge
from dermagent.knowledge.texts import texts
from dermagent.report import lines
from dermagent.report.markdown import Audience, to_markdown
from dermagent.report.urgency import urgency_line
from dermagent.serve.jobs import Piece
from dermagent.serve.problem import openai_error
from dermagent.steps.ask import answered, is_unread
from dermagent.steps.intake import case_from, refuse_repeated_keys
from dermagent.text.refused import expected_of
from dermagent.types import Case, CaseImage, Differential, NextQuestion

#: The models by name, and whom they speak to.
MODELS: dict[str, Audience] = {"dermagent": "clinician", "dermagent-patient": "patient"}
_ASKS = re.compile(r"^\[//\]: # \(dermagent asks: ([a-z0-9_]{1,80})\)\s*$", re.MULTILINE)
#: Fields of a case that may stand beside the messages.
_BESIDE = ("patient", "complaint", "language", "answer_language", "corrected", "earlier_visits")
_MOST_MESSAGES = 500
_EVENTS = ("started", "red_flags")


class ChatModels(BaseModel):
    """What `GET /v1/models` lists."""

    object: Literal["list"] = Field(default="list", description="Always list.")
    data: list[dict[str, Any]] = Field(description="The models that a conversation can name, as OpenAI lists them.")


class ChatErrorBody(BaseModel):
    """OpenAI's error object; with a differential in `dermagent` where a run came to no answer."""

    error: dict[str, str | None] = Field(description="Message, type, parameter and code of the error.")
    dermagent: dict[str, Any] | None = Field(
        default=None, description="The differential of a run that came to no answer; null otherwise."
    )


class _Lenient(BaseModel):
    """Other fields of OpenAI's API, such as `temperature`, are taken and have no effect."""

    model_config = ConfigDict(extra="ignore", strict=True)


class ChatPart(_Lenient):
    """A part of a message: a text, or an image as a `data:` address."""

    type: str = Field(description="Either text or image_url.")
    text: str | None = Field(default=None, description="The text of a part of the type text.")
    image_url: dict[str, Any] | None = Field(default=None, description="For an image: url is its data: address.")


class ChatMessage(_Lenient):
    """One message."""

    role: Literal["system", "developer", "user", "assistant", "tool", "function"] = Field(
        description="Who speaks; the case is made of what the user says."
    )
    content: str | list[ChatPart] | None = Field(default=None, description="A text, or texts and images.")


class StreamOptions(_Lenient):
    """What a stream holds."""

    include_usage: bool | None = Field(default=None, description="Whether the last chunk tells the tokens.")


class PostedChat(_Lenient):
    """A conversation; `dermagent` holds further fields of the case, such as {"patient": {"age_years": 6}}."""

    model: str = Field(description="Name of a model that /v1/models lists.")
    messages: list[ChatMessage] = Field(
        min_length=1, max_length=_MOST_MESSAGES, description="The conversation so far, oldest first."
    )
    stream: bool | None = Field(default=None, description="Whether the reply comes in chunks.")
    stream_options: StreamOptions | None = Field(default=None, description="What a stream holds.")
    n: int | None = Field(default=None, description="Number of replies: 1 or null.")
    response_format: dict[str, Any] | None = Field(
        default=None, description="Form of the reply; only that of the type text, or null."
    )
    dermagent: dict[str, Any] | None = Field(
        default=None, description='Further fields of the case, such as {"patient": {"age_years": 6}}.'
    )


@dataclass(frozen=True)
class Chat:
    """A conversation that was read: its case, who reads the reply, and what was asked about before.

    What was asked once and answered so that nobody can tell yes from no is `unclear`, and may be asked again.
    """

    case: Case
    model: str
    audience: Audience
    asked: frozenset[str]
    streams: bool
    usage: bool
    unclear: frozenset[str] = frozenset()


class NoSuchModel(InputError):
    """A model of another name was asked for."""


def refused(status: int, sentence: str, headers: Mapping[str, str] | None = None) -> Piece:
    """The last part of an answer that is none, as OpenAI's clients know it."""
    status = 400 if status == 422 else status
    return Piece(openai_error(status, sentence).encode(), True, status, headers=headers or {})


def check_model(name: str) -> None:
    """Refuse a model that is not here.

    Raises:
        NoSuchModel: it is not.
    """
    if name not in MODELS:
        raise NoSuchModel(f"there is no model {name[:80]!r} here; known are {', '.join(MODELS)}")


def model_card(name: str) -> dict[str, Any]:
    """A model as OpenAI's API tells of it."""
    return {"id": name, "object": "model", "created": 0, "owned_by": "dermagent"}


def read_chat(body: bytes) -> Chat:
    """The conversation of a request.

    Raises:
        InputError: it cannot be read as one, or makes no case; never with a text of it in the message.
    """
    refuse_repeated_keys(body, "the conversation")
    try:
        posted = PostedChat.model_validate_json(body)
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        problems = error.errors(include_input=False, include_url=False)
        inner = [one for one in problems if one["loc"][:-1] and "list[ChatPart]" in one["loc"][:-1]]
        if "str" in first["loc"] and inner:  # a list, of which one part is none
            first = inner[0]
        steps = (step for step in first["loc"] if step not in ("str", "list[ChatPart]"))
        where = ".".join(str(step) for step in steps)[:120]
        either = "expected a text, or a list of parts" if first["loc"][-1:] == ("str",) else expected_of(first)
        raise InputError(f"expected a chat completion request; see {where or 'the body'!r}: {either}") from error
    check_model(posted.model)
    if posted.n is not None and posted.n != 1:
        raise InputError("n: one reply is given, since the same case has the same answer; leave it out")
    if (posted.response_format or {}).get("type", "text") != "text":
        raise InputError("response_format: expected text; the structured differential is in 'dermagent'")
    case, asked, unclear = _case(posted)
    usage = bool(posted.stream_options and posted.stream_options.include_usage)
    return Chat(case, posted.model, MODELS[posted.model], asked, bool(posted.stream), usage, unclear)


def _case(posted: PostedChat) -> tuple[Case, frozenset[str], frozenset[str]]:
    beside = posted.dermagent or {}
    if unknown := sorted(set(beside) - set(_BESIDE)):
        raise InputError(f"dermagent: field {unknown[0][:80]!r} is not known; known are {', '.join(_BESIDE)}")
    case: Case | None = None
    asked: list[str] = []
    unclear: set[str] = set()
    open_question: NextQuestion | None = None
    for place, message in enumerate(posted.messages):
        if message.role == "assistant":
            found = [one for one in _ASKS.findall(_text(message)) if one in knowledge().findings]
            asked += found
            open_question = NextQuestion(finding=found[-1], text="") if found else None
        if message.role != "user":
            continue
        text, images = _text(message).strip(), _images(message, place)
        if case is None:
            if text or images:
                case = case_from({**beside, "history": text, "images": images}, "the conversation")
            continue
        question = open_question or NextQuestion(finding="", text="", kind="open")
        if text:
            again = asked.count(question.finding) == 1 and is_unread(question, text, case.language, case.history)
            (unclear.add if again else unclear.discard)(question.finding)
            case = answered(case, question, text, again=again)
        open_question = None
        if images:
            case = _with_images(case, images)
    if case is None:
        raise InputError("messages: no message of the role 'user' holds a text or an image")
    return Case.model_validate({**dict(case), "id": ""}), frozenset(asked) - unclear, frozenset(unclear)


def _with_images(case: Case, images: list[dict[str, str]]) -> Case:
    added = tuple(CaseImage.model_validate(image) for image in images)
    try:
        return Case.model_validate({**dict(case), "images": (*case.images, *added)})
    except ValidationError as error:
        raise InputError("the conversation holds more than 50 images") from error


def _text(message: ChatMessage) -> str:
    if isinstance(message.content, str):
        return message.content
    return "\n".join(part.text for part in message.content or () if part.type == "text" and part.text)


def _images(message: ChatMessage, place: int) -> list[dict[str, str]]:
    if isinstance(message.content, str):
        return []
    found = []
    for number, part in enumerate(message.content or ()):
        where = f"messages[{place}].content[{number}]"
        if part.type == "text":
            continue
        if part.type != "image_url":
            raise InputError(f"{where}: parts of the types text and image_url are read, no others")
        url = (part.image_url or {}).get("url")
        if not isinstance(url, str) or not url.lstrip()[:5].lower() == "data:":
            raise InputError(f"{where}: a server fetches no address; send the image itself as 'data:image/…;base64,…'")
        image = {"content": url}
        try:
            CaseImage.model_validate(image)
        except ValidationError as error:
            raise InputError(f"{where}: expected the image in base64, as 'data:image/…;base64,…'") from error
        found.append(image)
    return found


def content_of(chat: Chat, d: Differential) -> str:
    """The reply: the report in the words of its reader, and the next question that was not asked yet."""
    said = texts(d.language)
    report = to_markdown(d, chat.audience)
    question = next((one for one in d.next_questions if one.finding not in chat.asked), None)
    if question is None or d.urgency == "emergency":
        return report
    text = (chat.audience == "patient" and question.for_patient) or question.text
    if question.finding in chat.unclear:
        text = said.say("questions.again", question=text)
    told = said.say("chat.question", question=text)
    if question.kind == "open":
        return f"{report}\n{told}\n"
    return f"{report}\n{told} {said.say('chat.how')}\n\n[//]: # (dermagent asks: {question.finding})\n"


def reply(chat: Chat, d: Differential, facts: Mapping[str, Any]) -> Piece:
    """The last part of the answer; a run that came to no answer is an error and never a message."""
    structured = d.model_dump(mode="json", by_alias=True)
    if d.outcome not in ("answered", "abstained"):
        urgency = urgency_line(d, for_patient=chat.audience == "patient")
        told = (lines.no_answer_line(d), *d.limits[:1], urgency, *lines.reasons_for_patient(d))
        failure = openai_error(502, " ".join(one for one in told if one), d.outcome, dermagent=structured)
        if chat.streams:
            return Piece(_frame(failure), True, 502, "text/event-stream", facts=facts)
        return Piece(failure.encode(), True, 502, headers={"x-should-retry": "false"}, facts=facts)
    head, text = _head(chat, "chat.completion"), content_of(chat, d)
    if not chat.streams:
        message = {"role": "assistant", "content": text, "refusal": None}
        choice = {"index": 0, "message": message, "finish_reason": "stop", "logprobs": None}
        body = _json({**head, "choices": [choice], "usage": _usage(d), "dermagent": structured})
        return Piece(body, True, facts=facts)
    return Piece(b"".join(_chunks(chat, d, text, structured)), True, 200, "text/event-stream", facts=facts)


def event_frame(chat: Chat, name: str, told: Any) -> bytes:
    """What happens on the way, as a chunk without content; nothing for what a chat has no use for."""
    if name not in _EVENTS:
        return b""
    return _frame(_chunk(chat, {"role": "assistant", "content": ""}, dermagent_event={"event": name, **told}))


def _chunks(chat: Chat, d: Differential, text: str, structured: Any) -> Iterator[bytes]:
    """The report by its lines; put together they are what a reply without a stream holds."""
    yield _frame(_chunk(chat, {"role": "assistant", "content": ""}))
    for line in text.splitlines(keepends=True):
        yield _frame(_chunk(chat, {"content": line}))
    yield _frame(_chunk(chat, {}, "stop", dermagent=structured))
    if chat.usage:
        yield _frame(_json({**_head(chat, "chat.completion.chunk"), "choices": [], "usage": _usage(d)}).decode())
    yield _frame("[DONE]")


def _chunk(chat: Chat, delta: Mapping[str, str], finish: str | None = None, **beside: Any) -> str:
    choice = {"index": 0, "delta": delta, "finish_reason": finish, "logprobs": None}
    return _json({**_head(chat, "chat.completion.chunk"), "choices": [choice], **beside}).decode()


def _head(chat: Chat, kind: str) -> dict[str, Any]:
    return {"id": f"chatcmpl-{chat.case.id[-24:]}", "object": kind, "created": int(time.time()), "model": chat.model}


def _usage(d: Differential) -> dict[str, int]:
    """Tokens that the agents' model was paid for; none where no model was asked."""
    total = d.provenance.tokens
    completion = min(d.provenance.reply_tokens, total)
    return {"prompt_tokens": total - completion, "completion_tokens": completion, "total_tokens": total}


def _json(content: Mapping[str, Any]) -> bytes:
    return json.dumps(content, ensure_ascii=False).encode()


def _frame(data: str) -> bytes:
    return f"data: {data}\n\n".encode()
