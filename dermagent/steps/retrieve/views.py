"""The images of a case as retrievers see them: as pixels, and re-encoded for a model."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from dermagent.llm.base import EncodedImage
from dermagent.types import LesionOutline, Modality


@dataclass(frozen=True, eq=False)
class DecodedImage:
    """A readable image of the case: its place there, what kind it is, and its pixels, (h, w, 3) sRGB.

    `pixels` are prepared as the settings ask, `done` says how; `taken` are those of the image as it was taken,
    `sha256` is its file's, `lesion` the case's name for what it shows, `outline` what was outlined in `taken`.
    """

    place: int
    modality: Modality
    pixels: npt.NDArray[np.uint8]
    taken: npt.NDArray[np.uint8]
    sha256: str = ""
    done: tuple[str, ...] = ()
    part: int = 0
    lesion: str = ""
    outline: LesionOutline | None = None

    @property
    def name(self) -> str:
        """How the report calls it; `part` counts what was cut out of it from 1."""
        return f"Image {self.place + 1}" + (f", part {self.part}" if self.part else "")


@dataclass(frozen=True)
class Shown:
    """The case's images: re-encoded for a model (only where one is set), and as pixels where something looks at them.

    `apart` holds them one by one where a vision model is to be asked about each, since it takes fewer at once.
    """

    encoded: tuple[EncodedImage, ...] = ()
    apart: tuple[EncodedImage, ...] = ()
    views: tuple[DecodedImage, ...] = ()


def prepared(views: Sequence[DecodedImage]) -> tuple[str, ...]:
    """What was done to each image before anything looked at it, in sentences."""
    return tuple(f"{v.name} was prepared before it was looked at: {'; '.join(v.done)}." for v in views if v.done)
