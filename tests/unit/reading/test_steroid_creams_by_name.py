"""Steroid creams called by their names, and what became more with them."""

import pytest

from dermagent.types import Language
from tests.told import present


@pytest.mark.parametrize(
    ("finding", "language", "text"),
    [
        ("topical_corticosteroid_use", "en", "I put mometasone on it for two weeks."),
        ("topical_corticosteroid_use", "en", "Mum rubbed in Eumovate twice a day."),
        ("topical_corticosteroid_use", "en", "Using Betnovate from the chemist on my cheeks."),
        ("topical_corticosteroid_use", "en", "I've been slathering dermovate on the ring."),
        ("topical_corticosteroid_use", "es", "Me puse clobetasol un mes en la ingle."),
        ("topical_corticosteroid_use", "es", "Le unté la mometasona a la niña dos veces al día."),
        ("topical_corticosteroid_use", "es", "Se echó betametasona que le dio la vecina."),
        ("topical_corticosteroid_use", "es", "Le estuve aplicando Dermovate en la cara."),
        ("topical_corticosteroid_use", "zh", "自己买了皮炎平擦了两周。"),
        ("topical_corticosteroid_use", "zh", "抹了999皮炎平，不见好。"),
        ("topical_corticosteroid_use", "zh", "涂艾洛松十来天了。"),
        ("topical_corticosteroid_use", "zh", "药店买的皮康霜一直在抹。"),
        ("worsens_with_topical_corticosteroid", "en", "I used hydrocortisone on the ring and it spread even more."),
        ("topical_corticosteroid_use", "en", "I used hydrocortisone on the ring and it spread even more."),
        (
            "worsens_with_topical_corticosteroid",
            "en",
            "The steroid cream calmed it at first but then it got bigger and redder.",
        ),
        ("worsens_with_topical_corticosteroid", "en", "Put betnovate on it and it flared up worse than before."),
        (
            "worsens_with_topical_corticosteroid",
            "es",
            "Con la crema de cortisona primero mejoró y después se extendió más.",
        ),
        ("worsens_with_topical_corticosteroid", "es", "Me puse hidrocortisona y empeoró."),
        ("worsens_with_topical_corticosteroid", "es", "Le pusimos clobetasol y se le hizo más grande la mancha."),
        ("worsens_with_topical_corticosteroid", "zh", "擦了皮炎平反而越擦越大。"),
        ("worsens_with_topical_corticosteroid", "zh", "抹激素药膏好两天，停了又犯，范围更大了。"),
        ("worsens_with_topical_corticosteroid", "zh", "用皮康王擦，越擦越厉害。"),
        ("topical_corticosteroid_use", "en", "Rubbed elocon into the groin and it just spread more."),
        ("worsens_with_topical_corticosteroid", "en", "Rubbed elocon into the groin and it just spread more."),
        (
            "worsens_with_topical_corticosteroid",
            "en",
            "Medical shop gave a steroid cream, it helped a bit, then the ring grew bigger.",
        ),
        ("topical_corticosteroid_use", "en", "She dabs locoid on the cheeks."),
        ("topical_corticosteroid_use", "es", "Llevo un mes untándome Quadriderm en las ingles."),
        ("topical_corticosteroid_use", "es", "Le eché cortisona y se le extendió más la mancha."),
        ("worsens_with_topical_corticosteroid", "es", "Le eché cortisona y se le extendió más la mancha."),
        ("worsens_with_topical_corticosteroid", "es", "Con la betametasona calmaba pero luego salía más grande."),
        ("topical_corticosteroid_use", "zh", "药房给的肤轻松，涂了一周，反而更红更大。"),
        ("worsens_with_topical_corticosteroid", "zh", "药房给的肤轻松，涂了一周，反而更红更大。"),
        ("topical_corticosteroid_use", "zh", "外用糠酸莫米松乳膏两周。"),
        ("worsens_with_topical_corticosteroid", "zh", "用艾洛松就好，停了又犯，一圈比一圈大。"),
        ("topical_corticosteroid_use", "es", "Se aplicó mometasona por su cuenta."),
    ],
)
def test_steroid_creams_by_name_and_what_they_make_worse_are_read(finding: str, language: Language, text: str) -> None:
    assert finding in present(text, language)


@pytest.mark.parametrize(
    ("finding", "language", "text"),
    [
        ("worsens_with_topical_corticosteroid", "en", "The hydrocortisone helped a lot and it is nearly gone."),
        ("worsens_with_topical_corticosteroid", "en", "It got worse so I put hydrocortisone on it."),
        ("worsens_with_topical_corticosteroid", "es", "Se puso peor y por eso le puse la betametasona."),
        ("worsens_with_topical_corticosteroid", "zh", "擦了皮炎平好多了。"),
        ("topical_corticosteroid_use", "en", "I put plain moisturiser on it twice a day."),
        ("topical_corticosteroid_use", "es", "No le puse betametasona ni ninguna crema."),
        ("topical_corticosteroid_use", "en", "I have never put hydrocortisone on it."),
        ("topical_corticosteroid_use", "es", "No le eché cortisona."),
        ("worsens_with_topical_corticosteroid", "en", "The rash got bigger so the doctor gave me betnovate."),
        ("worsens_with_topical_corticosteroid", "es", "Le puse cortisona y mejoró mucho."),
        ("worsens_with_topical_corticosteroid", "zh", "越来越大，所以擦了皮炎平，现在好多了。"),
        ("worsens_with_topical_corticosteroid", "en", "The steroid cream eased it, then it came back a month later."),
        ("worsens_with_topical_corticosteroid", "zh", "抹艾洛松三天就好，停了又犯。"),
        ("topical_corticosteroid_use", "en", "We cultivate roses. Scratches on the forearm."),
    ],
)
def test_what_they_helped_or_were_given_for_is_none(finding: str, language: Language, text: str) -> None:
    assert finding not in present(text, language)
