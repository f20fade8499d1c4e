"""Refused: crosses, shares of nought and denials in short within a name, put into words that refute it."""

import re
from functools import cache

from dermagent.knowledge.speech import speech
from dermagent.knowledge.spelt import exactly
from dermagent.text.marks import unmarked


def plain_lines(name: str) -> list[str]:
    """The lines of a name without marks, those of refusal in words."""
    return [" ".join(line.split()) for line in unmarked(_in_words(name.strip())).splitlines() if line.strip()]


def _in_words(name: str) -> str:
    """A name whose marks and figures of refusal are written out: "Scabies 0%" as "Scabies, excluded".

    Where other names beside it have a share or a tick, each is read by itself.
    """
    if _words("crosses").search(name):
        name = _crossed(name)
    if _words("percent").search(name) and len(_words("percent").findall(name)) == 1:
        name = _words("nought_before").sub(speech("refused")["in_words"]["before"], name)
        name = _words("nought_behind").sub(speech("refused")["in_words"]["behind"], name)
        name = _words("share_behind").sub("", name)
    name = _words("short_behind").sub(speech("refused")["in_words"]["behind"], name)
    other = _words("free_of").match(name)
    return name[other.end() :] if other and exactly(other["other"]) else name


def undangled(name: str) -> str:
    """A name without words at its end that link it to nothing ("melanoma or")."""
    return _words("dangling").sub("", name)


def _crossed(name: str) -> str:
    """A name with what is crossed out in it refuted: what follows a cross, or stands before one that ends a part."""
    behind, kept = speech("refused")["in_words"]["behind"], []
    for part in _parts(name):
        plain = _words("crosses").sub("", part).strip(" ,;|/")
        crossed = plain != part.strip(" ,;|/")
        if plain:
            kept.append(f"{plain}{behind}" if crossed else _words("ticks").sub("", plain).strip())
    return "; ".join(kept)


def _parts(name: str) -> list[str]:
    """The parts of a name each of which may have a mark: between strokes and semicolons, and from mark to mark."""
    mark = f"(?:{speech('refused')['crosses']}|{speech('refused')['ticks']})"
    leads = re.match(rf"\s*(?:{mark})", name)
    parts = re.split(rf"[;|\n]|(?={mark})" if leads else rf"[;|\n,\uff0c]|(?<={mark})", name.replace("\ufe0f", ""))
    return [part for part in parts if part.strip()]


@cache
def _words(key: str) -> re.Pattern[str]:
    return re.compile(speech("refused")[key], re.IGNORECASE)
