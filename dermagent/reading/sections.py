"""Find the sections of a note by its headings: what stands under "Past medical history:" is past, and so on."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, get_args

from dermagent.reading.cues import Cues
from dermagent.text.occurrences import Occurrence

Section = Literal["past", "family", "present", "advice", "denied", "imagined", ""]


@dataclass(frozen=True)
class Sections:
    """Sections by their first token, in order; the name of one that says nothing is empty."""

    firsts: list[int]
    names: list[Section]

    def first(self, token: int) -> int:
        """The first token of the section that a token stands in."""
        i = bisect_right(self.firsts, token)
        return self.firsts[i - 1] if i else 0

    def of(self, token: int) -> Section:
        """The section that a token stands in."""
        i = bisect_right(self.firsts, token)
        return self.names[i - 1] if i else ""


#: Kinds of cue by which a writer speaks of himself, and those that begin to tell of somebody who is ill.
_OF_ONESELF = ("self", "complains")
_SPOKEN_OF = ("self", "patient", "patient_after", "complains", "told_now", "but", "anew")
#: Blanks that stand for a lost line, and parts of a list between semicolons that are looked through.
_LOST_LINE, _PARTS = 3, 12


def find_sections(cues: Cues) -> Sections:
    """The sections of a text.

    One ends at the next heading and, since a note in one line has no other sign, with its sentence; where its heading
    ends the line, or its lines are marked as a list, with the next empty line instead.
    """
    found: list[tuple[Occurrence, Section]] = []
    for name in get_args(Section):
        if name:
            found.extend((cue, name) for cue in cues.by_kind.get(f"heading_{name}", ()) if _is_heading(cues, cue))
    firsts: list[int] = []
    names: list[Section] = []
    taken = -1
    for cue, name in sorted(found, key=lambda one: (one[0].first, one[0].first - one[0].last)):
        if cue.first <= taken:
            continue
        taken = cue.last
        end = _end(cues, cue)
        while firsts and firsts[-1] > cue.last:
            firsts.pop()
            names.pop()
        firsts.extend((cue.last + 1, end))
        names.extend((name, ""))
    for first, end in (*_of_nobody(cues), *_at_work(cues)):
        before, behind = bisect_left(firsts, first), bisect_left(firsts, end)
        goes_on: Section = names[behind - 1] if behind else ""
        firsts[before:behind], names[before:behind] = [first, end], ["imagined", goes_on]
    return Sections(firsts, names)


def _of_nobody(cues: Cues) -> Iterator[tuple[int, int]]:
    """What is told of nobody, as in a novel or an exam: from its sentence to where the writer speaks of himself."""
    length, done = len(cues.tokens.items), 0
    for cue in cues.by_kind.get("told_of_nobody", ()):
        if cue.first < done:
            continue
        first, end = cues.tokens.sentence(cue.first)
        complaint = next((one.first for one in cues.within("complains", cue.last + 1, end)), None)
        if complaint is not None:  # "I was writing a novel and I have hives"
            done = complaint
        else:
            firsts = (one.first for kind in _OF_ONESELF for one in cues.within(kind, end, length)[:1])
            own = min(firsts, default=length)
            done = cues.tokens.sentence(own)[0] if own < length else length
        yield first, done


def _at_work(cues: Cues) -> Iterator[tuple[int, int]]:
    """What somebody sees, treats or teaches for a living: up to the end of its clause, never what is told of a patient.

    What the writer does for a living is no condition: "I teach first aid, my tongue is swollen" is as urgent as ever.
    """
    for cue in cues.by_kind.get("at_work", ()):
        _, end = cues.tokens.sentence(cue.first)
        last = cue.last + 1
        while last < end and not cues.breaks.between(last, last + 1) and not cues.lists.between(last, last + 1):
            if cues.ended(last, last + 1) or any(cues.any_in(kind, last, last + 1) for kind in _SPOKEN_OF):
                break
            last += 1
        yield cue.first, last


def _is_heading(cues: Cues, cue: Occurrence) -> bool:
    """Whether the cue begins its sentence or line and is closed by a colon, or is alone in its line."""
    tokens = cues.tokens
    line, line_end = tokens.line(cue.first)
    sentence, _ = tokens.sentence(cue.first)
    if (
        cue.first not in (line, sentence)
        and not (cue.first - 1 in (line, sentence) and tokens.items[cue.first - 1].kind == "mark")
        and not _stands_apart(cues, cue)
    ):
        return False
    behind = tokens.items[cue.last + 1] if cue.last + 1 < len(tokens.items) else None
    if behind is None or cue.last + 1 == line_end:
        return cue.first == line and line_end < len(tokens.items)
    return behind.surface == ":"


def _stands_apart(cues: Cues, cue: Occurrence) -> bool:
    """Whether several blanks before a heading stand for a line that was lost when a note was pasted."""
    items = cues.tokens.items
    return items[cue.first].start - items[cue.first - 1].end >= _LOST_LINE


def _end(cues: Cues, cue: Occurrence) -> int:
    """The first token behind the section that a heading opens."""
    tokens = cues.tokens
    _, line_end = tokens.line(cue.first)
    if cue.last + 1 < line_end - 1:  # the heading's line goes on
        _, end = tokens.sentence(min(cue.last + 2, line_end - 1))
        for _ in range(_PARTS):  # "PMH: gout; asthma; eczema."
            if end < line_end and tokens.items[end - 1].surface == ";":
                _, end = tokens.sentence(end)
        return min(end, line_end) if _one_line(cues, cue) else line_end
    end = line_end
    while end < len(tokens.items):
        before, here = tokens.items[end - 1], tokens.items[end]
        if "\n\n" in tokens.normal.text[before.end : here.start]:
            break
        _, end = tokens.line(end)
    return end


def _one_line(cues: Cues, cue: Occurrence) -> bool:
    """Whether the whole note stands in the heading's line, so that only its sentence can end the section."""
    first, last = cues.tokens.line(cue.first)
    return last - first > 60 or (first == 0 and last == len(cues.tokens.items))
