"""Visible-light photographs in DICOM files (dermoscopy, photography): the pixels and what one of them spans.

Nothing else of the file is read, and no name, date or number of a patient leaves it. Needs the extra `dicom`.
"""

import importlib
import io
from dataclasses import dataclass
from typing import Any

import numpy as np
from PIL import Image

from dermagent.errors import InputError
from dermagent.imaging.limits import ImageLimits

#: Storage classes of images taken by visible light (photography, dermoscopy, microscopy, …) and secondary capture.
_VISIBLE_LIGHT = ("1.2.840.10008.5.1.4.1.1.77.1.", "1.2.840.10008.5.1.4.1.1.7")


@dataclass
class Dicom:
    """A DICOM image whose header was read; `mm_per_px` is the mean of its pixel spacing."""

    size: tuple[int, int]
    dataset: Any
    mm_per_px: float | None

    def load(self, longest: int | None) -> Image.Image:
        """The first frame in 8 bits, or grey values of 16."""
        pixels = importlib.import_module("pydicom.pixels")
        frame = np.asarray(pixels.pixel_array(self.dataset, index=0))  # colours come as RGB
        if frame.ndim == 2:
            if self.dataset.PhotometricInterpretation == "PALETTE COLOR":
                frame = np.asarray(pixels.apply_color_lut(frame, self.dataset))
            elif self.dataset.PhotometricInterpretation == "MONOCHROME1":
                frame = frame.max() - frame
        if frame.dtype != np.uint8:
            bits = int(self.dataset.get("BitsStored", 16))
            frame = np.clip(np.rint(frame * (255.0 / (2**bits - 1))), 0, 255).astype(np.uint8)
        return Image.fromarray(frame)


def open_dicom(content: bytes, limits: ImageLimits, label: str, notes: list[str]) -> Dicom:
    """Read the header of a DICOM image.

    Raises:
        InputError: the extra is missing, or the file holds no photograph.
    """
    try:
        pydicom: Any = importlib.import_module("pydicom")
    except ImportError as error:
        raise InputError(
            f"{label} is a DICOM file, which needs an extra; install `dermagent[dicom]` or export it as PNG"
        ) from error
    dataset = pydicom.dcmread(io.BytesIO(content))
    kind = str(dataset.get("SOPClassUID", ""))
    if not kind.startswith(_VISIBLE_LIGHT) or "PixelData" not in dataset:
        raise InputError(f"{label} is a DICOM file without a photograph; expected a visible-light image")
    size = (int(dataset.Columns), int(dataset.Rows))
    if size[0] * size[1] > limits.max_pixels:
        raise InputError(
            f"{label} has more than {limits.max_pixels} pixels (`max_pixels`); export it with fewer pixels"
        )
    if min(size) < limits.min_side_px:
        raise InputError(f"{label} is {size[0]} by {size[1]} pixels; use the original photograph")
    if int(dataset.get("NumberOfFrames") or 1) > 1:
        notes.append(f"Only the first of {dataset.NumberOfFrames} frames was used.")
    spacing = dataset.get("PixelSpacing")
    span = sum(float(one) for one in spacing) / len(spacing) if spacing else None
    return Dicom(size, dataset, span if span and span > 0 else None)
