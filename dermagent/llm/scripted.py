"""A model without a network, scripted by a function: for tests and for a first try."""

import json
from collections.abc import Callable, Mapping
from typing import Any

from dermagent.llm.base import Completion, Request, Usage

#: Gives the reply to a request: text, or a value to be sent as JSON; or raises a ModelError.
Script = Callable[[Request], str | Mapping[str, Any]]


class ScriptedModel:
    """Replies by a function; counts tokens as four characters each."""

    def __init__(self, script: Script, name: str = "scripted") -> None:
        self.name = name
        self.fingerprint = f"scripted {name}"
        self.requests: list[Request] = []
        self._script = script

    async def complete(self, request: Request) -> Completion:
        self.requests.append(request)
        reply = self._script(request)
        text = reply if isinstance(reply, str) else json.dumps(reply, ensure_ascii=False)
        prompt = sum(len(message.text) for message in request.messages) // 4
        return Completion(text, self.name, Usage(prompt, len(text) // 4))

    async def aclose(self) -> None:
        """Nothing to release."""
