"""What one server may take on at most."""

from dataclasses import dataclass


@dataclass(frozen=True)
class ServeLimits:
    """Bounds of a server; one request may take `timeout_s` from the moment a place is free for it.

    `at_once` requests work and `waiting` more wait, each with its body complete; every further one is turned away. A
    body may take `body_s` to arrive, and those that are arriving or waiting hold at most `max_held_bytes` together.
    One client with a key of its own may hold at most half of all places. A dialogue is forgotten `session_s` seconds
    after its last use; all of them hold at most `max_session_bytes` of images together.
    """

    at_once: int = 8
    waiting: int = 32
    timeout_s: float = 300.0
    body_s: float = 60.0
    max_body_bytes: int = 32 * 2**20
    max_held_bytes: int = 512 * 2**20
    max_sessions: int = 200
    session_s: float = 3600.0
    max_session_bytes: int = 256 * 2**20
