"""Tell what kind of thing a phrase names, and which phrases are only part of others."""

from functools import cache
from typing import Literal

from dermagent.knowledge.base import knowledge, shipped
from dermagent.reading.compose import findings_of
from dermagent.text.occurrences import Occurrence

#: For each token the longest phrase that it is part of, with its key.
Cover = dict[int, Occurrence]
#: For each token the words for what is normal that it is part of.
Normal = dict[int, list[Occurrence]]


def cover(found: list[Occurrence]) -> Cover:
    """The longest of some phrases for each token."""
    cover: Cover = {}
    for one in sorted(found, key=lambda f: f.last - f.first):
        for i in range(one.first, one.last + 1):
            cover[i] = one
    return cover


def within(found: Occurrence, cover: Cover) -> bool:
    """Whether a phrase is only part of a longer one ("hand" in "hand, foot and mouth")."""
    if found.first not in cover:
        return False
    longer = cover[found.first]
    inside = longer.first <= found.first and found.last <= longer.last
    return inside and found.last - found.first < longer.last - longer.first


def is_broader_part(found: Occurrence, denied: Cover) -> bool:
    """Whether a phrase is part of a denied one for a narrower finding: "no itching at night" denies no itching."""
    if not within(found, denied):
        return False
    narrower = denied[found.first].key
    if knowledge().findings[narrower].category.startswith("clinical_"):
        return False  # an item of a checklist says of a mole what its words say ("the mole doesn't itch")
    return narrower != found.key and (
        found.key in findings_of("general") or found.key in knowledge().ancestors(narrower)
    )


def normals(absent: list[Occurrence]) -> Normal:
    """The words for what is normal by the tokens that they hold."""
    found: Normal = {}
    for one in absent:
        for i in range(one.first, one.last + 1):
            found.setdefault(i, []).append(one)
    return found


def is_normal(found: Occurrence, normal: Normal) -> bool:
    """Whether a phrase is part of one that tells what is normal of it or its place ("fever" in "fever free")."""
    return any(
        one.first <= found.first and found.last <= one.last and (one.key == found.key or is_site(found.key))
        for one in normal.get(found.first, ())
    )


def said_away(phrases: list[Occurrence], normal: Normal) -> set[int]:
    """The tokens of symptoms within words for what is normal ("pain" in "painless")."""
    away = [one for one in phrases if kind_of(one.key) == "symptom" and is_normal(one, normal)]
    return {i for one in away for i in range(one.first, one.last + 1)}


@cache
def kind_of(key: str) -> Literal["symptom", "look", "place", "risk", "name"]:
    """What kind of thing a phrase names; items of one list are of one kind."""
    known = knowledge().findings.get(key)
    if known is None:
        return "name"
    if known.category == "history_risk":
        return "risk"
    if known.category == "symptom":
        return "symptom"
    return "place" if known.category in ("body_site", "distribution") else "look"


def is_site(finding: str) -> bool:
    """Whether a finding is a place on the body."""
    return knowledge().findings[finding].category == "body_site"


def is_sign(finding: str) -> bool:
    """Whether a word for this finding tells what is seen or felt."""
    return kind_of(finding) != "risk"


@cache
def named_like_signs() -> frozenset[str]:
    """Conditions that no history names by a word that is a sign's as well ("mole", "blister"); `signs.yaml`."""
    return frozenset(shipped("lexicon/signs.yaml")["conditions"])
