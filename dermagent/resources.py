"""Find the files that ship beside the code: prompts, graphs, evaluation sets, knowledge."""

from functools import cache
from pathlib import Path

PACKAGE = Path(__file__).parent
KNOWLEDGE = PACKAGE / "knowledge" / "data"


@cache
def data_root() -> Path:
    """Folder that holds `prompts/`, `graphs/` and `eval_sets/`: inside an installed wheel, else the checkout."""
    packaged = PACKAGE / "_data"
    return packaged if packaged.is_dir() else PACKAGE.parent
