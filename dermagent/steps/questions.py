"""Questions: what would separate the first diagnoses of a list, or help where the case says too little."""

from collections.abc import Sequence

from dermagent.knowledge.base import KnowledgeBase
from dermagent.knowledge.outside import name_of, sounds_dangerous
from dermagent.prompts import read_prompt
from dermagent.steps.retrieve.findings import leaders, shipped_ranker
from dermagent.types import NextQuestion, Observations, RankedCondition, Retrieved

#: Categories a person can answer about, and what one looks or asks for.
ASKABLE = {
    "symptom": "{}",
    "tempo": "{}",
    "history_risk": "{}",
    "morphology_primary": "{}",
    "morphology_secondary": "{}",
    "colour": "{} colour",
    "configuration": "{} lesions",
    "distribution": "{} distribution",
    "body_site": "lesions of the {}",
}
#: What to ask when nearly nothing is known.
_OPEN_TOPICS = {
    "body_site": "where on the body it is, and whether it is on one side or both",
    "duration": "since when it is there, and whether it comes and goes",
    "pruritus": "whether it itches, hurts, burns or bleeds",
    "morphology": "what it looks like: flat or raised, its colour, scales, blisters, crusts",
    "new_medication": "whether a new medicine, cosmetic or plant came before it",
    "fever": "whether there is fever, or sores in the mouth, eyes or genitals",
}


def between_leaders(
    ranked: Sequence[RankedCondition], retrieved: Retrieved, seen: Observations, prior: str
) -> Retrieved:
    """With what separates the leaders of the final list, where a retriever had those of another one."""
    between = leaders(item.condition for item in ranked)
    if not retrieved.between or set(between) <= set(retrieved.between):
        return retrieved
    separating: list[tuple[str, float]] = []
    if len(between) == 2:
        separating = shipped_ranker(prior).separating(between[0], between[1], seen.counted())
    return retrieved.model_copy(update={"between": between, "separating": tuple(separating)})


def separating_questions(retrieved: Retrieved, *, most: int, kb: KnowledgeBase) -> tuple[NextQuestion, ...]:
    """The unknown findings that would best separate the first from its rival, of different kinds."""
    if not retrieved.separating:
        return ()
    first, second = retrieved.between
    prompt = read_prompt("questions/separate")
    questions: list[NextQuestion] = []
    asked_about: set[str] = set()
    for finding, _ in retrieved.separating:
        known = kb.findings[finding]
        family = {finding, *kb.ancestors(finding)}
        if known.category not in ASKABLE or family & asked_about or len(questions) >= most:
            continue
        asked_about |= family
        topic = ASKABLE[known.category].format(known.term)
        text = prompt.render({"topic": topic, "first": name_of(first, kb), "second": name_of(second, kb)})
        questions.append(NextQuestion(finding=finding, text=text, separates=(first, second)))
    return tuple(questions)


def outside_questions(ranked: Sequence[RankedCondition]) -> tuple[NextQuestion, ...]:
    """What a model names that may be dangerous and of which nothing is known here: what speaks for it."""
    prompt = read_prompt("questions/outside")
    return tuple(
        NextQuestion(finding=item.condition, text=prompt.render({"name": item.name}), kind="open")
        for item in ranked
        if sounds_dangerous(item.condition)
    )


def open_questions(seen: Observations) -> tuple[NextQuestion, ...]:
    """What would help where the case says too little."""
    prompt = read_prompt("questions/thin")
    known = seen.counted()
    return tuple(
        NextQuestion(finding=finding, text=prompt.render({"topic": topic}), kind="open")
        for finding, topic in _OPEN_TOPICS.items()
        if finding not in known
    )
