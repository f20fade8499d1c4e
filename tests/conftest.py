"""Guards that hold for every test: no network beyond loopback, and a clean environment."""

import gc
import os
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

from dermagent.knowledge.base import KnowledgeBase, knowledge

settings.register_profile("the same in every run", derandomize=True, database=None, deadline=None)
settings.load_profile("the same in every run")


def pytest_collection_finish() -> None:
    """What has been collected stays: no later search for garbage looks through it again."""
    gc.collect()
    gc.freeze()


LOOPBACK = {None, "", "127.0.0.1", "::1", "localhost"}


@pytest.fixture(autouse=True)
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """A test that tries to leave the machine fails; `pytest.fail` is no Exception, so nothing can swallow it."""
    resolve, connect = socket.getaddrinfo, socket.socket.connect

    def getaddrinfo(host: Any, *args: Any, **kwargs: Any) -> Any:
        name = host.decode() if isinstance(host, bytes) else host
        if name not in LOOPBACK:
            pytest.fail(f"a test tried to reach {name!r}; mock it or use a local server")
        return resolve(host, *args, **kwargs)

    def guarded(self: socket.socket, address: Any) -> Any:
        if self.family in (socket.AF_INET, socket.AF_INET6) and address[0] not in LOOPBACK:
            pytest.fail(f"a test tried to connect to {address[0]!r}")
        return connect(self, address)

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
    monkeypatch.setattr(socket.socket, "connect", guarded)


@pytest.fixture(autouse=True)
def clean_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """No setting of the developer's shell reaches a test."""
    for name in [name for name in os.environ if name.startswith("DERMAGENT_") and name != "DERMAGENT_SHARED"]:
        monkeypatch.delenv(name)


@pytest.fixture(scope="session")
def kb() -> KnowledgeBase:
    """The shipped knowledge."""
    return knowledge()


@pytest.fixture
def photo(tmp_path: Path) -> Iterator[Path]:
    """A small synthetic image of a mole in `tmp_path`."""
    import numpy as np

    from dermagent.imaging.synth import render, save_png

    path = tmp_path / "mole.png"
    save_png(render(np.random.default_rng(0)), path)
    yield path
