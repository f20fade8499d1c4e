"""DermaVQA, Reddit part: answers of annotators; queries and images are fetched from Reddit by the user."""

from collections.abc import Iterator
from pathlib import Path

from dermagent.errors import InputError
from dermagent.evals.datasets.base import LabelledCase
from dermagent.evals.datasets.dermavqa import labelled, read_entries
from dermagent.types import Language

FILES = {split: f"{split}_answersonly.json" for split in ("train", "valid", "test")}


class Reddit:
    """A reader of the answers; a case is empty until its query stands in the file or its image in `images/`."""

    name = "dermavqa_reddit"

    def load(self, root: Path, *, split: str, language: Language) -> Iterator[LabelledCase]:
        """All cases of a split in the file's order; only English is there.

        Raises:
            InputError: there is no such split, or its file is missing or of another form.
        """
        if split not in FILES:
            raise InputError(f"dermavqa_reddit has no split {split!r}; known are {', '.join(FILES)}")
        for number, entry in enumerate(read_entries(root / FILES[split]), start=1):
            yield labelled(entry, root, "images", language, marked=True, where=f"{FILES[split]}, entry {number}")


READER = Reddit()
