"""The language of corrections: truth tables with unknown, precedence, and what is refused."""

import pytest

from dermagent.concepts.expressions import MAX_DEPTH, MAX_LENGTH, Above, And, Not, Or, evaluate, leaves, parse

YES, NO, UNKNOWN = {"x": 1.0}, {"x": 0.0}, dict[str, float]()


@pytest.mark.parametrize(("x", "negated"), [(YES, False), (NO, True), (UNKNOWN, None)])
def test_row_26_neither_a_name_nor_its_negation_holds_of_the_unknown(x: dict[str, float], negated: bool | None) -> None:
    assert evaluate(parse("x"), x) == (None if negated is None else not negated)
    assert evaluate(parse("NOT x"), x) is negated
    assert evaluate(parse("NOT NOT x"), x) == evaluate(parse("x"), x)
    assert evaluate(parse("x OR NOT x"), x) is (None if negated is None else True)
    assert evaluate(parse("x AND NOT x"), x) is (None if negated is None else False)


T, F, U = True, False, None


@pytest.mark.parametrize(
    ("x", "y", "both", "either"),
    [
        (T, T, T, T),
        (T, F, F, T),
        (T, U, U, T),
        (F, T, F, T),
        (F, F, F, F),
        (F, U, F, U),
        (U, T, U, T),
        (U, F, F, U),
        (U, U, U, U),
    ],
)
def test_row_26_truth_table(x: bool | None, y: bool | None, both: bool | None, either: bool | None) -> None:
    values = {name: float(value) for name, value in (("x", x), ("y", y)) if value is not None}
    assert evaluate(parse("x AND y"), values) is both
    assert evaluate(parse("x OR y"), values) is either
    # De Morgan holds in three values too.
    assert evaluate(parse("NOT (NOT x OR NOT y)"), values) is both
    assert evaluate(parse("NOT (NOT x AND NOT y)"), values) is either


@pytest.mark.parametrize(("value", "held"), [(0.5, False), (0.51, True), (0.0, False), (None, None)])
def test_a_threshold_must_be_passed(value: float | None, held: bool | None) -> None:
    values = {} if value is None else {"x": value}
    assert evaluate(parse("x > 0.5"), values) is held
    assert evaluate(parse("NOT x > 0.5"), values) is (None if held is None else not held)


def test_not_binds_before_and_before_or() -> None:
    x, y, z = Above("x"), Above("y"), Above("z")
    assert parse("x OR y AND NOT z") == Or((x, And((y, Not(z)))))
    assert parse("(x OR y) AND NOT z") == And((Or((x, y)), Not(z)))
    assert parse("NOT x AND y") == And((Not(x), y))
    assert parse("7pc_irregular_streaks > 0.5") == Above("7pc_irregular_streaks", 0.5)
    assert [leaf.name for leaf in leaves(parse("NOT (x OR y) AND z > 0.25"))] == ["x", "y", "z"]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "expected a name, NOT or '\\(', found the end"),
        ("x AND", "found the end"),
        ("x y", "expected AND, OR or the end, found 'y' at character 3"),
        ("(x", "expected '\\)', found the end"),
        ("x)", "found '\\)' at character 2"),
        ("AND x", "found 'AND' at character 1"),
        ("x > y", "expected a number after '>', found 'y'"),
        ("x > 1 > 2", "found '>' at character 7"),
        ("x < 1", "at character 2"),
        ("x; y", "at character 2"),
        ("(" * 41 + "x" + ")" * 41, f"nested deeper than {MAX_DEPTH}"),
        ("NOT " * 50 + "x", f"nested deeper than {MAX_DEPTH}"),
        ("x" * (MAX_LENGTH + 1), "at most"),
    ],
)
def test_what_is_no_expression_is_refused_with_its_place(text: str, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        parse(text)
