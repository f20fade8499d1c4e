"""Where the data for tests and measurements lie; they are never part of the repository."""

import os
from pathlib import Path

ROOT = Path(__file__).parents[1]


def shared() -> Path:
    """The folder named by DERMAGENT_SHARED, by default `../shared` beside the repository."""
    return (ROOT / os.environ.get("DERMAGENT_SHARED", "../shared")).resolve()
