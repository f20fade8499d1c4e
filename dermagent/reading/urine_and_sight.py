"""Read how little urine, and how poor a sight, a history tells in figures ("UO 10 ml/h", "VA 6/36")."""

import re
from collections.abc import Iterator
from functools import cache

from dermagent.knowledge.bounds import bounds
from dermagent.reading.vitals import Measured
from dermagent.reading.ways import Ways, figure, ways_of
from dermagent.types import Language

#: A figure of millilitres, and what no figure of it goes on with.
_VOLUME = r"(?P<ml>\d{1,4})(?![\d.,]\d|\d)"
#: A sight as a fraction of the distance at which it is tested (6 m or 20 feet), or as its decimal.
_SIGHT = r"(?<![\d/.])(?:(?P<near>6|20)/(?P<far>\d{1,3})|(?P<decimal>[01][.,]\d{1,2}))(?![\d/.,]\d|\d|/)"


def urine_and_sight(text: str, language: Language, age_years: float | None) -> Iterator[Measured]:
    """Each value of either that is told as too low."""
    ways = ways_of(language)
    yield from _little_urine(text, ways, age_years)
    yield from _poor_sight(text, ways)


def _little_urine(text: str, ways: Ways, age_years: float | None) -> Iterator[Measured]:
    """Volumes of urine an hour or a day that are too small for an adult; a child's depend on its weight."""
    bound = bounds().vital_signs.urine
    if age_years is not None and age_years < bound.from_years:
        return
    for match in _urine(ways).finditer(text):
        a_day = bool(match["of_a_day"] or match["a_day"])
        if not a_day and not match["an_hour"]:
            continue
        volume, low = float(match["ml"]), bound.low_a_day_ml if a_day else bound.low_an_hour_ml
        if volume < low:
            unit = "ml/day" if a_day else "ml/h"
            yield Measured("reduced_urine_or_dehydration", True, volume, unit, match.start(), match.end())


def _poor_sight(text: str, ways: Ways) -> Iterator[Measured]:
    """Values of visual acuity that are poor."""
    for match in _acuity(ways).finditer(text):
        told = figure(match["decimal"]) if match["decimal"] else float(match["near"]) / max(float(match["far"]), 1)
        if told < bounds().vital_signs.sight.poor_below:
            yield Measured("visual_disturbance", True, round(told, 2), "decimal", match.start(), match.end())


@cache
def _urine(ways: Ways) -> re.Pattern[str]:
    return re.compile(
        rf"(?P<of_a_day>{ways.joined('a_day')})?\s?(?:{ways.joined('urine_told')})[^\d.;,]{{0,14}}?{_VOLUME}"
        rf"\s?(?:ml|mls|cc|{ways.joined('millilitres')})"
        rf"(?:(?P<an_hour>[^\d.;]{{0,3}}(?:{ways.joined('an_hour')}))|(?P<a_day>[^\d.;]{{0,4}}(?:{ways.joined('a_day')})))?",
        re.IGNORECASE,
    )


@cache
def _acuity(ways: Ways) -> re.Pattern[str]:
    return re.compile(rf"(?:{ways.joined('acuity')})[^\d.;,\n]{{0,18}}?{_SIGHT}", re.IGNORECASE)
