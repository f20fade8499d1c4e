"""Dialogues of many people: unguessable names, a bounded number, and forgotten when nobody goes on with them."""

import re
import secrets
import time
from collections.abc import Callable

from dermagent.errors import DermagentError, NoDialogue
from dermagent.serve.limits import ServeLimits
from dermagent.types import Case, Turn
from dermagent.workflow.session import Session
from dermagent.workflow.store import Store

_ANSWERS = {"answered", "abstained"}
_NAME = re.compile(r"[A-Za-z0-9_-]{32}")
_NONE = "there is no such dialogue, or its time is over; begin a new one"


class TooMany(DermagentError):
    """As many dialogues are open as may be, or their images take as much room as they may."""


class Dialogues:
    """Sessions by name in an open store, with a list of them beside: whose each is, and when it was last used."""

    def __init__(self, make: Callable[[Case | None, str], Session], store: Store, limits: ServeLimits) -> None:
        """Prepare; `make` gives the session of a case (None: one that the store holds) and a name."""
        self._make = make
        self._store = store
        self._limits = limits

    async def open(self) -> None:
        """Make the list where the store has none."""
        await self._store.rows(
            "create table if not exists dermagent_dialogues (name text primary key, owner text not null default '', "
            "bytes bigint not null default 0, used double precision not null)"
        )

    async def begin(self, case: Case, owner: str) -> tuple[str | None, Turn]:
        """A new dialogue's name and first turn; no name where the turn is no answer, and nothing is kept then.

        Raises:
            TooMany: there is no room for another.
        """
        await self.sweep()
        name = secrets.token_urlsafe(24)
        size = sum(len(image.content or b"") for image in case.images)
        await self._make_room(name, owner, size)
        session = self._make(case, name)
        try:
            turn = await session.astart()
        except BaseException:
            await self._drop(name)
            raise
        if turn.differential.outcome in _ANSWERS:
            return name, turn
        await self._drop(name)
        return None, turn

    async def session(self, name: str, owner: str, more_bytes: int = 0) -> Session:
        """The session of an open dialogue, which is used by that.

        Raises:
            NoDialogue: there is none of that name, it is another client's, or its time is over.
            TooMany: there is no room for more images.
        """
        now = time.time()
        if not _NAME.fullmatch(name) or not await self._store.rows(
            "update dermagent_dialogues set used = ? where name = ? and owner = ? and used >= ? returning name",
            (now, name, owner, now - self._limits.session_s),
        ):
            raise NoDialogue(_NONE)
        if more_bytes and not await self._store.rows(
            "update dermagent_dialogues set bytes = bytes + ? where name = ? "
            "and (select coalesce(sum(bytes), 0) from dermagent_dialogues) + ? <= ? returning name",
            (more_bytes, name, more_bytes, self._limits.max_session_bytes),
        ):
            raise TooMany("the images of open dialogues take as much room as they may; try again later")
        return self._make(None, name)

    async def forget(self, name: str, owner: str) -> None:
        """Delete a dialogue.

        Raises:
            NoDialogue: as `session`.
        """
        await self.session(name, owner)
        await self._drop(name)

    async def sweep(self) -> None:
        """Delete the dialogues whose time is over."""
        before = time.time() - self._limits.session_s
        for (name,) in await self._store.rows("select name from dermagent_dialogues where used < ?", (before,)):
            await self._drop(name)

    async def _make_room(self, name: str, owner: str, size: int) -> None:
        if not await self._store.rows(
            "insert into dermagent_dialogues (name, owner, bytes, used) select ?, ?, ?, ? "
            "where (select count(*) from dermagent_dialogues) < ? "
            "and (select coalesce(sum(bytes), 0) from dermagent_dialogues) + ? <= ? returning name",
            (name, owner, size, time.time(), self._limits.max_sessions, size, self._limits.max_session_bytes),
        ):
            raise TooMany("too many dialogues are open; try again later")

    async def _drop(self, name: str) -> None:
        await self._make(None, name).aforget()
        await self._store.rows("delete from dermagent_dialogues where name = ?", (name,))
