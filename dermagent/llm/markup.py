"""Markup: lists and tables of HTML, LaTeX and CSV, and lists within one line, as plain lines; objects in XML tags."""

import csv
import html
import re
from collections.abc import Iterator

from dermagent.llm.keys import is_name, is_share, role_of
from dermagent.llm.said_share import rules_out
from dermagent.text.marks import unstruck

#: What HTML and LaTeX write for a new item, a new line, a cell and a percent sign.
_MARKS = tuple(
    (re.compile(marks, re.IGNORECASE), plain)
    for marks, plain in (
        (r"<li\b[^<>]*>|\\item\b(?:\s*\[[^\]\n]*\])?", "\n- "),
        (r"<h[1-6]\b[^<>]*>", "\n# "),
        (r"</t[dh]>\s*(?=<t[dh]\b)|(?<!\\)&(?=[^&\n]*\\\\)|(?<!\\)&(?=[^&\n]*$)", " | "),
        (r"</?(?:ul|ol|li|table|t(?:head|body|foot|r)|p|div|br|h[1-6]|dl|dt|dd)\b[^<>]*>", "\n"),
        (r"\\(?:begin|end)\{[^{}]*\}(?:\{[^{}]*\})?|\\(?:hline|toprule|midrule|bottomrule)\b|\\\\(?=\s|$)", "\n"),
        (r"\\(?:textbf|textit|text|mathrm|emph|section\*?|subsection\*?)\{([^{}]*)\}", r"\1"),
        (r"\$*\\boxed\{([^{}]*)\}\$*", r"\1"),
        (r"\\([%&_#$])", r"\1"),
    )
)
_MARKED = re.compile(
    r"<(?:li|tr|ol|ul|table|p|br|h[1-6])\b[^<>]*>|\\begin\{(?:enumerate|itemize|tabular|description)\*?\}|\\boxed\{",
    re.I,
)
#: A tag that holds words, and one that holds anything.
_LEAF = re.compile(r"<([A-Za-z][\w-]*)>([^<>]*)</\1>")
_BLOCK = re.compile(r"<([A-Za-z][\w-]*)>")
#: A tag with its attributes that holds words or nothing, and one attribute.
_ATTRIBUTES = r"""(?:\s+[^\W\d][\w-]*\s*=\s*(?:"[^"<>]*"|'[^'<>]*'))*"""
_TAG = re.compile(rf"<(?P<tag>[^\W\d][\w-]*)(?P<attributes>{_ATTRIBUTES})\s*(?:/>|>(?P<said>[^<>]*)</(?P=tag)\s*>)")
_ATTRIBUTE = re.compile(r"""([^\W\d][\w-]*)\s*=\s*("[^"]*"|'[^']*')""")
#: The number of an item within a line, from 1 or from the end down.
_NUMBER = re.compile(
    r"(?:(?<=^)|(?<=[\s;,.:(\uff1a\uff1b\uff0c\u3002\u3001]))\(?(\d{1,2})[.)\u3001\uff0e\uff09]\s*(?=[^\W\d])"
)
#: Numbers in a circle, in brackets or on a key, each as one sign or a sign with marks.
_CIRCLED = re.compile("([\u2460-\u2473\u2474-\u2487\u2776-\u277f\u2780-\u2793]|[1-9]\ufe0f?\u20e3)")
#: Columns of a table without lines, and words in the name of one, at most.
_MOST_COLUMNS, _WORDS_OF_A_COLUMN = 8, 4
#: A field with its value, which is no name of a column.
_HOLDS = re.compile(r"[:\uff1a=]|\d[.,]?\d")


def plain_lines(text: str) -> list[str]:
    """The lines of a text that say something, its marked-up lists and tables as plain ones, each item in its line."""
    text = "\n".join(line for line in html.unescape(text).split("\n") if not _is_struck_out(line))
    text = unstruck(text).replace("\u00a0", " ")
    text = _CIRCLED.sub(lambda found: f" {_number_of(found[1])}. ", text)
    if _MARKED.search(text):
        for marks, plain in _MARKS:
            text = marks.sub(plain, text)
    lines = [line for line in text.splitlines() if line.strip()]
    return [part for line in _with_columns(lines) for part in _numbered(line)]


def _is_struck_out(line: str) -> bool:
    """Whether what is left of a line without what is struck out in it says nothing, or that it is ruled out."""
    rest = unstruck(line)
    return rest != line and (not any(map(str.isalpha, rest)) or rules_out(rest.strip()))


def _number_of(sign: str) -> int:
    """The number that a circled sign shows."""
    if sign[0].isascii():
        return int(sign[0])
    starts = (0x2793 - 9, 0x2780, 0x2776, 0x2474, 0x2460)
    return next(ord(sign) - start + 1 for start in starts if ord(sign) >= start)


def tagged(text: str) -> list[dict[str, str]]:
    """The conditions that a text holds in tags (`<name>...</name>`), each with what stands in tags beside its name."""
    found: list[dict[str, str]] = []
    for inside in _blocks(text):
        one: dict[str, str] = {}
        for tag, said in _LEAF.findall(inside):
            if tag in one:
                found.append(one)
                one = {}
            one[tag] = said.strip()
        found.append(one)
    found = [one for one in found if any(is_name(tag) and said for tag, said in one.items())]
    return found or _tagged_one_by_one(text)


def _tagged_one_by_one(text: str) -> list[dict[str, str]]:
    """The conditions of a text that stand each in a tag of its own, with the share and place in its attributes or in
    the tag behind it; none where there is only one without any of these.
    """
    found: list[dict[str, str]] = []
    for opened in _TAG.finditer(text):
        told = {key: said[1:-1].strip() for key, said in _ATTRIBUTE.findall(opened["attributes"])}
        said = (opened["said"] or "").strip()
        if said and is_name(opened["tag"]):
            found.append({**{key: one for key, one in told.items() if not is_name(key)}, "name": said})
        elif not said and any(is_name(key) and one for key, one in told.items()):
            found.append(told)
        elif said and found and is_share(opened["tag"]) and not any(map(is_share, found[-1])):
            found[-1][opened["tag"]] = said
    return found if len(found) > 1 or any(len(one) > 1 for one in found) else []


def _blocks(text: str) -> Iterator[str]:
    """What stands in the outermost tags of lists of conditions; in none where a tag is not closed."""
    at = 0
    while opened := _BLOCK.search(text, at):
        end = text.find(f"</{opened[1]}>", opened.end())
        at = opened.end()
        if end > 0 and role_of(opened[1]) == "list" and "<" in text[opened.end() : end]:
            yield text[opened.end() : end]
            at = end


def _numbered(line: str) -> list[str]:
    """A line, or its items where it numbers several, with what stands before the first as their heading."""
    marks = list(_NUMBER.finditer(line))
    if len(marks) < 2 or [int(mark[1]) for mark in marks] != list(range(1, len(marks) + 1)):
        return [line]
    before = line[: marks[0].start()].strip()
    ends = [*(mark.start() for mark in marks[1:]), len(line)]
    items = (
        line[mark.end() : end].strip(" \t;,.(\uff1b\uff0c\u3002\u3001") for mark, end in zip(marks, ends, strict=True)
    )
    heading = [before if before.endswith((":", "\uff1a")) else f"{before}:"] if before.strip("*#-_> ") else []
    return heading + [f"{number}. {item}" for number, item in enumerate(items, start=1)]


def _with_columns(lines: list[str]) -> Iterator[str]:
    """The lines with bars between the cells of a table that commas or semicolons part."""
    sign, columns = "", 0
    for line in lines:
        if not sign:
            sign, columns = _columns(line)
            yield " | ".join(_cells(line, sign)) if sign else line
        elif len(cells := _cells(line, sign)) == columns:
            yield " | ".join(cells)
        else:
            sign = ""
            yield line


def _columns(line: str) -> tuple[str, int]:
    """The sign that parts the names of columns, if a line holds nothing else, and how many they are."""
    for sign in (",", ";"):
        cells = _cells(line, sign)
        short = all(cell and len(cell.split()) <= _WORDS_OF_A_COLUMN and not _HOLDS.search(cell) for cell in cells)
        if 2 <= len(cells) <= _MOST_COLUMNS and short and any(map(is_name, cells)) and any(map(is_share, cells)):
            return sign, len(cells)
    return "", 0


def _cells(line: str, sign: str) -> list[str]:
    return [
        cell.strip().replace("|", "/") for cell in next(csv.reader([line], delimiter=sign, skipinitialspace=True), [])
    ]
