"""Find the files that ship beside the code (prompts, graphs, evaluation sets, knowledge) and in other packages."""

import hashlib
import importlib.util
from functools import cache
from pathlib import Path

from dermagent.errors import InputError

PACKAGE = Path(__file__).parent
KNOWLEDGE = PACKAGE / "knowledge" / "data"


@cache
def data_root() -> Path:
    """Folder that holds `prompts/`, `graphs/` and `eval_sets/`: inside an installed wheel, else the checkout."""
    packaged = PACKAGE / "_data"
    return packaged if packaged.is_dir() else PACKAGE.parent


def package_file(package: str, name: str, sha256: str, install: str) -> bytes:
    """A file of an installed package, which is not imported; checked by its hash.

    Raises:
        InputError: the package is not installed, or the file is another.
    """
    spec = importlib.util.find_spec(package)
    if spec is None or not spec.submodule_search_locations:
        raise InputError(f"{package} is not installed; {install}")
    path = Path(spec.submodule_search_locations[0]) / name
    content = path.read_bytes() if path.is_file() else b""
    if hashlib.sha256(content).hexdigest() != sha256:
        raise InputError(f"{package} holds another {Path(name).name} than expected; {install}")
    return content
