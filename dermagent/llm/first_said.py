"""First said: the condition that a sentence of a reply puts first, in any of eight languages."""

import re
from functools import cache

from dermagent.knowledge.meant import conditions_meant
from dermagent.knowledge.outside import names_disease, outside_id
from dermagent.knowledge.speech import speech, spoken

_FILE = "first_said"
#: Longest sentence in characters that is looked at, and words of a name that is not known here.
_LONGEST, _WORDS_OF_A_NAME = 300, 4

#: What stands before the last clause: "Given the story, | scabies".
_LAST_CLAUSE = re.compile(r"^.*[,;\uff0c\uff1b]\s*", re.DOTALL)


def first_said(text: str) -> str | None:
    """The words of a text for the condition that one of its sentences puts first; None where none does.

    What a sentence denies, doubts, tells of before or of somebody else is not put first.
    """
    return next((name for sentence in sentences(text) if (name := _of_sentence(sentence))), None)


def sentences(line: str) -> list[str]:
    """The sentences of a line, and a heading of further conditions by itself.

    A full stop behind a figure or an abbreviation ends no sentence.
    """
    parts = spoken("sentence_ends", _FILE).split(line)
    return [one for part in parts for one in spoken("heading_begins", _FILE).split(part, maxsplit=1) if one.strip()]


def _of_sentence(sentence: str) -> str | None:
    if len(sentence) > _LONGEST:
        return None
    for kind in ("diagnosis_before", "perhaps_before"):
        for cue in _cues(kind).finditer(sentence):
            if spoken("something_else", _FILE).search(sentence[: cue.end()]):
                continue
            if name := _name(sentence[cue.end() :], known=kind == "perhaps_before"):
                return _of_sentence(name) or name  # "this is | most consistent with | lupus"
    return _before(sentence)


def _before(sentence: str) -> str | None:
    """The name that opens a sentence which goes on to call it the first."""
    for length in range(1, len(sentence)):
        if any(cue.match(sentence[length:]) for cue in _behind()):
            return _name(_LAST_CLAUSE.sub("", sentence[:length]), known=False)
    return None


def _name(text: str, *, known: bool) -> str | None:
    """The name that a text begins with: one that is known, or else (where it may be none) a short one."""
    ends = [found.start() for found in spoken("name_ends", _FILE).finditer(text)]
    for end in dict.fromkeys((len(text), *reversed(ends))):
        part = text[:end].strip(" .,:;*_")
        if part and len(part.split()) <= 2 * _WORDS_OF_A_NAME and names_disease(part):
            return None if spoken("something_else", _FILE).search(part) else part
    part = text[: ends[0] if ends else len(text)].strip(" .,:;*_")
    short = not known and 0 < len(part.split()) <= _WORDS_OF_A_NAME and not conditions_meant(part)
    return part if short and outside_id(part) else None


@cache
def _cues(kind: str) -> re.Pattern[str]:
    return re.compile("|".join(speech(_FILE)[kind]), re.IGNORECASE)


@cache
def _behind() -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(one, re.IGNORECASE) for one in speech(_FILE)["behind"])
