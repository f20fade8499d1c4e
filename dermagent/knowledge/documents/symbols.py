"""Letters of the fonts that show signs at the places of letters, and letters that nobody can tell.

Such fonts have tables of their own: read by the table of letters, the sign for "at most" is that of a currency.
"""

import re
from unicodedata import normalize

from dermagent.knowledge.documents.fields import OPEN, TICKED

#: Stands for a letter that cannot be told.
LOST = "\ufffd"
#: A letter that is lost, or has a meaning only in the font that it was written in.
UNTOLD = re.compile("[\ufffd\ue000-\uf8ff\U000f0000-\U0010ffff]")
BULLET = "\u2022"
#: The font Symbol from its places 0x20 and 0xA0 on; a blank stands for what is no letter.
_SYMBOL = {
    first + n: letter
    for first, letters in (
        (0x20, " !∀#∃%&∋()∗+,−./0123456789:;<=>?≅ΑΒΧΔΕΦΓΗΙϑΚΛΜΝΟΠΘΡΣΤΥςΩΞΨΖ[∴]⊥_ αβχδεφγηιϕκλµνοπθρστυϖωξψζ{|}∼"),
        (0xA0, "€ϒ′≤⁄∞ƒ♣♦♥♠↔←↑→↓°±″≥×∝∂•÷≠≡≈…  ↵ℵℑℜ℘⊗⊕∅∩∪⊃⊇⊄⊂⊆∈∉∠∇®©™∏√·¬∧∨⇔⇐⇑⇒⇓◊⟨®©™∑          ⟩∫"),
    )
    for n, letter in enumerate(letters)
    if letter != " " or (first, n) == (0x20, 0)
}
#: The boxes of the fonts Wingdings, open and ticked, and the signs of items.
_WINGDINGS = dict.fromkeys((0x6F, 0x71, 0x72, 0xA8), OPEN) | dict.fromkeys((0xFD, 0xFE, 0x78, 0x53), TICKED)
_WINGDINGS |= dict.fromkeys((0x6C, 0x6E, 0x75, 0x76, 0x77, 0x9F, 0xA7, 0xD8), BULLET)
#: The same of the font Zapf Dingbats.
_DINGBATS = dict.fromkeys((0x6F, 0x70, 0x71, 0x72), OPEN) | dict.fromkeys((0x6C, 0x6E, 0x75, 0x76, 0x77), BULLET)
_TABLES = (("symbol", _SYMBOL), ("wingdings", _WINGDINGS), ("webdings", _WINGDINGS), ("dingbats", _DINGBATS))
#: Places of the private range where such fonts keep their letters, and those that are signs of items in all of them.
_PRIVATE = range(0xF000, 0xF100)
_LONE_BULLET = re.compile("(?<!\\S)[\uf0b7\uf0a7\uf0d8](?=\\s)")


#: Radicals of the supplement and the letters that they show; those of the first set have it in Unicode's own tables.
_RADICALS = {
    int(kept, 16): int(shown, 16)
    for kept, _, shown in (
        pair.partition("=")
        for pair in (
            "2E9F=6BCD 2EA0=6C11 2EA9=738B 2EAB=7F52 2EB0=7E9F 2EB6=7F8A 2EB7=7F8A 2EBC=8089 2EBE=8279 2EC1=864E "
            "2EC4=897F 2EC5=89C1 2EC6=89D2 2EC8=8BA0 2EC9=8D1D 2ECB=8F66 2ECC=8FB6 2ED0=9485 2ED1=9577 2ED3=957F "
            "2ED4=95E8 2ED8=9752 2ED9=97E6 2EDA=9875 2EDB=98CE 2EDC=98DE 2EDD=98DF 2EDF=98E0 2EE2=9A6C 2EE3=9AA8 "
            "2EE4=9B3C 2EE5=9C7C 2EE6=9E1F 2EE8=9EA6 2EE9=9EC4 2EEC=9F50 2EEE=9F7F 2EF0=9F99 2EF3=9F9F"
        ).split()
    )
}
#: Signs of upright Chinese and the wide ones that they are.
_UPRIGHT = dict(zip(range(0xFE10, 0xFE19), "\uff0c\u3001\u3002\uff1a\uff1b\uff01\uff1f\u3016\u3017", strict=True))
_UPRIGHT |= dict(zip(range(0xFE35, 0xFE39), "\uff08\uff09\uff5b\uff5d", strict=True))
_SHOWN_AS = re.compile("[\u2f00-\u2fd5\ufe30-\ufe34\ufe39-\ufe44]")


def as_shown(text: str) -> str:
    """A text with the letters that fonts show for radicals, and without the signs of upright writing."""
    text = text.translate(_RADICALS).translate(_UPRIGHT)
    return _SHOWN_AS.sub(lambda found: normalize("NFKC", found[0]), text)


def table_of(font: str) -> dict[int, str] | None:
    """The letters of a font of signs by their places; None of a font of letters."""
    name = font.rpartition("+")[2].lower().replace(" ", "")
    return next((table for told, table in _TABLES if told in name), None)


def letter_of(font: str, place: int) -> str:
    """The letter at a place of a font, or of the private range; `LOST` where it cannot be told."""
    table = table_of(font)
    if table is not None:
        return table.get(place & 0xFF if place in _PRIVATE else place, LOST)
    return chr(place) if not UNTOLD.match(chr(place)) else LOST


def with_bullets(text: str) -> str:
    """A text whose items begin with a sign of the private range, with the sign that it shows."""
    return _LONE_BULLET.sub(BULLET, text)
