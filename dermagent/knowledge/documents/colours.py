"""Colours of words and of their ground, and whether they look the same."""

import colorsys
import re

Colour = tuple[float, float, float]
WHITE: Colour = (1.0, 1.0, 1.0)
#: Colours that differ by less in each part look the same; what is less opaque is not seen.
_SAME, _CLEAR = 0.06, 0.1
_NAMES = {
    name: tuple(int(code[n : n + 2], 16) / 255 for n in (0, 2, 4))
    for name, code in (
        pair.split("=")
        for pair in (
            "white=ffffff snow=fffafa ivory=fffff0 floralwhite=fffaf0 ghostwhite=f8f8ff whitesmoke=f5f5f5 "
            "azure=f0ffff mintcream=f5fffa seashell=fff5ee honeydew=f0fff0 aliceblue=f0f8ff black=000000 "
            "red=ff0000 green=008000 blue=0000ff yellow=ffff00 gray=808080 grey=808080 silver=c0c0c0 "
            "navy=000080 teal=008080 maroon=800000 purple=800080 lime=00ff00 olive=808000 aqua=00ffff "
            "cyan=00ffff fuchsia=ff00ff magenta=ff00ff orange=ffa500 pink=ffc0cb gold=ffd700 brown=a52a2a "
            "lightgray=d3d3d3 lightgrey=d3d3d3 darkgray=a9a9a9 darkgrey=a9a9a9 gainsboro=dcdcdc beige=f5f5dc "
            "lightyellow=ffffe0 darkblue=00008b darkred=8b0000 darkgreen=006400 darkcyan=008b8b "
            "darkmagenta=8b008b darkyellow=808000"
        ).split()
    )
}
_HEX = re.compile(r"#?([0-9a-f]{3,4}|[0-9a-f]{6}|[0-9a-f]{8})")
_FUNCTION = re.compile(r"(rgb|hsl)a?\(([^)]*)\)")
_PART = re.compile(r"([+-]?\d*\.?\d+)(%|deg)?")


def alike(one: Colour | None, other: Colour | None) -> bool:
    """Whether two colours look the same; one that is not known looks like none."""
    return one is not None and other is not None and all(abs(a - b) <= _SAME for a, b in zip(one, other, strict=True))


def is_clear(told: str) -> bool:
    """Whether a colour as styles write it is none: transparent, or nearly so."""
    return told == "transparent" or _read(told)[1] < _CLEAR


def colour_of(told: str) -> Colour | None:
    """A colour as styles write it: a name, hexadecimal figures, rgb() or hsl(); None where it is not known."""
    return _read(told)[0]


def _read(told: str) -> tuple[Colour | None, float]:
    """A colour and its opacity."""
    told = told.strip().lower()
    if name := _NAMES.get(told):
        return (name[0], name[1], name[2]), 1.0
    if found := _HEX.fullmatch(told):
        digits = found[1] if len(found[1]) > 4 else "".join(digit * 2 for digit in found[1])
        parts = [int(digits[n : n + 2], 16) / 255 for n in range(0, len(digits), 2)]
        return (parts[0], parts[1], parts[2]), parts[3] if len(parts) > 3 else 1.0
    if not (call := _FUNCTION.fullmatch(told)):
        return None, 1.0
    numbers = [(float(number), unit) for number, unit in _PART.findall(call[2])]
    if len(numbers) not in (3, 4):
        return None, 1.0
    alpha = numbers[3][0] / (100 if numbers[3][1] == "%" else 1) if len(numbers) > 3 else 1.0
    (a, a_unit), (b, b_unit), (c, c_unit) = numbers[:3]
    if call[1] == "hsl":
        return colorsys.hls_to_rgb(a / 360 % 1, min(c / 100, 1.0), min(b / 100, 1.0)), alpha
    whole = [value / (100 if unit == "%" else 255) for value, unit in ((a, a_unit), (b, b_unit), (c, c_unit))]
    return (whole[0], whole[1], whole[2]), alpha
