"""CLIP models by open_clip: a model id or a local folder; nothing is downloaded unless the user names a hub id.

Many dermatology models forbid commercial use; their weights load only where DERMAGENT_ALLOW_NONCOMMERCIAL is set to 1.
"""

import hashlib
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from dermagent.encoders.base import Pixels, Vectors, unit
from dermagent.errors import InputError

#: Parts of a model's name → the licence of its weights, as far as it is known.
_LICENCES = {
    "dermlip": "CC BY-NC 4.0",
    "derm1m": "CC BY-NC 4.0",
    "monet": "CC BY-NC-SA 4.0",
    "panderm": "CC BY-NC-ND 4.0",
    "make": "not stated",
}
_SWITCH = "DERMAGENT_ALLOW_NONCOMMERCIAL"


class OpenClip:
    """Image and text tower in one space."""

    def __init__(self, model: str) -> None:
        """Load `model`: a folder written by open_clip, or a name that open_clip knows.

        Raises:
            InputError: open_clip is missing, the weights may not be used commercially and the switch is not set, or
                nothing of that name can be loaded.
        """
        self.licence = licence_of(model)
        if "NC" in self.licence and os.environ.get(_SWITCH) != "1":
            raise InputError(
                f"the weights of {model} are {self.licence}; set {_SWITCH}=1 if your use is not commercial"
            )
        try:
            import open_clip
            import torch
        except ImportError as error:
            raise InputError(f"{error.name} is missing; pip install 'dermagent[clip]'") from error
        folder = Path(model)
        name = f"local-dir:{folder}" if folder.is_dir() else model
        try:
            self._model, self._prepare = open_clip.create_model_from_pretrained(name)
            self._words = open_clip.get_tokenizer(name)
        except (RuntimeError, OSError, ValueError, KeyError) as error:
            raise InputError(f"open_clip cannot load {model}: {type(error).__name__}") from error
        self._torch: Any = torch
        self._model.eval()
        self.name = f"open_clip {folder.name if folder.is_dir() else model}"
        self.sha256 = _hash(self._model)
        self.dimension = int(self.encode_images([np.zeros((8, 8, 3), dtype=np.uint8)]).shape[1])

    def encode_images(self, pictures: Sequence[Pixels]) -> Vectors:
        """(n, dimension), each row of length 1."""
        if not pictures:
            return np.zeros((0, getattr(self, "dimension", 1)), dtype=np.float32)
        batch = self._torch.stack([self._prepare(Image.fromarray(picture)) for picture in pictures])
        with self._torch.inference_mode():
            return unit(self._model.encode_image(batch).float().numpy())

    def encode_texts(self, texts: Sequence[str]) -> Vectors:
        """(n, dimension), each row of length 1."""
        with self._torch.inference_mode():
            return unit(self._model.encode_text(self._words(list(texts))).float().numpy())


def licence_of(model: str) -> str:
    """What is known of the licence of a model's weights by its name."""
    name = model.lower()
    return next((licence for part, licence in _LICENCES.items() if part in name), "not known; look it up")


def _hash(model: Any) -> str:
    digest = hashlib.sha256()
    for name, value in sorted(model.state_dict().items()):
        digest.update(name.encode() + value.cpu().contiguous().numpy().tobytes())
    return digest.hexdigest()
