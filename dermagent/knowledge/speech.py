"""What people and models say, by what they mean: regular expressions of three languages, kept as data."""

import re
from functools import cache
from typing import Any

from dermagent.knowledge.base import shipped


@cache
def spoken(name: str, file: str = "speech") -> re.Pattern[str]:
    """The words that mean `name` (a key of a file of `lexicon`), without regard to case."""
    return re.compile(speech(file)[name], re.IGNORECASE)


@cache
def speech(file: str = "speech") -> dict[str, Any]:
    """All of a file of words, `lexicon/speech.yaml` by default."""
    content: dict[str, Any] = shipped(f"lexicon/{file}.yaml")
    return content


def around(name: str) -> str:
    """The words of `around.yaml` that stand about a name or a number, as alternatives of a regular expression."""
    return _around()[name]


@cache
def _around() -> dict[str, str]:
    content: dict[str, str] = shipped("around.yaml")
    return content
