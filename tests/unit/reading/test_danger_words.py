"""How dangers are told: what the words of a history say where no finding and no rule does."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from dermagent.api import diagnose
from dermagent.reading.danger_words import (
    EMERGENCY,
    SAME_DAY,
    DangerWords,
    Weight,
    danger_words,
    features_of,
    probabilities,
    read_weights,
)
from dermagent.report.html import to_html
from dermagent.report.markdown import to_markdown
from dermagent.steps.flag import flag
from dermagent.steps.observe import observe, stated
from dermagent.types import Case, Complaint, Language, Observation, Patient, Urgency
from tests.told import observed, rules
from tools.train_danger_words import Story, trained, write

TOLD = {
    "en": "Her eyelids droop and she talks double since something bit her in the hay, spit runs out of her mouth.",
    "es": "Se le cae el párpado y habla enredado desde que algo lo picó en el monte, se le sale la baba y ve doble.",
    "zh": "在草堆里被什么咬了一口，现在眼皮抬不起来，说话大舌头，口水直流，看东西两个影。",
}


def told(text: str, language: Language = "en") -> dict[str, Observation]:
    """The findings of how a text is told."""
    seen = observed(text, language)
    return {name: item for name, item in seen.counted().items() if name in (EMERGENCY, SAME_DAY)}


@pytest.mark.parametrize(("language", "text"), TOLD.items())
def test_an_emergency_that_no_rule_knows_is_told_with_its_words(language: Language, text: str) -> None:
    found = told(text, language)[EMERGENCY]
    assert found.value is not None
    assert found.value >= 0.65
    assert found.span is not None
    assert found.span.text in text
    assert text[found.span.start : found.span.end] == found.span.text


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "My tongue is not swollen, I am not short of breath, no fever, no confusion, no blisters."),
        ("en", "Two years ago my throat closed and I fainted after a sting. Now I have dandruff."),
        ("en", "Spots."),
        ("es", "No tengo fiebre, ni ampollas, ni dificultad para respirar, ni confusión; solo caspa."),
        ("zh", "没有发烧，没有水疱，呼吸正常，神志清楚，只有头皮屑。"),
    ],
)
def test_what_is_denied_or_over_or_nothing_is_not_told_so(language: Language, text: str) -> None:
    assert not told(text, language)


def test_a_rule_as_urgent_says_enough() -> None:
    text = "I ate a nut and my throat is closing, I cannot breathe and everything goes black."
    assert EMERGENCY in told(text)
    fired = rules(text)
    assert "airway_breathing_circulation" in fired
    assert "told_as_emergency" not in fired


def test_a_person_can_take_it_back() -> None:
    seen = observed(TOLD["en"])
    back = Observation(finding=EMERGENCY, polarity="absent", source="person", field="corrections")
    corrected = seen.model_copy(update={"items": (*seen.items, back)})
    assert "told_as_emergency" not in {red.rule for red in flag(corrected).red_flags}


ALARMING = (
    "dyspnoea confusion fever hypotension tachycardia throat_swelling stridor skin_detachment vomiting cyanosis chills "
    "numbness angioedema wheeze"
).split()


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", ""),
        ("en", "!!! ??? ..."),
        ("en", "About a bit dry, cream. ..."),
        ("es", "¿¿?? crema, años."),
        ("zh", "。！"),
    ],
)
def test_answers_alone_are_not_told_in_words(language: Language, text: str) -> None:
    answers = Complaint(symptoms=dict.fromkeys(ALARMING, True))
    seen = observe(Case(id="t", history=text, language=language, complaint=answers))
    assert seen.counted().keys() >= {"dyspnoea", "confusion", "throat_swelling"}
    assert not {EMERGENCY, SAME_DAY} & seen.counted().keys()


def test_a_language_that_is_not_read_is_not_judged_by_its_words() -> None:
    text = (
        "Sein Gesicht ist seit einer Stunde geschwollen und er bekommt keine Luft mehr. Bitte helfen Sie mir, fever 40."
    )
    seen = observed(text)
    assert not seen.understood
    assert not {EMERGENCY, SAME_DAY} & seen.counted().keys()


def test_what_it_looks_at() -> None:
    tokens, seen = stated(Case(id="t", history="No fever. My lips are swelling", patient=Patient(age_years=30)))
    features = features_of(tokens, seen)
    assert {"lips", "swelling", "swell*", "lips are", ":angioedema"} <= features.keys()
    assert not {"fever", ":fever", ".", "no fever", "fever my"} & features.keys()


def test_few_words_prove_nothing() -> None:
    model = DangerWords({name: Weight(1.0, 2.0, 0.0) for name in "abcdefghi"}, 3.0, -1.0, -2.0)
    few, many = (probabilities({name: [] for name in names}, model).emergency for names in ("ab", "abcdefghi"))
    e = np.exp([-1 + 4 / 3, -2.0, -1 + 18 / 3])
    assert few == pytest.approx(e[0] / (1 + e[0] + e[1]))
    assert many == pytest.approx(e[2] / (1 + e[2] + e[1]))


def stories(texts: Sequence[str], at_least: Urgency | None) -> list[Story]:
    """What a training learns from some texts."""
    return [Story("f", {word: [] for word in text.split()}, at_least, None) for text in texts]


def test_training_learns_what_urgent_stories_share() -> None:
    model = trained(
        [
            *stories(["throat shuts now", "throat tight now", "throat big"], "emergency"),
            *stories(["shin hot today", "shin red today", "shin hot"], "same_day"),
            *stories(["dry itch years", "dry flakes years", "itch flakes"], None),
        ]
    )
    assert model.weights["throat"].emergency > 1
    assert model.weights["shin"].same_day > 1
    assert model.weights["years"].emergency < 0
    assert "tight" not in model.weights
    told_now = probabilities({"throat": [], "now": []}, model)
    assert told_now.emergency > 0.6
    assert probabilities({"shin": [], "hot": []}, model).same_day > 0.6 > probabilities({"dry": []}, model).same_day


def test_what_is_written_is_what_is_read(tmp_path: Path) -> None:
    (tmp_path / "model.yaml").write_text("bounds: {told_like_emergency: 0.65, told_like_same_day: 0.85}\n")
    model = trained([*stories(["throat shuts", "throat big"], "emergency"), *stories(["dry itch", "dry itch"], None)])
    write({"en": model}, tmp_path)
    assert read_weights(tmp_path, "en") == model


@pytest.mark.parametrize("language", ["en", "es", "zh"])
def test_the_shipped_weights_are_whole(language: Language) -> None:
    model = danger_words(language)
    assert len(model.weights) > 10_000
    assert model.length > 0 > max(model.emergency, model.same_day)
    assert model.weights[":dyspnoea"].emergency > 0 > model.weights[":chronic_course"].emergency


def test_a_report_quotes_the_words_and_hides_their_marks() -> None:
    result = diagnose(Case(id="t", history=TOLD["en"].replace("since something", "since <something>")))
    assert "told_as_emergency" in {flag.rule for flag in result.red_flags}
    markdown, page = to_markdown(result), to_html(result)
    assert "Told as emergencies are told** (“" in markdown
    assert "talks double since" in page
    assert "<something>" not in page + markdown.replace("\\<", "")
