"""What servers say beside a reply, or in its place: errors under HTTP 200, limits, pages, and empty choices."""

from typing import Any

import pytest

from dermagent.llm.door import NoCompletion, is_broken, parsed, read_completion
from dermagent.llm.endpoint import Takes, narrowed
from dermagent.llm.refusal import read_refusal, refusal_in


def choice(text: str, index: int, **more: Any) -> dict[str, Any]:
    return {"index": index, "finish_reason": "stop", "message": {"role": "assistant", "content": text}, **more}


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ({"code": "InvalidParameter", "message": "Model not exist.", "request_id": "x"}, "Model not exist."),
        ({"code": 1210, "msg": "The parameter is wrong"}, "The parameter is wrong"),
        ({"error_code": 336, "error_msg": "No permission to use the API"}, "No permission to use the API"),
        ({"error_code": "17", "error_msg": "Open api daily request limit reached"}, "Open api daily request limit"),
        ({"base_resp": {"status_code": 1004, "status_msg": "login fail"}, "choices": None}, "login fail"),
        ({"base_resp": {"status_code": 2013, "status_msg": "invalid params"}, "reply": ""}, "invalid params"),
        ({"status_code": 500, "detail": "broken"}, "broken"),
    ],
)
def test_the_reason_of_an_error_under_http_200_is_found(body: object, reason: str) -> None:
    refusal = refusal_in(body)
    assert refusal is not None and refusal.reason.startswith(reason)


@pytest.mark.parametrize(
    "body",
    [
        {"choices": [choice("x", 0)], "base_resp": {"status_code": 0, "status_msg": "success"}},
        {"choices": [choice("x", 0)], "code": "InvalidParameter", "message": "a note"},
        {"code": 200, "message": "ok", "output": {"text": "x"}},
        {"code": "Success", "message": "fine", "output": {"text": "x"}},
        {"base_resp": {"status_code": 0, "status_msg": "success"}, "reply": "x"},
        {"message": {"role": "assistant", "content": "x"}, "done": True},
        {"status": "ok", "message": "a greeting"},
    ],
)
def test_a_reply_with_a_code_of_success_is_no_error(body: object) -> None:
    assert refusal_in(body) is None


@pytest.mark.parametrize(
    ("message", "room"),
    [
        (
            "Unable to submit request because it has a maxOutputTokens value of 2000 but the supported range is from "
            "1 (inclusive) to 1025 (exclusive). Update the value and try again.",
            1024,
        ),
        ("maxOutputTokens must be in the supported range from 1 (inclusive) to 1,024 (inclusive)", 1024),
        ("The maximum tokens you requested exceeds the model limit of 1024. Try again with a lower value.", 1024),
        ("The maximum tokens you requested exceeds the model limit of 4096.", None),  # more than was asked for
        ("The maximum tokens you requested exceeds the model limit of 100.", None),  # too little for a reply
        ("max_tokens must be less than or equal to 1024", 1024),
    ],
)
def test_the_longest_reply_of_a_server_is_learned_from_its_words(message: str, room: int | None) -> None:
    takes = narrowed(Takes(), read_refusal(400, {"error": {"message": message}}), 2000)
    assert takes.reply_tokens == room


def test_a_second_choice_is_read_where_the_first_says_nothing_and_only_then() -> None:
    assert read_completion({"choices": [choice("", 0), choice("whole", 1)]}, "m").text == "whole"
    assert read_completion({"choices": [choice("second", 1), choice("first", 0)]}, "m").text == "first"
    assert read_completion({"choices": [choice(" ", 0), choice("", 1), choice("third", 2)]}, "m").text == "third"
    with pytest.raises(Exception, match="filter"):
        read_completion({"choices": [choice("", 0, finish_reason="content_filter"), choice("whole", 1)]}, "m")


@pytest.mark.parametrize(
    ("page", "told"),
    [
        (
            "<!doctype html><html><head><title>Sign in - Corp\n Gateway</title></head></html>",
            "'Sign in - Corp Gateway'",
        ),
        ("<html><body>Please log in</body></html>", "a web page"),
        ("hello", "not JSON"),
    ],
)
def test_a_page_in_place_of_a_reply_is_told_with_its_title(page: str, told: str) -> None:
    with pytest.raises(NoCompletion, match=told):
        parsed(page.encode())


def test_what_breaks_off_is_asked_for_in_a_plainer_form_and_what_can_be_read_is_not() -> None:
    assert is_broken('{"candidates": [{"name": "Psor') and not is_broken("It is a rash.")
    assert not is_broken('{"candidates": []}') and not is_broken("{'candidates': ['acne']}")
    refusal = read_refusal(400, {"error": {"message": "Failed to generate JSON", "code": "json_validate_failed"}})
    assert narrowed(Takes(), refusal, 2000).json == "object"
    assert narrowed(Takes(json="object"), refusal, 2000).json == "text"
