"""Where dialogues and checkpoints are kept: a SQLite file, PostgreSQL, or memory."""

import threading
from collections.abc import AsyncIterator, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from typing import Any, Protocol, cast, runtime_checkable
from urllib.parse import urlsplit
from weakref import WeakValueDictionary

from langgraph.checkpoint.base import BaseCheckpointSaver, empty_checkpoint

from dermagent.errors import InputError
from dermagent.workflow.turns import OneAtATime

_POSTGRES = ("postgresql", "postgres")


@runtime_checkable
class Store(Protocol):
    """What our own savers can do beyond keeping checkpoints."""

    async def rows(self, statement: str, values: tuple[object, ...] = ()) -> list[tuple[Any, ...]]:
        """What a statement of SQL returns, with `?` for each value; committed when it returns."""
        ...

    def held(self, thread: str) -> AbstractAsyncContextManager[None]:
        """Go on with a thread alone; another process that tries meanwhile is refused.

        Raises:
            DialogueConflict: at once, or when the other's first step is kept.
        """
        ...

    async def aclose(self) -> None:
        """Let go of the file or the server."""
        ...


def is_postgres(where: Path | str) -> bool:
    """Whether a store is named by an address of a PostgreSQL server."""
    return isinstance(where, str) and urlsplit(where).scheme in _POSTGRES and "://" in where


async def open_store(where: Path | str) -> BaseCheckpointSaver[Any]:
    """The open store of a SQLite file's path, of ":memory:", or of a `postgresql://` address; it is a `Store` too.

    Raises:
        InputError: the file or the server cannot be used, or the package for it is missing.
    """
    if is_postgres(where):
        try:
            from dermagent.workflow.postgres_store import open_postgres
        except ImportError as error:
            raise InputError("dialogues in PostgreSQL need: pip install 'dermagent[postgres]'") from error
        return await open_postgres(str(where))
    from dermagent.workflow.sqlite_store import open_sqlite

    return await open_sqlite(str(where))


@asynccontextmanager
async def opened_store(where: Path | str) -> AsyncIterator[BaseCheckpointSaver[Any]]:
    """A store that is closed at the end.

    Raises:
        InputError: as `open_store`.
    """
    store = await open_store(where)
    try:
        yield store
    finally:
        await cast(Store, store).aclose()


_lines: WeakValueDictionary[tuple[str, str], OneAtATime] = WeakValueDictionary()
_lines_lock = threading.Lock()


def line_of(store: str, thread: str) -> OneAtATime:
    """The line in which all tasks of this process wait that go on with the same thread of the same store."""
    with _lines_lock:
        line = _lines.get((store, thread))
        if line is None:
            line = _lines[store, thread] = OneAtATime()
        return line


def _images_thread(thread: str) -> dict[str, Any]:
    return {"configurable": {"thread_id": f"{thread}-images", "checkpoint_ns": ""}}


async def keep_images(saver: BaseCheckpointSaver[Any], thread: str, blobs: Mapping[str, bytes]) -> None:
    """Keep a dialogue's images by name beside its thread, and no others; checkpoints hold their names only."""
    before = await saver.aget_tuple(cast(Any, _images_thread(thread)))
    version = saver.get_next_version(before.checkpoint["channel_versions"].get("images") if before else None, None)
    checkpoint = empty_checkpoint()
    checkpoint["channel_values"] = {"images": dict(blobs)}
    checkpoint["channel_versions"] = {"images": version}
    config = _images_thread(thread)
    if before:
        config["configurable"]["checkpoint_id"] = before.checkpoint["id"]
    await saver.aput(cast(Any, config), checkpoint, {"source": "update", "step": 0, "parents": {}}, {"images": version})


async def kept_images(saver: BaseCheckpointSaver[Any], thread: str) -> dict[str, bytes]:
    """The images of a dialogue by name; empty where none are kept."""
    found = await saver.aget_tuple(cast(Any, _images_thread(thread)))
    images: dict[str, bytes] = found.checkpoint["channel_values"].get("images", {}) if found else {}
    return images


async def forget(saver: BaseCheckpointSaver[Any], thread: str) -> None:
    """Delete a dialogue and its images."""
    await saver.adelete_thread(f"{thread}-images")
    await saver.adelete_thread(thread)
