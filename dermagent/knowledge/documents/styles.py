"""What the styles of a web page do to its words: hide them, strike them through, raise or lower them.

Rules of a style sheet are matched by names of elements, classes and ids; rules for print or narrow screens count not.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

_COMMENT = re.compile(r"/\*.*?\*/|<!--|-->", re.DOTALL)
_RULE = re.compile(r"([^{}]+)\{([^{}]*)\}")
_CONDITIONAL = re.compile(r"@[\w-]+[^{};]*(?:;|\{(?:[^{}]*\{[^{}]*\})*[^{}]*\})")
_SIMPLE = re.compile(r"([.#]?)([\w-]+)|\*")
_PLAIN_SELECTOR = re.compile(r"(?:[\w-]+|\*)?(?:[.#][\w-]+)*")
_STRUCK_TAGS, _STRUCK_CLASSES = (
    frozenset({"del", "s", "strike"}),
    frozenset({"line-through", "strike", "strikethrough", "struck", "deleted"}),
)
_HIDDEN_CLASSES = frozenset({"hidden", "d-none", "invisible"})
_NOTHING = re.compile(r"0(?:\.0*)?(?:[a-z]+|%)?")


@dataclass(frozen=True)
class StyleRule:
    """Conditions on an element and on those around it, innermost first, and what is declared for it."""

    steps: tuple[str, ...]
    declared: Mapping[str, str]


def rules_of(sheet: str) -> Iterator[StyleRule]:
    """The rules of a style sheet that hold on a screen, in order."""
    for selectors, body in _RULE.findall(_CONDITIONAL.sub(" ", _COMMENT.sub(" ", sheet))):
        for selector in selectors.split(","):
            steps = selector.replace(">", " ").split()
            if steps and all(_PLAIN_SELECTOR.fullmatch(step) for step in steps):
                yield StyleRule(tuple(reversed(steps)), declarations(body))


def declarations(body: str) -> dict[str, str]:
    """The properties that a style declares, with their values in small letters."""
    pairs = (part.partition(":") for part in body.lower().split(";"))
    return {name.strip(): value.replace("!important", "").strip() for name, _, value in pairs if value.strip()}


class Styles:
    """What holds for an element of a page by its style sheets and its own style."""

    def __init__(self, sheets: Iterator[str]) -> None:
        """Keep the rules that say something of what is asked here."""
        self._rules = [rule for sheet in sheets for rule in rules_of(sheet) if _tells(rule.declared)]

    def of(self, element: Any) -> dict[str, str]:
        """The properties that are declared for an element, its own style last."""
        declared: dict[str, str] = {}
        for rule in self._rules:
            if _fits(rule.steps, element):
                declared.update(rule.declared)
        declared.update(declarations(element.get("style", "")))
        return declared


def _tells(declared: Mapping[str, str]) -> bool:
    return not _ASKED.isdisjoint(declared)


_ASKED = frozenset(
    "display visibility opacity font-size text-decoration text-decoration-line vertical-align "
    "font-variant-position".split()
)


def _fits(steps: tuple[str, ...], element: Any) -> bool:
    if not _fits_one(steps[0], element):
        return False
    around = element.iterancestors()
    return all(any(_fits_one(step, one) for one in around) for step in steps[1:])


def _fits_one(step: str, element: Any) -> bool:
    classes = element.get("class", "").split()
    for kind, name in _SIMPLE.findall(step):
        if kind == ".":
            fits = name in classes
        elif kind == "#":
            fits = name == element.get("id")
        else:
            fits = not name or name.lower() == element.tag
        if not fits:
            return False
    return True


def is_hidden(element: Any, declared: Mapping[str, str]) -> bool:
    """Whether nothing of an element is to be seen."""
    return (
        "hidden" in element.attrib
        or element.get("aria-hidden") == "true"
        or declared.get("display") == "none"
        or declared.get("visibility") in {"hidden", "collapse"}
        or any(_NOTHING.fullmatch(declared.get(name, "1")) for name in ("opacity", "font-size"))
        or not _HIDDEN_CLASSES.isdisjoint(element.get("class", "").split())
    )


def is_struck(element: Any, declared: Mapping[str, str]) -> bool:
    """Whether the words of an element are struck through, or said to be deleted."""
    lines = declared.get("text-decoration", "") + " " + declared.get("text-decoration-line", "")
    return (
        element.tag in _STRUCK_TAGS
        or "line-through" in lines
        or element.get("role") == "deletion"
        or not _STRUCK_CLASSES.isdisjoint(element.get("class", "").split())
    )
