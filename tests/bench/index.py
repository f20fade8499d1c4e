"""Speed of the encoder and of the index as ratios; `python -m tests.bench.index`.

Embedding stands against the bare network session on the same prepared views, exact search against NumPy's own matrix
product of the same sizes, opening against reading the file's bytes. Vectors are made up (clustered, seeded).
"""

import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

from dermagent.encoders.base import Vectors
from dermagent.encoders.packaged import OpenNsfw, installed
from dermagent.imaging.synth import render
from dermagent.index.store import Entry, Index, write_index
from tests.unit.encoders.test_encoders import Colours

DIMENSION, QUERIES = 512, 40


def timed(one: Callable[[int], object], n: int) -> tuple[float, float]:
    """Median and 95th percentile of seconds."""
    one(0)
    times = []
    for i in range(n):
        started = time.perf_counter()
        one(i)
        times.append(time.perf_counter() - started)
    return statistics.median(times), sorted(times)[int(0.95 * len(times))]


def made_up(n: int) -> Vectors:
    rng = np.random.default_rng(0)
    centres = rng.normal(size=(200, DIMENSION)).astype(np.float32)
    rows = centres[rng.integers(0, 200, n)] + rng.normal(size=(n, DIMENSION)).astype(np.float32)
    return np.asarray(rows / np.linalg.norm(rows, axis=1, keepdims=True), dtype=np.float32)


class Wide(Colours):
    """Only its name is needed here."""

    dimension = DIMENSION


def embedding() -> None:
    if not installed():
        print("embedding: not measured, the packaged encoder is not installed")
        return
    encoder = OpenNsfw()
    pictures = [render(np.random.default_rng(n), size=512).pixels for n in range(16)]
    views = encoder.prepared(pictures)
    whole, _ = timed(lambda n: encoder.encode_images(pictures), 5)
    bare, _ = timed(lambda n: encoder.features(views), 5)
    ratio = f"{whole / bare:.2f} x the bare session on the same views"
    print(f"embedding: {16 / whole:.0f} pictures/s on one thread, {ratio}")


def search(n: int, folder: Path) -> None:
    rows = made_up(n)
    entries = [Entry(sha256=f"{i:064x}", name=str(i), label="abcdefghij"[i % 10]) for i in range(n)]
    started = time.perf_counter()
    write_index(folder, rows, entries, Wide(), {})
    writing = time.perf_counter() - started
    opening, _ = timed(lambda i: Index(folder), 5)
    index = Index(folder)
    p50, p95 = timed(lambda i: index.search(rows[i : i + 1], k=9), QUERIES)
    basis, searched = index.basis, np.array(index.store.rows)
    bare, _ = timed(lambda i: searched @ basis.of(rows[i : i + 1])[0], QUERIES)
    full, _ = timed(lambda i: rows @ rows[i], QUERIES)
    filtered, _ = timed(lambda i: index.search(rows[i : i + 1], k=9, only={"label": "a"}), 5)
    print(
        f"{n:,} x {DIMENSION}: search p50 {p50 * 1000:.1f} ms, p95 {p95 * 1000:.1f} ms = {p50 / bare:.2f} x NumPy's "
        f"product of its {searched.shape[1]} components, {p50 / full:.2f} x that of the whole vectors; with a filter "
        f"{filtered * 1000:.0f} ms; opened in {opening * 1000:.0f} ms; written in {writing:.1f} s"
    )


def main() -> int:
    """Print the figures."""
    embedding()
    for n in (10_000, 100_000):
        with tempfile.TemporaryDirectory() as folder:
            search(n, Path(folder))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
