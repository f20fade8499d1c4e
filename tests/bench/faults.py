"""500 cases through `mac` while one call in five fails; `python -m tests.bench.faults`. Prints a ratio to no faults."""

import asyncio
import json
import random
import time
from collections import Counter
from typing import Any

from dermagent import Case, Differential, adiagnose
from dermagent.llm.openai_compat import OpenAICompatible
from tests.fault.test_agents_under_faults import FAULTS, answer
from tests.mock_server import MockServer, serving

CASES, SHARE = 500, 0.2


async def run(share: float) -> tuple[list[Differential], int, float]:
    """The results, the number of calls that the server saw, and the seconds."""
    rng = random.Random(7)
    planned = [rng.choice(FAULTS) if rng.random() < share else "" for _ in range(40_000)]
    with serving(MockServer(answer, lambda n: planned[n], latency_s=0.02)) as server:
        chat = OpenAICompatible("m", base_url=server.base_url, concurrency=64, attempts=6)
        cases = [Case(id=f"c{n}", history=f"A rash, {'even' if n % 2 == 0 else 'odd'} case.") for n in range(CASES)]
        slots = asyncio.Semaphore(32)

        async def one(case: Case) -> Differential:
            async with slots:
                return await adiagnose(case, chat=chat, graph="mac", max_calls=None)

        started = time.perf_counter()
        results = list(await asyncio.gather(*(one(case) for case in cases)))
        seconds = time.perf_counter() - started
        await chat.aclose()
        return results, len(server.bodies), seconds


def wrong(results: list[Differential]) -> int:
    """Answers that do not belong to their case, or that came from an error."""
    expected = ("scabies", "plaque_psoriasis")
    firsts = [(n, result.ranked[0].condition) for n, result in enumerate(results) if result.ranked]
    return sum(first != expected[n % 2] for n, first in firsts)


async def main() -> None:
    """Print what became of the cases."""
    clean, calls, seconds = await run(0.0)
    faulty, more_calls, more_seconds = await run(SHARE)
    missing = sum(limit.startswith("Agent ") for result in faulty for limit in result.limits)
    lost = CASES - len({result.case_id for result in faulty})
    for name, results in (("no faults", clean), (f"{SHARE:.0%} faults", faulty)):
        counted: dict[str, Any] = dict(Counter(result.outcome for result in results))
        print(f"{name}: {json.dumps(counted)}; answers of another case or of an error: {wrong(results)}")
    print(f"lost: {lost}; readers missing and named: {missing}")
    print(f"calls: {more_calls / calls:.2f} x, time: {more_seconds / seconds:.2f} x those without faults")


if __name__ == "__main__":
    asyncio.run(main())
