"""Letters of the fonts that show signs at the places of letters, and letters that nobody can tell.

Such fonts have tables of their own: read by the table of letters, the sign for "at most" is that of a currency.
"""

import re

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
