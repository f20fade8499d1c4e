"""Stated: the diagnoses that another system gives in the end, not what it thought, set aside, took back or declined."""

import re

from dermagent.evals.datasets.free_text import conditions_named
from dermagent.knowledge.base import knowledge
from dermagent.knowledge.meant import conditions_meant, match_name
from dermagent.knowledge.names import find_conditions
from dermagent.knowledge.speech import spoken
from dermagent.llm.items import name_and_share
from dermagent.llm.json_text import declines, declines_within, parts_of, says_anything
from dermagent.llm.lenient import share_of
from dermagent.types import Language

#: A percentage; a name with several of them names several diseases.
_PERCENT = re.compile(r"\d\s*[%\uff05]")
#: What stands around an answer: tags, signs of emphasis, blanks.
_AROUND = re.compile(r"</?\w+>|^[\s*_#:\uff1a]+|[\s*_]+$")
#: Longest text that is read as one name where no condition is found in it as in a sentence.
_LONGEST_NAME = 120


def stated(text: str, language: Language) -> tuple[str, ...]:
    """The conditions that a text states, the final answer first; what it only weighed before is no answer.

    Where it calls them a differential, the others follow behind the final answer.
    """
    said = _said(text)
    final = _final(said)
    first = _named(final, language)
    if final == said or not first:
        return first or _named(said, language)
    others = _named(said, language) if spoken("differential").search(said) else ()
    return tuple(dict.fromkeys((*first, *others)))


def stated_name(said: str) -> str | None:
    """The condition that one item of a list states; None where it states none, or several."""
    if said in knowledge().conditions:
        return said
    final = _final(_said(said))
    if final != said.strip():
        final = spoken("differential").split(final)[0].strip(" .,;:\n\u3002\uff0c\uff1b\uff1a")
    if len(_PERCENT.findall(final)) > 1:
        return None
    name, share = name_and_share(final)
    if share is not None and share_of(share) == 0:
        return None
    return match_name(name)


def refuses(text: str) -> bool:
    """Whether a text is a refusal to answer, whatever disease it speaks of."""
    return declines(text) and (declines_within(text) or not conditions_meant(text))


def _said(text: str) -> str:
    """A text without what the system thought before it said it."""
    parts = parts_of(text)
    return (parts.behind if says_anything(parts.behind) else parts.before or text).strip()


def _final(text: str) -> str:
    """What stands behind the last words that announce an answer, or take back what stands before; else all of it."""
    for kind in (spoken("final_answer"), spoken("settles")):
        behind = [text[found.end() :] for found in kind.finditer(text)]
        plain = [told for told in (_AROUND.sub("", one).strip() for one in reversed(behind)) if told]
        if plain:
            text = plain[0]
    return _AROUND.sub("", text).strip()


def _named(text: str, language: Language) -> tuple[str, ...]:
    """The conditions that a text names in a language; a short one without any known there, as a name of any."""
    named = conditions_named(text, language)
    if named or len(text) > _LONGEST_NAME or find_conditions(text, language):
        return named
    return tuple(conditions_meant(text))
