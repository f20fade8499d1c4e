"""Find dark thin hairs and paint them over with what lies beside them."""

import numpy as np
import numpy.typing as npt
from PIL import Image

from dermagent.imaging.colour import Pixels

#: Side of the closing, and how much darker than it a hair is (of 255), at a side of 256 px.
_SIDE, _DARKER = 17, 10
_REFERENCE = 256
#: Larger spots than this share of the image are no hair unless they are thin.
_THIN = 0.35


def hair_mask(pixels: Pixels) -> npt.NDArray[np.bool_]:
    """True on hairs: where the grey closing is more than 10 of 255 brighter, in thin components."""
    from scipy import ndimage

    grey = np.asarray(Image.fromarray(pixels).convert("L"), dtype=np.int16)
    side = max(3, round(_SIDE * max(grey.shape) / _REFERENCE) | 1)
    closed = ndimage.grey_closing(grey, size=(side, side))  # a square window, which is done one axis after the other
    dark = closed - grey > _DARKER
    labels, number = ndimage.label(dark, structure=np.ones((3, 3)))
    if not number:
        return np.zeros(grey.shape, dtype=bool)
    areas = ndimage.sum_labels(dark, labels, np.arange(1, number + 1))
    boxes = ndimage.find_objects(labels)
    kept = np.zeros(number + 1, dtype=bool)
    for n, (area, box) in enumerate(zip(areas, boxes, strict=True), start=1):
        height, width = (edge.stop - edge.start for edge in box)
        long = max(height, width)
        kept[n] = long >= side and area / (long * long) < _THIN
    return np.asarray(ndimage.binary_dilation(kept[labels]))


def remove_hair(pixels: Pixels) -> tuple[Pixels, npt.NDArray[np.bool_]]:
    """The image with each hair pixel taken from the nearest pixel that is none, and the hairs; no hair, no change."""
    from scipy import ndimage

    mask = hair_mask(pixels)
    if not mask.any() or mask.all():
        return pixels, mask
    rows, columns = ndimage.distance_transform_edt(mask, return_distances=False, return_indices=True)
    return pixels[rows, columns], mask
