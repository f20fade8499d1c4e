"""The HTML report of a case: nothing missing, nothing executed, nothing loaded."""

import base64
import html
import io
import re
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from dermagent import Case, CaseImage, diagnose
from dermagent.imaging.synth import render, save_png
from dermagent.imaging.thumbnail import thumbnail
from dermagent.report.html import to_html
from dermagent.report.images import neighbours, thumbnails
from dermagent.report.markdown import to_markdown
from dermagent.types import RetrieverInfo, Saliency, SimilarCase
from tests.shared import ROOT

HISTORY = "A mole on my back has grown. The border is irregular, it has several colours and bled once."


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("case")
    save_png(render(np.random.default_rng(0), size=300), place / "a.png")
    return place


def test_similar_cases_of_an_index_stand_in_a_page_with_the_image_that_they_are_near_to() -> None:
    result = diagnose(Case(id="one", history="An itchy rash.", answer_language="es"))
    near = SimilarCase(image="image 1", name="a.png", label="atopic_dermatitis", similarity=0.91, fitzpatrick="IV")
    page = to_html(result.model_copy(update={"similar": (near,)}))
    assert "Dermatitis atópica (a.png), " in page and "0.91" in page and "foto 1" in page
    part = near.model_copy(update={"image": "Image 2, part 3"})
    assert "foto 2, parte 3" in to_html(result.model_copy(update={"similar": (part,)}))


def test_what_an_opinion_rests_on_and_numbered_images_are_told_in_the_language(folder: Path) -> None:
    content = (folder / "a.png").read_bytes()
    case = Case(id="one", history=HISTORY, images=(CaseImage(content=content),), answer_language="es")
    hot = Saliency(place=0, retriever="findings", condition="melanoma", heat=((1.0,),), deletion=0.2, insertion=0.8)
    result = diagnose(case).model_copy(update={"saliency": (hot,)})
    for report in (to_html(result), to_markdown(result)):
        assert "la puntuación que da la ordenación por hallazgos" in report
        assert "Foto 1: " in report and "foto 1: Nítida" not in report


def test_the_page_holds_what_the_differential_holds(folder: Path) -> None:
    case = Case(id="one", images=(CaseImage(path="a.png"),), history=HISTORY)
    result = diagnose(case, folder=folder)
    page = to_html(result)
    for item in result.ranked[:5]:
        assert page.count(f'<span class="name">{item.name}</span>') == 1
    assert all(flag.clinician_text in page for flag in result.red_flags)
    assert "URGENT REFERRAL" in page and "The outline fills" in page and result.notice[:40] in page
    cited = {source for statement in result.statements for source in statement.sources}
    listed = {reference.id for reference in result.references}
    assert cited <= listed
    shown = set(re.findall(r'<li id="source-([a-z0-9_]+)"', page))
    assert shown <= listed and set(re.findall(r'href="#source-([a-z0-9_]+)"', page)) <= shown


def test_text_of_a_case_is_text_and_nothing_is_loaded(folder: Path) -> None:
    evil = "<script>alert(1)</script>"
    (folder / f"{evil.replace('/', '')}.png").write_bytes(b"no image")
    case = Case(id="evil", images=(CaseImage(path=f"{evil.replace('/', '')}.png"),), history=f"{evil} An itchy rash.")
    page = to_html(diagnose(case, folder=folder))
    assert "<script" not in page and "&lt;script&gt;" in page
    assert "default-src 'none'" in page
    assert not re.search(r"""src=["'](?!data:)""", page)
    assert all(link.startswith(("#", "https://", "http://")) for link in re.findall(r'href="([^"]*)"', page))


def test_what_an_opinion_rests_on_is_shown_and_said(folder: Path) -> None:
    result = diagnose(Case(id="one", images=(CaseImage(path="a.png"),), history=HISTORY), folder=folder)
    heat = ((0.0, 1.0), (0.0, 0.25))
    made = Saliency(
        place=0, retriever="lesion", condition="melanoma", heat=heat, deletion=0.1, insertion=0.6, inside=0.9
    )
    idle = made.model_copy(update={"heat": ((0.0,),), "inside": None})
    vague = made.model_copy(update={"insertion": 0.1, "retriever": "mine:make"})
    voted = made.model_copy(update={"retriever": "clip"})
    index = RetrieverInfo(name="clip", score="the vote of the index of images")
    answered = (*result.retrievers, index)
    result = result.model_copy(update={"saliency": (made, idle, vague, voted), "retrievers": answered})
    page = to_html(result, {}, {0: b"a map"})
    assert page.count("data:image/jpeg;base64," + base64.b64encode(b"a map").decode()) == 1
    for text in (html.unescape(page), to_markdown(result)):
        assert "a.png: the lesion head's score for Melanoma rests on the parts marked blue. Score with" in text
        assert "first 0.10, with those alone shown first 0.60." in text
        assert "covering no part of it lowers the lesion head's score for Melanoma" in text
        assert "mine:make for Melanoma" in text and "the vote of the index of images for Melanoma" in text
        assert "90 % of that lies in the outline." in text and "The map says little" in text


def test_the_page_gives_reasons_and_steps_for_the_conditions_that_markdown_does(folder: Path) -> None:
    result = diagnose(Case(id="one", images=(CaseImage(path="a.png"),), history=HISTORY), folder=folder)
    first, second, third, *rest = result.ranked
    danger = third.model_copy(update={"must_not_miss": True, "probability": 0.001})
    unlikely = second.model_copy(update={"must_not_miss": False, "probability": 0.001})
    stepless = first.model_copy(update={"next_steps": ()})
    result = result.model_copy(update={"ranked": (stepless, unlikely, danger, *rest)})
    text, page = to_markdown(result), html.unescape(to_html(result))
    assert f"**3. {third.name}**" in text and f"**2. {second.name}**" not in text
    assert danger.next_steps
    for step in danger.next_steps[:2]:
        assert f"{third.name}: {step.text}" in text and f"<strong>{third.name}</strong>: {step.text}" in page


def test_all_that_was_measured_of_an_outline_is_told(folder: Path) -> None:
    result = diagnose(Case(id="one", images=(CaseImage(path="a.png"),), history=HISTORY), folder=folder)
    measures, outline = result.images[0].measures, result.images[0].outline
    assert measures is not None and measures.delta_e is not None and outline is not None
    for text in (to_markdown(result), to_html(result)):
        assert f"stands out by {outline.stands_out:.2f} (0 to 1)" in text
        assert f"difference in colour {measures.delta_e:.1f} (CIEDE2000)" in text


def test_a_doubtful_outline_is_dashed_and_its_shape_is_not_told(folder: Path) -> None:
    case = Case(id="one", images=(CaseImage(path="a.png"),), history=HISTORY)
    sure = diagnose(case, folder=folder)
    assert re.search(r"asymmetry \d", to_markdown(sure)) and " px;" in to_markdown(sure)
    (image,) = sure.images
    assert image.outline is not None
    outline = image.outline.model_copy(update={"doubts": ("it is ragged",)})
    doubted = sure.model_copy(update={"images": (image.model_copy(update={"outline": outline}),)})
    for text in (to_markdown(doubted), to_html(doubted)):
        assert "(0 to 1); it is doubtful: it is ragged" in text
        assert not re.search(r"asymmetry \d", text) and " px" not in text and "(1 round)" not in text
    bare = sure.model_copy(update={"images": (image.model_copy(update={"outline": None, "measures": None}),)})
    whole, part, none = (_outlined(thumbnails(case, one, folder).shown[0]) for one in (sure, doubted, bare))
    assert 0.3 * whole < part < 0.7 * whole and none == 0


def test_the_nearest_images_of_an_index_bear_no_outline(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dermagent.index.files.read_manifest", lambda index: {"pictures": "."})
    result = diagnose(Case(id="one", history=HISTORY))
    near = SimilarCase(image="Image 1", name="a.png", label="melanoma", similarity=0.9)
    (content,) = neighbours(result.model_copy(update={"similar": (near,)}), folder).values()
    assert _outlined(content) == 0


def _outlined(content: bytes) -> int:
    """Pixels that are blue, as the outline is and no skin."""
    pixels = np.asarray(Image.open(io.BytesIO(content)).convert("RGB")).astype(int)
    return int((pixels[..., 2] > pixels[..., 0] + 20).sum())


def test_an_abstention_is_no_answer_and_asks(folder: Path) -> None:
    page = to_html(diagnose(Case(id="thin", history="Please help.")))
    assert "No diagnosis is given: the case says too little." in page
    assert "Ask next" in page and 'class="condition"' not in page


def test_thumbnails_are_small_and_without_metadata(folder: Path) -> None:
    import numpy as np

    content = thumbnail(render(np.random.default_rng(0), size=1200).pixels)
    image = Image.open(io.BytesIO(content))
    assert max(image.size) == 360 and len(content) < 60_000
    assert not image.getexif()
    page = to_html(diagnose(Case(id="t", images=(CaseImage(path="a.png"),)), folder=folder), {0: content})
    assert f"data:image/jpeg;base64,{base64.b64encode(content).decode()}" in page


def test_the_command_writes_the_page_with_its_images(tmp_path: Path) -> None:
    from click.testing import CliRunner

    from dermagent.cli.diagnose import diagnose as command

    out = tmp_path / "report.html"
    done = CliRunner().invoke(
        command,
        [str(ROOT / "examples/changing_mole.json"), "--format", "html", "--out", str(out)],
        catch_exceptions=False,
        standalone_mode=False,
    )
    assert done.return_value == 0
    assert out.read_text(encoding="utf-8").count("data:image/jpeg;base64,") == 1
