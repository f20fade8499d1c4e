"""The index asked about parts of an image, and never about the patient's own images."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from dermagent import Case, CaseImage, adiagnose
from dermagent.encoders.protocol import Pixels
from dermagent.errors import InputError, StepFailed
from dermagent.imaging.measure import crops
from dermagent.imaging.segment import Classical
from dermagent.index.store import Index, IndexEntry, write_index
from dermagent.steps.explain import explain
from dermagent.steps.present import opening
from dermagent.steps.retrieve import DecodedImage, Shown, Tools, clip, make_retriever, retrieve
from dermagent.steps.retrieve.clip import fused, regions_of
from dermagent.steps.retrieve.voters import voters
from dermagent.types import Candidate, Observations, Patient
from tests.unit.encoders.test_encoders import Colours

SKIN, RED = (220, 180, 160), (200, 40, 40)
#: A red spot with the skin around it, as a crop shows it.
CLOSE = (210, 110, 100)
ENCODER = "tests.unit.encoders.test_encoders:Colours"


def spots(*places: tuple[int, int], size: int = 256) -> Pixels:
    """Skin with small red spots, each 36 pixels wide."""
    pixels = np.full((size, size, 3), SKIN, np.uint8)
    for row, column in places:
        pixels[row : row + 36, column : column + 36] = RED
    return pixels


def index(folder: Path, patients: tuple[str, ...] = ()) -> Path:
    """Ten images of eczema, the colour of skin, and ten of scabies, redder."""
    names = [("eczema", "atopic_dermatitis", SKIN), ("scabies", "scabies", CLOSE)]
    entries, images = [], []
    for label, condition, colour in names:
        for n in range(10):
            patient = patients[n % len(patients)] if patients else ""
            name = f"{label} {n}"
            entries.append(IndexEntry(sha256=name, name=name, label=label, conditions=(condition,), patient=patient))
            redder = 6 * (n - 5)
            images.append(np.full((4, 4, 3), np.array(colour) - (0, redder, redder), np.uint8))
    write_index(folder, Colours().encode_images(images), entries, Colours(), {})
    return folder


async def proposed(place: Path, image: Pixels, *, patient: str | None = None, **changes: Any) -> Any:
    retriever = make_retriever("clip", Tools("teledermatology", index=place, encoder=ENCODER, **changes))
    case = Case(history="A spot.", patient=Patient(id=patient))
    shown = Shown(views=(DecodedImage(0, "clinical", image, image),))
    return await retriever.propose(case, Observations(language="en"), shown)


def rank_of(condition: str, candidates: tuple[Candidate, ...]) -> float:
    return next((c.rank for c in candidates if c.condition == condition), float("inf"))


async def test_row_25_what_only_a_part_shows_ranks_better_when_the_parts_vote(tmp_path: Path) -> None:
    place = index(tmp_path / "index")
    image = spots((110, 110), (30, 180))
    whole, with_parts = await proposed(place, image), await proposed(place, image, regions=True)
    assert whole.candidates[0].condition == "atopic_dermatitis"
    assert rank_of("scabies", with_parts.candidates) == 1 < rank_of("scabies", whole.candidates)
    assert {one.image for one in with_parts.similar} >= {"Image 1, part 1"}
    assert all(candidate.retriever == "clip" for candidate in with_parts.candidates)


def test_row_19_cut_and_embedded_equals_embedding_the_cut() -> None:
    image = spots((110, 110))
    parts = regions_of(DecodedImage(0, "dermoscopic", image, image), Classical())
    assert [part.name for part in parts] == ["Image 1", "Image 1, part 1"]
    assert {part.modality for part in parts} == {"dermoscopic"}
    cut = crops(image, [Classical().segment(image).mask])[0]
    together = Colours().encode_images([part.pixels for part in parts])
    assert np.array_equal(together[1:], Colours().encode_images([cut]))


def test_row_19_ranks_are_fused_as_by_hand() -> None:
    lists = fused([{"a": 0.6, "b": 0.3, "c": 0.1}, {"b": 0.9, "d": 0.1}])
    # a 1/61, b 1/62 + 1/61, c 1/63, d 1/62
    assert [candidate.condition for candidate in lists] == ["b", "a", "d", "c"]
    assert lists[0].score == pytest.approx(1 / 62 + 1 / 61) and lists[3].score == pytest.approx(1 / 63)


def test_what_stands_out_is_outlined_apart_the_middle_one_first() -> None:
    image = spots((110, 110), (30, 180))
    masks = Classical().outlines(image)
    assert len(masks) == 2 and masks[0][128, 128] and masks[1][48, 198] and not (masks[0] & masks[1]).any()
    assert np.array_equal(masks[0], Classical().segment(image).mask)
    assert Classical().outlines(np.full((64, 64, 3), SKIN, np.uint8)) == []


@pytest.mark.parametrize(("above", "votes"), [(0.0, True), (1e-6, False)])
async def test_an_image_as_like_as_the_bound_asks_for_votes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, above: float, votes: bool
) -> None:
    place, image, nearest = index(tmp_path), spots((100, 100)), []

    def looked(*args: Any, **more: Any) -> Any:
        found = voters(*args, **more)
        nearest.append(found[0][0].similarity)
        return found

    monkeypatch.setattr(clip, "voters", looked)
    await proposed(place, image)
    monkeypatch.setattr(Index, "least_similarity", lambda self, modality: nearest[0] + above)
    assert bool((await proposed(place, image)).candidates) is votes


async def test_an_image_where_nothing_stands_out_votes_as_a_whole(tmp_path: Path) -> None:
    place = index(tmp_path / "index")
    plain = np.full((64, 64, 3), SKIN, np.uint8)
    whole, with_parts = await proposed(place, plain), await proposed(place, plain, regions=True)
    assert [c.condition for c in whole.candidates] == [c.condition for c in with_parts.candidates]


def test_parts_without_scipy_are_refused_before_a_case_begins(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    place = index(tmp_path / "index")
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    with pytest.raises(InputError, match=r"regions of an image need scipy; pip install 'dermagent\[vision\]'"):
        make_retriever("clip", Tools("teledermatology", index=place, encoder=ENCODER, regions=True))


async def test_the_setting_reaches_the_retriever(tmp_path: Path) -> None:
    place = index(tmp_path / "index")
    Image.fromarray(spots((110, 110), (30, 180))).save(tmp_path / "case.png")
    case = Case(id="one", images=(CaseImage(path="case.png"),), history="A spot.")
    off, on = [
        await adiagnose(case, folder=tmp_path, index=place, encoder=ENCODER, retrievers=("clip",), regions=regions)
        for regions in (False, True)
    ]
    assert (off.ranked[0].condition, on.ranked[0].condition) == ("atopic_dermatitis", "scabies")


async def test_a_segmenter_of_the_users_own_says_what_the_parts_are(tmp_path: Path) -> None:
    place = index(tmp_path / "index")
    image = spots((110, 110), (30, 180))
    corner = "tests.unit.test_outlines_in_a_case:Corner"
    found = await proposed(place, image, regions=True, segmenter=corner)
    assert found.candidates[0].condition == "atopic_dermatitis"  # the corner shows plain skin
    with pytest.raises(StepFailed, match="the segmenter dead failed"):
        await proposed(place, image, regions=True, segmenter="tests.unit.test_outlines_in_a_case:Dead")


# --- several lesions


async def votes_on(place: Path, *lesions: tuple[str, tuple[int, int, int]], dangerous: str) -> Any:
    """The vote on plain images of these lesions' colours, with an index whose redder label is `dangerous`."""
    entries, images = [], []
    for condition, colour in (("melanocytic_nevus", SKIN), (dangerous, CLOSE)):
        for n in range(10):
            entries.append(
                IndexEntry(
                    sha256="", name=f"{condition} {n}", label=condition, conditions=(condition,), patient=f"p{n}"
                )
            )
            images.append(np.full((4, 4, 3), np.array(colour) - (0, n, n), np.uint8))
    write_index(place, Colours().encode_images(images), entries, Colours(), {})
    shown = [np.full((8, 8, 3), colour, np.uint8) for _, colour in lesions]
    views = [DecodedImage(n, "clinical", shown[n], shown[n], lesion=name) for n, (name, _) in enumerate(lesions)]
    retriever = make_retriever("clip", Tools("teledermatology", index=place, encoder=ENCODER))
    return await retriever.propose(Case(history="Two moles."), seen_nothing(), Shown(views=tuple(views)))


def seen_nothing() -> Observations:
    return Observations(language="en")


async def test_different_lesions_are_never_averaged_and_the_dangerous_one_is_ranked(tmp_path: Path) -> None:
    found = await votes_on(tmp_path / "a", ("A", SKIN), ("A", SKIN), ("B", CLOSE), dangerous="melanoma")
    assert found.candidates[0].condition == "melanoma" and found.candidates[0].score > 0.9
    assert {one.image for one in found.similar} == {"Image 3"}
    told = "Each lesion was judged apart by the index (A: Melanocytic nevus; B: Melanoma); its ranking is about B."
    assert found.notes == (told,)


async def test_images_of_one_lesion_or_of_none_named_are_averaged(tmp_path: Path) -> None:
    for number, name in enumerate(("A", "")):
        place = tmp_path / str(number)
        found = await votes_on(place, (name, SKIN), (name, SKIN), (name, CLOSE), dangerous="melanoma")
        assert found.candidates[0].condition == "melanocytic_nevus" and found.notes == ()
        assert found.candidates[0].score == pytest.approx(2 / 3, abs=0.1)


async def test_a_lesion_that_cannot_be_judged_is_said_and_the_others_are_ranked(tmp_path: Path) -> None:
    blue = (0, 0, 255)
    found = await votes_on(tmp_path / "a", ("A", blue), ("", SKIN), dangerous="melanoma")
    assert found.candidates[0].condition == "melanocytic_nevus"
    assert found.notes[0] == "Image 1 is unlike anything in the index and gave no vote."
    assert found.notes[1].endswith("(unnamed: Melanocytic nevus); its ranking is about the unnamed.")
    silent = await votes_on(tmp_path / "b", ("A", blue), ("B", blue), dangerous="melanoma")
    assert silent.candidates == () and len(silent.notes) == 2


# --- the patient's own images


async def test_the_patients_own_images_do_not_vote(tmp_path: Path) -> None:
    place = index(tmp_path / "index", patients=("p1", "p2"))
    red = np.full((64, 64, 3), CLOSE, np.uint8)
    stranger, own = await proposed(place, red), await proposed(place, red, patient="p1")
    held = {entry.name: entry.patient for entry in Index(place).entries}
    assert {held[one.name] for one in stranger.similar} == {"p1", "p2"}
    assert {held[one.name] for one in own.similar} == {"p2"}


async def test_an_explanation_scores_what_voted_and_only_images_that_were_heard(tmp_path: Path) -> None:
    place = index(tmp_path / "index", patients=tuple(f"p{n // 2}" for n in range(10)))
    red, odd = (np.full((64, 64, 3), colour, np.uint8) for colour in (CLOSE, (0, 0, 255)))
    views = (DecodedImage(0, "clinical", odd, odd), DecodedImage(1, "clinical", red, red, sha256="scabies 5"))
    made: Any = make_retriever("clip", Tools("teledermatology", index=place, encoder=ENCODER))
    asked: list[str] = []
    search = made._index.search

    def noted(vectors: Any, **narrowed: Any) -> Any:
        if len(vectors) > 1:  # only an explanation asks about many images at once
            asked.append(narrowed["not_of"])
        return search(vectors, **narrowed)

    made._index.search = noted
    try:
        case, shown = Case(history="A spot."), Shown(views=views)
        found = await retrieve(case, Observations(language="en"), (made,), shown)
        told = await explain(case, found, (made,), views)
    finally:
        del made._index.search
    assert [one.place for one in told.saliency] == [1]
    assert set(asked) == {"p2"}


def test_the_pseudonym_is_told_to_no_model() -> None:
    case = Case(history="A spot.", patient=Patient(id="secret-7", age_years=40))
    told = "".join(message.text for message in opening(case, "en", (), ()))
    assert "secret-7" not in told and '"age_years": 40' in told
    nothing = Case(history="A spot.", patient=Patient(id="secret-7"))
    assert "patient" not in opening(nothing, "en", (), ())[1].text.split('"pictures"')[0]
