"""No number that can decide something changes unseen: each stands in numbers.csv."""

import csv

from tests.golden.numbers import FILE, numbers


def test_every_number_is_the_one_that_was_read_last() -> None:
    with FILE.open(encoding="utf-8", newline="") as file:
        kept = {row["number"]: row["value"] for row in csv.DictReader(file)}
    now = dict(numbers())
    changed = {name: (kept.get(name), now.get(name)) for name in kept.keys() | now.keys()}
    changed = {name: pair for name, pair in changed.items() if pair[0] != pair[1]}
    assert changed == {}, "(kept, now); where each is meant, `python -m tests.golden.numbers` and read the diff"
