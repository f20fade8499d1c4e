"""`examples/chatbot.py` behind a real uvicorn on loopback, with the embedded default."""

import base64
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx2
import pytest

from tests.integration.test_dialogue_example import RASH, example

pytestmark = pytest.mark.doors


@contextmanager
def chatbot(store: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[httpx2.Client]:
    import uvicorn

    monkeypatch.setenv("CHATBOT_STORE", str(store))
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        server = uvicorn.Server(uvicorn.Config(example("chatbot").app, log_config=None, ws="none"))
        thread = threading.Thread(target=server.run, args=([listening],))
        thread.start()
        while not server.started:
            time.sleep(0.01)
        try:
            address = f"http://127.0.0.1:{listening.getsockname()[1]}"
            with httpx2.Client(base_url=address, headers={"X-Person": "anna"}, timeout=60) as client:
                yield client
        finally:
            server.should_exit = True
            thread.join()


def said(client: httpx2.Client, status: int = 200, /, **message: Any) -> dict[str, Any]:
    answer = client.post("/messages", json=message)
    assert answer.status_code == status, answer.text
    told: dict[str, Any] = answer.json()
    return told


def test_a_person_is_asked_answers_sends_a_photograph_and_goes_on_after_a_restart(
    tmp_path: Path, photo: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store, image = tmp_path / "talks.sqlite", base64.b64encode(photo.read_bytes()).decode()
    with chatbot(store, monkeypatch) as client:
        first = said(client, text=RASH)
        assert (first["outcome"], first["urgency"]) == ("answered", "same_day")
        asked = first["question"]["id"]
        second = said(client, text="No.", question=asked, images=[image])
        assert second["question"]["id"] != asked
        assert said(client, text="No.", question=asked, images=[image]) == second  # a double tap
        assert "not open" in said(client, 409, text="Yes.", question=asked)["error"]
    with chatbot(store, monkeypatch) as client:
        assert client.get("/messages").json() == second
        worse = said(client, text="Now my mouth is sore and the skin peels.")
        assert worse["urgency"] == "emergency"
        assert client.get("/messages", headers={"X-Person": "ben"}).status_code == 404
        assert said(client, 422, text="x", images=["SECRETWORD!"])["error"].count("SECRETWORD") == 0
        assert client.delete("/messages").status_code == 204
        assert client.get("/messages").status_code == 404
        assert said(client, 422)["error"] == "send a text or a photograph"
        assert client.post("/messages", json={"text": "x"}, headers={"X-Person": ""}).status_code == 422
