"""The clinical bounds decide as they stand in the file, and a file that cannot be right is refused."""

import shutil
from pathlib import Path

import pytest
import yaml

from dermagent.errors import InputError
from dermagent.knowledge.base import knowledge
from dermagent.knowledge.bounds import bounds, read_bounds
from dermagent.knowledge.validate import bounds_problems
from dermagent.reading.fields import from_age, from_drug_to_onset, from_duration
from dermagent.resources import KNOWLEDGE
from dermagent.types import Quantity


def days(low: float, high: float | None = None) -> Quantity:
    return Quantity(low=low, high=low if high is None else high, unit="days", field="complaint.duration")


@pytest.mark.parametrize(
    ("age", "lowest_normal"),
    [(0, 70), (1, 72), (4.5, 79), (9.5, 89), (10, 90.5), (40, 90.5), (None, 90.5)],
)
def test_the_least_normal_pressure_follows_the_age(age: float | None, lowest_normal: float) -> None:
    pressure = bounds().vital_signs.pressure
    assert not pressure.is_low(lowest_normal, age)
    assert pressure.is_low(lowest_normal - 0.5, age)


@pytest.mark.parametrize(
    ("low", "high", "expected"),
    [
        (0.5, 1, {"hyperacute_onset", "acute_onset"}),
        (1.1, 1.1, {"acute_onset"}),
        (14, 14, {"acute_onset", "subacute_onset"}),
        (15, 15, {"subacute_onset"}),
        (6, 20, set()),
        (42, 42, {"subacute_onset"}),
        (42, 43, {"subacute_onset", "chronic_course"}),
        (91, 91, {"subacute_onset", "chronic_course"}),
        (92, 92, {"chronic_course"}),
    ],
)
def test_a_duration_implies_its_tempi(low: float, high: float, expected: set[str]) -> None:
    assert {one.finding for one in from_duration(days(low, high))} == expected


@pytest.mark.parametrize(
    ("low", "high", "expected"),
    [
        (3, 3, {}),
        (4, 4, {"onset_4_28_days_after_new_drug": 1.0}),
        (14, 28, {"onset_4_28_days_after_new_drug": 1.0, "onset_2_8_weeks_after_new_drug": 1.0}),
        (27, 57, {"onset_4_28_days_after_new_drug": 0.5, "onset_2_8_weeks_after_new_drug": 0.5}),
        (57, 57, {}),
    ],
)
def test_the_time_since_a_drug_implies_its_latencies(low: float, high: float, expected: dict[str, float]) -> None:
    assert {one.finding: one.certainty for one in from_drug_to_onset(days(low, high))} == expected


@pytest.mark.parametrize(
    ("years", "expected"),
    [
        (28 / 365.25, {"newborn_age_28_days", "infant_age_1_year"}),
        (29 / 365.25, {"infant_age_1_year"}),
        (12.9, {"child_age_1_12_years"}),
        (13, set()),
        (59.9, set()),
        (60, {"adult_age_60_years"}),
    ],
)
def test_an_age_implies_its_findings(years: float, expected: set[str]) -> None:
    age = Quantity(low=years, high=years, unit="years", field="patient.age_years")
    assert {one.finding for one in from_age(age)} == expected


def changed(folder: Path, at: list[str], value: object) -> Path:
    """A folder with the two files, in one of whose places another value stands."""
    for name in ("bounds.yaml", "scin.yaml"):
        shutil.copy(KNOWLEDGE / name, folder)
    content = yaml.safe_load((folder / "bounds.yaml").read_text("utf-8"))
    place = content
    for key in at[:-1]:
        place = place[key]
    place[at[-1]] = value
    (folder / "bounds.yaml").write_text(yaml.safe_dump(content), "utf-8")
    return folder


@pytest.mark.parametrize(
    ("at", "value", "told"),
    [
        (["vital_signs", "pulse", "living"], [250, 30], "vital_signs.pulse.living: .*lies above"),
        (["vital_signs", "pulse", "quick"], 1, "vital_signs.pulse.quick"),
        (["long_fever"], {}, "long_fever.days"),
    ],
)
def test_bounds_that_cannot_be_right_are_refused(tmp_path: Path, at: list[str], value: object, told: str) -> None:
    with pytest.raises(InputError, match=told):
        read_bounds(changed(tmp_path, at, value))


@pytest.mark.parametrize(
    ("at", "value", "told"),
    [
        (["tempo", "slow_onset"], {"from": 3}, "finding 'slow_onset'"),
        (["long_fever", "source"], "nobody_1900", "source 'nobody_1900'"),
    ],
)
def test_bounds_without_a_finding_or_a_source_are_told(tmp_path: Path, at: list[str], value: object, told: str) -> None:
    [problem] = bounds_problems(knowledge(), changed(tmp_path, at, value))
    assert told in str(problem)
