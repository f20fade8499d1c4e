"""What one untrusted image may cost."""

from dataclasses import dataclass


@dataclass(frozen=True)
class ImageLimits:
    """What an image may cost; `max_bytes` is the compressed size, `max_pixels` is width times height."""

    max_bytes: int = 25 * 1024 * 1024
    max_pixels: int = 60_000_000
    min_side_px: int = 16
    allow_urls: bool = False
    fetch_timeout_s: float = 10.0
