"""What grows for many months grows; what grew within weeks or two months grew fast."""

import pytest

from tests.told import present


@pytest.mark.parametrize(
    "text",
    [
        "A firm pink papule on the cheek, slowly growing for 18 months, painless.",
        "A lump growing for seven months.",
        "The spot has been growing for months and months.",
    ],
)
def test_many_months_are_not_fast(text: str) -> None:
    assert "rapid_growth" not in present(text, "en")


@pytest.mark.parametrize(
    "text",
    [
        "A nodule, growing for 6 weeks.",
        "It has grown over the last two months.",
        "The lump grew in a month.",
        "A lump, growing over the past 3 months.",
    ],
)
def test_weeks_are(text: str) -> None:
    assert "rapid_growth" in present(text, "en")
