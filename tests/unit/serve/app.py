"""A server inside the test, and models that fail, wait or answer as they are told."""

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from starlette.testclient import TestClient

from dermagent.llm.base import Completion, Request
from dermagent.llm.scripted import ScriptedModel
from dermagent.serve.app import make_app

BURNING = {"id": "burning", "history": "Burning blisters in a strip on the left chest for two days."}
DRUG = {"id": "drug", "history": "After starting a new medicine two weeks ago I have a painful rash all over."}


@contextmanager
def serving(**given: Any) -> Iterator[TestClient]:
    """A client of a server with these settings; nothing is raised that a real caller would not see."""
    with TestClient(make_app(**given), base_url="http://127.0.0.1", raise_server_exceptions=False) as client:
        yield client


class Waiting(ScriptedModel):
    """Answers when it is let go, and knows how many calls wait and how many were given up."""

    def __init__(self) -> None:
        super().__init__(lambda request: {"reasoning": "", "findings": [], "candidates": []})
        self.asked = threading.Event()
        self.go = threading.Event()
        self.given_up = threading.Event()

    async def complete(self, request: Request) -> Completion:
        self.asked.set()
        try:
            while not self.go.is_set():  # noqa: ASYNC110 - set by the test in another thread
                await asyncio.sleep(0.005)
        except asyncio.CancelledError:
            self.given_up.set()
            raise
        return await super().complete(request)
