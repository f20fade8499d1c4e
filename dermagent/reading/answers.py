"""Find what a text answers by a word, sign or box: "bleeding: no", "pain (-)", "[x] fever".

Chatbots, forms and notes write so. The answer belongs to the phrase before it and to those listed with that one; in a
question to the last ("does the mole bleed"), else to the one that the others belong to ("bleeding of the mole: no").
"""

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from itertools import pairwise, zip_longest

from dermagent.knowledge.lexicon import words_of
from dermagent.reading.cues import AND, LISTING, Cues
from dermagent.reading.forms import BOX, CROSSES, TICKS, Forms, Said
from dermagent.text.occurrences import Occurrence
from dermagent.text.tokens import Token, Tokens, is_barrier

_KINDS: dict[str, Said] = {"answer_no": "no", "answer_yes": "yes", "answer_unknown": "unknown"}
#: What begins a cry in Spanish.
_OPENS_A_CRY = "\u00a1"
#: Marks behind which a question begins.
_OPENS_A_QUESTION = frozenset("\u00bf:")
#: What answers a question only ("a lot", "not yet").
_REPLIES: dict[str, Said] = {"reply_no": "no", "reply_yes": "yes"}
#: What leaves the item of a form open ("see note", "pending").
_OPEN: dict[str, Said] = {"answer_open": "unknown"}
#: Marks that announce an answer, with so many words between the phrase and them ("itching at night: no").
_MARKS = frozenset(":=-?")
_OPENS = frozenset(":=?")
#: What may stand between a question mark and its answer ("Fever? - No.").
_BEHIND_A_QUESTION = frozenset("-.\"'*>\u2022\u2026")
_GAP_WORDS = 3
#: Marks between a list and the one answer to all of it.
_ENDS_A_LIST = frozenset(":?")
#: Tokens of a list before one answer, and of an item of it (Chinese: characters), at most.
_LONGEST_LIST, _ITEM_OF_LIST = 60, {"en": 6, "es": 7, "zh": 10}
#: Brackets that an answer may stand in.
_OPENING, _CLOSING = frozenset("([{\u3010"), frozenset(")]}\u3011")
#: What ends the name of a field in square brackets.
_ENDS_A_NAME = frozenset("]\u3011")
#: What may stand between a phrase and the box behind it: up to four words more ("erythema of the nail fold [ ]").
_BEFORE_BOX = re.compile(r"(?: [^\W\d_]+){0,4}[ :]*")
#: What joins things that one box speaks of ("[ ] fever/rigors").
_SLASH = re.compile(r" ?[/&+\u3001] ?")
#: Characters between a phrase and a box, at most.
_NEAR_BOX = 60
#: A turn of a dialogue: a line that begins with who speaks, perhaps behind the time ("[18:04] Nurse: any fever?").
_TURN = re.compile(
    r"^[ \t]*(?:[\[(]?\d{1,2}[:.]\d{2}(?:[:.]\d{2})?(?: ?[ap]m)?[\])]?[ ,\u2013-]*)?"
    r"(?P<who>[^\W\d_](?:[\w .]{0,23}[\w.])?)[ \t]*:[ \t]*(?P<said>[^\n]*)$",
    re.MULTILINE | re.IGNORECASE,
)
#: Words (in Chinese: characters) of a question that needs no verb in front ("fever or cough?").
_SHORT, _SHORT_CJK = 6, 12


@dataclass(frozen=True)
class _Given:
    """An answer: its first token with the mark before it, the first behind it, what it says, and the mark, if any."""

    first: int
    behind: int
    said: Said
    mark: str


@dataclass(frozen=True)
class Answers:
    """What a text answers of phrases by their first and last token, and what its forms do."""

    said: Mapping[tuple[int, int], Said]
    forms: Forms

    def of(self, phrase: Occurrence) -> Said | None:
        """What is answered of a phrase; None where nothing is."""
        return self.forms.of(phrase.first, phrase.last) or self.said.get((phrase.first, phrase.last))


def find_answers(cues: Cues, phrases: Sequence[Occurrence], forms: Forms) -> Answers:
    """What is answered in a text whose phrases these are, in order, and whose forms say so much."""
    listed = {i: said for first, last, said in _listed(cues) for i in range(first, last)}
    return Answers(_answered(cues, phrases, forms.options), replace(forms, said={**listed, **forms.said}))


def _listed(cues: Cues) -> Iterator[tuple[int, int, Said]]:
    """Lists of bare items that one answer denies ("fever, wheeze, sore eyes: none", "fever, sees spots? - No")."""
    tokens, items = cues.tokens, cues.tokens.items
    asked = _questions_behind(cues)
    answers, replies = cues.by_kind.get("answer_no", ()), cues.by_kind.get("reply_no", ())
    for cue in (*answers, *replies):
        colon = asked.get(cue.first, _mark_before(tokens, cue.first))
        if colon < 0 or items[colon].surface not in _ENDS_A_LIST or not _is_closed(tokens, cue.last + 1):
            continue
        if items[colon].surface != "?" and cue not in answers:
            continue
        first = tokens.sentence(colon)[0]
        first = max(first, tokens.line(max(first, colon - 1))[0])
        if items[colon].surface == "?":
            opening = [i for i in range(first, colon) if items[i].surface in _OPENS_A_QUESTION]
            first = opening[-1] + 1 if opening else first
            if any(token.kind == "number" for token in items[first:colon]):
                continue  # "rash for 3 days, fever? No"
        if colon - first > _LONGEST_LIST or not cues.lists.between(first, colon) or cues.ended(first, colon):
            continue
        if cues.any_in("clitic" if cues.language == "es" else "anew", first, colon):
            continue  # "my leg itches, cough: no"
        if cues.breaks.between(first, colon) or any(cues.any_in(kind, first, colon) for kind in _KINDS):
            continue
        parts = [first - 1, *(i for i in range(first, colon) if cues.lists.between(i, i + 1)), colon]
        if all(later - before <= _ITEM_OF_LIST[cues.language] for before, later in pairwise(parts)):
            yield first, colon, "no"


def _answered(cues: Cues, phrases: Sequence[Occurrence], options: Set[int]) -> dict[tuple[int, int], Said]:
    tokens = cues.tokens
    said: dict[tuple[int, int], Said] = {}
    firsts = [phrase.first for phrase in phrases]
    before = 0
    for answer in sorted(_given(cues), key=lambda one: one.first):
        start = max(before, tokens.sentence(answer.first)[0])
        near = phrases[bisect_left(firsts, start) : bisect_left(firsts, answer.first)]
        for phrase in _asked(cues, [p for p in near if p.last < answer.first], answer):
            said[phrase.first, phrase.last] = answer.said
        before = max(before, answer.behind)
    return said | _told_in_turns(cues, phrases) | _ticked(tokens, phrases, options)


def _told_in_turns(cues: Cues, phrases: Sequence[Occurrence]) -> dict[tuple[int, int], Said]:
    """What the turn behind a question says of the phrases in it; "unknown" where it does not say yes or no.

    Only what is asked counts: a line of a form or of the patient may end with a question too ("Problem: blisters all
    over, what is it?"), and what it states stays stated.
    """
    tokens, said = cues.tokens, dict[tuple[int, int], Said]()
    answers: dict[int, tuple[Said, Occurrence]] = {}
    for kind, answer in {**_KINDS, **_REPLIES}.items():
        for cue in cues.by_kind.get(kind, ()):
            if cue.first not in answers or answers[cue.first][1].last < cue.last:
                answers[cue.first] = answer, cue
    firsts = [phrase.first for phrase in phrases]
    turns = list(_TURN.finditer(tokens.normal.text))
    speaks = Counter(turn.group("who").lower() for turn in turns)
    for asking, answering in pairwise(turns):
        asked = asking.group("said").rstrip()
        if not asked.endswith("?") or tokens.normal.text[asking.end() : answering.start()].strip():
            continue
        mark = tokens.at(asking.start("said") + len(asked)) - 1
        start = _questions_from(cues, mark, tokens.at(asking.start("said")))
        if start is None:
            continue
        answer = _answer_at(cues, answers.get(tokens.at(answering.start("said"))), tokens.at(answering.end()))
        if answer == "unknown" and speaks[asking.group("who").lower()] == 1:
            continue
        near = phrases[bisect_left(firsts, start) : bisect_left(firsts, mark)]
        for turn in (asking, answering):  # who speaks is no finding ("Nurse: any fever?")
            name = slice(*(bisect_left(firsts, tokens.at(at)) for at in (turn.start(), turn.start("said"))))
            said.update({(phrase.first, phrase.last): "unknown" for phrase in phrases[name]})
        said.update({(phrase.first, phrase.last): "no" if answer == "no" else "unknown" for phrase in near})
        if answer == "yes":
            yes = _asked(cues, list(near), _Given(mark, tokens.at(answering.end()), answer, "?"))
            said.update({(phrase.first, phrase.last): answer for phrase in yes})
    return said


def _answer_at(cues: Cues, found: tuple[Said, Occurrence] | None, end: int) -> Said:
    """What an answer at the beginning of a turn says."""
    if found is None or found[1].first >= end:
        return "unknown"
    said, cue = found
    return said if said != "no" or _says_no(cues, cue, end) else "unknown"


def _says_no(cues: Cues, cue: Occurrence, end: int) -> bool:
    """Whether a "no" at the beginning of a turn answers its question, and does not belong to words that follow."""
    return _is_closed(cues.tokens, cue.last + 1) or cues.any_in("answer_on", cue.last + 1, min(end, cue.last + 2))


def _questions_from(cues: Cues, mark: int, first: int) -> int | None:
    """Where the questions begin that end with the mark of a turn that begins at `first`; None where that states."""
    tokens, end, start = cues.tokens, mark, None
    while end >= first and tokens.items[end].surface == "?":
        begin = max(tokens.sentence(end)[0], first)
        if not _is_asked(cues, begin, end):
            break
        start, end = begin, begin - 1
    return start


def _is_asked(cues: Cues, first: int, mark: int) -> bool:
    """Whether a sentence only asks: it begins as a question does or is short, and speaks of nobody's own."""
    if cues.any_in("self", first, mark):
        return False
    short = mark - first <= (_SHORT_CJK if cues.language == "zh" else _SHORT)
    begins = cues.any_in("question", first, mark if cues.language == "zh" else first + 1)
    return short or begins or cues.tokens.items[first].surface == "\u00bf"


def _ticked(tokens: Tokens, phrases: Sequence[Occurrence], options: Set[int]) -> dict[tuple[int, int], Said]:
    """What boxes say of the phrases that they stand before or, where the first of their line does, behind.

    Boxes at `options` only offer an answer to what stands before them.

    A colon before the first box of a line and not before the second ends a heading ("Rash: [x] fever [ ] cough").
    """
    text, said, line, behind = tokens.normal.text, dict[tuple[int, int], Said](), -2, False
    boxes = [box for box in BOX.finditer(text) if box.start() not in options]
    if not boxes:
        return {}
    bounds = [(tokens.items[phrase.first].start, tokens.items[phrase.last].end, phrase) for phrase in phrases]
    by_end = sorted(bounds, key=lambda one: one[1])
    starts, ends = [start for start, _, _ in bounds], [end for _, end, _ in by_end]
    for box, later in zip_longest(boxes, boxes[1:]):
        before = by_end[bisect_left(ends, box.start() - _NEAR_BOX) : bisect_right(ends, box.start())]
        before = [one for one in before if _BEFORE_BOX.fullmatch(text, one[1], box.start())]
        after = bounds[bisect_left(starts, box.end()) : bisect_right(starts, box.end() + _NEAR_BOX)]
        after = [one for one in after if not text[box.end() : one[0]].strip()]
        here = text.rfind("\n", 0, box.start())
        if here != line:
            second = later if later and "\n" not in text[box.end() : later.start()] else None
            heads = second and _ends_heading(text, box.start()) and not _ends_heading(text, second.start())
            line, behind = here, bool(before) and not heads
        beside = before if behind else after
        if not beside:
            continue
        first, last = min(start for start, _, _ in beside), max(end for _, end, _ in beside)
        if not behind:  # "[ ] fever/rigors": all that is joined to it
            for start, end, _ in bounds[bisect_left(starts, last) : bisect_right(starts, last + _NEAR_BOX)]:
                if _SLASH.fullmatch(text, last, start):
                    last = max(last, end)
        own = bounds[bisect_left(starts, first) : bisect_right(starts, last)]
        answer: Said = "yes" if box.group(1) else "no"
        said.update({(phrase.first, phrase.last): answer for _, end, phrase in own if end <= last})
    return said


def _ends_heading(text: str, at: int) -> bool:
    return text[max(0, at - 3) : at].rstrip().endswith(":")


def _given(cues: Cues) -> Iterator[_Given]:
    tokens, asked = cues.tokens, _questions_behind(cues)
    for kind, said in {**_KINDS, **_REPLIES, **_OPEN}.items():
        for cue in cues.by_kind.get(kind, ()):
            if not _is_closed(tokens, cue.last + 1):
                continue
            before = _mark_before(tokens, cue.first)
            mark = tokens.items[before].surface if before >= 0 else ""
            if (kind in _REPLIES and mark != "?") or (kind in _OPEN and mark not in _OPENS):
                continue
            if cue.first in asked:
                yield _Given(asked[cue.first], cue.last + 1, said, "?")
            elif mark in _MARKS or mark in _OPENING:
                yield _Given(before, cue.last + 1, said, mark)
            elif mark in _ENDS_A_NAME:  # "[fever] no"
                yield _Given(before, cue.last + 1, said, "")
            elif cue.first and tokens.items[cue.first - 1].kind != "mark":
                yield _Given(cue.first, cue.last + 1, said, "")
    yield from _signs(tokens)
    if cues.language == "zh":
        yield from _echoes(cues, asked)


def _echoes(cues: Cues, asked: Mapping[int, int]) -> Iterator[_Given]:
    """Chinese answers that deny what the question ends with, by its own word ("X?" "Not X.")."""
    items = cues.tokens.items
    for cue in cues.by_kind.get("negate", ()):
        mark = asked.get(cue.first, _mark_before(cues.tokens, cue.first))
        if mark < 0 or items[mark].surface != "?":
            continue
        first, most = cue.last + 1, min(len(items), cue.last + 2 + _GAP_WORDS)
        behind = next((i for i in range(first, most) if items[i].kind == "mark"), most)
        last = mark - cues.any_in("question", mark - 1, mark)
        word = [token.surface for token in items[first:behind]]
        if 0 < len(word) <= _GAP_WORDS and word == [token.surface for token in items[max(0, last - len(word)) : last]]:
            yield _Given(mark, behind, "no", "?")


def _mark_before(tokens: Tokens, first: int) -> int:
    """The token before an answer, over what opens a cry and, behind a question mark, over dashes and the like."""
    at = first - 1
    if at >= 0 and tokens.items[at].surface == _OPENS_A_CRY:
        at -= 1
    question = at
    while question >= 0 and tokens.items[question].surface in _BEHIND_A_QUESTION:
        question -= 1
    return question if question >= 0 and tokens.items[question].surface == "?" else at


def _questions_behind(cues: Cues) -> dict[int, int]:
    """The question marks before the lead of an answer ("Any fever? Answer: no"), by the first token of the answer."""
    items = cues.tokens.items
    return {
        lead.last + 2: lead.first - 1
        for lead in cues.by_kind.get("answer_lead", ())
        if lead.first
        and items[lead.first - 1].surface == "?"
        and items[lead.last + 1 : lead.last + 2]
        and items[lead.last + 1].surface == ":"
    }


def _is_closed(tokens: Tokens, at: int) -> bool:
    """Whether nothing but a mark stands behind an answer."""
    if at >= len(tokens.items):
        return True
    behind = tokens.items[at]
    return (behind.kind == "mark" and behind.surface not in "'%+") or tokens.line(at)[0] == at


def _signs(tokens: Tokens) -> Iterator[_Given]:
    """Signs behind a phrase: "(+)", "(-)", "+ve", "-ve", and "+" glued to it or before a comma or an end."""
    items = tokens.items
    for i, token in enumerate(items):
        if token.surface.lower() in ("+ve", "-ve"):
            yield _Given(i, i + 1, "yes" if token.surface[0] == "+" else "no", "")
        if token.surface in TICKS or token.surface in CROSSES:
            beside = items[max(0, i - 1)].kind == "number" or items[min(i + 1, len(items) - 1)].kind == "number"
            if i and not beside:
                yield _Given(i, i + 1, "yes" if token.surface in TICKS else "no", ":")
        if token.surface not in ("+", "-") or not i or items[i - 1].surface == token.surface:
            continue  # the first sign of a run stands for all of it
        said: Said = "yes" if token.surface == "+" else "no"
        opened = items[i - 1].surface in _OPENING
        j = i + 1
        while j < len(items) and items[j].surface == token.surface:
            j += 1
        if opened and j < len(items) and items[j].surface in _CLOSING:
            yield _Given(i - 1, j + 1, said, "(")
        elif token.surface == "+" and _ends_an_item(items, i, j):
            yield _Given(i, j, said, "")


def _ends_an_item(items: Sequence[Token], first: int, behind: int) -> bool:
    """Whether the signs [first, behind) stand at the end of an item, glued to it or before its comma."""
    if behind == len(items):
        return True
    return is_barrier(items[behind]) and (items[first - 1].end == items[first].start or items[behind].surface in ",.;")


def _asked(cues: Cues, phrases: Sequence[Occurrence], answer: _Given) -> list[Occurrence]:
    """The phrases that an answer is about; none if too much stands between.

    A phrase that spans others ("bleeding of the mole") is answered with the one of them that is.
    """
    wide = [phrase for phrase in phrases if _spans_two(phrase, phrases)]
    units = _units([phrase for phrase in phrases if phrase not in wide])
    if not units:
        return []
    last = max(phrase.last for phrase in units[-1])
    if _parted(cues.tokens, last + 1, answer.first):
        return []
    if _words(cues.tokens, last + 1, answer.first) > (_GAP_WORDS if answer.mark in _MARKS and answer.mark else 0):
        return []
    if answer.said == "no" and not answer.mark and any(_is_denied(cues, p.first, p.last) for p in units[-1]):
        return []  # Spanish denies twice: "un lunar que no pica nada"
    chosen = [units[-1]]
    start = cues.tokens.sentence(units[-1][0].first)[0]
    for unit, later in zip(reversed(units[:-1]), reversed(units), strict=False):
        if answer.said == "yes" and _is_denied(cues, min(p.first for p in unit), max(p.last for p in unit)):
            break  # "no fever, cough present"
        between = max(p.last for p in unit) + 1, min(p.first for p in later)
        if answer.mark != "?" and cues.is_stated(min(p.first for p in unit), max(p.last for p in unit), start):
            break  # "my leg itches, cough: no"
        if not answer.mark and cues.language == "zh" and cues.lists.between(*between):
            break  # a comma of Chinese ends a clause
        if _joined(cues, *between):
            chosen.append(unit)
        elif answer.mark != "?" and len(chosen) == 1 and _belongs(cues, *between):
            chosen = [unit]
        else:
            break
    own = [phrase for unit in chosen for phrase in unit]
    return own + [one for one in wide if any(one.first <= phrase.first and phrase.last <= one.last for phrase in own)]


def _is_denied(cues: Cues, first: int, last: int) -> bool:
    """Whether a phrase over the tokens [first, last] denies by a word in it, or one right before it does."""
    start, _ = cues.tokens.sentence(first)
    denying = words_of(cues.language).denying
    return any(token.word in denying for token in cues.tokens.items[first : last + 1]) or any(
        cue.last < first and not cues.plain.between(cue.last + 1, first) and not cues.lists.between(cue.last + 1, first)
        for kind in ("negate", "deny")
        for cue in cues.before(kind, start, first)[:1]
    )


def _spans_two(phrase: Occurrence, phrases: Sequence[Occurrence]) -> bool:
    """Whether two other phrases, apart from each other, make up the beginning and the end of one."""
    begins = [p.last for p in phrases if p.first == phrase.first and p.last < phrase.last]
    ends = [p.first for p in phrases if p.last == phrase.last and p.first > phrase.first]
    return bool(begins and ends) and min(begins) < max(ends)


def _parted(tokens: Tokens, first: int, last: int) -> bool:
    return any(token.surface in ",;" for token in tokens.items[first:last])


def _words(tokens: Tokens, first: int, last: int) -> int:
    return sum(token.kind != "mark" for token in tokens.items[first:last])


def _joined(cues: Cues, first: int, last: int) -> bool:
    """Whether only a comma, "and" or "or" stands between two phrases."""
    between = cues.tokens.items[first:last]
    joins = cues.ands.between(first, last) + (cues.next_or(first, last) is not None)
    marks = [token for token in between if token.kind == "mark"]
    if any(token.surface not in LISTING | AND for token in marks) or not (joins or marks):
        return False
    return len(between) - len(marks) <= 1 and (len(between) == len(marks) or bool(joins))


def _belongs(cues: Cues, first: int, last: int) -> bool:
    """Whether only small words stand between two phrases ("bleeding of the mole")."""
    return (
        0 < last - first <= 3
        and not cues.plain.between(first, last)
        and not any(token.kind == "mark" for token in cues.tokens.items[first:last])
    )


def _units(phrases: Sequence[Occurrence]) -> list[list[Occurrence]]:
    """Phrases in order of place, those that overlap together."""
    units: list[list[Occurrence]] = []
    last = -1
    for phrase in sorted(phrases):
        if units and phrase.first <= last:
            units[-1].append(phrase)
        else:
            units.append([phrase])
        last = max(last, phrase.last) if units[-1][0] is not phrase else phrase.last
    return units
