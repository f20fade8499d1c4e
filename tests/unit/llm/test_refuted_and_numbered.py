"""Lists of replies: refuted fields, numbers in circles, fractions, unknown names with shares, keys of languages."""

import json
from typing import Any

import pytest

from dermagent.llm.schema import UnreadableReply, read_reply
from dermagent.steps.retrieve.vlm import VisionReply


def named(reply: dict[str, Any] | str) -> list[tuple[str, float]]:
    text = reply if isinstance(reply, str) else json.dumps(reply, ensure_ascii=False)
    return [(one.name, one.confidence) for one in read_reply(text, VisionReply).candidates]


@pytest.mark.parametrize(
    "value",
    [
        {"differential": [{"condition": "Acne", "ruled_out": "no"}, {"condition": "Lipoma", "ruled_out": "yes"}]},
        {"differential": [{"condition": "Acne", "descartada": "no"}, {"condition": "Lipoma", "descartada": "sí"}]},
        {"candidates": [{"name": "Acne", "ausgeschlossen": "nein"}, {"name": "Lipoma", "ausgeschlossen": "ja"}]},
        {"candidates": [{"name": "Acne", "possible": "yes"}, {"name": "Lipoma", "possible": "no"}]},
        {"candidates": [{"name": "Acne", "excluded": 0}, {"name": "Lipoma", "excluded": 1}]},
        {"Acne": "yes", "Lipoma": "no"},
    ],
)
def test_what_a_field_refutes_in_words_is_no_candidate(value: dict[str, Any]) -> None:
    assert [name.lower() for name, _ in named(value)] == ["acne"]


def test_what_is_not_excluded_is_kept() -> None:
    value = {"candidates": [{"name": "Acne"}, {"name": "Melanoma", "excluded": "not excluded"}]}
    assert [name for name, _ in named(value)] == ["Acne", "Melanoma"]


@pytest.mark.parametrize(
    "text",
    ["①白癜风 ②痤疮", "❶ 白癜风 ❷ 痤疮", "⑴白癜风⑵痤疮", "1️⃣ 白癜风 2️⃣ 痤疮", "诊断：①白癜风；②痤疮", "①白癜风\n②痤疮"],
)
def test_numbers_in_circles_part_the_items_of_a_line(text: str) -> None:
    assert [name for name, _ in named(text)] == ["白癜风", "痤疮"]


@pytest.mark.parametrize(
    ("first", "second", "shares"),
    [
        ("2/3", "1/6", (2 / 3, 1 / 6)),
        ("½", "¼", (0.5, 0.25)),
        ("五成半", "两成", (0.55, 0.2)),
        ("7/8", "1 / 8", (7 / 8, 1 / 8)),
        ("百分之四十五", "百分之十", (0.45, 0.1)),
        ("百分之三十", "百分之十五", (0.3, 0.15)),
        ("十成", "三成", (1.0, 0.3)),
        ("百分之七", "百分之零", (0.07, 0.0)),
    ],
)
def test_a_fraction_is_a_share(first: str, second: str, shares: tuple[float, float]) -> None:
    value = {"candidates": [{"name": "Acne", "confidence": first}, {"name": "Lipoma", "confidence": second}]}
    assert tuple(share for _, share in named(value)) == pytest.approx(shares)


@pytest.mark.parametrize(
    ("percents", "shares"),
    [
        ((100, 40), (1.0, 0.4)),
        ((100, 0.5), (1.0, 0.005)),
        ((1.5, 0.5), (0.015, 0.005)),
        ((1, 0.5), (1.0, 0.5)),  # none is above 1: shares in spite of their name
        ((100.5, 0.4), (0.4, 0.4)),  # above 100 is no percent, so it makes none of its neighbour
    ],
)
def test_numbers_that_their_field_calls_percent_are_percent_up_to_a_hundred(
    percents: tuple[float, float], shares: tuple[float, float]
) -> None:
    rows = zip(("Acne", "Lipoma"), percents, strict=True)
    value = {"candidates": [{"name": name, "likelihood_percent": number} for name, number in rows]}
    assert tuple(share for _, share in named(value)) == pytest.approx(shares)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("1. Acne (50%)\n2. Morbus Fantasius (20%)", ["Acne", "Morbus Fantasius"]),
        ("- 尋常性痤瘡 60%\n- 架空病 20%", ["尋常性痤瘡", "架空病"]),
        ("* Acné (70 %)\n* Mal de Nadie (20 %)", ["Acné", "Mal de Nadie"]),
    ],
)
def test_a_list_with_shares_keeps_the_names_that_are_not_known(text: str, names: list[str]) -> None:
    assert [name for name, _ in named(text)] == names


@pytest.mark.parametrize("text", ["1. Wash daily\n2. Use sunscreen", "1. Acne\n2. Wash the face\n3. Apply the gel"])
def test_a_list_of_advice_is_none_of_conditions(text: str) -> None:
    with pytest.raises(UnreadableReply):
        named(text)


@pytest.mark.parametrize(
    "value",
    [
        {"verdachtsdiagnosen": [{"diagnose": "Acne", "wahrscheinlichkeit": 0.6}, {"diagnose": "Lipoma", "p": 0.2}]},
        {"hipóteses": [{"hipótese": "Acne", "probabilidade": 0.6}, {"hipótese": "Lipoma", "probabilidade": 0.2}]},
        {"hypothèses": [{"hypothèse": "Acne", "probabilité": 0.6}, {"hypothèse": "Lipoma", "probabilité": 0.2}]},
        {"labels": ["Acne", "Lipoma"], "scores": [0.6, 0.2]},
        {"nombres": ["Acne", "Lipoma"], "probabilidades": [0.6, 0.2]},
        {"ranking": [{"name": "Acne", "confidence": 0.6}, {"name": "Lipoma", "confidence": 0.2}]},
        {
            "images": [
                {"image": 1, "candidates": [{"name": "Acne", "confidence": 0.6}]},
                {"image": 2, "candidates": [{"name": "Lipoma", "confidence": 0.2}]},
            ]
        },
    ],
)
def test_lists_under_names_of_several_languages_are_read(value: dict[str, Any]) -> None:
    assert named(value) == [("Acne", 0.6), ("Lipoma", 0.2)]
