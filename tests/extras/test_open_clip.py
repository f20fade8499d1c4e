"""The real open_clip with a tiny model of random weights: loading, vectors, zero-shot, gradients, heat maps."""

import shutil
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from dermagent import Case, CaseImage, adiagnose
from dermagent.encoders.grad_eclip import heat_map, heat_over
from dermagent.encoders.protocol import ImageEncoder, Pixels, TextEncoder
from dermagent.encoders.registry import make_encoder
from dermagent.errors import InputError
from dermagent.imaging.adversarial import LEVELS, fgsm
from dermagent.imaging.saliency import deletion_and_insertion, overlay
from dermagent.imaging.synth import render, save_png
from dermagent.index.build import build
from dermagent.index.scores import class_vectors, zero_shot
from dermagent.report.markdown import to_markdown
from tests.extras.tiny_clip import GRID, SIDE, SPACE, write_tiny_clip

pytestmark = pytest.mark.extras


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_tiny_clip(tmp_path_factory.mktemp("models") / "tiny")


@pytest.fixture(scope="module")
def clip(folder: Path) -> Any:
    return make_encoder(f"open_clip:{folder}")


def image(seed: int, size: int = 64) -> Pixels:
    return render(np.random.default_rng(seed), size=size).pixels


def test_row_29_a_local_folder_is_loaded_once_and_by_its_weights(folder: Path, tmp_path: Path, clip: Any) -> None:
    assert isinstance(clip, ImageEncoder) and isinstance(clip, TextEncoder)
    assert (clip.name, clip.dimension) == ("open_clip tiny", SPACE)
    assert make_encoder(f"open_clip:{folder}") is clip
    copy = shutil.copytree(folder, tmp_path / "tiny")
    assert make_encoder(f"open_clip:{copy}").sha256 == clip.sha256
    other = write_tiny_clip(tmp_path / "other", seed=1)
    assert make_encoder(f"open_clip:{other}").sha256 != clip.sha256


def test_vectors_are_of_length_1_the_same_every_time_and_in_any_company(clip: Any) -> None:
    images = [image(0), image(1, 96), np.full((1, 5, 3), 90, np.uint8), np.full((7, 300, 3), 90, np.uint8)]
    vectors = clip.encode_images(images)
    assert vectors.shape == (4, SPACE) and vectors.dtype == np.float32
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1)
    assert np.array_equal(vectors, clip.encode_images(images))
    for one, vector in zip(images, vectors, strict=True):
        assert np.allclose(clip.encode_images([one])[0], vector, atol=1e-6)
    texts = [f"text {n}" for n in range(70)]
    words = clip.encode_texts(texts)
    assert words.shape == (70, SPACE) and np.allclose(np.linalg.norm(words, axis=1), 1)
    assert np.allclose(clip.encode_texts(texts[66:67])[0], words[66], atol=1e-6)
    assert clip.encode_images([]).shape == clip.encode_texts([]).shape == (0, SPACE)


def test_the_tower_is_asked_once_about_the_same_image(clip: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    asked, encode = [], clip.model.encode_image
    monkeypatch.setattr(clip.model, "encode_image", lambda given: asked.append(len(given)) or encode(given))
    first = clip.encode_images([image(80), image(81)])
    again = clip.encode_images([image(81), image(82), image(80)])
    assert asked == [2, 1] and np.array_equal(first, again[[2, 0]])


def test_row_29_the_switch_opens_weights_that_forbid_commercial_use(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    named = shutil.copytree(folder, tmp_path / "DermLIP_ViT-B-16")
    with pytest.raises(InputError, match=r"CC BY-NC 4.0; set DERMAGENT_ALLOW_NONCOMMERCIAL=1"):
        make_encoder(f"open_clip:{named}")
    monkeypatch.setenv("DERMAGENT_ALLOW_NONCOMMERCIAL", "1")
    assert make_encoder(f"open_clip:{named}").licence == "CC BY-NC 4.0"


def test_what_cannot_be_loaded_is_refused_with_what_to_do(folder: Path, tmp_path: Path) -> None:
    broken = shutil.copytree(folder, tmp_path / "broken")
    weights = broken / "open_clip_model.safetensors"
    weights.write_bytes(weights.read_bytes()[:1000])
    empty = tmp_path / "empty"
    empty.mkdir()
    for name, reason in ((broken, "SafetensorError"), (empty, "config file missing"), ("ViT-B-32", "[Pp]retrained")):
        with pytest.raises(
            InputError, match=rf"cannot load .*{reason}.*name a folder with open_clip_config.json and weights"
        ):
            make_encoder(f"open_clip:{name}")


def test_row_29_zero_shot_with_eight_sentences_a_class(clip: Any) -> None:
    classes = class_vectors(clip, {"psoriasis": "psoriasis", "melanoma": "melanoma", "scabies": "scabies"})
    assert np.allclose(np.linalg.norm(classes[1], axis=1), 1)
    shares = zero_shot(clip.encode_images([image(0), image(1)]), classes)
    assert sum(shares.values()) == pytest.approx(1) and set(shares) == {"psoriasis", "melanoma", "scabies"}


async def test_rows_29_37_names_of_conditions_and_findings_meet_images_in_a_case(folder: Path, tmp_path: Path) -> None:
    """Random weights: what is ranked means nothing, that all parts fit together is the point."""
    rows = ["image,label"]
    for n in range(24):
        save_png(render(np.random.default_rng(n), size=64), tmp_path / f"{n}.png")
        rows.append(f"{n}.png,{'scabies' if n % 2 else 'plaque psoriasis'}")
    (tmp_path / "labels.csv").write_text("\n".join(rows), encoding="utf-8")
    encoder = f"open_clip:{folder}"
    build(tmp_path, tmp_path / "labels.csv", make_encoder(encoder), tmp_path / "index")
    case = Case(id="one", images=(CaseImage(path="0.png"),), history="Red plaques with silvery scale on the elbows.")
    names = ("findings", "clip", "aspects", "zero_shot")
    result = await adiagnose(case, folder=tmp_path, index=tmp_path / "index", encoder=encoder, retrievers=names)
    assert result.ranked and not any("did not work" in limit for limit in result.limits)
    assert {name for item in result.ranked for name in item.retrievers} == set(names)
    assert result.similar and "0.png" not in {one.name for one in result.similar}  # it does not vote for itself
    assert any("How well the history's findings fit" in limit for limit in result.limits)


def test_what_the_tower_sees_is_embedded_like_the_image(clip: Any) -> None:
    wide = image(2, 96)[:48]
    seen = clip.seen(wide)
    assert seen.shape == (SIDE, SIDE, 3)
    assert np.allclose(clip.encode_images([seen]), clip.encode_images([wide]), atol=1e-5)
    assert np.allclose(seen, clip.seen(wide[:, 24:72]), atol=1)


def test_row_35_the_gradient_is_that_of_the_cosine(clip: Any) -> None:
    seen, text = clip.seen(image(3)), "psoriasis"
    words = clip.encode_texts([text])[0]
    slope = clip.gradient(seen, text)
    assert slope.shape == seen.shape and np.isfinite(slope).all()
    step = np.rint(np.sign(slope)).astype(int)
    up, down = (np.clip(seen.astype(int) + sign * step, 0, 255).astype(np.uint8) for sign in (1, -1))
    before, after = (float(clip.encode_images([one])[0] @ words) for one in (down, up))
    expected = float((slope * (up.astype(float) - down)).sum() / 255)
    assert after - before == pytest.approx(expected, rel=0.05) and expected > 0


@pytest.mark.parametrize("levels", LEVELS)
def test_row_35_one_step_moves_the_image_from_the_text_or_towards_it(clip: Any, levels: int) -> None:
    seen, text = clip.seen(image(4)), "a nodule"
    words = clip.encode_texts([text])[0]

    def slope(pixels: Pixels) -> Any:
        return clip.gradient(pixels, text)

    away, towards = fgsm(seen, lambda pixels: -slope(pixels), levels), fgsm(seen, slope, levels)
    cosines = clip.encode_images([away, seen, towards]) @ words
    assert cosines[0] < cosines[1] < cosines[2]
    assert np.abs(away.astype(int) - seen).max() == levels


@pytest.mark.parametrize("entropy", [False, True])
def test_row_03_a_heat_map_lies_in_0_to_1_over_what_the_tower_sees(clip: Any, entropy: bool) -> None:
    heats = [heat_map(clip, image(5), text, entropy=entropy) for text in ("psoriasis", "a nodule", "psoriasis")]
    for heat in heats:
        assert heat.shape == (GRID, GRID) and heat.min() == 0.0 and heat.max() in (0.0, 1.0)
    assert np.array_equal(heats[0], heats[2]) and not np.array_equal(heats[0], heats[1])
    assert overlay(clip.seen(image(5)), heats[0]).shape == (SIDE, SIDE, 3)


def test_row_03_the_planted_patch_is_the_hottest(tmp_path: Path) -> None:
    """With attention and values made the identity, only the patch that looks like the text can speak for it."""
    clip: Any = make_encoder(f"open_clip:{write_tiny_clip(tmp_path / 'planted', layers=1)}")
    torch, tower = clip.torch, clip.model.visual
    block, width = tower.transformer.resblocks[0], tower.conv1.out_channels
    with torch.no_grad():
        tower.positional_embedding.zero_()
        block.attn.in_proj_weight.copy_(torch.eye(width).repeat(3, 1))
        block.attn.out_proj.weight.copy_(torch.eye(width))
        block.mlp.c_proj.weight.zero_()
        plain, red = np.full((SIDE, SIDE, 3), 120, np.uint8), np.full((SIDE, SIDE, 3), (220, 30, 30), np.uint8)
        spot = plain.copy()
        spot[8:16, 16:24] = red[8:16, 16:24]
        # the class token asks half for what the planted patch is; the text is about nothing else
        asked = tower.ln_pre(tower.conv1(clip.prepared([red]))[0, :, 0, 0])
        tower.class_embedding.copy_(asked + tower.class_embedding / tower.class_embedding.std())
    wanted = clip.encode_images([red])[0]
    clip.encode_texts = lambda texts: np.stack([wanted] * len(texts))
    heat = heat_map(clip, spot, "the spot")
    assert np.unravel_index(heat.argmax(), heat.shape) == (1, 2) and heat.max() == 1.0
    assert not heat_map(clip, plain, "the spot").any()

    def score(images: list[Pixels]) -> Any:
        return clip.encode_images(images) @ wanted

    deletion, insertion = deletion_and_insertion(spot, heat, score)
    others = [deletion_and_insertion(spot, np.random.default_rng(n).random(heat.shape), score)[0] for n in range(10)]
    assert deletion < min(others) and deletion < insertion


@pytest.mark.parametrize("shape", [(64, 64), (48, 96), (96, 48)])
def test_row_03_a_map_over_the_whole_image_is_empty_where_the_tower_does_not_look(
    clip: Any, shape: tuple[int, int]
) -> None:
    whole = image(5, 96)[: shape[0], : shape[1]]
    seen, over = heat_map(clip, whole, "psoriasis"), heat_over(clip, whole, "psoriasis")
    assert over.shape == (GRID, GRID) and over.min() == 0.0 and over.max() == 1.0
    cut = over if shape[0] >= shape[1] else over.T  # the long side runs down
    if shape[0] == shape[1]:
        assert np.allclose(over, seen)
    else:
        assert not cut[0].any() and not cut[-1].any() and cut[1:-1].any()  # the centre square is the middle half


async def test_row_03_a_case_is_explained_by_gradient_and_findings_are_looked_for(folder: Path, tmp_path: Path) -> None:
    """Random weights: what is told means nothing, that all parts fit together is the point."""
    save_png(render(np.random.default_rng(0), size=96), tmp_path / "0.png")
    case = Case(id="one", images=(CaseImage(path="0.png"),), history="Red plaques with silvery scale on the elbows.")
    names = ("findings", "zero_shot", "concepts")
    result = await adiagnose(case, folder=tmp_path, encoder=f"open_clip:{folder}", retrievers=names, explain=True)
    assert not any("did not work" in limit for limit in result.limits)
    (found,) = result.saliency
    assert found.method == "gradient" and len(found.heat) == GRID and "by gradient" in to_markdown(result)
    (seen,) = result.concepts
    assert all(0 <= score <= 1 for score in seen.scores.values()) and result.ranked[0].concepts is not None


def test_row_03_without_a_gradient_the_map_is_zero_and_never_nan(tmp_path: Path) -> None:
    clip: Any = make_encoder(f"open_clip:{write_tiny_clip(tmp_path / 'deaf')}")
    with clip.torch.no_grad():
        clip.model.visual.transformer.resblocks[-1].attn.out_proj.weight.zero_()
    heat = heat_map(clip, image(6), "psoriasis")
    assert not heat.any() and np.isfinite(heat).all()


@pytest.mark.parametrize("vision", [{"pool_type": "avg"}, {"layers": [1, 1, 1, 1], "head_width": 8}])
def test_row_03_towers_that_are_no_vit_or_pool_otherwise_are_refused(tmp_path: Path, vision: Any) -> None:
    clip = make_encoder(f"open_clip:{write_tiny_clip(tmp_path / 'other', **vision)}")
    with pytest.raises(InputError, match="needs a ViT of open_clip that pools by its class token"):
        heat_map(clip, image(7), "psoriasis")
