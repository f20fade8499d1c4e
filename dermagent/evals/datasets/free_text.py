"""Which conditions a free-text answer names, in its order: not those that it rules out."""

import re
from dataclasses import replace
from itertools import pairwise

from dermagent.evals.datasets.laid_out import in_plain_lines
from dermagent.evals.datasets.weighed import Weighed
from dermagent.knowledge.base import knowledge
from dermagent.knowledge.claimed import naming
from dermagent.knowledge.lexicon import Match, as_read, match_of
from dermagent.knowledge.meant import match_name
from dermagent.knowledge.names import as_one_name
from dermagent.knowledge.names_besides import find_all_names
from dermagent.knowledge.speech import speech, spoken
from dermagent.knowledge.spelt import exactly
from dermagent.llm.answered import without_thoughts
from dermagent.llm.json_text import parts_of
from dermagent.llm.options import with_choice
from dermagent.reading.scope import Scope, scoped_text
from dermagent.text.tokens import cut
from dermagent.types import Language

#: What parts the names of an answer that is nothing but names, and what ends a sentence.
_BETWEEN, _STOP = re.compile(r"\s*[,;/\n\u3001\uff0c\uff1b]\s*"), re.compile(r"[.;!?\n\u3002\uff1b\uff01\uff1f]")
_SENTENCE = re.compile(r"(?<=[.!?\n\u3002\uff01\uff1f])")

#: How far from a name what is said of it is looked for.
_REACH = 400
#: What stands before a name that is asked about.
_ASKED = ("?", "\uff1f", "\u00bf")
#: A word or two behind the comma of a name, and a figure that is part of it.
_KIND = re.compile(r",\s+([^\W\d_]+(?:[ -][^\W\d_]+)?)(?=\s*(?:[.,;)\n]|$))")
_FIGURE = re.compile(r"[-\u2010\u2011]?\d")
#: The end of a condition's id that leaves its kind open, and what closes a bracket.
_UNSPECIFIC, _CLOSED = "_unspecified", re.compile("[)\uff09]")


def conditions_named(text: str, language: Language) -> tuple[str, ...]:
    """Condition ids by their first mention, the main one first; one that the text denies or sets aside everywhere, or
    throws out in the end, is left out.

    What it takes back, thought before or lists as an option that it does not choose is no answer. A condition that is
    yet to be excluded is a possible one. An answer that is only a list of names is read whatever
    its case. `python -m tests.bench.label_mapping` says how well this agrees with a reader.
    """
    text = spoken("bulleted", "weighed").sub(";", as_one_name(said_in_the_end(text)))
    alone = [exactly(piece, short=False) for piece in _BETWEEN.split(text.strip(" ."))]
    if all(alone):
        return tuple(dict.fromkeys(one for one in alone if one))
    if language == "zh":
        consider = speech()["to_consider"]
        text = spoken("excluded_for").sub(speech()["is_not"], spoken("no_better").sub("", text))
        text = spoken("to_exclude").sub(consider, naming("not_excluded").sub(consider, text))
    tokens = as_read(cut(text), language)
    found = find_all_names(tokens, language)
    scoped = scoped_text(tokens, language, found)
    scopes = [scoped.of(name) for name in found]
    names = [_finer(text, match_of(name, tokens)) for name in found]
    glosses = {at for before, at in pairwise(names) if _explains(text, before, at)}
    weighed = Weighed(text, names)
    out, wanted = weighed.thrown_out(), weighed.wanted()
    kept = [
        n
        for n, (at, scope) in enumerate(zip(names, scopes, strict=True))
        if n >= out.get(at.key, 0) and at not in glosses and not _is_part(text, at)
        if n in wanted or _is_named(text, at, scope)
    ]
    main = weighed.main(kept)
    return tuple(dict.fromkeys((*([main] if main else ()), *(names[n].key for n in kept))))


def said_in_the_end(text: str) -> str:
    """A text in plain lines, as what its writer says in the end: without thoughts but those of what stays possible, and
    with the option that is chosen in place of its letter.
    """
    parts, said = parts_of(text), without_thoughts(text)
    thoughts = _SENTENCE.split(parts.thought) if said and parts.thought not in ("", text.strip()) else []
    kept = [one for one in thoughts if spoken("stays_possible").search(one)]
    return "\n".join([in_plain_lines(with_choice(said)), *kept])


def _explains(text: str, before: Match, at: Match) -> bool:
    """Whether a name in brackets only says what kind of disease stands before it: "tinea manuum (a mycosis)"."""
    between = text[before.end : at.start].lstrip()
    return at.key.endswith(_UNSPECIFIC) and between[:1] in {"(", "\uff08"} and not _CLOSED.search(between)


def _finer(text: str, at: Match) -> Match:
    """A name with the condition that a word behind its comma makes it ("BCC, infiltrative")."""
    if not (found := _KIND.match(text, at.end)):
        return at
    if exactly(found[1]):
        return at
    finer = match_name(f"{text[at.start : at.end]}, {found[1]}")
    return replace(at, key=finer) if finer and at.key in knowledge().broader_conditions(finer) else at


def _is_part(text: str, at: Match) -> bool:
    """Whether an abbreviation is only a part of another one, or of a code ("CD34", "ICD-10")."""
    return text[at.start : at.end].isupper() and bool(_FIGURE.match(text, at.end))


def _is_named(text: str, at: Match, scope: Scope) -> bool:
    """Whether a text holds a disease for possible: not where it only says that it is another, was once held for it, or
    is somebody's, is over, or is only feared or to be prevented.
    """
    begin = max(0, at.start - _REACH)
    stops = [stop.end() for stop in _STOP.finditer(text, begin, at.start)]
    before, behind = text[stops[-1] if stops else begin : at.start], text[at.end : at.end + _REACH]
    if (possible := naming("not_excluded").search(before)) and not _BETWEEN.search(before, possible.end()):
        return True
    if spoken("nothing_but").search(before) or spoken("to_exclude_behind").search(behind):
        return True
    if scope.denied or spoken("set_aside").search(before) or spoken("set_aside_behind").search(behind):
        return False
    if _is_not_now(before, behind, scope, asked=text[: at.start].rstrip()[-1:] in _ASKED):
        return False
    if spoken("granted").search(before) and spoken("granted_against").search(behind):
        return False
    return not (spoken("held_once").search(before) and spoken("held_no_more").search(behind))


def _is_not_now(before: str, behind: str, scope: Scope, *, asked: bool) -> bool:
    """Whether what stands around a disease says that it is another's, was before, or may only come."""
    if scope.person != "patient":
        return not spoken("alike_in_kin", "weighed").search(before)
    if scope.time == "past":
        return not spoken("is_now", "weighed").search(before)
    if scope.time != "hypothetical":
        return bool(
            spoken("not_now_before", "weighed").search(before) or spoken("not_now_behind", "weighed").match(behind)
        )
    if asked:
        return False
    sentence = before + _SENTENCE.split(behind, maxsplit=1)[0]
    return not spoken("feared_of_this", "weighed").search(sentence)
