"""Time and memory as medians with ratios to a named base; `python -m tests.bench.speed`. One core, warm disk cache."""

import asyncio
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from tests.shared import ROOT

EXAMPLE = ROOT / "examples" / "flexural_eczema.json"
IMPORTS = "import langgraph.graph, pydantic_settings, numpy, PIL.Image, yaml, rapidfuzz"
HISTORY = json.loads(EXAMPLE.read_text(encoding="utf-8"))["history"]


def cpu_of(command: list[str], *, folder: Path = ROOT, environment: dict[str, str] | None = None) -> float:
    """CPU seconds (user and system) of one child process, run in a folder."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, capture_output=True, check=True, cwd=folder, env=environment)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def median_of(measure: Callable[[], float], times: int) -> float:
    """Median of several measurements, after one that does not count."""
    measure()
    return statistics.median(measure() for _ in range(times))


def cpu_and_wall(run: Callable[[], object]) -> tuple[float, float]:
    """CPU and wall seconds of one call."""
    cpu, wall = time.process_time(), time.perf_counter()
    run()
    return time.process_time() - cpu, time.perf_counter() - wall


def start_up() -> None:
    """Start of the command line against bare Python."""
    bare = median_of(lambda: cpu_of([sys.executable, "-c", "pass"]), 9)
    command = str(Path(sys.executable).with_name("dermagent"))
    helped = median_of(lambda: cpu_of([command, "--help"]), 9)
    print(
        f"dermagent --help          {helped * 1000:7.0f} ms CPU   {helped / bare:6.1f} x bare Python "
        f"({bare * 1000:.0f} ms)"
    )

    def cold() -> float:
        started = time.perf_counter()
        subprocess.run([command, "diagnose", str(EXAMPLE)], capture_output=True, check=True, cwd=ROOT)
        return time.perf_counter() - started

    imported = median_of(lambda: cpu_of([sys.executable, "-c", IMPORTS]), 5)
    once = median_of(cold, 5)
    used = median_of(lambda: cpu_of([command, "diagnose", str(EXAMPLE)]), 5)
    print(
        f"diagnose, cold, one photo {once * 1000:7.0f} ms wall, {used * 1000:.0f} ms CPU   "
        f"{used / imported:6.2f} x importing its libraries ({imported * 1000:.0f} ms)"
    )


def warm() -> None:
    """A case inside a running process, without and with an image."""
    import numpy as np
    from PIL import Image

    from dermagent import Case, CaseImage, adiagnose
    from dermagent.imaging.synth import render, save_png

    async def text_case(n: int) -> None:
        await adiagnose(Case(id=f"t{n}", history=f"{HISTORY} Case number {n}."))

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "photo.jpg"
        save_png(render(np.random.default_rng(0), size=1024), path.with_suffix(".png"))
        with Image.open(path.with_suffix(".png")) as image:
            image.convert("RGB").save(path, quality=90)

        def decode() -> None:
            with Image.open(path) as image:
                image.load()

        async def photo_case() -> None:
            case = Case(id="p", history=HISTORY, images=(CaseImage(path=path.name),))
            result = await adiagnose(case, folder=folder)
            assert result.images[0].quality, result.images[0].refused

        decoded = median_of(lambda: cpu_and_wall(decode)[1], 15)
        numbers = iter(range(10_000))
        text = median_of(lambda: cpu_and_wall(lambda: asyncio.run(text_case(next(numbers))))[1], 30)
        photo = median_of(lambda: cpu_and_wall(lambda: asyncio.run(photo_case()))[1], 15)
    print(f"diagnose, warm, text      {text * 1000:7.1f} ms wall")
    print(
        f"diagnose, warm, 1024 px   {photo * 1000:7.1f} ms wall   {photo / decoded:6.1f} x Pillow's decode "
        f"({decoded * 1000:.1f} ms)"
    )


def memory() -> None:
    """Peak memory of 1,000 text cases in one process, beside that of its libraries alone."""
    peak_now = "print(next(l for l in open('/proc/self/status') if l.startswith('VmHWM')).split()[1])\n"
    code = (
        "import asyncio, time\n"
        "from dermagent import Case, adiagnose\n"
        "async def run():\n"
        f"    for n in range(1000): await adiagnose(Case(id=f'c{{n}}', history={HISTORY!r} + str(n)))\n"
        "s = time.perf_counter(); asyncio.run(run()); print(time.perf_counter() - s)\n"
    )
    done = subprocess.run([sys.executable, "-c", code + peak_now], capture_output=True, text=True, check=True, cwd=ROOT)
    seconds, peak = float(done.stdout.split()[0]), float(done.stdout.split()[1]) / 1024
    libraries = f"{IMPORTS}\n{peak_now}"
    alone = subprocess.run([sys.executable, "-c", libraries], capture_output=True, text=True, check=True)
    base = float(alone.stdout) / 1024
    print(
        f"1,000 text cases          {peak:7.0f} MB peak    {peak / base:6.2f} x importing its libraries "
        f"({base:.0f} MB); "
        f"{1000 / seconds:.0f} cases/s"
    )


def main() -> int:
    """Print everything."""
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    start_up()
    warm()
    memory()
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
