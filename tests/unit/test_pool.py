"""The pool of findings, lists and agents: no voice loses what another one knew."""

import math
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dermagent.evals.metrics.statistics import paired_difference
from dermagent.knowledge.base import knowledge
from dermagent.knowledge.priors import read_prior
from dermagent.steps.pool import constants, pooled, said_by_models, shares_of_list
from dermagent.steps.retrieve.findings import FindingsRanker
from dermagent.types import Candidate, Heard, Observation, Observations, Proposal, RetrieverInfo

FINDINGS = RetrieverInfo(name="findings", reads_findings=True)
MODEL = RetrieverInfo(name="vlm", asks_model=True, evidence="enough")
PLAIN = RetrieverInfo(name="own")
CARDS = sorted(knowledge().cards)


def heard(info: RetrieverInfo, shares: dict[str, float], *, graded: bool = True, nats: float = 1.0) -> Heard:
    listed = tuple(
        Candidate(condition=c, retriever=info.name, rank=n, score=p, probability=p if graded else None)
        for n, (c, p) in enumerate(shares.items(), start=1)
    )
    other = max(0.0, 1 - sum(shares.values()))
    return Heard(info=info, proposal=Proposal(candidates=listed, other=other, information_nats=nats))


def order(*voices: Heard, agents: dict[str, float] | None = None) -> list[str]:
    pool = pooled(voices, agents)
    assert pool is not None
    assert sum(pool.probabilities.values()) + pool.other == pytest.approx(1.0)
    assert list(pool.probabilities.values()) == sorted(pool.probabilities.values(), reverse=True)
    return list(pool.probabilities)


OURS = {"scabies": 0.4, "urticaria": 0.2, "eczema_unspecified": 0.1, "herpes_zoster": 0.05, "lichen_planus": 0.04}
THEIRS = {"rosacea": 0.6, "acne_vulgaris": 0.2, "folliculitis": 0.1}


def test_the_product_is_that_of_the_formula() -> None:
    pool = pooled([heard(FINDINGS, {"scabies": 0.5, "urticaria": 0.3}), heard(MODEL, {"urticaria": 0.5})])
    assert constants().places[0] == 19
    trust = 1 - 0.9 * math.tanh(0.75 / 3)  # it is not known how far findings moved it, so it counts as not moved
    moved = 0.3 * 19**trust  # a share of 1/2 is the usual one of the first place
    odds = {"urticaria": moved, "scabies": 0.5}
    total = sum(odds.values()) + 0.2
    assert pool and pool.probabilities == pytest.approx({c: odd / total for c, odd in odds.items()})


def test_where_the_case_tells_nothing_the_models_decide_and_the_prior_comes_behind() -> None:
    prior = heard(FINDINGS, {"acne_vulgaris": 0.06, "eczema_unspecified": 0.05, "scabies": 0.004}, nats=0.0)
    said = {"scabies": 0.9, "acne_vulgaris": 0.05}
    agents = {"scabies": 0.85, "acne_vulgaris": 0.1}
    for pool in (pooled([prior, heard(MODEL, said)]), pooled([prior, heard(MODEL, said)], agents)):
        assert pool and list(pool.probabilities) == ["scabies", "acne_vulgaris", "eczema_unspecified"]
        assert pool.probabilities["scabies"] > 0.5
    grave = pooled([prior, heard(MODEL, {"toxic_epidermal_necrolysis": 0.95})])
    assert grave and next(iter(grave.probabilities)) == "toxic_epidermal_necrolysis"


def test_what_all_models_name_with_no_share_is_not_thought_of() -> None:
    prior = heard(FINDINGS, {"eczema_unspecified": 0.2, "melanoma": 0.001}, nats=0.0)
    said = {"eczema_unspecified": 0.6, "melanoma": 0.0}
    pool = pooled([prior, heard(MODEL, said)], said)
    assert pool and pool.probabilities["melanoma"] < 0.05


def test_the_part_of_the_findings_grows_with_what_they_say_up_to_the_whole() -> None:
    said = heard(MODEL, {"scabies": 0.6})
    shares = []
    for nats in (0.0, 0.1, 0.2, constants().whole, 2.0):
        pool = pooled([heard(FINDINGS, {"urticaria": 0.5, "scabies": 0.05}, nats=nats), said])
        assert pool
        shares.append(pool.probabilities["scabies"])
    assert shares == sorted(shares, reverse=True) and shares[0] > shares[2] > shares[3] == shares[4]


def test_scores_that_add_up_to_one_are_shares_and_others_only_an_order() -> None:
    whole, more = {"rosacea": 0.75, "acne_vulgaris": 0.25}, {"rosacea": 0.75, "acne_vulgaris": 0.35}
    assert shares_of_list(heard(PLAIN, whole, graded=False)) == whole
    assert shares_of_list(heard(PLAIN, more, graded=False)) == shares_of_list(
        heard(PLAIN, more | {"rosacea": 9.0}, graded=False)
    )


def test_a_single_voice_stands_as_it_is() -> None:
    for one in (heard(FINDINGS, OURS), heard(MODEL, THEIRS)):
        pool = pooled([one])
        assert pool and dict(pool.probabilities) == {c.condition: c.probability for c in one.proposal.candidates}


def test_a_list_and_agents_that_repeat_it_are_one_voice_and_wash_nothing_out() -> None:
    alone = order(heard(FINDINGS, OURS), heard(MODEL, THEIRS))
    repeated = order(heard(FINDINGS, OURS), heard(MODEL, THEIRS), agents=THEIRS)
    assert alone[:5] == repeated[:5]
    assert set(list(OURS)[:3]) <= set(alone[:5]) and "rosacea" in alone[:5]


def test_adversarial_agents_leave_the_first_of_findings_and_list_among_the_first_five() -> None:
    against = {"cellulitis": 0.6, "impetigo": 0.2, "psoriasis_guttate": 0.1}
    first = order(heard(FINDINGS, OURS), heard(MODEL, THEIRS), agents=against)[:5]
    assert {"scabies", "rosacea"} <= set(first)


def test_what_both_name_goes_before_what_one_names() -> None:
    assert order(heard(FINDINGS, OURS), heard(MODEL, {"rosacea": 0.5, "urticaria": 0.3}))[0] == "urticaria"


def test_a_condition_without_a_card_or_outside_the_knowledge_base_can_stand_first() -> None:
    assert (
        order(heard(FINDINGS, {"scabies": 0.2}), heard(MODEL, {"outside:foobaritis": 0.8}))[0] == "outside:foobaritis"
    )


def test_lists_without_probabilities_alone_make_no_pool_and_beside_others_count_by_shares_or_places() -> None:
    assert pooled([heard(PLAIN, {"scabies": 3.0}, graded=False)]) is None
    assert order(heard(FINDINGS, OURS), heard(PLAIN, {"urticaria": 3.0}, graded=False))[0] == "urticaria"


names = st.lists(st.sampled_from([*CARDS[:30], "outside:foobaritis", "poliosis"]), min_size=1, max_size=9, unique=True)
shares = st.lists(st.floats(0, 1), min_size=9, max_size=9)


@given(names, shares, names, shares, st.booleans())
def test_any_voices_give_probabilities_with_the_first_of_each_among_the_first_five(
    ours: list[str], p: list[float], theirs: list[str], q: list[float], speaks: bool
) -> None:
    scaled = [{c: v / max(1.0, sum(w)) for c, v in zip(n, w, strict=False)} for n, w in ((ours, p), (theirs, q))]
    ranked = [dict(sorted(one.items(), key=lambda item: -item[1])) for one in scaled]
    first = order(heard(FINDINGS, ranked[0]), heard(MODEL, ranked[1]), agents=ranked[0] if speaks else None)[:5]
    assert next(iter(ranked[0])) in first
    if not speaks:
        assert next(iter(ranked[1])) in first


def hits_of(right: float, cases: int = 150) -> tuple[list[float], list[float], list[float]]:
    """Hits among the first five of the findings, of a list that is right in a known share of cases, and of their pool.

    Made-up cases: each shows two findings of its condition's card.
    """
    rng = random.Random(7)
    kb = knowledge()
    ranker = FindingsRanker(kb, read_prior("uniform", kb))
    findings: list[float] = []
    listed: list[float] = []
    pool: list[float] = []
    for _ in range(cases):
        truth = rng.choice(CARDS)
        known = rng.sample(sorted(kb.cards[truth].findings), 2)
        items = [Observation(finding=f, polarity="present", source="field", field="x") for f in known]
        ranking = ranker.rank(Observations(language="en", items=tuple(items)), k=0)
        ours = Heard(
            info=FINDINGS,
            proposal=Proposal(
                candidates=ranking.candidates,
                other=ranking.other,
                moved=ranking.moved,
                information_nats=ranking.information_nats,
            ),
        )
        wrong = rng.sample([c for c in CARDS if c != truth], 4)
        names = [truth, *wrong[:3]] if rng.random() < right else wrong
        theirs = heard(MODEL, dict(zip(names, (0.5, 0.2, 0.1, 0.05), strict=True)))
        findings.append(truth in [c.condition for c in ranking.candidates[:5]])
        listed.append(truth in names)
        pool.append(truth in order(ours, theirs)[:5])
    assert sum(findings) > 30  # else there is nothing to lose
    return findings, listed, pool


@pytest.mark.parametrize("right", [0.3, 0.6, 0.9, 1.0])
def test_the_guard_the_pool_is_not_below_the_better_of_its_sources(right: float) -> None:
    findings, listed, pool = hits_of(right)
    assert paired_difference(pool, max(findings, listed, key=sum)).high >= 0


def test_a_list_that_is_always_wrong_takes_no_more_than_about_half_of_what_the_findings_found() -> None:
    """It cannot be told from a good one by what it says (decision 10), so it costs something; the bound is ours."""
    findings, listed, pool = hits_of(0.0, 600)
    assert not any(listed)
    assert sum(pool) >= 0.45 * sum(findings)


def test_a_list_counts_more_for_what_the_findings_bear_out_and_less_for_what_they_argue_against() -> None:
    plain = heard(FINDINGS, OURS)
    shares = []
    for moved in (3.0, 0.0, -3.0):
        proposal = plain.proposal.model_copy(update={"moved": (0.0, moved, 0.0, 0.0, 0.0)})
        pool = pooled([plain.model_copy(update={"proposal": proposal}), heard(MODEL, {"urticaria": 0.5})])
        assert pool
        shares.append(pool.probabilities["urticaria"])
    assert shares[0] > shares[1] > shares[2] > 0.2  # it never counts against a condition that it names


def test_the_ranking_says_how_far_it_moved_each_condition() -> None:
    kb = knowledge()
    items = (Observation(finding="burrow", polarity="present", source="field", field="x"),)
    ranker = FindingsRanker(kb, read_prior("uniform", kb))
    ranking = ranker.rank(Observations(language="en", items=items), k=0)
    moved = dict(zip((c.condition for c in ranking.candidates), ranking.moved, strict=True))
    assert moved["scabies"] > 1 > moved["alopecia_areata"]
    assert max(map(abs, moved.values())) <= 4


def test_a_sure_panel_goes_before_findings_that_tell_little_and_not_before_those_that_tell_much() -> None:
    ours = {"eczema_unspecified": 0.2, "plaque_psoriasis": 0.1, "lichen_nitidus": 0.0005}
    theirs, agents = {"lichen_nitidus": 0.85}, {"lichen_nitidus": 0.9}
    firsts = [("lichen_nitidus", 0.9)] * 4

    def first(nats: float, *, panel: list[tuple[str, float]], listed: dict[str, float] = theirs) -> str:
        pool = pooled([heard(FINDINGS, ours, nats=nats), heard(MODEL, listed)], agents, firsts=panel)
        assert pool
        return next(iter(pool.probabilities))

    assert first(0.6, panel=firsts) == "lichen_nitidus"
    assert first(3.5, panel=firsts) == "eczema_unspecified"  # the findings know more than the panel
    assert first(0.6, panel=[]) == "eczema_unspecified"  # one list alone is no panel
    assert first(0.6, panel=[("lichen_nitidus", 0.5)] * 4) == "eczema_unspecified"  # none of them is sure
    assert first(0.6, panel=[*firsts[:2], ("scabies", 0.9), ("urticaria", 0.9)]) == "eczema_unspecified"
    assert first(0.6, panel=firsts, listed={"scabies": 0.9}) == "lichen_nitidus"  # four voices against one
    assert first(0.6, panel=firsts[:3], listed={"scabies": 0.9}) == "lichen_nitidus"
    assert first(3.5, panel=firsts, listed={"scabies": 0.9}) == "eczema_unspecified"
    doubted = [*firsts[:3], ("scabies", 0.9)]
    assert first(0.6, panel=doubted, listed={"scabies": 0.9}) == "eczema_unspecified"  # two of five say otherwise


def test_what_an_agent_holds_for_likelier_than_not_stays_in_the_list() -> None:
    names = ["eczema_unspecified", "plaque_psoriasis", "urticaria", "scabies", "folliculitis", "impetigo", "rosacea"]
    names += ["acne_vulgaris", "vitiligo", "melasma", "lichen_planus"]
    ours = dict.fromkeys(names, 0.08)
    said = {"keloid": 0.15, "dermatofibroma": 0.1}
    for share, place in ((0.6, 8), (0.4, None)):
        firsts = [("keloid", share), ("eczema_unspecified", 0.6), ("eczema_unspecified", 0.6)]
        pool = pooled([heard(FINDINGS, ours, nats=3.0)], said | {"eczema_unspecified": 0.7}, firsts=firsts)
        assert pool
        first = list(pool.probabilities).index("keloid") + 1
        assert first <= place if place else first > 8


def test_a_sure_panel_has_the_larger_part_of_what_a_model_says_only_against_its_list() -> None:
    agents, listed = {"impetigo": 0.9}, heard(MODEL, {"scabies": 0.6, "urticaria": 0.2})
    sure, unsure = [("impetigo", 0.9)] * 4, [("impetigo", 0.6)] * 4
    assert next(iter(said_by_models([listed], agents, firsts=sure))) == "impetigo"
    assert next(iter(said_by_models([listed], agents, firsts=unsure))) == "scabies"
    agreed = heard(MODEL, {"impetigo": 0.6})
    assert said_by_models([agreed], agents, firsts=sure) == said_by_models([agreed], agents, firsts=unsure)


def test_a_panel_with_one_dissenter_counts_by_as_much_less() -> None:
    ours = heard(FINDINGS, {"eczema_unspecified": 0.2, "impetigo": 0.001}, nats=0.5)
    shares = []
    for n in (4, 3):
        firsts = [("impetigo", 0.9)] * n + [("scabies", 0.9)] * (4 - n)
        pool = pooled([ours, heard(MODEL, {"impetigo": 0.9})], {"impetigo": 0.9 * n / 4}, firsts=firsts)
        assert pool
        shares.append(pool.probabilities["impetigo"])
    assert shares[0] > shares[1] > 0.2


def test_a_voice_that_is_not_sure_counts_less_where_the_findings_tell_much() -> None:
    ours, moved = {"herpes_zoster": 0.55, "insect_bite_reaction": 0.05}, (3.0, 1.5)
    for share, firsts in ((0.35, "herpes_zoster"), (0.8, "insect_bite_reaction")):
        one = heard(FINDINGS, ours, nats=3.5)
        told = one.model_copy(update={"proposal": one.proposal.model_copy(update={"moved": moved})})
        pool = pooled([told, heard(MODEL, {"insect_bite_reaction": share})])
        assert pool and next(iter(pool.probabilities)) == firsts
    unsure = pooled([heard(FINDINGS, ours, nats=0.4), heard(MODEL, {"insect_bite_reaction": 0.35})])
    sure_of_much = pooled([heard(FINDINGS, ours, nats=3.5), heard(MODEL, {"insect_bite_reaction": 0.35})])
    assert unsure and sure_of_much
    assert unsure.probabilities["insect_bite_reaction"] > sure_of_much.probabilities["insect_bite_reaction"]


def test_conditions_of_the_same_share_stand_at_the_same_place() -> None:
    alike = ["rosacea", "impetigo", "lichen_nitidus", "vitiligo"]
    ours = {"eczema_unspecified": 0.3, "acne_vulgaris": 0.1, "urticaria": 0.08, "scabies": 0.07, "folliculitis": 0.06}
    for agents in (None, dict.fromkeys(alike, 0.25)):
        pool = pooled([heard(FINDINGS, ours), heard(MODEL, dict.fromkeys(alike, 0.25))], agents)
        assert pool
        assert len({round(pool.probabilities[one], 9) for one in alike}) == 1
        assert set(alike) <= set(list(pool.probabilities)[:6])


def test_without_findings_the_half_that_no_voice_names_stays_with_all_others() -> None:
    pool = pooled([heard(MODEL, {"scabies": 0.5}), heard(PLAIN, {"urticaria": 0.5}, graded=False)])
    trust = 1 - 0.9 * math.tanh(0.75 / 3)
    odds = {"scabies": 0.25 * 19**trust, "urticaria": 0.25 * 19 ** (0.5 * trust)}  # a plain list has half of the weight
    total = sum(odds.values()) + 0.5
    assert pool and pool.probabilities == pytest.approx({c: odd / total for c, odd in odds.items()})
    assert pool.other == pytest.approx(0.5 / total)
