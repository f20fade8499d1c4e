"""Spelt out: beside the name that an abbreviation stands for, in either order, the name decides what is meant."""

import re
from functools import cache
from typing import Any

from dermagent.knowledge.base import knowledge, shipped
from dermagent.knowledge.grave import urgency_in_name
from dermagent.knowledge.longer import at_its_end
from dermagent.knowledge.spelt import alike, exactly, folded
from dermagent.types import URGENCIES

#: An abbreviation: two to six letters, with two capitals among them; and a name, which ends at any mark.
_SHORT = r"(?P<short>(?<![\w/-])(?=\w*[A-Z]\w*[A-Z])[A-Za-z]{2,6}(?![\w/-]))"
_NAME = r"(?P<name>[^\W\d_][^()\[\]\uff08\uff09;:=,/|]{3,})"
#: Brackets around one of the two.
_OPEN, _CLOSE = r"\s*[(\[\uff08]\s*", r"\s*[)\]\uff09]"


def spelt_out(text: str) -> str:
    """A text without the abbreviations that it spells out itself: "PV (pityriasis versicolor)"."""
    for pattern in _patterns():
        text = pattern.sub(_decided, text)
    return text


def _decided(found: re.Match[str]) -> str:
    """The name alone where it decides what the abbreviation means; else both as they stand ("BCC, SCC")."""
    if not found["name"]:
        return found[0]
    name = found["name"].strip()
    before = found.start("name") < found.start("short")
    words = name.split()
    parts = [" ".join(words[n:] if before else words[: len(words) - n]) for n in range(len(words))]
    bracketed = found[0][-1] in ")]\uff09"
    return name if not name.isupper() and _decides(found["short"], parts, bracketed) else found[0]


def _decides(short: str, parts: list[str], bracketed: bool) -> bool:
    """Whether one of the parts of a name tells what the letters mean: word by word, or in brackets here and there.

    A name that says less than the abbreviation decides nothing; nor does one that is not known, where the letters may
    mean something more urgent.
    """
    meant = exactly(short)
    by_word = [part for part in parts if _initials(part) == folded(short)]
    kb = knowledge()
    for part in by_word or ([one for one in parts if _holds(one, folded(short))] if bracketed else []):
        if told := exactly(part) or alike(part) or at_its_end(part):
            says_less = not by_word and kb.leaves_open(told)
            return meant is None or not (says_less or told in kb.broader_conditions(meant))
    return bool(by_word) and (meant is None or _rank(by_word[0]) <= _rank_of_card(meant))


def _initials(name: str) -> str:
    small = _words()["small"]
    return "".join(word[0] for word in re.findall(r"[^\W\d_]+", folded(name)) if word not in small)


def _holds(name: str, letters: str) -> bool:
    """Whether the letters stand in a name in their order, the first at its beginning."""
    rest = iter(folded(name))
    return folded(name)[:1] == letters[:1] and all(letter in rest for letter in letters)


def _rank(name: str) -> int:
    """How urgent the words of a name make it, 0 most; last where they do not tell."""
    urgency = urgency_in_name(name)
    return URGENCIES.index(urgency) if urgency else len(URGENCIES)


def _rank_of_card(condition: str) -> int:
    """How urgent the card of a condition is; what can wait, or has none, is not more urgent than any name."""
    card = knowledge().cards.get(condition)
    waits = card is None or card.urgency in ("routine", "self_care")
    return len(URGENCIES) if waits or card is None else URGENCIES.index(card.urgency)


@cache
def _patterns() -> tuple[re.Pattern[str], ...]:
    between = rf"\s*(?:{_words()['between']})\s*"
    return tuple(
        re.compile(one)
        for one in (
            rf"{_SHORT}{_OPEN}{_NAME}?{_CLOSE}",
            rf"{_NAME}?{_OPEN}{_SHORT}{_CLOSE}",
            rf"{_SHORT}{between}{_NAME}",
            rf"{_NAME}?{between}{_SHORT}(?=\s*(?:[,;)\]]|$))",
        )
    )


@cache
def _words() -> dict[str, Any]:
    content: dict[str, Any] = shipped("lexicon/abbreviations.yaml")["spelt_out"]
    return content
