"""One process at a time writes the folder of a run; a killed one leaves nothing that must be cleared by hand."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from dermagent.errors import InputError

LOCK = "run.lock"


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Hold the folder, which is made if it is not there, until the block ends.

    Raises:
        InputError: another run holds it, or it cannot be written.
    """
    made = [one for one in (folder, *folder.parents) if not one.exists()]
    path = folder / LOCK
    try:
        folder.mkdir(parents=True, exist_ok=True)
        file = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
    except OSError as error:
        raise InputError(f"cannot write {folder.name!r}: {error.strerror}") from error
    try:
        if not (_taken(file) and _still(file, path)):
            raise InputError(
                f"another run is writing to {folder.name!r} now; wait for its end, or choose another folder with --out"
            )
        try:
            yield
        finally:
            with suppress(OSError):  # Windows removes no open file; what stays is taken again
                path.unlink()
    finally:
        os.close(file)
        with suppress(OSError):  # a run that was refused leaves no empty folder behind
            for one in made:
                one.rmdir()


def _still(file: int, path: Path) -> bool:
    """Whether the locked file is the one that others would open: its holder may have removed it meanwhile."""
    with suppress(OSError):
        return os.path.samestat(os.fstat(file), os.stat(path))
    return False


def _taken(file: int) -> bool:
    """Whether the file could be locked; the system unlocks it when its process ends, however it ends."""
    try:
        if sys.platform == "win32":
            import msvcrt

            msvcrt.locking(file, msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
