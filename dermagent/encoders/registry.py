"""Encoders by name: the packaged ones, CLIP models, and the user's own."""

from functools import lru_cache
from pathlib import Path

from dermagent.encoders.protocol import ImageEncoder, remembering
from dermagent.errors import InputError
from dermagent.plugins import make

#: Short names of the encoders that come with a package.
_PACKAGED = {"nsfw": "dermagent.encoders.packaged:open_nsfw"}
DEFAULT = "nsfw"


def check_encoder_name(name: str) -> None:
    """Look whether a name is of a form that `make_encoder` knows, without loading anything.

    Raises:
        InputError: it is of none.
    """
    if name not in _PACKAGED and not all(name.partition(":")):
        raise InputError(
            f"there is no encoder {name!r}; known are {', '.join(_PACKAGED)}, onnx:FILE, open_clip:FOLDER, "
            "module:factory"
        )


def make_encoder(name: str) -> ImageEncoder:
    """An encoder by its short name ("nsfw"), "onnx:FILE", "open_clip:FOLDER or hf-hub:OWNER/NAME", or "module:factory".

    Raises:
        InputError: there is no such encoder, a package or file that it needs is missing, or its factory fails.
    """
    check_encoder_name(name)
    if name.startswith("open_clip:"):
        from dermagent.encoders.open_clip import open_clip_encoder

        return open_clip_encoder(name.removeprefix("open_clip:"))
    if name.startswith("onnx:"):
        from dermagent.encoders.onnx_model import onnx_model

        return onnx_model(Path(name.removeprefix("onnx:")))
    return _made(name)


@lru_cache(maxsize=4)
def _made(name: str) -> ImageEncoder:
    """Made once a process: a factory of the user's own may load weights."""
    return remembering(make("encoder", name, known=_PACKAGED))
