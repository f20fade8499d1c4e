"""Disguised: which disease is there where a name says what it looks like or was taken for, or what a test has shown."""

import re
from functools import cache
from typing import NamedTuple

from dermagent.knowledge.base import knowledge
from dermagent.knowledge.claimed import claims, unled
from dermagent.knowledge.grave import urgency_in_name
from dermagent.knowledge.speech import speech
from dermagent.knowledge.spelt import exactly, found_in, has_chinese
from dermagent.types import URGENCIES

#: Links that are tried in one name.
_MOST = 4
#: Marks around a part of a name, and what closes one.
_EDGES = " .,:;-\u2013\u2014([\uff0c\u3002\uff1b\uff1a\uff08"
_CLOSES = " )\uff09]"
#: What parts one name from another in front of a link.
_BEGINS = re.compile(r"[,;.:(\[\uff0c\u3002\uff1b\uff1a\uff08]|\s[-\u2013\u2014]\s")
#: How urgent what is no danger may be at most.
_NO_DANGER = URGENCIES.index("routine")


class _LinkOfNames(NamedTuple):
    """A link in a name: what leads up to the part in front of it, that part, the one behind it, and the rest."""

    lead: str
    head: str
    tail: str
    rest: str


def as_it_is(name: str) -> str:
    """A name with the disease that is there in place of what it was taken for, and what a test has shown in place of
    the clinical name: "melanoma masquerading as a wart", "wart (biopsy showed melanoma)".

    How a disease shows, or was called, stays beside it where that is the graver one. A danger that a test has not
    shown stays as less likely.
    """
    return _undisguised(_tested(name))


def _tested(name: str) -> str:
    for around in _links(name, "test"):
        told = claims(around.tail)
        if not told or not (found_in(around.tail) or urgency_in_name(around.tail)) or not _names(around.head):
            continue
        clinical = _words("clinical").sub("", around.head).strip(_EDGES)
        if all(claim.share < 1 for claim in told):
            return f"{around.lead}{clinical}, {around.tail}{around.rest}"
        told_apart = clinical != around.head.strip(_EDGES)  # "clinically a melanoma, histologically a nevus"
        kept = not told_apart and _rank(clinical) < min(_rank(around.tail), _NO_DANGER)
        less = speech("disguised")["less"]["zh" if has_chinese(clinical) else "words"]
        return f"{around.lead}{around.tail}{f'{less}{clinical}' if kept else ''}{around.rest}"
    return name


def _undisguised(name: str) -> str:
    if (behind := _words("shown_behind_zh").match(name)) and _names(behind["head"]) and found_in(behind["tail"]):
        apart = bool(_link("taken_for").search(behind["link"]))
        beside = "" if apart or not _stays(behind["head"], behind["tail"]) else f"\uff0c{behind['tail']}"
        return f"{behind['lead'] or ''}{behind['head']}{beside}"
    for kind in ("taken_for", "shown_as"):
        for around in _links(name, kind):
            if not (_is_there(around.head) if kind == "shown_as" else _names(around.head) and around.tail):
                continue
            if kind == "shown_as" and _stays(around.head, around.tail):
                return f"{around.lead}{around.head}, {around.tail}{around.rest}"
            if kind == "taken_for" or found_in(around.tail) or not around.rest:
                return f"{around.lead}{around.head}{around.rest}"
    return name


def _links(name: str, kind: str) -> list[_LinkOfNames]:
    """The links of a kind in a name, the first few, each with what stands around it."""
    found = []
    for link, _ in zip(_link(kind).finditer(name), range(_MOST), strict=False):
        before = name[: link.start()].rstrip(_EDGES)
        begin = max((mark.end() for mark in _BEGINS.finditer(before)), default=0)
        end = _words("ends").search(name, link.end())
        tail = name[link.end() : end.start() if end else len(name)].strip(_EDGES)
        rest = name[end.start() :].strip() if end else ""
        rest = rest.lstrip(_CLOSES)
        found.append(_LinkOfNames(name[:begin], before[begin:].strip(_EDGES), tail, f" {rest}" if rest else ""))
    return found


@cache
def _link(kind: str) -> re.Pattern[str]:
    data = speech("disguised")
    latin = rf"(?<![\w\u2010-\u2013-])(?:{data['between']})?(?:{data[kind]['words']})(?!\w)"
    return re.compile(f"{latin}|{data[kind]['zh']}", re.IGNORECASE)


@cache
def _words(key: str) -> re.Pattern[str]:
    return re.compile(speech("disguised")[key], re.IGNORECASE)


def _names(text: str) -> bool:
    """Whether a text names a disease."""
    return bool(found_in(text) or exactly(unled(text)) or urgency_in_name(text))


def _is_there(head: str) -> bool:
    """Whether what stands in front of a link names a disease that what stands behind it does not explain."""
    known = [one.key for one in found_in(head)]
    signs, kb = speech("names")["signs"], knowledge()
    if urgency_in_name(head) or not known:
        return _names(head)
    return not all(one in signs or (kb.leaves_open(one) and one not in kb.cards) for one in known)


def _stays(head: str, tail: str) -> bool:
    """Whether how a disease shows is there as well: it is a kind of it, or graver where the other is no danger."""
    kinds = {above for one in found_in(tail) for above in knowledge().broader_conditions(one.key)}
    if any(one.key in kinds for one in found_in(head)):
        return True
    return _rank(tail) < _rank(head) and (_rank(head) >= _NO_DANGER or not _rank(tail))


def _rank(text: str) -> int:
    """How urgent the gravest disease is that a text names, 0 most; last where it names none."""
    cards = knowledge().cards
    told = [cards[one.key].urgency for one in found_in(text) if one.key in cards]
    grave = urgency_in_name(text)
    return min((URGENCIES.index(one) for one in (*told, *((grave,) if grave else ()))), default=len(URGENCIES))
