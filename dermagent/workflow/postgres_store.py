"""Threads in PostgreSQL: the last checkpoint of each only; needs the extra `postgres`."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import psycopg
from langchain_core.runnables import RunnableConfig
from langgraph.checkpoint.base import ChannelVersions, Checkpoint, CheckpointMetadata
from langgraph.checkpoint.postgres.aio import AsyncPostgresSaver
from psycopg.rows import dict_row, tuple_row
from psycopg_pool import AsyncConnectionPool, PoolTimeout

from dermagent.errors import DialogueConflict, InputError, StoreUnavailable
from dermagent.workflow.packed import own_types_only

_WAIT_S = 10.0
_CONNECTIONS = 8
_PRUNE = (
    "delete from checkpoints where thread_id = %(thread)s and checkpoint_ns = %(ns)s and checkpoint_id <> %(id)s",
    "delete from checkpoint_writes where thread_id = %(thread)s and checkpoint_ns = %(ns)s and checkpoint_id <> %(id)s",
    """delete from checkpoint_blobs old where thread_id = %(thread)s and checkpoint_ns = %(ns)s and not exists (
         select 1 from checkpoints kept, jsonb_each_text(kept.checkpoint -> 'channel_versions') used
         where kept.thread_id = old.thread_id and kept.checkpoint_ns = old.checkpoint_ns
           and used.key = old.channel and used.value = old.version)""",
)


class PostgresThreads(AsyncPostgresSaver):
    """A checkpointer on a pool of connections, with one more whose session holds the threads that are worked on."""

    conn: AsyncConnectionPool[Any]
    holding: AsyncConnectionPool[Any]

    async def aput(
        self,
        config: RunnableConfig,
        checkpoint: Checkpoint,
        metadata: CheckpointMetadata,
        new_versions: ChannelVersions,
    ) -> RunnableConfig:
        """Keep a checkpoint instead of the one it follows."""
        kept = await super().aput(config, checkpoint, metadata, new_versions)
        place = config["configurable"]
        named = {"thread": place["thread_id"], "ns": place.get("checkpoint_ns", ""), "id": checkpoint["id"]}
        async with self._cursor() as cursor, cursor.connection.transaction():
            for statement in _PRUNE:
                await cursor.execute(statement.encode(), named)
        return kept

    async def rows(self, statement: str, values: tuple[object, ...] = ()) -> list[tuple[Any, ...]]:
        """What a statement returns; committed when it returns."""
        with_marks = statement.replace("%", "%%").replace("?", "%s").encode()
        with _reached():
            async with self.conn.connection() as connection, connection.cursor(row_factory=tuple_row) as cursor:
                await cursor.execute(with_marks, values)
                return [tuple(row) for row in await cursor.fetchall()] if cursor.description else []

    @asynccontextmanager
    async def held(self, thread: str) -> AsyncIterator[None]:
        """Hold a thread for all processes; the server lets go of it when this one is gone.

        Raises:
            DialogueConflict: another process holds it.
        """
        number = int.from_bytes(bytes.fromhex(thread)[:8], "big", signed=True)
        if not await self._hold("select pg_try_advisory_lock(%s) as done", number):
            raise DialogueConflict("this dialogue is being gone on with elsewhere; ask for its turn again")
        try:
            yield
        finally:
            await asyncio.shield(self._hold("select pg_advisory_unlock(%s) as done", number))

    async def _hold(self, statement: str, number: int) -> bool:
        async with _reached_while(), self.holding.connection() as connection:
            found = await (await connection.execute(statement.encode(), (number,))).fetchone()
            return bool(found and found["done"])

    @asynccontextmanager
    async def _cursor(self, *, pipeline: bool = False) -> AsyncIterator[Any]:
        async with _reached_while(), super()._cursor(pipeline=pipeline) as cursor:
            yield cursor

    async def aclose(self) -> None:
        """Let go of the connections."""
        await self.holding.close()
        await self.conn.close()


class _reached:
    """Says that the server cannot be reached, without its address, which can hold a password."""

    def __enter__(self) -> None:
        pass

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if isinstance(error, (psycopg.OperationalError, PoolTimeout)):
            raise StoreUnavailable("the PostgreSQL server that keeps dialogues cannot be reached") from error


@asynccontextmanager
async def _reached_while() -> AsyncIterator[None]:
    with _reached():
        yield


async def open_postgres(address: str) -> PostgresThreads:
    """The threads of a database; their tables are made where they are missing.

    Raises:
        InputError: the server cannot be reached, or the address is not one.
    """
    pool, holding = _pool(address, _CONNECTIONS), _pool(address, 1)
    try:
        await pool.open(wait=True, timeout=_WAIT_S)
        await holding.open(wait=True, timeout=_WAIT_S)
        saver = PostgresThreads(pool, serde=own_types_only())
        saver.holding = holding
        async with pool.connection() as connection:  # migrations of two servers that start at once would collide
            await connection.execute("select pg_advisory_lock(7241001)")
            try:
                await saver.setup()
            finally:
                await connection.execute("select pg_advisory_unlock(7241001)")
    except (psycopg.Error, PoolTimeout, StoreUnavailable) as error:
        await holding.close()
        await pool.close()
        raise InputError(
            "the PostgreSQL server of --sessions cannot be used; check address, user and rights"
        ) from error
    return saver


def _pool(address: str, connections: int) -> AsyncConnectionPool[Any]:
    return AsyncConnectionPool(
        address,
        min_size=1,
        max_size=connections,
        timeout=_WAIT_S,
        open=False,
        kwargs={"autocommit": True, "prepare_threshold": 0, "row_factory": dict_row},
    )
