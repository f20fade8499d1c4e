"""The last step: floors for red flags, abstention, questions, limits."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dermagent import diagnose
from dermagent.errors import StepFailed
from dermagent.knowledge.base import knowledge
from dermagent.steps.critique.rounds import Agents
from dermagent.steps.decide import Rules, decide, failed
from dermagent.steps.evidence import Evidence
from dermagent.steps.limits import limits_of_leader
from dermagent.steps.observe import observe
from dermagent.steps.order import RED_FLAG_FLOOR, floors_of, with_floors
from dermagent.steps.urgency import assess, floor, raised
from dermagent.types import (
    Candidate,
    Case,
    Complaint,
    Differential,
    Heard,
    ImageAssessment,
    ImageQuality,
    LesionOutline,
    Opinion,
    Proposal,
    Provenance,
    RankedCondition,
    RedFlag,
    Retrieved,
    RetrieverInfo,
    Triage,
    Urgency,
)

PROVENANCE = Provenance(graph="offline", dermagent="0", knowledge_sha256="0", prior="uniform")
RULES = Rules(top_k=2, next_questions=3, abstain_below_nats=0.3, calibrated=False)
CALM = Triage(read=True)
FINDINGS = RetrieverInfo(name="findings")
MODEL = RetrieverInfo(name="a model", looks_at_images=True, asks_model=True, evidence="enough")


def alarm(*conditions: str, urgency: Urgency = "emergency") -> Triage:
    red = RedFlag(
        rule="r",
        name="n",
        urgency=urgency,
        because=(),
        conditions=conditions,
        sources=("bad_sjsten_2016",),
        patient_text="p",
        clinician_text="c",
    )
    return Triage(red_flags=(red,))


def proposals(information: float = 1.0, by: RetrieverInfo = FINDINGS, **probabilities: float) -> Retrieved:
    listed = tuple(
        Candidate(condition=c, retriever="findings", rank=n, score=p, probability=p)
        for n, (c, p) in enumerate(sorted(probabilities.items(), key=lambda x: -x[1]), start=1)
    )
    other = 1 - sum(probabilities.values())
    heard = (Heard(info=by, proposal=Proposal(candidates=listed)),)
    return Retrieved(fused=listed, heard=heard, other=other, information_nats=information)


def decided(
    retrieved: Retrieved, triage: Triage = CALM, history: str = "Itchy.", images: tuple[ImageAssessment, ...] = ()
) -> Differential:
    case = Case(id="c", history=history)
    return concluded(Evidence(case, observe(case), triage, retrieved, images))


def concluded(evidence: Evidence) -> Differential:
    assessed = assess(evidence, top_k=RULES.top_k, least_nats=RULES.abstain_below_nats)
    return decide(evidence, assessed, RULES, PROVENANCE)


def test_too_little_evidence_gives_an_abstention_with_questions_and_no_ranking() -> None:
    result = decided(proposals(0.1, urticaria=0.5, scabies=0.3), history="What is this?")
    assert result.outcome == "abstained"
    assert result.ranked == ()
    assert result.other_probability == 1.0
    assert len(result.next_questions) >= 4


def test_a_red_flag_is_answered_even_with_little_evidence() -> None:
    result = decided(proposals(0.1, urticaria=0.5), alarm("meningococcemia"))
    assert result.outcome == "answered"
    assert result.urgency == "emergency"
    assert "meningococcemia" in {item.condition for item in result.ranked}


def test_a_red_flag_condition_far_down_is_raised_to_its_floor_and_shown_as_such() -> None:
    result = decided(proposals(urticaria=0.6, scabies=0.3, meningococcemia=0.001), alarm("meningococcemia"))
    item = next(item for item in result.ranked if item.condition == "meningococcemia")
    assert item.floored
    assert item.must_not_miss
    assert item.probability == pytest.approx(RED_FLAG_FLOOR)
    assert not item.calibrated


def test_a_red_flag_condition_that_is_likely_anyway_is_not_changed() -> None:
    result = decided(proposals(urticaria=0.2, meningococcemia=0.7), alarm("meningococcemia"))
    assert result.ranked[0].condition == "meningococcemia"
    assert result.ranked[0].probability == pytest.approx(0.7)
    assert not result.ranked[0].floored


def test_the_conditions_of_a_rule_share_its_floor() -> None:
    assert floors_of(alarm("a", "b")) == {"a": RED_FLAG_FLOOR / 2, "b": RED_FLAG_FLOOR / 2}


mass = st.dictionaries(st.sampled_from("abcdefgh"), st.floats(0.001, 1), min_size=1)


@given(mass, st.floats(0.001, 1), st.sets(st.sampled_from("abcdefghxy"), max_size=4))
def test_floors_keep_the_sum_and_the_order_of_the_rest(raw: dict[str, float], rest: float, raised: set[str]) -> None:
    total = sum(raw.values()) + rest
    before = {c: p / total for c, p in raw.items()}
    floors = dict.fromkeys(raised, 0.05)
    after, other = with_floors(before, rest / total, floors)
    assert sum(after.values()) + other == pytest.approx(1.0)
    assert all(after[c] >= 0.05 - 1e-9 for c in raised if before.get(c, 0) < 0.05)
    untouched = sorted((c for c in before if c not in raised), key=lambda c: before[c])
    assert untouched == sorted(untouched, key=lambda c: after[c])


def named_by_a_model(reader: bool, stance: str = "uncertain") -> Differential:
    """Two likely conditions fill the list (`top_k` is 2), and a model names mpox behind them."""
    retrieved = proposals(urticaria=0.6, scabies=0.3, mpox=0.01)
    agents = Agents()
    if reader:
        views = [
            {"condition": condition, "stance": stance, "confidence": share}
            for condition, share in (("urticaria", 0.6), ("scabies", 0.3), ("mpox", 0.02))
        ]
        agents = Agents((Opinion.model_validate({"agent": "a", "round": 1, "conditions": views}),))
    else:
        retrieved = proposals(by=MODEL, urticaria=0.6, scabies=0.3, mpox=0.01)
    case = Case(id="c", history="Itchy.")
    return concluded(Evidence(case, observe(case), CALM, retrieved, agents=agents))


@pytest.mark.parametrize("reader", [False, True])
def test_row_15_mpox_named_by_a_model_stays_in_view_with_its_safety_advice_though_no_rule_fires(reader: bool) -> None:
    result = named_by_a_model(reader)
    assert result.red_flags == ()
    mpox = result.ranked[-1]
    assert (mpox.rank, mpox.condition, mpox.must_not_miss) == (3, "mpox", True)
    line = next(line for line in result.minority_report if line.startswith("Mpox was named by a model"))
    assert "Isolate, wear protective equipment, swab the lesions for PCR" in line
    assert {source for step in mpox.next_steps for source in step.sources} <= {r.id for r in result.references}


@pytest.mark.parametrize(
    ("danger", "triage", "conditional"),
    [("necrotizing_fasciitis", CALM, True), ("necrotizing_fasciitis", alarm("urticaria"), False)],
)
def test_nothing_is_asked_for_at_once_beside_a_case_that_is_called_routine(
    danger: str, triage: Triage, conditional: bool
) -> None:
    case = Case(id="c", history="Itchy.")
    retrieved = proposals(by=MODEL, urticaria=0.6, scabies=0.3, **{danger: 0.01})
    result = concluded(Evidence(case, observe(case), triage, retrieved))
    (line,) = (line for line in result.minority_report if "at once" in line)
    assert ("if it stays possible on examination" in line) is conditional
    assert (result.urgency == "routine") is conditional


def test_a_danger_that_every_reader_opposes_or_that_no_model_named_is_cut_like_any_other() -> None:
    opposed = named_by_a_model(reader=True, stance="opposes")
    only_ranked = decided(proposals(urticaria=0.6, scabies=0.3, mpox=0.01))
    for result in (opposed, only_ranked):
        assert "mpox" not in {item.condition for item in result.ranked}
        assert not any("Mpox" in line for line in result.minority_report)


def test_a_danger_that_a_red_flag_speaks_of_is_not_told_twice() -> None:
    retrieved = proposals(urticaria=0.6, mpox=0.3)
    result = decided(retrieved.model_copy(update={"lists": {"vlm": retrieved.fused}}), alarm("mpox"))
    assert not any("named by a model" in line for line in result.minority_report)


def test_questions_separate_the_leaders_of_the_final_list_not_those_of_one_retriever() -> None:
    elsewhere = {"between": ("psoriasis", "scabies"), "separating": (("nocturnal_pruritus", -2.0),)}
    final = proposals(melanoma=0.6, melanocytic_nevus=0.3)
    result = decided(final.model_copy(update=elsewhere))
    separating = [question for question in result.next_questions if question.kind == "separating"]
    assert separating
    for question in separating:
        assert question.separates == ("melanoma", "melanocytic_nevus")
        assert "Psoriasis" not in question.text and "Melanoma" in question.text
    assert not [q for q in decided(final).next_questions if q.kind == "separating"]  # nobody ranked by findings
    alone = decided(proposals(melanoma=0.6).model_copy(update=elsewhere))
    assert not [q for q in alone.next_questions if q.kind == "separating"]


def test_the_limits_say_what_was_measured_where_no_model_looked() -> None:
    quality = ImageQuality.model_construct(usable=True, sentence="Good.")
    outline = LesionOutline(segmenter="classical", share=0.0, stands_out=0.0, height=1, width=1, counts="1")
    bare = ImageAssessment.model_construct(index=0, name="a.png", quality=quality)
    for images, told in (
        ((bare,), "the image: only sharpness, light and size were measured"),
        (
            (bare.model_copy(update={"outline": outline}), bare),
            "the 2 images: only sharpness, light, size, the outline",
        ),
    ):
        limits = decided(proposals(urticaria=0.5), images=images).limits
        assert any(told in line for line in limits)


@pytest.mark.parametrize(
    ("places", "told"),
    [
        ((1,), "Skin net has looked at Image 2."),
        ((2, 0), "Skin net has looked at Image 1 and Image 3."),
        ((2, 0, 2, 1), "Skin net has looked at Image 1, Image 2 and Image 3."),
    ],
)
def test_the_limits_name_each_image_that_a_network_has_looked_at(places: tuple[int, ...], told: str) -> None:
    quality = ImageQuality.model_construct(usable=True, sentence="Good.")
    images = tuple(ImageAssessment.model_construct(index=n, name=f"{n}.png", quality=quality) for n in range(3))
    net = RetrieverInfo(name="net", label="skin net", looks_at_images=True)
    ranked = proposals(by=net, urticaria=0.5)
    proposal = ranked.heard[0].proposal.model_copy(update={"looked_at": places})
    limits = decided(ranked.model_copy(update={"heard": (Heard(info=net, proposal=proposal),)}), images=images).limits
    assert [line for line in limits if "looked at" in line] == [told]


def test_the_limits_say_what_was_not_looked_at() -> None:
    refused = ImageAssessment(index=0, name="a.heic", refused="it is too large")
    result = decided(proposals(urticaria=0.5), images=(refused,))
    assert any("a.heic was left out: it is too large" in line for line in result.limits)
    assert any("age is unknown" in line for line in result.limits)
    silent = diagnose(Case(complaint=Complaint(symptoms={"fever": True})))
    assert "There is no history; symptoms and course are unknown." in silent.limits
    assert not any("There is no history" in line for line in result.limits)


def test_a_relatives_finding_is_shown_as_not_counted() -> None:
    history = "I have an itchy rash. My mother also has blisters."
    result = decided(proposals(urticaria=0.5), history=history)
    assert any("not counted" in line for line in result.limits)


def test_a_failure_is_no_answer() -> None:
    result = failed("c", StepFailed("no retriever worked"), PROVENANCE)
    assert result.outcome == "failed"
    assert result.ranked == ()
    assert result.limits == ("no retriever worked",)
    assert result.urgency is None  # the rules did not run


def test_a_failure_keeps_what_the_rules_had_found() -> None:
    error = StepFailed("no retriever worked")
    assert failed("c", error, PROVENANCE, CALM).urgency == "routine"
    assert failed("c", error, PROVENANCE, Triage()).urgency is None
    assert failed("c", error, PROVENANCE, alarm("meningococcemia")).urgency == "emergency"


def test_a_differential_below_a_red_flag_cannot_be_built() -> None:
    for urgency in ("routine", None):
        with pytest.raises(ValueError, match="below that of a red flag"):
            Differential(
                case_id="c",
                outcome="abstained",
                urgency=urgency,
                red_flags=alarm("a").red_flags,
                provenance=PROVENANCE,
            )


def test_what_is_ranked_where_nothing_was_read_can_raise_the_urgency_and_not_reassure() -> None:
    from_an_image = Triage()
    assert decided(proposals(plaque_psoriasis=0.9), from_an_image).urgency is None
    assert decided(proposals(melanoma=0.12), from_an_image).urgency == "urgent_referral"


def test_dangerous_conditions_that_are_likely_raise_the_urgency() -> None:
    result = decided(proposals(melanocytic_nevus=0.5, melanoma=0.12))
    assert result.urgency == "urgent_referral"
    (flag,) = result.red_flags
    assert flag.rule == "likely:melanoma" and flag.sources and flag.conditions == ("melanoma",)
    assert "the ranking gives 12 % to Melanoma." in flag.clinician_text


def test_knowledge_of_ones_own_says_how_urgent_its_conditions_are_and_what_its_sources_are_called() -> None:
    shipped = knowledge()
    bare = next(c for c in shipped.conditions if limits_of_leader(leading(c), shipped))
    today = shipped.cards["plaque_psoriasis"].model_copy(update={"urgency": "same_day"})
    titled = {s: one.model_copy(update={"title": f"Own {one.title}"}) for s, one in shipped.sources.items()}
    called = shipped.conditions["plaque_psoriasis"].model_copy(update={"name": "Silver plaques"})
    own = replace(
        shipped,
        conditions={**shipped.conditions, "plaque_psoriasis": called},
        cards={**shipped.cards, "plaque_psoriasis": today, bare: today},
        sources=titled,
    )
    for kb, flags in ((own, [("likely:plaque_psoriasis", "Silver plaques, by the ranking")]), (shipped, [])):
        found = raised(floor(CALM), [{"plaque_psoriasis": 0.5}], kb).red_flags
        assert [(flag.rule, flag.name) for flag in found] == flags
        assert all(flag.clinician_text.endswith("gives 50 % to Silver plaques.") for flag in found)
    assert limits_of_leader(leading(bare), own) == ()

    case = Case(id="c", history="Itchy.")
    evidence = Evidence(case, observe(case), CALM, proposals(melanoma=0.9))
    result = decide(evidence, assess(evidence, top_k=2, least_nats=0.3), RULES, PROVENANCE, kb=own)
    assert result.references and all(one.title.startswith("Own ") for one in result.references)


def leading(condition: str) -> tuple[RankedCondition, ...]:
    (first,) = decided(proposals(melanoma=0.9)).ranked[:1]
    return (first.model_copy(update={"condition": condition}),)


def test_dangerous_conditions_of_one_rule_count_together() -> None:
    assert decided(proposals(melanoma=0.06, nodular_melanoma=0.06)).urgency == "urgent_referral"


@pytest.mark.parametrize(
    "ranked",
    [
        {"melanocytic_nevus": 0.5, "melanoma": 0.08},  # not likely
        {"plaque_psoriasis": 0.9},  # neither dangerous nor urgent by its card
        {"herpes_zoster": 0.2, "plaque_psoriasis": 0.7},  # to be seen today by its card, but no danger and not likely
    ],
)
def test_what_is_ranked_raises_no_urgency_otherwise(ranked: dict[str, float]) -> None:
    result = decided(proposals(1.0, **ranked))
    assert result.urgency == "routine" and result.red_flags == ()


def test_the_ranking_lowers_no_urgency_and_calls_an_emergency_only_where_it_is_likely() -> None:
    fired = alarm("stevens_johnson_syndrome")
    assert decided(proposals(melanoma=0.9), fired).red_flags == fired.red_flags
    assert decided(proposals(stevens_johnson_syndrome=0.9)).urgency == "emergency"
    assert decided(proposals(stevens_johnson_syndrome=0.2, toxic_epidermal_necrolysis=0.1)).urgency == "emergency"
    assert decided(proposals(stevens_johnson_syndrome=0.2, urticaria=0.7)).urgency == "same_day"


def test_a_likely_condition_raises_to_the_urgency_of_its_card_and_its_rule_to_no_more_than_that() -> None:
    zoster = decided(proposals(herpes_zoster=0.4))
    assert zoster.urgency == "same_day"
    assert [flag.rule for flag in zoster.red_flags] == ["likely:herpes_zoster"]
    assert "something that a doctor should see today" in zoster.red_flags[0].patient_text
    assert zoster.red_flags[0].name == "Herpes zoster, by the ranking"
    assert "zoster" not in zoster.red_flags[0].patient_text
    assert zoster.red_flags[0].sources
    (melanoma,) = decided(proposals(melanoma=0.9)).red_flags
    assert "specialist should see within" in melanoma.patient_text and "mole" not in melanoma.patient_text
    cellulitis = decided(proposals(cellulitis=0.9))  # stands in a rule for sepsis, which it has not by itself
    assert cellulitis.urgency == "same_day"
    assert [flag.rule for flag in cellulitis.red_flags] == ["likely:skin_infection"]
    assert decided(proposals(varicella=0.2)).urgency == "same_day"


def test_what_grows_over_years_hurries_nobody_before_the_ranking_is_sure_of_it() -> None:
    assert decided(proposals(basal_cell_carcinoma=0.29, melanocytic_nevus=0.6)).urgency == "routine"
    assert decided(proposals(basal_cell_carcinoma=0.2, morpheaform_basal_cell_carcinoma=0.05)).urgency == "routine"
    (sure,) = decided(proposals(basal_cell_carcinoma=0.3, melanocytic_nevus=0.6)).red_flags
    assert sure.rule == "likely:basal_cell" and sure.urgency == "urgent_referral"
    (beside,) = decided(proposals(squamous_cell_carcinoma_of_skin=0.12, basal_cell_carcinoma=0.2)).red_flags
    assert beside.conditions == ("squamous_cell_carcinoma_of_skin",)


def test_the_floor_of_a_fired_rule_is_no_likelihood() -> None:
    fired = alarm("meningococcemia", urgency="urgent_referral")  # of more than one rule
    assert decided(proposals(urticaria=0.9), fired).red_flags == fired.red_flags
