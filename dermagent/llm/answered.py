"""Answered: what a text says in the end, behind its thoughts and behind the words that announce an answer."""

import re

from dermagent.knowledge.speech import spoken
from dermagent.llm.json_text import parts_of, says_anything

#: What stands around an answer: tags, signs of emphasis, blanks.
_AROUND = re.compile(r"</?\w+>|^[\s*_#:\uff1a]+|[\s*_]+$")


def without_thoughts(text: str) -> str:
    """A text without what was thought before it was said."""
    parts = parts_of(text)
    return (parts.behind if says_anything(parts.behind) else parts.before or text).strip()


def final_answer(text: str) -> str:
    """What stands behind the last words that announce an answer, or take back what stands before; else all of it."""
    return settled(_behind(spoken("final_answer"), text.strip()))


def settled(text: str) -> str:
    """What stands behind the last words that take back what stands before them; else all of a text."""
    return _behind(spoken("settles"), text.strip())


def _behind(words: re.Pattern[str], said: str) -> str:
    """What stands behind the last of some words that anything stands behind; else all that is said."""
    behind = [said[found.end() :] for found in words.finditer(said)]
    return next((told for told in (_AROUND.sub("", one).strip() for one in reversed(behind)) if told), said)
