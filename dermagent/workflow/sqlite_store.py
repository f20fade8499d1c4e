"""Threads in a SQLite file: the last checkpoint of each only, and what is deleted is gone from the file."""

import asyncio
import logging
import os
import sqlite3
import time
from collections import OrderedDict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any

import aiosqlite
from langchain_core.runnables import RunnableConfig
from langgraph.checkpoint.base import ChannelVersions, Checkpoint, CheckpointMetadata, CheckpointTuple
from langgraph.checkpoint.sqlite.aio import AsyncSqliteSaver

from dermagent.errors import DialogueConflict, InputError
from dermagent.workflow.packed import own_types_only

#: How long to wait for a file that others write to.
_WAIT_S = 30.0
#: How long to wait until no reader holds the write-ahead log that is to be emptied.
_EMPTY_S = 5.0
#: Of so many threads the packed values are held for the next checkpoint, at about 40 kB each.
_THREADS_PACKED = 64
_PACKED = "packed_values"
_NEWEST = "select max(checkpoint_id) from checkpoints where thread_id = ? and checkpoint_ns = ?"


class SqliteThreads(AsyncSqliteSaver):
    """A checkpointer with one connection, in a thread of its own, that waits for other writers there and not here.

    Each value of a state is packed when it changes and not with every checkpoint: most of a turn would be packing.
    """

    def __init__(self, connection: aiosqlite.Connection, **given: Any) -> None:
        super().__init__(connection, **given)
        self._packed: OrderedDict[str, dict[str, tuple[str, list[Any]]]] = OrderedDict()

    def _content(self, thread: str, checkpoint: Checkpoint) -> tuple[str, bytes]:
        """The checkpoint, its values packed one by one and kept for the thread's next."""
        before, now = self._packed.pop(thread, {}), {}
        for name, value in checkpoint["channel_values"].items():
            version = str(checkpoint["channel_versions"].get(name, ""))
            known = before.get(name)
            now[name] = known if known and version and known[0] == version else (version, self._dumped(value))
        self._packed[thread] = now
        while len(self._packed) > _THREADS_PACKED:
            self._packed.popitem(last=False)
        return self.serde.dumps_typed(
            {**checkpoint, "channel_values": {}, _PACKED: {name: packed for name, (_, packed) in now.items()}}
        )

    def _dumped(self, value: Any) -> list[Any]:
        return list(self.serde.dumps_typed(value))

    async def aget_tuple(self, config: RunnableConfig) -> CheckpointTuple | None:
        """The last checkpoint of a thread."""
        found = await super().aget_tuple(config)
        if found is None or _PACKED not in found.checkpoint:
            return found
        checkpoint: Any = dict(found.checkpoint)
        packed = checkpoint.pop(_PACKED)
        checkpoint["channel_values"] = {
            name: self.serde.loads_typed((kind, content)) for name, (kind, content) in packed.items()
        }
        return found._replace(checkpoint=checkpoint)

    async def aput(
        self,
        config: RunnableConfig,
        checkpoint: Checkpoint,
        metadata: CheckpointMetadata,
        new_versions: ChannelVersions,
    ) -> RunnableConfig:
        """Keep a checkpoint instead of the one it follows.

        Raises:
            DialogueConflict: another process has gone on with the thread meanwhile.
        """
        place = config["configurable"]
        thread, namespace, before = str(place["thread_id"]), place.get("checkpoint_ns", ""), place.get("checkpoint_id")
        kind, content = self._content(f"{thread} {namespace}", checkpoint)
        step = f'{{"source": "{metadata.get("source")}", "step": {metadata.get("step", 0)}}}'
        async with self.lock:
            try:
                kept = await self.conn.execute(
                    "insert into checkpoints (thread_id, checkpoint_ns, checkpoint_id, parent_checkpoint_id, type, "
                    f"checkpoint, metadata) select ?, ?, ?, ?, ?, ?, ? where ({_NEWEST}) is ?",
                    (
                        *(thread, namespace, checkpoint["id"], before, kind, content, step.encode()),
                        *(thread, namespace, before),
                    ),
                )
                if kept.rowcount != 1:
                    raise DialogueConflict("this dialogue is being gone on with elsewhere; ask for its turn again")
                for table in ("checkpoints", "writes"):
                    await self.conn.execute(
                        f"delete from {table} where thread_id = ? and checkpoint_ns = ? and checkpoint_id <> ?",  # noqa: S608 - two tables
                        (thread, namespace, checkpoint["id"]),
                    )
                await self.conn.commit()
            except BaseException:
                await self.conn.rollback()
                raise
        return {"configurable": {"thread_id": thread, "checkpoint_ns": namespace, "checkpoint_id": checkpoint["id"]}}

    async def adelete_thread(self, thread_id: str) -> None:
        """Delete a thread; nothing of it is left in the file or its write-ahead log."""
        self._packed = OrderedDict((name, kept) for name, kept in self._packed.items() if name.split()[0] != thread_id)
        async with self.lock:
            known = await self.conn.execute_fetchall(
                "select 1 from checkpoints where thread_id = ? union select 1 from writes where thread_id = ?",
                (thread_id, thread_id),
            )
        if not known:
            return
        await super().adelete_thread(thread_id)
        await self.empty_log()

    async def empty_log(self) -> bool:
        """Whether the write-ahead log, which holds what was deleted too, could be emptied."""
        deadline = time.monotonic() + _EMPTY_S
        while True:
            with suppress(sqlite3.OperationalError):
                async with self.lock:
                    found = list(await self.conn.execute_fetchall("pragma wal_checkpoint(truncate)"))
                if found and found[0][0] == 0:
                    return True
            if time.monotonic() > deadline:
                return False
            await asyncio.sleep(0.02)

    async def rows(self, statement: str, values: tuple[object, ...] = ()) -> list[tuple[Any, ...]]:
        """What a statement returns; committed when it returns."""
        async with self.lock:
            try:
                found = [tuple(row) for row in await self.conn.execute_fetchall(statement, values)]
                await self.conn.commit()
                return found
            except BaseException:
                await self.conn.rollback()
                raise

    @asynccontextmanager
    async def held(self, thread: str) -> AsyncIterator[None]:
        """Nothing is held: of two processes that go on at once, the second one's first step is refused by `aput`."""
        yield

    async def aclose(self) -> None:
        """Let go of the file."""
        await self.conn.close()


async def open_sqlite(path: str) -> SqliteThreads:
    """The threads of a file, which is made if it is not there, readable by its owner only.

    Raises:
        InputError: the file cannot be used.
    """
    name = Path(path).name
    logging.getLogger("aiosqlite").setLevel(logging.WARNING)  # below that it logs every value, and so a case
    try:
        if path != ":memory:":
            _owners_only(path)
        connection = await aiosqlite.connect(path, timeout=_WAIT_S)
    except (OSError, sqlite3.OperationalError) as error:
        raise InputError(f"checkpoint file {name!r} cannot be opened: {error}") from error
    deadline = time.monotonic() + _WAIT_S
    while True:  # SQLite does not wait by itself for the change to a write-ahead log
        try:
            await connection.execute("pragma secure_delete = on")
            await connection.execute("pragma synchronous = normal")
            saver = SqliteThreads(connection, serde=own_types_only())
            await saver.setup()
            return saver
        except sqlite3.OperationalError as error:
            if time.monotonic() > deadline:
                await connection.close()
                raise InputError(f"checkpoint file {name!r} is held by another process") from error
            await asyncio.sleep(0.02)
        except sqlite3.DatabaseError as error:
            await connection.close()
            raise InputError(f"checkpoint file {name!r} is no SQLite file") from error
        except BaseException:
            await connection.close()
            raise


def _owners_only(path: str) -> None:
    """SQLite gives its other files the mode of this one."""
    os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
    sqlite3.connect(path).close()  # where this fails, aiosqlite would leave a thread behind
    for one in (path, f"{path}-wal", f"{path}-shm"):
        with suppress(FileNotFoundError, PermissionError):
            os.chmod(one, 0o600)
