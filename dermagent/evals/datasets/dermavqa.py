"""DermaVQA / MEDIQA-M3G (iiyi part): forum cases in three languages with doctors' free-text answers.

The reference answer is taken from the responses by matching condition names. On the validation and test splits only
responses marked `contains_freq_ans` count (the organisers' consensus). The train split has no such mark: there the
conditions named by the most responses count, if at least two responses name them. Cases without either have none.
"""

import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from dermagent.errors import InputError
from dermagent.evals.datasets.base import LabelledCase, evenly, images_in, make_case
from dermagent.evals.datasets.free_text import conditions_named
from dermagent.evals.metrics.deltableu import Answer
from dermagent.types import Language

_LANGUAGES: tuple[Language, ...] = ("en", "zh", "es")
#: File of each split; the test answers are with the organisers and whoever has the full archive.
FILES = {"train": "train.json", "valid": "valid_ht.json", "test": "test_ht.json"}
#: A condition counts as consensus of a train case if at least this many responses name it.
_LEAST_VOTES = 2


class DermaVqa:
    """A reader of the query and answer files; images are used where they lie beside them."""

    name = "dermavqa"

    def load(self, root: Path, *, split: str, language: Language) -> Iterator[LabelledCase]:
        """All cases of a split in the file's order.

        Raises:
            InputError: there is no such split, or its file is missing or of another form.
        """
        if split not in FILES:
            raise InputError(f"dermavqa has no split {split!r}; known are {', '.join(FILES)}")
        folder = folder_of(root, split)
        for number, entry in enumerate(read_entries(root / FILES[split]), start=1):
            yield labelled(
                entry, root, folder, language, marked=split != "train", where=f"{FILES[split]}, entry {number}"
            )


def read_entries(path: Path) -> list[Any]:
    """The entries of one of the archive's JSON files.

    Raises:
        InputError: the file is missing, or holds no list.
    """
    try:
        entries = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise InputError(f"{path.name}: expected this file of DermaVQA in {path.parent.name}") from error
    if not isinstance(entries, list) or not all(isinstance(e, dict) and "encounter_id" in e for e in entries):
        raise InputError(f"{path.name}: expected a list of encounters; is it the original file?")
    return entries


def folder_of(root: Path, split: str) -> str:
    """The folder of a split's images below the root; empty if there is none."""
    return next((name for name in (f"images_{split}", f"images_final/images_{split}") if (root / name).is_dir()), "")


def labelled(
    entry: dict[str, Any], root: Path, folder: str, language: Language, *, marked: bool, where: str
) -> LabelledCase:
    """The case of an encounter; `marked` says that its answers bear the organisers' consensus mark.

    An encounter without a query (the answers-only files) is a case of its images.

    Raises:
        InputError: the encounter is not of the right form.
    """
    try:
        title, content = (entry.get(f"query_{part}_{language}", "").strip() for part in ("title", "content"))
        history = (f"{title}\u3002{content}" if language == "zh" else f"{title}. {content}") if title or content else ""
        responses = entry.get("responses", [])
        reference, why = _reference(responses, marked)
        names = [name if "." in name else f"{name}.jpg" for name in entry["image_ids"]]
        images, missing = images_in(root, [f"{folder or 'images'}/{name}" for name in names], needed=not history)
        return LabelledCase(
            case=make_case(where, id=entry["encounter_id"], history=history, language=language, images=images),
            reference=evenly(tuple(sorted(reference))) if reference else {},
            why_empty=why,
            group=entry["encounter_id"],
            missing_images=missing,
            answers=tuple(
                Answer(
                    author=one["author_id"],
                    text={tongue: one[f"content_{tongue}"] for tongue in _LANGUAGES if f"content_{tongue}" in one},
                    completeness=one.get("completeness"),
                    consensus=None if "contains_freq_ans" not in one else one["contains_freq_ans"] == 1.0,
                )
                for one in responses
            ),
        )
    except (KeyError, TypeError, AttributeError) as error:
        raise InputError(f"{where}: not an encounter of DermaVQA ({error}); is it the original file?") from error


def _reference(responses: list[dict[str, Any]], marked: bool) -> tuple[set[str], str]:
    if marked:
        counting = [response for response in responses if response.get("contains_freq_ans") == 1.0]
        if not counting:
            return set(), "no consensus"
        votes = _votes(counting)
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
    """In how many responses each condition is named and not ruled out; the Chinese original goes before the English."""
    votes: Counter[str] = Counter()
    for response in responses:
        named = conditions_named(response.get("content_zh", ""), "zh") or conditions_named(response["content_en"], "en")
        votes.update(named)
    return votes


READER = DermaVqa()
