"""Answers in the form that MEDIQA-M3G takes: a JSON list of encounters, each with one response in three languages."""

import json
from collections.abc import Mapping, Sequence
from typing import Any, get_args

from dermagent.knowledge.outside import is_outside, name_of
from dermagent.knowledge.texts import texts
from dermagent.types import Differential, Language

LANGUAGES: tuple[Language, ...] = get_args(Language)


def answer_of(differential: Differential) -> str:
    """The exact condition that an encounter is answered with: the first; empty where there is no answer."""
    return differential.exact[0].condition if differential.outcome == "answered" else ""


def prediction_of(answers: Mapping[str, str], encounters: Sequence[str]) -> str:
    """The file `prediction.json`, one entry an encounter in the order given, which must be that of the reference file.

    The official scorer pairs answers with references by their place and looks at the first response alone; what is not
    in `answers`, and no answer, is the empty text that it allows.

    Args:
        answers: ids of conditions by encounter; empty: no answer.
        encounters: ids of all encounters of the reference file.

    Raises:
        ValueError: an answer is about an encounter that is not there, or an encounter stands twice.
    """
    if len(set(encounters)) != len(encounters):
        raise ValueError("an encounter stands twice")
    if unknown := answers.keys() - set(encounters):
        raise ValueError(f"{len(unknown)} answers are about encounters that are not there, such as {min(unknown)!r}")
    return json.dumps([_entry(name, answers.get(name, "")) for name in encounters], ensure_ascii=False, indent=1) + "\n"


def _entry(encounter: str, condition: str) -> dict[str, Any]:
    response = {f"content_{language}": _text(condition, language) for language in LANGUAGES}
    return {"encounter_id": encounter, "responses": [response]}


def _text(condition: str, language: Language) -> str:
    """The name alone: words around it change the score and say nothing more."""
    if not condition:
        return ""
    name = name_of(condition) if is_outside(condition) else texts(language).condition(condition)
    return f"{name}{texts(language).say('names.stop')}".strip()
