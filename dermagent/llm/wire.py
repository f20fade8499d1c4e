"""A request as the JSON that is sent: turns merged, and in the form that the endpoint takes."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import lru_cache
from typing import Any

from dermagent.llm.base import EncodedImage, Message, Request
from dermagent.llm.endpoint import Takes

#: What bounds a value in a schema and some servers refuse.
_BOUNDS = frozenset({"maxItems", "minItems", "maxLength", "minLength", "minimum", "maximum"})
#: Least long side of a contact sheet in pixels; one of larger images has the side of the largest.
_LEAST_SHEET = 1536


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


def merged(messages: Iterable[Message]) -> list[list[Message]]:
    """Turns of one role that follow each other as one turn: strict chat templates take no two in a row."""
    turns: list[list[Message]] = []
    for message in messages:
        if turns and turns[-1][-1].role == message.role:
            turns[-1].append(message)
        else:
            turns.append([message])
    return turns


def _without_system(messages: Iterable[Message]) -> list[Message]:
    """The rules as the beginning of the first turn of the user."""
    return [Message("user", m.text, m.images) if m.role == "system" else m for m in messages]


def _within(turn: list[Message], most: int) -> list[Message]:
    """A turn with its images on one sheet, where the first of them was, if there are more than the endpoint takes."""
    images = tuple(image for message in turn for image in message.images)
    if len(images) <= most:
        return turn
    first = next(place for place, message in enumerate(turn) if message.images)
    return [replace(m, images=(_sheet(images),) if place == first else ()) for place, m in enumerate(turn)]


@lru_cache(maxsize=8)
def _sheet(images: tuple[EncodedImage, ...]) -> EncodedImage:
    """The images on one sheet, by their numbers in the case; a sheet among them stays one field of it."""
    import hashlib
    import io

    import numpy as np
    from PIL import Image

    from dermagent.imaging.encode import MEDIA_TYPE, contact_sheet, encode

    pixels = [np.asarray(Image.open(io.BytesIO(image.content)).convert("RGB")) for image in images]
    numbers = [number for image in images for number in image.numbers]
    if len(numbers) != len(images):
        numbers = list(range(1, len(images) + 1))
    sheet = contact_sheet(pixels, numbers, max_side=max(_LEAST_SHEET, *(max(one.shape[:2]) for one in pixels)))
    content = encode(sheet, max_side=max(sheet.shape[:2]))
    size = sheet.shape[0] * sheet.shape[1]
    return EncodedImage(content, MEDIA_TYPE, hashlib.sha256(content).hexdigest(), tuple(numbers), size)


def _wire(turn: list[Message], *, detail: bool) -> dict[str, Any]:
    """One turn as text, or where it has images as parts in their order: each text, and behind it its images."""
    role = turn[0].role
    if not any(message.images for message in turn):
        return {"role": role, "content": "\n\n".join(message.text for message in turn)}
    high = {"detail": "high"} if detail else {}
    parts: list[dict[str, Any]] = []
    told: list[str] = []
    for message in turn:
        told.append(message.text)
        for image in message.images:
            told.extend([image.label] if image.label else [])
            if told:
                parts.append({"type": "text", "text": "\n\n".join(told)})
            parts.append({"type": "image_url", "image_url": {"url": image.data_url, **high}})
            told = []
    if told:
        parts.append({"type": "text", "text": "\n\n".join(told)})
    return {"role": role, "content": parts}


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
