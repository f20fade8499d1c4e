"""Requests a second of the real server against calling the library in a loop; `python -m tests.bench.serve`."""

import asyncio
import os
import re
import subprocess
import sys
import time
from pathlib import Path

import httpx2

from tests.bench.speed import HISTORY

CASES = 300
SERVER = [sys.executable, "-c", "from dermagent.cli import main; main()", "serve", "--port", "0"]
LIBRARY = (
    "import asyncio, sys, time\n"
    "from dermagent import Case, adiagnose\n"
    "from dermagent.report import to_json\n"
    "async def one(n): return to_json(await adiagnose(Case(id=f'c{n}', history=sys.argv[2] + str(n))))\n"
    "async def main():\n"
    "    await one(-1)\n"
    "    started, cpu = time.perf_counter(), time.process_time()\n"
    "    for n in range(int(sys.argv[1])): await one(n)\n"
    "    print(time.perf_counter() - started, time.process_time() - cpu)\n"
    "asyncio.run(main())\n"
    "print(next(l for l in open('/proc/self/status') if l.startswith('VmHWM')).split()[1])\n"
)


async def posted(address: str, at_once: int) -> tuple[float, float]:
    """Requests a second, and the median of their milliseconds."""
    numbers = iter(range(CASES))
    took: list[float] = []

    async def caller(client: httpx2.AsyncClient) -> None:
        for n in numbers:
            started = time.perf_counter()
            case = {"id": f"{at_once}-{n}", "history": HISTORY + str(n)}
            answer = await client.post(f"{address}v1/diagnose", json=case)
            assert answer.status_code == 200, answer.text
            took.append(time.perf_counter() - started)

    async with httpx2.AsyncClient(timeout=60) as client:
        await client.post(f"{address}v1/diagnose", json={"history": HISTORY})
        started = time.perf_counter()
        await asyncio.gather(*(caller(client) for _ in range(at_once)))
        seconds = time.perf_counter() - started
    return CASES / seconds, 1000 * sorted(took)[len(took) // 2]


def cpu_of(pid: int) -> float:
    """CPU seconds, user and system, that a process has used."""
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def main() -> int:
    """Print everything."""
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    command = [sys.executable, "-c", LIBRARY, str(CASES), HISTORY]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    seconds, cpu, peak = map(float, done.stdout.split())
    alone, base = CASES / seconds, 1000 * cpu / CASES
    print(
        f"library in a loop   {alone:5.1f} /s                    {base:4.0f} ms CPU a case   {peak / 1024:4.0f} MB peak"
    )
    with subprocess.Popen(SERVER, stderr=subprocess.PIPE, text=True) as server:
        assert server.stderr is not None
        found = re.search(r"http://\S+", server.stderr.readline())
        assert found
        try:
            for at_once in (1, 16):
                before = cpu_of(server.pid)
                rate, median = asyncio.run(posted(found.group(), at_once))
                used = 1000 * (cpu_of(server.pid) - before) / (CASES + 1)
                status = Path(f"/proc/{server.pid}/status").read_text(encoding="ascii")
                peak = float(status.split("VmHWM:")[1].split()[0])
                print(
                    f"server, {at_once:2d} callers  {rate:5.1f} /s ({rate / alone:4.2f} x), median {median:4.0f} ms  "
                    f"{used:4.0f} ms CPU ({used / base:4.2f} x)   {peak / 1024:4.0f} MB peak"
                )
        finally:
            server.kill()
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
