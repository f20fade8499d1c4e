"""An agent's opinion is read though some of its fields are not as they were asked for."""

import json

import pytest

from dermagent.llm.schema import UnreadableReply, read_reply
from dermagent.steps.critique.replies import OpinionReply, StanceReply


@pytest.mark.parametrize(
    ("said", "side"),
    [
        ("for", "for"),
        ("Supports", "for"),
        ("in favour", "for"),
        ("opposes", "against"),
        ("CONTRA", "against"),
        ("rules it out", "against"),
    ],
)
def test_a_claim_speaks_for_or_against_in_any_words(said: str, side: str) -> None:
    claim = {"finding": "ulcer", "speaks": said, "text": "It is painless.", "statement": None, "quote": None}
    text = json.dumps({"views": [{"condition": "scabies", "claims": [claim], "probability": "80 %"}]})
    assert read_reply(text, OpinionReply).views[0].claims[0].speaks == side


@pytest.mark.parametrize("said", ["neutral", "unclear", "", None])
def test_a_claim_that_takes_no_side_is_left_out_and_the_rest_is_read(said: str | None) -> None:
    claims = [{"finding": "ulcer", "speaks": said, "text": "It is there."}, {"speaks": "for", "text": "It itches."}]
    text = json.dumps({"views": [{"condition": "scabies", "claims": claims, "probability": 0.5}]})
    assert [claim.text for claim in read_reply(text, OpinionReply).views[0].claims] == ["It itches."]


def test_claims_of_words_concerns_of_objects_and_reasoning_in_a_list_are_read() -> None:
    view = {"condition": "scabies", "claims": ["Travel to Laos", 3], "probability": "very likely"}
    text = json.dumps({"reasoning": ["First.", "Then."], "views": [view], "concerns": [{"text": "sepsis"}, None]})
    reply = read_reply(text, OpinionReply)
    assert reply.reasoning == "First. Then."
    assert [claim.text for claim in reply.views[0].claims] == ["Travel to Laos"]
    assert reply.views[0].probability == 0.9
    assert reply.concerns == ["sepsis"]


def test_stances_are_read_in_any_words_and_those_on_no_claim_are_left_out() -> None:
    stances = [
        {"claim": "2", "stance": "agree"},
        {"claim": 3, "stance": "Disagree strongly"},
        {"claim": 4, "stance": "hard to say"},
        {"claim": "the second", "stance": "supports"},
        "supports",
    ]
    text = json.dumps({"stances": stances, "views": [{"condition": "scabies", "probability": 0.4}]})
    read = read_reply(text, StanceReply).stances
    assert [(one.claim, one.stance) for one in read] == [(2, "supports"), (3, "opposes"), (4, "uncertain")]


@pytest.mark.parametrize(
    ("first", "second"),
    [("muy poco probable", "bastante probable"), ("可能性很小", "可能性大"), ("kaum", "hoch"), ("★☆☆☆☆", "★★★☆☆")],
)
def test_a_probability_in_words_of_any_language_orders_the_views(first: str, second: str) -> None:
    views = [{"condition": "lipoma", "probability": first}, {"condition": "scabies", "probability": second}]
    read = read_reply(json.dumps({"views": views}), OpinionReply).views
    assert 0 < read[0].probability < read[1].probability


def test_views_with_places_alone_are_read_in_their_order_and_a_repeated_form_is_none() -> None:
    views = [{"condition": "lipoma", "rank": 3}, {"condition": "scabies", "rank": 1}, {"condition": "acne", "rank": 2}]
    read = read_reply(json.dumps({"views": views}), StanceReply).views
    assert [view.condition for view in read] == ["scabies", "acne", "lipoma"]
    with pytest.raises(UnreadableReply):
        read_reply('{"views": [{"condition": "string", "claims": [], "probability": 0}]}', OpinionReply)


def test_a_view_that_rules_out_a_condition_is_kept_with_what_speaks_against_it() -> None:
    claim = {"speaks": "against", "text": "It blanches."}
    views = [{"condition": "lipoma", "probability": "ruled out", "claims": [claim]}]
    [view] = read_reply(json.dumps({"views": views}), OpinionReply).views
    assert (view.probability, len(view.claims)) == (0.0, 1)
