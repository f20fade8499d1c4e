"""Ask a model for a typed value: cache, budget, call, read, and ask again where that can help.

A reply that cannot be read is shown to the model with what is wrong, at most twice; one that was cut off, or a refusal,
is followed by one shorter demand, and so is one without any text. Where the budget has no room for that, the error
says both.
"""

import asyncio
import time
from dataclasses import dataclass, replace
from typing import Generic, TypeVar

from pydantic import BaseModel

from dermagent.errors import (
    BudgetExhausted,
    ModelCut,
    ModelEmpty,
    ModelError,
    ModelFiltered,
    ModelRefused,
    ModelUnusable,
)
from dermagent.llm.base import ChatModel, Completion, Message, Request, Usage
from dermagent.llm.budget import Account, Entry
from dermagent.llm.cache import ReplyCache
from dermagent.llm.json_text import declines, declines_within
from dermagent.llm.schema import UnreadableReply, names_something, read_reply
from dermagent.prompts import read_prompt
from dermagent.tracing import span

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
        reply_tokens: int | None = None,
    ) -> None:
        """Keep what is asked with; `reply_tokens` is the longest reply, by default what each request says."""
        self.model = model
        self.temperature = temperature
        self.account = account or Account()
        self._cache = cache
        self._reply_tokens = reply_tokens

    async def ask(self, request: Request, kind: type[T]) -> Reply[T]:
        """The reply as a value of this kind.

        Raises:
            ModelError: no usable reply; ModelUnusable after two repairs that did not help.
        """
        request = replace(request, max_tokens=self._reply_tokens or request.max_tokens)
        repairs, shortened, why = 0, False, ""
        while True:
            try:
                return await self._once(request, kind, repairs)
            except UnreadableReply as error:
                if repairs == REPAIRS:
                    raise ModelUnusable(
                        f"{self.model.name} did not give the JSON that was asked for, even after {REPAIRS} repairs; "
                        "choose another --json-mode, or another model"
                    ) from error
                repairs += 1
                why = f"{self.model.name} did not give the JSON that was asked for"
                request = _repair(request, error)
            except (ModelCut, ModelEmpty, ModelRefused) as error:
                if shortened or isinstance(error, ModelFiltered):
                    raise
                shortened, why = True, str(error)
                request = _shorter(request, cut=not isinstance(error, ModelRefused))
            except BudgetExhausted as error:
                raise BudgetExhausted(f"{why}; then {error}") if why else error from error

    async def _once(self, request: Request, kind: type[T], repairs: int) -> Reply[T]:
        completion = await self._complete(request, repair=repairs > 0)
        try:
            value = read_reply(completion.text, kind)
        except UnreadableReply as error:
            if declines(completion.text):
                raise ModelRefused(f"{self.model.name} declined to answer") from error
            raise
        if not (names_something(value) or getattr(value, "leaves", False)) and declines_within(completion.text):
            raise ModelRefused(f"{self.model.name} declined to answer")
        return Reply(value, completion.text, completion.model_served, repairs)

    async def _complete(self, request: Request, *, repair: bool) -> Completion:
        key = request.key(self.model.fingerprint) if self._cache else ""
        if self._cache and (kept := self._cache.get(key)):
            free = Entry(request.agent, request.round, kept.usage, 0.0, 0.0, kept.model_served, repair, from_cache=True)
            self.account.book(free)
            return kept
        tokens = request.estimated_tokens()
        self.account.reserve(self.model.name, tokens)
        started, made = time.perf_counter(), True
        try:
            completion = await self._called(request, repair=repair)
            self._book(request, completion.usage, started, completion.model_served, repair)
        except ModelError as error:
            made = error.asked
            if isinstance(error.usage, Usage):  # a reply that cannot be used is paid for like any other
                self._book(request, error.usage, started, self.model.name, repair)
            raise
        finally:
            self.account.release(tokens, made=made)
        if self._cache:
            self._cache.put(key, completion)
        return completion

    async def _called(self, request: Request, *, repair: bool) -> Completion:
        """One call of the model, in a span that knows how much was said and nothing of what."""
        with span(
            f"chat {self.model.name}",
            gen_ai__operation__name="chat",
            gen_ai__request__model=self.model.name,
            gen_ai__request__max_tokens=request.max_tokens,
            dermagent__agent=request.agent or None,
            dermagent__round=request.round,
            dermagent__repair=repair,
        ) as call:
            try:
                async with asyncio.timeout(self.account.seconds_left()) as limit:
                    completion = await self.model.complete(request)
            except TimeoutError as error:
                if not limit.expired():  # a caller's own model may raise it too
                    raise
                raise self.account.out_of_time() from error
            call.set(
                gen_ai__response__model=completion.model_served,
                gen_ai__usage__input_tokens=completion.usage.prompt_tokens,
                gen_ai__usage__output_tokens=completion.usage.completion_tokens,
            )
            return completion

    def _book(self, request: Request, usage: Usage, started: float, served: str, repair: bool) -> None:
        cost = self.account.cost_of(self.model.name, usage)
        seconds = time.perf_counter() - started
        self.account.book(Entry(request.agent, request.round, usage, cost, seconds, served, repair))


def _repair(request: Request, error: UnreadableReply) -> Request:
    """The request again, with the reply and what is wrong with it."""
    shown = read_prompt("repair").render({"error": str(error)})
    return request.with_messages(Message("assistant", error.text), Message("user", shown))


def _shorter(request: Request, *, cut: bool) -> Request:
    """The request again with a shorter demand; after a reply that was cut off with twice the room, for its thinking."""
    again = request.with_messages(Message("user", read_prompt("shorter").render({})))
    return replace(again, max_tokens=2 * request.max_tokens) if cut else again
