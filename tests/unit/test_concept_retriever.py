"""Findings looked for in images by their names: the ranking, the second opinions, and a person's rules about them."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from dermagent import Case, CaseImage, Differential, diagnose
from dermagent.concepts.visible import opinion_on, visible_concepts, visible_findings
from dermagent.encoders.protocol import Pixels, Vectors, encoded
from dermagent.errors import InputError, StepFailed
from dermagent.imaging.synth import save_png
from dermagent.knowledge.base import knowledge
from dermagent.report.html import to_html
from dermagent.report.markdown import to_markdown
from dermagent.steps.correct import read_corrections
from dermagent.steps.retrieve import DecodedImage, Shown, Tools, make_retriever
from dermagent.types import ImageConcepts, Observations
from tests.unit.encoders.test_encoders import Colours

ENCODER = "tests.unit.test_concept_retriever:Seeing"
MUTE, SHORT = "tests.unit.test_concept_retriever:Mute", "tests.unit.test_concept_retriever:Short"
GREEN, RED = (10, 240, 10), (240, 10, 10)
HISTORY = "For months I have had thick plaques on both elbows and knees."


class Seeing(Colours):
    """Silvery scale is green, a ruler red; no other word says more than a sentence without it."""

    name = "seeing *colours*"

    def encode_texts(self, texts: Sequence[str]) -> Vectors:
        means = {"silvery scale": (0, 1, 0), "ruler": (1, 0, 0)}
        found = [next((c for word, c in means.items() if word in text.lower()), (1, 1, 1)) for text in texts]
        return encoded(np.array(found, dtype=float))


class Mute(Seeing):
    """No word says more than a sentence without it."""

    name = "mute"

    def encode_texts(self, texts: Sequence[str]) -> Vectors:
        return encoded(np.ones((len(texts), 3)))


class Short(Seeing):
    """Sees the first picture alone."""

    name = "short"

    def encode_images(self, images: Sequence[Pixels]) -> Vectors:
        return super().encode_images(images[:1])


def view(colour: tuple[int, int, int], place: int = 0, lesion: str = "") -> DecodedImage:
    pixels = np.full((8, 8, 3), colour, np.uint8)
    return DecodedImage(place, "clinical", pixels, pixels, lesion=lesion)


async def proposed(*views: DecodedImage, encoder: str = ENCODER) -> Any:
    retriever = make_retriever("concepts", Tools("teledermatology", encoder=encoder))
    return await retriever.propose(Case(history="A spot."), Observations(language="en"), Shown(views=views))


def answered(folder: Path, colour: tuple[int, int, int], **settings: Any) -> Differential:
    save_png(_Drawn(np.full((64, 64, 3), colour, np.uint8)), folder / "a.png")  # type: ignore[arg-type]
    case = Case(id="c", images=(CaseImage(path="a.png"),), history=HISTORY)
    names = ("findings", "concepts")
    return diagnose(case, folder=folder, **{"retrievers": names, "encoder": ENCODER, **settings})


class _Drawn:
    def __init__(self, pixels: Any) -> None:
        self.pixels = pixels


def rules(folder: Path, text: str) -> Path:
    path = folder / "rules.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def test_what_can_be_seen_is_neither_felt_nor_told() -> None:
    seen = visible_findings()
    assert {"plaque", "silvery_scale", "red", "annular"} <= seen.keys()
    assert not {"warmth", "pruritus", "koebner_phenomenon", "fever"} & seen.keys()
    assert seen.keys() <= knowledge().findings.keys()
    beside = set(visible_concepts()) - set(seen)
    assert {"ruler", "ink_mark", "dark_corner"} <= beside


async def test_row_29_41_the_conditions_whose_findings_are_seen_come_first() -> None:
    found = await proposed(view(GREEN))
    (image,) = found.concepts
    assert image.scores["silvery_scale"] > 0.99 and image.scores["ruler"] < 0.01
    assert image.scores["vesicle"] == 0.5 and set(image.scores) == set(visible_concepts())
    cards = knowledge().cards
    assert all(c.probability is None and c.score > 0 for c in found.candidates)
    spoken_for = {
        c for c, card in cards.items() if card.findings.get("silvery_scale") in ("always", "very_frequent", "frequent")
    }
    assert found.candidates[0].condition == "plaque_psoriasis" and "plaque_psoriasis" in spoken_for
    assert {c.condition for c in found.candidates} == spoken_for  # the others would stand there by their letters
    assert found.information_nats == 0 and "was not measured" in found.notes[0]


async def test_row_41_contributions_have_signs_and_what_is_not_known_adds_nothing() -> None:
    (green,) = (await proposed(view(GREEN))).concepts
    opinion = opinion_on("plaque_psoriasis", [green])
    assert opinion.contributions[0].finding == "silvery_scale" and opinion.contributions[0].part > 0
    assert opinion.score == pytest.approx(sum(one.part for one in opinion.contributions), abs=1e-3)
    against = opinion_on("plaque_psoriasis", [green.model_copy(update={"scores": {"silvery_scale": 0.0}})])
    assert (
        against.score == pytest.approx(-opinion.score, abs=1e-3)
        and against.contributions[0].part < 0 == against.contributions[0].seen
    )
    nothing = ImageConcepts(place=0, encoder="mine", scores={"my concept": 0.9})
    assert opinion_on("plaque_psoriasis", [nothing]).score == 0
    assert opinion_on("no_such_card", [green]).contributions == ()


async def test_lesions_are_looked_at_apart_and_no_image_is_an_error() -> None:
    found = await proposed(view(GREEN, 0, "A"), view(RED, 1, "B"))
    assert len(found.concepts) == 1 and "Each lesion was judged apart by findings seen" in found.notes[-1]
    mute = await proposed(view(GREEN, 0, "A"), view(RED, 1, "B"), encoder=MUTE)
    assert mute.candidates == () and [image.place for image in mute.concepts] == [0, 1]
    both = await proposed(view(GREEN, 0), replace(view(RED), place=1))
    assert [image.place for image in both.concepts] == [0, 1]
    with pytest.raises(StepFailed, match="no readable image to look for findings in"):
        await proposed()


def test_the_report_tells_what_was_seen_and_what_that_says_of_each_condition(tmp_path: Path) -> None:
    result = answered(tmp_path, GREEN)
    first = result.ranked[0]
    assert first.condition == "plaque_psoriasis" and first.concepts is not None and first.concepts.score > 0
    for text in (to_markdown(result), to_html(result)):
        assert "silvery scale 1.00 (0 to 1, .5 is undecided)." in text
        assert f"By findings seen in the images {first.concepts.score:+.2f} of 1 (For it: silvery scale +" in text
    assert "by seeing \\*colours\\*: silvery scale" in to_markdown(result)
    red = to_markdown(answered(tmp_path, RED))
    assert "no finding more than not; artefacts: ruler 1.00" in red
    assert "(Against it: no silvery scale -0.12)" in red  # what a card has and no image shows speaks against it
    without = answered(tmp_path, GREEN, retrievers=("findings",))
    assert without.ranked[0].concepts is None and "Seen in the images" not in to_html(without)


def test_what_says_nothing_ranks_nothing_and_is_still_told(tmp_path: Path) -> None:
    mute, without = answered(tmp_path, RED, encoder=MUTE), answered(tmp_path, RED, retrievers=("findings",))
    assert [(i.condition, i.probability) for i in mute.ranked] == [(i.condition, i.probability) for i in without.ranked]
    assert "no finding more than not" in to_markdown(mute) and "findings seen" not in to_markdown(mute)


def test_it_answers_nothing_alone(tmp_path: Path) -> None:
    assert answered(tmp_path, GREEN, retrievers=("concepts",)).outcome == "abstained"


def test_an_encoder_without_words_is_refused() -> None:
    with pytest.raises(InputError, match="the retriever concepts needs an encoder with a text tower"):
        make_retriever("concepts", Tools("teledermatology", encoder="tests.unit.encoders.test_encoders:Colours"))


# --- a person's rules about images


def test_row_26_a_rule_acts_on_what_is_seen_and_undoing_it_gives_the_same_bytes(tmp_path: Path) -> None:
    path = rules(
        tmp_path,
        "- {name: a ruler misleads, if: picture.ruler > 0.9 AND NOT picture.scale > 0.9, then: require_review}\n"
        "- {name: scale seen, if: picture.silvery_scale > 0.9, then: {boost_label: plaque_psoriasis, by: 2}}\n",
    )
    red, green = (answered(tmp_path, colour, corrections=path) for colour in (RED, GREEN))
    assert [one.rule for one in red.corrections] == ["a ruler misleads"] and "must review" in to_markdown(red)
    assert [one.rule for one in green.corrections] == ["scale seen"]
    plain = answered(tmp_path, GREEN)
    assert green.ranked[0].probability > plain.ranked[0].probability
    again = answered(tmp_path, GREEN).model_copy(update={"provenance": plain.provenance})
    assert again.model_dump_json() == plain.model_dump_json()


def test_row_26_a_rule_about_images_is_unknown_where_nobody_looked(tmp_path: Path) -> None:
    path = rules(tmp_path, "- {name: no ruler, if: NOT picture.ruler > 0.9, then: require_review}\n")
    result = answered(tmp_path, GREEN, corrections=path, retrievers=("findings",))
    assert result.corrections == ()
    assert any(
        "Nobody looked for what these rules ask of the images" in one and "“no ruler”" in one for one in result.limits
    )
    looked = answered(tmp_path, GREEN, corrections=path)
    assert len(looked.corrections) == 1 and not any("Nobody looked" in one for one in looked.limits)


@pytest.mark.parametrize(
    ("expression", "told"),
    [
        (
            "picture.rular > 0.5",
            "there is no concept that an image can show 'rular'; the nearest is ",
        ),
        ("picture.fever > 0.5", "there is no concept that an image can show 'fever'"),
        ("picture.ruler", "expected picture.ruler > a number between 0 and 1, found 0; every concept is seen"),
        ("picture.ruler > 1", "expected picture.ruler > a number between 0 and 1, found 1"),
        ("picture.", "if: expected a name"),
    ],
)
def test_row_26_a_rule_about_what_no_image_shows_is_refused(tmp_path: Path, expression: str, told: str) -> None:
    with pytest.raises(InputError, match=told):
        read_corrections(rules(tmp_path, f"- {{name: one, if: '{expression}', then: require_review}}\n"))


async def test_an_encoder_that_leaves_a_picture_out_gives_no_findings_to_the_wrong_one() -> None:
    with pytest.raises(ValueError, match="zip"):
        await proposed(view(GREEN, 0), view(RED, 1), encoder=SHORT)
