"""What the fields of a form show: boxes ticked or open, values entered, the choice made, in pages and in Word files.

An open box turns the sense of the words beside it, and a value may end the sentence before it: with either nothing is
to be quoted.
"""

import re
from collections.abc import Iterator
from typing import Any

OPEN, TICKED = "\u2610", "\u2611"
#: A box in any text, as a sign or as letters, that may be open.
BOX = re.compile(r"[\u2610-\u2612\u25a1\u25a2\u2b1c\U0001f5f5\U0001f5f9]|(?<![\w\]])\[[ xX]\](?=\s|$)")
#: Kinds of `input` that show what is entered.
_TYPED = frozenset("text number date time month week datetime-local email tel url".split())
#: What belongs to the fields of a form.
_OF_FIELDS = frozenset("label legend button select textarea datalist script style".split())
_LETTER = re.compile(r"[^\W\d_]")
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_W14 = "{http://schemas.microsoft.com/office/word/2010/wordml}"
_OFF = frozenset({"0", "false", "off"})


def entered(field: Any) -> str:
    """What a field of a page (`input`, `select`, `textarea`) shows; empty where it shows nothing."""
    if field.tag == "textarea":
        return " ".join((field.text or "").split())
    if field.tag == "select":
        choices = list(field.iter("option"))
        chosen = [one for one in choices if "selected" in one.attrib] or choices[:1]
        return ", ".join(" ".join((one.text or "").split()) for one in chosen)
    kind = (field.get("type") or "text").lower()
    if kind in {"checkbox", "radio"}:
        return TICKED if "checked" in field.attrib else OPEN
    return " ".join((field.get("value") or "").split()) if kind in _TYPED else ""


def is_text(form: Any) -> bool:
    """Whether a form shows more than fields to fill and what they are called: words, a box, or something entered."""
    if any(entered(field) for field in form.iter("input", "textarea")):
        return True
    return any(_LETTER.search(run) for run in _runs(form))


def _runs(element: Any) -> Iterator[str]:
    """The words of an element outside fields, buttons and what they are called."""
    yield element.text or ""
    for child in element:
        if isinstance(child.tag, str) and child.tag not in _OF_FIELDS:
            yield from _runs(child)
        yield child.tail or ""


def entered_in_word(element: Any) -> str:
    """What a field of a Word file shows that keeps it beside its text: a box, or the choice from a list; else nothing.

    `element` is a content control, or the mark where a field of older files begins.
    """
    if (box := element.find(f"{_W}sdtPr/{_W14}checkbox")) is not None:
        return TICKED if _is_on(box.find(f"{_W14}checked"), _W14) else OPEN
    if (box := element.find(f"{_W}ffData/{_W}checkBox")) is not None:
        checked = box.find(f"{_W}checked")
        return TICKED if _is_on(box.find(f"{_W}default") if checked is None else checked, _W) else OPEN
    if (choices := element.find(f"{_W}ffData/{_W}ddList")) is not None:
        told = [choices.find(_W + name) for name in ("result", "default")]
        place = next((one.get(f"{_W}val", "0") for one in told if one is not None), "0")
        entries = [one.get(f"{_W}val", "") for one in choices.findall(f"{_W}listEntry")]
        return entries[int(place)] if place.isdigit() and int(place) < len(entries) else ""
    return ""


def _is_on(switch: Any, namespace: str) -> bool:
    return switch is not None and switch.get(namespace + "val", "1") not in _OFF
