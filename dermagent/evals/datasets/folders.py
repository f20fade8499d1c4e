"""Data sets that are folders of images alone: the card's pattern says what a path means."""

import os
import re
from collections.abc import Iterator
from pathlib import Path

from dermagent.errors import InputError
from dermagent.evals.datasets.base import NOT_MAPPED, LabelledCase, SetCard, conditions_of, evenly, safe_id
from dermagent.types import Case, CaseImage, Language, Patient


class Folders:
    """A reader of such folders; each image is a case, in the order of their paths."""

    def __init__(self, card: SetCard) -> None:
        if card.images is None:
            raise ValueError(f"the card of {card.name} has no pattern of images")
        self.name, self.card, self._images = card.name, card, card.images
        self._pattern = re.compile(card.images.path, re.IGNORECASE)

    def load(self, root: Path, *, split: str, language: Language) -> Iterator[LabelledCase]:
        """The images of a split; other files are passed over.

        Raises:
            InputError: there is no such split, or no file of the folder fits the pattern.
        """
        if split not in self.card.splits:
            raise InputError(f"{self.name} has no split {split!r}; known are {', '.join(self.card.splits)}")
        fitting = 0
        given: set[str] = set()
        for path in _files(root):
            found = self._pattern.fullmatch(path)
            if not found:
                continue
            fitting += 1
            named = {group: text or "" for group, text in found.groupdict().items()}
            if re.sub(r"\W+", "-", named.get("split", split)).lower() == split:
                name = safe_id(path.rsplit("/", 1)[-1])
                name = safe_id(path) if name in given else name  # one name in two folders is two images
                given.add(name)
                yield self._case(path, named, name)
        if not fitting:
            raise InputError(f"{root.name}: expected the folders of {self.name}, found no image of theirs")

    def _case(self, path: str, named: dict[str, str], name: str) -> LabelledCase:
        conditions = conditions_of(named["label"], self.name)
        return LabelledCase(
            case=Case(
                id=name,
                images=(CaseImage(path=path, modality=self._images.modality),),
                patient=Patient(id=named.get("group") or None if self.card.group == "patient" else None),
            ),
            reference=evenly(conditions) if conditions else {},
            why_empty="" if conditions else NOT_MAPPED,
            label=named["label"],
            group=named.get("group") or name,
            synthetic=self.card.synthetic,
        )


def _files(root: Path) -> Iterator[str]:
    """All files below a folder, as paths relative to it with "/", in a fixed order."""
    for folder, folders, names in os.walk(root):
        folders.sort()
        for name in sorted(names):
            yield (Path(folder) / name).relative_to(root).as_posix()
