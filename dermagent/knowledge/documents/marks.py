"""Small raised and lowered signs in running text: powers and fractions stay what they are, marks of footnotes go.

A figure that is put beside another one without its height makes another number, so nothing raised is ever put behind a
figure as it stands: it keeps its height as a sign of its own (10⁶, 7½), which no quotation can cut either.
"""

import re
import unicodedata
from collections.abc import Iterable
from itertools import groupby
from typing import Literal

from dermagent.text.normal import CJK

Height = Literal["", "raised", "lowered"]

#: The description of an image that is a sign in the text is so wide at most; a Chinese letter counts two.
_SIGN = 3
_UP = str.maketrans("0123456789+-=()\u2212\u2013", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾⁻⁻") | str.maketrans(
    "abcdefghijklmnoprstuvwxyz", "ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻ"
)
_DOWN = str.maketrans("0123456789+-=()\u2212\u2013", "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎₋₋") | str.maketrans(
    "aehijklmnoprstuvx", "ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓ"
)
_VULGAR = {
    (int(pair[0]), int(pair[1])): sign
    for sign in "½⅓⅔¼¾⅕⅖⅗⅘⅙⅚⅐⅛⅜⅝⅞⅑"
    if (pair := unicodedata.normalize("NFKC", sign).split("\u2044"))
}
_VULGAR[1, 10] = "⅒"
#: What a power is put on: a unit of length or of time below a stroke, or a letter that stands by itself.
_POWER_OF = re.compile(r"(?<![^\W\d_])(?:[munkcdµμ]?m|[^\W\d_])$")
#: A letter behind a number is a unit that has no power.
_BARE_UNIT = re.compile(r"\d\s*[gGlLdh]$")
_REFERENCE = re.compile(r"[\d\s,;*†‡§¶#–\u2212-]+|[a-z](?:\s*,\s*[a-z])*|[\[(]\s*[\w\s,;–-]{1,12}[\])]")
#: A raised sign that is no power wherever it stands.
_NO_POWER = re.compile(r"\[\s*[\w\s,;\u2013-]{1,12}\]|[*\u2020\u2021\u00a7\u00b6#]+")
#: A raised figure typed behind a word or the end of a sentence: units and formulas end in fewer small letters.
_TYPED_MARK = re.compile(
    "(?:(?<=[^\\W\\d_]{2}[a-z\u00df-\u00ff\u3400-\u9fff])|(?<=[.,;:!?\u3002\uff0c\uff1b]))[\u00b9\u00b2\u00b3\u2070\u2074-\u2079]+"
    "(?![\u207a-\u207e\u2044])"
)
#: A mark of a footnote as Markdown writes it.
_NAMED_MARK = re.compile(r"(?:(?<=\S)|^)\[\^[\w-]{1,20}\][:\u2060]?", re.MULTILINE)
ORDINALS = frozenset({"st", "nd", "rd", "th", "er", "ère", "ème", "\u00ae", "\u2122"})
_SLASH = "/\u2044\u2215"


def shown(parts: Iterable[tuple[str, Height]], before: str = "") -> str:
    """Stretches of text with their heights as one text; what stands before them is not told again.

    A raised figure over a lowered one is a fraction; a raised sign behind a figure or a unit keeps its height; a mark
    of a footnote behind a word is left out.
    """
    runs = [("".join(text for text, _ in group), height) for height, group in groupby(_held(parts), lambda p: p[1])]
    said = before
    n = 0
    while n < len(runs):
        text, height = runs[n]
        behind = runs[n + 1][0] if n + 1 < len(runs) else ""
        used, fraction = _fraction(runs[n : n + 3])
        if fraction:
            said += fraction
            n += used
            continue
        if height == "raised":
            said += _lead(said, text) + raised(said, text.strip(), behind)
            said += " " if text[-1:].isspace() else ""
        elif height == "lowered":
            said += lowered(said, text.strip())
        else:
            said += text
        n += 1
    return said[len(before) :]


def _held(parts: Iterable[tuple[str, Height]]) -> Iterable[tuple[str, Height]]:
    """The parts without empty ones; blanks have no height, unless figures stand on both sides."""
    return ((text, height if text.strip() else "") for text, height in parts if text)


def _lead(before: str, text: str) -> str:
    return " " if before and text[:1].isspace() else ""


def _fraction(runs: list[tuple[str, Height]]) -> tuple[int, str]:
    """(stretches used, the fraction) where stretches begin with one; (0, "") where they do not."""
    text, height = runs[0]
    if height == "raised" and (whole := re.fullmatch(rf"\s*(\d+)\s*[{_SLASH}]\s*(\d+)\s*", text)):
        return 1, fraction(whole[1], whole[2])
    top = re.fullmatch(rf"\s*(\d+)\s*([{_SLASH}]?)\s*", text)
    if height != "raised" or not top or len(runs) < 2:
        return 0, ""
    middle, middle_height = runs[1]
    if top[2] and re.fullmatch(r"\s*\d+\s*", middle):
        return 2, fraction(top[1], middle.strip())
    if middle_height == "lowered" and (low := re.fullmatch(rf"\s*[{_SLASH}]\s*(\d+)\s*", middle)):
        return 2, fraction(top[1], low[1])
    if middle_height:
        return 0, ""
    if re.fullmatch(rf"\s*[{_SLASH}]\s*", middle) and len(runs) > 2 and runs[2][1] == "lowered":
        if low := re.fullmatch(r"\s*(\d+)\s*", runs[2][0]):
            return 3, fraction(top[1], low[1])
        return 0, ""
    if rest := re.match(rf"[{_SLASH}](\d+)(?![\d.,]\d)", middle):
        runs_left = middle[rest.end() :]
        return 2, fraction(top[1], rest[1]) + runs_left
    return 0, ""


def sign_of(description: str) -> str:
    """What an image is in running text by its description: a sign where that is as short as one, else nothing seen."""
    wide = sum(1 + (c >= CJK) for c in description)
    return description if wide <= _SIGN else " "


def without_marks(text: str) -> str:
    """A text without the marks of footnotes that are typed into it, raised figures behind a word or `[^1]`."""
    return _NAMED_MARK.sub("", _TYPED_MARK.sub("", text))


def fraction(top: str, bottom: str) -> str:
    """A fraction of two whole numbers in signs that cannot be read as figures of the number before it."""
    return _VULGAR.get((int(top), int(bottom))) or f"{top.translate(_UP)}\u2044{bottom.translate(_DOWN)}"


def raised(before: str, text: str, behind: str = "") -> str:
    """What a raised text behind `before` is in running text: a power, an ordinal; nothing where it marks a footnote."""
    last = before[-1:]
    if not text or text.lower() in ORDINALS:
        return text
    figure = last.isdigit() or last in "½⅓⅔¼¾"
    signed = text[0] in "+-\u2212\u2013" or text[-1] in "+-\u2212"
    if before.strip() and _NO_POWER.fullmatch(text) and not (text == "*" and behind[:1].isalnum()):
        return ""
    power = bool(_POWER_OF.search(before)) and not _BARE_UNIT.search(before)
    if not last or last.isspace() or (last and figure) or signed:
        return _as_marks(text, _UP)
    if power and re.fullmatch(r"\d+", text):
        return _as_marks(text, _UP)
    if _REFERENCE.fullmatch(text) and not (text == "*" and behind[:1].isalnum()):
        return ""
    return text if not (last.isalnum() and text[0].isalnum() and len(text) > 3) else f" {text}"


def lowered(before: str, text: str) -> str:
    """What a lowered text behind `before` is in running text: H2O, but 5₂ behind a figure."""
    return _as_marks(text, _DOWN) if before[-1:].isdigit() else text


def _as_marks(text: str, signs: dict[int, int]) -> str:
    """A text in signs of that height; where one has no such sign, the text behind a caret or in brackets."""
    marks = text.translate(signs)
    if all(ord(c) in signs or not c.isalnum() for c in text):
        return marks
    return f"^({text})" if signs is _UP else f"_({text})"
