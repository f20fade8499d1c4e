"""What signs do each time, which is no end of them, and what frightens a parent, who is not the patient by that."""

import pytest

from dermagent.types import Language
from tests.told import present, said_now


@pytest.mark.parametrize(
    ("language", "text", "finding"),
    [
        ("en", "Itchy welts most evenings; each one fades within a few hours and others come.", "wheal"),
        ("en", "Red lumps on the jaw, and when they heal they leave dark marks.", "nodule"),
        ("es", "Me salen ronchas que pican, cada una se va en unas horas y sale otra.", "wheal"),
        ("es", "Granos rojos en la mejilla que al curar dejan marca.", "papule"),
        ("zh", "背上起红疙瘩，好了以后留坑。", "papule"),
    ],
)
def test_what_goes_each_time_is_there_now(language: Language, text: str, finding: str) -> None:
    assert said_now(text, language).get(finding) == "present"


def test_a_childs_signs_stay_his_where_a_parent_is_afraid() -> None:
    text = "Mi hija de quince años tiene granos y puntos negros en la frente. Hay pastillas que a mí me dan miedo."
    assert {"comedo", "forehead"} <= present(text, "es")
