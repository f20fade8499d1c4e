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
from dermagent.evals.datasets.base import Answer, LabelledCase, evenly, pictures
from dermagent.knowledge.names import find_conditions
from dermagent.types import Case, Language

_LANGUAGES: tuple[Language, ...] = ("en", "zh", "es")
#: File of each split; the test answers are with the organisers and whoever has the full archive.
FILES = {"train": "train.json", "valid": "valid_ht.json", "test": "test_ht.json"}
USERS = "df_userinfo.csv"
#: A condition counts as consensus of a train case if at least this many responses name it.
_LEAST_VOTES = 2


class DermaVqa:
    """A reader of the query and answer files; pictures are used where they lie beside them."""

    name = "dermavqa"

    def load(self, root: Path, *, split: str, language: Language) -> Iterator[LabelledCase]:
        """All cases of a split in the file's order.

        Raises:
            InputError: there is no such split, or its file is missing or of another form.
        """
        if split not in FILES:
            raise InputError(f"dermavqa has no split {split!r}; known are {', '.join(FILES)}")
        path = root / FILES[split]
        try:
            entries = json.loads(path.read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            raise InputError(f"{path.name}: expected the DermaVQA {split} file in {root.name}") from error
        folder = next(
            (name for name in (f"images_{split}", f"images_final/images_{split}") if (root / name).is_dir()), ""
        )
        for entry in entries:
            yield _labelled(entry, root, folder, split, language)


def _labelled(entry: dict[str, Any], root: Path, folder: str, split: str, language: Language) -> LabelledCase:
    title, content = entry[f"query_title_{language}"].strip(), entry[f"query_content_{language}"].strip()
    history = f"{title}. {content}" if language != "zh" else f"{title}。{content}"
    reference, why = _reference(entry["responses"], split)
    images, _ = pictures(root, [f"{folder}/{name}" for name in entry["image_ids"]] if folder else [])
    return LabelledCase(
        case=Case(id=entry["encounter_id"], history=history, language=language, images=images),
        reference=evenly(tuple(sorted(reference))) if reference else {},
        why_empty=why,
        group=entry["encounter_id"],
        missing_images=len(entry["image_ids"]) - len(images),
        answers=tuple(
            Answer(
                author=one["author_id"],
                text={tongue: one[f"content_{tongue}"] for tongue in _LANGUAGES if f"content_{tongue}" in one},
                completeness=one.get("completeness"),
                consensus=None if "contains_freq_ans" not in one else one["contains_freq_ans"] == 1.0,
            )
            for one in entry["responses"]
        ),
    )


def _reference(responses: list[dict[str, Any]], split: str) -> tuple[set[str], str]:
    if split != "train":
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


READER = DermaVqa()
