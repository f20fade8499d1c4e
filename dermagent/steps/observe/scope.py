"""Decide what a found phrase says: present or absent, certain or not, of whom, and when.

A small relative of ConText (Harkema et al., J Biomed Inform 2009): cues reach over the text of their sentence until a
terminator. It is our own because it must do three languages with exact spans; `docs/decisions/0003` has the comparison.

Kinds of cue: `pseudo` looks like a negation or a past and cancels cues inside it; `negate_before` and `negate_after`
stand before and behind what they deny, `negate_near` before and never over a comma; `hedge`, `past` and `hypothetical`
stand before; `resolved` stands behind; `family` and `contact` name another person, who counts as such once somebody
else is the patient (`patient` before, `patient_after` behind) or with `also`; `terminator` ends the reach of a cue.
An answer of one word ("bleeding: no") goes before all cues.
"""

import re
from bisect import bisect_right
from collections import defaultdict
from dataclasses import dataclass
from typing import Literal

from dermagent.knowledge.lexicon import Match, cue_lexicon
from dermagent.steps.observe.answers import find_answers
from dermagent.types import Language

_SENTENCE_END = re.compile(r"[.!?;\n。！？；]+(?:\s|$)|[\n。！？；]+")
_QUESTION = re.compile(r"[?？]")
_LISTED = re.compile(r"[,，、/]")
_COMMA = re.compile(r"[,，]")
_CLAUSE_END = re.compile(r"[,，:：]")
#: How far a cue reaches, in words (Chinese: characters), not counting what else was found on the way.
_REACH = {"en": 6, "es": 6, "zh": 8}
_FAR_REACH = {"en": 14, "es": 14, "zh": 20}
_LIST_REACH = {"en": 1, "es": 1, "zh": 3}


@dataclass(frozen=True)
class Scope:
    """What the words around a phrase say about it."""

    denied: bool = False
    hedged: bool = False
    person: Literal["patient", "family", "contact"] = "patient"
    time: Literal["current", "past", "hypothetical"] = "current"


class ScopedText:
    """A text with its cues found, ready to say the scope of any phrase in it."""

    def __init__(self, text: str, language: Language, phrases: list[Match]) -> None:
        """Find the cues; `phrases` are all phrases of the text, which a list of negated findings may step over."""
        self._text = text
        self._language = language
        self._phrases = phrases
        self._ends = [match.end() for match in _SENTENCE_END.finditer(text)]
        self._answers = find_answers(text, phrases, self.sentence)
        self._cues = self._find_cues()

    def _find_cues(self) -> dict[str, list[Match]]:
        found = cue_lexicon(self._language).find(self._text)
        pseudo = [match for match in found if match.key == "pseudo"]
        cues: dict[str, list[Match]] = defaultdict(list)
        for cue in found:
            mistaken = cue.key.startswith("negate") or cue.key == "past"
            if mistaken and any(self._cancels(p, cue) for p in pseudo):
                continue
            if any(start <= cue.start and cue.end <= end for start, end in self._answers.spans):
                continue
            cues[cue.key].append(cue)
        return cues

    def _cancels(self, pseudo: Match, cue: Match) -> bool:
        """Whether a cue is only part of what looks like one; "no" before a phrase is one ("no change in size")."""
        if not (pseudo.start <= cue.start and cue.end <= pseudo.end):
            return False
        plain = self._text[cue.start : cue.end].lower() == "no"
        return not (plain and any(cue.end <= p.start < pseudo.end < p.end for p in self._phrases))

    def sentence(self, at: int) -> tuple[int, int]:
        """Bounds of the sentence around a position."""
        i = bisect_right(self._ends, at)
        return (self._ends[i - 1] if i else 0), (self._ends[i] if i < len(self._ends) else len(self._text))

    def of(self, phrase: Match) -> Scope:
        """The scope of one phrase of the text."""
        start, end = self.sentence(phrase.start)
        person = self._person(phrase, start, end)
        return Scope(
            denied=self._denied(phrase, start, end),
            hedged=phrase not in self._answers.said and self._follows("hedge", phrase, start, _REACH),
            person=person,
            time=self._time(phrase, start, end) if person == "patient" else "current",
        )

    def asked(self, phrase: Match) -> bool:
        """True if the phrase stands in a question."""
        _, end = self.sentence(phrase.start)
        return bool(_QUESTION.search(self._text[phrase.end : end]))

    def _denied(self, phrase: Match, start: int, end: int) -> bool:
        if said := self._answers.said.get(phrase):
            return said == "no"
        for cue in (
            *self._within("negate_before", start, phrase.start),
            *self._within("negate_near", start, phrase.start),
        ):
            if not self._belongs_elsewhere(cue, phrase) and self._negation_reaches(cue, phrase, end):
                return True
        for cue in self._within("negate_after", phrase.end, end):
            between = self._text[phrase.end : cue.start]
            if self._length(between) <= 2 and not _COMMA.search(between):
                return True
        return False

    def _negation_reaches(self, cue: Match, phrase: Match, end: int) -> bool:
        """Over plain words up to the reach; over commas only within a list of bare items that belong together."""
        start = cue.end
        if self._cut("terminator", start, phrase.start):
            return False
        items = _LISTED.split(self._without_phrases(start, phrase.start))
        if len(items) == 1:
            return self._length(items[0]) <= _REACH[self._language]
        if cue.key == "negate_near":
            return False
        if self._language == "zh" and _COMMA.search(self._text[start : phrase.start]):
            return False  # a list has its own comma in Chinese
        own_end = next((m.start() for m in _LISTED.finditer(self._text, phrase.end, end)), end)
        own = self._without_phrases(phrase.end, own_end)
        bare = all(self._length(item) <= _LIST_REACH[self._language] for item in [*items, own])
        return bare and self._belongs(start, phrase.end, end)

    def _belongs_elsewhere(self, cue: Match, phrase: Match) -> bool:
        """Whether the cue is a word of another phrase ("no feeling") that the phrase in question is not part of."""
        return any(
            p.start <= cue.start and cue.end <= p.end and not (p.start <= phrase.start and phrase.end <= p.end)
            for p in self._phrases
        )

    def _belongs(self, start: int, after: int, end: int) -> bool:
        """Whether a list is one: closed by "or", or made of nothing but phrases up to the end of its sentence."""
        if self._language == "zh":
            return True
        cut = next((m.start for m in self._cues["terminator"] if m.start >= after), end)
        if _ALTERNATIVE.search(self._text[start : min(cut, end)]):
            return True
        return not re.search(r"\w", self._without_phrases(start, end))

    def _follows(self, kind: str, phrase: Match, start: int, reach: dict[str, int]) -> bool:
        return any(
            not self._cut("terminator" if kind == "hedge" else "", cue.end, phrase.start)
            and self._length(self._text[cue.end : phrase.start]) <= reach[self._language]
            for cue in self._within(kind, start, phrase.start)
        )

    def _person(self, phrase: Match, start: int, end: int) -> Literal["patient", "family", "contact"]:
        for kind in ("family", "contact"):
            for cue in self._within(kind, start, end):
                clause = self._clause(cue, start, end)
                if not clause[0] <= phrase.start < clause[1]:
                    continue
                told = self._within("patient", 0, start) or self._within("patient_after", end, len(self._text))
                if told or self._within("also", *clause):
                    return "family" if kind == "family" else "contact"
        return "patient"

    def _clause(self, cue: Match, start: int, end: int) -> tuple[int, int]:
        """The part of the sentence about the person a cue names: until the patient is spoken of again."""
        later = [m.start for m in self._cues["patient"] if cue.end <= m.start < end]
        commas = [m.start() for m in _CLAUSE_END.finditer(self._text, start, cue.start)]
        stop = [m.start for m in self._cues["terminator"] if m.start >= cue.end and self._word(m) in {"but", "pero"}]
        return (commas[-1] if commas else start), min([end, *later, *stop])

    def _word(self, match: Match) -> str:
        return self._text[match.start : match.end].lower()

    def _time(self, phrase: Match, start: int, end: int) -> Literal["current", "past", "hypothetical"]:
        if said := self._answers.said.get(phrase):
            return "hypothetical" if said == "unknown" else "current"
        for cue in self._within("hypothetical", start, phrase.start):
            between = self._text[cue.end : phrase.start]
            asks = bool(_ASKING.match(self._word(cue)))
            near = self._length(between) <= _REACH[self._language] and not _CLAUSE_END.search(between)
            if near and (not asks or self.asked(phrase)):
                return "hypothetical"
        if self._follows("past", phrase, start, _FAR_REACH) and not self._recent(phrase, start):
            return "past"
        for cue in self._within("resolved", phrase.end, end):
            if self._length(self._text[phrase.end : cue.start]) <= 3:
                return "past"
        return "current"

    def _recent(self, phrase: Match, start: int) -> bool:
        """A clause that says "now" after the past cue is about the present again."""
        return any(_NOW.search(self._text[cue.end : phrase.start]) for cue in self._within("past", start, phrase.start))

    def _within(self, kind: str, start: int, end: int) -> list[Match]:
        return [cue for cue in self._cues[kind] if start <= cue.start and cue.end <= end]

    def _cut(self, kind: str, start: int, end: int) -> bool:
        if not kind:
            return False
        return any(
            not any(p.start <= cue.start and cue.end <= p.end for p in self._phrases)
            for cue in self._within(kind, start, end)
        )

    def _without_phrases(self, start: int, end: int) -> str:
        text = self._text[start:end]
        for phrase in self._phrases:
            if start <= phrase.start and phrase.end <= end:
                width = phrase.end - phrase.start
                text = text[: phrase.start - start] + " " * width + text[phrase.end - start :]
        return text

    def _length(self, text: str) -> int:
        if self._language == "zh":
            return len(re.sub(r"[\s，、,和或及与]", "", text))
        return sum(word.lower() not in _CONNECTORS for word in re.findall(r"\w+", text))


_CONNECTORS = frozenset("and or nor any other y o ni e u a an the of el la los las un una de".split())
_ALTERNATIVE = re.compile(r"\b(or|nor|o|u|ni)\b", re.IGNORECASE)
_NOW = re.compile(
    r"\b(but|now|currently|recently|today|this (?:time|year|month|week|summer|winter|spring|autumn|fall)|pero|ahora"
    r"|actualmente)\b|现在|近|这次|今",
    re.IGNORECASE,
)
_ASKING = re.compile(r"^(is|are|will|would|could|can|does|do|should|es|son|será|serán|puede|podría)\b")
