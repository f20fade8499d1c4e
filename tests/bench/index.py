"""Speed of the encoders and of the index as ratios, and how well neighbours tell; `python -m tests.bench.index`.

* Embedding stands against the bare network on the same prepared views, a build against the bare network on its
  images, exact search against NumPy's own matrix product, approximate search against exact. `--large` adds 1,000,000
  vectors and builds 10,000 images in place of 1,000.
* Vectors are made up, seeded: 200 clusters, variances that fall as 1/rank, as those of photographs do.
* Each index is opened by a fresh process, its files dropped from the page cache before.
* Neighbours are asked for on the shared photographs of PAD-UFES-20, those of the same patient left out.
"""

import csv
import json
import math
import os
import resource
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

from dermagent.encoders import packaged
from dermagent.encoders.onnx_session import OnnxEncoder
from dermagent.encoders.protocol import Vectors
from dermagent.evals.metrics.ranking import balanced_accuracy
from dermagent.evals.metrics.statistics import mean_with_interval
from dermagent.imaging.fingerprint import SHAPE
from dermagent.imaging.synth import render, save_png
from dermagent.index.build import build
from dermagent.index.entries import IndexEntry
from dermagent.index.exact import ExactStore
from dermagent.index.files import SEARCHED, VECTORS, file_name
from dermagent.index.scores import K
from dermagent.index.store import Index, write_index
from tests.shared import shared
from tests.unit.encoders.test_encoders import Colours

DIMENSION, QUERIES = 512, 200


def in_turn(n: int, *ones: Callable[[int], object]) -> list[tuple[float, float]]:
    """Median and 95th percentile of seconds of each, called in turn so that the machine's load meets all alike."""
    times: list[list[float]] = [[] for _ in ones]
    for i in range(-1, n):
        for one, own in zip(ones, times, strict=True):
            started = time.perf_counter()
            one(max(i, 0))
            own.append(time.perf_counter() - started)
    return [(statistics.median(own[1:]), sorted(own[1:])[int(0.95 * n)]) for own in times]


def embedding(name: str, encoder: OnnxEncoder) -> None:
    images = [render(np.random.default_rng(n), size=512).pixels for n in range(16)]
    views = encoder.prepared(images)
    (whole, _), (bare, _) = in_turn(5, lambda n: encoder.encode_images(images), lambda n: encoder.features(views))
    ratio = f"{whole / bare:.2f} x the bare session on the same views"
    print(f"{name}: {16 / whole:.0f} images/s on one thread, {ratio}")


# --- vectors


def made_up(path: Path, n: int) -> Vectors:
    """n vectors of length 1 and the questions after them, in a mapped file."""
    rng = np.random.default_rng(0)
    spread = (np.arange(DIMENSION, dtype=np.float32) + 1) ** -0.5
    centres = rng.standard_normal((200, DIMENSION), dtype=np.float32)
    rows = np.lib.format.open_memmap(path, mode="w+", dtype=np.float32, shape=(n + QUERIES, DIMENSION))
    for start in range(0, len(rows), 50_000):
        part = rows[start : start + 50_000]
        part[:] = rng.standard_normal(part.shape, dtype=np.float32) + centres[rng.integers(0, 200, len(part))]
        part *= spread
        part /= np.linalg.norm(part, axis=1, keepdims=True)
    rows.flush()
    return rows


class Wide(Colours):
    """Only its name is needed here."""

    dimension = DIMENSION


def search(n: int) -> None:
    with tempfile.TemporaryDirectory() as place:
        folder, path = Path(place) / "index", Path(place) / "rows.npy"
        rows = made_up(path, n)
        entries = [IndexEntry(sha256=f"{i:064x}", name=str(i), label="abcdefghij"[i % 10]) for i in range(n)]
        started = time.perf_counter()
        write_index(folder, rows[:n], entries, Wide(), {})
        exactly = time.perf_counter() - started
        started = time.perf_counter()
        write_index(folder, rows[:n], entries, Wide(), {}, approximate=True)
        with_graph = time.perf_counter() - started
        size = sum(one.stat().st_size for one in folder.iterdir()) / 1e6
        print(f"{n:,} x {DIMENSION}: written in {exactly:.1f} s, with the graph in {with_graph:.1f} s, {size:.0f} MB")
        for one in folder.iterdir():
            with one.open("rb") as file:
                os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
        code = f"from tests.bench.index import probe; probe({str(folder)!r}, {str(path)!r})"
        told = subprocess.run([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True, check=True)
        print(told.stdout, end="")


def probe(folder: str, asked: str) -> None:
    """What a fresh process needs to open and to search an index."""
    questions = np.array(np.load(asked, mmap_mode="r")[-QUERIES:])
    before = memory_mb()
    started, busy = time.perf_counter(), time.process_time()
    index = Index(Path(folder))
    opened, busy = time.perf_counter() - started, time.process_time() - busy
    index.search(questions[:1])
    first = time.perf_counter() - started - opened
    by_graph = memory_mb() - before
    exact = Index(Path(folder))
    exact.store = store = ExactStore(Path(folder), index.manifest)
    found, truth = ([{one.entry.name for one in row} for row in i.search(questions, k=10)] for i in (index, exact))
    recall = sum(len(f & t) for f, t in zip(found, truth, strict=True)) / (10 * QUERIES)
    held = np.array(store.rows)
    whole = np.array(np.load(Path(folder) / file_name(VECTORS, index.manifest), mmap_mode="r"))
    own, narrowed, graph, graph_narrowed, bare, full = in_turn(
        QUERIES,
        lambda i: exact.search(questions[i : i + 1]),
        lambda i: exact.search(questions[i : i + 1], only={"label": "a"}),
        lambda i: index.search(questions[i : i + 1]),
        lambda i: index.search(questions[i : i + 1], only={"label": "a"}),
        lambda i: held @ index.basis.of(questions[i : i + 1])[0],
        lambda i: whole @ questions[i],
    )
    [many] = in_turn(3, lambda i: exact.search(questions))
    size = (Path(folder) / file_name(SEARCHED, index.manifest)).stat().st_size / 1e6
    print(
        f"  cold: opened in {opened * 1e3:.0f} ms ({busy * 1e3:.0f} ms CPU), first approximate search "
        f"{first * 1e3:.0f} ms; memory of its own {by_graph:.0f} MB"
    )
    print(
        f"  exact: p50 {own[0] * 1e3:.2f} ms, p95 {own[1] * 1e3:.2f} ms = {own[0] / full[0]:.2f} x NumPy's product of "
        f"the vectors, {own[0] / bare[0]:.2f} x that of their {held.shape[1]} components ({size:.0f} MB); with a "
        f"filter {narrowed[0] * 1e3:.2f} ms; {QUERIES} at once {many[0] / QUERIES * 1e3:.2f} ms each"
    )
    told = index.manifest["approximate"]
    print(
        f"  approximate: p50 {graph[0] * 1e3:.2f} ms, p95 {graph[1] * 1e3:.2f} ms = {graph[0] / own[0]:.3f} x exact; "
        f"recall@10 {recall:.3f} here, {told['recall']} told when built (width {told['width']}); with a filter "
        f"{graph_narrowed[0] * 1e3:.2f} ms"
    )


def memory_mb() -> float:
    """Memory of this process that is its own, not a mapped file's."""
    status = Path("/proc/self/status").read_text()
    return int(next(line.split()[1] for line in status.splitlines() if line.startswith("RssAnon"))) / 1e3


# --- images


def killed(n: int) -> None:
    """A build of n images by the command line, killed half-way and started again."""
    with tempfile.TemporaryDirectory() as place:
        images, table, out = Path(place) / "pictures", Path(place) / "labels.csv", Path(place) / "index"
        images.mkdir()
        for i in range(n):
            save_png(render(np.random.default_rng(i), size=64, ita=float(i % 90 - 20)), images / f"{i}.png")
        table.write_text("image,label\n" + "".join(f"{i}.png,nevus\n" for i in range(n)))
        code = "import sys; from dermagent.cli import main; sys.exit(main())"
        command = [
            sys.executable,
            "-c",
            code,
            "index",
            "build",
            str(images),
            "--labels",
            str(table),
            "--out",
            str(out),
        ]
        started = time.perf_counter()
        running = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        record = 32 + math.prod(SHAPE) + 4 * packaged.OpenNsfw.dimension
        while running.poll() is None and kept(out) < n // 2 * record:
            time.sleep(0.1)
        running.kill()
        assert running.wait() == -signal.SIGKILL
        half, done = time.perf_counter() - started, kept(out) // record
        started = time.perf_counter()
        again = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=True)
        rest = time.perf_counter() - started
        told = json.loads(again.stdout)
        peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1e3
        encoder = packaged.OpenNsfw()
        some = encoder.prepared([render(np.random.default_rng(i), size=64).pixels for i in range(16)])
        bare = in_turn(5, lambda i: encoder.features(some))[0][0] / 16 * n
        print(
            f"build of {n:,} pictures: killed after {done:,} in {half:.0f} s, the other {told['encoded']:,} in "
            f"{rest:.0f} s; together {(half + rest) / bare:.2f} x the bare network; peak "
            f"{peak:.0f} MB, its vectors {n * record / 1e6:.0f} MB"
        )
        again = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=True)
        assert json.loads(again.stdout)["encoded"] == 0


def kept(out: Path) -> int:
    return sum(path.stat().st_size for path in out.glob("partial-*"))


def neighbours(name: str, encoder: OnnxEncoder) -> None:
    """Six tumours by the nine nearest photographs of other patients."""
    root = shared() / "data" / "skin_photos"
    if not root.is_dir():
        print("neighbours: not measured, the shared photographs are not there")
        return
    with (root / "manifest.csv").open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["source_dataset"] == "PAD-UFES-20"]
    with tempfile.TemporaryDirectory() as place:
        table = Path(place) / "labels.csv"
        lines = [f"{row['path']},{row['label_code']},{row['patient_id']}\n" for row in rows]
        table.write_text("image,label,patient\n" + "".join(lines))
        build(root, table, encoder, Path(place) / "index")
        index = Index(Path(place) / "index")
        patients = [entry.patient for entry in index.entries]
        truth = [entry.label for entry in index.entries]
        near, ranked = [], []
        for row, entry in zip(np.concatenate(list(index.store.vectors())), index.entries, strict=True):
            found = index.search(row[None], k=K, not_of=entry.patient)[0]
            shares: dict[str, float] = {}
            for one in found:
                shares[one.entry.label] = shares.get(one.entry.label, 0.0) + one.similarity
            ranked.append(sorted(shares, key=lambda label: (-shares[label], label)))
            near.append(sum(one.entry.label == entry.label for one in found[:5]) / 5)
    hits: dict[str, list[float]] = {
        "top-1": [float(r[0] == t) for r, t in zip(ranked, truth, strict=True)],
        "top-3": [float(t in r[:3]) for r, t in zip(ranked, truth, strict=True)],
        "same label among the five nearest": near,
    }
    common = max(set(truth), key=truth.count)
    told = ", ".join(f"{what} {mean_with_interval(values, clusters=patients)}" for what, values in hits.items())
    even = balanced_accuracy(hits["top-1"], truth)
    print(f"{name}, {len(rows)} photographs of {len(set(patients))} patients: {told}; balanced {even:.3f}")
    print(f"  commonest label for all: {truth.count(common) / len(truth):.3f}")


def main() -> int:
    """Print the figures."""
    large = "--large" in sys.argv
    if packaged.installed():
        embedding("nsfw", packaged.OpenNsfw())
        neighbours("nsfw", packaged.OpenNsfw())
        killed(10_000 if large else 1_000)
    for n in (10_000, 100_000, *([1_000_000] if large else [])):
        search(n)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
