"""Differentials of several dermatologists a case, without images or history: readers scored against readers."""

import json
from collections.abc import Iterator
from pathlib import Path

from dermagent.errors import InputError
from dermagent.evals.datasets.base import NOT_MAPPED, LabelledCase, conditions_of, reference_of
from dermagent.evals.metrics.readers import inverse_rank_weights
from dermagent.types import Case, Language

NAMES, RANKINGS, RISKS = "dermatology_conditions.txt", "dermatology_selectors.json", "dermatology_risks.txt"
NAME = "ddx_uncertain"
_HIGH = 2

#: Blocks of tied names, best first.
Ranking = list[list[str]]


class Readers:
    """The cases have no content, so nothing can be diagnosed: the set measures readers and tests the scorer."""

    name = NAME

    def load(self, root: Path, *, split: str, language: Language) -> Iterator[LabelledCase]:
        """Each case with the readers' aggregated differential as its reference; what is not mapped is left out."""
        dangerous = high_risk(root)
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
                readers=sum(map(bool, readers)),
                high_risk=tuple(
                    sorted({c for label in weights if label in dangerous for c in conditions_of(label, "scin")})
                ),
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


def high_risk(root: Path) -> frozenset[str]:
    """The names of the highest risk class (2).

    Raises:
        InputError: a file is missing, or does not give each name its class.
    """
    try:
        names, risks = ((root / name).read_text(encoding="utf-8").splitlines() for name in (NAMES, RISKS))
        return frozenset(name for name, risk in zip(names, risks, strict=True) if int(risk) == _HIGH)
    except (OSError, ValueError) as error:
        raise InputError(f"expected {NAMES} and {RISKS} with a line each for a name in {root.name}") from error


READER = Readers()
