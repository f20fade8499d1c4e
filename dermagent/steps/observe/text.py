"""Findings and named diagnoses of a free text, each with its polarity, its scope and its exact characters."""

from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from typing import Literal

from dermagent.knowledge.base import knowledge
from dermagent.knowledge.lexicon import NO_FINDING, Match, finding_lexicon
from dermagent.knowledge.names import find_conditions
from dermagent.steps.observe.answers import answered_fields
from dermagent.steps.observe.quantities import amounts, drug_mentions, find_count, find_extent
from dermagent.steps.observe.scope import Scope, ScopedText
from dermagent.steps.observe.vitals import find_vitals
from dermagent.types import Language, NamedCondition, Observation, Span

_HEDGED = 0.5
_LONG_FEVER_DAYS = 5.0
#: Risks of the patient that are told of other people.
_OF_OTHERS = frozenset(
    "contact_with_case household_contacts_itching atopy_personal_or_family family_history_of_melanoma "
    "family_history_of_psoriasis family_history_of_same_condition".split()
)


def read_text(
    text: str, language: Language, field: str, age_years: float | None = None
) -> tuple[tuple[Observation, ...], tuple[NamedCondition, ...]]:
    """All findings and all named conditions of a text, in the order of the text.

    `age_years` decides which blood pressure and pulse count as abnormal.
    """
    names = find_conditions(text, language)
    found = finding_lexicon(language).find(text)
    decoys = [match for match in found if match.key == NO_FINDING]
    phrases = [
        match
        for match in found
        if match.key != NO_FINDING
        and not any(_within(match, decoy) for decoy in decoys)
        and not any(_within(match, name) and match.key not in _also_finding(name.key) for name in names)
    ]
    fields = answered_fields(text)
    held = {(field.start, field.end) for field in fields}
    phrases = [*(match for match in phrases if (match.start, match.end) not in held), *fields]
    scoped = ScopedText(text, language, sorted([*phrases, *names]))
    items = [_observation(text, match, scoped.of(match), field) for match in phrases]
    items.extend(_measured(text, field))
    items.extend(_vitals(text, scoped, field, age_years))
    fevers = [item.span for item in items if item.finding == "fever" and item.polarity == "present" and item.span]
    items.extend(_long_fever(text, fevers, scoped, field))
    items.extend(_drugs(text, scoped, field))
    items.sort(key=lambda item: (item.span.start if item.span else 0, item.finding))
    signs = {(match.start, match.end) for match in phrases if _is_sign(match.key)}
    named = tuple(
        NamedCondition(condition=name.key, stance=_stance(scoped.of(name)), span=_span(text, name, field))
        for name in names
        if (name.start, name.end) not in signs
    )
    return tuple(items), named


def _within(match: Match, longer: Match) -> bool:
    """Whether a phrase is only part of a longer one, such as a condition name ("hand" in "hand, foot and mouth")."""
    inside = longer.start <= match.start and match.end <= longer.end
    return inside and match.end - match.start < longer.end - longer.start


def _is_sign(finding: str) -> bool:
    """Whether a word for this finding tells what is seen or felt; then it names no diagnosis ("mole", "blister")."""
    return knowledge().findings[finding].category != "history_risk"


@cache
def _also_finding(condition: str) -> frozenset[str]:
    """The findings that a condition's whole name stands for as well; it does not hide them ("petechial rash")."""
    name = knowledge().conditions[condition].name
    return frozenset(m.key for m in finding_lexicon("en").find(name) if m.start == 0 and m.end == len(name))


def _span(text: str, match: Match, field: str) -> Span:
    return Span(field=field, start=match.start, end=match.end, text=text[match.start : match.end])


def _observation(text: str, match: Match, scope: Scope, field: str) -> Observation:
    history = knowledge().findings[match.key].category == "history_risk"
    return Observation(
        finding=match.key,
        polarity="absent" if scope.denied else "present",
        source="history",
        span=_span(text, match, field),
        # A risk such as "history of transplantation" holds now although it is told of the past.
        time="current" if history and scope.time == "past" else scope.time,
        experiencer="patient" if match.key in _OF_OTHERS else scope.person,
        certainty=_HEDGED if scope.hedged else 1.0,
    )


def _stance(scope: Scope) -> Literal["suggested", "denied", "past", "family"]:
    if scope.denied:
        return "denied"
    if scope.person != "patient":
        return "family"
    return "past" if scope.time == "past" else "suggested"


def _measured(text: str, field: str) -> list[Observation]:
    found = []
    for finding, unit, hit in (
        ("body_surface_percent", "%", find_extent(text, field)),
        ("lesion_count", "lesions", find_count(text, field)),
    ):
        if hit:
            value, span = hit
            found.append(
                Observation(finding=finding, polarity="present", source="history", span=span, value=value, unit=unit)
            )
    return found


def _vitals(text: str, scoped: ScopedText, field: str, age_years: float | None) -> Iterator[Observation]:
    """Measured values; the number decides what is present, the words around it of whom and when."""
    for value in find_vitals(text, age_years):
        match = Match(value.start, value.end, value.finding)
        yield _observation(text, match, replace(scoped.of(match), denied=not value.present, hedged=False), field)


def _long_fever(text: str, fevers: list[Span], scoped: ScopedText, field: str) -> Iterator[Observation]:
    """Fever told with a time of five days or more beside it."""
    for fever in fevers:
        low, high = scoped.sentence(fever.start)
        near = [a for a in amounts(text) if low <= a.start < high and abs(a.start - fever.end) < 25]
        if any(a.low >= _LONG_FEVER_DAYS for a in near):
            match = Match(fever.start, fever.end, "fever_5_days")
            yield _observation(text, match, scoped.of(match), field)


def _drugs(text: str, scoped: ScopedText, field: str) -> list[Observation]:
    found = []
    for start, end, high_risk in drug_mentions(text):
        match = Match(start, end, "high_risk_drug" if high_risk else "new_medication")
        found.append(_observation(text, match, scoped.of(match), field))
    return found
