"""CLIP models by open_clip: a local folder or a hub id; nothing is downloaded unless the user names a hub id."""

import hashlib
from collections.abc import Callable, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from PIL import Image

from dermagent.encoders.licences import check_use, licence_of
from dermagent.encoders.protocol import Pixels, VectorMemory, Vectors, encoded
from dermagent.errors import InputError

_BATCH = 64
#: The last steps of open_clip's preparation, to a tensor and normalised, come after those on the image.
_TO_NUMBERS = 2


class OpenClip:
    """Image and text tower in one space; the vectors of the last images are kept."""

    remembers = True

    def __init__(self, model: str) -> None:
        """Load `model`: a folder written by open_clip (configuration and weights), or hf-hub:OWNER/NAME.

        Raises:
            InputError: open_clip is missing, the weights may not be used commercially and the switch is not set, or
                nothing of that name can be loaded.
        """
        self.licence = licence_of(model)
        check_use(model, self.licence)
        try:
            import open_clip
            import torch
        except ImportError as error:
            raise InputError(f"{error.name} is missing; pip install 'dermagent[clip]'") from error
        except RuntimeError as error:  # torchvision built for CUDA beside a torch that is not
            raise InputError(f"open_clip cannot be imported, torch and torchvision do not fit: {error}") from error
        folder = Path(model)
        name = f"local-dir:{folder}" if folder.is_dir() else model
        try:
            self.model, self._prepare = open_clip.create_model_from_pretrained(name)
            self._words = open_clip.get_tokenizer(name)
        except Exception as error:  # torch, safetensors, the hub and open_clip have no error in common
            reason = " ".join(str(error).split())[:200]
            raise InputError(
                f"open_clip cannot load {model}: {type(error).__name__}: {reason}; "
                "name a folder with open_clip_config.json and weights, or hf-hub:OWNER/NAME"
            ) from error
        self.torch: Any = torch
        self.model.eval()
        self.name = f"open_clip {folder.name if folder.is_dir() else model}"
        self.sha256 = _hash(self.model)
        self.dimension = int(self._looked([np.zeros((8, 8, 3), dtype=np.uint8)]).shape[1])
        self._kept = VectorMemory(self._looked, self.dimension)

    def encode_images(self, images: Sequence[Pixels]) -> Vectors:
        """(n, dimension), each row of length 1."""
        return self._kept.vectors(images)

    def _looked(self, images: Sequence[Pixels]) -> Vectors:
        return self._encode(images, lambda part: self.model.encode_image(self.prepared(part)))

    def encode_texts(self, texts: Sequence[str]) -> Vectors:
        """(n, dimension), each row of length 1."""
        return self._encode(texts, lambda part: self.model.encode_text(self._words(list(part))))

    def _encode(self, given: Sequence[Any], tower: Callable[[Sequence[Any]], Any]) -> Vectors:
        if not given:
            return np.zeros((0, self.dimension), dtype=np.float32)
        with self.torch.inference_mode():
            parts = [tower(given[at : at + _BATCH]).float().numpy() for at in range(0, len(given), _BATCH)]
        return encoded(np.concatenate(parts))

    def prepared(self, images: Sequence[Pixels]) -> Any:
        """The images as the tensor (n, 3, side, side) that the image tower takes."""
        return self.torch.stack([self._prepare(Image.fromarray(image)) for image in images])

    def seen(self, image: Pixels) -> Pixels:
        """What reaches the image tower, (side, side, 3) sRGB: for most models the centre square, scaled."""
        shown = Image.fromarray(image)
        for step in self._prepare.transforms[:-_TO_NUMBERS]:
            shown = step(shown)
        return np.asarray(shown.convert("RGB"))

    def gradient(self, seen: Pixels, text: str) -> npt.NDArray[np.float64]:
        """How the cosine of image and text grows with each value of an image in 0 to 1, (side, side, 3).

        `seen` is an image of the size that the tower takes, such as `seen` gives.
        """
        to_tensor, normalise = self._prepare.transforms[-_TO_NUMBERS:]
        words = self.torch.from_numpy(self.encode_texts([text])[0])
        pixels = to_tensor(Image.fromarray(seen)).requires_grad_()
        vector = self.model.encode_image(normalise(pixels)[None])[0]
        cosine = self.torch.nn.functional.cosine_similarity(vector, words, dim=0)
        (found,) = self.torch.autograd.grad(cosine, pixels)
        return np.asarray(found.permute(1, 2, 0).numpy(), dtype=np.float64)


@lru_cache(maxsize=2)
def _loaded(model: str, stamp: int) -> OpenClip:
    return OpenClip(model)


def open_clip_encoder(model: str) -> OpenClip:
    """The encoder, loaded once and shared by all cases until its folder's files change.

    Raises:
        InputError: it cannot or must not be loaded.
    """
    folder = Path(model)
    stamps = [path.stat().st_mtime_ns for path in folder.iterdir()] if folder.is_dir() else []
    return _loaded(model, max(stamps, default=0))


def _hash(model: Any) -> str:
    digest = hashlib.sha256()
    for name, value in sorted(model.state_dict().items()):
        digest.update(name.encode() + value.cpu().contiguous().numpy().tobytes())
    return digest.hexdigest()
