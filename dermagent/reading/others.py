"""Find what a text tells of others than its patient: the stretches whose subject is another person or an animal.

Who the patient is is decided once for the whole text. Where the writer tells a complaint of his own, every other person
is somebody else, whatever he is called (`stranger` cues, and those for relatives and contacts), from his name on until
the writer speaks of himself again, over a full stop too where the next sentence goes on with a pronoun or a verb of
him. Where a text opens with a third person whom the writer asks for, that one is
the patient, and others are told of in their own sentences only. Where nobody else has a complaint, or help is asked for
another, that one is the patient.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Sequence, Set
from dataclasses import dataclass
from typing import Literal

from dermagent.reading.cues import Cues
from dermagent.text.occurrences import Occurrence

#: Kinds of cue that name a person or an animal.
_NAMING = ("family", "contact", "stranger", "animal", "at_work", "stranger_acts")
#: Those of them that name anybody.
_STRANGE = frozenset(("stranger", "stranger_acts"))
#: Tokens (in Chinese: characters) from what says what the writer is to that.
_BEING = {"en": 3, "es": 3, "zh": 8}
#: Tokens (in Chinese: characters) from a word for oneself to what one has.
_OWN_REACH = {"en": 10, "es": 10, "zh": 14}
#: Tokens between "my" and what is a part or complaint of one's own.
_POSSESSED = 3
#: Tokens at the beginning of a sentence within which it says that it goes on with another person.
_BEGINNING = 3
#: Tokens of a note's opening that may tell the sex of its patient.
_OPENING = 3
#: Sentences that are told of one person in a row only where he may be the patient.
_LONG_STORY = 2
#: Words for the writer behind a person that may still say who that person is.
_OWN_LOOKED_AT = 4
#: What one may have suffered, beside signs, that is a complaint of one's own.
_SUFFERED = frozenset(("insect_exposure", "recent_trauma"))
#: Words between a person and another whom he is only said to have ("my cousin's classmate").
_HAVING = frozenset(("'s", "s", "\u7684"))
#: Tokens behind "now" within which another person would be named again.
_NOW_OF = 4


@dataclass(frozen=True)
class Stretch:
    """The tokens [first, last) that are told of somebody else, who is named up to the token `named`.

    One that is `open` tells of a relative who is named before any complaint of the writer, and may be the patient.
    """

    first: int
    last: int
    named: int
    person: Literal["family", "contact"]
    open: bool


@dataclass(frozen=True)
class Others:
    """The stretches of a text that are told of somebody else, in order."""

    stretches: Sequence[Stretch] = ()

    def of(self, token: int) -> Stretch | None:
        """The stretch that a token stands in."""
        i = bisect_right(self.stretches, token, key=lambda one: one.first) - 1
        return self.stretches[i] if i >= 0 and token < self.stretches[i].last else None


def find_others(
    cues: Cues,
    phrases: Sequence[Occurrence],
    kind_of: Callable[[str], str],
    observes: Callable[[Occurrence, int], bool],
) -> Others:
    """What a text tells of others; nothing where its writer has no complaint of his own.

    `phrases` are all phrases of the text, in order; `observes` says of a person and the end of his sentence whether he
    only sees, says or does something to the patient.
    """
    finder = _Finder(cues, phrases, kind_of, observes)
    return Others(tuple(finder.of_others() if finder.complaint is None else finder.stretches()))


def pleads(cues: Cues, first: int, last: int) -> bool:
    """Whether the writer asks for help for whom [first, last) tells of, there or in the sentence behind it."""
    if "cry" in cues.by_kind:
        return True
    start, end = cues.tokens.sentence(first)[0], cues.tokens.sentence(last - 1)[1]
    behind = cues.tokens.sentence(end)[1] if end < len(cues.tokens.items) else end
    return cues.any_in("plea", start, behind)


class _Finder:
    def __init__(
        self,
        cues: Cues,
        phrases: Sequence[Occurrence],
        kind_of: Callable[[str], str],
        observes: Callable[[Occurrence, int], bool],
    ) -> None:
        self._cues, self._tokens, self._observes = cues, cues.tokens, observes
        self._signs = [
            one for one in phrases if kind_of(one.key) in ("symptom", "look", "name") or one.key in _SUFFERED
        ]
        self._parts = {i for one in phrases for i in range(one.first, one.last + 1)}
        self._places = {i for one in phrases if kind_of(one.key) == "place" for i in range(one.first, one.last + 1)}
        self._owning = {cue.first for cue in cues.by_kind.get("owning", ())}
        self._of_patients = {Occurrence(one.first, one.last, "family") for one in cues.by_kind.get("patient", ())}
        self._people = list(self._named())
        self._starts = {one.first for one in self._people}
        self._in_names = {i for one in self._people for i in range(one.first, one.last + 1)}
        self._own = [*self._of_oneself()]
        self.complaint = self._complaint()

    def _named(self) -> Iterator[Occurrence]:
        """Persons and animals that are named, each with its longest name; not what the writer is himself."""
        found = {one for kind in _NAMING for one in self._cues.by_kind.get(kind, ()) if self._is_name(one)}
        done = -1
        named = sorted(found, key=lambda one: (one.first, -one.last))
        firsts = {one.first for one in named}
        for one in named:
            if one.last <= done or self._only_has_another(one, firsts):
                continue
            done = one.last
            yield one

    def _only_has_another(self, person: Occurrence, firsts: Set[int]) -> bool:
        """Whether he is named only to say whose the next one is ("my cousin's classmate")."""
        behind = self._tokens.items[person.last + 1 : person.last + 2]
        return bool(behind) and behind[0].word in _HAVING and person.last + 2 in firsts

    def _is_name(self, cue: Occurrence) -> bool:
        start = self._tokens.sentence(cue.first)[0]
        for one in self._cues.before("being", start, cue.first + 1)[:1]:
            near = cue.first - one.last <= _BEING[self._cues.language]
            if near and not self._cues.lists.between(one.last, cue.first) and self._identified(cue, start) is None:
                return False  # "I am a nurse", "as a boy"
        if cue.key == "family" and cue in self._of_patients:
            return cue.first - 1 in self._owning  # a Spanish "wife" is any woman
        words = cue.first, cue.last + 1
        if cue.key != "stranger_acts" or cue.first == start:
            return cue.key != "stranger_acts" or self._is_alive(*words)
        return not self._cues.any_in("not_subject", cue.first - 1, cue.first) and self._is_alive(*words)

    def _is_alive(self, first: int, last: int) -> bool:
        """Whether the words [first, last) name no place of the body and no thing."""
        return not self._cues.any_in("thing", first, last) and self._places.isdisjoint(range(first, last))

    def _of_oneself(self) -> Iterator[int]:
        """The tokens at which the writer speaks of himself, or of a part or complaint of his."""
        of_us = {cue.first for cue in self._cues.by_kind.get("of_us", ())}
        told = {cue.first for cue in self._cues.by_kind.get("complains", ())}
        of_us |= {cue.first for cue in self._cues.by_kind.get("charge", ()) if cue.first in self._owning}  # "my baby"
        for cue in self._cues.by_kind.get("own", ()):
            if cue.first in of_us or cue.first in self._in_names or cue.first + 1 in self._starts:
                continue
            if cue.first in self._owning and not (cue.first in told or self._is_owned(cue.first)):
                continue  # "in my street"
            yield cue.first

    def _complaint(self) -> int | None:
        """The first token at which the writer tells a complaint of his own; None if he tells none.

        What he sees or does of another is none, nor what is told in one sentence with another ("I noticed his lips").
        """
        reach = _OWN_REACH[self._cues.language]
        firsts = [one.first for one in self._signs]
        for own in sorted(self._has_himself()):
            start, end = self._tokens.sentence(own)
            if any(self._cues.any_in(kind, start, end) for kind in ("goes_on", "past")):
                continue
            near = firsts[bisect_left(firsts, own) : bisect_left(firsts, min(end, own + reach))]
            if any(self._next_named(own) > first and not self._cues.any_in("negate", own, first) for first in near):
                return own
            before = firsts[bisect_left(firsts, start) : bisect_left(firsts, own)]
            if before and self._next_named(start) > own and self._is_owned(own):
                return own  # "eczema on my hands"
        return None

    def _has_himself(self) -> Iterator[int]:
        """The tokens at which the writer says what he has, or names a part of himself or a complaint of his."""
        own = frozenset(self._own)
        yield from (i for i in own if self._is_owned(i) or self._is_introduced(i))
        yield from (cue.first for cue in self._cues.by_kind.get("complains", ()) if cue.first in own)
        for cue in self._cues.by_kind.get("patient", ()):
            if cue.first < _OPENING and cue.first not in self._in_names:  # "Female, 30. Red cheeks."
                _, end = self._tokens.sentence(cue.first)
                yield cue.first if self._of_sign(cue.first, end) or end >= len(self._tokens.items) else end

    def _is_introduced(self, own: int) -> bool:
        """Whether the writer says how old he is, or what he is and with what ("I am a cook with dry hands")."""
        end = self._tokens.sentence(own)[1]
        behind = range(own + 1, min(own + 1 + _POSSESSED, end))
        is_aged = any(self._tokens.items[i].kind == "number" for i in behind)
        return is_aged or (
            self._cues.any_in("being", own, own + 1)
            and self._cues.any_in("with", own, min(end, own + _OWN_REACH[self._cues.language]))
        )

    def _is_owned(self, own: int) -> bool:
        """Whether a word for "my" stands before a part of the body or a complaint."""
        behind = range(own + 1, min(own + 1 + _POSSESSED, self._tokens.sentence(own)[1]))
        return own in self._owning and not self._parts.isdisjoint(behind)

    def _of_sign(self, first: int, last: int) -> bool:
        return any(first <= one.first < last for one in self._signs)

    def _next_named(self, token: int) -> int:
        i = bisect_left(self._people, token, key=lambda one: one.first)
        return self._people[i].first if i < len(self._people) else len(self._tokens.items)

    def stretches(self) -> Iterator[Stretch]:
        """What is told of each person who is not the patient, in order."""
        done, maybe = 0, False
        charge = self._charge()
        for one in self._people_and_siblings(charge):
            start, end = self._tokens.sentence(one.first)
            if one.first < done:
                if maybe and one.key in _STRANGE:  # "at my brother's school a boy has fainted"
                    yield Stretch(one.first, min(done, end), one.last, "contact", open=False)
                continue
            if self._is_charge(one, charge) or self._only_observes(one, end):
                continue
            person: Literal["family", "contact"] = "family" if one.key == "family" else "contact"
            kin = one.key == "family" or self._cues.any_in("charge", one.first - 1, one.last + 1)
            told_first = self.complaint is not None and one.first < self.complaint
            over = any(self._cues.any_in(kind, start, end) for kind in ("past", "past_after", "dead"))
            told = [*self._told(one, end, carries=charge is None)]
            if self._is_done_to_writer(one, told[0][1]) or any(pleads(self._cues, *part) for part in told):
                continue
            maybe = told_first and not over and (kin or len(told) > _LONG_STORY)
            told[0] = (self._first_told(one, max(start, done)), told[0][1])
            for first, last in told:
                done = last
                yield Stretch(first, last, one.last, person, maybe)

    def _identified(self, person: Occurrence, start: int) -> int | None:
        """Where the clause begins that tells first what somebody has, and then who he is; None where none does.

        "The one with diabetes is my husband", "la diabética es mi vecina".
        """
        for one in self._cues.before("is_who", start, person.first)[:1]:
            first = one.first
            while first > start and not self._closes_clause(first - 1):
                first -= 1
            told = self._cues.any_in("own", first, one.first) or self._cues.any_in("charge", first, one.first)
            return first if first < one.first and one.last == person.first - 1 and not told else None
        return None

    def _first_told(self, person: Occurrence, start: int) -> int:
        """Where it begins what is told of a person: at his name, or before it."""
        first = self._identified(person, start)
        return person.first if first is None else first

    def _closes_clause(self, token: int) -> bool:
        return self._tokens.items[token].kind == "mark" or self._cues.ands.between(token, token + 1) > 0

    def _people_and_siblings(self, charge: frozenset[str] | None) -> list[Occurrence]:
        """Whom the text names; other children of the writer too, where he asks for one of whom the text told before."""
        _, told = self._tokens.sentence(0)
        siblings = [one for one in self._cues.by_kind.get("sibling", ()) if charge and one.first >= told]
        return sorted([*self._people, *siblings])

    def of_others(self) -> Iterator[Stretch]:
        """What is told of others than a third person whom the text opens with, in their own sentences.

        None of the relatives counts who is not his ("her uncle"), and none before he is told of.
        """
        opening = self._opening()
        if opening is None:
            return
        done, asked = 0, self._charge()
        charge = frozenset({*(asked or ()), *opening})
        for one in self._people_and_siblings(asked):
            start, end = self._tokens.sentence(one.first)
            is_kin = one.key == "family" and not self._is_of_patient(one)
            if (
                start == 0
                or one.first < done
                or is_kin
                or self._is_charge(one, charge)
                or self._only_observes(one, end)
            ):
                continue
            first, last = self._first_told(one, max(start, done)), self._until_patient(one, end)
            if not pleads(self._cues, one.first, last):
                done = last
                yield Stretch(first, last, one.last, "family" if one.key == "family" else "contact", open=False)

    def _opening(self) -> frozenset[str] | None:
        """The words of the third person whom the text opens with; None where it opens with none."""
        _, end = self._tokens.sentence(0)
        named = [one for one in self._people[:1] if one.first < end]
        words = frozenset(self._tokens.items[one.last].word for one in named)
        if any(one.key == "family" for one in named):
            return words
        by_pronoun = self._cues.any_in("goes_on", 0, min(end, _OPENING)) and not self._own
        asked = self._cues.any_in("charge", 0, end) and self._charge() is not None
        return words if asked or by_pronoun else None

    def _is_of_patient(self, relative: Occurrence) -> bool:
        """Whether he is a relative of somebody who is spoken of ("her brother", "su hermano")."""
        first = relative.first
        return any(self._cues.any_in(kind, first - 1, first + 1) for kind in ("goes_on", "of_another", "whose"))

    def _until_patient(self, person: Occurrence, end: int) -> int:
        """The token before which the writer, or the third person who is the patient, is spoken of again."""
        spoken = (cue for kind in ("goes_on", "charge") for cue in self._cues.within(kind, person.last + 1, end))
        own = (cue.first for cue in spoken if not self._is_of_other_sex(cue.first, person.first))
        firsts = (i for i in own if not self._is_in_his_name(person.first, i))
        return min([self._until_oneself(person.first, end), *firsts])

    def _is_of_other_sex(self, pronoun: int, before: int) -> bool:
        """Whether a pronoun is a "his", and the patient was a "she" before another person was named, or reversed."""
        sexes = [kind for kind in ("he", "she") if self._cues.any_in(kind, pronoun, pronoun + 1)]
        spoken = [kind for kind in ("he", "she") if self._cues.any_in(kind, 0, before)]
        return len(sexes) == len(spoken) == 1 and sexes != spoken

    def _charge(self) -> frozenset[str] | None:
        """The words of whom the writer asks for before he tells anything of himself."""
        for cue in self._cues.by_kind.get("charge", ())[:1]:
            if not any(own < cue.first for own in self._own):
                return frozenset(self._tokens.items[i].word for i in range(cue.first, cue.last + 1))
        return None

    def _is_charge(self, person: Occurrence, charge: frozenset[str] | None) -> bool:
        tells_apart = person.last - 1 if person.key == "sibling" and person.last > person.first + 1 else person.last
        return charge is not None and self._tokens.items[tells_apart].word in charge

    def _only_observes(self, person: Occurrence, end: int) -> bool:
        """Whether a person only sees or says something, of the patient if of nobody else."""
        if person.key == "stranger_acts":
            return False
        if self._observes(person, end):
            return True
        seen = self._cues.behind("observer", person.last, end)[:1]
        return bool(seen) and seen[0].first <= person.last + 2 and not self._cues.any_in("goes_on", person.last, end)

    def _is_done_to_writer(self, person: Occurrence, last: int) -> bool:
        """Whether he does something to the writer before the stretch ends at `last` ("the cat bit me")."""
        parted = self._cues.lists.between(person.last + 1, last) or self._cues.ended(person.last + 1, last)
        told = any(token.kind != "mark" for token in self._tokens.items[person.last + 1 : last])
        if told and last == self._tokens.sentence(person.first)[1]:
            return False  # "he had a stroke. My skin itches"
        return not parted and self._cues.any_in("to_oneself", last, last + 1)

    def _is_in_his_name(self, first: int, own: int) -> bool:
        """Whether the writer names himself only to say who the person named at `first` is, or whom he told it.

        "The waiter at the place I eat", "the man I play chess with", "el chico que me corta el pelo".
        """
        for kind in ("of_writer", "tells_writer"):
            for one in self._cues.within(kind, first, own + 1):
                between = first + 1, one.first
                told = kind == "of_writer" and self._cues.any_in("observer", *between)
                if one.first <= own <= one.last and not told:
                    parted = [i for i in range(*between) if self._closes_clause(i)]
                    return not parted or kind == "tells_writer"
        return False

    def _told(self, person: Occurrence, end: int, *, carries: bool) -> Iterator[tuple[int, int]]:
        """The parts of his sentence, which ends at `end`, and of those behind it that are told of a person."""
        first, kinds = person.first, ["goes_on"]
        if self._cues.any_in("several", person.first, person.last + 1):
            kinds.append("go_on")
        while True:
            last = self._until_oneself(first, end)
            yield first, last
            if not carries or end >= len(self._tokens.items):
                return
            first, (_, end) = end, self._tokens.sentence(end)
            if not any(self._cues.any_in(kind, first, min(end, first + _BEGINNING)) for kind in kinds):
                return

    def _until_oneself(self, first: int, end: int) -> int:
        """The token before which the writer speaks of himself again."""
        own = self._own[bisect_right(self._own, first) :]
        last = min([end, *(i for i in own[:_OWN_LOOKED_AT] if not self._is_in_his_name(first, i))])
        bracket = next((i for i in range(first, last) if self._tokens.items[i].surface in "()"), None)
        if bracket is not None and self._tokens.items[bracket].surface == ")":
            last = bracket  # "family history of vitiligo (aunt), itch"
        for now in self._cues.within("now_again", first + 1, last):
            opens = self._tokens.items[now.first - 1].kind == "mark" or self._cues.ands.between(
                now.first - 1, now.first
            )
            behind = now.last + 1, min(last, now.last + 1 + _NOW_OF)
            if opens and not self._cues.any_in("goes_on", *behind) and self._in_names.isdisjoint(range(*behind)):
                return now.first
        return last
