"""Retrievers that compare images with words, with an encoder whose words are colours."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from dermagent import Case, CaseImage, adiagnose
from dermagent.encoders.protocol import Vectors, encoded
from dermagent.errors import InputError, StepFailed
from dermagent.index.scores import ASPECT_WEIGHTS, aspect_query, aspect_weights
from dermagent.index.store import IndexEntry, write_index
from dermagent.knowledge.base import knowledge
from dermagent.steps.explain import explain
from dermagent.steps.observe import observe
from dermagent.steps.retrieve import RETRIEVERS, DecodedImage, Shown, Tools, make_retriever, retrieve
from dermagent.steps.retrieve.aspects import aspect_texts
from dermagent.types import Observation, Observations, Patient
from tests.unit.encoders.test_encoders import Colours

ENCODER = "tests.unit.test_text_retrievers:Named"
#: What the encoder's words mean: the first that a text holds.
WORDS = {
    "crusted": (1, 1, 1),
    "norwegian": (1, 1, 1),
    "psoriasis": (0, 1, 0),
    "scale": (0, 1, 0),
    "elbow": (0, 0, 1),
    "scabies": (1, 0, 0),
    "burrow": (1, 0, 0),
}


class Named(Colours):
    """Colours, and words for them; all other words are grey."""

    name = "named colours"

    def encode_texts(self, texts: Sequence[str]) -> Vectors:
        return encoded(
            np.array([next((c for w, c in WORDS.items() if w in text.lower()), (1, 1, 1)) for text in texts], float)
        )


def seen(*findings: str, **changes: Any) -> Observations:
    items = tuple(Observation(finding=f, polarity="present", source="field", field="symptoms") for f in findings)
    return Observations(language="en", items=items, **changes)


def view(*rgb: int, place: int = 0) -> DecodedImage:
    pixels = np.full((8, 8, 3), rgb, np.uint8)
    return DecodedImage(place, "clinical", pixels, pixels)


def index(folder: Path) -> Path:
    """Ten green images of psoriasis, ten red ones of scabies, one of them patient p1's."""
    entries, images = [], []
    for condition, colour in (("plaque_psoriasis", (0, 1, 0)), ("scabies", (1, 0, 0))):
        for n in range(10):
            patient = "p1" if n == 0 else ""
            entries.append(
                IndexEntry(
                    sha256="", name=f"{condition} {n}", label=condition, conditions=(condition,), patient=patient
                )
            )
            images.append(np.full((4, 4, 3), np.array(colour) * (200 + n), np.uint8))
    write_index(folder, Named().encode_images(images), entries, Named(), {})
    return folder


# --- aspects of a history


def test_row_37_a_history_becomes_texts_of_its_aspects_and_never_the_patients_own_words() -> None:
    history = "For weeks itchy scaly plaques on both elbows, my boss Miller says psoriasis. No fever."
    texts = aspect_texts(observe(Case(history=history)))
    assert {"morphology", "site", "symptoms"} <= set(texts)
    assert "plaque" in texts["morphology"] and "elbow" in texts["site"] and "pruritus" in texts["symptoms"]
    told = " ".join(texts.values()).lower()
    assert not any(word in told for word in ("miller", "boss", "psoriasis", "fever"))


def test_row_37_absent_and_others_findings_are_no_text() -> None:
    items = (
        Observation(finding="papule", polarity="absent", source="field", field="x"),
        Observation(finding="plaque", polarity="present", source="field", field="x", experiencer="family"),
        Observation(finding="nodule", polarity="present", source="field", field="x", time="past"),
    )
    assert aspect_texts(Observations(language="en", items=items)) == {}
    assert aspect_texts(seen("scin_itching")) == {"symptoms": "A skin condition with itching."}


def test_row_37_weights_sum_to_1_over_the_aspects_that_are_there() -> None:
    assert sum(ASPECT_WEIGHTS.values()) == pytest.approx(1)
    assert aspect_weights(["morphology", "site"]) == pytest.approx({"morphology": 4 / 7, "site": 3 / 7})
    for aspect in ASPECT_WEIGHTS:
        assert aspect_weights([aspect]) == {aspect: 1.0}


def test_row_37_the_similarity_is_the_weighted_mean_and_one_aspect_is_the_plain_score() -> None:
    texts = {"morphology": "scale", "site": "elbow"}
    images = Named().encode_images([view(10, 200, 40).pixels, view(200, 10, 90).pixels])
    cosines = images @ Named().encode_texts(["scale", "elbow"]).T
    assert images @ aspect_query(Named(), texts) == pytest.approx(cosines @ [4 / 7, 3 / 7])
    assert images @ aspect_query(Named(), {"site": "elbow"}) == pytest.approx(cosines[:, 1])


async def test_row_37_the_findings_search_the_index_without_an_image(tmp_path: Path) -> None:
    retriever = make_retriever("aspects", Tools("teledermatology", index=index(tmp_path), encoder=ENCODER))
    case = Case(history="Scaling.")
    found = await retriever.propose(case, seen("scale"), Shown())
    assert found.candidates[0].condition == "plaque_psoriasis" and found.candidates[0].retriever == "aspects"
    assert (await retriever.propose(case, seen("burrow"), Shown())).candidates[0].condition == "scabies"
    assert found.information_nats == 0.0 and "morphology" in found.notes[0]
    assert not (await retriever.propose(case, seen(), Shown())).candidates


async def test_a_text_unlike_all_images_still_tells_them_apart(tmp_path: Path) -> None:
    entries = [IndexEntry(sha256="", name=c, label=c, conditions=(c,)) for c in ("scabies", "plaque_psoriasis")]
    opposite = encoded(np.array([[-1.0, -0.2, -0.2], [-0.2, -1.0, -0.2]]))
    write_index(tmp_path, opposite, entries, Named(), {})
    retriever = make_retriever("aspects", Tools("teledermatology", index=tmp_path, encoder=ENCODER))
    found = await retriever.propose(Case(history="Scaling."), seen("scale"), Shown())
    assert {candidate.score for candidate in found.candidates} == {0.5}


async def test_the_patients_own_and_other_kinds_of_images_are_left_out_of_a_search_by_words(tmp_path: Path) -> None:
    entries = [
        IndexEntry(sha256="", name="own", label="scabies", conditions=("scabies",), patient="p1"),
        IndexEntry(sha256="", name="x", label="nevus", conditions=("melanocytic_nevus",), modality="dermoscopic"),
    ]
    write_index(tmp_path, Named().encode_images([view(200, 0, 0).pixels] * 2), entries, Named(), {})
    retriever = make_retriever("aspects", Tools("teledermatology", index=tmp_path, encoder=ENCODER))
    scope = CaseImage(path="x.png", modality="dermoscopic")
    found = await retriever.propose(Case(images=(scope,)), seen("burrow"), Shown())
    assert [candidate.condition for candidate in found.candidates] == ["melanocytic_nevus"]
    with pytest.raises(StepFailed, match="none of the images that fit the findings"):
        await retriever.propose(
            Case(images=(CaseImage(path="x.png"),), patient=Patient(id="p1")), seen("burrow"), Shown()
        )


# --- zero-shot


async def test_row_29_the_name_that_fits_the_image_comes_first() -> None:
    retriever = make_retriever("zero_shot", Tools("teledermatology", encoder=ENCODER))
    shown = Shown(views=(view(255, 0, 0),))
    found = await retriever.propose(Case(history="A spot."), seen(), shown)
    assert found.candidates[0].condition == "scabies" and len(found.candidates) == len(knowledge().cards)
    assert all(c.probability is None and c.retriever == "zero_shot" for c in found.candidates)
    assert found.information_nats > 2 and len(found.notes) == 1
    with pytest.raises(StepFailed, match="no readable image"):
        await retriever.propose(Case(history="A spot."), seen(), Shown())


async def test_lesions_that_the_case_names_are_compared_apart_with_names() -> None:
    retriever = make_retriever("zero_shot", Tools("teledermatology", encoder=ENCODER))
    views = tuple(
        replace(view(*colour, place=n), lesion=name)
        for n, (name, colour) in enumerate((("A", (0, 255, 0)), ("B", (255, 0, 0)), ("A", (0, 250, 0))))
    )
    found = await retriever.propose(Case(history="Spots."), seen(), Shown(views=views))
    told = found.notes[-1]
    assert "A: " in told and "psoriasis" in told and "B: Scabies" in told and len(found.notes) == 2
    assert told.startswith("Each lesion was judged apart by names of conditions (")
    named = [c.score for c in found.candidates if "psoriasis" in c.condition]
    assert sum(named) > 0.9  # of one lesion, not the mean of two


async def test_row_03_what_fits_the_name_is_explained_by_occlusion_where_there_is_no_vit() -> None:
    spot = np.full((64, 64, 3), (200, 60, 60), np.uint8)
    spot[16:24, 40:48] = (255, 0, 0)
    case, retriever = Case(history="A spot."), make_retriever("zero_shot", Tools("teledermatology", encoder=ENCODER))
    shown = Shown(views=(DecodedImage(0, "clinical", spot, spot),))
    plain = await retrieve(case, seen(), (retriever,), shown)
    (map_,) = (await explain(case, plain, (retriever,), shown.views)).saliency
    assert (map_.condition, map_.retriever, map_.method) == ("scabies", "zero_shot", "occlusion")
    assert map_.heat[2][5] == 1.0 and map_.deletion < map_.insertion
    assert plain.saliency == ()


async def test_an_image_that_cannot_be_explained_is_told_and_takes_nothing_away(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    case, retriever = Case(history="A spot."), make_retriever("zero_shot", Tools("teledermatology", encoder=ENCODER))

    def broken(*_: Any) -> Any:
        raise StepFailed("no map")

    monkeypatch.setattr(type(retriever), "explain", broken)
    shown = Shown(views=(view(250, 10, 10),))
    plain = await retrieve(case, seen(), (retriever,), shown)
    told = await explain(case, plain, (retriever,), shown.views)
    assert told.fused == plain.fused and told.saliency == ()
    assert [note for note in told.notes if "was not explained" in note and note.endswith("no map.")]
    assert [line for line in caplog.messages if line.startswith("zero_shot explained nothing of case")]


async def test_row_29_an_image_that_fits_no_name_better_is_no_information() -> None:
    retriever = make_retriever("zero_shot", Tools("teledermatology", encoder="tests.unit.test_text_retrievers:Mute"))
    found = await retriever.propose(Case(history="A spot."), seen(), Shown(views=(view(9, 9, 9),)))
    assert found.information_nats == pytest.approx(0, abs=1e-4)


class Mute(Named):
    """All words mean the same."""

    name = "mute colours"

    def encode_texts(self, texts: Sequence[str]) -> Vectors:
        return np.full((len(texts), 3), 1 / np.sqrt(3), np.float32)


async def test_row_37_a_note_says_how_well_image_and_history_fit() -> None:
    retriever = make_retriever("zero_shot", Tools("teledermatology", encoder=ENCODER))
    shown = Shown(views=(view(0, 255, 0), view(255, 0, 0, place=1)))
    note = (await retriever.propose(Case(history="Scaling."), seen("scale"), shown)).notes[1]
    assert "Image 1 1.00, a plain sentence about skin 0.5" in note
    assert "Image 2 0.00, a plain sentence about skin 0.5" in note and "(morphology)" in note


@pytest.mark.parametrize("name", ["zero_shot", "aspects"])
def test_row_21_an_encoder_without_words_is_refused(name: str, tmp_path: Path) -> None:
    write_index(
        tmp_path,
        Colours().encode_images([view(9, 9, 9).pixels]),
        [IndexEntry(sha256="", name="", label="")],
        Colours(),
        {},
    )
    tools = Tools("teledermatology", index=tmp_path, encoder="tests.unit.encoders.test_encoders:Colours")
    with pytest.raises(
        InputError, match=f"the retriever {name} needs an encoder with a text tower, and colours has none"
    ):
        make_retriever(name, tools)


def test_words_without_an_index_are_refused() -> None:
    with pytest.raises(InputError, match="the retriever aspects needs an index"):
        make_retriever("aspects", Tools("teledermatology", encoder=ENCODER))
    assert {"aspects", "zero_shot"} <= set(RETRIEVERS)


async def test_the_lists_of_words_are_fused_with_the_others_in_a_case(tmp_path: Path) -> None:
    Image.new("RGB", (16, 16), (0, 210, 0)).save(tmp_path / "case.png")
    case = Case(id="one", images=(CaseImage(path="case.png"),), history="Red plaques with silvery scale on the elbows.")
    names = ("findings", "clip", "aspects", "zero_shot")
    place = index(tmp_path / "index")
    result = await adiagnose(case, folder=tmp_path, index=place, encoder=ENCODER, retrievers=names)
    assert result.ranked[0].condition == "plaque_psoriasis" and set(result.ranked[0].retrievers) == set(names)
    assert any("searched by the findings in words" in limit for limit in result.limits)
    assert not any("No model has looked" in limit for limit in result.limits)
