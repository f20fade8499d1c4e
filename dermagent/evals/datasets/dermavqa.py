"""DermaVQA / MEDIQA-M3G (iiyi part): forum cases in three languages with doctors' free-text answers.

The reference answer is taken from the responses by matching condition names. On the validation split only responses
marked `contains_freq_ans` count (the organisers' consensus). The train split has no such mark: there the conditions
named by the most responses count, if at least two responses name them. Cases without either have no consensus.
"""

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from dermagent.errors import InputError
from dermagent.knowledge.names import find_conditions
from dermagent.types import Case, Language

Split = Literal["train", "valid"]
FILES: dict[Split, str] = {"train": "train.json", "valid": "valid_ht.json"}
#: A condition counts as consensus of a train case if at least this many responses name it.
_LEAST_VOTES = 2


@dataclass(frozen=True)
class LabelledCase:
    """A case with its reference conditions; empty if the responses hold no consensus that can be mapped."""

    case: Case
    reference: frozenset[str]
    why_empty: Literal["", "no consensus", "consensus not mapped"] = ""


def load(root: Path, split: Split, language: Language) -> Iterator[LabelledCase]:
    """All cases of a split in the file's order, text only (the images are not part of the repository's copy).

    Raises:
        InputError: the file is missing or not of the expected form.
    """
    path = root / FILES[split]
    try:
        entries = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise InputError(f"{path.name}: expected the DermaVQA {split} file in {root.name}") from error
    for entry in entries:
        title, content = entry[f"query_title_{language}"].strip(), entry[f"query_content_{language}"].strip()
        history = f"{title}. {content}" if language != "zh" else f"{title}。{content}"
        reference, why = _reference(entry["responses"], split)
        yield LabelledCase(
            Case(id=entry["encounter_id"], history=history, language=language), frozenset(reference), why
        )


def _reference(
    responses: list[dict[str, Any]], split: Split
) -> tuple[set[str], Literal["", "no consensus", "consensus not mapped"]]:
    if split == "valid":
        marked = [response for response in responses if response.get("contains_freq_ans") == 1.0]
        if not marked:
            return set(), "no consensus"
        votes = _votes(marked)
        return (
            ({c for c, n in votes.items() if n == max(votes.values())}, "")
            if votes
            else (set(), "consensus not mapped")
        )
    votes = _votes(responses)
    top = max(votes.values(), default=0)
    if top < _LEAST_VOTES:
        return set(), "no consensus"
    return {condition for condition, n in votes.items() if n == top}, ""


def _votes(responses: list[dict[str, Any]]) -> Counter[str]:
    """In how many responses each condition is named; the Chinese original goes before the translation."""
    votes: Counter[str] = Counter()
    for response in responses:
        named = {match.key for match in find_conditions(response["content_zh"], "zh")} or {
            match.key for match in find_conditions(response["content_en"], "en")
        }
        votes.update(named)
    return votes
