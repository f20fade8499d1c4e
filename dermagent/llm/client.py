"""Ask a model for a typed value: cache, budget, call, read, and show the model its own error at most twice."""

import time
from dataclasses import dataclass
from typing import Generic, TypeVar

from pydantic import BaseModel

from dermagent.errors import ModelError, ModelUnusable
from dermagent.llm.base import ChatModel, Completion, Message, Request, Usage
from dermagent.llm.budget import Account, Entry
from dermagent.llm.cache import ReplyCache
from dermagent.llm.schema import UnreadableReply, read_reply
from dermagent.prompts import read_prompt

T = TypeVar("T", bound=BaseModel)
REPAIRS = 2


@dataclass(frozen=True)
class Reply(Generic[T]):
    """A value, the text it was read from, who served it, and how often the model had to repair it."""

    value: T
    raw: str
    model_served: str
    repairs: int


class Client:
    """One model with its cache and the account that its calls are booked on."""

    def __init__(
        self,
        model: ChatModel,
        account: Account | None = None,
        cache: ReplyCache | None = None,
        *,
        temperature: float = 0.0,
    ) -> None:
        self.model = model
        self.temperature = temperature
        self.account = account or Account()
        self._cache = cache

    async def ask(self, request: Request, kind: type[T]) -> Reply[T]:
        """The reply as a value of this kind.

        Raises:
            ModelError: no usable reply; ModelUnusable after two repairs that did not help.
        """
        for repair in range(REPAIRS + 1):
            completion = await self._complete(request, repair=repair > 0)
            try:
                value = read_reply(completion.text, kind)
            except UnreadableReply as error:
                why = str(error)
                shown = read_prompt("repair").render({"error": why})
                request = request.with_messages(Message("assistant", completion.text), Message("user", shown))
                continue
            return Reply(value, completion.text, completion.model_served, repair)
        raise ModelUnusable(f"{self.model.name} did not give the JSON that was asked for, even after {REPAIRS} repairs")

    async def _complete(self, request: Request, *, repair: bool) -> Completion:
        key = request.key(self.model.fingerprint)
        if self._cache and (kept := self._cache.get(key)):
            free = Entry(request.agent, request.round, kept.usage, 0.0, 0.0, kept.model_served, repair, from_cache=True)
            self.account.book(free)
            return kept
        tokens = request.estimated_tokens()
        self.account.reserve(self.model.name, tokens)
        started = time.perf_counter()
        try:
            completion = await self.model.complete(request)
            self._book(request, completion.usage, started, completion.model_served, repair)
        except ModelError as error:
            if isinstance(error.usage, Usage):  # a reply that cannot be used is paid for like any other
                self._book(request, error.usage, started, self.model.name, repair)
            raise
        finally:
            self.account.release(tokens)
        if self._cache:
            self._cache.put(key, completion)
        return completion

    def _book(self, request: Request, usage: Usage, started: float, served: str, repair: bool) -> None:
        cost = self.account.cost_of(self.model.name, usage)
        seconds = time.perf_counter() - started
        self.account.book(Entry(request.agent, request.round, usage, cost, seconds, served, repair))
