"""What a page lays side by side, or in another order than it is written in: a reader may read it in another one.

Texts that stand as cells without lines are in doubt, as in a PDF; whole parts with blocks of their own stand apart.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any, Literal

from dermagent.knowledge.documents.blocks import Block

Place = Literal["cell", "part"]
INLINE = frozenset(
    "a abbr acronym b bdi bdo big cite code data dfn em font i ins kbd label mark math mi mn mo mrow ms mstyle msub "
    "msup msubsup mtext mfrac nobr q rb ruby samp semantics small span strong sub sup time tt u var wbr".split()
)
_WITHIN_LINES = INLINE | {"br", "img", "input", "select", "textarea", "button"}
_BESIDE = re.compile(r"table-cell|inline-(?:block|table|flex|grid)")
_COLUMNS = ("grid-template-columns", "grid-template", "grid-template-areas", "grid")
_ONE_TRACK = re.compile(r"(?:none|auto|initial|[\d.]+(?:fr|%|px|r?em|vw)|minmax\([^()]*\))?")
_WORD = re.compile(r"[^\W\d_]{2}|[\u3400-\u9fff]")
#: Parts that stand beside the text of a page by what they are called.
_ASIDE = re.compile(r"(?:^|[\s_-])(?:cookies?|consent|banner|side-?bar|breadcrumbs?|newsletter|related)(?=$|[\s_-])")
_OFF_THE_FLOW = frozenset({"absolute", "fixed", "sticky"})
#: A line without an end is a label where it has so few letters.
LABEL = 30


def places_in(element: Any, styles: Any) -> dict[Any, Place]:
    """The children of an element that stand side by side or in another order, each a "cell" of words or a "part".

    `styles` tells the properties of an element (`of`) and whether it is gone (`fate_of`).
    """
    declared = styles.of(element)
    display = declared.get("display", "")
    is_flex, is_grid = "flex" in display or "-box" in display, "grid" in display
    children = [one for one in element if isinstance(one.tag, str)]
    if not (is_flex or is_grid or any(_stands_beside(one, styles.of(one)) for one in children)):
        return {}
    items = [one for one in children if _has_words(one, styles)]
    own = [styles.of(one) for one in items]
    runs = [element.text, *(one.tail for one in element)] if is_flex or is_grid else []
    if len(items) + sum(bool(_WORD.search(run or "")) for run in runs) < 2:
        return {}
    turned = is_flex and "reverse" in declared.get("flex-direction", "") + declared.get("flex-flow", "")
    turned |= (is_flex or is_grid) and any(one.get("order", "0") != "0" for one in own)
    beside = sum(_stands_beside(one, told) for one, told in zip(items, own, strict=True)) > 1
    if not (turned or beside or lays_side_by_side(declared) or (is_grid and any(map(_is_placed, own)))):
        return {}
    return {one: "cell" if _is_cell(one) else "part" for one in items}


def lays_side_by_side(declared: Mapping[str, str]) -> bool:
    """Whether an element with these properties lays what stands in it side by side."""
    display = declared.get("display", "")
    if "flex" in display or "-box" in display:
        return "column" not in declared.get("flex-direction", "") + declared.get("flex-flow", "")
    if "grid" not in display:
        return False
    told = [declared.get(name, "").strip() for name in _COLUMNS]
    return "column" in declared.get("grid-auto-flow", "") or any(not _ONE_TRACK.fullmatch(one) for one in told)


def is_aside(element: Any, declared: Mapping[str, str]) -> bool:
    """Whether an element is a part beside the text of its page, by its name or its place."""
    if element.tag in INLINE or element.tag in {"body", "html", "main", "article"}:
        return False
    called = f"{element.get('class', '')} {element.get('id', '')}".lower()
    return bool(_ASIDE.search(called)) or declared.get("position") in _OFF_THE_FLOW


def in_doubt_below_labels(blocks: Iterable[Block]) -> Iterator[Block]:
    """The blocks of a page; two labels one behind the other may be heads of columns, and what is short below is theirs.

    The style that lays them side by side may stand in a file of its own.
    """
    held: list[Block] = []
    in_columns = False
    for block in blocks:
        is_plain = not (block.level or block.lead or block.is_item or block.text.startswith("|"))
        if is_plain and _is_label(block):
            held.append(block)
            continue
        in_columns = is_plain and len(block.text) < LABEL and (in_columns or len(held) > 1)
        yield from (_doubted(one) if len(held) > 1 else one for one in held)
        held.clear()
        yield _doubted(block) if in_columns else block
    yield from held


def _is_label(block: Block) -> bool:
    return len(block.text) < LABEL and not re.search(r"[.!?:;,\u3002\uff01\uff1f\uff1a\uff1b\uff0c]\W*$", block.text)


def _doubted(block: Block) -> Block:
    return replace(block, quotable=False)


def _has_words(element: Any, styles: Any) -> bool:
    return styles.fate_of(element) != "gone" and bool(_WORD.search(element.text_content()))


def _stands_beside(element: Any, declared: Mapping[str, str]) -> bool:
    """Whether a block stands beside its neighbours by its own style."""
    if element.tag in INLINE:
        return False
    return declared.get("float") in {"left", "right"} or bool(_BESIDE.fullmatch(declared.get("display", "")))


def _is_placed(declared: Mapping[str, str]) -> bool:
    return any(name.startswith(("grid-column", "grid-area")) for name in declared)


def _is_cell(element: Any) -> bool:
    """Whether an element holds words and no blocks; the items of a list and its terms are none of it."""
    if element.tag in {"li", "dt", "dd", "ul", "ol", "dl", "table"}:
        return False
    return all(one.tag in _WITHIN_LINES for one in element.iterdescendants() if isinstance(one.tag, str))
