"""Find the minus, plus, zero and question mark by which notes deny, state or ask ("SOB-, +itch, 0 fever, ?sepsis")."""

from collections.abc import Iterable, Sequence

from dermagent.text.occurrences import Occurrence
from dermagent.text.tokens import Token, Tokens

#: What may stand behind a sign that denies or states what is before it.
_BEHIND_A_SIGN = frozenset(",.;/)\u3001\u3002")


def trailing_minus(tokens: Tokens) -> Iterable[Occurrence]:
    """Signs that deny what stands before them ("fever -, cough -"), before a comma, a slash or an end.

    One that is glued to its word does where another sign of the kind stands in the text ("SOB-, rash+").
    """
    items, text = tokens.items, tokens.normal.text
    signs = [
        i
        for i, token in enumerate(items[1:], 1)
        if token.surface in "+-" and items[i - 1].kind in ("word", "cjk") and _closes(items[i + 1 : i + 2])
    ]
    for i in signs:
        apart = text[items[i].start - 1].isspace() or items[i - 1].kind == "cjk"
        if items[i].surface == "-" and (apart or len(signs) > 1):
            yield Occurrence(i, i, "after")


def leading_minus(tokens: Tokens) -> Iterable[Occurrence]:
    """Signs that deny what follows inside a line ("rash, - wheeze, - fever"); one that begins a line is a bullet."""
    items, text = tokens.items, tokens.normal.text
    for i, token in enumerate(items):
        if token.surface != "-" or tokens.line(i)[0] == i or not text[token.start - 1].isspace():
            continue
        opens = items[i - 1].surface in ",;." or tokens.sentence(i)[0] == i
        if opens and i + 1 < len(items) and items[i + 1].kind != "mark":
            yield Occurrence(i, i, "negate")


def leading_plus(tokens: Tokens) -> Iterable[Occurrence]:
    """Signs that state what follows ("no fever, +itch"): glued to it, and to nothing before."""
    items = tokens.items
    for i, token in enumerate(items[:-1]):
        glued = items[i + 1].start == token.end and items[i + 1].kind != "mark"
        if token.surface == "+" and glued and (i == 0 or items[i - 1].end < token.start):
            yield Occurrence(i, i, "terminator")


def leading_zero(tokens: Tokens) -> Iterable[Occurrence]:
    """Zeros that begin an item and count a thing ("0 fever, 0 blisters")."""
    items = tokens.items
    for i, token in enumerate(items[:-1]):
        begins = i == 0 or items[i - 1].kind == "mark" or tokens.line(i)[0] == i
        if token.surface == "0" and begins and items[i + 1].kind == "word":
            yield Occurrence(i, i, "negate")


def queries(tokens: Tokens) -> Iterable[Occurrence]:
    """Question marks that stand before a word and ask whether it is so, as notes write ("?sepsis")."""
    items, text = tokens.items, tokens.normal.text
    for i, token in enumerate(items[:-1]):
        glued = items[i + 1].start == token.end and items[i + 1].kind == "word"
        if token.surface == "?" and glued and not text[max(0, token.start - 1) : token.start].isalnum():
            yield Occurrence(i, i, "query")


def _closes(behind: Sequence[Token]) -> bool:
    """Whether an item of a list ends before the token `behind`, if there is one."""
    return not behind or behind[0].surface in _BEHIND_A_SIGN
