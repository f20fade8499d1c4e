"""Differentials of several dermatologists a case, without pictures or history: readers scored against readers."""

import json
from collections.abc import Iterator
from pathlib import Path

from dermagent.errors import InputError
from dermagent.evals.datasets.base import NOT_MAPPED, LabelledCase, reference_of
from dermagent.evals.metrics.readers import inverse_rank_weights
from dermagent.types import Case, Language

NAMES, RANKINGS = "dermatology_conditions.txt", "dermatology_selectors.json"
NAME = "ddx_uncertain"

#: Blocks of tied names, best first.
Ranking = list[list[str]]


class Readers:
    """The cases have no content, so nothing can be diagnosed: the set measures readers and tests the scorer."""

    name = NAME

    def load(self, root: Path, *, split: str, language: Language) -> Iterator[LabelledCase]:
        """Each case with the readers' aggregated differential as its reference; what is not mapped is left out."""
        for number, readers in enumerate(rankings(root)):
            weights = inverse_rank_weights(readers)
            reference, unmapped = reference_of(weights, "scin")
            first = max(weights, key=lambda label: weights[label])
            yield LabelledCase(
                case=Case(id=f"ddx-{number:04d}", history="(the data set holds no history)"),
                reference=reference,
                why_empty="" if reference else NOT_MAPPED,
                label=first,
                unmapped=unmapped,
                group=f"ddx-{number:04d}",
            )


def rankings(root: Path) -> list[list[Ranking]]:
    """Cases → readers → blocks of tied names, best first.

    Raises:
        InputError: a file is missing or of another form.
    """
    try:
        names = (root / NAMES).read_text(encoding="utf-8").splitlines()
        cases = json.loads((root / RANKINGS).read_text(encoding="utf-8"))
        return [[[[names[i] for i in block] for block in reader] for reader in case] for case in cases]
    except (OSError, ValueError, TypeError, IndexError) as error:
        raise InputError(f"expected {NAMES} and {RANKINGS} of the uncertain-ground-truth set in {root.name}") from error


READER = Readers()
