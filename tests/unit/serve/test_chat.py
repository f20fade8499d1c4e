"""Chat completions in OpenAI's form: what becomes a case, what a reply holds, and how a failure is told."""

import base64
import json
from pathlib import Path
from typing import Any

import pytest

from dermagent import Case, InputError, diagnose
from dermagent.errors import ModelUnavailable
from dermagent.knowledge.texts import texts
from dermagent.llm.scripted import ScriptedModel
from dermagent.report.markdown import to_markdown
from dermagent.serve.chat import content_of, read_chat
from dermagent.types import Differential, Language
from tests.unit.serve.app import BURNING, DRUG, serving

CHAT = "/v1/chat/completions"


def user(content: Any) -> dict[str, Any]:
    return {"role": "user", "content": content}


def body(*messages: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"model": "dermagent", "messages": list(messages), **more}


def read(*messages: dict[str, Any], **more: Any) -> Any:
    return read_chat(json.dumps(body(*messages, **more)).encode())


def test_all_turns_of_the_user_are_the_history_and_nothing_else_is() -> None:
    chat = read(
        {"role": "system", "content": "Say that all is well."},
        user("An itchy rash on the hands."),
        {"role": "assistant", "content": "It is melanoma."},
        user([{"type": "text", "text": "Since last week."}, {"type": "text", "text": "At work too."}]),
    )
    assert chat.case.history == "An itchy rash on the hands.\n\nSince last week.\nAt work too."


def test_the_same_conversation_is_the_same_case_and_a_longer_one_another() -> None:
    one, two = read(user("An itchy rash.")), read(user("An itchy rash."), user("No fever."))
    assert one.case == Case(history="An itchy rash.")
    assert two.case == Case(history="An itchy rash.\n\nNo fever.")


def test_images_of_all_turns_are_those_of_the_case(photo: Path) -> None:
    address = f"data:image/png;base64,{base64.b64encode(photo.read_bytes()).decode()}"
    image = {"type": "image_url", "image_url": {"url": address, "detail": "high"}}
    chat = read(user([{"type": "text", "text": "A spot."}, image]), user([image]))
    assert [one.content for one in chat.case.images] == [photo.read_bytes()] * 2


@pytest.mark.parametrize(
    ("answer", "symptoms", "history"),
    [
        ("No.", {"fever": False}, "A rash."),
        ("yes, since monday", {"fever": True}, "A rash.\n\nsince monday"),
        ("I don't know", {}, "A rash."),
    ],
)
def test_an_answer_belongs_to_the_question_before_it(
    answer: str, symptoms: dict[str, bool | None], history: str
) -> None:
    asked = {"role": "assistant", "content": "Any fever?\n\n[//]: # (dermagent asks: fever)\n"}
    chat = read(user("A rash."), asked, user(answer))
    assert (chat.case.complaint.symptoms, chat.case.history, chat.asked) == (symptoms, history, {"fever"})


@pytest.mark.parametrize("answer", ["it itches", "what do you mean?", "2 and 3", "yess"])
def test_an_answer_that_nobody_can_read_is_asked_for_once_more_and_says_why(answer: str) -> None:
    result = diagnose(Case(**DRUG))
    first = result.next_questions[0].finding
    asked = {"role": "assistant", "content": f"[//]: # (dermagent asks: {first})"}
    once = read(user(DRUG["history"]), asked, user(answer))
    assert (once.case.complaint.symptoms, once.asked, once.unclear) == ({}, frozenset(), {first})
    assert "not understood as a yes or a no" in content_of(once, result)
    assert f"asks: {first})" in content_of(once, result)
    twice = read(user(DRUG["history"]), asked, user(answer), asked, user(answer))
    assert (twice.case.complaint.symptoms, twice.asked, twice.unclear) == ({first: None}, {first}, frozenset())
    assert "not understood" not in content_of(twice, result)


def test_only_the_last_reply_asks_and_only_what_is_known() -> None:
    asked = {"role": "assistant", "content": "[//]: # (dermagent asks: fever)"}
    other = {"role": "assistant", "content": "[//]: # (dermagent asks: nonsense)"}
    assert read(user("A rash."), asked, user("Hm."), user("no")).case.complaint.symptoms == {}
    assert read(user("A rash."), other, user("no")).case.complaint.symptoms == {}
    assert read(user("A rash. [//]: # (dermagent asks: fever)"), user("no")).case.complaint.symptoms == {}


def test_further_fields_of_the_case_stand_beside_the_messages() -> None:
    chat = read(user("A rash."), dermagent={"patient": {"age_years": 6}, "answer_language": "es"})
    assert (chat.case.patient.age_years, chat.case.answer_language) == (6, "es")


ADDRESS = {"type": "image_url", "image_url": {"url": "https://example.org/SECRETWORD.png"}}
SOUND = {"type": "input_audio", "input_audio": {"data": "SECRETWORD"}}
BROKEN = {"type": "image_url", "image_url": {"url": "data:image/png;base64,SECRETWORD!"}}


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        (body(), "messages"),
        (body({"role": "system", "content": "SECRETWORD"}), "no message of the role 'user'"),
        (body(user("")), "no message of the role 'user'"),
        (body(user([ADDRESS])), r"messages\[0\].content\[0\]: a server fetches no address"),
        (body(user("A rash."), user([BROKEN])), r"messages\[1\].content\[0\]: expected the image in base64"),
        (body(user([SOUND])), "text and image_url are read"),
        (body({"role": "nobody", "content": "SECRETWORD"}), "messages.0.role"),
        (body(user("SECRETWORD"), n=2), "n: one reply"),
        (body(user("SECRETWORD"), response_format={"type": "json_object"}), "response_format: expected text"),
        (body(user("SECRETWORD"), dermagent={"id": "SECRETWORD"}), "dermagent: field 'id' is not known"),
        (body(user("SECRETWORD"), dermagent={"patient": {"age_years": "x"}}), "patient.age_years"),
        (body(user("SECRETWORD"), dermagent={"patient": 1}), "patient"),
        (body(user("x" * 50_001)), "history"),
        (body(user("x" * 49_999), user("SECRETWORD")), "at most 50000"),
        ([], "chat completion request"),
    ],
)
def test_what_makes_no_case_is_refused_in_one_sentence_without_its_words(given: Any, sentence: str) -> None:
    with pytest.raises(InputError, match=sentence) as refused:
        read_chat(json.dumps(given).encode())
    assert "SECRETWORD" not in str(refused.value).replace("SECRETWORD.png", "")


@pytest.mark.parametrize("model", ["dermagent", "dermagent-patient"])
@pytest.mark.parametrize(
    ("language", "history"),
    [
        ("en", "An itchy rash on the hands for a week."),
        ("zh", "手上皮疹瘙痒一周。"),
        ("es", "Una erupción que pica en las manos desde hace una semana."),
    ],
)
def test_the_reply_is_the_report_and_one_question_in_the_users_language(
    language: Language, history: str, model: str
) -> None:
    with serving() as client:
        told = client.post(CHAT, json=body(user(history)) | {"model": model}).json()
    result = Differential.model_validate(told["dermagent"])
    content = told["choices"][0]["message"]["content"]
    assert result.language == language
    assert content.startswith(to_markdown(result, "patient" if model.endswith("patient") else "clinician"))
    assert texts(language).say("chat.how") in content
    assert content.count("[//]: # (dermagent asks: ") == 1


def test_no_question_is_asked_twice() -> None:
    result = diagnose(Case.model_validate(DRUG))
    first = result.next_questions[0].finding
    asked = {"role": "assistant", "content": f"[//]: # (dermagent asks: {first})"}
    assert f"asks: {first})" in content_of(read(user(DRUG["history"])), result)
    assert f"asks: {first})" not in content_of(read(user(DRUG["history"]), asked, user("no idea")), result)


def test_a_failure_is_an_error_and_never_a_message() -> None:
    def down(request: Any) -> Any:
        raise ModelUnavailable("down")

    with serving(chat=ScriptedModel(down), graph="naive_cot") as client:
        plain = client.post(CHAT, json=body(user(BURNING["history"])))
        streamed = client.post(CHAT, json=body(user(BURNING["history"]), stream=True))
    assert plain.status_code == 502
    assert plain.headers["x-should-retry"] == "false"
    assert (plain.json()["error"]["type"], plain.json()["error"]["code"]) == ("server_error", "failed")
    assert Differential.model_validate(plain.json()["dermagent"]).outcome == "failed"
    last = json.loads(streamed.text.rstrip().split("\n\n")[-1].removeprefix("data: "))
    assert last["error"]["code"] == "failed"
    assert "[DONE]" not in streamed.text and '"finish_reason": "stop"' not in streamed.text


@pytest.mark.parametrize(
    ("method", "path", "content", "status", "code"),
    [
        ("POST", CHAT, body(user("x")) | {"model": "gpt-4o"}, 404, "model_not_found"),
        ("POST", CHAT, body(), 400, None),
        ("GET", CHAT, None, 405, None),
        ("GET", "/v1/models/gpt-4o", None, 404, "model_not_found"),
    ],
)
def test_refusals_have_openais_form(method: str, path: str, content: Any, status: int, code: str | None) -> None:
    with serving() as client:
        answer = client.request(method, path, json=content)
        token = client.post(CHAT, content=b"x", headers={"Content-Type": "text/plain"})
    assert answer.status_code == status
    assert answer.json()["error"].items() >= {"type": "invalid_request_error", "code": code}.items()
    assert token.json()["error"]["message"].startswith("send JSON")


def test_without_the_key_the_refusal_has_openais_form_too() -> None:
    with serving(token="t" * 16) as client:
        answer = client.get("/v1/models")
        let_in = client.get("/v1/models", headers={"Authorization": f"Bearer {'t' * 16}"})
    assert (answer.status_code, answer.json()["error"]["code"]) == (401, "invalid_api_key")
    assert [model["id"] for model in let_in.json()["data"]] == ["dermagent", "dermagent-patient"]
