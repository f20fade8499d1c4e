"""What is answered to a case given by fields changes only where it is meant: each stands in answers.jsonl."""

import pytest

from tests.golden.answers import answer, kept


@pytest.mark.parametrize("one", kept(), ids=lambda one: one["case"]["id"])
def test_a_case_is_answered_as_it_was_answered_last(one: dict) -> None:
    told = "where the difference is meant, `python -m tests.golden.answers` and read the diff"
    assert answer(one["case"], one["settings"]) == one["answer"], told
