"""Keys: what the fields of a reply are by the words of their names, in any language and spelling."""

import re
from functools import lru_cache
from typing import Literal

from dermagent.knowledge.speech import speech
from dermagent.llm.said_share import how_likely, share_in_words

#: What a field holds: all conditions, the first one, dangers, or conditions that are as likely as its name says.
Role = Literal["list", "first", "danger", "share"]
#: Least share of what is called possible (a row of `shares` in `shares.yaml`), and no less.
_POSSIBLE = 0.4
_HUMP = re.compile(r"(?<=[a-z])(?=[A-Z])")
_BETWEEN = re.compile(r"[\s_\-./]+")


def plain_key(key: object) -> str:
    """A field's name in small letters and underscores, as it is asked for."""
    return _BETWEEN.sub("_", _HUMP.sub("_", str(key).strip())).lower()


def is_named(key: str, meaning: str) -> bool:
    """Whether the words of a field's name say `meaning` (a row of `fields` in `shares.yaml`)."""
    return bool(_words(meaning).search(_spaced(key)))


@lru_cache(maxsize=4096)
def role_of(key: str) -> Role | None:
    """What conditions a field holds by its name; None if it holds none, or those that were ruled out.

    A first one, a danger or how likely they are counts beside a word for conditions, or if nothing else is said: the
    primary diagnosis and the primary, but not the primary lesion.
    """
    if is_named(key, "none"):
        return None
    listed, spaced = is_named(key, "list"), _spaced(key)
    special: tuple[tuple[Role, str], ...] = (("danger", "danger"), ("first", "first"))
    for role, meaning in special:
        if is_named(key, meaning) and (listed or not _left(_words(meaning).sub(" ", spaced))):
            return role
    if (said := how_likely(spaced)) and (listed or not _left(spaced.replace(said, " "))):
        return "list" if _tells_no_share(key) else "share"
    return "list" if listed and not is_share(key) else None


def _tells_no_share(key: str) -> bool:
    """Whether a field is called possible only as one of further conditions: "other possible diagnoses"."""
    return is_named(key, "further") and is_possible(share_of_key(key))


def is_possible(share: float | None) -> bool:
    """Whether a share is that of what is called possible, or a higher one."""
    return share is not None and share >= _POSSIBLE


def is_sure(key: str) -> bool:
    """Whether a field of a list can only be about conditions, as one of diagnoses is and one of views is not."""
    return role_of(key) != "list" or is_named(key, "sure")


def may_be_first(key: str) -> bool:
    """Whether a field holds the first condition if it holds any at all, as an assessment or a label does."""
    return is_named(key, "perhaps_first") or is_name(key)


def sets_aside(key: str) -> bool:
    """Whether a field is about conditions that are not there, or not of the patient now, or about none."""
    kinds = ("none", "ruled_out", "not_name", "of_patient", "findings", "absent")
    return says("denied", _spaced(key)) or any(is_named(key, kind) for kind in kinds)


def _left(spaced: str) -> bool:
    """Whether words are left that say something of their own."""
    return any(character.isalnum() for character in _words("filling").sub(" ", spaced))


def share_of_key(key: str) -> float | None:
    """The share that the name of a field says, as "less likely" does; None where it says none."""
    return share_in_words(_spaced(key))


def is_name(key: str) -> bool:
    """Whether a field holds the name of a condition."""
    return is_named(key, "name") and not is_named(key, "not_name")


def is_share(key: str) -> bool:
    """Whether a field holds a share."""
    return is_named(key, "share")


def _spaced(key: str) -> str:
    return plain_key(key).replace("_", " ")


def says(kind: str, text: str) -> bool:
    """Whether a heading or the name of a field says `kind` (a row of `outline` in `shares.yaml`)."""
    return bool(_headings()[kind].search(text))


@lru_cache(maxsize=1)
def _headings() -> dict[str, re.Pattern[str]]:
    return {kind: re.compile(words, re.IGNORECASE) for kind, words in speech("shares")["outline"].items()}


@lru_cache(maxsize=64)
def _words(meaning: str) -> re.Pattern[str]:
    return re.compile(speech("shares")["fields"][meaning], re.IGNORECASE)
