"""Records that are made without being looked at are the same records."""

import copy

import pytest
from pydantic import ValidationError

from dermagent.types import Candidate, Term

_FIELDS = {"condition": "scabies", "retriever": "findings", "rank": 1, "score": 0.5, "probability": 0.5, "terms": ()}


def test_an_unchecked_record_is_equal_to_a_checked_one_in_every_way() -> None:
    made, checked = Candidate.unchecked(**_FIELDS), Candidate.model_validate(_FIELDS)
    assert made == checked
    assert hash(made) == hash(checked)
    assert made.model_dump_json() == checked.model_dump_json()
    assert copy.deepcopy(made) == checked


def test_an_unchecked_record_is_frozen_and_its_copies_change_nothing_of_others() -> None:
    made, other = (Candidate.unchecked(**_FIELDS) for _ in range(2))
    with pytest.raises(ValidationError):
        made.rank = 2  # type: ignore[misc]
    assert made.model_copy(update={"rank": 2}).rank == 2
    assert made == other
    assert made.model_fields_set == set(Candidate.model_fields)
    term = Term.unchecked(finding="itch", polarity="present", p=0.5, q=0.1, log_ratio=1.6, sources=())
    assert term.model_fields_set == set(Term.model_fields)
