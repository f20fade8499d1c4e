"""Dialogues of many people: unguessable names, a bounded number, and forgotten when nobody goes on with them."""

import asyncio
import secrets
import sqlite3
import time
from collections.abc import Callable
from pathlib import Path

from starlette.exceptions import HTTPException

from dermagent.errors import InputError
from dermagent.serve.limits import ServeLimits
from dermagent.types import Case, Turn
from dermagent.workflow.session import Session

_ANSWERS = {"answered", "abstained"}


class Dialogues:
    """Sessions by name, in memory or in a SQLite file, where they outlive the process.

    Of a dialogue in the file, pictures stay in memory only: after a restart one with pictures cannot be gone on with.
    """

    def __init__(self, make: Callable[[Case | None, str], Session], store: Path | None, limits: ServeLimits) -> None:
        """Open the list of dialogues.

        Args:
            make: gives the session of a case (None: one that the file holds) and a name.
            store: the SQLite file that `make`'s sessions are kept in; a table of it says when each was last used.
            limits: how many there may be, and for how long.

        Raises:
            InputError: the file cannot be used.
        """
        self._make = make
        self._limits = limits
        self._live: dict[str, Session] = {}
        self._picture_bytes: dict[str, int] = {}
        name = store.name if store else "memory"
        try:
            self._list = sqlite3.connect(
                str(store or ":memory:"), timeout=30, isolation_level=None, check_same_thread=False
            )
            self._list.execute("create table if not exists dermagent_dialogues (name text primary key, used real)")
        except sqlite3.Error as error:
            raise InputError(f"sessions file {name!r} cannot be used: {error}") from error

    async def begin(self, case: Case) -> tuple[str | None, Turn]:
        """A new dialogue's name and first turn; no name where the turn is no answer, and nothing is kept then.

        Raises:
            HTTPException: 503, as many dialogues are open as may be.
        """
        await self.sweep()
        name = secrets.token_urlsafe(24)
        size = sum(len(image.content or b"") for image in case.images)
        full = HTTPException(503, "too many dialogues are open; try again later", {"Retry-After": "60"})
        if sum(self._picture_bytes.values()) + size > self._limits.max_session_bytes:
            raise full
        self._picture_bytes[name] = size
        if not await self._sql(
            "insert into dermagent_dialogues select ?, ? where (select count(*) from dermagent_dialogues) < ?",
            (name, time.time(), self._limits.max_sessions),
        ):
            del self._picture_bytes[name]
            raise full
        session = self._live[name] = self._make(case, name)
        try:
            turn = await session.astart()
        except BaseException:
            await self._drop(name)
            raise
        if turn.differential.outcome in _ANSWERS:
            return name, turn
        await self._drop(name)
        return None, turn

    async def current(self, name: str) -> Turn:
        """The turn that a dialogue stands at; one that an outage stopped goes on.

        Raises:
            HTTPException: 404, there is no such dialogue any more.
        """
        return await (await self._session(name)).astart()

    async def answer(self, name: str, text: str) -> Turn:
        """The turn after an answer.

        Raises:
            HTTPException: 404, there is no such dialogue any more.
            InputError: no question is open, or the answer is too long.
        """
        return await (await self._session(name)).aanswer(text)

    async def forget(self, name: str) -> None:
        """Delete a dialogue.

        Raises:
            HTTPException: 404, there is no such dialogue any more.
        """
        await self._session(name)
        await self._drop(name)

    async def sweep(self) -> None:
        """Delete the dialogues whose time is over."""
        before = time.time() - self._limits.session_s
        for (name,) in await asyncio.to_thread(
            lambda: self._list.execute("select name from dermagent_dialogues where used < ?", (before,)).fetchall()
        ):
            await self._drop(name)

    def close(self) -> None:
        """Let go of the file."""
        self._list.close()

    async def _session(self, name: str) -> Session:
        now = time.time()
        in_time = "update dermagent_dialogues set used = ? where name = ? and used >= ?"
        if not await self._sql(in_time, (now, name, now - self._limits.session_s)):
            raise HTTPException(404, "there is no such dialogue, or its time is over; begin a new one")
        if name not in self._live:
            self._live[name] = self._make(None, name)
        return self._live[name]

    async def _drop(self, name: str) -> None:
        session = self._live.pop(name, None) or self._make(None, name)
        await session.aforget()
        self._picture_bytes.pop(name, None)
        await self._sql("delete from dermagent_dialogues where name = ?", (name,))

    async def _sql(self, statement: str, values: tuple[object, ...]) -> bool:
        """Whether a row was changed; off the loop, for SQLite may wait for another writer of the file."""
        return await asyncio.to_thread(lambda: self._list.execute(statement, values).rowcount > 0)
