"""Read numbers from a history: age, duration, time from a drug to the rash, extent, and count of lesions."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

from dermagent.knowledge.bounds import DAYS_OF_A_YEAR, bounds
from dermagent.reading.drugs import NamedDrug, find_drugs
from dermagent.reading.owners import TOLD_OF, Amount, Owners
from dermagent.reading.sex import sex_of
from dermagent.reading.ways import DAYS, Ways, age_patterns, bounded_patterns, ways_of
from dermagent.text.tokens import Tokens
from dermagent.types import Language, Quantity, Sex, Span

_IN_YEARS = {"months": 30.4 / DAYS_OF_A_YEAR, "weeks": 7 / DAYS_OF_A_YEAR, "days": 1 / DAYS_OF_A_YEAR}
#: The longest time told, in days.
_LONGEST = 45_000
#: Characters before an age that may tell that it is none.
_AGE_CONTEXT = 40
#: Characters between a drug and the time that it has been taken; of one that many take for years it may stand farther.
_RIGHT_BEHIND, _BEHIND = 12, 40
#: What may stand between a complaint and its time without a word that says so.
_BESIDE = re.compile(r"\s{0,2}(?:[^\W\d]{1,12}\s)?")
#: Characters beside a drug that may tell that it is not tolerated.
_ALLERGY = 50
#: Characters around a drug that may tell that it was begun lately.
_NEAR_A_DRUG = 60
#: What tells an age from a time in "34 y/o", "34 y" and "34 años de edad".
_SAYS_OLD = re.compile(r"y[/.]?o\b|\bo\b|old|edad", re.IGNORECASE)
#: A bare number of years behind a comma; up to so many it is how long something has lasted, but within the first
#: characters of a text.
_LISTED = re.compile(r"[a-z)][,;]\s{0,3}~?\Z")
_RARELY_LONGER, _OPENING = 20, 25
_STOPS = re.compile(r"[.,;]")
#: What a time that stands by itself comes behind.
_OPENS = re.compile(r"(?:\A|[.,;:(\n\u3002\uff0c\uff1b])\s{0,2}\Z")
#: The figures before the tenths of an age, those tenths, and the most characters of the first.
_UNITS_BEFORE, _TENTHS_BEHIND, _FIGURE = re.compile(r"(?<![\d.,])\d{1,3}[.,]\Z"), re.compile(r"[.,]\d(?!\d)"), 5
#: Characters before a time that may say how long something has lasted, blanks for what was taken back as one.
_CONTEXT, _BLANKS = 30, re.compile(r" +")


class Apart(NamedTuple):
    """[start, end) of the normalised text, told of another than the patient; `open` if perhaps of the patient."""

    start: int
    end: int
    open: bool


@dataclass(frozen=True)
class Numbers:
    """The numbers of one text; those that stand `elsewhere` are told of others than the patient.

    `complaints` are bounds of symptoms, looks and names of conditions in the normalised text, in order.
    """

    tokens: Tokens
    language: Language
    span: Callable[[int, int], Span]  # of a stretch of the normalised text
    elsewhere: Sequence[Apart] = ()
    complaints: Sequence[tuple[int, int]] = ()
    ways: Ways = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "ways", ways_of(self.language))

    @property
    def _text(self) -> str:
        return self.tokens.normal.text

    def _sentence(self, at: int) -> tuple[int, int]:
        """Bounds of the sentence around a position, as positions."""
        items = self.tokens.items
        first, last = self.tokens.sentence(max(0, bisect_right(self._starts, at) - 1))
        return items[first].start, items[last - 1].end

    @cached_property
    def _starts(self) -> list[int]:
        return [token.start for token in self.tokens.items]

    def own_text(self) -> str:
        """The text with blanks for what is told of others."""
        pieces: list[str] = []
        at = 0
        for one in self.elsewhere:
            start, end = max(at, one.start), max(at, one.end)  # what is told of a third may lie within
            pieces.extend((self._text[at:start], " " * (end - start)))
            at = end
        return "".join([*pieces, self._text[at:]])

    def _told_apart(self, start: int) -> Apart | None:
        """What is told of another at a position."""
        i = bisect_right(self.elsewhere, start, key=lambda one: one.start) - 1
        return self.elsewhere[i] if i >= 0 and start < self.elsewhere[i].end else None

    @cached_property
    def amounts(self) -> tuple[Amount, ...]:
        """All stretches of time, ages excluded, in order."""
        return tuple(sorted(self._amounts(), key=lambda amount: amount.start))

    def _amounts(self) -> Iterator[Amount]:
        for pattern in self.ways.patterns("nth_day"):
            for told in pattern.finditer(self._text):
                days = self.ways.value(next(filter(None, told.groups())))
                yield Amount(days, days, told.start(), told.end())
        for pattern, low, high in bounded_patterns(self.ways, "unnumbered").through(self._text):
            yield from (Amount(low, high, *told.span("time")) for told in pattern.finditer(self._text))
        ages = [(age.start(), age.end()) for age in self._ages]
        starts = [start for start, _ in ages]
        for found in self.ways.amount.finditer(self._text):
            i = bisect_right(starts, found.start())
            in_age = i > 0 and found.start() < ages[i - 1][1]
            if found["top"] and not in_age:
                days = float(found["top"]) * DAYS[self.ways.fractions[int(found["bottom"])]]
                yield Amount(days, days, found.start(), found.end())
                continue
            is_old = self.ways.pattern("old").match(self._text, found.end())
            if in_age or (is_old and not self._is_of_complaint(found.start())):
                continue
            unit = 14.0 if found["fortnight"] else DAYS[next(name for name in DAYS if found[name])]
            low = self.ways.value(found["number"]) * unit
            high = self.ways.value(found["upper"]) * unit if found["upper"] else low
            if 0 < low <= high <= _LONGEST:
                yield Amount(low, high, found.start(), found.end())

    @cached_property
    def _ages(self) -> tuple[re.Match[str], ...]:
        """Ages; years that are told of the complaint ("for more than ten years", "growing 2 y") are none."""
        lasting, earlier = self.ways.pattern("not_age_before"), self.ways.pattern("not_age_behind")

        def is_age(found: re.Match[str], opens: re.Pattern[str]) -> bool:
            before = max(0, found.start() - _AGE_CONTEXT), found.start()
            behind = self._text[found.end() : found.end() + _AGE_CONTEXT]
            if lasting.search(self._text, *before) or earlier.match(behind) or self._holds_complaint(found):
                return False
            if not (short := found.groupdict().get("short")) or _SAYS_OLD.search(found.group()):
                return True
            if int(short) <= _RARELY_LONGER and found.start() >= _OPENING and _LISTED.search(self._text, *before):
                return False  # "itchy, 4 yrs" is how long; a note opens with the age
            return opens.search(self._text, *before) is not None

        for key in ("ages", "ages_else"):  # the second are numbers that are an age only where no other is told
            ages = tuple(
                found
                for pattern, opens in age_patterns(self.ways, key).through(self._text)
                for found in pattern.finditer(self._text)
                if is_age(found, opens)
            )
            if ages:
                return ages
        return ()

    def _holds_complaint(self, found: re.Match[str]) -> bool:
        """Whether a complaint stands right before the figure of an age, which is how long that has lasted."""
        figure = found.start(next(name for name, told in found.groupdict().items() if told))
        i = bisect_left(self.complaints, (figure, figure)) - 1
        if i < 0 or self.complaints[i][0] <= found.start():
            return self._is_of_complaint(figure)
        return any(one.fullmatch(self._text, self.complaints[i][1], figure) for one in self.ways.patterns("ill_for"))

    def _is_of_complaint(self, figure: int) -> bool:
        """Whether a figure tells how old a complaint is that its clause is about ("the rash is 4 days old")."""
        i = bisect_left(self.complaints, (figure, figure)) - 1
        start, end = self.complaints[i] if i >= 0 else (-1, -1)
        if i < 0 or not any(one.fullmatch(self._text, end, figure) for one in self.ways.patterns("old_for")):
            thing = self.ways.pattern("old_thing").search(self._text, max(0, figure - _CONTEXT), figure)
            start = thing.start() if thing else -1
        return start >= 0 and not self.ways.pattern("has_a_sign").search(self._text[max(0, start - _CONTEXT) : start])

    def age(self) -> Quantity | None:
        """The first age in the text, in years, one that is said to be the patient's before all others.

        One that may be another's comes last. Of a newborn without a number 0 to 28 days.
        """
        own, now = self.ways.pattern("own_age_before"), self.ways.pattern("age_of_now")

        def order(match: re.Match[str]) -> tuple[bool, bool, bool, int, int]:
            before = self._text[max(0, match.start() - _AGE_CONTEXT) : match.start()]
            is_now = now.search(f"{before}\0{self._text[match.end() : match.end() + _AGE_CONTEXT]}") is not None
            is_apart = self._told_apart(match.start()) is not None
            return is_apart, not (is_now or own.search(before)), not is_now, match.start(), -match.end()

        ages = [(age, self._told_apart(age.start())) for age in self._ages]
        found = sorted((age for age, apart in ages if apart is None or apart.open), key=order)
        for match in found:
            kind, value = next((kind, value) for kind, value in match.groupdict().items() if value)
            years = self.ways.value(self._whole(match, kind) or value) * _IN_YEARS.get(kind, 1.0)
            if years <= bounds().ages.oldest_years:
                return Quantity(low=years, high=years, unit="years", span=self.span(match.start(), match.end()))
        newborn = self.ways.pattern("infant").search(self.own_text())
        if newborn is None:
            return None
        return Quantity(
            low=0, high=bounds().ages.newborn_years, unit="years", span=self.span(newborn.start(), newborn.end())
        )

    def sex(self) -> Sex | None:
        """The patient's sex by the words that are told of him."""
        first = self.complaints[0][0] if self.complaints else len(self._text)
        return sex_of(self.own_text(), self.ways, self._text, first)

    def _whole(self, age: re.Match[str], kind: str) -> str:
        """The figure of an age with the part of it that the pattern of whole years left out ("2.5 years old")."""
        before = _UNITS_BEFORE.search(self._text, max(0, age.start(kind) - _FIGURE), age.start(kind))
        behind = None if before else _TENTHS_BEHIND.match(self._text, age.end(kind))
        if not age[kind].isdecimal() or not (before or behind):
            return ""
        return self._text[before.start() if before else age.start(kind) : behind.end() if behind else age.end(kind)]

    def durations(self, others: Sequence[tuple[int, int]] = ()) -> tuple[Quantity, ...]:
        """How long the complaint and what came to it have lasted: the times that are told of it, the longest first.

        A time is told of it by a word, or by standing beside a complaint, as notes have it ("5d itchy rash", "hives
        6 wks"), or by itself. `others` (drugs, other illnesses) are bounds in the normalised text; a time that belongs
        to one of them ("prednisone for 2 years") says nothing. Times by the calendar ("since Tuesday") and what came
        within a day after something ("two hours later") come last.
        """
        elsewhere = Owners(self._text, self.complaints, others)
        told = [*self._of_complaint(), *self._beside(), *self._since_an_age()]
        told = [amount for amount in told if not elsewhere.own(amount)] or [*self._alone()]
        told = [*sorted(told, key=lambda amount: -amount.high), *self._relative(), *self._soon_after()]
        return tuple(
            Quantity(low=one.low, high=one.high, unit="days", span=self.span(one.start, one.end)) for one in told
        )

    def _of_complaint(self) -> Iterator[Amount]:
        for amount in self.amounts:
            before = _BLANKS.sub(" ", self._text[max(0, amount.start - 2 * _CONTEXT) : amount.start])[-_CONTEXT:]
            after = self._text[amount.end : amount.end + _BEHIND]
            if self._is_of_something_else(amount) or self._told_beside_drug(amount):
                continue
            shorthand = "/" in self._text[amount.start : amount.end]  # "3/7" in a note is how long it has lasted
            before_or_behind = self.ways.pattern("duration_before").search(before) or self.ways.pattern(
                "duration_after"
            ).match(after)
            if shorthand or before_or_behind or self._grows_in(before) or self._is_of_complaint(amount.start):
                yield amount

    def _beside(self) -> Iterator[Amount]:
        """Stretches of time right before or behind a complaint, with one word or its place in between."""
        starts, ends = [start for start, _ in self.complaints], sorted(end for _, end in self.complaints)
        for amount in self.amounts:
            i, j = bisect_left(starts, amount.end), bisect_right(ends, amount.start)
            before = i < len(starts) and self._are_beside(amount.end, starts[i])
            behind = j > 0 and self._are_beside(ends[j - 1], amount.start)
            if (before or behind) and not self._is_of_something_else(amount):
                yield amount

    def _are_beside(self, start: int, end: int) -> bool:
        """Whether nothing stands between two positions but one word, or the place of a complaint."""
        if end - start > TOLD_OF:
            return False
        between = self._text[start:end]
        placed = any(one.fullmatch(between.lstrip()) for one in self.ways.patterns("beside"))
        return placed or _BESIDE.fullmatch(between) is not None

    def _since_an_age(self) -> Iterator[Amount]:
        """The time since an age that the patient has passed ("since I was 50", of somebody of 56)."""
        age = self.age()
        if age is None:
            return
        for pattern in self.ways.patterns("since_age"):
            for told in pattern.finditer(self.own_text()):
                days = (age.low - self.ways.value(told["then"])) * DAYS["year"]
                if days >= DAYS["year"]:
                    yield Amount(days, days, told.start(), told.end())

    def _alone(self) -> Iterator[Amount]:
        """Stretches of time that stand between two marks by themselves ("red, itchy, 3 weeks, no fever")."""
        drugs = self._sentences_with_started_drug
        for amount in self.amounts:
            opens = _OPENS.search(self._text, max(0, amount.start - 3), amount.start)
            alone = opens and self.ways.pattern("alone").match(self._text, amount.end)
            if alone and self._sentence(amount.start)[0] not in drugs and not self._is_of_something_else(amount):
                yield amount

    def _is_of_something_else(self, amount: Amount) -> bool:
        if self._told_apart(amount.start) or self._is_of_what_is_done(amount.start, amount.end):
            return True
        before = self._text[max(0, amount.start - 30) : amount.start]
        after = self._text[amount.end : amount.end + _BEHIND]
        return bool(
            self.ways.pattern("not_duration_after").match(after)
            or (self.ways.pattern("not_duration_before").search(before) and not self._grows_in(before))
        )

    def _is_of_what_is_done(self, start: int, end: int) -> bool:
        """Whether a time is of what somebody does ("in car repair for many years") or of a visit ("came in today")."""
        visit = self.ways.pattern("visited").search(self._text, start, end + _CONTEXT)
        at = start if self._text[start].isalnum() else start + 1  # behind the mark that the words of a time begin with
        occupied = self.ways.pattern("occupied_before").search(self._text, max(0, at - _CONTEXT), at)
        return occupied is not None or (visit is not None and visit.start() < end)

    def _grows_in(self, before: str) -> bool:
        """Whether what stands before a time says that something has come or grown in it ("shot up in ten days")."""
        return self.ways.pattern("grows_in").search(before) is not None

    def _relative(self) -> Iterator[Amount]:
        """Times told by a day of the calendar: since yesterday, since Tuesday."""
        own = self.own_text()
        for pattern, low, high in bounded_patterns(self.ways, "relative").through(own):
            for found in pattern.finditer(own):
                if not self._is_of_what_is_done(*found.span()):
                    yield Amount(low, high, found.start(), found.end())

    def _soon_after(self) -> Iterator[Amount]:
        """Stretches of at most a day behind which something came ("twenty minutes after the prawns")."""
        after, goes = self.ways.pattern("soon_after"), self.ways.pattern("goes_within")
        for amount in self.amounts:
            behind = amount.end, amount.end + _RIGHT_BEHIND
            before = self._text[max(0, amount.start - _CONTEXT) : amount.start]
            if amount.high <= 1 and after.match(self._text, *behind) and not self._told_apart(amount.start):
                if not goes.search(before):
                    yield amount

    @cached_property
    def drugs(self) -> tuple[NamedDrug, ...]:
        """Named drugs, in order."""
        return tuple(find_drugs(self._text))

    @cached_property
    def drug_mentions(self) -> tuple[NamedDrug, ...]:
        """Named drugs and "a new medicine" that may have to do with the complaint, in order.

        A drug of high risk does whenever it is named, another one unless it has been taken for half a year; one that
        many take for years only where a start is told.
        """
        generic = [NamedDrug(m.start(), m.end()) for m in self.ways.pattern("new_drug").finditer(self._text)]
        taken = [drug for drug in (*self.drugs, *generic) if not self.is_allergy(drug.start, drug.end)]
        return tuple(sorted(drug for drug in taken if drug.high_risk or self._may_be_new(drug)))

    def is_allergy(self, start: int, end: int) -> bool:
        """Whether a drug is only named as what the patient does not tolerate, and none is told to be taken there."""
        before = self._text[max(0, start - _ALLERGY) : start]
        behind = self._text[end : end + _ALLERGY]
        if self.ways.pattern("allergy_suspected").search(before):
            return False  # "could it be an allergy to phenytoin?" is asked of what is taken
        found = self.ways.pattern("allergy_before").search(before)
        if found is None:
            return self.ways.pattern("allergy_behind").match(behind) is not None
        return self.ways.pattern("started").search(before, found.start()) is None

    def _may_be_new(self, drug: NamedDrug) -> bool:
        if (
            drug.bland
            or self._taken_for(drug, _BEHIND if drug.long_term else _RIGHT_BEHIND) >= bounds().long_taken.days
        ):
            return False
        low, high = self._sentence(drug.start)
        low, high = max(low, drug.start - _NEAR_A_DRUG), min(high, drug.end + _NEAR_A_DRUG)
        return not drug.long_term or self.ways.pattern("newly").search(self._text, low, high) is not None

    @cached_property
    def _sentences_with_started_drug(self) -> dict[int, list[int]]:
        """Drugs by the start of their sentence, where the sentence says that one was taken."""
        found: dict[int, list[int]] = {}
        for drug in self.drugs:
            low, high = self._sentence(drug.start)
            if low in found:
                found[low].append(drug.start)
            elif self.ways.pattern("started").search(self._text, low, high):
                found[low] = [drug.start]
        return found

    def _told_beside_drug(self, amount: Amount) -> bool:
        """Whether the sentence of an amount says that a drug was taken, and no comma stands between the two."""
        drugs = self._sentences_with_started_drug.get(self._sentence(amount.start)[0], [])
        i = bisect_left(drugs, amount.start)
        near = drugs[max(0, i - 1) : i + 1]
        return any("," not in self._text[min(amount.start, drug) : max(amount.start, drug)] for drug in near)

    def extent(self) -> tuple[float, Span] | None:
        """Share of the body surface in percent, as stated in figures or as "half of my body"."""
        for content, pattern in zip(self.ways.content, self.ways.patterns("extent"), strict=True):
            found = pattern.search(self._text)
            if found is None:
                continue
            groups = found.groupdict()
            figure = groups.get("percent") or groups.get("percent2")
            words = (groups.get("words") or "").lower()
            value = float(figure) if figure else float(content["extent_words"][words])
            if value <= 100:
                return value, self.span(found.start(), found.end())
        return None

    def count(self) -> tuple[float, Span] | None:
        """Number of lesions, as stated first; who counts, counts more than one."""
        patterns = [one for key in ("counted", "counted_behind") for one in self.ways.patterns(key)]
        told = [found for pattern in patterns for found in pattern.finditer(self._text)]
        for found in sorted(told, key=re.Match.start):
            if (value := self.ways.value(found["number"])) > 1:
                return value, self.span(found.start(), found.end())
        return None

    def _taken_for(self, drug: NamedDrug, within: int) -> float:
        """Days that a drug is told to have been taken, by the time at most `within` characters behind it; else 0."""
        i = bisect_left(self._amount_starts, drug.end)
        if i == len(self.amounts) or self.amounts[i].start - drug.end > within:
            return 0.0
        return 0.0 if _STOPS.search(self._text, drug.end, self.amounts[i].start) else self.amounts[i].low

    @cached_property
    def _amount_starts(self) -> list[int]:
        return [amount.start for amount in self.amounts]

    def drug_to_onset(self, duration: Quantity | None) -> Quantity | None:
        """Days from the start of a drug to the onset of the rash, where the text tells both.

        "Three weeks ago I started X; the rash began two days ago" gives 19. "A week after starting X" gives 7 directly.
        With a drug start but no duration of the rash, the interval is [0, start].
        """
        for drug in self.drug_mentions[:50]:
            if interval := self._interval(drug.start, drug.end, duration):
                return interval
        return None

    def _interval(self, start: int, end: int, duration: Quantity | None) -> Quantity | None:
        low, high = self._sentence(start)
        for pattern in self.ways.patterns("day_of"):
            if told := pattern.search(self._text, low, start):
                day = self.ways.value(told["day"])
                return Quantity(low=day, high=day, unit="days", span=self.span(told.start(), end))
        starts = self._amount_starts
        near = self.amounts[bisect_left(starts, low) : bisect_left(starts, high)]
        if not near:
            return None
        amount = min(near, key=lambda a: min(abs(a.end - start), abs(a.start - end)))
        if duration is None and amount.low >= bounds().long_taken.days:
            return None  # taken for half a year or more, and no word of when the rash came
        between = self._text[min(amount.end, end) : max(amount.start, start)]
        before = self._text[max(low, amount.start - 12) : amount.start]
        after = self._text[amount.end : amount.end + 8]
        span = self.span(min(amount.start, start), max(amount.end, end))
        ago = self.ways.pattern("ago").search(before + after)
        follows = self.ways.pattern("after").search(between + after)
        of_it = amount.end <= start and self.ways.pattern("of_drug").match(between)
        if not ago and (follows or of_it):
            return Quantity(low=amount.low, high=amount.high, unit="days", span=span)
        if not self.ways.pattern("started").search(self._text, low, high):
            return None
        if duration is None:
            return Quantity(low=0, high=amount.high, unit="days", span=span)
        if duration.high >= amount.high:
            return Quantity(low=amount.low, high=amount.high, unit="days", span=span)
        rash = duration.high
        return Quantity(low=max(amount.low - rash, 0), high=max(amount.high - rash, 0), unit="days", span=span)
