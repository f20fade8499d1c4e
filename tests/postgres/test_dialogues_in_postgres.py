"""Dialogues in a real PostgreSQL: kept, pruned, held by one process at a time, deleted, and an outage told as one."""

import asyncio
import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from dermagent import Case, CaseImage, DialogueConflict, InputError, Session, Turn
from dermagent.workflow.store import open_store
from tests.unit.serve.app import serving

pytestmark = [
    pytest.mark.postgres,
    pytest.mark.skipif(not (shutil.which("initdb") and shutil.which("postgres")), reason="PostgreSQL is not installed"),
]
DRUG = Case(id="drug", history="After starting a new medicine two weeks ago I have a painful rash all over.")
ACCOUNT = "nobody"


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, "subprocess.Popen[bytes]"]]:
    """The address of a server of this test's own; it refuses to run as root, so there another account runs it."""
    folder = tmp_path_factory.mktemp("postgres")
    data, ran_by = folder / "data", {}
    if os.getuid() == 0:
        for parent in (folder, *folder.parents):
            if parent.is_relative_to("/tmp") and parent != Path("/tmp"):  # noqa: S108 - pytest's own folder
                parent.chmod(parent.stat().st_mode | 0o055)
        shutil.chown(folder, ACCOUNT)
        ran_by = {"user": ACCOUNT}
    made = [str(shutil.which("initdb")), "-D", str(data), "-U", "derm", "-A", "trust", "--no-sync"]
    subprocess.run(made, check=True, capture_output=True, **ran_by)  # type: ignore[call-overload]
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port = one.getsockname()[1]
    command = ["postgres", "-D", str(data), "-p", str(port), "-h", "127.0.0.1", "-k", str(folder), "-F"]
    server = subprocess.Popen(command, stderr=subprocess.DEVNULL, **ran_by)  # type: ignore[call-overload]
    for _ in range(200):
        if not subprocess.run(["pg_isready", "-h", "127.0.0.1", "-p", str(port)], capture_output=True).returncode:
            break
        asyncio.run(asyncio.sleep(0.1))
    yield f"postgresql://derm@127.0.0.1:{port}/postgres", server
    server.kill()
    server.wait(10)


async def test_a_dialogue_survives_with_its_images_and_takes_little_room(database: Any, photo: Path) -> None:
    address, _ = database
    case = DRUG.model_copy(update={"images": (CaseImage(content=photo.read_bytes()),)})  # noqa: ASYNC240
    before = await Session(case, store=address, thread="anna").astart()
    again = Session(store=address, thread="anna")
    assert await again.astart() == before
    turn = await again.aanswer("yes")
    assert turn.differential.urgency == "emergency"
    turn = await Session(store=address, thread="anna").atell("It itches.")
    assert [image.refused for image in turn.differential.images] == [None]
    store: Any = await open_store(address)
    size = "select sum(pg_column_size(b.*)) from {} b where thread_id = ?"
    held = 0
    for table in ("checkpoints", "checkpoint_blobs", "checkpoint_writes"):
        (row,) = await store.rows(size.format(table), (again.thread_id,))
        held += row[0] or 0
    rows = await store.rows("select count(*) from checkpoints where thread_id = ?", (again.thread_id,))
    assert rows == [(1,)] and 0 < held < 200_000
    await again.aforget()
    for table in ("checkpoints", "checkpoint_blobs", "checkpoint_writes"):
        assert await store.rows(f"select count(*) from {table} where thread_id like ?", (f"{again.thread_id}%",)) == [  # noqa: S608
            (0,)
        ]
    await store.aclose()


async def test_of_two_processes_one_goes_on(database: Any) -> None:
    one, other = await open_store(database[0]), await open_store(database[0])
    try:
        mine, theirs = (Session(DRUG, thread="both", checkpointer=saver) for saver in (one, other))
        await mine.astart()
        await theirs.astart()
        said = await asyncio.gather(mine.aanswer("no"), theirs.aanswer("yes"), return_exceptions=True)
        assert sorted(isinstance(turn, DialogueConflict) for turn in said) == [False, True]
        assert await theirs.astart() == next(turn for turn in said if isinstance(turn, Turn))
    finally:
        for saver in (one, other):
            await saver.aclose()  # type: ignore[attr-defined]


async def test_many_dialogues_at_once(database: Any) -> None:
    sessions = [Session(DRUG, store=database[0], thread=f"user {n}") for n in range(6)]
    await asyncio.gather(*(session.astart() for session in sessions))
    turns = await asyncio.gather(*(session.aanswer(("yes", "no")[n % 2]) for n, session in enumerate(sessions)))
    assert [turn.differential.urgency == "emergency" for turn in turns] == [True, False] * 3


def test_zero_characters_which_its_texts_cannot_hold_break_no_dialogue(database: Any) -> None:
    case = {"history": f"{DRUG.history} It itches.\0", "patient": {"id": "a\0b"}}
    with serving(sessions=database[0]) as client:
        begun = client.post("/v1/sessions", json=case)
        assert begun.status_code == 200, begun.text
        path, question = f"/v1/sessions/{begun.json()['session']}", begun.json()["question"]["id"]
        assert client.post(f"{path}/answer", json={"question": "\0", "answer": "yes"}).status_code == 409
        assert client.post(f"{path}/answer", json={"question": question, "answer": "yes\0"}).status_code == 200
        assert client.post(f"{path}/more", json={"history": "\0It bleeds\0."}).status_code == 200
    with serving(sessions=database[0]) as client:
        assert client.get(path).json()["differential"]["urgency"] == "emergency"  # "yes" is read
        assert client.delete(path).status_code == 204


def test_a_server_keeps_its_dialogues_there_and_says_so_when_it_is_gone(database: Any) -> None:
    address, postgres = database
    with serving(sessions=address) as client:
        begun = client.post("/v1/sessions", json=DRUG.model_dump(mode="json", include={"id", "history"})).json()
        path = f"/v1/sessions/{begun['session']}"
        body = {"question": begun["question"]["id"], "answer": "yes"}
        assert client.post(f"{path}/answer", json=body).status_code == 200
        assert client.get("/readyz").status_code == 200
    with serving(sessions=address) as client:
        assert client.get(path).json()["differential"]["urgency"] == "emergency"
        assert client.get(f"/v1/sessions/{'%00' * 3}").status_code == 404
        postgres.kill()
        postgres.wait(10)
        refused = client.get(path)
        assert (refused.status_code, refused.headers["retry-after"]) == (503, "5")
        assert "cannot be reached" in refused.json()["error"]
        assert client.get("/readyz").status_code == 503
        assert client.get("/healthz").status_code == 200


def test_without_its_package_the_store_says_what_to_install() -> None:
    code = (
        "import sys; sys.modules['psycopg'] = None\n"
        "from dermagent import Case, Session\n"
        "Session(Case(history='x'), store='postgresql://x').start()"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60)
    assert "pip install 'dermagent[postgres]'" in done.stderr


def test_an_address_that_nobody_answers_at_is_told_without_its_password() -> None:
    with pytest.raises(InputError, match="cannot be used; check address") as told:
        with serving(sessions="postgresql://derm:SECRETWORD@127.0.0.1:1/x"):
            pass
    assert "SECRETWORD" not in str(told.value)
