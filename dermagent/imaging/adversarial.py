"""Change an image by a hair's breadth in the worst direction for an encoder: the fast gradient sign method.

(Goodfellow, Shlens and Szegedy 2015.) Equally accurate models differ in how little of this they bear.
"""

from collections.abc import Callable

import numpy as np

from dermagent.imaging.colour import Floats, Pixels

#: Steps of 255 by which each value of the image is moved; none of them can be seen.
LEVELS = (1, 2, 4, 8)


def fgsm(pixels: Pixels, gradient: Callable[[Pixels], Floats], levels: int) -> Pixels:
    """The image x as clip(x + ε·sign(∇L(x))) with ε = levels / 255; what has no gradient stays.

    `gradient` gives that of the loss by each value of the image, in the image's shape. With a loss of 1 - cosine to
    a text the image moves away from the text, with its negative (a targeted attack) towards it.

    Raises:
        ValueError: the gradient is not of the image's shape or not finite, or levels are negative.
    """
    slope = np.asarray(gradient(pixels))
    if slope.shape != pixels.shape or not np.isfinite(slope).all() or levels < 0:
        raise ValueError("a finite gradient of the image's shape and levels of at least 0 are needed")
    moved = pixels.astype(np.int64) + levels * np.sign(slope).astype(np.int64)
    return np.asarray(np.clip(moved, 0, 255), dtype=np.uint8)
