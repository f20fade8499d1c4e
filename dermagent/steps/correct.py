"""Correct: a person's own rules, read strictly from a file, that change the ranking and never the safety.

    - name: winter air dries every skin
      if: xerosis AND (seasonal OR worse_with_cold > 0.5)
      then: {ignore_concept: xerosis}

Other actions: `{veto_label: CONDITION}`, `{boost_label: CONDITION, by: NUMBER}` and `require_review`, as in
`examples/corrections.yaml`.

Names are ids of findings and conditions. A finding is present (its value is its certainty, or its measure where it has
one), absent (0) or unknown; a broader finding is present with a narrower one, a narrower one absent with a broader one.
`picture.NAME > NUMBER` asks how far a finding or an artefact is seen in the images, 0 to 1, at most over them: known
where the retriever `concepts`, or one of the user's own, has looked for it, and unknown otherwise. Ignoring a finding
takes away what the case states of it; retrievers that look at images themselves still see what they see.
`by` is added to the condition's log score, like the numbers behind "for" and "against". A rule fires where its
expression is true, not where it is unknown (`dermagent.concepts.expressions`). Triage never hears of rules, and a
condition that must not be missed is not vetoed: a person must review the result instead.
"""

import hashlib
import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from rapidfuzz import process

from dermagent.concepts.expressions import Above, Expression, evaluate, leaves, parse
from dermagent.concepts.visible import visible_concepts
from dermagent.errors import InputError
from dermagent.knowledge.base import KnowledgeBase, knowledge, parse_yaml
from dermagent.steps.retrieve import Retriever, Shown, asked_again
from dermagent.types import Case, Correction, CorrectionAction, ImageConcepts, Observations, Retrieved, Triage

#: A log score moved by more than this would decide alone; a veto says so openly.
MOST_BOOST = 5.0
_LONGEST_NAME = 100
_UNLOOKED = (
    "Nobody looked for what these rules ask of the images, so that part of them is unknown: {} (retriever concepts)."
)
#: What the name of a concept begins with where images, not findings, are meant.
IMAGE = "picture."


@dataclass(frozen=True)
class Rule:
    """One rule: where its expression is true, its action is taken on its finding or condition."""

    name: str
    text: str
    expression: Expression
    action: CorrectionAction
    target: str | None = None
    by: float | None = None


@dataclass(frozen=True)
class Corrections:
    """The rules of one file, in its order, and the hash of its bytes."""

    sha256: str
    rules: tuple[Rule, ...]


def read_corrections(path: Path) -> Corrections:
    """The rules of a YAML file.

    Raises:
        InputError: it cannot be read, or a rule is not one; the message names file, rule and the nearest known name.
    """
    try:
        content = path.read_bytes()
        return _parsed(content.decode("utf-8"), path.name, hashlib.sha256(content).hexdigest())
    except UnicodeDecodeError as error:
        raise InputError(f"{path.name} is not UTF-8 text; save it as UTF-8") from error
    except OSError as error:
        raise InputError(f"corrections {path.name!r} cannot be read: {error.strerror}") from error


@lru_cache(maxsize=4)
def _parsed(text: str, file: str, sha256: str) -> Corrections:
    entries = parse_yaml(text, file)
    if not isinstance(entries, list) or not entries:
        raise InputError(f"{file}: expected a list of rules, each with name, if and then")
    rules = tuple(_rule(entry, f"{file}, rule {number}", knowledge()) for number, entry in enumerate(entries, 1))
    names = [rule.name for rule in rules]
    if doubled := sorted({name for name in names if names.count(name) > 1}):
        raise InputError(f"{file}: two rules are named {doubled[0]!r}; give each its own name")
    return Corrections(sha256, rules)


def _rule(entry: Any, where: str, kb: KnowledgeBase) -> Rule:
    if not isinstance(entry, dict) or set(entry) != {"name", "if", "then"}:
        found = ", ".join(map(str, entry)) if isinstance(entry, dict) else type(entry).__name__
        raise InputError(f"{where}: expected name, if and then, found {found}")
    name, text = entry["name"], entry["if"]
    if not isinstance(name, str) or not name.strip() or len(name) > _LONGEST_NAME:
        raise InputError(f"{where}: expected a name of 1 to {_LONGEST_NAME} characters, found {name!r}")
    where = f"{where} {name!r}"
    if not isinstance(text, str):
        raise InputError(f"{where}: expected an expression over findings behind if, found {text!r}")
    try:
        expression = parse(text)
    except ValueError as error:
        raise InputError(f"{where}: if: {error}") from error
    for leaf in leaves(expression):
        if leaf.name.startswith(IMAGE):
            _seen_in_images(leaf, where)
            continue
        _known(leaf.name, kb.findings, "finding", where)
        if leaf.threshold >= 1 and kb.findings[leaf.name].category != "measure":
            raise InputError(
                f"{where}: {leaf.name} > {leaf.threshold:g} is never true; a finding's certainty is at most 1"
            )
    return Rule(name, text, expression, *_action(entry["then"], where, kb))


def _seen_in_images(leaf: Above, where: str) -> None:
    _known(leaf.name.removeprefix(IMAGE), visible_concepts(), "concept that an image can show", where)
    if not 0 < leaf.threshold < 1:
        raise InputError(
            f"{where}: expected {leaf.name} > a number between 0 and 1, found {leaf.threshold:g}; every concept is "
            "seen to some degree"
        )


def unlooked(rules: Corrections, images: Sequence[ImageConcepts]) -> tuple[str, ...]:
    """The names of rules that ask what is seen in images, where nobody has looked for that."""
    known = {f"{IMAGE}{name}" for image in images for name in image.scores}
    return tuple(
        rule.name
        for rule in rules.rules
        if any(leaf.name.startswith(IMAGE) and leaf.name not in known for leaf in leaves(rule.expression))
    )


def _action(then: Any, where: str, kb: KnowledgeBase) -> tuple[CorrectionAction, str | None, float | None]:
    match then:
        case "require_review":
            return "require_review", None, None
        case {"ignore_concept": finding, **rest} if not rest:
            return "ignore_concept", _known(finding, kb.findings, "finding", where), None
        case {"veto_label": condition, **rest} if not rest:
            return "veto_label", _known(condition, kb.conditions, "condition", where), None
        case {"boost_label": condition, "by": by, **rest} if not rest:
            if isinstance(by, bool) or not isinstance(by, int | float) or not 0 < abs(by) <= MOST_BOOST:
                raise InputError(f"{where}: expected by from -{MOST_BOOST:g} to {MOST_BOOST:g} but 0, found {by!r}")
            return "boost_label", _known(condition, kb.conditions, "condition", where), float(by)
    raise InputError(
        f"{where}: then: expected require_review, {{ignore_concept: FINDING}}, {{veto_label: CONDITION}} or "
        f"{{boost_label: CONDITION, by: NUMBER}}, found {then!r}"
    )


def _known(name: Any, known: Collection[str], kind: str, where: str) -> str:
    if not isinstance(name, str) or name not in known:
        near = process.extractOne(str(name), list(known))
        raise InputError(f"{where}: there is no {kind} {name!r}; the nearest is {near[0]!r}")
    return name


async def correct(
    rules: Corrections,
    case: Case,
    seen: Observations,
    triage: Triage,
    retrieved: Retrieved,
    retrievers: Sequence[Retriever],
    shown: Shown,
) -> tuple[Retrieved, Retrieved, tuple[Correction, ...]]:
    """What was retrieved after the rules and before them, and those that fired, judged by all that is known.

    Where a finding is to be ignored, those who rank by findings are asked again without it.
    """
    fired = fire(rules, seen, triage, retrieved.concepts)
    if blind := unlooked(rules, retrieved.concepts):
        note = _UNLOOKED.format(", ".join(f"“{name}”" for name in blind))
        retrieved = retrieved.model_copy(update={"notes": (*retrieved.notes, note)})
    after = retrieved
    if ignored(fired):
        after = await asked_again(case, ranked_by(seen, fired), retrievers, shown, retrieved)
    return worth_asking(after, fired), retrieved, fired


def fire(
    rules: Corrections,
    seen: Observations,
    triage: Triage,
    images: Sequence[ImageConcepts] = (),
    kb: KnowledgeBase | None = None,
) -> tuple[Correction, ...]:
    """The rules whose expression is true of findings and images, in the order of the file; nothing is moved yet."""
    kb = kb or knowledge()
    names = {leaf.name for rule in rules.rules for leaf in leaves(rule.expression)}
    values = values_of(seen, {name for name in names if not name.startswith(IMAGE)}, kb)
    for image in images:
        for name, score in image.scores.items():
            values[f"{IMAGE}{name}"] = max(score, values.get(f"{IMAGE}{name}", score))
    return tuple(
        Correction(
            rule=rule.name,
            file_sha256=rules.sha256,
            expression=rule.text,
            asked=rule.action,
            done="require_review" if _refused(rule, triage, kb) else rule.action,
            target=rule.target,
            by=rule.by,
        )
        for rule in rules.rules
        if evaluate(rule.expression, values)
    )


def _refused(rule: Rule, triage: Triage, kb: KnowledgeBase) -> bool:
    return rule.action == "veto_label" and must_not_miss(rule.target or "", triage, kb)


def must_not_miss(condition: str, triage: Triage, kb: KnowledgeBase) -> bool:
    """Whether a red flag or the condition's own card says so."""
    return condition in triage.must_not_miss or kb.must_not_miss(condition)


def values_of(seen: Observations, names: Collection[str], kb: KnowledgeBase) -> dict[str, float]:
    """Values of those findings that are known now: the certainty or measure of a present one, 0 of an absent one."""
    present: dict[str, float] = {}
    absent: set[str] = set()
    for finding, item in seen.counted().items():
        if finding not in kb.findings:
            continue
        value = item.value if kb.findings[finding].category == "measure" else item.certainty
        if item.polarity == "absent":
            absent.add(finding)
        elif value is not None:
            for one in (finding, *kb.ancestors(finding)):
                present[one] = max(value, present.get(one, value))
    denied = {name: 0.0 for name in names if not absent.isdisjoint((name, *kb.ancestors(name)))}
    return denied | {name: present[name] for name in names if name in present}


def ignored(fired: Sequence[Correction]) -> frozenset[str]:
    """The findings that fired rules take out of the ranking."""
    return frozenset(one.target for one in fired if one.done == "ignore_concept" and one.target)


def ranked_by(seen: Observations, fired: Sequence[Correction], kb: KnowledgeBase | None = None) -> Observations:
    """What is left to rank by: without ignored findings and narrower forms of them."""
    kb, out = kb or knowledge(), ignored(fired)
    kept = tuple(item for item in seen.items if out.isdisjoint(_with_broader(item.finding, kb)))
    return seen.model_copy(update={"items": kept})


def worth_asking(retrieved: Retrieved, fired: Sequence[Correction], kb: KnowledgeBase | None = None) -> Retrieved:
    """Without questions about what is ignored, or between conditions of which one is vetoed."""
    kb, out = kb or knowledge(), ignored(fired)
    vetoed = {one.target for one in fired if one.done == "veto_label"}
    asked = () if vetoed & set(retrieved.between) else retrieved.separating
    asked = tuple(pair for pair in asked if out.isdisjoint(_with_broader(pair[0], kb)))
    return retrieved.model_copy(update={"separating": asked})


def _with_broader(finding: str, kb: KnowledgeBase) -> tuple[str, ...]:
    return (finding, *kb.ancestors(finding)) if finding in kb.findings else (finding,)


def reweighed(
    probabilities: Mapping[str, float], other: float, fired: Sequence[Correction]
) -> tuple[dict[str, float], float]:
    """Probabilities after vetoes and boosts, and what is left for something else.

    A boost multiplies a condition's odds against the others by e^by; all still add up to the same. What a vetoed
    condition had goes to "something else": a veto does not say which one it is instead.
    """
    weights, whole = dict(probabilities), other + sum(probabilities.values())
    for one in fired:
        if one.done == "boost_label" and one.target in weights and one.by is not None:
            weights[one.target] *= math.exp(one.by)
    total = other + sum(weights.values())
    if weights != probabilities and total > 0:
        weights = {condition: weight * whole / total for condition, weight in weights.items()}
        other *= whole / total
    for one in fired:
        if one.done == "veto_label" and one.target in weights:
            other += weights.pop(one.target)
    return weights, other
