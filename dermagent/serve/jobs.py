"""What the server's front asks of those who work on cases, and what they give back; as values and as bytes."""

import asyncio
import json
import struct
from collections.abc import AsyncIterator, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Literal, Protocol

from dermagent.errors import DermagentError

Kind = Literal["diagnose", "stream", "begin", "answer", "more", "current", "forget", "ready", "chat", "hook"]
#: Length of the header, length of the body.
_LENGTHS = struct.Struct(">II")


@dataclass(frozen=True)
class Job:
    """One request, unread: its kind, the body and its media type; `session` and `owner` are a dialogue's."""

    kind: Kind
    body: bytes = field(default=b"", repr=False)
    media_type: str = "application/json"
    form: str = "json"
    session: str = ""
    owner: str = ""


@dataclass(frozen=True)
class Piece:
    """A piece of the answer; the last one carries status and media type, and `facts` for counting and the audit log."""

    body: bytes = field(default=b"", repr=False)
    last: bool = False
    status: int = 200
    media_type: str = "application/json"
    headers: Mapping[str, str] = field(default_factory=dict)
    facts: Mapping[str, Any] = field(default_factory=dict)


class CaseWorkers(Protocol):
    """Those who work on cases: a thread of this process, or processes of their own."""

    @property
    def alive(self) -> bool: ...

    @property
    def restarts(self) -> int: ...

    async def start(self) -> None: ...

    def parts(self, job: Job, most_s: float) -> AsyncIterator[Piece]: ...

    async def stop(self) -> None: ...


def refused(status: int, sentence: str, headers: Mapping[str, str] | None = None) -> Piece:
    """The last part of an answer that is none: {"error": sentence}."""
    return Piece(json.dumps({"error": sentence}).encode(), True, status, headers=headers or {})


def packed(content: Job | Piece | Mapping[str, Any], **more: Any) -> bytes:
    """A value between processes: its lengths, a header in JSON, and the body as it is."""
    fields = dict(content) if isinstance(content, Mapping) else asdict(content)
    body: bytes = fields.pop("body", b"")
    header = json.dumps({**fields, **more}).encode()
    return _LENGTHS.pack(len(header), len(body)) + header + body


async def unpacked(reader: asyncio.StreamReader) -> dict[str, Any]:
    """The next value that another process sent.

    Raises:
        EOFError: it has gone.
    """
    try:
        header_length, body_length = _LENGTHS.unpack(await reader.readexactly(_LENGTHS.size))
        header = await reader.readexactly(header_length)
        body = await reader.readexactly(body_length)
    except (asyncio.IncompleteReadError, ConnectionError) as error:
        raise EOFError from error
    fields: dict[str, Any] = json.loads(header)
    return {**fields, "body": body}


class Gone(DermagentError):
    """Those who work on cases have ended."""
