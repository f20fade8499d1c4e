"""Memory that a case's images need; `python -m tests.bench.images`: 50 photographs of 12 megapixels, one of 59."""

import argparse
import json
import resource
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np
from PIL import Image

from dermagent import Case, diagnose
from tests.shared import ROOT

#: What to measure: name, number of images, width, height, format, and the bound in MB.
CASES = (("50 x 12 megapixels, JPEG", 50, 4000, 3000, "jpg", 600), ("59 megapixels, PNG", 1, 8900, 6630, "png", 400))


def _make(folder: Path, number: int, width: int, height: int, kind: str) -> None:
    small = np.random.default_rng(0).integers(60, 220, (height // 50, width // 50, 3), dtype=np.uint8)
    image = Image.fromarray(small).resize((width, height), Image.Resampling.BICUBIC)
    image.save(folder / f"0.{kind}", quality=85, compress_level=1)
    for n in range(1, number):
        (folder / f"{n}.{kind}").write_bytes((folder / f"0.{kind}").read_bytes())


def _diagnose(folder: Path) -> None:
    """One case with all images of a folder, outlined and shown to the retriever of the lesion head."""
    images = [{"path": path.name} for path in sorted(folder.iterdir())]
    case = Case.model_validate({"history": "Brown spots on the back for years.", "images": images})
    diagnose(case, folder=folder, retrievers=("findings", "lesion"))


def main() -> int:
    """Print the largest memory of a process that diagnoses each case, beside one that diagnoses it without images."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    folder = parser.parse_args().folder
    if folder:
        _diagnose(folder)
        print(json.dumps(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024))
        return 0
    over = 0
    with tempfile.TemporaryDirectory() as root:
        empty = Path(root) / "none"
        empty.mkdir()
        base = _measured(empty)
        print(f"without images: {base:.0f} MB")
        for name, number, width, height, kind, bound in CASES:
            made = Path(root) / kind
            made.mkdir()
            _make(made, number, width, height, kind)
            used = _measured(made)
            over += used > bound
            print(f"{name}: {used:.0f} MB = {used / base:.1f} x without images (goal at most {bound})")
    return int(over > 0)


def _measured(folder: Path) -> float:
    command = [sys.executable, "-m", "tests.bench.images", "--folder", str(folder)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    return float(json.loads(done.stdout.splitlines()[-1]))


if __name__ == "__main__":
    sys.exit(main())
