"""Faults in settings, files, answers and requests, each told in a sentence that names it."""

import json
import socket
from pathlib import Path

import pytest
from click.testing import CliRunner

from dermagent import Case, InputError, Session
from dermagent.cli import cli
from dermagent.cli.written import output
from dermagent.errors import InvalidCase, InvalidSetting
from dermagent.serve.chat import read_chat
from dermagent.serve.hooks import case_of
from dermagent.settings import resolve
from dermagent.steps.intake import parse_case, refuse_repeated_keys
from tests.servers import started
from tests.unit.serve.app import serving

BITE = "A tick bit my calf, and now the place is red."


@pytest.mark.parametrize(
    "address", ["localhost:8000/v1", "SECRETKEY@host/v1", "ftp://host/v1", "http://", "http://[::1"]
)
@pytest.mark.parametrize("setting", ["base_url", "embedding_base_url"])
def test_an_address_without_its_scheme_is_refused(setting: str, address: str) -> None:
    with pytest.raises(
        InvalidSetting, match=f"setting '{setting}': expected an address that begins with http://"
    ) as told:
        resolve(**{setting: address})
    assert "SECRETKEY" not in str(told.value)
    assert getattr(resolve(**{setting: "https://host/v1"}), setting) == "https://host/v1"


def test_a_reply_cache_that_is_a_file_is_told_by_its_name(tmp_path: Path) -> None:
    (tmp_path / "kept.txt").write_text("x")
    for place in (tmp_path / "kept.txt", tmp_path / "kept.txt" / "below"):
        with pytest.raises(InvalidSetting, match=r"'reply_cache': expected a folder, found the file 'kept\.txt'"):
            resolve(reply_cache=place)
    assert resolve(reply_cache=tmp_path / "to" / "come").reply_cache


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("age", "patient.age_years"),
        ("sex", "patient.sex"),
        ("symptoms", "complaint.symptoms"),
        ("duration", "complaint.duration"),
        ("image", "images"),
        ("Histroy", "history"),
    ],
)
def test_a_field_at_the_wrong_place_is_told_where_it_belongs(name: str, meant: str) -> None:
    with pytest.raises(InvalidCase, match=f"field '{name}' is not known; did you mean '{meant}'"):
        parse_case(json.dumps({"history": "x", name: 1}), "c.json")


def test_a_number_of_thousands_of_digits_is_told_as_such() -> None:
    text = f'{{"history": "x", "patient": {{"age_years": {"9" * 5000}}}}}'
    with pytest.raises(InvalidCase, match="a number has 5000 digits; no value of a case has more than 100"):
        parse_case(text, "c.json")
    with pytest.raises(InputError, match="a number has 5000 digits"):
        refuse_repeated_keys(text.encode(), "the call")


@pytest.mark.parametrize("name", ["Shingles", "herpes zoster", "culebrilla", "\u5e26\u72b6\u75b1\u75b9"])
def test_a_card_is_found_by_every_name_of_its_condition(name: str) -> None:
    shown = CliRunner().invoke(cli, ["knowledge", "show", name])
    assert shown.exit_code == 0 and "herpes_zoster" in shown.output, shown.output
    near = CliRunner().invoke(cli, ["knowledge", "show", "shinglz"], standalone_mode=False)
    assert isinstance(near.exception, InputError) and "did you mean 'herpes_zoster'" in str(near.exception)


@pytest.mark.parametrize("blank", [" ", "\n\t", "...", "?", "\u200b", "\u3000"])
async def test_an_answer_that_says_nothing_closes_no_question(blank: str) -> None:
    session = Session(Case(history=BITE))
    put = (await session.astart()).question
    assert put
    with pytest.raises(InvalidCase, match="the answer says nothing"):
        await session.aanswer(blank)
    again = (await session.astart()).question
    assert again and again.id == put.id
    after = await session.aanswer("no")
    assert after.question is None or after.question.id != put.id


def test_a_blank_answer_to_the_server_is_a_422_and_the_question_stays() -> None:
    with serving() as client:
        begun = client.post("/v1/sessions", json={"history": BITE}).json()
        put = begun["question"]["id"]
        address = f"/v1/sessions/{begun['session']}"
        refused = client.post(f"{address}/answer", json={"question": put, "answer": "  "})
        assert refused.status_code == 422 and "says nothing" in refused.json()["error"]
        assert client.get(address).json()["question"]["id"] == put


async def test_an_answer_that_is_no_utf_8_is_told_as_such() -> None:
    session = Session(Case(history=BITE))
    await session.astart()
    with pytest.raises(InvalidCase, match="the answer holds bytes that are not UTF-8"):
        await session.aanswer(b"caf\xe9 yes".decode("utf-8", "surrogateescape"))
    with pytest.raises(InvalidCase, match="what is told holds bytes that are not UTF-8"):
        await session.atell("\udce9")


@pytest.mark.parametrize("sent", [b"\x16\x03\x01\r\n\r\n", b"GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n"])
def test_what_is_no_request_is_refused_in_json(sent: bytes) -> None:
    with started("serve", "--port", "0", "--processes", "1") as process:
        told = next(line for line in process.stderr if "http://" in line)
        port = int(told.partition("127.0.0.1:")[2].split("/")[0].split()[0])
        with socket.create_connection(("127.0.0.1", port), timeout=30) as open_:
            open_.sendall(sent)
            answer = b"".join(iter(lambda: open_.recv(65536), b""))
    head, _, body = answer.partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 400 ") and b"application/json" in head
    assert json.loads(body) == {"error": "this is no request in HTTP/1.1 that can be read"}


def test_a_folder_that_is_missing_is_named_as_what_is_missing(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"cannot write 'new\.md': there is no folder '.*later'; make it first"):
        with output(tmp_path / "later" / "new.md", "md", ["new"]):
            pass


@pytest.mark.parametrize("body", [b"{", b"[]", b"7", b""])
def test_a_body_that_is_none_is_named_as_the_body(body: bytes) -> None:
    for read in (read_chat, case_of):
        with pytest.raises(InputError, match="see 'the body'"):
            read(body)


def test_a_second_case_in_a_form_is_named_as_such() -> None:
    with serving() as client:
        parts = [("case", (None, json.dumps({"history": BITE}))), ("case", (None, json.dumps({"history": BITE})))]
        assert "two parts 'case'" in client.post("/v1/diagnose", files=parts).json()["error"]
        images = [("image", (f"{n}.png", b"x")) for n in range(52)]
        assert "at most 50 images" in client.post("/v1/diagnose", files=images).json()["error"]


@pytest.mark.parametrize("command", [["diagnose", "examples/changing_mole.json"], ["show", "result.json"]])
def test_an_empty_name_of_a_file_is_not_the_working_directory(command: list[str]) -> None:
    told = CliRunner().invoke(cli, [*command, "--out", ""])
    assert told.exit_code == 2 and "found an empty one" in told.output
