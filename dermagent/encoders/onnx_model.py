"""Any ONNX image model of the user's: the network in one file, and beside it in YAML what it wants to be fed.

`model.yaml` beside `model.onnx` holds the fields of `Sheet`; nothing about an unknown network is guessed.
"""

import hashlib
from functools import lru_cache
from pathlib import Path

import numpy as np
import yaml
from pydantic import ValidationError

from dermagent.encoders.onnx_file import cut
from dermagent.encoders.onnx_session import OnnxEncoder, Preparation
from dermagent.encoders.protocol import ImageEncoder, Remembering
from dermagent.errors import InputError

_INSTALL = 'pip install "dermagent[vision]"'


class Sheet(Preparation):
    """How images are prepared, and: the model's SHA-256, its licence, the tensor that holds the features.

    Without a tensor the model's only output is taken; `centre_half` adds a second view, the middle of the image.
    """

    sha256: str
    licence: str
    tensor: str = ""
    centre_half: bool = False


class OnnxModel(OnnxEncoder):
    """The network of a file, checked by its hash."""

    def __init__(self, path: Path, threads: int = 1) -> None:
        """Load the model and its sheet.

        Raises:
            InputError: a file is missing or says something else than expected, or the network does not take what the
                sheet says.
        """
        try:
            model = path.read_bytes()
        except OSError as error:
            raise InputError(f"{path.name}: expected an ONNX model, found no such file") from error
        found = hashlib.sha256(model).hexdigest()
        sheet = _sheet(path.with_suffix(".yaml"), found)
        content = cut(model, sheet.tensor) if sheet.tensor else model
        super().__init__(content, sheet, install=_INSTALL, centre=sheet.centre_half, threads=threads)
        self.name, self.licence = f"onnx {path.stem}", sheet.licence
        self.sha256 = hashlib.sha256(sheet.model_dump_json().encode()).hexdigest()
        if len(self._session.get_inputs()) != 1 or (not sheet.tensor and len(self._session.get_outputs()) != 1):
            raise InputError(f"{path.name}: expected a model of one input and one output; name a tensor in its YAML")
        try:
            self.dimension = self.encode_images([np.full((8, 8, 3), 128, dtype=np.uint8)]).shape[1]
        except Exception as error:  # onnxruntime's errors share no base but this
            raise InputError(
                f"{path.name}: the model does not give finite features for an image prepared as its YAML says "
                f"({type(error).__name__}); check size, layout and tensor"
            ) from error


def _sheet(path: Path, sha256: str) -> Sheet:
    try:
        sheet = Sheet.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")))
    except OSError as error:
        raise InputError(f"{path.name} is missing; it must say at least sha256: {sha256}, licence and size") from error
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise InputError(f"{path.name}: expected YAML") from error
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"]) or "the whole"
        raise InputError(f"{path.name}: {where}: {first['msg']}") from error
    if sheet.sha256 != sha256:
        raise InputError(f"{path.name}: expected a model of SHA-256 {sheet.sha256!r}, found {sha256}")
    return sheet


def onnx_model(path: Path) -> ImageEncoder:
    """The encoder of a file, loaded once until the file or its sheet changes, the vectors of the last images kept."""
    files = (path, path.with_suffix(".yaml"))
    return _loaded(path, tuple(file.stat().st_mtime_ns if file.is_file() else 0 for file in files))


@lru_cache(maxsize=4)
def _loaded(path: Path, stamps: tuple[int, ...]) -> ImageEncoder:
    return Remembering(OnnxModel(path))
