"""What the styles of a web page do to its words: hide them, strike them through, raise or lower them.

Rules of a style sheet are matched by names of elements, classes and ids; rules for print or narrow screens count not.
What a rule of another kind may hide, or add words to, is in doubt.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from dermagent.knowledge.documents.colours import WHITE, Colour, alike, colour_of, is_clear

_COMMENT = re.compile(r"/\*.*?\*/|<!--|-->", re.DOTALL)
_RULE = re.compile(r"([^{}]+)\{([^{}]*)\}")
#: A rule that holds on every screen, and signs of a selector that are not understood here.
_ON_SCREENS = re.compile(r"@media\s+(?:only\s+)?(?:screen|all)\s*\{((?:[^{}]*\{[^{}]*\})*)[^{}]*\}", re.IGNORECASE)
_FOR_SCREENS = re.compile(r"@(?:media|supports)([^{]*)\{((?:[^{}]*\{[^{}]*\})*)[^{}]*\}", re.IGNORECASE)
#: Properties that tell where texts stand to each other.
_ARRANGING = frozenset("display float order flex-direction flex-flow grid-template-columns grid-template-areas".split())
_PSEUDO = re.compile(r"::?[\w-]+(?:\([^()]*(?:\([^()]*\)[^()]*)*\))?|\[[^\]]*\]")
_COMBINED = re.compile(r"[+~]")
#: What holds only while somebody points at or fills in something.
_MOMENTARY = re.compile(r":(?:hover|focus|active|visited|target|checked|disabled|invalid|placeholder|selection)")
_ADDED = re.compile(r"::?(?:before|after)\b", re.IGNORECASE)
_QUOTED = re.compile(r"[\"'](?:\\[0-9a-f]{1,6}\s?|[^\"'])*?[^\W\d_\\]{2}[^\"']*[\"']")
_CONDITIONAL = re.compile(r"@[\w-]+[^{};]*(?:;|\{(?:[^{}]*\{[^{}]*\})*[^{}]*\})")
_SIMPLE = re.compile(r"\[([\w-]+)(?:=[\"']?([^\"'\]]*)[\"']?)?\]|([.#]?)([\w-]+)|\*")
_PLAIN_SELECTOR = re.compile(r"(?:[\w-]+|\*)?(?:[.#][\w-]+|\[[\w-]+(?:=(?:\"[^\"\]]*\"|'[^'\]]*'|[\w-]+))?\])*")
_STRUCK_TAGS, _STRUCK_CLASSES = (
    frozenset({"del", "s", "strike"}),
    frozenset({"line-through", "strike", "strikethrough", "struck", "deleted"}),
)
_HIDDEN_CLASSES = frozenset({"hidden", "d-none", "invisible", "sr-only", "visually-hidden", "screen-reader-text"})
#: An opacity that leaves nothing to be seen, nearly: below a tenth.
_FAINT = re.compile(r"0*(?:\.0\d*)?|0*\d(?:\.\d+)?%|\d(?:\.\d+)?e-\d+|-.*")
_NOTHING = re.compile(r"(?=[\d.])0*\.?0*(?:[a-z]+|%)?")
#: A length, and how many pixels its units are at the usual size of letters (a `vw` on a narrow screen).
_LENGTH = re.compile(r"(\d*\.?\d+)\s*([a-z]*)")
_PIXELS = {
    "": 1,
    "px": 1,
    "pt": 4 / 3,
    "pc": 16,
    "mm": 3.8,
    "cm": 38,
    "in": 96,
    "em": 16,
    "rem": 16,
    "ex": 8,
    "ch": 8,
    "vw": 4,
    "vh": 6,
}
#: What is cut at its edge and is no larger shows no word, in pixels.
_A_LETTER = 9
_ATTRIBUTE = re.compile(r"([\w-]+)(?:\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>]+)))?")
#: So far to the side that no screen shows it.
_FAR = re.compile(r"-\s*\d{3,}(?:\.\d+)?(?:px|pt|em|rem|vw|%)")
_CLIPPED = re.compile(r"inset\(\s*(?:100|[5-9]\d)%\s*\)|circle\(\s*0\D.*|rect\(\s*(?:[01](?:px)?[\s,]*){4}\)")
_CUT = re.compile(r"hidden|clip")
_SCALED = re.compile(r"scale[xy]?\(\s*0(?:\.0+)?\s*(?:,\s*0(?:\.0+)?\s*)?\)")
#: Transforms that leave words in their place and legible.
_MILD = re.compile(r"(?:scale[xy]?\((?:0?\.[5-9]\d*|1(?:\.\d+)?)\)|translate[xyz3d]*\([^-]*\)|\s)+")
_SIZES = tuple(most + side for side in ("height", "width", "block-size", "inline-size") for most in ("", "max-"))
_GROUNDS = ("background-color", "background", "background-image")
#: Attributes of elements that tell the colour of their words.
_INK_OF = {"font": "color", "body": "text"}
_NO_GROUND = frozenset({"none", "transparent", "inherit", "initial", "unset", ""})


@dataclass(frozen=True)
class StyleRule:
    """Conditions on an element and on those around it, innermost first, and what is declared for it."""

    steps: tuple[str, ...]
    declared: Mapping[str, str]


def rules_of(sheet: str) -> Iterator[StyleRule]:
    """The rules of a style sheet that hold on a screen, in order."""
    for selectors, body in _plain_rules(sheet):
        for selector in selectors.split(","):
            steps = selector.replace(">", " ").split()
            if steps and all(_PLAIN_SELECTOR.fullmatch(step) for step in steps):
                yield StyleRule(tuple(reversed(steps)), declarations(body))


def _arranging_rules(sheet: str) -> Iterator[StyleRule]:
    """What rules for some screens say of the place of texts, since a reader may have such a one."""
    for medium, body in _FOR_SCREENS.findall(_COMMENT.sub(" ", sheet)):
        for rule in rules_of(body) if "print" not in medium.lower() else ():
            kept = {name: told for name, told in rule.declared.items() if name in _ARRANGING}
            if not re.search("flex|grid|table-cell|inline-", kept.get("display", "flex")):
                del kept["display"]
            if kept:
                yield StyleRule(rule.steps, kept)


def _plain_rules(sheet: str) -> list[tuple[str, str]]:
    """The selectors and bodies of the rules of a sheet that hold on every screen."""
    return _RULE.findall(_CONDITIONAL.sub(" ", _ON_SCREENS.sub(r" \1 ", _COMMENT.sub(" ", sheet))))


def _doubtful_rules(sheet: str) -> Iterator[tuple[str, ...]]:
    """What selectors that are not understood here leave of those, of rules that hide, strike through or add words."""
    for selectors, body in _plain_rules(sheet):
        declared = declarations(body)
        for selector in re.split(r",(?![^(]*\))", selectors):
            steps = _COMBINED.split(_PSEUDO.sub("", selector))[-1].replace(">", " ").split()
            if _MOMENTARY.search(selector) or all(_PLAIN_SELECTOR.fullmatch(one) for one in selector.split()):
                continue
            adds = _ADDED.search(selector)
            if (_QUOTED.search(declared.get("content", "")) if adds else _may_hide(declared)) and all(
                _PLAIN_SELECTOR.fullmatch(step) for step in steps
            ):
                last = "*" if re.search(r"(?:^|[\s>+~])::?[^\s]*$", selector.strip()) else ""
                yield tuple(reversed([*steps, last] if last else steps)) or ("*",)


def _may_hide(declared: Mapping[str, str]) -> bool:
    element = Tag("p", {})
    return is_hidden(element, declared) or is_struck(element, declared)


def declarations(body: str) -> dict[str, str]:
    """The properties that a style declares, with their values in small letters."""
    pairs = (part.partition(":") for part in body.lower().split(";"))
    return {name.strip(): value.replace("!important", "").strip() for name, _, value in pairs if value.strip()}


Fate = Literal["shown", "doubt", "gone"]
#: Elements whose words are no text of a page.
LEFT_OUT = frozenset(
    "script style noscript template nav footer aside button svg iframe object head rt rp annotation "
    "annotation-xml video audio canvas progress meter datalist noframes noembed applet".split()
)


class Styles:
    """What holds for an element of a page by its style sheets and its own style."""

    def __init__(self, sheets: Iterable[str], *, whole: bool = True) -> None:
        """Keep the rules that say something of what is asked here; `whole` where the page has no other sheets."""
        self.sheets = told = list(sheets)
        self._rules = [rule for sheet in told for rule in rules_of(sheet) if _tells(rule.declared)]
        self._rules += [rule for sheet in told for rule in _arranging_rules(sheet)]
        self._declared: dict[Any, dict[str, str]] = {}
        self._doubtful = [steps for sheet in told for steps in _doubtful_rules(sheet)]
        odd = (one for sheet in told for one in _odd_rules(sheet))
        self._fates: dict[Any, Fate] = {}
        self._knows_grounds = whole and not any("background" in declared for declared in odd)
        self._colours: dict[Any, tuple[Colour | None, Colour | None, bool]] = {}

    def of(self, element: Any) -> dict[str, str]:
        """The properties that are declared for an element, its own style last."""
        if element not in self._declared:
            declared: dict[str, str] = {}
            for rule in self._rules:
                if _fits(rule.steps, element):
                    declared.update(rule.declared)
            self._declared[element] = declared | declarations(element.get("style", ""))
        return self._declared[element]

    def fate_of(self, element: Any) -> Fate:
        """Whether what an element holds is text, in itself: what holds of those around it is not asked.

        It is in doubt where it is written in a way that is not understood here and may hide words, or add to them.
        """
        if element not in self._fates:
            declared = self.of(element)
            if element.tag in LEFT_OUT or (element.tag == "dialog" and "open" not in element.attrib):
                self._fates[element] = "gone"
            elif is_hidden(element, declared) or is_struck(element, declared):
                self._fates[element] = "gone"
            else:
                doubt = any(_fits(steps, element) for steps in self._doubtful) or not _is_understood(declared)
                self._fates[element] = "doubt" if doubt or element.get("aria-hidden") == "true" else "shown"
        return self._fates[element]

    def is_seen(self, element: Any) -> bool:
        """Whether the words of an element have another colour than their ground."""
        ink, ground, clear = self._looks(element)
        return not clear and not alike(ink, ground)

    def _looks(self, element: Any) -> tuple[Colour | None, Colour | None, bool]:
        """The colour of an element's words and of their ground, as far as known, and whether the words are clear."""
        if element in self._colours:
            return self._colours[element]
        around = element.getparent()
        white = WHITE if self._knows_grounds else None
        ink, ground, clear = self._looks(around) if around is not None else ((0.0, 0.0, 0.0), white, False)
        declared = self.of(element)
        told = declared.get("color") or element.get(_INK_OF.get(element.tag, "-"), "").lower()
        if told and told not in ("inherit", "currentcolor"):
            ink, clear = colour_of(told), is_clear(told)
        told = next((declared[name] for name in _GROUNDS if name in declared), element.get("bgcolor", "").lower())
        if told not in _NO_GROUND and not is_clear(told):
            ground = colour_of(told)
        if "background" in element.attrib:  # an image
            ground = None
        self._colours[element] = ink, ground, clear
        return ink, ground, clear


def _odd_rules(sheet: str) -> Iterator[str]:
    """What rules declare whose selectors are not understood here."""
    for selectors, body in _plain_rules(sheet):
        steps = [step for selector in selectors.split(",") for step in selector.replace(">", " ").split()]
        if not all(_PLAIN_SELECTOR.fullmatch(step) for step in steps):
            yield body.lower()


def _tells(declared: Mapping[str, str]) -> bool:
    return not _UNDERSTOOD.isdisjoint(declared) or not _is_understood(declared)


#: Properties that are asked for here, and those that hide no words, whatever they are set to.
_UNDERSTOOD = frozenset(
    "display visibility opacity font-size text-decoration text-decoration-line vertical-align "
    "font-variant-position color background background-color background-image position left right top text-indent "
    "clip clip-path transform height max-height width max-width overflow overflow-x overflow-y "
    "block-size inline-size max-block-size max-inline-size "
    "float order flex-direction flex-flow grid grid-template grid-template-columns grid-template-areas grid-auto-flow "
    "grid-column grid-column-start grid-area".split()
)
_HARMLESS = re.compile(
    "--.*|(?:background|border|outline|padding|margin|list-style|flex|grid|column|scroll|overscroll|transition|page-break"
    "|break|backface|transform-|page|max|word|font-(?:family|weight|style|variant|stretch|kerning|feature|smoothing|display|optical)|osx-font|align"
    "|justify|place|min|box|table-layout|caption-side|empty-cells|object|white-space|tab|text-(?:align|transform|rendering"
    "|wrap|decoration|size|underline|justify|overflow|spacing|shadow)|mso|user|pointer|touch|tap|writing-mode|speak"
    "|counter|quotes|image-rendering|color-scheme|print-color|hanging|ruby|line-break|inline-size|block-size|bottom)-?.*"
    "|line-height|letter-spacing|float|clear|gap|row-gap|cursor|orphans|widows|hyphens|resize|z-index|order|isolation"
    "|fill|stroke|accent-color|caret-color|will-change|appearance|aspect-ratio|direction|zoom|columns|overflow-wrap"
    "|overflow-anchor|src|size|content|unicode-range|font"
)
_VENDOR = re.compile(r"^-(?:webkit|moz|ms|o)-")
#: Values that leave an element as it is.
_IDLE = frozenset("none normal auto initial inherit unset revert visible 1 100%".split())
_VARIED = ("display", "visibility", "opacity", "color", "font-size")
#: Sizes of letters too small to read, wherever they stand, and lines that stand on each other.
_TINY = re.compile(
    r"(?:^|\s)(?:[0-3](?:\.\d+)?|\.\d+)p[xt](?=$|[\s/])|(?:^|\s)0(?=$|[\s/])|(?:^|\s)0?\.[0-2]\d*r?em(?=$|[\s/])|(?:^|\s)[12]?\d%(?=$|[\s/])"
)
_TIGHT = re.compile(r"-(?:0?\.[1-9]|[1-9])")
_SHIFTED = re.compile(r"-\s*\d{3,}")


def _is_understood(declared: Mapping[str, str]) -> bool:
    """Whether it is certain what properties do to the words of an element."""
    for name, told in declared.items():
        plain = _VENDOR.sub("", name)
        if plain not in _UNDERSTOOD and told not in _IDLE and not _HARMLESS.fullmatch(plain):
            return False
        if plain in _VARIED and "var(" in told:
            return False
        if plain == "transform" and told not in _IDLE and not _MILD.fullmatch(told):
            return False
        if plain == "clip-path" and told not in _IDLE and not _CLIPPED.fullmatch(told):
            return False
        if plain in {"font", "font-size"} and _TINY.search(told):
            return False
        if (plain == "letter-spacing" and _TIGHT.match(told)) or (plain == "line-height" and _NOTHING.fullmatch(told)):
            return False
        if (plain.startswith("margin") and _SHIFTED.search(told)) or (plain == "zoom" and told.startswith(("0", "."))):
            return False
    return True


def _fits(steps: tuple[str, ...], element: Any) -> bool:
    if not _fits_one(steps[0], element):
        return False
    around = element.iterancestors()
    return all(any(_fits_one(step, one) for one in around) for step in steps[1:])


def _fits_one(step: str, element: Any) -> bool:
    classes = element.get("class", "").split()
    for attribute, value, kind, name in _SIMPLE.findall(step):
        if attribute:
            fits = attribute in element.attrib and (not value or element.get(attribute) == value)
        elif kind == ".":
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
        or "popover" in element.attrib
        or declared.get("display") == "none"
        or declared.get("visibility") in {"hidden", "collapse"}
        or bool(_FAINT.fullmatch(declared.get("opacity", "1")))
        or bool(_NOTHING.fullmatch(declared.get("font-size", "1")))
        or not _HIDDEN_CLASSES.isdisjoint(element.get("class", "").split())
        or _is_out_of_sight(declared)
    )


@dataclass(frozen=True, eq=False)
class Tag:
    """An element of a page that is known by its opening tag alone, and the one around it."""

    tag: str
    attrib: Mapping[str, str]
    around: "Tag | None" = None

    def get(self, name: str, other: str = "") -> str:
        """The value of an attribute."""
        return self.attrib.get(name, other)

    def getparent(self) -> "Tag | None":
        """The element around it."""
        return self.around

    def iterancestors(self) -> Iterator["Tag"]:
        """The elements around it, innermost first."""
        if self.around:
            yield self.around
            yield from self.around.iterancestors()


def tag_of(name: str, attributes: str, around: Tag | None = None) -> Tag:
    """An element by the name and the attributes of its opening tag."""
    found = _ATTRIBUTE.findall(attributes)
    return Tag(name.lower(), {key.lower(): double or single or bare for key, double, single, bare in found}, around)


def _is_out_of_sight(declared: Mapping[str, str]) -> bool:
    """Whether something is pushed off the page, cut away, or without any extent."""
    if declared.get("position") in {"absolute", "fixed", "relative"}:
        if any(_FAR.fullmatch(declared.get(side, "")) for side in ("left", "right", "top")):
            return True
        if _CLIPPED.fullmatch(declared.get("clip", "")):
            return True
    if _FAR.fullmatch(declared.get("text-indent", "")) or _SCALED.search(declared.get("transform", "")):
        return True
    if _CLIPPED.fullmatch(declared.get("clip-path", "")):
        return True
    hides = any(_CUT.fullmatch(declared.get(name, "")) for name in ("overflow", "overflow-x", "overflow-y"))
    return hides and any(_shows_nothing(declared.get(name, "auto")) for name in _SIZES)


def _shows_nothing(size: str) -> bool:
    """Whether something of this height or width has no room for a word."""
    if _NOTHING.fullmatch(size):
        return True
    told = _LENGTH.fullmatch(size)
    return told is not None and told[2] in _PIXELS and float(told[1]) * _PIXELS[told[2]] < _A_LETTER


def is_struck(element: Any, declared: Mapping[str, str]) -> bool:
    """Whether the words of an element are struck through, or said to be deleted."""
    lines = declared.get("text-decoration", "") + " " + declared.get("text-decoration-line", "")
    return (
        element.tag in _STRUCK_TAGS
        or "line-through" in lines
        or element.get("role") == "deletion"
        or not _STRUCK_CLASSES.isdisjoint(element.get("class", "").split())
    )
