"""What is wrong with a value is told in plain words, wherever it is refused."""

import json
from typing import Any

import pytest

from dermagent.errors import DermagentError
from dermagent.serve.chat import read_chat
from dermagent.settings import resolve
from dermagent.steps.intake import parse_case

#: Words of the library that checks values, which no caller knows.
FOREIGN = ("Input should", "after validation", "should have at", "Tuple", "List ", "Value error", "String should")


def refused(call: Any, *given: Any, **named: Any) -> str:
    with pytest.raises(DermagentError) as error:
        call(*given, **named)
    assert not [words for words in FOREIGN if words in str(error.value)], str(error.value)
    return str(error.value)


@pytest.mark.parametrize(
    ("field", "value", "told"),
    [
        ("images", [{"path": "a.png"}] * 60, "expected at most 50 items, found 60"),
        ("history", "x" * 50_003, "expected at most 50000 characters"),
        ("patient", {"age_years": 300}, "expected 120 or less"),
        ("patient", {"monk": 0}, "expected 1 or more"),
        ("complaint", {"lesion_count": -4}, "expected 0 or more"),
        ("complaint", {"drugs": [{}]}, "it is missing"),
        ("complaint", {"sites": ["x" * 900]}, "expected at most 200 characters"),
    ],
)
def test_a_field_of_a_case(field: str, value: Any, told: str) -> None:
    content = {"history": "A rash.", field: value}
    assert told in refused(parse_case, json.dumps(content), "case.json")


@pytest.mark.parametrize(
    ("setting", "value", "told"),
    [("top_k", -3, "expected 1 or more"), ("reply_tokens", "many", "expected a whole number")],
)
def test_a_setting(setting: str, value: Any, told: str) -> None:
    assert told in refused(resolve, **{setting: value})


@pytest.mark.parametrize(
    ("body", "told"),
    [
        (b'{"model": "dermagent", "messages": []}', "expected at least 1 item, found none"),
        (b'{"messages": [{"role": "user", "content": "x"}]}', "it is missing"),
    ],
)
def test_a_conversation(body: bytes, told: str) -> None:
    assert told in refused(read_chat, body)
