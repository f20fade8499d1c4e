"""Another system's answers as records, so that they are scored by the same mapping, metrics and intervals."""

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice, pairwise
from pathlib import Path
from typing import Any

from dermagent.errors import InputError
from dermagent.evals.datasets.base import LabelledCase, safe_id
from dermagent.evals.datasets.tables import is_table, json_object, numbered_rows
from dermagent.evals.metrics.deltableu import Weighted, delta_bleu, read_authors, weight_of
from dermagent.evals.metrics.text import greedy_match_mean
from dermagent.evals.running.records import Ended, Record, record_about
from dermagent.evals.running.stated import refuses, stated, stated_in
from dermagent.knowledge.embedding import TokenEncoder
from dermagent.knowledge.outside import is_outside
from dermagent.knowledge.speech import speech
from dermagent.llm.entries import as_entry
from dermagent.llm.json_text import objects_in
from dermagent.llm.lenient import share_of
from dermagent.types import Language

_LANGUAGES: tuple[Language, ...] = ("en", "zh", "es")


@dataclass(frozen=True)
class Predictions:
    """Ranked names or ids by case, the texts of a MEDIQA submission by case and language, and what was not mapped.

    Without `has_probabilities` those of `ranked` are 0 and mean nothing: some answer was given none. `lacking` are the
    cases of these, where others were given them, `rising` those whose probabilities rise down their list, and `refused`
    those whose answer is a refusal.
    """

    ranked: Mapping[str, Sequence[tuple[str, float]]]
    texts: Mapping[str, Mapping[Language, str]]
    unmapped: Mapping[str, int]
    has_probabilities: bool
    lacking: tuple[str, ...] = ()
    rising: tuple[str, ...] = ()
    refused: frozenset[str] = frozenset()


#: Columns that other tables have for a share.
_OTHER_SHARES = ("confidence", "score", "likelihood", "prob")
#: Unknown cases that a message names.
_NAMED = 5
#: What a file lists of a case: names and, where it gives one, their probability.
_Listed = Sequence[tuple[str, float | None]]


def read_predictions(path: Path) -> Predictions:
    """A CSV file (case_id, rank, condition[, probability]), JSON lines (case_id, ranked), or a MEDIQA submission.

    Ids are the set's own. Names are condition ids, names or synonyms; a submission's sentences are searched for
    condition names in order, those left out that they rule out.

    Raises:
        InputError: the file is none of these, names a case or rank twice, leaves a rank out, or holds
            probabilities that are none.
    """
    expected = "expected case_id,rank,condition (.csv), case_id and ranked (.jsonl) or a MEDIQA submission"
    lower = path.name.lower()
    if is_table(path.name) and lower.endswith((".csv", ".tsv")):
        return _from_rows(path)
    try:
        text = path.read_text(encoding="utf-8-sig")
        if is_table(path.name):
            return _from_lists(_lines(text, path), path)
        return _from_submission(json.loads(text), path)
    except json.JSONDecodeError as error:
        raise InputError(f"{path.name}, line {error.lineno}: not valid JSON ({error.msg}); {expected}") from error
    except (OSError, KeyError, TypeError, ValueError, AttributeError) as error:
        raise InputError(f"{path.name}: {expected}") from error


def _from_rows(path: Path) -> Predictions:
    by_case: dict[str, dict[int, tuple[str, float | None]]] = defaultdict(dict)
    for line, row in numbered_rows(path, ("case_id", "rank", "condition", "probability|")):
        try:
            rank, probability = _rank(row["rank"]), _number(row["probability|"])
        except ValueError as error:
            raise InputError(
                f"{path.name}, line {line}: expected a whole number from 1 as rank and a probability from 0 to 1, or "
                f"none; found {row['rank']!r} and {row['probability|']!r}"
            ) from error
        if not row["condition"]:
            raise InputError(f"{path.name}, line {line}: expected a condition, found none; leave the row out")
        if passed := next((name for name in _OTHER_SHARES if row.get(name) and not row["probability|"]), None):
            raise InputError(
                f"{path.name}, line {line}: found a column {passed!r}, which is not read; call it probability if it is "
                "one, or leave it out"
            )
        name = safe_id(row["case_id"])
        if rank in by_case[name]:
            raise InputError(f"{path.name}: case {row['case_id']} has rank {rank} twice")
        by_case[name][rank] = (row["condition"], probability)
    for name, ranks in by_case.items():
        if missing := next((rank for rank in range(1, len(ranks) + 1) if rank not in ranks), None):
            raise InputError(
                f"{path.name}: case {name} has rank {max(ranks)} but no rank {missing}; ranks run from 1 without a "
                "gap, and what is no condition that is known keeps its own"
            )
    return _mapped({name: [ranks[rank] for rank in sorted(ranks)] for name, ranks in by_case.items()}, {}, path)


def _rank(text: str) -> int:
    """A rank from 1, also as a table writes whole numbers in a column with gaps ("1.0")."""
    number = float(text)
    if number < 1 or not number.is_integer():
        raise ValueError(text)
    return int(number)


def _lines(text: str, path: Path) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """The objects of JSON lines, each with where it stands."""
    for number, line in enumerate(text.splitlines(), start=1):
        if line.strip():
            where = f"{path.name}, line {number}"
            yield where, json_object(line, where)


def _from_lists(entries: Iterable[tuple[str, Mapping[str, Any]]], path: Path) -> Predictions:
    by_case: dict[str, _Listed] = {}
    for where, entry in entries:
        case_id = entry.get("case_id")
        if "case_id" in entry and (isinstance(case_id, bool) or not isinstance(case_id, str | int)):
            raise InputError(
                f"{where}: expected case_id as a text or a whole number, found {json.dumps(case_id)[:40]}; "
                "give the id that the set has"
            )
        if "case_id" not in entry or "ranked" not in entry:
            found = ", ".join(map(str, entry)) or "an empty object"
            raise InputError(f"{where}: expected case_id and ranked, a list of names; found {found}")
        entry = {**entry, "case_id": str(case_id)}
        name = safe_id(entry["case_id"])
        if name in by_case:
            raise InputError(f"{path.name}: case {entry['case_id']} stands twice")
        if not isinstance(entry["ranked"], list):
            raise InputError(
                f"{where}: case {entry['case_id']}: ranked is no list; expected names in brackets, likeliest first, "
                'such as ["psoriasis", "eczema"], also where there is one'
            )
        try:
            by_case[name] = [_predicted(one) for one in entry["ranked"]]
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise InputError(f"{where}: expected names, or condition and probability, in ranked") from error
        if not all(isinstance(said, str) and said.strip() for said, _ in by_case[name]):
            raise InputError(
                f"{where}: expected a name for each condition in ranked, found one without; an empty list "
                "says that the system abstained"
            )
    return _mapped(by_case, {}, path)


def _predicted(one: Any) -> tuple[str, float | None]:
    """The name and probability of an entry: a plain name, or an object, also one that was written as a text.

    A text with an object of another form, or of more than one name, is read as any text.

    Raises:
        KeyError: an object calls no field of its the condition.
        ValueError: its probability is no number.
    """
    if isinstance(one, str):
        objects = objects_in(one)
        if len(objects) != 1 or not isinstance(objects[0].value, dict) or _holds_lists(objects[0].value):
            return one, None
        try:
            name, share = _predicted(objects[0].value)
        except (KeyError, ValueError):  # no condition by that name, or a share in words: a text like any other
            return one, None
        return (name, share) if isinstance(name, str) and name.strip() else (one, None)
    read = one if "condition" in one else as_entry(one, "condition", "probability")
    if not isinstance(read, dict):
        raise KeyError("condition")
    return read["condition"], _number(read.get("probability"))


def _holds_lists(fields: Mapping[str, Any]) -> bool:
    """Whether an object that was written as a text has fields with more than one value."""
    return any(isinstance(value, list | dict) for value in fields.values())


def _number(value: Any) -> float | None:
    """A probability: a number, or text with its figures ("60 %"); None where none is given, and words are none.

    Raises:
        ValueError: it is none.
    """
    if value is None or value == "":
        return None
    try:
        return float(value)
    except ValueError:
        share = share_of(value) if any(sign.isdigit() for sign in value) else None
        if share is None:
            raise
        return share


def _from_submission(entries: Sequence[Mapping[str, Any]], path: Path) -> Predictions:
    texts: dict[str, dict[Language, str]] = {}
    ranked: dict[str, _Listed] = {}
    for entry in entries:
        name = safe_id(entry["encounter_id"])
        if not entry["responses"]:
            raise InputError(f"{path.name}: encounter {name} has no response; write an empty text where there is none")
        first = entry["responses"][0]
        if name in texts:
            raise InputError(f"{path.name}: encounter {name} stands twice")
        texts[name] = {tongue: first[f"content_{tongue}"] for tongue in _LANGUAGES if f"content_{tongue}" in first}
        tongue: Language = next((one for one in _LANGUAGES if texts[name].get(one)), "en")
        answer = texts[name].get(tongue, "").strip()
        ranked[name] = [(condition, None) for condition in stated(answer, tongue)] if not refuses(answer) else []
        if answer and not ranked[name]:
            ranked[name] = [(answer, None)]
    return _mapped(ranked, texts, path)


def _mapped(by_case: Mapping[str, _Listed], texts: Mapping[str, Mapping[Language, str]], path: Path) -> Predictions:
    unmapped: Counter[str] = Counter()
    ranked: dict[str, list[tuple[str, float]]] = {}
    refused: set[str] = set()
    for name, listed in by_case.items():
        given = [probability for _, probability in listed if probability is not None]
        if not all(0 <= p <= 1 for p in given) or sum(given) > 1 + 1e-6:
            raise InputError(f"{path.name}: case {name}: expected probabilities from 0 to 1 that add up to at most 1")
        if listed and all(refuses(said) for said, _ in listed):
            refused.add(name)
        best: dict[str, float] = {}
        for said, probability in listed if name not in refused else ():
            shares = stated_in(said)
            if all(map(is_outside, shares)):
                unmapped[said[:80]] += 1
                shares = {f"unknown:{said[:80]}": 1.0}  # keeps its rank; nothing it is compared with has such a name
            for condition, share in shares.items():
                best.setdefault(condition, share * (probability or 0.0))
        ranked[name] = list(best.items())
    every = [probability for listed in by_case.values() for _, probability in listed]
    lacking = [name for name, listed in by_case.items() if any(probability is None for _, probability in listed)]
    return Predictions(
        ranked,
        texts,
        dict(unmapped.most_common()),
        bool(every) and not lacking,
        tuple(lacking) if any(probability is not None for probability in every) else (),
        tuple(
            name for name, listed in by_case.items() if any((b or 0) > (a or 0) for (_, a), (_, b) in pairwise(listed))
        ),
        frozenset(refused),
    )


def strangers(predictions: Predictions, cases: Iterable[LabelledCase]) -> list[str]:
    """The predicted cases that are not in the set, in the order of the file."""
    known = {case.case.id for case in cases}
    return [name for name in predictions.ranked if name not in known]


def records_of(
    predictions: Predictions, cases: Sequence[LabelledCase], *, allow_strangers: bool = False
) -> list[Record]:
    """A record for each case of the set; one that the file does not name is "not_predicted".

    An empty list is an abstention; both count as wrong, and so does a refusal.

    Cases are joined by their ids, never by their order.

    Raises:
        InputError: no predicted case is in the set, or not every one and that is not allowed.
    """
    records = []
    unknown = strangers(predictions, cases)
    if not predictions.ranked:
        raise InputError("the file predicts nothing: it names no case")
    named = ", ".join(unknown[:_NAMED]) + (f" and {len(unknown) - _NAMED} more" if len(unknown) > _NAMED else "")
    if len(unknown) == len(predictions.ranked):
        raise InputError(
            f"none of the predicted cases is in this set and split ({named}); the ids must be the set's own"
        )
    if unknown and not allow_strangers:
        raise InputError(
            f"{len(unknown)} of {len(predictions.ranked)} predicted cases are not in this set and split ({named}); the "
            "ids must be the set's own, or --allow-strangers must say that the file is about more cases"
        )
    for case in cases:
        listed = predictions.ranked.get(case.case.id)
        total = sum(probability for _, probability in listed or ())
        records.append(
            record_about(
                case,
                outcome=_outcome(predictions, case.case.id),
                urgency=None,
                ranked=tuple(listed or ()),
                other=max(0.0, 1.0 - total),
            )
        )
    return records


def _outcome(predictions: Predictions, name: str) -> Ended:
    """How a case ended for the other system."""
    if name in predictions.refused:
        return "refused"
    if name not in predictions.ranked:
        return "not_predicted"
    return "answered" if predictions.ranked[name] else "abstained"


def delta_bleu_of(
    predictions: Predictions, cases: Iterable[LabelledCase], root: Path
) -> dict[str, dict[str, float | None]]:
    """deltaBLEU by language, both modes, beside the constant answer "Eczema."; empty where the texts do not allow it.

    As in the official scorer, the submission's first entry and the first reference say which languages are scored, and
    author weights count only if Chinese is among them; a set without Chinese texts has no authors to weigh. A case
    without an answer counts as an empty one.

    Raises:
        InputError: the table of authors is missing beside references that it weighs.
    """
    held = [case for case in cases if case.answers]
    if not predictions.texts or not held:
        return {}
    scored = _scored(predictions, held)
    authored = "zh" in held[0].answers[0].text
    authors = read_authors(root / "df_userinfo.csv") if authored else {}
    found: dict[str, dict[str, float | None]] = {}
    for tongue in scored:
        for name, weigh in (("compat", "zh" in scored), ("fixed", True)):
            references = [
                [Weighted(a.text[tongue], weight_of(a, authors) if authored and weigh else 1.0) for a in case.answers]
                for case in held
            ]
            answers = [predictions.texts.get(case.case.id, {}).get(tongue, "") for case in held]
            mode: Any = name
            found.setdefault(tongue, {})[name] = delta_bleu(answers, references, language=tongue, mode=mode)
            constant = [speech()["constant_answer"][tongue]] * len(held)
            found[tongue][f"{name}, constant"] = delta_bleu(constant, references, language=tongue, mode=mode)
    return found


def _scored(predictions: Predictions, held: Sequence[LabelledCase]) -> list[Language]:
    """The languages of both the submission's first entry and the first reference."""
    first = next(iter(predictions.texts.values()), {})
    return [tongue for tongue in _LANGUAGES if tongue in first and tongue in held[0].answers[0].text]


def token_similarity_of(
    predictions: Predictions, cases: Iterable[LabelledCase], encoder: TokenEncoder
) -> dict[str, dict[str, float]]:
    """Precision, recall and F1 of greedy token matching for English and Spanish answers, beside the constant's F1.

    A case without an answer counts as an empty one. Chinese is left out: English encoders do not know its characters.
    """
    held = [case for case in cases if case.answers]
    found: dict[str, dict[str, float]] = {}
    for tongue in _scored(predictions, held) if held else []:
        if tongue == "zh":
            continue
        texts = [[answer.text[tongue] for answer in case.answers] for case in held]
        vectors = iter(encoder.token_vectors([text for one in texts for text in one]))
        references = [list(islice(vectors, len(one))) for one in texts]
        said = encoder.token_vectors([predictions.texts.get(case.case.id, {}).get(tongue, "") for case in held])
        constant = encoder.token_vectors([speech()["constant_answer"][tongue]]) * len(held)
        precision, recall, f1 = greedy_match_mean(said, references)
        by_constant = greedy_match_mean(constant, references)[2]
        found[tongue] = {"precision": precision, "recall": recall, "F1": f1, "F1, constant": by_constant}
    return found
