"""Read what a filled form answers: options beside an item, rows of a table, figures, and ticks before what they tick.

Such an answer is of all that its item names, by whatever words it is found there. An item that was left open ("fever:
___", "fever: yes / no") is unknown.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Literal, NamedTuple

from dermagent.reading.values import answer_of
from dermagent.reading.ways import Ways
from dermagent.text.normal import CJK, Normal
from dermagent.text.occurrences import Occurrence
from dermagent.text.tokens import Tokens
from dermagent.types import Polarity

Said = Literal["yes", "no", "unknown"]

_SAYS: dict[Polarity, Said] = {"present": "yes", "absent": "no", "unknown": "unknown"}
#: Boxes of forms, those that are ticked as the one group.
BOX = re.compile(
    "\\[[ _]?\\]|\\( \\)|[\u2610\u25a1]|([\\[(][xXvV*\u2713\u2714\u221a][\\])]|[\u2611\u2612\u2713\u2714\u25a0])"
)
#: Ticks and crosses that stand alone; a cross between figures multiplies ("3 x 2 cm").
TICKS = frozenset("\u2705\u2713\u2714\u221a\U0001f44d")
CROSSES = frozenset("\u274c\u274e\u2717\u2718\u2715\u2716\u00d7\U0001f44e")
_SIGN = re.compile(
    f"(?P<yes>[(\\[\u3010] ?\\+{{1,4}} ?[)\\]\u3011]|[{''.join(sorted(TICKS))}])"
    f"|(?P<no>[(\\[\u3010] ?-{{1,2}} ?[)\\]\u3011]|[{''.join(sorted(CROSSES - {chr(0xD7)}))}]"
    f"|(?<!\\d)(?<!\\d\\s)\u00d7(?!\\s?\\d))"
)
_WORD = r"[^\W\d_]"
_WORD_BEFORE, _WORD_BEHIND = re.compile(rf"({_WORD}+)[ \t:]{{0,3}}\Z"), re.compile(rf"[ \t]{{0,2}}({_WORD}+)")
#: Characters between two boxes of one question, at most, and what may stand there beside an answer.
_BETWEEN, _AROUND = 24, " \t\n/|,;:.-"
#: Tokens of an item that are looked at, and sentences before it that hold no word.
_LONGEST_ITEM, _EMPTY = 40, 3
#: Words of an item in a table or before a tick, at most.
_WORDS = 10
#: Characters of an item before a figure, and what ends it.
_ITEM, _ENDS = 80, re.compile("[\n,;{\u3001\u3002]|\\.\\s")
#: What ends a sentence within a line.
_STOP = re.compile(r"[;!?\u3002]|(?<!\d)\.(?!\w)|\.\s")
_CLOSED = r"(?=\s*(?:[,;}\])\n\u3001\u3002]|\.(?!\d)|\Z))"
_FIGURE = re.compile(r"[:=]\s?['\"]?(?P<value>[01])['\"]?" + _CLOSED)
_OF_TEN = re.compile(r"\(\s?0\s?(?:-|to|a)\s?10\s?\)\s?[:=]?\s?(?P<value>\d{1,2})(?!\d)")
#: A Chinese word with a zero right behind it.
_GLUED = re.compile(r"(?<=[\u4e00-\u9fff])(?P<value>0)" + _CLOSED.replace("(?=\\s*(?:", "(?=\\s|(?:"))
#: A zero behind an item ("SOB 0, itch 3").
_BARE_ZERO = re.compile(r"(?<=[^\W\d_] )(?P<value>0)" + _CLOSED)
#: An answered field with another one behind it on its line; answers to fields without a mark; answers in cells.
_ON_ONE_LINE = re.compile(
    rf"[:=]\s?(?P<word>{_WORD}{{1,9}}|\d{{1,2}})(?:\s?/\s?10)?[.,;]?(?P<blank>[ \t])"
    rf"\s{{0,3}}(?={_WORD}[^:=\n.;]{{0,40}}[:=])"
)
_FIELD = (
    rf"{_WORD}[\w'-]{{1,20}}(?: (?!(?:no|yes|si|s\u00ed)\b)[\w'-]{{2,20}}){{0,2}}(?P<before> )(?:no|yes|si|s\u00ed)\b"
)
_UNMARKED = re.compile(
    rf"(?:(?<=\A)|(?<=[.\n]))\s?(?:{_FIELD.replace('(?P<before> )', ' ')}[ ]?){{3,}}(?=[.\n]|\Z)", re.IGNORECASE
)
_UNMARKED_FIELD = re.compile(_FIELD, re.IGNORECASE)
_CELL = re.compile(rf"\|\s?(?P<word>{_WORD}{{1,9}})\s?\|")
_EMPTY_VALUE = re.compile(r"[:=]\s?(?:\"\"|''|_{2,}|\.{3,}|\?+)" + _CLOSED)
#: Leaders between an item and its answer ("fever......no", "fever -> no").
_LED = re.compile(rf"(?<![._-])(?:\.{{3,90}}|_{{2,90}}|-{{2,90}}|[-=]?>|\u2192|\u2026)\s?(?P<word>{_WORD}+)" + _CLOSED)
#: Answers glued behind their items in a row ("fever=no itch=yes").
_GLUED_ON = re.compile(rf"[=:](?P<word>{_WORD}+)(?=[ \t]+[^\s=:]+(?: [^\s=:]+)?[=:]{_WORD})")
_CHOICE = re.compile(
    rf"(?<![^\W_])({_WORD}{{1,8}})\s?/\s?({_WORD}{{1,8}})(?![^\W_])[)\]]?(?:\s?[:=?-]\s?|\s)?({_WORD}+)?"
)
#: What parts the cells of a table for sure, and what does in a table of several lines.
_PARTING, _LISTING = (re.compile(r"\|"), re.compile(r"\t| {3,}")), re.compile("[,;]")


class _Answer(NamedTuple):
    """What is said of the characters [start, end)."""

    start: int
    end: int
    said: Said


@dataclass(frozen=True)
class Forms:
    """What forms say of tokens; where the boxes stand that only offer an answer, and the tokens of what they offer."""

    said: dict[int, Said]
    options: frozenset[int]
    offered: frozenset[int]

    def of(self, first: int, last: int) -> Said | None:
        """What is answered of the tokens [first, last]; None where nothing is, or not the same of both ends."""
        said = self.said.get(first)
        return said if said is not None and said == self.said.get(last) else None


def on_lines(normal: Normal) -> Normal:
    """The text, of the same length, with each answered field of a form that is written on one line on its own line."""
    text = normal.text
    signs = list(text)
    for found in _ON_ONE_LINE.finditer(text):
        if found["word"].isdigit() or answer_of(found["word"]):
            signs[found.start("blank")] = "\n"
    for run in _UNMARKED.finditer(text):  # "fever no cough no itch yes"
        for found in _UNMARKED_FIELD.finditer(text, run.start(), run.end()):
            signs[found.start("before")] = ":"
            if found.end() < run.end():
                signs[found.end()] = "\n"
    cells = [found for found in _CELL.finditer(text) if answer_of(found["word"])] if "\n" not in text else []
    for found in cells if len(cells) > 1 else ():
        signs[found.start()], signs[found.end() - 1] = ":", "\n"
    return replace(normal, text="".join(signs)) if signs != list(text) else normal


def find_forms(tokens: Tokens, ways: Ways, things: Sequence[Occurrence]) -> Forms:
    """What the forms in a text answer, which names these things, in time linear in its length."""
    text = tokens.normal.text
    named = sorted(tokens.items[thing.first].start for thing in things)
    options, offered = frozenset[int](), frozenset[int]()
    found = [*_signs(text, named), *_figures(text, ways), *_choices(text), *_rows(text)]
    if runs := [*_option_runs(text)]:
        options = frozenset(box.start() for run in runs for box in run.boxes)
        offered = frozenset(i for run in runs for i in range(tokens.at(run.start), tokens.at(run.end)))
        found.extend(_answered_options(tokens, runs))
    said: dict[int, Said] = {}
    for start, end, answer in found:
        said.update(dict.fromkeys(range(tokens.holding(start), tokens.at(end)), answer))
    return Forms(said, options, offered)


def _said(word: str) -> Said | None:
    polarity = answer_of(word)
    return _SAYS[polarity] if polarity else None


class _Run(NamedTuple):
    """Boxes that offer the answers to one question, what it says, and where it begins and ends."""

    boxes: Sequence[re.Match[str]]
    said: Said
    start: int
    end: int


def _option_runs(text: str) -> Iterator[_Run]:
    """Boxes each beside an answer: "[ ] yes [x] no", "yes [ ] no [x]"."""
    boxes = list(BOX.finditer(text))
    run: list[re.Match[str]] = []
    for i, box in enumerate(boxes):
        later = boxes[i + 1] if i + 1 < len(boxes) else None
        run.append(box)
        if later and later.start() - box.end() <= _BETWEEN and _answer_in(text[box.end() : later.start()]):
            continue
        if found := _run(text, run):
            yield found
        run = []


def _answer_in(between: str) -> Said | None:
    word = between.strip(_AROUND)
    return _said(word) if word else None


def _run(text: str, boxes: Sequence[re.Match[str]]) -> _Run | None:
    """The run that some boxes are; None where what stands beside them is no answer."""
    inner = [_answer_in(text[box.end() : later.start()]) for box, later in pairwise(boxes)]
    behind = _word_behind(text, boxes[-1].end(), alone=len(boxes) == 1)
    start, end = boxes[0].start(), boxes[-1].end()
    before = _WORD_BEFORE.search(text[max(0, start - _BETWEEN) : start])
    if behind:
        answers, end = [*inner, behind[0]], behind[1]
    elif before and len(boxes) > 1 and (first := _said(before[1])):
        answers, start = [first, *inner], start - len(before[0])
    else:
        return None
    ticked = {said for box, said in zip(boxes, answers, strict=True) if box.group(1) and said}
    return _Run(boxes, ticked.pop() if len(ticked) == 1 else "unknown", start, end)


def _word_behind(text: str, at: int, *, alone: bool) -> tuple[Said, int] | None:
    """The answer right behind a box and its end; behind a box that is alone only one that ends its item."""
    found = _WORD_BEHIND.match(text, at)
    if found is None:
        return None
    for word in (found[1], found[1][:2], found[1][:1]) if found[1] > CJK else (found[1],):
        if (said := _said(word)) and said != "unknown":
            end = found.start(1) + len(word)
            ends = not text[end : end + 2].strip() or text[end] in _AROUND.replace(" ", "")
            return (said, end) if not alone or ends else None
    return None


def _answered_options(tokens: Tokens, runs: Sequence[_Run]) -> Iterator[_Answer]:
    """The item before each run of options, from the run before it on, with its answer."""
    items, before = tokens.items, 0
    for run in runs:
        behind = tokens.at(run.start)
        first = last = behind
        for _ in range(_EMPTY):
            if first <= before:
                break
            first = max(before, tokens.sentence(first - 1)[0], behind - _LONGEST_ITEM)
            last = next((i for i in range(behind - 1, first - 1, -1) if items[i].kind != "mark"), -1)
            if last >= 0:
                first = max(first, tokens.line(last)[0])
                break
        if first < behind:
            yield _Answer(items[first].start, run.start, run.said)
        before = tokens.at(run.end)


def _rows(text: str) -> Iterator[_Answer]:
    """Items in the first column of a table with an answer, or a mark under an answer, behind them."""
    columns: dict[int, Said] = {}
    listed: list[tuple[int, _Answer]] = []
    at, number = 0, 0
    for number, line in enumerate(text.split("\n")):
        cells, strong = _cells(line, at)
        at += len(line) + 1
        if len(cells) < 2:
            columns = {}
            continue
        if not any(character.isalnum() for character in line):
            continue  # the line under a heading
        answers = [_said(cell) if cell else None for _, _, cell in cells]
        if {"yes", "no"} <= set(answers[1:]) and strong and answers[0] is None:
            columns = {i: said for i, said in enumerate(answers) if said}
            continue
        start, end, item = cells[0]
        said = _under(columns, cells, answers) if columns else answers[1]
        stops = [stop.end() for stop in _STOP.finditer(text, start, end)]
        start = stops[-1] if stops and text[stops[-1] : end].strip() else start  # "It itches. Fever | no"
        if said is None or not item or len(text[start:end].split()) > _WORDS:
            continue
        if strong:
            yield _Answer(start, end, said)
        else:
            listed.append((number, _Answer(start, end, said)))
    numbers = {number for number, _ in listed}
    for number, answer in listed:  # a comma makes a table of several lines only
        if not numbers.isdisjoint((number - 1, number + 1)):
            yield answer


def _cells(line: str, at: int) -> tuple[list[tuple[int, int, str]], bool]:
    """The cells of a line with their places, `at` being its own; whether what parts them does so for sure."""
    pattern, strong = next(((one, True) for one in _PARTING if one.search(line.strip())), (_LISTING, False))
    bounds, start = [], 0
    for mark in pattern.finditer(line):
        bounds.append((start, mark.start()))
        start = mark.end()
    bounds.append((start, len(line)))
    if "|" in line:  # it stands around a row too
        bounds = bounds[not line[slice(*bounds[0])].strip() :]
        bounds = bounds[: len(bounds) - (not line[slice(*bounds[-1])].strip())]
    return [(at + first, at + last, line[first:last].strip(" \t\"'")) for first, last in bounds], strong


def _under(
    columns: dict[int, Said], cells: Sequence[tuple[int, int, str]], answers: Sequence[Said | None]
) -> Said | None:
    """The heading of the one column that is marked; unknown where none is, None where several are."""
    filled = [i for i in columns if i < len(cells) and cells[i][2] and answers[i] != "unknown"]
    marked = [i for i in filled if answers[i] != "no"] or filled
    if not marked:
        return "unknown"
    return columns[marked[0]] if len(marked) == 1 else None


def _item_before(text: str, at: int) -> int:
    """Where the item begins that ends at a place."""
    floor = max(0, at - _ITEM)
    ends = [found.end() for found in _ENDS.finditer(text, floor, at)]
    return ends[-1] if ends else floor


def _figures(text: str, ways: Ways) -> Iterator[_Answer]:
    """Items with 0 or 1 behind a colon, a score of ten, an answer behind dots, or nothing where one should stand."""
    for pattern in (_FIGURE, _OF_TEN, _GLUED, _BARE_ZERO):
        for found in pattern.finditer(text):
            yield _Answer(_item_before(text, found.start()), found.start(), "no" if found["value"] == "0" else "yes")
    for found in ways.pattern("none_of_ten").finditer(text):
        yield _Answer(_item_before(text, found.start()), found.start(), "no")
    for found in _LED.finditer(text):
        if said := _said(found["word"]):
            yield _Answer(_item_before(text, found.start()), found.start(), said)
    before = 0
    for found in _GLUED_ON.finditer(text):
        if said := _said(found["word"]):
            yield _Answer(max(before, _item_before(text, found.start())), found.start(), said)
        before = found.end()
    for found in _EMPTY_VALUE.finditer(text):
        yield _Answer(_item_before(text, found.start()), found.start(), "unknown")


def _choices(text: str) -> Iterator[_Answer]:
    """Items behind which both answers are printed, with the one that is chosen ("fever Y/N: N"); unknown if none is."""
    for found in _CHOICE.finditer(text):
        if {_said(found[1]), _said(found[2])} == {"yes", "no"}:
            yield _Answer(_item_before(text, found.start()), found.start(), (found[3] and _said(found[3])) or "unknown")


def _signs(text: str, named: Sequence[int]) -> Iterator[_Answer]:
    """What stands between signs of a line that begin its items ("(-) fever (+) itch"), or right before a tick.

    `named` are the places in the text at which things are named.
    """
    start = -1
    signs: list[re.Match[str]] = []
    for sign in [*_SIGN.finditer(text), None]:
        here = text.rfind("\n", 0, sign.start()) if sign else len(text)
        if signs and here != start:
            yield from _of_line(text, signs, named)
            signs = []
        start = here
        if sign:
            signs.append(sign)


def _of_line(text: str, signs: Sequence[re.Match[str]], named: Sequence[int]) -> Iterator[_Answer]:
    line, end = text.rfind("\n", 0, signs[0].start()) + 1, text.find("\n", signs[-1].end())
    end = len(text) if end < 0 else end
    heading = text.rfind(":", line, signs[0].start())
    opens = max([line, heading + 1, *(stop.end() for stop in _STOP.finditer(text, line, signs[0].start()))])
    closed = _STOP.search(text, signs[-1].end(), end)
    last = closed.start() if closed else end
    if any(map(str.isalnum, text[opens : signs[0].start()])):  # "ROS (-) fever (-) cough": a heading
        heads = len(signs) > 1 and not _any_in(named, opens, signs[0].start())
        leads = heads and _any_in(named, signs[-1].end(), last)
    else:
        leads = any(map(str.isalnum, text[signs[-1].end() : end]))
    if leads and line < heading == opens - 1 and len(signs) == 1:
        leads = False  # "fever: (-) since Monday"
    stops = [*(sign.start() for sign in signs[1:]), end]
    before_it = line
    for sign, stop in zip(signs, stops, strict=True):
        said: Said = "yes" if sign["yes"] else "no"
        if leads:
            closed = _STOP.search(text, sign.end(), stop)
            yield _Answer(sign.end(), closed.start() if closed else stop, said)
        elif len(sign[0]) == 1:  # of signs in brackets behind their item the cues know more
            item = max(before_it, _item_before(text, sign.start()))
            words = text[item : sign.start()].split()
            if len(words) <= _WORDS:  # "shivers nope", with a tick behind it, are not there
                yield _Answer(item, sign.start(), (_said(words[-1]) if words else None) or said)
        before_it = sign.end()


def _any_in(places: Sequence[int], start: int, end: int) -> bool:
    """Whether one of the sorted places lies in [start, end)."""
    i = bisect_left(places, start)
    return i < len(places) and places[i] < end
