"""The mark of a model's own answers written down as labels; whatever reads labels as the truth refuses it."""

from collections.abc import Iterable

from dermagent.errors import InputError

#: Column and value of every row of such a file.
PSEUDO = "pseudo"


def refuse_pseudo_labels(columns: Iterable[str], file: str) -> None:
    """Refuse a file whose columns say that its labels are a model's.

    Raises:
        InputError: they do.
    """
    if any(column.strip().lower() == PSEUDO for column in columns):
        raise InputError(
            f"{file} holds pseudo-labels, a model's own answers, which are never read as the truth; write the rows "
            f"that a person has confirmed into a file of their own, without the column {PSEUDO!r}"
        )
