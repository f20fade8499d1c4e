"""The annotated posts name findings that exist, at places that the posts of the shared data have."""

import pytest

from dermagent.knowledge.base import knowledge
from dermagent.types import Language
from tests.bench.posts import LANGUAGES, annotations, halves, posts, related, scored
from tests.shared import shared


@pytest.mark.parametrize("language", LANGUAGES)
def test_fifty_posts_are_annotated_and_half_of_them_held_out(language: Language) -> None:
    half_of = halves(language)
    assert len(half_of) == 50
    assert list(half_of.values()).count("held out") == 25
    for one in (one for of_post in annotations(language).values() for one in of_post):
        assert one.finding in knowledge().findings
        assert one.polarity in ("present", "absent")
        assert 0 <= one.start < one.end


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_places_stand_in_the_posts_and_most_are_read(language: Language) -> None:
    if not (shared() / "data/dermavqa/iiyi").is_dir():
        pytest.skip("the posts of DermaVQA are not in the folder that DERMAGENT_SHARED names")
    meant, half_of = annotations(language), halves(language)
    cases = posts(language, half_of)
    for encounter, of_post in meant.items():
        text = cases[encounter].history or ""
        assert all(one.end <= len(text) and text[one.start : one.end].strip() for one in of_post)
    found = scored(cases, meant, half_of)
    assert found["stated, read as present"].right / found["stated, read as present"].n > 0.5


def test_a_narrower_finding_is_related_to_its_broader_one() -> None:
    assert related("erythema", "erythema")
    assert not related("erythema", "pruritus")
