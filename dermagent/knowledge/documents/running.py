"""Running heads and feet, and numbers of pages: what stands at the edge of many pages and belongs to none.

Figures decide: a row whose figures differ from page to page is a head only where the one that differs counts the pages.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from dermagent.knowledge.documents.layout import Region, Row

#: Rows at the top and at the bottom of a page that may be a running head or foot.
_EDGE = 2
#: A running head stands on so many pages at least, and on this share of them: left and right pages may have their own.
_LEAST_PAGES, _LEAST_SHARE = 3, 0.3
#: Share of a page's height at its upper and lower edge where heads and feet stand.
_MARGIN = 0.16
#: A row that stands apart from the text by this many times its height, at one height of many pages, is a running head.
_APART, _SAME_HEIGHT = 0.9, 3.0
_PAGE_NUMBER = re.compile(
    r"\W*(?:page|p\.|seite|p\u00e1gina|\u7b2c)?\W*(\d{1,4})\W*(?:\u9875)?(?:(?:of|/|von|de)\W*\d{1,4})?\W*",
    re.IGNORECASE,
)
_NAMED_PAGE = re.compile(r"\W*(?:page|p\.|seite|p\u00e1gina|\u7b2c)", re.IGNORECASE)
#: When a browser printed a page, and where it had it from.
_PRINTED_ON = re.compile(
    r"(?:\d{1,2}[/.]\d{1,2}[/.]\d{2,4}|\d{4}/\d{1,2}/\d{1,2}),?\s+\d{1,2}:\d{2}(?:\s*[AP]\.?M\.?)?(?=$|\s{2,}|\s\S)",
    re.IGNORECASE,
)
_ADDRESS = re.compile(r"(?:https?|file)://\S+(?:\s+\d+/\d+)?\s*$")
_SENTENCE = re.compile(r"(?:\S+\s+){3,}\S+[.!?\u3002]$|[\u2e80-\u9fff].*[\u3002\uff01\uff1f]$")
_FIGURES = re.compile(r"\d+")


@dataclass(frozen=True)
class PageRows:
    """The regions of a page in reading order, its height in points, and whether it has text that could not be read."""

    regions: tuple[Region, ...]
    height: float
    is_unread: bool = False


@dataclass(frozen=True)
class Running:
    """Rows to leave out, by `id`, and those of them that are the same on many pages: of the first page of each, those
    that stand one below another together.
    """

    left_out: frozenset[int]
    told_once: tuple[tuple[tuple[Row, ...], int], ...]


@dataclass(frozen=True)
class _Edge:
    page: int
    row: Row
    in_margin: bool

    @property
    def frame(self) -> str:
        return " ".join(_FIGURES.sub("#", self.row.text).split())

    @property
    def figures(self) -> tuple[int, ...]:
        return tuple(int(found) for found in _FIGURES.findall(self.row.text))


def running_rows(pages: Sequence[PageRows]) -> Running:
    """The rows of a document that are running heads and feet or numbers of pages."""
    least = max(_LEAST_PAGES, _LEAST_SHARE * len(pages))
    edges = [edge for number, page in enumerate(pages, start=1) for edge in _edges(number, page)]
    frames: dict[str, list[_Edge]] = defaultdict(list)
    for edge in edges:
        frames[edge.frame].append(edge)
    left_out: set[int] = set()
    once: dict[str, _Edge] = {}
    for alike in frames.values():
        same = Counter(edge.row.text for edge in alike)
        counted = len({edge.page for edge in alike}) >= least and _counts_pages(alike)
        for edge in alike:
            repeated = same[edge.row.text] >= least
            if not edge.in_margin or not (repeated or (counted and not _SENTENCE.search(edge.row.text))):
                continue
            left_out.add(id(edge.row))
            if repeated and not _PAGE_NUMBER.fullmatch(edge.row.text):
                once.setdefault(edge.row.text, edge)
    left_out |= _page_numbers(edges) | _apart(pages)
    printed = [edge for number, page in enumerate(pages, start=1) for edge in _printed(number, page)]
    left_out |= {id(edge.row) for edge in printed}
    for edge in printed:
        once.setdefault(edge.row.text, edge)
    for page in pages:  # what is all of a page is its text, unless it is the same on others
        rows = _by_height(page)
        if rows and all(id(row) in left_out for row in rows) and not any(r.is_table for r in page.regions):
            texts = Counter(edge.row.text for edge in edges)
            left_out -= {
                id(row) for row in rows if texts[row.text] < least and not _PAGE_NUMBER.fullmatch(row.text.strip())
            }
    return Running(frozenset(left_out), tuple(_together(pages, {id(edge.row) for edge in once.values()})))


def _printed(number: int, page: PageRows) -> Iterator[_Edge]:
    """The rows that a browser prints at the edges of a page: its date with the title beside it, and its address."""
    rows = _by_height(page)
    if not (rows and any(_PRINTED_ON.match(row.text) for row in rows if _in_margin(row, page))):
        return
    dated = next(row for row in rows if _PRINTED_ON.match(row.text))
    for row in rows:
        beside = abs(row.top - dated.top) < row.height / 2 or _ADDRESS.match(row.text)
        if beside and row.top <= dated.top + row.height / 2 if row.top < page.height / 2 else beside:
            yield _Edge(number, row, True)


def _together(pages: Sequence[PageRows], told: set[int]) -> Iterator[tuple[tuple[Row, ...], int]]:
    """Those of the rows, by `id`, that stand one below another on a page without anything between them."""
    for number, page in enumerate(pages, start=1):
        for is_told, rows in groupby(_by_height(page), lambda row: id(row) in told):
            if is_told:
                yield tuple(rows), number


def _counts_pages(alike: Sequence[_Edge]) -> bool:
    """Whether rows that are alike but for their figures differ in one figure alone, which goes up with the pages."""
    varying = [n for n in range(len(alike[0].figures)) if len({edge.figures[n] for edge in alike}) > 1]
    return len(varying) == 1 and len({edge.figures[varying[0]] - edge.page for edge in alike}) == 1


def _page_numbers(edges: Sequence[_Edge]) -> set[int]:
    """Rows in the margin that are the number of a page: named so, or counting up with the pages, or the only page's."""
    bare = [
        (edge, int(found[1])) for edge in edges if edge.in_margin and (found := _PAGE_NUMBER.fullmatch(edge.row.text))
    ]
    steps = Counter(number - edge.page for edge, number in bare)
    return {
        id(edge.row)
        for edge, number in bare
        if _NAMED_PAGE.match(edge.row.text) or steps[number - edge.page] >= 2 or number == edge.page
    }


def _apart(pages: Sequence[PageRows]) -> set[int]:
    """Rows in the margin that stand apart from the text at one height of many pages, whatever they say."""
    found: list[tuple[Row, int]] = []
    for page in pages:
        rows = _by_height(page)
        if not rows[2:]:
            continue
        for row, gap in ((rows[0], rows[1].top - rows[0].bottom), (rows[-1], rows[-1].top - rows[-2].bottom)):
            if gap > _APART * row.height and _in_margin(row, page) and not _SENTENCE.search(row.text):
                found.append((row, round(row.top / _SAME_HEIGHT)))
    heights = Counter(height for _, height in found)
    return {id(row) for row, height in found if heights[height] >= max(_LEAST_PAGES, len(pages) / 2)}


def _by_height(page: PageRows) -> list[Row]:
    return sorted(
        (row for region in page.regions if not (region.is_table or region.is_aside) for row in region.rows),
        key=lambda r: r.top,
    )


def _in_margin(row: Row, page: PageRows) -> bool:
    return row.top < _MARGIN * page.height or row.bottom > (1 - _MARGIN) * page.height


def _edges(number: int, page: PageRows) -> Iterator[_Edge]:
    rows = _by_height(page)
    for row in [*rows[:_EDGE], *rows[_EDGE:][-_EDGE:]]:
        yield _Edge(number, row, _in_margin(row, page))
