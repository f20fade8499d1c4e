"""Observe: turn a case into findings with polarity and source, and the few quantities that matter."""

from dermagent.knowledge.lexicon import detect_language
from dermagent.steps.observe import structured
from dermagent.steps.observe.quantities import find_age, find_drug_to_onset, find_duration, find_sex
from dermagent.steps.observe.text import read_text
from dermagent.types import Case, Observations


def observe(case: Case) -> Observations:
    """Everything the case states, from its fields and its texts; what a field says goes before what a text says.

    Raises:
        InputError: a structured field names something that is not in the vocabulary.
    """
    text = case.history
    language = case.language or detect_language(text)
    age = structured.age_of(case.patient) or find_age(text, language, "history")
    items, named = read_text(text, language, "history", age.high if age else None)
    for index, visit in enumerate(case.earlier_visits):
        past_items, past_named = read_text(
            visit.note, case.language or detect_language(visit.note), f"earlier_visits[{index}].note"
        )
        items += tuple(item.model_copy(update={"time": "past"}) for item in past_items)
        named += tuple(name.model_copy(update={"stance": "past"}) for name in past_named)

    sex = case.patient.sex or find_sex(text)
    duration = structured.duration_of(case.complaint) or find_duration(text, "history")
    interval = structured.drug_to_onset_of(case.complaint) or find_drug_to_onset(text, duration, "history")
    items += structured.read_fields(case)
    items += (
        *structured.from_age(age),
        *structured.from_sex(sex),
        *structured.from_duration(duration),
        *structured.from_drug_to_onset(interval),
    )
    return Observations(
        language=language, items=items, named=named, age=age, sex=sex, duration=duration, drug_to_onset=interval
    )
