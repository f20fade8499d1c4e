"""Decide what a found phrase says: present or absent, certain or not, of whom, and when.

A relative of ConText (Harkema et al., J Biomed Inform 2009), our own because it must do three languages with exact
spans (`docs/decisions/0003` has the comparison): cues reach over plain words of their sentence up to a terminator, and
over commas within a list. What is counted is looked up, so that the whole is linear in the text. An answer of one word
("bleeding: no") goes before all cues.
"""

from bisect import bisect_left
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Literal

from dermagent.knowledge.lexicon import words_of
from dermagent.reading.answers import find_answers
from dermagent.reading.brackets import Bracketed
from dermagent.reading.cues import ITEM, LISTING, REACH, Cues, sort_cues
from dermagent.reading.echoes import is_echoed
from dermagent.reading.endings import EndsOfDenials, phrases_from
from dermagent.reading.exceptions import Exceptions
from dermagent.reading.forms import Forms, Said, find_forms
from dermagent.reading.fronted import Fronted
from dermagent.reading.gone_for_good import is_gone_for_good
from dermagent.reading.lists import DeniedLists
from dermagent.reading.looks_back import LooksBack
from dermagent.reading.persons import Persons
from dermagent.reading.places import Places
from dermagent.reading.sections import Section, find_sections
from dermagent.reading.times import Time, Times
from dermagent.reading.vocabulary import find_all, small_words, verbal_negators
from dermagent.reading.ways import ways_of
from dermagent.text.occurrences import Occurrence
from dermagent.text.tokens import Tokens
from dermagent.types import Language

#: Kinds of cue that may deny what follows, or doubt it.
_DENYING = ("negate", "deny", "near", "prefix")
#: Kinds of cue by which a clause states something of somebody.
_STATING = ("self", "patient", "family", "contact", "present")
_HEDGING = frozenset({"hedge", "hedge_after"})
#: Tokens between a thing and the word for its test.
_NEAR_A_TEST = 4
#: Tokens between what is told of others of a kind and the one that is unlike them.
_NEAR_THIS = 10
#: Marks between the items of a tick list and before its result.
_OF_TICK_LISTS = frozenset("/:-\u2013\u2014")


Stance = Literal["suggested", "feared", "denied", "past", "family"]


@dataclass(frozen=True)
class Scope:
    """What the words around a phrase say about it."""

    denied: bool = False
    hedged: bool = False
    person: Literal["patient", "family", "contact"] = "patient"
    time: Time = "current"

    def stance(self, *, asked: bool) -> Stance:
        """How a diagnosis is named; one that is `asked` about ("Is this psoriasis?") is a guess, and no mere fear."""
        if self.denied:
            return "denied"
        if self.person != "patient":
            return "family"
        if self.time == "past":
            return "past"
        return "feared" if self.time == "hypothetical" and not asked else "suggested"


@dataclass
class ScopedText:
    """A text with its cues found, ready to say the scope of any phrase in it.

    `phrases` are all phrases of the text, in order, which a list of denied findings may step over; `negators` the
    tokens that deny a phrase which they stand in; `kind_of` tells what kind of thing a phrase is, for lists whose items
    must be alike; `anew` are places that begin a new statement behind a comma, `given_up` what is absent where it is
    told to have ended years ago, `outlasted` what counts although it has; `forms` is what its forms say, found if not
    given.
    """

    tokens: Tokens
    language: Language
    phrases: Sequence[Occurrence]
    found_cues: Sequence[Occurrence]
    negators: frozenset[int] = frozenset()
    kind_of: Callable[[str], str] = lambda key: ""
    anew: frozenset[str] = frozenset()
    given_up: frozenset[str] = frozenset()
    outlasted: frozenset[str] = frozenset()
    forms: Forms | None = None
    cues: Cues = field(init=False)
    persons: Persons = field(init=False)

    def __post_init__(self) -> None:
        forms = self.forms or find_forms(self.tokens, ways_of(self.language), self.phrases)
        self.cues = sort_cues(self.tokens, self.language, self.found_cues, self.phrases)
        mistaken = {i for cue in self.cues.by_kind.get("pseudo", ()) for i in range(cue.first, cue.last + 1)}
        self._negators = self.negators - mistaken
        self._seen = frozenset(self.cues.by_kind.get("after_seen", ()))
        self._of_places = frozenset(self.cues.by_kind.get("after_place", ()))
        self._places = Places(self.cues, self.kind_of)
        self._verbal = verbal_negators(self.language)
        self._denying = words_of(self.language).denying
        self._lists = DeniedLists(self.cues, self.phrases, self.kind_of, self.anew)
        self._sections = find_sections(self.cues)
        self._answers = find_answers(self.cues, self.phrases, forms)
        self.persons = Persons(self.cues, self.phrases, self.kind_of)
        self._times = Times(self.cues, self.kind_of)
        self._bracketed = Bracketed(self.cues)
        self._endings = EndsOfDenials(self.cues, self.phrases)
        self._exceptions = Exceptions(self.cues, self.phrases, self.kind_of)
        self._fronted = Fronted(self.cues, self.kind_of)
        self._back = LooksBack(self.cues, self.phrases, self.negators, self._denying)

    def of(self, phrase: Occurrence) -> Scope:
        """The scope of one phrase of the text."""
        start, end = self.tokens.sentence(phrase.first)
        said = self._answers.of(phrase) or self._back.answered(phrase, end)
        section = self._sections.of(phrase.first)
        kinds = self.cues.kinds(start)
        person = self.persons.of(phrase, start, end, section, kinds)
        gone = said is None and is_gone_for_good(self.cues, phrase)
        denied = gone or self._denied(phrase, start, end, said, section)
        begun = denied and said is None and self._endings.is_denied_no_more(phrase, start, end)
        if said is None and self._endings.has_come_back(phrase, end) and not self.is_denied_before(phrase):
            begun = True
        time = self._times.of(phrase, start, end, said, section, kinds, denied) if person == "patient" else "current"
        if said is None and (self._endings.is_only_asked(phrase, end) or self._is_only_named(phrase, start, end)):
            time = "hypothetical"
        return Scope(
            denied=denied and not begun,
            hedged=said is None and not _HEDGING.isdisjoint(kinds) and self._hedged(phrase, start, end),
            person=person,
            time="current" if begun or gone else time,
        )

    def elsewhere(self, phrase: Occurrence) -> bool:
        """Whether the text denies it of other places only ("no other lumps")."""
        start, _ = self.tokens.sentence(phrase.first)
        return any(
            self.cues.plain.between(cue.last + 1, phrase.first) <= ITEM[self.language]
            and not self.cues.lists.between(cue.last + 1, phrase.first)
            for cue in self.cues.before("other", start, phrase.first)
        )

    def answered(self, phrase: Occurrence) -> bool:
        """Whether the text answers for the phrase by a word or sign."""
        return self._answers.of(phrase) is not None

    def has_come_back(self, phrase: Occurrence) -> bool:
        """Whether the phrase says that something went, and its sentence that it is there again."""
        return self._endings.has_come_back(phrase, self.tokens.sentence(phrase.first)[1])

    def _denied(self, phrase: Occurrence, start: int, end: int, said: Said | None, section: Section) -> bool:
        if said:
            return said == "no"
        if self._times.is_threat(phrase, start):
            return False
        within = any(self._denies_within(i, phrase) or self.cues.any_in("deny", i, i + 1) for i in phrase.skipped)
        if within or (phrase.key in self.given_up and self._endings.has_ended(phrase, start, end)):
            return True
        if self._exceptions.turn(phrase, end):
            return False
        if "unlike_such" in self.cues.by_kind and self._is_of_such_only(phrase, start):
            return True
        if section == "denied" and not self.cues.ended(max(start, self._sections.first(phrase.first)), phrase.first):
            return True
        collective = self._bracketed.head_of(phrase)
        if collective and (self.is_denied_before(collective) or self._denied_behind(collective, end)):
            return True
        if self.is_denied_before(phrase):
            return True
        if not self._is_of_skin_only(phrase, end) and (
            self._denied_behind(phrase, end) or self._back.is_denied(phrase, end)
        ):
            return True
        if is_echoed(self.cues, phrase, end, self._denying):
            return True
        before = self._lists.before(phrase)
        return before is not None and self.is_denied_before(before)

    def _is_of_skin_only(self, phrase: Occurrence, end: int) -> bool:
        """Whether a "none" behind a risk is of what is on the skin ("I have diabetes, there is nothing on my skin")."""
        return self.kind_of(phrase.key) == "risk" and self.cues.any_in("on_skin", phrase.last + 1, end)

    def _is_of_such_only(self, phrase: Occurrence, start: int) -> bool:
        """Whether it is told of others of a kind, this one behind it being unlike them ("bruises fade, this won't")."""
        if not self.cues.before("usual_of_such", start, phrase.last + 1):
            return False
        for cue in self.cues.within("unlike_such", phrase.last + 1, phrase.last + 1 + _NEAR_THIS):
            marks = [token.kind == "mark" for token in self.tokens.items[phrase.last + 1 : cue.first]]
            return sum(marks) == 1 and marks[-1]
        return False

    def _denies_within(self, i: int, phrase: Occurrence) -> bool:
        """Whether a token inside a phrase denies it; one of a pseudo cue does where the phrase holds all of that."""
        pseudo = self.cues.within("pseudo", i, i + 1)[:1]
        if i - 1 in self.negators and i - 1 not in phrase.skipped and i > phrase.first:
            return False  # the second half of a word that denies, whose first half the phrase holds
        others = [owner for j in phrase.skipped if j > i and (owner := self.cues.owners[j]) is not None]
        ends = next((owner.last + 1 for owner in others if i <= owner.last < phrase.last), phrase.last + 1)
        if self.cues.ended(ends, phrase.last + 1) or self.cues.any_in("verb", ends, phrase.last + 1):
            return False  # "a mole without itch, grows fast", of which another thing in between is denied
        return i in self._negators or (i in self.negators and bool(pseudo) and pseudo[0].last <= phrase.last)

    def _is_only_named(self, phrase: Occurrence, start: int, end: int) -> bool:
        """Whether it is named only to be denied by its name at once ("what you'd call pain, there is no pain")."""
        for topic in self.cues.within("topic", phrase.last + 1, phrase.last + 2):
            again = next((p for p in self._phrases_from(topic.last + 1, 8) if p.key == phrase.key), None)
            if again and again.last < end and self._denied(again, start, end, None, ""):
                return True
        return False

    def is_denied_before(self, phrase: Occurrence, *, over_commas: bool = True) -> bool:
        """Whether words before the phrase deny it, be it over the commas of a list."""
        start, end = self.tokens.sentence(phrase.first)
        kinds = [kind for kind in _DENYING if kind in self.cues.kinds(start)]
        if not kinds or self.tokens.items[phrase.first].word in self._denying:
            return False  # "cannot swallow": what denies by itself is denied by nothing before it
        denials = [i for i in range(phrase.first, phrase.last + 1) if i in self.negators and i - 1 not in self.negators]
        if self.language == "zh" and phrase.first in denials and len(denials) > 1:
            return False  # "neither sore nor itchy", which denies by itself
        own_clause = self.cues.any_in("terminator", phrase.first, phrase.first + 1)  # "it burns", behind "no itch"
        verb = phrase.first
        while verb > start and self.cues.any_in("clitic", verb - 1, verb):
            verb -= 1
        return any(  # of the cues with another "not" than its own; the "have" behind a Chinese one is none
            not self.cues.is_of_another(cue, phrase)
            and not (cue.last >= phrase.first and {phrase.first - 1, phrase.first} & self.negators == {phrase.first})
            and (over_commas or not self._is_closed_behind(cue, phrase))
            and self._reaches(kind, cue, phrase, end)
            and not (own_clause and verb > cue.last + 1)
            for kind in kinds
            for cue in self.cues.before(kind, start, phrase.first)
        )

    def _is_closed_behind(self, cue: Occurrence, phrase: Occurrence) -> bool:
        """Whether a comma, or an "and" behind what a cue denies, stands before a phrase ("no fever and eats well")."""
        if self.cues.lists.between(cue.last + 1, phrase.first):
            return True
        joined = (i for i in range(cue.last + 1, phrase.first) if self.cues.ands.between(i, i + 1))
        return any(self.cues.owners[i] is not None for i in range(max(0, cue.first - 1), next(joined, 0)))

    def _reaches(self, kind: str, cue: Occurrence, phrase: Occurrence, end: int) -> bool:
        """Over plain words up to the reach; over commas and "and" only within a list of bare items."""
        after, at = self._behind_verb(cue, phrase), phrase.first
        if self.cues.ended(after, at) or self.cues.breaks.between(after, at):
            return False
        if self.cues.any_in("until", after, at) or self.cues.any_in("except", after, at):
            return False
        if kind == "prefix":  # "a non-itchy rash" is a rash
            return all(t.kind == "mark" and t.surface not in LISTING for t in self.tokens.items[cue.last + 1 : at])
        words = self.cues.plain.between(after, at)
        commas = self.cues.lists.between(after, at)
        joined = self.cues.ands.between(after, at) and not self.cues.next_or(after, at)
        if joined and self.cues.any_in("predicate", at + 1, phrase.last + 2):
            return False  # "no rash, and the fever is high": what is said behind the "and" is new
        if joined and not commas and kind == "negate" and self._lists.is_told_beside(phrase, after):
            return False  # "without a wound and high fever": only the first of them is denied
        anew = self._lists.begins_anew(phrase, after) or self._lists.tells_by_a_verb(cue, phrase, after)
        if (commas or joined) and anew and not self.cues.is_closed(after, phrase, end):
            return False  # "no cough, my leg itches", "no pain, smells"
        if not commas:
            if joined and self.language != "zh":
                return words <= ITEM[self.language] and (kind == "deny" or self._tail(phrase, end) <= 1)
            return words <= REACH[self.language]
        if kind == "near" or self.cues.any_in("asserts", phrase.first + 1, phrase.last + 2):
            return False  # "no fever, the cough persists"
        if words > self._most_words(after, at, commas):
            return False
        if self.language == "zh" and kind != "deny" and self.cues.commas.between(after, at):
            return False  # a list has its own comma in Chinese
        if kind == "deny" or self.language == "zh":
            return self._tail(phrase, end) <= ITEM[self.language] + 1
        if self.cues.is_closed(after, phrase, end):
            return True
        if self._lists.is_appended(cue) and not self._lists.is_of_symptoms(cue, phrase):
            return False  # "red eyes no discharge, blisters on the lips"
        return not self._lists.tells_anew(phrase, after, end) and self._lists.is_all_alike(cue, phrase, end)

    def _most_words(self, after: int, at: int, commas: int) -> int:
        """Plain words that a denied list may hold before an item; with marks of its own a Chinese one holds more."""
        if self.language == "zh" and not self.cues.commas.between(after, at):
            return REACH["zh"] * commas
        return ITEM[self.language] + commas + self.cues.ors_between(after, at)  # "denies F/C/N/V, SOB"

    def _behind_verb(self, cue: Occurrence, phrase: Occurrence) -> int:
        """The first token that the cue denies: a verb right behind "not" is denied and ends nothing ("not started")."""
        after = cue.last + 1
        if self.tokens.items[cue.last].word in self._verbal:
            last = min(phrase.first, cue.last + 3)
            while after < last and self.cues.ended(after, after + 1) and not self.cues.any_in("but", after, after + 1):
                after += 1
        return after

    def _tail(self, phrase: Occurrence, end: int) -> int:
        """Plain words between the phrase and the end of its item."""
        for i in range(phrase.last + 1, min(end, phrase.last + 8)):
            if (
                self.tokens.items[i].kind == "mark"
                or self.cues.ended(i, i + 1)
                or self.cues.next_or(i, i + 1) is not None
            ):
                return self.cues.plain.between(phrase.last + 1, i)
        return self.cues.plain.between(phrase.last + 1, min(end, phrase.last + 8))

    def _phrases_from(self, token: int, most: int = 3) -> Sequence[Occurrence]:
        return phrases_from(self.phrases, token, most)

    def _denied_behind(self, phrase: Occurrence, end: int) -> bool:
        """Whether a result that denies stands behind: "wheeze absent", "redness and swelling have gone"."""
        alike = self._places.like(phrase)
        return self._has_denying_result(phrase, end) or (alike is not None and self._has_denying_result(alike, end))

    def _has_denying_result(self, phrase: Occurrence, end: int) -> bool:
        if self.is_fronted(phrase) or self._is_tested(phrase, end):
            return True
        for cue in self.cues.behind("after", phrase.last, end):
            between = phrase.last + 1, cue.first
            if phrase.key in self.outlasted and self.cues.any_in("ended_itself", cue.first, cue.last + 1):
                continue  # "a cold last week, settled"
            if self._is_result_of(phrase, cue, end):
                return True
            if self.cues.breaks.between(*between) or self.cues.plain.between(*between) > 2:
                return False
            another = self.cues.is_of_another(cue, phrase) and not self._places.end_with(phrase, cue)
            if another or self._is_of_other_kind(cue, phrase):
                continue
            if self._fronted.is_of_a_verb(cue, phrase):
                continue
            if self._is_of_a_denied(cue, between) and not self.cues.lists.between(*between):
                continue  # "un lunar que no pica nada": what is denied in between is denied twice
            if self.cues.ended(phrase.last + 1, cue.first):
                return False
            commas = self.cues.lists.between(*between)
            if self.cues.ands.between(*between) and not self._is_listed(phrase, between[1]):
                continue  # "my leg itches and the eyes are clear", "... and nothing helps"
            if not commas or self._places.closed_by(phrase, cue) or self._is_answered_behind_comma(phrase, cue, end):
                return True
            if self._places.are(phrase) and not all(map(self._places.listed, range(*between))):
                continue  # "hands and face itch, scalp clear"
            if self.language == "zh" and not self.cues.plain.between(*between) + self.cues.commas.between(*between):
                return True  # a list with marks of its own, and nothing else in it
            joined = self.cues.ands.between(*between) or self.cues.next_or(*between) is not None
            # Of something else: "no itching or pain, and warts are ruled out", "it itches, and there is nothing odd".
            other = phrase.first in self._negators or self.cues.ands.between(cue.first - 1, cue.first)
            if joined and not other and self.cues.plain.between(*between) <= commas:
                return True
        return False

    def _is_of_a_denied(self, cue: Occurrence, between: tuple[int, int]) -> bool:
        """Whether something with a denial of its own stands before the cue."""
        own = next((i for i in range(*between) if i in self.negators), cue.first)
        return any(self.cues.owners[i] is not None for i in range(own + 1, cue.first))

    def _is_of_other_kind(self, cue: Occurrence, phrase: Occurrence) -> bool:
        """Whether a result is of what is seen only, or of places only, and the phrase is neither."""
        if cue in self._of_places:
            return not self._places.cleared_by(phrase, cue)
        return cue in self._seen and self._is_felt(phrase)

    def _is_felt(self, phrase: Occurrence) -> bool:
        """Whether a phrase, or one before it in its clause, is what one feels ("itch all over without sores")."""
        first = bisect_left(self.phrases, (self.cues.clause_of(phrase),))
        last = bisect_left(self.phrases, (phrase.last + 1,))
        return any(self.kind_of(one.key) == "symptom" for one in self.phrases[first:last])

    def _is_tested(self, phrase: Occurrence, end: int) -> bool:
        """Whether it is what a test asked for that found nothing ("the HIV test they did was negative")."""
        start, _ = self.tokens.sentence(phrase.first)
        near = max(start, phrase.first - _NEAR_A_TEST), min(end, phrase.last + _NEAR_A_TEST)
        found = self.cues.behind("found_nothing", phrase.last, end)
        if not found or self.cues.any_in("but", phrase.last + 1, found[0].first):
            return False
        return self.cues.any_in("tested", *near) or self._places.looked_at(phrase, found[0])

    def _is_answered_behind_comma(self, phrase: Occurrence, cue: Occurrence, end: int) -> bool:
        """Whether a bare item or Chinese list is denied behind a comma ("fever, no"), never "I can't breathe, no!"."""
        first, last = self.cues.clause_of(phrase), phrase.last + 1
        stays = cue not in self.cues.by_kind["after_last"] or any(
            token.word in self._denying for token in self.tokens.items[first:last]
        )
        if stays or self.cues.ended(first, last) or any(self.cues.any_in(kind, first, last) for kind in _STATING):
            return False
        behind = self.tokens.items[cue.last + 1].surface if cue.last + 1 < end else ""
        if behind in ("?", "!") or (behind == "," and not self.cues.within("after_last", cue.last + 2, end)):
            return False
        if cue.first == last + 1:
            return True
        listed = self.language == "zh" and not self.cues.plain.between(last, cue.first)
        return listed and self.cues.commas.between(last, cue.first) == self.cues.commas.between(
            cue.first - 1, cue.first
        )

    def is_fronted(self, phrase: Occurrence) -> bool:
        """Whether the phrase is the object of a denial right behind it ("fever I do not have, but a cough")."""
        return self._fronted.is_denied(phrase)

    def _is_listed(self, phrase: Occurrence, behind: int) -> bool:
        """Whether an "and" joins the phrase to what a result at `behind` is told of ("redness and pain gone")."""
        start, _ = self.tokens.sentence(phrase.first)
        return not self.cues.ands.between(behind - 1, behind) and not self.cues.is_stated(
            phrase.first, phrase.last, start
        )

    def _is_result_of(self, phrase: Occurrence, cue: Occurrence, end: int) -> bool:
        """Whether the cue closes a tick list: "crepitus/bullae/dusky change \u2013 nil", "nodes: not palpable"."""
        between = phrase.last + 1, cue.first
        appended = self.cues.ands.between(*between) and not self._is_listed(phrase, cue.first)
        if appended or self.cues.is_told_of(phrase):
            return False  # "my leg itches and cough: no", "bleeding of the mole: no"
        marks = [token.surface for token in self.tokens.items[slice(*between)] if token.kind == "mark"]
        ends = cue.last + 1 >= end or self.tokens.items[cue.last + 1].kind == "mark"
        if not ends or not marks or not set(marks) <= _OF_TICK_LISTS or self.cues.ended(*between):
            return False
        return self.cues.breaks.between(*between) <= 1 and self.cues.plain.between(*between) <= len(marks)

    def _hedged(self, phrase: Occurrence, start: int, end: int) -> bool:
        for cue in self.cues.before("hedge", start, phrase.first):
            if self.cues.ended(cue.last + 1, phrase.first) or self.cues.breaks.between(cue.last + 1, phrase.first):
                continue
            if self.cues.plain.between(cue.last + 1, phrase.first) <= REACH[self.language]:
                return True
        return any(
            self.cues.plain.between(phrase.last + 1, cue.first) <= 2
            and not self.cues.lists.between(phrase.last + 1, cue.first)
            for cue in self.cues.behind("hedge_after", phrase.last, end)
        )


def scoped_text(tokens: Tokens, language: Language, phrases: Sequence[Occurrence]) -> ScopedText:
    """A text ready to say the scope of phrases that somebody else has found in it."""
    small = small_words(tokens, language)
    return ScopedText(tokens, language, phrases, find_all(tokens, language, small)["cue"], small.negators)
