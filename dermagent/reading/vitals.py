"""Read measured values from a history (temperature, pressure, pulse, oxygen, laboratory, lesion size) as findings.

From where on a value means a finding is data: `knowledge/data/bounds.yaml` for vital signs and sizes, with their
sources, and `knowledge/data/laboratory.yaml` for laboratory values.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from dermagent.knowledge.base import shipped
from dermagent.knowledge.bounds import PressureBounds, VitalSigns, bounds, is_within
from dermagent.reading.ways import Ways, figure, ways_of
from dermagent.text.sieve import Sieve
from dermagent.types import Language

#: Characters between a size and the one it has grown from.
_APART = 120
#: Blanks between the parts of a size; bounded, so that a run of blanks costs no more than its length.
_GAP = r"\s{0,3}"
#: The word right before a number, and how far back it is looked for.
_WORD_BEFORE, _LABEL = re.compile(r"([^\W\d_]+)[\s:=]{0,3}\Z"), 24
_NUMBER = r"\d{1,3}(?:[.,]\d{1,2})?"


@dataclass(frozen=True)
class Measured:
    """A value read from a text and what it says of a finding; [start, end) of the normalised text."""

    finding: str
    present: bool
    value: float
    unit: str
    start: int
    end: int


def find_vitals(text: str, language: Language, age_years: float | None) -> Iterator[Measured]:
    """Every measured value that decides a finding, in the order of kinds, then of the text."""
    ways, signs = ways_of(language), bounds().vital_signs
    yield from _temperatures(text, ways)
    for match in _pressure(ways).finditer(text):
        systolic = float(match["systolic"] or match["upper"] or 10 * int(match["centi"]))
        if _is_pressure(text, match, systolic, ways, signs.pressure):
            low = signs.pressure.is_low(systolic, age_years)
            yield Measured("hypotension", low, systolic, "mmHg", match.start(), match.end())
    yield from _rates(text, ways, signs, age_years)
    for match in _oxygen(ways).finditer(text):
        if (
            is_within(saturation := float(match["percent"]), signs.oxygen.living)
            and saturation < signs.oxygen.low_below
        ):
            yield Measured("dyspnoea", True, saturation, "%", match.start(), match.end())
    for match in _pain_score(ways).finditer(text):
        yield Measured("pain", float(match["score"]) > 0, float(match["score"]), "/10", match.start(), match.end())
    yield from _laboratory(text, ways)
    yield from _sizes(text, ways)


def _temperatures(text: str, ways: Ways) -> Iterator[Measured]:
    """Fevers, and temperatures that are none."""
    bound = bounds().vital_signs.temperature
    for match in _temperature(ways).finditer(text):
        celsius = None if match["naked"] and _labelled(ways, text[: match.start()]) else _celsius(match)
        if celsius is None or _is_of_a_thing(text, match, ways):
            continue
        fever = celsius >= bound.fever_from_c
        if _is_bound(text, match, ways):
            told = celsius <= bound.fever_from_c
            fever = False
        else:
            told = fever or celsius < bound.no_fever_below_c
        if told:
            yield Measured("fever", fever, round(celsius, 1), "\u00b0C", match.start(), match.end())


def _rates(text: str, ways: Ways, signs: VitalSigns, age_years: float | None) -> Iterator[Measured]:
    """Heartbeats and breaths a minute."""
    if age_years is None or age_years >= signs.pulse.from_years:
        for match in _pulse(ways).finditer(text):
            if is_within(rate := float(match["rate"]), signs.pulse.living):
                yield Measured("tachycardia", rate > signs.pulse.fast_above, rate, "/min", match.start(), match.end())
    elif age_years < signs.pulse.infant_below_years:
        for match in _pulse(ways).finditer(text):
            if signs.pulse.infant_fast_above < (rate := float(match["rate"])) <= signs.pulse.living[1]:
                yield Measured("tachycardia", True, rate, "/min", match.start(), match.end())
    if age_years is None or age_years >= signs.breaths.from_years:
        for match in _breaths(ways).finditer(text):
            if is_within(breaths := float(match["rate"]), signs.breaths.living) and breaths >= signs.breaths.fast_from:
                yield Measured("dyspnoea", True, breaths, "/min", match.start(), match.end())


def _is_pressure(text: str, match: re.Match[str], systolic: float, ways: Ways, bound: PressureBounds) -> bool:
    """Whether a figure, or two, can be a blood pressure with the upper value first."""
    if match["centi"] and int(match["centi_low"]) >= int(match["centi"]):
        return False
    if match["lower"] and not bound.are_both(systolic, float(match["lower"])):
        return False
    return is_within(systolic, bound.living) and not _is_diastolic(text, match, ways)


def _is_of_a_thing(text: str, match: re.Match[str], ways: Ways) -> bool:
    """Whether a temperature is told of water, a room or the weather."""
    before, behind = text[max(0, match.start() - _LABEL) : match.start()], text[match.end() : match.end() + _LABEL]
    return bool(ways.pattern("not_body_before").search(before) or ways.pattern("not_body_behind").match(behind))


def _is_bound(text: str, match: re.Match[str], ways: Ways) -> bool:
    """Whether a temperature is told to stay below a number ("T < 38")."""
    at = match.start(next(name for name in ("value", "bare", "naked") if match[name]))
    return ways.pattern("below").search(text[max(0, at - _LABEL) : at]) is not None


def _sizes(text: str, ways: Ways) -> Iterator[Measured]:
    """Sizes that count, and one that is told to be larger now than the one before it."""
    bound, before = bounds().lesion, None
    for match in _size(ways).finditer(text):
        largest = max(figure(match["first"]), figure(match["second"] or "0")) * _millimetres(match["unit"])
        if bound.large_from_mm <= largest < bound.longest_mm:
            yield Measured("w7pc_diameter_7_mm", True, largest, "mm", match.start(), match.end())
        grown = before is not None and largest >= bound.grown_times * before[0]
        if before and grown and _is_now(text, ways, before[1], match.start(), match.end()):
            yield Measured("changing_lesion", True, largest, "mm", match.start(), match.end())
        before = largest, match.end()


def _is_now(text: str, ways: Ways, before: int, start: int, end: int) -> bool:
    """Whether a size is told of now: between it and the one before it, or right behind it."""
    now = ways.pattern("now")
    return start - before <= _APART and bool(now.search(text, before, start) or now.search(text, end, end + _LABEL))


def _is_diastolic(text: str, match: re.Match[str], ways: Ways) -> bool:
    """Whether a single pressure is told to be the lower one."""
    before = max(0, match.start() - _LABEL), match.start("systolic")
    return match["systolic"] is not None and ways.pattern("diastolic").search(text, *before) is not None


@cache
def _temperature(ways: Ways) -> re.Pattern[str]:
    number = r"\d{2,3}(?:[.,]\d{1,2})?"
    naked = "|".join(one["temperature_bare"] for one in ways.content if one["temperature_bare"])
    return re.compile(
        rf"(?<!\d)(?<!\d[.,/])(?P<value>{number})\s*(?P<unit>{ways.joined('degrees')})(?![a-z])"
        rf"|(?:(?<![a-zñáéíóú])(?:{ways.joined('temperature')}))[^\w\d+-]*(?:(?:{ways.joined('temperature_of')})[^\w\d]*){{0,3}}"
        rf"(?P<bare>{number})(?!\d|\s*(?:[/%]|mg\b|kg\b|kilos?\b|{ways.old_or_unit}))"
        rf"|{naked}",
        re.IGNORECASE,
    )


def _labelled(ways: Ways, before: str) -> bool:
    """Whether a word before a bare number names something else that was measured ("CRP 38.5")."""
    word = _WORD_BEFORE.search(before[-_LABEL:])
    return word is not None and not ways.pattern("temperature_before").fullmatch(word[1])


@cache
def _pressure(ways: Ways) -> re.Pattern[str]:
    """A pressure in millimetres of mercury, or in centimetres as Spanish notes have it ("TA 12/8")."""
    return re.compile(
        rf"(?:(?:{ways.joined('pressure')})[^\d.;,]{{0,28}}?(?:(?P<centi>[5-9]|1\d|2[0-5])/(?P<centi_low>[2-9]|1[0-5])(?!\d)"
        rf"|(?P<systolic>\d{{2,3}})(?:\s*(?:/|over|by|on|con|sobre|por)\s*\d{{2,3}})?)"
        rf"|(?<!\d)(?<!\d[/.])(?P<upper>\d{{2,3}})/(?P<lower>\d{{2,3}}))(?![\d%/])",
        re.IGNORECASE,
    )


@cache
def _pulse(ways: Ways) -> re.Pattern[str]:
    behind = r"(?![\d%]|/(?!\s?m))"  # "138/min", and no "120/80"
    return re.compile(rf"(?:{ways.joined('pulse')})[^\d.;]{{0,14}}?(?P<rate>\d{{2,3}}){behind}", re.IGNORECASE)


@cache
def _breaths(ways: Ways) -> re.Pattern[str]:
    behind = r"(?![\d%]|/(?!\s?m))"
    return re.compile(rf"(?:{ways.joined('breaths')})[^\d.;,]{{0,14}}?(?P<rate>\d{{2}}){behind}", re.IGNORECASE)


@cache
def _oxygen(ways: Ways) -> re.Pattern[str]:
    return re.compile(rf"(?:{ways.joined('oxygen')})[^\d.;,]{{0,14}}?(?P<percent>\d{{2,3}})(?!\d)", re.IGNORECASE)


@cache
def _pain_score(ways: Ways) -> re.Pattern[str]:
    return re.compile(rf"(?:{ways.joined('pain_score')})[^\w\n]{{0,4}}(?P<score>\d|10)\s?/\s?10(?!\d)", re.IGNORECASE)


def is_impossible(text: str, language: Language) -> bool:
    """Whether a laboratory value in a text is one that no living body has; where no unit tells its scale, in none."""
    for pattern, one in _tests(ways_of(language)).through(text):
        for match in pattern.finditer(text):
            value, scale = _on_scale(text, match, one)
            scales = [scale] if scale else one["scales"]
            if value is not None and not any(is_within(value, each["living"]) for each in scales):
                return True
    return False


def _laboratory(text: str, ways: Ways) -> Iterator[Measured]:
    """Values out of range or normal: a name, a number, whose size tells the scale where no unit does."""
    for pattern, one in _tests(ways).through(text):
        for match in pattern.finditer(text):
            value, scale = _on_scale(text, match, one)
            if value is None or scale is None or not is_within(value, scale["living"]):
                continue
            too_high = "above" in scale
            found = value >= scale["above"] if too_high else value < scale["below"]
            normal = value <= scale["normal"] if too_high else value >= scale["normal"]
            if found or normal:
                yield Measured(one["finding"], found, value, scale["unit"], match.start(), match.end())


def _on_scale(
    text: str, match: re.Match[str], test: Mapping[str, Any]
) -> tuple[float, Mapping[str, Any] | None] | tuple[None, None]:
    """A value on the scale of its unit, else on that whose size is its own; without a scale where there is none such.

    Nothing where its unit is one of another test.
    """
    value, unit = figure(match["value"]), _unit_behind(text, match.end(), test)
    if unit in test.get("ignored", ()):
        return None, None
    for scale in test["scales"]:
        for factor, units in scale.get("units", {}).items():
            if unit in units:
                return round(value * factor, 2), scale
    return value, next((scale for scale in test["scales"] if scale["of"][0] <= value < scale["of"][1]), None)


def _unit_behind(text: str, end: int, test: Mapping[str, Any]) -> str:
    """The unit of a test's scales that stands behind a value, the longest; empty where none does."""
    behind = text[end : end + _LABEL].lstrip(" \u00d7")
    known = [*test.get("ignored", ())]
    known += [unit for scale in test["scales"] for units in scale.get("units", {}).values() for unit in units]
    found = (
        one for one in known if behind.casefold().startswith(one.casefold()) and not behind[len(one) :][:1].isalnum()
    )
    return max(found, key=len, default="")


@cache
def _tests(ways: Ways) -> Sieve[tuple[re.Pattern[str], dict[str, Any]]]:
    """The tests with their patterns; a stretch of time behind a name is no value ("platelets 3/12 ago: 140")."""
    stretch = ways.joined("stretch")
    value = rf"(?:(?:{stretch})|[^\d.;,]){{0,14}}?(?!{stretch})(?P<value>\d{{1,3}}(?:[.,]\d{{3}})+|\d+(?:[.,]\d+)?)"
    tests = shipped("laboratory.yaml")
    entries = ((re.compile(f"(?:{one['names']}){value}", re.IGNORECASE), one) for one in tests)
    return Sieve(entries, lambda entry: entry[0])


@cache
def _size(ways: Ways) -> re.Pattern[str]:
    return re.compile(
        rf"(?<!\d)(?<!\d[.,])(?P<first>{_NUMBER}){_GAP}(?:(?:mm|cm)?{_GAP}(?:x|\u00d7|\*|by|por){_GAP}(?P<second>{_NUMBER}){_GAP})?(?P<unit>{ways.joined('sizes')})",
        re.IGNORECASE,
    )


def _millimetres(unit: str) -> float:
    unit = unit.lower()
    if unit.startswith("inch"):
        return 25.4
    return 1.0 if unit.startswith(("mm", "mil", "\u6beb")) else 10.0


def _celsius(match: re.Match[str]) -> float | None:
    """The temperature, if it is one a living body may have; a number without a unit is taken for what it can be."""
    value = figure(match["value"] or match["bare"] or match["naked"])
    unit = (match["unit"] or "").lower()
    fahrenheit = unit.endswith("f") or "fahrenheit" in unit
    celsius = unit.endswith("c") or "celsius" in unit or "cent" in unit
    bound = bounds().vital_signs.temperature
    if not celsius and is_within(value, bound.living_f):
        return (value - 32) / 1.8
    if fahrenheit or not is_within(value, bound.living_c):
        return None
    return value
