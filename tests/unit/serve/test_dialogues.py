"""Dialogues over HTTP: whose they are, how long they live, and what an outage leaves of them."""

import base64
import sqlite3
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from dermagent import Case, InputError, Session
from dermagent.errors import ModelUnavailable
from dermagent.llm.base import Request
from dermagent.llm.scripted import ScriptedModel
from dermagent.serve.limits import ServeLimits
from tests.unit.serve.app import DRUG, serving


def begun(client: TestClient, case: Mapping[str, Any] = DRUG) -> str:
    answer = client.post("/v1/sessions", json=case)
    assert answer.status_code == 200, answer.text
    name: str = answer.json()["session"]
    return name


def reply(client: TestClient, name: str, answer: str) -> Any:
    """The answer to an answer to the question that is open."""
    question = client.get(f"/v1/sessions/{name}").json()["question"]
    body = {"question": question["id"] if question else "none", "answer": answer}
    return client.post(f"/v1/sessions/{name}/answer", json=body)


def test_a_dialogue_goes_from_question_to_emergency() -> None:
    with serving() as client:
        first = client.post("/v1/sessions", json=DRUG).json()
        assert first["question"]["kind"] == "red_flag"
        assert first["differential"]["urgency"] != "emergency"
        second = reply(client, first["session"], "yes")
        assert second.status_code == 200
        assert second.json()["session"] == first["session"]
        assert second.json()["differential"]["urgency"] == "emergency"
        assert client.get(f"/v1/sessions/{first['session']}").json() == second.json()
        assert "not a medical device" in second.json()["differential"]["notice"]


def test_names_cannot_be_guessed_and_dialogues_about_one_case_stay_apart() -> None:
    with serving() as client:
        names = [begun(client) for _ in range(3)]
        assert len(set(names)) == 3
        assert all(len(name) == 32 for name in names)  # 24 random bytes
        urgent = reply(client, names[0], "yes").json()
        calm = reply(client, names[1], "no").json()
        assert urgent["differential"]["urgency"] == "emergency"
        assert calm["differential"]["urgency"] != "emergency"
        assert client.get(f"/v1/sessions/{names[2]}").json()["differential"]["urgency"] != "emergency"
        for method, address in (("GET", "guess"), ("DELETE", "guess"), ("POST", "guess/answer")):
            content = b'{"question": "x", "answer": "yes"}' if method == "POST" else None
            headers = {"Content-Type": "application/json"}
            answer = client.request(method, f"/v1/sessions/{address}", content=content, headers=headers)
            assert answer.status_code == 404


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"answer": "yes"},
        {"question": "x", "answer": ""},
        {"question": "x", "answer": 1},
        {"question": 1, "answer": "yes"},
        {"question": "x", "answer": "yes", "more": 1},
        {"question": "x", "answer": "x" * 50_001},
    ],
)
def test_an_answer_is_a_text(body: dict[str, Any]) -> None:
    with serving() as client:
        answer = client.post(f"/v1/sessions/{begun(client)}/answer", json=body)
    assert answer.status_code == 422
    assert answer.json()["error"].startswith('expected {"question": its id, "answer": a text}')


def test_an_answer_without_a_question_is_refused() -> None:
    with serving(max_questions=0) as client:
        answer = reply(client, begun(client), "yes")
    assert answer.status_code == 409
    assert "is not open" in answer.json()["error"]


@pytest.mark.parametrize("in_file", [False, True])
def test_there_are_no_more_dialogues_than_allowed_and_a_deleted_one_makes_room(in_file: bool, tmp_path: Path) -> None:
    store = tmp_path / "talks.sqlite" if in_file else None
    with serving(sessions=store, limits=ServeLimits(max_sessions=2)) as client:
        names = [begun(client) for _ in range(2)]
        refused = client.post("/v1/sessions", json=DRUG)
        assert (refused.status_code, refused.headers["retry-after"]) == (503, "60")
        assert client.delete(f"/v1/sessions/{names[0]}").status_code == 204
        assert client.get(f"/v1/sessions/{names[0]}").status_code == 404
        begun(client)


def test_images_of_open_dialogues_have_a_bound(photo: Path) -> None:
    case = {**DRUG, "images": [{"content": base64.b64encode(photo.read_bytes()).decode()}]}
    with serving(limits=ServeLimits(max_session_bytes=int(1.5 * photo.stat().st_size))) as client:
        name = begun(client, case)
        assert client.post("/v1/sessions", json=case).status_code == 503
        begun(client)  # without images
        client.delete(f"/v1/sessions/{name}")
        begun(client, case)


def test_a_dialogue_in_a_file_survives_a_restart_and_leaves_nothing_when_its_time_is_over(tmp_path: Path) -> None:
    store = tmp_path / "talks.sqlite"
    with serving(sessions=store) as client:
        name = begun(client)
    with serving(sessions=store) as client:
        turn = reply(client, name, "yes").json()
        assert turn["differential"]["urgency"] == "emergency"
    Session(Case.model_validate(DRUG), thread="anna", store=store).start()  # of `dermagent ask`, in the same file
    assert threads(store) == 2
    with serving(sessions=store, limits=ServeLimits(session_s=0.0)) as client:
        assert client.get(f"/v1/sessions/{name}").status_code == 404
    assert threads(store) == 1
    assert Session(thread="anna", store=store).start().question is not None


def threads(store: Path) -> int:
    with sqlite3.connect(store) as connection:
        number: int = connection.execute("select count(distinct thread_id) from checkpoints").fetchone()[0]
    connection.close()
    return number


def test_a_dialogue_with_images_goes_on_after_a_restart(tmp_path: Path, photo: Path) -> None:
    store = tmp_path / "talks.sqlite"
    case = {**DRUG, "images": [{"content": base64.b64encode(photo.read_bytes()).decode()}]}
    with serving(sessions=store) as client:
        name = begun(client, case)
        assert reply(client, name, "yes").status_code == 200
    with serving(sessions=store) as client:
        turn = client.post(f"/v1/sessions/{name}/more", json={"history": "It itches too."})
    assert turn.status_code == 200
    assert [image["refused"] for image in turn.json()["differential"]["images"]] == [None]


def test_an_answer_names_its_question_and_counts_once() -> None:
    with serving() as client:
        name = begun(client)
        first = client.get(f"/v1/sessions/{name}").json()["question"]["id"]
        address = f"/v1/sessions/{name}/answer"
        turn = client.post(address, json={"question": first, "answer": "no"})
        again = client.post(address, json={"question": first, "answer": "no"})
        assert (again.status_code, again.json()) == (200, turn.json())
        other = client.post(address, json={"question": first, "answer": "yes"})
        assert (other.status_code, other.json().keys()) == (409, {"error"})
        assert client.post(address, json={"question": "0" * 16, "answer": "no"}).status_code == 409
        assert client.get(f"/v1/sessions/{name}").json() == turn.json()


def test_a_double_tap_from_many_hands_answers_one_question() -> None:
    with serving() as client, ThreadPoolExecutor(6) as pool:
        name = begun(client)
        body = {"question": client.get(f"/v1/sessions/{name}").json()["question"]["id"], "answer": "no"}
        said = list(pool.map(lambda _: client.post(f"/v1/sessions/{name}/answer", json=body), range(6)))
    assert [answer.status_code for answer in said] == [200] * 6
    assert all(answer.json() == said[0].json() for answer in said)


def test_more_is_told_and_what_was_read_is_corrected_in_a_dialogue(photo: Path) -> None:
    content = base64.b64encode(photo.read_bytes()).decode()
    with serving() as client:
        name = begun(client, {"id": "itch", "history": "Itchy burrows between the fingers."})
        address = f"/v1/sessions/{name}/more"
        turn = client.post(address, json={"corrected": {"burrow": False}, "images": [{"content": content}]})
        assert turn.status_code == 200
        seen = turn.json()["differential"]["observations"]["items"]
        assert {"finding": "burrow", "polarity": "absent", "source": "person"}.items() <= seen[-1].items()
        assert turn.json()["differential"]["images"][0]["refused"] is None
        assert client.get(f"/v1/sessions/{name}").json() == turn.json()
        for body in ({"corrected": {"frobnication": True}}, {"images": [{"path": "/etc/hostname"}]}, {"x": 1}, []):
            assert client.post(address, json=body).status_code == 422


def test_a_dialogue_is_its_clients_own() -> None:
    keys = {"anna": "a" * 20, "ben": "b" * 20}
    with serving(keys=keys, loopback=False) as client:
        anna, ben = ({"Authorization": f"Bearer {keys[name]}"} for name in ("anna", "ben"))
        name = client.post("/v1/sessions", json=DRUG, headers=anna).json()["session"]
        assert client.get(f"/v1/sessions/{name}", headers=ben).status_code == 404
        assert client.delete(f"/v1/sessions/{name}", headers=ben).status_code == 404
        assert client.get(f"/v1/sessions/{name}", headers=anna).status_code == 200


def test_a_file_that_is_no_store_is_refused_at_the_start(tmp_path: Path) -> None:
    wrong = tmp_path / "notes.txt"
    wrong.write_text("these are no dialogues " * 100)
    with pytest.raises(InputError, match=r"'notes\.txt' is no SQLite file"), serving(sessions=wrong):
        pass


def test_an_outage_begins_no_dialogue_and_an_interrupted_one_goes_on() -> None:
    down = True

    def scripted(request: Request) -> str | Mapping[str, Any]:
        if down:
            raise ModelUnavailable("the model cannot be reached")
        return {"reasoning": "", "findings": [], "candidates": [{"name": "SJS", "confidence": 0.5, "reason": ""}]}

    limits = ServeLimits(max_sessions=1)
    with serving(chat=ScriptedModel(scripted), graph="naive_cot", limits=limits) as client:
        none = client.post("/v1/sessions", json=DRUG)
        assert none.status_code == 502
        assert (none.json()["session"], none.json()["differential"]["outcome"]) == (None, "failed")
        down = False
        name = begun(client)  # the one that failed takes no room
        down = True
        failed = reply(client, name, "yes")
        assert (failed.status_code, failed.json()["question"]) == (502, None)
        down = False
        turn = client.get(f"/v1/sessions/{name}")
        assert turn.status_code == 200
        assert turn.json()["differential"]["urgency"] == "emergency"


def test_what_is_refused_leaves_the_dialogue_where_it_stood() -> None:
    with serving() as client:
        begun = client.post("/v1/sessions", json=DRUG).json()
        at = f"/v1/sessions/{begun['session']}"
        for more in ({"symptoms": {"no such finding": True}}, {"corrected": {"no such finding": True}}):
            assert client.post(f"{at}/more", json=more).status_code == 422
        assert client.get(at).json() == begun
        answer = {"question": begun["question"]["id"], "answer": "no"}
        assert client.post(f"{at}/answer", json=answer).status_code == 200
