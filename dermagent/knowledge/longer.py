"""Longer: the known name that a longer one ends or begins with, where the other words leave it the same disease."""

import re

from dermagent.knowledge.claimed import naming
from dermagent.knowledge.lexicon import Match
from dermagent.knowledge.speech import speech
from dermagent.knowledge.spelt import alike, exactly, folded, found_in, has_chinese, singular

_LIKE = re.compile(r"\W*(?:like|look|mimic|simulat|imitat)", re.IGNORECASE)


def at_its_end(text: str) -> str | None:
    """A known name that ends a longer one, which then is a subtype of it, or begins it with harmless words behind."""
    if has_chinese(text):
        last = longest_of([match for match in found_in(text) if match.end == len(text)])
        return last.key if last and _same_in_chinese(text[: last.start], last.end - last.start) else None
    found = [
        m
        for m in found_in(text)
        if not naming("another_before").search(text[: m.start]) and not _LIKE.match(text[m.end :])
    ]
    last = longest_of([match for match in found if not text[match.end :].strip(" .,'’")])
    if not last and (one := singular(text.lower())) != text.lower() and not naming("another_before").search(text):
        return at_its_end(one)
    first = last or longest_of([match for match in found if not match.start and _same_behind(text[match.end :])])
    return first.key if first and only_describes(text, text[first.start : first.end], first.key) else None


def _same_in_chinese(before: str, length: int) -> bool:
    """Whether words in front of a Chinese name leave it the same disease; a name of one sign is the end of many."""
    if length == 1:
        return bool(naming("harmless_before_zh").fullmatch(before))
    return not naming("another_before_zh").search(before)


def _same_behind(behind: str) -> bool:
    """Whether what stands behind a name is a remark on it: behind a comma or a dash, or words of place and course."""
    if re.match(r"\s*(?:[,:]|[-–—]\s)", behind):
        return True
    return all(naming("harmless_behind").fullmatch(folded(word)) for word in re.findall(r"[\w-]+", behind))


def only_describes(text: str, name: str, condition: str) -> bool:
    """Whether the words around the name of a condition leave it the same disease, where its name is one of many kinds.

    `name` is the part of the text that means the condition, perhaps with other words around it.
    """
    if _is_of_person(text, name):
        return False
    kinds = speech("names")["many_kinds"]
    if condition not in kinds["of"]:
        return True
    whole, part = folded(text), folded(name)
    if condition not in (exactly(name), alike(name)):
        found = longest_of([match for match in found_in(whole) if match.key == condition])
        part = whole[found.start : found.end] if found else ""
    before, _, behind = whole.partition(part) if part and part in whole else ("", "", "")
    if has_chinese(text):
        return bool(re.fullmatch(kinds["zh"], before))
    if re.search(kinds["causes"], before):
        before = ""
    words = re.findall(r"[^\W\d_]+", f"{before} {re.sub(kinds['behind'], '', behind)}")
    return all(re.fullmatch("|".join(kinds["words"]), word) for word in words)


def _is_of_person(text: str, name: str) -> bool:
    """Whether a name of one word is called after a person ("Meleney's ulcer"), and so is another than any of a kind."""
    whose = re.search(r"([^\W\d_]+)['\u2019]s\s+$", text[: max(text.rfind(name), 0)])
    return whose is not None and len(name.split()) == 1 and not naming("persons").fullmatch(whose[1])


def longest_of(found: list[Match]) -> Match | None:
    """The longest of some names that were found."""
    return max(found, key=lambda match: match.end - match.start, default=None)


def describes(text: str) -> bool:
    """Whether a text is nothing but adjectives, which tell of a name beside them."""
    return bool(naming("adjectives").fullmatch(folded(text)))
