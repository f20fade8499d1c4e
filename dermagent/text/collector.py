"""Let the collector of reference cycles rest while a long text is read: what reading makes holds no cycles."""

import gc
import threading
from collections.abc import Iterator
from contextlib import contextmanager

_lock = threading.Lock()
_resting = 0
_was_on = True


@contextmanager
def collector_at_rest() -> Iterator[None]:
    """Switch the collector off until the last of all texts that are being read at once is done.

    A long text makes some hundred thousand small values, which the collector would go through again and again for a
    third of the whole time.
    """
    global _resting, _was_on
    with _lock:
        if not _resting:
            _was_on = gc.isenabled()
            gc.disable()
        _resting += 1
    try:
        yield
    finally:
        with _lock:
            _resting -= 1
            if not _resting and _was_on:
                gc.enable()
