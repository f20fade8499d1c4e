"""The letters of a page that are to be read, put into words: none hidden, drawn twice or struck through.

Letters that stand over the text, slanted or larger than it, are kept apart. Small raised and lowered letters go with
the word beside them, as `marks` says.
"""

import unicodedata
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from math import inf
from typing import Any, NamedTuple

from pdfplumber.utils.text import extract_words

from dermagent.knowledge.documents.layout import Box, runs_left
from dermagent.knowledge.documents.marks import ORDINALS, Height, shown
from dermagent.knowledge.documents.symbols import as_shown
from dermagent.text.normal import CJK

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
#: Letters that stand slanted, in no quarter: one side of their matrix is more than so much of the other.
SLANTED, _SLANT = -1, 0.15
#: Letters in one place overlap by so much of their height; those that are larger by so much stand over the others.
_OVER, _LARGER = 0.4, 1.2
#: Letters that are put below a symbol.
_INDICES = frozenset({"max", "min", "ss", "eq", "tot", "ref", "av", "crit", "in", "out", "obs", "exp", "log"})
_SLASHES = ("/", "\u2044")


def turns_of(letters: Sequence[Letter]) -> list[tuple[int, float]]:
    """How letters are turned, in quarters against the clock or `SLANTED`, with the share of each; most first.

    Slanted ones come last: they are no text of the page but stand over it.
    """
    turns = Counter(_quarter(c["matrix"]) for c in letters)
    order = sorted(turns, key=lambda turn: (turn == SLANTED, -turns[turn]))
    return [(turn, turns[turn] / len(letters)) for turn in order]


def _quarter(matrix: Sequence[float]) -> int:
    a, b = matrix[0], matrix[1]
    if not b and a > 0:
        return 0
    if min(abs(a), abs(b)) > _SLANT * max(abs(a), abs(b)):
        return SLANTED
    if abs(a) >= abs(b):
        return 0 if a >= 0 else 2
    return 1 if b > 0 else 3


def letters_shown(page: Any, turn: int, hidden: Collection[int] = ()) -> list[dict[str, Any]]:
    """The letters of a page that are turned so and are to be read, in the order in which they are drawn.

    Each has its height across the line as `em`, the right edge of a blank that is drawn behind it as `blank`, and
    `beside_struck` where the letter next to it is struck through. `hidden` are the numbers of those that nobody sees.
    """
    letters: list[dict[str, Any]] = []
    inked: dict[str, Any] | None = None
    for number, c in enumerate(page.chars):
        if number in hidden or _quarter(c["matrix"]) != turn:
            continue
        if c["text"].isspace() and inked:
            inked["blank"] = c["x1"]
        em = round(c["x1"] - c["x0"] if turn in (1, 3) else c["bottom"] - c["top"], 1)
        letters.append({**c, "em": em, "blank": None, "beside_struck": False})
        inked = inked if c["text"].isspace() else letters[-1]
    strokes = _strokes(page) if turn == 0 else []
    if strokes:
        struck = [_is_struck(c, strokes) for c in letters]
        for n, letter in enumerate(letters):
            beside = [m for m in (n - 1, n + 1) if 0 <= m < len(letters) and struck[m] and not struck[n]]
            letter["beside_struck"] = any(_is_next(letter, letters[m]) for m in beside)
        letters = [c for c, gone in zip(letters, struck, strict=True) if not gone]
    return _once(letters)


def _is_next(letter: Letter, other: Letter) -> bool:
    """Whether two letters are of one word."""
    gap = max(letter["x0"], other["x0"]) - min(letter["x1"], other["x1"])
    return bool(letter["text"].strip() and other["text"].strip() and gap <= _NEAR * letter["em"])


def slanted_text(page: Any, hidden: Collection[int]) -> str:
    """The letters that stand slanted over a page, as they are drawn."""
    return " ".join("".join(c["text"] for c in letters_shown(page, SLANTED, hidden)).split())


class Layers(NamedTuple):
    """The letters of a page's text, those that are printed over or below it, and whether it is certain which are."""

    text: list[dict[str, Any]]
    over: list[dict[str, Any]]
    certain: bool


def layers_of(letters: Sequence[dict[str, Any]]) -> Layers:
    """Letters parted from larger ones that stand in the same place, as an upright watermark does."""
    runs = list(_runs(letters))
    over: set[tuple[float, float]] = set()
    certain = True
    for one, other in _collisions(runs):
        small, large = sorted((one, other), key=lambda run: run.em)
        if large.em > _LARGER * small.em:
            over.add((large.em, round(large.top)))
        elif small.letters is not large.letters:
            certain = False
    if not over:
        return Layers(list(letters), [], certain)
    apart = {id(c) for run in runs if (run.em, round(run.top)) in over for c in run.letters}
    text = [c for c in letters if id(c) not in apart]
    return Layers(text, [c for c in letters if id(c) in apart], certain)


class _LetterRun(NamedTuple):
    """Letters of one size that are drawn one behind the other, with their box."""

    letters: list[dict[str, Any]]
    em: float
    x0: float
    top: float
    x1: float
    bottom: float


def _runs(letters: Sequence[dict[str, Any]]) -> Iterator[_LetterRun]:
    held: list[dict[str, Any]] = []
    em, top, right = 0.0, 0.0, 0.0
    for letter in letters:
        level = letter["em"] == em and abs(letter["top"] - top) < 0.5
        if held and not (level and -0.5 * em < letter["x0"] - right < 0.8 * em):
            yield _run(held)
            held = []
        held.append(letter)
        em, top, right = letter["em"], letter["top"], letter["x1"]
    if held:
        yield _run(held)


def _run(held: list[dict[str, Any]]) -> _LetterRun:
    inked = [c for c in held if c["text"].strip()] or held[:1]
    x0, x1 = min(c["x0"] for c in inked), max(c["x1"] for c in inked)
    return _LetterRun(
        list(held), held[0]["em"], x0, held[0]["top"], x1 if inked[0]["text"].strip() else x0, held[0]["bottom"]
    )


def _collisions(runs: Sequence[_LetterRun]) -> Iterator[tuple[_LetterRun, _LetterRun]]:
    """Runs that stand in the same place."""
    stripes: dict[int, list[_LetterRun]] = defaultdict(list)
    for run in runs:
        around = {n: stripes[n] for n in range(int(run.top // _CELL), int(run.bottom // _CELL) + 1)}
        for other in {id(one): one for held in around.values() for one in held}.values():
            across = min(run.x1, other.x1) - max(run.x0, other.x0)
            along = min(run.bottom, other.bottom) - max(run.top, other.top)
            if across > _OVER * min(run.em, other.em) and along > _OVER * min(run.em, other.em):
                yield run, other
        for held in around.values():
            held.append(run)


def _once(letters: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """The letters without those that are drawn again at nearly the same place, as if bold or with a shadow."""
    seen: dict[tuple[str, int, int], list[dict[str, Any]]] = defaultdict(list)
    kept = []
    for letter in letters:
        near_y = _AGAIN_EM * letter["em"]
        near_x = min(near_y, _AGAIN_WIDTH * (letter["x1"] - letter["x0"]))
        x, y = int(letter["x0"] // _CELL), int(letter["top"] // _CELL)
        around = [
            other for m in (-1, 0, 1) for n in (-1, 0, 1) for other in seen.get((letter["text"], x + m, y + n), ())
        ]
        if (
            near_x > 0
            and letter["text"].strip()
            and any(
                other["em"] == letter["em"]
                and abs(other["x0"] - letter["x0"]) <= near_x
                and abs(other["top"] - letter["top"]) <= near_y
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
    doubtful = {id(c) for c in letters if c["beside_struck"]}
    blanks = {(round(c["x0"]), round(c["top"])): c["x1"] for c in letters if c["text"].isspace()}
    for word in extract_words(
        list(letters),
        line_dir=lines,
        char_dir=direction,
        line_dir_rotated=lines,
        char_dir_rotated=direction,
        x_tolerance_ratio=0.15,
        extra_attrs=["em"],
        return_chars=True,
    ):
        certain = not doubtful or doubtful.isdisjoint(map(id, word["chars"]))
        blank = word["chars"][-1]["blank"] or blanks.get((round(word["x1"]), round(word["top"])))
        text, told = _as_written(word)
        x0, x1, top, bottom = (float(word[name]) for name in ("x0", "x1", "top", "bottom"))
        if turn == 1:
            x0, x1, top, bottom = high - bottom, high - top, x0, x1
        elif turn == 2:
            x0, x1, top, bottom = wide - x1, wide - x0, high - bottom, high - top
        elif turn == 3:
            x0, x1, top, bottom = top, bottom, wide - x1, wide - x0
        words.append(Box(text, x0, top, x1, bottom, blank if turn == 0 else None, certain and told))
    return _with_marks(words)


def _as_written(word: Mapping[str, Any]) -> tuple[str, bool]:
    """A word as it is written, and whether that is certain: letters that run from right to left are drawn backwards."""
    if not any(runs_left(c) for c in word["text"]):
        return as_shown(word["text"]), True
    return unicodedata.normalize("NFKC", "".join(c["text"] for c in reversed(word["chars"]))), False


def _is_word(text: str) -> bool:
    """Whether small letters are a word that somebody put in, and no mark, ordinal or index."""
    return text.isalpha() and len(text) > 1 and text.islower() and text not in ORDINALS | _INDICES and text < CJK


class _Host:
    """A word, and what stands raised and lowered behind it."""

    def __init__(self, box: Box) -> None:
        """Begin with the word alone."""
        self.first = self.box = box
        self.x1 = box.x1
        self.parts: list[tuple[str, Height]] = [(box.text, "")]
        self.mark: Box | None = None

    def height_of(self, box: Box) -> Height | None:
        """Whether a box is a mark of this word, raised, lowered or the stroke of a fraction; None if it is none."""
        own = self.box.bottom - self.box.top
        if box.text in _SLASHES and self.parts[-1][1] == "raised" and abs(box.bottom - self.box.bottom) < 0.3 * own:
            return "" if -1 <= box.x0 - self.x1 <= _NEAR * own else None
        if box.bottom - box.top > _SMALL * own or len(box.text) > _LONGEST_MARK or _is_word(box.text):
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
        blank = inf if box.blank is None else box.blank  # a mark is often drawn by itself, and so is what follows it
        self.box = replace(self.box, blank=blank, certain=self.box.certain and box.certain)

    def word(self, before: str) -> Box:
        """The word with its marks, behind the word `before`."""
        return replace(self.box, text=shown(self.parts, before), x1=self.x1)


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
    by_box = {id(host.first): host for host in hosts}
    told: list[Box] = []
    marked = False
    for n, box in enumerate(words):
        own = by_box.get(id(box))
        if own is None:
            continue
        left = words[n - 1] if n else box
        beside = abs(left.bottom - box.bottom) < 1 and 0 < box.x0 - left.x1 < box.bottom - box.top
        word, before = own.word(f"{left.text} " if beside else ""), told[-1] if told else None
        if before and marked and _follows(before, word):
            told[-1] = replace(
                word, text=before.text + word.text, x0=before.x0, certain=before.certain and word.certain
            )
        else:
            told.append(word)
        marked = own.mark is not None
    return told


def _follows(before: Box, word: Box) -> bool:
    """Whether a sign or a stroke stands behind a raised or lowered mark without a blank, as in 10⁹/L."""
    near = -0.1 <= (word.x0 - before.x1) / (word.bottom - word.top) <= _NEAR
    return near and not word.text[0].isalnum() and abs(word.bottom - before.bottom) < 1
