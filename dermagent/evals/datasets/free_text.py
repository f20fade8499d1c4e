"""Which conditions a free-text answer names, in its order: not those that it rules out."""

import re
from itertools import pairwise

from dermagent.knowledge.claimed import naming
from dermagent.knowledge.lexicon import Match, as_read, match_of
from dermagent.knowledge.names import as_one_name, find_names
from dermagent.knowledge.speech import speech, spoken
from dermagent.knowledge.spelt import exactly
from dermagent.reading.scope import scoped_text
from dermagent.text.tokens import cut
from dermagent.types import Language

#: What parts the names of an answer that is nothing but names, and what ends a sentence.
_BETWEEN, _STOP = re.compile(r"\s*[,;/\n\u3001\uff0c\uff1b]\s*"), re.compile(r"[.;!?\n\u3002\uff1b\uff01\uff1f]")

#: The end of a condition's id that leaves its kind open, and what closes a bracket.
_UNSPECIFIC, _CLOSED = "_unspecified", re.compile("[)\uff09]")


def conditions_named(text: str, language: Language) -> tuple[str, ...]:
    """Condition ids by their first mention; one that the text denies or sets aside everywhere is left out.

    A condition that is yet to be excluded is a possible one. An answer that is only a list of names is read whatever
    its case. `python -m tests.bench.label_mapping` says how well this agrees with a reader.
    """
    text = as_one_name(text)
    alone = [exactly(piece, short=False) for piece in _BETWEEN.split(text.strip(" ."))]
    if all(alone):
        return tuple(dict.fromkeys(one for one in alone if one))
    if language == "zh":
        consider = speech()["to_consider"]
        text = spoken("no_better").sub("", text)
        text = spoken("to_exclude").sub(consider, naming("not_excluded").sub(consider, text))
    tokens = as_read(cut(text), language)
    found = find_names(tokens, language)
    scoped = scoped_text(tokens, language, found)
    places = [(name, match_of(name, tokens)) for name in found]
    glosses = {at for (_, before), (name, at) in pairwise(places) if _explains(text, before, name.key, at)}
    kept = (name.key for name, at in places if at not in glosses and _is_named(text, at, denied=scoped.of(name).denied))
    return tuple(dict.fromkeys(kept))


def _explains(text: str, before: Match, key: str, at: Match) -> bool:
    """Whether a name in brackets only says what kind of disease stands before it: "tinea manuum (a mycosis)"."""
    between = text[before.end : at.start].lstrip()
    return key.endswith(_UNSPECIFIC) and between[:1] in {"(", "\uff08"} and not _CLOSED.search(between)


def _is_named(text: str, at: Match, *, denied: bool) -> bool:
    """Whether a text holds a disease for possible: not where it only says that it is another, was once held for it, or
    is somebody's.
    """
    stops = [stop.end() for stop in _STOP.finditer(text, 0, at.start)]
    before, behind = text[stops[-1] if stops else 0 : at.start], text[at.end :]
    if (possible := naming("not_excluded").search(before)) and not _BETWEEN.search(before, possible.end()):
        return True
    if spoken("nothing_but").search(before) or spoken("to_exclude_behind").search(behind):
        return True
    if denied or spoken("set_aside").search(before) or spoken("set_aside_behind").search(behind):
        return False
    if spoken("granted").search(before) and spoken("granted_against").search(behind):
        return False
    return not (spoken("held_once").search(before) and spoken("held_no_more").search(behind))
