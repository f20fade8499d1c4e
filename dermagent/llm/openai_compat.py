"""Any server that speaks OpenAI's chat completions; every way it can fail becomes one of our errors."""

import asyncio
import logging
import math
import time
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

import httpx2
import numpy as np
import openai
from tenacity import AsyncRetrying, RetryCallState, Retrying, retry_if_exception, stop_after_attempt, stop_after_delay
from tenacity.wait import wait_random_exponential

from dermagent.errors import InputError, ModelError, ModelFiltered, ModelRejected, ModelUnavailable
from dermagent.knowledge.embedding import Vectors, unit
from dermagent.llm import connection
from dermagent.llm.base import Completion, Request, Usage
from dermagent.llm.breaker import Breaker
from dermagent.llm.capabilities import JsonMode, capabilities_of
from dermagent.llm.connection import Elsewhere, check_allowed, is_local, origin
from dermagent.llm.door import NoCompletion, is_broken, parsed, read_completion
from dermagent.llm.endpoint import Takes, advice, narrowed, takes_at_first
from dermagent.llm.refusal import Refusal, read_refusal, refusal_in
from dermagent.llm.wire import chat_body, reply_tokens

__all__ = ["EmbeddingEndpoint", "OpenAICompatible", "check_allowed", "is_local"]
log = logging.getLogger(__name__)

_LONGEST_WAIT_S = 30.0
#: What ends a reply that had begun.
_BROKEN_OFF = (httpx2.ReadError, httpx2.RemoteProtocolError)
_backoff = wait_random_exponential(multiplier=0.5, max=20)


class _TurnedDown(Exception):
    """The server answered with an error, by its status or in the body; `wait_s` is how long it asks to wait."""

    def __init__(self, refusal: Refusal, wait_s: float | None = None) -> None:
        super().__init__(f"status {refusal.status}")
        self.refusal = refusal
        self.wait_s = wait_s


class OpenAICompatible:
    """One model behind one endpoint, with its own bound on concurrent calls and one retry policy.

    What the endpoint does not take is learned from its first refusal and kept to in all later requests.
    """

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
        local_only: bool = False,
    ) -> None:
        """Open a client; nothing is sent yet.

        `json_mode` says how the reply's form is asked for: by strict schema, as any JSON object, or in words only.
        With `local_only`, as for every server of this machine, no proxy of the environment is used.

        Raises:
            InputError: no key is given and the address is not a local one.
        """
        self.name = model
        _check_key(api_key, base_url)
        self.fingerprint = f"{base_url or 'openai'} {model} {json_mode}"
        newest = base_url is None or "api.openai.com" in base_url
        self.takes = takes_at_first(capabilities_of(model), json_mode, newest=newest)
        self._origin, self._key, self._timeout_s = origin(base_url), api_key, timeout_s
        self._attempts, self._give_up_after_s = attempts, give_up_after_s
        self._slots = asyncio.Semaphore(concurrency)
        self._closed_until = 0.0
        self._breaker = Breaker()

        def opened() -> openai.AsyncOpenAI:
            return openai.AsyncOpenAI(
                base_url=base_url,
                api_key=api_key or "none",
                max_retries=0,
                timeout=timeout_s,
                http_client=connection.async_client(base_url, local_only=local_only, timeout_s=timeout_s),
            )

        self._clients = connection.Pools(opened)

    async def complete(self, request: Request) -> Completion:
        """The reply to one request; raises a ModelError, and nothing else, if there is none."""
        began = self._breaker.now()
        while True:  # each turn narrows what is sent, which can happen a few times only
            takes = self.takes
            self._check_images(request, takes)
            try:
                completion = await self._tried(request, takes)
            except _TurnedDown as error:
                self._learn(takes, error, request, began)
            except (openai.OpenAIError, NoCompletion, Elsewhere) as error:
                failure = self._failure(error)
                self._breaker.failed(failure, began)
                raise failure from error
            else:
                return completion

    async def is_there(self) -> bool:
        """Whether the server answers and takes the key; costs nothing, for only its list of models is asked for."""
        try:
            await self._clients.first.models.list()
        except openai.APIStatusError as error:
            return error.status_code in {404, 405, 501}  # it has no such list
        except (openai.OpenAIError, Elsewhere):
            return False
        except (ValueError, TypeError):  # something answers, though not in the form that the library knows
            return True
        return True

    async def aclose(self) -> None:
        """Close the connections; call it before the event loop ends."""
        await self._clients.close()

    async def _tried(self, request: Request, takes: Takes) -> Completion:
        """The reply to a request in one form, tried again where waiting can help."""

        def again(error: BaseException) -> bool:
            if isinstance(error, _TurnedDown):
                refusal = error.refusal
                if self._is_too_long(error.wait_s):
                    return False
                bare = refusal.without(_words(request))
                return refusal.passing and narrowed(takes, bare, reply_tokens(request, takes)) == takes
            return _retriable(error)

        policy = AsyncRetrying(
            stop=stop_after_attempt(self._attempts) | stop_after_delay(self._give_up_after_s),
            wait=self._pause,
            retry=retry_if_exception(again),
            reraise=True,
        )
        async for attempt in policy:
            with attempt:
                self._breaker.check()
                async with self._slots:
                    await asyncio.sleep(max(0.0, self._closed_until - time.monotonic()))
                    completion = await self._send(chat_body(request, takes, self.name))
        return completion

    def _pause(self, state: RetryCallState) -> float:
        """What Retry-After asks for, and then for every call to this endpoint; else a growing random time."""
        error = state.outcome.exception() if state.outcome else None
        log.info("%s: attempt %d failed (%s)", self.name, state.attempt_number, type(error).__name__)
        asked = error.wait_s if isinstance(error, _TurnedDown) else None
        if asked is None:
            return _backoff(state)
        asked = min(asked, _LONGEST_WAIT_S)
        self._closed_until = max(self._closed_until, time.monotonic() + asked)
        return asked

    async def _send(self, body: Mapping[str, Any]) -> Completion:
        try:
            # The body is plain JSON already: as extra_body it is sent as it is, without openai's walk through it.
            with self._clients.lent() as client:
                reply = await client.chat.completions.with_raw_response.create(
                    model=self.name, messages=[], extra_body=body
                )
        except openai.APIStatusError as error:
            told = error.response
            refusal = read_refusal(told.status_code, told.text)
            if refusal.generated and not is_broken(refusal.generated):
                return Completion(refusal.generated, self.name, Usage())
            raise _TurnedDown(refusal, _seconds(told.headers)) from error
        content = parsed(reply.http_response.content)
        if inside := refusal_in(content):
            raise _TurnedDown(inside)
        try:
            completion = read_completion(content, self.name)
        except ModelError:
            self._breaker.succeeded()
            raise
        self._breaker.succeeded()
        return completion

    def _check_images(self, request: Request, takes: Takes) -> None:
        if takes.images == 0 and any(message.images for message in request.messages):
            raise ModelRejected(f"{self.name} takes no images; name a model that does, or leave them out of the case")

    def _is_too_long(self, wait_s: float | None) -> bool:
        """Whether the server asks for a longer wait than a call is tried for at all."""
        return wait_s is not None and wait_s > self._give_up_after_s

    def _learn(self, takes: Takes, error: _TurnedDown, request: Request, began: float) -> None:
        """Keep what the refusal teaches.

        Raises:
            ModelError: it teaches nothing that another form of the request could follow.
        """
        refusal = error.refusal
        if self.takes != takes:
            return  # another call has learned meanwhile
        self.takes = narrowed(takes, refusal.without(_words(request)), reply_tokens(request, takes))
        if self.takes != takes:
            log.info("%s: the server's refusal changes what is sent to it", self.name)
            return
        failure = self._turned_down(error, request)
        is_over = refusal.spent or refusal.refuses_key or refusal.status == 404 or self._is_too_long(error.wait_s)
        if is_over or (refusal.passing and refusal.status != 429):
            self._breaker.failed(failure, began)
        raise failure

    def _turned_down(self, error: _TurnedDown, request: Request) -> ModelError:
        refusal = error.refusal
        told_of_the_case = "\n".join(message.text for message in request.messages if message.role != "system")
        reason = refusal.quoted(told_of_the_case, self._key)
        told = f"{refusal.status or 'an error'}{f': {reason}' if reason else ''}"
        bare = refusal.without(_words(request))
        if bare.filtered:
            return ModelFiltered(f"a content filter of the server of {self.name} stopped the request ({told})")
        if self._is_too_long(error.wait_s):
            return ModelUnavailable(
                f"{self.name}: the server answered {told}, and asks to wait {error.wait_s:.0f} s; try again then, or "
                "name another model or server"
            )
        if refusal.passing:
            return ModelUnavailable(
                f"{self.name}: the server answered {told}, after {self._attempts} attempts; {refusal.remedy}"
            )
        return ModelRejected(f"{self.name}: the server turned the request down ({told}); {advice(bare)}")

    def _failure(self, error: openai.OpenAIError | NoCompletion | Elsewhere) -> ModelError:
        if isinstance(error, NoCompletion):
            return ModelUnavailable(
                f"the server of {self.name} at {self._origin} sent no chat completion: {error}; check --base-url"
            )
        if isinstance(error, openai.APITimeoutError):
            return ModelUnavailable(
                f"{self.name} at {self._origin} did not answer within {self._timeout_s:g} s, after {self._attempts} "
                "attempts; check its load, or set timeout_s"
            )
        if isinstance(error, Elsewhere):
            return ModelRejected(
                f"the server of {self.name} at {self._origin} redirects to {error}, where nothing was sent; "
                "set --base-url to the address that is meant"
            )
        if isinstance(error, openai.APIConnectionError) and isinstance(error.__cause__, _BROKEN_OFF):
            return ModelUnavailable(
                f"the server of {self.name} at {self._origin} closed the connection before its reply was whole, "
                f"in each of {self._attempts} attempts; see its log"
            )
        if isinstance(error, openai.APIConnectionError) and isinstance(error.__cause__, httpx2.DecodingError):
            return ModelUnavailable(
                f"the server of {self.name} at {self._origin} sent a body that is not in the encoding that its header "
                "names; see its log, or the proxy before it"
            )
        if isinstance(error, openai.APIConnectionError):
            return ModelUnavailable(
                f"{self.name} cannot be reached at {self._origin}; is the server running, and --base-url its address?"
            )
        return ModelUnavailable(f"{self.name}: {type(error).__name__}")


def _words(request: Request) -> str:
    """All text of a request."""
    return "\n".join(message.text for message in request.messages)


def _seconds(headers: Mapping[str, str]) -> float | None:
    """What Retry-After asks to wait, told as seconds or as a date; None where it tells neither."""
    told = headers.get("retry-after", "")
    try:
        asked = float(told)
    except ValueError:
        try:
            asked = (parsedate_to_datetime(told) - datetime.now(UTC)).total_seconds()
        except (ValueError, TypeError):
            return None
    return asked if 0 <= asked < math.inf else None


class EmbeddingEndpoint:
    """A model behind an OpenAI-compatible embeddings endpoint, asked in batches; for code outside the event loop."""

    def __init__(
        self,
        model: str,
        *,
        base_url: str | None = None,
        api_key: str | None = None,
        timeout_s: float = 60.0,
        local_only: bool = False,
    ) -> None:
        """Open a client; nothing is sent yet.

        Raises:
            InputError: no key is given and the address is not a local one.
        """
        _check_key(api_key, base_url)
        self.name = model
        self._base_url, self._key = base_url, api_key or "none"
        self._timeout_s, self._local_only = timeout_s, local_only

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
            with self._opened() as client:
                for attempt in policy:
                    with attempt:
                        reply = client.embeddings.create(model=self.name, input=list(texts), encoding_format="float")
                rows = [item.embedding for item in sorted(reply.data, key=lambda item: item.index)]
                vectors = np.asarray(rows, dtype=np.float32)
        except openai.APIConnectionError as error:
            raise ModelUnavailable(
                f"the embeddings of {self.name} cannot be reached at {origin(self._base_url)}; is the server running, "
                "and --base-url its address?"
            ) from error
        except openai.APIStatusError as error:
            raise ModelUnavailable(
                f"the embeddings of {self.name}: the server at {origin(self._base_url)} answered {error.status_code}"
            ) from error
        except openai.OpenAIError as error:
            raise ModelUnavailable(f"the embeddings of {self.name}: {type(error).__name__}") from error
        except Elsewhere as error:
            raise ModelRejected(f"the server of the embeddings redirects to {error}, where nothing was sent") from error
        except (AttributeError, TypeError, ValueError) as error:
            raise ModelUnavailable(f"the embeddings of {self.name}: the server sent no vectors") from error
        if vectors.ndim != 2 or len(vectors) != len(texts) or not np.isfinite(vectors).all():
            raise ModelUnavailable(f"the embeddings of {self.name}: not one vector a text")
        return unit(vectors)

    def _opened(self) -> openai.OpenAI:
        http = connection.client(self._base_url, local_only=self._local_only, timeout_s=self._timeout_s)
        return openai.OpenAI(
            base_url=self._base_url, api_key=self._key, max_retries=0, timeout=self._timeout_s, http_client=http
        )


def _check_key(key: str | None, base_url: str | None) -> None:
    if not key and not is_local(base_url):
        raise InputError("no API key: set DERMAGENT_API_KEY or OPENAI_API_KEY, or give a local base URL")
    if key and not (key.isascii() and key.isprintable()):
        raise InputError("the API key holds characters that no key has; copy it again, without quotes or line breaks")


def _retriable(error: BaseException) -> bool:
    if isinstance(error, openai.APIStatusError):
        return error.status_code in {408, 409, 429} or error.status_code >= 500
    return isinstance(error, openai.APIConnectionError | NoCompletion)
