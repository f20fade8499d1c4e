"""Colour spaces and differences: sRGB, its light, CIELAB (D65, 2 degrees), CIEDE2000, typology angle."""

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Pixels = npt.NDArray[np.uint8]

_WHITE = np.array([0.95047, 1.0, 1.08883])
_TO_XYZ = np.array(
    [[0.4124564, 0.3575761, 0.1804375], [0.2126729, 0.7151522, 0.0721750], [0.0193339, 0.1191920, 0.9503041]]
)


def linear(rgb: npt.ArrayLike) -> Floats:
    """Values 0 to 255 of sRGB as light, 0 to 1 (IEC 61966-2-1)."""
    c = np.asarray(rgb, dtype=np.float64) / 255
    return np.asarray(np.where(c <= 0.04045, c / 12.92, ((c + 0.055) / 1.055) ** 2.4))


def srgb_to_lab(rgb: npt.ArrayLike) -> Floats:
    """(..., 3) sRGB 0 to 255 as CIELAB: L* 0 to 100, a*, b*."""
    xyz = linear(rgb) @ _TO_XYZ.T / _WHITE
    delta = 6 / 29
    f = np.where(xyz > delta**3, np.cbrt(xyz), xyz / (3 * delta**2) + 4 / 29)
    return np.stack((116 * f[..., 1] - 16, 500 * (f[..., 0] - f[..., 1]), 200 * (f[..., 1] - f[..., 2])), axis=-1)


def to_srgb(light: Floats) -> Pixels:
    """(..., 3) light, 0 to 1, as 8-bit sRGB; what lies outside is clipped (IEC 61966-2-1)."""
    inside = np.clip(light, 0, 1)
    encoded: Floats = np.where(inside <= 0.0031308, 12.92 * inside, 1.055 * inside ** (1 / 2.4) - 0.055)
    return np.rint(encoded * 255).astype(np.uint8)


def lab_to_srgb(lab: Floats) -> Pixels:
    """(..., 3) CIELAB (D65, 2 degrees), L* 0 to 100, as 8-bit sRGB; colours outside sRGB are clipped."""
    fy = (lab[..., 0] + 16) / 116
    f = np.stack((fy + lab[..., 1] / 500, fy, fy - lab[..., 2] / 200), axis=-1)
    delta = 6 / 29
    xyz = np.where(f > delta, f**3, 3 * delta**2 * (f - 4 / 29)) * (0.95047, 1.0, 1.08883)
    x, y, z = xyz[..., 0], xyz[..., 1], xyz[..., 2]
    # Written out, since matrix products may round differently from one processor to the next.
    red = 3.2404542 * x - 1.5371385 * y - 0.4985314 * z
    green = -0.9692660 * x + 1.8760108 * y + 0.0415560 * z
    blue = 0.0556434 * x - 0.2040259 * y + 1.0572252 * z
    return to_srgb(np.stack((red, green, blue), axis=-1))


def typology_angle(lightness: float, b: float) -> float:
    """Individual typology angle in degrees: atan2(L* - 50, b*), -90 to 270 left out by b* > 0 of skin."""
    return float(np.degrees(np.arctan2(lightness - 50, b)))


def ciede2000(first: npt.ArrayLike, second: npt.ArrayLike) -> Floats:
    """Colour difference of two CIELAB arrays (..., 3), k_L = k_C = k_H = 1 (Sharma, Wu, Dalal 2005)."""
    one, two = np.asarray(first, dtype=float), np.asarray(second, dtype=float)
    c_mean = (np.hypot(one[..., 1], one[..., 2]) + np.hypot(two[..., 1], two[..., 2])) / 2
    g = 0.5 * (1 - np.sqrt(c_mean**7 / (c_mean**7 + 25.0**7)))
    a1, a2 = one[..., 1] * (1 + g), two[..., 1] * (1 + g)
    c1, c2 = np.hypot(a1, one[..., 2]), np.hypot(a2, two[..., 2])
    h1 = np.degrees(np.arctan2(one[..., 2], a1)) % 360
    h2 = np.degrees(np.arctan2(two[..., 2], a2)) % 360
    grey = c1 * c2 == 0
    turn = np.where(grey, 0.0, (h2 - h1 + 180) % 360 - 180)
    turn = np.where((turn == -180) & (h2 > h1), 180.0, turn)
    lightness, chroma = two[..., 0] - one[..., 0], c2 - c1
    hue = 2 * np.sqrt(c1 * c2) * np.sin(np.radians(turn) / 2)
    l_mean, chroma_mean = (one[..., 0] + two[..., 0]) / 2, (c1 + c2) / 2
    apart = np.abs(h1 - h2) > 180
    h_mean = np.where(grey, h1 + h2, (h1 + h2 + np.where(apart, np.where(h1 + h2 < 360, 360, -360), 0)) / 2)
    t = (
        1
        - 0.17 * np.cos(np.radians(h_mean - 30))
        + 0.24 * np.cos(np.radians(2 * h_mean))
        + 0.32 * np.cos(np.radians(3 * h_mean + 6))
        - 0.20 * np.cos(np.radians(4 * h_mean - 63))
    )
    s_l = 1 + 0.015 * (l_mean - 50) ** 2 / np.sqrt(20 + (l_mean - 50) ** 2)
    s_c, s_h = 1 + 0.045 * chroma_mean, 1 + 0.015 * chroma_mean * t
    rotation = -2 * np.sqrt(chroma_mean**7 / (chroma_mean**7 + 25.0**7))
    rotation = rotation * np.sin(np.radians(60 * np.exp(-(((h_mean - 275) / 25) ** 2))))
    parts = lightness / s_l, chroma / s_c, hue / s_h
    return np.asarray(np.sqrt(parts[0] ** 2 + parts[1] ** 2 + parts[2] ** 2 + rotation * parts[1] * parts[2]))
