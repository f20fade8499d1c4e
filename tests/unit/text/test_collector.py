"""The collector rests while texts are read and comes back as it was, also when reading fails or is nested."""

import gc
import re

import pytest

from dermagent.reading.drugs import any_of
from dermagent.text.collector import collector_at_rest


def test_it_rests_until_the_last_reader_is_done() -> None:
    assert gc.isenabled()
    with collector_at_rest():
        with collector_at_rest():
            assert not gc.isenabled()
        assert not gc.isenabled()
    assert gc.isenabled()


def test_it_comes_back_after_an_error_and_stays_off_where_it_was_off() -> None:
    with pytest.raises(ValueError), collector_at_rest():
        raise ValueError
    assert gc.isenabled()
    gc.disable()
    try:
        with collector_at_rest():
            pass
        assert not gc.isenabled()
    finally:
        gc.enable()


def test_a_pattern_of_names_takes_the_longest_and_only_whole_ones() -> None:
    pattern = re.compile(rf"\b{any_of({'co', 'co-trimoxazole', 'colchicine', 'c.p'})}\b")
    text = "co-trimoxazole, co, colchicine, colchicines, cxp, c.p"
    assert pattern.findall(text) == ["co-trimoxazole", "co", "colchicine", "c.p"]
