"""What is said to do about a server that failed for the moment, in each of several attempts."""

import pytest

from dermagent.knowledge.texts import texts
from dermagent.llm.door import NoCompletion, parsed
from dermagent.llm.refusal import read_refusal


@pytest.mark.parametrize(
    ("status", "body", "remedy"),
    [
        (429, {"error": {"message": "Too many requests"}}, "--concurrency"),
        (429, {}, "--concurrency"),
        (529, {"type": "error", "error": {"type": "overloaded_error", "message": "Overloaded"}}, "--concurrency"),
        (503, "<html>busy</html>", "--concurrency"),
        (500, {"error": {"message": "The engine is overloaded"}}, "--concurrency"),
        (503, {"error": {"message": "Loading model", "code": 503}}, "loading its model"),
        (503, {"error": "Model is not ready yet"}, "loading its model"),
        (502, "<html><h1>502 Bad Gateway</h1></html>", "behind the proxy"),
        (504, "", "behind the proxy"),
        (522, "", "behind the proxy"),
        (500, {"error": {"message": "boom"}}, "see the log of the server"),
    ],
)
def test_each_kind_of_passing_failure_has_its_remedy(status: int, body: object, remedy: str) -> None:
    assert remedy in read_refusal(status, body).remedy


@pytest.mark.parametrize("status", [429, 500, 502, 503])
def test_the_remedy_is_translated_with_its_sentence(status: int) -> None:
    told = f"x: the server answered {status}, after 4 attempts; {read_refusal(status, {}).remedy}"
    for language in ("zh", "es"):
        said = texts(language).translated(told)
        assert not any(word in said for word in ("server answered", "attempts", "wait and", "see the log", "behind"))


@pytest.mark.parametrize("content", [b"", b"  \n", b"\xef\xbb\xbf"])
def test_an_empty_body_is_called_empty(content: bytes) -> None:
    with pytest.raises(NoCompletion, match="its body is empty"):
        parsed(content)
