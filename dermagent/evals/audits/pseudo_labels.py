"""Export a run's surest answers as pseudo-labels for a person to review; no reader of ours takes them for the truth."""

import csv
from collections.abc import Sequence
from pathlib import Path

from dermagent.errors import InputError
from dermagent.evals.running.records import Record
from dermagent.knowledge.base import knowledge
from dermagent.pseudo import PSEUDO

COLUMNS = (PSEUDO, "case_id", "condition", "name", "probability", "model", "reviewed_by", "reviewed_condition")


def write_pseudo_labels(records: Sequence[Record], path: Path, *, at_least: float) -> int:
    """Write the first condition of each answered case whose probability is at least this, of the first repeat.

    The probabilities are the run's own; how far they can be trusted is what `dermagent eval score` says of it. The last
    two columns are empty, for the reviewer.

    Returns:
        How many rows there are.

    Raises:
        InputError: the file is there already, because it may hold a review, or cannot be written.
    """
    names = knowledge().conditions
    sure = [r for r in records if r.outcome == "answered" and not r.repeat and r.ranked and r.ranked[0][1] >= at_least]
    try:
        with path.open("x", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(COLUMNS)
            for record in sure:
                condition, probability = record.ranked[0]
                name = names[condition].name if condition in names else condition
                row = record.case_id, condition, name, f"{probability:.6f}", record.model_served or "", "", ""
                writer.writerow((PSEUDO, *row))
    except FileExistsError as error:
        raise InputError(f"{path.name} is there already and may hold a review; choose another name") from error
    except OSError as error:
        raise InputError(f"cannot write {path.name}: {error.strerror}") from error
    return len(sure)
