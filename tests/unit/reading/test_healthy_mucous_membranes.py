"""Healthy mucous membranes beside a drug and a rash are none that are involved; sore ones in the same list are."""

import pytest

from dermagent.reading.text import read_text
from dermagent.steps.flag import flag
from dermagent.steps.observe import observe
from dermagent.steps.urgency import floor
from dermagent.types import Case, Language


def urgency(text: str, language: Language) -> str | None:
    """How urgent a text is by its findings."""
    return floor(flag(observe(Case(id="t", history=text, language=language)))).urgency


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "On allopurinol for three weeks. Itchy spots. Mouth and eyes healthy."),
        ("en", "Lamotrigine, week 4, mild rash. Lips, eyes and genitals look healthy."),
        ("en", "Carbamazepine since June. Spots on the chest. Eyes and vulva intact."),
        ("en", "On lamotrigine, itchy spots; conjunctivae and genital mucosa healthy."),
        ("en", "Phenytoin, third week. Spots that itch. Eyes and private parts in order."),
        ("es", "Tomo lamotrigina, tercera semana, granitos. Ojos y genitales sin problemas."),
        ("es", "Alopurinol desde hace un mes. Manchas que pican. Ojos, boca y genitales están bien."),
        ("zh", "吃拉莫三嗪三周，身上痒疹。眼睛和外阴都健康。"),
        ("zh", "别嘌醇吃了一个月，有点疹子。口腔、眼睛、生殖器都没事。"),
    ],
)
def test_healthy_mucous_membranes_are_no_danger(language: Language, text: str) -> None:
    assert urgency(text, language) not in ("emergency", "same_day", "urgent_referral")


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "On lamotrigine, week 3. Eyes and genitals sore, mouth healthy."),
        ("en", "On lamotrigine, week 3. Eyes and genitals sore, mouth fine."),
        ("en", "On lamotrigine, week 3. Eyes and lips raw, genitals clear."),
        ("en", "On allopurinol. Genitals healthy, but eyes red and mouth full of sores, fever."),
        ("es", "Tomo lamotrigina; ojos rojos, llagas en la boca y genitales, fiebre."),
        ("zh", "吃拉莫三嗪三周，发烧，眼睛红，嘴和外阴都烂了。"),
    ],
)
def test_sore_ones_stay_an_emergency_beside_healthy_ones(language: Language, text: str) -> None:
    assert urgency(text, language) == "emergency"


def test_skin_that_is_firm_to_rubbing_is_not_hard() -> None:
    told = {i.finding: i.polarity for i in read_text("Itchy rash, skin firm to rubbing.", "en", "history").items}
    assert "induration" not in told
    assert "friction_or_pressure" not in told
    assert told["skin_detachment"] == "absent"
