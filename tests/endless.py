"""A retriever of a test's own that computes without end for some cases, on the event loop or in a thread."""

import asyncio
import time
from typing import Any

from dermagent.steps.retrieve.findings import findings_retriever


def endless(tools: Any) -> Any:
    """The shipped retriever, but for histories with ENDLESS or THREAD."""
    return _Endless(findings_retriever(tools))


class _Endless:
    def __init__(self, shipped: Any) -> None:
        self._shipped = shipped
        self.info = shipped.info

    async def propose(self, case: Any, seen: Any, shown: Any) -> Any:
        if "ENDLESS" in case.history:
            _compute()
        if "THREAD" in case.history:
            await asyncio.to_thread(_compute)
        if "PAUSE" in case.history:
            await asyncio.sleep(1.0)
        return await self._shipped.propose(case, seen, shown)


def _compute() -> None:
    until = time.monotonic() + 600
    while time.monotonic() < until:
        pass
