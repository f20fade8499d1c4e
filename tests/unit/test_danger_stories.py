"""The short stories of dangers stay found: a regression, since the reader was mended with half of the first sets."""

import csv
import json
from pathlib import Path

import pytest

from dermagent.errors import InputError
from tests.bench.dangers import EVERYDAY, SETS, first_sight, measured
from tests.bench.reading import read_histories
from tests.spread import every


@pytest.mark.parametrize("name", every(4, sorted(path.stem for path in SETS.glob("*.jsonl"))))
def test_every_fifth_story_reaches_its_urgency(name: str) -> None:
    stories = read_histories(SETS / f"{name}.jsonl")[::5]
    found = measured(stories)
    assert found.emergencies.n > 15 and found.emergencies.right == found.emergencies.n
    assert found.same_day.right >= found.same_day.n - 1


@pytest.mark.parametrize("name", every(3, sorted(path.stem for path in EVERYDAY.glob("*.jsonl"))))
def test_of_every_fifth_everyday_text_hardly_any_is_called_an_emergency(name: str) -> None:
    found = measured(read_histories(EVERYDAY / f"{name}.jsonl")[::5])
    assert found.harmless_same_day.n > 9
    assert found.harmless_emergency.right <= 3


@pytest.mark.long
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


@pytest.mark.long
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


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ({"urgency": {"at_most": "referral"}}, "odd.jsonl, x: urgency 'referral' is none of emergency, same_day"),
        ({"present": ["itch"]}, "odd.jsonl, x: there is no finding 'itch'"),
        ({"absent": ["fevers"]}, "odd.jsonl, x: there is no finding 'fevers'"),
    ],
)
def test_a_key_that_there_is_not_is_told_in_a_sentence(tmp_path: Path, more: dict[str, object], told: str) -> None:
    file = tmp_path / "odd.jsonl"
    file.write_text(json.dumps({"id": "x", "language": "en", "history": "It itches.", **more}), encoding="utf-8")
    with pytest.raises(InputError) as error:
        read_histories(file)
    assert str(error.value).startswith(told)
