"""Decide when what a phrase tells holds: now, in the past, or only in thought."""

from collections.abc import Callable, Set
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from dermagent.knowledge.lexicon import words_of
from dermagent.reading.another_matter import is_another_matter
from dermagent.reading.compose import findings_of
from dermagent.reading.cues import LISTING, REACH, Cues
from dermagent.reading.foretold import find_foretold
from dermagent.reading.forms import Said
from dermagent.reading.heard_of import find_heard_of
from dermagent.reading.long_ago import events
from dermagent.reading.sections import Section
from dermagent.reading.then import find_then
from dermagent.reading.treated_and_over import find_treated_and_over
from dermagent.text.occurrences import Occurrence

Time = Literal["current", "past", "hypothetical"]
#: How far a word of the past reaches, in plain words (Chinese: characters).
_FAR_REACH = {"en": 14, "es": 14, "zh": 20}
#: Words behind a question mark that it asks for.
_QUERIED = 3
#: Kinds of cue that may imagine what follows, or tell of the past.
_IMAGINING = frozenset(
    {"advice", "query", "condition", "hypothetical", "asking", "asks_you", "supposing", "soon", "any_sign"}
)
_PAST = frozenset(
    {"past", "known", "past_after", "background", "resolved", "resolved_last", "no_more", "over", "allergic"}
)
#: Tokens behind a phrase that may say that it was once too.
_CLAUSE = 8
#: Plain words between what says that something has ended and its name.
_RIGHT_BEFORE = 2
#: Tokens of whoever would do what a condition asks ("if a patient wants to die"), at most.
_WISHED = 2
#: Tokens of a sentence in which it takes up what the one before named, at most.
_TAKEN_UP = 6
#: Tokens between a thing and the word that tells that it appeared.
_APPEARED = 8
#: Questions in a row, at most.
_QUESTIONS = 5
#: Tokens behind an "any" among which a thing is named that is watched for.
_NAMED_SOON = 1
#: Marks behind which the thing named before them is told in detail.
_EXPLAINING = frozenset(":(")


@dataclass(frozen=True)
class Times:
    """The times of a text; `kind_of` tells what kind of thing a phrase is."""

    cues: Cues
    kind_of: Callable[[str], str]

    @cached_property
    def _then(self) -> frozenset[int]:
        return find_then(self.cues) | find_treated_and_over(self.cues)

    @cached_property
    def _heard_of(self) -> frozenset[int]:
        return find_heard_of(self.cues)

    @cached_property
    def _foretold(self) -> frozenset[int]:
        return find_foretold(self.cues)

    def of(
        self,
        phrase: Occurrence,
        start: int,
        end: int,
        said: Said | None,
        section: Section,
        kinds: Set[str],
        denied: bool,
    ) -> Time:
        """When a phrase of the sentence [start, end) holds.

        `said` is what an answer says of it, `section` where it stands, `kinds` are the kinds of cue in its sentence,
        and `denied` says whether it is denied.
        """
        if said:
            return "hypothetical" if said == "unknown" else "current"
        if section in ("advice", "imagined") or (
            (not _IMAGINING.isdisjoint(kinds) and self._imagined(phrase, start, end)) or self._is_asked_for(start, end)
        ):
            return "hypothetical"
        if (phrase.first in self._heard_of and phrase.last in self._heard_of) or is_another_matter(
            self.cues, phrase, end
        ):
            return "hypothetical"
        if phrase.last in self._foretold and self._can_be_foretold(phrase):
            return "hypothetical"
        if phrase.first in self._then and not denied and phrase.key not in events():
            if not self._appeared_then(phrase, start, end):
                return "past"
        if section != "past" and _PAST.isdisjoint(kinds):
            return "current"
        if self._past(phrase, start, end, denied) or (
            section == "past" and not self.cues.any_in("present", start, phrase.first)
        ):
            return "past"
        gone = self.cues.behind("resolved", phrase.last, end)
        if self.kind_of(phrase.key) != "place":  # "feeling gone in the foot"
            last = self.cues.behind("resolved_last", phrase.last, end)
            gone += [cue for cue in last if self._is_near(phrase, cue, end)]
            if self._is_no_more(phrase, end):
                return "past"
        for cue in gone:
            between = phrase.last + 1, cue.first
            if self._is_not_so(cue):
                continue  # "has not gone down at all"
            if self._is_all_of_its_clause(phrase, cue, end):
                return "past"
            if self._is_of_another(phrase, cue):
                continue
            if self.cues.plain.between(*between) <= 3 and not self.cues.breaks.between(*between):
                return "past"
        return "past" if self._is_over(phrase, start) or self._is_known_reaction(phrase, start, end) else "current"

    def _can_be_foretold(self, phrase: Occurrence) -> bool:
        """Whether a thing is none yet where another says that it will come; a threat to oneself is there already."""
        return self.kind_of(phrase.key) not in ("place", "risk") and phrase.key not in findings_of("threats")

    def _is_of_another(self, phrase: Occurrence, cue: Occurrence) -> bool:
        """Whether an end has something else for its subject ("a fever, and the rash has gone").

        Things that are listed end together where a word behind them says so ("fever and cough are gone", "all gone").
        """
        cues = self.cues
        marks = cues.commas if cues.language == "zh" else cues.lists
        parts = [i for i in range(phrase.last + 1, cue.first) if marks.between(i, i + 1) or cues.ands.between(i, i + 1)]
        if not parts:
            return False
        behind = parts[-1] + 1, cue.first
        if not cues.plain.between(*behind) and not any(cues.owners[i] for i in range(*behind)):
            return False
        together = cues.any_in("of_all", behind[0], cue.last + 1)
        if cues.ands.between(parts[-1], parts[-1] + 1):
            together = together or cues.any_in("of_several", behind[0], cue.last + 1)
        return not together or cues.plain.between(phrase.last + 1, parts[-1]) > 0

    def _is_near(self, phrase: Occurrence, cue: Occurrence, end: int) -> bool:
        """Whether no comma stands before an end, but for one behind which it is all that is told."""
        return not self.cues.lists.between(phrase.last + 1, cue.first) or self._is_all_of_its_clause(phrase, cue, end)

    def _is_all_of_its_clause(self, phrase: Occurrence, cue: Occurrence, end: int) -> bool:
        """Whether an end stands alone behind the comma of what has ended ("fever for two days, but that is gone")."""
        first = self.cues.clause_of(cue)
        ends = cue.last + 1 >= end or self.cues.tokens.items[cue.last + 1].kind == "mark"
        if not ends or first <= phrase.last or self.cues.ended(phrase.last + 1, first):
            return False  # "the cough is bad, gone": what is said of it before the comma holds
        if any(self.cues.owners[i] for i in range(phrase.last + 1, cue.first)):
            return False
        pointing = {
            i for one in self.cues.within("points_back", first, cue.first) for i in range(one.first, one.last + 1)
        }
        if not pointing.issuperset(range(first, cue.first)):
            return False  # "a fever, her energy has gone"
        far = self.cues.plain.between(phrase.last + 1, first) > REACH[self.cues.language]
        between = phrase.last + 1, cue.first
        return not far and self.cues.lists.between(*between) == 1 and not self.cues.breaks.between(*between)

    def _is_no_more(self, phrase: Occurrence, end: int) -> bool:
        """Whether its clause, or one behind its comma that says nothing else, ends with "no more"."""
        for cue in self.cues.behind("no_more", phrase.last, end)[:1]:
            between = phrase.last + 1, cue.first
            commas = self.cues.lists.between(*between)
            bare = commas == 1 and self.cues.lists.between(cue.first - 1, cue.first) == 1
            parted = self.cues.breaks.between(*between) or self.cues.ands.between(*between)
            if (not commas or bare) and not parted:
                return self.cues.plain.between(*between) <= REACH[self.cues.language]
        return False

    def _is_not_so(self, cue: Occurrence) -> bool:
        """Whether a word right before a cue denies it."""
        denying = words_of(self.cues.language).denying
        return any(token.word in denying for token in self.cues.tokens.items[max(0, cue.first - 2) : cue.first + 2])

    def _is_known_reaction(self, phrase: Occurrence, start: int, end: int) -> bool:
        """Whether it tells what an allergy does, in brackets behind it or where the visit is for something else."""
        allergy = next(iter(self.cues.before("allergic", start, phrase.first)), None)
        if allergy is None or self.cues.any_in("present", start, end):
            return False
        between = self.cues.tokens.items[allergy.last + 1 : phrase.first]
        if any(token.surface == "(" for token in between):
            return True
        return "reason" in self.cues.by_kind and not self.cues.any_in("told_now", start, end)

    def _is_over(self, phrase: Occurrence, start: int) -> bool:
        """Whether right before it stands that it has ended ("stopped vomiting", "se le quitó la tos")."""
        for cue in self.cues.before("over", start, phrase.first)[:1]:
            if self._is_not_so(cue):
                return False  # "does not stop shivering"
            between = cue.last + 1, phrase.first
            parted = any(counts.between(*between) for counts in (self.cues.ands, self.cues.lists, self.cues.breaks))
            return not parted and self.cues.plain.between(*between) <= _RIGHT_BEFORE
        return False

    def _imagined(self, phrase: Occurrence, start: int, end: int) -> bool:
        for cue in self.cues.before("advice", start, phrase.first):
            of_himself = self._speaks_of_himself(cue, phrase) or self._is_taken_up(end)
            if not self.cues.any_in("present", cue.last + 1, phrase.first) and not of_himself:
                return True
        if self.cues.is_question(end) and self.cues.before("asks_you", start, phrase.last + 1):
            if not any(self.cues.any_in(kind, start, end) for kind in ("self", "patient_after")):
                return True
        if any(phrase.first - cue.last <= _QUERIED for cue in self.cues.before("query", start, phrase.first)):
            return True
        if self.cues.before("condition", start, phrase.first) and self.cues.any_in("advice", phrase.last + 1, end):
            return True
        if self._is_listed_condition(phrase, start, end) or self._is_watched_for(phrase, start, end):
            return True
        for cue in self.cues.before("supposing", start, phrase.first)[:1]:  # "if it spreads I guess I'd have a fever"
            if self.cues.before("condition", start, cue.first) and not self.cues.any_in("but", cue.last, phrase.first):
                return True
        kinds = ["condition", "hypothetical", *(["asking"] if self.cues.is_question(end) else [])]
        kinds += [] if phrase.key in findings_of("threats") else ["soon"]  # "going to end it" is what is threatened
        return any(
            self._imagines(cue, phrase, end) for kind in kinds for cue in self.cues.before(kind, start, phrase.first)
        )

    def _is_asked_for(self, start: int, end: int) -> bool:
        """Whether a bare question goes on with one about what may come ("What to look out for? Fever? Blisters?")."""
        before, asks = start, self.cues.is_question
        if not asks(end) or any(self.cues.any_in(kind, start, end) for kind in ("self", "told_now", "patient")):
            return False
        for _ in range(_QUESTIONS):
            if not before or not asks(before):
                return False
            behind, before = before, self.cues.tokens.sentence(before - 1)[0]
            if self.cues.any_in("advice", before, behind):
                return True
        return False

    def _speaks_of_himself(self, advice: Occurrence, phrase: Occurrence) -> bool:
        """Whether behind a comma the writer goes on with himself ("the leaflet warns of shock, I have a wart")."""
        own = (one.first for one in self.cues.within("self", advice.last + 1, phrase.last + 1))
        return any(self.cues.lists.between(first - 1, first) for first in own)

    def _is_taken_up(self, end: int) -> bool:
        """Whether the sentence behind begins with its being so ("It lists a swollen tongue. Mine is swelling now")."""
        if end >= len(self.cues.tokens.items):
            return False
        first, last = self.cues.tokens.sentence(end)
        return self.cues.any_in("takes_up", first, min(last, first + _TAKEN_UP))

    def _imagines(self, cue: Occurrence, phrase: Occurrence, end: int) -> bool:
        between = cue.last + 1, phrase.first
        commas = self.cues.lists.between(*between)
        if self.cues.breaks.between(*between) or self.cues.plain.between(*between) > REACH[self.cues.language] + commas:
            return False
        if self.cues.any_in("but", *between):
            return False  # "I thought it was flu, but there is no cough"
        if cue.key == "condition" and self._is_price(cue, phrase):
            return False
        if commas and self._is_slashed(*between):
            return True  # "feared leukaemia/sepsis"
        return not commas or self.cues.is_closed(cue.last + 1, phrase, end)

    def _is_slashed(self, first: int, last: int) -> bool:
        """Whether slashes and no other marks of lists stand in [first, last)."""
        marks = {token.surface for token in self.cues.tokens.items[first:last]} & LISTING
        return marks == {"/"}

    def _is_listed_condition(self, phrase: Occurrence, start: int, end: int) -> bool:
        """Whether it is listed, by marks of lists, between a condition and what to do then (Chinese)."""
        if not self.cues.any_in("comes_back_then", phrase.last + 1, end):
            return False
        for cue in self.cues.before("condition", start, phrase.first)[:1]:
            between = cue.last + 1, phrase.first
            own = self.cues.lists.between(*between) - self.cues.commas.between(*between)
            ended = self.cues.breaks.between(*between) or any(self.cues.any_in(k, *between) for k in ("but", "present"))
            return not ended and self.cues.commas.between(*between) <= bool(own) and own > 0
        return False

    def _is_watched_for(self, phrase: Occurrence, start: int, end: int) -> bool:
        """Whether it is among what to come back with, each with an "any" ("any rash, any sore, you run back")."""
        if self.cues.is_question(end) or not self.cues.any_in("comes_back_then", phrase.last + 1, end):
            return False
        for cue in self.cues.before("any_sign", start, phrase.first)[:1]:
            named = any(owner is not None for owner in self.cues.owners[cue.last + 1 : cue.last + 1 + _NAMED_SOON])
            between = cue.last + 1, phrase.first
            return named and not any(self.cues.any_in(kind, *between) for kind in ("but", "present", "self"))
        return False

    def is_threat(self, phrase: Occurrence, start: int) -> bool:
        """Whether it is what somebody threatens to do on a condition ("if it never heals I'll hang myself")."""
        return any(self._is_price(cue, phrase) for cue in self.cues.before("condition", start, phrase.first))

    def _is_price(self, condition: Occurrence, phrase: Occurrence) -> bool:
        """Whether a threat stands so far behind a condition that it is not itself what is supposed."""
        return phrase.key in findings_of("threats") and phrase.first - condition.last - 1 > _WISHED

    def _past(self, phrase: Occurrence, start: int, end: int, denied: bool) -> bool:
        if self._is_only_background(start, end) or self._is_named_as_known(phrase, start):
            return True
        if self._appeared_then(phrase, start, end):
            return False
        for cue in self.cues.before("past", start, phrase.first):
            between = cue.last + 1, phrase.first
            if self.cues.is_of_another(cue, phrase) or self._is_since(cue, start):
                continue
            if self._is_told_behind(cue, phrase, start) or self._turns_to_now(cue, phrase):
                continue
            if self._breaks_off(*between, denied) or self.cues.any_in("present", *between):
                continue
            if self.cues.any_in("present", phrase.last + 1, min(end, phrase.last + 2)):
                continue  # "it used to be small, three colours now"
            if self.cues.plain.between(*between) > _FAR_REACH[self.cues.language]:
                continue
            if (
                self.cues.any_in("lasting", phrase.last + 1, min(end, phrase.last + 7))
                and self.kind_of(phrase.key) != "risk"
            ):
                continue  # "a history of fever for three days"
            return True
        return any(
            self.cues.plain.between(phrase.last + 1, cue.first) <= 3
            and not self.cues.lists.between(phrase.last + 1, cue.first)
            and not self.cues.breaks.between(phrase.last + 1, cue.first)
            for cue in self.cues.behind("past_after", phrase.last, end)
        )

    def _is_named_as_known(self, phrase: Occurrence, start: int) -> bool:
        """Whether it is what is named right behind "known"; what stands behind the next comma is told of now."""
        if phrase.key in findings_of("acute_when_known"):
            return False
        for cue in self.cues.before("known", start, phrase.first)[:1]:
            between = cue.last + 1, phrase.first
            parted = any(counts.between(*between) for counts in (self.cues.lists, self.cues.breaks, self.cues.ands))
            return not parted and self.cues.plain.between(*between) <= _RIGHT_BEFORE
        return False

    def _appeared_then(self, phrase: Occurrence, start: int, end: int) -> bool:
        """Whether it is told to have appeared then, and stays ("me salió un lunar el año pasado")."""
        if phrase.key not in findings_of("lasting_looks") and self.kind_of(phrase.key) != "place":
            return False
        first, last = max(start, phrase.first - _APPEARED), min(end, phrase.last + 1 + _APPEARED)
        shown = [
            *self.cues.within("appeared", first, phrase.first),
            *self.cues.within("appeared", phrase.last + 1, last),
        ]
        between = [(min(one.last, phrase.last) + 1, max(one.first, phrase.first)) for one in shown]
        if not any(not self.cues.breaks.between(*gap) and not self.cues.lists.between(*gap) for gap in between):
            return False
        last = self.cues.tokens.sentence(end)[1] if end < len(self.cues.tokens.items) else end
        return not any(self.cues.any_in(kind, start, last) for kind in ("resolved", "resolved_last", "over"))

    def _is_since(self, cue: Occurrence, start: int) -> bool:
        """Whether a word of the past tells since when something is so ("since we moved last year I've had a rash")."""
        since = next(iter(self.cues.before("since", start, cue.first)), None)
        return since is not None and not self.cues.breaks.between(since.last + 1, cue.first)

    def _is_told_behind(self, cue: Occurrence, phrase: Occurrence, start: int) -> bool:
        """Whether a word of the past ends what it tells of, before a comma ("I had mumps last year, my lips swell")."""
        behind, items = cue.last + 1, self.cues.tokens.items
        if cue.first == start or items[cue.first - 1].kind == "mark" or not self.cues.lists.between(behind, behind + 1):
            return False
        return phrase.first > behind

    def _turns_to_now(self, cue: Occurrence, phrase: Occurrence) -> bool:
        """Whether behind a comma or "and" somebody or something is said to be so now, up to the phrase.

        A thing that was had once takes no sign of illness behind its comma with it.
        """
        for told in self.cues.within("told_now", cue.last + 1, phrase.first + 1):
            between = cue.last + 1, told.first
            if self.cues.lists.between(*between) or self.cues.ands.between(*between):
                return True
        once = self.cues.within("once", cue.last + 1, phrase.first)[:1]
        if not once or not self.cues.lists.between(once[0].last + 1, phrase.first):
            return False
        behind = self.cues.within("once", phrase.last + 1, phrase.last + _CLAUSE)[:1]
        again = bool(behind) and not self.cues.lists.between(phrase.last + 1, behind[0].first)
        return not again and self.kind_of(phrase.key) in ("symptom", "look", "place")

    def _breaks_off(self, first: int, last: int, denied: bool) -> bool:
        """Whether a mark ends what is told of the past; not one that explains it ("had anaphylaxis: hives").

        What is denied behind such a mark is of now ("read of it and checked: no blisters").
        """
        breaks = self.cues.breaks.between(first, last)
        if breaks != 1 or denied:
            return breaks > 0
        marks = (i for i in range(first, last) if self.cues.tokens.items[i].surface in _EXPLAINING)
        mark = next(marks, first)
        return all(self.cues.tokens.items[i].kind == "mark" for i in range(first, mark))

    def _is_only_background(self, start: int, end: int) -> bool:
        """Whether a sentence is nothing but the name of a long-standing illness, as an item of a list is."""
        named = [cue for cue in self.cues.behind("background", start - 1, end) if cue.first == start]
        return bool(named) and all(token.kind == "mark" for token in self.cues.tokens.items[named[0].last + 1 : end])
