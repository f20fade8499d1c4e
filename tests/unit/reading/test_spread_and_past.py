"""How far "all over" reaches, and an illness of the past with what it brought told behind a colon or in brackets."""

import pytest

from dermagent.types import Language
from tests.told import said, times_of


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Whiteheads everywhere on my chin.", "en"),
        ("He has flakes all over his scalp and behind the ears.", "en"),
        ("Diffuse redness of the foot.", "en"),
        ("Espinillas por toda la nariz y por todas partes de la frente.", "es"),
        ("鼻子上到处都是黑头", "zh"),
    ],
)
def test_all_over_a_small_place_is_not_all_over_the_body(text: str, language: Language) -> None:
    assert said(text, language).get("generalised") is None


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("A rash everywhere on the body, the neck too.", "en"),
        ("Welts all over, and the lips are swelling.", "en"),
        ("Itchy bumps everywhere except the scalp.", "en"),
        ("Rash everywhere but face clear.", "en"),
        ("It is all over her legs and tummy.", "en"),
        ("Ronchas por todos lados y la lengua hinchada.", "es"),
        ("全身起疹子，脸上也有", "zh"),
        ("满身疙瘩脸也肿", "zh"),
    ],
)
def test_all_over_the_body_stays_so_beside_a_small_place(text: str, language: Language) -> None:
    assert said(text, language).get("generalised") == "present"


@pytest.mark.parametrize(
    ("text", "language", "finding"),
    [
        ("Three years ago she had chickenpox: blisters and fever. Now a wart on the thumb.", "en", "vesicle"),
        ("A few years ago I had a reaction to a wasp (hives, tight throat).", "en", "throat_swelling"),
        ("Hace cuatro años tuve una alergia: ronchas. Hoy vengo por una verruga.", "es", "wheal"),
        ("三年前得过一次荨麻疹：风团。现在手上长了个疣。", "zh", "wheal"),
    ],
)
def test_what_an_illness_of_the_past_brought_is_past_too(text: str, language: Language, finding: str) -> None:
    times = times_of(finding, text, language)
    assert times == {"past"}


@pytest.mark.parametrize(
    ("text", "language", "finding"),
    [
        ("Ten years ago: well. Rash since Monday.", "en", "rash"),
        ("Hace dos años me salió una mancha marrón que crece.", "es", "changing_lesion"),
        ("两年前出现红斑，一直没好", "zh", "erythema"),
        ("Blisters on my palms since two years ago.", "en", "vesicle"),
        ("Itching since around 3 years back.", "en", "pruritus"),
    ],
)
def test_what_began_years_ago_is_of_now(text: str, language: Language, finding: str) -> None:
    assert "current" in times_of(finding, text, language)


@pytest.mark.parametrize(
    ("text", "language", "finding"),
    [
        ("Three years back my tongue swelled up after an antibiotic. Nothing since.", "en", "angioedema"),
        ("He had purple dots on both legs at age six.", "en", "purpura"),
        ("Hace cuatro años se me hincharon los labios por un marisco.", "es", "angioedema"),
        ("五年前嘴唇肿过一回，第二天就消了", "zh", "angioedema"),
    ],
)
def test_what_happened_once_years_ago_is_over(text: str, language: Language, finding: str) -> None:
    times = times_of(finding, text, language)
    assert "current" not in times


@pytest.mark.parametrize(
    ("text", "language", "finding"),
    [
        ("It began two years ago: my lips swell every month.", "en", "angioedema"),
        ("Desde hace dos años se me hinchan los labios cada mes.", "es", "angioedema"),
        ("两年前开始嘴唇反复肿", "zh", "angioedema"),
    ],
)
def test_what_began_years_ago_and_comes_again_is_not_over(text: str, language: Language, finding: str) -> None:
    assert "current" in times_of(finding, text, language)


@pytest.mark.parametrize(
    ("text", "language", "finding"),
    [
        ("Last year I was stung by a bee, and now my tongue is swelling.", "en", "angioedema"),
        ("She was well as a child but her throat is swelling.", "en", "throat_swelling"),
        ("Diagnosed with lupus four years ago, purple spots on both legs.", "en", "purpura"),
        ("El año pasado me picó una avispa y hoy se me hincha la lengua.", "es", "angioedema"),
        ("去年被蜂蜇过，现在嘴唇肿", "zh", "angioedema"),
    ],
)
def test_what_happens_now_beside_what_happened_years_ago_is_of_now(text: str, language: Language, finding: str) -> None:
    assert "current" in times_of(finding, text, language)
