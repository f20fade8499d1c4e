"""Findings and named conditions of a free text, each with its polarity, its scope and its exact characters."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from dermagent.knowledge.bounds import bounds
from dermagent.knowledge.lexicon import NO_FINDING, as_read, in_another_language, language_of, mixed_in
from dermagent.knowledge.names import longest
from dermagent.reading.asides import names, with_dictated_marks, without_asides
from dermagent.reading.compose import findings_of
from dermagent.reading.covers import (
    Normal,
    cover,
    is_broader_part,
    is_normal,
    is_sign,
    kind_of,
    named_like_signs,
    normals,
    said_away,
    within,
)
from dermagent.reading.cues import Cues
from dermagent.reading.forms import find_forms, on_lines
from dermagent.reading.long_ago import LongAgo, times_of_then
from dermagent.reading.long_fever import long_fever
from dermagent.reading.meetings import Meeting, find_meetings
from dermagent.reading.mixed import joined
from dermagent.reading.no_events import may_be_no_events
from dermagent.reading.numbers import Apart, Numbers
from dermagent.reading.planned import with_times_of_treatments
from dermagent.reading.scope import Scope, ScopedText
from dermagent.reading.settle import settled
from dermagent.reading.spelling import put_right
from dermagent.reading.spread import with_free_side, without_small_spread
from dermagent.reading.urine_and_sight import urine_and_sight
from dermagent.reading.vitals import find_vitals
from dermagent.reading.vocabulary import find_all, small_words
from dermagent.reading.ways import ways_of
from dermagent.text.normal import normalise
from dermagent.text.occurrences import Occurrence
from dermagent.text.tokens import Tokens, cut_normal
from dermagent.types import Language, NamedCondition, Observation, Quantity, Sex, Span

_HEDGED = 0.5
#: What is told by the normal ("alert") counts a little less than the thing itself ("confused").
_NORMAL = 0.9
#: Findings that tell of a drug, which what is not tolerated is not.
_DRUGS = frozenset(("high_risk_drug", "new_medication"))
#: Risks of the patient that are told of other people, and an injury that those who look after him cannot account for.
TOLD_OF_OTHERS = frozenset(
    "contact_with_case household_contacts_itching atopy_personal_or_family family_history_of_melanoma "
    "family_history_of_psoriasis family_history_of_same_condition unexplained_injury".split()
)


@dataclass(frozen=True)
class Reading:
    """What a text says: its language, findings and named conditions in its order, and the numbers that matter."""

    tokens: Tokens
    language: Language
    understood: bool
    items: tuple[Observation, ...]
    named: tuple[NamedCondition, ...]
    age: Quantity | None
    sex: Sex | None
    durations: tuple[Quantity, ...]
    drug_to_onset: Quantity | None

    @property
    def duration(self) -> Quantity | None:
        """How long the complaint has lasted: the longest time that is told of it."""
        return next(iter(self.durations), None)


def read_text(text: str, language: Language | None, field: str, age_years: float | None = None) -> Reading:
    """Read a text in one pass over its tokens, in time linear in its length.

    A text that mixes languages is read in each, and what is there by the words of another one is added.

    `language` None is detected; `field` says in each span where the text stands; `age_years`, else the age that the
    text tells, decides which blood pressure and pulse count as abnormal.
    """
    tokens = cut_normal(put_right(on_lines(without_asides(with_dictated_marks(normalise(text))))))
    reader = _TextReader(tokens, language, field)
    told = reader.read(age_years)
    for other in mixed_in(tokens, told.language):
        more = _TextReader(tokens, other, field).read(age_years)
        told = replace(
            told,
            items=joined(told.items, more.items, reader.scope, other),
            age=told.age or more.age,
            durations=told.durations or more.durations,
        )
    return told


#: Marks that end a question.
_QUESTION = frozenset("?\uff1f")


class _TextReader:
    """One text while it is read."""

    def __init__(self, tokens: Tokens, language: Language | None, field: str) -> None:
        self._language: Language = language or language_of(tokens)
        self._understood = not in_another_language(tokens)
        self._field = field
        self._tokens = tokens = as_read(tokens, self._language)
        self._small = small_words(tokens, self._language)
        every = find_all(tokens, self._language, self._small)
        self._forms = find_forms(tokens, ways_of(self._language), every["finding"])
        named = (range(tokens.at(start), tokens.at(end)) for start, end in names(tokens.normal.text))
        no_words = self._forms.offered.union(*named)
        self._all = {
            group: [one for one in found if one.first not in no_words and self._in_one_sentence(one)]
            for group, found in every.items()
        }
        self._numbers = Numbers(tokens, self._language, self._span)
        self.scope: ScopedText  # known once the phrases are, as are their cues
        self._cues: Cues

    def _in_one_sentence(self, found: Occurrence) -> bool:
        """Whether no line of a list begins inside it ("fever", and below it "blisters", are no fever blisters)."""
        of = self._tokens.sentence
        return found.first == found.last or of(found.first) == of(found.last)

    def _scoped(self, phrases: Sequence[Occurrence]) -> ScopedText:
        cues = sorted([*self._all["cue"], *times_of_then(self._all["part"])])
        return ScopedText(
            self._tokens,
            self._language,
            phrases,
            cues,
            self._small.negators,
            kind_of,
            findings_of("told_anew_at"),
            findings_of("given_up"),
            findings_of("outlasted"),
            self._forms,
        )

    def read(self, age_years: float | None) -> Reading:
        names = longest(self._all["name"])
        phrases = self._phrases(names)
        fields = self._all["field"]
        met = find_meetings(self._tokens, self._language, self._all, phrases)
        beside = {one.phrase: one.not_with for one in met if one.says == "normal"}
        met = [one for one in met if one.says != "normal"]
        scoped = self._scoped(sorted([*phrases, *names, *fields]))
        self.scope, self._cues = scoped, scoped.cues
        absent = self._said_absent(self._all["absent"], phrases)
        normal = normals(absent)
        absent += self._said_absent([*beside], phrases)
        told = [one for one in {*phrases, *names} if kind_of(one.key) in ("symptom", "look", "name")]
        self._numbers = replace(self._numbers, elsewhere=self._told_of_others(), complaints=self._bounds(told))
        age = self._numbers.age()
        years = age_years if age_years is not None else age.high if age else None
        fields = [field for field in fields if scoped.answered(field)]
        asked = {(field.first, field.last) for field in fields}
        phrases = [*(phrase for phrase in phrases if (phrase.first, phrase.last) not in asked), *fields]
        parts = self._all["part"]
        scopes = with_free_side(_scopes(scoped, without_small_spread(phrases, parts, scoped.cues)), parts)
        denied = cover([phrase for phrase, scope in scopes.items() if scope.denied])
        items = [
            *(
                self._observation(phrase, scope, normal)
                for phrase, scope in scopes.items()
                if scoped.answered(phrase) or not is_broader_part(phrase, denied)
            ),
            *self._spared(scopes),
        ]
        items.extend(self._met(met, scoped, items, said_away(phrases, normal)))
        present = _present_now(items)
        absent = [one for one in absent if present.isdisjoint(beside.get(one, ()))]
        items.extend(self._normal(absent, scoped))
        items.extend(self._measured())
        items.extend(self._vitals(scoped, years))
        items.extend(self._long_fever(items))
        items = with_times_of_treatments([*items, *self._drugs(scoped)], self._numbers.drugs, self._cues)
        events = may_be_no_events([*phrases, *(one.phrase for one in met)])
        items = settled(items, self._cues, parts, {(one.key, self._span_of(one)): one for one in events})
        items.sort(key=lambda item: (item.span.start if item.span else 0, item.finding))
        named = self._named(names, items, {(one.first, one.last) for one in phrases if is_sign(one.key)})
        durations = self._durations({*phrases, *names})
        return Reading(
            self._tokens,
            self._language,
            self._understood,
            tuple(items),
            named,
            age,
            self._numbers.sex(),
            durations,
            self._numbers.drug_to_onset(next(iter(durations), None)),
        )

    def _spared(self, scopes: Mapping[Occurrence, Scope]) -> Iterator[Observation]:
        """What another has and the patient is said not to have."""
        for phrase, scope in scopes.items():
            if scope.person != "patient" and not scope.denied and self.scope.persons.spares(phrase):
                yield self._observation(phrase, replace(scope, person="patient", denied=True))

    def _long_fever(self, items: Sequence[Observation]) -> Iterator[Observation]:
        """The fevers that have lasted for long by a time beside them."""
        long = [one for one in self._numbers.amounts if one.low >= bounds().long_fever.days]
        return long_fever(items, [self._span(one.start, one.end) for one in long], self._tokens.normal.original)

    def _named(
        self, names: Iterable[Occurrence], items: Iterable[Observation], signs: Collection[tuple[int, int]]
    ) -> tuple[NamedCondition, ...]:
        """The conditions that are named, but for those whose words are read as a sign."""
        kin = [item.span for item in items if item.span and item.finding == "family_history_of_melanoma"]
        return tuple(
            NamedCondition(
                condition=name.key,
                stance=self._of_kin(name, self.scope.of(name), kin).stance(asked=self._is_asked(name)),
                span=self._span_of(name),
            )
            for name in names
            if (name.first, name.last) not in signs or name.key not in named_like_signs()
        )

    def _told_of_others(self) -> tuple[Apart, ...]:
        """The characters of the normalised text that are told of others than the patient."""
        items = self._tokens.items
        return tuple(
            Apart(items[one.first].start, items[one.last - 1].end, one.open)
            for one in self.scope.persons.others.stretches
        )

    def _of_kin(self, name: Occurrence, scope: Scope, kin: Sequence[Span]) -> Scope:
        """The scope of a name; a relative's where it stands in the words for a disease of the family."""
        span = self._span_of(name)
        return replace(scope, person="family") if any(span.start in range(one.start, one.end) for one in kin) else scope

    def _is_asked(self, name: Occurrence) -> bool:
        """Whether a name stands in a question."""
        _, end = self._tokens.sentence(name.first)
        return self._tokens.items[end - 1].surface in _QUESTION

    def _durations(self, phrases: Iterable[Occurrence]) -> tuple[Quantity, ...]:
        """How long the complaint has lasted, by its own times and not those of what these phrases name besides it."""
        return self._numbers.durations(
            sorted(
                [
                    *self._bounds([one for one in phrases if one.key in findings_of("lasting_apart")]),
                    *self._bounds([one for one in self._all["part"] if one.key == "other_illness"]),
                    *((drug.start, drug.end) for drug in self._numbers.drugs),
                ]
            )
        )

    @cached_property
    def _long_ago(self) -> LongAgo:
        age = self._numbers.age()
        parts, findings = self._all["part"], self._all["finding"]
        return LongAgo(self._tokens, self._cues, parts, findings, age.low if age else None)

    def _bounds(self, found: list[Occurrence]) -> list[tuple[int, int]]:
        """Where some phrases stand in the normalised text, in order."""
        items = self._tokens.items
        return sorted((items[one.first].start, items[one.last].end) for one in found)

    def _phrases(self, names: list[Occurrence]) -> list[Occurrence]:
        """The findings, without those that are only part of a longer name or of words that mean no finding."""
        found = self._all["finding"]
        decoys = cover([one for one in found if one.key == NO_FINDING])
        covers = cover(names)
        # A whole name may stand for a finding as well, which it does not hide ("petechial rash").
        whole = {(name.first, name.last) for name in names}
        also = {(one.first, one.key) for one in found if (one.first, one.last) in whole}
        headings = {(one.first, one.last) for one in self._all["cue"] if one.key == "heading_denied"}
        return [
            one
            for one in found
            if one.key != NO_FINDING
            and not within(one, decoys)
            and not (one.key in _DRUGS and self._is_allergy(one))
            and not ((one.first, one.last) in headings and self._is_before_colon(one))
            and not (within(one, covers) and (covers[one.first].first, one.key) not in also)
        ]

    def _is_allergy(self, found: Occurrence) -> bool:
        items = self._tokens.items
        return self._numbers.is_allergy(items[found.first].start, items[found.last].end)

    def _is_before_colon(self, found: Occurrence) -> bool:
        items = self._tokens.items
        return found.last + 1 < len(items) and items[found.last + 1].surface == ":"

    def _said_absent(self, found: list[Occurrence], phrases: list[Occurrence]) -> list[Occurrence]:
        """Words for what is normal, without those that are denied from inside or part of a phrase for the finding.

        Nor do those count that a mistaken negation runs into ("not a day without pain") or out of ("twice normal"), or
        of what is there again ("the fever went away and came back").
        """
        pseudos = [range(cue.first, cue.last + 1) for cue in self._all["cue"] if cue.key == "pseudo"]
        mistaken = {i for pseudo in pseudos for i in pseudo[1:]}
        plain = {i: pseudo[0] for pseudo in pseudos if self._small.negators.isdisjoint(pseudo) for i in pseudo}
        longer = {(phrase.key, i) for phrase in phrases for i in range(phrase.first, phrase.last)}
        return [
            one
            for one in found
            if one.first not in mistaken
            and one.first >= plain.get(one.last, 0)
            and not self.scope.has_come_back(one)
            and not self._small.negators.intersection(one.skipped)
            and not ((one.key, one.first) in longer and (one.key, one.first - 1) in longer)
        ]

    def _span(self, start: int, end: int) -> Span:
        start, end = self._tokens.normal.origin(start, end)
        return Span.unchecked(field=self._field, start=start, end=end, text=self._tokens.normal.original[start:end])

    def _span_of(self, found: Occurrence) -> Span:
        return self._span(self._tokens.items[found.first].start, self._tokens.items[found.last].end)

    def _observation(self, found: Occurrence, scope: Scope, normal: Normal | None = None) -> Observation:
        """A finding as its words tell it; one within words for what is `normal` ("fever free") is absent."""
        time = scope.time
        if self._long_ago.is_over(found):
            time = "past"
        elif time == "past" and (kind_of(found.key) == "risk" or found.key in findings_of("told_by_the_past")):
            time = "current"  # "history of transplantation" holds now although it is told of the past
        return Observation.unchecked(
            finding=found.key,
            polarity="absent" if scope.denied or (normal and is_normal(found, normal)) else "present",
            source="history",
            span=self._span_of(found),
            field=None,
            value=None,
            unit=None,
            experiencer="patient" if found.key in TOLD_OF_OTHERS else scope.person,
            time=time,
            certainty=_HEDGED if scope.hedged else 1.0,
        )

    def _met(
        self, met: list[Meeting], scoped: ScopedText, items: list[Observation], away: set[int]
    ) -> Iterator[Observation]:
        """Findings that parts make up, where what is said of them counts; absent where a part of one is."""
        present = _present_now(items)
        for one in sorted(met, key=lambda one: bool(one.not_with)):
            scope = scoped.of(one.phrase)
            denied = scope.denied or self._is_denied_inside(one.phrase)
            if one.says == "as_told":
                own = {*range(one.phrase.first, one.phrase.last + 1)}.difference(one.phrase.skipped)
                denied = denied or not own.isdisjoint(away)
            if one.says == "absent":  # a denial that stands behind is of something else
                denied = self._is_denied_inside(one.phrase) or scoped.is_denied_before(one.phrase)
                denied = denied or scoped.is_fronted(one.phrase)
            if one.says == ("absent" if not denied else "present") or one.not_with & present:
                continue
            denied = denied != (one.says == "inverted")
            if not denied:
                present.add(one.phrase.key)
            yield self._observation(one.phrase, replace(scope, denied=denied))

    def _is_denied_inside(self, phrase: Occurrence) -> bool:
        """Whether a word that denies stands right before a part of it, whatever it denies elsewhere ("not go away").

        Small pronouns between the two count for nothing ("no se me borran").
        """
        skipped = {*phrase.skipped, phrase.first - 1}

        def denied(i: int) -> int:
            i += 1
            while i in skipped and self._cues.any_in("clitic", i, i + 1):
                i += 1
            return i

        return any(i in self._small.negators and denied(i) not in skipped for i in skipped)

    def _normal(self, absent: list[Occurrence], scoped: ScopedText) -> Iterator[Observation]:
        """Findings that are absent since the text tells what is normal; what denies that says nothing."""
        for phrase in absent:
            begins = self._small.negators.intersection((phrase.first - 1, phrase.first)) == {phrase.first}
            if begins or not scoped.is_denied_before(phrase, over_commas=False):
                told = self._observation(phrase, replace(scoped.of(phrase), denied=True))
                yield told.model_copy(update={"certainty": min(told.certainty, _NORMAL)})

    def _measured(self) -> Iterator[Observation]:
        for finding, unit, hit in (
            ("body_surface_percent", "%", self._numbers.extent()),
            ("lesion_count", "lesions", self._numbers.count()),
        ):
            if hit:
                value, span = hit
                yield Observation(
                    finding=finding, polarity="present", source="history", span=span, value=value, unit=unit
                )

    def _found(self, start: int, end: int, key: str) -> Occurrence:
        first = self._tokens.holding(start)
        return Occurrence(first, max(first, self._tokens.at(end) - 1), key)

    def _vitals(self, scoped: ScopedText, age_years: float | None) -> Iterator[Observation]:
        """Measured values; the number decides what is present, the words around it of whom and when."""
        told = self._tokens.normal.text, self._language, age_years
        for value in (*find_vitals(*told), *urine_and_sight(*told)):
            scope = scoped.of(self._found(value.start, value.end, value.finding))
            yield Observation(
                finding=value.finding,
                polarity="present" if value.present else "absent",
                source="history",
                span=self._span(value.start, value.end),
                value=value.value,
                unit=value.unit,
                time=scope.time,
                experiencer=scope.person,
            )

    def _drugs(self, scoped: ScopedText) -> Iterator[Observation]:
        for drug in self._numbers.drug_mentions:
            found = self._found(drug.start, drug.end, "high_risk_drug" if drug.high_risk else "new_medication")
            yield self._observation(found, scoped.of(found)).model_copy(
                update={"span": self._span(drug.start, drug.end)}
            )


def _present_now(items: list[Observation]) -> set[str]:
    """What is told as present now, of whomever."""
    return {item.finding for item in items if item.polarity == "present" and item.time == "current"}


def _scopes(scoped: ScopedText, phrases: list[Occurrence]) -> dict[Occurrence, Scope]:
    """The scope of each phrase; a denial of others ("no other lumps") is left out where the thing itself is told."""
    scopes = {phrase: scoped.of(phrase) for phrase in phrases}
    stated = {phrase.key for phrase, scope in scopes.items() if not scope.denied and scope.time == "current"}
    return {
        phrase: scope
        for phrase, scope in scopes.items()
        if not (scope.denied and phrase.key in stated and scoped.elsewhere(phrase))
    }
