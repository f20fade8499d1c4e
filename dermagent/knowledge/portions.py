"""Portions: several names in one text, each with its share ("psoriasis 70 %, eczema 20 %")."""

import re

#: A share in percent, or as a part of one.
_SHARE = r"(?<![\d.,])(?:(?P<percent>\d{1,3}(?:[.,]\d+)?)\s*[%\uff05]|(?P<part>0?\.\d+|1\.0+))"
_SIGNS = r"[\s:\uff1a(\uff08\[=~\u2013-]*"
_END = r"\s*[)\uff09\]]?\s*(?:[,;/|+.\uff0c\uff1b\u3001\u3002]\s*)*(?:\b(?:and|und|y|e|et)\s+)?"
_NAME = r"(?P<name>[^%\uff05;\uff1b|\d]*?[^\W\d_][^%\uff05;\uff1b|]*?)"
#: A name with its share behind it, and with its share in front of it.
_ORDERS = tuple(
    re.compile(order, re.IGNORECASE)
    for order in (
        rf"{_NAME}{_SIGNS}{_SHARE}{_END}",
        rf"{_SHARE}\s*[:\uff1a)\u2013-]*\s*(?P<name>[^\W\d_][^%\uff05;\uff1b|]*?){_END}(?=(?:[(\uff08]?\d)|$)",
    )
)


def portions(text: str) -> tuple[tuple[str, float], ...]:
    """Each name with its part of the whole; empty where a text is not several names that all have a share."""
    for order in _ORDERS:
        found: list[tuple[str, float]] = []
        end = 0
        while one := order.match(text, end):
            if one.end() == end:
                break
            share = float(one["percent"].replace(",", ".")) / 100 if one["percent"] else float(one["part"])
            found.append((one["name"].strip(" ,;:-\u2013(\uff08[\u3001\uff0c"), share))
            end = one.end()
        whole = sum(share for _, share in found)
        if len(found) > 1 and end == len(text) and all(name for name, _ in found) and 0 < whole:
            return tuple((name, share / whole) for name, share in found)
    return ()
