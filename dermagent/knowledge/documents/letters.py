"""The letters of a page that are to be read, put into words: none hidden, drawn twice or struck through.

Small raised and lowered letters go with the word beside them, as `marks` says.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from pdfplumber.utils.text import extract_words

from dermagent.knowledge.documents.layout import Box
from dermagent.knowledge.documents.marks import Height, shown

Letter = Mapping[str, Any]
#: A letter that is drawn again so near, in its own heights and widths, is the same one made bold.
_AGAIN_EM, _AGAIN_WIDTH = 0.12, 0.6
#: Letters are looked up by squares of so many points; more than the shift of a shadow.
_CELL = 12
#: Where a line strikes a letter through, as a share of its height from the top; lower ones underline it.
_STRUCK_FROM, _STRUCK_TO, _THIN_EM = 0.3, 0.78, 0.16
#: A raised or lowered letter is so much smaller than the word beside it, at most, and so near, in heights of that word.
_SMALL, _NEAR = 0.92, 0.15
#: A figure may be that far from the figure whose power it is.
_NEAR_POWER = 0.8
_LONGEST_MARK = 12
_SLASHES = ("/", "\u2044")


def most_turned(letters: Sequence[Letter]) -> tuple[int, float]:
    """How most letters are turned, in quarters against the clock, and the share of those turned otherwise."""
    turns = Counter(_quarter(c["matrix"]) for c in letters)
    turn, number = turns.most_common(1)[0]
    return turn, 1 - number / len(letters)


def _quarter(matrix: Sequence[float]) -> int:
    a, b = matrix[0], matrix[1]
    if abs(a) >= abs(b):
        return 0 if a >= 0 else 2
    return 1 if b > 0 else 3


def letters_shown(page: Any, turn: int, hidden: Collection[int] = ()) -> list[dict[str, Any]]:
    """The letters of a page that are turned so and are to be read, each with its height across the line as `em`.

    `hidden` are the numbers of those that nobody sees.
    """
    letters = [
        {**c, "em": round(c["x1"] - c["x0"] if turn in (1, 3) else c["bottom"] - c["top"], 1)}
        for number, c in enumerate(page.chars)
        if number not in hidden and _quarter(c["matrix"]) == turn
    ]
    strokes = _strokes(page) if turn == 0 else []
    return _once([c for c in letters if not _is_struck(c, strokes)])


def _once(letters: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """The letters without those that are drawn again at nearly the same place, as if bold or with a shadow."""
    seen: dict[tuple[str, int, int], list[dict[str, Any]]] = defaultdict(list)
    kept = []
    for letter in letters:
        near_y = _AGAIN_EM * letter["em"]
        near_x = min(near_y, _AGAIN_WIDTH * (letter["x1"] - letter["x0"]))
        x, y = (int(letter[side] // _CELL) for side in ("x0", "top"))
        around = [
            other for m in (-1, 0, 1) for n in (-1, 0, 1) for other in seen.get((letter["text"], x + m, y + n), ())
        ]
        if (
            near_x > 0
            and letter["text"].strip()
            and any(
                abs(other["x0"] - letter["x0"]) <= near_x and abs(other["top"] - letter["top"]) <= near_y
                for other in around
            )
        ):
            continue
        seen[letter["text"], x, y].append(letter)
        kept.append(letter)
    return kept


def _strokes(page: Any) -> list[tuple[float, float, float, float]]:
    """Thin level lines of a page, and the places of its annotations that strike words through, as boxes."""
    lines = [
        (one["x0"], one["top"], one["x1"], one["bottom"])
        for one in (*page.lines, *page.rects, *page.curves)
        if one["bottom"] - one["top"] <= 2.5 and one["x1"] - one["x0"] > 2 * (one["bottom"] - one["top"])
    ]
    for note in page.annots:
        data = note.get("data") or {}
        if str(data.get("Subtype", "")).strip("/'") != "StrikeOut":
            continue
        points = [float(n) for n in data.get("QuadPoints") or ()]
        high = float(page.height)
        corners = [points[n : n + 8] for n in range(0, len(points) - 7, 8)]
        for corner in corners or [[note["x0"], high - note["top"], note["x1"], high - note["bottom"]]]:
            xs, ys = corner[::2], corner[1::2]
            middle = high - (max(ys) + min(ys)) / 2
            lines.append((min(xs), middle, max(xs), middle))
    return lines


def _is_struck(letter: Letter, strokes: Sequence[tuple[float, float, float, float]]) -> bool:
    x, high = (letter["x0"] + letter["x1"]) / 2, letter["bottom"] - letter["top"]
    from_, to = letter["top"] + _STRUCK_FROM * high, letter["top"] + _STRUCK_TO * high
    return any(
        x0 <= x <= x1 and from_ <= (top + bottom) / 2 <= to and bottom - top <= _THIN_EM * high
        for x0, top, x1, bottom in strokes
    )


def words_of(letters: Sequence[dict[str, Any]], page: Any, turn: int) -> list[Box]:
    """Letters as words in the frame in which they are upright."""
    wide, high = float(page.width), float(page.height)
    direction = {0: "ltr", 1: "btt", 2: "rtl", 3: "ttb"}[turn]
    lines = {0: "ttb", 1: "ltr", 2: "btt", 3: "rtl"}[turn]
    words: list[Box] = []
    for word in extract_words(
        list(letters),
        line_dir=lines,
        char_dir=direction,
        line_dir_rotated=lines,
        char_dir_rotated=direction,
        x_tolerance_ratio=0.15,
        extra_attrs=["em"],
    ):
        x0, x1, top, bottom = (float(word[name]) for name in ("x0", "x1", "top", "bottom"))
        if turn == 1:
            x0, x1, top, bottom = high - bottom, high - top, x0, x1
        elif turn == 2:
            x0, x1, top, bottom = wide - x1, wide - x0, high - bottom, high - top
        elif turn == 3:
            x0, x1, top, bottom = top, bottom, wide - x1, wide - x0
        words.append(Box(word["text"], x0, top, x1, bottom))
    return _with_marks(words)


class _Host:
    """A word, and what stands raised and lowered behind it."""

    def __init__(self, box: Box) -> None:
        """Begin with the word alone."""
        self.box, self.x1 = box, box.x1
        self.parts: list[tuple[str, Height]] = [(box.text, "")]
        self.mark: Box | None = None

    def height_of(self, box: Box) -> Height | None:
        """Whether a box is a mark of this word, raised, lowered or the stroke of a fraction; None if it is none."""
        own = self.box.bottom - self.box.top
        if box.text in _SLASHES and self.parts[-1][1] == "raised" and abs(box.bottom - self.box.bottom) < 0.3 * own:
            return "" if -1 <= box.x0 - self.x1 <= _NEAR * own else None
        if box.bottom - box.top > _SMALL * own or len(box.text) > _LONGEST_MARK:
            return None
        near = _NEAR_POWER if self.parts[-1][0][-1:].isdigit() and box.text.strip("+-\u2212").isdigit() else _NEAR
        stacked = self.mark is not None and abs(box.x0 - self.mark.x0) <= _NEAR * own
        if not (stacked or -0.1 * own <= box.x0 - self.x1 <= near * own):
            return None
        middle, own_middle = (box.top + box.bottom) / 2, (self.box.top + self.box.bottom) / 2
        if self.box.top - 0.5 * own <= box.top and middle < own_middle and box.bottom < self.box.bottom - 0.1 * own:
            return "raised"
        if box.bottom <= self.box.bottom + 0.5 * own and middle > own_middle and box.top > self.box.top + 0.2 * own:
            return "lowered"
        return None

    def add(self, box: Box, height: Height) -> None:
        """Put a mark, or the stroke of a fraction, behind the word."""
        if height == "lowered" and self.mark is not None and abs(box.x0 - self.mark.x0) < 1:
            self.parts.append(("/", ""))
        self.parts.append((box.text, height))
        self.x1 = max(self.x1, box.x1)
        self.mark = box

    def word(self, before: str) -> Box:
        """The word with its marks, behind the word `before`."""
        return Box(shown(self.parts, before), self.box.x0, self.box.top, self.x1, self.box.bottom)


def _with_marks(words: Sequence[Box]) -> list[Box]:
    """Words of which the small raised and lowered ones are put behind the word that they belong to."""
    hosts: list[_Host] = []
    places: dict[tuple[int, int], list[_Host]] = defaultdict(list)
    tallest = max((box.bottom - box.top for box in words), default=0.0)
    for box in sorted(words, key=lambda w: (w.x0, w.top)):
        column, row = int(box.x0 // _CELL), int((box.top + box.bottom) / 2 // _CELL)
        found: tuple[_Host, Height] | None = None
        if box.bottom - box.top <= _SMALL * tallest or box.text in _SLASHES:
            around = ((column + m, row + n) for m in (-2, -1, 0, 1) for n in (-2, -1, 0, 1, 2))
            for host in (one for place in around for one in places.get(place, ())):
                height = host.height_of(box)
                if height is not None and (found is None or host.x1 > found[0].x1):
                    found = (host, height)
        if found:
            found[0].add(box, found[1])
        else:
            hosts.append(_Host(box))
        host = found[0] if found else hosts[-1]
        places[int(host.x1 // _CELL), int((host.box.top + host.box.bottom) / 2 // _CELL)].append(host)
    by_box = {id(host.box): host for host in hosts}
    told = []
    for n, box in enumerate(words):
        own = by_box.get(id(box))
        if own is None:
            continue
        left = words[n - 1] if n else box
        beside = abs(left.bottom - box.bottom) < 1 and 0 < box.x0 - left.x1 < box.bottom - box.top
        told.append(own.word(f"{left.text} " if beside else ""))
    return told
