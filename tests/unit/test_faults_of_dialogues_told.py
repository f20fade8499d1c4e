"""What is wrong with what is posted, told to a dialogue or read from a file is said with its place and bound."""

import json
from pathlib import Path
from typing import Any

import pytest

from dermagent import Case
from dermagent.errors import InputError, InvalidCase
from dermagent.evals.running.predictions import read_predictions
from dermagent.knowledge.base import knowledge
from dermagent.knowledge.priors import read_prior
from dermagent.serve.cases import PostedAnswer, PostedMore, _read
from dermagent.serve.chat import read_chat
from dermagent.workflow.session import Session


@pytest.mark.parametrize(
    ("kind", "posted", "told"),
    [
        (PostedMore, {"history": "x" * 50_001}, "see 'history': expected at most 50000 characters"),
        (PostedMore, {"symptoms": {"fever": "yes"}}, "see 'symptoms.fever': expected true or false"),
        (PostedMore, {"images": [{"content": "%%%"}]}, "see 'images.0.content': expected the bytes of the image"),
        (PostedMore, {"historyy": "x"}, "see 'historyy': there is no such field"),
        (PostedMore, {}, "it tells nothing"),
        (PostedAnswer, {"question": "q", "answer": "x" * 60_000}, "see 'answer': expected at most 50000 characters"),
        (PostedAnswer, {"question": "q"}, "see 'answer': it is missing"),
        (PostedAnswer, {"question": "q", "answer": 7}, "see 'answer': expected a text"),
    ],
)  # fmt: skip
def test_what_is_posted_to_a_dialogue_is_refused_with_its_fault(kind: Any, posted: Any, told: str) -> None:
    with pytest.raises(InputError, match="expected this") as refused:
        _read(kind, json.dumps(posted).encode(), "this")
    assert told in str(refused.value)


IMAGE = {"type": "image_url", "image_url": "data:image/png;base64,AAAA"}


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ({"n": 0}, "n: one reply is given"),
        ({"n": 2}, "n: one reply is given"),
        ({"messages": [{"role": "user", "content": [IMAGE]}]}, "'messages.0.content.0.image_url': expected an object"),
        ({"messages": [{"role": "user", "content": 7}]}, "'messages.0.content': expected a text, or a list of parts"),
        ({"messages": [{"role": "user", "content": ["x"]}]}, "'messages.0.content.0': expected an object"),
    ],
)
def test_a_chat_request_is_refused_with_its_fault(more: dict[str, Any], told: str) -> None:
    asked = {"model": "dermagent", "messages": [{"role": "user", "content": "An itchy rash."}], **more}
    with pytest.raises(InputError) as refused:
        read_chat(json.dumps(asked).encode())
    assert told in str(refused.value)


@pytest.mark.parametrize("number", [1, None])
def test_one_reply_may_be_asked_for(number: int | None) -> None:
    asked = {"model": "dermagent", "messages": [{"role": "user", "content": "An itchy rash."}], "n": number}
    assert read_chat(json.dumps(asked).encode()).case.history


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ({}, "tells nothing"),
        ({"history": " ", "symptoms": {}}, "tells nothing"),
        ({"symptoms": {"fever": "yes"}}, "symptoms: expected findings by name"),
        ({"images": [{"foo": 1}]}, r"images\[0\].foo: there is no such field; known are path, content"),
        ({"images": "a.jpg"}, "images: expected a list of images.*found str"),
        ({"images": {"path": "a.jpg"}}, "images: expected a list of images.*found dict"),
        ({"images": [5]}, r"images\[0\]: expected .*found int"),
    ],
)
def test_what_is_told_is_refused_as_the_persons_fault(more: dict[str, Any], told: str) -> None:
    with pytest.raises(InvalidCase, match=told):
        Session(Case(history="An itchy rash.")).tell(**more)


def test_the_name_of_a_dialogue_is_a_text() -> None:
    with pytest.raises(InputError, match="thread: expected the name of a dialogue as a text, found int"):
        Session(Case(history="An itchy rash."), thread=5)  # type: ignore[arg-type]


@pytest.mark.parametrize("text", ["", "\n\n", "condition_id,weight\n", "condition_id,weight\nscabies,0\n"])
def test_a_prior_without_a_weight_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "p.csv").write_text(text)
    with pytest.raises(InputError, match="no condition has a weight above 0"):
        read_prior(str(tmp_path / "p.csv"), knowledge())


@pytest.mark.parametrize("case_id", [True, None, 1.5, [1]])
def test_an_id_that_is_none_is_told(tmp_path: Path, case_id: Any) -> None:
    (tmp_path / "p.jsonl").write_text(json.dumps({"case_id": case_id, "ranked": ["psoriasis"]}))
    with pytest.raises(InputError, match="line 1: expected case_id as a text or a whole number, found"):
        read_predictions(tmp_path / "p.jsonl")
