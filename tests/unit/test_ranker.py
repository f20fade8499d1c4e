"""The likelihood-ratio ranker on small knowledge bases of its own, and its laws on the shipped one."""

import dataclasses
import math
from typing import Literal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dermagent.errors import InputError
from dermagent.knowledge.base import KnowledgeBase, knowledge
from dermagent.knowledge.priors import ToldFindings, prior_from_weights, read_prior, shipped_profiles
from dermagent.knowledge.schema import Card
from dermagent.steps.retrieve.findings import FindingsRanker, Parameters, parameters
from dermagent.types import NamedCondition, Observation, Observations, Polarity, Quantity, Sex, Span
from dermagent.vectors import softmax

PLAIN = dataclasses.replace(
    parameters(),
    prior_weight=1.0,
    damping=0.5,
    inexact=0.5,
    temperature=1.0,
    smoothing=0.01,
    base_rate=0.03,
)


def observed(
    present: tuple[str, ...] = (),
    absent: tuple[str, ...] = (),
    *,
    named: tuple[str, ...] = (),
    age: float | None = None,
    days: float | None = None,
    sex: Sex | None = None,
    certainty: float = 1.0,
) -> Observations:
    def one(finding: str, polarity: Polarity) -> Observation:
        return Observation(finding=finding, polarity=polarity, source="field", field="x", certainty=certainty)

    span = Span(field="history", start=0, end=1, text="x")
    return Observations(
        language="en",
        items=(*(one(f, "present") for f in present), *(one(f, "absent") for f in absent)),
        named=tuple(NamedCondition(condition=c, stance="suggested", span=span) for c in named),
        age=None if age is None else Quantity(low=age, high=age, unit="years", field="x"),
        duration=None if days is None else Quantity(low=days, high=days, unit="days", field="x"),
        sex=sex,
    )


def test_a_condition_that_was_denied_speaks_against_it_and_one_said_both_ways_for_nothing() -> None:
    seen, span = observed(("plaque", "silvery_scale")), Span(field="history", start=0, end=1, text="x")

    def share(*stances: Literal["suggested", "denied"]) -> float:
        named = tuple(NamedCondition(condition="psoriasis_like", stance=stance, span=span) for stance in stances)
        ranked = ranker(TWO).rank(seen.model_copy(update={"named": named}), k=2).candidates
        return next(one.probability or 0.0 for one in ranked if one.condition == "psoriasis_like")

    assert share("denied") < share() == share("suggested", "denied") < share("suggested")


def card(identity: str, findings: dict[str, str], **more: object) -> Card:
    names = ("cyst", "burrow", "comedo", "livedo_racemosa", "eschar", "crepitus", "abscess", "gum", "umbilicus")
    filler = dict.fromkeys(names, "occasional")
    sentence = {"text": "A sentence that is long enough.", "sources": ["s"]}
    numbered = [{**sentence, "text": f"Sentence number {n} is long enough."} for n in range(4)]
    return Card.model_validate(
        {
            "id": identity,
            "author": "t",
            "date": "2026-01-01",
            "findings": {**filler, **findings},
            "profile_sources": ["s"],
            "discriminators": [
                {"against": "a", "by": ["papule"], "text": "It differs in that."},
                {"against": "b", "by": ["papule"], "text": "It differs in that."},
            ],
            "urgency": "routine",
            "next_steps": numbered[:2],
            "statements": numbered,
            **more,
        }
    )


def small(*cards: Card) -> KnowledgeBase:
    full = knowledge()
    return dataclasses.replace(full, cards={c.id: c for c in cards})


TWO = small(
    card("psoriasis_like", {"silvery_scale": "very_frequent", "pruritus": "frequent", "shin": "frequent"}),
    card("scabies_like", {"silvery_scale": "excluded", "pruritus": "always", "finger_web": "very_frequent"}),
)


def ranker(kb: KnowledgeBase = TWO, settings: Parameters = PLAIN) -> FindingsRanker:
    return FindingsRanker(kb, prior_from_weights("uniform", {}, kb), settings)


def probability(result_of: FindingsRanker, seen: Observations, condition: str) -> float:
    found = {c.condition: c.probability for c in result_of.rank(seen).candidates}
    assert found[condition] is not None
    return found[condition] or 0.0


def test_one_present_finding_gives_the_log_ratio_of_the_formula() -> None:
    result = ranker().rank(observed(("silvery_scale",)))
    term = result.candidates[0].terms[0]
    q = (0.90 + 0.002) / 2
    assert result.candidates[0].condition == "psoriasis_like"
    assert term.p == 0.90
    assert term.q == pytest.approx(q, abs=1e-4)
    assert term.log_ratio == pytest.approx(math.log((0.90 + 0.01) / (q + 0.01)), abs=1e-3)


def test_what_was_told_in_the_cases_of_the_prior_moves_it() -> None:
    # fever was told in 5 of 10 cases, all of the first condition
    told = ToldFindings({"psoriasis_like": 8.0, "scabies_like": 2.0}, {("psoriasis_like", "fever"): 5.0})
    prior = prior_from_weights("p", {"psoriasis_like": 8, "scabies_like": 2}, TWO, told)
    settings = dataclasses.replace(PLAIN, told={"weight": 0.2, "shrink": 5, "clip": 2.0})
    moved = FindingsRanker(TWO, prior, settings).rank(observed(("fever",)))
    scores = {c.condition: c.score for c in moved.candidates}
    prior_score = {c.condition: c.score for c in FindingsRanker(TWO, prior, settings).rank(observed()).candidates}
    first = math.log((5 + 5 * 0.5) / (8 + 5) / 0.5)
    second = math.log((0 + 5 * 0.5) / (2 + 5) / 0.5)
    assert scores["psoriasis_like"] - prior_score["psoriasis_like"] == pytest.approx(0.2 * first, abs=1e-5)
    assert scores["scabies_like"] - prior_score["scabies_like"] == pytest.approx(0.2 * second, abs=1e-5)


def test_an_absent_finding_counts_with_the_complements() -> None:
    term = ranker().rank(observed(absent=("silvery_scale",))).candidates[0].terms[0]
    q = (0.90 + 0.002) / 2
    assert term.polarity == "absent"
    assert term.log_ratio == pytest.approx(math.log((1 - 0.002 + 0.01) / (1 - q + 0.01)), abs=1e-3)


def test_no_evidence_gives_the_prior_back_and_no_information() -> None:
    kb = TWO
    prior = prior_from_weights("p", {"psoriasis_like": 3, "scabies_like": 1}, kb)
    result = FindingsRanker(kb, prior, PLAIN).rank(observed())
    assert result.information_nats == pytest.approx(0.0, abs=1e-9)
    assert result.candidates[0].probability == pytest.approx(prior.by_condition["psoriasis_like"], abs=1e-5)
    assert result.other == pytest.approx(prior.other, abs=1e-5)


def test_a_finding_that_a_card_does_not_state_says_nothing_about_it() -> None:
    terms = {c.condition: c.terms for c in ranker().rank(observed(("finger_web",))).candidates}
    assert terms["scabies_like"]
    assert terms["psoriasis_like"] == ()


def test_a_broader_or_narrower_finding_gives_half_credit() -> None:
    exact = ranker().rank(observed(("shin",))).candidates[0].terms[0]
    narrower = ranker().rank(observed(("leg",))).candidates[0].terms[0]
    assert narrower.finding == "leg"
    assert 0 < narrower.log_ratio <= exact.log_ratio / 2 + 0.2


def test_a_site_that_the_card_calls_unusual_speaks_against_it() -> None:
    elsewhere = card("local", {"palm": "always"}, elsewhere="very_rare")
    result = ranker(small(elsewhere, card("anywhere", {"face": "frequent"}))).rank(observed(("face",)))
    assert result.candidates[-1].condition == "local"
    assert result.candidates[-1].terms[0].log_ratio < 0


def test_findings_of_one_group_are_damped() -> None:
    both = card("both", {"scale": "always", "silvery_scale": "always"})
    kb = small(both, card("none", {"scale": "excluded", "silvery_scale": "excluded"}))
    terms = {t.finding: t.log_ratio for t in ranker(kb).rank(observed(("scale", "silvery_scale"))).candidates[0].terms}
    assert sorted(terms.values())[0] == pytest.approx(sorted(terms.values())[1] / 2, rel=1e-2)


def test_ratios_are_clipped() -> None:
    kb = small(*(card(f"c{n}", {"burrow": "excluded"}) for n in range(80)), card("one", {"burrow": "always"}))
    terms = [c.terms[0].log_ratio for c in ranker(kb).rank(observed(("burrow",))).candidates if c.terms]
    assert max(terms) <= 3.0
    assert min(terms) >= -3.0


def test_a_hedged_finding_counts_less() -> None:
    sure = probability(ranker(), observed(("silvery_scale",)), "psoriasis_like")
    maybe = probability(ranker(), observed(("silvery_scale",), certainty=0.5), "psoriasis_like")
    assert 0.5 < maybe < sure


def test_age_sex_and_duration_move_the_ranking() -> None:
    young = card("young", {}, typical_age=[0, 5], typical_duration=[1, 5], female_share=0.9)
    old = card("old", {}, typical_age=[60, 90], typical_duration=[300, 4000], female_share=0.1)
    kb = small(young, old)
    for seen in (observed(age=3), observed(days=2), observed(sex="female")):
        assert ranker(kb).rank(seen).candidates[0].condition == "young"
    for seen in (observed(age=70), observed(days=900), observed(sex="male")):
        assert ranker(kb).rank(seen).candidates[0].condition == "old"


def test_a_condition_that_the_history_names_rises_and_its_relatives_half() -> None:
    base = {c.condition: c.score for c in shipped().rank(observed()).candidates}
    named = {c.condition: c.score for c in shipped().rank(observed(named=("tinea_unspecified",))).candidates}
    direct = named["tinea_unspecified"] - base["tinea_unspecified"]
    relative = named["tinea_corporis"] - base["tinea_corporis"]
    assert direct > 0
    assert relative == pytest.approx(direct / 2, abs=1e-4)
    assert named["melanoma"] == base["melanoma"]


def test_a_history_that_tells_of_no_pregnancy_speaks_against_what_only_pregnant_women_have() -> None:
    kb = small(card("of_pregnancy", {"pregnancy": "always"}), card("of_all", {"pregnancy": "occasional"}))
    told = observed(("pruritus",))
    history = tuple(item.model_copy(update={"source": "history"}) for item in told.items)
    scores = [
        {c.condition: c.score for c in ranker(kb).rank(seen).candidates}
        for seen in (told, told.model_copy(update={"items": history}))
    ]
    assert scores[0]["of_pregnancy"] - scores[1]["of_pregnancy"] == pytest.approx(PLAIN.untold)
    assert scores[0]["of_all"] == scores[1]["of_all"]
    pregnant = observed(("pruritus", "pregnancy"))
    told_so = tuple(item.model_copy(update={"source": "history"}) for item in pregnant.items)
    in_words = ranker(kb).rank(pregnant.model_copy(update={"items": told_so}))
    assert [c.score for c in in_words.candidates] == [c.score for c in ranker(kb).rank(pregnant).candidates]


def shipped() -> FindingsRanker:
    return FindingsRanker(knowledge(), read_prior("uniform", knowledge()))


ids = st.sampled_from(sorted(knowledge().findings))


@given(st.lists(ids, max_size=6, unique=True), st.lists(ids, max_size=4, unique=True))
@settings(max_examples=40, deadline=None)
def test_probabilities_add_up_to_one_for_any_findings(present: list[str], absent: list[str]) -> None:
    result = _SHIPPED.rank(observed(tuple(present), tuple(set(absent) - set(present))), k=0)
    total = sum(c.probability or 0.0 for c in result.candidates) + result.other
    assert total == pytest.approx(1.0, abs=1e-3)
    assert [c.rank for c in result.candidates] == list(range(1, len(result.candidates) + 1))
    assert result.information_nats >= 0


_SHIPPED = shipped()


def test_what_separates_two_conditions_is_unknown_yet_and_differs_between_them() -> None:
    found = ranker().separating("psoriasis_like", "scabies_like", known=["pruritus"])
    names = [finding for finding, _ in found]
    assert names[0] == "silvery_scale"
    assert "pruritus" not in names
    assert dict(found)["finger_web"] < 0 < dict(found)["silvery_scale"]


def test_softmax_is_stable_for_large_scores() -> None:
    import numpy as np

    assert softmax(np.array([1e6, 1e6 - 1])).sum() == pytest.approx(1.0)


def test_each_shipped_prior_is_a_distribution(kb: KnowledgeBase) -> None:
    assert {"uniform", "teledermatology", "forum"} <= set(shipped_profiles())
    for name in shipped_profiles():
        prior = read_prior(name, kb)
        assert sum(prior.by_condition.values()) + prior.other == pytest.approx(1.0)
        assert min(prior.by_condition.values()) > 0
        assert prior.other >= 0.05


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("condition_id,weight\nnot_a_thing,3\n", "is not a known condition"),
        ("condition_id,weight\nscabies,-1\n", "numbers >= 0"),
        ("condition_id,weight\nscabies,many\n", "numbers >= 0"),
        ("condition_id,weight\nscabies,inf\n", "numbers >= 0"),
        ("a,b\nscabies,1\n", "condition_id,weight"),
    ],
)
def test_a_users_prior_file_is_checked(tmp_path, kb: KnowledgeBase, text: str, sentence: str) -> None:  # type: ignore[no-untyped-def]
    path = tmp_path / "mine.csv"
    path.write_text(text)
    with pytest.raises(InputError, match=sentence):
        read_prior(str(path), kb)


def test_a_users_prior_file_is_used(tmp_path, kb: KnowledgeBase) -> None:  # type: ignore[no-untyped-def]
    path = tmp_path / "mine.csv"
    path.write_text("condition_id,weight\nscabies,99\nsomething_else,1\n")
    prior = read_prior(str(path), kb)
    assert prior.name == "mine"
    assert max(prior.by_condition, key=lambda c: prior.by_condition[c]) == "scabies"


def test_an_unknown_prior_names_the_known_ones(kb: KnowledgeBase) -> None:
    with pytest.raises(InputError, match="forum, teledermatology"):
        read_prior("nowhere", kb)


def p_of(kb: KnowledgeBase, condition: str, finding: str) -> float:
    """What the ranker expects of a finding that alone is told; 0 where the card says nothing of it."""
    found = {c.condition: c.terms for c in ranker(kb).rank(observed((finding,))).candidates}
    return next((term.p for term in found[condition] if term.finding == finding), 0.0)


def test_a_narrower_finding_is_expected_in_a_share_of_the_broader_one() -> None:
    kb = small(
        card("papular", {"papule": "very_frequent", "hand": "always"}),
        card("warty", {"verrucous_papule": "always", "finger": "very_frequent"}),
        card("other", {"plaque": "frequent"}),
    )
    assert p_of(kb, "papular", "verrucous_papule") == pytest.approx(0.90 * parameters().narrower)
    assert p_of(kb, "papular", "finger") == pytest.approx(0.98 * parameters().narrower)
    assert p_of(kb, "warty", "papule") == pytest.approx(0.98)
    assert p_of(kb, "warty", "hand") == pytest.approx(0.90)
    assert p_of(kb, "other", "papule") == 0.0


@pytest.mark.parametrize("rare", ["very_rare", "excluded"])
def test_a_narrower_finding_that_is_rare_says_nothing_of_the_broader_one(rare: str) -> None:
    kb = small(card("smooth", {"verrucous_papule": rare}), card("papular", {"papule": "very_frequent"}))
    assert p_of(kb, "smooth", "papule") == 0.0
    assert p_of(kb, "smooth", "verrucous_papule") < 0.05
