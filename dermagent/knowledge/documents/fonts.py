"""Which letter a code of a PDF's font shows: only what the file says for certain, or the table of a font of signs.

pdfminer reads a font without a table of its own by the one of Latin letters, whatever it shows.
"""

from collections.abc import Mapping
from typing import Any

from pdfminer.pdffont import PDFFont, PDFSimpleFont
from pdfminer.pdfinterp import PDFResourceManager
from pdfminer.pdftypes import resolve1

from dermagent.knowledge.documents.symbols import BULLET, LOST, UNTOLD, letter_of, table_of

#: The flag of a font whose codes are not those of Latin letters.
_OF_ITS_OWN = 4
#: A code that is no letter in any table, at which programs put the sign of an item.
_BULLET_CODE = 127


class Fonts(PDFResourceManager):
    """The fonts of a file; each has `own_codes`, those that it names itself, None where all its letters are told."""

    def get_font(self, objid: Any, spec: Mapping[str, Any]) -> PDFFont:
        """The font of a description."""
        font = super().get_font(objid, spec)
        if not hasattr(font, "own_codes"):
            font.own_codes = _own_codes(font, spec)  # type: ignore[attr-defined]
        return font


def _own_codes(font: PDFFont, spec: Mapping[str, Any]) -> frozenset[int] | None:
    """The codes whose letters a simple font names; None of one that has letters of the usual tables."""
    if not isinstance(font, PDFSimpleFont):
        return None
    encoding = resolve1(spec.get("Encoding"))
    named = encoding if isinstance(encoding, dict) else {}
    is_told = bool(named.get("BaseEncoding")) or (encoding is not None and not named)
    has_header = encoding is None and "FontFile" in font.descriptor
    if table_of(str(font.fontname)) is None and (is_told or has_header or not font.flags & _OF_ITS_OWN):
        return None
    codes, at = set[int](), 0
    for one in resolve1(named.get("Differences")) or ():
        if isinstance(told := resolve1(one), int):
            at = told
        else:
            codes.add(at)
            at += 1
    return frozenset(codes)


def told_letter(font: PDFFont, code: int, text: str) -> str:
    """What a code shows that pdfminer reads as `text`; a sign for a lost letter where the font does not say."""
    own = getattr(font, "own_codes", None)
    if text.startswith("(cid:"):
        is_item = code == _BULLET_CODE and isinstance(font, PDFSimpleFont) and table_of(str(font.fontname)) is None
        return BULLET if is_item else _sign(font, code)
    mapped = getattr(font, "unicode_map", None)
    if own is not None and code not in own and not (mapped and code in mapped.cid2unichr):
        return _sign(font, code)
    return letter_of(str(font.fontname), ord(text)) if len(text) == 1 and UNTOLD.match(text) else text


def _sign(font: PDFFont, code: int) -> str:
    return letter_of(str(font.fontname), code) if table_of(str(font.fontname)) is not None else LOST
