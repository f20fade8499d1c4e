"""Chinese words for arm, wrist and ankle are no hand or foot, and pain that burns is no fever."""

import pytest

from dermagent.reading.text import read_text


def present(text: str) -> set[str]:
    items = read_text(text, "zh", "history").items
    return {item.finding for item in items if item.polarity == "present" and item.time == "current"}


@pytest.mark.parametrize(
    ("text", "there", "not_there"),
    [
        ("两个手臂晒红了", "arm", "hand"),
        ("左手臂外侧一块斑", "arm", "hand"),
        ("左手腕和右手肘起水泡", "wrist", "hand"),
        ("手肘上一层皮屑", "elbow", "hand"),
        ("手腕关节肿", "wrist", "hand"),
        ("双脚踝起红点", "ankle", "foot"),
        ("脚脖子痒", "ankle", "neck"),
        ("双手腕痒", "symmetric", "hand"),
        ("手表下面痒", "pruritus", "hand"),
    ],
)
def test_a_longer_word_of_a_place_is_not_the_shorter_one(text: str, there: str, not_there: str) -> None:
    found = present(text)
    assert there in found and not_there not in found


@pytest.mark.parametrize(
    ("text", "there"),
    [("手和手臂都痒", "hand"), ("手背起疱", "hand"), ("双手痒", "hand"), ("脚和脚踝肿", "foot"), ("脖子痒", "neck")],
)
def test_a_place_told_for_itself_stays(text: str, there: str) -> None:
    assert there in present(text)


@pytest.mark.parametrize(
    "text",
    [
        "腿上烧得好痛",
        "脸上又痒又烧",
        "胳膊上烧着疼",
        "长疱的地方烧得刺痛",
        "脚又麻又烧",
        "晒后背上烧得疼",
        "皮肤发烧一样疼",
    ],
)
def test_pain_or_an_itch_that_burns_is_no_fever(text: str) -> None:
    found = present(text)
    assert "burning_sensation" in found and "fever" not in found
    assert {"痛": "pain", "疼": "pain", "痒": "pruritus"}.get(text[-1], "burning_sensation") in found
    assert "痒" not in text or "pruritus" in found


@pytest.mark.parametrize(
    "text",
    [
        "孩子烧得厉害，出疹",
        "烧了三天，腿疼",
        "烧得迷糊",
        "又烧又吐",
        "又烧又痛，腿红肿",
        "发烧，皮肤烧得疼",
        "一直烧着，起红点",
    ],
)
def test_a_body_that_burns_has_a_fever(text: str) -> None:
    assert "fever" in present(text)
