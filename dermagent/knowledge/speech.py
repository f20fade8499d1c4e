"""What people and models say, by what they mean: regular expressions of three languages, kept as data."""

import re
from functools import cache
from typing import Any

from dermagent.knowledge.base import read_yaml
from dermagent.resources import KNOWLEDGE


@cache
def spoken(name: str) -> re.Pattern[str]:
    """The words that mean `name` (a key of `lexicon/speech.yaml`), without regard to case."""
    return re.compile(speech()[name], re.IGNORECASE)


@cache
def speech() -> dict[str, Any]:
    """All of `lexicon/speech.yaml`."""
    content: dict[str, Any] = read_yaml(KNOWLEDGE / "lexicon" / "speech.yaml")
    return content
