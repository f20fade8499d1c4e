"""What one untrusted image may cost, and what all of a case's may cost together."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

#: Long side to which a case's images are made smaller, in pixels: what the largest model looks at.
WORKING_SIDE = 2048
#: Pixels that all images of a case may have together once they are smaller.
_CASE_PIXELS = 32_000_000
#: Pixels that may be in decoding at once in this process.
_DECODING_PIXELS = 64_000_000


@dataclass(frozen=True)
class ImageLimits:
    """What an image may cost; `max_bytes` is the compressed size, `max_pixels` is width times height."""

    max_bytes: int = 25 * 1024 * 1024
    max_pixels: int = 60_000_000
    min_side_px: int = 16
    allow_urls: bool = False
    fetch_timeout_s: float = 10.0


def working_side(images: int) -> int:
    """The long side in pixels for each of so many images of a case: smaller where they are many."""
    return min(WORKING_SIDE, int((_CASE_PIXELS / max(1, images)) ** 0.5))


class _Budget:
    """A number of pixels that the threads of a process share while they decode."""

    def __init__(self, pixels: int) -> None:
        self._all = self._free = pixels
        self._changed = threading.Condition()

    @contextmanager
    def taken(self, pixels: int) -> Iterator[None]:
        """Wait until so many pixels are free and hold them; an image larger than the budget is decoded alone."""
        wanted = min(pixels, self._all)
        with self._changed:
            self._changed.wait_for(lambda: self._free >= wanted)
            self._free -= wanted
        try:
            yield
        finally:
            with self._changed:
                self._free += wanted
                self._changed.notify_all()


decoding = _Budget(_DECODING_PIXELS)
