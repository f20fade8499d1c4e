"""Localise: put all that a result says into the language of the person who reads it."""

from functools import lru_cache
from typing import TypeVar

from dermagent.knowledge.base import KnowledgeBase, knowledge
from dermagent.knowledge.lexicon import in_another_language, language_of, speaks
from dermagent.knowledge.outside import name_of
from dermagent.knowledge.texts import Texts, texts
from dermagent.steps.flag import BY_DIAGNOSIS
from dermagent.text.tokens import cut
from dermagent.types import Case, Differential, ImageAssessment, Language, RankedCondition, RedFlag, ToldApart, Value

V = TypeVar("V", bound=Value)
_BY_RANKING, _BY_MODELS = "likely:", "said:"
#: How the name of a flag is told that no rule raised.
_RAISED_BY = {_BY_RANKING: "names.by_ranking", _BY_MODELS: "names.by_models", BY_DIAGNOSIS: "names.by_diagnosis"}


def language_of_answer(case: Case) -> Language:
    """What the case asks for, else the language of the history; English for a history in none of the three."""
    return case.answer_language or case.language or _spoken_in(case.history)


@lru_cache(maxsize=256)
def _spoken_in(history: str) -> Language:
    """Every step that speaks to a model or a person asks for it."""
    tokens = cut(history)
    if in_another_language(tokens):
        return "en"
    detected = language_of(tokens)
    return detected if detected == "zh" or speaks(history, detected) else "en"


def localised(differential: Differential, language: Language, kb: KnowledgeBase | None = None) -> Differential:
    """The same result with names and sentences in a language.

    Statements and quotations stay in English, the language in which the cards were written and are checked; of the next
    steps of a card the first two, which reports show, are translated.
    """
    kb = kb or knowledge()
    said = texts(language)
    return differential.model_copy(
        update={
            "language": language,
            "red_flags": tuple(_flag(flag, said) for flag in differential.red_flags),
            "ranked": tuple(_ranked(item, said, kb) for item in differential.ranked),
            "told_apart": tuple(_apart(one, said) for one in differential.told_apart),
            "minority_report": tuple(said.translated(line) for line in differential.minority_report),
            "limits": tuple(said.translated(line) for line in differential.limits),
            "images": tuple(_image(image, said) for image in differential.images),
            "notice": said.say("notice") if differential.notice else "",
        }
    )


def localised_flag(flag: RedFlag, language: Language) -> RedFlag:
    """One red flag in a language."""
    return _flag(flag, texts(language))


def _flag(flag: RedFlag, said: Texts) -> RedFlag:
    """A flag by its rule; one that the ranking or a diagnosis raised has its name and sentences of its own."""
    raised = next((prefix for prefix in _RAISED_BY if flag.rule.startswith(prefix)), None)
    rule = flag.rule.removeprefix(raised or "")
    if raised is None:
        words = dict(said.flags.get(rule, {}))
        if rule in knowledge().rules and flag.patient_text != knowledge().rules[rule].patient_text:
            words["patient_text"] = said.translated(flag.patient_text)  # it fired less urgently than its own words
        return flag.model_copy(update=words)
    name = said.flags[rule]["name"] if rule in said.flags else said.conditions.get(rule) or name_of(rule)
    return flag.model_copy(
        update={
            "name": said.say(_RAISED_BY[raised], name=name),
            "patient_text": said.translated(flag.patient_text),
            "clinician_text": said.translated(flag.clinician_text),
        }
    )


def _with(value: V, **words: str) -> V:
    """The value with these words; itself where they are its own, as they mostly are in English."""
    return (
        value if all(getattr(value, name) == text for name, text in words.items()) else value.model_copy(update=words)
    )


def _ranked(item: RankedCondition, said: Texts, kb: KnowledgeBase) -> RankedCondition:
    known = kb.conditions.get(item.condition)
    name = said.conditions.get(item.condition, item.name)
    steps = tuple(_with(step, text=said.translated(step.text)) for step in item.next_steps)
    forms = tuple(_with(form, name=said.conditions.get(form.condition, form.name)) for form in item.forms)
    family = known.family if known else ""
    return item.model_copy(update={"name": name, "family": family, "forms": forms, "next_steps": steps})


def _apart(one: ToldApart, said: Texts) -> ToldApart:
    first, second = (
        said.conditions.get(condition, name) for condition, name in zip(one.conditions, one.names, strict=True)
    )
    return one.model_copy(update={"names": (first, second)})


def _image(image: ImageAssessment, said: Texts) -> ImageAssessment:
    update: dict[str, object] = {"name": said.image(image.name)}
    if image.quality:
        update["quality"] = image.quality.model_copy(update={"sentence": said.translated(image.quality.sentence)})
    if image.refused:
        update["refused"] = said.translated(image.refused)
    if image.outline:
        doubts = tuple(said.translated(doubt) for doubt in image.outline.doubts)
        update["outline"] = image.outline.model_copy(update={"doubts": doubts})
    update["notes"] = tuple(said.translated(note) for note in image.notes)
    return image.model_copy(update=update)
