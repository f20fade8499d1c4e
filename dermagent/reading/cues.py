"""Find the cues of a text (`knowledge/data/lexicon/cues_*.yaml`) and count what stands between its words.

Kinds of cue: `pseudo` looks like a negation or a past and cancels cues inside it, but for what `and_so_on` closes;
`deny` opens a list of denied things, `deny_first` does where it begins a sentence, `negate` denies what follows, `near`
the same but never over a comma, a `prefix` only its own word, `after` what stands before it (`after_last` where it ends
a clause, `after_fronted` right behind it too, `after_seen` never what one feels, `after_place` only places, as does
`found_nothing` one that was `looked` at), `other` what is elsewhere, `back` what was named before, unless an `except`
follows (`except_at` with a time or a place, `except` of another thing too) or it means `the_rest`, as does
`none_of_these` of what an earlier sentence asked or warned of: what one was told to watch for (`watched_for`, or
`listed_out`) and go back with (`comes_back_then`), `found_nothing` what was `tested`; a `topic` stands between two
names of what is denied, and `until` ends the time that is denied, as `has_now` does at a clause's end; `hedge` and
`hedge_after` doubt; `past` and `past_after` tell of the past, `past_first` where it begins a sentence, until a
`present` or what is `told_now`, but for what is `lasting`, `resolved` (`resolved_last` where it ends a clause,
`no_more` there and alone behind a comma) of what stands before it and `over` of what stands right behind, `background`
alone in a sentence, what was had `once`, what has `ended_itself`; `hypothetical` imagines, `condition` too, `supposing`
behind one, `asking` in a question, `advice` up to the end of its sentence, `soon` what is about to come, `any_sign`
what to come back with, `takes_up` that an advice came true;
`family` and `contact` name another person, who counts as such once somebody else is the patient
(`patient` before, `patient_after` behind, or at a clause's end `not_self` and `not_them`) or with `also`, until a
`but`, and not where he is an `observer` of what is one's own (`self`) or it is `told_by` him; `collective` is a noun
that brackets behind it list examples of; who is `dead` is none of us, nor is who is no relative where the writer
`complains` of his own or has a `charge` that he asks for; an `animal` is neither, nor is what is `its`; what one is
`allergic` to did once what stands in brackets behind it, or where a `reason` for the visit is told; `terminator` ends
the reach of a cue, a `predicate` right behind a phrase that of a denial over an "and", `asserts` that over a comma and
`anew` before it that over both, and a `clitic` tells that its verb is stated, `likewise` that a place is as the one
before; `heading_*` open a section, `told_of_nobody` one of things invented, and `at_work` tells what one sees for a
living; `answer_*` answer what stands before, an `answer_lead` announces it and `answer_on` goes on behind a "no", a
`question` begins what another asks, a `correction` before a yes takes a denial back; `light`, `or`, `with` and `and`
are small words; a `query` is a question mark right before a word.

Who else is told of: a `stranger` is anybody, one who `stranger_acts` is named before what only a person does, unless a
`thing` or `not_subject`; the writer comes back to himself with `own` (`owning` before a part of him, `of_us` never,
and `to_oneself` as something is done to him) or `now_again`; a sentence `goes_on` with another (`go_on` with
`several`); `no_person` names nobody, `being` tells what the writer himself is, `away` that somebody is not there; a
`plea` or `cry` asks for help for him; `of_writer` says who he is to the writer, who is told by `tells_writer`;
`is_who` stands before whom a clause is of, a `sibling` is another child than the one asked for, and `he` and `she` are
pronouns. When: `dermagent/reading/then.py`, `treated_and_over.py`, `foretold.py`. What is named first and denied:
`dermagent/reading/fronted.py`. What is no event (`likened`, `bathes`, `flushes` and others):
`dermagent/reading/no_events.py`.
"""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate

from dermagent.reading.plus_and_minus import leading_minus, leading_plus, leading_zero, queries, trailing_minus
from dermagent.reading.vocabulary import plain_negators
from dermagent.text.occurrences import Occurrence
from dermagent.text.tokens import Tokens, is_barrier
from dermagent.types import Language

#: Cues for people that words which name nobody cancel ("no partner").
_PERSONS = frozenset(("family", "contact", "stranger", "owning"))
#: Marks that part the items of a list.
LISTING = frozenset(",/\u3001|")
#: Marks that stand for "and".
AND = frozenset("&+")
#: Cues that a pseudo cue cancels where it holds them.
_MISTAKEN = frozenset(
    (
        "negate deny after after_last after_fronted after_seen after_place found_nothing past past_after then resolved "
        "resolved_last over answer_no back except hypothetical condition advice also told_now animal likened "
        "told_of_nobody patient_after"
    ).split()
)


#: Cues whose last character may be the first of what they deny (a Chinese "have" behind "not").
_OVERLAPPING = frozenset({"negate", "deny"})
_NONE: dict[str, list[Occurrence]] = {}
#: Cues of one kind that are looked at in a clause, however long that is.
_MOST_WITHIN = 8
#: Plain words an item of a list may have besides what was found in it.
ITEM = {"en": 2, "es": 2, "zh": 3}
#: Characters of a Chinese pseudo cue that no free word may stand in.
_SHORT_PSEUDO = 3
#: How far a cue reaches, in plain words (Chinese: characters).
REACH = {"en": 6, "es": 6, "zh": 8}


class Counts:
    """How many of some tokens stand in a stretch, each answer at once."""

    def __init__(self, flags: Sequence[bool]) -> None:
        self._before = list(accumulate(flags, initial=0))

    def between(self, first: int, last: int) -> int:
        """How many in [first, last)."""
        return self._before[last] - self._before[first] if last > first else 0


@dataclass(frozen=True)
class Cues:
    """The cues of a text by kind, and counts of its plain words, list marks and small words.

    `owners` has for each token the widest phrase that it is a word of.
    """

    tokens: Tokens
    language: Language
    by_kind: dict[str, list[Occurrence]]
    owners: list[Occurrence | None]

    def before(self, kind: str, first: int, token: int) -> list[Occurrence]:
        """The cues of a kind in the sentence from `first` that end before `token`, nearest first, at most four."""
        found = self._of_sentence.get(first, _NONE).get(kind)
        if found is None:
            return []
        end = bisect_left(found, (token,))
        near = []
        for cue in reversed(found[max(0, end - 4) : end]):
            if cue.last < token or kind in _OVERLAPPING:
                near.append(cue)
        return near

    def behind(self, kind: str, token: int, last: int) -> list[Occurrence]:
        """The cues of a kind that begin behind `token` and end before `last`, nearest first, at most three."""
        found = self.by_kind.get(kind)
        if not found or found[-1].first <= token:
            return []
        start = bisect_left(found, (token + 1,))
        if found[start].first >= last:
            return []
        return [cue for cue in found[start : start + 3] if cue.last < last]

    def within(self, kind: str, first: int, last: int) -> list[Occurrence]:
        """The cues of a kind that begin in [first, last), in order, at most eight."""
        found = self.by_kind.get(kind, [])
        start = bisect_left(found, (first,))
        return [cue for cue in found[start : start + _MOST_WITHIN] if cue.first < last]

    def any_in(self, kind: str, first: int, last: int) -> bool:
        """Whether a cue of the kind begins in [first, last)."""
        found = self.by_kind.get(kind)
        if not found or found[-1].first < first or last <= first:
            return False
        i = bisect_left(found, (first,))
        return i < len(found) and found[i].first < last

    def kinds(self, first: int) -> Set[str]:
        """The kinds of cue in the sentence from `first`."""
        return self._of_sentence.get(first, _NONE).keys()

    @cached_property
    def _of_sentence(self) -> dict[int, dict[str, list[Occurrence]]]:
        """The cues of each sentence by kind, by its first token."""
        found: dict[int, dict[str, list[Occurrence]]] = {}
        for kind, cues in self.by_kind.items():
            for cue in cues:
                found.setdefault(self.tokens.sentence(cue.first)[0], {}).setdefault(kind, []).append(cue)
        return found

    @cached_property
    def plain(self) -> Counts:
        """Words and numbers that belong to no phrase and are not light."""
        light = {i for cue in self.by_kind.get("light", ()) for i in range(cue.first, cue.last + 1)}
        return Counts(
            [
                token.kind != "mark" and i not in light and self.owners[i] is None
                for i, token in enumerate(self.tokens.items)
            ]
        )

    @cached_property
    def lists(self) -> Counts:
        """Marks that part the items of a list; a slash between words ("vesicles/pustules") is an "or"."""
        return Counts(
            [
                token.kind == "mark" and token.surface in LISTING and not self._is_or(i)
                for i, token in enumerate(self.tokens.items)
            ]
        )

    @cached_property
    def commas(self) -> Counts:
        """Commas of Latin writing, which full-width ones are read as."""
        return Counts([token.surface == "," for token in self.tokens.items])

    @cached_property
    def breaks(self) -> Counts:
        """Marks that end a clause for good, such as a colon, brackets or a dash between blanks."""
        text = self.tokens.normal.text
        minus = {cue.first for cue in self.by_kind.get("negate", ())}
        return Counts(
            [
                token.kind == "mark"
                and (
                    (is_barrier(token) and token.surface not in LISTING and not self._is_and(i))
                    or (
                        token.surface == "-"
                        and i not in minus
                        and text[token.start - 1 : token.start].isspace()
                        and text[token.end : token.end + 1].isspace()
                    )
                )
                for i, token in enumerate(self.tokens.items)
            ]
        )

    @cached_property
    def ors(self) -> list[int]:
        """Tokens of "or" and its like, in order."""
        slashes = [i for i, token in enumerate(self.tokens.items) if token.surface == "/" and self._is_or(i)]
        return sorted([*slashes, *(cue.first for cue in self.by_kind.get("or", ()))])

    def _is_or(self, i: int) -> bool:
        """Whether a mark is a slash glued to the words on both its sides."""
        if self.tokens.items[i].surface != "/":
            return False
        around = self.tokens.items[max(0, i - 1) : i + 2]
        words = len(around) == 3 and around[0].kind == around[2].kind == "word"
        return words and around[0].end == around[1].start and around[1].end == around[2].start

    @cached_property
    def ands(self) -> Counts:
        """Tokens of "and" and its like."""
        firsts = {cue.first for cue in self.by_kind.get("and", ())}
        return Counts([i in firsts or self._is_and(i) for i in range(len(self.tokens.items))])

    def _is_and(self, i: int) -> bool:
        """Whether a mark joins what stands around it; one before a comma answers ("Nikolsky +, mucosa spared")."""
        if self.tokens.items[i].kind != "mark" or self.tokens.items[i].surface not in AND:
            return False
        return i + 1 < len(self.tokens.items) and self.tokens.items[i + 1].kind != "mark"

    @cached_property
    def ends(self) -> list[int]:
        """Terminators that are no word of a phrase, in order."""
        return [cue.first for cue in self.by_kind.get("terminator", ()) if self.owners[cue.first] is None]

    def ended(self, first: int, last: int) -> bool:
        """Whether a terminator stands in [first, last)."""
        i = bisect_left(self.ends, first)
        return i < len(self.ends) and self.ends[i] < last

    def is_told_of(self, phrase: Occurrence) -> bool:
        """Whether a phrase is only what the one before it is told of ("bleeding of the mole")."""
        for i in range(phrase.first - 1, max(phrase.first - 4, -1), -1):
            if self.tokens.items[i].kind == "mark" or self.ands.between(i, i + 1) or self.next_or(i, i + 1) is not None:
                return False
            if self.owners[i] is not None:
                return i < phrase.first - 1
        return False

    def is_stated(self, token: int, last: int, start: int) -> bool:
        """Whether a phrase, or words of its clause before it, state it ("I have hives", "my leg itches").

        The phrase reaches from `token` to `last`, its sentence begins at `start`.
        """
        first = token
        while (
            first > start and self.tokens.items[first - 1].kind != "mark" and not self.any_in("but", first - 1, first)
        ):
            first -= 1
        if self.any_in("terminator", first, last + 1) or self.any_in("clitic", first, token + 1):
            return True
        before = token - 1
        while before >= first and self.owners[before] is None and not self.plain.between(before, before + 1):
            before -= 1
        return before >= first and self.owners[before] is not None and not self.ands.between(before + 1, token)

    def clause_of(self, cue: Occurrence) -> int:
        """The first token behind the mark before a cue or phrase."""
        first = cue.first
        while first > 0 and self.tokens.items[first - 1].kind != "mark":
            first -= 1
        return first

    def ors_between(self, first: int, last: int) -> int:
        """How many "or"s and slashes between words stand in [first, last)."""
        return max(0, bisect_left(self.ors, last) - bisect_left(self.ors, first))

    def next_or(self, first: int, last: int) -> int | None:
        """The first "or" in [first, last)."""
        i = bisect_left(self.ors, first)
        return self.ors[i] if i < len(self.ors) and self.ors[i] < last else None

    def is_of_another(self, cue: Occurrence, phrase: Occurrence) -> bool:
        """Whether the cue is a word of another phrase ("no feeling"), which the phrase in question is not part of."""
        owner = self.owners[cue.first]
        return (
            owner is not None
            and cue.last <= owner.last
            and not owner.first <= phrase.first <= owner.last < phrase.last  # "no pigment on the cuticle"
            and not (owner.first <= phrase.first and phrase.last <= owner.last)
        )

    def is_closed(self, start: int, phrase: Occurrence, end: int) -> bool:
        """Whether a list from `start` on is closed by "or" at or behind the phrase, nothing but items in between."""
        inside = self.next_or(start, phrase.first)
        if inside is not None:
            return not self.lists.between(inside, phrase.first)
        closing = self.next_or(phrase.last + 1, end)
        if closing is None or self.ended(phrase.last + 1, closing) or self.breaks.between(phrase.last + 1, closing):
            return False
        commas = self.lists.between(phrase.last + 1, closing)
        return self.plain.between(phrase.last + 1, closing) <= ITEM[self.language] * commas + 1

    def is_question(self, end: int) -> bool:
        """Whether the sentence that ends before the token `end` ends with a question mark."""
        return self.tokens.items[end - 1].surface == "?"


def sort_cues(tokens: Tokens, language: Language, found: Sequence[Occurrence], phrases: Iterable[Occurrence]) -> Cues:
    """The cues of a text that hold; `phrases` are its findings and names, whose words are no plain ones."""
    owners: list[Occurrence | None] = [None] * len(tokens.items)
    for phrase in sorted(phrases, key=lambda one: one.last - one.first):
        skipped = set(phrase.skipped)
        for i in range(phrase.first, phrase.last + 1):
            if i not in skipped:
                owners[i] = phrase
    cancelled: dict[int, Occurrence] = {}
    closing = {cue.last for cue in found if cue.key == "and_so_on"}
    for cue in found:
        if cue.key == "pseudo" and cue.last not in closing and not _is_stretched(cue, language):
            cancelled.update(dict.fromkeys(range(cue.first, cue.last + 1), cue))
    nobody = {i for cue in found if cue.key == "no_person" for i in range(cue.first, cue.last + 1)}
    by_kind: dict[str, list[Occurrence]] = defaultdict(list)
    for cue in found:
        if cue.key in _PERSONS and cue.first in nobody and cue.last in nobody:
            continue
        pseudo = cancelled.get(cue.first)
        if cue.key in _MISTAKEN and pseudo and cue.last <= pseudo.last:
            plain = tokens.text(cue.first, cue.last).lower() in plain_negators(language)
            if not (plain and _goes_on(cue, pseudo, owners)) and not _is_of_places(tokens, cue, pseudo):
                continue
        by_kind[cue.key].append(cue)
    ending = sorted([*by_kind["after_last"], *by_kind["after_fronted"]])
    by_kind["after_last"] = [*_ending_a_clause(tokens, ending)]
    by_kind["after"] = sorted(
        [
            *by_kind["after"],
            *by_kind["after_last"],
            *by_kind["after_seen"],
            *by_kind["after_place"],
            *trailing_minus(tokens),
        ]
    )
    first = [cue for cue in by_kind.pop("deny_first", ()) if _begins(tokens, cue)]
    by_kind["deny"] = sorted([*by_kind["deny"], *first])
    first = [cue for cue in by_kind.pop("past_first", ()) if tokens.sentence(cue.first)[0] == cue.first]
    by_kind["past"] = sorted([*by_kind["past"], *first])
    by_kind["until"] = sorted([*by_kind["until"], *_ending_a_clause(tokens, by_kind.pop("has_now", ()))])
    for kind in ("not_self", "not_them", "resolved_last", "no_more", "none_since", "none_of_these"):
        by_kind[kind] = [*_ending_a_clause(tokens, by_kind.pop(kind, ()))]
    by_kind["back"] = [*_ending_a_clause(tokens, by_kind["back"])]  # "none of them fade" denies nothing before it
    if language != "zh":  # where each character may be a cue of its own
        by_kind["after"] = [cue for cue in by_kind["after"] if not _is_in(cue, by_kind["back"])]
    by_kind["query"] = list(queries(tokens))
    by_kind["negate"] = sorted([*by_kind["negate"], *leading_minus(tokens), *leading_zero(tokens)])
    by_kind["terminator"] = sorted([*by_kind["terminator"], *leading_plus(tokens)])
    return Cues(tokens, language, by_kind, owners)


def _is_stretched(pseudo: Occurrence, language: Language) -> bool:
    """Whether a short Chinese pseudo cue holds a free word and says something else ("never had" for "soon")."""
    own = pseudo.last + 1 - pseudo.first - len(pseudo.skipped)
    return language == "zh" and bool(pseudo.skipped) and own <= _SHORT_PSEUDO


def _begins(tokens: Tokens, cue: Occurrence) -> bool:
    """Whether a cue begins its sentence, or what stands behind its colon ("ROS: nil fever")."""
    return tokens.sentence(cue.first)[0] == cue.first or tokens.items[cue.first - 1].surface == ":"


def _is_in(cue: Occurrence, wider: Sequence[Occurrence]) -> bool:
    """Whether a cue is only part of one of sorted wider ones."""
    i = bisect_left(wider, (cue.first + 1,))
    return i > 0 and cue.last <= wider[i - 1].last


def _ending_a_clause(tokens: Tokens, cues: Iterable[Occurrence]) -> Iterable[Occurrence]:
    """The cues behind which a mark or the text's end stands."""
    for cue in cues:
        if cue.last + 1 == len(tokens.items) or tokens.items[cue.last + 1].kind == "mark":
            yield cue


def _goes_on(cue: Occurrence, pseudo: Occurrence, owners: list[Occurrence | None]) -> bool:
    """Whether a phrase behind a plain "no" goes on behind the pseudo cue; then it is denied ("no change in size")."""
    phrase = next((owner for i in range(pseudo.last, cue.last, -1) if (owner := owners[i])), None)
    return phrase is not None and cue.last < phrase.first and phrase.last > pseudo.last


def _is_of_places(tokens: Tokens, cue: Occurrence, pseudo: Occurrence) -> bool:
    """Whether a pseudo cue is itself a result of places that ends its clause ("the soles without change")."""
    same = cue.key == "after_place" and (cue.first, cue.last) == (pseudo.first, pseudo.last)
    return same and any(_ending_a_clause(tokens, [cue]))
