"""Decide of whom a phrase tells: of the patient, of a relative, or of another person he has been with."""

from bisect import bisect_left
from collections.abc import Callable, Sequence, Set
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

from dermagent.reading.cues import Cues
from dermagent.reading.others import Others, find_others, pleads
from dermagent.reading.sections import Section
from dermagent.text.occurrences import Occurrence

#: Tokens from a person to a "too" that is said of him.
_NEAR_A_PERSON = 6
#: Tokens behind a child within which its age begins.
_NEAR_AN_AGE = 3
#: What the naming of another tells of the patient, who was with him ("my neighbour's dog").
_WITH_OTHERS = frozenset(("animal_exposure", "bite_wound"))
#: What begins a box of a form.
_BOXES = frozenset("[\u2610\u2611\u2612\u25a1\u25a0\u2713\u2714")
#: Tokens between a person and the next box, at most.
_NEAR_A_BOX = 30
_OTHERS: tuple[Literal["family", "contact"], ...] = ("family", "contact")
#: Tokens behind a word for looking within which what is looked at is named.
_NEAR_A_SIGHT = 4
_COLONS = frozenset(":\uff1a")
#: Kinds of thing that whoever looks after a patient tells of him.
_TOLD_OF = ("symptom", "look")
_SEMICOLONS = frozenset(";\uff1b")
#: Kinds of cue by which a clause about one person turns to another.
_TURNING = ("its", "anew", "present", "giver", "but")
#: Tokens behind a "but" within which the patient is named.
_SOON = 4


@dataclass
class Persons:
    """The persons of a text: where the patient is named first, and where he speaks of himself last.

    `phrases` are all phrases of the text, in order; `kind_of` tells what kind of thing one is.
    """

    cues: Cues
    phrases: Sequence[Occurrence] = ()
    kind_of: Callable[[str], str] = lambda key: ""
    others: Others = field(init=False)
    _ends: Set[int] = field(init=False)  # the last tokens of phrases that name a place
    _first_patient: int = field(init=False)
    _last_patient: int = field(init=False)

    def __post_init__(self) -> None:
        others = {i for cue in self.cues.by_kind.get("contact", ()) for i in range(cue.first, cue.last + 1)}
        spoken = (cue.first for cue in self.cues.by_kind.get("patient", ()) if cue.first not in others)
        self._first_patient = min(spoken, default=-1)
        self._last_patient = max((cue.first for cue in self.cues.by_kind.get("patient_after", ())), default=-1)
        self._ends = frozenset(phrase.last for phrase in self.phrases if self.kind_of(phrase.key) == "place")
        self.others = find_others(self.cues, self.phrases, self.kind_of, self._observes)

    def of(
        self, phrase: Occurrence, start: int, end: int, section: Section, kinds: Set[str]
    ) -> Literal["patient", "family", "contact"]:
        """Whose a phrase of the sentence [start, end) is; `kinds` are the kinds of cue that the sentence has."""
        if section == "family":
            return "family"
        other = self.others.of(phrase.first)
        if other and (not other.open or self.kind_of(phrase.key) == "risk"):
            if phrase.key not in _WITH_OTHERS or phrase.first > other.named + 1:
                return other.person
        if pleads(self.cues, start, end):
            return "patient"
        if "animal" in kinds and self._is_of_animal(phrase, start):
            return "contact"
        for kind in _OTHERS:
            if kind not in kinds:
                continue
            for cue in (*self._named_before(kind, phrase, start), *self.cues.behind(kind, phrase.last, end)[:1]):
                if self._observes(cue, end) or self._is_away(cue, end):
                    continue
                first, last = self._clause(cue, start, end)
                if not first <= phrase.first < last or self._begins_clause(cue, phrase):
                    continue
                told = 0 <= self._first_patient < start
                told = told or (self._last_patient > cue.last and not self._is_child_asked_for(cue))
                told = told or (phrase.first > cue.last and self._is_of_patient(cue))
                told = told or self._turns_to_patient(cue, start, end) or self.cues.any_in("dead", start, end)
                told = told or (kind == "contact" and self._speaks_for(start, end))
                told = told or self._had_it_before(cue, end)
                told = told or (kind == "contact" and self._has_it_himself(cue, phrase, start))
                told = told or self._is_told_apart(cue, end)
                if told or self._has_it_too(cue, first, last):
                    return kind
        return "patient"

    def _is_child_asked_for(self, person: Occurrence) -> bool:
        """Whether a text opens with a child and its age, and whoever writes tells nothing of himself.

        "Daughter, 2, pulled the kettle down. I did not let her scratch" tells of the daughter alone.
        """
        tokens = self.cues.tokens.items
        behind = tokens[person.last + 1 : person.last + 1 + _NEAR_AN_AGE]
        aged = any(char.isnumeric() for token in behind for char in token.surface)
        if not aged or not self.cues.any_in("charge", person.first - 1, person.last + 1) or not self._opens(person):
            return False
        own = {one.last for kind in ("self", "own", "complains") for one in self.cues.by_kind.get(kind, ())}
        spoken = [last for last in own if last > person.last]
        return not any(last < one.first <= last + _NEAR_A_PERSON for last in spoken for one in self.phrases)

    def _is_told_apart(self, person: Occurrence, end: int) -> bool:
        """Whether it ends with who has it not ("my brother has a fever, not me").

        "Not me" alone may be a parent's word for whose illness it is; it counts where the writer has one of his own.
        """
        not_self = self.cues.within("not_self", person.last + 1, end) and "complains" in self.cues.by_kind
        return bool(not_self or self.cues.within("not_them", person.last + 1, end))

    def spares(self, phrase: Occurrence) -> bool:
        """Whether it is said behind what another has that the patient has it not ("his sister itches, he doesn't")."""
        _, end = self.cues.tokens.sentence(phrase.first)
        kinds = ("not_self", "not_them") if "complains" in self.cues.by_kind else ("not_them",)
        for kind in kinds:
            for cue in self.cues.behind(kind, phrase.last, end)[:1]:
                between = phrase.last + 1, cue.first
                if self.cues.lists.between(*between) and self.cues.plain.between(*between) <= 1:
                    return True
        return False

    def _speaks_for(self, start: int, end: int) -> bool:
        """Whether another sentence than [start, end) tells a finding of one who is asked for ("my daughter")."""
        return any(
            not start <= cue.first < end
            and any(cue.last < phrase.first <= cue.last + _NEAR_A_PERSON for phrase in self.phrases)
            for cue in self.cues.by_kind.get("charge", ())
        )

    def _has_it_himself(self, person: Occurrence, phrase: Occurrence, start: int) -> bool:
        """Whether a clause says of a person what he has, where the text opens with another who is asked for.

        "My girl is six. Her friend has the measles." What he did to her is hers, and so is what a comma parts.
        """
        charges = self.cues.by_kind.get("charge", ())
        if not charges or charges[0].first > 0 or start == 0 or phrase.first <= person.last:
            return False
        between = person.last + 1, phrase.first
        parted = any(counts.between(*between) for counts in (self.cues.ands, self.cues.lists, self.cues.breaks))
        told = between[0], phrase.last + 1
        return not parted and not any(self.cues.any_in(kind, *told) for kind in _TURNING)

    def _had_it_before(self, person: Occurrence, end: int) -> bool:
        """Whether he is told to have had something before a semicolon, behind which another is told of.

        "Her mother had a fever; the girl has none."
        """
        had = self.cues.behind("had_it", person.last, person.last + _NEAR_A_PERSON)[:1]
        if not had or had[0].first > person.last + 2 or self.cues.tokens.items[end - 1].surface not in _SEMICOLONS:
            return False
        third = self.cues.within("patient", end, end + _SOON)[:1]
        return bool(third) and not self.cues.any_in("self", third[0].first, third[0].last + 1)

    def _is_of_animal(self, phrase: Occurrence, start: int) -> bool:
        """Whether an animal has it, and nobody else is spoken of in between ("the dog has mange and crusts").

        "His" and "he" are the animal's own where the text has named nobody but the writer before it.
        """
        owners = self.cues.owners
        for cue in self._named_before("animal", phrase, start)[:1]:
            if owners[cue.first] is not None and owners[cue.first] == owners[cue.last]:
                continue
            between = cue.last + 1, phrase.first
            if any(self.cues.any_in(kind, *between) for kind in ("self", "patient", "but", "present", *_OTHERS)):
                return False
            if self.cues.any_in("also", phrase.last + 1, self.cues.tokens.sentence(start)[1]):
                return False  # "the dog drank it, and so did my boy too"
            named = self._names_another(cue.first)
            its = {one.first for one in self.cues.within("its", *between)} if not named else frozenset()
            return all(one.first in its for one in self.cues.within("anew", *between))
        return False

    def _named_before(self, kind: str, phrase: Occurrence, start: int) -> list[Occurrence]:
        """The cues of a kind that begin before a phrase, nearest first; one with its verb may reach into it."""
        near = self.cues.before(kind, start, phrase.last + 1)
        return [cue for cue in near if cue.first < phrase.first or cue.last <= phrase.first]

    def _names_another(self, before: int) -> bool:
        """Whether somebody is named before a token who is not the writer himself."""
        own = {i for cue in self.cues.by_kind.get("self", ()) for i in range(cue.first, cue.last + 1)}
        return any(
            cue.first < before and cue.first not in own
            for kind in ("patient", *_OTHERS)
            for cue in self.cues.by_kind.get(kind, ())
        )

    def _begins_clause(self, person: Occurrence, phrase: Occurrence) -> bool:
        """Whether an "and" begins the person's clause behind the phrase ("he itches, and his brother has it too")."""
        return (
            phrase.last < person.first
            and self.cues.ands.between(phrase.last + 1, person.first) > 0
            and self.cues.ended(person.last + 1, person.last + 3)
        )

    def _has_it_too(self, person: Occurrence, first: int, last: int) -> bool:
        """Whether [first, last) says that the person has it "too"; of whom a text opens with, it says so near by.

        "My son has a fever, his eyes are red too" tells of one person, "my brother has it too" of two.
        """
        too = self.cues.within("also", first, last)
        if not self._opens(person):
            return bool(too)
        return any(
            cue.first - 1 not in self._ends
            and (cue.first - person.last <= _NEAR_A_PERSON or self.cues.any_in("self", cue.last, cue.last + 4))
            for cue in too
        )

    def _opens(self, person: Occurrence) -> bool:
        """Whether nothing is told before the person is named."""
        spoken = self._first_patient
        return not (self.phrases and self.phrases[0].first < person.first) and not 0 <= spoken < person.first

    def _is_of_patient(self, person: Occurrence) -> bool:
        """Whether something happened to a relative of somebody who is spoken of ("his cousin once had it")."""
        whose = self.cues.before("of_another", self.cues.tokens.sentence(person.first)[0], person.last + 1)[:1]
        had = self.cues.behind("had_it", person.last, person.last + 4)[:1]
        return bool(whose and had) and whose[0].last >= person.first - 1

    def _turns_to_patient(self, person: Occurrence, start: int, end: int) -> bool:
        """Whether the patient is spoken of behind a "but" ("mum had it once, but I have none").

        Or in a later sentence, where what is told of the relative is long past ("my niece had a bad turn years ago").
        """
        for stop in self.cues.behind("but", person.last, end):
            if self.cues.any_in("patient", stop.last + 1, min(end, stop.last + _SOON)):
                return True
        if not any(self.cues.any_in(kind, start, end) for kind in ("past", "past_after")):
            return False
        words = {self.cues.tokens.items[i].word for i in range(person.first, person.last + 1)}
        return any(
            self.cues.tokens.items[later.first].word not in words
            for kind in ("family", "patient")
            for later in self.cues.within(kind, end, len(self.cues.tokens.items))
        )

    def _observes(self, person: Occurrence, end: int) -> bool:
        """Whether a person saw or said something of the patient ("my wife found a mole"), or gave him something.

        Who writes of himself names himself again in that clause; in a note, where nobody does, a relative who tells
        something tells it of the patient ("husband reports drowsiness"), unless it is "her own" or she "also" has it.
        """
        owns = [token.word for token in self.cues.tokens.items[person.last + 1 : person.last + 2]] == ["'s"]
        given = person.last + 1 + owns  # "my husband's tablets" tell of no husband
        if any(one.first == given for one in self.cues.behind("giver", person.last, end)[:1]):
            return True
        start, _ = self.cues.tokens.sentence(person.first)
        if any(one.last >= person.first - 1 for one in self.cues.before("told_by", start, person.last)):
            return True
        if self._labels_what_he_tells(person, start, end):
            return True
        seen = self.cues.behind("observer", person.last, end)[:1]
        if not seen or seen[0].first > person.last + 2:
            return False
        if self.cues.any_in("looked_at", seen[0].first, min(end, seen[0].last + _NEAR_A_SIGHT)):
            return True  # "my neighbour looked at it and it does not fade"
        if "self" in self.cues.by_kind:
            own = self.cues.behind("self", person.last, end)[:1]
            return bool(own) and not self.cues.lists.between(person.last + 1, own[0].first)
        return not self.cues.any_in("also", person.last + 1, end)

    def _labels_what_he_tells(self, person: Occurrence, start: int, end: int) -> bool:
        """Whether a note names a person before a colon as who tells what follows ("Mum: weak cry, not feeding").

        Behind such labels of several people, or before the name of an illness, it is what they have themselves.
        """
        items = self.cues.tokens.items
        if person.first != start or person.last + 1 >= end or items[person.last + 1].surface not in _COLONS:
            return False
        at = bisect_left(self.phrases, (person.last + 1,))
        told = [one for one in self.phrases[at : at + 1] if one.first < end]
        return len(self._labels) == 1 and any(self.kind_of(one.key) in _TOLD_OF for one in told)

    @cached_property
    def _labels(self) -> Set[int]:
        """The first tokens of the persons that stand before a colon."""
        items = self.cues.tokens.items
        return {
            one.first
            for kind in _OTHERS
            for one in self.cues.by_kind.get(kind, ())
            if one.last + 1 < len(items) and items[one.last + 1].surface in _COLONS
        }

    def _is_away(self, person: Occurrence, end: int) -> bool:
        """Whether a person is only told to be asleep or elsewhere."""
        return any(one.first == person.last + 1 for one in self.cues.behind("away", person.last, end)[:1])

    def _says_who(self, person: Occurrence, later: Occurrence) -> bool:
        """Whether the next word only says who the person is ("there is, in her class, a boy")."""
        return later.first == person.last + 1 and not self.cues.any_in("self", later.first, later.last + 1)

    def _clause(self, cue: Occurrence, start: int, end: int) -> tuple[int, int]:
        """The part of the sentence about the person a cue names: until the patient is spoken of again."""
        first, last = start, end
        for i in range(cue.first - 1, max(start, cue.first - 30) - 1, -1):
            if self.cues.tokens.items[i].kind == "mark" and self.cues.tokens.items[i].surface in ",:":
                first = i
                break
        own = [one.last for one in self.cues.before("patient", start, cue.first) if one.first >= first]
        if own:  # "my chest hurts and when mum rubbed it": what the patient told of himself before is his
            ends = (i for i in range(cue.first, max(own), -1) if self.cues.any_in("terminator", i, i + 1))
            first = max(first, next(ends, cue.first))
        for kind in ("patient", "patient_after"):
            near = self.cues.behind(kind, cue.last, end)
            last = min([last, *(later.first for later in near if not self._says_who(cue, later))])
        for stop in self.cues.behind("but", cue.last, end)[:1]:
            last = min(last, stop.first)
        near_by = range(cue.last + 1, min(last, cue.last + _NEAR_A_BOX))
        boxes = (i for i in near_by if self.cues.tokens.items[i].surface in _BOXES)
        last = next(boxes, last)  # "[x] FHx vitiligo (aunt) [ ] itch"
        for told in self.cues.behind("family_told", cue.first - 1, end)[:1]:  # "a family history, with itching"
            if told.first <= cue.last + 1 and self.cues.tokens.items[min(told.last + 1, end - 1)].surface == ",":
                last = min(last, told.last + 1)
        return first, last
