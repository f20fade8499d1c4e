"""A request as the JSON that is sent: turns merged, and in the form that the endpoint takes."""

import json
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any

from dermagent.llm.base import Message, Picture, Request
from dermagent.llm.endpoint import Takes

#: What bounds a value in a schema and some servers refuse.
_BOUNDS = frozenset({"maxItems", "minItems", "maxLength", "minLength", "minimum", "maximum"})
_ON_A_SHEET = "The pictures of this case are shown on one sheet, each below its number."


def chat_body(request: Request, takes: Takes, model: str) -> dict[str, Any]:
    """The body of a chat completion."""
    schema = dict(request.schema) if takes.bounded else _without_bounds(request.schema)
    messages = list(request.messages)
    if takes.json != "schema":
        form = json.dumps(schema, ensure_ascii=False)
        messages.append(Message("user", f"Reply with one JSON object of this schema: {form}"))
    turns = merged(messages if takes.system else _without_system(messages))
    if takes.images:
        turns = [_within(turn, takes.images) for turn in turns]
    body: dict[str, Any] = {"model": model, "messages": [_wire(turn, detail=takes.detail) for turn in turns]}
    if takes.temperature:
        body["temperature"] = request.temperature
    if takes.lengths:
        body[takes.lengths[0]] = reply_tokens(request, takes)
    if request.seed is not None and takes.seed:
        body["seed"] = request.seed
    if takes.json == "schema":
        form_of_schema: dict[str, Any] = {"name": request.schema_name, "schema": schema}
        body["response_format"] = {
            "type": "json_schema",
            "json_schema": form_of_schema | ({"strict": True} if takes.bounded else {}),
        }
    elif takes.json == "object":
        body["response_format"] = {"type": "json_object"}
    return body


def reply_tokens(request: Request, takes: Takes) -> int:
    """How long a reply is asked for."""
    return min(request.max_tokens, takes.reply_tokens or request.max_tokens)


def merged(messages: Iterable[Message]) -> list[Message]:
    """Turns of one role that follow each other as one turn: strict chat templates take no two in a row."""
    turns: list[Message] = []
    for message in messages:
        if turns and turns[-1].role == message.role:
            last = turns.pop()
            message = Message(last.role, f"{last.text}\n\n{message.text}", (*last.pictures, *message.pictures))
        turns.append(message)
    return turns


def _without_system(messages: Iterable[Message]) -> list[Message]:
    """The rules as the beginning of the first turn of the user."""
    return [Message("user", m.text, m.pictures) if m.role == "system" else m for m in messages]


def _within(turn: Message, images: int) -> Message:
    """A turn with its pictures on one sheet, and told so, where there are more than the endpoint takes."""
    if len(turn.pictures) <= images:
        return turn
    return Message(turn.role, f"{_ON_A_SHEET}\n\n{turn.text}", (_sheet(turn.pictures),))


@lru_cache(maxsize=8)
def _sheet(pictures: tuple[Picture, ...]) -> Picture:
    import hashlib
    import io

    import numpy as np
    from PIL import Image

    from dermagent.imaging.encode import MEDIA_TYPE, contact_sheet, encode

    pixels = [np.asarray(Image.open(io.BytesIO(picture.content)).convert("RGB")) for picture in pictures]
    content = encode(contact_sheet(pixels), max_side=1536)
    return Picture(content, MEDIA_TYPE, hashlib.sha256(content).hexdigest())


def _wire(message: Message, *, detail: bool) -> dict[str, Any]:
    if not message.pictures:
        return {"role": message.role, "content": message.text}
    high = {"detail": "high"} if detail else {}
    shown = [{"type": "image_url", "image_url": {"url": picture.data_url, **high}} for picture in message.pictures]
    return {"role": message.role, "content": [*shown, {"type": "text", "text": message.text}]}


def _without_bounds(schema: Mapping[str, Any]) -> dict[str, Any]:
    """The same schema for servers that refuse bounds; a property may have the name of one."""

    def plain(part: Any, *, named: bool = False) -> Any:
        if isinstance(part, list):
            return [plain(item) for item in part]
        if not isinstance(part, dict):
            return part
        return {
            key: plain(item, named=key in {"properties", "$defs"})
            for key, item in part.items()
            if named or key not in _BOUNDS
        }

    kept: dict[str, Any] = plain(dict(schema))
    return kept
