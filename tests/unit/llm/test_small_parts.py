"""Small parts of the door to models, each by itself: shares in words and signs, drafts, refusals, a server's pause."""

import pytest

from dermagent.errors import ModelRefused, ModelUnavailable
from dermagent.llm.breaker import Breaker
from dermagent.llm.door import read_completion
from dermagent.llm.drafts import _names
from dermagent.llm.items import name_and_share
from dermagent.llm.refusal import Refusal, refusal_in
from dermagent.llm.said_share import in_figures, share_in_signs


@pytest.mark.parametrize(
    ("said", "figures"),
    [
        ("三分之二", "2/3"),
        ("三分之两", "2/3"),
        ("5分之4", "4/5"),
        ("three in ten", "3 in 10"),
        ("someone", "someone"),
    ],
)
def test_fractions_and_small_numbers_in_words_are_figures(said: str, figures: str) -> None:
    assert in_figures(said) == figures


@pytest.mark.parametrize(
    ("said", "share"),
    [
        ("★★★★☆", 0.8),
        ("4,5 stars", 0.9),
        ("4.5 stars", 0.9),
        ("+++", 0.6),
        ("七成", 0.7),
        ("两成半", 0.25),
        ("百分之二十五", 0.25),
        ("百分之十", 0.1),
        ("no sign", None),
    ],
)
def test_stars_plus_signs_and_chinese_tenths_are_shares(said: str, share: float | None) -> None:
    assert share_in_signs(said) == share


def test_the_names_of_a_draft_are_found_four_levels_down_and_no_deeper() -> None:
    within = {"a": {"b": {"c": {"d": {"name": "Psoriasis"}}}}}
    assert _names(within) == ["Psoriasis"]
    assert _names({"z": within}) == []


def refused(reason: str) -> Refusal:
    return Refusal(status=400, reason=reason)


def test_what_a_refusal_repeats_of_the_request_is_left_out_to_its_last_letter() -> None:
    request = "An itchy rash on both elbows for a whole month."
    assert len(request) > 40
    assert refused(f"Too long: {request}").without(request).reason == "Too long:"
    assert refused(request[:40]).without(request).reason == ""
    assert refused(request[:39]).without(request).reason == request[:39]  # a short run may be chance
    assert refused(f"{request} is too long").without(request).reason == "is too long"


def test_a_server_that_is_down_is_asked_again_after_the_pause_and_by_nobody_before() -> None:
    clock = [100.0]
    breaker = Breaker(pause_s=30, now=lambda: clock[0])
    breaker.check()
    breaker.failed(ModelUnavailable("down"), since=99.0)
    for moment in (100.0, 129.9):
        clock[0] = moment
        with pytest.raises(ModelUnavailable, match="down") as told:
            breaker.check()
        assert not told.value.asked
    clock[0] = 130.0
    breaker.check()


def test_a_call_that_began_before_the_last_answer_shuts_nobody_out() -> None:
    clock = [100.0]
    breaker = Breaker(now=lambda: clock[0])
    breaker.succeeded()
    breaker.failed(ModelUnavailable("late"), since=99.0)
    breaker.check()
    breaker.failed(ModelUnavailable("down"), since=100.0)
    with pytest.raises(ModelUnavailable):
        breaker.check()
    breaker.succeeded()
    breaker.check()


@pytest.mark.parametrize(
    ("text", "name", "share"),
    [
        ("Psoriasis (60 %)", "Psoriasis", "60 %"),
        ("Psoriasis: 60%", "Psoriasis", "60%"),
        ("Psoriasis - 60%", "Psoriasis", "60%"),
        ("Psoriasis: likely", "Psoriasis", "likely"),
        ("Psoriasis - likely", "Psoriasis - likely", None),
        ("Herpes (HSV 2)", "Herpes (HSV 2)", None),
        ("Type 2", "Type 2", None),
    ],
)
def test_what_stands_behind_a_name_is_a_share_or_a_part_of_it(text: str, name: str, share: str | None) -> None:
    assert name_and_share(text) == (name, share)


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"error": {"message": "busy", "code": 503}}, 503),
        ({"error": "busy"}, 0),
        ([{"error": {"message": "busy", "code": 429}}], 429),
        ({"choices": [{"error": {"message": "busy", "code": 502}}]}, 502),
    ],
)
def test_an_error_in_place_of_a_reply_has_the_status_that_its_body_tells(body: object, status: int) -> None:
    told = refusal_in(body)
    assert told is not None and told.status == status and told.reason == "busy"


@pytest.mark.parametrize("body", [{"choices": [{"message": {}}]}, {}, [], "busy", None])
def test_a_body_without_an_error_refuses_nothing(body: object) -> None:
    assert refusal_in(body) is None


def test_a_part_of_a_reply_that_declines_is_a_refusal() -> None:
    part = {"type": "refusal", "refusal": "I cannot help with that."}
    body = {"choices": [{"message": {"content": [part]}}]}
    with pytest.raises(ModelRefused, match="m declined to answer"):
        read_completion(body, "m")
