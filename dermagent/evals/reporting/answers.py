"""Score what a system says where no diagnosis is asked: texts, closed questions, boxes; beside one answer for all."""

import json
import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from statistics import fmean
from typing import Any, NamedTuple, TypeVar

from dermagent.errors import InputError
from dermagent.evals.datasets.base import LabelledCase
from dermagent.evals.datasets.magic_cvqa import FAMILIES, choices_of
from dermagent.evals.metrics.segmentation import Box, average_precision
from dermagent.evals.metrics.statistics import Interval, mean_with_interval
from dermagent.evals.metrics.text import bleu_4, closed_answers, concept_f1, exact_match, rouge_l, token_f1
from dermagent.evals.running.records import Record
from dermagent.knowledge.names import find_conditions
from dermagent.types import Language, Value

T = TypeVar("T", str, tuple[int, ...])
_WORDS = re.compile(r"[\w']+|[\u4e00-\u9fff]")
#: Of several reference texts the one that an answer meets best counts.
_TEXT_SCORES: dict[str, Callable[[list[str], list[str]], float]] = {
    "ROUGE-L": rouge_l,
    "token F1": token_f1,
    "exact match": exact_match,
}


class Answered(Value):
    """One figure: the system's, with its interval over groups of cases, and that of one answer for all.

    `gain` is ours less the constant, paired by case; None where only the two means were taken.
    """

    name: str
    ours: Interval
    constant: float
    gain: Interval | None = None


class OtherScores(Value):
    """The figures of a task without diagnoses; a case that was not answered scores 0 and is in `unanswered`."""

    task: str
    cases: int
    unanswered: int
    constant: str
    figures: tuple[Answered, ...]


def asks_no_diagnosis(cases: Sequence[LabelledCase]) -> bool:
    """Whether a set's references are texts, options or boxes and no condition."""
    return not any(case.reference for case in cases) and any(case.answers or case.boxes for case in cases)


def score_answers(path: Path, cases: Sequence[LabelledCase], language: Language) -> OtherScores:
    """Score a file of answers by what the set asks for.

    Texts: JSON lines with case_id and answer. Boxes: JSON lines with case_id and boxes, each [top, left, bottom, right,
    score] in shares of height and width. Closed questions: the submission of MEDIQA-MAGIC 2025 (see `score_choices`).

    Raises:
        InputError: the file is of another form, names a case twice, or answers no case of the set.
    """
    boxes = any(case.boxes for case in cases)
    field = "boxes" if boxes else "answer"
    said: dict[str, Any] = {}
    try:
        for line in path.read_text(encoding="utf-8").splitlines():
            if line.strip():
                entry = json.loads(line)
                if entry["case_id"] in said:
                    raise InputError(f"{path.name}: case {entry['case_id']} stands twice")
                said[entry["case_id"]] = _boxes(entry[field]) if boxes else str(entry[field])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise InputError(f"{path.name}: expected JSON lines with case_id and {field}") from error
    asked = [case for case in cases if (case.boxes if boxes else case.answers)]
    _check_met(path, said, asked)
    return _score_boxes(said, asked) if boxes else _score_texts(said, asked, language)


def score_choices(path: Path, cases: Sequence[LabelledCase]) -> OtherScores:
    """Score closed answers: a JSON list of encounters with all their question ids, joined by encounter, never by order.

    Beside it stands the most frequent set of options of each family among these very cases.

    Raises:
        InputError: the file is no such list, lacks a question, or answers no encounter of the set.
    """
    try:
        entries = json.loads(path.read_text(encoding="utf-8"))
        named = [(str(entry["encounter_id"]), entry) for entry in entries]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise InputError(f"{path.name}: expected a JSON list of encounters with encounter_id and answers") from error
    said = {name: choices_of(entry, f"{path.name}, {name}") for name, entry in named}
    if len(said) != len(named):
        raise InputError(f"{path.name}: an encounter stands twice")
    asked = [case for case in cases if case.choices]
    _check_met(path, said, asked)
    return choice_scores(said, [Closed(case.case.id, case.group or case.case.id, case.choices) for case in asked])


def score_chosen(records: Sequence[Record]) -> OtherScores | None:
    """Score what a run answered to closed questions, of the first repeat; None where it was asked none."""
    first = [record for record in records if record.gold_choices and not record.repeat]
    if not first:
        return None
    said = {record.case_id: record.choices for record in first if record.choices}
    return choice_scores(said, [Closed(r.case_id, r.group or r.case_id, r.gold_choices) for r in first])


class Closed(NamedTuple):
    """A case with closed questions: its id, its patient or encounter, and the right options by family."""

    case_id: str
    group: str
    choices: Mapping[str, Sequence[int]]


def choice_scores(said: Mapping[str, Mapping[str, Sequence[int]]], asked: Sequence[Closed]) -> OtherScores:
    """The official accuracy by family and over all, beside the most frequent options among these very cases."""
    clusters = [case.group for case in asked]
    commonest = {family: commonest_of(tuple(sorted(case.choices[family])) for case in asked) for family in FAMILIES}
    figures = []
    for family in (*FAMILIES, "all"):
        ours = [_closed(said.get(case.case_id, {}), case, family) for case in asked]
        base = [_closed(commonest, case, family) for case in asked]
        title = "all" if family == "all" else f"{FAMILIES[family][1]} ({family})"
        mean = mean_with_interval(ours, clusters=clusters)
        gain = mean_with_interval([a - b for a, b in zip(ours, base, strict=True)], clusters=clusters)
        figures.append(Answered(name=title, ours=mean, constant=fmean(base), gain=gain))
    return OtherScores(
        task="closed questions",
        cases=len(asked),
        unanswered=sum(case.case_id not in said for case in asked),
        constant="the most frequent options of each family",
        figures=tuple(figures),
    )


def commonest_of(values: Iterable[T]) -> T:
    """The most frequent value, of several the first in their own order: the order of the cases does not matter."""
    counts = Counter(values)
    return min(counts, key=lambda value: (-counts[value], value))


def _closed(answers: Mapping[str, Sequence[int]], case: Closed, family: str) -> float:
    name = case.case_id
    return closed_answers({name: answers}, {name: case.choices})[family]


def _score_texts(said: Mapping[str, str], asked: Sequence[LabelledCase], language: Language) -> OtherScores:
    references = [_references(case, language) for case in asked]
    constant = commonest_of(text for texts in references for text in texts)
    given = [said.get(case.case.id, "") for case in asked]
    figures = []
    for name, score in _text_scores(language).items():
        ours = [score(answer, texts) for answer, texts in zip(given, references, strict=True)]
        base = fmean(score(constant, texts) for texts in references)
        figures.append(Answered(name=name, ours=_interval(ours, asked), constant=base))
    return OtherScores(
        task="texts",
        cases=len(asked),
        unanswered=sum(not said.get(case.case.id, "").strip() for case in asked),
        constant="the most frequent reference for every case",
        figures=tuple(figures),
    )


def _text_scores(language: Language) -> dict[str, Callable[[str, list[str]], float]]:
    def best_of(score: Callable[[list[str], list[str]], float]) -> Callable[[str, list[str]], float]:
        return lambda answer, texts: max(score(words(answer), words(text)) for text in texts) if answer.strip() else 0.0

    def conditions(text: str) -> set[str]:
        return {match.key for match in find_conditions(text, language)}

    def named(answer: str, texts: list[str]) -> float:
        return concept_f1(conditions(answer), set().union(*map(conditions, texts))) if answer.strip() else 0.0

    return {
        **{name: best_of(score) for name, score in _TEXT_SCORES.items()},
        "BLEU-4": lambda answer, texts: bleu_4(words(answer), [words(text) for text in texts]),
        "conditions named, F1": named,
    }


def words(text: str) -> list[str]:
    """Lower-case words without punctuation; a Chinese character is a word."""
    return _WORDS.findall(text.lower())


def _references(case: LabelledCase, language: Language) -> list[str]:
    return [answer.text.get(language) or next(iter(answer.text.values())) for answer in case.answers]


def _score_boxes(said: Mapping[str, list[tuple[Box, float]]], asked: Sequence[LabelledCase]) -> OtherScores:
    middle: Box = (0.25, 0.25, 0.75, 0.75)
    ours = [average_precision(said.get(case.case.id, []), case.boxes) for case in asked]
    base = [average_precision([(middle, 1.0)], case.boxes) for case in asked]
    found = Answered(name="average precision at overlap .5", ours=_interval(ours, asked), constant=fmean(base))
    return OtherScores(
        task="boxes",
        cases=len(asked),
        unanswered=sum(case.case.id not in said for case in asked),
        constant="one box over the middle",
        figures=(found,),
    )


def _boxes(given: Any) -> list[tuple[Box, float]]:
    found = []
    for top, left, bottom, right, score in given:
        box: Box = (float(top), float(left), float(bottom), float(right))
        found.append((box, float(score)))
    return found


def _check_met(path: Path, said: Mapping[str, object], asked: Sequence[LabelledCase]) -> None:
    if not any(case.case.id in said for case in asked):
        raise InputError(f"{path.name}: none of its cases is in this set and split; the ids must be the set's own")


def _interval(values: Sequence[float], asked: Sequence[LabelledCase]) -> Interval:
    return mean_with_interval(values, clusters=[case.group or case.case.id for case in asked])
