"""Judge whether a photograph is sharp and well lit enough to be described."""

import numpy as np
import numpy.typing as npt
from PIL import Image

from dermagent.types import ImageQuality

#: All figures are taken at this long side, so that they do not depend on the camera's resolution.
LONG_SIDE_PX = 512
DARK, BRIGHT = 20, 245

# Each threshold was checked on the 511 real photographs in shared/data/skin_photos (418 clinical, 93 dermoscopic, long
# side up to 512 px) and on versions of them made worse. Called unusable: 0.6 % of the originals (3, all small ones
# enlarged to 512 px); 96.9 % under a Gaussian blur of 3 px at 512 px, 100 % at 4 px, 97.5 % at 4 px once saved again
# as JPEG of quality 88; 96.3 % at a quarter of the light, 100 % at a fifth; 83.2 % at 1.8 times the light, 90.6 % at
# 2 times, 98.2 % at 2.5 times.
#
# Laplacian variance. A photograph that was blurred keeps about 1 to 2 from rounding alone.
MIN_SHARPNESS = 2.8
# Grey 45 is about L* 18. Well-lit skin of ITA -60 degrees is near L* 22, so dark skin alone does not fall below; only
# 2 of the 511 photographs are stated to be of Fitzpatrick type V or VI, so this rests on the scale, not on them.
MIN_MEAN_BRIGHTNESS = 45.0
# Dermoscopes leave black corners (share up to 0.09 here, up to about 0.4 with a full circle).
MAX_SHARE_DARK = 0.6
# Well-lit light skin has a mean of up to 202 and 0.03 of bright pixels here; the rest is room for white sheets.
MAX_MEAN_BRIGHTNESS = 220.0
MAX_SHARE_BRIGHT = 0.2
# Only adds a hint, never makes a photograph unusable: the colour rule misses skin (see `assess`).
FEW_SKIN = 0.05
#: The box of skin colour in Cb and Cr, ends included (Chai and Ngan 1999; see `assess`).
SKIN_BLUE, SKIN_RED = (77, 127), (133, 173)


def assess(pixels: npt.NDArray[np.uint8], size: tuple[int, int] | None = None) -> ImageQuality:
    """Measure sharpness, exposure and skin-coloured area, and say what to do better.

    Sharpness is the variance of the 4-neighbour Laplacian (Pech-Pacheco et al., ICPR 2000). Skin colour is the box
    77 <= Cb <= 127, 133 <= Cr <= 173 (Chai and Ngan, IEEE Trans. Circuits Syst. Video Technol. 9(4), 1999). It leaves
    brightness out and so holds over a range of skin tones, but it was fitted to faces in ordinary light: it misses
    very dark or very pale skin, deeply red, violet or black lesions and coloured light, and takes wood or sand for
    skin. It is therefore reported and never decides on `usable`.

    Args:
        pixels: (height, width, 3) sRGB, at least 1 by 1.
        size: (width, height) of the photograph as it came, where that is larger.

    Raises:
        ValueError: another shape or type.
    """
    if pixels.ndim != 3 or pixels.shape[2] != 3 or pixels.dtype != np.uint8 or 0 in pixels.shape:
        raise ValueError(f"expected (height, width, 3) uint8 pixels, found {pixels.shape} {pixels.dtype}")
    height, width = pixels.shape[:2]
    scale = LONG_SIDE_PX / max(height, width)
    small = (max(3, round(width * scale)), max(3, round(height * scale)))
    image = Image.fromarray(pixels).resize(small, Image.Resampling.BILINEAR, reducing_gap=3.0)
    grey = np.asarray(image.convert("L"))
    mean = float(grey.mean())
    sharpness = float(_laplacian(grey).var(dtype=np.float64))
    share_dark = float(np.mean(grey < DARK))
    share_bright = float(np.mean(grey > BRIGHT))
    skin_share = _skin_share(image)

    problems: list[tuple[str, str]] = []
    if mean < MIN_MEAN_BRIGHTNESS or share_dark > MAX_SHARE_DARK:
        problems.append(("too dark", "in daylight or with a lamp"))
    if mean > MAX_MEAN_BRIGHTNESS or share_bright > MAX_SHARE_BRIGHT:
        problems.append(("overexposed", "without flash or direct sun"))
    if sharpness < MIN_SHARPNESS:
        problems.append(("blurred", "with the camera held still and focused on the skin"))
    if problems:
        what = " and ".join(problem for problem, _ in problems)
        sentence = f"{what.capitalize()}; retake it {' and '.join(advice for _, advice in problems)}."
    else:
        sentence = "Sharp and well lit."
    if skin_share < FEW_SKIN:
        sentence += " Little of it has the colour of skin; check that it shows the right place."
    return ImageQuality(
        width_px=size[0] if size else width,
        height_px=size[1] if size else height,
        sharpness=sharpness,
        mean_brightness=mean,
        share_dark=share_dark,
        share_bright=share_bright,
        skin_share=skin_share,
        usable=not problems,
        sentence=sentence,
    )


def _laplacian(grey: npt.NDArray[np.uint8]) -> npt.NDArray[np.float32]:
    """Sum of the four neighbours minus four times the pixel, without the border."""
    values = grey.astype(np.float32)
    return values[:-2, 1:-1] + values[2:, 1:-1] + values[1:-1, :-2] + values[1:-1, 2:] - 4 * values[1:-1, 1:-1]


def _skin_share(image: Image.Image) -> float:
    chroma = np.asarray(image.convert("YCbCr"))
    blue, red = chroma[..., 1], chroma[..., 2]
    inside = (blue >= SKIN_BLUE[0]) & (blue <= SKIN_BLUE[1]) & (red >= SKIN_RED[0]) & (red <= SKIN_RED[1])
    return float(np.mean(inside))
