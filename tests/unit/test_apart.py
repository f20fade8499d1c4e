"""What separates the first line from its look-alikes: listed ones first, by the card of either."""

import pytest

from dermagent import Case, diagnose
from dermagent.knowledge.base import knowledge
from dermagent.report.markdown import to_markdown
from dermagent.steps.apart import told_apart
from dermagent.types import Language, RankedCondition


def line(rank: int, condition: str) -> RankedCondition:
    return RankedCondition(
        rank=rank,
        condition=condition,
        name=condition,
        icd10cm="",
        probability=0.1,
        calibrated=False,
        must_not_miss=False,
    )


def against(condition: str) -> set[str]:
    return {one.against for one in knowledge().cards[condition].discriminators}


def test_listed_look_alikes_go_first_by_rank() -> None:
    apart = told_apart([line(1, "atopic_dermatitis"), line(2, "plaque_psoriasis"), line(3, "scabies")], knowledge())
    assert [one.conditions for one in apart[:2]] == [
        ("atopic_dermatitis", "plaque_psoriasis"),
        ("atopic_dermatitis", "scabies"),
    ]
    assert len(apart) == 3
    assert apart[2].conditions[1] in against("atopic_dermatitis") - {"plaque_psoriasis", "scabies"}
    assert "silvery_scale" in apart[0].findings
    assert apart[0].text


def test_a_listed_condition_speaks_where_the_first_does_not() -> None:
    kb = knowledge()
    first, other = next(
        (one.against, card.id)
        for card in kb.cards.values()
        for one in card.discriminators
        if one.against in kb.cards and card.id not in against(one.against)
    )
    said = told_apart([line(1, first), line(2, other)], kb)[0]
    assert said.conditions == (first, other)
    assert said.text in {one.text for one in kb.cards[other].discriminators}


def test_nothing_is_told_apart_without_a_list_or_a_card() -> None:
    assert told_apart([], knowledge()) == ()
    assert told_apart([line(1, "outside:something new")], knowledge()) == ()


@pytest.mark.parametrize(
    ("language", "heading", "known"),
    [
        ("en", "## Tell apart", "(present)"),
        ("zh", "## 鉴别要点", "(存在)"),
        ("es", "## Cómo distinguirlos", "(presente)"),
    ],
)
def test_a_report_says_what_to_look_for_and_what_is_known_of_it(language: Language, heading: str, known: str) -> None:
    case = Case(
        history="Itchy dry rash in the bends of both elbows for years, thickened skin, hay fever. No blisters.",
        answer_language=language,
    )
    report = to_markdown(diagnose(case))
    section = report.partition(heading)[2].partition("## ")[0]
    assert section.count("\n- ") >= 1
    assert known in section
