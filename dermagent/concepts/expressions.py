"""Expressions over concepts in three-valued logic: AND, OR, NOT, parentheses, and `concept > number`.

    expression = term {OR term}        term = factor {AND factor}
    factor = NOT factor | ( expression ) | name [> number]        (a name may have one dot: picture.ruler)

A bare name holds if the concept is present (its value is above 0). A concept without a value is unknown, and neither
`x` nor `NOT x` holds of it: Kleene's strong logic, in which `x OR NOT x` is unknown too.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

_TOKEN = re.compile(r"\s*(?:(?P<name>\d*[A-Za-z_]\w*(?:\.\w+)?)|(?P<number>\d+(?:\.\d+)?)|(?P<sign>[()>]))", re.ASCII)
_WORDS = {"AND", "OR", "NOT"}
#: Longest expression and deepest nesting: far above what a person can check by eye.
MAX_LENGTH, MAX_DEPTH = 2_000, 40


@dataclass(frozen=True)
class Above:
    """The value of a concept is above a threshold; 0 stands for a bare name."""

    name: str
    threshold: float = 0.0


@dataclass(frozen=True)
class Not:
    """The negation of an expression."""

    part: "Expression"


@dataclass(frozen=True)
class And:
    """All parts hold."""

    parts: tuple["Expression", ...]


@dataclass(frozen=True)
class Or:
    """At least one part holds."""

    parts: tuple["Expression", ...]


Expression = Above | Not | And | Or


def evaluate(expression: Expression, values: Mapping[str, float]) -> bool | None:
    """Whether it holds of these values; None where what is unknown decides."""
    match expression:
        case Above(name, threshold):
            return values[name] > threshold if name in values else None
        case Not(part):
            held = evaluate(part, values)
            return None if held is None else not held
        case And(parts):
            told = [evaluate(part, values) for part in parts]
            return False if False in told else None if None in told else True
        case Or(parts):
            told = [evaluate(part, values) for part in parts]
            return True if True in told else None if None in told else False


def leaves(expression: Expression) -> tuple[Above, ...]:
    """Every comparison in it, from left to right."""
    match expression:
        case Above():
            return (expression,)
        case Not(part):
            return leaves(part)
        case And(parts) | Or(parts):
            return tuple(leaf for part in parts for leaf in leaves(part))


def parse(text: str) -> Expression:
    """The expression that a text spells; NOT binds before AND, and AND before OR.

    Raises:
        ValueError: it spells none; the message says what was expected and where.
    """
    if len(text) > MAX_LENGTH:
        raise ValueError(f"expected at most {MAX_LENGTH} characters, found {len(text)}")
    reader = _Reader(text)
    expression = reader.either()
    if reader.word:
        raise ValueError(f"expected AND, OR or the end, found {reader.told}")
    return expression


class _Reader:
    """Recursive descent over the tokens of a text."""

    def __init__(self, text: str) -> None:
        self._text, self._start, self._end, self._depth = text, 0, 0, 0
        self.kind, self.word = "", ""
        self._next()

    @property
    def told(self) -> str:
        """The present token for an error's message."""
        return f"{self.word!r} at character {self._start + 1}" if self.word else "the end"

    def _next(self) -> str:
        """Go on to the next token; the word that was read until now."""
        read = self.word
        if not self._text[self._end :].strip():
            self.kind, self.word = "", ""
            return read
        found = _TOKEN.match(self._text, self._end)
        if found is None:
            raise ValueError(f"expected a name, AND, OR, NOT, > or a parenthesis at character {self._end + 1}")
        self.kind = found.lastgroup or ""
        self._start, self._end = found.start(self.kind), found.end()
        self.word = found[self.kind]
        if self.word in _WORDS:
            self.kind = "word"
        return read

    def _taken(self, word: str) -> bool:
        taken = self.word == word
        if taken:
            self._next()
        return taken

    def either(self) -> Expression:
        parts = [self._all()]
        while self._taken("OR"):
            parts.append(self._all())
        return parts[0] if len(parts) == 1 else Or(tuple(parts))

    def _all(self) -> Expression:
        parts = [self._one()]
        while self._taken("AND"):
            parts.append(self._one())
        return parts[0] if len(parts) == 1 else And(tuple(parts))

    def _one(self) -> Expression:
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise ValueError(f"nested deeper than {MAX_DEPTH}")
        if self._taken("NOT"):
            expression: Expression = Not(self._one())
        elif self._taken("("):
            expression = self.either()
            if not self._taken(")"):
                raise ValueError(f"expected ')', found {self.told}")
        elif self.kind == "name":
            expression = self._comparison()
        else:
            raise ValueError(f"expected a name, NOT or '(', found {self.told}")
        self._depth -= 1
        return expression

    def _comparison(self) -> Expression:
        name = self._next()
        if not self._taken(">"):
            return Above(name)
        if self.kind != "number":
            raise ValueError(f"expected a number after '>', found {self.told}")
        return Above(name, float(self._next()))
