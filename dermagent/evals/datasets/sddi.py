"""sDDI: outlines of lesion, marker, ruler and skin for images of DDI, by skin tone; the images are DDI's own."""

import re
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import numpy.typing as npt

from dermagent.errors import InputError
from dermagent.evals.datasets.base import LabelledCase, images_in
from dermagent.evals.datasets.itobos import Box
from dermagent.types import Case, Language

#: What the numbers of a mask mean, by the numbers.
SDDI_CODES = ("background", "lesion", "marker", "ruler", "skin")
_TONE = re.compile(r"(?:^|_)(light|med|dark)$")
SPLITS = ("test", "train-5", "train-10", "train-15", "train-20")


class Sddi:
    """A reader of the masks of the test folders by tone, or of a share of the training part; no diagnoses."""

    name = "sddi"

    def load(self, root: Path, *, split: str, language: Language) -> Iterator[LabelledCase]:
        """The masks by tone and name: `boxes` is the box round the lesion, `concepts` what else is outlined.

        Raises:
            InputError: there is no such split, no mask of it, or a mask holds another code than 0 to 4.
        """
        if split not in SPLITS:
            raise InputError(f"sddi has no split {split!r}; known are {', '.join(SPLITS)}")
        part, _, share = split.partition("-")
        folder = root / "ddi_labels" / (f"training/{share}%/train" if part == "train" else "testing")
        paths = sorted(folder.rglob("*.npy"))
        if not paths:
            raise InputError(f"{root.name}: expected masks (.npy) in {folder.relative_to(root)}, found none")
        for path in paths:
            codes = read_codes(path)
            images, missing = images_in(root, [f"images/{path.stem}.png"], needed=True)
            tone = tone_of(path)
            yield LabelledCase(
                case=Case(id=f"{split}-{path.stem}", images=images),
                reference={},
                why_empty="no diagnosis label",
                group=path.stem,
                strata={"skin_tone": tone} if tone else {},
                missing_images=missing,
                concepts=tuple(SDDI_CODES[code] for code in np.unique(codes) if SDDI_CODES[code] != "background"),
                boxes=box_round(codes == SDDI_CODES.index("lesion")),
            )


def read_codes(path: Path) -> npt.NDArray[np.uint8]:
    """A mask of sDDI as its codes (height, width), by `SDDI_CODES`.

    Raises:
        InputError: no array of two dimensions, or a number that is none of the codes.
    """
    try:
        held = np.load(path, allow_pickle=False)
    except (OSError, ValueError, EOFError) as error:
        raise InputError(f"{path.name}: expected a NumPy array of codes") from error
    if held.ndim != 2 or held.dtype.kind not in "biuf":
        raise InputError(f"{path.name}: expected numbers in two dimensions, found {held.dtype} of {held.shape}")
    unknown = np.setdiff1d(held, np.arange(len(SDDI_CODES)))
    if len(unknown):
        raise InputError(f"{path.name}: expected the codes 0 to {len(SDDI_CODES) - 1}, found {unknown[0].item()!r}")
    return np.asarray(held, dtype=np.uint8)


def tone_of(mask: Path) -> str:
    """The skin tone that the folder of a sDDI mask names (light, med, dark); empty if none does."""
    found = _TONE.search(mask.parent.name)
    return found[1] if found else ""


def box_round(mask: np.ndarray[tuple[int, ...], np.dtype[np.bool_]]) -> tuple[Box, ...]:
    """The box round everything that is True, in shares of height and width; none if nothing is."""
    rows, columns = np.flatnonzero(mask.any(axis=1)), np.flatnonzero(mask.any(axis=0))
    if not len(rows):
        return ()
    height, width = mask.shape
    return ((rows[0] / height, columns[0] / width, (rows[-1] + 1) / height, (columns[-1] + 1) / width),)


READER = Sddi()
