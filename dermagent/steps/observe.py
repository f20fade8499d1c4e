"""Observe: turn a case into findings with polarity and source, and the few quantities that matter."""

from dermagent.knowledge.base import knowledge
from dermagent.knowledge.schema import DEMOGRAPHIC
from dermagent.reading import fields
from dermagent.reading.checklists import checked_off
from dermagent.reading.danger_words import told_like_danger
from dermagent.reading.text import read_text
from dermagent.text.tokens import Tokens
from dermagent.types import Case, Observation, Observations


def observe(case: Case) -> Observations:
    """Everything the case states, and whether its history is told as dangers are.

    Raises:
        InputError: a structured field names something that is not in the vocabulary.
    """
    tokens, seen = stated(case)
    if not seen.understood:
        return seen
    return seen.model_copy(update={"items": (*seen.items, *told_like_danger(tokens, seen), *checked_off(seen))})


def says_something(case: Case, seen: Observations) -> bool:
    """Whether a case tells anything beside its images: a word of a history, or more than an age and a sex."""
    return any(map(str.isalpha, case.history)) or any(item.finding not in DEMOGRAPHIC for item in seen.items)


def _shows(item: Observation) -> bool:
    """Whether an item is something that the patient has now, and no mere risk of it."""
    risk = knowledge().findings[item.finding].category == "history_risk"
    return item.is_there and not risk


def stated(case: Case) -> tuple[Tokens, Observations]:
    """The words of the history, and what fields and texts state; a field goes before a text.

    Raises:
        InputError: a structured field names something that is not in the vocabulary.
    """
    given = fields.age_of(case.patient)
    told = read_text(case.history, case.language, "history", given.high if given else None)
    diagnosed = fields.diagnosed_in(case)
    items, named = (*told.items, *fields.implied_by(diagnosed)), (*diagnosed, *told.named)
    if case.images or case.complaint.symptoms or any(_shows(item) for item in items):  # else the fear is all there is
        named = tuple(n.model_copy(update={"stance": "suggested"}) if n.stance == "feared" else n for n in named)
    for index, visit in enumerate(case.earlier_visits):
        past = read_text(visit.note, case.language, f"earlier_visits[{index}].note")
        items += tuple(item.model_copy(update={"time": "past"}) for item in past.items)
        named += tuple(name.model_copy(update={"stance": "past"}) for name in past.named)

    age = given or told.age
    sex = case.patient.sex or told.sex
    duration = fields.duration_of(case.complaint) or told.duration
    interval = fields.drug_to_onset_of(case.complaint) or told.drug_to_onset
    items += fields.read_fields(case)
    items += (
        *fields.from_age(age),
        *fields.from_sex(sex),
        *fields.from_duration(duration),
        *fields.answer_to_scin(duration),
        *fields.from_shorter_times(duration, told.durations),
        *fields.from_drug_to_onset(interval),
    )
    items += tuple(fields.corrected_with(items))
    seen = Observations(
        language=told.language,
        understood=told.understood,
        items=items,
        named=named,
        age=age,
        sex=sex,
        duration=duration,
        drug_to_onset=interval,
    )
    return told.tokens, seen
