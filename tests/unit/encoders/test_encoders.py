"""Encoders: the protocol, the packaged default, what is refused; a tiny CLIP stands in for open_clip."""

import struct
import sys
import types
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from dermagent.encoders.licences import check_use, licence_of
from dermagent.encoders.onnx_file import cut
from dermagent.encoders.onnx_session import centre_half
from dermagent.encoders.open_clip import OpenClip
from dermagent.encoders.packaged import OpenNsfw, installed
from dermagent.encoders.protocol import ImageEncoder, Pixels, Remembering, TextEncoder, VectorMemory, Vectors, encoded
from dermagent.encoders.registry import make_encoder
from dermagent.errors import InputError
from dermagent.imaging.synth import render
from dermagent.resources import package_file

needs_package = pytest.mark.skipif(not installed(), reason="the packaged image encoder is not installed")


class Colours:
    """The mean colour of an image: three numbers."""

    name, dimension, licence, sha256 = "colours", 3, "none needed", "0" * 64

    def __init__(self) -> None:
        self.encoded = 0

    def encode_images(self, images: Sequence[Pixels]) -> Vectors:
        self.encoded += len(images)
        return encoded(np.array([image.reshape(-1, 3).mean(axis=0) + 1.0 for image in images]))


def image(seed: int, size: int = 64) -> Pixels:
    return render(np.random.default_rng(seed), size=size).pixels


@needs_package
def test_the_packaged_encoder_gives_the_same_unit_vectors_every_time() -> None:
    images = [image(0), image(1, 96)]
    first, second = OpenNsfw().encode_images(images), OpenNsfw().encode_images(images)
    assert first.shape == (2, 2048) and first.dtype == np.float32
    assert np.array_equal(first, second)
    assert np.allclose(np.linalg.norm(first, axis=1), 1)
    assert np.allclose(OpenNsfw().encode_images(images[1:])[0], first[1], atol=1e-6)
    assert OpenNsfw().encode_images([]).shape == (0, 2048)


@needs_package
def test_the_packaged_encoder_takes_any_size_and_sees_a_difference() -> None:
    tiny, wide, mole = np.full((1, 1, 3), 90, np.uint8), np.full((3, 900, 3), 90, np.uint8), image(3)
    vectors = make_encoder("nsfw").encode_images([tiny, wide, mole])
    assert vectors[0] @ vectors[1] > 0.99 > vectors[0] @ vectors[2]


def test_row_21_an_image_only_encoder_works_and_has_no_text_tower() -> None:
    encoder = Colours()
    assert isinstance(encoder, ImageEncoder)
    assert not isinstance(encoder, TextEncoder)


def test_vectors_are_kept_by_image_and_bounded() -> None:
    inner = Colours()
    encoder = Remembering(inner, size=2)
    first = encoder.encode_images([image(0), image(1), image(0)])
    assert inner.encoded == 2 and np.array_equal(first[0], first[2])
    encoder.encode_images([image(1)])
    assert inner.encoded == 2
    encoder.encode_images([image(2)])
    encoder.encode_images([image(0)])
    assert inner.encoded == 4


def test_what_another_case_pushes_out_meanwhile_is_not_lost() -> None:
    inner, images = Colours(), [image(0), image(1), image(2)]

    def encode(asked: Sequence[Pixels]) -> Vectors:
        if len(asked) == 1 and asked[0] is images[1]:
            memory.vectors(images[2:])  # as another thread would, between looking and keeping
        return inner.encode_images(asked)

    memory = VectorMemory(encode, 3, size=1)
    memory.vectors(images[:1])
    assert np.array_equal(memory.vectors(images[:2]), inner.encode_images(images[:2]))


class Counted(Colours):
    """An encoder of the user's own, with words; counts how often it is made."""

    made = 0
    last: "Counted"

    def __init__(self) -> None:
        super().__init__()
        Counted.made += 1
        Counted.last = self

    def encode_texts(self, texts: Sequence[str]) -> Vectors:
        return encoded(np.ones((len(texts), 3)))


def test_an_encoder_of_the_users_own_is_made_once_and_keeps_its_vectors_and_words() -> None:
    name = f"{__name__}:Counted"
    first, second = make_encoder(name), make_encoder(name)
    assert first is second and Counted.made == 1
    first.encode_images([image(0)])
    second.encode_images([image(0), image(1)])
    assert Counted.last.encoded == 2
    assert isinstance(first, TextEncoder) and first.encode_texts(["a", "b"]).shape == (2, 3)
    assert not isinstance(make_encoder(f"{__name__}:Colours"), TextEncoder)


def test_vectors_of_zeros_or_of_no_numbers_are_refused() -> None:
    for bad in (np.zeros((1, 3)), np.array([[np.nan, 1.0]])):
        with pytest.raises(ValueError, match="zeros or of no numbers"):
            encoded(bad)


@pytest.mark.parametrize(
    ("name", "message"),
    [("nonsense", "there is no encoder 'nonsense'"), ("nowhere:it", "cannot be imported"), ("os:nothing", "imported")],
)
def test_unknown_encoders_are_refused(name: str, message: str) -> None:
    with pytest.raises(InputError, match=message):
        make_encoder(name)


def test_an_own_encoder_comes_by_module_and_factory() -> None:
    assert make_encoder("tests.unit.encoders.test_encoders:Colours").name == "colours"


def test_packages_are_checked_by_their_hash() -> None:
    with pytest.raises(InputError, match="not installed; get it"):
        package_file("no_such_package", "a", "0", "get it")
    with pytest.raises(InputError, match="holds another __init__"):
        package_file("click", "__init__.py", "0" * 64, "get it")


# --- cutting ONNX


def field(number: int, content: bytes) -> bytes:
    return bytes([number << 3 | 2, len(content)]) + content


def node(inputs: list[str], output: str) -> bytes:
    return field(1, b"".join(field(1, name.encode()) for name in inputs) + field(2, output.encode()))


def test_a_model_is_cut_to_what_a_tensor_needs() -> None:
    weights = field(5, field(8, b"w")) + field(5, field(8, b"unused"))
    graph = node(["x", "w"], "a") + node(["a"], "b") + node(["b", "unused"], "c") + weights + field(12, field(1, b"c"))
    model = bytes([1 << 3, 8]) + field(7, graph) + bytes([2 << 3 | 5]) + struct.pack("<f", 1.0)
    smaller = cut(model, "b")
    assert b"unused" not in smaller and field(12, field(1, b"b")) in smaller
    assert node(["a"], "b") in smaller and field(5, field(8, b"w")) in smaller
    assert cut(smaller, "b") == smaller
    with pytest.raises(InputError, match="no tensor 'z'"):
        cut(model, "z")


@pytest.mark.parametrize("content", [b"", b"not an onnx model at all", bytes([7 << 3 | 2, 200, 1])])
def test_bytes_that_are_no_model_are_refused(content: bytes) -> None:
    with pytest.raises(InputError, match="expected an ONNX model"):
        cut(content, "a")


# --- open_clip, with a stand-in


def test_weights_that_forbid_commercial_use_need_a_switch() -> None:
    assert licence_of("hf-hub:redlessone/DermLIP_ViT-B-16") == "CC BY-NC 4.0"
    for folder in ("/models/monet/", "/cache/models--suinleelab--monet/snapshots/0a1b"):
        assert licence_of(folder) == licence_of("hf-hub:suinleelab/monet") == "CC BY-NC-SA 4.0"
    for other in ("ViT-B-32", "/models/monetary", "/models/maker/vit", "/models/make/vit", "hf-hub:owner/remake"):
        assert licence_of(other) == "not known; look it up"
    with pytest.raises(InputError, match="DERMAGENT_ALLOW_NONCOMMERCIAL=1"):
        OpenClip("hf-hub:redlessone/DermLIP_ViT-B-16")


@pytest.mark.parametrize(
    ("file", "content", "licence", "refused"),
    [
        (
            "README.md",
            "---\nlicense: cc-by-nc-4.0\n---\n# Ours",
            "cc-by-nc-4.0 (by its model card)",
            True,
        ),
        ("README.md", "---\nlicense: other\nlicense_name: Ours non-commercial\n---\n", "Ours non-commercial (by", True),
        ("README.md", "---\nlicense: mit\n---\n", "mit (by its model card)", False),
        ("README.md", "---\n: [\n---\n", "not known; look it up", False),
        ("README.md", "We had fun at the non-commercial fair.", "not known; look it up", False),
        ("LICENSE.txt", "Attribution-NonCommercial 4.0 International", "non-commercial (by its LICENSE.txt)", True),
        ("LICENCE", "MIT License. Permission is hereby granted", "not known; look it up", False),
        ("LICENSE", "only occasionally and noncommercially, GNU GPL", "not known; look it up", False),
    ],
)
def test_row_29_a_renamed_folder_of_weights_is_known_by_its_card_or_licence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, file: str, content: str, licence: str, refused: bool
) -> None:
    folder = tmp_path / "my-encoder"
    folder.mkdir()
    (folder / file).write_text(content, encoding="utf-8")
    told = licence_of(str(folder))
    assert told.startswith(licence)
    if refused:
        with pytest.raises(InputError, match="DERMAGENT_ALLOW_NONCOMMERCIAL=1"):
            check_use(str(folder), told)
        monkeypatch.setenv("DERMAGENT_ALLOW_NONCOMMERCIAL", "1")
    check_use(str(folder), told)


def test_open_clip_is_missing_or_used(monkeypatch: pytest.MonkeyPatch, tmp_path: Any) -> None:
    for name in ("open_clip", "torch"):
        monkeypatch.setitem(sys.modules, name, None)
    with pytest.raises(InputError, match=r"pip install 'dermagent\[clip\]'"):
        make_encoder("open_clip:ViT-B-32")

    class Tensor:
        def __init__(self, values: Any) -> None:
            self.values = np.asarray(values, dtype=np.float32)

        def float(self) -> "Tensor":
            return self

        cpu = contiguous = float

        def numpy(self) -> Any:
            return self.values

    class Model:
        def eval(self) -> None: ...

        def state_dict(self) -> dict[str, Tensor]:
            return {"w": Tensor([1.0])}

        def encode_image(self, batch: Tensor) -> Tensor:
            return Tensor(batch.values + 1.0)

        def encode_text(self, words: list[str]) -> Tensor:
            return Tensor([[len(word), 1.0, 0.0] for word in words])

    import contextlib

    loaded: list[str] = []

    def create(name: str) -> Any:
        loaded.append(name)
        if name == "broken":
            raise RuntimeError("no such model")
        return Model(), lambda image: Tensor(np.asarray(image).reshape(-1, 3).mean(axis=0))

    fake_torch = types.SimpleNamespace(
        stack=lambda rows: Tensor([row.values for row in rows]), inference_mode=contextlib.nullcontext
    )
    fake = types.SimpleNamespace(create_model_from_pretrained=create, get_tokenizer=lambda name: list)
    monkeypatch.setitem(sys.modules, "torch", fake_torch)
    monkeypatch.setitem(sys.modules, "open_clip", fake)
    encoder = make_encoder(f"open_clip:{tmp_path}")
    assert loaded == [f"local-dir:{tmp_path}"]
    assert encoder.dimension == 3 and len(encoder.sha256) == 64
    assert isinstance(encoder, TextEncoder)
    assert np.allclose(np.linalg.norm(encoder.encode_texts(["a", "bb"]), axis=1), 1)
    assert encoder.encode_images([image(0)]).shape == (1, 3)
    with pytest.raises(InputError, match="cannot load broken: RuntimeError: no such model; name a folder"):
        make_encoder("open_clip:broken")


def test_the_centre_half_is_never_empty() -> None:
    assert centre_half(np.zeros((1, 1, 3), np.uint8)).shape == (1, 1, 3)
    assert centre_half(np.zeros((100, 60, 3), np.uint8)).shape == (50, 30, 3)


def broken() -> ImageEncoder:
    """A factory that fails."""
    raise RuntimeError("no weights here")


def test_an_encoder_of_the_user_s_own_that_cannot_be_made_is_named() -> None:
    with pytest.raises(InputError, match="test_encoders:broken' cannot be made: RuntimeError: no weights here"):
        make_encoder("tests.unit.encoders.test_encoders:broken")
