"""What is known of a model by its name, and the vLLM command that serves it."""

import json
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

from dermagent.errors import InputError
from dermagent.knowledge.base import read_yaml

#: Tokens of a reply without thinking; a full opinion takes about half.
REPLY_TOKENS = 2_000
#: Long side of an image in pixels for a model of which it is not known how large a one it looks at.
LONG_SIDE = 1536
JsonMode = Literal["schema", "object", "text"]


@dataclass(frozen=True)
class Capabilities:
    """How a model takes images and gives JSON; `family` is empty for a model that is not in the table.

    `side` is the long side in pixels up to which it looks at an image, whole or in tiles: a larger one is made smaller
    before it is sent, since the model would do that. `context` is in tokens, None where it is not known; `licence` is
    empty likewise. `temperature` and `system` say whether a request may set the one and hold a system turn, `reasoning`
    whether the model thinks at length before it answers.
    """

    family: str = ""
    images: int = 8
    side: int = LONG_SIDE
    json: JsonMode = "schema"
    temperature: bool = True
    system: bool = True
    reasoning: bool = False
    vllm: str = ""
    context: int | None = None
    licence: str = ""
    note: str = ""

    @property
    def reply_tokens(self) -> int:
        """How long a reply is asked for: thinking counts as part of it, and is several times as long as the answer."""
        return REPLY_TOKENS * (4 if self.reasoning else 1)


@cache
def _table() -> tuple[tuple[re.Pattern[str], Capabilities], ...]:
    entries = read_yaml(Path(__file__).with_name("models.yaml"))
    return tuple(
        (re.compile(entry["pattern"]), Capabilities(**{k: v for k, v in entry.items() if k != "pattern"}))
        for entry in entries
    )


def capabilities_of(model: str) -> Capabilities:
    """What the table says of a model; the defaults if it says nothing."""
    name = model.lower()
    return next((found for pattern, found in _table() if pattern.search(name)), Capabilities())


def vllm_command(model: str, *, port: int = 8000, images: int | None = None, context: int | None = None) -> list[str]:
    """The command that serves a model with the flags that dermagent needs, on this machine only.

    Raises:
        InputError: no vLLM serves this model.
    """
    known = capabilities_of(model)
    if known.family == "OpenAI":
        raise InputError(f"{model} is served by OpenAI only; vLLM serves open weights")
    shown = images if images is not None else known.images
    command = ["vllm", "serve", model, "--host", "127.0.0.1", "--port", str(port)]
    command += ["--limit-mm-per-prompt", json.dumps({"image": shown})]
    command += ["--enable-prompt-tokens-details"]  # without it the prefix cache works and is not reported
    if context is not None:
        command += ["--max-model-len", str(context)]
    return command
