"""The short stories of dangers stay found: a regression, since the reader was mended with half of the first sets."""

import csv

import pytest

from tests.bench.dangers import EVERYDAY, SETS, first_sight, measured
from tests.bench.reading import read_histories


@pytest.mark.parametrize("name", sorted(path.stem for path in SETS.glob("*.jsonl")))
def test_no_set_falls_below_what_it_was_at_first_sight(name: str) -> None:
    with (SETS / "first_sight.csv").open(encoding="utf-8", newline="") as file:
        first = next(row for row in csv.DictReader(file) if row["set"] == name)
    found = measured(read_histories(SETS / f"{name}.jsonl"))
    assert (found.emergencies.n, found.same_day.n) == (int(first["emergencies_n"]), int(first["same_day_n"]))
    worked_with = name.endswith("_1")
    assert found.emergencies.right / found.emergencies.n >= (
        0.95 if worked_with else int(first["emergencies"]) / found.emergencies.n
    )
    assert found.same_day.right / found.same_day.n >= (
        0.94 if worked_with else int(first["same_day"]) / found.same_day.n
    )
    assert found.harmless_emergency.right <= int(first["harmless_emergency"])


@pytest.mark.parametrize("name", sorted(path.stem for path in EVERYDAY.glob("*.jsonl")))
def test_no_everyday_text_is_called_that_was_not(name: str) -> None:
    with (EVERYDAY / "first_sight.csv").open(encoding="utf-8", newline="") as file:
        first = next(row for row in csv.DictReader(file) if row["set"] == name)
    found = measured(read_histories(EVERYDAY / f"{name}.jsonl"))
    assert found.harmless_same_day.n == int(first["n"])
    assert found.harmless_same_day.right <= int(first["same_day"])
    assert found.harmless_emergency.right <= int(first["emergency"])


def test_what_was_found_at_first_sight_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    first_sight()
    assert "en_1   c0e6b24  emergencies 135/248" in capsys.readouterr().out
