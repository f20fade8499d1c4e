"""Any server that speaks OpenAI's chat completions; every way it can fail becomes one of our errors."""

import asyncio
import json
import logging
import time
from collections.abc import Iterable, Sequence
from typing import Any, cast
from urllib.parse import urlsplit

import numpy as np
import openai
from openai.types.chat import ChatCompletion
from tenacity import AsyncRetrying, RetryCallState, Retrying, retry_if_exception, stop_after_attempt, stop_after_delay
from tenacity.wait import wait_random_exponential

from dermagent.errors import InputError, ModelRefused, ModelRejected, ModelUnavailable, ModelUnusable
from dermagent.knowledge.embedding import Vectors, unit
from dermagent.llm.base import Completion, Message, Request, Usage
from dermagent.llm.capabilities import JsonMode

log = logging.getLogger(__name__)

LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
_RETRIED = frozenset({408, 409, 429})
_LONGEST_WAIT_S = 30.0
_backoff = wait_random_exponential(multiplier=0.5, max=20)


class _BrokenReply(Exception):
    """HTTP said 200 and sent something that is no chat completion: worth another try."""


class OpenAICompatible:
    """One model behind one endpoint, with its own bound on concurrent calls and one retry policy."""

    def __init__(
        self,
        model: str,
        *,
        base_url: str | None = None,
        api_key: str | None = None,
        json_mode: JsonMode = "schema",
        concurrency: int = 8,
        attempts: int = 4,
        timeout_s: float = 120.0,
        give_up_after_s: float = 300.0,
    ) -> None:
        """Open a client; nothing is sent yet.

        `json_mode` says how the reply's form is asked for: by strict schema, as any JSON object, or in words only.

        Raises:
            InputError: no key is given and the address is not a local one.
        """
        self.name = model
        local = is_local(base_url)
        if not api_key and not local:
            raise InputError("no API key: set DERMAGENT_API_KEY or OPENAI_API_KEY, or give a local base URL")
        self.fingerprint = f"{base_url or 'openai'} {model} {json_mode}"
        self._json_mode = json_mode
        # Newer OpenAI models take only the new name, other servers often only the old one.
        self._length_field = "max_tokens" if base_url and "api.openai.com" not in base_url else "max_completion_tokens"
        self._attempts, self._give_up_after_s = attempts, give_up_after_s
        self._slots = asyncio.Semaphore(concurrency)
        self._closed_until = 0.0
        self._client = openai.AsyncOpenAI(
            base_url=base_url, api_key=api_key or "none", max_retries=0, timeout=timeout_s
        )

    async def complete(self, request: Request) -> Completion:
        """The reply to one request; raises a ModelError, and nothing else, if there is none."""
        body = self._body(request)
        try:
            async for attempt in self._policy():
                with attempt:
                    async with self._slots:
                        await self._wait_for_the_endpoint()
                        reply = await self._send(body)
        except openai.APIStatusError as error:
            raise self._of_status(error) from error
        except openai.APITimeoutError as error:
            raise ModelUnavailable(f"{self.name} did not answer in time, after {self._attempts} attempts") from error
        except openai.APIConnectionError as error:
            raise ModelUnavailable(f"{self.name} cannot be reached; is the server running?") from error
        except _BrokenReply as error:
            raise ModelUnavailable(f"the server of {self.name} sent no chat completion: {error}") from error
        except openai.OpenAIError as error:
            raise ModelUnavailable(f"{self.name}: {type(error).__name__}") from error
        return _read(reply, self.name)

    async def aclose(self) -> None:
        """Close the connections; call it before the event loop ends."""
        await self._client.close()

    def _policy(self) -> AsyncRetrying:
        return AsyncRetrying(
            stop=stop_after_attempt(self._attempts) | stop_after_delay(self._give_up_after_s),
            wait=self._pause,
            retry=retry_if_exception(_retriable),
            reraise=True,
        )

    def _pause(self, state: RetryCallState) -> float:
        """What Retry-After asks for, and then for every call to this endpoint; else a growing random time."""
        error = state.outcome.exception() if state.outcome else None
        headers = error.response.headers if isinstance(error, openai.APIStatusError) else {}
        log.warning("%s: attempt %d failed (%s)", self.name, state.attempt_number, type(error).__name__)
        try:
            asked = min(float(headers["retry-after"]), _LONGEST_WAIT_S)
        except (KeyError, ValueError):  # missing, or an HTTP date
            return _backoff(state)
        self._closed_until = max(self._closed_until, time.monotonic() + asked)
        return asked

    async def _wait_for_the_endpoint(self) -> None:
        await asyncio.sleep(max(0.0, self._closed_until - time.monotonic()))

    async def _send(self, body: dict[str, Any]) -> ChatCompletion:
        try:
            # The body is plain JSON already: as extra_body it is sent as it is, without openai's walk through it.
            reply = await self._client.chat.completions.create(model=self.name, messages=[], extra_body=body)
        except json.JSONDecodeError as error:
            raise _BrokenReply("its body is not JSON") from error
        if not isinstance(reply, ChatCompletion):
            raise _BrokenReply("its body is no JSON object")
        if not reply.choices:
            raise _BrokenReply("it holds no choice")
        return reply

    def _body(self, request: Request) -> dict[str, Any]:
        body: dict[str, Any] = {
            "model": self.name,
            "messages": [_message(message) for message in request.messages],
            "temperature": request.temperature,
            self._length_field: request.max_tokens,
        }
        if request.seed is not None:
            body["seed"] = request.seed
        if self._json_mode == "schema":
            schema = {"name": request.schema_name, "schema": dict(request.schema), "strict": True}
            body["response_format"] = {"type": "json_schema", "json_schema": schema}
        elif self._json_mode == "object":
            body["response_format"] = {"type": "json_object"}
        if self._json_mode != "schema":
            form = json.dumps(request.schema, ensure_ascii=False)
            body["messages"].append({"role": "user", "content": f"Reply with one JSON object of this schema: {form}"})
        return body

    def _of_status(self, error: openai.APIStatusError) -> ModelRejected | ModelUnavailable:
        status = error.status_code
        if _retriable(error):
            return ModelUnavailable(f"{self.name}: the server answered {status} after {self._attempts} attempts")
        advice = {401: "check the API key", 403: "check the API key", 404: "check the model's name and the base URL"}
        return ModelRejected(
            f"{self.name}: the server turned the request down ({status}); "
            f"{advice.get(status, 'the request may be too long, or hold more pictures than the model takes')}"
        )


class EmbeddingEndpoint:
    """A model behind an OpenAI-compatible embeddings endpoint, asked in batches; for code outside the event loop."""

    def __init__(
        self, model: str, *, base_url: str | None = None, api_key: str | None = None, timeout_s: float = 60.0
    ) -> None:
        """Open a client; nothing is sent yet.

        Raises:
            InputError: no key is given and the address is not a local one.
        """
        if not api_key and not is_local(base_url):
            raise InputError("no API key: set DERMAGENT_API_KEY or OPENAI_API_KEY, or give a local base URL")
        self.name = model
        self._address = {"base_url": base_url, "api_key": api_key or "none", "timeout": timeout_s}

    def embed(self, texts: Sequence[str]) -> Vectors:
        """(number of texts, dimension), each row of length 1.

        Raises:
            ModelUnavailable: the server failed, was not reached, or sent something else than one vector a text.
        """
        if not texts:
            return np.zeros((0, 1), dtype=np.float32)
        policy = Retrying(
            stop=stop_after_attempt(4) | stop_after_delay(120),
            wait=_backoff,
            retry=retry_if_exception(_retriable),
            reraise=True,
        )
        try:
            with openai.OpenAI(max_retries=0, **cast(Any, self._address)) as client:
                for attempt in policy:
                    with attempt:
                        reply = client.embeddings.create(model=self.name, input=list(texts), encoding_format="float")
                rows = [item.embedding for item in sorted(reply.data, key=lambda item: item.index)]
                vectors = np.asarray(rows, dtype=np.float32)
        except openai.OpenAIError as error:
            raise ModelUnavailable(f"the embeddings of {self.name}: {type(error).__name__}") from error
        except (AttributeError, TypeError, ValueError) as error:
            raise ModelUnavailable(f"the embeddings of {self.name}: the server sent no vectors") from error
        if vectors.ndim != 2 or len(vectors) != len(texts) or not np.isfinite(vectors).all():
            raise ModelUnavailable(f"the embeddings of {self.name}: not one vector a text")
        return unit(vectors)


def is_local(base_url: str | None) -> bool:
    """Whether an address is this machine's own."""
    return base_url is not None and urlsplit(base_url).hostname in LOOPBACK


def check_allowed(base_url: str | None, allowed_hosts: Iterable[str]) -> None:
    """Refuse a server that is neither on this machine nor on the list.

    Raises:
        InputError: it is neither.
    """
    host = urlsplit(base_url).hostname if base_url else "api.openai.com"
    if not is_local(base_url) and host not in set(allowed_hosts):
        raise InputError(f"local_only is set and the model's server {host!r} is neither local nor in allowed_hosts")


def _retriable(error: BaseException) -> bool:
    if isinstance(error, openai.APIStatusError):
        return error.status_code in _RETRIED or error.status_code >= 500
    return isinstance(error, openai.APIConnectionError | _BrokenReply)


def _message(message: Message) -> dict[str, Any]:
    if not message.pictures:
        return {"role": message.role, "content": message.text}
    shown = [{"type": "image_url", "image_url": {"url": p.data_url(), "detail": "high"}} for p in message.pictures]
    return {"role": message.role, "content": [*shown, {"type": "text", "text": message.text}]}


def _read(reply: ChatCompletion, name: str) -> Completion:
    choice = reply.choices[0]
    used = reply.usage
    details = used.prompt_tokens_details if used else None
    usage = Usage(
        used.prompt_tokens if used else 0,
        used.completion_tokens if used else 0,
        (details.cached_tokens or 0) if details else 0,
    )
    if choice.message.refusal:
        raise ModelRefused(f"{name} declined to answer", usage)
    if choice.finish_reason == "content_filter":
        raise ModelRefused(f"a content filter stopped {name}", usage)
    if choice.finish_reason == "length":
        raise ModelUnusable(f"the reply of {name} was cut off at its length limit", usage)
    if choice.finish_reason != "stop":
        raise ModelUnusable(f"the reply of {name} did not come to its end ({choice.finish_reason})", usage)
    if not choice.message.content:
        raise ModelUnusable(f"{name} sent an empty reply", usage)
    return Completion(choice.message.content, reply.model or name, usage)
