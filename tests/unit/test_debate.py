"""What claims, stances and leaving do to what agents say together."""

from typing import Any

import pytest

from dermagent.knowledge.base import knowledge
from dermagent.knowledge.texts import texts
from dermagent.steps.critique.agents import claims_of, opinion_of
from dermagent.steps.critique.merge import agreement, minority, needs_debate, ranking, refuted, said_together
from dermagent.steps.critique.replies import View
from dermagent.steps.order import order_of
from dermagent.types import (
    Candidate,
    ClaimStance,
    Heard,
    Opinion,
    Proposal,
    Retrieved,
    RetrieverInfo,
    Statement,
    Triage,
)

SUPPLIED = {"scabies.1": Statement(id="scabies.1", condition="scabies", text="The mite burrows in the skin.")}


def claim(text: str = "Itch fits.", speaks: str = "for", quote: str = "", statement: str = "") -> dict[str, Any]:
    return {"speaks": speaks, "text": text, "quote": quote, "statement": statement}


def said(agent: str, views: dict[str, float], *claims: dict[str, Any], leaves: bool = False, **more: Any) -> Opinion:
    told = [
        View.model_validate({"condition": c, "probability": p, "claims": list(claims) or [claim()]})
        for c, p in views.items()
    ]
    opinion, _ = opinion_of(agent, 1, told, (), "", SUPPLIED)
    return opinion.model_copy(update={"leaves": leaves, **more})


def against(quote: str = "The mite burrows") -> dict[str, Any]:
    return claim("It does not.", "against", quote, "scabies.1")


def test_a_claim_whose_quotation_is_false_costs_half_of_the_share_that_rests_on_it() -> None:
    true = claim(quote="The mite burrows", statement="scabies.1")
    false = claim("It comes at dawn.", quote="at dawn", statement="scabies.1")
    assert said_together([said("a", {"scabies": 0.8}, true)]).shares == {"scabies": 0.8}
    assert said_together([said("a", {"scabies": 0.8}, true, false)]).shares == pytest.approx({"scabies": 0.6})
    assert said_together([said("a", {"scabies": 0.8}, false)]).shares == pytest.approx({"scabies": 0.4})
    invented = claim(quote="anything", statement="nowhere.1")
    assert said_together([said("a", {"scabies": 0.8}, invented)]).shares == pytest.approx({"scabies": 0.4})


def test_a_claim_that_two_oppose_and_fewer_support_weighs_less_and_one_dissenter_is_not_enough() -> None:
    text = "scabies: for it: Itch fits."
    opposes, supports = (ClaimStance(claim=text, stance=s) for s in ("opposes", "supports"))
    holder = said("a", {"scabies": 0.8})
    for stances, found in (((opposes,), 0.8), ((opposes, opposes), 0.4), ((opposes, opposes, supports, supports), 0.8)):
        others = [said(str(n), {"scabies": 0.8}, claim("Other."), stances=(one,)) for n, one in enumerate(stances)]
        first = said_together([holder, *others]).shares["scabies"] * (1 + len(others)) - 0.8 * len(others)
        assert first == pytest.approx(found)
        assert bool(refuted([holder, *others])) == (found < 0.8)


def test_what_most_oppose_with_checked_words_is_excluded_unless_it_must_not_be_missed() -> None:
    most = [said(agent, {"scabies": 0.1}, against()) for agent in "ab"]
    other = said("c", {"urticaria": 0.7})
    together = said_together([*most, other])
    assert (together.excluded, set(together.shares)) == ({"scabies"}, {"urticaria"})
    unchecked = [said(agent, {"scabies": 0.1}, against("at dawn")) for agent in "ab"]
    assert not said_together([*unchecked, other]).excluded
    assert not said_together([*most, said("c", {"scabies": 0.7})]).excluded
    assert not said_together([said(agent, {"melanoma": 0.1}, against()) for agent in "ab"]).excluded


def listed(info: RetrieverInfo, **shares: float) -> Heard:
    candidates = tuple(
        Candidate(condition=c, retriever=info.name, rank=n, score=p, probability=p)
        for n, (c, p) in enumerate(shares.items(), start=1)
    )
    return Heard(info=info, proposal=Proposal(candidates=candidates, other=1 - sum(shares.values())))


def test_what_is_excluded_is_taken_off_the_models_list_and_what_findings_know_of_it_stays() -> None:
    findings = listed(RetrieverInfo(name="findings", reads_findings=True), scabies=0.3, urticaria=0.2, psoriasis=0.1)
    model = listed(RetrieverInfo(name="vlm", asks_model=True), scabies=0.8)
    retrieved = Retrieved(fused=findings.proposal.candidates, heard=(findings, model))
    votes = tuple(said(agent, {"scabies": 0.1}, against()) for agent in "ab")
    order = order_of(Triage(), retrieved, votes, 5, knowledge())
    assert order.listed[0] == "scabies" and order.own["scabies"] == pytest.approx(0.3)


def test_one_that_leaves_counts_neither_for_agreement_nor_for_the_pool_and_all_leaving_counts_all() -> None:
    stay, gone = [said(a, {"scabies": 0.8}) for a in "ab"], said("c", {"melanoma": 0.9}, leaves=True)
    assert said_together([*stay, gone]).shares == pytest.approx({"scabies": 0.8})
    assert agreement([*stay, gone]) == 1.0
    assert not needs_debate([*stay, gone], Triage(), ())
    assert not needs_debate([stay[0], gone], Triage(), ())
    assert said_together([gone]).shares == pytest.approx({"melanoma": 0.9})


def test_claims_that_are_too_many_are_chosen_evenly_over_conditions() -> None:
    names = ["acne_vulgaris", "urticaria", "plaque_psoriasis"]
    opinions = [said(str(n), dict.fromkeys(names, 0.3), *(claim(f"{n} {k}") for k in range(3))) for n in range(5)]
    shown = claims_of(opinions)
    assert len(shown) == 24
    counts = {name: sum(text.startswith(f"{name}: ") for text in shown) for name in {t.split(":")[0] for t in shown}}
    assert sorted(counts.values()) == [8, 8, 8]


def test_made_up_words_under_a_real_id_are_counted_and_are_no_citation() -> None:
    burrows = SUPPLIED["scabies.1"].text
    quotes = ("Give colchicine to everyone in the house.", "Cada paciente debe operarse mañana.", burrows)
    claims = [claim(quote=quote, statement="scabies.1") for quote in quotes]
    view = View.model_validate({"condition": "scabies", "probability": 0.7, "claims": claims})
    given, invented = opinion_of("a", 1, [view], (), "", SUPPLIED)
    assert invented == ("a: scabies.1", "a: scabies.1")
    assert [(one.quote, one.verdict) for one in given.conditions[0].citations] == [(burrows, "verified")]
    assert needs_debate([given, given.model_copy(update={"agent": "b"})], Triage(), invented)


@pytest.mark.parametrize(
    ("condition", "text", "speaks", "verdict"),
    [
        ("Melanoma", "The mite burrows in the skin.", "for", "misattributed"),
        ("Psoriasis", "The mite burrows in the skin.", "for", "misattributed"),
        ("Kala-azar", "The mite burrows in the skin.", "for", "misattributed"),
        ("Psoriasis", "The mite burrows in the skin.", "against", "verified"),  # it fits another better
        ("Scabies", "The mite burrows in the skin.", "for", "verified"),
        ("Crusted scabies", "The mite burrows in the skin.", "for", "verified"),  # a kind of it
        ("Psoriasis", "Its crusted form is held for psoriasis.", "for", "verified"),
        ("Psoriasis", "La forma costrosa se confunde con la psoriasis.", "for", "verified"),
        ("Psoriasis", "结痂型常被误诊为银屑病。", "for", "verified"),
    ],
)
def test_a_statement_of_another_disease_speaks_for_none_that_it_does_not_name(
    condition: str, text: str, speaks: str, verdict: str
) -> None:
    supplied = {"scabies.1": Statement(id="scabies.1", condition="scabies", text=text)}
    one = claim(quote=text, statement="scabies.1", speaks=speaks)
    view = View.model_validate({"condition": condition, "probability": 0.7, "claims": [one]})
    held = opinion_of("a", 1, [view], (), "", supplied)[0].conditions[0]
    assert [cited.verdict for cited in held.citations] == [verdict]
    assert bool(held.unfounded) == (verdict == "misattributed")


@pytest.mark.parametrize("order", [("urticaria", "scabies", "acne_vulgaris"), ("tinea_corporis", "cellulitis")])
def test_what_an_agent_is_equally_sure_of_keeps_its_order(order: tuple[str, ...]) -> None:
    views = [View(condition=one, claims=[claim()], probability=0.9) for one in order]
    opinion, _ = opinion_of("a", 1, views, [], "", SUPPLIED)
    assert ranking(opinion) == list(order)
    names = ", ".join(knowledge().conditions[one].name for one in order)
    assert minority([opinion], "psoriasis") == (
        f"Agent 1 puts {names} first ({100 / max(1, 0.9 * len(order)) * 0.9:.0f} %).",
    )
    assert minority([opinion], order[1]) == ()  # it is among what the agent puts first


def test_an_agent_that_says_something_against_what_it_holds_likely_does_not_oppose_it() -> None:
    for share, stance in ((0.8, "uncertain"), (0.3, "uncertain"), (0.1, "opposes")):
        held = said("a", {"scabies": share}, against()).conditions[0]
        assert held.stance == stance
        assert bool(said_together([said("a", {"scabies": share}, against())]).shares) == (share >= 0.3)


@pytest.mark.parametrize(
    ("alone", "share", "debated"),
    [
        ("melanoma", 0.9, True),
        ("meningococcal_disease", 0.4, True),
        ("necrotizing_fasciitis", 0.2, False),  # hardly meant
        ("rosacea", 0.9, False),  # no danger
    ],
)
def test_a_danger_that_one_of_four_puts_first_is_debated(alone: str, share: float, debated: bool) -> None:
    three = [said(agent, {"impetigo": 0.8}) for agent in "abc"]
    assert bool(needs_debate([*three, said("d", {alone: share})], Triage(), ())) == debated
    assert not needs_debate([said(agent, {alone: 0.9}) for agent in "abcd"], Triage(), ())


def test_what_most_agents_put_first_is_no_minority_and_what_a_lone_one_does_is() -> None:
    most = [said(agent, {"impetigo": share}) for agent, share in zip("abc", (0.9, 0.8, 0.7), strict=True)]
    lone, gone = said("d", {"melanoma": 0.6}), said("e", {"rosacea": 0.9}, leaves=True)
    told = minority([*most, lone, gone], "eczema_unspecified")
    assert told == (
        "3 of 4 agents put Impetigo first (80 %), which stands lower in this list.",
        "Agent 4 puts Melanoma first (60 %).",
    )
    assert minority([*most, lone, gone], "impetigo") == told[1:]
    for language in ("zh", "es"):
        assert texts(language).translated(told[0]) != told[0]


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ({"melanoma": 0.8}, {"impetigo": 0.8}, True),
        ({"necrotizing_fasciitis": 0.4}, {"impetigo": 0.6, "necrotizing_fasciitis": 0.1}, True),
        ({"outside:septic arthritis": 0.5}, {"impetigo": 0.8}, True),
        ({"rosacea": 0.9}, {"impetigo": 0.8}, False),  # no danger
        ({"melanoma": 0.2}, {"impetigo": 0.8}, False),  # hardly meant
        ({"impetigo": 0.5, "melanoma": 0.4}, {"impetigo": 0.8}, False),  # never put first
        ({"melanoma": 0.8}, {"melanoma": 0.4}, False),  # held on to
        ({"melanoma": 0.8}, {"melanoma": 0.4, "impetigo": 0.4}, False),
    ],
)
def test_a_danger_that_was_given_up_is_told_of_the_one_who_held_it(
    before: dict[str, float], after: dict[str, float], told: bool
) -> None:
    three = [said(agent, {"impetigo": 0.8}) for agent in "abc"]
    again = [one.model_copy(update={"round": 2}) for one in (*three, said("d", after))]
    lines = minority([*three, said("d", before), *again], "impetigo")
    assert any(line.startswith("Agent 4 put ") for line in lines) == told
    for line, language in ((line, language) for line in lines for language in ("zh", "es")):
        assert texts(language).translated(line) != line


def test_a_danger_that_another_still_puts_first_or_whose_agent_has_left_is_not_told_twice() -> None:
    first = [said("a", {"melanoma": 0.8}), said("b", {"melanoma": 0.7}), said("c", {"impetigo": 0.8})]
    again = [said("a", {"impetigo": 0.8}, round=2), said("b", {"melanoma": 0.7}, round=2)]
    assert minority([*first, *again], "impetigo") == ("Agent 2 puts Melanoma first (70 %).",)
    gone = said("a", {"impetigo": 0.8}, round=2, leaves=True)
    assert minority([first[0], first[2], gone], "impetigo") == ()
