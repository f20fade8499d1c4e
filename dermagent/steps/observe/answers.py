"""Find what a text answers by a word or sign: "bleeding: no", "fever, chills: none", "Does it itch? Yes.", "pain (-)".

Chatbots, forms and notes write so. The answer belongs to the phrase before it and to those listed with that one; in a
question to the last ("does the mole bleed"), else to the one that the others belong to ("bleeding of the mole: no").
"""

import re
from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from dermagent.knowledge.lexicon import Match

Said = Literal["yes", "no", "unknown"]

_NO = (
    "no|n|nope|none|nil|never|false|absent|negative|denied|denies|not present|not at all|ninguno|ninguna|nunca|ausente"
    "|negativo|negativa|niega|无|否|没有|没|不|不是|阴性"
)
_YES = "yes|y|yeah|yep|true|present|positive|sí|si|positivo|positiva|presente|有|是|是的|对|阳性"
_UNKNOWN = (
    "unknown|unk|unsure|uncertain|not sure|not known|n/?a|not applicable|(?:i )?don['’]?t know|desconocid[oa]|no s[eé]"
    "|不详|未知|不清楚|不知道|不确定"
)
_ANSWER = re.compile(
    rf"(?P<mark>\s*[:：=]|\s[-–—]|[?？]|\s*[(（]|\s(?=\w))\s*[\"'“(]?(?:(?P<unknown>{_UNKNOWN})|(?P<no>{_NO})|(?P<yes>{_YES}))"
    r"(?=\s*(?:[.,;:|/()\[\]\n。，；、\"'”!！]|\s[-–—]|$))",
    re.IGNORECASE,
)
_SIGN = re.compile(r"\s*[(（]\s*(?:(?P<minus>[-−–])|\++)\s*[)）]")
#: Names of fields that are no phrase for a finding elsewhere ("a growth on the nose"), where an answer follows.
_FIELDS = {
    "growth": "scin_increasing_size",
    "grew": "scin_increasing_size",
    "grow": "scin_increasing_size",
    "change": "changing_lesion",
    "changes": "changing_lesion",
    "elevation": "efg_elevated",
}
_FIELD = re.compile(rf"\b(?P<name>{'|'.join(_FIELDS)})\b", re.IGNORECASE)
#: Words that may stand between a phrase and its answer ("itching at night: no"); none without a mark ("itching no").
_GAP_WORDS = 3
_QUESTION = ("?", "？")
_FAR = (":", "：", "=", "-", "–", "—", *_QUESTION)
_LISTED = re.compile(r"\s*(?:[,，、/&]|[,，]?\s*(?:\b(?:and|or|y|o|e|u)\b|和|或|及|与|以及|或者))\s*", re.IGNORECASE)
_BELONGS = re.compile(r"\s+(?:of|in|on|at|from|de|en)(?:\s+(?:the|my|his|her|el|la|los|las))?\s+", re.IGNORECASE)


@dataclass(frozen=True)
class Answers:
    """What is said of phrases, and where the answers stand, as (start, end)."""

    said: dict[Match, Said]
    spans: tuple[tuple[int, int], ...]


def answered_fields(text: str) -> list[Match]:
    """Names of fields with an answer behind them, which mean findings there only."""
    starts = {found.start("mark") for found in _ANSWER.finditer(text)}
    return [
        Match(found.start(), found.end(), _FIELDS[found["name"].lower()])
        for found in _FIELD.finditer(text)
        if found.end() in starts
    ]


def find_answers(text: str, phrases: Sequence[Match], sentence: Callable[[int], tuple[int, int]]) -> Answers:
    """The answers to these phrases, sorted; `sentence` gives the bounds of the sentence around a position."""
    said: dict[Match, Said] = {}
    spans = []
    before = 0
    starts = [phrase.start for phrase in phrases]
    for answer in sorted(_given(text), key=lambda one: one.at):
        start = max(before, sentence(answer.at)[0])
        near = phrases[bisect_left(starts, start) : bisect_left(starts, answer.at)]
        asked = _asked(text, [phrase for phrase in near if phrase.end <= answer.at], answer)
        if asked:
            said.update(dict.fromkeys(asked, answer.said))
            spans.append((answer.at, answer.end))
        before = answer.end
    return Answers(said, tuple(spans))


@dataclass(frozen=True)
class _Given:
    """An answer in a text: where its mark begins and it ends, what it says, and the mark, if it is no bare sign."""

    at: int
    end: int
    said: Said
    mark: str = ""

    @property
    def gap(self) -> int:
        """How many words may stand before it."""
        return _GAP_WORDS if self.mark in _FAR else 0


def _given(text: str) -> Iterator[_Given]:
    for found in _ANSWER.finditer(text):
        said: Said = "no" if found["no"] else "yes" if found["yes"] else "unknown"
        yield _Given(found.start("mark"), found.end(), said, found["mark"].strip())
    for found in _SIGN.finditer(text):
        yield _Given(found.start(), found.end(), "no" if found["minus"] else "yes")


def _asked(text: str, phrases: Sequence[Match], answer: _Given) -> list[Match]:
    """The phrases that an answer is about; none if too much stands between."""
    units = _units(phrases)
    if not units:
        return []
    gap = text[max(p.end for p in units[-1]) : answer.at]
    if re.search(r"[,，;；]", gap) or len(re.findall(r"\w+", gap)) > answer.gap:
        return []
    chosen = [units[-1]]
    for unit, later in zip(reversed(units[:-1]), reversed(units), strict=False):
        link = text[max(p.end for p in unit) : min(p.start for p in later)]
        if _LISTED.fullmatch(link):
            chosen.append(unit)
        elif answer.mark not in _QUESTION and len(chosen) == 1 and _BELONGS.fullmatch(link):
            chosen = [unit]
        else:
            break
    return [phrase for unit in chosen for phrase in unit]


def _units(phrases: Sequence[Match]) -> list[list[Match]]:
    """Phrases in order of place, those that overlap together."""
    units: list[list[Match]] = []
    for phrase in sorted(phrases):
        if units and phrase.start < max(p.end for p in units[-1]):
            units[-1].append(phrase)
        else:
            units.append([phrase])
    return units
