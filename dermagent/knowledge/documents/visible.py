"""Which letters of a PDF page are seen: not covered, clipped, transparent, off the page or of their ground's colour.

pdfminer keeps the order in which a page is drawn, but neither opacity nor clips; an interpreter of its kind that does
tags what is drawn with both. A recognised text below or above the image of a scan counts as seen, and as a guess.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from pdfminer.layout import LTChar, LTContainer, LTCurve, LTImage, LTLine, LTRect
from pdfminer.pdfinterp import PDFPageInterpreter
from pdfminer.pdftypes import PDFStream, resolve1
from pdfminer.psparser import literal_name
from pdfminer.utils import apply_matrix_pt
from pdfplumber.page import PDFPageAggregatorWithMarkedContent

from dermagent.knowledge.documents.colours import WHITE, Colour, alike
from dermagent.knowledge.documents.fonts import Fonts, told_letter

Box = tuple[float, float, float, float]
#: From which opacity on something covers, and below which it is not seen itself.
_OPAQUE, _CLEAR = 0.95, 0.1
#: Text that is drawn in these modes leaves no ink.
_NO_INK = frozenset({3, 7})
_OUTLINED, _BOTH = 1, 2
#: A line so wide covers words; thinner ones underline or strike through.
_WIDE_LINE = 5.0
#: Share of a page's letters below images from which they are the recognised text of a scan.
_SCANNED = 0.5
#: Shares of a letter that is covered: so little leaves it as it is, by more than half it is gone, from most on wholly.
_A_LITTLE, _HALF, _MOSTLY = 0.15, 0.5, 0.8
#: Letters of no more points are too small to be read.
_TINY = 2.5
#: Share of a letter's height that holds its ink.
_INKED = 0.7
#: Covers are looked up by stripes of so many points.
_STRIPE = 24
#: Annotations that are drawn over the words of a page.
_OVERLAYS = frozenset({"Square", "Circle", "Polygon", "FreeText", "Stamp", "Redact"})


@dataclass(frozen=True)
class _Sight:
    """How something is drawn: opacity of its fill and of its group, whether it only tints, clip, mode of text, path."""

    alpha: float = 1.0
    outer: float = 1.0
    tints: bool = False
    clip: Box | None = None
    mode: int = 0
    is_part: bool = False

    @property
    def opacity(self) -> float:
        """How opaque it is on the page."""
        return self.alpha * self.outer


class _Device(PDFPageAggregatorWithMarkedContent):
    """Lays a page out and tags each item with how it is drawn."""

    sight = _Sight()

    def tag_cur_item(self) -> None:
        super().tag_cur_item()
        if self.cur_item._objs:
            self.cur_item._objs[-1].sight = self.sight  # type: ignore[attr-defined]

    def render_string(self, textstate: Any, *more: Any, **named: Any) -> None:
        before, self.sight = self.sight, replace(self.sight, mode=textstate.render)
        super().render_string(textstate, *more, **named)
        self.sight = before

    def render_char(
        self, matrix: Any, font: Any, fontsize: float, scaling: float, rise: float, cid: int, *more: Any
    ) -> Any:
        """Each letter is what its font says for certain."""
        wide = super().render_char(matrix, font, fontsize, scaling, rise, cid, *more)
        letter = self.cur_item._objs[-1]
        letter._text = told_letter(font, cid, letter.get_text())  # type: ignore[attr-defined]
        return wide

    def paint_path(self, gstate: Any, stroke: bool, fill: bool, evenodd: bool, path: Sequence[Any]) -> None:
        """Parts of one path may cut holes into each other: none of them covers for certain."""
        before = self.sight
        if sum(segment[0] == "m" for segment in path) > 1:
            self.sight = replace(before, is_part=True)
        super().paint_path(gstate, stroke, fill, evenodd, path)
        self.sight = before


class _Interpreter(PDFPageInterpreter):
    """Reads a page's drawing and tells the device of clips and opacity, which pdfminer passes over."""

    def init_state(self, ctm: Any) -> None:
        super().init_state(ctm)
        self._kept: list[_Sight] = []

    def do_q(self) -> None:
        super().do_q()
        self._kept.append(self.device.sight)  # type: ignore[attr-defined]

    def do_Q(self) -> None:
        super().do_Q()
        if self._kept:
            self.device.sight = self._kept.pop()  # type: ignore[attr-defined]

    def do_Do(self, xobjid_arg: Any) -> None:
        """What a group holds is as opaque as itself and its group together."""
        before: _Sight = self.device.sight  # type: ignore[attr-defined]
        form = resolve1(self.xobjmap.get(literal_name(xobjid_arg)))
        if isinstance(form, PDFStream) and form.get("Group"):
            self.device.sight = replace(before, alpha=1.0, outer=before.alpha * before.outer)  # type: ignore[attr-defined]
        super().do_Do(xobjid_arg)
        self.device.sight = before  # type: ignore[attr-defined]

    def do_gs(self, name: Any) -> None:
        states = resolve1(resolve1(self.resources).get("ExtGState")) or {}
        state = resolve1(states.get(literal_name(name))) or {}
        sight: _Sight = self.device.sight  # type: ignore[attr-defined]
        if isinstance(alpha := resolve1(state.get("ca")), int | float):
            sight = replace(sight, alpha=float(alpha))
        if "BM" in state or "SMask" in state:
            told = [str(getattr(resolve1(state.get(key)), "name", "")) for key in ("BM", "SMask")]
            sight = replace(sight, tints=told[0] not in ("", "Normal", "Compatible") or told[1] not in ("", "None"))
        self.device.sight = sight  # type: ignore[attr-defined]

    def do_W(self) -> None:
        super().do_W()
        points = [apply_matrix_pt(self.ctm, point) for segment in self.curpath for point in _points(segment)]
        if not points:
            return
        xs, ys = [x for x, _ in points], [y for _, y in points]
        sight: _Sight = self.device.sight  # type: ignore[attr-defined]
        x0, y0, x1, y1 = sight.clip or (min(xs), min(ys), max(xs), max(ys))
        clip = (max(x0, min(xs)), max(y0, min(ys)), min(x1, max(xs)), min(y1, max(ys)))
        self.device.sight = replace(sight, clip=clip)  # type: ignore[attr-defined]

    def do_W_a(self) -> None:
        self.do_W()


def _points(segment: Sequence[Any]) -> Iterator[tuple[float, float]]:
    numbers = [float(number) for number in segment[1:]]
    yield from zip(numbers[::2], numbers[1::2], strict=False)


def lay_out(page: Any) -> None:
    """Lay a page of pdfplumber out with the tags that `seen_on` needs, before anything asks for its letters."""
    if not isinstance(page.pdf.rsrcmgr, Fonts):
        page.pdf.rsrcmgr = Fonts()
    device = _Device(page.pdf.rsrcmgr, pageno=page.page_number, laparams=page.pdf.laparams)
    _Interpreter(page.pdf.rsrcmgr, device).process_page(page.page_obj)
    page._layout = device.get_result()


@dataclass(frozen=True)
class Seen:
    """The letters of a page that nobody sees, by their number, and whether it is in doubt what is seen.

    `is_recognised` where a program told the letters from the image of a scan, which shows others perhaps.
    """

    hidden: frozenset[int]
    in_doubt: bool
    is_recognised: bool


@dataclass(frozen=True)
class _Cover:
    """Something filled: when it was drawn, its box, its colour where that is known, and how surely it covers."""

    when: int
    box: Box
    colour: Colour | None
    kind: str


@dataclass
class _Ground:
    """What is filled on a page, by stripes."""

    stripes: dict[int, list[_Cover]] = field(default_factory=lambda: defaultdict(list))

    def add(self, cover: _Cover) -> None:
        """Keep it where it reaches; what is smaller than any letter covers none."""
        x0, y0, x1, y1 = cover.box
        if x1 - x0 < 1 or y1 - y0 < 1:
            return
        for stripe in range(int(max(y0, -5000) // _STRIPE), int(min(y1, 20000) // _STRIPE) + 1):
            self.stripes[stripe].append(cover)

    def below(self, item: Any) -> list[tuple[_Cover, float]]:
        """What is filled at the middle of a letter, in the order of drawing, and the share of it that it has."""
        middle, wide, high = (item.y0 + item.y1) / 2, max(item.width, 0.01), max(item.height, 0.01)
        found = []
        for one in self.stripes.get(int(middle // _STRIPE), ()):
            x0, y0, x1, y1 = one.box
            across, along = min(x1, item.x1) - max(x0, item.x0), min(y1, item.y1) - max(y0, item.y0)
            if across > 0 and along > 0 and y0 <= middle <= y1:
                found.append((one, across / wide * min(1.0, along / high / _INKED)))
        return found


def seen_on(page: Any) -> Seen:
    """Which letters of a page that was laid out here are to be seen."""
    letters: list[tuple[int, LTChar]] = []
    ground = _Ground()
    for when, item in enumerate(_items(page.layout)):
        if isinstance(item, LTChar):
            letters.append((when, item))
        elif cover := _cover_of(when, item):
            ground.add(cover)
    below = [ground.below(item) for _, item in letters]
    imaged = sum(any(one.kind == "image" for one, _ in covers) for covers in below)
    is_scan = bool(letters) and imaged >= _SCANNED * len(letters)
    hidden, in_doubt, is_recognised = set(), False, False
    overlays, paper = list(_overlays(page)), _paper(page)
    for number, ((when, item), covers) in enumerate(zip(letters, below, strict=True)):
        fate = _fate(when, item, covers, paper, is_scan)
        if fate == "hidden":
            hidden.add(number)
        elif fate == "nearly hidden":
            hidden.add(number)
            in_doubt = True
        elif fate == "recognised":
            is_recognised = True
        elif item.get_text().strip():
            x, y = _middle(item)
            in_doubt |= fate == "doubt" or any(b[0] <= x <= b[2] and b[1] <= y <= b[3] for b in overlays)
    return Seen(frozenset(hidden), in_doubt or is_recognised, is_recognised)


def _paper(page: Any) -> Box:
    """What of a page is shown, in the places of its layout."""
    whole, leaf = page.layout, page.page_obj
    box: Box = (whole.x0, whole.y0, whole.x1, whole.y1)
    if leaf.rotate or not leaf.cropbox:
        return box
    left, low = leaf.mediabox[:2]
    x0, y0, x1, y1 = leaf.cropbox
    return _within(box, (x0 - left, y0 - low, x1 - left, y1 - low)) or box


def _items(container: Any) -> Iterator[Any]:
    """The items of a layout in the order in which they were drawn, as pdfplumber lists them."""
    for item in container._objs:
        if isinstance(item, LTContainer):
            yield from _items(item)
        else:
            yield item


def _middle(item: Any) -> tuple[float, float]:
    return (item.x0 + item.x1) / 2, (item.y0 + item.y1) / 2


def _cover_of(when: int, item: Any) -> _Cover | None:
    """What covers what was drawn before; None where it leaves all to be seen."""
    sight: _Sight = getattr(item, "sight", _Sight())
    box = _within(sight.clip, (item.x0, item.y0, item.x1, item.y1)) if hasattr(item, "x0") else None
    if box is None or sight.opacity < _CLEAR:
        return None
    if isinstance(item, LTImage):
        clear = any(key in item.stream.attrs for key in ("SMask", "Mask", "ImageMask", "IM"))
        return _Cover(when, box, None, "tint" if clear or sight.tints or sight.opacity < _OPAQUE else "image")
    if not isinstance(item, LTCurve):
        return None
    if isinstance(item, LTLine) and not item.fill:
        wide = item.linewidth / 2
        if wide * 2 < _WIDE_LINE:
            return None
        x0, y0, x1, y1 = box
        around = (x0 - wide * (x0 == x1), y0 - wide * (y0 == y1), x1 + wide * (x0 == x1), y1 + wide * (y0 == y1))
        return _Cover(when, around, _rgb(item.stroking_color), "full" if x0 == x1 or y0 == y1 else "tint")
    if not item.fill:
        return None
    colour = _rgb(item.non_stroking_color)
    if sight.opacity < _OPAQUE or sight.tints or sight.is_part:
        return _Cover(when, box, None, "tint")
    if isinstance(item, LTRect):
        return _Cover(when, box, colour, "full")
    return _Cover(when, box, colour if colour == WHITE else None, "shape")


def _within(clip: Box | None, box: Box) -> Box | None:
    """The part of a box inside a clip; None where nothing is left."""
    if clip is None:
        return box
    x0, y0, x1, y1 = max(clip[0], box[0]), max(clip[1], box[1]), min(clip[2], box[2]), min(clip[3], box[3])
    return (x0, y0, x1, y1) if x0 <= x1 and y0 <= y1 else None


def _fate(when: int, item: LTChar, covers: Sequence[tuple[_Cover, float]], paper: Box, is_scan: bool) -> str:
    """Whether a letter is "hidden", "nearly hidden", "seen", "recognised" in an image that is seen, or in "doubt"."""
    sight: _Sight = getattr(item, "sight", _Sight())
    x, y = _middle(item)
    images = [one for one, _ in covers if one.kind == "image"]
    if is_scan and images:
        unseen = sight.opacity < _CLEAR or sight.mode in _NO_INK or any(one.when > when for one in images)
        return "recognised" if unseen else "seen"
    outside = not (paper[0] <= x <= paper[2] and paper[1] <= y <= paper[3])
    clip = sight.clip
    if outside or (clip and not (clip[0] <= x <= clip[2] and clip[1] <= y <= clip[3])):
        return "hidden"
    if sight.opacity < _CLEAR or sight.mode in _NO_INK or max(item.width, item.height) <= _TINY:
        return "hidden"
    covered = max((share for one, share in covers if one.when > when and one.kind in ("full", "image")), default=0.0)
    if covered > _HALF:
        return "hidden" if covered > _MOSTLY else "nearly hidden"
    ground: Colour | None = WHITE
    for one, share in covers:
        if one.when < when and share > _HALF and (one.kind != "shape" or one.colour != WHITE):
            ground = one.colour
    if all(alike(colour, ground) for colour in _inks(item, sight.mode)):
        return "hidden"
    shaped = any(one.when > when and one.kind == "shape" for one, _ in covers)
    return "doubt" if shaped or covered > _A_LITTLE else "seen"


def _inks(item: LTChar, mode: int) -> list[Colour | None]:
    """The colours that a letter is drawn in."""
    state = item.graphicstate
    if mode % 4 == _OUTLINED:
        return [_rgb(state.scolor)]
    return [_rgb(state.ncolor), _rgb(state.scolor)] if mode % 4 == _BOTH else [_rgb(state.ncolor)]


def _rgb(colour: Any) -> Colour | None:
    """A colour of grey, of red, green and blue, or of four inks; None for a pattern or a colour space of its own."""
    parts = colour if isinstance(colour, tuple | list) else (colour,)
    if not all(isinstance(part, int | float) for part in parts):
        return None
    if len(parts) == 1:
        return (float(parts[0]),) * 3
    if len(parts) == 3:
        return (float(parts[0]), float(parts[1]), float(parts[2]))
    if len(parts) == 4:
        c, m, y, k = map(float, parts)
        return ((1 - c) * (1 - k), (1 - m) * (1 - k), (1 - y) * (1 - k))
    return None


def _overlays(page: Any) -> Iterator[Box]:
    """The places of annotations that are drawn over the words, with their ground filled."""
    for note in page.annots:
        data: Mapping[str, Any] = note.get("data") or {}
        kind = str(data.get("Subtype", "")).strip("/'")
        if kind in _OVERLAYS and (data.get("IC") or kind in ("FreeText", "Stamp", "Redact")):
            high = float(page.height)
            yield note["x0"], high - note["bottom"], note["x1"], high - note["top"]
