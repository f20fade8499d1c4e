"""The audit log: who asked when, about which case by its hash, with which versions, and what came of it; no text."""

import json
import os
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from dermagent.errors import InputError


class AuditLog:
    """Appends a line of JSON for each request that worked on a case."""

    def __init__(self, path: Path | None) -> None:
        """Open the file, readable by its owner only; None: nothing is written.

        Raises:
            InputError: it cannot be written.
        """
        self._file = None
        if path:
            try:
                self._file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
            except OSError as error:
                raise InputError(f"audit log {path.name!r} cannot be written: {error.strerror}") from error

    def write(self, who: str, what: str, status: int, ms: float, facts: Mapping[str, Any]) -> None:
        """One line; at once, for a line that waits is lost with the process."""
        if self._file is None:
            return
        line = {
            "when": datetime.now(UTC).isoformat(timespec="milliseconds"),
            "who": who or None,
            "what": what,
            "status": status,
            "ms": round(ms),
            **{name: facts.get(name) for name in ("case", "outcome", "degraded", "urgency", "versions")},
        }
        os.write(self._file, json.dumps(line, ensure_ascii=True).encode() + b"\n")

    def close(self) -> None:
        """Let go of the file."""
        if self._file is not None:
            os.close(self._file)
            self._file = None
