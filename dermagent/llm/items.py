"""Items: one line or text of a list that a model wrote: its mark, the name of a condition, and the share beside it."""

import re
from typing import NamedTuple

from dermagent.knowledge.speech import spoken
from dermagent.llm.keys import is_share
from dermagent.llm.lenient import share_of
from dermagent.llm.said_share import rules_out, share_in_words

#: Words of a share that stands with its name in one text, and the least one: what is unlikely is a matter of the name.
_WORDS_OF_A_SHARE, _LEAST_SAID = 3, 0.2
#: Longest name of a condition that is taken from a text without any form, in words and characters.
_MOST_WORDS, _LONGEST_NAME = 12, 120
#: Parts behind a name in which its share is looked for.
_PARTS_BEHIND = 3
#: A line that is an item. Letters are marks only here, where whole lines are: "C. difficile" is a name.
_LINE = re.compile(
    r"^(?P<indent>\s*)(?:\(?(?:(?P<number>\d{1,2})|[a-hA-H]|[ivxIVX]{1,4})[.)]\s|\d{1,2}[\u3001\uff0e]|[-*\u2013]\s|"
    r"[\u2022\u2023\u25aa\u2460-\u2473])\s*(?P<said>\S.*)$"
)
#: The mark of an item, and what stands between two items of one text.
_MARK = re.compile(r"^\s*(?:\(?\d{1,2}[.)\u3001\uff0e]\s*(?=\D)|[-*\u2022]\s+)")
_BETWEEN = re.compile(r"\n+|;|(?<=[\s,])(?=\d{1,2}[.)]\s)")
#: What ends a name in a line: a dash between blanks, a colon, an opening bracket, or the end of a sentence.
_ENDS = re.compile(
    r"\s+[-\u2013\u2014]+\s+|\s*[:\uff1a]\s*|\s*[\u2014\u2013]\s*|\s*(?=[(\uff08])|[.;\u3002\uff1b]\s+|[\u3002\uff1b]"
)
_EMPHASIS = re.compile(r"[*`]{1,3}(?=\S)|(?<=\S)[*`]{1,3}|(?<!\w)_{1,3}(?=\S)|(?<=\S)_{1,3}(?!\w)|<[^<>]{1,40}>")
#: What can only be a share: percent, a part of one, of ten or of a hundred; and a bare number that may be percent.
_FIGURES = re.compile(r"\W*(?:\d{1,3}(?:[.,]\d+)?\s*[%\uff05].*|[01]?[.,]\d+|\d{1,3}\s*/\s*(?:100|10|5))\W*")
_BARE = re.compile(r"\W*\d{2,3}\W*")
#: A name with a share behind a comma: in percent, or behind a word for it ("acne, confidence 0.6").
_BEHIND_COMMA = re.compile(
    r"^(?P<name>[^,\uff0c]+)[,\uff0c]\s*(?P<key>[^\W\d][^\d,\uff0c]{0,30}?)?\s*[:\uff1a=]?\s*"
    r"(?P<share>[01]?[.,]\d+|\d{1,3}(?:[.,]\d+)?\s*(?P<percent>[%\uff05]))\W*$"
)


def without_emphasis(text: str) -> str:
    """A text without Markdown's signs of emphasis and without tags."""
    return _EMPHASIS.sub("", text).strip()


class Item(NamedTuple):
    """A line of a list: how far it is indented, its number (0 where it has none), and what it says behind its mark."""

    indent: int
    number: int
    said: str


def item_of(line: str) -> Item | None:
    """A line as an item of a list; None where it has no mark."""
    found = _LINE.match(line)
    return Item(len(found["indent"]), int(found["number"] or 0), found["said"]) if found else None


def items_of(text: str) -> list[str]:
    """The lines, or numbered parts, of a text that say anything."""
    parts = [part.strip().rstrip(",") for part in _BETWEEN.split(text)]
    return [part for part in parts if any(character.isalnum() for character in part)]


def can_be_name(text: str) -> bool:
    """Whether a text is no longer than a name of a condition can be, and not a word for none."""
    nothing = spoken("nothing", "shares").fullmatch(text)
    return 0 < len(text.split()) <= _MOST_WORDS and len(text) <= _LONGEST_NAME and not nothing


def name_and_share(text: str) -> tuple[str, str | None]:
    """A name and the share that stands with it in one text, None where none does.

    What may be a part of the name stays one: "Herpes (HSV 2)" has no share.
    """
    plain = _MARK.sub("", text).strip()
    if (found := _BEHIND_COMMA.match(plain)) and (is_share(found["key"]) if found["key"] else found["percent"]):
        return found["name"].strip(), found["share"]
    if found := spoken("share_before", "shares").match(plain):
        return found["name"].strip(), found["percent"]
    found = spoken("share_behind", "shares").match(plain)
    told = next((part for part in found.groupdict().items() if part[0] != "name" and part[1]), None) if found else None
    if found and told and _can_only_be_share(told[1], dashed=told[0] == "dashed"):
        return found["name"].strip(" :\u2013-"), told[1]
    return plain or text, None


def name_and_likelihood(text: str) -> tuple[str, str | None]:
    """The name that a line of a list begins with, and the share or the doubt behind it, None where none is told.

    The line goes on with reasons, so that a name ends at the first dash, colon, bracket or sentence.
    """
    if (found := _BEHIND_COMMA.match(without_emphasis(text))) and found["key"] and is_share(found["key"]):
        return found["name"].strip(), found["share"]
    parts = [part.strip(" ()\uff08\uff09,") for part in _ENDS.split(without_emphasis(text))]
    name, *rest = [part for part in parts if part] or [text]
    told = next((part for part in rest[:_PARTS_BEHIND] if says_how_likely(part)), None)
    if told is None:
        plain, share = name_and_share(name)
        return (plain, share) if share else (name, None)
    return name, told


def says_how_likely(text: str) -> bool:
    """Whether a few words say nothing but how likely something is, or that it is ruled out."""
    if len(text.split()) > _WORDS_OF_A_SHARE:
        return False
    return rules_out(text) or share_in_words(text) is not None or share_of(text) is not None


def _can_only_be_share(text: str, *, dashed: bool) -> bool:
    """Whether a text behind a name is a share and no part of the name; behind a dash it must be one in figures."""
    if _FIGURES.fullmatch(text):
        return True
    if _BARE.fullmatch(text):
        return not dashed
    if any(character.isdecimal() for character in text) or len(text.split()) > _WORDS_OF_A_SHARE:
        return False
    said = share_in_words(text)
    return said is not None and said > _LEAST_SAID and not dashed
