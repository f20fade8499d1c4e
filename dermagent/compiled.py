"""Keep what was made of shipped data files beside Python's byte code, until one of these files changes."""

import contextlib
import hashlib
import importlib.util
import marshal
import os
import sys
import threading
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from dermagent.resources import PACKAGE


def compiled(name: str, files: Iterable[Path], make: Callable[[], Any], *, version: str = "") -> Any:
    """What `make` makes of these files, in plain values and containers; from what was kept if that still holds.

    It holds while the files (data, and the modules that make it), their names and `version` are the same. Where nothing
    can be written, or Python is told to write no byte code, everything is made anew each time.
    """
    digest = hashlib.blake2b(version.encode(), digest_size=16)
    for path in files:
        digest.update(b"\0" + path.name.encode() + b"\0" + path.read_bytes())
    key = digest.hexdigest()
    place = Path(importlib.util.cache_from_source(str(PACKAGE / f"{name}.py"))).with_suffix(".data")
    kept = _read(place)
    if isinstance(kept, dict) and kept.get("made_of") == key:
        return kept["made"]
    made = make()
    if not sys.dont_write_bytecode:
        _write(place, marshal.dumps({"made_of": key, "made": made}))
    return made


def _read(place: Path) -> Any:
    try:
        return marshal.loads(place.read_bytes())  # noqa: S302 - trusted as the byte code beside it is
    except (OSError, ValueError, EOFError, TypeError):
        return None


def _write(place: Path, content: bytes) -> None:
    """Write whole or not at all: processes that start together each put their own file in place."""
    draft = place.with_name(f"{place.name}.{os.getpid()}.{threading.get_ident()}")
    with contextlib.suppress(OSError):
        place.parent.mkdir(parents=True, exist_ok=True)
        try:
            draft.write_bytes(content)
            draft.replace(place)
        finally:
            draft.unlink(missing_ok=True)
