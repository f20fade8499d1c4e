"""What a model is asked and what it gives back; every provider keeps to this."""

import base64
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, Literal, Protocol

#: Rough size of an image in prompt tokens, for budgets that bind before the server has counted: one for so many
#: pixels, as vendors count; and for one of unknown size.
_PIXELS_A_TOKEN, _IMAGE_TOKENS = 750, 800


@dataclass(frozen=True)
class EncodedImage:
    """A re-encoded image without metadata.

    `numbers` are those of the case's images that it shows, counted from 1 whether or not they can all be read:
    several where it is a contact sheet, none where nobody speaks of it by number. `pixels` is width times height, 0
    where it is not known.
    """

    content: bytes = field(repr=False)
    media_type: str
    sha256: str
    numbers: tuple[int, ...] = ()
    pixels: int = 0

    @property
    def label(self) -> str:
        """What is said before it is shown; empty without a number."""
        if len(self.numbers) < 2:
            return "".join(f"Picture {number}:" for number in self.numbers)
        listed = ", ".join(map(str, self.numbers))
        return f"Pictures {listed} on one contact sheet, row by row, each below its number:"

    @property
    def tokens(self) -> int:
        """About how many prompt tokens it takes."""
        return self.pixels // _PIXELS_A_TOKEN if self.pixels else _IMAGE_TOKENS

    @cached_property
    def data_url(self) -> str:
        """The image as a data URL, made once for all agents that are shown it."""
        return f"data:{self.media_type};base64,{base64.b64encode(self.content).decode()}"


@dataclass(frozen=True)
class Message:
    """One turn; its images stand behind its text, which may be the same for many cases."""

    role: Literal["system", "user", "assistant"]
    text: str = field(repr=False)
    images: tuple[EncodedImage, ...] = ()


@dataclass(frozen=True)
class Request:
    """Everything that determines a reply; `case_id`, `agent` and `round` are for the accounts only."""

    messages: tuple[Message, ...]
    schema_name: str
    schema: Mapping[str, Any] = field(repr=False)
    case_id: str = ""
    agent: str = ""
    round: int = 1
    max_tokens: int = 2_000
    temperature: float = 0.0
    seed: int | None = None

    def with_messages(self, *more: Message) -> "Request":
        """The same request with further turns."""
        return replace(self, messages=(*self.messages, *more))

    def estimated_tokens(self) -> int:
        """Prompt and reply at most, by four characters a token and the size of each image."""
        characters = sum(len(message.text) for message in self.messages)
        images = sum(image.tokens for message in self.messages for image in message.images)
        return characters // 4 + images + self.max_tokens

    def key(self, provider: str) -> str:
        """A hash over all that determines the reply; `provider` stands for server, model and its options."""
        content = {
            "provider": provider,
            "schema": self.schema,
            "max_tokens": self.max_tokens,
            "temperature": self.temperature,
            "seed": self.seed,
            "messages": [[m.role, m.text, [[p.sha256, p.label] for p in m.images]] for m in self.messages],
        }
        return hashlib.sha256(json.dumps(content, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


@dataclass(frozen=True)
class Usage:
    """Tokens of one reply as the server counted them."""

    prompt_tokens: int = 0
    completion_tokens: int = 0
    cached_tokens: int = 0

    @property
    def total(self) -> int:
        return self.prompt_tokens + self.completion_tokens


@dataclass(frozen=True)
class Completion:
    """A model's reply as text, the name of the model that served it, and what it used."""

    text: str = field(repr=False)
    model_served: str
    usage: Usage


class ChatModel(Protocol):
    """One model behind one endpoint."""

    #: The model's name as it is asked for.
    name: str
    #: Server, model and options in one line: everything but the request that determines a reply. Never a key.
    fingerprint: str

    async def complete(self, request: Request) -> Completion:
        """The reply to one request; raises a ModelError, and nothing else, if there is none."""
        ...

    async def aclose(self) -> None:
        """Release the connections."""
        ...
