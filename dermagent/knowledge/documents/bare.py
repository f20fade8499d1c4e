"""Tables that are drawn without lines between their columns: by rules above and below rows, or by grounds of rows."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any

from dermagent.knowledge.documents.layout import Box, Row, rows_of, share_gutter

#: A rule is so thin, at most; what is higher is the ground of a row.
_THIN = 2.5
#: Rules and grounds of one table begin and end within so many points of each other, and are so wide at least.
_ALIKE, _WIDE = 3.0, 60.0
#: A table has so many rules, or edges of grounds, at least, and a row of so few lines.
_RULES, _LINES = 3, 4
Bounds = tuple[float, float, float, float]


def bare_tables(page: Any, words: Sequence[Box]) -> list[Bounds]:
    """The places of such tables on a page: two rows one below another that a common gutter parts."""
    levels: dict[tuple[int, int], set[float]] = defaultdict(set)
    for one in (*page.lines, *page.rects, *page.curves):
        if one["x1"] - one["x0"] >= _WIDE:
            edges = levels[round(one["x0"] / _ALIKE), round(one["x1"] / _ALIKE)]
            edges.update({one["top"]} if one["bottom"] - one["top"] <= _THIN else {one["top"], one["bottom"]})
    found: list[Bounds] = []
    for (left, right), tops in levels.items():
        x0, x1 = left * _ALIKE - _ALIKE, right * _ALIKE + _ALIKE
        within = [word for word in words if x0 <= word.x0 and word.x1 <= x1]
        rows = list(_rows_between(within, sorted(tops))) if len(tops) >= _RULES else []
        if any(min(len(a), len(b)) <= _LINES and share_gutter(a, b) for a, b in pairwise(rows)):
            box = (x0, min(tops), x1, max(tops))
            if not any(other[1] <= box[3] and box[1] <= other[3] for other in found):
                found.append(box)
    return found


def _rows_between(words: Sequence[Box], tops: Sequence[float]) -> Iterator[list[Row]]:
    """The lines of words between each two rules, where there are any."""
    for top, bottom in pairwise(tops):
        if inside := [word for word in words if top <= (word.top + word.bottom) / 2 <= bottom]:
            yield rows_of(inside)
