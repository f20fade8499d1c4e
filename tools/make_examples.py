"""Draw the example images with the project's own generator: fully synthetic, no patient, public domain (CC0 1.0).

Usage: python -m tools.make_examples [FOLDER]; the same files come out byte for byte.
"""

import sys
from pathlib import Path
from typing import Any

import numpy as np

from dermagent.imaging.synth import render, save_png

IMAGES: dict[str, dict[str, Any]] = {
    "flexural_eczema": {"seed": 1, "kind": "plaque", "ita": 35.0, "contrast": 10.0},
    "changing_mole": {"seed": 2, "kind": "mole", "ita": 50.0, "contrast": 16.0, "hairs": 4, "ruler": True},
    "shingles_near_eye": {"seed": 3, "kind": "vesicles", "ita": 48.0, "contrast": 10.0},
    "drug_rash_mouth_sores": {"seed": 4, "kind": "papules", "ita": 42.0, "contrast": 12.0},
}


def main(folder: Path) -> None:
    """Write one image for each example case."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, options in IMAGES.items():
        arguments = dict(options)
        rng = np.random.default_rng(arguments.pop("seed"))
        save_png(render(rng, size=320, **arguments), folder / f"{name}.png")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parents[1] / "examples" / "images")
