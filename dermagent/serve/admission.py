"""Who is worked on: places for bodies that have arrived, and a bound on what those that arrive may hold."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from starlette.exceptions import HTTPException
from starlette.requests import Request

from dermagent.serve.limits import ServeLimits

_BUSY = "as many cases are being worked on as this server takes on"


class Admission:
    """The places of one server: so many work at once, so many wait, and none is taken by a body on its way."""

    def __init__(self, limits: ServeLimits) -> None:
        self._limits = limits
        self._places = asyncio.Semaphore(limits.at_once)
        self._of: Counter[str] = Counter()
        self.inside = 0
        self.working = 0
        self.held_bytes = 0

    @asynccontextmanager
    async def place(self, client: str) -> AsyncIterator[None]:
        """Wait for a place to work, and give it back at the end.

        Raises:
            HTTPException: 503, no more may wait; 429, this client has its share of all places.
        """
        most = self._limits.at_once + self._limits.waiting
        if self.inside >= most:
            raise HTTPException(503, _BUSY, {"Retry-After": "5"})
        if client and self._of[client] >= max(1, most // 2):
            raise HTTPException(429, "this client has half of all places already; try again", {"Retry-After": "5"})
        self.inside += 1
        self._of[client] += 1
        try:
            async with self._places:
                self.working += 1
                try:
                    yield
                finally:
                    self.working -= 1
        finally:
            self.inside -= 1
            self._of[client] -= 1
            if not self._of[client]:
                del self._of[client]

    @asynccontextmanager
    async def body(self, request: Request) -> AsyncIterator[bytes]:
        """The body, read no further than it may be long and no longer than it may take; held until the end.

        Raises:
            HTTPException: 413 too long; 408 too slow; 503 too much is held already.
        """
        most = self._limits.max_body_bytes
        too_large = HTTPException(
            413, f"the request is larger than {most / 2**20:.3g} MiB; send fewer or smaller images"
        )
        stated = request.headers.get("content-length", "")
        if stated.isascii() and stated.isdigit() and (len(stated) > 18 or int(stated) > most):
            raise too_large
        body, mine = bytearray(), 0
        try:
            try:
                async with asyncio.timeout(self._limits.body_s):
                    async for part in request.stream():
                        body += part
                        mine += len(part)
                        self.held_bytes += len(part)
                        if len(body) > most:
                            raise too_large
                        if self.held_bytes > self._limits.max_held_bytes:
                            raise HTTPException(503, _BUSY, {"Retry-After": "5"})
            except TimeoutError as error:
                sentence = f"the request did not arrive within {self._limits.body_s:g} s"
                raise HTTPException(408, sentence, {"Connection": "close"}) from error
            yield bytes(body)
        finally:
            self.held_bytes -= mine
