"""MM-Skin: questions about images from textbooks with answers in sentences, for text scores only."""

import re
from collections.abc import Iterator
from pathlib import Path

from dermagent.errors import InputError
from dermagent.evals.datasets.base import LabelledCase, images_in, make_case
from dermagent.evals.datasets.tables import read_rows
from dermagent.evals.metrics.deltableu import Answer
from dermagent.types import Language

FILE = "MM-Skin_test.csv"
#: Some answers are what a model said when it refused to answer.
_REFUSAL = re.compile(r"\b(unable to (answer|assist|provide)|(cannot|can't|can not) (answer|assist))\b", re.IGNORECASE)


class MmSkin:
    """A reader of the test questions; an answer is no diagnosis, so no case has a reference condition."""

    name = "mm_skin"

    def load(self, root: Path, *, split: str, language: Language) -> Iterator[LabelledCase]:
        """Every question in the file's order, by its number; one whose gold answer is a refusal has no answer.

        Raises:
            InputError: there is no such split, or the file is missing or lacks a column.
        """
        if split != "test":
            raise InputError(f"mm_skin has no split {split!r}; known is test")
        for number, row in enumerate(read_rows(root / FILE, ("image", "question", "answer")), start=1):
            images, missing = images_in(root, [row["image"]])
            refused = bool(_REFUSAL.search(row["answer"])) or not row["answer"]
            yield LabelledCase(
                case=make_case(
                    f"{FILE}, row {number}",
                    id=f"mm_skin:{number}",
                    history=row["question"] or "(no question)",
                    language="en",
                    images=images,
                ),
                reference={},
                why_empty="the gold answer is a refusal" if refused else "no diagnosis label",
                group=row["image"],
                missing_images=missing,
                answers=() if refused else (Answer(author="textbook", text={"en": row["answer"]}),),
            )


READER = MmSkin()
