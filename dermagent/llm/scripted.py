"""Models without a network: scripted by a function, and replies recorded from another model and played again."""

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Literal

from dermagent.errors import InputError, ModelUnusable
from dermagent.llm.base import ChatModel, Completion, Request, Usage

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


class RecordingModel:
    """Another model whose replies are also written to a file of JSON lines."""

    def __init__(self, model: ChatModel, path: Path) -> None:
        self.name = model.name
        self.fingerprint = model.fingerprint
        self._model = model
        self._path = path

    async def complete(self, request: Request) -> Completion:
        completion = await self._model.complete(request)
        line = {
            "key": request.key(self.fingerprint),
            "case_id": request.case_id,
            "agent": request.agent,
            "round": request.round,
            "text": completion.text,
            "model_served": completion.model_served,
            "prompt_tokens": completion.usage.prompt_tokens,
            "completion_tokens": completion.usage.completion_tokens,
        }
        with self._path.open("a", encoding="utf-8") as file:
            file.write(json.dumps(line, ensure_ascii=False) + "\n")
        return completion

    async def aclose(self) -> None:
        await self._model.aclose()


class ReplayModel:
    """Recorded replies, found by the whole request or by case, agent and round; what is not recorded is an error.

    By request any drift of prompt, image or option is noticed. By agent the replies of another system's model can be
    put through our later stages.
    """

    def __init__(
        self, path: Path, name: str, fingerprint: str = "", by: Literal["request", "agent"] = "request"
    ) -> None:
        """Read a recording.

        Raises:
            InputError: the file is missing or a line of it is not a recorded reply.
        """
        self.name = name
        self.fingerprint = fingerprint
        self._by = by
        self._replies: dict[str, Completion] = {}
        try:
            lines = path.read_text(encoding="utf-8").splitlines()
        except OSError as error:
            raise InputError(f"{path.name}: expected a file of recorded replies") from error
        for number, line in enumerate(lines, start=1):
            try:
                entry = json.loads(line)
                usage = Usage(int(entry.get("prompt_tokens", 0)), int(entry.get("completion_tokens", 0)))
                key = entry["key"] if by == "request" else self._place(entry["case_id"], entry["agent"], entry["round"])
                self._replies[key] = Completion(entry["text"], entry["model_served"], usage)
            except (ValueError, KeyError, TypeError, AttributeError) as error:
                raise InputError(f"{path.name}, line {number}: expected a recorded reply") from error

    @staticmethod
    def _place(case_id: str, agent: str, turn: int) -> str:
        return json.dumps([case_id, agent, turn])

    async def complete(self, request: Request) -> Completion:
        key = (
            request.key(self.fingerprint)
            if self._by == "request"
            else self._place(request.case_id, request.agent, request.round)
        )
        if key not in self._replies:
            raise ModelUnusable(f"no reply is recorded for {request.agent or 'this request'}, round {request.round}")
        return self._replies[key]

    async def aclose(self) -> None:
        """Nothing to release."""
