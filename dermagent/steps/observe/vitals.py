"""Read measured values from a history (temperature, blood pressure, pulse, lesion size) and say which finding each is.

Thresholds: fever from 38.0 °C, none below 37.5 °C; hypotension at a systolic pressure of at most 90 mmHg, in children
under 10 years below 70 + 2 x age (the CDC case definition of toxic shock, 2011, has the first and the fifth percentile
for children, which the second approximates); tachycardia above 100/min from 12 years on; a pigmented lesion counts as
large from 7 mm (weighted 7-point checklist).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

_NUMBER = r"\d{1,3}(?:[.,]\d{1,2})?"
_TEMPERATURE = re.compile(
    r"(?P<value>\d{2,3}(?:[.,]\d{1,2})?)\s*(?:(?:°|º|degrees?|deg|grados?)\s*)?"
    r"(?P<unit>℃|°|º|(?:C|F|celsius|fahrenheit)\b|摄氏度|度|grados\b|degrees\b)"
    r"|(?:temperature|temp|fever|temperatura|fiebre|体温|发热|发烧)\W*"
    r"(?:of|was|is|at|up to|to|de|a|hasta|达|高达|至|约)?\W*(?P<bare>\d{2,3}(?:[.,]\d{1,2})?)(?![\d/%])",
    re.IGNORECASE,
)
_PRESSURE = re.compile(
    r"(?:\bBP\b|blood pressure|presión(?: arterial)?|tensión(?: arterial)?|血压)\D{0,15}?"
    r"(?P<systolic>\d{2,3})\s*(?:/|over)\s*\d{2,3}",
    re.IGNORECASE,
)
_PULSE = re.compile(
    r"(?:\bHR\b|heart rate|\bpulse\b|pulso|frecuencia cardiaca|心率|脉搏)\D{0,12}?(?P<rate>\d{2,3})(?![\d/%])",
    re.IGNORECASE,
)
_SIZE = re.compile(
    rf"(?P<first>{_NUMBER})\s*(?:(?:mm|cm)?\s*(?:x|×|\*|by|por)\s*(?P<second>{_NUMBER})\s*)?"
    r"(?P<unit>mm\b|cm\b|millimet\w+|centimet\w+|milímetros?|centímetros?|毫米|厘米|公分)",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Measured:
    """A value read from a text and what it says of a finding."""

    finding: str
    present: bool
    start: int
    end: int


def find_vitals(text: str, age_years: float | None) -> Iterator[Measured]:
    """Every measured value that decides a finding, in the order of kinds, then of the text."""
    for match in _TEMPERATURE.finditer(text):
        celsius = _celsius(match)
        if celsius is not None and (celsius >= 38.0 or celsius < 37.5):
            yield Measured("fever", celsius >= 38.0, match.start(), match.end())
    for match in _PRESSURE.finditer(text):
        child = age_years is not None and age_years < 10
        low = float(match["systolic"]) < 70 + 2 * (age_years or 0) if child else float(match["systolic"]) <= 90
        yield Measured("hypotension", low, match.start(), match.end())
    if age_years is None or age_years >= 12:
        for match in _PULSE.finditer(text):
            yield Measured("tachycardia", float(match["rate"]) > 100, match.start(), match.end())
    for match in _SIZE.finditer(text):
        tens = 1.0 if match["unit"].lower().startswith(("mm", "mil", "毫")) else 10.0
        largest = max(_value(match["first"]), _value(match["second"] or "0")) * tens
        if 7.0 <= largest < 1000.0:
            yield Measured("w7pc_diameter_7_mm", True, match.start(), match.end())


def _celsius(match: re.Match[str]) -> float | None:
    """The temperature, if it is one a living body may have; a number without a unit is taken for what it can be."""
    value = _value(match["value"] or match["bare"])
    if 93.0 <= value <= 110.0 and not (match["unit"] or "").lower().startswith(("c", "℃")):
        value = (value - 32) / 1.8
    return value if 34.0 <= value <= 43.0 else None


def _value(text: str) -> float:
    return float(text.replace(",", "."))
