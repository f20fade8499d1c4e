"""How likely an age or a duration is with the typical range of a card."""

import math
from collections.abc import Iterable

import numpy as np
import numpy.typing as npt

from dermagent.types import Quantity

Floats = npt.NDArray[np.float64]
#: The typical range of a card holds about eight of ten patients (our choice); the rest is spread over the whole range.
_TYPICAL_SHARE = 0.8
#: Windows in which a density of age or of log10(duration) is read as a probability; the whole ranges of both.
_AGE_WINDOW_YEARS, _DURATION_WINDOW_DECADES = 10.0, 0.5
_AGE_RANGE, _LOG_DAYS_RANGE = (0.0, 100.0), (-1.4, 4.5)
#: The shortest duration in days; a standard deviation that stands for none.
_AN_HOUR, _NO_EDGE = 1 / 24, 1e-9


def limits_of_ages(ranges: Iterable[tuple[float, float] | None]) -> Floats:
    """The lower and the upper limits in years as two rows, not a number where there are none."""
    return np.array([(np.nan, np.nan) if limit is None else limit for limit in ranges]).T


def limits_of_durations(ranges: Iterable[tuple[float, float] | None]) -> Floats:
    """Log10 of the lower and the upper limits in days as two rows, not a number where there are none."""
    return limits_of_ages(None if limit is None else (_log_days(limit[0]), _log_days(limit[1])) for limit in ranges)


def with_age(age: Quantity, limits: Floats) -> Floats:
    """The probability of an age, to within ten years, with each card; 0 where it states no range: (cards)."""
    return _near(_middle(age), limits, _AGE_RANGE, _AGE_WINDOW_YEARS, (0.0, 0.0))


def with_duration(duration: Quantity, limits: Floats, edges: tuple[float, float]) -> Floats:
    """The probability of a duration, to within half a decade, with each card; 0 where it states no range: (cards).

    Who comes with a chronic disease may have had it for longer than most: the range ends softly, by `edges`, the
    standard deviations below and above it in decades.
    """
    return _near(_log_days(_middle(duration)), limits, _LOG_DAYS_RANGE, _DURATION_WINDOW_DECADES, edges)


def _near(at: float, limits: Floats, whole: tuple[float, float], window: float, edges: tuple[float, float]) -> Floats:
    """The typical share lies evenly within the limits and falls off outside as two halves of normal distributions."""
    low, high = limits
    below, above = np.maximum(low - at, 0.0), np.maximum(at - high, 0.0)
    beyond = below / max(edges[0], _NO_EDGE) + above / max(edges[1], _NO_EDGE)
    width = np.maximum(high - low, window / 2) + math.sqrt(math.pi / 2) * sum(edges)
    typical = _TYPICAL_SHARE * np.exp(-0.5 * beyond**2) / width
    spread = (1 - _TYPICAL_SHARE) / (whole[1] - whole[0])
    return np.asarray(np.where(np.isnan(low), 0.0, np.minimum(window * (typical + spread), 1.0)))


def _middle(quantity: Quantity) -> float:
    return (quantity.low + quantity.high) / 2


def _log_days(days: float) -> float:
    return math.log10(max(days, _AN_HOUR))
