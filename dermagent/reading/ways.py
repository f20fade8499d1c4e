"""How each language tells numbers (`knowledge/data/lexicon/numbers_*.yaml`); English is read in every text."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any, NamedTuple

from dermagent.knowledge.base import shipped
from dermagent.knowledge.bounds import DAYS_OF_A_YEAR
from dermagent.text.sieve import Sieve
from dermagent.types import Language

#: Days of each unit of time.
DAYS = {"minute": 1 / 1440, "hour": 1 / 24, "day": 1.0, "week": 7.0, "month": 30.4, "year": DAYS_OF_A_YEAR}
#: Where a word begins and ends, whatever its accents.
WORD_BEGINS, WORD_ENDS = "(?<![a-záéíóúñ])", "(?![a-záéíóúñ])"
#: A name of alternatives in a pattern; the braces of a regular expression hold figures.
_NAMED = re.compile(r"\{([a-z_]+)\}")
_THOUSANDS = re.compile(r"\d{1,3}(?:[.,]\d{3})+")


def figure(text: str) -> float:
    """The value of digits with points or commas for thousands ("3.400", "1,000") or for tenths."""
    return float(re.sub("[.,]", "", text) if _THOUSANDS.fullmatch(text) else text.replace(",", "."))


@dataclass(frozen=True, eq=False)
class Ways:
    """How a language, with English beside it, tells numbers: the data compiled to patterns."""

    content: tuple[dict[str, Any], ...]

    def joined(self, key: str) -> str:
        """The alternatives of all languages for one key."""
        return "|".join(f"(?:{one[key]})" for one in self.content if one[key])

    def pattern(self, key: str) -> re.Pattern[str]:
        """The alternatives of all languages for one key, compiled."""
        return _compiled(self, key)

    def patterns(self, key: str) -> tuple[re.Pattern[str], ...]:
        """The pattern of each language for one key whose groups have names."""
        return _compiled_apart(self, key)

    def sieve(self, key: str) -> Sieve[re.Pattern[str]]:
        """The patterns of all languages that stand in a list under one key."""
        return _compiled_list(self, key)

    @cached_property
    def numbers(self) -> dict[str, float]:
        """Number words and their values."""
        return {str(word): float(value) for one in self.content for word, value in one["numbers"].items()}

    @cached_property
    def fractions(self) -> dict[int, str]:
        """Units by the denominator of a note's shorthand: 3/7 is three days."""
        return {int(bottom): unit for one in self.content for bottom, unit in one["fractions"].items()}

    @cached_property
    def number(self) -> str:
        """A number in digits or words, without a name for its group."""
        latin = [word for word in self.numbers if word.isascii() or re.match("[a-zé]", word)]
        other = [word for word in self.numbers if word not in latin]
        words = "|".join(sorted(map(re.escape, latin), key=len, reverse=True))
        signs = "|".join([*self._tens_and_ones(), *sorted(map(re.escape, other), key=len, reverse=True)])
        return rf"\d+(?:[.,]\d+)?|{WORD_BEGINS}(?:{words}){WORD_ENDS}" + (f"|(?:{signs})" if signs else "")

    def _tens_and_ones(self) -> Iterator[str]:
        """Patterns of numbers that are written as digits around a sign for tens."""
        for one in self.content:
            if sign := one.get("tens"):
                digits = "".join(word for word, value in one["numbers"].items() if len(word) == 1 and 1 <= value <= 9)
                yield f"[{digits}]?{sign}[{digits}]?"

    @cached_property
    def amount(self) -> re.Pattern[str]:
        """An amount of time: a number or a range, and a unit."""
        units = "|".join(f"(?P<{unit}>{'|'.join(one['units'][unit] for one in self.content)})" for unit in DAYS)
        fortnights = "|".join(one["fortnight"] for one in self.content if one["fortnight"])
        return re.compile(
            rf"(?<!\d)(?<!\d[/.,])(?P<number>{self.number})(?:\s*(?:-|~|{self.joined('range')})\s*(?P<upper>{self.number}))?"
            rf"\s*(?:(?:{self.joined('more')})\s*|-)?(?:{units}|(?P<fortnight>{fortnights})){WORD_ENDS}"
            rf"|(?<!\d)(?<!\d[/.,])(?P<top>\d{{1,2}})/(?P<bottom>{'|'.join(map(str, self.fractions))})(?![\d/])",
            re.IGNORECASE,
        )

    @cached_property
    def old_or_unit(self) -> str:
        """What stands behind the number of an age or of a stretch of time."""
        return rf"(?:(?:{self.unit}){WORD_ENDS}|{self.joined('old')})"

    @cached_property
    def unit(self) -> str:
        """A unit of time, whatever stands behind it."""
        return "|".join(one["units"][unit] for one in self.content for unit in DAYS)

    def value(self, text: str) -> float:
        """The value of a number in digits or words."""
        lower = text.lower()
        if lower in self.numbers:
            return self.numbers[lower]
        if not lower[0].isdigit():
            return self._of_digits(lower)
        return figure(text)

    def _of_digits(self, text: str) -> float:
        """A number written as digits with a sign for tens, as in Chinese: 23 is "two ten three"."""
        sign = next(str(one["tens"]) for one in self.content if one.get("tens"))
        tens, ten, ones = text.partition(sign)
        if not ten:
            return self.numbers[text[0]]
        return (self.numbers[tens] if tens else 1.0) * 10 + (self.numbers[ones] if ones else 0.0)


@cache
def _compiled(ways: Ways, key: str) -> re.Pattern[str]:
    return re.compile(ways.joined(key) or "(?!)", re.IGNORECASE)


@cache
def _compiled_apart(ways: Ways, key: str) -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(one[key], re.IGNORECASE) for one in ways.content if one[key])


@cache
def _compiled_list(ways: Ways, key: str) -> Sieve[re.Pattern[str]]:
    return Sieve([re.compile(text, re.IGNORECASE) for one in ways.content for text in one[key]], lambda one: one)


@cache
def ways_of(language: Language) -> Ways:
    """How a text in this language tells numbers."""
    names = [language] if language == "en" else [language, "en"]
    return Ways(tuple(_spelled_out(shipped(f"lexicon/numbers_{name}.yaml")) for name in names))


class AgePattern(NamedTuple):
    """How an age is told, and what stands before a short one in its language."""

    told: re.Pattern[str]
    opens: re.Pattern[str]


class BoundedPattern(NamedTuple):
    """How a time is told without a number ("since yesterday", "for weeks"), with its bounds in days."""

    told: re.Pattern[str]
    low: float
    high: float


@cache
def age_patterns(ways: Ways, key: str) -> Sieve[AgePattern]:
    """Each pattern of an age under a key."""
    return Sieve(
        (
            AgePattern(re.compile(text, re.IGNORECASE), re.compile(one["short_age_before"] or "(?!)", re.IGNORECASE))
            for one in ways.content
            for text in one[key]
        ),
        lambda entry: entry.told,
    )


@cache
def bounded_patterns(ways: Ways, key: str) -> Sieve[BoundedPattern]:
    """Each pattern of a time without a number: by its relation to now (`relative`), or in a unit (`unnumbered`)."""
    return Sieve(
        (
            BoundedPattern(re.compile(text, re.IGNORECASE), float(low), float(high))
            for one in ways.content
            for text, low, high in one[key]
        ),
        lambda entry: entry.told,
    )


def _spelled_out(content: Mapping[str, Any]) -> dict[str, Any]:
    """A language's numbers with its `alternatives` in place of their names in braces.

    Raises:
        KeyError: a pattern names alternatives that are not there.
    """
    alternatives: Mapping[str, str] = content["alternatives"]

    def spelled(told: Any) -> Any:
        if isinstance(told, str):
            return _NAMED.sub(lambda found: alternatives[found[1]], told)
        if isinstance(told, list):
            return [spelled(one) for one in told]
        return {key: spelled(one) for key, one in told.items()} if isinstance(told, dict) else told

    return {key: spelled(told) for key, told in content.items() if key != "alternatives"}
